/* The console for operators on a real sshd with conf/ssh/guatu-operators.conf: figures are entered under the
 * account's name, or on a shared account under the name of the key; nothing else is to be had; and what was
 * being typed when the line dropped is there the next time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "support_ssh.h"

#define CHINESE                                                                                              \
  (const char *const[])                                                                                      \
  {                                                                                                          \
    "LANG=zh_CN.UTF-8", NULL                                                                                 \
  }
#define OFFERED "上次中断时正在为“打通断头路”录入"

static struct pty *screen;

static int teardown(void **state)
{
  (void)state;
  pty_end(screen);
  screen = NULL;
  ssh_end();
  return 0;
}

static void open_console(int key)
{
  pty_end(screen);
  screen = ssh_open(key, NULL, CHINESE);
  assert_true(pty_wait(screen, "郑州高新区2021年目标"));
}

static void go_to_roads(void)
{
  pty_keys(screen, "/dead-end-roads");
  assert_true(pty_wait(screen, "找到 1 项"));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait(screen, "直接录入"));
}

/* For a day that has a figure: that is asked about. */
static void enter(const char *figure)
{
  go_to_roads();
  pty_keys(screen, figure);
  assert_true(pty_wait_line(screen, "打通断头路", figure));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait(screen, "无误，保存"));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait(screen, "已保存 "));
}

static void leave(void)
{
  pty_keys(screen, "<Esc><Esc><Esc>q");
  int status = pty_status(screen);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The journal's lines hold each of these, and none of those behind NULL. */
static void assert_journal(const char *const *texts)
{
  char path[200];
  bool wanted = true;
  snprintf(path, sizeof path, "%s.journal", ssh_plan());
  char *journal = pty_read_file(path, NULL);
  assert_non_null(journal);
  for (int lists = 0; lists < 2; texts++)
    if (!*texts) {
      wanted = false;
      lists++;
    } else if ((strstr(journal, *texts) != NULL) != wanted) {
      fail_msg("%s %s in\n%s", wanted ? "no" : "there is", *texts, journal);
    }
  free(journal);
  struct ran r = run_program((const char *const[]){ssh_program(), "log", "--verify", ssh_plan(), NULL});
  assert_int_equal(r.status, 0);
  ran_release(&r);
}

static void let_in(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void let_in(const char *format, ...)
{
  char lines[1500];
  va_list args;
  va_start(args, format);
  vsnprintf(lines, sizeof lines, format, args);
  va_end(args);
  ssh_let_in(lines);
}

static void put_home(const char *name, const char *text)
{
  char path[200];
  snprintf(path, sizeof path, "%s/%s", ssh_home(), name);
  pty_write_file(path, text, strlen(text));
}

/* ---- who it is ---- */

/* Whatever a home folder or a list of one's own says, where sshd is told to listen to it. */
static void test_a_personal_account(void **state)
{
  char path[200];
  (void)state;
  ssh_begin("li", NULL);
  let_in("environment=\"GUATU_USER=wang\",environment=\"GUATU_KEYS=/x\" %s wang\n", ssh_public(0));
  put_home(".ssh/environment", "GUATU_USER=wang\nGUATU_KEYS=/x\nSSH_CLIENT=9.9.9.9 1 2\n");
  put_home(".pam_environment", "GUATU_USER=wang\nGUATU_KEYS=/x\n");
  put_home(".ssh/rc", "touch rc-ran\n");
  open_console(0);
  enter("30@12");
  leave();
  struct buf user = {0};
  buf_printf(&user, "\"user\":\"%s\",\"from\":\"127.0.0.1\"", ssh_user());
  assert_journal((const char *const[]){user.data, NULL, "wang", "\"account\"", "\"key\"", "9.9.9.9", NULL});
  buf_release(&user);
  snprintf(path, sizeof path, "%s/rc-ran", ssh_home());
  assert_int_not_equal(access(path, F_OK), 0);
}

static void put_line(struct buf *out, const char *user, int key)
{
  buf_printf(out, "\"user\":\"%s\",\"account\":\"%s\",\"key\":\"%s\",\"from\":\"127.0.0.1\"", user,
             ssh_user(), ssh_print(key));
}

/* Two people, two keys, one account; and a third key that has no name. */
static void test_a_shared_account(void **state)
{
  (void)state;
  ssh_begin("finance", NULL);
  let_in("# finance\nrestrict,pty %s 李雷\n%s wang\n%s\n", ssh_public(0), ssh_public(1), ssh_public(2));
  put_home(".pam_environment", "GUATU_USER=nobody\nGUATU_KEYS=/x\n");
  open_console(0);
  assert_true(pty_wait(screen, "李雷"));
  enter("30@12");
  leave();
  open_console(1);
  enter("31@12");
  leave();
  struct buf first = {0}, second = {0}, third = {0};
  put_line(&first, "李雷", 0);
  put_line(&second, "wang", 1);
  put_line(&third, ssh_print(2), 2);
  assert_journal((const char *const[]){first.data, second.data, NULL, "nobody", third.data, NULL});
  open_console(2);
  enter("32@12");
  leave();
  assert_journal((const char *const[]){first.data, second.data, third.data, NULL, NULL});
  struct ran r = run_program(
      (const char *const[]){ssh_program(), "log", "--lang=en", ssh_plan(), "--user", ssh_print(1), NULL});
  assert_non_null(strstr(r.out, "30 → 31"));
  assert_null(strstr(r.out, "31 → 32"));
  ran_release(&r);
  buf_release(&first);
  buf_release(&second);
  buf_release(&third);
}

/* Where sshd does not say which key it was, nobody enters anything. */
static void test_a_shared_account_without_a_note(void **state)
{
  (void)state;
  ssh_begin("finance", "    ExposeAuthInfo no");
  screen = ssh_open(0, NULL, (const char *const[]){"LANG=en_US.UTF-8", NULL});
  int status = pty_status(screen);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  assert_true(pty_shows(screen, "guatu: who you are can't be told"));
}

static void test_a_strangers_key(void **state)
{
  (void)state;
  ssh_begin("finance", NULL);
  put_home(".ssh/authorized_keys", ssh_public(2)); /* in a list that is not the administrator's */
  struct ran r = run_program(ssh_words("ssh", 2, NULL, NULL));
  assert_int_equal(r.status, 255);
  assert_non_null(strstr(r.err, "Permission denied (publickey)"));
  ran_release(&r);
}

/* ---- nothing but the console ---- */

static void test_everything_else_is_refused(void **state)
{
  (void)state;
  ssh_begin("finance", NULL);
  ssh_refuse_all("guatu");
}

static void test_the_environment_and_a_second_screen(void **state)
{
  (void)state;
  ssh_begin("li", NULL);
  ssh_refuse_environment("Zhengzhou High-tech Zone");
  ssh_refuse_second("Zhengzhou High-tech Zone");
}

/* What takes too long to try, needs a device that few machines have, or is refused by a forced command, too.
 */
static void test_what_is_set(void **state)
{
  static const char *const lines[] = {"\nclientaliveinterval 10\n", "\nclientalivecountmax 3\n",
                                      "\npermittunnel no\n", "\npermituserrc no\n"};
  (void)state;
  ssh_begin("finance", NULL);
  char *settings = ssh_settings();
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    if (!strstr(settings, lines[i]))
      fail_msg("no%sin:\n%s", lines[i], settings);
  free(settings);
}

/* What leads from other programs to a shell leads nowhere from here; ^Z comes back by itself, because nobody
 * is there to come back from. */
static void test_no_key_leads_to_a_shell(void **state)
{
  static const char *const keys[] = {"!",       "!sh<Enter>",      ":!sh<Enter>", "<C-z>",       "<C-\\>",
                                     "<C-s>",   "<C-q>",           "|sh<Enter>",  "v",           "<C-o>",
                                     "<A-x>sh", "i/bin/sh<Enter>", "<Esc><Esc>",  "i|id<Enter>", "<Esc><Esc>",
                                     "~",       "i$(id)<Enter>",   "<Esc><Esc>",  "/!sh<Enter>", "<Esc><Esc>",
                                     "<F1>",    "<Esc>",           "E",           "<Esc><Esc>"};
  (void)state;
  ssh_begin("li", NULL);
  open_console(0);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    pty_keys(screen, keys[i]);
    assert_true(pty_settle(screen));
    assert_true(pty_running(screen));
  }
  pty_keys(screen, "<Esc><Esc><Esc>");
  enter("30@12");
  assert_int_equal(ssh_screens(), 1);
  leave();
}

/* ---- lines that drop ---- */

static void type_half(void)
{
  go_to_roads();
  pty_keys(screen, "30@12 # 含两条");
  assert_true(pty_wait_line(screen, "打通断头路", "含两条"));
}

static void expect_offer_and_take_it(void)
{
  open_console(0);
  assert_true(pty_wait(screen, OFFERED));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait_gone(screen, OFFERED));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait(screen, "无误，保存"));
  pty_keys(screen, "<Enter>");
  assert_true(pty_wait(screen, "已保存 "));
  leave();
  char *plan = pty_read_file(ssh_plan(), NULL);
  assert_non_null(strstr(plan, "value = 30;"));
  assert_non_null(strstr(plan, "note = \"含两条\""));
  free(plan);
}

static void test_a_killed_client_loses_nothing(void **state)
{
  (void)state;
  ssh_begin("li", NULL);
  open_console(0);
  type_half();
  pty_signal(screen, SIGKILL);
  assert_true(ssh_wait_ended());
  expect_offer_and_take_it();
}

static void test_a_frozen_client_loses_nothing(void **state)
{
  (void)state;
  ssh_begin("li", "    ClientAliveInterval 1\n    ClientAliveCountMax 2");
  open_console(0);
  type_half();
  pty_signal(screen, SIGSTOP);
  assert_true(ssh_wait_ended());
  expect_offer_and_take_it();
}

/* On a shared account the draft is its person's. */
static void test_a_dropped_line_loses_nothing(void **state)
{
  (void)state;
  ssh_begin("finance", "    ClientAliveInterval 1\n    ClientAliveCountMax 2");
  if (!ssh_alone()) {
    print_message("skipped: the line here is everybody's\n");
    skip();
  }
  let_in("%s 李雷\n%s wang\n", ssh_public(0), ssh_public(1));
  open_console(0);
  type_half();
  ssh_link(false);
  assert_true(ssh_wait_ended());
  ssh_link(true);
  open_console(1);
  go_to_roads();
  assert_false(pty_shows(screen, OFFERED));
  leave();
  expect_offer_and_take_it();
  assert_journal((const char *const[]){"\"user\":\"李雷\"", NULL, "\"user\":\"wang\"", NULL});
}

int main(void)
{
#define CONSOLE(name) cmocka_unit_test_teardown(name, teardown)
  const struct CMUnitTest tests[] = {
      CONSOLE(test_a_personal_account),
      CONSOLE(test_a_shared_account),
      CONSOLE(test_a_shared_account_without_a_note),
      CONSOLE(test_what_is_set),
      CONSOLE(test_a_strangers_key),
      CONSOLE(test_everything_else_is_refused),
      CONSOLE(test_the_environment_and_a_second_screen),
      CONSOLE(test_no_key_leads_to_a_shell),
      CONSOLE(test_a_killed_client_loses_nothing),
      CONSOLE(test_a_frozen_client_loses_nothing),
      CONSOLE(test_a_dropped_line_loses_nothing),
  };
  int status = 0;
  if (!ssh_enter(&status))
    return status;
  status = cmocka_run_group_tests(tests, NULL, NULL);
  ssh_leave_nothing();
  return status;
}
