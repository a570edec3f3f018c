package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Container;
import io.jcontainer.ContainerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand commands in a row leave what there was before. */
@ContainerTest
@Timeout(120)
class ExecSoakTest {
  private static final int COMMANDS = 1000;

  @TempDir Path root;
  private TestEngine engine;
  private Container container;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
    container = engine.start(engine.command("sleep", "1000"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /**
   * What may not grow.
   *
   * @param descriptors of this JVM
   * @param threads of this JVM
   * @param children of this JVM, zombies too
   * @param groups nested in the container's
   */
  private record Held(long descriptors, long threads, long children, long groups) {
    boolean isWithin(Held other) {
      return descriptors <= other.descriptors
          && threads <= other.threads
          && children <= other.children
          && groups <= other.groups;
    }
  }

  private Held now() throws IOException {
    return new Held(
        entries(Path.of("/proc/self/fd")), platformThreads(), children(), groupsOfContainer());
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static long platformThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jcontainer"))
        .count();
  }

  private static long children() throws IOException {
    long count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        if (Files.exists(task)) {
          String children = Files.readString(task.resolve("children")).strip();
          count += children.isEmpty() ? 0 : children.split(" ").length;
        }
      }
    }
    return count;
  }

  private long groupsOfContainer() throws IOException {
    String path =
        Files.readAllLines(Path.of("/proc/" + container.pid() + "/cgroup")).stream()
            .filter(line -> line.startsWith("0::"))
            .map(line -> line.substring(3))
            .findFirst()
            .orElseThrow();
    Path group = Path.of("/sys/fs/cgroup/unified" + path);
    Path found = Files.exists(group) ? group : Path.of("/sys/fs/cgroup" + path);
    try (Stream<Path> entries = Files.list(found)) {
      return entries.filter(Files::isDirectory).count();
    }
  }

  @Test
  void nothingGrows() throws Exception {
    for (int i = 0; i < 20; i++) {
      container.exec("true");
    }
    settle(now());
    Held before = now();
    for (int i = 0; i < COMMANDS; i++) {
      if (i % 2 == 0) {
        assertThat(container.exec("echo", "x").stdout()).isEqualTo("x\n");
      } else {
        // nobody reads or closes its streams
        ContainerProcess process = container.execProcess("echo", "x");
        assertThat(process.waitFor()).isZero();
      }
    }
    settle(before);
    assertThat(now()).isEqualTo(before);
  }

  /** What ends is let go of on other threads, a moment later. */
  private void settle(Held wanted) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!now().isWithin(wanted) && System.nanoTime() < end) {
      Thread.sleep(5);
    }
  }
}
