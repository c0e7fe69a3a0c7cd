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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_mistake_has_its_message),
      cmocka_unit_test(readings_may_stand_newest_first),
      cmocka_unit_test(a_coverage_without_a_unit_is_a_percentage),
      cmocka_unit_test(a_baseline_beyond_the_target_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
