package io.jcontainer.linux.security;

import static io.jcontainer.linux.security.SeccompAction.ALLOW;
import static io.jcontainer.linux.security.SeccompAction.ENOSYS;

import io.jcontainer.Capability;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules of {@link SeccompPolicy#defaults()}.
 *
 * <p>They let through what container engines have let through for years, so images made for those
 * run here, and refuse what reaches kernel code that a container has no use for: keyrings,
 * io_uring, userfaultfd, bpf, namespaces, mounts, modules, swap, kexec. A capability gives back the
 * calls that are of no use without it. Stricter than usual are: terminal input injection, the audit
 * socket, and foreign architectures. {@code docs/decisions/0010-seccomp-policy.md} has the reasons.
 */
final class DefaultSeccompRules {
  /** Errno of {@code socket(2)} on a kernel built without that protocol. */
  private static final SeccompAction EPROTONOSUPPORT = new SeccompAction.Errno(93);

  // ioctl(2) on a terminal: push bytes into its input; paste the console's selection into it.
  private static final long TIOCSTI = 0x5412;
  private static final long TIOCLINUX = 0x541C;

  // Address families of socket(2).
  private static final long AF_NETLINK = 16;
  private static final long AF_ALG = 38;
  private static final long AF_VSOCK = 40;
  private static final long NETLINK_AUDIT = 9;

  // Every CLONE_NEW* that clone(2) takes: namespaces of mounts, cgroups, UTS, IPC, users,
  // processes, networks. CLONE_NEWTIME is none of them: its bit is part of the exit signal.
  private static final long NAMESPACE_FLAGS = 0x7E02_0000L;

  // personality(2): PER_LINUX and PER_LINUX32, both also with UNAME26; and the one that only asks.
  private static final Long[] PERSONALITIES = {0x0L, 0x8L, 0x2_0000L, 0x2_0008L, 0xFFFF_FFFFL};

  private DefaultSeccompRules() {}

  static List<SeccompRule> rules() {
    return Stream.of(conditional(), forEverybody(), byCapability()).flatMap(List::stream).toList();
  }

  private static List<SeccompRule> conditional() {
    return List.of(
        // Without CAP_AUDIT_WRITE the socket opens and each message fails with EPERM, over which
        // sshd drops the session it has just accepted. That the socket cannot be had means to all
        // users of libaudit that the kernel has no auditing, and they go on.
        SeccompRule.of(EPROTONOSUPPORT, "socket")
            .when(ArgumentTest.intOneOf(0, AF_NETLINK), ArgumentTest.intOneOf(2, NETLINK_AUDIT))
            .lacking(Capability.AUDIT_WRITE),
        SeccompRule.of(ALLOW, "socket").when(ArgumentTest.intNoneOf(0, AF_ALG, AF_VSOCK)),
        SeccompRule.of(ALLOW, "ioctl").when(ArgumentTest.intNoneOf(1, TIOCSTI, TIOCLINUX)),
        SeccompRule.of(ALLOW, "personality").when(ArgumentTest.intOneOf(0, PERSONALITIES)),
        // The register is 64 bits wide, but clone(2) cuts its flags to 32.
        SeccompRule.of(ALLOW, "clone").when(ArgumentTest.intBitsClear(0, NAMESPACE_FLAGS)),
        // clone3(2) has its flags in memory, where no filter can look.
        SeccompRule.of(ENOSYS, "clone3").lacking(Capability.SYS_ADMIN),
        // Newer than the common policy: as on the kernels for which it was made.
        SeccompRule.of(ENOSYS, "file_getattr file_setattr"));
  }

  private static List<SeccompRule> forEverybody() {
    return List.of(
        SeccompRule.of(ALLOW, FILES_BY_PATH),
        SeccompRule.of(ALLOW, FILES_BY_DESCRIPTOR),
        SeccompRule.of(ALLOW, EXTENDED_ATTRIBUTES),
        SeccompRule.of(ALLOW, EVENTS),
        SeccompRule.of(ALLOW, SOCKETS),
        SeccompRule.of(ALLOW, MEMORY),
        SeccompRule.of(ALLOW, PROCESSES),
        SeccompRule.of(ALLOW, IDENTITY),
        SeccompRule.of(ALLOW, SIGNALS),
        SeccompRule.of(ALLOW, SCHEDULING),
        SeccompRule.of(ALLOW, TIME),
        SeccompRule.of(ALLOW, SYSTEM_V_AND_QUEUES));
  }

  private static List<SeccompRule> byCapability() {
    return List.of(
        with(Capability.DAC_READ_SEARCH, "open_by_handle_at"),
        with(Capability.SYS_ADMIN, ADMINISTRATION),
        with(Capability.SYS_BOOT, "reboot"),
        with(Capability.SYS_CHROOT, "chroot"),
        with(Capability.SYS_MODULE, "init_module finit_module delete_module"),
        with(Capability.SYS_NICE, "get_mempolicy set_mempolicy set_mempolicy_home_node mbind"),
        with(Capability.SYS_PACCT, "acct"),
        with(Capability.SYS_PTRACE, "kcmp pidfd_getfd process_madvise"),
        with(Capability.SYS_RAWIO, "ioperm iopl"),
        with(Capability.SYS_TIME, "settimeofday clock_settime"),
        with(Capability.SYS_TTY_CONFIG, "vhangup"),
        with(Capability.SYSLOG, "syslog"),
        with(Capability.BPF, "bpf"),
        with(Capability.PERFMON, "perf_event_open"));
  }

  private static SeccompRule with(Capability capability, String names) {
    return SeccompRule.of(ALLOW, names).holding(capability);
  }

  private static final String FILES_BY_PATH =
      """
      open openat openat2 creat access faccessat faccessat2 chdir fchdir getcwd
      stat lstat newfstatat statx statfs statmount listmount name_to_handle_at
      mkdir mkdirat rmdir mknod mknodat link linkat symlink symlinkat readlink readlinkat
      unlink unlinkat rename renameat renameat2 truncate umask
      chmod fchmodat fchmodat2 chown lchown fchownat
      utime utimes futimesat utimensat
      inotify_add_watch inotify_rm_watch inotify_init inotify_init1 fanotify_mark
      """;

  private static final String FILES_BY_DESCRIPTOR =
      """
      read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek
      close close_range dup dup2 dup3 fcntl flock pipe pipe2
      fstat fstatfs fchmod fchown ftruncate fallocate getdents getdents64
      fsync fdatasync sync syncfs sync_file_range
      readahead fadvise64 cachestat copy_file_range sendfile splice tee vmsplice
      io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents
      memfd_create memfd_secret
      """;

  private static final String EXTENDED_ATTRIBUTES =
      """
      getxattr lgetxattr fgetxattr getxattrat setxattr lsetxattr fsetxattr setxattrat
      listxattr llistxattr flistxattr listxattrat
      removexattr lremovexattr fremovexattr removexattrat
      """;

  private static final String EVENTS =
      """
      select pselect6 poll ppoll eventfd eventfd2
      epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old
      epoll_pwait epoll_pwait2
      """;

  private static final String SOCKETS =
      """
      socketpair bind listen accept accept4 connect shutdown getsockname getpeername
      getsockopt setsockopt sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg
      """;

  private static final String MEMORY =
      """
      brk mmap munmap mremap mprotect madvise mincore msync mseal remap_file_pages
      mlock mlock2 mlockall munlock munlockall membarrier map_shadow_stack
      pkey_alloc pkey_free pkey_mprotect
      """;

  // ptrace and process_vm_* came back to the common policy with Linux 4.8, where a traced process
  // can no longer get around its filter. arch_prctl and modify_ldt are x86's own.
  private static final String PROCESSES =
      """
      fork vfork execve execveat exit exit_group wait4 waitid
      getpid gettid getppid getpgid getpgrp setpgid getsid setsid
      pidfd_open pidfd_send_signal process_mrelease
      ptrace process_vm_readv process_vm_writev prctl arch_prctl modify_ldt seccomp
      landlock_create_ruleset landlock_add_rule landlock_restrict_self
      futex futex_wait futex_waitv futex_wake futex_requeue
      set_robust_list get_robust_list set_tid_address set_thread_area get_thread_area rseq
      getrlimit setrlimit prlimit64 getrusage getrandom sysinfo uname
      uprobe uretprobe
      """;

  private static final String IDENTITY =
      """
      getuid geteuid getresuid setuid setreuid setresuid setfsuid
      getgid getegid getresgid setgid setregid setresgid setfsgid
      getgroups setgroups capget capset
      """;

  private static final String SIGNALS =
      """
      kill tkill tgkill pause restart_syscall sigaltstack signalfd signalfd4
      rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
      rt_sigtimedwait rt_tgsigqueueinfo
      """;

  private static final String SCHEDULING =
      """
      sched_yield sched_getaffinity sched_setaffinity sched_getattr sched_setattr
      sched_getparam sched_setparam sched_getscheduler sched_setscheduler
      sched_get_priority_max sched_get_priority_min sched_rr_get_interval
      getpriority setpriority ioprio_get ioprio_set getcpu
      """;

  private static final String TIME =
      """
      time times gettimeofday clock_gettime clock_getres clock_nanosleep nanosleep alarm
      adjtimex clock_adjtime getitimer setitimer
      timer_create timer_delete timer_getoverrun timer_gettime timer_settime
      timerfd_create timerfd_gettime timerfd_settime
      """;

  private static final String SYSTEM_V_AND_QUEUES =
      """
      shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
      mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
      """;

  private static final String ADMINISTRATION =
      """
      mount umount2 fsopen fsconfig fsmount fspick move_mount mount_setattr
      open_tree open_tree_attr
      clone clone3 unshare setns sethostname setdomainname
      bpf perf_event_open fanotify_init lookup_dcookie quotactl quotactl_fd syslog
      lsm_get_self_attr lsm_set_self_attr lsm_list_modules
      """;
}
