/* Calendar days in the proleptic Gregorian calendar. */
#ifndef GUATU_MODEL_DATE_H
#define GUATU_MODEL_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days since 1970-01-01. Years 1900 to 9999. */
struct date {
  int days;
};

struct date date_of(int year, int month, int day); /* must be a day that exists */
bool date_exists(int year, int month, int day);
void date_civil(struct date d, int *year, int *month, int *day); /* any pointer may be NULL */
/* Reads exactly "YYYY-MM-DD"; false when malformed or no such day. */
bool date_parse(const char *s, size_t len, struct date *out);
char *date_format(struct date d, char *out, size_t size); /* "2021-06-30"; ≥ 11 bytes; returns out */
char *date_format_month(struct date d, char *out,
                        size_t size); /* "2021-06" when d is a month's last day, else the whole date */
int date_cmp(struct date a, struct date b);
/* Seconds since 1970 (UTC) of "2021-07-13T10:02:11+08:00" (RFC 3339; "Z" and fractions too); false when it is
 * none. */
bool date_instant(const char *at, int64_t *seconds);
/* Months since year 0: 12·year + month − 1. */
int date_month_index(struct date d);
struct date date_month_end(int month_index); /* the month's last day; the index is held within 1900 … 9999 */
struct date date_add(struct date d, int days); /* stays within 1900-01-01 … 9999-12-31 */

/* How often figures are reported. */
enum reports { REPORTS_MONTHLY, REPORTS_QUARTERLY, REPORTS_HALF_YEARLY, REPORTS_YEARLY };
int reports_months(enum reports r); /* 1, 3, 6, 12 */
/* The last day of the latest reporting period that ends on or before `on`, counted in calendar periods
 * (quarters end in March …); a plan's own last day `to` also ends one. False when none ended since `from`. */
bool reports_last_end(enum reports r, struct date from, struct date to, struct date on, struct date *end);

#endif
