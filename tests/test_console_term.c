/* The console and its terminal: sizes, signals, crashes, terminal types, locales. Whatever happens, the
 * terminal is left as it was found. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"
#include "support_console.h"

static void test_a_storm_of_sizes(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
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
  console_quit(w);
}

static void suspends_and_resumes(struct world *w, const char *term, const char *options)
{
  struct buf command = {0};
  const char *env[] = {"PS1=$ ", term, NULL}, *args[] = {"-i", NULL};
  w->pty =
      pty_start(&(struct pty_options){.program = "sh", .args = args, .env = env, .rows = 24, .cols = 80});
  buf_printf(&command, "'%s' --lang=zh --today=2021-07-13 %s %s<Enter>", pty_guatu(), options, w->path);
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

static void test_suspend_and_resume(void **state)
{
  suspends_and_resumes(*state, "TERM=xterm-256color", "");
}

/* In its sandbox, where no other signal may be sent. */
static void test_suspend_and_resume_read_only(void **state)
{
  suspends_and_resumes(*state, "TERM=xterm-256color", "--read-only");
}

/* Whose entry has a key for what ^Z sends. */
static void test_suspend_and_resume_on_the_linux_console(void **state)
{
  suspends_and_resumes(*state, "TERM=linux", "--glyphs=unicode");
}

/* Stopped where nobody can continue it (no job-control shell): it must go on, or the line is lost. */
static void test_suspend_without_a_shell_goes_on(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_keys(w->pty, "<C-z>4");
  assert_true(pty_wait(w->pty, "打通断头路"));
  assert_true(pty_alternate(w->pty));
  console_quit(w);
}

static void ends_by(struct world *w, int signal)
{
  console_open_usual(w);
  console_go_to_roads(w);
  pty_keys(w->pty, "17");
  assert_true(pty_wait_row(w->pty, 1, "53.1%"));
  pty_signal(w->pty, signal);
  assert_int_not_equal(pty_status(w->pty), -1);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
  assert_non_null(strstr(pty_output(w->pty, NULL), "\033[?2004l"));
  assert_true(console_file_as_before(w));
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
  int status = pty_status(w->pty);
  assert_true(PTY_SANITIZED || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV));
}

static void test_an_abort_leaves_the_terminal_sane(void **state)
{
  ends_by(*state, SIGABRT);
}

static void test_a_dropped_line_ends_it(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  pty_hang_up(w->pty);
  assert_int_not_equal(pty_status(w->pty), -1);
}

/* A terminal that takes no more output (a frozen client): SIGTERM must still end it, within seconds, and give
 * the settings back. */
static void test_sigterm_ends_a_program_stuck_in_output(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  assert_true(pty_stall(w->pty, "?"));
  pty_signal(w->pty, SIGTERM);
  assert_int_not_equal(pty_status_unread(w->pty), -1);
  assert_true(pty_sane(w->pty));
}

static void opens_on(struct world *w, const char *term, const char *lang, const char *title, int ascii)
{
  struct buf term_name = {0}, lang_name = {0};
  buf_printf(&term_name, "TERM=%s", term);
  buf_printf(&lang_name, "LANG=%s", lang);
  const char *env[] = {term_name.data, lang_name.data, NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, title));
  assert_true(pty_wait_row(w->pty, -1, ascii || strncmp(lang, "zh", 2) != 0 ? "? help" : "? 帮助"));
  console_quit(w);
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
  opens_on(w, "vt320", "zh_CN.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "pcansi", "zh_CN.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "linux-m2", "zh_CN.UTF-8", "Zhengzhou High-tech Zone", true);
  opens_on(w, "xterm-256color", "zh_CN.GB18030", "Zhengzhou High-tech Zone", true);
  opens_on(w, "xterm-256color", "xx_YY.utf8", "Zhengzhou High-tech Zone", false);
}

/* What is driven as what, where TERM's entry is missing. */
static void drives(struct world *w, const char *name, const char *lang, const char *note)
{
  struct buf term = {0};
  buf_printf(&term, "TERM=%s", name);
  const char *env[] = {term.data, lang, NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 120, .env = env, .options = {"--today=2021-07-13"}});
  assert_true(pty_wait_row(w->pty, -1, note));
  console_quit(w);
  pty_end(w->pty);
  w->pty = NULL;
  buf_release(&term);
}

static void test_names_unknown_here_are_driven_as_their_family(void **state)
{
  struct world *w = *state;
  drives(w, "xterm-ghostty-of-tomorrow", "LANG=C.UTF-8", "driven as xterm-256color");
  drives(w, "st-of-tomorrow", "LANG=zh_CN.UTF-8", "按 xterm-256color 驱动");
  drives(w, "putty-of-tomorrow", "LANG=C.UTF-8", "driven as xterm-256color");
  drives(w, "screen.xterm-kitty-of-tomorrow", "LANG=zh_CN.UTF-8", "按 screen-256color 驱动");
  drives(w, "screen.linux-of-old", "LANG=C.UTF-8", "driven as screen.");
  drives(w, "tmux-of-tomorrow", "LANG=C.UTF-8", "driven as screen.");
  drives(w, "rxvt-of-old", "LANG=C.UTF-8", "driven as rxvt.");
  drives(w, "linux-of-old", "LANG=zh_CN.UTF-8", "driven as linux.");
  drives(w, "vt420-of-old", "LANG=zh_CN.UTF-8", "driven as vt220.");
  drives(w, "xterm-256color", "LANG=zh_CN.GBK", "The locale names GBK: ASCII only.");
}

/* Where a terminal draws every sign in two columns: none is sent, only letters that are as wide anywhere. */
static void shows_no_signs(struct world *w, const char *verb, const char *title)
{
  console_open(w,
               &(struct opening){.rows = 24, .cols = 100, .options = {verb, "--glyphs=ascii", "--lang=zh"}});
  assert_true(pty_wait(w->pty, title));
  assert_true(pty_wait(w->pty, "经济发展"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "Economy"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "经济发展"));
  for (int i = 0; i < 12; i++) {
    pty_keys(w->pty, *verb == 'k' ? "<Right>" : i % 2 ? "?q" : "<Tab><Enter><Enter>");
    assert_true(pty_settle(w->pty));
  }
  const char *all = pty_output(w->pty, NULL);
  size_t len = strlen(all);
  for (size_t at = 0; at < len;) {
    uint32_t cp;
    at += text_decode(all + at, len - at, &cp, NULL);
    if (cp >= 0x80 && text_cp_cols(cp) != 2)
      fail_msg("U+%04X was sent", (unsigned)cp);
  }
  pty_end(w->pty);
  w->pty = NULL;
}

static void test_chinese_without_signs(void **state)
{
  struct world *w = *state;
  shows_no_signs(w, "kiosk", "郑州高新区2021年目标");
  shows_no_signs(w, "--today=2021-07-13", "郑州高新区2021年目标");
}

/* A wall on a machine that lacks the locale named: its console shows blocks all the same. */
static void test_blocks_without_the_locale(void **state)
{
  struct world *w = *state;
  const char *env[] = {"TERM=linux", "LANG=xx_YY.UTF-8", NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"kiosk", "--lang=zh"}});
  assert_true(pty_wait_row(w->pty, 0, "Zhengzhou High-tech Zone"));
  assert_true(pty_wait(w->pty, "█"));
}

/* Its entry says that the cursor wraps by itself after the last column; emulators wait with that. */
static void test_nothing_is_put_where_a_terminal_might_wrap(void **state)
{
  struct world *w = *state;
  const char *env[] = {"TERM=ansi", NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--today=2021-07-13"}});
  assert_true(pty_wait_row(w->pty, -1, "? help"));
  pty_keys(w->pty, "jjjG?q4");
  assert_true(pty_wait(w->pty, "Dead-end roads"));
  assert_true(pty_wait_row(w->pty, 0, "can edit"));
  assert_true(pty_wait_row(w->pty, 1, " .93"));
  assert_true(pty_wait_row(w->pty, 3, "| 1 Economy"));
  console_quit(w);
}

/* vt100 can't hide its cursor, and vt52 has nothing else to show a row by. */
static void test_a_cursor_that_stays_stands_on_the_chosen_row(void **state)
{
  static const char *const names[] = {"TERM=vt100", "TERM=vt52"};
  struct world *w = *state;
  for (int i = 0; i < 2; i++) {
    const char *env[] = {names[i], NULL};
    console_open(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--today=2021-07-13"}});
    assert_true(pty_settle(w->pty)); /* vt52's picture is none here */
    pty_keys(w->pty, "<Enter>");
    assert_true(pty_settle(w->pty));
    pty_keys(w->pty, "jj");
    assert_true(pty_settle(w->pty));
    if (i == 0)
      assert_true(pty_wait_row(w->pty, pty_cursor_row(w->pty), "Fixed-asset investment"));
    else
      assert_non_null(strstr(pty_output(w->pty, NULL), "\033Y&5")); /* row 6, column 21 */
    console_quit(w);
    pty_end(w->pty);
    w->pty = NULL;
  }
}

static void test_no_colours_when_asked(void **state)
{
  struct world *w = *state;
  const char *env[] = {"NO_COLOR=1", NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 80, .env = env, .options = {"--lang=zh"}});
  assert_true(pty_wait_row(w->pty, -1, "? 帮助"));
  pty_keys(w->pty, "T");
  assert_true(pty_wait(w->pty, "没有颜色可选"));
  console_quit(w);
  const char *all = pty_output(w->pty, NULL);
  assert_null(strstr(all, "\033[38;5"));
  assert_null(strstr(all, ";48;5"));
}

static void refuses(struct world *w, const char *term, const char *why)
{
  const char *env[] = {term, NULL};
  console_open(w, &(struct opening){.rows = 24, .cols = 120, .env = env, .options = {"--lang=en"}});
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 2);
  assert_true(pty_wait(w->pty, why));
  assert_true(pty_wait(w->pty, "guatu show"));
  assert_true(pty_sane(w->pty));
  pty_end(w->pty);
  w->pty = NULL;
}

static void test_terminals_that_cannot_do_it_are_told(void **state)
{
  struct world *w = *state;
  refuses(w, "TERM=dumb", "can't place its cursor");
  refuses(w, "TERM=", "TERM=vt220");
  refuses(w, "TERM", "TERM=vt220");
}

/* Sequences that nobody asked for (answers of the terminal, keys it does not tell apart) do nothing; those
 * that all terminals mean alike work whatever TERM says. */
static void test_unknown_sequences_are_swallowed(void **state)
{
  static const char answers[] = "\033[?64;1;2c\033[99;5u\033[I\033[200;1R\033[<0;5;5M\033[M 11";
  static const char common[] = "\033[1;5B\033[A\033Oq\033Ow";
  struct world *w = *state;
  console_open_usual(w);
  console_go_to_roads(w);
  pty_bytes(w->pty, answers, sizeof answers - 1);
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, "直接录入"));
  pty_bytes(w->pty, common,
            sizeof common - 1); /* Ctrl-Down, Up, 1 and 7 of a number block in application mode */
  assert_true(pty_wait_line(w->pty, "打通断头路", "53.1%"));
  pty_keys(w->pty, "<Esc>");
  assert_true(pty_wait_row(w->pty, -1, "详情"));
  console_quit(w);
}

/* Nothing is written while nothing changes. */
static void test_idle_is_silent(void **state)
{
  struct world *w = *state;
  console_open_usual(w);
  assert_true(pty_settle(w->pty));
  size_t before = 0, after = 0;
  (void)pty_output(w->pty, &before);
  pty_keys(w->pty, "~"); /* a key without meaning */
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &after);
  assert_int_equal(before, after);
  console_quit(w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_a_storm_of_sizes),
      CONSOLE_TEST(test_suspend_and_resume),
      CONSOLE_TEST(test_suspend_and_resume_read_only),
      CONSOLE_TEST(test_suspend_and_resume_on_the_linux_console),
      CONSOLE_TEST(test_suspend_without_a_shell_goes_on),
      CONSOLE_TEST(test_sigterm_leaves_the_terminal_sane),
      CONSOLE_TEST(test_sighup_leaves_the_terminal_sane),
      CONSOLE_TEST(test_a_crash_leaves_the_terminal_sane),
      CONSOLE_TEST(test_an_abort_leaves_the_terminal_sane),
      CONSOLE_TEST(test_a_dropped_line_ends_it),
      CONSOLE_TEST(test_sigterm_ends_a_program_stuck_in_output),
      CONSOLE_TEST(test_terminals_and_locales),
      CONSOLE_TEST(test_names_unknown_here_are_driven_as_their_family),
      CONSOLE_TEST(test_chinese_without_signs),
      CONSOLE_TEST(test_blocks_without_the_locale),
      CONSOLE_TEST(test_nothing_is_put_where_a_terminal_might_wrap),
      CONSOLE_TEST(test_a_cursor_that_stays_stands_on_the_chosen_row),
      CONSOLE_TEST(test_no_colours_when_asked),
      CONSOLE_TEST(test_terminals_that_cannot_do_it_are_told),
      CONSOLE_TEST(test_unknown_sequences_are_swallowed),
      CONSOLE_TEST(test_idle_is_silent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
