package io.jcontainer.linux.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.SecurityOptions;
import io.jcontainer.linux.container.LaunchPlan.MountPoint;
import io.jcontainer.linux.container.LaunchPlan.Numbers;
import io.jcontainer.linux.program.Program;
import io.jcontainer.linux.rootfs.MaskPlan;
import io.jcontainer.linux.rootfs.MaskPlan.Mask;
import io.jcontainer.linux.security.LandlockRules;
import io.jcontainer.linux.security.LandlockRules.Grant;
import io.jcontainer.linux.security.ProcPolicy.KernelPath;
import io.jcontainer.linux.security.ProcPolicy.Mount;
import io.jcontainer.linux.security.UserIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The second half of a start, for each option, looked at without privileges. */
class LaunchProgramTest {
  private static final UserIdentity ROOT = new UserIdentity(0, 0, List.of(0L), "/root", "root");
  private static final MaskPlan MASKS =
      new MaskPlan(
          List.of(
              new Mask(new KernelPath(Mount.PROC, "keys"), false),
              new Mask(new KernelPath(Mount.PROC, "acpi"), true),
              new Mask(new KernelPath(Mount.SYS, "firmware"), true)),
          List.of(new KernelPath(Mount.PROC, "sys")));

  private static LaunchPlan plan() {
    return new LaunchPlan(
        "box",
        List.of("true", "now"),
        List.of("PATH=/usr/bin:/bin", "TOKEN=secret"),
        "/usr/bin:/bin",
        "/",
        ROOT,
        Capability.defaults(),
        40,
        new byte[16],
        MASKS,
        Optional.empty(),
        64 << 20,
        new Numbers(3, 5, 6),
        List.of(),
        LaunchOptions.NONE);
  }

  static Stream<Arguments> options() {
    LaunchPlan p = plan();
    UserIdentity app = new UserIdentity(1234, 1234, List.of(1234L, 77L), "/home/app", "app");
    return Stream.of(
        Arguments.of("default", p),
        Arguments.of("user", copy(p, p.command(), "/", app, List.of())),
        Arguments.of("directory", copy(p, p.command(), "/srv/app", ROOT, List.of())),
        Arguments.of("path", copy(p, List.of("/bin/true"), "/", ROOT, List.of())),
        Arguments.of(
            "mounts",
            copy(
                p,
                p.command(),
                "/",
                ROOT,
                List.of(
                    new MountPoint(8, "/usr", "host directory /usr"),
                    new MountPoint(9, "/data", "bind of /srv/data")))),
        Arguments.of(
            "options",
            withOptions(
                p,
                new LaunchOptions(
                    SecurityLabel.of(SecurityOptions.defaults().withAppArmorProfile("box")),
                    Optional.empty(),
                    true,
                    Map.of("net.ipv4.ip_forward", "1", "kernel.sem", "1 2 3 4"),
                    true,
                    "example.test",
                    Set.of(),
                    Optional.empty()))),
        Arguments.of("init", withOptions(p, init())),
        Arguments.of("landlock", withOptions(p, landlock())),
        Arguments.of("channels", channels(p)));
  }

  private static LaunchPlan channels(LaunchPlan p) {
    return new LaunchPlan(
        p.hostname(),
        p.command(),
        p.environment(),
        p.searchPath(),
        "/",
        ROOT,
        p.capabilities(),
        p.lastCapability(),
        p.seccompFilter(),
        p.masks(),
        p.terminal(),
        p.sharedMemory(),
        new Numbers(6, 8, 9),
        List.of(),
        new LaunchOptions(
            Optional.empty(),
            Optional.empty(),
            false,
            Map.of(),
            true,
            "",
            Set.of(3, 5),
            Optional.empty()));
  }

  private static LaunchOptions landlock() {
    LandlockRules rules =
        new LandlockRules(0xffff, List.of(new Grant("/", 0x800d), new Grant("/tmp", 0xffff)));
    return new LaunchOptions(
        Optional.empty(),
        Optional.of(rules),
        false,
        Map.of(),
        true,
        "",
        Set.of(),
        Optional.empty());
  }

  private static LaunchOptions init() {
    return new LaunchOptions(
        Optional.empty(),
        Optional.empty(),
        false,
        Map.of(),
        true,
        "",
        Set.of(),
        Optional.of(new byte[16]));
  }

  private static LaunchPlan withOptions(LaunchPlan p, LaunchOptions options) {
    return new LaunchPlan(
        p.hostname(),
        p.command(),
        p.environment(),
        p.searchPath(),
        "/",
        ROOT,
        p.capabilities(),
        p.lastCapability(),
        p.seccompFilter(),
        p.masks(),
        p.terminal(),
        p.sharedMemory(),
        p.descriptors(),
        List.of(),
        options);
  }

  private static LaunchPlan copy(
      LaunchPlan p,
      List<String> command,
      String directory,
      UserIdentity user,
      List<MountPoint> mounts) {
    return new LaunchPlan(
        p.hostname(),
        command,
        p.environment(),
        p.searchPath(),
        directory,
        user,
        p.capabilities(),
        p.lastCapability(),
        p.seccompFilter(),
        p.masks(),
        p.terminal(),
        p.sharedMemory(),
        p.descriptors(),
        mounts,
        p.options());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void isTheSameSystemCallsAsBefore(String option, LaunchPlan plan) throws IOException {
    GoldenProgram.assertUnchanged(option, LaunchProgram.compile(plan));
  }

  @Test
  void neverShowsTheEnvironment() {
    assertThat(LaunchProgram.compile(plan()).explain()).doesNotContain("secret");
  }

  /** The order that safety hangs on: each of these steps comes after the one before it. */
  @Test
  void takesPowerAwayInTheRightOrder() {
    Program program = LaunchProgram.compile(plan());
    List<String> names = program.steps().stream().map(step -> step.name()).toList();
    List<String> order =
        List.of(
            "make the container's root the root",
            "leave the host's root",
            "set the groups of root",
            "take group id 0",
            "take user id 0",
            "set the capabilities",
            "close all other descriptors",
            "see whether the JVM lives",
            "refuse new privileges",
            "filter system calls",
            "execute /usr/bin/true");
    int last = -1;
    for (String name : order) {
      int index = names.indexOf(name);
      assertThat(index).as(name).isGreaterThan(last);
      last = index;
    }
    assertThat(names.lastIndexOf("die with the parent"))
        .as("the death signal is told again behind the last change of credentials")
        .isGreaterThan(names.indexOf("set the capabilities"));
  }

  @Test
  void dropsFromTheBoundingSetWhatIsNotGiven() {
    LaunchPlan p = plan();
    LaunchPlan none =
        new LaunchPlan(
            p.hostname(),
            p.command(),
            p.environment(),
            p.searchPath(),
            "/",
            ROOT,
            Set.of(),
            40,
            p.seccompFilter(),
            p.masks(),
            p.terminal(),
            p.sharedMemory(),
            p.descriptors(),
            List.of(),
            LaunchOptions.NONE);
    long drops =
        LaunchProgram.compile(none).steps().stream()
            .filter(step -> step.name().startsWith("drop capability "))
            .count();
    assertThat(drops).isEqualTo(41);
  }
}
