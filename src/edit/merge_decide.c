/* Who is right: a side that changed nothing gives way to the one that did. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/merge_parts.h"

enum merge_pick merge_pick(const struct merge_view *v)
{
  if (merge_view_same(v, MERGE_OURS, MERGE_THEIRS))
    return PICK_OURS;
  if (merge_view_same(v, MERGE_BASE, MERGE_OURS))
    return PICK_THEIRS;
  return merge_view_same(v, MERGE_BASE, MERGE_THEIRS) ? PICK_OURS : PICK_BOTH;
}

static bool same_text(const char *a, const char *b)
{
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

enum merge_pick merge_pick_pane(const char *base, const char *ours, const char *theirs)
{
  if (same_text(ours, theirs))
    return PICK_OURS;
  if (same_text(base, ours))
    return PICK_THEIRS;
  return same_text(base, theirs) ? PICK_OURS : PICK_BOTH;
}

/* ---- readings ---- */

/* As a plan has them: cleaned. */
static int compare_texts(const char *a, const char *b)
{
  struct buf x = {0}, y = {0};
  if (strcmp(a, b) == 0)
    return 0;
  text_clean(&x, a, strlen(a));
  text_clean(&y, b, strlen(b));
  int order = strcmp(x.len > 0 ? x.data : "", y.len > 0 ? y.data : "");
  buf_release(&x);
  buf_release(&y);
  return order;
}

bool merge_same_reading(const struct reading *a, const struct reading *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return record_same_figure(a, b) && compare_texts(a->by, b->by) == 0 && compare_texts(a->at, b->at) == 0 &&
         compare_texts(a->note, b->note) == 0;
}

/* Two digits, or −1. */
static int two_digits(const char *s)
{
  bool digits = s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9';
  return digits ? (s[0] - '0') * 10 + (s[1] - '0') : -1;
}

/* Seconds of a time zone: "Z", "+08:00" or "+0800"; 0 when there is none. */
static int zone_seconds(const char *s)
{
  if ((*s != '+' && *s != '-') || two_digits(s + 1) < 0)
    return 0;
  const char *minutes = s[3] == ':' ? s + 4 : s + 3;
  int seconds = two_digits(s + 1) * 3600 + (two_digits(minutes) > 0 ? two_digits(minutes) * 60 : 0);
  return *s == '-' ? -seconds : seconds;
}

/* When a reading was entered, in microseconds since 1970; INT64_MIN when that is not said. */
static int64_t instant(const char *at)
{
  struct date day;
  size_t len = strlen(at);
  int64_t micros = 0, unit = 100000;
  if (len < 10 || !date_parse(at, 10, &day))
    return INT64_MIN;
  int64_t seconds = (int64_t)day.days * 86400;
  const char *s = at + 10;
  if (len >= 19 && (*s == 'T' || *s == 't' || *s == ' ') && two_digits(s + 1) >= 0 &&
      two_digits(s + 4) >= 0 && two_digits(s + 7) >= 0) {
    seconds += two_digits(s + 1) * 3600 + two_digits(s + 4) * 60 + two_digits(s + 7);
    s += 9;
    if (*s == '.')
      for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
        micros += (*s - '0') * unit;
    seconds -= zone_seconds(s);
  }
  return seconds * 1000000 + micros;
}

/* Which of two readings with one figure stands. Where time does not tell, the texts decide: the answer must
 * not depend on who merges. */
static bool ours_is_later(const struct reading *ours, const struct reading *theirs)
{
  int64_t a = instant(ours->at), b = instant(theirs->at);
  if (a != b)
    return a > b;
  int order = compare_texts(ours->at, theirs->at);
  if (order == 0)
    order = compare_texts(ours->by, theirs->by);
  if (order == 0)
    order = compare_texts(ours->note, theirs->note);
  return order >= 0;
}

enum merge_pick merge_pick_reading(const struct reading *base, const struct reading *ours,
                                   const struct reading *theirs)
{
  if (merge_same_reading(ours, theirs))
    return PICK_OURS;
  if (merge_same_reading(base, ours))
    return PICK_THEIRS;
  if (merge_same_reading(base, theirs))
    return PICK_OURS;
  if (ours == NULL || theirs == NULL || !record_same_figure(ours, theirs))
    return PICK_BOTH;
  return ours_is_later(ours, theirs) ? PICK_OURS : PICK_THEIRS;
}
