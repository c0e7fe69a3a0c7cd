/* The wall's pictures: goldens at several sizes, and what must hold at every size from nothing to 300×100. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "guatu/tui/kiosk_parts.h"
#include "guatu/tui/parts.h"
#include "support_scene.h"
#include "support_store.h"

struct wall {
  struct stage_scene st;
  struct kiosk_scene k;
};

/* What the journal said today, with texts as long as they get. */
static struct kiosk_change changes[] = {
    {.time = "09:30",
     .target = "dead-end-roads",
     .now = "15",
     .who = "wang",
     .note = "",
     .what = JOURNAL_SET},
    {.time = "09:41",
     .target = "dead-end-roads",
     .old = "15",
     .now = "17",
     .who = "li",
     .note = "现场核实，一直写到一行放不下为止",
     .what = JOURNAL_UNDO},
    {.time = "10:02",
     .target = "gone-since",
     .old = "708/720",
     .who = "",
     .note = "",
     .what = JOURNAL_OUTSIDE},
};

static void open_wall(struct wall *w, const char *path, const char *as_of, const char *today)
{
  stage_open(&w->st, path, as_of, today);
  w->k = (struct kiosk_scene){.scene = w->st.scene, .clock = "10:02", .path = "/srv/data/plan.conf"};
  scene_behind(&w->k.scene, &w->k.behind, KIOSK_BEHIND_MOST);
}

static void open_views(struct wall *w)
{
  open_wall(w, "tests/data/views.conf", "2021-06-30", "2021-07-28");
  const struct target *t = plan_find(w->st.plan, "dead-end-roads");
  w->k.newest_target = (size_t)(t - w->st.plan->targets);
  w->k.newest = &t->readings[t->reading_count - 1];
  w->k.aged = true;
  w->k.age_s = 200;
  w->k.changes = changes;
  w->k.change_count = w->k.change_total = 3;
  for (size_t i = 0; i < 3; i++)
    changes[i].through = w->k.newest->through;
}

static void close_wall(struct wall *w)
{
  free(w->k.pages.list);
  free(w->k.behind.targets);
  stage_close(&w->st);
}

static void draw_page(struct wall *w, struct canvas *c, int rows, int cols, size_t page)
{
  kiosk_paginate(&w->k, rows, cols, &w->k.pages);
  w->k.page = page < w->k.pages.count ? page : 0;
  canvas_init(c, rows, cols);
  view_kiosk(&w->k, c);
}

/* The first page of a kind. */
static size_t page_of(struct wall *w, int rows, int cols, enum kiosk_kind kind, size_t pane)
{
  kiosk_paginate(&w->k, rows, cols, &w->k.pages);
  for (size_t i = 0; i < w->k.pages.count; i++)
    if (w->k.pages.list[i].kind == kind && (kind != KIOSK_PANE || w->k.pages.list[i].pane == pane))
      return i;
  fail_msg("no page of kind %d at %d×%d", (int)kind, cols, rows);
  return 0;
}

static const int all_rows[] = {1,  2,  3,  4,  5,  6,  7,  9,  10, 11, 12, 15, 16,
                               19, 24, 30, 33, 34, 36, 42, 55, 56, 60, 77, 100};
static const int all_cols[] = {1,  2,  3,  5,  10, 19, 20, 21,  29,  30,  39,  40, 41,
                               59, 60, 79, 80, 89, 90, 99, 100, 119, 150, 200, 300};
#define EACH_SIZE(i, j)                                                                                      \
  for (size_t i = 0; i < sizeof all_rows / sizeof *all_rows; i++)                                            \
    for (size_t j = 0; j < sizeof all_cols / sizeof *all_cols; j++)

static void look_at(struct wall *w, size_t n)
{
  w->k.scene.look = (struct look){.lang = n % 2 ? LANG_EN : LANG_ZH, .ascii = n % 3 == 0, .mono = n % 5 == 0};
  w->k.blocks = n % 3 == 0 && n % 2;
  w->k.shift = (int)(n % 4);
  w->k.paused = n % 7 == 0;
  w->k.trouble =
      n % 4 == 1 ? "数据文件有误（10:02 起）：第 84 行：一直写到一行放不下为止，还要更长一些才行" : NULL;
}

static void test_every_page_is_whole_at_every_size(void **state)
{
  struct wall w;
  (void)state;
  open_views(&w);
  EACH_SIZE(i, j)
  {
    kiosk_paginate(&w.k, all_rows[i], all_cols[j], &w.k.pages);
    for (size_t page = 0, count = w.k.pages.count; page < count; page++) {
      struct canvas c;
      look_at(&w, i + j + page);
      draw_page(&w, &c, all_rows[i], all_cols[j], page);
      picture_whole(&c);
      assert_true(c.cursor_row < 0);
      canvas_release(&c);
    }
  }
  close_wall(&w);
}

static void test_waiting_is_whole_at_every_size(void **state)
{
  struct kiosk_scene k = {.clock = "10:02",
                          .path = "/srv/a/very/long/path/to/a/dataset/that/nobody/has/put/there/yet.conf"};
  (void)state;
  EACH_SIZE(i, j)
  {
    struct canvas c;
    k.scene.look = (struct look){.lang = (i + j) % 2 ? LANG_EN : LANG_ZH, .ascii = (i + j) % 3 == 0};
    k.trouble =
        (i + j) % 4 ? "data unreadable since 10:02: no such file; check its name and its folder" : NULL;
    canvas_init(&c, all_rows[i], all_cols[j]);
    view_kiosk(&k, &c);
    picture_whole(&c);
    canvas_release(&c);
  }
}

/* What never gives way: that the plan is a demo, what time it is, and which page of how many. */
static void test_demo_clock_and_number_are_always_there(void **state)
{
  struct wall w;
  (void)state;
  open_views(&w);
  w.st.plan->demo = true;
  EACH_SIZE(i, j)
  {
    kiosk_paginate(&w.k, all_rows[i], all_cols[j], &w.k.pages);
    for (size_t page = 0, count = w.k.pages.count; page < count; page++) {
      struct canvas c;
      char number[48];
      if (all_rows[i] < 2 || all_cols[j] < 4)
        continue;
      look_at(&w, i + j + page);
      draw_page(&w, &c, all_rows[i], all_cols[j], page);
      snprintf(number, sizeof number, "%zu/%zu", page + 1, count);
      bool large = kiosk_frame(&w.k, all_rows[i], all_cols[j]).clock > 0;
      if (!picture_shows(&c, "DEMO"))
        fail_msg("no DEMO at %d×%d", all_cols[j], all_rows[i]);
      if (all_rows[i] >= 4 && all_cols[j] >= 20 &&
          (!picture_shows(&c, number) || (!large && !picture_shows(&c, "10:02"))))
        fail_msg("no %s or clock at %d×%d", number, all_cols[j], all_rows[i]);
      canvas_release(&c);
    }
  }
  close_wall(&w);
}

/* Every target is on one page, once; every page's lines are really there. */
static void test_every_target_has_its_page(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "conf/demo-2021.conf", "2021-09-30", "2021-10-26");
  size_t targets = w.st.plan->target_count;
  int *seen = mem_alloc((targets + 1) * sizeof *seen);
  EACH_SIZE(i, j)
  {
    if (all_rows[i] < 4 || all_cols[j] < 20)
      continue;
    memset(seen, 0, targets * sizeof *seen);
    kiosk_paginate(&w.k, all_rows[i], all_cols[j], &w.k.pages);
    for (size_t n = 0; n < w.k.pages.count; n++) {
      const struct kiosk_page *p = &w.k.pages.list[n];
      for (size_t line = p->first; p->kind == KIOSK_PANE && line < p->first + p->count; line++)
        seen[w.k.scene.rows[p->pane].targets[line]]++;
    }
    for (size_t t = 0; t < targets; t++)
      assert_int_equal(seen[t], 1);
  }
  free(seen);
  static const int sizes[][2] = {{4, 20}, {9, 60}, {12, 60}, {24, 80}, {36, 120}, {60, 200}, {100, 300}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    kiosk_paginate(&w.k, sizes[i][0], sizes[i][1], &w.k.pages);
    for (size_t n = 0, count = w.k.pages.count; n < count; n++) {
      struct canvas c;
      draw_page(&w, &c, sizes[i][0], sizes[i][1], n);
      const struct kiosk_page *p = &w.k.pages.list[n];
      for (size_t line = p->first; p->kind == KIOSK_PANE && line < p->first + p->count; line++) {
        struct buf name = {0};
        const char *whole = w.st.plan->targets[w.k.scene.rows[p->pane].targets[line]].name.zh;
        buf_add(&name, whole, text_fit(whole, 4, NULL));
        if (!picture_shows(&c, name.data))
          fail_msg("no %s at %d×%d", whole, sizes[i][1], sizes[i][0]);
        buf_release(&name);
      }
      canvas_release(&c);
    }
  }
  close_wall(&w);
}

/* A share without what it is a share of would be a lie. */
static void test_no_completion_without_its_coverage(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "conf/demo-2021.conf", "2021-09-30", "2021-10-26");
  for (int rows = 4; rows <= 60; rows += 4)
    for (int cols = 20; cols <= 200; cols += 9) {
      struct canvas c;
      char of[48];
      draw_page(&w, &c, rows, cols, 0);
      assert_true(picture_shows(&c, "86/93"));
      for (size_t i = 0; rows >= 12 && i < w.st.plan->pane_count; i++) {
        snprintf(of, sizeof of, "%zu/%zu", w.st.board.panes[i].measured, w.st.board.panes[i].count);
        if (!picture_shows(&c, of))
          fail_msg("no %s at %d×%d", of, cols, rows);
      }
      canvas_release(&c);
      kiosk_paginate(&w.k, rows, cols, &w.k.pages);
      size_t pane = page_of(&w, rows, cols, KIOSK_PANE, 3);
      draw_page(&w, &c, rows, cols, pane);
      assert_true(picture_shows(&c, "66.0%") && picture_shows(&c, "30/31"));
      if (rows < 6) /* no heading: its number at least */
        assert_true(picture_shows(&c, "4 66.0% 30/31") || picture_shows(&c, "4 产"));
      canvas_release(&c);
    }
  close_wall(&w);
}

/* Five panes on fewer lines: it says how many are missing. */
static void test_panes_that_do_not_fit_are_counted(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "conf/demo-2021.conf", "2021-09-30", "2021-10-26");
  for (int rows = 6; rows <= 60; rows++) {
    struct canvas c;
    char more[64];
    int shown = 0;
    draw_page(&w, &c, rows, 60, 0);
    for (size_t i = 0; i < w.st.plan->pane_count; i++)
      shown += picture_shows(&c, w.st.plan->panes[i].name.zh);
    snprintf(more, sizeof more, "… 另有 %d 个板块", 5 - shown);
    assert_int_equal(picture_shows(&c, more), shown < 5 && shown > 0);
    assert_true(rows < 9 || shown == 5);
    canvas_release(&c);
  }
  close_wall(&w);
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
  return memcmp(a->text, b->text, sizeof a->text) == 0 && a->style == b->style;
}

/* Against burn-in: the same picture one cell further, nothing lost at an edge. */
static void test_a_shift_moves_the_whole_picture(void **state)
{
  static const int by[4][2] = {{0, 0}, {0, 1}, {1, 1}, {1, 0}};
  struct wall w;
  (void)state;
  open_views(&w);
  for (size_t page = 0; page < 8; page++) {
    struct canvas at[4];
    for (int shift = 0; shift < 4; shift++) {
      w.k.shift = shift;
      draw_page(&w, &at[shift], 24, 80, page);
    }
    for (int shift = 1; shift < 4; shift++)
      for (int row = 0; row < 23; row++)
        for (int col = 0; col < 79; col++)
          assert_true(same_cell(&at[0].cells[row * 80 + col],
                                &at[shift].cells[(row + by[shift][0]) * 80 + col + by[shift][1]]));
    for (int shift = 0; shift < 4; shift++)
      canvas_release(&at[shift]);
  }
  close_wall(&w);
}

static void test_no_figures_are_no_zeros(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "conf/gaoxin-2021.conf", "2021-06-30", "2021-07-28");
  for (int rows = 12; rows <= 60; rows += 12) {
    kiosk_paginate(&w.k, rows, rows * 3, &w.k.pages);
    for (size_t page = 0, count = w.k.pages.count; page < count; page++) {
      struct canvas c;
      draw_page(&w, &c, rows, rows * 3, page);
      assert_false(picture_shows(&c, " 0.0%"));
      assert_false(picture_shows(&c, "100.0%"));
      if (page == 0)
        assert_true(picture_shows(&c, "0/93"));
      assert_true(picture_shows(&c, "还没有数据"));
      canvas_release(&c);
    }
  }
  close_wall(&w);
}

static void test_only_ascii_where_there_is_nothing_else(void **state)
{
  struct wall w;
  (void)state;
  open_views(&w);
  for (int blocks = 0; blocks < 2; blocks++) {
    w.k.scene.look = (struct look){.lang = LANG_EN, .ascii = true};
    w.k.blocks = blocks;
    bool found = false;
    EACH_SIZE(i, j)
    {
      kiosk_paginate(&w.k, all_rows[i], all_cols[j], &w.k.pages);
      for (size_t page = 0, count = w.k.pages.count; page < count; page++) {
        struct canvas c;
        draw_page(&w, &c, all_rows[i], all_cols[j], page);
        if (w.k.pages.list[page].kind ==
            KIOSK_CHANGES) { /* somebody's note is in Chinese; the terminal writes '?' */
          canvas_release(&c);
          continue;
        }
        for (int n = 0; n < c.rows * c.cols; n++) {
          uint32_t cp = c.cells[n].text[0];
          bool block = cp == 0x2588 || cp == 0x2591 || cp == 0x2592;
          found = found || block;
          if (cp >= 0x2190 && cp < 0x2e80 && !(blocks && block)) /* texts of the dataset may have a "²" */
            fail_msg("U+%04X on page %zu at %d×%d", cp, page, c.cols, c.rows);
        }
        canvas_release(&c);
      }
    }
    assert_int_equal(found, blocks);
  }
  close_wall(&w);
}

/* 0 … 9 at a scale tell apart: no two look alike, and each is as wide as it says. */
static void test_large_figures(void **state)
{
  (void)state;
  assert_int_equal(large_lines(1), 3);
  assert_int_equal(large_lines(2), 5);
  assert_int_equal(large_cols("10:02", 1), 17);
  assert_int_equal(large_cols("", 3), 0);
  assert_int_equal(large_fit("65.4%", 5, 100, false), 2);
  assert_int_equal(large_fit("65.4%", 4, 100, true), 0);
  assert_int_equal(large_fit("65.4%", 5, 35, false), 2);
  assert_int_equal(large_fit("65.4%", 5, 33, false), 1);
  struct buf seen[10] = {{0}};
  for (int digit = 0; digit < 10; digit++) {
    struct canvas c;
    char text[2] = {(char)('0' + digit), '\0'};
    canvas_init(&c, 3, 3);
    assert_int_equal(draw_large(canvas_area(&c), 0, 0, ROLE_TEXT, text, 1, 0x2588), 4);
    for (int row = 0; row < 3; row++) {
      canvas_row_text(&c, row, &seen[digit]);
      buf_putc(&seen[digit], '\n');
    }
    for (int other = 0; other < digit; other++)
      assert_string_not_equal(seen[digit].data, seen[other].data);
    canvas_release(&c);
  }
  assert_string_equal(seen[2].data, "▀▀█\n█▀▀\n▀▀▀\n");
  for (int digit = 0; digit < 10; digit++)
    buf_release(&seen[digit]);
}

static void test_the_foot_says_how_long_ago(void **state)
{
  static const struct {
    int64_t age;
    const char *zh, *en;
  } ages[] = {{0, "刚刚", "just now"},        {59, "刚刚", "just now"},
              {60, "1 分钟前", "1 min ago"},  {3599, "59 分钟前", "59 min ago"},
              {3600, "1 小时前", "1 h ago"},  {86399, "23 小时前", "23 h ago"},
              {86400, "1 天前", "1 day ago"}, {59 * 86400, "59 天前", "59 days ago"},
              {60 * 86400, "2021-", "2021-"}, {-5, "2021-", "2021-"}};
  struct wall w;
  (void)state;
  open_views(&w);
  for (size_t i = 0; i < sizeof ages / sizeof *ages; i++)
    for (int en = 0; en < 2; en++) {
      struct canvas c;
      w.k.age_s = ages[i].age;
      w.k.scene.look.lang = en ? LANG_EN : LANG_ZH;
      draw_page(&w, &c, 24, 120, 0);
      if (!picture_shows(&c, en ? ages[i].en : ages[i].zh))
        fail_msg("%lld s is not %s", (long long)ages[i].age, en ? ages[i].en : ages[i].zh);
      canvas_release(&c);
    }
  close_wall(&w);
}

/* The critical first, whatever their gaps. */
static void test_the_furthest_behind(void **state)
{
  struct wall w;
  (void)state;
  open_wall(&w, "conf/demo-2021.conf", "2021-09-30", "2021-10-26");
  assert_int_equal(w.k.behind.count, 10);
  size_t worst = w.k.behind.targets[0];
  scene_behind(&w.k.scene, &w.k.behind, 1000); /* all of them: the critical, then the others */
  assert_int_equal(w.k.behind.targets[0], worst);
  bool critical = true;
  size_t criticals = 0;
  for (size_t i = 0; i < w.k.behind.count; i++) {
    const struct score *s = board_score(&w.st.board, w.k.behind.targets[i]);
    bool is = light_role(s->light) == ROLE_CRITICAL;
    assert_true(critical || !is);
    critical = is;
    criticals += is;
    for (size_t k = 0; k < i; k++)
      assert_true(w.k.behind.targets[k] != w.k.behind.targets[i]);
  }
  assert_in_range(criticals, 1, w.k.behind.count - 1); /* there are both */
  size_t bad = 0;
  for (size_t i = 0; i < w.st.plan->target_count; i++) {
    const struct score *s = board_score(&w.st.board, i);
    enum light l = s->light == LIGHT_STALE ? s->pace_light : s->light;
    bad += l == LIGHT_BEHIND || light_role(l) == ROLE_CRITICAL;
  }
  assert_int_equal(w.k.behind.count, bad);
  scene_behind(&w.k.scene, &w.k.behind, 0);
  assert_int_equal(w.k.behind.count, 0);
  close_wall(&w);
}

/* ---- goldens ---- */

static const int sizes[][2] = {{4, 20}, {12, 40}, {24, 80}, {36, 120}, {60, 200}};

static void golden(struct wall *w, const char *name, enum kiosk_kind kind, size_t pane)
{
  struct buf out = {0};
  char path[64];
  for (int lang = 1; lang >= 0; lang--)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      struct canvas c;
      w->k.scene.look = (struct look){.lang = (enum lang)lang, .ascii = lang == 0};
      w->k.blocks = lang == 0 && i % 2;
      draw_page(w, &c, sizes[i][0], sizes[i][1], page_of(w, sizes[i][0], sizes[i][1], kind, pane));
      picture_add(&out, lang ? "zh" : w->k.blocks ? "en, ASCII and blocks" : "en, ASCII", &c);
      canvas_release(&c);
    }
  snprintf(path, sizeof path, "tests/golden/%s.txt", name);
  store_golden(path, &out);
  buf_release(&out);
}

static void test_golden(void **state)
{
  struct wall w;
  (void)state;
  open_views(&w);
  golden(&w, "kiosk-overview", KIOSK_OVERVIEW, 0);
  golden(&w, "kiosk-pane", KIOSK_PANE, 3);
  w.k.trouble = "data broken since 10:02, line 84: sense = 1 is not a text";
  golden(&w, "kiosk-behind", KIOSK_BEHIND, 0);
  w.k.trouble = NULL;
  w.k.paused = true;
  golden(&w, "kiosk-changes", KIOSK_CHANGES, 0);
  close_wall(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_page_is_whole_at_every_size),
      cmocka_unit_test(test_waiting_is_whole_at_every_size),
      cmocka_unit_test(test_demo_clock_and_number_are_always_there),
      cmocka_unit_test(test_every_target_has_its_page),
      cmocka_unit_test(test_no_completion_without_its_coverage),
      cmocka_unit_test(test_panes_that_do_not_fit_are_counted),
      cmocka_unit_test(test_a_shift_moves_the_whole_picture),
      cmocka_unit_test(test_no_figures_are_no_zeros),
      cmocka_unit_test(test_only_ascii_where_there_is_nothing_else),
      cmocka_unit_test(test_large_figures),
      cmocka_unit_test(test_the_foot_says_how_long_ago),
      cmocka_unit_test(test_the_furthest_behind),
      cmocka_unit_test(test_golden),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
