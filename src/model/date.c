/* Days of the proleptic Gregorian calendar, counted from 1970-01-01. Years begin on 1 March, and go in cycles
 * of 400 years, 146 097 days: the leap day is then the last of its year, and no table of months is needed.
 * Every date of the program lies in 1900 … 9999. */
#include "guatu/model/date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CYCLE_DAYS  146097
#define CYCLE_YEARS 400
#define EPOCH_DAYS  719468 /* from 0000-03-01 to 1970-01-01 */
#define YEAR_MIN    1900
#define YEAR_MAX    9999

static int days_of(int year, int month, int day)
{
  int y = month <= 2 ? year - 1 : year; /* positive: no rounding toward zero to mind */
  int century = y / 100;
  int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return 365 * y + y / 4 - century + century / 4 + day_of_year - EPOCH_DAYS;
}

static int month_days(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month != 2)
    return days[month - 1];
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}

static struct date date_clamp(long long days)
{
  const int first = days_of(YEAR_MIN, 1, 1);
  const int last = days_of(YEAR_MAX, 12, 31);
  return (struct date){days < first ? first : days > last ? last : (int)days};
}

bool date_exists(int year, int month, int day)
{
  return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
         day <= month_days(year, month);
}

struct date date_of(int year, int month, int day)
{
  assert(date_exists(year, month, day));
  return (struct date){days_of(year, month, day)};
}

void date_civil(struct date d, int *year, int *month, int *day)
{
  int z = d.days + EPOCH_DAYS;
  int cycle = z / CYCLE_DAYS;
  int day_of_cycle = z - cycle * CYCLE_DAYS;
  int year_of_cycle =
      (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / (CYCLE_DAYS - 1)) / 365;
  int day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  int from_march = (5 * day_of_year + 2) / 153;
  int m = from_march < 10 ? from_march + 3 : from_march - 9;

  if (year)
    *year = cycle * CYCLE_YEARS + year_of_cycle + (m <= 2);
  if (month)
    *month = m;
  if (day)
    *day = day_of_year - (153 * from_march + 2) / 5 + 1;
}

/* Two digits, 0 … most; −1 when they are none. */
static int two_digits(const char *s, int most)
{
  if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
    return -1;
  int n = (s[0] - '0') * 10 + s[1] - '0';
  return n <= most ? n : -1;
}

bool date_parse(const char *s, size_t len, struct date *out)
{
  if (len != 10 || s[4] != '-' || s[7] != '-')
    return false;
  int century = two_digits(s, 99), year = two_digits(s + 2, 99);
  int month = two_digits(s + 5, 12), day = two_digits(s + 8, 31);
  if (century < 0 || year < 0 || !date_exists(100 * century + year, month, day))
    return false;
  out->days = days_of(100 * century + year, month, day);
  return true;
}

char *date_format(struct date d, char *out, size_t size)
{
  int year, month, day;

  date_civil(d, &year, &month, &day);
  if (year < 0 || year > 9999 || size < 11) {
    snprintf(out, size, "%04d-%02d-%02d", year, month, day);
    return out;
  }
  const int of[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10, -1, month / 10, month % 10,
                    -1,          day / 10,        day % 10};
  for (int i = 0; i < 10; i++)
    out[i] = of[i] < 0 ? '-' : (char)('0' + of[i]);
  out[10] = '\0';
  return out;
}

char *date_format_month(struct date d, char *out, size_t size)
{
  int year, month, day;

  date_civil(d, &year, &month, &day);
  if (day != month_days(year, month))
    return date_format(d, out, size);
  snprintf(out, size, "%04d-%02d", year, month);
  return out;
}

bool date_instant(const char *at, int64_t *seconds)
{
  struct date day;
  if (strnlen(at, 20) < 20 || !date_parse(at, 10, &day) || (at[10] | 0x20) != 't' || at[13] != ':' ||
      at[16] != ':')
    return false;
  int hour = two_digits(at + 11, 23), minute = two_digits(at + 14, 59), second = two_digits(at + 17, 60);
  const char *zone = at + 19;
  if (*zone == '.')
    zone += 1 + strspn(zone + 1, "0123456789");
  int away = 0;
  if (*zone == '+' || *zone == '-') {
    if (strlen(zone) != 6 || zone[3] != ':')
      return false;
    int hours = two_digits(zone + 1, 23), minutes = two_digits(zone + 4, 59);
    if (hours < 0 || minutes < 0)
      return false;
    away = (hours * 60 + minutes) * (*zone == '-' ? -60 : 60);
  } else if ((*zone | 0x20) != 'z' || zone[1] != '\0') {
    return false;
  }
  if (hour < 0 || minute < 0 || second < 0)
    return false;
  *seconds = (int64_t)day.days * 86400 + hour * 3600 + minute * 60 + second - away;
  return true;
}

int date_cmp(struct date a, struct date b)
{
  return (a.days > b.days) - (a.days < b.days);
}

int date_month_index(struct date d)
{
  int year, month;

  date_civil(d, &year, &month, NULL);
  return 12 * year + month - 1;
}

struct date date_month_end(int month_index)
{
  const int first = 12 * YEAR_MIN;
  const int last = 12 * YEAR_MAX + 11;
  int index = month_index < first ? first : month_index > last ? last : month_index;
  int year = index / 12;
  int month = index % 12 + 1;
  return date_of(year, month, month_days(year, month));
}

struct date date_add(struct date d, int days)
{
  return date_clamp((long long)d.days + days);
}

int reports_months(enum reports r)
{
  switch (r) {
  case REPORTS_MONTHLY:
    return 1;
  case REPORTS_QUARTERLY:
    return 3;
  case REPORTS_HALF_YEARLY:
    return 6;
  case REPORTS_YEARLY:
    return 12;
  }
  return 1;
}

bool reports_last_end(enum reports r, struct date from, struct date to, struct date on, struct date *end)
{
  if (date_cmp(on, to) >= 0) { /* over: its own last day is the last end, wherever it falls in the calendar */
    *end = to;
    return date_cmp(to, from) >= 0;
  }
  /* the latest whole number of periods since year 0 that ends by `on`: its last month, then that month's last
   * day */
  int months = reports_months(r);
  int begun = date_month_index(date_add(on, 1)); /* months before this one have ended */
  struct date last = date_month_end(begun / months * months - 1);
  if (date_cmp(last, from) < 0 || date_cmp(last, on) > 0)
    return false;
  *end = last;
  return true;
}
