/* Rectangles for every size: nothing overlaps, nothing leaves the screen, and every pane that is open shows a
 * row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/tui/view.h"

/* A plan of which only the panes' sizes matter. */
static struct plan plan_of(struct pane *panes, const size_t *counts, size_t count)
{
  for (size_t i = 0; i < count; i++)
    panes[i] = (struct pane){.count = counts[i]};
  return (struct plan){.panes = panes, .pane_count = count};
}

static const size_t real[] = {4, 20, 22, 30, 17}, nine[] = {1, 0, 300, 2, 7, 100000, 9, 3, 40}, one[] = {12};

static void paint(unsigned char *grid, int rows, int cols, const struct rect *r)
{
  if (r->rows == 0 || r->cols == 0)
    return;
  assert_true(r->row >= 0 && r->col >= 0 && r->rows > 0 && r->cols > 0);
  assert_true(r->row + r->rows <= rows && r->col + r->cols <= cols);
  for (int row = r->row; row < r->row + r->rows; row++)
    for (int col = r->col; col < r->col + r->cols; col++)
      assert_int_equal(grid[row * cols + col]++, 0);
}

static void check_size(const struct plan *p, size_t chosen, int rows, int cols)
{
  unsigned char *grid = calloc((size_t)rows * (size_t)cols, 1);
  struct layout l = layout_make(p, chosen, rows, cols);
  paint(grid, rows, cols, &l.header);
  paint(grid, rows, cols, &l.footer);
  paint(grid, rows, cols, &l.message);
  paint(grid, rows, cols, &l.side);
  for (size_t i = 0; i < LAYOUT_PANES; i++) {
    paint(grid, rows, cols, &l.panes[i]);
    assert_true(l.visible[i] >= 0 && l.visible[i] <= l.panes[i].rows);
    if (l.panes[i].rows > 0)
      assert_true(l.visible[i] > 0);
  }
  if (l.shape != SHAPE_TINY)
    assert_true(l.panes[chosen].rows > 0);
  free(grid);
}

static void test_every_size_is_cut_without_overlap(void **state)
{
  (void)state;
  struct pane panes[LAYOUT_PANES];
  const struct {
    const size_t *counts;
    size_t count;
  } plans[] = {{real, 5}, {nine, 9}, {one, 1}};
  for (size_t i = 0; i < 3; i++) {
    struct plan p = plan_of(panes, plans[i].counts, plans[i].count);
    for (int rows = 1; rows <= 70; rows++)
      for (int cols = 1; cols <= 220; cols++)
        check_size(&p, (size_t)(rows + cols) % p.pane_count, rows, cols);
  }
}

static void test_shapes_begin_where_the_design_says(void **state)
{
  (void)state;
  struct pane panes[LAYOUT_PANES];
  struct plan p = plan_of(panes, real, 5);
  static const struct {
    int rows, cols;
    enum shape shape;
  } sizes[] = {
      {1, 1, SHAPE_TINY},    {3, 200, SHAPE_TINY},  {60, 19, SHAPE_TINY},  {4, 20, SHAPE_LIST},
      {9, 200, SHAPE_LIST},  {60, 39, SHAPE_LIST},  {10, 40, SHAPE_ONE},   {23, 200, SHAPE_ONE},
      {60, 79, SHAPE_ONE},   {24, 80, SHAPE_SIDE},  {41, 200, SHAPE_SIDE}, {60, 149, SHAPE_SIDE},
      {42, 150, SHAPE_WALL}, {60, 200, SHAPE_WALL},
  };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    assert_int_equal(layout_make(&p, 0, sizes[i].rows, sizes[i].cols).shape, sizes[i].shape);
}

static void test_the_whole_plan_hangs_on_a_wall_of_200_by_60(void **state)
{
  (void)state;
  struct pane panes[LAYOUT_PANES];
  struct plan p = plan_of(panes, real, 5);
  struct layout l = layout_make(&p, 0, 60, 200);
  for (size_t i = 0; i < 5; i++)
    assert_true(l.visible[i] >= (int)real[i]);
  /* in reading order, the columns ending level */
  assert_int_equal(l.panes[0].col, l.panes[2].col);
  assert_true(l.panes[3].col > l.panes[2].col);
  assert_int_equal(l.panes[2].row + l.panes[2].rows, l.panes[4].row + l.panes[4].rows);
  /* headings above each column's first pane; air between panes; what is over shared evenly */
  static const bool headings[] = {true, false, false, true, false};
  for (size_t i = 0; i < 5; i++)
    assert_int_equal(l.headings[i], headings[i]);
  assert_int_equal(l.panes[1].row, l.panes[0].row + l.panes[0].rows + 1);
  assert_int_equal(l.panes[3].col, l.panes[2].col + l.panes[2].cols + 1);
  assert_true(abs((l.visible[3] - 30) - (l.visible[4] - 17)) <= 1);
}

static void test_a_short_wall_keeps_small_panes_whole(void **state)
{
  (void)state;
  struct pane panes[LAYOUT_PANES];
  struct plan p = plan_of(panes, real, 5);
  struct layout l = layout_make(&p, 0, 42, 150);
  assert_int_equal(l.visible[0], 4);
  assert_true(l.visible[1] >= 8 && l.visible[2] >= 8 && l.visible[3] >= 8 && l.visible[4] >= 8);
}

static void test_scrolling_shows_the_cursor_and_no_blank_end(void **state)
{
  (void)state;
  struct pane panes[LAYOUT_PANES];
  struct plan p = plan_of(panes, real, 5);
  uint32_t targets[30];
  struct row_list lists[5] = {{.targets = targets, .count = 30, .cursor = 29, .top = 0},
                              {.targets = targets, .count = 20, .cursor = 19, .top = 18},
                              {.targets = targets, .count = 2, .cursor = 7, .top = 0},
                              {.targets = targets, .count = 0, .cursor = 5, .top = 5},
                              {.targets = targets, .count = 17, .cursor = 0, .top = 0}};
  struct scene s = {.plan = &p, .rows = lists, .row_lists = 5, .context = IN_ROWS, .under = IN_ROWS};
  struct layout l = layout_make(&p, 0, 42, 150);
  for (int i = 0; i < 5; i++)
    l.visible[i] = 10;
  scene_scroll(&s, &l);
  assert_int_equal(lists[0].top, 20);
  assert_int_equal(lists[1].top, 10);
  assert_int_equal(lists[2].cursor, 1);
  assert_int_equal(lists[2].top, 0);
  assert_int_equal(lists[3].cursor, 0);
  lists[4].cursor = 16;
  scene_scroll(&s, &l);
  assert_int_equal(lists[4].top, 7);
  lists[4].cursor = 8; /* still seen: nothing moves */
  scene_scroll(&s, &l);
  assert_int_equal(lists[4].top, 7);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_size_is_cut_without_overlap),
      cmocka_unit_test(test_shapes_begin_where_the_design_says),
      cmocka_unit_test(test_the_whole_plan_hangs_on_a_wall_of_200_by_60),
      cmocka_unit_test(test_a_short_wall_keeps_small_panes_whole),
      cmocka_unit_test(test_scrolling_shows_the_cursor_and_no_blank_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
