package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.CgroupException;
import io.jcontainer.kernel.Kernel;
import io.jcontainer.kernel.LinuxKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineDirectoryTest {
  private static final Kernel KERNEL = new LinuxKernel();

  @TempDir Path root;

  private List<String> engines() throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("run"))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  private String deadEngine() {
    try (EngineDirectory dead = EngineDirectory.create(KERNEL, root)) {
      dead.leaveToSweep();
      return dead.engineId();
    }
  }

  @Test
  void aDirectoryGoesWithItsEngine() throws Exception {
    EngineDirectory.create(KERNEL, root).close();
    assertThat(engines()).isEmpty();
  }

  @Test
  void aDirectoryStaysUntilAllElseOfItsEngineIsSwept() throws Exception {
    String dead = deadEngine();
    try (EngineDirectory next = EngineDirectory.create(KERNEL, root)) {
      next.sweep(_ -> false);
      assertThat(engines()).contains(dead);
      next.sweep(
          _ -> {
            throw new CgroupException("refused", null);
          });
      assertThat(engines()).contains(dead);
      next.sweep(
          name -> {
            assertThat(name).isEqualTo(dead);
            return true;
          });
      assertThat(engines()).containsExactly(next.engineId());
    }
    assertThat(engines()).isEmpty();
  }

  @Test
  void aLivingEngineIsNotSwept() throws Exception {
    try (EngineDirectory living = EngineDirectory.create(KERNEL, root);
        EngineDirectory next = EngineDirectory.create(KERNEL, root)) {
      next.sweep(
          name -> {
            throw new AssertionError("swept " + name);
          });
      assertThat(engines()).containsExactlyInAnyOrder(living.engineId(), next.engineId());
    }
  }
}
