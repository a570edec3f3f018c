/*
 * Feels for the walls of Landlock. Linked statically.
 *
 *   walls layers           how many more walls this process could put around itself
 *   walls take SOCKET      waits for a directory's descriptor, and says what it can do with it
 *   walls give SOCKET DIR  sends one
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static const char *named(long result) {
  return result < 0 ? strerrorname_np(errno) : "yes";
}

static int layers(void) {
  struct landlock_ruleset_attr handled = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK};
  int count = 0;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  while (count < 100) {
    int ruleset = syscall(SYS_landlock_create_ruleset, &handled, 8, 0);
    if (ruleset < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0) < 0) {
      break;
    }
    close(ruleset);
    count++;
  }
  printf("layers=%d\n", count);
  printf("end=%s\n", strerrorname_np(errno));
  return 0;
}

static struct sockaddr_un address(const char *path) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  strncpy(to.sun_path, path, sizeof to.sun_path - 1);
  return to;
}

static int take(const char *path) {
  struct sockaddr_un at = address(path);
  int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listening, (struct sockaddr *)&at, sizeof at) || listen(listening, 1)) {
    perror(path);
    return 1;
  }
  puts("ready");
  fflush(stdout);
  int from = accept(listening, NULL, NULL);
  char byte, control[CMSG_SPACE(sizeof(int))];
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  if (recvmsg(from, &message, 0) != 1 || !CMSG_FIRSTHDR(&message)) {
    perror("receive");
    return 1;
  }
  int directory;
  memcpy(&directory, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof directory);
  printf("read=%s\n", named(openat(directory, "secret", O_RDONLY)));
  printf("write=%s\n", named(openat(directory, "secret", O_WRONLY)));
  printf("make=%s\n", named(openat(directory, "made", O_WRONLY | O_CREAT, 0600)));
  printf("list=%s\n", named(openat(directory, ".", O_RDONLY | O_DIRECTORY)));
  printf("remove=%s\n", named(unlinkat(directory, "secret", 0)));
  return 0;
}

static int give(const char *path, const char *directory) {
  struct sockaddr_un to = address(path);
  int file = open(directory, O_RDONLY | O_DIRECTORY);
  int socket_ = socket(AF_UNIX, SOCK_STREAM, 0);
  if (file < 0 || connect(socket_, (struct sockaddr *)&to, sizeof to)) {
    perror(path);
    return 1;
  }
  char byte = 'd', control[CMSG_SPACE(sizeof file)] = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof file);
  memcpy(CMSG_DATA(header), &file, sizeof file);
  return sendmsg(socket_, &message, 0) == 1 ? 0 : 1;
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "layers")) {
    return layers();
  }
  return argc > 3 ? give(argv[2], argv[3]) : take(argv[2]);
}
