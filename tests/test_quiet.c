/* What the console asks of the kernel, written down by strace: nothing while nothing happens, little when
 * something does.
 *
 * A process that sleeps in one poll until midnight, with no timer and no thread beside it, makes no call in
 * any minute before: so nothing need be waited for here. That it was this one poll shows when a key ends it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/clock.h"

#include "support_console.h"

#define DAY_MS 86400000L
#define TITLE  "\\346\\214\\202\\345\\233\\276" /* 挂图, as strace writes it */

struct traced {
  struct world *w;
  char path[300];
};

static bool has_strace(void)
{
  return system("strace -o /dev/null true >/dev/null 2>&1") == 0;
}

/* Opens the console under strace; false: it can't be traced here, which was said. */
static bool open_traced(struct traced *t, struct world *w, const char *option)
{
  if (PTY_SANITIZED || !has_strace()) {
    print_message("skipped: strace can't trace a program here\n");
    return false;
  }
  t->w = w;
  snprintf(t->path, sizeof t->path, "%s/trace", w->folder);
  const char *args[] = {"-f", "-o", t->path, "-s", "9999", pty_guatu(), "--lang=zh", w->path, option, NULL};
  w->pty = pty_start(&(struct pty_options){.program = "strace", .args = args});
  assert_true(pty_wait(w->pty, "产城更新"));
  return true;
}

static size_t count_of(const char *text, const char *part)
{
  size_t count = 0;
  for (; (text = strstr(text, part)) != NULL; text++)
    count++;
  return count;
}

/* Whether the trace ends in the wait for whatever comes, and for how long that is. */
static bool ends_waiting(const char *trace, long *timeout)
{
  const char *line = strrchr(trace, '\n'), *poll = line ? strstr(line, "poll(") : NULL;
  const char *last = poll ? strstr(poll, "], 3, ") : NULL;
  *timeout = last ? strtol(last + 6, NULL, 10) : 0;
  return *timeout != 0 && *timeout != 1 &&
         !strstr(poll, ") = "); /* these: a look, between two pieces of work */
}

/* The trace, for free(), once it is longer than `beyond` and everything is answered; it ends in a wait, for
 * *timeout. That strace sleeps says nothing of the program, so the trace itself is asked. */
static char *trace_at_rest(const struct traced *t, size_t beyond, long *timeout)
{
  for (int tries = 0; tries < 1000; tries++) {
    assert_true(pty_settle(t->w->pty));
    char *text = pty_read_file(t->path, NULL);
    assert_non_null(text);
    if (strlen(text) > beyond && ends_waiting(text, timeout))
      return text;
    free(text);
  }
  fail_msg("it never rested");
  return NULL;
}

static void test_an_idle_console_only_waits(void **state)
{
  struct traced t;
  long timeout;
  if (!open_traced(&t, *state, NULL))
    skip();
  char *before = trace_at_rest(&t, 0, &timeout);
  size_t len = strlen(before);
  setenv("TZ", "Asia/Shanghai", 1);    /* the program's */
  assert_in_range(timeout, 1, DAY_MS); /* until midnight, and no shorter */
  int left = clock_until_midnight();
  assert_true(timeout >= left || left > DAY_MS - 60000); /* or midnight has just been */
  assert_int_equal(count_of(before, "execve("), 1);
  static const char *const never[] = {"clone(", "clone3(", "fork(", "setitimer(", "timer_", "alarm("};
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    assert_null(strstr(before, never[i]));
  pty_keys(t.w->pty, "?");
  assert_true(pty_wait(t.w->pty, "PgDn"));
  char *after = trace_at_rest(&t, len, &timeout);
  assert_memory_equal(after, before, len); /* nothing was added to it */
  assert_memory_equal(after + len, ") = 1 ", 6);
  free(before);
  free(after);
}

/* A day that is given does not end. */
static void test_on_a_fixed_day_it_waits_for_ever(void **state)
{
  struct traced t;
  long timeout;
  if (!open_traced(&t, *state, "--today=2021-07-13"))
    skip();
  char *trace = trace_at_rest(&t, 0, &timeout);
  assert_int_equal(timeout, -1);
  free(trace);
}

/* Each write wakes who reads, and a picture in pieces is seen in pieces. What asks the terminal whether it
 * has arrived comes after it. */
static void test_a_picture_is_written_at_once(void **state)
{
  struct traced t;
  long timeout;
  if (!open_traced(&t, *state, "--today=2021-07-13"))
    skip();
  pty_keys(t.w->pty, "4<Enter>");
  assert_true(pty_wait(t.w->pty, "直接录入"));
  char *before = trace_at_rest(&t, 0, &timeout);
  pty_keys(t.w->pty, "<Down>");
  char *after = trace_at_rest(&t, strlen(before), &timeout);
  const char *answer = after + strlen(before);
  assert_int_equal(count_of(answer, "write(1, ") - count_of(answer, "write(1, \"\\33[5n\", 4)"), 1);
  free(before);
  free(after);
}

/* Who carries a picture to its reader may need the processor that the program is on: it sleeps before it does
 * what can wait, the draft and the looks ahead, and a wait that is over is not spun out to its millisecond.
 */
static void test_a_picture_is_carried_off_first(void **state)
{
  struct traced t;
  long timeout;
  setenv("HOME", ((struct world *)*state)->folder, 1);
  if (!open_traced(&t, *state, "--today=2021-07-13"))
    skip();
  pty_keys(t.w->pty, "4<Enter>1");
  assert_true(pty_wait(t.w->pty, "回车保存"));
  char *before = trace_at_rest(&t, 0, &timeout);
  pty_keys(t.w->pty, "4");
  char *after = trace_at_rest(&t, strlen(before), &timeout);
  char *picture = strstr(after + strlen(before), "write(1, "),
       *draft = strstr(after + strlen(before), "pwrite64(");
  assert_non_null(picture);
  assert_non_null(draft);
  assert_true(draft > picture);
  assert_in_range(count_of(draft, "poll("), 1, 10);
  *draft = '\0';
  /* again after the terminal has said that it is there */
  assert_in_range(count_of(picture, "], 3, 1)"), 1, 3);
  assert_in_range(count_of(picture, "], 3, 0)"), 0, 1);
  free(before);
  free(after);
}

/* The journal may be long, and comparing a large file with what was read takes a while. */
static void test_the_first_picture_waits_for_nothing(void **state)
{
  struct traced t;
  struct world *w = *state;
  long timeout;
  char journal[300];
  snprintf(journal, sizeof journal, "%s.journal", w->path);
  pty_write_file(journal, "", 0);
  if (!open_traced(&t, w, "--today=2021-07-13"))
    skip();
  char *trace = trace_at_rest(&t, 0, &timeout);
  char *picture = strstr(trace, "write(1, ");
  while (picture && !memmem(picture, strcspn(picture, "\n"), TITLE, strlen(TITLE)))
    picture = strstr(picture + 1, "write(1, ");
  assert_non_null(picture);
  assert_non_null(strstr(picture, ".journal\", O_RDONLY"));
  *picture = '\0';
  assert_null(strstr(trace, ".journal\", O_RDONLY"));
  assert_int_equal(count_of(trace, "x.conf\", O_RDONLY"), 1);
  free(trace);
}

/* A hundred keys that are there already are answered by few pictures. */
static void test_many_keys_have_one_answer(void **state)
{
  struct world *w = *state;
  char keys[101];
  size_t before, after;
  console_open_usual(w);
  pty_keys(w->pty, "4<Enter>");
  assert_true(pty_wait(w->pty, "直接录入"));
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &before);
  memset(keys, 'j', sizeof keys - 1);
  keys[sizeof keys - 1] = '\0';
  pty_bytes(w->pty, keys, sizeof keys - 1);
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &after);
  assert_true(after > before);
  assert_in_range(after - before, 1, PTY_SANITIZED ? 40000 : 8000); /* a row each would be 20,000 */
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_an_idle_console_only_waits),
      CONSOLE_TEST(test_on_a_fixed_day_it_waits_for_ever),
      CONSOLE_TEST(test_a_picture_is_written_at_once),
      CONSOLE_TEST(test_a_picture_is_carried_off_first),
      CONSOLE_TEST(test_the_first_picture_waits_for_nothing),
      CONSOLE_TEST(test_many_keys_have_one_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
