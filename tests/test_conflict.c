/* set and import, when somebody else changes the same figure between their look at the dataset and their
 * save: exit status 1, both figures, who and when; nothing is saved. Different targets, and different days of
 * one target, never get into each other's way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support_console.h"

/* Whether the kernel has it in a queue for a lock. An open lock file says less: while a process becomes the
 * program, ours is open there for a moment. */
static bool waits_for_lock(pid_t pid)
{
  char line[200];
  bool found = false;
  FILE *f = fopen("/proc/locks", "r");
  assert_non_null(f);
  while (!found && fgets(line, sizeof line, f)) {
    int who = 0;
    const char *at = strstr(line, "-> FLOCK");
    found = at && sscanf(at, "-> FLOCK %*s %*s %d", &who) == 1 && who == pid;
  }
  fclose(f);
  return found;
}

/* Runs the program while this process holds the dataset's lock; when it waits for that, the dataset gets
 * another text, and the lock is let go. */
static void run_late(struct world *w, const char *const *args, const char *before, const char *after)
{
  char lock[300];
  snprintf(lock, sizeof lock, "%s/.x.conf.lock", w->folder);
  int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  assert_true(fd >= 0);
  assert_int_equal(flock(fd, LOCK_EX), 0);
  w->pty = pty_start(&(struct pty_options){.cols = 200, .args = args});
  time_t end = time(NULL) + 60;
  while (!waits_for_lock(pty_pid(w->pty)) && time(NULL) < end)
    sched_yield();
  char *text = pty_read_file(w->path, NULL), *at = strstr(text, before), *rest = at + strlen(before);
  assert_non_null(at);
  FILE *f = fopen(w->path, "w");
  assert_non_null(f);
  fprintf(f, "%.*s%s%s", (int)(at - text), text, after, rest);
  assert_int_equal(fclose(f), 0);
  free(text);
  close(fd);
}

static void set(struct world *w, const char *target, const char *figure)
{
  const char *args[] = {"set", w->path, target, figure, "--through", "2021-06-30", NULL};
  const char *env[] = {"GUATU_USER=wang", NULL};
  struct pty *other = pty_start(&(struct pty_options){.args = args, .env = env});
  assert_int_equal(pty_status(other), 0);
  pty_end(other);
}

static void test_set(void **state)
{
  struct world *w = *state;
  set(w, "dead-end-roads", "17");
  const char *args[] = {"set", "--lang=en", w->path, "dead-end-roads", "19", "--through=2021-06", NULL};
  run_late(w, args, "value = 17; by = \"wang\"", "value = 18; by = \"zhao\"");
  assert_int_equal(WEXITSTATUS(pty_status(w->pty)), 1);
  assert_true(pty_wait(w->pty, "the file now says 18 (zhao, "));
  assert_true(pty_wait(w->pty, "you saw 17 (wang, "));
  assert_true(console_file_holds(w, "value = 18; by = \"zhao\""));
  assert_false(console_file_holds(w, "value = 19"));
}

static void test_import(void **state)
{
  struct world *w = *state;
  char csv[300];
  set(w, "dead-end-roads", "17");
  set(w, "heat-grid-mains", "3");
  snprintf(csv, sizeof csv, "%s/x.csv", w->folder);
  static const char sheet[] = "target,value\ngdp-growth,11.2\ndead-end-roads,19\nheat-grid-mains,4\n";
  pty_write_file(csv, sheet, strlen(sheet));
  const char *args[] = {"import", "--lang=en", w->path, csv, "--through=2021-06", NULL};
  run_late(w, args, "value = 17; by = \"wang\"", "value = 18; by = \"zhao\"");
  assert_int_equal(WEXITSTATUS(pty_status(w->pty)), 1);
  assert_true(pty_wait(w->pty, "the file now says 18 (zhao, "));
  assert_false(pty_shows(w->pty, "heat-grid-mains' at")); /* that one was as it was seen */
  assert_false(console_file_holds(w, "value = 11.2"));
  assert_false(console_file_holds(w, "value = 4;"));
}

/* Another target, and another day of the same target, changed meanwhile: nothing to argue about. */
static void test_others_do_not_collide(void **state)
{
  struct world *w = *state;
  set(w, "dead-end-roads", "17");
  set(w, "heat-grid-mains", "3");
  const char *one[] = {"set", w->path, "dead-end-roads", "19", "--through=2021-06", NULL};
  run_late(w, one, "value = 3; by = \"wang\"", "value = 4; by = \"zhao\"");
  assert_int_equal(WEXITSTATUS(pty_status(w->pty)), 0);
  pty_end(w->pty);
  const char *two[] = {"set", w->path, "dead-end-roads", "12", "--through=2021-05", NULL};
  run_late(w, two, "value = 19; by = \"li\"", "value = 20; by = \"zhao\"");
  assert_int_equal(WEXITSTATUS(pty_status(w->pty)), 0);
  assert_true(console_file_holds(w, "value = 12; by = \"li\""));
  assert_true(console_file_holds(w, "value = 20; by = \"zhao\""));
  assert_true(console_file_holds(w, "value = 4; by = \"zhao\""));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_set),
      CONSOLE_TEST(test_import),
      CONSOLE_TEST(test_others_do_not_collide),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
