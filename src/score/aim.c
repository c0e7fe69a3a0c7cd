/* From kind, sense, target and baseline to the rule that judges: the table of kinds in SCORING.md, in one
 * place. What follows from the choice (final readings, flat targets, tolerance) is settled here too, so that
 * the rules themselves ask nothing twice. */
#include "guatu/score/aim.h"

#include "guatu/score/exact.h"
#include "guatu/score/score.h"

#define ABOUT_DEFAULT ((struct ratio){2, 100}) /* δ of "about", as a share of |T| */

static bool is_ceiling(enum sense s)
{
  return s == SENSE_AT_MOST || s == SENSE_LESS_THAN;
}

/* The rule of a level: a baseline makes a way of it, but only one that leads up to the target. */
static enum rule level_rule(const struct target *t)
{
  if (t->sense == SENSE_BETWEEN)
    return RULE_RANGE;
  if (is_ceiling(t->sense))
    return t->sense == SENSE_AT_MOST && t->target.micros == 0 ? RULE_BACKLOG : RULE_CEILING;
  return t->has_baseline && decimal_cmp(t->baseline, t->target) < 0 ? RULE_PACE : RULE_RATIO;
}

static enum rule target_rule(const struct target *t)
{
  switch (t->kind) {
  case KIND_CUMULATIVE:
    return is_ceiling(t->sense) ? RULE_BUDGET : RULE_PACE;
  case KIND_RATE:
    return t->sense == SENSE_BETWEEN ? RULE_RANGE : is_ceiling(t->sense) ? RULE_CEILING : RULE_RATIO;
  case KIND_LEVEL:
    return level_rule(t);
  case KIND_COVERAGE:
    return is_ceiling(t->sense) ? RULE_CEILING : RULE_PACE;
  case KIND_MILESTONE:
  case KIND_COUNT:
    break;
  }
  return RULE_STAGES;
}

/* δ: how far below the target still passes. Coverage has none: all means all. */
static struct ratio tolerance(const struct target *t)
{
  if (t->kind == KIND_COVERAGE)
    return exact_whole(0);
  if (t->has_tolerance)
    return exact_of(t->tolerance);
  if (t->sense != SENSE_ABOUT)
    return exact_whole(0);
  struct ratio size = exact_of(t->target);
  if (size.num < 0)
    size.num = -size.num;
  return exact_mul(size, ABOUT_DEFAULT);
}

static bool is_flat(const struct target *t, const struct aim *a)
{
  switch (a->rule) {
  case RULE_PACE:
  case RULE_BUDGET:
    return ratio_cmp(a->from, a->to) >= 0;
  case RULE_BACKLOG:
    return ratio_cmp(a->from, a->to) <= 0;
  case RULE_RATIO: /* a baseline beyond the target says nothing: the ratio alone counts */
    return t->kind == KIND_LEVEL && t->has_baseline && ratio_cmp(exact_of(t->baseline), a->to) == 0;
  case RULE_RANGE:
  case RULE_CEILING:
  case RULE_STAGES:
    return false;
  }
  return false;
}

static bool is_final(const struct target *t, enum rule rule)
{
  switch (rule) {
  case RULE_PACE:
  case RULE_STAGES:
    return false;
  case RULE_RATIO:
    return t->kind == KIND_RATE;
  case RULE_RANGE:
  case RULE_CEILING:
  case RULE_BUDGET:
  case RULE_BACKLOG:
    return true;
  }
  return false;
}

struct aim target_aim(const struct target *t)
{
  struct aim a = {.rule = target_rule(t), .from = exact_whole(0), .to = exact_whole(1)};

  if (a.rule != RULE_STAGES) {
    bool way = a.rule == RULE_PACE || a.rule == RULE_BUDGET || a.rule == RULE_BACKLOG;
    if (way && t->has_baseline)
      a.from = exact_of(t->baseline);
    a.to = exact_of(t->target);
  }
  a.high = t->sense == SENSE_BETWEEN ? exact_of(t->high) : a.to;
  a.pass = a.rule == RULE_STAGES ? a.to : exact_sub(a.to, tolerance(t));
  a.flat = is_flat(t, &a);
  a.final = is_final(t, a.rule);
  return a;
}

/* The reading's level against a figure; decimals need not become ratios for that. */
static int level_cmp(const struct target *t, const struct reading *r, struct decimal aim)
{
  return r->of > 0 ? ratio_cmp(reading_level(t, r), exact_of(aim)) : decimal_cmp(r->value, aim);
}

bool target_met(const struct target *t, const struct reading *r)
{
  if (t->kind == KIND_MILESTONE)
    return ratio_cmp(reading_level(t, r), exact_whole(1)) >= 0;
  int order = level_cmp(t, r, t->target);

  switch (t->sense) {
  case SENSE_AT_LEAST:
  case SENSE_DONE:
    return order >= 0;
  case SENSE_MORE_THAN:
    return order > 0;
  case SENSE_ABOUT:
    return ratio_cmp(reading_level(t, r), target_aim(t).pass) >= 0;
  case SENSE_AT_MOST:
    return order <= 0;
  case SENSE_LESS_THAN:
    return order < 0;
  case SENSE_BETWEEN: /* for growth the low end is the pass mark: faster is no fault */
    return order >= 0 && (t->kind == KIND_RATE || level_cmp(t, r, t->high) <= 0);
  case SENSE_COUNT:
    break;
  }
  return false;
}
