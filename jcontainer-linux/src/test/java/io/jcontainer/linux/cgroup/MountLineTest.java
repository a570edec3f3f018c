package io.jcontainer.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountLineTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "shared:7 ", "shared:7 master:2 propagate_from:2 unbindable "})
  void anyNumberOfOptionalFieldsIsPassedOver(String optional) {
    assertThat(
            MountLine.parse(
                "36 35 0:31 /r /m ro,relatime " + optional + "- cgroup systemd rw,pids"))
        .containsExactly(
            new MountLine(
                36, 35, "/r", "/m", Set.of("ro", "relatime"), "cgroup", Set.of("rw", "pids")));
  }

  @Test
  void aSourceMayBeEmpty() {
    List<MountLine> lines = MountLine.parse("36 35 0:31 / /m rw - cgroup2  rw,nsdelegate\n");
    assertThat(lines)
        .singleElement()
        .extracting(MountLine::superOptions)
        .isEqualTo(Set.of("rw", "nsdelegate"));
  }

  @ParameterizedTest
  @CsvSource({
    "/plain,/plain",
    "/a\\040b,/a b",
    "/tab\\011newline\\012hash\\043back\\134slash,'/tab\tnewline\nhash#back\\slash'",
    "/ends\\04,/ends\\04",
    "/\\,/\\",
    "/\\089,/\\089",
    "/\\777,/\\777",
    "/\\1340,/\\0",
  })
  void escapesAreUndoneOnceAndWhatIsNoneStays(String field, String plain) {
    assertThat(MountLine.unescape(field)).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "36",
        "36 35 0:31 / /m rw",
        "36 35 0:31 / /m rw - cgroup cgroup",
        "x 35 0:31 / /m rw - cgroup cgroup rw",
        "99999999999999 35 0:31 / /m rw - cgroup cgroup rw",
        "36 35 0:31 - cgroup cgroup rw"
      })
  void whatIsNoLineIsLeftOut(String line) {
    assertThat(MountLine.parse(line + "\n")).isEmpty();
  }

  @Test
  void aMountIsCoveredByOneOnTopOfItAtTheSamePlace() {
    List<MountLine> all =
        MountLine.parse(
            """
            1 1 0:1 / / rw - rootfs rootfs rw
            2 1 0:2 / /m rw - cgroup2 cgroup2 rw
            3 2 0:3 / /m rw - tmpfs tmpfs rw
            4 3 0:4 / /m/below rw - tmpfs tmpfs rw
            """);
    assertThat(all.stream().map(each -> each.isCovered(all)))
        .containsExactly(false, true, false, false);
  }
}
