/* Reports from inside a container: one "name=value" a line. Linked statically. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static void result(const char *name, long value) {
  printf("%s=%s\n", name, value < 0 ? strerrorname_np(errno) : "ok");
}

static void lines(const char *file, const char *const *keys) {
  char line[4096];
  FILE *f = fopen(file, "r");
  if (!f) { result(file, -1); return; }
  while (fgets(line, sizeof line, f))
    for (const char *const *k = keys; *k; k++)
      if (!strncmp(line, *k, strlen(*k))) printf("%s", line);
  fclose(f);
}

static void namespaces(void) {
  const char *names[] = {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts", 0};
  for (const char **n = names; *n; n++) {
    char path[64], target[64];
    snprintf(path, sizeof path, "/proc/self/ns/%s", *n);
    ssize_t length = readlink(path, target, sizeof target - 1);
    target[length < 0 ? 0 : length] = 0;
    printf("ns.%s=%s\n", *n, target);
  }
}

static void descriptors(void) {
  printf("descriptors=");
  for (int fd = 0; fd < 4096; fd++) if (fcntl(fd, F_GETFD) >= 0) printf("%d ", fd);
  printf("\n");
}

static void size_of(const char *path) {
  char buffer[64];
  struct stat st;
  if (stat(path, &st) < 0) { printf("mask.%s=absent\n", path); return; }
  if (S_ISDIR(st.st_mode)) {
    int entries = 0;
    DIR *d = opendir(path);
    struct dirent *e;
    while (d && (e = readdir(d))) if (e->d_name[0] != '.') entries++;
    if (d) closedir(d);
    printf("mask.%s=directory of %d\n", path, entries);
    return;
  }
  int fd = open(path, O_RDONLY);
  printf("mask.%s=%s of %zd, device %u:%u\n", path, S_ISCHR(st.st_mode) ? "device" : "file",
         fd < 0 ? -1 : read(fd, buffer, sizeof buffer), major(st.st_rdev), minor(st.st_rdev));
  if (fd >= 0) close(fd);
}

static void refused(void) {
  result("mount", mount("none", "/tmp", "tmpfs", 0, 0));
  result("umount", umount2("/proc", MNT_DETACH));
  result("unshare.user", syscall(SYS_unshare, CLONE_NEWUSER));
  result("unshare.mount", syscall(SYS_unshare, CLONE_NEWNS));
  result("clone3", syscall(SYS_clone3, 0, 0));
  result("keyctl", syscall(SYS_keyctl, 0, -3, 0, 0, 0));
  result("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -2));
  result("bpf", syscall(SYS_bpf, 0, 0, 0));
  result("userfaultfd", syscall(SYS_userfaultfd, 0));
  result("io_uring_setup", syscall(425, 1, 0));
  result("perf_event_open", syscall(SYS_perf_event_open, 0, 0, -1, -1, 0));
  result("setns", syscall(SYS_setns, 0, 0));
  result("fsopen", syscall(430, "tmpfs", 0));
  result("open_tree", syscall(428, -100, "/", 1));
  result("open_by_handle_at", syscall(SYS_open_by_handle_at, -100, 0, 0));
  result("reboot", syscall(SYS_reboot, 0, 0, 0, 0));
  result("pivot_root", syscall(SYS_pivot_root, ".", "."));
  result("sethostname", sethostname("x", 1));
  result("swapon", syscall(SYS_swapon, "/x", 0));
  result("init_module", syscall(SYS_init_module, 0, 0, ""));
  result("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, 0));
  result("socket.vsock", socket(40, SOCK_STREAM, 0));
  result("socket.alg", socket(38, SOCK_SEQPACKET, 0));
  result("socket.vsock.high", syscall(SYS_socket, 40 | 1L << 32, SOCK_STREAM, 0));
  result("socket.packet", socket(AF_PACKET, SOCK_RAW, 0));
  result("socket.raw", socket(AF_INET, SOCK_RAW, 1));
  result("socket.inet", socket(AF_INET, SOCK_STREAM, 0));
  result("tiocsti", ioctl(0, TIOCSTI, "x"));
  result("mknod", mknod("/tmp/node", S_IFCHR | 0666, makedev(1, 3)));
  result("personality", syscall(SYS_personality, 0x0040000));
  struct rlimit more = {1 << 30, 1 << 30};
  result("raise.nofile", setrlimit(RLIMIT_NOFILE, &more));
}

static void writes(void) {
  const char *paths[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname",
                         "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/sys/power/state",
                         "/sys/kernel/mm/transparent_hugepage/enabled", "/proc/irq/default_smp_affinity",
                         "/proc/sys/net/ipv4/ip_forward", 0};
  for (const char **p = paths; *p; p++) {
    char name[128];
    snprintf(name, sizeof name, "write.%s", *p);
    int fd = open(*p, O_WRONLY);
    result(name, fd);
    if (fd >= 0) close(fd);
  }
}

int main(void) {
  static const char *const status[] = {"Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd",
                                 "CapAmb", "NoNewPrivs", "Seccomp", 0};
  static const char *const all[] = {"", 0};
  descriptors();
  printf("pid=%d\n", getpid());
  printf("sid=%d\n", getsid(0));
  lines("/proc/self/status", status);
  namespaces();
  int signal = -1;
  prctl(PR_GET_PDEATHSIG, &signal);
  printf("pdeathsig=%d\n", signal);
  printf("dumpable=%d\n", prctl(PR_GET_DUMPABLE));
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  printf("nofile=%ld:%ld\n", (long)files.rlim_cur, (long)files.rlim_max);
  mode_t mask = umask(0);
  printf("umask=%04o\n", mask);
  const char *masked[] = {"/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys",
                          "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list",
                          "/proc/timer_stats", "/sys/firmware", "/sys/devices/virtual/powercap", 0};
  for (const char **m = masked; *m; m++) size_of(*m);
  refused();
  writes();
  printf("mountinfo:\n");
  lines("/proc/self/mountinfo", all);
  return 0;
}
