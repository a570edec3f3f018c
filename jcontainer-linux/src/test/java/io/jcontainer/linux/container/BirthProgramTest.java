package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Namespace;
import io.jcontainer.Ulimit;
import io.jcontainer.linux.keep.KeeperPlan;
import io.jcontainer.linux.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first half of a start, looked at without privileges. */
class BirthProgramTest {
  private static final List<Ulimit> FILES = List.of(new Ulimit(Ulimit.Resource.NOFILE, 1024, 4096));

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("birth", plan(List.of(), 5)),
        Arguments.of("birth-v1-groups", plan(List.of(5, 6), 7)),
        Arguments.of("birth-no-v2", plan(List.of(5), -1)),
        Arguments.of(
            "birth-options",
            new BirthPlan(
                3,
                FILES,
                4,
                List.of(),
                5,
                OptionalInt.of(500),
                Map.of(Namespace.PID, 6, Namespace.IPC, 6, Namespace.NETWORK, 7),
                Optional.empty())),
        Arguments.of("birth-kept", kept(Optional.empty())),
        Arguments.of("birth-kept-with-time-limit", kept(Optional.of(Duration.ofMillis(1500)))));
  }

  private static BirthPlan plan(List<Integer> joinFiles, int cloneInto) {
    return new BirthPlan(
        3, FILES, 4, joinFiles, cloneInto, OptionalInt.empty(), Map.of(), Optional.empty());
  }

  private static BirthPlan kept(Optional<Duration> timeLimit) {
    KeeperPlan keeper = new KeeperPlan(6, 7, 8, 9, 12, 1024, timeLimit);
    return new BirthPlan(
        3, FILES, 4, List.of(5), -1, OptionalInt.empty(), Map.of(), Optional.of(keeper));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void isTheSameSystemCallsAsBefore(String option, BirthPlan plan) throws IOException {
    GoldenProgram.assertUnchanged(option, BirthProgram.compile(plan));
  }

  /**
   * The limits bind from the first moment, and root outside the user namespace never has a child.
   */
  @Test
  void givesBirthInsideTheLimitsAndTheUserNamespace() {
    Program program = BirthProgram.compile(plan(List.of(5), -1));
    assertThat(program.steps().stream().map(step -> step.name()).toList())
        .containsSubsequence(
            "join the control group of descriptor 5",
            "set ulimit NOFILE to 1024:4096",
            "join the user namespace",
            "make the container's first process",
            "become root of the user range",
            "wait for a program");
  }
}
