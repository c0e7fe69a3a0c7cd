/* The machine's clock, in local time, and the account at the keyboard. Nothing below the commands calls this:
 * dates and names are handed down, so that everything else can be tested with any day and any person. */
#include "guatu/base/clock.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"

#define DAY_SECONDS  86400
#define DAY_MS       (DAY_SECONDS * 1000)
#define USER_MAX_LEN ((size_t)64)

static void local_time(time_t at, struct tm *out)
{
  tzset(); /* localtime_r() need not look at TZ by itself */
  if (!localtime_r(&at, out))
    memset(out, 0, sizeof *out);
}

int clock_today(void)
{
  struct tm now;
  local_time(time(NULL), &now);
  struct tm day = {.tm_year = now.tm_year, .tm_mon = now.tm_mon, .tm_mday = now.tm_mday};
  return (int)(timegm(&day) / DAY_SECONDS);
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

/* Cleans `name`, without blanks at its ends, into `out`, cut between characters; false when none is left. */
static bool take_name(const char *name, char *out, size_t size)
{
  struct buf clean = {0};
  size_t room = size - 1 < USER_MAX_LEN ? size - 1 : USER_MAX_LEN;

  text_clean(&clean, name, strlen(name));
  size_t start = strspn(clean.data, " ");
  while (clean.len > start && clean.data[clean.len - 1] == ' ')
    clean.len--;
  size_t len = clean.len - start;
  if (len > room) {
    for (len = room; len > 0 && (clean.data[start + len] & 0xC0) == 0x80; len--)
      ;
  }
  memcpy(out, clean.data + start, len);
  out[len] = '\0';
  buf_release(&clean);
  return len > 0;
}

void clock_user(char *out, size_t size)
{
  const char *wanted = getenv("GUATU_USER");

  if (wanted && take_name(wanted, out, size))
    return;
  const struct passwd *account = getpwuid(getuid());
  if (account && account->pw_name && take_name(account->pw_name, out, size))
    return;
  snprintf(out, size, "uid-%lu", (unsigned long)getuid());
}
