package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.house.Report.Skip;
import io.jcontainer.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts the tests of all modules before this one. A skip is a failure unless it names a {@link
 * Requirement} that this host indeed lacks; with {@code -Djcontainer.skips=forbidden} any is.
 */
class SkipsTest {
  private static final Pattern REQUIRES = Pattern.compile("\\brequires ([A-Z0-9_]+): ");
  private static final boolean FORBIDDEN =
      "forbidden".equals(System.getProperty("jcontainer.skips"));

  private static List<Report> reports() throws IOException {
    List<Report> reports = new ArrayList<>();
    try (Stream<Path> directories = Files.list(Path.of(".."))) {
      List<Path> tested =
          directories
              .filter(directory -> Files.isDirectory(directory.resolve("src/test/java")))
              .filter(directory -> !directory.endsWith("house-rules"))
              .sorted()
              .toList();
      for (Path module : tested) {
        reports.add(Report.of(module));
      }
    }
    return reports;
  }

  private static boolean isExcused(Skip skip) {
    List<String> names =
        REQUIRES.matcher(skip.reason()).results().map(match -> match.group(1)).toList();
    return !names.isEmpty() && names.stream().noneMatch(name -> Requirement.valueOf(name).isMet());
  }

  @Test
  void everySkipIsExcused() throws IOException {
    for (Report report : reports()) {
      System.out.printf(
          "%-24s %5d tests, %d skipped%n", report.module(), report.tests(), report.skips().size());
      report.skips().forEach(skip -> System.out.println("  " + skip));
    }
    assertThat(reports()).allMatch(report -> report.tests() > 0, "was tested in this build");
    assertThat(reports())
        .flatMap(Report::skips)
        .allMatch(skip -> !FORBIDDEN && isExcused(skip), "lacks what it requires");
  }

  @ParameterizedTest
  @EnumSource
  void aSkipForWhatTheHostHasIsNotExcused(Requirement requirement) {
    Skip skip = new Skip("a", "requires " + requirement + ": " + requirement.remedy());
    assertThat(isExcused(skip)).isEqualTo(!requirement.isMet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"void io.jcontainer.ATest.a() is @Disabled", "requires luck: none", ""})
  void aSkipForAnythingElseIsNotExcused(String reason) {
    assertThat(isExcused(new Skip("a", reason))).isFalse();
  }

  @Test
  void readsWhatSurefireWrites(@TempDir Path module) throws IOException {
    Path directory = Files.createDirectories(module.resolve("target/surefire-reports"));
    Files.writeString(
        directory.resolve("TEST-a.xml"),
        """
        <testsuite tests="3">
          <testcase name="runs" classname="A" time="0.1"/>
          <testcase name="waits" classname="A"><skipped message="requires ROOT: be root"/></testcase>
          <testcase name="stops" classname="A">
            <skipped type="org.opentest4j.TestAbortedException"><![CDATA[Aborted: requires GCC: get it
              at A.stops(A.java:1)]]></skipped>
          </testcase>
        </testsuite>
        """);
    Report report = Report.of(module);
    assertThat(report.tests()).isEqualTo(3);
    assertThat(report.skips())
        .containsExactly(
            new Skip("A.waits", "requires ROOT: be root"),
            new Skip("A.stops", "Aborted: requires GCC: get it"));
  }
}
