package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Config;
import io.jcontainer.Container;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.spi.ContainerImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that an engine keeps ready. */
@ContainerTest
class SpareProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path root;

  @Test
  void theNextCommandTakesTheProcessThatIsKeptAndAnotherIsMade() throws InterruptedException {
    try (TestEngine engine = TestEngine.open(root)) {
      Set<Long> guardian = children();
      try (Container container = engine.start(engine.command("/bin/sleep", "1000"))) {
        long kept = keptBeside(guardian, container);
        assertThat(container.exec("/bin/true").code()).isZero();
        assertThat(keptBeside(guardian, container)).isNotEqualTo(kept);
      }
    }
  }

  @Test
  void oneThatWasKilledIsReplaced() throws InterruptedException {
    try (TestEngine engine = TestEngine.open(root)) {
      Set<Long> guardian = children();
      try (Container container = engine.start(engine.command("/bin/sleep", "1000"))) {
        long kept = keptBeside(guardian, container);
        ProcessHandle.of(kept).orElseThrow().destroyForcibly();
        await(() -> isDead(kept));
        assertThat(container.exec("/bin/echo", "still").stdout()).isEqualTo("still\n");
      }
    }
  }

  @Test
  void anEngineThatIsToldSoKeepsNone() throws InterruptedException {
    BusyboxImage busybox = BusyboxImage.in(root);
    Config config = Config.defaults().withRoot(root).withSpareProcesses(0);
    try (LinuxRuntime runtime = new LinuxRuntime(config, new LinuxKernel())) {
      Set<Long> guardian = children();
      try (Container container =
          runtime.create(
              Container.create(busybox.image()).withCommand("/bin/sleep", "1000").spec(),
              ContainerImages.withoutStore(_ -> busybox.rootFilesystem()))) {
        container.start();
        assertThat(container.exec("/bin/true").code()).isZero();
        await(() -> beside(guardian, container).isEmpty());
      }
    }
  }

  /**
   * The one child that is neither the guardian nor the container; it may still be in the making.
   */
  private static long keptBeside(Set<Long> guardian, Container container)
      throws InterruptedException {
    await(() -> beside(guardian, container).size() == 1);
    return beside(guardian, container).iterator().next();
  }

  private static boolean isDead(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Long> beside(Set<Long> guardian, Container container) {
    Set<Long> rest = new HashSet<>(children());
    rest.removeAll(guardian);
    rest.remove(container.pid());
    return rest;
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(1);
    }
  }
}
