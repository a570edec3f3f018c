/*
 * Builds a filter with libseccomp from rules on standard input and writes it to standard output.
 *
 *   otherwise ERRNO
 *   arch x86_64|aarch64
 *   rule NUMBER NAME ERRNO [ARGUMENT OPERATOR A B]...
 *
 * ERRNO 0 allows the call; calls without a rule fail with EPERM or what "otherwise", as the first
 * line, says, and foreign architectures with EPERM. NUMBER
 * counts for the machine's own architecture. Another one's calls go by NAME; those that this
 * libseccomp does not know are named on standard error and left out. OPERATOR is eq, ne, lt, le,
 * gt, ge or masked (argument & A == B).
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, int error) {
  fprintf(stderr, "%s: %s\n", what, strerror(error));
  exit(1);
}

static void check(const char *what, int result) {
  if (result < 0) fail(what, -result);
}

static enum scmp_compare comparison(const char *name) {
  if (!strcmp(name, "eq")) return SCMP_CMP_EQ;
  if (!strcmp(name, "ne")) return SCMP_CMP_NE;
  if (!strcmp(name, "le")) return SCMP_CMP_LE;
  if (!strcmp(name, "ge")) return SCMP_CMP_GE;
  if (!strcmp(name, "lt")) return SCMP_CMP_LT;
  if (!strcmp(name, "gt")) return SCMP_CMP_GT;
  if (!strcmp(name, "masked")) return SCMP_CMP_MASKED_EQ;
  fail(name, EINVAL);
  return _SCMP_CMP_MIN;
}

static uint32_t architecture(scmp_filter_ctx filter, const char *name) {
  uint32_t token = seccomp_arch_resolve_name(name);
  if (token == 0) fail(name, EINVAL);
  if (token != seccomp_arch_native()) {
    check("seccomp_arch_add", seccomp_arch_add(filter, token));
    check("seccomp_arch_remove", seccomp_arch_remove(filter, SCMP_ARCH_NATIVE));
  }
  return token;
}

static void rule(scmp_filter_ctx filter, uint32_t arch, char *words) {
  struct scmp_arg_cmp tests[6];
  unsigned int count = 0;
  int number = atoi(strtok(words, " \n"));
  char *name = strtok(NULL, " \n");
  int error = atoi(strtok(NULL, " \n"));
  for (char *word = strtok(NULL, " \n"); word != NULL; word = strtok(NULL, " \n")) {
    tests[count].arg = atoi(word);
    tests[count].op = comparison(strtok(NULL, " \n"));
    tests[count].datum_a = strtoull(strtok(NULL, " \n"), NULL, 0);
    tests[count].datum_b = strtoull(strtok(NULL, " \n"), NULL, 0);
    count++;
  }
  if (arch != seccomp_arch_native()) {
    if (seccomp_syscall_resolve_name_arch(arch, name) < 0) {
      fprintf(stderr, "%s\n", name);
      return;
    }
    number = seccomp_syscall_resolve_name(name);
  }
  uint32_t action = error == 0 ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(error);
  check(name, seccomp_rule_add_array(filter, action, number, count, tests));
}

int main(void) {
  char line[1024];
  uint32_t arch = 0;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == NULL) fail("seccomp_init", EINVAL);
  check("badarch", seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)));
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (!strncmp(line, "otherwise ", 10)) {
      check("seccomp_reset", seccomp_reset(filter, SCMP_ACT_ERRNO(atoi(line + 10))));
      check("badarch", seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)));
    } else if (!strncmp(line, "arch ", 5)) {
      arch = architecture(filter, strtok(line + 5, "\n"));
    } else if (!strncmp(line, "rule ", 5)) {
      rule(filter, arch, line + 5);
    }
  }
  check("seccomp_export_bpf", seccomp_export_bpf(filter, 1));
  return 0;
}
