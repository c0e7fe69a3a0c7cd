/* Memory, problems in words, the language and the clock: what the rest of the program stands on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/clock.h"
#include "guatu/base/err.h"
#include "guatu/base/lang.h"
#include "guatu/base/mem.h"
#include "guatu/base/text.h"
#include "guatu/base/who.h"

/* Under AddressSanitizer a failed allocation must return NULL, as it does elsewhere, for the test of just
 * that. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
  return "allocator_may_return_null=1";
}

/* ---- memory ---- */

static void ask_alloc(void)
{
  volatile size_t size = PTRDIFF_MAX - 4096;
  free(mem_alloc(size));
}

static void ask_resize_overflow(void)
{
  volatile size_t count = SIZE_MAX / 4 + 2;
  free(mem_resize(NULL, count, 4)); /* the product wraps to 4 bytes, which could be had */
}

static void ask_arena(void)
{
  struct arena a = {0};
  volatile size_t size = SIZE_MAX;
  arena_alloc(&a, size);
  arena_free(&a);
}

static void ask_buf(void)
{
  struct buf b = {0};
  volatile size_t size = SIZE_MAX - 1;
  buf_add(&b, "", size);
  buf_release(&b);
}

static void restore(void)
{
  if (write(STDERR_FILENO, "restored\n", 9) != 9)
    _exit(99);
}

static void expect_failure(void (*ask)(void), void (*hook)(void), const char *want)
{
  int ends[2];
  char said[200];
  size_t len = 0;

  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    mem_on_failure(hook);
    ask();
    _exit(0);
  }
  close(ends[1]);
  for (ssize_t got; len < sizeof said - 1 && (got = read(ends[0], said + len, sizeof said - 1 - len)) > 0;)
    len += (size_t)got;
  said[len] = '\0';
  close(ends[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 3);
  assert_non_null(strstr(said, want));
}

static void test_running_out_restores_and_exits(void **state)
{
  (void)state;
  expect_failure(ask_alloc, restore, "restored\nguatu: out of memory\n");
  expect_failure(ask_resize_overflow, restore, "restored\nguatu: out of memory\n");
  expect_failure(ask_arena, restore, "restored\nguatu: out of memory\n");
  expect_failure(ask_buf, restore, "restored\nguatu: out of memory\n");
  expect_failure(ask_resize_overflow, NULL, "guatu: out of memory\n");
}

/* What ends the heap, too, where the C library has a heap that ends. */
static void test_what_is_freed_is_kept(void **state)
{
  (void)state;
  mem_start();
  void *p = mem_alloc((size_t)900 << 10);
  const void *end = sbrk(0);
  free(p);
  assert_ptr_equal(sbrk(0), end);
}

static void test_alloc(void **state)
{
  (void)state;
  unsigned char *p = mem_alloc(1000);
  for (int i = 0; i < 1000; i++)
    assert_int_equal(p[i], 0);
  p = mem_resize(p, 500, 4);
  for (int i = 0; i < 1000; i++)
    assert_int_equal(p[i], 0);
  free(p);
  void *nothing = mem_alloc(0);
  assert_non_null(nothing);
  nothing = mem_resize(nothing, 0, 8);
  assert_non_null(nothing);
  free(nothing);
  assert_null(mem_text(NULL));
  char *copy = mem_text("新区");
  assert_string_equal(copy, "新区");
  free(copy);
}

/* Every piece is zeroed, aligned, and apart from all others and from the texts between, whatever the sizes; a
 * large one does not harm what came before. */
static void test_arena(void **state)
{
  struct arena a = {0};
  unsigned char *pieces[2000];
  size_t sizes[2000];
  static const char words[] = "guatu and more";
  const char *texts[2000];
  (void)state;

  for (int round = 0; round < 2; round++) {
    for (size_t i = 0; i < 2000; i++) {
      sizes[i] = i % 500 == 499 ? 200000 : i * 37 % 301;
      pieces[i] = arena_alloc(&a, sizes[i]);
      assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
      for (size_t k = 0; k < sizes[i]; k++)
        assert_int_equal(pieces[i][k], 0);
      memset(pieces[i], (int)(i & 0xFF), sizes[i]);
      texts[i] = arena_text(&a, &words[i % 5], i % 5);
    }
    for (size_t i = 0; i < 2000; i++)
      for (size_t k = 0; k < sizes[i]; k++)
        if (pieces[i][k] != (i & 0xFF))
          fail_msg("piece %zu was written over", i);
    for (size_t i = 0; i < 2000; i++) {
      assert_int_equal(strlen(texts[i]), i % 5);
      assert_memory_equal(texts[i], &words[i % 5], i % 5);
    }
    assert_string_equal(arena_text(&a, "新区 and more", 6), "新区");
    assert_string_equal(arena_text(&a, NULL, 0), "");
    arena_free(&a);
    assert_null(a.blocks);
  }
  arena_free(&a);
}

static void test_buf(void **state)
{
  struct buf b = {0};
  char want[5001] = "";
  (void)state;

  for (size_t i = 0; i < 1000; i++) {
    buf_printf(&b, "%s%03zu,", i % 2 ? "x" : "y", i);
    snprintf(want + i * 5, 6, "%s%03zu,", i % 2 ? "x" : "y", i);
  }
  assert_int_equal(b.len, 5000);
  assert_string_equal(b.data, want);
  buf_clear(&b);
  assert_int_equal(b.len, 0);
  assert_string_equal(b.data, "");
  buf_puts(&b, "新");
  buf_putc(&b, '\0');
  buf_add(&b, "区x", 3);
  assert_int_equal(b.len, 7);
  assert_memory_equal(b.data, "新\0区", 8);
  buf_release(&b);
  assert_null(b.data);
  buf_clear(&b);
  buf_printf(&b, "%s", "");
  assert_string_equal(b.data, ""); /* an empty text, once anything was added */
  buf_release(&b);
}

/* ---- problems ---- */

static char *printed(const struct problems *p, const char *name, const char *text, size_t len)
{
  char *out = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&out, &size);

  assert_non_null(f);
  problems_print(p, name, text, len, f);
  fclose(f);
  return out;
}

static void test_place(void **state)
{
  static const char text[] = "a = 1;\n新区 = 2;\r\n\n\xFFx";
  static const struct {
    size_t offset, line, column;
  } cases[] = {
      {0, 1, 1},  {4, 1, 5},  {6, 1, 7},  {7, 2, 1},  {8, 2, 1}, /* inside 新 */
      {10, 2, 2}, {13, 2, 3}, {18, 2, 8}, {20, 3, 1}, {21, 4, 1}, {22, 4, 2}, {23, 4, 3}, {9999, 4, 3},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t line, column;
    problem_place(text, sizeof text - 1, cases[i].offset, &line, &column);
    if (line != cases[i].line || column != cases[i].column)
      fail_msg("offset %zu is at %zu:%zu", cases[i].offset, line, column);
  }
  size_t line, column;
  problem_place("", 0, 0, &line, &column);
  assert_true(line == 1 && column == 1);
}

/* Each place is looked for from the one before, whichever way it lies. */
static void test_many_places(void **state)
{
  static const char text[] = "a = 1;\n新区 = 2;\r\n\n断头路 = 3;\n\xFFx";
  unsigned seed = 1;
  struct problems p = {0};
  (void)state;
  for (int i = 0; i < 300; i++) {
    struct buf expected = {0};
    for (int k = 0; k < 5; k++) {
      size_t line, column, offset = (seed = seed * 1103515245u + 12345u) / 65536 % (sizeof text + 3);
      problem_place(text, sizeof text - 1, offset, &line, &column);
      (void)problem_at(&p, offset, "No.");
      buf_printf(&expected, "x:%zu:%zu: No.\n", line, column);
    }
    char *out = printed(&p, "x", text, sizeof text - 1);
    assert_string_equal(out, expected.data);
    free(out);
    buf_release(&expected);
    problems_release(&p);
  }
}

static void test_problems(void **state)
{
  static const char text[] = "format = 1;\nplan = 新 x\n";
  struct problems p = {0};
  (void)state;

  assert_string_equal(problems_first(&p), "");
  assert_int_equal(problem_fail(&p, ERR_FILE, "It is %s.", "gone"), ERR_FILE);
  assert_int_equal(problem_note(&p, PROBLEM_WARNING, 23, "A warning."), OK);
  assert_int_equal(problem_at(&p, 9, "First %d.", 1), ERR_NO);
  assert_int_equal(problem_at(&p, 9, "Second."), ERR_NO);
  assert_int_equal(problem_note(&p, PROBLEM_NOTE, 0, "A note."), OK);
  assert_int_equal(p.count, 5);
  assert_int_equal(p.errors, 3);
  assert_string_equal(problems_first(&p), "It is gone.");
  problems_sort(&p);
  assert_string_equal(problems_first(&p), "First 1.");

  char *out = printed(&p, "x.conf", text, sizeof text - 1);
  assert_string_equal(out, "x.conf:1:1: note: A note.\n"
                           "x.conf:1:10: First 1.\n"
                           "x.conf:1:10: Second.\n"
                           "x.conf:2:10: warning: A warning.\n"
                           "x.conf: It is gone.\n");
  free(out);
  p.lang = LANG_ZH;
  out = printed(&p, NULL, NULL, 0);
  assert_string_equal(out, "提示：A note.\nFirst 1.\nSecond.\n警告：A warning.\nIt is gone.\n");
  free(out);
  problems_release(&p);
  assert_int_equal(p.count, 0);
  assert_int_equal(p.errors, 0);
  assert_int_equal(p.lang, LANG_ZH);
  problems_sort(&p);
  out = printed(&p, "x", "", 0);
  assert_string_equal(out, "");
  free(out);
}

/* A dataset's bytes and a file's name can hold anything; a terminal gets none of it. */
static void test_problems_are_cleaned(void **state)
{
  struct problems p = {0};
  (void)state;

  problem_at(&p, 0, "No \"%s\" here.\n", "\033]0;x\a\u202E");
  char *out = printed(&p, "a\033[2J\n.conf", "x", 1);
  assert_string_equal(out, "a\uFFFD[2J .conf:1:1: No \"\uFFFD]0;x\uFFFD\uFFFD\" here. \n");
  free(out);
  problems_release(&p);
}

/* Equal offsets keep their order, at any length of the list. */
static void test_problems_sort_is_stable(void **state)
{
  struct problems p = {0};
  (void)state;

  for (int i = 0; i < 1000; i++)
    problem_at(&p, (size_t)(i * 7919 % 10), "%03d", i);
  problems_sort(&p);
  for (size_t i = 1; i < p.count; i++) {
    assert_true(p.list[i - 1].offset <= p.list[i].offset);
    if (p.list[i - 1].offset == p.list[i].offset)
      assert_true(strcmp(p.list[i - 1].text, p.list[i].text) < 0);
  }
  problems_release(&p);
}

/* ---- language ---- */

static void test_language(void **state)
{
  static const struct {
    const char *all, *messages, *lang;
    enum lang want;
  } cases[] = {
      {NULL, NULL, NULL, LANG_EN},
      {NULL, NULL, "zh_CN.UTF-8", LANG_ZH},
      {NULL, NULL, "zh", LANG_ZH},
      {NULL, NULL, "en_GB.UTF-8", LANG_EN},
      {NULL, "zh_TW", "en_GB", LANG_ZH},
      {"C", "zh_CN", "zh_CN", LANG_EN},
      {"zh_XX.utf8", "C", "C", LANG_ZH},
      {"", "", "zh_CN", LANG_ZH},
      {NULL, NULL, "zh_CN.GB18030", LANG_EN},
      {NULL, NULL, "de_zh", LANG_EN},
      {NULL, NULL, "z", LANG_EN},
  };
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *values[] = {cases[i].all, cases[i].messages, cases[i].lang};
    for (size_t k = 0; k < 3; k++)
      assert_int_equal(values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]), 0);
    assert_int_equal(lang_from_environment(), cases[i].want);
  }
  const struct words w = {"Done", "完成"};
  assert_string_equal(words_in(&w, LANG_EN), "Done");
  assert_string_equal(words_in(&w, LANG_ZH), "完成");
}

/* ---- clock ---- */

static void test_clock_follows_the_time_zone(void **state)
{
  static const struct {
    const char *tz, *offset;
    int seconds;
  } zones[] = {
      {"UTC0", "+00:00", 0},         {"CST-8", "+08:00", 28800},   {"IST-5:30", "+05:30", 19800},
      {"NST3:30", "-03:30", -12600}, {"LINT-14", "+14:00", 50400}, {"AoE12", "-12:00", -43200},
  };
  (void)state;

  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
    char stamp[32];
    char want[32];
    char day[16];
    setenv("TZ", zones[i].tz, 1);
    long long before, after;
    int today;
    do { /* the oracle: UTC moved by hand; again, should a second pass in between */
      before = (long long)time(NULL);
      clock_stamp(stamp, sizeof stamp);
      today = clock_today();
      after = (long long)time(NULL);
    } while (before != after);
    time_t local = (time_t)(before + zones[i].seconds);
    struct tm tm;
    gmtime_r(&local, &tm);
    strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%S", &tm);
    strftime(day, sizeof day, "%Y-%m-%d", &tm);
    strcat(want, zones[i].offset);
    assert_string_equal(stamp, want);
    assert_int_equal(today, (int)((before + zones[i].seconds) / 86400));
    int left = clock_until_midnight();
    long long late =
        (86400 - (before + zones[i].seconds) % 86400) * 1000 - left; /* what has passed since `before` */
    assert_in_range(left, 1, 86400000);
    assert_true((late >= 0 && late < 60000) || late < -86300000);
  }
  unsetenv("TZ");
}

static void test_user(void **state)
{
  static const struct {
    const char *set, *want;
  } cases[] = {
      {"li", "li"},
      {"李 雷", "李 雷"},
      {"  li  ", "li"},
      {"a\033[2Jb", "a\uFFFD[2Jb"},
      {"0123456789012345678901234567890123456789012345678901234567890123456789",
       "0123456789012345678901234567890123456789012345678901234567890123"},
      {"高新区高新区高新区高新区高新区高新区高新区高新区",
       "高新区高新区高新区高新区高新区高新区高新区"}, /* 63 bytes: no cut character */
  };
  char out[80];
  char account[80];
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    setenv("GUATU_USER", cases[i].set, 1);
    who_user(out, sizeof out);
    assert_string_equal(out, cases[i].want);
  }
  char small[8];
  who_user(small, sizeof small);
  assert_string_equal(small, "高新");

  unsetenv("GUATU_USER");
  who_user(account, sizeof account);
  assert_true(strlen(account) > 0 && strlen(account) <= 64);
  static const char *const nobody[] = {"", " ", " \t\n"};
  for (size_t i = 0; i < 3; i++) { /* set to nothing is not a name */
    setenv("GUATU_USER", nobody[i], 1);
    who_user(out, sizeof out);
    assert_string_equal(out, account);
  }
  unsetenv("GUATU_USER");
}

static void test_where_from(void **state)
{
  static const struct {
    const char *client, *want;
  } cases[] = {{"10.1.2.3 50022 22", "10.1.2.3"},
               {"fe80::1%eth0 50022 22", "fe80::1%eth0"},
               {"\033[2J 1 22", ""},
               {"10.1.2.3\n 1 22", ""},
               {"", ""}};
  char out[64];
  (void)state;
  unsetenv("SSH_CONNECTION");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    setenv("SSH_CLIENT", cases[i].client, 1);
    who_from(out, sizeof out);
    assert_string_equal(out, cases[i].want);
  }
  unsetenv("SSH_CLIENT");
  setenv("SSH_CONNECTION", "10.1.2.4 50022 10.0.0.1 22", 1);
  who_from(out, sizeof out);
  assert_string_equal(out, "10.1.2.4");
  unsetenv("SSH_CONNECTION");
  who_from(out, sizeof out);
  assert_string_equal(out, "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_running_out_restores_and_exits),
      cmocka_unit_test(test_what_is_freed_is_kept),
      cmocka_unit_test(test_alloc),
      cmocka_unit_test(test_arena),
      cmocka_unit_test(test_buf),
      cmocka_unit_test(test_place),
      cmocka_unit_test(test_many_places),
      cmocka_unit_test(test_problems),
      cmocka_unit_test(test_problems_are_cleaned),
      cmocka_unit_test(test_problems_sort_is_stable),
      cmocka_unit_test(test_language),
      cmocka_unit_test(test_clock_follows_the_time_zone),
      cmocka_unit_test(test_user),
      cmocka_unit_test(test_where_from),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
