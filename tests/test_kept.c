/* Parts of a picture that are kept: whatever was pressed, the screen is what drawing everything anew makes of
 * it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "guatu/tui/kept.h"
#include "guatu/tui/parts.h"
#include "support_console.h"
#include "support_scene.h"

static void draw(struct kept *k, size_t part, struct area a, uint64_t looks, const char *text)
{
  struct area on = kept_begin(k, part, a, looks);
  if (on.rows > 0)
    area_put(on, 0, 0, ROLE_TEXT, text);
  kept_end(k, part, a);
}

static void assert_row(const struct canvas *c, int row, const char *want)
{
  struct buf text = {0};
  canvas_row_text(c, row, &text);
  assert_string_equal(text.data ? text.data : "", want);
  buf_release(&text);
}

static void test_a_part_is_drawn_when_its_looks_change(void **state)
{
  (void)state;
  struct kept k = {0};
  struct canvas c;
  canvas_init(&c, 2, 10);
  struct area top = area_part(canvas_area(&c), 0, 0, 1, 10), low = area_part(canvas_area(&c), 1, 2, 1, 4);
  draw(&k, 0, top, 1, "first");
  draw(&k, 40, low, 1, "中文");
  assert_row(&c, 0, "first");
  assert_row(&c, 1, "  中文");
  area_put(top, 0, 0, ROLE_TEXT, "over it");
  canvas_clear(&c);
  draw(&k, 0, top, 1, "not drawn");
  draw(&k, 40, low, 2, "x");
  assert_row(&c, 0, "first"); /* nor what was drawn over it */
  assert_row(&c, 1, "  x");
  draw(&k, 0, area_part(top, 0, 0, 1, 9), 1, "another"); /* size */
  assert_row(&c, 0, "another");
  draw(NULL, 0, top, 1, "anew");
  assert_row(&c, 0, "anewher");
  kept_release(&k);
  canvas_release(&c);
}

static int compare_looks(const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

/* Versions and days are small numbers both: one must not make up for the other. */
static void test_a_version_and_a_day_are_two_things(void **state)
{
  (void)state;
  enum { SIDE = 64 };
  struct board b = {0};
  struct scene s = {.board = &b};
  uint64_t looks[SIDE * SIDE];
  for (size_t i = 0; i < SIDE * SIDE; i++) {
    s.version = i % SIDE;
    b.when = (struct when){{18800 + (int)(i / SIDE)}, {18981}};
    looks[i] = scene_looks(&s);
  }
  qsort(looks, SIDE * SIDE, sizeof *looks, compare_looks);
  for (size_t i = 1; i < SIDE * SIDE; i++)
    assert_true(looks[i - 1] != looks[i]);
}

/* The picture with what was kept of those before, and the one drawn from nothing. */
static void same_picture(struct stage_scene *st, struct kept *k, int rows, int cols, const char *after)
{
  struct canvas kept, anew;
  st->scene.kept = k;
  stage_draw(st, &kept, rows, cols);
  st->scene.kept = NULL;
  stage_draw(st, &anew, rows, cols);
  if (memcmp(kept.cells, anew.cells, (size_t)rows * (size_t)cols * sizeof *kept.cells) != 0)
    fail_msg("%dx%d: other cells after %s", cols, rows, after);
  assert_int_equal(kept.cursor_row, anew.cursor_row);
  assert_int_equal(kept.cursor_col, anew.cursor_col);
  canvas_release(&kept);
  canvas_release(&anew);
}

/* Without any word that something has changed: cursors, marks, searches and figures being typed. */
static void walk_scene(int rows, int cols)
{
  struct stage_scene st;
  struct kept k = {0};
  stage_open(&st, "conf/demo-2021.conf", "2021-06-30", "2021-07-13");
  bool *news = mem_alloc(st.plan->target_count * sizeof *news);
  same_picture(&st, &k, rows, cols, "opening");
  st.scene.context = st.scene.under = IN_ROWS;
  same_picture(&st, &k, rows, cols, "going into the rows");
  stage_goto(&st, "dead-end-roads");
  same_picture(&st, &k, rows, cols, "another pane");
  for (int i = 0; i < 40; i++) {
    struct row_list *list = &st.scene.rows[st.scene.pane];
    list->cursor = (list->cursor + 1) % list->count;
    same_picture(&st, &k, rows, cols, "a row down");
  }
  snprintf(st.scene.find, sizeof st.scene.find, "%s", "路");
  same_picture(&st, &k, rows, cols, "a search");
  st.scene.find[0] = '\0';
  news[scene_target(&st.scene)] = true;
  st.scene.news = news;
  same_picture(&st, &k, rows, cols, "somebody's change");
  stage_enter(&st, "dead-end-roads", "9", "9", "2021-06-30");
  same_picture(&st, &k, rows, cols, "a figure");
  stage_enter(&st, "dead-end-roads", "29", "29", "2021-06-30");
  same_picture(&st, &k, rows, cols, "another figure");
  stage_enter(&st, "dead-end-roads", "29x", NULL, NULL);
  same_picture(&st, &k, rows, cols, "what is no figure");
  st.scene.context = st.scene.under = IN_DETAIL;
  for (int i = 0; i < 8; i++) {
    struct row_list *list = &st.scene.rows[st.scene.pane];
    list->cursor = (list->cursor + 1) % list->count;
    st.scene.detail_top = i % 2 ? 6 : 0;
    same_picture(&st, &k, rows, cols, "another target's detail");
  }
  stage_enter(&st, "dead-end-roads", "9", "9", "2021-06-30");
  same_picture(&st, &k, rows, cols, "a figure in the detail");
  stage_enter(&st, "dead-end-roads", "29", "29", "2021-06-30");
  same_picture(&st, &k, rows, cols, "another figure in the detail");
  stage_enter(&st, "dead-end-roads", "22", "22", "2021-06-30");
  same_picture(&st, &k, rows, cols, "one with the same light");
  stage_enter(&st, "dead-end-roads", "22 @4", "22", "2021-04-30");
  same_picture(&st, &k, rows, cols, "for another day");
  stage_enter(&st, "dead-end-roads", "22 @3", "22", "2021-03-31");
  same_picture(&st, &k, rows, cols, "for a day with the same light");
  stage_enter(&st, "dead-end-roads", "29x", NULL, NULL);
  same_picture(&st, &k, rows, cols, "what is no figure in the detail");
  kept_release(&k);
  free(news);
  stage_close(&st);
}

static void test_only_what_changed_is_drawn(void **state)
{
  (void)state;
  walk_scene(24, 80);
  walk_scene(30, 120);
  walk_scene(60, 200);
  walk_scene(8, 60);
}

/* Every word of it is a key; together they go through lists, pages, searches, figures, filters, languages. */
static const char *const keys[] = {
    "j",     "j",       "j", "k",    "k",      "<PgDn>", "<PgUp>",  "<Home>",  "<End>",  "<Tab>",
    "<Tab>", "<S-Tab>", "1", "4",    "3",      "5",      "<Enter>", "<Enter>", "h",      "h",
    "/",     "d",       "a", "<BS>", "n",      "N",      "f",       "s",       "L",      "T",
    "[",     "]",       ".", "?",    "c",      "e",      "7",       "2",       "<Left>", "<Right>",
    "<BS>",  "<C-u>",   "x", "u",    "<Down>", "<Up>",   "y",
};

static uint32_t next_number(uint32_t *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 16;
}

/* A window that says it changed its size makes every part be drawn anew. */
static void walk(struct world *w, int rows, int cols, uint32_t seed, int steps)
{
  struct buf told = {0};
  console_open(w,
               &(struct opening){.rows = rows, .cols = cols, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_settle(w->pty));
  for (int i = 0; i < steps; i++) {
    const char *key = keys[next_number(&seed) % (sizeof keys / sizeof *keys)];
    buf_printf(&told, "%s ", key);
    pty_keys(w->pty, key);
    assert_true(pty_settle(w->pty));
    char *kept = mem_text(pty_screen(w->pty));
    pty_signal(w->pty, SIGWINCH);
    assert_true(pty_settle(w->pty));
    if (strcmp(kept, pty_screen(w->pty)) != 0)
      fail_msg("%dx%d, seed %u, after %s\n%s\nanew:\n%s", cols, rows, seed, told.data, kept,
               pty_screen(w->pty));
    free(kept);
  }
  assert_true(pty_running(w->pty));
  pty_end(w->pty);
  w->pty = NULL;
  buf_release(&told);
}

static void test_kept_pictures_are_those_drawn_anew(void **state)
{
  struct world *w = *state;
  int steps = PTY_SANITIZED ? 60 : 240;
  walk(w, 24, 80, 1, steps);
  walk(w, 24, 80, 2, steps);
  walk(w, 9, 50, 3, steps);
  walk(w, 30, 120, 4, steps);
  walk(w, 60, 200, 5, steps);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_only_what_changed_is_drawn),
      cmocka_unit_test(test_a_part_is_drawn_when_its_looks_change),
      cmocka_unit_test(test_a_version_and_a_day_are_two_things),
      CONSOLE_TEST(test_kept_pictures_are_those_drawn_anew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
