/* What the environment's names say of a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "guatu/base/charset.h"

static void test_old_terminals(void **state)
{
  static const char *const old[] = {"vt52",  "vt100",    "vt100-am",      "vt220",   "vt320",
                                    "vt525", "linux",    "linux-16color", "ansi",    "sun",
                                    "dumb",  "pcansi-m", "cons25",        "linux.x", ""};
  static const char *const modern[] = {"xterm",         "xterm-256color", "screen",
                                       "tmux-256color", "vte-256color",   "ansible",
                                       "linuxish",      "xterm-kitty",    "vt"};
  (void)state;
  for (size_t i = 0; i < sizeof old / sizeof *old; i++)
    if (!charset_old_terminal(old[i]))
      fail_msg("%s is old", old[i]);
  for (size_t i = 0; i < sizeof modern / sizeof *modern; i++)
    if (charset_old_terminal(modern[i]))
      fail_msg("%s is of today", modern[i]);
  assert_true(charset_old_terminal(NULL));
}

static void test_character_sets(void **state)
{
  static const struct {
    const char *all, *ctype, *lang;
    int utf8, other;
  } cases[] = {
      {"", "", "", 0, 0},
      {"", "", "C", 0, 0},
      {"", "", "C.UTF-8", 1, 0},
      {"", "", "zh_CN.utf8", 1, 0},
      {"", "", "zh_CN.UTF-8@x", 1, 0},
      {"", "", "zh_CN.GBK", 0, 1},
      {"", "", "zh_CN", 0, 0},
      {"", "en_US.UTF-8", "zh_CN.GBK", 1, 0},
      {"C", "en_US.UTF-8", "C.UTF-8", 0, 0},
      {"de_DE.ISO-8859-1", "", "C.UTF-8", 0, 1},
      {"", "", "x.", 0, 1},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    setenv("LC_ALL", cases[i].all, 1);
    setenv("LC_CTYPE", cases[i].ctype, 1);
    setenv("LANG", cases[i].lang, 1);
    if (charset_utf8() != cases[i].utf8 || (charset_other() != NULL) != cases[i].other)
      fail_msg("LC_ALL=%s LC_CTYPE=%s LANG=%s", cases[i].all, cases[i].ctype, cases[i].lang);
  }
  unsetenv("LC_ALL");
  unsetenv("LC_CTYPE");
  unsetenv("LANG");
  assert_false(charset_utf8());
  assert_null(charset_other());
  setenv("LANG", "zh_CN.GBK", 1);
  assert_string_equal(charset_other(), "GBK");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_old_terminals),
      cmocka_unit_test(test_character_sets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
