package io.jcontainer.benchmarks;

import io.jcontainer.benchmarks.report.Distribution;
import io.jcontainer.benchmarks.report.Figures;
import io.jcontainer.benchmarks.report.Table;
import io.jcontainer.kernel.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that looks at the clock before and after each call. What it adds itself, under a
 * microsecond, is counted to the calls; so is a wait, so that those of the event loop mean nothing.
 */
final class TimedKernel {
  private final Kernel kernel;
  private final Map<Call, List<Long>> calls = new ConcurrentHashMap<>();

  TimedKernel(Kernel kernel) {
    this.kernel = kernel;
  }

  private record Call(String thread, String name) {}

  /** The kernel to be used. */
  Kernel timed() {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, this::call);
  }

  private @Nullable Object call(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    long begun = System.nanoTime();
    try {
      return method.invoke(kernel, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } finally {
      note(method.getName(), System.nanoTime() - begun);
    }
  }

  private void note(String name, long nanos) {
    List<Long> times =
        calls.computeIfAbsent(
            new Call(Thread.currentThread().getName(), name), call -> new ArrayList<>());
    synchronized (times) {
      times.add(nanos);
    }
  }

  /** Begins anew. */
  void forget() {
    calls.clear();
  }

  /**
   * What each thread did per start, the longest first.
   *
   * @param starts in the time
   */
  Table table(int starts) {
    Table table = new Table("thread and call, µs", "calls", "median", "per start");
    calls.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<Call, List<Long>> entry) -> -perStart(entry, starts)))
        .forEach(entry -> row(table, entry, starts));
    return table;
  }

  /** Of medians, so that one long interruption does not make a call look dear. */
  private static long perStart(Map.Entry<Call, List<Long>> entry, int starts) {
    List<Long> nanos = entry.getValue();
    return Distribution.of(nanos).median() * nanos.size() / starts;
  }

  private static void row(Table table, Map.Entry<Call, List<Long>> entry, int starts) {
    table.row(
        entry.getKey().thread() + ": " + entry.getKey().name(),
        String.format(Locale.ROOT, "%.1f", (double) entry.getValue().size() / starts),
        Figures.microseconds(Distribution.of(entry.getValue()).median()),
        Figures.microseconds(perStart(entry, starts)));
  }
}
