/* Looking ahead from one reading: where the figure will stand at the deadline, and what is needed from now
 * on.
 *
 * Two simple forecasts rather than one clever one: the average pace since the start, and the pace of the last
 * three readings. They are shown as a range, and the verdict is the more cautious one's. Kinds without a way
 * to go (rates, ranges, milestones) get none. */
#include "guatu/score/measure.h"

#include "guatu/score/exact.h"
#include "guatu/score/pace.h"

#define EARLIEST     ((struct ratio){1, 12}) /* the least elapsed share that an average says anything about */
#define RECENT_COUNT 3                       /* readings */

static const struct ratio likely = {95, 100};
static const struct ratio hard = {80, 100};

const struct term_word verdict_words[4] = {
    [VERDICT_NONE] = {"none", {"No forecast", "暂不能预计"}, "", ""},
    [VERDICT_LIKELY] = {"likely", {"Likely to be met", "预计能完成"}, "", ""},
    [VERDICT_HARD] = {"hard", {"Hard to meet", "有难度"}, "", ""},
    [VERDICT_UNLIKELY] = {"unlikely", {"Unlikely to be met", "预计难完成"}, "", ""},
};

/* Whether the level has a way from a baseline, so that an average since the start means something. */
static bool has_way(const struct aim *a)
{
  return !a->flat && (a->rule == RULE_PACE || a->rule == RULE_BUDGET || a->rule == RULE_BACKLOG);
}

static bool has_trend(const struct sight *x)
{
  switch (x->aim->rule) {
  case RULE_PACE:
  case RULE_BUDGET:
  case RULE_BACKLOG:
    return true;
  case RULE_RATIO:
  case RULE_CEILING:
    return x->t->kind == KIND_LEVEL || x->t->kind == KIND_COVERAGE;
  case RULE_RANGE:
  case RULE_STAGES:
    return false;
  }
  return false;
}

/* Nobody clears more than a whole backlog, or covers more than all. */
static struct ratio possible(const struct sight *x, struct ratio level)
{
  if (x->aim->rule == RULE_BACKLOG && level.num < 0)
    return exact_whole(0);
  if (x->t->kind == KIND_COVERAGE && ratio_cmp(level, exact_whole(100)) > 0)
    return exact_whole(100);
  return level;
}

static enum verdict judge(const struct sight *x, struct ratio level)
{
  const struct aim *a = x->aim;
  struct ratio way = exact_sub(a->to, a->from);
  bool keep_down = a->rule == RULE_BUDGET || a->rule == RULE_CEILING;

  if (way.num == 0 || (way.num < 0) != (a->rule == RULE_BACKLOG))
    return VERDICT_NONE;
  struct ratio share = exact_div(exact_sub(level, a->from), way);
  if (keep_down) /* using 5 % more than allowed is as bad as doing 5 % less than asked */
    share = exact_sub(exact_whole(2), share);
  if (keep_down && !x->met)
    return VERDICT_UNLIKELY;
  return ratio_cmp(share, likely) >= 0 ? VERDICT_LIKELY
         : ratio_cmp(share, hard) >= 0 ? VERDICT_HARD
                                       : VERDICT_UNLIKELY;
}

/* The change a month over the last three readings (two, if there are no more). */
static bool recent_change(const struct sight *x, struct ratio *change)
{
  size_t count = target_until(x->t, x->r->through);
  const struct reading *first = target_nth(x->t, count > RECENT_COUNT ? count - RECENT_COUNT : 0);

  if (first == x->r)
    return false;
  struct ratio months = months_between(first->through, x->r->through);
  if (months.num <= 0)
    return false;
  *change = exact_div(exact_sub(x->v, reading_level(x->t, first)), months);
  return true;
}

static void add_verdict(struct forecast *f, enum verdict v)
{
  if (v > f->verdict)
    f->verdict = v;
}

static void look_ahead(struct forecast *f, const struct sight *x, struct ratio elapsed, struct ratio left)
{
  const struct aim *a = x->aim;
  struct ratio change;

  if (has_way(a) && ratio_cmp(elapsed, EARLIEST) >= 0) {
    struct ratio level = exact_add(a->from, exact_div(exact_sub(x->v, a->from), elapsed));
    level = possible(x, level);
    f->has_linear = true;
    f->linear = exact_decimal(level);
    add_verdict(f, judge(x, level));
  }
  if (has_trend(x) && recent_change(x, &change)) {
    struct ratio level = possible(x, exact_add(x->v, exact_mul(change, left)));
    f->has_recent = true;
    f->recent = exact_decimal(level);
    add_verdict(f, judge(x, level));
  }
}

static void set_needed(struct forecast *f, struct ratio level)
{
  f->has_needed = true;
  f->needed = exact_decimal(level);
}

static void need(struct forecast *f, const struct sight *x, struct ratio elapsed, struct ratio left)
{
  const struct aim *a = x->aim;
  bool rate = x->t->kind == KIND_RATE;

  switch (a->rule) {
  case RULE_RATIO:
  case RULE_RANGE:
    if (rate) { /* the growth that makes the whole year's T out of the part done at v */
      struct ratio done = exact_mul(elapsed, x->v);
      struct ratio rest = exact_sub(exact_whole(1), elapsed);
      if (rest.num > 0)
        set_needed(f, exact_div(exact_sub(a->to, done), rest));
      return;
    }
    if (a->rule == RULE_RATIO && !x->met)
      set_needed(f, exact_div(exact_sub(a->to, x->v), left));
    return;
  case RULE_PACE:
  case RULE_BACKLOG:
    if (!x->met && ratio_cmp(x->v, a->high) * (a->rule == RULE_PACE ? 1 : -1) <= 0)
      set_needed(f, exact_div(exact_sub(a->to, x->v), left));
    return;
  case RULE_BUDGET: /* what may still be used a month */
    if (x->met)
      set_needed(f, exact_div(exact_sub(a->to, x->v), left));
    return;
  case RULE_CEILING:
  case RULE_STAGES:
    return;
  }
}

struct forecast score_forecast(const struct plan *p, const struct target *t, const struct score *s)
{
  struct forecast f = {.verdict = VERDICT_NONE};
  if (!s->reading)
    return f;
  struct aim aim = target_aim(t);
  struct sight x = sight_of(p, t, &aim, s->reading);
  struct ratio gone = months_between(date_add(t->start, -1), x.r->through);
  struct ratio left = months_between(x.r->through, t->due);

  if (has_way(&aim) && gone.num > 0) {
    f.has_rate = true;
    f.rate = exact_decimal(exact_div(exact_sub(x.v, aim.from), gone));
  }
  if (left.num <= 0)
    return f;
  look_ahead(&f, &x, s->elapsed, left);
  need(&f, &x, s->elapsed, left);
  return f;
}
