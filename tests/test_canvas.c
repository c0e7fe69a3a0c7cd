/* The grid of cells: what is written stays inside its area, and a wide character never loses one half. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/tui/canvas.h"

static void expect_row(const struct canvas *c, int row, const char *text)
{
  struct buf got = {0};
  canvas_row_text(c, row, &got);
  assert_string_equal(got.data ? got.data : "", text);
  buf_release(&got);
}

static void test_text_is_cut_at_the_edge_of_its_area(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 3, 12);
  struct area a = area_part(canvas_area(&c), 1, 2, 1, 5);
  assert_int_equal(area_put(a, 0, 3, ROLE_TEXT, "abcdef"), 9);
  area_put(a, 1, 0, ROLE_TEXT, "below");
  area_put(a, -1, 0, ROLE_TEXT, "above");
  area_put(a, 0, -2, ROLE_TEXT, "xyz");
  expect_row(&c, 0, "");
  expect_row(&c, 1, "  z  ab");
  expect_row(&c, 2, "");
  canvas_release(&c);
}

/* The last thing between a view's mistake and the terminal. */
static void test_what_no_screen_may_get_is_replaced(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 1, 20);
  area_put(canvas_area(&c), 0, 0, ROLE_TEXT, "a\033\u202E\u00A0\uE000\uFE0F\u00ADb\xff中e\u0301");
  expect_row(&c, 0, "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDb\uFFFD中e\u0301");
  canvas_release(&c);
}

static void test_a_wide_character_is_whole_or_blank(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 1, 5);
  struct area a = canvas_area(&c);
  area_put(a, 0, 0, ROLE_TEXT, "中国人"); /* the third has one column left */
  expect_row(&c, 0, "中国");
  area_put(a, 0, 1, ROLE_TEXT, "x"); /* on the second half of 中 */
  expect_row(&c, 0, " x国");
  area_put(a, 0, 2, ROLE_TEXT, "y"); /* on the first half of 国 */
  expect_row(&c, 0, " xy");
  area_put(a, 0, 0, ROLE_TEXT, "中国");
  area_put(a, 0, 1, ROLE_TEXT, "人"); /* over the halves of both */
  expect_row(&c, 0, " 人");
  for (int i = 0; i < 5; i++)
    assert_true(c.cells[i].text[0] != 0 || i == 2);
  canvas_release(&c);
}

static void test_combining_marks_stay_on_their_base(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 1, 6);
  struct area a = canvas_area(&c);
  assert_int_equal(area_put(a, 0, 0, ROLE_TEXT, "e\u0301\u0302x"), 2);
  expect_row(&c, 0, "e\u0301\u0302x");
  assert_int_equal(area_put(a, 0, 3, ROLE_TEXT, "\u0301y"), 4); /* none stands first */
  expect_row(&c, 0, "e\u0301\u0302x y");
  assert_int_equal(c.cells[2].text[1], 0);
  canvas_release(&c);
}

static void test_clip_and_right_fill_their_columns(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 4, 10);
  struct area a = canvas_area(&c);
  area_put(a, 0, 0, ROLE_DIM, "..........");
  area_clip(a, 0, 1, 6, ROLE_TEXT, "中国人民", false);
  expect_row(&c, 0, ".中国… ...");
  area_put(a, 1, 0, ROLE_DIM, "..........");
  area_clip(a, 1, 1, 6, ROLE_TEXT, "ab", true);
  expect_row(&c, 1, ".ab    ...");
  assert_int_equal(area_right(a, 2, 1, 6, ROLE_TEXT, "完成"), 7);
  expect_row(&c, 2, "   完成");
  area_clip(a, 3, 0, 0, ROLE_TEXT, "nothing", false);
  expect_row(&c, 3, "");
  canvas_release(&c);
}

static void test_parts_are_cut_to_the_outer_area(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 4, 4);
  struct area a = area_part(canvas_area(&c), 2, 2, 10, 10);
  assert_int_equal(a.rows, 2);
  assert_int_equal(a.cols, 2);
  a = area_part(canvas_area(&c), -1, -1, 3, 3);
  assert_int_equal(a.rows, 2);
  assert_int_equal(a.row, 0);
  a = area_part(a, 2, 0, 1, 1);
  assert_int_equal(a.rows, 0);
  area_fill(canvas_area(&c), -5, -5, 50, 50, ROLE_ENTRY);
  for (int i = 0; i < 16; i++)
    assert_int_equal(c.cells[i].style, ROLE_ENTRY);
  canvas_release(&c);
}

static void test_frame_keeps_its_titles_apart(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 3, 16);
  area_frame(canvas_area(&c), ROLE_BORDER, "板块", "5/6", false);
  expect_row(&c, 0, "┌ 板块 ── 5/6 ─┐");
  expect_row(&c, 1, "│              │");
  expect_row(&c, 2, "└──────────────┘");
  canvas_clear(&c);
  area_frame(canvas_area(&c), ROLE_BORDER, "a title", "right", true); /* they would touch */
  expect_row(&c, 0, "+ a title -----+");
  canvas_clear(&c);
  area_frame(canvas_area(&c), ROLE_BORDER, "a long long title", "right", true); /* no room for both */
  expect_row(&c, 0, "+ a long lon~ -+");
  canvas_release(&c);
}

static void test_copy_moves_rows_and_cursor(void **state)
{
  (void)state;
  struct canvas from, to;
  canvas_init(&from, 5, 6);
  canvas_init(&to, 2, 5);
  area_put(canvas_area(&from), 3, 1, ROLE_TITLE, "a中国");
  area_cursor(canvas_area(&from), 3, 2);
  area_copy(canvas_area(&to), &from, 3);
  expect_row(&to, 0, " a中"); /* 国 would be cut in half */
  expect_row(&to, 1, "");
  assert_int_equal(to.cursor_row, 0);
  assert_int_equal(to.cursor_col, 2);
  canvas_release(&from);
  canvas_release(&to);
}

static void test_a_canvas_of_nothing_takes_anything(void **state)
{
  (void)state;
  struct canvas c;
  canvas_init(&c, 0, 0);
  struct area a = canvas_area(&c);
  area_put(a, 0, 0, ROLE_TEXT, "中");
  area_frame(a, ROLE_TEXT, "t", "r", false);
  area_cursor(a, 0, 0);
  assert_int_equal(c.cursor_row, -1);
  canvas_release(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_text_is_cut_at_the_edge_of_its_area),
      cmocka_unit_test(test_what_no_screen_may_get_is_replaced),
      cmocka_unit_test(test_a_wide_character_is_whole_or_blank),
      cmocka_unit_test(test_combining_marks_stay_on_their_base),
      cmocka_unit_test(test_clip_and_right_fill_their_columns),
      cmocka_unit_test(test_parts_are_cut_to_the_outer_area),
      cmocka_unit_test(test_frame_keeps_its_titles_apart),
      cmocka_unit_test(test_copy_moves_rows_and_cursor),
      cmocka_unit_test(test_a_canvas_of_nothing_takes_anything),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
