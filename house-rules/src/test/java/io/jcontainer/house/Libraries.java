package io.jcontainer.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;

/** The compiled classes that users get: everything but examples, tests and these rules. */
final class Libraries {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/examples/"))
          .withImportOption(location -> !location.contains("/test-support/"))
          .importPackages("io.jcontainer");

  private Libraries() {}

  static JavaClasses classes() {
    return CLASSES;
  }
}
