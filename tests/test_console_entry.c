/* Entering figures, where it went wrong once: the real program, in a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_console.h"

/* --- the next row --- */

/* The row just saved leaves the list of what is due; the one after it must not be passed over. */
static void test_saving_under_a_filter_passed_over_the_next_row(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "fff");
  assert_true(pty_wait(w->pty, "显示：应报"));
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "3");
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* Sorted by date the row just saved goes to the end of its pane; the next is the one that stood below it. */
static void test_saving_in_a_sorted_list_left_its_pane(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "sss");
  assert_true(pty_wait(w->pty, "排序：最久未报在前"));
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "3");
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_saving_under_a_filter_passed_over_the_next_row),
      CONSOLE_TEST(test_saving_in_a_sorted_list_left_its_pane),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
