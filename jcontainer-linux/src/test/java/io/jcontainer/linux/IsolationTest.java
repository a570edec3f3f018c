package io.jcontainer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.RunResult;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process inside a container reports of its own isolation. */
@ContainerTest
@Requires(Requirement.GCC)
class IsolationTest {
  private static final List<String> NAMESPACES =
      List.of("cgroup", "ipc", "mnt", "net", "pid", "user", "uts");

  /** Refused with EPERM, whatever the arguments. */
  private static final List<String> REFUSED =
      List.of(
          "mount",
          "umount",
          "unshare.user",
          "unshare.mount",
          "keyctl",
          "add_key",
          "bpf",
          "userfaultfd",
          "io_uring_setup",
          "perf_event_open",
          "setns",
          "fsopen",
          "open_tree",
          "open_by_handle_at",
          "reboot",
          "pivot_root",
          "sethostname",
          "swapon",
          "init_module",
          "kexec_load",
          "socket.vsock",
          "socket.alg",
          "socket.vsock.high",
          "socket.packet",
          "socket.raw",
          "tiocsti",
          "mknod",
          "personality",
          "raise.nofile");

  @TempDir static Path tools;
  private static Path probe;

  @TempDir Path root;
  private TestEngine engine;

  @BeforeAll
  static void compile() throws Exception {
    probe = Probe.compile(tools, "probe.c");
  }

  @BeforeEach
  void open() throws Exception {
    engine = TestEngine.open(root);
    Files.copy(probe, engine.busybox().layer().resolve("bin/probe"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Map<String, String> report() throws InterruptedException {
    RunResult result = engine.run(engine.command("probe"));
    assertThat(result.exitStatus().isSuccess()).as(result.toString()).isTrue();
    return Probe.parse(result.stdout());
  }

  @Test
  void hasNamespacesOfItsOwn() throws Exception {
    Map<String, String> report = report();
    for (String namespace : NAMESPACES) {
      String host = Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)).toString();
      assertThat(report.get("ns." + namespace)).startsWith(namespace + ":[").isNotEqualTo(host);
    }
    assertThat(report).containsEntry("pid", "1").containsEntry("sid", "1");
  }

  @Test
  void hasTheSmallerSetOfCapabilitiesAndCanGainNone() throws Exception {
    Map<String, String> report = report();
    assertThat(report)
        .containsEntry("CapInh", "0000000000000000")
        .containsEntry("CapPrm", "00000000800405fb")
        .containsEntry("CapEff", "00000000800405fb")
        .containsEntry("CapBnd", "00000000800405fb")
        .containsEntry("CapAmb", "0000000000000000")
        .containsEntry("NoNewPrivs", "1")
        .containsEntry("Seccomp", "2");
  }

  @Test
  void anotherUserHasNoCapabilityAtAll() throws Exception {
    String look = "grep Cap /proc/self/status; id";
    RunResult result = engine.run(engine.shell(look).withUser("app"));
    assertThat(Probe.parse(result.stdout()))
        .containsEntry("CapPrm", "0000000000000000")
        .containsEntry("CapEff", "0000000000000000")
        .containsEntry("CapInh", "0000000000000000")
        .containsEntry("CapAmb", "0000000000000000")
        .containsEntry("CapBnd", "00000000800405fb");
    assertThat(result.stdout()).contains("uid=1234(app) gid=1234(app) groups=77(extra),1234(app)");
  }

  @Test
  void capabilitiesAreAddedAndDroppedOnRequest() throws Exception {
    RunResult result =
        engine.run(
            engine
                .command("grep", "CapEff", "/proc/self/status")
                .withCapDrop(Capability.CHOWN, Capability.KILL)
                .withCapAdd(Capability.NET_RAW));
    assertThat(result.stdout()).contains("CapEff:\t00000000800425da");
  }

  @Test
  void holdsNoDescriptorButTheThreeStreams() throws Exception {
    List<AutoCloseable> leaky = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      leaky.add(Files.newInputStream(probe)); // the JVM opens without O_CLOEXEC
    }
    try {
      assertThat(report()).containsEntry("descriptors", "0 1 2");
    } finally {
      for (AutoCloseable open : leaky) {
        open.close();
      }
    }
  }

  @Test
  void seesMaskedPathsEmpty() throws Exception {
    Map<String, String> report = report();
    report.forEach(
        (name, value) -> {
          if (name.startsWith("mask.")) {
            assertThat(value).as(name).isIn("absent", "directory of 0", "device of 0, device 1:3");
          }
        });
    assertThat(report.get("mask./proc/keys")).isEqualTo("device of 0, device 1:3");
    assertThat(report.get("mask./sys/firmware")).isEqualTo("directory of 0");
  }

  @Test
  void cannotWriteToTheKernelsSettings() throws Exception {
    String before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
    Map<String, String> report = report();
    assertThat(report.keySet()).filteredOn(name -> name.startsWith("write.")).hasSize(8);
    report.forEach(
        (name, value) -> {
          if (name.startsWith("write.")) {
            assertThat(value).as(name).isIn("EROFS", "EACCES", "EPERM", "ENOENT");
          }
        });
    for (String path : List.of("bus", "fs", "irq", "sys")) {
      assertThat(report.get("mountinfo")).containsPattern(" /proc/" + path + " ro,");
    }
    assertThat(Path.of("/proc/sys/kernel/core_pattern")).hasContent(before);
  }

  @Test
  void isRefusedWhatNoContainerNeeds() throws Exception {
    Map<String, String> report = report();
    for (String call : REFUSED) {
      assertThat(report.get(call)).as(call).isEqualTo("EPERM");
    }
    assertThat(report).containsEntry("clone3", "ENOSYS").containsEntry("socket.inet", "ok");
  }

  @Test
  void seesNoMountOfTheHost() throws Exception {
    Map<String, String> report = report();
    List<String> targets =
        report.getOrDefault("mountinfo", "").lines().map(line -> line.split(" ")[4]).toList();
    assertThat(targets)
        .startsWith("/")
        .allMatch(
            target ->
                target.equals("/")
                    || target.startsWith("/proc")
                    || target.startsWith("/sys")
                    || target.startsWith("/dev"));
    assertThat(report.get("mountinfo")).doesNotContain(root.toString());
  }

  @Test
  void startsFromACleanSlate() throws Exception {
    Map<String, String> report = report();
    assertThat(report)
        .containsEntry("pdeathsig", "9")
        .containsEntry("umask", "0022")
        .containsEntry("dumpable", "1");
    assertThat(report.get("nofile")).startsWith("1024:");
    RunResult env = engine.run(engine.command("env"));
    assertThat(env.stdout().lines().map(line -> line.split("=")[0]))
        .containsExactlyInAnyOrder("PATH", "HOME");
  }

  @Test
  void twoContainersShareNoNamespaceButTheRange() throws Exception {
    Map<String, String> one = report();
    Map<String, String> two = report();
    for (String namespace : List.of("mnt", "net", "pid")) {
      assertThat(one.get("ns." + namespace)).as(namespace).isNotNull();
    }
    assertThat(one.get("ns.user")).isEqualTo(two.get("ns.user"));
  }

  @Test
  void rootInsideIsNobodyOutside() throws Exception {
    try (var container = engine.start(engine.command("sleep", "100"))) {
      String status = Files.readString(Path.of("/proc/" + container.pid() + "/status"));
      String uid = status.lines().filter(line -> line.startsWith("Uid:")).findFirst().orElseThrow();
      assertThat(Long.parseLong(uid.split("\t")[1])).isGreaterThanOrEqualTo(0x7000_0000L);
    }
  }

  @Test
  void mountsNothingOnTheHost() throws Exception {
    List<String> before = Files.readAllLines(Path.of("/proc/self/mountinfo"));
    try (var container = engine.start(engine.command("sleep", "100"))) {
      assertThat(container.pid()).isPositive();
      assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
    }
  }
}
