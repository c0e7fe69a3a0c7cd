/* The arithmetic behind a light, with the actual numbers: what is done, what the calendar asks for, the gap
 * and the limits it was held against, and the status that overrides it, if one does. A line each, so that a
 * narrow view can wrap them. */
#include "guatu/score/display.h"

#include "guatu/score/aim.h"
#include "guatu/score/exact.h"
#include "guatu/score/measure.h"
#include "guatu/score/pace.h"
#include "guatu/score/say.h"

/* Everything a line may speak of. */
struct story {
  struct buf *out;
  const struct plan *p;
  const struct target *t;
  const struct score *s;
  struct aim aim;
  enum lang lang;
  char through[16]; /* of the reading: "2021-06" */
  char due[16];
};

/* " → on track" and the end of the line. */
static void conclude(const struct story *y, enum light l)
{
  buf_printf(y->out, " → %s\n", say_light(l, y->lang));
}

/* The same after the rule, for kinds whose rule is a row of limits. */
static void conclude_by_rule(const struct story *y)
{
  say_rule(y->out, y->p, y->t, &y->aim, y->lang);
  conclude(y, y->s->pace_light);
}

/* "17", "(17 − 5)": a number less the baseline. */
static void put_less(const struct story *y, struct decimal d, struct decimal base)
{
  if (base.micros == 0) {
    say_figure(y->out, y->t, d, false);
    return;
  }
  buf_puts(y->out, "(");
  say_figure(y->out, y->t, d, false);
  buf_puts(y->out, " − ");
  say_figure(y->out, y->t, base, false);
  buf_puts(y->out, ")");
}

/* "17 ÷ 32", "(17 − 5) ÷ (32 − 5)", "708 ÷ 720", "2/4". */
static void put_division(const struct story *y)
{
  const struct reading *r = y->s->reading;
  const struct target *t = y->t;
  struct decimal base = exact_decimal(y->aim.from);

  if (t->kind == KIND_MILESTONE) {
    display_value(y->out, t, r, y->lang, false);
  } else if (y->aim.rule == RULE_BACKLOG) {
    put_less(y, base, r->value);
    buf_puts(y->out, " ÷ ");
    say_figure(y->out, t, base, false);
  } else if (r->of > 0 && base.micros == 0 && t->target.micros == 100 * DECIMAL_ONE) {
    buf_printf(y->out, "%lld ÷ %lld", (long long)r->count, (long long)r->of);
  } else {
    put_less(y, r->value, base);
    buf_puts(y->out, " ÷ ");
    put_less(y, t->target, base);
  }
}

/* "Done by 2021-06: 17 ÷ 32 = 53.1%" */
static void line_done(const struct story *y)
{
  buf_printf(y->out,
             y->aim.rule == RULE_BUDGET ? TR(y->lang, "Used through %s: ", "至 %s 已用：")
                                        : TR(y->lang, "Done through %s: ", "至 %s 完成："),
             y->through);
  if (y->aim.flat) {
    say_level(y->out, y->t, y->s->reading->value, y->lang);
    buf_puts(y->out, TR(y->lang, ", aim ", "，目标 "));
    display_target(y->out, y->t, y->lang, false);
  } else {
    put_division(y);
    if (y->t->kind != KIND_MILESTONE || y->t->stage_count > 0 ||
        y->s->reading->of > 0) { /* "not done" says it all */
      buf_puts(y->out, " = ");
      display_completion(y->out, y->t, y->s, false);
    }
  }
  buf_puts(y->out, "\n");
}

/* "Expected: 50.0% (6 of 12 months), that is 16 roads" */
static void line_expected(const struct story *y)
{
  const struct target *t = y->t;
  int covered, total;

  buf_puts(y->out, y->aim.rule == RULE_BUDGET ? TR(y->lang, "Allowed by then: ", "按时序可用：")
                                              : TR(y->lang, "Expected by then: ", "应完成："));
  display_share(y->out, y->s->elapsed, true);
  switch (t->clock) {
  case PACE_MONTHS:
    months_covered(t->start, t->due, y->s->reading->through, &covered, &total);
    buf_printf(y->out, TR(y->lang, " (%d of %d months)", "（%d/%d 个月）"), covered, total);
    break;
  case PACE_DAYS:
    total = t->due.days - t->start.days + 1;
    covered = y->s->reading->through.days - t->start.days + 1;
    covered = covered < total ? covered : total;
    buf_printf(y->out, TR(y->lang, " (%d of %d days)", "（%d/%d 天）"), covered, total);
    break;
  case PACE_PLAN:
    buf_puts(y->out, TR(y->lang, " (its own plan)", "（本项计划）"));
    break;
  }
  buf_puts(y->out, TR(y->lang, ", that is ", "，即 "));
  say_level(y->out, t, y->s->expected, y->lang);
  buf_puts(y->out, "\n");
}

/* Whether so few items are missing that it counts as behind at worst. */
static bool spared_by_items(const struct story *y)
{
  struct ratio lack = exact_sub(exact_of(y->s->expected), reading_level(y->t, y->s->reading));
  if (lack.num < 0)
    lack.num = -lack.num;
  return y->s->pace_light == LIGHT_BEHIND && target_countable(y->t) &&
         ratio_cmp(lack, exact_of(y->p->rules.items)) <= 0;
}

/* "not behind" and how far from ahead; or behind, with the limits of critical. */
static void line_pace(const struct story *y)
{
  const struct score *s = y->s;
  const struct light_rules *rules = &y->p->rules;

  buf_puts(y->out, TR(y->lang, "Gap ", "差距 "));
  display_gap(y->out, s, false);
  buf_puts(y->out, TR(y->lang, " points", " 个百分点"));
  if (s->pace_light == LIGHT_AHEAD || s->pace_light == LIGHT_ON_TRACK) {
    buf_puts(y->out, TR(y->lang, ", not behind; ahead from +", "，未落后；超进度从 +"));
    say_ratio(y->out, exact_of(rules->ahead));
  } else {
    buf_puts(y->out, TR(y->lang, " (critical beyond −", "（严重滞后：低于 −"));
    say_ratio(y->out, exact_of(rules->behind));
    buf_puts(y->out, TR(y->lang, ")", "）"));
    if (s->has_pace) {
      buf_puts(y->out, TR(y->lang, ", pace ", "，完成 ÷ 时序 = "));
      say_pace(y->out, s->pace);
      buf_puts(y->out, TR(y->lang, " (critical under ", "（严重滞后：低于 "));
      say_ratio(y->out, exact_of(rules->pace));
      buf_puts(y->out, TR(y->lang, ")", "）"));
    }
  }
  if (spared_by_items(y)) {
    buf_puts(y->out, TR(y->lang, ", short by no more than ", "，只差不超过 "));
    say_ratio(y->out, exact_of(rules->items));
  }
  conclude(y, s->pace_light);
}

static void lines_pace(const struct story *y)
{
  line_done(y);
  if (y->aim.flat) {
    conclude_by_rule(y);
    return;
  }
  line_expected(y);
  if (y->t->sense == SENSE_BETWEEN && ratio_cmp(reading_level(y->t, y->s->reading), y->aim.high) > 0) {
    buf_puts(y->out, TR(y->lang, "Above the range ", "高于区间 "));
    display_target(y->out, y->t, y->lang, false);
    conclude(y, y->s->pace_light);
    return;
  }
  line_pace(y);
}

/* "9.5 against ≈10 %: −0.5": rates, levels without a baseline, ranges and ceilings. */
static void lines_level(const struct story *y)
{
  const struct score *s = y->s;

  buf_printf(y->out, TR(y->lang, "Through %s: ", "至 %s："), y->through);
  say_level(y->out, y->t, s->reading->value, y->lang);
  buf_puts(y->out, TR(y->lang, ", aim ", "，目标 "));
  display_target(y->out, y->t, y->lang, false);
  if (s->has_headroom) {
    buf_puts(y->out, TR(y->lang, ", headroom ", "，余量 "));
    say_figure(y->out, y->t, s->headroom, false);
  } else if (s->has_gap) {
    buf_puts(y->out, TR(y->lang, ", gap ", "，差距 "));
    display_gap(y->out, s, false);
    buf_puts(y->out, TR(y->lang, " points", " 个百分点"));
  }
  if (s->has_completion && !y->aim.flat) {
    buf_puts(y->out, TR(y->lang, ", that is ", "，即 "));
    display_completion(y->out, y->t, s, false);
  }
  buf_puts(y->out, "\n");
  conclude_by_rule(y);
}

static void lines_budget(const struct story *y)
{
  line_done(y);
  if (!y->aim.flat)
    line_expected(y);
  buf_puts(y->out, TR(y->lang, "Headroom ", "余量 "));
  say_level(y->out, y->t, y->s->headroom, y->lang);
  buf_puts(y->out, "\n");
  conclude_by_rule(y);
}

static void line_share_of_stages(const struct story *y)
{
  line_done(y);
  if (y->t->stage_count == 0)
    return;
  buf_puts(y->out, TR(y->lang, "Expected by then: ", "应完成："));
  display_share(y->out, y->s->elapsed, true);
  buf_puts(y->out, TR(y->lang, ", gap ", "，差距 "));
  display_gap(y->out, y->s, false);
  buf_puts(y->out, TR(y->lang, " points\n", " 个百分点\n"));
}

static void lines_stages(const struct story *y)
{
  const struct reading *r = y->s->reading;
  char day[16];

  line_share_of_stages(y);
  for (size_t i = 0; i < target_stage_count(y->t); i++) {
    struct date due = target_stage_due(y->t, i);
    if (date_cmp(due, r->through) > 0 || target_stage_done(y->t, r, i))
      continue;
    const struct words *name = y->t->stage_count ? &y->t->stages[i].name : &y->t->name;
    buf_printf(y->out, TR(y->lang, "%s: due %s, %d days over\n", "%s：应于 %s 完成，逾期 %d 天\n"),
               words_in(name, y->lang), date_format(due, day, sizeof day), r->through.days - due.days);
  }
  conclude_by_rule(y);
}

static void lines_pace_light(const struct story *y)
{
  switch (y->aim.rule) {
  case RULE_PACE:
  case RULE_BACKLOG:
    lines_pace(y);
    return;
  case RULE_RATIO:
  case RULE_RANGE:
  case RULE_CEILING:
    lines_level(y);
    return;
  case RULE_BUDGET:
    lines_budget(y);
    return;
  case RULE_STAGES:
    lines_stages(y);
    return;
  }
}

/* ---- the status that stands before the light ---- */

static void put_stale(const struct story *y, struct when w)
{
  struct date end;
  char day[16];

  if (!report_overdue(y->p, y->t, w.today, &end))
    return;
  buf_printf(y->out,
             TR(y->lang,
                "The report through %s was due %d days after it, with %d days of grace; the last figure is "
                "through %s",
                "%s 的数据应在期末后 %d 天内报送（宽限 %d 天），最近一次数据截至 %s"),
             date_format_month(end, day, sizeof day), y->p->lag, y->p->grace, y->through);
}

static void put_cancelled(const struct story *y)
{
  const char *note = words_in(&y->t->note, y->lang);

  buf_puts(y->out, y->t->status == TARGET_ADJUSTED
                       ? TR(y->lang, "Adjusted: outside all sums", "已调整，不计入汇总")
                       : TR(y->lang, "Cancelled: outside all sums", "已取消，不计入汇总"));
  if (note[0])
    buf_printf(y->out, TR(y->lang, " (%s)", "（%s）"), note);
}

static void put_done(const struct story *y)
{
  char day[16];

  if (y->t->kind == KIND_MILESTONE) {
    buf_printf(y->out, TR(y->lang, "Reported done through %s", "截至 %s 已完成"), y->through);
  } else {
    buf_printf(y->out, TR(y->lang, "The figure through %s meets ", "截至 %s 的数据达到 "), y->through);
    display_target(y->out, y->t, y->lang, false);
  }
  if (y->s->has_met_on && date_cmp(y->s->met_on, y->s->reading->through) != 0)
    buf_printf(y->out, TR(y->lang, ", first met by %s", "，首次达到：%s"),
               date_format_month(y->s->met_on, day, sizeof day));
}

static void put_status(const struct story *y, struct when w)
{
  char day[16];

  switch (y->s->light) {
  case LIGHT_CANCELLED:
    put_cancelled(y);
    break;
  case LIGHT_DONE:
    put_done(y);
    break;
  case LIGHT_DONE_LATE:
    put_done(y);
    buf_printf(y->out, TR(y->lang, ", after the deadline %s", "，晚于期限 %s"), y->due);
    break;
  case LIGHT_MISSED:
    buf_printf(y->out,
               TR(y->lang, "The deadline %s has passed, and the aim is not met", "期限 %s 已过，未达到目标"),
               y->due);
    break;
  case LIGHT_NOT_STARTED:
    buf_printf(y->out, TR(y->lang, "Starts on %s", "%s 开始"), date_format(y->t->start, day, sizeof day));
    break;
  case LIGHT_NO_DATA:
    buf_puts(y->out, TR(y->lang, "No figure has been entered", "还没有填报数据"));
    break;
  case LIGHT_STALE:
    put_stale(y, w);
    break;
  case LIGHT_CEILING_BROKEN:
    buf_puts(y->out,
             TR(y->lang, "The limit was exceeded, for this period for good: ", "已超过上限，本期不可挽回："));
    display_target(y->out, y->t, y->lang, false);
    break;
  case LIGHT_WAIVED:
    buf_printf(y->out, TR(y->lang, "The deviation is accepted until %s: %s", "偏差已获准至 %s：%s"),
               date_format(y->t->waived_until, day, sizeof day),
               y->t->waived_reason ? y->t->waived_reason : "");
    break;
  case LIGHT_AHEAD:
  case LIGHT_ON_TRACK:
  case LIGHT_BEHIND:
  case LIGHT_CRITICAL:
  case LIGHT_COUNT:
    return; /* the arithmetic has said it */
  }
  conclude(y, y->s->light);
}

void explain_light(struct buf *out, const struct plan *p, const struct target *t, const struct score *s,
                   struct when w, enum lang lang)
{
  struct story y = {.out = out, .p = p, .t = t, .s = s, .aim = target_aim(t), .lang = lang};

  date_format(t->due, y.due, sizeof y.due);
  if (s->reading) {
    date_format_month(s->reading->through, y.through, sizeof y.through);
    lines_pace_light(&y);
  }
  put_status(&y, w);
}
