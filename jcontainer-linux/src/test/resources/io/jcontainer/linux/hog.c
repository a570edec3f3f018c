/* Uses up one thing: hog memory MiB | cpu seconds-of-cpu | fork 0 | stubborn tag (wants no parent-death signal and ignores others). */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  long amount = atol(argv[2]);
  if (!strcmp(argv[1], "memory")) {
    for (long i = 0; i < amount; i++) {
      char *piece = malloc(1 << 20);
      if (!piece) return 3;
      memset(piece, (int)i + 1, 1 << 20);
    }
    return 0;
  }
  if (!strcmp(argv[1], "cpu")) {
    struct timespec used;
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec < amount);
    return 0;
  }
  if (!strcmp(argv[1], "stubborn")) {
    prctl(PR_SET_PDEATHSIG, 0);
    for (int i = 1; i < 65; i++) signal(i, SIG_IGN);
    printf("ready\n");
    fflush(stdout);
    for (;;) pause();
  }
  for (;;) fork();
}
