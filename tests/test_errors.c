/* Every system call that a save makes on its files fails, one after the other, with every error that it may
 * meet: strace makes the kernel give the error to the real program. Either the figure is saved, or the
 * dataset is byte for byte the old one and the message says what to do; and the next save finds everything in
 * order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ctype.h>
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support_faults.h"
#include "support_pty.h"
#include "support_run.h"

/* A sanitizer makes calls of its own between ours, and everything slow. */
#define STRIDE (PTY_SANITIZED ? 9 : 1)

static size_t rounds, refused;

/* ---- errors ---- */

struct error {
  const char *name;
  int number;
  const char *words; /* of a message that names it, if not by the C library's */
};

#define NO_SPACE                                                                                             \
  {                                                                                                          \
    "ENOSPC", ENOSPC, "disk is full"                                                                         \
  }
#define NO_QUOTA                                                                                             \
  {                                                                                                          \
    "EDQUOT", EDQUOT, "quota"                                                                                \
  }
#define BAD_DISK                                                                                             \
  {                                                                                                          \
    "EIO", EIO, "input/output error"                                                                         \
  }
#define READ_ONLY                                                                                            \
  {                                                                                                          \
    "EROFS", EROFS, "read-only"                                                                              \
  }
#define NO_ACCESS                                                                                            \
  {                                                                                                          \
    "EACCES", EACCES, "permission"                                                                           \
  }
#define NO_LOCKS                                                                                             \
  {                                                                                                          \
    "ENOLCK", ENOLCK, "no locks"                                                                             \
  }
#define END                                                                                                  \
  {                                                                                                          \
    NULL, 0, NULL                                                                                            \
  }

static const struct error writing[] = {NO_SPACE, BAD_DISK, READ_ONLY, NO_ACCESS, NO_QUOTA, END};
static const struct error reading[] = {BAD_DISK, NO_ACCESS, END};
static const struct error locking[] = {NO_LOCKS, BAD_DISK, END};

/* The calls that are made to fail, by the names that they have on one machine or another. */
static const struct kind {
  const char *call;
  const struct error *errors;
} kinds[] = {
    {"openat", writing},     {"write", writing},        {"pwrite64", writing},   {"fsync", writing},
    {"fdatasync", writing},  {"rename", writing},       {"renameat", writing},   {"renameat2", writing},
    {"ftruncate", writing},  {"fchmod", writing},       {"fchown", writing},     {"linkat", writing},
    {"unlinkat", writing},   {"flock", locking},        {"close", writing},      {"pread64", reading},
    {"read", reading},       {"lseek", reading},        {"newfstatat", reading}, {"fstat", reading},
    {"statx", reading},      {"faccessat2", reading},   {"faccessat", reading},  {"readlink", reading},
    {"readlinkat", reading}, {"getdents64", reading},   {"flistxattr", reading}, {"fgetxattr", reading},
    {"fsetxattr", writing},  {"fremovexattr", writing}, {"getcwd", reading},
};

static const struct kind *kind_of(const char *call)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].call, call) == 0)
      return &kinds[i];
  return NULL;
}

/* ---- strace ---- */

/* Runs the program under strace with these options; its messages into *err (owned), its exit status. */
static int strace(const char *const *options, const char *const *words, char **err)
{
  const char *argv[32] = {"strace", "-f", "--seccomp-bpf", "-qq"};
  size_t n = 4;
  while (*options != NULL)
    argv[n++] = *options++;
  argv[n++] = pty_guatu();
  while (*words != NULL)
    argv[n++] = *words++;
  argv[n] = NULL;
  struct ran r = run_program(argv);
  *err = r.err;
  free(r.out);
  return r.status;
}

/* One call of a save. */
struct call {
  const struct kind *kind;
  size_t nth; /* among those of its name */
};

struct calls {
  struct call list[256];
  size_t count;
};

/* "name" of a line of strace's, after the process number that it may begin with; false when it is none. */
static bool call_name(const char *line, char name[32], const char **args)
{
  line += strspn(line, "0123456789 ");
  size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");
  if (len == 0 || len > 31 || line[len] != '(')
    return false;
  memcpy(name, line, len);
  name[len] = '\0';
  *args = line + len + 1;
  return true;
}

static size_t count_of(char names[][32], size_t count, const char *name)
{
  size_t n = 0;
  for (size_t i = 0; i < count; i++)
    n += strcmp(names[i], name) == 0;
  return n;
}

/* The calls on files after the dataset is opened. What goes to the terminal is no file of a save. */
static void find_calls(const struct faults_save *s, struct calls *out)
{
  static char names[4096][32];
  size_t count = 0;
  bool opened = false;
  char *log = scratch_path("trace"), *err;
  faults_copy(s->folder, "now");
  struct faults_words words = faults_words("now", s->figure);
  assert_int_equal(strace((const char *const[]){"-o", log, NULL}, words.list, &err), 0);
  char *text = read_text(log);
  out->count = 0;
  for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
    const char *args;
    assert_true(count < sizeof names / sizeof *names);
    if (!call_name(line, names[count], &args))
      continue;
    const struct kind *kind = kind_of(names[count]);
    count++;
    opened = opened || (strcmp(names[count - 1], "openat") == 0 && strstr(args, "ds.conf\"") != NULL);
    bool terminal = isdigit((unsigned char)args[0]) && strtol(args, NULL, 10) <= 2;
    if (!opened || kind == NULL || terminal)
      continue;
    assert_true(out->count < sizeof out->list / sizeof *out->list);
    out->list[out->count++] = (struct call){kind, count_of(names, count, names[count - 1])};
  }
  free(text);
  free(err);
  free(log);
  free(words.path);
}

static bool traceable(void)
{
  static const char *const there[] = {"strace", "-V", NULL}, *const works[] = {"strace", "-o", "/dev/null",
                                                                               "true", NULL};
  struct ran r = run_program(there);
  if (r.status != 0)
    fail_msg("strace is missing: 'make deps' installs it");
  ran_release(&r);
  r = run_program(works);
  bool can = r.status == 0;
  ran_release(&r);
  if (!can)
    print_message("skipped: this system does not let strace trace a program\n");
  return can;
}

/* ---- one round ---- */

/* The message must say more than what the C library calls the error: what to do about it. It is the line that
 * is no warning and no note. And it must name the error. */
static void expect_advice(const char *when, char *err, const struct error *e)
{
  const char *message = NULL;
  for (char *line = strtok(err, "\n"); line != NULL; line = strtok(NULL, "\n"))
    if (strstr(line, "/ds.conf: ") != NULL && strstr(line, ": warning: ") == NULL &&
        strstr(line, ": note: ") == NULL)
      message = strstr(line, "/ds.conf: ") + strlen("/ds.conf: ");
  if (message == NULL)
    fail_msg("%s: no message", when);
  const char *known = strstr(message, strerror(e->number));
  if (known == NULL && strstr(message, e->words) == NULL)
    fail_msg("%s: the message does not name it: %s", when, message);
  if (strlen(message) - (known != NULL ? strlen(strerror(e->number)) : 0) < 30)
    fail_msg("%s: the message is no more than: %s", when, message);
}

static void fail_once(struct faults_save *s, const struct call *c, const struct error *e)
{
  char inject[80], trace[40], when[80];
  bool saved;
  char *err;
  snprintf(trace, sizeof trace, "trace=%s", c->kind->call);
  snprintf(inject, sizeof inject, "inject=%s:error=%s:when=%zu", c->kind->call, e->name, c->nth);
  snprintf(when, sizeof when, "%s %zu failed with %s", c->kind->call, c->nth, e->name);
  faults_copy(s->folder, "now");
  struct faults_words words = faults_words("now", s->figure);
  int status =
      strace((const char *const[]){"-o", "/dev/null", "-e", trace, "-e", inject, NULL}, words.list, &err);
  /* what could not be removed stays for the next save */
  if (faults_leftover("now") && strcmp(c->kind->call, "unlinkat") != 0)
    fail_msg("%s: a temporary file is left", when);
  faults_look(s, "now", when, &saved);
  if (saved != (status == 0))
    fail_msg("%s: exit status %d, but the dataset is the %s one: %s", when, status, saved ? "new" : "old",
             err);
  if (!saved && status != 3 && status != 1)
    fail_msg("%s: exit status %d: %s", when, status, err);
  if (strncmp(c->kind->call, "f", 1) == 0 && strstr(c->kind->call, "sync") != NULL && err[0] == '\0')
    fail_msg("%s: nobody was told", when); /* that what was saved may not be on the disk */
  if (!saved)
    expect_advice(when, err, e);
  rounds++;
  refused += !saved;
  free(err);
  free(words.path);
}

static void fail_everywhere(const char *folder, const char *told, const char *figure)
{
  static struct calls calls;
  struct faults_save s = {.folder = folder, .told = told, .figure = figure};
  size_t before = rounds, before_refused = refused;
  if (!traceable())
    skip();
  faults_save_begin(&s);
  find_calls(&s, &calls);
  assert_true(calls.count > 40);
  for (size_t i = 0; i < calls.count; i += STRIDE)
    for (const struct error *e = calls.list[i].kind->errors; e->name != NULL; e++)
      fail_once(&s, &calls.list[i], e);
  print_message("%s: %zu calls, %zu errors, %zu saves refused, %zu states\n", folder, calls.count,
                rounds - before, refused - before_refused, s.seen_count);
  assert_true(refused > before_refused);
  faults_save_end(&s);
}

static void test_with_a_journal(void **state)
{
  (void)state;
  fail_everywhere("second", "17", "18");
}

static void test_without_a_journal(void **state)
{
  (void)state;
  fail_everywhere("bare", NULL, "17");
}

static int setup(void **state)
{
  (void)state;
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* which can't be done to a traced program */
  faults_prepare("bare", false, NULL, false);
  faults_prepare("second", true, "17", true);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  print_message("%zu errors\n", rounds);
  scratch_remove();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_with_a_journal),
      cmocka_unit_test(test_without_a_journal),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
