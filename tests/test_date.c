/* Dates, with the C library's timegm() as the oracle, and the ends of reporting periods against a walk over
 * all days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "guatu/model/date.h"

static int oracle_days(int year, int month, int day)
{
  struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
  return (int)(timegm(&tm) / 86400);
}

/* A day exists when the C library does not have to carry it into another month. */
static bool oracle_exists(int year, int month, int day)
{
  struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
  timegm(&tm);
  return tm.tm_year == year - 1900 && tm.tm_mon == month - 1 && tm.tm_mday == day;
}

static struct date day_of(const char *text)
{
  struct date d = {0};
  assert_true(date_parse(text, strlen(text), &d));
  return d;
}

static void test_every_day(void **state)
{
  int last = 0;
  (void)state;

  for (int year = 1900; year <= 2200; year++)
    for (int month = -1; month <= 14; month++)
      for (int day = -1; day <= 33; day++) {
        bool exists = oracle_exists(year, month, day);
        assert_int_equal(date_exists(year, month, day), exists);
        if (!exists)
          continue;
        int y, m, d;
        struct date date = date_of(year, month, day);
        assert_int_equal(date.days, oracle_days(year, month, day));
        date_civil(date, &y, &m, &d);
        assert_true(y == year && m == month && d == day);
        last = date.days;
      }
  assert_int_equal(last, 84370); /* 2200-12-31, by date(1) */
}

static void test_known_days(void **state)
{
  static const struct {
    int year, month, day;
    bool exists;
  } cases[] = {
      {1900, 2, 29, false},  {2000, 2, 29, true},  {2021, 2, 29, false}, {2024, 2, 29, true},
      {2100, 2, 29, false},  {2400, 2, 29, true},  {2021, 4, 31, false}, {2021, 6, 30, true},
      {1899, 12, 31, false}, {1900, 1, 1, true},   {9999, 12, 31, true}, {10000, 1, 1, false},
      {2021, 0, 1, false},   {2021, 13, 1, false}, {2021, 1, 0, false},  {-4, 2, 29, false},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(date_exists(cases[i].year, cases[i].month, cases[i].day), cases[i].exists);
  assert_int_equal(date_of(1970, 1, 1).days, 0);
  assert_int_equal(date_of(2021, 6, 30).days, 18808);
  assert_int_equal(date_of(1900, 1, 1).days, -25567);
  assert_int_equal(date_of(9999, 12, 31).days, 2932896);
}

static void test_parse(void **state)
{
  static const struct {
    const char *text;
    bool ok;
  } cases[] = {
      {"2021-06-30", true},
      {"2024-02-29", true},
      {"1900-01-01", true},
      {"9999-12-31", true},
      {"2021-02-29", false},
      {"2021-06-31", false},
      {"2021-6-30", false},
      {"2021-06-3", false},
      {"2021-06-301", false},
      {"2021/06-30", false},
      {"2021-06/30", false},
      {" 2021-06-3", false},
      {"+021-06-30", false},
      {"2021-+6-30", false},
      {"2021-06- 3", false},
      {"20210630", false},
      {"", false},
      {"2021-00-10", false},
      {"2021-13-10", false},
      {"0000-01-01", false},
      {"１021-06-3", false},
      {"2021-06-3\n", false},
      {"2021-06-30 ", false},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct date d = {-1};
    char out[16];
    if (date_parse(cases[i].text, strlen(cases[i].text), &d) != cases[i].ok)
      fail_msg("\"%s\"", cases[i].text);
    if (cases[i].ok)
      assert_string_equal(date_format(d, out, sizeof out), cases[i].text);
    else
      assert_int_equal(d.days, -1); /* untouched */
  }
  struct date d;
  assert_true(date_parse("2021-06-30T10:00", 10, &d)); /* exactly `len` bytes are read */
}

static void test_format_month(void **state)
{
  char out[16];
  (void)state;

  assert_string_equal(date_format_month(date_of(2021, 6, 30), out, sizeof out), "2021-06");
  assert_string_equal(date_format_month(date_of(2021, 6, 29), out, sizeof out), "2021-06-29");
  assert_string_equal(date_format_month(date_of(2024, 2, 28), out, sizeof out), "2024-02-28");
  assert_string_equal(date_format_month(date_of(2024, 2, 29), out, sizeof out), "2024-02");
  assert_string_equal(date_format_month(date_of(2100, 2, 28), out, sizeof out), "2100-02");
}

static void test_months(void **state)
{
  (void)state;
  assert_int_equal(date_month_index(date_of(2021, 1, 1)), 24252);
  assert_int_equal(date_month_index(date_of(2021, 12, 31)), 24263);
  for (int index = 12 * 1900; index < 12 * 2200; index++) {
    struct date end = date_month_end(index);
    assert_int_equal(date_month_index(end), index);
    assert_int_equal(date_month_index(date_add(end, 1)), index + 1);
  }
}

static void test_arithmetic_stays_in_the_calendar(void **state)
{
  (void)state;
  assert_int_equal(date_cmp(date_of(2021, 1, 1), date_of(2021, 1, 2)), -1);
  assert_int_equal(date_cmp(date_of(2021, 1, 1), date_of(2021, 1, 1)), 0);
  assert_int_equal(date_cmp(date_of(2022, 1, 1), date_of(2021, 12, 31)), 1);
  assert_int_equal(date_add(date_of(2021, 12, 31), 1).days, date_of(2022, 1, 1).days);
  assert_int_equal(date_add(date_of(2021, 3, 1), -1).days, date_of(2021, 2, 28).days);
  assert_int_equal(date_add(date_of(9999, 12, 31), 366).days, date_of(9999, 12, 31).days);
  assert_int_equal(date_add(date_of(9999, 12, 31), INT32_MAX).days, date_of(9999, 12, 31).days);
  assert_int_equal(date_add(date_of(1900, 1, 1), INT32_MIN).days, date_of(1900, 1, 1).days);
  assert_int_equal(date_month_end(INT32_MAX).days, date_of(9999, 12, 31).days);
  assert_int_equal(date_month_end(-5).days, date_of(1900, 1, 31).days);
}

static void test_reports_months(void **state)
{
  (void)state;
  assert_int_equal(reports_months(REPORTS_MONTHLY), 1);
  assert_int_equal(reports_months(REPORTS_QUARTERLY), 3);
  assert_int_equal(reports_months(REPORTS_HALF_YEARLY), 6);
  assert_int_equal(reports_months(REPORTS_YEARLY), 12);
}

static void test_reports_known_ends(void **state)
{
  static const struct {
    enum reports r;
    const char *from, *to, *on, *end; /* end NULL: none */
  } cases[] = {
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-07-13", "2021-06-30"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-06-30", "2021-06-30"},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2021-01-30", NULL},
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2020-12-31", NULL}, /* ended before the plan began */
      {REPORTS_MONTHLY, "2021-01-01", "2021-12-31", "2026-10-01", "2021-12-31"},
      {REPORTS_QUARTERLY, "2021-01-01", "2021-12-31", "2021-08-20", "2021-06-30"},
      {REPORTS_QUARTERLY, "2021-02-15", "2021-12-31", "2021-03-31", "2021-03-31"},
      {REPORTS_QUARTERLY, "2021-04-01", "2022-03-31", "2021-12-31", "2021-12-31"},
      {REPORTS_HALF_YEARLY, "2021-01-01", "2021-12-31", "2021-11-30", "2021-06-30"},
      {REPORTS_YEARLY, "2021-01-01", "2025-12-31", "2023-05-05", "2022-12-31"},
      {REPORTS_YEARLY, "2021-01-01", "2021-12-31", "2021-12-30", NULL},
      {REPORTS_QUARTERLY, "2021-01-01", "2021-11-15", "2021-11-15", "2021-11-15"}, /* the plan's own end */
      {REPORTS_QUARTERLY, "2021-01-01", "2021-11-15", "2022-03-31", "2021-11-15"},
      {REPORTS_QUARTERLY, "2021-01-01", "2021-11-15", "2021-11-14", "2021-09-30"},
      {REPORTS_MONTHLY, "2021-05-01", "2021-01-01", "2022-01-01", NULL}, /* no day at all */
      {REPORTS_MONTHLY, "1900-01-01", "1900-12-31", "1900-01-15",
       NULL}, /* the calendar has no month before */
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct date end;
    char text[16];
    bool found =
        reports_last_end(cases[i].r, day_of(cases[i].from), day_of(cases[i].to), day_of(cases[i].on), &end);
    assert_int_equal(found, cases[i].end != NULL);
    if (found)
      assert_string_equal(date_format(end, text, sizeof text), cases[i].end);
  }
}

static void test_reports_ends_by_walking(void **state)
{
  static const int from_to[][2] = {
      {18628, 18992}, {18643, 18946}, {18659, 19400}, {18700, 18701}, {18640, 18640}};
  (void)state;

  for (size_t i = 0; i < sizeof from_to / sizeof *from_to; i++)
    for (enum reports r = REPORTS_MONTHLY; r <= REPORTS_YEARLY; r++) {
      struct date from = {from_to[i][0]};
      struct date to = {from_to[i][1]};
      int last = -1;
      for (struct date on = {18500}; on.days < 19600; on.days++) {
        int month, tomorrow;
        date_civil(on, NULL, &month, NULL);
        date_civil(date_add(on, 1), NULL, &tomorrow, NULL);
        bool calendar = month != tomorrow && month % reports_months(r) == 0;
        if (on.days >= from.days && on.days <= to.days && (calendar || on.days == to.days))
          last = on.days;
        struct date end = {-1};
        assert_int_equal(reports_last_end(r, from, to, on, &end), last >= 0);
        assert_int_equal(end.days, last);
      }
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_day),
      cmocka_unit_test(test_known_days),
      cmocka_unit_test(test_parse),
      cmocka_unit_test(test_format_month),
      cmocka_unit_test(test_months),
      cmocka_unit_test(test_arithmetic_stays_in_the_calendar),
      cmocka_unit_test(test_reports_months),
      cmocka_unit_test(test_reports_known_ends),
      cmocka_unit_test(test_reports_ends_by_walking),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
