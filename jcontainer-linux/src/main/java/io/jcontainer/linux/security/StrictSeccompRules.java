package io.jcontainer.linux.security;

import java.util.List;

/** What {@link SeccompPolicy#strict()} refuses although the default lets it through. */
final class StrictSeccompRules {
  /** Errno of {@code socket(2)} for a family that the kernel does not have. */
  private static final SeccompAction EAFNOSUPPORT = new SeccompAction.Errno(97);

  // Address families of socket(2).
  private static final long AF_UNIX = 1;
  private static final long AF_INET = 2;
  private static final long AF_INET6 = 10;

  private StrictSeccompRules() {}

  static List<SeccompRule> rules() {
    return List.of(
        SeccompRule.of(EAFNOSUPPORT, "socket")
            .when(ArgumentTest.intNoneOf(0, AF_UNIX, AF_INET, AF_INET6)),
        SeccompRule.of(SeccompAction.EPERM, DEBUGGING),
        SeccompRule.of(SeccompAction.EPERM, FILES),
        SeccompRule.of(SeccompAction.EPERM, SYSTEM_V_AND_QUEUES),
        SeccompRule.of(SeccompAction.EPERM, ADMINISTRATION));
  }

  private static final String DEBUGGING =
      """
      ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd process_madvise
      perf_event_open uprobe uretprobe
      """;

  private static final String FILES =
      """
      mknod mknodat name_to_handle_at open_by_handle_at fanotify_init fanotify_mark
      io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents
      memfd_secret statmount listmount lookup_dcookie quotactl quotactl_fd
      """;

  private static final String SYSTEM_V_AND_QUEUES =
      """
      shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
      mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
      """;

  private static final String ADMINISTRATION =
      """
      mount umount2 fsopen fsconfig fsmount fspick move_mount mount_setattr open_tree
      open_tree_attr unshare setns chroot bpf syslog sethostname setdomainname reboot acct
      init_module finit_module delete_module ioperm iopl modify_ldt remap_file_pages vhangup
      settimeofday clock_settime adjtimex clock_adjtime
      lsm_get_self_attr lsm_set_self_attr lsm_list_modules
      """;
}
