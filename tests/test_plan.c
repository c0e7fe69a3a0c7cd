/* Plans by hand: ids, suggestions, readings, the day of a new figure; and the tables of terms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "guatu/model/plan.h"

/* A plan of 2021 with one bare target per id. */
static struct plan *plan_of(const char *const *ids, size_t count)
{
  struct plan *p = mem_alloc(sizeof *p);

  p->from = date_of(2021, 1, 1);
  p->to = date_of(2021, 12, 31);
  p->target_count = count;
  p->targets = arena_alloc(&p->arena, count * sizeof *p->targets);
  for (size_t i = 0; i < count; i++) {
    p->targets[i].id = ids[i];
    p->targets[i].name = p->targets[i].unit = (struct words){"", ""};
    p->targets[i].start = p->from;
    p->targets[i].due = p->to;
  }
  return p;
}

static struct date day_of(const char *text)
{
  struct date d = {0};
  assert_true(date_parse(text, strlen(text), &d));
  return d;
}

static void test_find(void **state)
{
  static const char *const ids[] = {"roads", "gdp", "firms", "gdp-growth", "a", "zebra-crossings"};
  size_t dup = 77;
  (void)state;

  for (size_t count = 0; count <= 6; count++) {
    struct plan *p = plan_of(ids, count);
    assert_true(plan_index(p, &dup));
    assert_int_equal(dup, 77);
    for (size_t i = 0; i < 6; i++)
      assert_ptr_equal(plan_find(p, ids[i]), i < count ? &p->targets[i] : NULL);
    assert_null(plan_find(p, ""));
    assert_null(plan_find(p, "gd"));
    assert_null(plan_find(p, "gdp-growt"));
    assert_null(plan_find(p, "zz"));
    plan_free(p);
  }
  plan_free(NULL);
}

static void test_index_names_the_first_repetition(void **state)
{
  static const char *const ids[] = {"z", "b", "c", "z", "b", "b"};
  size_t dup = 77;
  (void)state;

  struct plan *p = plan_of(ids, 6);
  assert_false(plan_index(p, &dup));
  assert_int_equal(dup, 3); /* z again, before b again */
  plan_free(p);
  p = plan_of(ids, 3);
  assert_true(plan_index(p, &dup));
  plan_free(p);
}

static void test_suggest(void **state)
{
  static const char *const ids[] = {
      "new-roads",     "dead-end-roads", "roads",      "gdp-growth",
      "road-lighting", "firms",          "rodas-ends", "industrial-value-added-growth"};
  static const struct {
    const char *typed;
    size_t max;
    const char *want[4];
  } cases[] = {
      {"road",
       9,
       {"roads", "road-lighting", "new-roads",
        "dead-end-roads"}}, /* prefixes, then parts, in the file's order */
      {"road", 1, {"roads"}},
      {"road", 3, {"roads", "road-lighting", "new-roads"}},
      {"road", 0, {NULL}},
      {"gdp-grwoth", 3, {"gdp-growth"}},
      {"GDP-GROWTH", 3, {"gdp-growth"}},
      {"gdp_growth", 3, {"gdp-growth"}},
      {"fimrs", 3, {"firms"}},
      {"industrial-valueadded-grwth", 3, {"industrial-value-added-growth"}},
      {"industral-valueaded-grwth",
       3,
       {"industrial-value-added-growth"}}, /* a long word may have four slips */
      {"raods", 2, {"roads"}},
      {"rodas", 4, {"rodas-ends", "roads"}}, /* a prefix comes before a slip */
      {"quite-different", 3, {NULL}},
      {"", 3, {NULL}},
      {"完成", 3, {NULL}},
      {"road-road-road-road-road-road-road-road-road-road-road-road-road-road", 3, {NULL}},
  };
  size_t dup;
  (void)state;

  struct plan *p = plan_of(ids, 8);
  assert_true(plan_index(p, &dup));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *out[9] = {NULL};
    size_t count = plan_suggest(p, cases[i].typed, out, cases[i].max);
    size_t want = 0;
    while (want < 4 && cases[i].want[want])
      want++;
    if (count != want)
      fail_msg("\"%s\": %zu suggestions", cases[i].typed, count);
    for (size_t k = 0; k < want; k++)
      assert_string_equal(out[k], cases[i].want[k]);
  }
  plan_free(p);
}

/* ---- readings ---- */

static const struct reading readings[] = {
    {.through = {100}, .value = {1}},
    {.through = {130}, .value = {2}},
    {.through = {160}, .value = {3}},
};

static void test_effective(void **state)
{
  static const struct {
    int on;
    size_t count; /* of readings the target has */
    int64_t value, exact;
  } cases[] = {
      {99, 3, 0, 0},  {100, 3, 1, 1}, {101, 3, 1, 0}, {129, 3, 1, 0}, {130, 3, 2, 2},
      {159, 3, 2, 0}, {160, 3, 3, 3}, {999, 3, 3, 0}, {999, 2, 2, 0}, {160, 2, 2, 0},
      {999, 1, 1, 0}, {99, 1, 0, 0},  {999, 0, 0, 0},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = {.readings = cases[i].count ? readings : NULL, .reading_count = cases[i].count};
    const struct reading *r = target_effective(&t, (struct date){cases[i].on});
    assert_int_equal(r ? r->value.micros : 0, cases[i].value);
    r = target_reading(&t, (struct date){cases[i].on});
    assert_int_equal(r ? r->value.micros : 0, cases[i].exact);
  }
}

static void test_with(void **state)
{
  static const struct {
    size_t count;
    int through;
    int want[4]; /* the days that follow; the new value is 9 */
    size_t at;
  } cases[] = {
      {0, 50, {50}, 0},
      {3, 50, {50, 100, 130, 160}, 0},
      {3, 100, {100, 130, 160}, 0},
      {3, 115, {100, 115, 130, 160}, 1},
      {3, 130, {100, 130, 160}, 1},
      {3, 160, {100, 130, 160}, 2},
      {3, 161, {100, 130, 160, 161}, 3},
      {1, 100, {100}, 0},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct target t = {.id = "x", .readings = readings, .reading_count = cases[i].count, .decimals = 2};
    const struct reading r = {.through = {cases[i].through}, .value = {9}, .note = "new"};
    struct target with = target_with(&t, &r);
    size_t want = 0;
    while (want < 4 && cases[i].want[want])
      want++;
    assert_int_equal(with.reading_count, want);
    for (size_t k = 0; k < want; k++) {
      assert_int_equal(target_nth(&with, k)->through.days, cases[i].want[k]);
      assert_int_equal(target_nth(&with, k)->value.micros == 9, k == cases[i].at);
    }
    assert_string_equal(target_nth(&with, cases[i].at)->note, "new");
    assert_string_equal(with.id, "x");
    assert_int_equal(with.decimals, 2);
    assert_int_equal(t.reading_count, cases[i].count); /* the original is as it was */
    assert_int_equal(readings[1].value.micros, 2);
  }
}

static void test_without(void **state)
{
  static const struct {
    size_t count;
    int through;
    int want[4]; /* the days that stay */
  } cases[] = {
      {0, 50, {0}},         {3, 50, {100, 130, 160}},  {3, 100, {130, 160}}, {3, 130, {100, 160}},
      {3, 160, {100, 130}}, {3, 161, {100, 130, 160}}, {1, 100, {0}},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct target t = {.readings = cases[i].count ? readings : NULL, .reading_count = cases[i].count};
    struct target without = target_without(&t, (struct date){cases[i].through});
    size_t want = 0;
    for (; cases[i].want[want]; want++)
      assert_int_equal(target_nth(&without, want)->through.days, cases[i].want[want]);
    assert_int_equal(without.reading_count, want);
    assert_null(target_reading(&without, (struct date){cases[i].through}));
  }
}

/* ---- what the figure is ---- */

static void test_countable(void **state)
{
  static const struct {
    enum kind kind;
    int decimals;
    struct words unit;
    bool countable;
  } cases[] = {
      {KIND_CUMULATIVE, 0, {"", ""}, true},
      {KIND_CUMULATIVE, 0, {"firms", "家"}, true},
      {KIND_CUMULATIVE, 1, {"", ""}, false},
      {KIND_LEVEL, 0, {"stations", "座"}, true},
      {KIND_LEVEL, 0, {"%", "%"}, false},
      {KIND_LEVEL, 0, {"per cent", "％"}, false},
      {KIND_LEVEL, 0, {"% of GDP", "占比"}, false},
      {KIND_LEVEL, 2, {"km", "公里"}, false},
      {KIND_RATE, 0, {"", ""}, false},
      {KIND_COVERAGE, 0, {"", ""}, false},
      {KIND_MILESTONE, 0, {"", ""}, false},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = {.kind = cases[i].kind, .decimals = cases[i].decimals, .unit = cases[i].unit};
    assert_int_equal(target_countable(&t), cases[i].countable);
  }
}

static void test_unit_scale(void **state)
{
  static const struct {
    const char *unit;
    int64_t scale;
  } cases[] = {
      {"", 1},
      {"家", 1},
      {"%", 1},
      {"万", 10000},
      {"万元", 10000},
      {"万人次", 10000},
      {"亿元", 100000000},
      {"亿", 100000000},
      {"万亿元", 1000000000000},
      {"百亿元", 1},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = {.unit = {"yuan", cases[i].unit}};
    assert_int_equal(target_unit_scale(&t), cases[i].scale);
  }
}

static void test_report_day(void **state)
{
  static const struct {
    enum reports r;
    const char *start, *due, *today, *day;
  } cases[] = {
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-07-13", "2021-06-30"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-06-30", "2021-06-30"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-01-05", "2021-01-31"}, /* none has finished */
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2020-07-01", "2021-01-31"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2026-10-01", "2021-12-31"},
      {REPORTS_QUARTERLY, "2021-01-01", "2021-12-31", "2021-08-13", "2021-06-30"},
      {REPORTS_QUARTERLY, "2021-01-01", "2021-12-31", "2021-02-01", "2021-03-31"},
      {REPORTS_YEARLY, "2021-01-01", "2021-12-31", "2021-08-13", "2021-12-31"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-09-15", "2021-10-10", "2021-09-15"}, /* the target's own end */
      {REPORTS_MONTHLY, "2021-05-10", "2021-12-31", "2021-05-20", "2021-05-31"},
      {REPORTS_MONTHLY, "2021-05-10", "2021-12-31", "2021-03-31", "2021-05-31"}, /* not before its start */
      {REPORTS_QUARTERLY, "2021-05-10", "2021-06-10", "2021-05-20", "2021-06-10"},
      {REPORTS_HALF_YEARLY, "2021-07-01", "2021-12-31", "2021-08-01", "2021-12-31"},
  };
  static const char *const ids[] = {"x"};
  (void)state;

  struct plan *p = plan_of(ids, 1);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[16];
    p->reports = cases[i].r;
    p->targets[0].start = day_of(cases[i].start);
    p->targets[0].due = day_of(cases[i].due);
    assert_string_equal(
        date_format(target_report_day(p, p->targets, day_of(cases[i].today)), out, sizeof out), cases[i].day);
  }
  plan_free(p);
}

/* ---- terms ---- */

static void check_terms(const struct term_word *table, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const struct term_word *w = &table[i];
    assert_true(*w->id && *w->name.en && *w->name.zh);
    assert_int_equal(strspn(w->id, "abcdefghijklmnopqrstuvwxyz-"), strlen(w->id));
    assert_true(text_is_clean(w->name.zh, strlen(w->name.zh)));
    assert_int_equal(term_find(table, count, w->id), i); /* no id twice */
    assert_int_equal(*w->sign != '\0', *w->ascii != '\0');
    struct buf ascii = {0};
    text_ascii(&ascii, w->sign); /* spelling a screen gives the same sign as drawing it in ASCII */
    assert_string_equal(ascii.data, w->ascii);
    buf_release(&ascii);
  }
  assert_int_equal(term_find(table, count, ""), -1);
  assert_int_equal(term_find(table, count, "no-such"), -1);
}

static void test_terms(void **state)
{
  (void)state;
  check_terms(kind_words, KIND_COUNT);
  check_terms(sense_words, SENSE_COUNT);
  check_terms(light_words, LIGHT_COUNT);
  check_terms(reports_words, 4);
  assert_int_equal(term_find(reports_words, 4, "half-yearly"), REPORTS_HALF_YEARLY);
  assert_int_equal(term_find(sense_words, SENSE_COUNT, "less-than"), SENSE_LESS_THAN);
}

/* A light is one column wide and told apart from all others by its glyph, its ASCII sign and its words alone.
 */
static void test_lights_differ_without_colour(void **state)
{
  static const char *const order[] = {"cancelled", "done",   "done-late",      "missed", "not-started",
                                      "no-data",   "stale",  "ceiling-broken", "waived", "ahead",
                                      "on-track",  "behind", "critical"};
  (void)state;

  assert_int_equal(sizeof order / sizeof *order, LIGHT_COUNT);
  for (size_t i = 0; i < LIGHT_COUNT; i++) {
    assert_string_equal(light_words[i].id, order[i]);
    assert_int_equal(text_cols(light_words[i].sign), 1);
    assert_int_equal(strlen(light_words[i].ascii), 1);
    for (size_t k = 0; k < i; k++) {
      assert_string_not_equal(light_words[i].sign, light_words[k].sign);
      assert_string_not_equal(light_words[i].ascii, light_words[k].ascii);
      assert_string_not_equal(light_words[i].name.en, light_words[k].name.en);
      assert_string_not_equal(light_words[i].name.zh, light_words[k].name.zh);
    }
  }
  for (size_t i = 0; i < SENSE_COUNT; i++)
    assert_true(text_cols(sense_words[i].sign) <= 1 && strlen(sense_words[i].ascii) <= 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_find),
      cmocka_unit_test(test_index_names_the_first_repetition),
      cmocka_unit_test(test_suggest),
      cmocka_unit_test(test_effective),
      cmocka_unit_test(test_with),
      cmocka_unit_test(test_without),
      cmocka_unit_test(test_countable),
      cmocka_unit_test(test_unit_scale),
      cmocka_unit_test(test_report_day),
      cmocka_unit_test(test_terms),
      cmocka_unit_test(test_lights_differ_without_colour),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
