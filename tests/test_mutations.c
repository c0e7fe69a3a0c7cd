/* Damaged datasets. Whatever the bytes, a command gives an answer or an error: no crash, no hang, no leak
 * (under `make asan`), and nothing that a terminal would take for a command. Each copy is made from a number,
 * so that a failure names what to try again.
 *
 * MUTATIONS=10000 tries so many (make check: 150); MUTATION=N tries that one alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

/* What a mutation writes into the text: the grammar's own signs, limits of numbers, and what a terminal
 * obeys. */
static const char *const pieces[] = {
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    "=",
    "\"",
    "\\",
    "/*",
    "*/",
    "#",
    "//",
    "\n",
    "\r",
    "\t",
    "\f",
    "@include \"/etc/passwd\"\n",
    "\n@include \"/tmp\"\n",
    "2147483648",
    "-9223372036854775809",
    "1e999",
    "0x1FFFFFFFF",
    "1.0000000001",
    "-0.0",
    ".",
    "true",
    "\"\\x1b[31m\"",
    "\033[31m",
    "\033]0;x\a",
    "\302\2335C",
    "\342\200\256",
    "\357\273\277",
    "\377\376",
    "\355\240\200",
    "\xF0\x9F\x98\x80\xCC\x81\xCC\x81\xCC\x81",
    "target = 0;",
    "kind = \"level\";",
    "sense = \"between\";",
    "target = [1, 2];",
    "readings = ( { through = \"2021-06-30\"; value = 1000000000000; } );",
    "readings = ( { through = \"2021-06-30\"; count = 1; of = 0; } );",
    "due = \"2021-01-01\";",
    "weight = 0;",
    "baseline = -1000000000000;",
    "decimals = 6;",
    "demo = true;",
    "name = \"\\x00\";",
};
#define PIECES (sizeof pieces / sizeof *pieces)

static uint64_t state_of(uint64_t seed)
{
  return (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

/* The next number below `limit` (xorshift: the same everywhere). */
static size_t roll(uint64_t *s, size_t limit)
{
  *s ^= *s << 13;
  *s ^= *s >> 7;
  *s ^= *s << 17;
  return limit ? (size_t)(*s >> 11) % limit : 0;
}

/* The text with [at, at + cut) replaced. */
static void replace(struct buf *text, size_t at, size_t cut, const void *with, size_t len)
{
  struct buf out = {0};
  buf_add(&out, text->data, at);
  buf_add(&out, with, len);
  buf_add(&out, text->data + at + cut, text->len - at - cut);
  buf_release(text);
  *text = out;
}

/* One wound: a byte changed, a stretch taken out or doubled, a piece put in, the end cut off. */
static void mutate(struct buf *text, uint64_t *s)
{
  size_t at = roll(s, text->len);
  size_t rest = text->len - at;
  size_t len = 1 + roll(s, rest < 40 ? rest : 40);
  char byte = (char)roll(s, 256);
  const char *piece = pieces[roll(s, PIECES)];
  if (len > rest)
    len = rest;
  switch (roll(s, 16)) {
  case 0:
  case 1:
    replace(text, at, 1, &byte, 1);
    break;
  case 2:
  case 3:
    replace(text, at, len, "", 0);
    break;
  case 4: {
    char *copy = mem_alloc(len);
    memcpy(copy, text->data + at, len);
    replace(text, at, 0, copy, len);
    free(copy);
    break;
  }
  case 5:
    replace(text, at, rest, "", 0);
    break;
  case 6:
  case 7:
  case 8:
    replace(text, at, len, piece, strlen(piece));
    break;
  default: { /* a piece where a setting begins: more of it gets through to the schema */
    const char *semicolon = memchr(text->data + at, ';', rest);
    replace(text, semicolon ? (size_t)(semicolon - text->data) + 1 : at, 0, piece, strlen(piece));
    break;
  }
  }
}

static char *damaged_copy(const char *original, size_t number)
{
  struct buf text = {0};
  uint64_t s = state_of(number);
  buf_puts(&text, original);
  for (size_t n = 1 + roll(&s, 3); n > 0 && text.len > 0; n--)
    mutate(&text, &s);
  char *path = scratch_path("damaged.conf");
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  if (text.len > 0)
    assert_int_equal(fwrite(text.data, 1, text.len, f), text.len);
  assert_int_equal(fclose(f), 0);
  buf_release(&text);
  return path;
}

/* Only lines of clean text. */
static void expect_clean(const char *text, size_t number)
{
  for (const char *line = text; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
    char *copy = mem_text(line);
    copy[strcspn(copy, "\n")] = '\0';
    if (!text_is_clean(copy, strlen(copy)))
      fail_msg("copy %zu: not clean: %s", number, copy);
    free(copy);
  }
}

static struct ran run_on(const char *const *words, size_t number)
{
  struct ran r = run_to(TO_PIPE, words);
  if (r.status < 0 || r.status > 3)
    fail_msg("MUTATION=%zu: %s ended with %d: %s", number, words[0], r.status, r.err);
  if (r.status != 0 && !*r.err)
    fail_msg("MUTATION=%zu: %s failed without a word", number, words[0]);
  expect_clean(r.out, number);
  expect_clean(r.err, number);
  return r;
}

/* Returns whether the copy was still a dataset. */
static bool try_copy(const char *original, size_t number)
{
  char *path = damaged_copy(original, number);
  const char *const check[] = {"check", "--explain", path, NULL};
  const char *const show[] = {"show", path, NULL};
  const char *const export[] = {"export", path, NULL};
  const char *const set[] = {"set", path, "dead-end-roads", "17", "--through", "2021-06-30", NULL};

  struct ran r = run_on(check, number);
  bool good = r.status == 0;
  ran_release(&r);
  r = run_on(show, number);
  assert_int_equal(r.status == 0, good); /* nothing is shown of a file with mistakes */
  ran_release(&r);
  r = run_on(export, number);
  assert_int_equal(r.status == 0, good);
  json_t *j = good ? json_loads(r.out, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (good && !j)
    fail_msg("MUTATION=%zu: no JSON", number);
  json_decref(j);
  ran_release(&r);
  r = run_on(set, number);
  bool saved = r.status == 0;
  ran_release(&r);
  if (saved) {
    r = run_on(check, number);
    assert_int_equal(r.status, 0);
    ran_release(&r);
  }
  free(path);
  return good;
}

/* The real plan with some figures, so that readings are damaged too. */
static char *plan_with_figures(void)
{
  static const char *const figures[][3] = {
      {"dead-end-roads", "5", "2021-03"},
      {"dead-end-roads", "17 # two early", "2021-06"},
      {"gdp-growth", "11.2", "2021-06"},
      {"torch-statistics-coverage", "708/720", "2021-06"},
  };
  char *path = scratch_copy("plan.conf", PLAN);
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
    struct ran r = run("set", path, figures[i][0], figures[i][1], "--through", figures[i][2], NULL);
    if (r.status != 0)
      fail_msg("%s: %s", figures[i][0], r.err);
    ran_release(&r);
  }
  char *text = read_text(path);
  free(path);
  return text;
}

static void damaged_datasets_get_an_answer_or_an_error(void **state)
{
  (void)state;
  char *original = plan_with_figures();
  const char *one = getenv("MUTATION"), *many = getenv("MUTATIONS");
  size_t first = one ? strtoul(one, NULL, 10) : 0;
  size_t count = one ? 1 : many ? strtoul(many, NULL, 10) : 150;
  size_t good = 0;
  for (size_t i = 0; i < count; i++)
    good += try_copy(original, first + i);
  print_message("%zu of %zu copies were still datasets\n", good, count);
  if (count >= 100) /* a test of which one half is empty would say little */
    assert_true(good >= count / 50 && good <= count / 2);
  free(original);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(damaged_datasets_get_an_answer_or_an_error),
  };
  unsetenv("GUATU_FILE");
  setenv("LC_ALL", "C.UTF-8", 1);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
