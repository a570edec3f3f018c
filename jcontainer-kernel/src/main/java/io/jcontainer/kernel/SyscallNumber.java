package io.jcontainer.kernel;

import java.util.Locale;

/**
 * The number of a system call on each architecture, under its C name in upper case.
 *
 * <p>Sources: {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code asm-generic/unistd.h}. From
 * 424 on (Linux 5.1) the two are the same.
 */
public enum SyscallNumber {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  LSEEK(8, 62),
  IOCTL(16, 29),
  DUP(32, 23),
  DUP3(292, 24),
  FCNTL(72, 25),
  FLOCK(73, 32),
  FSTATFS(138, 44),
  FTRUNCATE(77, 46),
  FSYNC(74, 82),
  SYNCFS(306, 267),
  OPENAT(257, 56),
  OPENAT2(437, 437),
  CLOSE_RANGE(436, 436),
  MEMFD_CREATE(319, 279),
  STATX(332, 291),
  MKDIRAT(258, 34),
  UNLINKAT(263, 35),
  RENAMEAT2(316, 276),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  LINKAT(265, 37),
  MKNODAT(259, 33),
  FCHOWNAT(260, 54),
  FCHMODAT(268, 53),
  FCHMODAT2(452, 452),
  UTIMENSAT(280, 88),
  GETDENTS64(217, 61),
  FACCESSAT(269, 48),
  FACCESSAT2(439, 439),
  CHDIR(80, 49),
  FCHDIR(81, 50),
  CHROOT(161, 51),
  UMASK(95, 166),
  FSETXATTR(190, 7),
  FGETXATTR(193, 10),
  FLISTXATTR(196, 13),
  SETXATTR(188, 5),
  GETXATTR(191, 8),
  LISTXATTR(194, 11),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  OPEN_TREE(428, 428),
  MOUNT_SETATTR(442, 442),
  MOVE_MOUNT(429, 429),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CLONE(56, 220),
  CLONE3(435, 435),
  FORK(57, -1),
  VFORK(58, -1),
  EXECVE(59, 221),
  EXECVEAT(322, 281),
  EXIT(60, 93),
  EXIT_GROUP(231, 94),
  WAIT4(61, 260),
  WAITID(247, 95),
  KILL(62, 129),
  TGKILL(234, 131),
  GETPID(39, 172),
  GETPPID(110, 173),
  GETTID(186, 178),
  SETSID(112, 157),
  SETPGID(109, 154),
  PIDFD_OPEN(434, 434),
  PIDFD_SEND_SIGNAL(424, 424),
  PIDFD_GETFD(438, 438),
  PRCTL(157, 167),
  ARCH_PRCTL(158, -1),
  SECCOMP(317, 277),
  PRLIMIT64(302, 261),
  SETRLIMIT(160, 164),
  UNAME(63, 160),
  SETHOSTNAME(170, 161),
  SETDOMAINNAME(171, 162),
  UNSHARE(272, 97),
  SETNS(308, 268),
  PERSONALITY(135, 92),
  NANOSLEEP(35, 101),
  CLOCK_NANOSLEEP(230, 115),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  RT_SIGTIMEDWAIT(128, 137),
  SIGNALFD4(289, 74),
  PIPE2(293, 59),
  SOCKETPAIR(53, 199),
  SOCKET(41, 198),
  BIND(49, 200),
  LISTEN(50, 201),
  CONNECT(42, 203),
  ACCEPT4(288, 242),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SENDMSG(46, 211),
  RECVMSG(47, 212),
  SHUTDOWN(48, 210),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  GETSOCKNAME(51, 204),
  EPOLL_CREATE1(291, 20),
  EPOLL_CTL(233, 21),
  EPOLL_PWAIT(281, 22),
  EVENTFD2(290, 19),
  INOTIFY_INIT1(294, 26),
  INOTIFY_ADD_WATCH(254, 27),
  POLL(7, -1),
  PPOLL(271, 73),
  TIMERFD_CREATE(283, 85),
  TIMERFD_SETTIME(286, 86),
  GETUID(102, 174),
  GETEUID(107, 175),
  GETGID(104, 176),
  GETEGID(108, 177),
  SETUID(105, 146),
  SETGID(106, 144),
  SETRESUID(117, 147),
  SETRESGID(119, 149),
  SETGROUPS(116, 159),
  SETFSUID(122, 151),
  SETFSGID(123, 152),
  CAPGET(125, 90),
  CAPSET(126, 91),
  MMAP(9, 222),
  MUNMAP(11, 215),
  MPROTECT(10, 226),
  SPLICE(275, 76),
  SENDFILE(40, 71),
  COPY_FILE_RANGE(326, 285),
  ADD_KEY(248, 217),
  KEYCTL(250, 219),
  BPF(321, 280),
  LANDLOCK_CREATE_RULESET(444, 444),
  LANDLOCK_ADD_RULE(445, 445),
  LANDLOCK_RESTRICT_SELF(446, 446),
  IOPRIO_SET(251, 30),
  SCHED_SETSCHEDULER(144, 119),
  SCHED_SETAFFINITY(203, 122),
  FUTEX(202, 98),
  USERFAULTFD(323, 282),
  IO_URING_SETUP(425, 425);

  private static final int NONE = -1;

  private final int x86;
  private final int arm;
  private final int here;

  SyscallNumber(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
    here = Architecture.isArm() ? arm : x86;
  }

  /**
   * The number on an architecture.
   *
   * @throws IllegalArgumentException if it has no such call, as aarch64 has no {@code fork}
   */
  public int on(Architecture architecture) {
    int number =
        switch (architecture) {
          case X86_64 -> x86;
          case AARCH64 -> arm;
        };
    if (number == NONE) {
      throw new IllegalArgumentException(architecture + " has no " + cName() + "(2)");
    }
    return number;
  }

  /** Whether an architecture has the call. */
  public boolean existsOn(Architecture architecture) {
    return NONE
        != switch (architecture) {
          case X86_64 -> x86;
          case AARCH64 -> arm;
        };
  }

  /** The name in C, such as {@code openat2}. */
  public String cName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The number on this machine; {@link LinuxKernel} was not made on one that is neither. */
  int here() {
    return here;
  }
}
