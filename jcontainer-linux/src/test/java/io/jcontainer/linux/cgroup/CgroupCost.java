package io.jcontainer.linux.cgroup;

import io.jcontainer.ByteSize;
import io.jcontainer.ContainerId;
import io.jcontainer.Limits;
import io.jcontainer.kernel.Fd;
import io.jcontainer.kernel.LinuxKernel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * Measures what the groups of a container cost; run by hand as root: {@code CgroupCost [rounds
 * [pause in ms]]}. Prints median and 95th percentile in microseconds of groups without a process,
 * then of the end of groups with twenty.
 */
final class CgroupCost {
  private static final String[] PHASES = {"create+limits", "join files", "usage", "remove", "all"};

  private CgroupCost() {}

  public static void main(String[] arguments) throws InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    int pauseMillis = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    LinuxKernel kernel = new LinuxKernel();
    CgroupLayout layout = CgroupLayout.detect(kernel);
    Limits limits =
        new Limits(OptionalDouble.of(1.5), Optional.of(ByteSize.ofMiB(256)), Optional.empty(), 512);
    try (EngineGroups engine = new CgroupTree(kernel, layout).engine("cost-" + UUID.randomUUID())) {
      System.out.println(kernel.kernelRelease() + " " + layout.mode() + ", " + rounds + " rounds");
      measure(engine, limits, rounds, 0);
      print(PHASES, measure(engine, limits, rounds, pauseMillis));
      print(new String[] {"kill to gone"}, end(engine, limits, Math.max(1, rounds / 5)));
    }
  }

  private static long[][] measure(EngineGroups engine, Limits limits, int rounds, int pauseMillis)
      throws InterruptedException {
    long[][] nanos = new long[PHASES.length][rounds];
    for (int i = 0; i < rounds; i++) {
      Thread.sleep(pauseMillis);
      long start = System.nanoTime();
      Cgroup cgroup = engine.create(ContainerId.random(), limits);
      long created = System.nanoTime();
      cgroup.joinFiles().forEach(Fd::close);
      cgroup.cloneInto().ifPresent(Fd::close);
      long opened = System.nanoTime();
      CgroupUsage _ = cgroup.usage();
      long read = System.nanoTime();
      if (!cgroup.remove(Duration.ofSeconds(1))) {
        throw new IllegalStateException("busy: " + cgroup.id());
      }
      long end = System.nanoTime();
      nanos[0][i] = created - start;
      nanos[1][i] = opened - created;
      nanos[2][i] = read - opened;
      nanos[3][i] = end - read;
      nanos[4][i] = end - start;
    }
    return nanos;
  }

  /** From the kill of twenty processes, as nobody waits for any of them, to the last directory. */
  private static long[][] end(EngineGroups engine, Limits limits, int rounds) {
    long[] nanos = new long[rounds];
    int busy = 0;
    for (int i = 0; i < rounds; i++) {
      Cgroup cgroup = engine.create(ContainerId.random(), limits);
      String many = "for i in 1 2 3 4 5 6 7 8 9 10; do (sleep 300 & wait) & done; echo all; wait";
      try (Member member = Member.start(cgroup, many)) {
        if (!member.line().equals("all")) {
          throw new IllegalStateException("no members: " + cgroup.id());
        }
        long start = System.nanoTime();
        cgroup.kill();
        if (!cgroup.remove(Duration.ZERO)) {
          busy++;
        }
        if (!cgroup.remove(Duration.ofSeconds(10))) {
          throw new IllegalStateException("busy: " + cgroup.id());
        }
        nanos[i] = System.nanoTime() - start;
      }
    }
    System.out.println(busy + " of " + rounds + " were busy at first");
    return new long[][] {nanos};
  }

  private static void print(String[] phases, long[][] nanos) {
    for (int phase = 0; phase < phases.length; phase++) {
      long[] sorted = nanos[phase];
      Arrays.sort(sorted);
      System.out.printf(
          "%-14s p50 %6d us  p95 %6d us%n",
          phases[phase], sorted[sorted.length / 2] / 1000, sorted[sorted.length * 95 / 100] / 1000);
    }
  }
}
