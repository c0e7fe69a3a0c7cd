/* What was being typed when the line broke is offered the next time. The usual world; HOME is the test's own
 * folder, the same in every session of a test. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_console.h"

#define ROADS   "打通断头路"
#define OFFERED "上次中断时正在为“" ROADS "”录入“17 # 含两条”"

static char home[300];

static void open_home(struct world *w, const char *extra)
{
  snprintf(home, sizeof home, "HOME=%s", w->folder);
  const char *const env[] = {home, extra, NULL};
  console_open(w, &(struct opening){
                      .rows = 30, .cols = 100, .env = env, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "/93"));
}

static void reopen(struct world *w)
{
  pty_end(w->pty);
  open_home(w, NULL);
}

/* Half a figure with a note, typed and settled. */
static void type_half(struct world *w)
{
  console_go_to_roads(w);
  pty_keys(w->pty, "17 # 含两条");
  assert_true(pty_wait(w->pty, "17 # 含两条"));
  assert_true(pty_settle(w->pty));
}

static void test_a_dropped_line_keeps_what_was_typed(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  type_half(w);
  pty_hang_up(w->pty);
  assert_true(pty_status_unread(w->pty) >= 0);
  assert_true(console_file_as_before(w));
  reopen(w);
  assert_true(pty_wait(w->pty, OFFERED));
  assert_true(pty_wait_line(w->pty, ROADS, "17 # 含两条"));
  pty_keys(w->pty, "4<Enter>"); /* typed blindly: neither gets into the figure nor is an answer */
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, OFFERED));
  assert_true(console_file_as_before(w));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_gone(w->pty, OFFERED));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "note = \"含两条\""));
  console_quit(w);
  reopen(w); /* it was saved: nothing is offered any more */
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, OFFERED));
  console_quit(w);
}

/* A kill takes nothing away either; what was offered and dropped is not offered again. */
static void test_a_kill_keeps_it_and_escape_drops_it(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  type_half(w);
  for (int round = 0; round < 2; round++) { /* also while it is being offered */
    pty_signal(w->pty, SIGKILL);
    assert_true(WIFSIGNALED(pty_status(w->pty)));
    reopen(w);
    assert_true(pty_wait(w->pty, OFFERED));
  }
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_gone(w->pty, "含两条"));
  console_quit(w);
  reopen(w);
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, OFFERED));
  assert_true(console_file_as_before(w));
  console_quit(w);
}

/* Drafts are written behind the picture: none is drawn between the last key and a stop that came with it. */
static void test_a_stop_behind_the_last_key_keeps_it(void **state)
{
  struct world *w = *state;
  struct buf command = {0};
  snprintf(home, sizeof home, "HOME=%s", w->folder);
  static const char keys[] = "17 # 含两条\x1a"; /* at once */
  const char *env[] = {"PS1=$ ", home, NULL}, *args[] = {"-i", NULL};
  w->pty =
      pty_start(&(struct pty_options){.program = "sh", .args = args, .env = env, .rows = 30, .cols = 100});
  buf_printf(&command, "'%s' --lang=zh --today=2021-07-13 %s<Enter>", pty_guatu(), w->path);
  assert_true(pty_wait(w->pty, "$"));
  pty_keys(w->pty, command.data);
  assert_true(pty_wait(w->pty, "/93"));
  console_go_to_roads(w);
  pty_bytes(w->pty, keys, sizeof keys - 1);
  assert_true(pty_wait(w->pty, "Stopped"));
  pty_keys(w->pty, "kill -9 %1; wait; echo left=$?<Enter>");
  assert_true(pty_wait(w->pty, "left="));
  buf_release(&command);
  reopen(w);
  assert_true(pty_wait(w->pty, OFFERED));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_gone(w->pty, OFFERED));
  console_quit(w);
}

/* A session that is still open keeps its own; another person of the same account has theirs. */
static void test_drafts_are_not_mixed_up(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  type_half(w);
  struct pty *first = w->pty;
  w->pty = NULL;
  open_home(w, NULL);
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, OFFERED));
  pty_signal(first, SIGTERM);
  assert_true(pty_status(first) >= 0);
  pty_end(first);
  pty_end(w->pty);
  open_home(w, "GUATU_USER=wang");
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, OFFERED));
  console_quit(w);
  reopen(w);
  assert_true(pty_wait(w->pty, OFFERED));
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
}

/* Nobody else can read it, and a home that can't be written is no trouble. */
static void test_drafts_are_private_and_not_needed(void **state)
{
  struct world *w = *state;
  struct stat st;
  char path[400];
  open_home(w, NULL);
  type_half(w);
  snprintf(path, sizeof path, "%s/.local/state/guatu", w->folder);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0700);
  pty_keys(w->pty, "<Esc>");
  console_quit(w);
  pty_end(w->pty);
  open_home(w, "XDG_STATE_HOME=/proc/nothing");
  type_half(w);
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  console_quit(w);
}

/* What was erased was dropped. */
static void test_what_was_erased_is_not_offered(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  console_go_to_roads(w);
  pty_keys(w->pty, "e17<BS><BS>");
  assert_true(pty_settle(w->pty));
  pty_signal(w->pty, SIGKILL);
  assert_true(pty_status(w->pty) >= 0);
  reopen(w);
  assert_true(pty_settle(w->pty));
  assert_false(pty_shows(w->pty, "上次中断时"));
  console_quit(w);
}

/* A month later another report is due: the figure is still for the month it was typed for. */
static void test_a_draft_keeps_its_month(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  console_go_to_roads(w);
  pty_keys(w->pty, "25");
  assert_true(pty_settle(w->pty));
  pty_signal(w->pty, SIGKILL);
  assert_true(pty_status(w->pty) >= 0);
  pty_end(w->pty);
  const char *const env[] = {home, NULL};
  console_open(w, &(struct opening){
                      .rows = 30, .cols = 120, .env = env, .options = {"--lang=zh", "--today=2021-08-13"}});
  assert_true(pty_wait(w->pty, "录入“25 @2021-06-30”（2021-06，现为 —）"));
  pty_keys(w->pty, "<Enter><Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "through = \"2021-06-30\"; value = 25;"));
  console_quit(w);
}

/* Its target is gone meanwhile: it is told, not lost without a word. */
static void test_the_target_is_gone(void **state)
{
  struct world *w = *state;
  open_home(w, NULL);
  type_half(w);
  pty_signal(w->pty, SIGKILL);
  assert_true(pty_status(w->pty) >= 0);
  char *id = strstr(w->before, "\"dead-end-roads\"");
  memcpy(id, "\"dead-end-roadz\"", 16);
  pty_write_file(w->path, w->before, w->before_len);
  reopen(w);
  assert_true(pty_wait(w->pty, "上次中断时正在为“dead-end-roads”录入“17 # 含两条”"));
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_a_dropped_line_keeps_what_was_typed),
      CONSOLE_TEST(test_a_kill_keeps_it_and_escape_drops_it),
      CONSOLE_TEST(test_a_stop_behind_the_last_key_keeps_it),
      CONSOLE_TEST(test_drafts_are_not_mixed_up),
      CONSOLE_TEST(test_drafts_are_private_and_not_needed),
      CONSOLE_TEST(test_what_was_erased_is_not_offered),
      CONSOLE_TEST(test_a_draft_keeps_its_month),
      CONSOLE_TEST(test_the_target_is_gone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
