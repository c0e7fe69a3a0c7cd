/* What one reading is worth: a function a rule, each filling in the numbers it defines and returning the
 * light. What a rule does not define stays unset, and shows as nothing.
 *
 * Lights are decided on exact ratios, never on the rounded numbers that are shown. */
#include "guatu/score/measure.h"

#include "guatu/score/exact.h"
#include "guatu/score/pace.h"

struct sight sight_of(const struct plan *p, const struct target *t, const struct aim *a,
                      const struct reading *r)
{
  return (struct sight){p, t, a, r, reading_level(t, r), target_met(t, r)};
}

/* ---- setting numbers ---- */

static void set_completion(struct score *s, struct ratio c)
{
  s->has_completion = true;
  s->completion = c;
  s->credit = exact_capped(c);
}

/* Nothing lies between baseline and target: all or nothing. */
static void set_flat(struct score *s, const struct sight *x)
{
  set_completion(s, exact_whole(x->met));
}

static void set_gap(struct score *s, struct ratio share)
{
  s->has_gap = true;
  s->gap = ratio_points(s->completion, share);
}

static void set_pace(struct score *s)
{
  if (s->elapsed.num <= 0)
    return;
  s->has_pace = s->has_pace_credit = true;
  s->pace = exact_div(s->completion, s->elapsed);
  s->pace_credit = exact_capped(s->pace);
}

static void set_headroom(struct score *s, const struct sight *x)
{
  s->has_headroom = true;
  s->headroom = exact_decimal(exact_sub(x->aim->to, x->v));
}

/* The part of a number that counts as full when the sense holds, and as its share of the target otherwise. */
static void set_credit(struct score *s, const struct sight *x, struct ratio part, struct ratio whole)
{
  s->credit = x->met                            ? EXACT_FULL
              : part.num <= 0 || whole.num <= 0 ? 0
                                                : exact_capped(exact_div(part, whole));
}

/* ---- the pace rule ---- */

static struct ratio points(struct decimal threshold)
{
  return ratio_of(threshold.micros, 100 * (int128)DECIMAL_ONE);
}

static bool is_ahead(const struct score *s, const struct light_rules *rules)
{
  return ratio_cmp(exact_sub(s->completion, s->elapsed), points(rules->ahead)) >= 0;
}

/* `lack`: how far the level is short of the expected one; ≤ 0: it is not. */
static enum light pace_rule(const struct score *s, const struct sight *x, struct ratio lack)
{
  const struct light_rules *rules = &x->plan->rules;
  if (lack.num <= 0 || x->met)
    return is_ahead(s, rules) ? LIGHT_AHEAD : LIGHT_ON_TRACK;

  bool slow = ratio_cmp(s->completion, exact_mul(exact_of(rules->pace), s->elapsed)) < 0;
  bool far = ratio_cmp(exact_sub(s->elapsed, s->completion), points(rules->behind)) > 0;
  bool by_an_item = target_countable(x->t) && ratio_cmp(lack, exact_of(rules->items)) <= 0 &&
                    date_cmp(x->r->through, x->t->due) < 0;
  return (slow || far) && !by_an_item ? LIGHT_CRITICAL : LIGHT_BEHIND;
}

/* Above the high end of a range: by up to half its width is behind, by more critical. */
static enum light beyond(const struct aim *a, struct ratio excess)
{
  struct ratio width = exact_sub(a->high, a->to);
  return ratio_cmp(exact_mul(excess, exact_whole(2)), width) <= 0 ? LIGHT_BEHIND : LIGHT_CRITICAL;
}

static enum light measure_pace(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;

  s->has_expected = true;
  s->expected = a->flat ? x->t->target : expected_level(x->t, s->elapsed);
  if (a->flat) {
    set_flat(s, x);
    return x->met ? LIGHT_ON_TRACK : LIGHT_BEHIND;
  }
  set_completion(s, exact_div(exact_sub(x->v, a->from), exact_sub(a->to, a->from)));
  set_gap(s, s->elapsed);
  set_pace(s);
  struct ratio excess = exact_sub(x->v, a->high);
  if (x->t->sense == SENSE_BETWEEN && excess.num > 0)
    return beyond(a, excess);
  return pace_rule(s, x, exact_sub(exact_of(s->expected), x->v));
}

/* ---- not prorated ---- */

/* A rate shows v − T in points; a level its share of the target, and how far that is from the whole. */
static void ratio_numbers(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;
  bool rate = x->t->kind == KIND_RATE;

  if (a->flat)
    set_flat(s, x);
  else if (a->to.num > 0)
    set_completion(s, exact_div(x->v, a->to));
  if (rate) {
    s->has_gap = true;
    s->gap = exact_decimal(exact_sub(x->v, a->to));
  } else if (a->to.num > 0) {
    s->has_gap = true;
    s->gap = ratio_points(exact_div(x->v, a->to), exact_whole(1));
  }
  if (rate || !s->has_completion)
    set_credit(s, x, x->v, a->to);
}

static enum light measure_ratio(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;
  const struct light_rules *rules = &x->plan->rules;
  struct ratio over = exact_sub(x->v, a->to);

  ratio_numbers(s, x);
  if (ratio_cmp(x->v, a->pass) >= 0) {
    bool share = x->t->kind == KIND_LEVEL && a->to.num > 0;
    struct ratio ahead = share ? exact_mul(points(rules->ahead), a->to) : RATE_AHEAD;
    return ratio_cmp(over, ahead) >= 0 ? LIGHT_AHEAD : LIGHT_ON_TRACK;
  }
  struct ratio lack = exact_sub(a->to, x->v);
  if (target_countable(x->t) && ratio_cmp(lack, exact_of(rules->items)) <= 0)
    return LIGHT_BEHIND;
  bool near = a->to.num > 0 ? ratio_cmp(x->v, exact_mul(exact_of(rules->pace), a->to)) >= 0
                            : ratio_cmp(lack, RATE_SHORT) <= 0;
  return near ? LIGHT_BEHIND : LIGHT_CRITICAL;
}

static enum light measure_range(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;
  struct ratio over = exact_sub(x->v, a->to);
  struct ratio excess = exact_sub(x->v, a->high);

  if (x->t->kind == KIND_RATE) {
    ratio_numbers(s, x);
    if (excess.num > 0)
      return ratio_cmp(over, RATE_AHEAD) >= 0 ? LIGHT_AHEAD : LIGHT_ON_TRACK;
  } else {
    bool above = excess.num > 0;
    set_credit(s, x, above ? a->high : x->v, above ? x->v : a->to);
  }
  if (x->met)
    return LIGHT_ON_TRACK;
  return beyond(a, excess.num > 0 ? excess : exact_sub(a->to, x->v));
}

static enum light measure_ceiling(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;
  struct ratio room = exact_sub(a->to, x->v);

  set_headroom(s, x);
  set_credit(s, x, a->to, x->v);
  if (!x->met)
    return LIGHT_CRITICAL;
  struct ratio edge = exact_mul(a->to, CEILING_EDGE);
  if (edge.num < 0)
    edge.num = -edge.num;
  return edge.num > 0 && ratio_cmp(room, edge) <= 0 ? LIGHT_BEHIND : LIGHT_ON_TRACK;
}

/* ---- things to keep down ---- */

static enum light measure_budget(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;

  set_headroom(s, x);
  if (a->flat) {
    set_flat(s, x);
    return x->met ? LIGHT_ON_TRACK : LIGHT_CRITICAL;
  }
  set_completion(s, exact_div(exact_sub(x->v, a->from), exact_sub(a->to, a->from)));
  set_gap(s, s->elapsed);
  set_pace(s);
  s->has_expected = true;
  s->expected = expected_level(x->t, s->elapsed);
  set_credit(s, x, a->to, x->v);
  bool over = ratio_cmp(s->completion, s->elapsed) > 0;
  if (s->has_pace) /* sparing is full marks, spending twice as fast as the calendar is half */
    s->pace_credit = over ? exact_capped(exact_div(s->elapsed, s->completion)) : EXACT_FULL;
  return !x->met ? LIGHT_CRITICAL : over ? LIGHT_BEHIND : LIGHT_ON_TRACK;
}

/* The way down to 0. Without a baseline nothing says how long it is: 0 is on track, anything else behind. */
static enum light measure_backlog(struct score *s, const struct sight *x)
{
  const struct aim *a = x->aim;

  if (a->flat) {
    set_flat(s, x);
    return x->met ? LIGHT_ON_TRACK : LIGHT_BEHIND;
  }
  set_completion(s, exact_div(exact_sub(a->from, x->v), a->from));
  set_gap(s, s->elapsed);
  set_pace(s);
  s->has_expected = true;
  s->expected = expected_level(x->t, s->elapsed);
  return pace_rule(s, x, exact_sub(x->v, exact_of(s->expected)));
}

/* ---- milestones ---- */

static enum light measure_stages(struct score *s, const struct sight *x)
{
  int overdue = -1; /* days of the one longest overdue; a stage due on the reading's own day is 0 days over */
  int64_t due = 0;

  for (size_t i = 0; i < target_stage_count(x->t); i++) {
    int days = x->r->through.days - target_stage_due(x->t, i).days;
    due += days >= 0;
    if (days > overdue && !target_stage_done(x->t, x->r, i))
      overdue = days;
  }
  set_completion(s, x->v);
  set_gap(s, s->elapsed);
  set_pace(s);
  s->has_expected = true;
  s->expected = decimal_of(due);
  if (overdue >= 0)
    return overdue <= STAGE_OVERDUE ? LIGHT_BEHIND : LIGHT_CRITICAL;
  return is_ahead(s, &x->plan->rules) ? LIGHT_AHEAD : LIGHT_ON_TRACK;
}

void score_measure(struct score *s, const struct sight *x)
{
  s->has_elapsed = true;
  s->elapsed = target_elapsed(x->t, x->r->through);
  s->met = x->met;
  switch (x->aim->rule) {
  case RULE_PACE:
    s->pace_light = measure_pace(s, x);
    break;
  case RULE_RATIO:
    s->pace_light = measure_ratio(s, x);
    break;
  case RULE_RANGE:
    s->pace_light = measure_range(s, x);
    break;
  case RULE_CEILING:
    s->pace_light = measure_ceiling(s, x);
    break;
  case RULE_BUDGET:
    s->pace_light = measure_budget(s, x);
    break;
  case RULE_BACKLOG:
    s->pace_light = measure_backlog(s, x);
    break;
  case RULE_STAGES:
    s->pace_light = measure_stages(s, x);
    break;
  }
}
