/* The console as people meet it: the real program, in a terminal, on a copy of the real plan. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "support_console.h"

/* --- opening and moving --- */

static void test_opens_on_93_targets(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  for (int pane = 1; pane <= 5; pane++) {
    static const char *const names[] = {"经济发展", "创新驱动", "产业发展", "产城更新", "招商引资"};
    assert_true(pty_wait(w->pty, names[pane - 1]));
  }
  assert_true(pty_wait(w->pty, "li"));
  assert_true(pty_wait_row(w->pty, -1, "? 帮助"));
  assert_false(pty_cursor(w->pty));
  console_quit(w);
  assert_true(console_file_as_before(w));
}

static void test_arrows_digits_and_vi_keys_move(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "4");
  assert_true(pty_wait_row(w->pty, 2, "4 产城更新"));
  assert_true(pty_wait(w->pty, "打通断头路"));
  pty_keys(w->pty, "<Up><Tab><S-Tab><S-Tab>");
  assert_true(pty_wait(w->pty, "孵化"));
  pty_keys(w->pty, "<Right>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  pty_keys(w->pty, "G<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "上下项"));
  pty_keys(w->pty, "<Left><Left>");
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait(w->pty, "按 q 退出"));
  pty_keys(w->pty, "<A-1>ljjkl");
  assert_true(pty_wait(w->pty, "规模以上工业增加值增长"));
  pty_keys(w->pty, "<F10>");
  assert_true(WIFEXITED(pty_status(w->pty)));
}

static void test_help_lists_the_keys(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "?");
  assert_true(pty_wait(w->pty, "进入该板块的目标列表"));
  pty_keys(w->pty, "G");
  assert_true(pty_wait(w->pty, "放弃查找"));
  pty_keys(w->pty, "q");
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  console_quit(w);
}

static void test_languages_switch_live(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "Zhengzhou High-tech Zone"));
  assert_true(pty_wait_row(w->pty, -1, "? help"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "郑州高新区2021年目标"));
  console_quit(w);
}

static void test_find_and_go_on(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "/zzz");
  assert_true(pty_wait(w->pty, "没有名称、编号或部门含"));
  pty_keys(w->pty, "<C-u>");
  pty_keys(w->pty, "断头路<Enter>");
  assert_true(pty_wait(w->pty, "找到 1 项"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "上下项"));
  assert_true(pty_wait(w->pty, "打通断头路"));
  pty_keys(w->pty, "q<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  console_quit(w);
}

static void test_time_travel_and_back(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  assert_true(pty_wait_row(w->pty, 1, "50.0%"));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-05"));
  assert_true(pty_wait_row(w->pty, 1, "41.7%"));
  pty_keys(w->pty, "[[[[[[");
  assert_true(pty_wait_row(w->pty, 0, "2021-01"));
  assert_true(pty_wait(w->pty, "计划从这里开始"));
  pty_keys(w->pty, "]");
  assert_true(pty_wait_row(w->pty, 0, "2021-02"));
  pty_keys(w->pty, ".");
  assert_true(pty_wait_row(w->pty, 1, "50.0%"));
  console_quit(w);
}

/* --- entering --- */

static void test_a_figure_moves_every_percentage_while_typed(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%")); /* the row */
  assert_true(pty_wait_line(w->pty, "打通断头路", "+3.1"));
  assert_true(pty_wait(w->pty, "1/30"));         /* the pane */
  assert_true(pty_wait_row(w->pty, 1, "53.1%")); /* the plan */
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(pty_cursor(w->pty));
  pty_keys(w->pty, "<BS>");
  assert_true(pty_wait_line(w->pty, "打通断头路", "3.1%")); /* one road */
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_false(pty_cursor(w->pty));
  console_quit(w);
  assert_true(console_file_as_before(w));
}

static void test_enter_saves_moves_on_and_u_gives_the_bytes_back(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17 @2021-06<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait(w->pty, "打通断头路 17 / ≥32"));
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(console_file_holds(w, "{ through = \"2021-06-30\"; value = 17; by = \"li\"; at = \""));
  pty_keys(w->pty, "3"); /* the cursor is on the next target due */
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Esc>u");
  assert_true(pty_wait(w->pty, "已撤销：打通断头路"));
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<C-r>");
  assert_true(pty_wait(w->pty, "已重做：打通断头路"));
  assert_true(console_file_holds(w, "value = 17;"));
  pty_keys(w->pty, "uu");
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  console_quit(w);
  assert_true(console_file_as_before(w));
}

/* Two figures in a row, typed without looking, as somebody with forty to enter does. */
static void test_figures_typed_ahead_reach_their_rows(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>3<Enter>");
  assert_true(pty_wait_row(w->pty, 1, "2/93"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  console_quit(w);
  assert_true(console_file_holds(w, "value = 17;"));
  assert_true(console_file_holds(w, "value = 3;"));
}

static void test_escape_and_interrupt_drop(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  static const char *const drops[] = {"<Esc>", "<C-c>", "<BS><BS><BS>"};
  for (size_t i = 0; i < 3; i++) {
    pty_keys(w->pty, "17");
    assert_true(pty_wait_row(w->pty, -1, "放弃"));
    assert_true(pty_wait_row(w->pty, 1, "53.1%"));
    pty_keys(w->pty, drops[i]);
    assert_true(pty_wait_row(w->pty, 1, "0/93"));
    assert_true(pty_wait_row(w->pty, -1, "详情"));
  }
  console_quit(w);
  assert_true(console_file_as_before(w));
}

static void test_a_mistyped_figure_says_what_would_be_right(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "4,2");
  assert_true(pty_wait(w->pty, "4.2"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_settle(w->pty)); /* what is typed before the answer is forgotten */
  assert_true(pty_wait(w->pty, "4.2"));
  assert_true(pty_wait_row(w->pty, -1, "放弃")); /* still typing */
  pty_keys(w->pty, "<C-u>17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  console_quit(w);
}

/* 170 after 17 is ten times as much: asked once, and typing ahead does not answer. */
static void test_a_doubt_is_asked_once(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17 @5<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/dead-end<Enter>170<Enter><Enter><Enter>");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  assert_false(console_file_holds(w, "value = 170;"));
  pty_keys(w->pty, "<Left>");
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 170;"));
  console_quit(w);
}

static void test_arrows_move_on_while_nothing_is_typed(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "e<Down>3");
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Up>");
  assert_true(pty_wait(w->pty, "Esc 放弃"));
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<C-u><Up>17");
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* The plan is over: the first figure moves "now" to its own month, already while typing. */
static void test_a_first_figure_moves_the_dates_of_a_past_plan(void **state)
{
  struct world *w = *state;
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh"}});
  assert_true(pty_wait_row(w->pty, 0, "2021-12"));
  console_go_to_roads(w);
  pty_keys(w->pty, "17 @6");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait_row(w->pty, 1, "50.0%"));
  console_quit(w);
}

static void test_paste_is_text_never_keys(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "<Paste>17<Enter>q<Enter></Paste>");
  assert_true(pty_wait(w->pty, "此表有错误"));
  assert_true(pty_wait(w->pty, "第 2 行："));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_settle(w->pty));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc><Paste>quit</Paste>");
  assert_true(pty_wait(w->pty, "已忽略粘贴的内容"));
  pty_keys(w->pty, "e<Paste> 1<Tab>");
  pty_bytes(w->pty, "\x01\x07", 2);
  pty_keys(w->pty, "</Paste><C-u><Paste>17<Enter>18<Enter>19</Paste>");
  assert_true(pty_wait(w->pty, "只粘贴了第一行"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* --- what may not be written --- */

static void test_read_only_refuses_with_the_reason(void **state)
{
  struct world *w = *state;
  console_open(w, &(struct opening){.rows = 30,
                                    .cols = 100,
                                    .options = {"--lang=zh", "--today=2021-07-13", "--read-only"}});
  assert_true(pty_wait(w->pty, "0/93"));
  pty_keys(w->pty, "<Enter>4"); /* a digit chooses the pane here too */
  assert_true(pty_wait(w->pty, "打通断头路"));
  static const char *const writes[] = {"e", "+", "u", "<C-r>", "<F2>", "0"};
  for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
    pty_keys(w->pty, writes[i]);
    assert_true(pty_wait(w->pty, "只读："));
    pty_keys(w->pty, "<Down>");
    assert_true(pty_wait_gone(w->pty, "只读："));
  }
  console_quit(w);
  assert_true(console_file_as_before(w));
}

/* A save that fails keeps the figure: the file is made unreadable as a dataset while the figure is typed. */
static void test_a_failed_save_keeps_the_figure(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));
  pty_write_file(w->path, "format = ", 9);
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "没有保存："));
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  assert_true(pty_wait_line(w->pty, "打通断头路", " 17 "));
  size_t len = 0;
  char *now = pty_read_file(w->path, &len);
  assert_int_equal(len, 9);
  free(now);
  pty_write_file(w->path, w->before, w->before_len);
  pty_keys(w->pty, "<C-u>17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  console_quit(w);
}

/* Somebody else entered another figure for the same month meanwhile: both are told, and ours replaces theirs
 * only when that is confirmed. */
static void test_a_conflict_is_told_and_asked(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));
  const char *args[] = {"set", w->path, "dead-end-roads", "15", "--through", "2021-06-30", NULL};
  pty_signal(w->pty, SIGSTOP); /* so that it can't see the change before Enter */
  struct pty *other = pty_start(&(struct pty_options){.args = args});
  assert_int_equal(WEXITSTATUS(pty_status(other)), 0);
  pty_end(other);
  pty_keys(w->pty, "<Enter>");
  pty_signal(w->pty, SIGCONT);
  assert_true(pty_wait(w->pty, "现为 15（li，"));
  assert_true(pty_wait_row(w->pty, -1, "用我的"));
  assert_true(console_file_holds(w, "value = 15;"));
  pty_keys(w->pty, "m");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 17;"));
  assert_false(console_file_holds(w, "value = 15;"));
  console_quit(w);
}

static void test_a_broken_file_is_told_before_the_terminal_is_taken(void **state)
{
  struct world *w = *state;
  pty_write_file(w->path, "format = 1;\nplan = {;\n", 22);
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .options = {"--lang=en"}});
  int status = pty_status(w->pty);
  assert_int_equal(WEXITSTATUS(status), 1);
  assert_true(pty_wait(w->pty, "x.conf:2:"));
  assert_true(pty_sane(w->pty));
  const char *all = pty_output(w->pty, NULL);
  assert_null(strstr(all, "\033["));
}

static void test_reload_shows_anothers_change(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "r");
  assert_true(pty_wait(w->pty, "文件没有变化"));
  char *at = strstr(w->before, "\"郑州高新区2021年目标") + 1;
  memcpy(at, "开封高新区", strlen("开封高新区"));
  pty_write_file(w->path, w->before, w->before_len);
  pty_keys(w->pty, "r");
  assert_true(pty_wait_row(w->pty, 0, "开封高新区2021年目标"));
  pty_write_file(w->path, "format = 1", 10);
  pty_keys(w->pty, "r");
  assert_true(pty_wait(w->pty, "保留上一次的正确画面"));
  assert_true(pty_wait_row(w->pty, 0, "开封高新区2021年目标"));
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_opens_on_93_targets),
      CONSOLE_TEST(test_arrows_digits_and_vi_keys_move),
      CONSOLE_TEST(test_help_lists_the_keys),
      CONSOLE_TEST(test_languages_switch_live),
      CONSOLE_TEST(test_find_and_go_on),
      CONSOLE_TEST(test_time_travel_and_back),
      CONSOLE_TEST(test_a_figure_moves_every_percentage_while_typed),
      CONSOLE_TEST(test_enter_saves_moves_on_and_u_gives_the_bytes_back),
      CONSOLE_TEST(test_figures_typed_ahead_reach_their_rows),
      CONSOLE_TEST(test_escape_and_interrupt_drop),
      CONSOLE_TEST(test_a_mistyped_figure_says_what_would_be_right),
      CONSOLE_TEST(test_a_doubt_is_asked_once),
      CONSOLE_TEST(test_arrows_move_on_while_nothing_is_typed),
      CONSOLE_TEST(test_a_first_figure_moves_the_dates_of_a_past_plan),
      CONSOLE_TEST(test_paste_is_text_never_keys),
      CONSOLE_TEST(test_read_only_refuses_with_the_reason),
      CONSOLE_TEST(test_a_failed_save_keeps_the_figure),
      CONSOLE_TEST(test_a_conflict_is_told_and_asked),
      CONSOLE_TEST(test_a_broken_file_is_told_before_the_terminal_is_taken),
      CONSOLE_TEST(test_reload_shows_anothers_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
