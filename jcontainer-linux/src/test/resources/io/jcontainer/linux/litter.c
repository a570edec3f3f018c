/* Leaves files that are hard to live with: litter huge F | sparse F | many D | deep D | links | names D. Returns 1 after a refusal. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char piece[1 << 16];

static int huge(const char *name) {
  int file = open(name, O_WRONLY | O_CREAT, 0600);
  if (file < 0) return 2;
  while (write(file, piece, sizeof piece) > 0)
    ;
  return 1;
}

static int sparse(const char *name) {
  int file = open(name, O_WRONLY | O_CREAT, 0600);
  return file < 0 ? 2 : ftruncate(file, 1L << 40) ? 1 : 0;
}

static int many(const char *directory) {
  if (chdir(directory)) return 2;
  for (long i = 0; i < 1000000; i++) {
    char name[32];
    snprintf(name, sizeof name, "%ld", i);
    int file = open(name, O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno == ENOSPC ? 1 : 2;
    close(file);
  }
  return 0;
}

static int deep(const char *directory) {
  if (chdir(directory)) return 2;
  for (;;)
    if (mkdir("d", 0755) || chdir("d")) return errno == ENOSPC ? 1 : 2;
}

static void result(const char *what, int value) {
  printf("%s=%s\n", what, value < 0 ? strerrorname_np(errno) : "ok");
}

/* What would make another file of the image or the system one's own. */
static int links(void) {
  result("hard link to the image", link("/etc/passwd", "/work/passwd"));
  result("hard link to the system", link("/proc/self/status", "/work/status"));
  result("hard link across mounts", link("/work/own", "/tmp/own"));
  result("write through a link", symlink("/etc/passwd", "/work/to") ? -2 : open("/work/to", O_WRONLY));
  result("loop", symlink("loop", "/work/loop") ? -2 : open("/work/loop", O_RDONLY));
  result("climb", open("/work/../../../../../../etc/shadow.host", O_RDONLY));
  result("rename over a mount", rename("/work", "/tmp/work"));
  result("remove the image", unlink("/etc/passwd"));
  result("root of another", open("/proc/1/root/etc/shadow.host", O_RDONLY));
  return 0;
}

/* Names that a careless program would take for something else. */
static int names(const char *directory) {
  static const char *const all[] = {"-rf", "a\nb", "\033]0;owned\007", "%s%n", "$(id)", "..\\..", "\xff\xfe", "con", " "};
  if (chdir(directory)) return 2;
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    int file = open(all[i], O_WRONLY | O_CREAT, 0600);
    if (file < 0) return 1;
    close(file);
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "huge")) return huge(argv[2]);
  if (!strcmp(what, "sparse")) return sparse(argv[2]);
  if (!strcmp(what, "many")) return many(argv[2]);
  if (!strcmp(what, "deep")) return deep(argv[2]);
  if (!strcmp(what, "links")) return links();
  if (!strcmp(what, "names")) return names(argv[2]);
  return 2;
}
