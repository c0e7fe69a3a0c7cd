/* The machine's clock, in local time. Nothing below the commands calls this: dates are handed down, so that
 * everything else can be tested with any day. */
#include "guatu/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define DAY_MS      (DAY_SECONDS * 1000)

static void local_time(time_t at, struct tm *out)
{
  tzset(); /* localtime_r() need not look at TZ by itself */
  if (!localtime_r(&at, out))
    memset(out, 0, sizeof *out);
}

static int day_of(const struct tm *now)
{
  struct tm day = {.tm_year = now->tm_year, .tm_mon = now->tm_mon, .tm_mday = now->tm_mday};
  return (int)(timegm(&day) / DAY_SECONDS);
}

int clock_today(void)
{
  struct tm now;
  local_time(time(NULL), &now);
  return day_of(&now);
}

void clock_stamp(char *out, size_t size)
{
  struct tm now;
  local_time(time(NULL), &now);
  long minutes = now.tm_gmtoff / 60;
  char sign = minutes < 0 ? '-' : '+';
  minutes = labs(minutes);
  snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld", now.tm_year + 1900, now.tm_mon + 1,
           now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec, sign, minutes / 60, minutes % 60);
}

int64_t clock_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int clock_until_midnight(void)
{
  struct timespec now;
  struct tm day;

  clock_gettime(CLOCK_REALTIME, &now);
  local_time(now.tv_sec, &day);
  struct tm next = {.tm_year = day.tm_year, .tm_mon = day.tm_mon, .tm_mday = day.tm_mday + 1, .tm_isdst = -1};
  time_t midnight = mktime(&next); /* not today + 24 h: some days have 23 or 25 */
  long long ms = (long long)(midnight - now.tv_sec) * 1000 - now.tv_nsec / 1000000;
  if (ms > DAY_MS)
    ms = DAY_MS;
  return ms < 1 ? 1 : (int)ms;
}

void clock_read(struct clock_now *out)
{
  struct timespec now;
  struct tm day;
  clock_gettime(CLOCK_REALTIME, &now);
  local_time(now.tv_sec, &day);
  *out = (struct clock_now){.ms = clock_ms(),
                            .seconds = now.tv_sec,
                            .today = day_of(&day),
                            .minute = day.tm_hour * 60 + day.tm_min,
                            .left_ms = 60000 - day.tm_sec * 1000 - (int)(now.tv_nsec / 1000000)};
  if (out->left_ms < 1) /* a leap second */
    out->left_ms = 1;
}
