/* `guatu set`: one figure from a script, as the issue tells it and as it goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "guatu/base/mem.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

static void assert_says(const char *text, const char *part)
{
  if (!strstr(text, part))
    fail_msg("not said: \"%s\"\n  in: %s", part, text);
}

/* Runs `guatu set` with these words, expects the status, and returns both texts as "stdout|stderr". */
static char *set_with(int status, const char *const *words)
{
  const char *all[16] = {"set"};
  size_t n = 1;
  for (; words[n - 1] && n < 15; n++)
    all[n] = words[n - 1];
  struct ran r = run_to(TO_PIPE, all);
  if (r.status != status)
    fail_msg("status %d instead of %d: %s%s", r.status, status, r.out, r.err);
  struct buf both = {0};
  buf_printf(&both, "%s|%s", r.out, r.err);
  ran_release(&r);
  return both.data;
}
#define SET(status, ...) set_with(status, (const char *const[]){__VA_ARGS__, NULL})

static void expect(char *got, const char *part)
{
  assert_says(got, part);
  free(got);
}

/* The exported target; the document is to be released. */
static json_t *exported(const char *file, const char *id, json_t **document)
{
  struct ran r = run("export", "--format", "json", file, NULL);
  assert_int_equal(r.status, 0);
  json_error_t error;
  *document = json_loads(r.out, JSON_REJECT_DUPLICATES, &error);
  if (!*document)
    fail_msg("%d:%d: %s", error.line, error.column, error.text);
  ran_release(&r);
  size_t i, k;
  json_t *pane, *target;
  json_array_foreach(json_object_get(*document, "panes"), i, pane) json_array_foreach(
      json_object_get(pane, "targets"), k,
      target) if (strcmp(json_string_value(json_object_get(target, "id")), id) == 0) return target;
  fail_msg("no target %s", id);
  return NULL;
}

static void the_first_figure_moves_the_plan(void **state)
{
  (void)state;
  char *file = scratch_copy("x.conf", PLAN);
  char *said = SET(0, file, "dead-end-roads", "17", "--through", "2021-06-30");
  assert_says(said, "dead-end-roads 2021-06: — → 17 (≥32");
  assert_says(said, "completion — → 53.1%, gap +3.1 pp, No data → On track\n|");
  assert_null(strchr(strchr(said, '\n') + 1, '\n')); /* one line, and nothing on stderr */
  free(said);

  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed, 0);
  assert_true(added >= 1 && added <= 3);

  json_t *document;
  json_t *t = exported(file, "dead-end-roads", &document);
  assert_true(json_real_value(json_object_get(t, "completion")) == 0.53125);
  assert_true(json_real_value(json_object_get(t, "gap")) == 3.1);
  assert_string_equal(json_string_value(json_object_get(t, "light")), "on-track");
  assert_int_equal(json_integer_value(json_object_get(t, "value")), 17);
  assert_string_equal(json_string_value(json_object_get(t, "through")), "2021-06-30");
  assert_string_equal(json_string_value(json_object_get(document, "as_of")), "2021-06-30");
  assert_int_equal(json_integer_value(json_object_get(document, "measured")), 1);
  json_decref(document);

  /* Correcting it changes the figure and its stamp: one line, in which nothing else differs. */
  char *before = scratch_copy("before.conf", file);
  expect(SET(0, file, "dead-end-roads", "18", "--through", "2021-06-30"), ": 17 → 18 (");
  diff_lines(before, file, &removed, &added);
  assert_int_equal(removed, 1);
  assert_int_equal(added, 1);
  t = exported(file, "dead-end-roads", &document);
  assert_int_equal(json_integer_value(json_object_get(t, "value")), 18);
  assert_int_equal(json_array_size(json_object_get(t, "readings")), 1);
  json_decref(document);

  /* A second month is one added line. */
  free(scratch_copy("before.conf", file));
  free(SET(0, file, "dead-end-roads", "20", "--through", "2021-07"));
  diff_lines(before, file, &removed, &added);
  assert_int_equal(removed, 0);
  assert_int_equal(added, 1);
  free(before);
  free(file);
}

static void a_reading_says_who_and_when(void **state)
{
  (void)state;
  char *file = scratch_copy("who.conf", PLAN);
  setenv("GUATU_USER", "wang\033[31m", 1);
  free(SET(0, file, "dead-end-roads", "3 @1 # from the street"));
  setenv("GUATU_USER", "tester", 1);
  json_t *document;
  json_t *t = exported(file, "dead-end-roads", &document);
  json_t *reading = json_array_get(json_object_get(t, "readings"), 0);
  assert_string_equal(json_string_value(json_object_get(reading, "through")), "2021-01-31");
  assert_string_equal(json_string_value(json_object_get(reading, "note")), "from the street");
  assert_int_equal(strncmp(json_string_value(json_object_get(reading, "by")), "wang", 4), 0);
  const char *at = json_string_value(json_object_get(reading, "at"));
  assert_int_equal(strlen(at), 25);
  assert_true(at[10] == 'T' && at[19] == '+' && at[22] == ':');
  json_decref(document);
  char *text = read_text(file);
  assert_null(strchr(text, '\033'));
  free(text);
  free(file);
}

static void the_answer_comes_in_chinese_and_in_ascii(void **state)
{
  (void)state;
  char *file = scratch_copy("words.conf", PLAN);
  char *said = SET(0, "--lang", "zh", file, "dead-end-roads", "17", "--through", "2021-06-30");
  assert_says(said, "≥32 条)，完成 — → 53.1%，偏差 +3.1 个百分点，未填报 → 达进度");
  free(said);
  said = SET(0, "--glyphs", "ascii", file, "dead-end-roads", "16", "--through=2021-06-30");
  assert_says(said, "17 -> 16 (>=32");
  for (const char *c = said; *c; c++)
    assert_true((unsigned char)*c < 0x80);
  free(said);
  setenv("LC_ALL", "C", 1);
  expect(SET(0, file, "dead-end-roads", "17", "--through=2021-06-30"), "16 -> 17");
  setenv("LC_ALL", "xx_YY.utf8", 1); /* no such locale here, but what it says is plain */
  expect(SET(0, file, "dead-end-roads", "16", "--through=2021-06-30"), "17 → 16");
  setenv("LC_ALL", "C.UTF-8", 1);
  free(file);
}

static void an_unknown_target_gets_suggestions(void **state)
{
  (void)state;
  char *file = scratch_copy("unknown.conf", PLAN);
  expect(SET(2, file, "dead-end-road", "17"), "|");
  expect(SET(2, file, "dead-end-road", "17"), "dead-end-roads");
  expect(SET(2, file, "zzzzzzzzzzzzzzzzzz", "17"), "zzzzzzzzzzzzzzzzzz");
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(file);
}

static void what_is_plainly_wrong_is_refused(void **state)
{
  (void)state;
  char *file = scratch_copy("refused.conf", PLAN);
  struct {
    const char *value, *through, *today;
  } const calls[] = {
      {"17", "2021-07-31", "2021-07-15"}, /* a day that has not come */
      {"17", "2020-12-31", "2021-07-15"}, /* before the start */
      {"17", "2021-06-31", "2021-07-15"}, /* no such day */
      {"17", "soon", "2021-07-15"},
      {"4,2", "2021-06-30", "2021-07-15"},
      {"seventeen", "2021-06-30", "2021-07-15"},
      {"17 @2021-05", "2021-06-30", "2021-07-15"}, /* two days */
      {"", "2021-06-30", "2021-07-15"},
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    struct ran r = run("set", file, "dead-end-roads", calls[i].value, "--through", calls[i].through,
                       "--today", calls[i].today, NULL);
    if (r.status != 1 && r.status != 2)
      fail_msg("'%s' through %s: status %d, %s", calls[i].value, calls[i].through, r.status, r.out);
    assert_string_equal(r.out, "");
    assert_true(strlen(r.err) > 0);
    ran_release(&r);
  }
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(file);
}

static void a_doubt_is_said_and_saved(void **state)
{
  (void)state;
  char *file = scratch_copy("doubt.conf", PLAN);
  free(SET(0, file, "dead-end-roads", "17", "--through", "2021-06-30"));
  char *said = SET(0, file, "dead-end-roads", "170", "--through", "2021-07-31");
  assert_says(said, "→ 170");
  assert_says(strchr(said, '|'), "warning: ");
  free(said);
  free(file);
}

static void a_file_that_can_not_be_saved_is_left_alone(void **state)
{
  (void)state;
  char *file = scratch_copy("linked.conf", PLAN);
  char *other = scratch_path("other.conf");
  assert_int_equal(link(file, other), 0);
  expect(SET(3, file, "dead-end-roads", "17", "--through", "2021-06-30"),
         "linked.conf: it can't be saved: it has 2 hard links");
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(other);
  free(file);
}

/* Who entered it, and when, stays; a script that runs twice leaves no trace. */
static void a_figure_that_is_there_is_not_entered_again(void **state)
{
  (void)state;
  char *file = scratch_copy("twice.conf", PLAN);
  free(SET(0, file, "dead-end-roads", "17 # first", "--through", "2021-06-30"));
  char *before = read_text(file);
  setenv("GUATU_USER", "somebody else", 1);
  expect(SET(0, file, "dead-end-roads", "17", "--through", "2021-06-30"), "there already");
  char *after = read_text(file);
  assert_string_equal(before, after);
  expect(SET(0, file, "dead-end-roads", "17 # another note", "--through", "2021-06-30"), "→ 17");
  setenv("GUATU_USER", "tester", 1);
  free(after);
  after = read_text(file);
  assert_says(after, "by = \"somebody else\"");
  assert_says(after, "another note");
  free(before);
  free(after);
  free(file);
}

static void a_note_that_can_not_be_shown_is_refused(void **state)
{
  (void)state;
  char *file = scratch_copy("note.conf", PLAN);
  static const char *const bad[] = {"a\033[31mb", "a\302\2335Cb", "a\342\200\256b", "a\377b"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct buf value = {0};
    buf_printf(&value, "17 # %s", bad[i]);
    expect(SET(2, file, "dead-end-roads", value.data, "--through", "2021-06-30"), "can't be shown");
    expect(SET(2, file, "dead-end-roads", "17", "--note", bad[i]), "can't be shown");
    buf_release(&value);
  }
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(SET(0, file, "dead-end-roads", "17", "--through", "2021-06-30", "--note", " \"two\"\nlines\\ # "));
  char *text = read_text(file);
  assert_says(text, "note = \"\\\"two\\\" lines\\\\ #\";");
  free(text);
  free(file);
}

/* The signal of that limit would end the program in the middle of a save. */
static void a_limit_of_file_sizes_is_an_error(void **state)
{
  (void)state;
  char *file = scratch_copy("limit.conf", PLAN);
  struct rlimit was, low;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
  low = (struct rlimit){4096, was.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
  char *said = SET(3, file, "dead-end-roads", "17", "--through", "2021-06-30");
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
  assert_says(said, "ulimit -f");
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(said);
  free(file);
}

static void the_file_is_named_once(void **state)
{
  (void)state;
  char *file = scratch_copy("once.conf", PLAN);
  char *other = scratch_path("twin.conf");
  assert_int_equal(link(file, other), 0);
  const char *const paths[] = {scratch(), "/nonexistent.conf", "/dev/null", file};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    char *said = SET(3, paths[i], "dead-end-roads", "17");
    const char *name = strstr(said, paths[i]);
    assert_non_null(name);
    assert_null(strstr(name + 1, paths[i]));
    free(said);
  }
  free(other);
  free(file);
}

static void a_file_with_mistakes_is_not_touched(void **state)
{
  (void)state;
  char *text = read_text(PLAN);
  char *sense = strstr(text, "sense = \"about\"");
  assert_non_null(sense);
  memcpy(sense, "sense = \"abuut\"", 15);
  char *file = scratch_file("mistake.conf", text);
  expect(SET(1, file, "dead-end-roads", "17", "--through", "2021-06-30"), "abuut");
  char *now = read_text(file);
  assert_string_equal(now, text);
  free(now);
  free(text);
  free(file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_figure_moves_the_plan),
      cmocka_unit_test(a_reading_says_who_and_when),
      cmocka_unit_test(the_answer_comes_in_chinese_and_in_ascii),
      cmocka_unit_test(an_unknown_target_gets_suggestions),
      cmocka_unit_test(what_is_plainly_wrong_is_refused),
      cmocka_unit_test(a_doubt_is_said_and_saved),
      cmocka_unit_test(a_file_that_can_not_be_saved_is_left_alone),
      cmocka_unit_test(a_figure_that_is_there_is_not_entered_again),
      cmocka_unit_test(a_note_that_can_not_be_shown_is_refused),
      cmocka_unit_test(a_limit_of_file_sizes_is_an_error),
      cmocka_unit_test(the_file_is_named_once),
      cmocka_unit_test(a_file_with_mistakes_is_not_touched),
  };
  unsetenv("GUATU_FILE");
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("GUATU_USER", "tester", 1);
  setenv("TZ", "CST-8", 1);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
