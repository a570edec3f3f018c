package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM that has its v2 group for itself: a service manager starts it so. */
@Tag("second-kernel")
@Requires({Requirement.ROOT, Requirement.CGROUP_V2_CONTROLLERS})
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class V2AloneTest {
  private Hierarchy hierarchy;
  private Path group;
  private EngineGroups engine;

  @BeforeEach
  void makeGroup() throws Exception {
    CgroupLayout layout = CgroupLayout.detect(new LinuxKernel());
    hierarchy = layout.unified().orElseThrow();
    // an engine of our own, so that the controllers reach the group we make
    String engineId = "test-" + UUID.randomUUID();
    engine = new CgroupTree(new LinuxKernel(), layout).engine(engineId);
    Path own = Path.of(hierarchy.ownDirectory());
    group =
        Stream.of(
                own.resolve("jcontainer-" + engineId), own.resolveSibling("jcontainer-" + engineId))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();
    group = Files.createDirectory(group.resolve("service"));
  }

  @AfterEach
  void removeGroup() throws Exception {
    if (group != null) {
      Files.deleteIfExists(group.resolve("jvm"));
      Files.deleteIfExists(group);
      engine.close();
    }
  }

  @Test
  void movesToALeafOnceAndHasItsContainersBesideIt() throws Exception {
    String own = "/" + Path.of(hierarchy.mountPoint()).relativize(group);
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "echo 0 > \"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AloneProbe.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    assertThat(lines)
        .containsExactly(
            "0::" + own + "/jvm",
            own + "/jcontainer-alone-1/ID",
            "true",
            "0::" + own + "/jvm",
            own + "/jcontainer-alone-2/ID",
            "true");
    assertThat(Files.readString(group.resolve("cgroup.subtree_control")))
        .contains("cpu", "memory", "pids");
    assertThat(group.resolve("jcontainer-alone-1")).doesNotExist();
    assertThat(group.resolve("jvm/cgroup.procs")).isEmptyFile();
  }
}
