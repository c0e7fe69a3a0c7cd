/* The calendar: how much of a target's time a reading covers, and what level that asks for.
 *
 * The months clock counts whole months, as bulletins do (时序进度 6/12 = 50 %): a month is covered when its
 * last day, or the deadline inside it, is. Day and plan clocks start at the end of the day before the start,
 * so that the first day counts. */
#include "guatu/score/pace.h"

#include "guatu/score/aim.h"
#include "guatu/score/exact.h"
#include "guatu/score/score.h"

void months_covered(struct date start, struct date due, struct date on, int *covered, int *total)
{
  int first = date_month_index(start);
  int month = date_month_index(on);

  *total = date_month_index(due) - first + 1;
  if (date_cmp(on, due) >= 0) {
    *covered = *total;
    return;
  }
  bool whole = date_cmp(on, date_month_end(month)) == 0;
  *covered = month - first + (whole ? 1 : 0);
  if (*covered < 0)
    *covered = 0;
}

static struct ratio months_elapsed(struct date start, struct date due, struct date on)
{
  int covered, total;

  months_covered(start, due, on, &covered, &total);
  return ratio_of(covered, total);
}

/* Between the points of a target's own plan, with 0 before its first day and 1 at its deadline. */
static struct ratio plan_table(const struct target *t, struct date on)
{
  struct date before = date_add(t->start, -1);
  struct decimal low = {0};
  struct date after = t->due;
  struct decimal high = {DECIMAL_ONE};

  for (size_t i = 0; i < t->point_count; i++) {
    const struct plan_point *point = &t->points[i];
    if (date_cmp(point->through, t->due) >= 0)
      break;
    if (date_cmp(point->through, on) <= 0) {
      before = point->through;
      low = point->share;
    } else {
      after = point->through;
      high = point->share;
      break;
    }
  }
  int span = after.days - before.days;
  int gone = on.days - before.days;
  int128 micros = (int128)low.micros * span + (int128)(high.micros - low.micros) * gone;
  return ratio_of(micros, (int128)span * DECIMAL_ONE);
}

struct ratio target_elapsed(const struct target *t, struct date on)
{
  if (t->kind == KIND_MILESTONE)
    return target_stages_due(t, on);
  if (date_cmp(on, t->due) >= 0)
    return exact_whole(1);
  if (date_cmp(on, t->start) < 0)
    return exact_whole(0);
  switch (t->clock) {
  case PACE_MONTHS:
    break;
  case PACE_DAYS:
    return ratio_of(on.days - t->start.days + 1, t->due.days - t->start.days + 1);
  case PACE_PLAN:
    return plan_table(t, on);
  }
  return months_elapsed(t->start, t->due, on);
}

struct ratio plan_elapsed(const struct plan *p, struct date on)
{
  if (date_cmp(on, p->to) >= 0)
    return exact_whole(1);
  if (date_cmp(on, p->from) < 0)
    return exact_whole(0);
  return months_elapsed(p->from, p->to, on);
}

struct decimal expected_level(const struct target *t, struct ratio elapsed)
{
  int64_t unit = DECIMAL_ONE;
  int64_t base = t->has_baseline ? t->baseline.micros : 0;
  int128 way = (int128)t->target.micros - base;

  if (elapsed.num >= elapsed.den)
    return t->target;
  for (int i = 0; i < t->decimals && i < DECIMAL_PLACES; i++)
    unit /= 10;
  int128 level = base * (int128)elapsed.den + way * elapsed.num; /* in micros, times den */
  int128 step = (int128)elapsed.den * unit;
  int128 steps = level / step; /* toward 0 … */
  if (level % step != 0 && (way >= 0) != (level > 0))
    steps += way >= 0 ? -1 : 1; /* … but it should be toward the baseline */
  int128 floored = steps * unit;
  if (way >= 0 ? floored < base : floored > base) /* a baseline finer than the declared decimals */
    floored = base;
  return (struct decimal){(int64_t)floored};
}

static bool ends_month(struct date d)
{
  return date_cmp(d, date_month_end(date_month_index(d))) == 0;
}

struct ratio months_between(struct date a, struct date b)
{
  if (ends_month(a) && ends_month(b))
    return exact_whole(date_month_index(b) - date_month_index(a));
  return ratio_of((int128)(b.days - a.days) * 12, 365);
}
