/* A large dataset takes a while to read, and whoever waits sees how far it is and can stop it; a small one
 * says nothing, and nothing gets into a pipe. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "guatu/base/clock.h"
#include "guatu/base/mem.h"
#include "guatu/base/progress.h"
#include "support_pty.h"
#include "support_run.h"

#define TARGETS                                                                                              \
  (PTY_SANITIZED ? 20000 : 60000) /* 78 MB: more than a second, half of one until the console shows */
#define SMALL "conf/demo-2021.conf"

static char *large;

static int setup(void **state)
{
  struct buf text = {0};
  (void)state;
  buf_puts(&text, "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = "
                  "\"2021-12-31\"; }; };\n"
                  "panes = ( { id = \"p\"; name = \"P\"; targets = (\n");
  for (int i = 0; i < TARGETS; i++) {
    buf_printf(&text,
               "%s{ id = \"t%d\"; name = \"Target %d\"; kind = \"cumulative\"; target = %d; readings = (\n",
               i > 0 ? ",\n" : "", i, i, 1000 + i % 500);
    for (int month = 1; month <= 12; month++)
      buf_printf(&text,
                 "%s  { through = \"2021-%02d-28\"; value = %d; by = \"li\"; at = "
                 "\"2021-07-13T10:02:11+08:00\"; }\n",
                 month > 1 ? "," : "", month, month * 80);
    buf_puts(&text, "  ); }");
  }
  buf_puts(&text, "\n) } );\n");
  large = scratch_file("large.conf", text.data);
  buf_release(&text);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  free(large);
  scratch_remove();
  return 0;
}

static struct pty *start(const char *verb, const char *path)
{
  const char *args[] = {verb, path, NULL};
  return pty_start(&(struct pty_options){.args = verb != NULL ? args : args + 1});
}

static bool printed(struct pty *p, const char *what)
{
  size_t len;
  const char *out = pty_output(p, &len);
  return memmem(out, len, what, strlen(what)) != NULL;
}

/* ---- the line ---- */

static void test_stops(void **state)
{
  static const char *const verbs[] = {NULL, "check", "show"};
  (void)state;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    struct pty *p = start(verbs[i], large);
    assert_true(pty_wait(p, "reading large.conf (^C stops)"));
    pty_keys(p, "<C-c>");
    int status = pty_status(p);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_true(pty_sane(p));
    pty_end(p);
  }
}

static void test_is_taken_away(void **state)
{
  (void)state;
  struct pty *p = start("check", large);
  assert_true(pty_wait(p, "reading large.conf"));
  assert_int_equal(pty_status(p), 0);
  assert_true(pty_shows(p, "0000 targets, 0 problems"));
  assert_false(pty_shows(p, "reading"));
  pty_end(p);
}

static void test_the_console_comes(void **state)
{
  (void)state;
  struct pty *p = start(NULL, large);
  assert_true(pty_wait(p, "reading large.conf"));
  pty_keys(p, "?"); /* typed while it reads: not lost */
  assert_true(pty_wait(p, "Panes and targets"));
  pty_keys(p, "<Esc>q");
  assert_int_equal(pty_status(p), 0);
  assert_true(pty_sane(p));
  pty_end(p);
}

/* A search of many goes on when the key has been answered, and its count is said at last. */
static void test_a_search_goes_on(void **state)
{
  (void)state;
  struct pty *p = start(NULL, large);
  pty_keys(p, "/arget");
  assert_true(pty_wait(p, "0000 found"));
  pty_keys(p, " 19999");
  assert_true(pty_wait(p, "1 found"));
  pty_keys(p, "<C-u>zz");
  assert_true(pty_wait(p, "Nothing has \"zz\""));
  pty_keys(p, "<C-u>target 1999<Enter>"); /* Enter does not wait for the search, and finds */
  assert_true(pty_wait(p, "11 found"));
  assert_true(pty_wait(p, "Target 1999 "));
  pty_keys(p, "q");
  assert_int_equal(pty_status(p), 0);
  pty_end(p);
}

/* Rows stay where they are until their order is made, and the message says so; then they go there. */
static void test_an_order_comes_when_it_is_made(void **state)
{
  (void)state;
  struct pty *p = start(NULL, large);
  pty_keys(p, "<Enter>ss");
  assert_true(pty_wait(p, "Order: least complete first"));
  assert_true(pty_settle(p));
  assert_false(pty_shows(p, "being sorted"));
  pty_keys(p, "g");
  assert_true(pty_wait(p, "Target 499 "));
  pty_keys(p, "[");
  assert_true(pty_wait(p, "goes back to now"));
  assert_true(pty_settle(p));
  assert_false(pty_shows(p, "being sorted"));
  pty_keys(p, "ssg");
  assert_true(pty_wait(p, "Target 0 "));
  pty_keys(p, "q");
  assert_int_equal(pty_status(p), 0);
  pty_end(p);
}

static void test_a_small_one_says_nothing(void **state)
{
  (void)state;
  struct pty *p = start("check", SMALL);
  assert_int_equal(pty_status(p), 0);
  assert_true(pty_wait(p, "0 problems"));
  if (!PTY_SANITIZED)
    assert_false(printed(p, "reading"));
  pty_end(p);
}

static void test_nothing_in_a_pipe(void **state)
{
  (void)state;
  struct ran r = run("check", large, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.err, "");
  assert_null(strstr(r.out, "reading"));
  ran_release(&r);
}

/* ---- the number ---- */

static void note(void *context, unsigned percent)
{
  struct buf *told = context;
  buf_printf(told, "%u ", percent);
}

static void test_number(void **state)
{
  struct buf told = {0};
  struct progress g;
  (void)state;
  progress_begin(&g, note, &told);
  progress_at(&g, 1, 2); /* not yet */
  assert_int_equal(told.len, 0);
  g.since -= PROGRESS_AFTER_MS;
  progress_part(&g, 0, 50);
  progress_at(&g, 1, 4);
  progress_at(&g, 1, 4);
  progress_at(&g, 1, 5); /* never back */
  progress_at(&g, 3, 4);
  progress_part(&g, 50, 100);
  progress_at(&g, 0, 3);
  progress_at(&g, 7, 3);
  progress_at(&g, 1, 0);
  progress_at(NULL, 1, 1);
  assert_string_equal(told.data, "12 37 50 100 ");
  buf_release(&told);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stops),
      cmocka_unit_test(test_is_taken_away),
      cmocka_unit_test(test_the_console_comes),
      cmocka_unit_test(test_a_search_goes_on),
      cmocka_unit_test(test_an_order_comes_when_it_is_made),
      cmocka_unit_test(test_a_small_one_says_nothing),
      cmocka_unit_test(test_nothing_in_a_pipe),
      cmocka_unit_test(test_number),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
