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
/* Columns are as wide as the widest figure when the lists were made. A save makes none. */
static void test_a_wider_figure_was_cut_after_its_save(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "123456<Enter>");
  assert_true(pty_wait(w->pty, "无误"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存"));
  assert_true(pty_wait_line(w->pty, "打通断头路", " 123456/≥32"));
  console_quit(w);
}

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

/* --- beginning --- */

/* e opened an empty cell, and nothing said what may be typed there. */
static void test_an_empty_entry_asked_for_nothing(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "e");
  assert_true(pty_wait(w->pty, "请输入“打通断头路”的数值，例如 62。"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_gone(w->pty, "请输入"));
  pty_keys(w->pty, "/核心板块控制<Enter>e");
  assert_true(pty_wait(w->pty, "例如 完成 或 2/4。"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* "Type the figure, unit 条" read as one word. */
static void test_the_unit_ran_into_the_sentence(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "1e5");
  assert_true(pty_wait(w->pty, "数值后的“e5”无法识别：请只输入数值（单位：条）。"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* e on a milestone that is done put the English word under a Chinese hand. */
static void test_a_milestone_was_typed_in_english(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "/核心板块控制<Enter>e完成<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/核心板块控制<Enter>e");
  assert_true(pty_wait_line(w->pty, "核心板块控制", " 完成 "));
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  assert_false(pty_shows(w->pty, "done"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* "=-3" on a row lost its "=" and was taken for three less than the last figure. */
static void test_an_equals_sign_did_not_begin_an_entry(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "=17");
  assert_true(pty_wait_line(w->pty, "打通断头路", "=17"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* A milestone's row took no notice of the word. */
static void test_a_word_did_not_begin_an_entry(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "4<Enter><Down>完成<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  console_quit(w);
}

/* What no longer fitted was dropped without a word. */
static void test_a_note_too_long_was_cut_in_silence(void **state)
{
  struct world *w = *state;
  char note[300];
  console_open_usual(w);
  console_go_to_roads(w);
  memset(note, 'n', sizeof note);
  memcpy(note, "17 # ", 5);
  note[sizeof note - 1] = '\0';
  pty_keys(w->pty, note);
  assert_true(pty_wait(w->pty, "输入内容已满"));
  pty_keys(w->pty, "<BS>");
  assert_true(pty_wait_gone(w->pty, "输入内容已满"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* In a list that the filter leaves empty, keys that enter a figure did nothing and said nothing. */
static void test_entering_in_an_empty_list_was_silent(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "4<Enter>f");
  assert_true(pty_wait(w->pty, "显示：落后（0 项）"));
  static const char *const keys[] = {"e", "5"};
  for (size_t i = 0; i < 2; i++) {
    pty_keys(w->pty, keys[i]);
    assert_true(pty_wait(w->pty, "没有符合筛选的目标"));
    pty_keys(w->pty, "<Down>");
    assert_true(pty_wait_gone(w->pty, "没有符合筛选的目标"));
  }
  console_quit(w);
}

/* A round through the filters sent the cursor to other rows, so that a figure could land in the wrong one. */
static void test_a_round_of_filters_lost_the_row(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>"); /* what has no data hides it now */
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "<Up>fffff");
  assert_true(pty_wait(w->pty, "显示：全部"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_gone(w->pty, "供暖主管网里程")); /* one target's page now … */
  assert_true(pty_wait(w->pty, "打通断头路"));          /* … and whose */
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait(w->pty, "供暖主管网里程"));
  console_quit(w);
}

/* Somebody who erases a figure and presses Enter may believe that it is gone. */
static void test_an_erased_figure_stayed_in_silence(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/dead-end<Enter>e<C-u><Enter>");
  assert_true(pty_wait(w->pty, "原数据保持不变"));
  assert_true(console_file_holds(w, "value = 17;"));
  console_quit(w);
}

/* Two cells of a sheet, as a terminal without bracketed paste sends them, became one figure: 1720. */
static void test_a_tab_joined_two_figures(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Tab>20");
  assert_true(pty_wait(w->pty, "“17 20”有两种读法"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* --- questions --- */

/* A question that waits for Enter: May had 17, and "+200" makes 217. */
static void ask_for_217(struct world *w)
{
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17 @5<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/dead-end<Enter>+200<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
}

/* The figure that "+200" adds to went away while the question waited: Enter saved a nought. */
static void test_a_question_outlived_what_it_was_about(void **state)
{
  struct world *w = *state;
  ask_for_217(w);
  pty_write_file(w->path, w->before, w->before_len);
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "还没有可供 +200 累加的数"));
  assert_true(pty_settle(w->pty)); /* that Enter forgets what was typed ahead */
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* Over a slow line the next row's figure came after the question, and its Enter answered it. */
static void test_the_next_figure_answered_the_question(void **state)
{
  struct world *w = *state;
  ask_for_217(w);
  assert_true(pty_settle(w->pty));
  pty_keys(w->pty, "3<Enter>");
  assert_true(pty_settle(w->pty));
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  assert_false(console_file_holds(w, "value = 217;"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 217;"));
  console_quit(w);
}

/* The word that pasted text is ignored lay over the question; Enter would have answered it unread. */
static void test_a_paste_hid_the_question(void **state)
{
  struct world *w = *state;
  ask_for_217(w);
  pty_keys(w->pty, "<Paste>5<Enter></Paste>");
  assert_true(pty_settle(w->pty));
  assert_true(pty_wait(w->pty, "217 是上次"));
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  assert_false(console_file_holds(w, "value = 217;"));
  pty_keys(w->pty, "<Esc><Esc>");
  console_quit(w);
}

/* Escape closed the help and, unseen behind it, ended the search. */
static void test_closing_the_help_ended_the_search(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  assert_true(pty_wait(w->pty, "查找：dead-end-roads"));
  pty_keys(w->pty, "?");
  assert_true(pty_wait_gone(w->pty, "打通断头路"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait(w->pty, "打通断头路"));
  assert_true(pty_wait(w->pty, "查找：dead-end-roads"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_gone(w->pty, "查找：dead-end-roads"));
  console_quit(w);
}

/* Four doubts at once left no room for the keys that answer them. */
static void test_a_long_question_hid_its_answers(void **state)
{
  struct world *w = *state;
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "0/93"));
  pty_keys(w->pty, "/dead-end<Enter>12 @3<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/dead-end<Enter>17<Enter>");
  assert_true(pty_wait(w->pty, "17 / ≥32"));
  pty_keys(w->pty, "/dead-end<Enter>1.2<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "修改"));
  assert_true(pty_wait_row(w->pty, -1, "对吗？  Enter 无误"));
  assert_true(pty_wait(w->pty, "2021-06 已有 17（li 填报）"));
  pty_keys(w->pty, "<Esc><Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* The sums of other months were worked out before the figure came; they move with it, and back. */
static void test_other_months_move_with_a_figure(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  assert_true(pty_settle(w->pty));
  console_go_to_roads(w);
  pty_keys(w->pty, "17@6<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  assert_true(pty_wait_row(w->pty, 1, "(1/93)"));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-05"));
  assert_true(pty_wait_row(w->pty, 1, "(0/93)"));
  pty_keys(w->pty, "u");
  assert_true(pty_wait(w->pty, "已撤销"));
  pty_keys(w->pty, "]");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  assert_true(pty_wait_row(w->pty, 1, "(0/93)"));
  pty_keys(w->pty, ".");
  assert_true(pty_wait(w->pty, "当前：截至"));
  assert_true(pty_wait_row(w->pty, 1, "(0/93)"));
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_other_months_move_with_a_figure),
      CONSOLE_TEST(test_saving_under_a_filter_passed_over_the_next_row),
      CONSOLE_TEST(test_a_wider_figure_was_cut_after_its_save),
      CONSOLE_TEST(test_saving_in_a_sorted_list_left_its_pane),
      CONSOLE_TEST(test_an_empty_entry_asked_for_nothing),
      CONSOLE_TEST(test_the_unit_ran_into_the_sentence),
      CONSOLE_TEST(test_a_milestone_was_typed_in_english),
      CONSOLE_TEST(test_an_equals_sign_did_not_begin_an_entry),
      CONSOLE_TEST(test_a_word_did_not_begin_an_entry),
      CONSOLE_TEST(test_a_note_too_long_was_cut_in_silence),
      CONSOLE_TEST(test_entering_in_an_empty_list_was_silent),
      CONSOLE_TEST(test_a_round_of_filters_lost_the_row),
      CONSOLE_TEST(test_an_erased_figure_stayed_in_silence),
      CONSOLE_TEST(test_a_tab_joined_two_figures),
      CONSOLE_TEST(test_a_question_outlived_what_it_was_about),
      CONSOLE_TEST(test_the_next_figure_answered_the_question),
      CONSOLE_TEST(test_a_paste_hid_the_question),
      CONSOLE_TEST(test_closing_the_help_ended_the_search),
      CONSOLE_TEST(test_a_long_question_hid_its_answers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
