package io.jcontainer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

class RequiresTest {
  private static Events run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(tests))
        .execute()
        .allEvents();
  }

  @Test
  void whatLacksSomethingIsSkippedSayingWhatAndHowToGetIt() {
    run(Impossible.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("impossible"),
                skippedWithReason(
                    reason ->
                        reason.contains("requires CGROUP_V1: use a host")
                            || reason.contains("requires CGROUP_V2_CONTROLLERS: use a host"))));
  }

  @Test
  void whatHasAllItNeedsRuns() {
    run(Impossible.class)
        .assertThatEvents()
        .haveExactly(1, event(test("easy"), finishedSuccessfully()));
  }

  @Test
  void aClassIsSkippedAsAWhole() {
    assertThat(run(ImpossibleClass.class).started().filter(e -> e.getTestDescriptor().isTest()))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theRestOfATestIsSkippedExactlyWhereItIsMissing(Requirement requirement) {
    if (requirement.isMet()) {
      assertThatCode(requirement::orSkip).doesNotThrowAnyException();
    } else {
      assertThatExceptionOfType(TestAbortedException.class)
          .isThrownBy(requirement::orSkip)
          .withMessage("requires " + requirement + ": " + requirement.remedy());
    }
  }

  @Test
  void everyRequirementCanBeTriedAnywhere() {
    assertThat(Requirement.values())
        .allSatisfy(requirement -> assertThat(requirement.isMet()).isIn(true, false))
        .allSatisfy(requirement -> assertThat(requirement.remedy()).isNotBlank());
  }

  /** No host has the memory controller in both versions: the kernel gives it to one. */
  static class Impossible {
    @Test
    @Requires({Requirement.CGROUP_V1, Requirement.CGROUP_V2_CONTROLLERS})
    void impossible() {}

    @Test
    @Requires({})
    void easy() {}
  }

  @Requires({Requirement.CGROUP_V1, Requirement.CGROUP_V2_CONTROLLERS})
  static class ImpossibleClass {
    @Test
    void never() {}
  }
}
