/* Plays tricks on whoever reads a container's files: trick exchange A B (swaps two names as fast as it can) | wander A B C
   (moves a directory in a circle) | lease F (keeps everybody else from opening a file) | deep N (a directory N levels deep) |
   grow D (adds files without end). Each says "ready" first. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void ready(void) {
  printf("ready\n");
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  if (!strcmp(argv[1], "exchange") && argc == 4) {
    ready();
    for (;;) renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE);
  }
  if (!strcmp(argv[1], "wander") && argc == 5) {
    ready();
    for (;;) {
      rename(argv[2], argv[3]);
      rename(argv[3], argv[4]);
      rename(argv[4], argv[2]);
    }
  }
  if (!strcmp(argv[1], "lease")) {
    signal(SIGIO, SIG_IGN);
    int file = open(argv[2], O_RDWR | O_CREAT, 0600);
    if (fcntl(file, F_SETLEASE, F_WRLCK)) return 3;
    ready();
    for (;;) pause();
  }
  if (!strcmp(argv[1], "deep")) {
    for (int i = atoi(argv[2]); i > 0; i--)
      if (mkdir("d", 0755) || chdir("d")) return 3;
    ready();
    for (;;) pause();
  }
  if (!strcmp(argv[1], "grow")) {
    if (chdir(argv[2])) return 3;
    ready();
    for (long i = 0;; i++) {
      char name[32];
      snprintf(name, sizeof name, "%ld", i);
      close(open(name, O_WRONLY | O_CREAT, 0600));
    }
  }
  return 2;
}
