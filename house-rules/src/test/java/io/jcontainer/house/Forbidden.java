package io.jcontainer.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;

/** What no library of ours does, each with the reason. */
enum Forbidden {
  STANDARD_STREAMS(
      noClasses().should(ACCESS_STANDARD_STREAMS),
      "a library does not own its host's streams: log, throw or return"),
  GENERIC_THROWS(
      noClasses()
          .should(THROW_GENERIC_EXCEPTIONS)
          .orShould()
          .callConstructor(Error.class)
          .orShould()
          .callConstructor(Error.class, String.class),
      "callers act on types: use the exception tree, or a standard exception for a broken"
          + " contract"),
  FOREIGN_MEMORY(
      noClasses()
          .that()
          .resideOutsideOfPackage("io.jcontainer.kernel.ffi")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign"),
      "raw memory stays in one room that can be reviewed as a whole"),
  HOST_PROCESSES(
      noClasses()
          .that(
              describe(
                  "are not the one that the user's own configuration asks for", c -> !isRunner(c)))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .accessTargetWhere(calls(Runtime.class, "exec")),
      "nothing is run on the host, least of all what an image or a container named; we speak to the"
          + " kernel"),
  FILE_AND_URL(
      noClasses()
          .should()
          .dependOnClassesThat(
              describe(
                  "File or URL",
                  c -> Set.of("java.io.File", "java.net.URL").contains(c.getName()))),
      "File turns failures into booleans, and URL compares by asking the name service: use Path and"
          + " URI"),
  SLEEP(
      noClasses()
          .that(describe("are not named here", c -> !isNamedSleeper(c)))
          .should()
          .accessTargetWhere(
              calls(
                  "java.lang.Thread|java.util.concurrent.TimeUnit|java.util.concurrent.locks.LockSupport",
                  "sleep|parkNanos|parkUntil")),
      "wait for the event; where there is none, the class is named in Forbidden"),
  DESERIALISATION(
      noClasses().should().dependOnClassesThat().areAssignableTo(java.io.ObjectInputStream.class),
      "it lets input choose the classes that are run"),
  OPEN_REFLECTION(
      noClasses().should().accessTargetWhere(calls(".*", "setAccessible|trySetAccessible")),
      "it breaks module boundaries, ours and the JDK's"),
  JVM_EXIT(
      noClasses()
          .should()
          .accessTargetWhere(calls(System.class, "exit"))
          .orShould()
          .accessTargetWhere(calls(Runtime.class, "exit|halt")),
      "the JVM belongs to the program that embeds us"),
  NATIVE_LIBRARIES(
      noClasses()
          .should()
          .accessTargetWhere(calls("java.lang.(System|Runtime)", "load|loadLibrary")),
      "we ship none, and load none by name or path: the C library is in the process already"),
  HTTP_REDIRECTS(
      noClasses()
          .should()
          .accessTargetWhere(field("java.net.http.HttpClient$Redirect", "ALWAYS|NORMAL")),
      "whether credentials follow a redirect is decided in our code, not by the version of the"
          + " JDK"),
  OWN_LOGGING(
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging"),
      "SLF4J is what the host application configures");

  /** The one class that runs a program of the host: a credential helper that the user set up. */
  static final String RUNNER = "io.jcontainer.images.credentials.CredentialHelper";

  /** Classes that may sleep, because nobody announces what they wait for. */
  static final Set<String> SLEEPERS =
      Set.of(
          // processes, mounts and threads of a test
          "io.jcontainer.junit.leak.Patience",
          // the next try at a registry
          "io.jcontainer.images.registry.Pace",
          // flock(2) would wait by itself, and an interrupt would not end it
          "io.jcontainer.images.store.LockFile",
          // a control group that is busy until its last process is reaped
          "io.jcontainer.linux.cgroup.Pause",
          // a process that is being made, until it executes its program
          "io.jcontainer.linux.rootfs.SecretFiles",
          // another process's lock and files: it starts or ends a detached container
          "io.jcontainer.linux.keep.Home");

  @SuppressWarnings("ImmutableEnumChecker") // a rule is a description; as() and because() copy it
  private final ArchRule rule;

  Forbidden(ArchRule rule, String reason) {
    this.rule = rule.because(reason);
  }

  /** The rule, with its reason in every report. */
  ArchRule rule() {
    return rule;
  }

  private static boolean isRunner(JavaClass type) {
    return type.getName().equals(RUNNER);
  }

  private static boolean isNamedSleeper(JavaClass type) {
    String outermost = type.getName().replaceFirst("\\$.*", "");
    return SLEEPERS.contains(outermost);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, String names) {
    return calls(Pattern.quote(owner.getName()), names);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String owner, String names) {
    return target(owner, names);
  }

  private static DescribedPredicate<JavaAccess<?>> field(String owner, String names) {
    return target(owner.replace("$", "\\$"), names);
  }

  private static DescribedPredicate<JavaAccess<?>> target(String owner, String names) {
    Pattern owners = Pattern.compile(owner);
    Pattern members = Pattern.compile(names);
    return describe(
        "target is " + owner + "." + names,
        access -> {
          JavaClass type = access.getTargetOwner();
          return owners.matcher(type.getName()).matches()
              && members.matcher(access.getTarget().getName()).matches();
        });
  }
}
