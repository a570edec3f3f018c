/* The first process of a hostile container: looks into every process that enters it, as fast as it can, and
   says what it found of the one that enters while that is not the command yet. On SIGUSR1 it says how many it met. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long met, met_early;
static volatile sig_atomic_t asked;

static void on_usr1(int signal) { (void)signal; asked = 1; }

static void found(const char *what, long pid, const char *detail) {
  printf("FOUND %s of %ld: %s\n", what, pid, detail);
  fflush(stdout);
}

/* What a command of ours may have open, and be. */
static int harmless(const char *target) {
  return !strncmp(target, "pipe:", 5) || !strncmp(target, "/bin/", 5) || !strncmp(target, "/dev/", 5) ||
         !strcmp(target, "/") || !strncmp(target, "/proc", 5);
}

static int read_link(long pid, const char *name, char *target, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
  ssize_t length = readlink(path, target, size - 1);
  if (length < 0) return -errno;
  target[length] = 0;
  return 0;
}

static void look_at_memory(long pid) {
  char path[64];
  static char page[1024];
  snprintf(path, sizeof path, "/proc/%ld/mem", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return;
  ssize_t length = pread(fd, page, sizeof page, 0x400000);
  for (ssize_t i = 0; i + 5 < length; i++)
    if (!memcmp(page + i, "PROGx", 5) || !memcmp(page + i, "PROGa", 5)) found("memory", pid, "the interpreter");
  close(fd);
}

static void look_at_descriptors(long pid) {
  char path[64], target[256], name[32];
  snprintf(path, sizeof path, "/proc/%ld/fd", pid);
  DIR *directory = opendir(path);
  if (!directory) return;
  for (struct dirent *e; (e = readdir(directory));) {
    if (e->d_name[0] == '.') continue;
    snprintf(name, sizeof name, "fd/%.20s", e->d_name);
    if (!read_link(pid, name, target, sizeof target) && !harmless(target)) found("descriptor", pid, target);
  }
  closedir(directory);
}

static void take_descriptors(long pid) {
  int process = (int)syscall(SYS_pidfd_open, pid, 0);
  if (process < 0) return;
  for (int number = 3; number < 210; number = number == 12 ? 198 : number + 1) {
    int taken = (int)syscall(SYS_pidfd_getfd, process, number, 0);
    if (taken < 0) continue;
    char name[32], target[256];
    snprintf(name, sizeof name, "fd/%d", taken);
    if (!read_link(getpid(), name, target, sizeof target) && !harmless(target)) found("stolen descriptor", pid, target);
    close(taken);
  }
  close(process);
}

static void attach(long pid) {
  char target[256];
  if (ptrace(PTRACE_SEIZE, pid, 0, 0)) return;
  if (!read_link(pid, "exe", target, sizeof target) && !harmless(target)) found("ptrace", pid, target);
  ptrace(PTRACE_INTERRUPT, pid, 0, 0);
  int status;
  waitpid(pid, &status, __WALL);
  ptrace(PTRACE_DETACH, pid, 0, 0);
}

static void rewrite(long pid) {
  char path[64], target[256];
  snprintf(path, sizeof path, "/proc/%ld/exe", pid);
  int fd = open(path, O_WRONLY);
  if (fd < 0) return;
  if (!read_link(pid, "exe", target, sizeof target) && strncmp(target, "/bin/", 5)) found("writable program", pid, target);
  close(fd);
}

static void look_at(long pid, int with_ptrace) {
  char target[256];
  static const char *const links[] = {"exe", "cwd", "root", 0};
  int first = read_link(pid, "exe", target, sizeof target);
  if (first == -EACCES || first == -EPERM) {
    met_early++;
    if (with_ptrace) attach(pid);
    take_descriptors(pid);
    look_at_memory(pid);
  }
  for (const char *const *link = links; *link; link++)
    if (!read_link(pid, *link, target, sizeof target) && !harmless(target)) found(*link, pid, target);
  look_at_descriptors(pid);
  rewrite(pid);
}

int main(int argc, char **argv) {
  long self = getpid(), last = 0;
  int with_ptrace = argc > 1 && !strcmp(argv[1], "ptrace");
  signal(SIGUSR1, on_usr1);
  signal(SIGCHLD, SIG_DFL);
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    DIR *processes = opendir("/proc");
    for (struct dirent *e; processes && (e = readdir(processes));) {
      long pid = atol(e->d_name);
      if (pid <= 0 || pid == self) continue;
      if (pid != last) { met++; last = pid; }
      look_at(pid, with_ptrace);
    }
    if (processes) closedir(processes);
    while (waitpid(-1, 0, WNOHANG) > 0) {}
    if (asked) {
      asked = 0;
      printf("met=%ld early=%ld\n", met, met_early);
      fflush(stdout);
    }
  }
}
