package io.jcontainer.junit;

import io.jcontainer.junit.leak.JvmWarmUp;
import io.jcontainer.junit.leak.Leak;
import io.jcontainer.junit.leak.Neighbours;
import io.jcontainer.junit.leak.Patience;
import io.jcontainer.junit.leak.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.AssertionFailedError;

/**
 * A check after each test that nothing is left of it: open descriptors, platform threads, child
 * processes (zombies too), mounts, cgroups and files named {@code jcontainer*}, network interfaces,
 * loop devices. What was there before the test, and so what {@code @BeforeAll} made, is not its
 * leak; neither is what the JVM starts once for itself.
 *
 * <p>What vanishes within two seconds of the test's end is no leak either: the kernel and closing
 * threads may need a moment. The configuration parameter {@code jcontainer.leakcheck.patience} sets
 * another duration, as {@code PT5S}. The check runs after every other extension has released what
 * it holds for the test, temporary directories included, if this one is registered first.
 *
 * <p>Add it to a class with {@code @ExtendWith(LeakCheckExtension.class)}, or to all by naming it
 * in {@code META-INF/services/org.junit.jupiter.api.extension.Extension} and setting {@code
 * junit.jupiter.extensions.autodetection.enabled}.
 *
 * <p>It watches the whole JVM, and in part the host: tests that run at the same time are blamed for
 * each other's work, so run them one after another. Where another JVM on the host runs tests under
 * this check, a mount, cgroup, file or interface could be from there; it is reported in the test's
 * report entries, and does not fail the test. Virtual threads and nftables are not watched.
 */
public final class LeakCheckExtension implements BeforeEachCallback {
  private static final String PATIENCE = "jcontainer.leakcheck.patience";
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(2);

  /** Made by JUnit. */
  public LeakCheckExtension() {}

  /** Remembers what there is, and what to do when the test and all its extensions are done. */
  @Override
  public void beforeEach(ExtensionContext context) {
    JvmWarmUp.once();
    Snapshot before = Snapshot.take();
    // A stored value is closed after the test's last callback, the first stored one last of all.
    AutoCloseable atTheEnd = () -> check(context, before);
    context
        .getStore(Namespace.create(LeakCheckExtension.class))
        .put(context.getUniqueId(), atTheEnd);
  }

  private static void check(ExtensionContext context, Snapshot before) {
    Duration patience =
        context.getConfigurationParameter(PATIENCE, Duration::parse).orElse(DEFAULT_PATIENCE);
    List<Leak> leaks = Patience.until(before::isClean, patience) ? List.of() : before.leaks();
    List<Leak> doubtful = Neighbours.present() ? onHost(leaks) : List.of();
    doubtful.forEach(leak -> context.publishReportEntry("possible leak", leak.toString()));
    List<Leak> certain = leaks.stream().filter(leak -> !doubtful.contains(leak)).toList();
    if (!certain.isEmpty()) {
      throw new AssertionFailedError(message(context.getDisplayName(), certain));
    }
  }

  private static List<Leak> onHost(List<Leak> leaks) {
    return leaks.stream().filter(Leak::onHost).toList();
  }

  private static String message(String test, List<Leak> leaks) {
    return leaks.stream()
        .map(leak -> "\n  " + leak)
        .collect(Collectors.joining("", test + " left behind:", ""));
  }
}
