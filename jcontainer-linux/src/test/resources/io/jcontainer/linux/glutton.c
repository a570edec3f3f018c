/* Uses up what there is: glutton forks | threads | anonymous | shared | tmpfs D | cache F | sockets | cpu | deaf | sleep | flood |
   closed | daemons N. Those that end by themselves return 1 after a refusal. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1L << 20)

static char piece[1 << 16];

static void *wait_for_ever(void *unused) {
  for (;;) pause();
  return unused;
}

static int threads(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 16384);
  pthread_t thread;
  while (!pthread_create(&thread, &small, wait_for_ever, 0))
    ;
  return 1;
}

/* Never touched by the kernel's reclaim: it is locked by being written all the time. */
static int anonymous(void) {
  for (;;) {
    char *more = mmap(0, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (more == MAP_FAILED) return 1;
    memset(more, 1, MIB);
  }
}

/* A System V segment outlives the process that made it. */
static int shared(void) {
  for (;;) {
    int id = shmget(IPC_PRIVATE, 16 * MIB, IPC_CREAT | 0600);
    if (id < 0) return 1;
    char *more = shmat(id, 0, 0);
    if (more == (char *)-1) return 1;
    memset(more, 1, 16 * MIB);
    shmdt(more);
  }
}

static int fill(const char *directory) {
  for (int i = 0;; i++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/file%d", directory, i);
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return 1;
    for (int n = 0; n < 64; n++)
      if (write(file, piece, sizeof piece) < (ssize_t)sizeof piece) return 1;
    close(file);
  }
}

/* Many times the memory limit through the page cache, which the kernel takes back. */
static int cache(const char *name) {
  int file = open(name, O_RDWR | O_CREAT, 0600);
  if (file < 0) return 2;
  for (int n = 0; n < 96 * 16; n++)
    if (write(file, piece, sizeof piece) < 0) return 1;
  lseek(file, 0, SEEK_SET);
  while (read(file, piece, sizeof piece) > 0)
    ;
  return 0;
}

/* Bytes that wait in sockets are the kernel's memory. */
static void sockets(void) {
  signal(SIGPIPE, SIG_IGN);
  for (;;) {
    if (fork() != 0) continue;
    for (;;) {
      int pair[2];
      if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair)) wait_for_ever(0);
      while (write(pair[0], piece, sizeof piece) > 0)
        ;
    }
  }
}

static void refuse_signals(void) {
  for (int i = 1; i < 65; i++) signal(i, SIG_IGN);
}

static int daemons(int count) {
  for (int i = 0; i < count; i++) {
    if (fork() != 0) continue;
    setsid();
    if (fork() != 0) _exit(0);
    refuse_signals();
    for (int fd = 0; fd < 3; fd++) close(fd);
    wait_for_ever(0);
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "forks")) for (;;) fork();
  if (!strcmp(what, "threads")) return threads();
  if (!strcmp(what, "anonymous")) return anonymous();
  if (!strcmp(what, "shared")) return shared();
  if (!strcmp(what, "tmpfs")) return fill(argv[2]);
  if (!strcmp(what, "cache")) return cache(argv[2]);
  if (!strcmp(what, "sockets")) sockets();
  if (!strcmp(what, "cpu")) for (;;) ;
  if (!strcmp(what, "deaf")) {
    refuse_signals();
    fork();
    for (;;) ;
  }
  if (!strcmp(what, "sleep")) wait_for_ever(0);
  if (!strcmp(what, "flood"))
    for (;;)
      if (write(1, piece, sizeof piece) < 0 || write(2, piece, sizeof piece) < 0) return 1;
  if (!strcmp(what, "closed")) {
    for (int fd = 0; fd < 3; fd++) close(fd);
    return write(1, piece, 1) < 0 && errno == EBADF ? 5 : 0;
  }
  if (!strcmp(what, "daemons")) return daemons(atoi(argv[2]));
  return 2;
}
