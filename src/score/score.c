/* The status of a target: which reading decides, whether it is over, and the first status that matches.
 *
 * Most targets are done as soon as the sense holds, and may lose that again before the deadline. Growth
 * rates, ceilings, budgets, backlogs and ranges are decided only by the period's final reading, the first
 * whose `through` reaches the deadline. After the deadline the last reading within it decides; a later one
 * that meets the target makes it done late. */
#include "guatu/score/score.h"

#include "guatu/score/measure.h"

/* How the deadline turned out. */
struct outcome {
  const struct reading *reading; /* the one to show; NULL: none */
  enum light light;              /* done, done-late, missed; LIGHT_COUNT: open */
};

/* The latest reading after the deadline that meets the target. */
static const struct reading *met_late(const struct target *t, struct date as_of)
{
  for (size_t i = target_until(t, as_of); i > 0 && date_cmp(target_nth(t, i - 1)->through, t->due) > 0; i--)
    if (target_met(t, target_nth(t, i - 1)))
      return target_nth(t, i - 1);
  return NULL;
}

/* Whether a budget was overspent at this reading or before: more came in than may come in a year, whatever is
 * said later. */
static bool was_broken(const struct target *t, const struct reading *until)
{
  for (size_t i = 0, count = target_until(t, until->through); i < count; i++)
    if (!target_met(t, target_nth(t, i)))
      return true;
  return false;
}

/* The first reading that covers the whole period. */
static const struct reading *final_reading(const struct target *t, struct date as_of)
{
  size_t first = target_before(t, t->due);
  return first < target_until(t, as_of) ? target_nth(t, first) : NULL;
}

static struct outcome outcome_final(const struct target *t, const struct aim *a, struct when w)
{
  const struct reading *latest = target_effective(t, w.as_of);
  const struct reading *last = final_reading(t, w.as_of);
  bool over = date_cmp(w.today, t->due) > 0;

  if (!last) /* as long as the last figure within the period is out, only a broken promise is certain */
    return (struct outcome){latest, latest && over && !target_met(t, latest) ? LIGHT_MISSED : LIGHT_COUNT};
  if (target_met(t, last) && !(a->rule == RULE_BUDGET && was_broken(t, last)))
    return (struct outcome){last, LIGHT_DONE};
  if (a->rule == RULE_BUDGET)
    return (struct outcome){last, over ? LIGHT_MISSED : LIGHT_COUNT};
  const struct reading *late = met_late(t, w.as_of);
  if (late)
    return (struct outcome){late, LIGHT_DONE_LATE};
  return (struct outcome){latest, over ? LIGHT_MISSED : LIGHT_COUNT};
}

static struct outcome outcome_of(const struct target *t, const struct aim *a, struct when w)
{
  if (a->final)
    return outcome_final(t, a, w);
  struct date limit = date_cmp(w.as_of, t->due) < 0 ? w.as_of : t->due;
  const struct reading *within = target_effective(t, limit);
  if (within && target_met(t, within))
    return (struct outcome){within, LIGHT_DONE};
  const struct reading *late = met_late(t, w.as_of);
  if (late)
    return (struct outcome){late, LIGHT_DONE_LATE};
  const struct reading *latest = target_effective(t, w.as_of);
  bool over = date_cmp(w.today, t->due) > 0;
  return (struct outcome){latest, latest && over ? LIGHT_MISSED : LIGHT_COUNT};
}

bool report_overdue(const struct plan *p, const struct target *t, struct date today, struct date *end)
{
  return reports_last_end(p->reports, t->start, t->due, date_add(today, -(p->lag + p->grace + 1)), end);
}

static bool is_stale(const struct plan *p, const struct target *t, const struct reading *r, struct when w)
{
  struct date end;
  return report_overdue(p, t, w.today, &end) && date_cmp(r->through, end) < 0;
}

static enum light status(const struct plan *p, const struct target *t, const struct score *s,
                         const struct aim *a, struct when w)
{
  bool waiting = s->pace_light == LIGHT_BEHIND || s->pace_light == LIGHT_CRITICAL;

  if (date_cmp(w.today, t->start) < 0)
    return LIGHT_NOT_STARTED;
  if (!s->reading)
    return LIGHT_NO_DATA;
  if (is_stale(p, t, s->reading, w))
    return LIGHT_STALE;
  if (a->rule == RULE_BUDGET && was_broken(t, s->reading))
    return LIGHT_CEILING_BROKEN;
  if (t->waived && waiting && date_cmp(w.today, t->waived_until) <= 0)
    return LIGHT_WAIVED;
  return s->pace_light;
}

/* Looks from reading `first` on. */
static void find_met_on(struct score *s, const struct target *t, size_t first, struct date as_of)
{
  size_t count = target_until(t, as_of);
  for (size_t i = first; i < count && !s->has_met_on; i++)
    if (target_met(t, target_nth(t, i))) {
      s->has_met_on = true;
      s->met_on = target_nth(t, i)->through;
    }
}

/* ★: the second tier is a number like the first, and reached by the same sign; "about" and ranges ask for no
 * less than it. */
static bool stretch_met(const struct target *t, const struct reading *r)
{
  if (!t->has_stretch || t->kind == KIND_MILESTONE)
    return false;
  struct target second = *t;
  second.target = t->stretch;
  if (t->sense == SENSE_ABOUT || t->sense == SENSE_BETWEEN)
    second.sense = SENSE_AT_LEAST;
  return target_met(&second, r);
}

struct score score_standing(const struct plan *p, const struct target *t, struct when w)
{
  struct score s = {.pace_light = LIGHT_NO_DATA};
  struct aim aim = target_aim(t);
  struct outcome end = outcome_of(t, &aim, w);

  s.reading = end.reading;
  if (s.reading) {
    struct sight x = sight_of(p, t, &aim, s.reading);
    score_measure(&s, &x);
    s.stretch_met = stretch_met(t, s.reading);
  }
  if (t->status != TARGET_ACTIVE)
    s.light = LIGHT_CANCELLED;
  else if (end.light != LIGHT_COUNT)
    s.light = end.light;
  else
    s.light = status(p, t, &s, &aim, w);
  s.measured = s.reading && s.light != LIGHT_CANCELLED;
  return s;
}

struct score score_target(const struct plan *p, const struct target *t, struct when w)
{
  struct score s = score_standing(p, t, w);
  find_met_on(&s, t, 0, w.as_of);
  return s;
}

struct score score_with(const struct plan *p, const struct target *t, struct when w, const struct score *was,
                        struct date since)
{
  struct score s = score_standing(p, t, w);
  s.has_met_on = was->has_met_on && date_cmp(was->met_on, since) < 0;
  s.met_on = s.has_met_on ? was->met_on : s.met_on;
  find_met_on(&s, t, target_before(t, since), w.as_of);
  return s;
}
