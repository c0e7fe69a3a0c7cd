/* Rows that curses is given in parts, as they change, are those that it is given as a whole: characters and
 * colours, and the ink of blanks whose neighbours are others now. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/tui/term.h"
#include "guatu/tui/term_parts.h"

#undef OK
#undef ERR
#include <curses.h>

enum { ROWS = 4, COLUMNS = 40 };

static uint32_t seed = 1;

static unsigned noise(unsigned below)
{
  seed = seed * 1664525u + 1013904223u;
  return (seed >> 16) % below;
}

static void scribble(struct canvas *c)
{
  static const char *const texts[] = {"中文字", "a b", "          ", "   ", "█", "│", "─ ─", "é", " 中 "};
  static const unsigned flags[] = {STYLE_SELECTED, STYLE_CHOSEN, STYLE_BOLD};
  struct area a = canvas_area(c);
  int row = (int)noise(ROWS), col = (int)noise(COLUMNS);
  switch (noise(3)) {
  case 0:
    area_put(a, row, col, noise(ROLE_COUNT), texts[noise(sizeof texts / sizeof *texts)]);
    break;
  case 1:
    area_fill(a, row, col, 1, (int)noise(20), noise(ROLE_COUNT));
    break;
  case 2:
    area_restyle(a, row, col, (int)noise(12), flags[noise(3)]);
    break;
  }
}

static void look(cchar_t now[ROWS][COLUMNS], int cols)
{
  memset(now, 0, sizeof(cchar_t[ROWS][COLUMNS]));
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < cols; col++)
      assert_int_not_equal(mvin_wch(row, col, &now[row][col]), -1);
}

/* `cols`: fewer than the canvas has where the terminal's last ones are spared. */
static void walk(int cols)
{
  static cchar_t parts[ROWS][COLUMNS], whole[ROWS][COLUMNS];
  struct canvas c;
  canvas_init(&c, ROWS, COLUMNS);
  cells_forget();
  for (int step = 0; step < 2000; step++) {
    for (unsigned i = noise(3); i < 3; i++)
      scribble(&c);
    cells_put(&c, ROWS, cols);
    look(parts, cols);
    cells_forget();
    cells_put(&c, ROWS, cols);
    look(whole, cols);
    assert_memory_equal(parts, whole, sizeof whole);
  }
  canvas_release(&c);
}

static void test_parts_are_as_the_whole(void **state)
{
  (void)state;
  for (int theme = 0; theme < THEME_COUNT; theme++) {
    theme_apply((enum theme)theme, theme == THEME_MONO);
    cells_start(false, false, false);
    walk(COLUMNS);
    walk(COLUMNS - 1);
    cells_start(true, false, false);
    walk(COLUMNS);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_parts_are_as_the_whole)};
  FILE *nowhere = fopen("/dev/null", "r+");
  assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
  assert_int_equal(setenv("LINES", "4", 1), 0);
  assert_int_equal(setenv("COLUMNS", "40", 1), 0);
  SCREEN *screen = newterm("xterm-256color", nowhere, nowhere);
  assert_non_null(screen);
  start_color();
  use_default_colors();
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  cells_stop();
  endwin();
  delscreen(screen);
  fclose(nowhere);
  return failed;
}
