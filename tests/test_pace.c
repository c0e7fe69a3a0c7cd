/* Slow lines and clients that freeze: what is on its way to a terminal is never more than it can take in a
 * moment, whatever happens meanwhile. The lines are counted in bytes, not waited for: between two keys a line
 * of 9,600 baud carries 960 bytes divided by the keys a second. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include <termios.h>

#include "guatu/tui/term_parts.h"
#include "support_console.h"
#include "support_run.h"

#define AHEAD 512 /* what may be on its way when a picture follows */

/* ---- the rule by itself, with a clock and a line of the test's ---- */

static int64_t clock_ms;
static int asked;

int64_t wait_clock(void)
{
  return clock_ms;
}

void screen_write(const char *bytes)
{
  assert_string_equal(bytes, "\033[5n");
  asked++;
}

static void start(void)
{
  asked = 0;
  pace_start(true);
  assert_int_equal(asked, 1);
}

static void test_who_never_answered_is_not_waited_for(void **state)
{
  (void)state;
  start();
  for (int i = 0; i < 100; i++) {
    assert_false(pace_behind());
    pace_sent(1000);
  }
  assert_in_range(asked, 1, 8); /* it is not asked for ever */
  assert_int_equal(pace_timeout(), -1);
  pace_start(false);
  pace_sent(1000);
  assert_false(pace_behind());
}

static void test_a_picture_waits_for_the_one_before(void **state)
{
  (void)state;
  start();
  pace_answered();
  assert_false(pace_behind());
  pace_sent(1000);
  assert_int_equal(asked, 2);
  assert_true(pace_behind());
  assert_false(pace_due());
  pace_answered();
  assert_true(pace_due());
  assert_false(pace_behind());
  assert_false(pace_due());
}

static void test_a_little_may_be_on_its_way(void **state)
{
  (void)state;
  start();
  pace_answered();
  for (int i = 0; i < 4; i++) {
    assert_false(pace_behind());
    pace_sent(50);
  }
  pace_answered();
  assert_false(pace_behind()); /* 450 bytes */
  pace_sent(50);
  assert_true(pace_behind());
}

static void test_a_few_bytes_ask_nothing(void **state)
{
  (void)state;
  start();
  pace_answered();
  for (int i = 0; i < 10; i++)
    pace_sent(4);
  assert_int_equal(asked, 1);
  pace_sent(4);
  assert_int_equal(asked, 2);
}

/* After half a minute; then, while none comes at all, ever more seldom: a client that is gone costs little.
 */
static void test_a_lost_answer_is_given_up(void **state)
{
  (void)state;
  start();
  pace_answered();
  pace_sent(1000);
  int pictures = 0;
  for (int64_t until = clock_ms + 3600000; clock_ms < until;) {
    assert_true(pace_behind());
    assert_in_range(pace_timeout(), 1, 600000);
    clock_ms += pace_timeout();
    assert_true(pace_due());
    assert_false(pace_behind());
    pace_sent(1000);
    pictures++;
  }
  assert_in_range(pictures, 5, 11);
  pace_answered();
  pace_sent(1000);
  assert_true(pace_behind());
  assert_int_equal(pace_timeout(), 30000);
}

static void test_flow_control_stays_where_a_line_needs_it(void **state)
{
  (void)state;
  struct termios t = {.c_iflag = ICRNL | IXON, .c_cflag = CS8 | CREAD};
  assert_true(pace_keeps_flow(&t, true));
  assert_false(pace_keeps_flow(&t, false)); /* ssh: a key */
  t.c_cflag |= CRTSCTS;
  assert_false(pace_keeps_flow(&t, true)); /* it has wires for that */
  t = (struct termios){.c_iflag = ICRNL, .c_cflag = CS8};
  assert_false(pace_keeps_flow(&t, true)); /* whoever set it so knows why */
}

/* ---- the program on such lines ---- */

static size_t written(struct world *w)
{
  size_t len = 0;
  (void)pty_output(w->pty, &len);
  return len;
}

/* The bytes until the program has nothing more to say. */
static size_t rest(struct world *w)
{
  size_t before = written(w);
  assert_true(pty_settle(w->pty));
  return written(w) - before;
}

/* The dearest picture of this key. */
static size_t dearest(struct world *w, const char *key, int times)
{
  size_t most = 0;
  for (int i = 0; i < times; i++) {
    pty_keys(w->pty, key);
    size_t bytes = rest(w);
    most = bytes > most ? bytes : most;
  }
  return most;
}

static void as_if_drawn_anew(struct world *w)
{
  struct buf now = {0};
  buf_puts(&now, pty_screen(w->pty));
  pty_keys(w->pty, "<C-l>");
  assert_true(pty_wait(w->pty, "文件没有变化"));
  pty_keys(w->pty, "~");
  assert_true(pty_wait_gone(w->pty, "文件没有变化"));
  assert_true(pty_settle(w->pty));
  assert_string_equal(now.data, pty_screen(w->pty));
  buf_release(&now);
}

/* Presses the key often while the line carries `bytes` between two of them, and answers take `longer` keys.
 */
static void holds_down(struct world *w, const char *key, size_t bytes, int longer)
{
  console_open_usual(w);
  assert_true(pty_settle(w->pty));
  size_t most = dearest(w, key, 5);
  for (int i = 0; i < 200; i++) {
    pty_hold_answers(w->pty, longer > 0 && i % longer != 0);
    pty_keys(w->pty, key);
    (void)pty_take(w->pty, bytes);
  }
  pty_hold_answers(w->pty, false);
  /* what was on its way, and the last one */
  assert_in_range(rest(w), 0, 2 * most + AHEAD);
  assert_true(pty_wait(w->pty, "1 经济发展 "));
  as_if_drawn_anew(w);
  console_quit(w);
}

static void test_a_key_held_down_at_9600_baud(void **state)
{
  holds_down(*state, "<Tab>", 32, 0); /* 30 keys a second */
}

static void test_a_key_held_down_at_9600_baud_and_300_ms(void **state)
{
  holds_down(*state, "<Tab>", 32, 18); /* there and back: 600 ms */
}

/* Without a reader from here on: what becomes of the program, and what it sends when the client thaws. */
static void freezes(struct world *w)
{
  for (int i = 0; i < 40; i++) {
    pty_keys(w->pty, i % 3 ? "<Tab>" : "?q");
    (void)pty_take(w->pty, 0);
  }
}

static void test_a_frozen_client_thaws_to_one_picture(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  assert_true(pty_settle(w->pty));
  size_t most = dearest(w, "<C-l>", 1);
  freezes(w);
  struct ran r =
      run("set", w->path, "gdp-growth", "12.5", "--through", "2021-06-30", "--today", "2021-07-13", NULL);
  assert_int_equal(r.status, 0); /* nothing is locked */
  ran_release(&r);
  (void)pty_take(w->pty, 0);
  pty_keys(w->pty, "<A-1>");
  (void)pty_take(w->pty, 0);
  assert_in_range(rest(w), 1, 2 * most + AHEAD);
  assert_true(pty_wait_line(w->pty, "地区生产总值增长", "12.5"));
  console_quit(w);
}

/* Not by force: it is not stuck in a write. */
static void test_sigterm_ends_it_in_order_while_the_client_is_frozen(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  assert_true(pty_settle(w->pty));
  freezes(w);
  pty_signal(w->pty, SIGTERM);
  int status = pty_status_unread(w->pty);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_true(pty_sane(w->pty));
}

static void test_a_terminal_that_answers_nothing(void **state)
{
  struct world *w = *state;
  console_open(w, &(struct opening){
                      .rows = 24, .cols = 80, .mute = true, .options = {"--lang=zh", "--today=2021-07-13"}});
  for (int i = 0; i < 20; i++) {
    assert_true(pty_wait(w->pty, "1 经济发展"));
    pty_keys(w->pty, "?");
    assert_true(pty_wait_gone(w->pty, "1 经济发展"));
    pty_keys(w->pty, "q");
  }
  console_quit(w);
}

static void test_a_frozen_wall_keeps_no_pages(void **state)
{
  struct world *w = *state;
  size_t len = 0;
  char *demo = pty_read_file("conf/demo-2021.conf", &len);
  pty_write_file(w->path, demo, len);
  free(demo);
  console_open(w,
               &(struct opening){.rows = 36, .cols = 120, .options = {"kiosk", "--lang=zh", "--every=3600"}});
  assert_true(pty_wait(w->pty, "1/"));
  assert_true(pty_settle(w->pty));
  size_t most = dearest(w, "<Right>", 20);
  for (int i = 0; i < 60; i++) {
    pty_keys(w->pty, "<Right>");
    (void)pty_take(w->pty, 0);
  }
  assert_in_range(rest(w), 1, 2 * most + AHEAD);
  pty_keys(w->pty, "3");
  assert_true(pty_wait(w->pty, "3/"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_who_never_answered_is_not_waited_for),
      cmocka_unit_test(test_a_picture_waits_for_the_one_before),
      cmocka_unit_test(test_a_little_may_be_on_its_way),
      cmocka_unit_test(test_a_few_bytes_ask_nothing),
      cmocka_unit_test(test_a_lost_answer_is_given_up),
      cmocka_unit_test(test_flow_control_stays_where_a_line_needs_it),
      CONSOLE_TEST(test_a_key_held_down_at_9600_baud),
      CONSOLE_TEST(test_a_key_held_down_at_9600_baud_and_300_ms),
      CONSOLE_TEST(test_a_frozen_client_thaws_to_one_picture),
      CONSOLE_TEST(test_sigterm_ends_it_in_order_while_the_client_is_frozen),
      CONSOLE_TEST(test_a_terminal_that_answers_nothing),
      CONSOLE_TEST(test_a_frozen_wall_keeps_no_pages),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
