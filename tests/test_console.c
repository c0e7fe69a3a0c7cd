/* The console as people meet it: the real program, in a terminal, on a copy of the real plan. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_pty.h"

#define PLAN "conf/gaoxin-2021.conf"

/* One test's folder, dataset and terminal. */
struct world {
  char *folder;
  char path[256];
  char *before; /* the dataset's bytes at the start */
  size_t before_len;
  struct pty *pty;
};

struct opening {
  int rows, cols;
  const char *const *env;
  const char *options[4];
};

static void open_with(struct world *w, const struct opening *o)
{
  const char *args[8] = {NULL};
  size_t count = 0;
  for (size_t i = 0; i < 4 && o->options[i]; i++)
    args[count++] = o->options[i];
  args[count] = w->path;
  w->pty = pty_start(&(struct pty_options){.rows = o->rows, .cols = o->cols, .args = args, .env = o->env});
}

/* 30×100, Chinese, on a day of July 2021. */
static void open_usual(struct world *w)
{
  open_with(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "郑州高新区2021年目标"));
  assert_true(pty_wait(w->pty, "0/93"));
}

static int setup(void **state)
{
  struct world *w = mem_alloc(sizeof *w);
  w->folder = pty_folder();
  snprintf(w->path, sizeof w->path, "%s/x.conf", w->folder);
  w->before = pty_read_file(PLAN, &w->before_len);
  assert_non_null(w->before);
  pty_write_file(w->path, w->before, w->before_len);
  *state = w;
  return 0;
}

static int teardown(void **state)
{
  struct world *w = *state;
  pty_end(w->pty);
  pty_folder_remove(w->folder);
  free(w->before);
  free(w);
  return 0;
}

static void quit_cleanly(struct world *w)
{
  pty_keys(w->pty, "q");
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
}

static bool file_is_as_before(struct world *w)
{
  size_t len = 0;
  char *now = pty_read_file(w->path, &len);
  bool same = now && len == w->before_len && memcmp(now, w->before, len) == 0;
  free(now);
  return same;
}

static bool file_holds(struct world *w, const char *text)
{
  char *now = pty_read_file(w->path, NULL);
  bool found = now && strstr(now, text);
  free(now);
  return found;
}

/* The cursor on "dead-end roads". */
static void go_to_roads(struct world *w)
{
  pty_keys(w->pty, "/dead-end-roads");
  assert_true(pty_wait(w->pty, "找到 1 项"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_line(w->pty, "打通断头路", "≥32"));
  assert_true(pty_wait(w->pty, "直接录入"));
}

/* --- opening and moving --- */

static void test_opens_on_93_targets(void **state)
{
  struct world *w = *state;
  open_usual(w);
  for (int pane = 1; pane <= 5; pane++) {
    static const char *const names[] = {"经济发展", "创新驱动", "产业发展", "产城更新", "招商引资"};
    assert_true(pty_wait(w->pty, names[pane - 1]));
  }
  assert_true(pty_wait(w->pty, "li"));
  assert_true(pty_wait_row(w->pty, -1, "? 帮助"));
  assert_false(pty_cursor(w->pty));
  quit_cleanly(w);
  assert_true(file_is_as_before(w));
}

static void test_arrows_digits_and_vi_keys_move(void **state)
{
  struct world *w = *state;
  open_usual(w);
  pty_keys(w->pty, "4");
  assert_true(pty_wait_line(w->pty, "4 产城更新", "0/30"));
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
  open_usual(w);
  pty_keys(w->pty, "?");
  assert_true(pty_wait(w->pty, "进入该板块的目标列表"));
  pty_keys(w->pty, "G");
  assert_true(pty_wait(w->pty, "放弃查找"));
  pty_keys(w->pty, "q");
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  quit_cleanly(w);
}

static void test_languages_switch_live(void **state)
{
  struct world *w = *state;
  open_usual(w);
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "Zhengzhou High-tech Zone"));
  assert_true(pty_wait_row(w->pty, -1, "? help"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "郑州高新区2021年目标"));
  quit_cleanly(w);
}

static void test_find_and_go_on(void **state)
{
  struct world *w = *state;
  open_usual(w);
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
  quit_cleanly(w);
}

static void test_time_travel_and_back(void **state)
{
  struct world *w = *state;
  open_usual(w);
  assert_true(pty_wait_row(w->pty, 0, "50.0%"));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  pty_keys(w->pty, "[");
  assert_true(pty_wait_row(w->pty, 0, "2021-05"));
  assert_true(pty_wait_row(w->pty, 0, "41.7%"));
  pty_keys(w->pty, "[[[[[[");
  assert_true(pty_wait_row(w->pty, 0, "2021-01"));
  assert_true(pty_wait(w->pty, "计划从这里开始"));
  pty_keys(w->pty, "]");
  assert_true(pty_wait_row(w->pty, 0, "2021-02"));
  pty_keys(w->pty, ".");
  assert_true(pty_wait_row(w->pty, 0, "50.0%"));
  quit_cleanly(w);
}

/* --- entering --- */

static void test_a_figure_moves_every_percentage_while_typed(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%")); /* the row */
  assert_true(pty_wait_line(w->pty, "打通断头路", "+3.1"));
  assert_true(pty_wait_line(w->pty, "4 产城更新", "1/30")); /* the pane */
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));            /* the plan */
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(pty_cursor(w->pty));
  pty_keys(w->pty, "<BS>");
  assert_true(pty_wait_line(w->pty, "打通断头路", "3.1%")); /* one road */
  assert_true(file_is_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_false(pty_cursor(w->pty));
  quit_cleanly(w);
  assert_true(file_is_as_before(w));
}

static void test_enter_saves_moves_on_and_u_gives_the_bytes_back(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17 @2021-06<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait(w->pty, "打通断头路 17 / ≥32"));
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(file_holds(w, "{ through = \"2021-06-30\"; value = 17; by = \"li\"; at = \""));
  pty_keys(w->pty, "3"); /* the cursor is on the next target due */
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Esc>u");
  assert_true(pty_wait(w->pty, "已撤销：打通断头路"));
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_true(file_is_as_before(w));
  pty_keys(w->pty, "<C-r>");
  assert_true(pty_wait(w->pty, "已重做：打通断头路"));
  assert_true(file_holds(w, "value = 17;"));
  pty_keys(w->pty, "uu");
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  quit_cleanly(w);
  assert_true(file_is_as_before(w));
}

/* Two figures in a row, typed without looking, as somebody with forty to enter does. */
static void test_figures_typed_ahead_reach_their_rows(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17<Enter>3<Enter>");
  assert_true(pty_wait_row(w->pty, 1, "2/93"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  quit_cleanly(w);
  assert_true(file_holds(w, "value = 17;"));
  assert_true(file_holds(w, "value = 3;"));
}

static void test_escape_and_interrupt_drop(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  static const char *const drops[] = {"<Esc>", "<C-c>", "<BS><BS><BS>"};
  for (size_t i = 0; i < 3; i++) {
    pty_keys(w->pty, "17");
    assert_true(pty_wait_row(w->pty, -1, "放弃"));
    assert_true(pty_wait_row(w->pty, 1, "53.1%"));
    pty_keys(w->pty, drops[i]);
    assert_true(pty_wait_row(w->pty, 1, "0/93"));
    assert_true(pty_wait_row(w->pty, -1, "详情"));
  }
  quit_cleanly(w);
  assert_true(file_is_as_before(w));
}

static void test_a_mistyped_figure_says_what_would_be_right(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "4,2");
  assert_true(pty_wait(w->pty, "4.2"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_settle(w->pty)); /* what is typed before the answer is forgotten */
  assert_true(pty_wait(w->pty, "4.2"));
  assert_true(pty_wait_row(w->pty, -1, "放弃")); /* still typing */
  pty_keys(w->pty, "<C-u>17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  quit_cleanly(w);
}

/* 170 after 17 is ten times as much: asked once, and typing ahead does not answer. */
static void test_a_doubt_is_asked_once(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17 @5<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  pty_keys(w->pty, "/dead-end<Enter>170<Enter><Enter><Enter>");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  assert_false(file_holds(w, "value = 170;"));
  pty_keys(w->pty, "<Left>");
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(file_holds(w, "value = 170;"));
  quit_cleanly(w);
}

static void test_arrows_move_on_while_nothing_is_typed(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "e<Down>3");
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<Up>");
  assert_true(pty_wait(w->pty, "Esc 放弃"));
  assert_true(pty_wait_line(w->pty, "四纵三横", "42.9%"));
  pty_keys(w->pty, "<C-u><Up>17");
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  quit_cleanly(w);
}

/* The plan is over: the first figure moves "now" to its own month, already while typing. */
static void test_a_first_figure_moves_the_dates_of_a_past_plan(void **state)
{
  struct world *w = *state;
  open_with(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh"}});
  assert_true(pty_wait_row(w->pty, 0, "2021-12"));
  go_to_roads(w);
  pty_keys(w->pty, "17 @6");
  assert_true(pty_wait_row(w->pty, 0, "2021-06"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait_row(w->pty, 0, "50.0%"));
  quit_cleanly(w);
}

static void test_paste_is_text_never_keys(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "<Paste>17<Enter>q<Enter></Paste>");
  assert_true(pty_wait(w->pty, "已忽略粘贴的内容"));
  pty_keys(w->pty, "e<Paste> 1<Tab>");
  pty_bytes(w->pty, "\x01\x07", 2);
  pty_keys(w->pty, "</Paste><C-u><Paste>17<Enter>18<Enter>19</Paste>");
  assert_true(pty_wait(w->pty, "只粘贴了第一行"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  assert_true(file_is_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  quit_cleanly(w);
}

/* --- what may not be written --- */

static void test_read_only_refuses_with_the_reason(void **state)
{
  struct world *w = *state;
  open_with(w, &(struct opening){
                   .rows = 30, .cols = 100, .options = {"--lang=zh", "--today=2021-07-13", "--read-only"}});
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
  quit_cleanly(w);
  assert_true(file_is_as_before(w));
}

/* A save that fails keeps the figure: the file is made unreadable as a dataset while the figure is typed. */
static void test_a_failed_save_keeps_the_figure(void **state)
{
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));
  pty_write_file(w->path, "format = ", 9);
  pty_keys(w->pty, "<Enter>x");
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "17"));
  assert_true(pty_settle(w->pty));
  size_t len = 0;
  char *now = pty_read_file(w->path, &len);
  assert_int_equal(len, 9);
  free(now);
  pty_write_file(w->path, w->before, w->before_len);
  pty_keys(w->pty, "<C-u>17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  quit_cleanly(w);
}

static void test_a_broken_file_is_told_before_the_terminal_is_taken(void **state)
{
  struct world *w = *state;
  pty_write_file(w->path, "format = 1;\nplan = {;\n", 22);
  open_with(w, &(struct opening){.rows = 24, .cols = 80, .options = {"--lang=en"}});
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
  open_usual(w);
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
  quit_cleanly(w);
}

/* --- the terminal --- */

static void test_a_storm_of_sizes(void **state)
{
  struct world *w = *state;
  open_usual(w);
  static const short sizes[][2] = {{1, 1},   {1, 200},  {60, 1},   {4, 20}, {3, 19}, {10, 40},
                                   {24, 80}, {42, 150}, {60, 200}, {2, 2},  {5, 300}};
  for (int round = 0; round < 4; round++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      pty_resize(w->pty, sizes[i][0], sizes[i][1]);
      if (round > 0) /* at first as fast as they come, then with keys and pictures between */
        pty_keys(w->pty, round == 1 ? "j" : round == 2 ? "l" : "?");
      if (round > 1)
        assert_true(pty_settle(w->pty));
    }
  pty_keys(w->pty, "q<Left><Left><Left>1");
  pty_resize(w->pty, 24, 80);
  assert_true(pty_wait_row(w->pty, 0, "郑州高新区2021年目标"));
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  assert_true(pty_settle(w->pty));
  struct buf after = {0};
  buf_puts(&after, pty_screen(w->pty));
  pty_keys(w->pty, "<C-l>");
  assert_true(pty_wait(w->pty, "文件没有变化"));
  pty_keys(w->pty, "k");
  assert_true(pty_wait_gone(w->pty, "文件没有变化"));
  assert_true(pty_settle(w->pty));
  assert_string_equal(after.data,
                      pty_screen(w->pty)); /* what was drawn by differences is what is drawn anew */
  buf_release(&after);
  quit_cleanly(w);
}

static void test_suspend_and_resume(void **state)
{
  struct world *w = *state;
  struct buf command = {0};
  const char *env[] = {"PS1=$ ", NULL}, *args[] = {"-i", NULL};
  w->pty =
      pty_start(&(struct pty_options){.program = "sh", .args = args, .env = env, .rows = 24, .cols = 80});
  buf_printf(&command, "%s --lang=zh --today=2021-07-13 %s<Enter>", pty_guatu(), w->path);
  assert_true(pty_wait(w->pty, "$"));
  pty_keys(w->pty, command.data);
  assert_true(pty_wait_row(w->pty, -1, "? 帮助"));
  pty_keys(w->pty, "<C-z>");
  assert_true(pty_wait(w->pty, "Stopped"));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
  pty_resize(w->pty, 42, 150);
  pty_keys(w->pty, "fg; echo left=$?<Enter>");
  assert_true(pty_wait_row(w->pty, 0, "郑州高新区2021年目标"));
  assert_true(pty_wait_row(w->pty, 41, "? 帮助"));
  pty_keys(w->pty, "jj");
  assert_true(pty_wait(w->pty, "产业发展"));
  pty_keys(w->pty, "q");
  assert_true(pty_wait(w->pty, "left=0"));
  assert_false(pty_alternate(w->pty));
  pty_keys(w->pty, "exit<Enter>");
  assert_int_not_equal(pty_status(w->pty), -1);
  buf_release(&command);
}

/* Stopped where nobody can continue it (no job-control shell): it must go on, or the line is lost. */
static void test_suspend_without_a_shell_goes_on(void **state)
{
  struct world *w = *state;
  open_usual(w);
  pty_keys(w->pty, "<C-z>4");
  assert_true(pty_wait(w->pty, "打通断头路"));
  assert_true(pty_alternate(w->pty));
  quit_cleanly(w);
}

static void ends_by(struct world *w, int signal)
{
  open_usual(w);
  go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));
  pty_signal(w->pty, signal);
  assert_int_not_equal(pty_status(w->pty), -1);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
  assert_non_null(strstr(pty_output(w->pty, NULL), "\033[?2004l"));
  assert_true(file_is_as_before(w));
}

static void test_sigterm_leaves_the_terminal_sane(void **state)
{
  struct world *w = *state;
  ends_by(w, SIGTERM);
  assert_true(WIFEXITED(pty_status(w->pty)));
}

static void test_sighup_leaves_the_terminal_sane(void **state)
{
  ends_by(*state, SIGHUP);
}

static void test_a_crash_leaves_the_terminal_sane(void **state)
{
  struct world *w = *state;
  ends_by(w, SIGSEGV);
#ifndef __SANITIZE_ADDRESS__
  assert_true(WIFSIGNALED(pty_status(w->pty)));
  assert_int_equal(WTERMSIG(pty_status(w->pty)), SIGSEGV);
#endif
}

static void test_an_abort_leaves_the_terminal_sane(void **state)
{
  ends_by(*state, SIGABRT);
}

static void test_a_dropped_line_ends_it(void **state)
{
  struct world *w = *state;
  open_usual(w);
  pty_hang_up(w->pty);
  assert_int_not_equal(pty_status(w->pty), -1);
}

/* A terminal that takes no more output (a frozen client): SIGTERM must still end it, within seconds, and give
 * the settings back. */
static void test_sigterm_ends_a_program_stuck_in_output(void **state)
{
  struct world *w = *state;
  open_usual(w);
  for (int i = 0; i < 400; i++) /* pictures that nobody reads, until the line is full */
    pty_keys(w->pty, "?q");
  pty_signal(w->pty, SIGTERM);
  for (int i = 0; i < 8000 && pty_running(w->pty); i++)
    usleep(1000);
  assert_false(pty_running(w->pty));
  assert_true(pty_sane(w->pty));
}

static void opens_on(struct world *w, const char *term, const char *lang, const char *title, int ascii)
{
  struct buf term_name = {0}, lang_name = {0};
  buf_printf(&term_name, "TERM=%s", term);
  buf_printf(&lang_name, "LANG=%s", lang);
  const char *env[] = {term_name.data, lang_name.data, NULL};
  open_with(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, title));
  assert_true(pty_wait_row(w->pty, -1, ascii || strncmp(lang, "zh", 2) != 0 ? "? help" : "? 帮助"));
  quit_cleanly(w);
  size_t len = 0;
  const char *all = pty_output(w->pty, &len);
  for (size_t i = 0; ascii && i < len; i++)
    assert_true((unsigned char)all[i] < 0x80);
  pty_end(w->pty);
  w->pty = NULL;
  buf_release(&term_name);
  buf_release(&lang_name);
}

static void test_terminals_and_locales(void **state)
{
  struct world *w = *state;
  opens_on(w, "xterm-256color", "zh_CN.UTF-8", "郑州高新区2021年目标", false);
  opens_on(w, "xterm-256color", "de_DE.UTF-8", "Zhengzhou High-tech Zone", false);
  opens_on(w, "xterm-256color", "POSIX", "Zhengzhou High-tech Zone", false);
  opens_on(w, "xterm-kitty", "C.UTF-8", "Zhengzhou High-tech Zone", false);
  opens_on(w, "foot", "C.UTF-8", "Zhengzhou High-tech Zone", false);
  opens_on(w, "nobody-knows-this", "zh_CN.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "vt100", "C.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "vt220", "zh_CN.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "linux", "C.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "screen", "C.UTF-8", "Zhengzhou High-tech Zone", false);
}

static void test_no_colours_when_asked(void **state)
{
  struct world *w = *state;
  const char *env[] = {"NO_COLOR=1", NULL};
  open_with(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--lang=zh"}});
  assert_true(pty_wait_row(w->pty, -1, "? 帮助"));
  pty_keys(w->pty, "T");
  assert_true(pty_wait(w->pty, "没有颜色可选"));
  quit_cleanly(w);
  const char *all = pty_output(w->pty, NULL);
  assert_null(strstr(all, "\033[38;5"));
  assert_null(strstr(all, ";48;5"));
}

static void refuses(struct world *w, const char *term)
{
  const char *env[] = {term, NULL};
  open_with(w, &(struct opening){.rows = 24, .cols = 120, .env = env, .options = {"--lang=en"}});
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 2);
  assert_true(pty_wait(w->pty, "guatu show"));
  assert_true(pty_sane(w->pty));
  pty_end(w->pty);
  w->pty = NULL;
}

static void test_terminals_that_cannot_do_it_are_told(void **state)
{
  struct world *w = *state;
  refuses(w, "TERM=dumb");
  refuses(w, "TERM=");
  refuses(w, "TERM");
}

/* Sequences that nobody asked for (answers of the terminal, keys it does not tell apart) do nothing; those
 * that all terminals mean alike work whatever TERM says. */
static void test_unknown_sequences_are_swallowed(void **state)
{
  static const char answers[] = "\033[?64;1;2c\033[99;5u\033[I\033[200;1R\033[<0;5;5M\033[M 11";
  static const char common[] = "\033[1;5B\033[A\033Oq\033Ow";
  struct world *w = *state;
  open_usual(w);
  go_to_roads(w);
  pty_bytes(w->pty, answers, sizeof answers - 1);
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, "直接录入"));
  pty_bytes(w->pty, "\033[1;5B\033[A\033Oq\033Ow",
            15); /* Ctrl-Down, Up, 1 and 7 of a number block in application mode */
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  quit_cleanly(w);
}

/* Nothing is written while nothing changes. */
static void test_idle_is_silent(void **state)
{
  struct world *w = *state;
  open_usual(w);
  assert_true(pty_settle(w->pty));
  size_t before = 0, after = 0;
  (void)pty_output(w->pty, &before);
  pty_keys(w->pty, "~"); /* a key without meaning */
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &after);
  assert_int_equal(before, after);
  quit_cleanly(w);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      T(test_opens_on_93_targets),
      T(test_arrows_digits_and_vi_keys_move),
      T(test_help_lists_the_keys),
      T(test_languages_switch_live),
      T(test_find_and_go_on),
      T(test_time_travel_and_back),
      T(test_a_figure_moves_every_percentage_while_typed),
      T(test_enter_saves_moves_on_and_u_gives_the_bytes_back),
      T(test_figures_typed_ahead_reach_their_rows),
      T(test_escape_and_interrupt_drop),
      T(test_a_mistyped_figure_says_what_would_be_right),
      T(test_a_doubt_is_asked_once),
      T(test_arrows_move_on_while_nothing_is_typed),
      T(test_a_first_figure_moves_the_dates_of_a_past_plan),
      T(test_paste_is_text_never_keys),
      T(test_read_only_refuses_with_the_reason),
      T(test_a_failed_save_keeps_the_figure),
      T(test_a_broken_file_is_told_before_the_terminal_is_taken),
      T(test_reload_shows_anothers_change),
      T(test_a_storm_of_sizes),
      T(test_suspend_and_resume),
      T(test_suspend_without_a_shell_goes_on),
      T(test_sigterm_leaves_the_terminal_sane),
      T(test_sighup_leaves_the_terminal_sane),
      T(test_a_crash_leaves_the_terminal_sane),
      T(test_an_abort_leaves_the_terminal_sane),
      T(test_a_dropped_line_ends_it),
      T(test_sigterm_ends_a_program_stuck_in_output),
      T(test_terminals_and_locales),
      T(test_no_colours_when_asked),
      T(test_terminals_that_cannot_do_it_are_told),
      T(test_unknown_sequences_are_swallowed),
      T(test_idle_is_silent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
