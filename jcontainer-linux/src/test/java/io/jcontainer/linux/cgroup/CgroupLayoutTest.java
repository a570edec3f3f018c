package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The layouts of hosts and containers as they are met: each a directory of the two files of /proc,
 * and of what is to be understood from them.
 */
class CgroupLayoutTest {
  private static Path layouts() throws URISyntaxException {
    URL url = Objects.requireNonNull(CgroupLayoutTest.class.getResource("layouts"));
    return Path.of(url.toURI());
  }

  static List<String> samples() throws IOException, URISyntaxException {
    try (Stream<Path> all = Files.list(layouts())) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void isUnderstood(String name) throws Exception {
    Path sample = layouts().resolve(name);
    CgroupLayout layout =
        CgroupLayout.parse(
            Files.readString(sample.resolve("mountinfo")),
            Files.readString(sample.resolve("cgroup")));
    assertThat(lines(layout)).isEqualTo(Files.readAllLines(sample.resolve("expected")));
  }

  private static List<String> lines(CgroupLayout layout) {
    List<String> lines = new ArrayList<>(List.of(layout.mode().name()));
    for (Hierarchy each : layout.hierarchies()) {
      String access = each.readOnly() ? "ro" : "rw";
      lines.add(String.join(" ", each.title(), access, each.ownDirectory(), each.ownPath()));
    }
    return lines;
  }

  @Test
  void controllersAreFoundInV1UnlessThereIsV2Alone() {
    CgroupLayout hybrid = CgroupLayout.detect(FakeHost.hybrid().cgroups.kernel());
    assertThat(hybrid.mode()).isEqualTo(CgroupLayout.Mode.HYBRID);
    assertThat(hybrid.of(Controller.CPU).orElseThrow().controllers())
        .isEqualTo(Set.of("cpu", "cpuacct"));
    assertThat(hybrid.of(Controller.MEMORY).orElseThrow().mountPoint()).isEqualTo("/cg/memory");
    CgroupLayout v2 = CgroupLayout.detect(FakeHost.v2().cgroups.kernel());
    assertThat(v2.of(Controller.MEMORY)).isEqualTo(v2.unified());
    assertThat(v2.of(Controller.FREEZER)).isEmpty();
    CgroupLayout onlyUnified =
        CgroupLayout.detect(FakeHost.v2().file("/cg/cgroup.controllers", "pids").cgroups.kernel());
    assertThat(onlyUnified.of(Controller.MEMORY)).isEmpty();
  }

  @Test
  void thisHostIsUnderstood() throws IOException {
    CgroupLayout layout =
        CgroupLayout.parse(
            Files.readString(Path.of("/proc/self/mountinfo")),
            Files.readString(Path.of("/proc/self/cgroup")));
    assertThat(layout.hierarchies())
        .allSatisfy(each -> assertThat(Path.of(each.ownDirectory(), "cgroup.procs")).exists());
  }
}
