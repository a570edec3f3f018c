/* Tries every handle it finds: burglar write | neighbours | namespaces | kernel | exe | terminal | trap. One "name=result" a line. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void result(const char *name, long value) {
  printf("%s=%s\n", name, value < 0 ? strerrorname_np(errno) : "ok");
}

/* Every file of /proc and /sys: opened to write, cut to nothing, given another mode, removed. Those of processes are the job's own. */
static int tried;

static int try_file(const char *path, const struct stat *st, int kind, struct FTW *place) {
  (void)place;
  if (kind == FTW_D && !strncmp(path, "/proc/", 6) && path[6] >= '0' && path[6] <= '9') return FTW_SKIP_SUBTREE;
  if (kind == FTW_D) {
    char inside[4096];
    snprintf(inside, sizeof inside, "%s/mine", path);
    if (!mkdir(inside, 0700)) printf("made %s\n", inside);
    return FTW_CONTINUE;
  }
  if (kind != FTW_F || !S_ISREG(st->st_mode)) return FTW_CONTINUE;
  tried++;
  int file = open(path, O_WRONLY | O_NONBLOCK);
  if (file >= 0) {
    printf("opened %s\n", path);
    close(file);
  }
  if (!truncate(path, 0)) printf("cut %s\n", path);
  if (!chmod(path, 0777)) printf("chmod %s\n", path);
  if (!unlink(path)) printf("removed %s\n", path);
  return FTW_CONTINUE;
}

static void write_everywhere(void) {
  nftw("/proc", try_file, 40, FTW_PHYS | FTW_ACTIONRETVAL);
  nftw("/sys", try_file, 40, FTW_PHYS | FTW_ACTIONRETVAL);
  printf("tried=%d\n", tried);
}

/* What the job may write of its own process: rubbish. */
static void write_own(void) {
  DIR *own = opendir("/proc/self");
  struct dirent *entry;
  int written = 0;
  while (own && (entry = readdir(own))) {
    char path[300];
    snprintf(path, sizeof path, "/proc/self/%s", entry->d_name);
    struct stat st;
    if (stat(path, &st) || !S_ISREG(st.st_mode)) continue;
    int file = open(path, O_WRONLY | O_NONBLOCK);
    if (file < 0) continue;
    if (write(file, "-1000\n", 6) > 0) written++;
    close(file);
  }
  printf("own=%s\n", written > 0 ? "written" : "none");
}

/* Every process number there can be. */
static void neighbours(void) {
  int seen = 0, traced = 0, read_any = 0;
  char byte;
  for (pid_t pid = 1; pid < 70000; pid++) {
    if (pid == getpid()) continue;
    if (!kill(pid, 0) || errno != ESRCH) seen++;
    if (!ptrace(PTRACE_SEIZE, pid, 0, 0)) traced++;
    struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) > 0) read_any++;
  }
  printf("seen=%d\ntraced=%d\nread=%d\n", seen, traced, read_any);
  result("kill everybody", kill(-1, SIGKILL));
}

static int nothing(void *unused) {
  (void)unused;
  return 0;
}

static void namespaces(void) {
  static char stack[65536];
  result("unshare user", unshare(CLONE_NEWUSER));
  result("unshare user and mount", unshare(CLONE_NEWUSER | CLONE_NEWNS));
  result("unshare cgroup", unshare(CLONE_NEWCGROUP));
  result("unshare time", unshare(0x80));
  result("clone user", clone(nothing, stack + sizeof stack, CLONE_NEWUSER | SIGCHLD, 0));
  result("clone3", syscall(SYS_clone3, 0, 0));
  result("mount cgroup", mount("none", "/work", "cgroup", 0, "memory"));
  result("mount proc", mount("none", "/work", "proc", 0, 0));
  result("setns", syscall(SYS_setns, open("/proc/self/ns/user", O_RDONLY), 0));
  result("chroot", chroot("/work"));
}

static void kernel(void) {
  result("keyctl", syscall(SYS_keyctl, 0, -3, 0, 0, 0));
  result("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -2));
  result("request_key", syscall(SYS_request_key, "user", "x", 0, -2));
  result("vsock", socket(40, SOCK_STREAM, 0));
  result("alg", socket(38, SOCK_SEQPACKET, 0));
  result("packet", socket(AF_PACKET, SOCK_RAW, 0));
  result("io_uring_setup", syscall(425, 1, 0));
  result("io_uring_enter", syscall(426, 0, 0, 0, 0, 0, 0));
  result("io_uring_register", syscall(427, 0, 0, 0, 0));
  result("bpf", syscall(SYS_bpf, 0, 0, 0));
  result("userfaultfd", syscall(SYS_userfaultfd, 0));
  result("perf_event_open", syscall(SYS_perf_event_open, 0, 0, -1, -1, 0));
  result("fsopen", syscall(430, "tmpfs", 0));
  result("open_by_handle_at", syscall(SYS_open_by_handle_at, -100, 0, 0));
  struct rlimit more = {1 << 30, 1 << 30};
  result("raise files", setrlimit(RLIMIT_NOFILE, &more));
  result("raise file size", setrlimit(RLIMIT_FSIZE, &more));
  struct rlimit endless = {RLIM_INFINITY, RLIM_INFINITY};
  result("raise time", setrlimit(RLIMIT_CPU, &endless));
  result("nice", setpriority(PRIO_PROCESS, 0, -20));
  result("setuid", setuid(0));
#ifdef __x86_64__
  long answer;
  __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20L) : "r8", "r9", "r10", "r11", "memory");
  errno = answer < 0 ? (int)-answer : 0;
  result("32-bit getpid", answer);
  __asm__ volatile("syscall" : "=a"(answer) : "a"(39L | 0x40000000) : "rcx", "r11", "memory");
  errno = answer < 0 ? (int)-answer : 0;
  result("x32 getpid", answer);
#endif
}

static void exe(void) {
  result("own program", open("/proc/self/exe", O_WRONLY));
  result("own program, cut", truncate("/proc/self/exe", 0));
  result("first program", open("/proc/1/exe", O_WRONLY));
  result("own memory of another", open("/proc/1/mem", O_RDWR) < 0 && getpid() != 1 ? -1 : 0);
  result("mapped program", open("/proc/self/map_files", O_RDONLY | O_DIRECTORY));
}

static void terminal(void) {
  result("tiocsti", ioctl(0, TIOCSTI, "x"));
  result("tiocsti with high bits", syscall(SYS_ioctl, 0, TIOCSTI | 1L << 32, "x"));
  result("tioclinux", ioctl(0, TIOCLINUX, "\003"));
  result("console", open("/dev/tty1", O_RDWR));
  result("memory", open("/dev/mem", O_RDWR));
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  setvbuf(stdout, 0, _IOLBF, 0);
  if (!strcmp(what, "write")) write_everywhere(), write_own();
  else if (!strcmp(what, "neighbours")) neighbours();
  else if (!strcmp(what, "namespaces")) namespaces();
  else if (!strcmp(what, "kernel")) kernel();
  else if (!strcmp(what, "exe")) exe();
  else if (!strcmp(what, "terminal")) terminal();
  else if (!strcmp(what, "trap")) return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0) < 0;
  else return 2;
  return 0;
}
