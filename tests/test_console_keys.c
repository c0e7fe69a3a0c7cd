/* What the keyboards of real terminals send, under the TERM each of them names: whoever sits behind which
 * program, arrows are arrows. Terminals send either what their terminfo entry says or, through screens and
 * lines that name another, what a relative of theirs would; both must work under every name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_console.h"

#define SENT 8

/* What is sent for one key: xterm in application mode and without, the Linux console and vt220, rxvt, putty,
 * and with modifiers. */
static const struct {
  const char *key;
  const char *sent[SENT + 1];
} keyboard[] = {
    {"up", {"\033OA", "\033[A", "\033[1;2A", "\033[1;5A", "\033Oa", "\233A"}},
    {"down", {"\033OB", "\033[B", "\033[1;2B", "\033[1;5B", "\033Ob", "\233B"}},
    {"right", {"\033OC", "\033[C", "\033[1;2C", "\033[1;5C", "\033Oc", "\006", "\233C"}},
    {"left", {"\033OD", "\033[D", "\033[1;2D", "\033[1;5D", "\033Od", "\002", "\233D"}},
    {"home", {"\033OH", "\033[H", "\033[1~", "\033[7~", "\033[1;5H", "\033[1;2H", "\001"}},
    {"end", {"\033OF", "\033[F", "\033[4~", "\033[8~", "\033[1;5F", "\033[1;2F", "\005"}},
    {"delete", {"\033[3~", "\033[3;5~", "\033[3;2~", "\2333~"}},
    {"erase", {"\b", "\177"}},
    {"page up", {"\033[5~", "\033[5;5~", "\033[5;2~"}},
    {"page down", {"\033[6~", "\033[6;5~", "\033[6;2~"}},
    {"back tab", {"\033[Z"}},
    {"F1", {"\033OP", "\033[11~", "\033[[A", "\033[P", "\217P"}},
    {"F3", {"\033OR", "\033[13~", "\033[[C"}},
    {"enter", {"\r", "\n", "\033OM"}},
};
#define KEYS (sizeof keyboard / sizeof *keyboard)

static void send(struct world *w, const char *key, int way)
{
  for (size_t i = 0; i < KEYS; i++)
    if (strcmp(keyboard[i].key, key) == 0) {
      int ways = 0;
      while (ways < SENT && keyboard[i].sent[ways])
        ways++;
      const char *bytes = keyboard[i].sent[way % ways];
      pty_bytes(w->pty, bytes, strlen(bytes));
      return;
    }
  fail_msg("no such key: %s", key);
}

/* In a figure that is being typed: `keys` begin, then the key, then `after`. */
static void edits(struct world *w, const char *before, const char *key, int way, const char *after,
                  const char *figure)
{
  pty_keys(w->pty, before);
  send(w, key, way);
  pty_keys(w->pty, after);
  if (!pty_wait_line(w->pty, "Dead-end roads", figure))
    fail_msg("%s, sent the %d. way", key, way + 1);
  pty_keys(w->pty, "<C-u>");
}

static void every_key_works(struct world *w, int way)
{
  pty_keys(w->pty, "1");
  edits(w, "2", "left", way, "9", "192");
  edits(w, "12", "home", way, "9", "912");
  edits(w, "12<C-a>", "right", way, "9", "192");
  edits(w, "12<C-a>", "end", way, "9", "129");
  edits(w, "612<C-a>", "delete", way, "9", "912");
  edits(w, "127", "erase", way, "9", "129");
  pty_keys(w->pty, "<C-c>"); /* Escape would be waited for longer, in case that a sequence follows */
  assert_true(pty_wait_row(w->pty, -1, "details"));
  send(w, "enter", way);
  assert_true(pty_wait_row(w->pty, -1, "explain"));
  send(w, "down", way);
  assert_true(pty_wait(w->pty, "heat mains grid"));
  send(w, "up", way);
  assert_true(pty_wait_gone(w->pty, "heat mains grid"));
  pty_keys(w->pty, "h");
  assert_true(pty_wait_row(w->pty, -1, "details"));
  send(w, "page down", way);
  send(w, "page down", way);
  assert_true(pty_wait_gone(w->pty, "Dead-end roads"));
  send(w, "page up", way);
  send(w, "page up", way);
  assert_true(pty_wait(w->pty, "Dead-end roads"));
  send(w, "back tab", way);
  assert_true(pty_wait(w->pty, "3 Industry"));
  send(w, "F1", way);
  assert_true(pty_wait_row(w->pty, -1, "close"));
  pty_keys(w->pty, "h");
  assert_true(pty_wait_row(w->pty, -1, "details"));
  send(w, "F3", way);
  assert_true(pty_wait_row(w->pty, -1, "go there"));
  pty_keys(w->pty, "dead-end-roads<Enter>");
  assert_true(pty_wait_row(w->pty, -1, "details"));
}

static void test_keys_of_every_keyboard_under_every_name(void **state)
{
  static const char *const terms[] = {"xterm-256color",
                                      "xterm",
                                      "xterm-kitty",
                                      "foot",
                                      "tmux-256color",
                                      "screen",
                                      "screen.xterm-256color",
                                      "linux",
                                      "vt220",
                                      "vt102",
                                      "vt100",
                                      "ansi",
                                      "ansi",
                                      "rxvt",
                                      "rxvt-unicode-256color",
                                      "sun",
                                      "nobody-knows-this"};
  struct world *w = *state;
  for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
    struct buf term = {0};
    buf_printf(&term, "TERM=%s", terms[i]);
    const char *env[] = {term.data, NULL};
    console_open(w, &(struct opening){
                        .rows = 24, .cols = 100, .env = env, .options = {"--lang=en", "--today=2021-07-13"}});
    assert_true(pty_wait_row(w->pty, -1, "Enter"));
    pty_keys(w->pty, "/dead-end-roads<Enter>");
    assert_true(pty_wait_row(w->pty, -1, "details"));
    for (int way = 0; way < SENT; way++)
      every_key_works(w, way);
    console_quit(w);
    pty_end(w->pty);
    w->pty = NULL;
    buf_release(&term);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_keys_of_every_keyboard_under_every_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
