/*
 * Attaches a filter to itself, read from the file that is the first argument ("-" attaches none).
 *
 * Without further arguments it makes some system calls, each in a child of its own, and prints a
 * line "NAME RESULT" for each: the errno, 0 for success, or "signal N". With further arguments it
 * executes them as a command.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define HIGH (1L << 32)

static struct sock_filter code[4096];
static struct sock_fprog program = {0, code};

static void attach(void) {
  if (program.len == 0) return;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) {
    perror("seccomp");
    exit(200);
  }
}

/* Children of clone(2) that get away end at once. */
static int outcome(long result) {
  return result < 0 ? errno : 0;
}

static long cloned(long flags) {
  long child = syscall(SYS_clone, flags | 17 /* SIGCHLD */, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return child;
}

#ifdef __x86_64__
static long compat(int number, int first, int second) {
  int result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second) : "memory");
  if (result < 0) errno = -result;
  return result < 0 ? -1 : result;
}
#endif

#define PROBES(CALL)                                                     \
  CALL("mount", syscall(SYS_mount, 0, 0, 0, 0, 0))                       \
  CALL("umount2", syscall(SYS_umount2, 0, 0))                            \
  CALL("pivot_root", syscall(SYS_pivot_root, 0, 0))                      \
  CALL("fsopen", syscall(430, 0, 0))                                     \
  CALL("fsconfig", syscall(431, -1, 0, 0, 0, 0))                         \
  CALL("open_tree", syscall(428, -1, 0, 0))                              \
  CALL("move_mount", syscall(429, -1, 0, -1, 0, 0))                      \
  CALL("mount_setattr", syscall(442, -1, 0, 0, 0, 0))                    \
  CALL("unshare", syscall(SYS_unshare, 0x10000000))                      \
  CALL("setns", syscall(SYS_setns, -1, 0))                               \
  CALL("add_key", syscall(SYS_add_key, 0, 0, 0, 0, 0))                   \
  CALL("request_key", syscall(SYS_request_key, 0, 0, 0, 0))              \
  CALL("keyctl", syscall(SYS_keyctl, 0, -3, 0))                          \
  CALL("bpf", syscall(SYS_bpf, -1, 0, 0))                                \
  CALL("perf_event_open", syscall(SYS_perf_event_open, 0, 0, 0, 0, 0))   \
  CALL("userfaultfd", syscall(SYS_userfaultfd, 0))                       \
  CALL("io_uring_setup", syscall(425, 0, 0))                             \
  CALL("io_uring_enter", syscall(426, -1, 0, 0, 0, 0))                   \
  CALL("open_by_handle_at", syscall(SYS_open_by_handle_at, -1, 0, 0))    \
  CALL("finit_module", syscall(SYS_finit_module, -1, 0, 0))              \
  CALL("kcmp", syscall(SYS_kcmp, 0, 0, 0, 0, 0))                         \
  CALL("swapon", syscall(SYS_swapon, 0, 0))                              \
  CALL("chroot", syscall(SYS_chroot, "/"))                               \
  CALL("clone3", syscall(435, 0, 0))                                     \
  CALL("clone", cloned(0))                                                 \
  CALL("clone newuser", cloned(0x10000000))                                \
  CALL("clone newns with high bits", cloned(0x20000 | HIGH))               \
  CALL("socket unix", syscall(SYS_socket, 1, 1, 0))                      \
  CALL("socket unix with high bits", syscall(SYS_socket, 1 | HIGH, 1, 0)) \
  CALL("socket vsock", syscall(SYS_socket, 40, 1, 0))                    \
  CALL("socket vsock with high bits", syscall(SYS_socket, 40 | HIGH, 1, 0)) \
  CALL("socket alg", syscall(SYS_socket, 38, 5, 0))                      \
  CALL("socket alg with high bits", syscall(SYS_socket, 38 | HIGH, 5, 0)) \
  CALL("socket netlink audit", syscall(SYS_socket, 16, 3, 9))            \
  CALL("socket netlink route", syscall(SYS_socket, 16, 3, 0))            \
  CALL("ioctl tiocsti", syscall(SYS_ioctl, -1, 0x5412, 0))               \
  CALL("ioctl tiocsti with high bits", syscall(SYS_ioctl, -1, 0x5412 | HIGH, 0)) \
  CALL("ioctl tioclinux", syscall(SYS_ioctl, -1, 0x541C, 0))             \
  CALL("ioctl tcgets", syscall(SYS_ioctl, -1, 0x5401, 0))                \
  CALL("personality query", syscall(SYS_personality, 0xffffffffL))       \
  CALL("personality linux32", syscall(SYS_personality, 8))               \
  CALL("personality no randomisation", syscall(SYS_personality, 0x40000)) \
  CALL("personality with high bits", syscall(SYS_personality, 0x40000 | HIGH)) \
  CALL("unknown number", syscall(1000))                                  \
  CALL("number in a gap", syscall(400))                                  \
  CALL("number -1", syscall(-1))

#define X86_PROBES(CALL)                                                 \
  CALL("x32 getpid", syscall(0x40000000L | 39))                          \
  CALL("int 0x80 getpid", compat(20, 0, 0))                                \
  CALL("int 0x80 socketcall", compat(102, 1, 0))                           
static void report(const char *name, pid_t child) {
  int status;
  if (waitpid(child, &status, 0) != child) exit(201);
  if (WIFSIGNALED(status)) {
    printf("%s signal %d\n", name, WTERMSIG(status));
  } else {
    printf("%s %d\n", name, WEXITSTATUS(status));
  }
}

#define PROBE(NAME, EXPRESSION)                     \
  {                                                 \
    fflush(stdout);                                 \
    pid_t child = fork();                           \
    if (child == 0) {                               \
      attach();                                     \
      errno = 0;                                    \
      _exit(outcome(EXPRESSION));                   \
    }                                               \
    report(NAME, child);                            \
  }

int main(int count, char **arguments) {
  if (count < 2) return 202;
  if (strcmp(arguments[1], "-") != 0) {
    FILE *file = fopen(arguments[1], "rb");
    if (file == NULL) return 203;
    program.len = fread(code, sizeof code[0], 4096, file);
    fclose(file);
  }
  if (count > 2) {
    attach();
    execvp(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 204;
  }
  PROBES(PROBE)
#ifdef __x86_64__
  X86_PROBES(PROBE)
#endif
  return 0;
}
