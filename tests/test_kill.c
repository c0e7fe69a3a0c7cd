/* kill -9 at every single system call of a save by the real program, from the first to the last. After each
 * the dataset is the old one byte for byte or the new one, and the next save finds everything in order.
 *
 * The program is traced from here, and not by strace, because strace counts each call by its name and costs a
 * second process a round: there are some two hundred rounds a save. A call at whose entry the program is
 * killed is not made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support_faults.h"
#include "support_pty.h"
#include "support_run.h"

#define CALLS_MAX ((size_t)20000)
#define NEVER     ((size_t)-1)
/* A sanitizer's own calls are many, and between ours. */
#define STRIDE ((size_t)(PTY_SANITIZED ? 7 : 1))

static size_t kills, states;

struct traced {
  size_t count; /* calls entered */
  int status;   /* as waitpid gives it */
  long *calls;  /* their numbers; owned; NULL when not asked for */
};

_Noreturn static void child(const char *const *words)
{
  char *argv[16] = {mem_text(pty_guatu())};
  for (size_t n = 1; *words != NULL && n < 15; n++)
    argv[n] = mem_text(*words++);
  int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; fd++)
    dup2(null, fd);
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* which can't be done to a traced program */
  if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
    _exit(126);
  execv(argv[0], argv);
  _exit(127);
}

static int wait_for(pid_t pid)
{
  int status;
  while (waitpid(pid, &status, 0) < 0)
    assert_int_equal(errno, EINTR);
  return status;
}

static void note(struct traced *t, pid_t pid)
{
  struct __ptrace_syscall_info info = {0};
  if (t->calls == NULL || t->count > CALLS_MAX)
    return;
  ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
  t->calls[t->count - 1] = (long)info.entry.nr;
}

/* Runs the program and kills it when it enters its `at`th call, counted from 1. */
static struct traced trace(const char *const *words, size_t at, bool calls)
{
  struct traced t = {.calls = calls ? mem_alloc(CALLS_MAX * sizeof *t.calls) : NULL};
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0)
    child(words);
  t.status = wait_for(pid);
  if (!WIFSTOPPED(t.status)) /* a container that forbids it */
    return t;
  assert_int_equal(ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
  for (bool inside = false; WIFSTOPPED(t.status);) {
    int signal = WSTOPSIG(t.status);
    if (signal == (SIGTRAP | 0x80)) {
      signal = 0;
      inside = !inside;
      t.count += inside;
      if (inside)
        note(&t, pid);
      if (inside && t.count == at)
        kill(pid, SIGKILL);
    } else if (signal == SIGTRAP) {
      signal = 0;
    }
    (void)ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)signal);
    t.status = wait_for(pid);
  }
  return t;
}

static struct traced enter(const char *from, const char *figure, size_t at, bool calls)
{
  faults_copy(from, "now");
  struct faults_words words = faults_words("now", figure);
  struct traced t = trace(words.list, at, calls);
  free(words.path);
  return t;
}

static bool traceable(void)
{
  struct traced t = enter("bare", "17", NEVER, false);
  if (t.count > 0)
    return true;
  print_message("skipped: this system lets no program trace another\n");
  return false;
}

/* ---- scenarios ---- */

/* How many calls are made before main: those of the loader are the same in every run, so that being killed in
 * them is tried once. A few are taken off for what main itself does. */
static size_t loader_calls(void)
{
  static const char *const words[] = {"--version", NULL};
  struct traced t = trace(words, NEVER, false);
  return t.count > 30 ? t.count - 30 : 1;
}

static void kill_everywhere(const char *folder, size_t first, const char *told, const char *figure)
{
  struct faults_save s = {.folder = folder, .told = told, .figure = figure};
  size_t done = 0, saves = 0;
  if (!traceable())
    skip();
  faults_save_begin(&s);
  for (size_t at = first;; at += STRIDE) {
    char when[64];
    bool saved;
    struct traced t = enter(folder, figure, at, false);
    if (!WIFSIGNALED(t.status))
      break; /* it has not so many */
    assert_int_equal(WTERMSIG(t.status), SIGKILL);
    snprintf(when, sizeof when, "killed at call %zu", at);
    faults_look(&s, "now", when, &saved);
    done++;
    saves += saved;
  }
  print_message("%s: killed at %zu calls, %zu times after the new name; %zu states\n", folder, done, saves,
                s.seen_count);
  assert_true(done > 100 / STRIDE);
  assert_true(saves < done && (saves > 0 || STRIDE > 1));
  kills += done;
  states += s.seen_count;
  faults_save_end(&s);
}

static void test_first_figure_without_a_journal(void **state)
{
  (void)state;
  kill_everywhere("bare", 1, NULL, "17");
}

static void test_first_figure(void **state)
{
  (void)state;
  kill_everywhere("first", loader_calls(), NULL, "17");
}

static void test_another_figure(void **state)
{
  (void)state;
  kill_everywhere("second", loader_calls(), "17", "18");
}

static void test_another_figure_without_a_journal(void **state)
{
  (void)state;
  kill_everywhere("second-bare", loader_calls(), NULL, "18");
}

/* A save is killed at its rename, or right after it; the save that finds this is killed, too. */
static void kill_twice(const char *folder, size_t after, const char *told)
{
  if (!traceable())
    skip();
  struct traced t = enter("second", "18", NEVER, true);
  size_t at = 0;
  for (size_t i = 0; i < t.count && at == 0; i++)
#ifdef SYS_renameat
    if (t.calls[i] == SYS_renameat || t.calls[i] == SYS_renameat2)
#else
    if (t.calls[i] == SYS_renameat2)
#endif
      at = i + 1;
  free(t.calls);
  assert_true(at > 0);
  enter("second", "18", at + after, false);
  faults_copy("now", folder);
  kill_everywhere(folder, loader_calls(), told, "19");
}

static void test_after_a_save_killed_before_its_rename(void **state)
{
  (void)state;
  kill_twice("dropped", 0, "17");
}

static void test_after_a_save_killed_after_its_rename(void **state)
{
  (void)state;
  kill_twice("made", 1, "18");
}

static int setup(void **state)
{
  (void)state;
  faults_prepare("bare", false, NULL, false);
  faults_prepare("first", true, NULL, true);
  faults_prepare("second", true, "17", true);
  faults_prepare("second-bare", true, "17", false);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  print_message("%zu kills, %zu states\n", kills, states);
  scratch_remove();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_first_figure_without_a_journal),
      cmocka_unit_test(test_first_figure),
      cmocka_unit_test(test_another_figure),
      cmocka_unit_test(test_another_figure_without_a_journal),
      cmocka_unit_test(test_after_a_save_killed_before_its_rename),
      cmocka_unit_test(test_after_a_save_killed_after_its_rename),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
