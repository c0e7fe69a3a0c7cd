/* The calendar of scoring and what is seen ahead: the three clocks, month ends and leap years, forecasts,
 * what is needed from now on, and the dates a plan is shown at. */
#include <stdio.h>

#include "support_score.h"

#include "guatu/score/pace.h"

/* ---- clocks ---- */

static void is_share(struct ratio got, int64_t n, int64_t of)
{
  if (ratio_cmp(got, ratio_of(n, of)) != 0)
    fail_msg("%lld/%lld, should be %lld/%lld", (long long)got.num, (long long)got.den, (long long)n,
             (long long)of);
}

static void test_months_clock(void **state)
{
  (void)state;
  static const struct {
    const char *start, *due, *on;
    int covered, total;
  } cases[] = {
      {"2021-01-01", "2021-12-31", "2021-06-30", 6, 12},
      {"2021-01-01", "2021-12-31", "2021-06-29", 5, 12},
      {"2021-01-01", "2021-12-31", "2021-01-30", 0, 12},
      {"2021-01-01", "2021-12-31", "2021-02-28", 2, 12},
      {"2024-01-01", "2024-12-31", "2024-02-28", 1, 12},
      {"2024-01-01", "2024-12-31", "2024-02-29", 2, 12},
      {"2021-03-15", "2021-12-31", "2021-03-30", 0, 10},
      {"2021-03-15", "2021-12-31", "2021-03-31", 1, 10}, /* a part is a month */
      {"2021-01-01", "2021-11-15", "2021-10-31", 10, 11},
      {"2021-01-01", "2021-11-15", "2021-11-14", 10, 11},
      {"2021-01-01", "2021-11-15", "2021-11-15", 11, 11},
      {"2021-01-01", "2021-12-31", "2022-03-31", 12, 12},
      {"2021-10-01", "2022-03-31", "2021-12-31", 3, 6},
      {"2021-05-10", "2021-05-20", "2021-05-19", 0, 1},
      {"2021-03-15", "2021-12-31", "2021-01-31", 0, 10},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "1");
    int covered, total;
    t.start = day(cases[i].start);
    t.due = day(cases[i].due);
    months_covered(t.start, t.due, day(cases[i].on), &covered, &total);
    if (covered != cases[i].covered || total != cases[i].total)
      fail_msg("%s: %d of %d", cases[i].on, covered, total);
    is_share(target_elapsed(&t, day(cases[i].on)), covered, total);
  }
}

static void test_days_clock(void **state)
{
  (void)state;
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "1");
  t.clock = PACE_DAYS;
  is_share(target_elapsed(&t, day("2020-12-31")), 0, 1);
  is_share(target_elapsed(&t, day("2021-01-01")), 1, 365);
  is_share(target_elapsed(&t, day("2021-06-30")), 181, 365);
  is_share(target_elapsed(&t, day("2021-12-30")), 364, 365);
  is_share(target_elapsed(&t, day("2021-12-31")), 1, 1);
  t.start = day("2024-01-01");
  t.due = day("2024-12-31");
  is_share(target_elapsed(&t, day("2024-02-29")), 60, 366);
}

static void test_plan_clock(void **state)
{
  (void)state;
  struct plan_point points[] = {{day("2021-06-30"), num("0.3")}, {day("2021-09-30"), num("0.4")}};
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  t.clock = PACE_PLAN;
  t.points = points;
  t.point_count = 2;
  is_share(target_elapsed(&t, day("2020-12-31")), 0, 1);
  is_share(target_elapsed(&t, day("2021-03-31")), 3 * 90, 10 * 181);
  is_share(target_elapsed(&t, day("2021-06-30")), 3, 10);
  is_share(target_elapsed(&t, day("2021-08-15")), 35, 100);
  is_share(target_elapsed(&t, day("2021-09-30")), 4, 10);
  is_share(target_elapsed(&t, day("2021-11-15")), 7, 10);
  is_share(target_elapsed(&t, day("2021-12-31")), 1, 1);
  t.point_count = 0; /* a straight line of days */
  is_share(target_elapsed(&t, day("2021-06-30")), 181, 365);

  /* GDP is earned late in the year: a plan that knows it says on track where the months say critical (case
   * CN38) */
  struct plan p = plan_2021();
  struct reading r[] = {value_at("2021-06-30", "31")};
  READ(&t, r);
  t.point_count = 2;
  assert_int_equal(score_target(&p, &t, on("2021-06-30")).light, LIGHT_ON_TRACK);
  t.clock = PACE_MONTHS;
  assert_int_equal(score_target(&p, &t, on("2021-06-30")).light, LIGHT_BEHIND);
}

static void test_plan_elapsed(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  is_share(plan_elapsed(&p, day("2020-12-31")), 0, 1);
  is_share(plan_elapsed(&p, day("2021-01-15")), 0, 1);
  is_share(plan_elapsed(&p, day("2021-06-30")), 1, 2);
  is_share(plan_elapsed(&p, day("2021-07-30")), 1, 2);
  is_share(plan_elapsed(&p, day("2022-07-30")), 1, 1);
}

/* ---- ahead ---- */

static void is_number(const char *what, bool has, struct decimal got, const char *want)
{
  char text[40];
  const char *is = has ? decimal_print(got, text, sizeof text) : "-";
  if (strcmp(is, want) != 0)
    fail_msg("%s is %s, should be %s", what, is, want);
}

static void is_ahead(const struct target *t, const char *date, const char *linear, const char *recent,
                     enum verdict verdict, const char *needed, const char *rate)
{
  struct plan p = plan_2021();
  struct score s = score_target(&p, t, on(date));
  struct forecast f = score_forecast(&p, t, &s);
  is_number("linear", f.has_linear, f.linear, linear);
  is_number("recent", f.has_recent, f.recent, recent);
  is_number("needed", f.has_needed, f.needed, needed);
  is_number("rate", f.has_rate, f.rate, rate);
  assert_string_equal(verdict_words[f.verdict].id, verdict_words[verdict].id);
}

static void test_forecast_of_a_count(void **state)
{
  (void)state;
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  struct reading r[] = {value_at("2021-01-20", "9"),  value_at("2021-03-31", "20"),
                        value_at("2021-04-30", "30"), value_at("2021-05-31", "36"),
                        value_at("2021-06-30", "40"), value_at("2021-12-31", "90")};
  READ(&t, r);
  is_ahead(&t, "2021-01-20", "-", "-", VERDICT_NONE, "8.022947",
           "13.6875"); /* not yet a month: nothing to go by */
  is_ahead(&t, "2021-05-31", "86.4", "92", VERDICT_HARD, "9.142857", "7.2");  /* 0.864 and 0.92 */
  is_ahead(&t, "2021-06-30", "80", "70", VERDICT_UNLIKELY, "10", "6.666667"); /* 0.80 is hard, 0.70 is not */
  is_ahead(&t, "2021-12-31", "-", "-", VERDICT_NONE, "-", "7.5");             /* over */
  r[4] = value_at("2021-06-30", "48");
  is_ahead(&t, "2021-06-30", "96", "102", VERDICT_LIKELY, "8.666667", "8");
  r[4] = value_at("2021-06-30", "47.5");
  is_ahead(&t, "2021-06-30", "95", "100", VERDICT_LIKELY, "8.75", "7.916667"); /* exactly 0.95 */
  r[4] = value_at("2021-06-30", "47.499999");
  is_ahead(&t, "2021-06-30", "94.999998", "99.999996", VERDICT_HARD, "8.75", "7.916667");
}

static void test_an_average_needs_a_month(void **state)
{
  (void)state;
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "365");
  struct reading r[] = {value_at("2021-01-30", "30")}; /* 30 of 365 days are less than a twelfth */
  READ(&t, r);
  t.clock = PACE_DAYS;
  is_ahead(&t, "2021-01-30", "-", "-", VERDICT_NONE, "30.416667", "30.416667");
  r[0] = value_at("2021-01-31", "31");
  is_ahead(&t, "2021-01-31", "365", "-", VERDICT_LIKELY, "30.363636", "31");
}

static void test_forecast_of_other_kinds(void **state)
{
  (void)state;
  struct target rate = aim_for(KIND_RATE, SENSE_AT_LEAST, "10.0");
  struct reading growth[] = {value_at("2021-06-30", "9.5"), value_at("2021-12-31", "9")};
  READ(&rate, growth);
  is_ahead(&rate, "2021-06-30", "-", "-", VERDICT_NONE, "10.5", "-");
  is_ahead(&rate, "2021-12-31", "-", "-", VERDICT_NONE, "-", "-");

  struct target backlog = aim_for(KIND_LEVEL, SENSE_AT_MOST, "0");
  struct reading cases[] = {value_at("2021-03-31", "35"), value_at("2021-06-30", "18")};
  READ(&backlog, cases);
  backlog.has_baseline = true;
  backlog.baseline = decimal_of(40);
  is_ahead(&backlog, "2021-06-30", "0", "0", VERDICT_LIKELY, "-3",
           "-3.666667"); /* fewer than none there are not */
  cases[1] = value_at("2021-06-30", "30");
  is_ahead(&backlog, "2021-06-30", "20", "20", VERDICT_UNLIKELY, "-5", "-1.666667");

  struct target budget = aim_for(KIND_CUMULATIVE, SENSE_AT_MOST, "50");
  struct reading used[] = {value_at("2021-06-30", "26")};
  READ(&budget, used);
  is_ahead(&budget, "2021-06-30", "52", "-", VERDICT_LIKELY, "4",
           "4.333333"); /* 4 % over: within the same 5 % */
  used[0] = value_at("2021-06-30", "30");
  is_ahead(&budget, "2021-06-30", "60", "-", VERDICT_HARD, "3.333333", "5");
  used[0] = value_at("2021-06-30", "31");
  is_ahead(&budget, "2021-06-30", "62", "-", VERDICT_UNLIKELY, "3.166667", "5.166667");

  struct target stock = aim_for(KIND_LEVEL, SENSE_AT_LEAST, "150");
  struct reading stations[] = {value_at("2021-04-30", "120"), value_at("2021-06-30", "126")};
  READ(&stock, stations);
  is_ahead(&stock, "2021-06-30", "-", "144", VERDICT_LIKELY, "4",
           "-"); /* no baseline, no average since the start */

  struct target all = aim_for(KIND_COVERAGE, SENSE_AT_LEAST, "100.0");
  struct reading homes[] = {count_at("2021-06-30", 700, 720)};
  READ(&all, homes);
  is_ahead(&all, "2021-06-30", "100", "-", VERDICT_LIKELY, "0.462963", "16.203704");
}

/* ---- the dates shown ---- */

static void is_when(const struct plan *p, const char *machine, const char *as_of, const char *today)
{
  struct when w = when_default(p, day(machine));
  char a[16], b[16];
  assert_string_equal(date_format(w.as_of, a, sizeof a), as_of);
  assert_string_equal(date_format(w.today, b, sizeof b), today);
}

static void test_when_default(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  struct target targets[2] = {aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "32"),
                              aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "32")};
  p.targets = targets;
  p.target_count = 2;
  is_when(&p, "2021-07-13", "2021-07-13", "2021-07-13");
  is_when(&p, "2022-01-25", "2022-01-25", "2022-01-25"); /* the last reports may still come */
  is_when(&p, "2022-01-26", "2021-12-31", "2022-01-26"); /* a record without figures */
  struct reading june[] = {value_at("2021-03-31", "5"), value_at("2021-06-30", "17")};
  READ(&targets[1], june);
  plan_look_latest(&p);
  is_when(&p, "2026-08-01", "2021-06-30", "2021-06-30");
  struct score s = score_target(&p, &targets[1], when_default(&p, day("2026-08-01")));
  assert_int_equal(s.light, LIGHT_ON_TRACK);
  assert_int_equal(ratio_nanos(s.completion), 531250000);
  is_number("gap", s.has_gap, decimal_round(s.gap, 1), "3.1");
  struct reading all[] = {value_at("2021-12-31", "31")};
  READ(&targets[0], all);
  plan_look_latest(&p);
  is_when(&p, "2026-08-01", "2026-08-01", "2026-08-01"); /* complete: judged as it ended */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_months_clock),
      cmocka_unit_test(test_days_clock),
      cmocka_unit_test(test_plan_clock),
      cmocka_unit_test(test_plan_elapsed),
      cmocka_unit_test(test_forecast_of_a_count),
      cmocka_unit_test(test_an_average_needs_a_month),
      cmocka_unit_test(test_forecast_of_other_kinds),
      cmocka_unit_test(test_when_default),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
