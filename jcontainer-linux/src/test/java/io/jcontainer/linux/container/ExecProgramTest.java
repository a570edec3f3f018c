package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.TerminalSize;
import io.jcontainer.Ulimit;
import io.jcontainer.linux.program.Operation;
import io.jcontainer.linux.program.Step;
import io.jcontainer.linux.program.Sys;
import io.jcontainer.linux.security.UserIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The program of a command in a running container, looked at without privileges. The golden texts
 * are written anew by {@code -Djcontainer.golden.update=true}.
 */
class ExecProgramTest {
  private static final Path SOURCES =
      Path.of("src/test/resources/io/jcontainer/linux/container/exec");
  private static final UserIdentity ROOT = new UserIdentity(0, 0, List.of(0L), "/root", "root");
  private static final UserIdentity APP =
      new UserIdentity(1234, 1234, List.of(1234L, 77L), "/home/app", "app");

  private static ExecPlan plan(
      UserIdentity user, String directory, List<Integer> joinFiles, int cloneInto) {
    return plan(user, directory, joinFiles, cloneInto, Optional.empty());
  }

  private static ExecPlan plan(
      UserIdentity user,
      String directory,
      List<Integer> joinFiles,
      int cloneInto,
      Optional<TerminalSize> terminal) {
    return new ExecPlan(
        List.of("true", "now"),
        List.of("PATH=/usr/bin:/bin", "TOKEN=secret"),
        "/usr/bin:/bin",
        directory,
        user,
        Capability.defaults(),
        40,
        List.of(new Ulimit(Ulimit.Resource.NOFILE, 1024, 4096)),
        Optional.empty(),
        new byte[16],
        terminal,
        joinFiles,
        cloneInto,
        ExecProgram.FIRST_PROCESS);
  }

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("default", plan(ROOT, "/", List.of(), 5)),
        Arguments.of("v1-groups", plan(ROOT, "/", List.of(5, 6), 7)),
        Arguments.of("no-v2", plan(ROOT, "/", List.of(5), -1)),
        Arguments.of("user", plan(APP, "/srv/app", List.of(), 5)),
        Arguments.of(
            "terminal", plan(APP, "/", List.of(), 5, Optional.of(new TerminalSize(120, 40)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void isTheSameSystemCallsAsBefore(String option, ExecPlan plan) throws IOException {
    String now = ExecProgram.compile(plan).explain();
    if (Boolean.getBoolean("jcontainer.golden.update")) {
      Files.createDirectories(SOURCES);
      Files.writeString(SOURCES.resolve(option + ".txt"), now);
    }
    try (InputStream golden = getClass().getResourceAsStream("exec/" + option + ".txt")) {
      assertThat(golden).as("the golden text of " + option).isNotNull();
      assertThat(now).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The order that safety hangs on: each of these steps comes after the one before it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void joinsHidesThenForksThenGivesUpPowerThenBecomesTheCommand(String option, ExecPlan plan) {
    List<String> names = names(plan);
    List<String> order =
        List.of(
            "leave the host's session keyring",
            "join the container's namespaces",
            "hide memory and descriptors again",
            "make the process",
            "close the descriptors of the helper",
            "join the container's control group namespace",
            "set the groups of " + plan.user().name(),
            "set the capabilities",
            "close all other descriptors",
            "see whether the JVM lives",
            "refuse new privileges",
            "filter system calls",
            "execute /usr/bin/true");
    int last = -1;
    for (String name : order) {
      int index = names.indexOf(name);
      assertThat(index).as(option + ": " + name).isGreaterThan(last);
      last = index;
    }
    assertThat(names.indexOf("make the process"))
        .as("control groups are joined before anything of the command exists")
        .isGreaterThan(names.lastIndexOf("join the control group of descriptor 5"));
    assertThat(names.lastIndexOf("die with the JVM"))
        .isGreaterThan(names.indexOf("set the capabilities"));
  }

  private static List<String> names(ExecPlan plan) {
    return ExecProgram.compile(plan).steps().stream().map(Step::name).toList();
  }

  /** Rule 5 for a command in a running container: no mount, and no write to a path. */
  @Test
  void opensNothingInTheContainerButTheWorkingDirectory() {
    Set<Operation> never =
        Set.of(
            Sys.MOUNT,
            Sys.MOVE_MOUNT,
            Sys.OPEN_TREE,
            Sys.UMOUNT2,
            Sys.PIVOT_ROOT,
            Sys.CHROOT,
            Sys.OPENAT,
            Sys.MKDIRAT,
            Sys.MKNODAT,
            Sys.UNLINKAT,
            Sys.FCHOWNAT,
            Sys.FCHMODAT);
    List<Step> steps = ExecProgram.compile(plan(APP, "/srv", List.of(5), 6)).steps();
    assertThat(steps).noneMatch(step -> never.contains(step.operation()));
    assertThat(steps.stream().filter(step -> step.operation() == Sys.OPENAT2))
        .extracting(Step::name)
        .containsExactly("enter the working directory /srv");
  }

  @Test
  void neverShowsTheEnvironment() {
    assertThat(ExecProgram.compile(plan(ROOT, "/", List.of(), 5)).explain())
        .doesNotContain("secret");
  }
}
