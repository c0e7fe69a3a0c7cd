/* Days as people write them. Everything that is not a full date names a period, and a period means its last
 * day: a report covers data up to its end. */
#include "guatu/edit/entry.h"

#include <string.h>

#include "guatu/base/text.h"

bool entry_narrow(struct buf *out, const char *text, size_t len)
{
  static const struct {
    uint32_t from;
    char to;
  } signs[] = {{0x3002, '.'}, {0x3000, ' '}, {0x00a0, ' '}, {0x2009, ' '},
               {0x202f, ' '}, {0x2212, '-'}, {0x2013, '-'}, {0x3001, ','}};
  for (size_t at = 0; at < len;) {
    uint32_t cp;
    bool valid;
    size_t took = text_decode(text + at, len - at, &cp, &valid);
    if (!valid)
      return false;
    char narrow = cp >= 0xff01 && cp <= 0xff5e ? (char)(cp - 0xff01 + '!') : '\0';
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
      if (signs[i].from == cp)
        narrow = signs[i].to;
    if (narrow != '\0')
      buf_putc(out, narrow);
    else
      buf_add(out, text + at, took);
    at += took;
  }
  return true;
}

/* Up to 4 digits; *s moves behind them. -1 without a digit. */
static int number(const char **s)
{
  int n = -1;
  for (int i = 0; i < 4 && **s >= '0' && **s <= '9'; i++, (*s)++)
    n = (n < 0 ? 0 : n) * 10 + (**s - '0');
  return n;
}

static bool skip(const char **s, const char *word)
{
  size_t len = strlen(word);
  if (strncmp(*s, word, len) != 0)
    return false;
  *s += len;
  return true;
}

/* The year of the plan in which its month `month` lies; the year it begins in when none does. */
static int year_of(const struct plan *p, int month)
{
  int year = 0;
  for (int i = date_month_index(p->from); i <= date_month_index(p->to); i++)
    if (i % 12 + 1 == month)
      return i / 12;
  date_civil(p->from, &year, NULL, NULL);
  return year;
}

/* Q2, H1: the last month of the part, or 0. */
static int part_month(const char **s)
{
  bool quarter = skip(s, "Q") || skip(s, "q");
  bool half = !quarter && (skip(s, "H") || skip(s, "h"));
  if (!quarter && !half)
    return 0;
  int n = number(s);
  int parts = quarter ? 4 : 2;
  return n < 1 || n > parts ? -1 : n * 12 / parts;
}

/* The day at the end of a month, or the day when work on the target or plan ends in it. */
static bool month_end(const struct plan *p, const struct target *t, int year, int month, struct date *out)
{
  if (year < 1900 || year > 9999 || month < 1 || month > 12)
    return false;
  int index = year * 12 + month - 1;
  struct date end = t != NULL ? t->due : p->to;
  *out = date_month_index(end) == index ? end : date_month_end(index);
  return true;
}

/* The text after a year: a month, a day, or a part of the year. */
static bool rest_of_year(const struct plan *p, const struct target *t, int year, const char *s,
                         struct date *out)
{
  int month = part_month(&s);
  if (month != 0)
    return *s == '\0' && month_end(p, t, year, month, out);
  bool apart = skip(&s, "-") || skip(&s, "/") || skip(&s, ".") || skip(&s, "年");
  month = apart ? part_month(&s) : -1;
  if (month != 0)
    return *s == '\0' && month_end(p, t, year, month, out);
  month = number(&s);
  if (*s == '\0' || strcmp(s, "月") == 0)
    return month_end(p, t, year, month, out);
  if (!skip(&s, "-") && !skip(&s, "/") && !skip(&s, ".") && !skip(&s, "月"))
    return false;
  int day = number(&s);
  skip(&s, "日");
  if (*s != '\0' || year < 1900 || !date_exists(year, month, day))
    return false;
  *out = date_of(year, month, day);
  return true;
}

bool entry_day_of(const struct plan *p, const struct target *t, const char *text, struct date *out)
{
  struct buf narrow = {0};
  bool good = entry_narrow(&narrow, text, strlen(text)) && narrow.len > 0;
  if (good) {
    const char *s = narrow.data + strspn(narrow.data, " ");
    while (narrow.len > 0 && narrow.data[narrow.len - 1] == ' ')
      narrow.data[--narrow.len] = '\0';
    int part = part_month(&s), n = part == 0 ? number(&s) : 0;
    if (part != 0)
      good = *s == '\0' && part > 0 && month_end(p, t, year_of(p, part), part, out);
    else if (n >= 1000)
      good = rest_of_year(p, t, n, s, out);
    else
      good =
          (*s == '\0' || strcmp(s, "月") == 0) && n >= 1 && n <= 12 && month_end(p, t, year_of(p, n), n, out);
  }
  buf_release(&narrow);
  return good;
}

bool entry_day(const struct plan *p, const char *text, struct date *out)
{
  return entry_day_of(p, NULL, text, out);
}
