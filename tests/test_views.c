/* The pictures: goldens at several sizes in both languages and both sets of glyphs, and what must hold at
 * every size. `UPDATE=1` rewrites the goldens; their letters are explained in support_scene.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "guatu/tui/parts.h"
#include "support_scene.h"
#include "support_store.h"

static const char *const views_conf = "tests/data/views.conf";

static void open_views(struct stage_scene *st)
{
  stage_open(st, views_conf, "2021-06-30", "2021-07-28");
}

/* ---- what holds in every picture ---- */

static const enum context all_contexts[] = {IN_PANES, IN_ROWS,   IN_DETAIL,   IN_HELP, IN_ENTRY,
                                            IN_ASK,   IN_FIND,   IN_CONFLICT, IN_LOST, IN_CHANGES,
                                            IN_PATH,  IN_IMPORT, IN_RESUME};

static void set_context(struct stage_scene *st, enum context context)
{
  static struct listing_line lines[] = {
      {"2021-07-13 10:02  打通断头路  2021-06  17 → 18  li  # "
       "很长的一条说明，一直写到一行放不下为止，还要更长一些才行",
       ROLE_TEXT},
      {"", ROLE_TEXT},
      {"Enter saves all of them again; a lets the file stand as it is now.", ROLE_DIM}};
  static const struct listing listing = {"被其他程序覆盖的已保存数据", lines, 3};
  st->scene.listing = &listing;
  struct scene *s = &st->scene;
  s->context = context;
  s->under = context & (IN_PANES | IN_ROWS | IN_DETAIL) ? context : IN_ROWS;
  s->level = context & IN_ASKING ? MESSAGE_ASK : MESSAGE_NONE;
  snprintf(s->message, sizeof s->message, "%s", "170 是上次 17 的十倍，对吗？");
  snprintf(s->find, sizeof s->find, "%s", context == IN_FIND ? "安置" : "");
}

static void sweep(struct stage_scene *st, enum context context)
{
  static const int rows[] = {1, 2, 3, 4, 5, 6, 9, 10, 15, 16, 23, 24, 30, 41, 42, 60};
  static const int cols[] = {1,  2,  3,  5,  10, 19,  20,  21,  29,  39, 40,
                             41, 60, 79, 80, 99, 100, 119, 149, 150, 200};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++) {
      struct canvas c;
      st->scene.look.lang = (i + k) % 2 ? LANG_EN : LANG_ZH;
      st->scene.look.ascii = (i + k) % 3 == 0;
      set_context(st, context);
      st->scene.detail_top = st->scene.page_top = i * 7;
      stage_draw(st, &c, rows[i], cols[k]);
      picture_whole(&c);
      canvas_release(&c);
    }
}

static void test_every_context_draws_whole_at_every_size(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.scene.explain = true;
  stage_enter(&st, "resettled", "2万 @2021-06 # 很长的一条说明，一直写到放不下为止", "2100", "2021-06-30");
  for (size_t i = 0; i < sizeof all_contexts / sizeof *all_contexts; i++)
    sweep(&st, all_contexts[i]);
  st.scene.entry.caret = 3; /* in the middle */
  st.scene.under = IN_DETAIL;
  sweep(&st, IN_ENTRY);
  stage_close(&st);
}

static void test_each_target_has_a_detail(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.scene.context = st.scene.under = IN_DETAIL;
  st.scene.explain = true;
  for (size_t i = 0; i < st.plan->target_count; i++)
    for (int cols = 20; cols <= 140; cols += 30) {
      struct canvas c;
      stage_goto(&st, st.plan->targets[i].id);
      st.scene.look.lang = i % 2 ? LANG_EN : LANG_ZH;
      stage_draw(&st, &c, 40, cols);
      picture_whole(&c);
      canvas_release(&c);
    }
  stage_close(&st);
}

static void test_demo_is_always_shown(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.plan->demo = true;
  for (size_t i = 0; i < sizeof all_contexts / sizeof *all_contexts; i++)
    for (int rows = 2; rows <= 60; rows += 2)
      for (int cols = 4; cols <= 200; cols += 7) {
        struct canvas c;
        set_context(&st, all_contexts[i]);
        st.scene.travelling = rows % 4 == 0;
        stage_draw(&st, &c, rows, cols);
        if (!picture_shows(&c, "DEMO"))
          fail_msg("no DEMO at %d×%d", cols, rows);
        canvas_release(&c);
      }
  stage_close(&st);
}

/* The cell in which a column of numbers ends is the same in every row. */
static void test_columns_stand_straight(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  for (int lang = 0; lang < 2; lang++)
    for (size_t pane = 0; pane < st.plan->pane_count; pane++)
      for (int cols = 20; cols <= 200; cols++) {
        struct canvas c;
        st.scene.look.lang = (enum lang)lang;
        const struct row_list *list = &st.scene.rows[pane];
        struct table t = table_make(&st.scene, pane, pane + 1, cols);
        canvas_init(&c, (int)list->count, cols);
        assert_true(t.width[COLUMN_DONE] > 0);
        int end = t.start[COLUMN_DONE] + t.width[COLUMN_DONE] - 1;
        for (size_t i = 0; i < list->count; i++) {
          table_row(&t, &st.scene, canvas_area(&c), (int)i, list->targets[i]);
          uint32_t last = c.cells[(int)i * cols + end].text[0];
          bool has = board_score(&st.board, list->targets[i])->has_completion;
          assert_int_equal(last, has ? '%' : 0x2014 /* — */);
          if (end + 1 < cols)
            assert_int_equal(c.cells[(int)i * cols + end + 1].text[0], ' ');
          const struct reading *r = board_score(&st.board, list->targets[i])->reading;
          const struct target *of = &st.plan->targets[list->targets[i]];
          bool whole =
              r && (r->of > 0 || of->stage_count > 0 || (of->kind == KIND_MILESTONE && r->value.micros > 0));
          if (t.width[COLUMN_AIM] > 0) /* "708/720" and "done" need no aim behind them */
            assert_int_equal(c.cells[(int)i * cols + t.start[COLUMN_AIM] - (t.tight ? 1 : 2)].text[0],
                             whole ? ' ' : '/');
        }
        picture_whole(&c);
        canvas_release(&c);
      }
  stage_close(&st);
}

/* ---- bars ---- */

/* Filled cells of a bar of 12 before and after its tick. */
static void bar_cells(const struct bar *b, bool ascii, int *before, int *after, int *rest)
{
  struct canvas c;
  canvas_init(&c, 1, 12);
  draw_share(canvas_area(&c), 0, 0, 12, ROLE_ON_TRACK, b, ascii);
  bool past = false;
  *before = *after = *rest = 0;
  for (int i = 0; i < 12; i++) {
    enum role role = c.cells[i].style & STYLE_ROLE;
    if (c.cells[i].text[0] == (ascii ? '|' : 0x2502)) {
      past = true;
      continue;
    }
    *before += role == ROLE_ON_TRACK && !past;
    *after += role == ROLE_ON_TRACK && past;
    *rest += role == ROLE_BAR_REST || (role == ROLE_ON_TRACK && c.cells[i].text[0] != (ascii ? '#' : 0x2588));
  }
  canvas_release(&c);
}

static void test_a_bar_passes_its_tick_exactly_when_it_should(void **state)
{
  (void)state;
  for (int expected = 1; expected < 200; expected++)
    for (int fill = -10; fill <= 200; fill++) {
      struct bar b = {.fill = ratio_of(fill, 200),
                      .expected = ratio_of(expected, 200),
                      .has_fill = true,
                      .has_expected = true};
      int before, after, rest;
      bar_cells(&b, fill % 2 == 0, &before, &after, &rest);
      if (fill < expected)
        assert_int_equal(after, 0);
      if (fill > expected)
        assert_true(after > 0);
      assert_int_equal(before + after > 0, fill > 0);
      assert_int_equal(rest == 0, fill == 200); /* full only when it is */
    }
}

static void test_a_bar_without_a_tick_is_honest_at_its_ends(void **state)
{
  (void)state;
  static const struct {
    struct ratio fill;
    const char *text;
  } bars[] = {
      {{0, 1}, "░░░░░░"}, {{1, 100000}, "▏░░░░░"}, {{1, 2}, "███░░░"},  {{99999, 100000}, "█████▉"},
      {{1, 1}, "██████"}, {{11, 10}, "█████►"},    {{-3, 1}, "░░░░░░"}, {{9, 48}, "█▏░░░░"},
  };
  for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
    struct canvas c;
    struct buf text = {0};
    struct bar b = {.fill = bars[i].fill, .has_fill = true};
    canvas_init(&c, 1, 6);
    draw_share(canvas_area(&c), 0, 0, 6, ROLE_ON_TRACK, &b, false);
    canvas_row_text(&c, 0, &text);
    assert_string_equal(text.data, bars[i].text);
    buf_release(&text);
    canvas_release(&c);
  }
}

static void test_a_bar_at_its_tick_ends_there(void **state)
{
  (void)state;
  struct canvas c;
  struct buf text = {0};
  struct bar b = {.fill = {1, 2}, .expected = {1, 2}, .has_fill = true, .has_expected = true};
  canvas_init(&c, 1, 7);
  draw_share(canvas_area(&c), 0, 0, 7, ROLE_ON_TRACK, &b, false);
  canvas_row_text(&c, 0, &text);
  assert_string_equal(text.data, "███│░░░");
  buf_release(&text);
  canvas_release(&c);
}

static void test_a_sparkline_ends_at_the_day_looked_at(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  const struct target *t = plan_find(st.plan, "dead-end-roads");
  struct canvas c;
  struct buf text = {0};
  canvas_init(&c, 3, 8);
  draw_spark(canvas_area(&c), 0, 0, 8, ROLE_TEXT, t, date_of(2021, 6, 30), false);
  draw_spark(canvas_area(&c), 1, 0, 8, ROLE_TEXT, t, date_of(2021, 3, 31), false);
  draw_spark(canvas_area(&c), 2, 0, 3, ROLE_TEXT, t, date_of(2021, 12, 31), true);
  canvas_row_text(&c, 0, &text);
  assert_string_equal(text.data, "  ▁▂▃▄▅█");
  buf_clear(&text);
  canvas_row_text(&c, 1, &text);
  assert_string_equal(text.data, "     ▂▅█");
  buf_clear(&text);
  canvas_row_text(&c, 2, &text);
  assert_string_equal(text.data, "-=#");
  buf_release(&text);
  canvas_release(&c);
  stage_close(&st);
}

/* ---- counts ---- */

static void check_row(const struct canvas *c, const char *text)
{
  struct buf line = {0};
  canvas_row_text(c, 0, &line);
  assert_string_equal(line.data ? line.data : "", text);
  buf_release(&line);
}

static void test_what_is_behind_gives_way_last(void **state)
{
  (void)state;
  static const size_t counts[LIGHT_COUNT] = {
      [LIGHT_DONE] = 2,     [LIGHT_AHEAD] = 11,   [LIGHT_ON_TRACK] = 14, [LIGHT_BEHIND] = 7,
      [LIGHT_CRITICAL] = 4, [LIGHT_NO_DATA] = 48, [LIGHT_CANCELLED] = 1};
  static const struct {
    int cols;
    const char *text;
  } lines[] = {{23, "★2 ▲11 ●14 ◆7 ■4 ○48 ×1"},
               {22, "★2▲11●14◆7■4○48×1"},
               {16, "▲11●14◆7■4○48 …"},
               {10, "◆7■4○48 …"},
               {7, "◆7■4 …"},
               {4, "■4 …"},
               {3, "■4"}};
  const struct look look = {.lang = LANG_ZH};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    struct canvas c;
    canvas_init(&c, 1, lines[i].cols);
    draw_counts(canvas_area(&c), 0, 0, counts, WORDING_NONE, &look);
    check_row(&c, lines[i].text);
    canvas_release(&c);
  }
}

static void test_the_bar_of_lights_leaves_nobody_out(void **state)
{
  (void)state;
  static const struct {
    size_t counts[LIGHT_COUNT];
    int cols;
    const char *text;
  } bars[] = {
      {{[LIGHT_DONE] = 1, [LIGHT_BEHIND] = 1, [LIGHT_NO_DATA] = 2}, 8, "★★◆◆○○○○"},
      {{[LIGHT_CRITICAL] = 1, [LIGHT_NO_DATA] = 92}, 10, "■○○○○○○○○○"},
      {{[LIGHT_MISSED] = 1, [LIGHT_CEILING_BROKEN] = 1, [LIGHT_DONE_LATE] = 998}, 5, "★★★★■"},
      {{[LIGHT_STALE] = 3, [LIGHT_CANCELLED] = 9}, 4, "◐◐◐◐"}, /* what is cancelled is no part of it */
      {{0}, 4, ""},
  };
  const struct look mono = {.lang = LANG_ZH, .mono = true};
  for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
    struct canvas c;
    canvas_init(&c, 1, 12);
    draw_distribution(canvas_area(&c), 0, 0, bars[i].cols, bars[i].counts, &mono);
    check_row(&c, bars[i].text);
    canvas_release(&c);
  }
}

static void test_a_pane_with_few_figures_never_looks_finished(void **state)
{
  (void)state;
  static const struct {
    struct tally tally;
    const char *text;
  } bars[] = {
      {{.count = 30, .measured = 1, .weights = 1, .credits = 1000000000}, "█·········"},
      {{.count = 2, .measured = 1, .weights = 1, .credits = 1000000000}, "█████·····"},
      {{.count = 2, .measured = 1, .weights = 1, .credits = 400000000}, "██░░░·····"},
      {{.count = 2, .measured = 2, .weights = 1, .credits = 1000000000}, "█████│████"},
      {{.count = 2}, "··········"},
  };
  for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
    struct canvas c;
    canvas_init(&c, 1, 10);
    draw_coverage(canvas_area(&c), 0, 0, 10, &bars[i].tally, (struct ratio){1, 2}, false);
    check_row(&c, bars[i].text);
    canvas_release(&c);
  }
}

static void test_a_long_question_is_read_whole(void **state)
{
  (void)state;
  struct stage_scene st;
  struct canvas c;
  open_views(&st);
  set_context(&st, IN_ASK);
  snprintf(
      st.scene.message, sizeof st.scene.message,
      "2021-06 already has 17 by li: replace it with 170? 170 is ten times the last figure: is it right?");
  st.scene.look.lang = LANG_EN;
  stage_draw(&st, &c, 24, 80);
  assert_true(
      picture_shows(&c, "2021-06 already has 17 by li: replace it with 170? 170 is ten times the last"));
  assert_true(picture_shows(&c, "figure: is it right?  Enter it is right: save"));
  canvas_release(&c);
  stage_close(&st);
}

/* ---- rows ---- */

static void test_filters_and_orders(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  struct scene *s = &st.scene;
  stage_goto(&st, "resettled");
  s->filter = FILTER_BEHIND;
  scene_rows(s);
  assert_int_equal(s->rows[3].count, 3);                                  /* floor space, flats, streams */
  assert_string_equal(st.plan->targets[scene_target(s)].id, "resettled"); /* the cursor stays on its target */
  s->filter = FILTER_NONE;
  s->sort = SORT_GAP;
  scene_rows(s);
  assert_string_equal(st.plan->targets[s->rows[3].targets[0]].id, "clear-water");
  assert_string_equal(st.plan->targets[s->rows[3].targets[5]].id, "winter-heating"); /* no figure: last */
  assert_string_equal(st.plan->targets[scene_target(s)].id, "resettled");
  s->filter = FILTER_NO_DATA;
  s->pane = 2;
  scene_rows(s);
  assert_int_equal(s->rows[2].count, 1);
  s->filter = FILTER_DUE;
  scene_rows(s);
  assert_int_equal(s->rows[2].count, 2); /* the stale one and the silent one, not the cancelled one */
  s->filter = FILTER_DONE;
  scene_rows(s);
  assert_int_equal(s->rows[2].count, 0);
  assert_true(scene_target(s) == SIZE_MAX);
  stage_close(&st);
}

/* A filter that left nothing sent every cursor back to the first row. */
static void test_an_empty_list_keeps_its_place(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  struct scene *s = &st.scene;
  s->pane = 2;
  s->rows[2].cursor = 2;
  size_t target = scene_target(s);
  s->filter = FILTER_DONE;
  scene_rows(s);
  assert_int_equal(s->rows[2].count, 0);
  s->filter = FILTER_NONE;
  scene_rows(s);
  assert_true(scene_target(s) == target);
  stage_close(&st);
}

/* 102.5 % of a ceiling at half time is no lead: plus is bad there, and it must not stand last. */
static void test_an_overspent_budget_is_furthest_behind(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  struct scene *s = &st.scene;
  s->sort = SORT_GAP;
  scene_rows(s);
  const struct target *first = &st.plan->targets[s->rows[0].targets[0]];
  assert_int_equal(first->kind, KIND_CUMULATIVE);
  assert_int_equal(first->sense, SENSE_AT_MOST);
  stage_close(&st);
}

static void test_find_reads_ids_names_and_owners(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  size_t roads = (size_t)(plan_find(st.plan, "dead-end-roads") - st.plan->targets);
  static const struct {
    const char *text;
    bool found;
  } searches[] = {{"END-ro", true}, {"断头", true},  {"roads OPENED", true},
                  {"建设局", true}, {"安置", false}, {"", true}};
  for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
    snprintf(st.scene.find, sizeof st.scene.find, "%s", searches[i].text);
    assert_int_equal(scene_match(&st.scene, roads), searches[i].found);
  }
  stage_close(&st);
}

static void test_a_preview_shows_the_change_in_points(void **state)
{
  (void)state;
  struct stage_scene st;
  struct canvas c;
  open_views(&st);
  st.scene.under = IN_ROWS;
  stage_enter(&st, "dead-end-roads", "21", "21", "2021-06-30");
  stage_draw(&st, &c, 24, 80);
  assert_true(picture_shows(&c, "61.2% → 61.8% +0.6"));
  assert_true(picture_shows(&c, "→48.5%  +2.5"));
  assert_true(picture_shows(&c, "→65.6% +15.6"));
  assert_int_equal(c.cells[c.cursor_row * 80 + c.cursor_col - 1].text[0], '1');
  assert_int_equal(c.cells[c.cursor_row * 80 + c.cursor_col].style & STYLE_ROLE, ROLE_ENTRY);
  canvas_release(&c);
  stage_close(&st);
}

static void test_read_only_offers_no_way_to_write(void **state)
{
  (void)state;
  struct stage_scene st;
  struct canvas c;
  open_views(&st);
  st.scene.read_only = "read-only";
  st.scene.context = st.scene.under = IN_ROWS;
  stage_draw(&st, &c, 24, 80);
  assert_false(picture_shows(&c, "录入"));
  assert_true(picture_shows(&c, "只读"));
  canvas_release(&c);
  stage_close(&st);
}

static void test_rows_out_of_sight_are_counted(void **state)
{
  (void)state;
  struct stage_scene st;
  struct canvas c;
  open_views(&st);
  st.scene.context = st.scene.under = IN_ROWS;
  stage_goto(&st, "resettled");
  stage_draw(&st, &c, 10, 60);
  assert_true(picture_shows(&c, "↓1 项"));
  canvas_release(&c);
  stage_goto(&st, "winter-heating");
  stage_draw(&st, &c, 10, 60);
  assert_true(picture_shows(&c, "↑1 项"));
  canvas_release(&c);
  stage_close(&st);
}

/* ---- goldens ---- */

static const struct size {
  int rows, cols;
} sizes[] = {{1, 1}, {4, 20}, {10, 40}, {20, 60}, {24, 80}, {36, 120}, {42, 150}, {60, 200}};

static void take(struct stage_scene *st, const char *title, const struct size *size, struct buf *out)
{
  struct canvas c;
  stage_draw(st, &c, size->rows, size->cols);
  picture_whole(&c);
  picture_add(out, title, &c);
  canvas_release(&c);
}

/* Pictures of a scene at sizes [first, last] in Chinese with Unicode and in English with ASCII. */
static void golden(struct stage_scene *st, const char *name, size_t first, size_t last)
{
  struct buf out = {0};
  char path[128];
  for (int lang = 1; lang >= 0; lang--)
    for (size_t i = first; i <= last; i++) {
      st->scene.look = (struct look){.lang = (enum lang)lang, .ascii = lang == 0};
      take(st, lang ? "zh" : "en, ASCII", &sizes[i], &out);
    }
  snprintf(path, sizeof path, "tests/golden/%s.txt", name);
  store_golden(path, &out);
  buf_release(&out);
}

static void test_golden_overview(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  golden(&st, "panes", 0, 7);
  stage_goto(&st, "floor-space");
  st.scene.context = st.scene.under = IN_ROWS;
  st.scene.filter = FILTER_BEHIND;
  st.scene.sort = SORT_GAP;
  scene_rows(&st.scene);
  golden(&st, "rows", 1, 5);
  stage_close(&st);
}

static void test_golden_detail(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.scene.context = st.scene.under = IN_DETAIL;
  stage_goto(&st, "dead-end-roads");
  golden(&st, "detail", 1, 5);
  st.scene.explain = true;
  stage_goto(&st, "institute");
  golden(&st, "explain", 3, 5);
  stage_close(&st);
}

/* A figure a day: more than a screen has lines and a chart has dots. */
static void open_daily(struct stage_scene *st)
{
  struct buf text = {0};
  buf_puts(&text, "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = "
                  "\"2021-12-31\"; }; };\npanes = ( { id = \"p\"; name = \"P\"; targets = (\n"
                  "{ id = \"daily\"; name = \"Daily\"; kind = \"level\"; target = 60; unit = \"km\";\n"
                  "  readings = (");
  for (int i = 0; i < 340; i++) {
    char day[16];
    date_format((struct date){date_of(2021, 1, 1).days + i}, day, sizeof day);
    int value = i == 200 ? 95 : i < 100 ? 10 + i % 3 : 10 + (i * 37) % (i / 5);
    buf_printf(&text,
               "%s\n{ through = \"%s\"; value = %d; by = \"li\"; at = \"2021-12-07T10:02:11+08:00\"; }",
               i > 0 ? "," : "", day, value);
  }
  buf_puts(&text, " ); } ); } );\n");
  stage_open_text(st, text.data, "2021-12-20", "2021-12-20");
  buf_release(&text);
  stage_goto(st, "daily");
}

static void test_golden_long_detail(void **state)
{
  (void)state;
  struct stage_scene st;
  open_daily(&st);
  st.scene.context = st.scene.under = IN_DETAIL;
  golden(&st, "daily", 4, 5);
  st.scene.detail_top = 100;
  golden(&st, "daily-scrolled", 4, 4);
  st.scene.under = IN_DETAIL;
  stage_enter(&st, "daily", "80 @2021-07-01", "80", "2021-07-01");
  golden(&st, "daily-entry", 4, 4);
  stage_close(&st);
}

/* Lines that are scrolled to are those of a screen that has them all. */
static void test_detail_scrolls_line_by_line(void **state)
{
  (void)state;
  enum { ROWS = 24, ALL = 420 };
  struct stage_scene st;
  struct canvas tall, c;
  open_daily(&st);
  st.scene.context = st.scene.under = IN_DETAIL;
  stage_draw(&st, &tall, ALL, 80);
  for (size_t top = 1; top < ALL; top = top < 20 ? top + 1 : top + 17) {
    st.scene.detail_top = top;
    stage_draw(&st, &c, ROWS, 80);
    for (size_t row = 2; row < ROWS - 3; row++)
      assert_memory_equal(c.cells + row * 80, tall.cells + (row + st.scene.detail_top) * 80,
                          79 * sizeof *c.cells);
    canvas_release(&c);
  }
  assert_true(st.scene.detail_top > 330);
  canvas_release(&tall);
  stage_close(&st);
}

static void test_listing_scrolls_line_by_line(void **state)
{
  (void)state;
  enum { ROWS = 24, ALL = 300, LINES = 90 };
  struct stage_scene st;
  struct canvas tall, c;
  struct listing_line lines[LINES];
  struct listing list = {"Changes", lines, LINES};
  char text[LINES][200];
  open_views(&st);
  for (int i = 0; i < LINES; i++) {
    snprintf(text[i], sizeof text[i], "%.*s%d%s%s", i % 7 ? 150 - i : 0,
             "修改 5 → 7，打通断头路 17 / ≥32 条；"
             "another line that is longer than the page is wide, and then some",
             i, i % 5 ? "" : "\nand a line below", i % 11 ? "" : "\n\n");
    if (i % 13 == 0)
      text[i][0] = '\0';
    lines[i] = (struct listing_line){text[i], i % 2 ? ROLE_TEXT : ROLE_TITLE};
  }
  st.scene.context = IN_CHANGES;
  st.scene.under = IN_ROWS;
  st.scene.listing = &list;
  stage_draw(&st, &tall, ALL, 80);
  for (size_t top = 0; top < ALL; top++) {
    st.scene.page_top = top;
    stage_draw(&st, &c, ROWS, 80);
    for (size_t row = 2; row < ROWS - 3; row++)
      assert_memory_equal(c.cells + row * 80, tall.cells + (row + st.scene.page_top) * 80,
                          79 * sizeof *c.cells);
    canvas_release(&c);
  }
  assert_true(st.scene.page_top > 100);
  canvas_release(&tall);
  stage_close(&st);
}

static void test_golden_entry(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.scene.under = IN_ROWS;
  stage_enter(&st, "five-peaks", "+2 @2021-06 # 现场核实", "4", "2021-06-30");
  golden(&st, "entry", 1, 6);
  st.scene.under = IN_DETAIL;
  golden(&st, "entry-detail", 3, 5);
  st.scene.context = IN_ASK;
  st.scene.under = IN_ROWS;
  st.scene.level = MESSAGE_ASK;
  snprintf(st.scene.message, sizeof st.scene.message, "40 is ten times the last figure, 4. Is it right?");
  golden(&st, "ask", 1, 5);
  stage_close(&st);
}

static void test_golden_help_and_find(void **state)
{
  (void)state;
  struct stage_scene st;
  open_views(&st);
  st.scene.context = IN_HELP;
  st.scene.under = IN_ROWS;
  golden(&st, "help", 4, 5);
  st.scene.context = IN_FIND;
  snprintf(st.scene.find, sizeof st.scene.find, "安置");
  stage_goto(&st, "resettled");
  golden(&st, "find", 1, 5);
  stage_close(&st);
}

static void test_golden_page(void **state)
{
  (void)state;
  struct stage_scene st;
  struct buf out = {0};
  open_views(&st);
  st.scene.wall = true;
  for (int lang = 1; lang >= 0; lang--)
    for (int cols = 60; cols <= 140; cols += 40) {
      struct canvas c;
      st.scene.look = (struct look){.lang = (enum lang)lang, .ascii = lang == 0};
      view_page(&st.scene, &c, cols, NULL);
      picture_whole(&c);
      picture_add(&out, lang ? "zh" : "en, ASCII", &c);
      canvas_release(&c);
    }
  store_golden("tests/golden/page.txt", &out);
  buf_release(&out);
  stage_close(&st);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_context_draws_whole_at_every_size),
      cmocka_unit_test(test_each_target_has_a_detail),
      cmocka_unit_test(test_demo_is_always_shown),
      cmocka_unit_test(test_columns_stand_straight),
      cmocka_unit_test(test_a_bar_passes_its_tick_exactly_when_it_should),
      cmocka_unit_test(test_a_bar_without_a_tick_is_honest_at_its_ends),
      cmocka_unit_test(test_a_bar_at_its_tick_ends_there),
      cmocka_unit_test(test_a_sparkline_ends_at_the_day_looked_at),
      cmocka_unit_test(test_what_is_behind_gives_way_last),
      cmocka_unit_test(test_the_bar_of_lights_leaves_nobody_out),
      cmocka_unit_test(test_a_pane_with_few_figures_never_looks_finished),
      cmocka_unit_test(test_a_long_question_is_read_whole),
      cmocka_unit_test(test_filters_and_orders),
      cmocka_unit_test(test_an_empty_list_keeps_its_place),
      cmocka_unit_test(test_an_overspent_budget_is_furthest_behind),
      cmocka_unit_test(test_find_reads_ids_names_and_owners),
      cmocka_unit_test(test_a_preview_shows_the_change_in_points),
      cmocka_unit_test(test_read_only_offers_no_way_to_write),
      cmocka_unit_test(test_rows_out_of_sight_are_counted),
      cmocka_unit_test(test_golden_overview),
      cmocka_unit_test(test_golden_detail),
      cmocka_unit_test(test_golden_long_detail),
      cmocka_unit_test(test_detail_scrolls_line_by_line),
      cmocka_unit_test(test_listing_scrolls_line_by_line),
      cmocka_unit_test(test_golden_entry),
      cmocka_unit_test(test_golden_help_and_find),
      cmocka_unit_test(test_golden_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
