/* The wall's state with a clock of the test's: days pass in a moment, on real files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <malloc.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guatu/base/text.h"
#include "guatu/tui/keys.h"
#include "guatu/tui/kiosk_parts.h"
#include "support_pty.h"
#include "support_run.h"
#include "support_scene.h"

#define DAY     86400
#define REAL_MS 5000 /* for the courier, which lives in another time */

/* 13 July 2021, 08:00:00 in China. */
#define MORNING ((int64_t)1626134400)

struct clock {
  int64_t ms;     /* since MORNING */
  int64_t set_ms; /* by how much somebody has set the clock, which waiting does not feel */
};

static void read_test_clock(void *context, struct clock_now *out)
{
  const struct clock *c = context;
  int64_t day_ms = c->ms + c->set_ms, local = MORNING + 8 * 3600 + day_ms / 1000;
  *out = (struct clock_now){.ms = 1000000 + c->ms,
                            .seconds = MORNING + day_ms / 1000,
                            .today = (int)(local / DAY),
                            .minute = (int)(local % DAY / 60),
                            .left_ms = (int)(60000 - day_ms % 60000)};
}

struct wall {
  struct kiosk k;
  struct clock clock;
  struct canvas c;
  char *path;
  size_t wakes, turned, minutes;
};

static void open_wall(struct wall *w, const char *name, const char *text, int every)
{
  struct kiosk_options o = {.lang = LANG_ZH, .every_s = every};
  struct problems p = {0};
  *w = (struct wall){.path = text ? scratch_file(name, text) : scratch_path(name)};
  assert_int_equal(kiosk_open(&w->k, w->path, &o, read_test_clock, &w->clock, &p), OK);
  problems_release(&p);
  kiosk_settle(&w->k, REAL_MS);
  w->k.colours = true;
  canvas_init(&w->c, 24, 80);
  kiosk_resize(&w->k, 24, 80);
}

static void close_wall(struct wall *w)
{
  kiosk_close(&w->k);
  canvas_release(&w->c);
  free(w->path);
}

static bool shows(struct wall *w, const char *text)
{
  view_kiosk(&w->k.view, &w->c);
  picture_whole(&w->c);
  return picture_shows(&w->c, text);
}

static bool brings(struct wall *w, int real_ms)
{
  struct pollfd fd = {.fd = kiosk_fd(&w->k), .events = POLLIN};
  return poll(&fd, 1, real_ms) == 1;
}

/* What the courier brings when it is there. */
static void take(struct wall *w)
{
  if (!brings(w, REAL_MS))
    fail_msg("the courier noticed nothing");
  kiosk_wake(&w->k);
  w->wakes++;
}

/* The file was changed: until the wall has seen that. What was sent for before may be of before. */
static void notice(struct wall *w)
{
  while (courier_awaited(w->k.courier))
    take(w);
  w->clock.ms += follow_rest(&w->k.file, w->k.now.ms);
  kiosk_wake(&w->k);
  while (courier_away(w->k.courier))
    take(w);
}

/* One wait of the loop, in no time: what the courier brings first, else as long as the wall asked for, but
 * not beyond `until`. False: it is over. */
static bool live(struct wall *w, int64_t until)
{
  int timeout = kiosk_timeout(&w->k);
  assert_true(timeout >= 0);
  if (!brings(w, courier_awaited(w->k.courier) ? REAL_MS : 0))
    w->clock.ms += timeout;
  if (w->clock.ms > until) {
    w->clock.ms = until;
    kiosk_wake(&w->k);
    return false;
  }
  size_t page = w->k.view.page;
  int minute = w->k.now.minute;
  kiosk_wake(&w->k);
  w->wakes++;
  w->turned += page != w->k.view.page;
  w->minutes += minute != w->k.now.minute;
  view_kiosk(&w->k.view, &w->c);
  return true;
}

static void pass(struct wall *w, int64_t ms)
{
  for (int64_t until = w->clock.ms + ms; live(w, until);)
    ;
}

static char *demo(void)
{
  char *text = pty_read_file("conf/demo-2021.conf", NULL);
  assert_non_null(text);
  return text;
}

static size_t in_use(void)
{
  return mallinfo2().uordblks;
}

/* Puts a file in the scratch folder, whole from its first moment. */
static void put_file(const char *name, const char *text)
{
  char *aside = scratch_file("aside", text), *path = scratch_path(name);
  assert_int_equal(rename(aside, path), 0);
  free(aside);
  free(path);
}

/* A day: 1440 minutes, 5760 pages, one change of the file an hour; no wake-up beyond those, no growth. */
static void test_a_day_costs_its_minutes_pages_and_changes(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 15);
  pass(&w, 3600 * 1000);
  size_t before = in_use();
  w.wakes = w.turned = w.minutes = 0;
  size_t redraws = 0;
  for (int hour = 0; hour < 24; hour++) {
    put_file("x.conf", text); /* the same bytes once more */
    notice(&w);
    pass(&w, 3600 * 1000);
    redraws += w.k.redraw;
    w.k.redraw = false;
  }
  assert_int_equal(w.minutes, 1440);
  assert_int_equal(w.turned, 5760);
  /* A minute and a page fall together; a change is an event and a rest after it. */
  assert_in_range(w.wakes, 5760, 5760 + 1440 + 24 * 4);
  assert_in_range(redraws, 23, 25);
  if (!PTY_SANITIZED)
    assert_in_range(in_use(), 0, before + 4096);
  close_wall(&w);
  free(text);
}

/* With one page, or while somebody paused it, the clock alone wakes it. */
static void test_a_pause_leaves_the_minutes_and_ends(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 5);
  kiosk_key(&w.k, 'p');
  size_t page = w.k.view.page;
  pass(&w, 9 * 60 * 1000);
  assert_true(w.k.view.paused);
  assert_true(shows(&w, "已暂停"));
  assert_int_equal(w.k.view.page, page);
  assert_in_range(w.wakes, 9, 10); /* one after the first look at the file */
  pass(&w, 2 * 60 * 1000);
  assert_false(w.k.view.paused);
  kiosk_key(&w.k, K_ENTER);
  kiosk_key(&w.k, K_ENTER);
  assert_false(w.k.view.paused);
  close_wall(&w);
  free(text);
}

/* Nobody who can't read it is left with a wall in another language, or another's colours. */
static void test_language_and_colours_come_back(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 5);
  kiosk_key(&w.k, 'L');
  kiosk_key(&w.k, 'T');
  pass(&w, 9 * 60 * 1000);
  assert_int_equal(w.k.view.scene.look.lang, LANG_EN);
  kiosk_key(&w.k, 'T'); /* somebody is there still */
  pass(&w, 9 * 60 * 1000);
  assert_int_equal(w.k.view.scene.look.lang, LANG_EN);
  assert_int_equal(w.k.theme, 2);
  w.k.theme_chosen = false;
  pass(&w, 2 * 60 * 1000);
  assert_int_equal(w.k.view.scene.look.lang, LANG_ZH);
  assert_int_equal(w.k.theme, 0);
  assert_true(w.k.theme_chosen);
  close_wall(&w);
  free(text);
}

static void test_pages_turn_in_a_circle_and_by_keys(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 15);
  size_t count = w.k.view.pages.count;
  assert_true(count >= 7);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(w.k.view.page, i);
    pass(&w, 15000);
  }
  assert_int_equal(w.k.view.page, 0);
  kiosk_key(&w.k, K_LEFT);
  assert_int_equal(w.k.view.page, count - 1);
  kiosk_key(&w.k, ' ');
  assert_int_equal(w.k.view.page, 0);
  kiosk_key(&w.k, '3');
  assert_int_equal(w.k.view.page, 2);
  pass(&w, 14000); /* a page that was asked for stays its whole time */
  kiosk_key(&w.k, K_RIGHT);
  pass(&w, 14000);
  assert_int_equal(w.k.view.page, 3);
  kiosk_resize(&w.k, 6, 40); /* more pages: still the same pane */
  assert_int_equal(w.k.view.pages.list[w.k.view.page].kind, KIOSK_PANE);
  kiosk_key(&w.k, 'L');
  assert_int_equal(w.k.view.scene.look.lang, LANG_EN);
  kiosk_key(&w.k, 'T');
  assert_true(w.k.theme_chosen);
  close_wall(&w);
  free(text);
}

/* Pasted text is nobody's keys; a paste whose end is lost is over after a moment. */
static void test_a_paste_is_dropped(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 3600);
  static const uint32_t keys[] = {K_PASTE_START, '3',           'p', 'L',        K_RIGHT,
                                  K_ENTER,       K_PASTE_START, ' ', K_PASTE_END};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    kiosk_key(&w.k, keys[i]);
  assert_int_equal(w.k.view.page, 0);
  assert_false(w.k.view.paused);
  assert_int_equal(w.k.view.scene.look.lang, LANG_ZH);
  kiosk_key(&w.k, '2');
  assert_int_equal(w.k.view.page, 1);
  kiosk_key(&w.k, K_PASTE_START);
  kiosk_key(&w.k, '4');
  pass(&w, 2000);
  kiosk_key(&w.k, '5');
  assert_int_equal(w.k.view.page, 4);
  close_wall(&w);
  free(text);
}

/* ---- the file ---- */

/* Missing from the start, then half of it, then whole, gone again, and back. */
static void test_it_waits_says_and_heals(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", NULL, 15);
  assert_true(shows(&w, "没有这个文件"));
  assert_true(shows(&w, "x.conf"));
  assert_int_equal(w.k.view.pages.count, 0);
  kiosk_key(&w.k, '2');
  kiosk_key(&w.k, K_RIGHT);
  kiosk_key(&w.k, 'p');
  kiosk_key(&w.k, 'L');
  pass(&w, 500);
  assert_true(shows(&w, "no such file"));
  kiosk_key(&w.k, 'L');
  pass(&w, 500);
  char *half = mem_text(text);
  half[strlen(half) / 2] = '\0';
  put_file("x.conf", half);
  notice(&w);
  pass(&w, 1000);
  assert_true(shows(&w, "数据文件有误（08:00 起）"));
  assert_true(shows(&w, "行："));
  put_file("x.conf", text);
  notice(&w);
  pass(&w, 1000);
  assert_true(shows(&w, "已报 86/93") || shows(&w, "/93"));
  assert_null(w.k.view.trouble);
  w.k.redraw = false;
  pass(&w, 3600 * 1000 + 60000);
  w.k.redraw = false;
  assert_int_equal(unlink(w.path), 0);
  notice(&w);
  pass(&w, 500);
  assert_null(w.k.view.trouble); /* an editor at work is worth no word */
  pass(&w, 5000);
  assert_true(shows(&w, "数据文件读不到（09:01 起）"));
  assert_true(w.k.view.pages.count > 1); /* the last good picture stays, and turns */
  w.clock.set_ms = (int64_t)DAY * 1000;
  pass(&w, 60000);
  assert_true(shows(&w, "数据文件读不到（07-13 09:01 起）"));
  w.clock.set_ms = 0;
  pass(&w, 60000);
  assert_true(shows(&w, "数据文件读不到（09:01 起）"));
  size_t wakes = w.wakes;
  pass(&w, 600 * 1000);
  /* Nobody asks more often than pages turn: the turn, the answer, the end of the rest after it. */
  assert_in_range(w.wakes - wakes, 40, 3 * 50);
  put_file("x.conf", text);
  notice(&w);
  pass(&w, 1000);
  assert_null(w.k.view.trouble);
  assert_true(w.k.redraw);
  free(half);
  free(text);
  close_wall(&w);
}

/* A file that is written without end costs a few looks a second, not all there are. */
static void test_a_file_written_without_end_is_read_now_and_then(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 3600);
  size_t looks = 0, writes = 0;
  int64_t looked = w.k.file.looked_ms;
  for (int64_t end = w.clock.ms + 10000; w.clock.ms < end; writes++) {
    text[strlen(text) - 1 - writes % 3] = '\n';
    put_file("x.conf", text);
    int timeout = kiosk_timeout(&w.k);
    w.clock.ms += brings(&w, 1) ? 1 : timeout < 5 ? timeout : 5; /* written again every 5 ms */
    kiosk_wake(&w.k);
    looks += looked != w.k.file.looked_ms;
    looked = w.k.file.looked_ms;
  }
  assert_true(writes > 1000);
  assert_in_range(looks, 10, 45);
  close_wall(&w);
  free(text);
}

/* A name is a stranger's text, too. */
static void test_the_name_shown_is_clean(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "\033[31m\007.conf", NULL, 15);
  assert_true(text_is_clean(w.k.view.path, strlen(w.k.view.path)));
  assert_non_null(strstr(w.k.view.path, "[31m"));
  assert_true(text_is_clean(w.k.view.trouble, strlen(w.k.view.trouble)));
  close_wall(&w);
}

/* ---- today ---- */

/* A journal of remarks on one target, at these times. */
static void put_journal(const char *const *times)
{
  struct buf journal = {0};
  char hash[DIGEST_SIZE], prev[DIGEST_SIZE], zeros[DIGEST_SIZE];
  memset(zeros, '0', sizeof zeros - 1);
  zeros[sizeof zeros - 1] = '\0';
  memcpy(prev, zeros, sizeof prev);
  struct reading figure = {
      .through = date_of(2021, 6, 30), .value = {17 * DECIMAL_ONE}, .by = "", .at = "", .note = "现场核实"};
  struct journal_line l = {.what = JOURNAL_ACCEPT,
                           .user = "li\033[2J",
                           .account = "",
                           .from = "",
                           .target = "dead-end-roads",
                           .through = figure.through,
                           .has_new = true,
                           .new = figure,
                           .before = "",
                           .after = zeros};
  for (l.seq = 1; *times; l.seq++, times++) {
    l.time = *times;
    journal_line_write(&journal, &l, prev, hash);
    memcpy(prev, hash, sizeof prev);
  }
  put_file("x.conf.journal", journal.data);
  buf_release(&journal);
}

/* Until so many changes of today are on the wall; an hour at the most. */
static void pass_until_changes(struct wall *w, size_t count)
{
  for (int64_t until = w->clock.ms + 3600 * 1000; w->k.view.change_count != count;) {
    if (!live(w, until))
      fail_msg("%zu changes instead of %zu", w->k.view.change_count, count);
    (void)brings(w, 20);
  }
}

static void test_what_changed_today_has_a_page_until_midnight(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 3600);
  size_t before = w.k.view.pages.count;
  static const char *const journal[] = {"2021-07-12T23:59:59+08:00", "2021-07-13T10:02:11+08:00", NULL};
  put_journal(journal);
  pass_until_changes(&w, 1);
  assert_int_equal(w.k.view.pages.count, before + 1);
  w.k.view.page = before;
  assert_true(shows(&w, "今日改动 1 条"));
  assert_true(shows(&w, "10:02"));
  assert_true(shows(&w, "打通断头路"));
  assert_true(shows(&w, "— → 17"));
  assert_false(shows(&w, "\033"));
  pass(&w, 16 * 3600 * 1000); /* past midnight */
  assert_int_equal(w.k.view.change_count, 0);
  assert_int_equal(w.k.view.pages.count, before);
  close_wall(&w);
  free(text);
}

/* More than are kept: the count is of all, and it says that not all are shown. */
static void test_more_changes_than_are_shown(void **state)
{
  struct wall w;
  char *text = demo();
  const char *journal[KIOSK_CHANGES_MOST + 13];
  (void)state;
  for (size_t i = 0; i < KIOSK_CHANGES_MOST + 12; i++)
    journal[i] = "2021-07-13T07:00:00+08:00";
  journal[KIOSK_CHANGES_MOST + 12] = NULL;
  put_journal(journal);
  open_wall(&w, "x.conf", text, 3600);
  size_t page = w.k.view.pages.count - 1;
  assert_int_equal(w.k.view.pages.list[page].kind, KIOSK_CHANGES);
  w.k.view.page = page;
  assert_true(shows(&w, "今日改动 212 条，最近 200 条"));
  kiosk_key(&w.k, 'L');
  assert_true(shows(&w, "Changed today: 212, the latest 200"));
  close_wall(&w);
  free(text);
}

/* A clock that was wrong when the wall began, and one that is set back. */
static void test_what_changed_today_when_today_is_another_day(void **state)
{
  struct wall w;
  char *text = demo();
  static const char *const journal[] = {"2021-07-13T07:00:00+08:00", "2021-07-14T07:00:00+08:00",
                                        "2021-07-14T07:30:00+08:00", NULL};
  (void)state;
  put_journal(journal);
  open_wall(&w, "x.conf", text, 3600);
  assert_int_equal(w.k.view.change_count, 1);
  w.clock.set_ms = (int64_t)DAY * 1000;
  pass_until_changes(&w, 2);
  w.clock.set_ms = 0;
  pass_until_changes(&w, 1);
  close_wall(&w);
  free(text);
}

/* At midnight the plan is judged anew: a deadline of yesterday is missed today. */
static void test_midnight_is_another_day(void **state)
{
  static const char plan[] =
      "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
      "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
      "  { id = \"a\"; name = \"A\"; kind = \"milestone\"; due = \"2021-07-13\"; } ) } );\n";
  struct wall w;
  (void)state;
  open_wall(&w, "x.conf", plan, 15);
  struct date day = w.k.board.when.today;
  pass(&w, 15 * 3600 * 1000);
  assert_int_equal(w.k.board.when.today.days, day.days);
  pass(&w, 3600 * 1000);
  assert_int_equal(w.k.board.when.today.days, day.days + 1);
  assert_true(shows(&w, "00:00"));
  close_wall(&w);
}

static void test_it_moves_against_burn_in(void **state)
{
  struct wall w;
  char *text = demo();
  (void)state;
  open_wall(&w, "x.conf", text, 3600);
  int moves = 0, shift = w.k.view.shift;
  for (int minute = 0; minute < 60; minute++) {
    pass(&w, 60000);
    moves += shift != w.k.view.shift;
    shift = w.k.view.shift;
  }
  assert_in_range(moves, 5, 6);
  close_wall(&w);
  free(text);
}

static int setup(void **state)
{
  (void)state;
  (void)scratch();
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  scratch_remove();
  return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_a_day_costs_its_minutes_pages_and_changes),
      TEST(test_a_pause_leaves_the_minutes_and_ends),
      TEST(test_language_and_colours_come_back),
      TEST(test_pages_turn_in_a_circle_and_by_keys),
      TEST(test_a_paste_is_dropped),
      TEST(test_it_waits_says_and_heals),
      TEST(test_a_file_written_without_end_is_read_now_and_then),
      TEST(test_the_name_shown_is_clean),
      TEST(test_what_changed_today_has_a_page_until_midnight),
      TEST(test_more_changes_than_are_shown),
      TEST(test_what_changed_today_when_today_is_another_day),
      TEST(test_midnight_is_another_day),
      TEST(test_it_moves_against_burn_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
