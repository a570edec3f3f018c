package io.jcontainer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.benchmarks.workspace.Command;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the programs measure and print; what they measure is nobody's business here. */
@Tag("container")
@Requires({Requirement.ROOT, Requirement.OVERLAY, Requirement.USER_NAMESPACE, Requirement.BUSYBOX})
class HarnessTest {
  private static final String[] BRIEFLY = {
    "--runs",
    "2",
    "--rounds",
    "1",
    "--warm-up",
    "3",
    "--cold",
    "1",
    "--gap",
    "1",
    "--large-heap",
    "96",
    "--mebibytes",
    "2",
    "--share",
    "0",
    "--layers",
    "3",
    "--image-mib",
    "1",
    "--files",
    "50"
  };

  /** A row of figures. */
  private static Pattern row(String name) {
    return Pattern.compile("(?m)^\\| " + Pattern.quote(name) + " +(\\| +[0-9.\\-]+ )+.*\\|$");
  }

  @Test
  void sideBySidePrintsARowForEachAndSaysWhoIsMissing() {
    String report = SideBySide.report(BRIEFLY);
    assertThat(report)
        .contains("- kernel ", "## Back to back", "## 1 ms apart", "## Getting warm")
        .containsPattern(row("jcontainer, warm"))
        .containsPattern(row("jcontainer, warm, pooled"))
        .containsPattern(row("call to running command"))
        .containsPattern(row("1st start"))
        .containsPattern(row("up to the 3th start"));
    if (Command.find("hyperfine").isPresent()) {
      assertThat(report)
          .containsPattern(row("fork and exec alone"))
          .containsPattern("(?m)^\\| crun +\\||^- crun: not timed")
          .containsPattern("(?m)^\\| runc +\\||^- runc: not timed");
    } else {
      assertThat(report).contains("nobody else was timed: hyperfine is not installed");
    }
  }

  @Test
  void heapIndependencePrintsBothHeapsInBothSpacings() {
    assertThat(HeapIndependence.report(BRIEFLY))
        .containsPattern(row("64m of heap, back to back"))
        .containsPattern(row("96m of heap, back to back"))
        .containsPattern(row("64m of heap, 1 ms apart"))
        .containsPattern(row("96m of heap, 1 ms apart"));
  }

  @Test
  void runningPrintsCommandsTheEndAndBytes() throws Exception {
    assertThat(Running.report(BRIEFLY))
        .containsPattern(row("exec, pooled, back to back"))
        .containsPattern(row("exec, nothing kept ready, 1 ms apart"))
        .containsPattern(row("kill"))
        .containsPattern("(?m)^\\| docker exec +\\||^- docker exec: ")
        .contains("- standard output, all read: 2 MiB", "- copy in: 2 MiB", "- copy out: 2 MiB");
  }

  @Test
  void pullsPrintsEveryImageAndWhoPulledIt() {
    String report = Pulls.report(BRIEFLY);
    if (Command.find("docker-registry").isPresent()) {
      assertThat(report)
          .contains("### 3 small layers", "### 50 small files", "### Everything is there")
          .containsPattern(row("jcontainer, warm"))
          .containsPattern(row("jcontainer, a JVM for it alone"))
          .containsPattern(row("3 small layers"))
          .contains("making the files");
    } else {
      assertThat(report).contains("nothing was timed: docker-registry is not installed");
    }
  }

  @Test
  void unpackingsPrintsEachChoice() {
    assertThat(Unpackings.report(BRIEFLY))
        .contains("### 50 small files")
        .containsPattern(row("to directories"))
        .containsPattern(row("to directories, on threads that are not confined"))
        .containsPattern(row("read, checked, and dropped"))
        .containsPattern(row("removing the directories"))
        .containsPattern(row("only decompressed, zlib of the JDK"));
  }

  @Test
  void phasesPrintsPartsCallsAndSteps() throws Exception {
    assertThat(Phases.report(BRIEFLY))
        .containsPattern(row("Root File System"))
        .containsPattern(row("Setup"))
        .containsPattern(row("jcontainer-rootfs: fsmount"))
        .containsPattern(row("helper: make the container's first process"))
        .containsPattern(row("first process: execute /bin/true"))
        .containsPattern(row("sum of medians"));
  }
}
