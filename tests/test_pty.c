/* The harness itself, tried on programs that every machine has: a check that cannot fail is worse than none.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "support_pty.h"

static struct pty *shell(const char *script)
{
  const char *args[] = {"-c", script, NULL};
  return pty_start(&(struct pty_options){.program = "sh", .args = args, .rows = 10, .cols = 40});
}

static void test_screen_and_keys(void **state)
{
  (void)state;
  struct pty *p = shell(
      "read line; printf '\\033[5;3H[%s] \\346\\226\\255\\345\\244\\264\\350\\267\\257' \"$line\"; exit 7");
  pty_keys(p, "one<lt>two<Enter>");
  assert_true(pty_wait_row(p, 4, "  [one<two] 断头路"));
  assert_false(pty_shows(p, "three"));
  int status = pty_status(p);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 7);
  assert_true(pty_sane(p));
  pty_end(p);
}

static void test_environment_and_size(void **state)
{
  (void)state;
  struct pty *p = shell("trap 'stty size; exit' WINCH; echo $TERM $LANG $TZ $GUATU_USER; stty size; "
                        "while :; do read x; done");
  assert_true(pty_wait(p, "xterm-256color C.UTF-8 Asia/Shanghai li"));
  assert_true(pty_wait(p, "10 40"));
  pty_resize(p, 12, 50);
  pty_keys(p, "<Enter>");
  assert_true(pty_wait(p, "12 50"));
  assert_int_not_equal(pty_status(p), -1);
  pty_end(p);
}

static void test_a_terminal_left_raw_is_noticed(void **state)
{
  (void)state;
  struct pty *p = shell("printf '\\033[?1049h\\033[?25l'; stty raw -echo; echo ready; read x");
  assert_true(pty_wait(p, "ready"));
  assert_true(pty_alternate(p));
  assert_false(pty_cursor(p));
  pty_signal(p, SIGKILL);
  assert_true(WIFSIGNALED(pty_status(p)));
  assert_false(pty_sane(p));
  pty_end(p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_screen_and_keys),
      cmocka_unit_test(test_environment_and_size),
      cmocka_unit_test(test_a_terminal_left_raw_is_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
