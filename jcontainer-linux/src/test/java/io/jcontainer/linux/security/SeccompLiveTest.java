package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import io.jcontainer.testing.Requirement;
import io.jcontainer.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Filters attached to real processes. Each answer is compared with what the same call gets without
 * a filter, so that none can pass because the kernel refuses the call anyway.
 */
@Requires({Requirement.ROOT, Requirement.GCC})
class SeccompLiveTest {
  private static final String EPERM = "1";
  private static final String ENOSYS = "38";
  private static final String EPROTONOSUPPORT = "93";

  @TempDir private static Path directory;
  private static CProgram probe;
  private static Map<String, String> unfiltered;
  private static Map<String, String> filtered;
  private static String filter;

  @BeforeAll
  static void probeTheKernel() throws IOException, InterruptedException {
    probe = CProgram.compile("filter_probe.c", directory);
    filter = write("default", SeccompPolicy.defaults(), Capability.defaults());
    unfiltered = answers("-");
    filtered = answers(filter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mount",
        "umount2",
        "pivot_root",
        "fsopen",
        "fsconfig",
        "open_tree",
        "move_mount",
        "mount_setattr",
        "unshare",
        "setns",
        "add_key",
        "request_key",
        "keyctl",
        "bpf",
        "perf_event_open",
        "userfaultfd",
        "io_uring_setup",
        "io_uring_enter",
        "open_by_handle_at",
        "finit_module",
        "kcmp",
        "swapon",
        "clone newuser",
        "clone newns with high bits",
        "socket vsock",
        "socket vsock with high bits",
        "socket alg",
        "socket alg with high bits",
        "ioctl tiocsti",
        "ioctl tiocsti with high bits",
        "ioctl tioclinux",
        "personality no randomisation",
        "personality with high bits"
      })
  void isRefused(String call) {
    assertThat(filtered).containsEntry(call, EPERM);
    assertThat(unfiltered.get(call)).isNotNull().isNotEqualTo(EPERM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chroot",
        "clone",
        "socket unix",
        "socket unix with high bits",
        "socket netlink route",
        "ioctl tcgets",
        "personality query",
        "personality linux32"
      })
  void isLeftAlone(String call) {
    assertThat(filtered.get(call)).isNotNull().isEqualTo(unfiltered.get(call));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clone3", "unknown number", "number in a gap", "number -1"})
  void looksLikeAnOlderKernel(String call) {
    assertThat(filtered).containsEntry(call, ENOSYS);
  }

  @Test
  void clone3IsThereWithoutAFilter() {
    assertThat(unfiltered.get("clone3")).isNotNull().isNotEqualTo(ENOSYS);
  }

  @Test
  void theAuditSocketLooksAbsent() {
    assertThat(filtered).containsEntry("socket netlink audit", EPROTONOSUPPORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x32 getpid", "int 0x80 getpid", "int 0x80 socketcall"})
  void otherInterfacesOfTheProcessorAreClosed(String call) {
    if (Arch.host() == Arch.X86_64) {
      assertThat(filtered).containsEntry(call, EPERM);
    } else {
      assertThat(filtered).doesNotContainKey(call);
    }
  }

  @Test
  void killsWhereThePolicySaysSo() throws IOException, InterruptedException {
    SeccompPolicy defaults = SeccompPolicy.defaults();
    SeccompAction kill = new SeccompAction.KillProcess();
    SeccompPolicy deadly =
        new SeccompPolicy(defaults.rules(), kill, defaults.unknown(), defaults.foreign());

    assertThat(answers(write("deadly", deadly, Set.of())))
        .containsEntry("mount", "signal 31")
        .containsEntry("chroot", "signal 31")
        .containsEntry("socket unix", "0");
  }

  @Test
  void capabilitiesGiveCallsBack() throws IOException, InterruptedException {
    String all = write("all", SeccompPolicy.defaults(), Set.of(Capability.values()));

    assertThat(answers(all))
        .containsEntry("mount", unfiltered.get("mount"))
        .containsEntry("clone3", unfiltered.get("clone3"))
        .containsEntry("clone newuser", unfiltered.get("clone newuser"))
        .containsEntry("keyctl", EPERM)
        .containsEntry("socket vsock", EPERM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ls -lR /usr/bin | sort | tail -n 1",
        "echo x > t; cp -p t u; mv u v; ln v w; ln -s w x; rm t v w x",
        "for i in 1 2 3; do sleep 0.01 & done; wait; (exit 0)",
        "printf 'int main(void){return 0;}' > a.c && gcc -o a a.c && ./a",
        "exec \"$JAVA\" -XX:TieredStopAtLevel=1 -version"
      })
  void ordinaryProgramsRun(String script) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    CProgram.Result result =
        probe.run(
            new byte[0],
            filter,
            "/bin/sh",
            "-c",
            "set -e; JAVA=" + java + "; cd " + directory + "; " + script);

    assertThat(result.exitCode()).as(result.errors()).isZero();
  }

  private static String write(String name, SeccompPolicy policy, Set<Capability> capabilities)
      throws IOException {
    byte[] bytes = SeccompFilter.compile(policy, capabilities, Arch.host());
    return Files.write(directory.resolve(name + ".bpf"), bytes).toString();
  }

  private static Map<String, String> answers(String filter)
      throws IOException, InterruptedException {
    CProgram.Result result = probe.run(new byte[0], filter);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    return result
        .output()
        .lines()
        .map(line -> line.split(" (?=signal |-?[0-9]+$)", 2))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }
}
