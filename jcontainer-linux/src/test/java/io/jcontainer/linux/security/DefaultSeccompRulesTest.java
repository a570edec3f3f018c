package io.jcontainer.linux.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcontainer.Capability;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the default policy says, call by call. */
class DefaultSeccompRulesTest {
  private static final SeccompPolicy POLICY = SeccompPolicy.defaults();

  /** Refused with the default capabilities on both architectures. */
  private static final Set<String> REFUSED =
      words(
          """
          acct add_key bpf clock_settime delete_module fanotify_init finit_module fsconfig
          fsmount fsopen fspick get_mempolicy init_module io_uring_enter io_uring_register
          io_uring_setup kcmp kexec_file_load kexec_load keyctl lookup_dcookie
          lsm_get_self_attr lsm_list_modules lsm_set_self_attr mbind migrate_pages mount
          mount_setattr move_mount move_pages nfsservctl open_by_handle_at open_tree
          open_tree_attr perf_event_open pidfd_getfd pivot_root process_madvise quotactl
          quotactl_fd reboot request_key set_mempolicy set_mempolicy_home_node setdomainname
          sethostname setns settimeofday swapoff swapon syslog umount2 unshare userfaultfd
          vhangup
          """);

  /** Refused there as well, and only x86-64 has them. */
  private static final Set<String> REFUSED_ON_X86 =
      words(
          """
          _sysctl afs_syscall create_module get_kernel_syms getpmsg ioperm iopl putpmsg
          query_module security sysfs tuxcall uselib ustat vserver
          """);

  @Test
  void refusedOnX86() {
    Set<String> expected = new TreeSet<>(REFUSED);
    expected.addAll(REFUSED_ON_X86);

    assertThat(named(Arch.X86_64, Capability.defaults(), always(SeccompAction.EPERM)))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void refusedOnArm() {
    assertThat(named(Arch.AARCH64, Capability.defaults(), always(SeccompAction.EPERM)))
        .containsExactlyElementsOf(REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void absentByName(Arch arch) {
    assertThat(named(arch, Capability.defaults(), always(SeccompAction.ENOSYS)))
        .containsExactly("clone3", "file_getattr", "file_setattr");
  }

  @ParameterizedTest
  @EnumSource
  void decidedByArgument(Arch arch) {
    assertThat(named(arch, Capability.defaults(), verdict -> !verdict.cases().isEmpty()))
        .containsExactly("clone", "ioctl", "personality", "socket");
  }

  @ParameterizedTest
  @CsvSource({"X86_64, 306", "AARCH64, 263"})
  void everythingElseIsAllowed(Arch arch, int count) {
    assertThat(named(arch, Capability.defaults(), always(SeccompAction.ALLOW))).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource({
    "DAC_READ_SEARCH, open_by_handle_at",
    "SYS_ADMIN, bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie"
        + " lsm_get_self_attr lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount"
        + " open_tree open_tree_attr perf_event_open quotactl quotactl_fd setdomainname"
        + " sethostname setns syslog umount2 unshare",
    "SYS_BOOT, reboot",
    "SYS_CHROOT, chroot",
    "SYS_MODULE, delete_module finit_module init_module",
    "SYS_NICE, get_mempolicy mbind set_mempolicy set_mempolicy_home_node",
    "SYS_PACCT, acct",
    "SYS_PTRACE, kcmp pidfd_getfd process_madvise",
    "SYS_RAWIO, ioperm iopl",
    "SYS_TIME, clock_settime settimeofday",
    "SYS_TTY_CONFIG, vhangup",
    "SYSLOG, syslog",
    "BPF, bpf",
    "PERFMON, perf_event_open",
    "NET_ADMIN, ''",
    "MKNOD, ''"
  })
  void aCapabilityAllows(Capability capability, String names) {
    Set<String> without = named(Arch.X86_64, Set.of(), always(SeccompAction.ALLOW));
    Set<String> with = named(Arch.X86_64, Set.of(capability), always(SeccompAction.ALLOW));

    assertThat(with).containsAll(without);
    with.removeAll(without);
    assertThat(with).isEqualTo(words(names));
  }

  @ParameterizedTest
  @CsvSource({
    // AF_UNSPEC, AF_UNIX, AF_INET, AF_NETLINK, AF_ALG and its neighbours, AF_VSOCK and its own
    "socket, 0, 0",
    "socket, 1, 0",
    "socket, 2, 0",
    "socket, 16, 0",
    "socket, 37, 0",
    "socket, 38, 1",
    "socket, 39, 0",
    "socket, 40, 1",
    "socket, 41, 0",
    "socket, 0x100000026, 1",
    "socket, 0xffffffff00000028, 1",
    "socket, 0x100000002, 0",
    "personality, 0, 0",
    "personality, 8, 0",
    "personality, 0x20000, 0",
    "personality, 0x20008, 0",
    "personality, 0xffffffff, 0",
    "personality, 0xffffffffffffffff, 0",
    "personality, 1, 1",
    "personality, 0x40000, 1",
    "personality, 0x100040000, 1",
    "personality, 0x20009, 1",
    "clone, 0x1200011, 0",
    "clone, 0x80, 0",
    "clone, 0x20000, 1",
    "clone, 0x2000000, 1",
    "clone, 0x4000000, 1",
    "clone, 0x8000000, 1",
    "clone, 0x10000000, 1",
    "clone, 0x20000000, 1",
    "clone, 0x40000000, 1",
    "clone, 0x80000000, 0",
    "clone, 0x7e02000000000000, 0"
  })
  void theFirstArgumentDecides(String call, String argument, int errno) {
    assertJudged(call, errno, Long.decode(toSigned(argument)));
  }

  @ParameterizedTest
  @CsvSource({
    "0x5401, 0",
    "0x5411, 0",
    "0x5412, 1",
    "0x5413, 0",
    "0x541b, 0",
    "0x541c, 1",
    "0x541d, 0",
    "0x100005412, 1",
    "0xffffffff0000541c, 1"
  })
  void theRequestDecidesAboutAnIoctl(String request, int errno) {
    assertJudged("ioctl", errno, 0L, Long.decode(toSigned(request)));
  }

  @Test
  void theAuditSocketIsAbsentWithoutItsCapability() {
    assertJudged("socket", 93, 16L, 3L, 9L);
    assertJudged("socket", 93, 16L | (1L << 40), 3L, 9L | (1L << 63));
    assertJudged("socket", 0, 16L, 3L, 0L);
    assertJudged("socket", 0, 2L, 3L, 9L);
    assertThat(judge(Set.of(Capability.AUDIT_WRITE), "socket", 16L, 3L, 9L))
        .isEqualTo(SeccompAction.ALLOW.returnValue());
  }

  private static void assertJudged(String call, int errno, Long... arguments) {
    SeccompAction expected = errno == 0 ? SeccompAction.ALLOW : new SeccompAction.Errno(errno);
    assertThat(judge(Capability.defaults(), call, arguments)).isEqualTo(expected.returnValue());
  }

  private static int judge(Set<Capability> capabilities, String call, Long... arguments) {
    int number = Arch.X86_64.table().number(call).orElseThrow();
    return new BpfMachine(SeccompFilter.compile(POLICY, capabilities, Arch.X86_64))
        .run(SeccompData.of(number, Arch.X86_64, arguments));
  }

  /** Long.decode wants a sign where the highest bit is set. */
  private static String toSigned(String text) {
    return text.startsWith("0xffffffff") && text.length() == 18
        ? Long.toString(Long.parseUnsignedLong(text.substring(2), 16))
        : text;
  }

  private static Predicate<Verdict> always(SeccompAction action) {
    return verdict -> verdict.equals(Verdict.always(action));
  }

  private static Set<String> named(
      Arch arch, Set<Capability> capabilities, Predicate<Verdict> wanted) {
    return arch.table().names().values().stream()
        .filter(name -> wanted.test(Verdict.of(POLICY, name, capabilities)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? new TreeSet<>() : new TreeSet<>(Set.of(text.strip().split("\\s+")));
  }
}
