/* `guatu show`: the picture as text, plain in a pipe, in colours and in ASCII when asked for or when nothing
 * else can be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "support_run.h"

#define VIEWS "tests/data/views.conf"
#define DAYS  "--as-of", "2021-06-30", "--today", "2021-07-28"

/* The columns of the widest line. */
static int widest(const char *text)
{
  int most = 0;
  while (*text) {
    size_t len = strcspn(text, "\n");
    struct buf line = {0};
    buf_add(&line, text, len);
    int cols = line.len ? text_cols(line.data) : 0;
    most = cols > most ? cols : most;
    buf_release(&line);
    text += len + (text[len] == '\n');
  }
  return most;
}

static bool is_ascii(const char *text)
{
  for (; *text; text++)
    if ((unsigned char)*text >= 0x80)
      return false;
  return true;
}

static void test_a_pipe_gets_plain_text(void **state)
{
  (void)state;
  struct ran r = run("show", VIEWS, "--lang", "zh", DAYS, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.err, "");
  assert_null(strchr(r.out, '\033'));
  assert_non_null(strstr(r.out, "● 打通断头路"));
  assert_non_null(strstr(r.out, "53.1%  +3.1"));
  assert_non_null(strstr(r.out, "截至 2021-06"));
  assert_non_null(strstr(r.out, "完成 61.2% (20/23) · 时序 50.0%"));
  assert_non_null(strstr(r.out, "◆4 ■3 ▣1 ✗1 ◐1"));
  assert_null(strstr(r.out, "可编辑")); /* nobody edits a page */
  assert_true(widest(r.out) <= 100);
  ran_release(&r);
}

static void test_all_rows_of_the_real_plan_are_printed(void **state)
{
  (void)state;
  struct ran r = run("show", "conf/gaoxin-2021.conf", "--lang", "en", NULL);
  assert_int_equal(r.status, 0);
  size_t rows = 0;
  for (const char *at = r.out; (at = strstr(at, "\n ○ ")); at++)
    rows++;
  assert_int_equal(rows, 93);
  ran_release(&r);
}

static void test_width_comes_from_the_environment(void **state)
{
  (void)state;
  static const char *const widths[] = {"20", "47", "80", "141", "5", "99999", "x"};
  static const int most[] = {20, 47, 80, 141, 20, 1000, 100};
  for (size_t i = 0; i < 7; i++) {
    setenv("COLUMNS", widths[i], 1);
    struct ran r = run("show", VIEWS, "--lang", "zh", DAYS, NULL);
    assert_int_equal(r.status, 0);
    assert_true(widest(r.out) <= most[i]);
    assert_true(widest(r.out) > most[i] - 3);
    ran_release(&r);
  }
  unsetenv("COLUMNS");
}

static void test_colours_only_when_asked_for(void **state)
{
  (void)state;
  struct ran plain = run("show", VIEWS, DAYS, NULL);
  struct ran colour = run("show", VIEWS, "--color", "always", DAYS, NULL);
  assert_non_null(strstr(colour.out, "\033[1;31m■\033[0m New resettlement"));
  /* without its sequences it is the same text; every line ends without colour */
  char *to = colour.out;
  for (const char *from = colour.out; *from;) {
    if (*from == '\033')
      from += strcspn(from, "m") + 1;
    else
      *to++ = *from++;
  }
  *to = '\0';
  for (const char *a = plain.out, *b = colour.out; *a || *b;) {
    size_t a_len = strcspn(a, "\n"), b_len = strcspn(b, "\n");
    assert_int_equal(a_len, b_len);
    assert_memory_equal(a, b, a_len);
    a += a_len + (a[a_len] == '\n');
    b += b_len + (b[b_len] == '\n');
  }
  ran_release(&plain);
  ran_release(&colour);
}

static void test_ascii_glyphs_keep_the_names(void **state)
{
  (void)state;
  struct ran r = run("show", VIEWS, "--lang", "zh", "--glyphs", "ascii", DAYS, NULL);
  assert_non_null(strstr(r.out, "o 打通断头路"));
  assert_null(strstr(r.out, "█"));
  assert_null(strstr(r.out, "−"));
  ran_release(&r);
}

static void test_a_locale_without_unicode_gets_ascii_in_straight_columns(void **state)
{
  (void)state;
  const char *locale = getenv("LC_ALL");
  char *kept = locale ? strdup(locale) : NULL;
  setenv("LC_ALL", "C", 1);
  struct ran r = run("show", VIEWS, "--lang", "zh", "--pane", "urban", DAYS, NULL);
  assert_non_null(strstr(r.out, "● 打通断头路")); /* asked for by name, as in a line of cron */
  ran_release(&r);
  r = run("show", VIEWS, "--lang", "en", "--pane", "urban", DAYS, NULL);
  assert_int_equal(r.status, 0);
  assert_true(is_ascii(r.out));
  assert_non_null(strstr(r.out, "o Dead-end roads opened"));
  assert_non_null(strstr(r.out, "10k m2"));
  int end = 0;
  for (const char *line = strstr(r.out, "o Dead-end"); line && *line; line += strcspn(line, "\n") + 1) {
    size_t len = strcspn(line, "\n");
    const char *percent = memmem(line, len, " %", 2) ? NULL : memrchr(line, '%', len);
    const char *start = line > r.out ? line : r.out;
    while (start > r.out && start[-1] != '\n')
      start--;
    if (percent && end == 0)
      end = (int)(percent - start);
    else if (percent)
      assert_int_equal(percent - start, end);
  }
  ran_release(&r);
  if (kept)
    setenv("LC_ALL", kept, 1);
  else
    unsetenv("LC_ALL");
  free(kept);
}

static void test_one_pane_by_number_id_or_name(void **state)
{
  (void)state;
  static const char *const names[] = {"4", "urban", "产城更新", "Urban renewal"};
  for (size_t i = 0; i < 4; i++) {
    struct ran r = run("show", VIEWS, "--lang", "zh", "--pane", names[i], DAYS, NULL);
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "打通断头路"));
    assert_null(strstr(r.out, "地区生产总值"));
    ran_release(&r);
  }
  struct ran r = run("show", VIEWS, "--lang", "en", "--pane", "6", NULL);
  assert_int_equal(r.status, 2);
  assert_string_equal(r.out, "");
  assert_non_null(strstr(r.err, "economy, innovation, industry, urban, investment"));
  ran_release(&r);
}

static char *small_plan(const char *name, const char *target)
{
  struct buf text = {0};
  buf_printf(&text,
             "format = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; "
             "demo = true; };\n"
             "panes = ( { id = \"p\"; name = \"P\"; targets = ( { id = \"t\"; name = \"%s\"; kind = "
             "\"milestone\"; } ); } );\n",
             target);
  char *path = scratch_file(name, text.data);
  buf_release(&text);
  return path;
}

static void test_a_sign_spelt_longer_moves_no_column(void **state)
{
  (void)state;
  char *path = small_plan("signs.conf", "a\u2026b\u4e2dc");
  setenv("LC_ALL", "C", 1);
  struct ran r = run("show", path, NULL);
  setenv("LC_ALL", "C.UTF-8", 1);
  assert_non_null(strstr(r.out, " . a.b??c "));
  ran_release(&r);
  free(path);
}

static void test_made_up_figures_say_so(void **state)
{
  (void)state;
  char *path = small_plan("demo.conf", "T");
  static const char *const widths[] = {"20", "60", "100"};
  for (size_t i = 0; i < 3; i++) {
    setenv("COLUMNS", widths[i], 1);
    struct ran r = run("show", path, NULL);
    assert_int_equal(r.status, 0);
    assert_non_null(strstr(r.out, "DEMO"));
    ran_release(&r);
  }
  unsetenv("COLUMNS");
  free(path);
}

static int tidy(void **state)
{
  (void)state;
  scratch_remove();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_pipe_gets_plain_text),
      cmocka_unit_test(test_all_rows_of_the_real_plan_are_printed),
      cmocka_unit_test(test_width_comes_from_the_environment),
      cmocka_unit_test(test_colours_only_when_asked_for),
      cmocka_unit_test(test_ascii_glyphs_keep_the_names),
      cmocka_unit_test(test_a_locale_without_unicode_gets_ascii_in_straight_columns),
      cmocka_unit_test(test_one_pane_by_number_id_or_name),
      cmocka_unit_test(test_a_sign_spelt_longer_moves_no_column),
      cmocka_unit_test(test_made_up_figures_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, tidy);
}
