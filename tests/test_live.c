/* The console follows the file: whatever others do to it, as they do it. The usual world: 30×100, Chinese, a
 * day of July 2021, nothing reported yet. */
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
#include "support_console.h"

#define ROADS "打通断头路"

/* --- what others do --- */

/* `guatu set` by somebody else. */
static void others_set(struct world *w, const char *target, const char *figure, const char *day)
{
  const char *args[] = {"set", w->path, target, figure, "--through", day, NULL};
  const char *env[] = {"GUATU_USER=wang", NULL};
  struct pty *other = pty_start(&(struct pty_options){.args = args, .env = env});
  assert_int_equal(pty_status(other), 0);
  pty_end(other);
}

/* The dataset as at the start, with a figure for the roads: an editor's new text. */
static struct buf edited(struct world *w, const char *value)
{
  struct buf out = {0};
  const char *roads = strstr(w->before, "id = \"dead-end-roads\"");
  assert_non_null(roads);
  buf_add(&out, w->before, (size_t)(roads - w->before));
  buf_printf(&out, "readings = ( { through = \"2021-06-30\"; value = %s; } ); ", value);
  buf_puts(&out, roads);
  return out;
}

/* A new target right above the roads. */
static void others_add(struct world *w)
{
  struct buf text = {0};
  const char *target = strstr(w->before, "id = \"dead-end-roads\"");
  while (*target != '{')
    target--;
  buf_add(&text, w->before, (size_t)(target - w->before));
  buf_puts(&text, "{ id = \"added\"; name = \"新增一项\"; kind = \"level\"; target = 5; },\n");
  buf_puts(&text, target);
  pty_write_file(w->path, text.data, text.len);
  buf_release(&text);
}

static void run_shell(const char *command)
{
  int status = system(command);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

/* --- changes are on the screen at once --- */

static void test_a_figure_set_elsewhere_appears_and_glows(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "k");
  others_set(w, "dead-end-roads", "17", "2021-06-30");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  assert_true(pty_wait(w->pty, "wang 更新：" ROADS " 17"));
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(pty_wait_line(w->pty, ROADS, "•"));
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  assert_true(pty_wait(w->pty, "他人更新了 2 项，最新由 wang"));
  pty_keys(w->pty, "j"); /* looked at */
  assert_true(pty_wait_gone(w->pty, "他人更新了"));
  assert_true(pty_settle(w->pty));
  assert_true(pty_wait_line(w->pty, ROADS, "││ ●"));
  assert_true(pty_shows(w->pty, "•"));
  pty_keys(w->pty, "<Esc><Esc>"); /* all of them */
  assert_true(pty_wait_gone(w->pty, "•"));
  console_quit(w);
}

static void test_the_mark_has_a_twin_without_colours_and_unicode(void **state)
{
  struct world *w = *state;
  static const char *const env[] = {"TERM=vt100", "LANG=C", NULL};
  console_open(w,
               &(struct opening){
                   .rows = 30, .cols = 100, .env = env, .options = {"--today=2021-07-13", "--glyphs=ascii"}});
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  pty_keys(w->pty, "4");
  assert_true(pty_wait(w->pty, "Dead-end roads"));
  others_set(w, "dead-end-roads", "17", "2021-06-30");
  assert_true(pty_wait_line(w->pty, "Dead-end roads", "|*"));
  assert_true(pty_wait(w->pty, "Changed by wang: "));
  console_quit(w);
}

static void test_a_figure_taken_back_elsewhere_goes(void **state)
{
  struct world *w = *state;
  struct buf text = edited(w, "17");
  pty_write_file(w->path, text.data, text.len);
  buf_release(&text);
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=en", "--today=2021-07-13"}});
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  pty_write_file(w->path, w->before, w->before_len);
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  assert_true(pty_wait(w->pty, "Changed by others: 1 rows"));
  console_quit(w);
}

static void test_sed_in_place(void **state)
{
  struct world *w = *state;
  struct buf command = {0};
  console_open_usual(w);
  buf_printf(&command, "sed -i 's/郑州高新区2021年目标/开封高新区2021年目标/' %s", w->path);
  run_shell(command.data);
  assert_true(pty_wait_row(w->pty, 0, "开封高新区2021年目标"));
  buf_release(&command);
  assert_false(pty_shows(w->pty, "•")); /* no figure differs */
  console_quit(w);
}

/* As vim saves: the file is renamed away, made anew, written. The moment without it is worth no word. */
static void test_vim_saves(void **state)
{
  struct world *w = *state;
  struct buf text = edited(w, "17");
  char aside[300];
  console_open_usual(w);
  snprintf(aside, sizeof aside, "%s~", w->path);
  assert_int_equal(rename(w->path, aside), 0);
  assert_true(pty_settle(w->pty));
  FILE *f = fopen(w->path, "wb");
  assert_non_null(f);
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, "自 "));
  assert_true(pty_shows(w->pty, "0/93"));
  assert_int_equal(fwrite(text.data, 1, text.len, f), text.len);
  assert_int_equal(fclose(f), 0);
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(pty_wait(w->pty, "他人 更新：" ROADS " 17")); /* nobody's name is on it */
  assert_int_equal(unlink(aside), 0);
  buf_release(&text);
  console_quit(w);
}

/* As nano saves: emptied, then written, here in two halves. */
static void test_nano_saves(void **state)
{
  struct world *w = *state;
  struct buf text = edited(w, "17");
  console_open_usual(w);
  FILE *f = fopen(w->path, "wb");
  assert_non_null(f);
  assert_true(pty_settle(w->pty));
  assert_int_equal(fwrite(text.data, 1, text.len / 2, f), text.len / 2);
  assert_int_equal(fflush(f), 0);
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, "自 "));
  assert_int_equal(fwrite(text.data + text.len / 2, 1, text.len - text.len / 2, f), text.len - text.len / 2);
  assert_int_equal(fclose(f), 0);
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  buf_release(&text);
  console_quit(w);
}

/* --- trouble that lasts --- */

static void test_a_file_removed_and_put_back(void **state)
{
  struct world *w = *state;
  struct buf text = edited(w, "17");
  console_open_usual(w);
  assert_int_equal(unlink(w->path), 0);
  assert_true(pty_wait(w->pty, "数据文件读不到（"));
  assert_true(pty_shows(w->pty, "0/93"));
  pty_write_file(w->path, text.data, text.len);
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_true(pty_wait_gone(w->pty, "读不到"));
  buf_release(&text);
  console_quit(w);
}

/* The line of the mistake, the time it began, in the language of the moment; keys work on the last good
 * picture; it heals alone. */
static void test_a_broken_file_is_told_with_its_line_and_heals(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  char *copy = mem_text(w->before), *at = strstr(copy, "sense = \"");
  assert_non_null(at);
  memcpy(at, "sense = 1", 9);
  size_t line = 1;
  for (const char *c = copy; c < at; c++)
    line += *c == '\n';
  pty_write_file(w->path, copy, w->before_len);
  char text[80];
  snprintf(text, sizeof text, "：第 %zu 行：", line);
  assert_true(pty_wait(w->pty, "数据文件有误（"));
  assert_true(pty_wait(w->pty, text));
  pty_keys(w->pty, "4"); /* the line stays whatever is done */
  assert_true(pty_wait(w->pty, ROADS));
  assert_true(pty_wait(w->pty, "数据文件有误（"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "data broken since "));
  snprintf(text, sizeof text, ", line %zu: ", line);
  assert_true(pty_wait(w->pty, text));
  pty_write_file(w->path, w->before, w->before_len);
  assert_true(pty_wait(w->pty, "The data file is good again."));
  pty_keys(w->pty, "L");
  assert_true(pty_wait_gone(w->pty, "good again"));
  free(copy);
  console_quit(w);
}

static void test_an_empty_file_keeps_the_picture(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_write_file(w->path, "", 0);
  assert_true(pty_wait(w->pty, "数据文件有误（"));
  assert_true(pty_shows(w->pty, "0/93"));
  console_quit(w);
}

/* --- while a figure is typed --- */

static void test_a_change_elsewhere_leaves_the_entry_alone(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "1.7<Left>");
  assert_true(pty_wait_line(w->pty, ROADS, " 1.7"));
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 更新："));
  assert_true(pty_wait_line(w->pty, ROADS, " 1.7"));
  assert_true(pty_wait_row(w->pty, 1, "2/93")); /* theirs, and the preview of ours */
  pty_keys(w->pty, "<BS>");                     /* the caret is where it was */
  assert_true(pty_wait_line(w->pty, ROADS, " 17"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 17; by = \"li\""));
  assert_true(console_file_holds(w, "value = 3; by = \"wang\""));
  console_quit(w);
}

/* Rows that come in above move the row, not the figure to another row. */
static void test_the_cursor_stays_on_its_target_by_id(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  others_add(w);
  assert_true(pty_wait_row(w->pty, 1, "1/94"));
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait(w->pty, ROADS " 17 / ≥32"));
  console_quit(w);
}

static void test_the_figure_being_typed_entered_by_another(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  others_set(w, "dead-end-roads", "15", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 刚刚为此项填报了 15"));
  assert_true(pty_wait_line(w->pty, ROADS, " 17 "));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "用我的"));
  /* the question was about 15; now it is 16 */
  others_set(w, "dead-end-roads", "16", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 刚刚为此项填报了 16"));
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  assert_true(pty_settle(w->pty));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "用我的"));
  assert_true(pty_wait(w->pty, "现为 16（wang，"));
  assert_true(pty_wait(w->pty, "您录入的是 17"));
  assert_true(console_file_holds(w, "value = 16; by = \"wang\""));
  pty_keys(w->pty, "m");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 17; by = \"li\""));
  console_quit(w);
}

/* The three ways out of a conflict: the other's figure stands, mine is changed and then replaces it. */
static void test_the_other_figure_stands_or_mine_is_changed(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  others_set(w, "dead-end-roads", "15", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 刚刚为此项填报了 15"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "用我的"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "放弃"));
  pty_keys(w->pty, "<BS>8<Enter>");
  assert_true(pty_wait(w->pty, "您录入的是 18"));
  assert_true(console_file_holds(w, "value = 15; by = \"wang\""));
  pty_keys(w->pty, "m");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 18; by = \"li\""));
  console_go_to_roads(w);
  pty_keys(w->pty, "19");
  assert_true(pty_wait_line(w->pty, ROADS, " 19 "));
  others_set(w, "dead-end-roads", "20", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 刚刚为此项填报了 20"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "保留对方"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保留对方的数据"));
  assert_true(pty_wait_line(w->pty, ROADS, "62.5%"));
  assert_true(console_file_holds(w, "value = 20; by = \"wang\""));
  console_quit(w);
}

/* Taking one's own is no answer to what is doubtful about it; and what was taken back meanwhile is a change,
 * too. */
static void test_mine_is_asked_about(void **state)
{
  struct world *w = *state;
  others_set(w, "dead-end-roads", "16", "2021-06-30");
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "1/93"));
  console_go_to_roads(w);
  pty_keys(w->pty, "17000");
  assert_true(pty_settle(w->pty));
  pty_write_file(w->path, w->before, w->before_len); /* taken back */
  assert_true(pty_wait(w->pty, "原为 —"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "现为 —"));
  pty_keys(w->pty, "m");
  assert_true(pty_wait_row(w->pty, -1, "无误，保存"));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Esc><Esc>");
  console_quit(w);
}

/* --- an editor saves an old text over figures that were saved --- */

/* The page says what is the case now, and what it did not show is neither accepted nor entered again. */
static void test_the_page_of_overwritten_figures_follows(void **state)
{
  struct world *w = *state;
  others_set(w, "dead-end-roads", "17", "2021-06-30");
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  struct buf one = {0};
  char *text = pty_read_file(w->path, NULL);
  char *at = strstr(text, "value = 17; by = \"wang\"");
  memcpy(at, "value = 12", 10);
  buf_puts(&one, text);
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "2/93"));
  pty_write_file(w->path, one.data, one.len);
  assert_true(pty_wait(w->pty, "有 1 个已保存的数据被其他程序覆盖"));
  pty_keys(w->pty, "o");
  assert_true(pty_wait(w->pty, "17 → 12"));
  at = strstr(text, "value = 3; by = \"wang\"");
  memcpy(at, "value = 4", 9);
  pty_write_file(w->path, text, strlen(text));
  assert_true(pty_wait(w->pty, "3 → 4"));
  memcpy(at, "value = 3", 9);
  memcpy(strstr(text, "value = 12; by = \"wang\""), "value = 17", 10);
  pty_write_file(w->path, text, strlen(text)); /* put right by hand */
  assert_true(pty_wait_gone(w->pty, "3 → 4"));
  assert_true(pty_wait_row(w->pty, -1, "看目标"));
  free(text);
  buf_release(&one);
  console_quit(w);
}

static void test_an_overwritten_figure_is_noticed_and_entered_again(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  assert_true(pty_wait_row(w->pty, 1, "2/93"));
  size_t len;
  char *good = pty_read_file(w->path, &len);
  pty_write_file(w->path, w->before, w->before_len); /* the editor had the old text open */
  assert_true(pty_wait_row(w->pty, 1, "0/93"));
  pty_keys(w->pty, "<Esc><Esc>");
  assert_true(pty_settle(w->pty));
  pty_keys(w->pty, "j");
  assert_true(pty_wait(w->pty, "有 2 个已保存的数据被其他程序覆盖；按 o 查看"));
  pty_keys(w->pty, "o");
  assert_true(pty_wait_line(w->pty, ROADS, "17 → —"));
  assert_true(pty_wait(w->pty, "wang 保存于"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已全部恢复"));
  assert_true(pty_wait_row(w->pty, 1, "2/93"));
  char *now = pty_read_file(w->path, NULL);
  assert_string_equal(now, good); /* by whom and when, too */
  pty_keys(w->pty, "jj");
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, "覆盖"));
  pty_keys(w->pty, "c");
  assert_true(pty_wait_line(w->pty, "17 → —", "被其他程序改动"));
  assert_true(pty_wait_line(w->pty, "— → 17", "恢复"));
  free(good);
  free(now);
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* What somebody changed by hand, and meant: it is said once, and never again once that was answered. */
static void test_an_overwritten_figure_may_stand(void **state)
{
  struct world *w = *state;
  others_set(w, "dead-end-roads", "17", "2021-06-30");
  char *text = pty_read_file(w->path, NULL);
  memcpy(strstr(text, "value = 17; by = \"wang\""), "value = 12", 10);
  pty_write_file(w->path, text, strlen(text));
  free(text);
  for (int round = 0; round < 2; round++) { /* nobody was there when it happened */
    console_open(w,
                 &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=en", "--today=2021-07-13"}});
    assert_true(pty_wait(w->pty, "Another program overwrote 1 saved figure; o shows it."));
    pty_keys(w->pty, "o");
    assert_true(pty_wait(w->pty, "17 → 12"));
    if (round == 0) {
      pty_keys(w->pty, "<Esc>");
      assert_true(pty_wait(w->pty, "o shows it"));
      console_quit(w);
      pty_end(w->pty);
      w->pty = NULL;
      const char *args[] = {"--lang=en", "set", w->path, "heat-grid-mains", "3", "--through=2021-06", NULL};
      struct pty *other = pty_start(&(struct pty_options){.args = args});
      assert_int_equal(pty_status(other), 0); /* is told, too, but another's save is no answer */
      assert_true(pty_wait(other, "another program overwrote 1 saved figure"));
      pty_end(other);
    }
  }
  pty_keys(w->pty, "a");
  assert_true(pty_wait(w->pty, "They stand as they are"));
  console_quit(w);
  pty_end(w->pty);
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=en", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "2/93"));
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, "overwrote"));
  pty_keys(w->pty, "o");
  assert_true(pty_wait(w->pty, "No saved figure was overwritten."));
  console_quit(w);
}

static void test_the_target_being_typed_is_removed(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  char *id = strstr(w->before, "\"dead-end-roads\"");
  memcpy(id, "\"dead-end-raods\"", 16);
  pty_write_file(w->path, w->before, w->before_len);
  assert_true(pty_wait(w->pty, "“17”没有保存"));
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* The place a search began at goes with its target. */
static void test_a_change_while_searching(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "/孵化");
  assert_true(pty_wait_row(w->pty, -1, "/孵化")); /* what was found before is still told until then */
  others_add(w);
  assert_true(pty_wait_row(w->pty, 1, "0/94"));
  pty_keys(w->pty, "<Esc>"); /* back on the roads */
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  pty_keys(w->pty, "/孵化");
  assert_true(pty_wait_row(w->pty, -1, "/孵化")); /* what was found before is still told until then */
  const char *end = strstr(w->before, "panes = (");
  assert_non_null(end);
  struct buf text = {0};
  buf_add(&text, w->before, (size_t)(end - w->before));
  buf_puts(&text,
           "panes = ( { id = \"p\"; name = \"只剩一个\"; targets = ( { id = \"t\"; name = \"唯一\"; kind = "
           "\"level\"; target = 5; } ) } );\n");
  pty_write_file(w->path, text.data, text.len);
  assert_true(pty_wait_row(w->pty, 1, "0/1"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait(w->pty, "唯一"));
  buf_release(&text);
  console_quit(w);
}

/* --- one's own --- */

static void test_ones_own_saves_are_no_news(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, "已保存 "));
  assert_false(pty_shows(w->pty, "•"));
  pty_keys(w->pty, "<Esc>u");
  assert_true(pty_wait(w->pty, "已撤销"));
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, "已撤销"));
  assert_false(pty_shows(w->pty, "•"));
  console_quit(w);
  assert_true(console_file_as_before(w));
}

static void test_undo_after_anothers_change_of_another_target(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  assert_true(pty_wait(w->pty, "wang 更新："));
  pty_keys(w->pty, "u");
  assert_true(pty_wait(w->pty, "已撤销：" ROADS));
  assert_true(pty_wait_row(w->pty, 1, "1/93"));
  assert_false(console_file_holds(w, "value = 17; by = \"li\""));
  assert_true(console_file_holds(w, "value = 3; by = \"wang\""));
  console_quit(w);
}

/* A figure of another's that came in with one's own save, before its event was looked at, glows too. */
static void test_what_a_save_brings_in_glows(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_line(w->pty, ROADS, "53.1%"));
  pty_signal(w->pty, SIGSTOP);
  others_set(w, "heat-grid-mains", "3", "2021-06-30");
  pty_keys(w->pty, "<Enter>");
  pty_signal(w->pty, SIGCONT);
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(pty_wait_row(w->pty, 1, "2/93"));
  assert_true(pty_wait(w->pty, "•"));
  console_quit(w);
}

/* --- nothing happens while nothing happens --- */

/* How often the process was woken so far. */
static long wakes(struct pty *p)
{
  char path[64], line[256];
  long count = -1;
  snprintf(path, sizeof path, "/proc/%d/status", pty_pid(p));
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  while (fgets(line, sizeof line, f))
    if (sscanf(line, "voluntary_ctxt_switches: %ld", &count) == 1)
      break;
  fclose(f);
  assert_true(count >= 0);
  return count;
}

/* What it waits for, as the kernel has it: poll(fds, 3, −1). Where that can't be read the count has to do. */
static void assert_waits_for_ever(struct pty *p)
{
#if defined(__x86_64__)
  char path[64];
  unsigned long long call = 0, fds = 0, count = 0, timeout = 0;
  snprintf(path, sizeof path, "/proc/%d/syscall", pty_pid(p));
  FILE *f = fopen(path, "r");
  int got = f ? fscanf(f, "%llu %llx %llx %llx", &call, &fds, &count, &timeout) : 0;
  if (f)
    fclose(f);
  if (got == 4) {
    assert_int_equal(call, 7); /* poll */
    assert_int_equal(timeout & 0xffffffffu, 0xffffffffu);
  }
#else
  (void)p;
#endif
}

/* While others work on files elsewhere, for as long as that takes, the console is not woken once; after a
 * change, and after trouble that was told, it is as quiet again. */
static void test_nothing_wakes_it_while_nothing_happens(void **state)
{
  struct world *w = *state;
  struct world elsewhere = {.folder = pty_folder()};
  snprintf(elsewhere.path, sizeof elsewhere.path, "%s/y.conf", elsewhere.folder);
  pty_write_file(elsewhere.path, w->before, w->before_len);
  console_open_usual(w);
  for (int round = 0; round < 3; round++) {
    assert_true(pty_settle(w->pty));
    assert_waits_for_ever(w->pty);
    long before = wakes(w->pty);
    for (int i = 0; i < 8; i++)
      others_set(&elsewhere, "dead-end-roads", i % 2 ? "17" : "18", "2021-06-30");
    assert_int_equal(wakes(w->pty), before);
    if (round == 0) {
      others_set(w, "dead-end-roads", "17", "2021-06-30");
      assert_true(pty_wait_row(w->pty, 1, "1/93"));
    } else {
      pty_write_file(w->path, "format = 2", 10);
      assert_true(pty_wait(w->pty, "数据文件有误（"));
    }
  }
  pty_folder_remove(elsewhere.folder);
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_a_figure_set_elsewhere_appears_and_glows),
      CONSOLE_TEST(test_the_mark_has_a_twin_without_colours_and_unicode),
      CONSOLE_TEST(test_a_figure_taken_back_elsewhere_goes),
      CONSOLE_TEST(test_sed_in_place),
      CONSOLE_TEST(test_vim_saves),
      CONSOLE_TEST(test_nano_saves),
      CONSOLE_TEST(test_a_file_removed_and_put_back),
      CONSOLE_TEST(test_a_broken_file_is_told_with_its_line_and_heals),
      CONSOLE_TEST(test_an_empty_file_keeps_the_picture),
      CONSOLE_TEST(test_a_change_elsewhere_leaves_the_entry_alone),
      CONSOLE_TEST(test_the_cursor_stays_on_its_target_by_id),
      CONSOLE_TEST(test_the_figure_being_typed_entered_by_another),
      CONSOLE_TEST(test_the_other_figure_stands_or_mine_is_changed),
      CONSOLE_TEST(test_mine_is_asked_about),
      CONSOLE_TEST(test_the_page_of_overwritten_figures_follows),
      CONSOLE_TEST(test_an_overwritten_figure_is_noticed_and_entered_again),
      CONSOLE_TEST(test_an_overwritten_figure_may_stand),
      CONSOLE_TEST(test_the_target_being_typed_is_removed),
      CONSOLE_TEST(test_a_change_while_searching),
      CONSOLE_TEST(test_ones_own_saves_are_no_news),
      CONSOLE_TEST(test_undo_after_anothers_change_of_another_target),
      CONSOLE_TEST(test_what_a_save_brings_in_glows),
      CONSOLE_TEST(test_nothing_wakes_it_while_nothing_happens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
