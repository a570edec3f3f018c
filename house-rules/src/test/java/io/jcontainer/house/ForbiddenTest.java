package io.jcontainer.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.jcontainer.house.offender.Offender;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForbiddenTest {
  @ParameterizedTest
  @EnumSource
  void noLibraryDoesIt(Forbidden forbidden) {
    forbidden.rule().check(Libraries.classes());
  }

  /** Each rule finds the method of the offender that is named after it, and no other. */
  @ParameterizedTest
  @EnumSource
  void itIsFoundWhereItIsDone(Forbidden forbidden) {
    String method = forbidden.name().replace("_", "");
    assertThat(
            forbidden
                .rule()
                .evaluate(new ClassFileImporter().importClasses(Offender.class))
                .getFailureReport()
                .getDetails())
        .isNotEmpty()
        .allSatisfy(detail -> assertThat(detail).containsIgnoringCase("Offender." + method + "("));
  }
}
