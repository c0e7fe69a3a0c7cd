/* Many figures at once in the console: pasted rows, a pasted column, a sheet by its name. The usual world:
 * 30×100, Chinese, a day of July 2021, nothing reported yet. */
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

#define ROADS "打通断头路"
#define HEAT  "“四纵三横”热力主管网"

/* Rows as a spreadsheet puts them on the clipboard: shown first, saved at once, taken back at once. */
static void test_pasted_rows(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty,
           "<Paste>指标<Tab>完成值<Tab>备注<Enter>" ROADS "<Tab>17<Tab>含两条<Enter>" HEAT
           "<Tab>3<Tab><Enter>gdp-growth<Tab>11.2<Tab><Enter>新增竣工交付面积<Tab><Tab><Enter></Paste>");
  assert_true(pty_wait(w->pty, "此表将改动的数据"));
  assert_true(pty_wait_line(w->pty, ROADS, "— → 17"));
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  assert_true(pty_wait_line(w->pty, "地区生产总值增长", "— → 11.2"));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已录入 3 个数据"));
  assert_true(pty_wait_row(w->pty, 1, "3/93"));
  assert_true(console_file_holds(w, "note = \"含两条\""));
  pty_keys(w->pty, "u");
  assert_true(pty_wait(w->pty, "已撤销："));
  assert_true(pty_wait(w->pty, "等 3 项"));
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<C-r>");
  assert_true(pty_wait_row(w->pty, 1, "3/93"));
  console_quit(w);
}

/* Commas inside the cells of a spreadsheet's clipboard separate nothing. */
static void test_pasted_figures_with_commas(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "<Paste>新增安置房网签<Tab>2,100<Enter>" ROADS "<Tab>17 # a, b, c<Enter></Paste>");
  assert_true(pty_wait_line(w->pty, "新增安置房网签", "— → 2100"));
  assert_true(pty_wait_line(w->pty, ROADS, "— → 17"));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* One column goes down the rows; a blank line leaves one out. */
static void test_a_pasted_column_goes_down_the_rows(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "<Paste>17<Enter><Enter>120<Enter></Paste>");
  assert_true(pty_wait(w->pty, "此表将改动的数据"));
  assert_true(pty_wait_line(w->pty, ROADS, "— → 17"));
  assert_true(pty_wait_line(w->pty, "智慧热力自控换热站", "— → 120"));
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, HEAT));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已录入 2 个数据"));
  pty_keys(w->pty, "G<Paste>1<Enter>2<Enter></Paste>");
  assert_true(pty_wait(w->pty, "多于从此行往下的行数（1）"));
  console_quit(w);
}

static void write_sheet(struct world *w, const char *text, char *path, size_t size)
{
  snprintf(path, size, "%s/六月.csv", w->folder);
  pty_write_file(path, text, strlen(text));
}

static void test_a_sheet_by_its_name(void **state)
{
  struct world *w = *state;
  char path[400];
  write_sheet(w,
              "\xEF\xBB\xBF"
              "编号,实际值,月份\r\ndead-end-roads,17,2021-06\r\nheat-grid-mains,3,6\r\n",
              path, sizeof path);
  console_open_usual(w);
  pty_keys(w->pty, "i/nowhere.csv<Enter>");
  assert_true(pty_wait(w->pty, "没有这个文件"));
  pty_keys(w->pty, "<C-u>");
  pty_keys(w->pty, "x<BS>");
  pty_keys(w->pty, path);
  assert_true(pty_wait(w->pty, "CSV 文件："));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "2 个待录入"));
  /* somebody enters one of them while it is looked at: the page follows */
  const char *args[] = {"set", w->path, "dead-end-roads", "16", "--through", "2021-06-30", NULL};
  struct pty *other = pty_start(&(struct pty_options){.args = args});
  assert_int_equal(pty_status(other), 0);
  pty_end(other);
  assert_true(pty_wait_line(w->pty, ROADS, "16 → 17"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已录入 2 个数据"));
  assert_true(console_file_holds(w, "value = 17; by = \"li\""));
  console_quit(w);
}

/* Changed between the look and Enter: nothing is saved, and the page shows what is there now. */
static void test_a_conflict_saves_nothing(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "<Paste>dead-end-roads<Tab>17<Enter>heat-grid-mains<Tab>3<Enter></Paste>");
  assert_true(pty_wait(w->pty, "2 个待录入"));
  const char *args[] = {"set", w->path, "dead-end-roads", "16", "--through", "2021-06-30", NULL};
  pty_signal(w->pty, SIGSTOP); /* so that it can't see the change before Enter */
  struct pty *other = pty_start(&(struct pty_options){.args = args});
  assert_int_equal(pty_status(other), 0);
  pty_end(other);
  pty_keys(w->pty, "<Enter>");
  pty_signal(w->pty, SIGCONT);
  assert_true(pty_wait(w->pty, "文件中现在是 16"));
  assert_true(pty_wait_line(w->pty, ROADS, "16 → 17"));
  assert_false(console_file_holds(w, "value = 3; by"));
  pty_keys(w->pty, "<Enter>"); /* it has been seen now */
  assert_true(pty_wait(w->pty, "已录入 2 个数据"));
  console_quit(w);
}

/* A wrong row: all of them are told, and Enter does nothing. */
static void test_mistakes_are_told_by_line(void **state)
{
  struct world *w = *state;
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=en", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "0/93"));
  pty_keys(w->pty, "<Paste>target<Tab>value<Enter>dead-end-road<Tab>17<Enter>heat-grid-mains<Tab>x<Enter>"
                   "gdp-growth<Tab>11.2<Enter></Paste>");
  assert_true(pty_wait(w->pty, "This sheet has mistakes"));
  assert_true(pty_wait_line(w->pty, "line 2: ", "dead-end-roads"));
  assert_true(pty_wait(w->pty, "line 3: "));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_settle(w->pty));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "targets"));
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_pasted_rows),
      CONSOLE_TEST(test_pasted_figures_with_commas),
      CONSOLE_TEST(test_a_pasted_column_goes_down_the_rows),
      CONSOLE_TEST(test_a_sheet_by_its_name),
      CONSOLE_TEST(test_a_conflict_saves_nothing),
      CONSOLE_TEST(test_mistakes_are_told_by_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
