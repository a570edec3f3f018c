package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcontainer.Capability;
import io.jcontainer.Container;
import io.jcontainer.ContainerBuilder;
import io.jcontainer.ContainerStateException;
import io.jcontainer.HostFeature;
import io.jcontainer.HostUnsupportedException;
import io.jcontainer.InvalidSpecException;
import io.jcontainer.Namespace;
import io.jcontainer.NamespaceOptions;
import io.jcontainer.RunResult;
import io.jcontainer.SeccompProfile;
import io.jcontainer.SeccompRules;
import io.jcontainer.SeccompRules.Action;
import io.jcontainer.SeccompRules.Kind;
import io.jcontainer.SeccompRules.Rule;
import io.jcontainer.SeccompRules.Scope;
import io.jcontainer.SecurityOptions;
import io.jcontainer.Signal;
import io.jcontainer.StartException;
import io.jcontainer.kernel.LinuxKernel;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user can ask for of a container's confinement, seen from inside. */
@ContainerTest
@Requires(Requirement.GCC)
class SecurityOptionsTest {
  @TempDir static Path tools;

  @TempDir Path root;
  private TestEngine engine;

  @BeforeEach
  void open() {
    engine = TestEngine.open(root);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private String output(ContainerBuilder builder) throws InterruptedException {
    RunResult result = engine.run(builder);
    assertThat(result.exitStatus().isSuccess()).as(result.toString()).isTrue();
    return result.stdout().strip();
  }

  private static ContainerBuilder with(ContainerBuilder builder, SecurityOptions options) {
    return builder.withSecurity(options);
  }

  private static SecurityOptions seccomp(SeccompProfile profile) {
    return SecurityOptions.defaults().withSeccomp(profile);
  }

  @Test
  void anUnconfinedContainerHasNoFilterAndADefaultOneHas() throws Exception {
    String seccomp = "grep ^Seccomp: /proc/self/status | tr -d '\\t'";
    assertThat(output(engine.shell(seccomp))).isEqualTo("Seccomp:2");
    assertThat(output(with(engine.shell(seccomp), seccomp(SeccompProfile.unconfined()))))
        .isEqualTo("Seccomp:0");
    assertThat(output(with(engine.shell(seccomp), seccomp(SeccompProfile.strict()))))
        .isEqualTo("Seccomp:2");
  }

  @Test
  void theStrictProfileRefusesWhatTheDefaultAllows() throws Exception {
    String fifo = "mknod /tmp/fifo p";
    assertThat(engine.run(engine.shell(fifo)).exitStatus().isSuccess()).isTrue();
    RunResult strict = engine.run(with(engine.shell(fifo), seccomp(SeccompProfile.strict())));
    assertThat(strict.exitStatus().isSuccess()).isFalse();
    assertThat(strict.stderr()).contains("Operation not permitted");
  }

  @Test
  void aProfileOfOnesOwnDecides() throws Exception {
    Rule noDirectories =
        new Rule(
            List.of("mkdir", "mkdirat", "socketcall"),
            Action.errno(28),
            List.of(),
            Scope.NONE,
            new Scope(Set.of(Capability.NET_ADMIN), Set.of(), Optional.empty()));
    SeccompProfile profile =
        new SeccompProfile.Custom(new SeccompRules(Action.of(Kind.ALLOW), List.of(noDirectories)));
    RunResult result = engine.run(with(engine.shell("mkdir /tmp/a"), seccomp(profile)));
    assertThat(result.stderr()).contains("No space left on device");
    output(with(engine.shell("mkdir /tmp/a"), seccomp(profile)).withCapAdd(Capability.NET_ADMIN));
  }

  @Test
  void aRuleAgainstACallThatIsNoneIsRefused() {
    Rule misspelt = new Rule(List.of("mkdri"), Action.errno(1), List.of(), Scope.NONE, Scope.NONE);
    SeccompProfile profile =
        new SeccompProfile.Custom(new SeccompRules(Action.of(Kind.ALLOW), List.of(misspelt)));
    assertThatThrownBy(() -> engine.start(with(engine.shell("true"), seccomp(profile))))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContainingAll("mkdri", "correct the name");
  }

  @Test
  void setIdProgramsWorkOnlyWhereNewPrivilegesAreAllowed() throws Exception {
    Path program = engine.busybox().layer().resolve("bin/whoami");
    Files.copy(Probe.compile(tools, "whoami.c"), program);
    assertThat(new ProcessBuilder("chmod", "4755", program.toString()).start().waitFor()).isZero();
    assertThat(output(engine.command("whoami").withUser("app"))).isEqualTo("1234");
    ContainerBuilder raised =
        with(
            engine.command("whoami").withUser("app"),
            SecurityOptions.defaults().withNewPrivilegesAllowed());
    assertThat(output(raised)).isEqualTo("0");
    String status = "grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t\\n'";
    assertThat(
            output(
                with(engine.shell(status), SecurityOptions.defaults().withNewPrivilegesAllowed())))
        .isEqualTo("NoNewPrivs:0Seccomp:2");
  }

  @Test
  void capabilitiesAreAddedAndDropped() throws Exception {
    String bounding = "grep ^CapBnd /proc/self/status | cut -f2";
    long usual = Long.parseUnsignedLong(output(engine.shell(bounding)), 16);
    ContainerBuilder other =
        engine
            .shell(bounding)
            .withCapAdd(Capability.NET_ADMIN)
            .withCapDrop(Capability.CHOWN, Capability.KILL);
    long changed = Long.parseUnsignedLong(output(other), 16);
    assertThat(changed).isEqualTo((usual | (1L << 12)) & ~1L & ~(1L << 5));
    ContainerBuilder none = engine.shell(bounding).withCapDrop(Capability.values());
    assertThat(Long.parseUnsignedLong(output(none), 16)).isZero();
  }

  @Test
  void aPrivilegedContainerHasAllButTheHost() throws Exception {
    String script =
        "grep -E '^(CapEff|Seccomp|NoNewPrivs):' /proc/self/status | tr -d '\\t\\n';"
            + " mount -t tmpfs none /tmp && echo mounted;"
            + " cat /proc/keys > /dev/null && echo seen;"
            + " echo 1 > /proc/sys/vm/drop_caches || echo refused; cat /proc/self/uid_map";
    RunResult result =
        engine.run(engine.shell(script).withPrivilegesOfItsUserNamespaceUnconfined());
    assertThat(result.stdout())
        .contains("CapEff:000001ffffffffff", "Seccomp:0", "NoNewPrivs:0", "mounted", "refused")
        .doesNotContain("0          0 4294967295");
  }

  @Test
  void pathsAreHiddenAndShown() throws Exception {
    SecurityOptions options =
        SecurityOptions.defaults()
            .withHiddenPath("/proc/version")
            .withHiddenPath("/proc/driver-that-is-not")
            .withUnprotectedPath("/proc/interrupts");
    assertThat(output(with(engine.shell("cat /proc/version | wc -c"), options))).isEqualTo("0");
    assertThat(output(with(engine.shell("cat /proc/interrupts | wc -c"), options)))
        .isNotEqualTo("0");
    assertThat(output(engine.shell("cat /proc/interrupts | wc -c"))).isEqualTo("0");
  }

  @Test
  void sysctlsOfItsNamespacesAreSet() throws Exception {
    NamespaceOptions options =
        NamespaceOptions.defaults()
            .withSysctl("net.ipv4.ip_forward", "1")
            .withSysctl("net.ipv4.ip_unprivileged_port_start", "80")
            .withSysctl("kernel.shmmni", "77")
            .withSysctl("kernel.sem", "10 20 30 40")
            .withSysctl("fs.mqueue.msg_max", "5");
    String script =
        "cd /proc/sys; cat net/ipv4/ip_forward net/ipv4/ip_unprivileged_port_start"
            + " kernel/shmmni kernel/sem fs/mqueue/msg_max; echo 0 > net/ipv4/ip_forward"
            + " || echo kept";
    RunResult result = engine.run(engine.shell(script).withNamespaces(options));
    assertThat(result.stdout().split("\\s+"))
        .containsExactly("1", "80", "77", "10", "20", "30", "40", "5", "kept");
    assertThat(Files.readString(Path.of("/proc/sys/kernel/shmmni")).strip()).isNotEqualTo("77");
  }

  @Test
  void aSysctlThatTheKernelRefusesIsNamed() {
    NamespaceOptions options =
        NamespaceOptions.defaults().withSysctl("net.ipv4.no_such_setting", "1");
    assertThatThrownBy(() -> engine.start(engine.shell("true").withNamespaces(options)))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("net.ipv4.no_such_setting", "ENOENT");
  }

  @Test
  void theDomainNameIsSet() throws Exception {
    NamespaceOptions options = NamespaceOptions.defaults().withDomainName("example.test");
    assertThat(output(engine.shell("cat /proc/sys/kernel/domainname").withNamespaces(options)))
        .isEqualTo("example.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PID", "IPC", "NETWORK", "UTS"})
  void oneNamespaceIsShared(String kind) throws Exception {
    String links = "for n in pid ipc net uts mnt; do readlink /proc/self/ns/$n; done";
    try (Container first =
        engine.start(engine.shell(links + "; exec sleep 1000").withHostname("first"))) {
      List<String> theirs = awaitLines(first, 5);
      NamespaceOptions options =
          NamespaceOptions.defaults().withShared(Namespace.valueOf(kind), first);
      List<String> ours = output(engine.shell(links).withNamespaces(options)).lines().toList();
      String name = kind.equals("NETWORK") ? "net" : kind.toLowerCase(java.util.Locale.ROOT);
      assertThat(ours).filteredOn(theirs::contains).hasSize(1).allMatch(l -> l.startsWith(name));
    }
  }

  @Test
  void allAreSharedWithOneContainer() throws Exception {
    try (Container first = engine.start(engine.shell("sleep 1000").withHostname("first"))) {
      NamespaceOptions options = NamespaceOptions.defaults();
      for (Namespace namespace : Namespace.values()) {
        options = options.withShared(namespace, first);
      }
      String script = "hostname; ps | grep -c '[s]leep 1000'";
      assertThat(output(engine.shell(script).withNamespaces(options))).isEqualTo("first\n1");
    }
  }

  @Test
  void aHostNameForSomebodyElsesNamespaceIsRefused() {
    try (Container first = engine.start(engine.shell("sleep 1000"))) {
      NamespaceOptions options = NamespaceOptions.defaults().withShared(Namespace.UTS, first);
      ContainerBuilder builder = engine.shell("true").withNamespaces(options).withHostname("box");
      assertThatThrownBy(builder::spec)
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContainingAll("box", "set it there");
    }
  }

  @Test
  void whatIsLeftInASharedProcessNamespaceEndsWithItsContainer() throws Exception {
    try (Container first = engine.start(engine.shell("sleep 1000"))) {
      NamespaceOptions options = NamespaceOptions.defaults().withShared(Namespace.PID, first);
      Container second =
          engine.start(
              engine
                  .shell("(sleep 500 > /dev/null 2>&1 &) ; echo started; exec sleep 600")
                  .withNamespaces(options));
      try (second) {
        awaitLines(second, 1);
        second.kill(Signal.KILL);
        assertThat(second.waitFor(Duration.ofSeconds(20))).isNotNull();
      }
      String script =
          "for i in $(seq 100); do ps | grep -q '[s]leep 500' || exit 0; sleep 0.1; done; exit 1";
      output(engine.shell(script).withNamespaces(options));
      assertThat(first.state()).isEqualTo(io.jcontainer.ContainerState.RUNNING);
    }
  }

  @Test
  void aContainerThatDoesNotRunSharesNothing() {
    try (Container stopped = engine.create(engine.shell("true"))) {
      NamespaceOptions options = NamespaceOptions.defaults().withShared(Namespace.IPC, stopped);
      assertThatThrownBy(() -> engine.start(engine.shell("true").withNamespaces(options)))
          .isInstanceOf(ContainerStateException.class);
    }
  }

  @Test
  void aDeviceIsUsable() throws Exception {
    ContainerBuilder builder =
        engine
            .shell("stat -c '%t:%T %a %U' /dev/deep/er/zero; head -c 4 /dev/deep/er/zero | wc -c")
            .withDevice(Path.of("/dev/zero"), "/dev/deep/er/zero");
    assertThat(output(builder)).isEqualTo("1:5 666 root\n4");
  }

  @Test
  void whatIsNoDeviceIsRefused() {
    assertThatThrownBy(
            () ->
                engine.start(
                    engine.shell("true").withDevice(Path.of("/etc/passwd"), "/dev/passwd")))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("/etc/passwd", "no device node");
    assertThatThrownBy(
            () -> engine.start(engine.shell("true").withDevice(Path.of("/dev/nix"), "/dev/nix")))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("/dev/nix", "ENOENT");
  }

  @Test
  void theOutOfMemoryScoreIsSet() throws Exception {
    assertThat(output(engine.shell("cat /proc/self/oom_score_adj").withOomScore(321)))
        .isEqualTo("321");
    ContainerBuilder spared = engine.shell("cat /proc/self/oom_score_adj").withOomScore(-1000);
    boolean mayLower = (new LinuxKernel().capabilities().effective() & (1L << 24)) != 0;
    if (mayLower) {
      assertThat(output(spared)).isEqualTo("-1000");
    } else {
      assertThatThrownBy(() -> engine.start(spared))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("CAP_SYS_RESOURCE");
    }
  }

  @Test
  void aLabelOfAModuleThatIsNotThereIsRefused() {
    var support = io.jcontainer.JContainer.hostSupport();
    if (!support.has(HostFeature.APPARMOR)) {
      assertThatThrownBy(
              () ->
                  engine.start(
                      with(
                          engine.shell("true"),
                          SecurityOptions.defaults().withAppArmorProfile("docker-default"))))
          .isInstanceOf(HostUnsupportedException.class)
          .hasMessageContaining("AppArmor");
    }
    if (!support.has(HostFeature.SELINUX)) {
      assertThatThrownBy(
              () ->
                  engine.start(
                      with(
                          engine.shell("true"),
                          SecurityOptions.defaults()
                              .withSeLinuxLabel("system_u:system_r:container_t:s0"))))
          .isInstanceOf(HostUnsupportedException.class)
          .hasMessageContaining("SELinux");
    }
  }

  private static List<String> awaitLines(Container container, int count)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      List<String> lines = container.logs().stdoutText().lines().toList();
      if (lines.size() >= count) {
        return lines;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no " + count + " lines: " + container.logs());
  }
}
