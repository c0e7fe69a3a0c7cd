/* Datasets as a person may write them: what is wrong is all told in one run, each mistake once and at its
 * place, in both languages; what only looks unusual is understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support_store.h"

static void every_mistake_has_its_message(void **state)
{
  (void)state;
  struct buf text = {0}, en = {0}, zh = {0};
  store_read("tests/data/mistakes.conf", &text);
  assert_null(store_load(text.data, text.len, LANG_EN, &en));
  store_golden("tests/golden/mistakes-en.txt", &en);
  assert_null(store_load(text.data, text.len, LANG_ZH, &zh));
  store_golden("tests/golden/mistakes-zh.txt", &zh);
  buf_release(&text);
  buf_release(&en);
  buf_release(&zh);
}

#define BEFORE                                                                                               \
  "format: 1, plan: {title: \"t\", period: {from: \"2021-01-01\", to: \"2021-12-31\"}} panes: ({id: \"p\""   \
  " name: \"P\" targets: ("
#define AFTER ")})\n"

/* The plan of one target; the dataset must be right, and say what is expected. */
static struct plan *load_one(const char *target, const char *said)
{
  struct buf text = {0}, printed = {0};
  buf_printf(&text, "%s%s%s", BEFORE, target, AFTER);
  struct plan *plan = store_load(text.data, text.len, LANG_EN, &printed);
  assert_string_equal(printed.data, said);
  assert_non_null(plan);
  assert_int_equal(plan->target_count, 1);
  buf_release(&text);
  buf_release(&printed);
  return plan;
}

static void readings_may_stand_newest_first(void **state)
{
  (void)state;
  struct plan *plan =
      load_one("{id: \"x\" name: \"X\" kind: \"coverage\" readings: ("
               "{through: \"2021-06-30\" value: 98.3}, {count: 1 of: 4 through: \"2021-03-31\"})}",
               "");
  const struct target *t = &plan->targets[0];
  char day[16];
  assert_int_equal(t->reading_count, 2);
  assert_string_equal(date_format(t->readings[0].through, day, sizeof day), "2021-03-31");
  assert_int_equal(t->readings[0].of, 4);
  assert_int_equal(t->readings[0].value.micros, 25 * DECIMAL_ONE);
  assert_string_equal(date_format(t->readings[1].through, day, sizeof day), "2021-06-30");
  plan_free(plan);
}

/* Else "98.3" would be asked about as finer than the target. */
static void a_coverage_without_a_unit_is_a_percentage(void **state)
{
  (void)state;
  struct plan *plan = load_one("{id: \"x\" name: \"X\" kind: \"coverage\"}", "");
  assert_int_equal(plan->targets[0].decimals, 1);
  assert_int_equal(plan->targets[0].target.micros, 100 * DECIMAL_ONE);
  plan_free(plan);
}

static void a_baseline_beyond_the_target_is_told(void **state)
{
  (void)state;
  plan_free(load_one("{id: \"x\" name: \"X\" kind: \"level\"\ntarget: 8.6 baseline: 100}",
                     "x:2:23: warning: target 'x': the baseline is beyond the target already, so it does not "
                     "count; is the sense right?\n"));
  plan_free(
      load_one("{id: \"x\" name: \"X\" kind: \"level\" sense: \"at-most\" target: 8.6 baseline: 100}", ""));
  plan_free(load_one("{id: \"x\" name: \"X\" kind: \"rate\" target: 8.6 baseline: 9}", ""));
  plan_free(load_one("{id: \"x\" name: \"X\" kind: \"level\" target: 9 baseline: 9}", ""));
}

/* Three readings with `rest`, the second perhaps with `other`; the others end with `gap`. What is said of
 * them, and what they are. */
static void tell_three(const char *rest, const char *other, const char *gap, struct buf *out)
{
  struct buf text = {0};
  buf_printf(&text,
             "%s{id: \"x\" name: \"X\" kind: \"rate\" target: 9 readings: ("
             "\n{ %s through = \"2021-01-31\";%s},\n{ %s through = \"2021-02-28\"; },\n"
             "{ %s through = \"2021-03-31\";%s})}%s",
             BEFORE, rest, gap, other, rest, gap, AFTER);
  struct plan *plan = store_load(text.data, text.len, LANG_EN, out);
  for (size_t i = 0; plan && i < plan->targets[0].reading_count; i++) {
    const struct reading *r = &plan->targets[0].readings[i];
    buf_printf(out, "%d %lld %s %s %s\n", r->through.days, (long long)r->value.micros, r->by, r->at, r->note);
  }
  plan_free(plan);
  buf_release(&text);
}

/* What was found out of one reading goes for the next that is written like it; a tab in the place of a blank
 * makes it unlike. */
static void readings_written_alike_mean_the_same(void **state)
{
  (void)state;
  static const char *const rests[] = {
      "value = 1; by = \"li\"; at = \"2021-07-13T10:02:11+08:00\";",
      "value = 2.5; by = \"wu\"; at = \"2021-07-14T10:02:11+08:00\";",
      "value = 1; by = \"li\"; at = \"2021-07-32T10:02:11+08:00\";",
      "value = 1; by = \"li\"; at = \"2021-07-13 10:02:11+08:00\";",
      "value = 1; by = \"li\"; at = \"\";",
      "value = 1; by = \"2021-07-13\"; at = \"2021-07-13\";",
      "by = \"li\";",
      "value = 1; by = \"\xE6\x9D\x8E\"; note = \"a\xE2\x80\x8B\";",
      "value = \"1\"; through = \"2021-04-30\";",
      "value = 1; valu = 2; colour = \"red\";",
      "by = \"li\"; value = 1;",
      "value = 1; count = 1; of = 2;",
      "value = 1; by = \"20\"; at = \"2021-07-13\";",
  };
  const size_t count = sizeof rests / sizeof *rests;
  struct buf all = {0};
  for (size_t i = 0; i < count * count; i++) {
    struct buf alike = {0}, unlike = {0};
    tell_three(rests[i / count], rests[i % count], " ", &alike);
    tell_three(rests[i / count], rests[i % count], "\t", &unlike);
    assert_string_equal(alike.data, unlike.data);
    if (i / count == i % count || i / count + 1 == i % count)
      buf_printf(&all, "%s\n%s\n%s\n", rests[i / count], rests[i % count], alike.data);
    buf_release(&alike);
    buf_release(&unlike);
  }
  const char *no_day = BEFORE
      "{id: \"x\" name: \"X\" kind: \"rate\" target: 9 readings: (\n{ value = 1; },\n{ value = 2; })}" AFTER;
  assert_null(store_load(no_day, strlen(no_day), LANG_EN, &all));
  store_golden("tests/golden/alike.txt", &all);
  buf_release(&all);
}

/* More than there are fields, each unknown, in both of two that are alike. */
static void readings_alike_may_hold_any_number_of_settings(void **state)
{
  (void)state;
  struct buf text = {0}, printed = {0}, want = {0};
  buf_printf(&text, "%s{id: \"x\" name: \"X\" kind: \"rate\" target: 9 readings: (", BEFORE);
  for (int reading = 1; reading <= 2; reading++) {
    buf_printf(&text, "%s\n{ value = %d; through = \"2021-01-0%d\"; ", reading > 1 ? "," : "", reading,
               reading);
    for (int i = 10; i < 70; i++) {
      buf_printf(&text, "s%d = 1; ", i);
      buf_printf(&want, "x:%d:%d: target 'x': unknown setting 's%d'\n", reading + 1, 38 + 9 * (i - 10), i);
    }
    buf_puts(&text, "}");
  }
  buf_printf(&text, ")}%s", AFTER);
  assert_null(store_load(text.data, text.len, LANG_EN, &printed));
  assert_string_equal(printed.data, want.data);
  buf_release(&text);
  buf_release(&printed);
  buf_release(&want);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_mistake_has_its_message),
      cmocka_unit_test(readings_may_stand_newest_first),
      cmocka_unit_test(readings_written_alike_mean_the_same),
      cmocka_unit_test(readings_alike_may_hold_any_number_of_settings),
      cmocka_unit_test(a_coverage_without_a_unit_is_a_percentage),
      cmocka_unit_test(a_baseline_beyond_the_target_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
