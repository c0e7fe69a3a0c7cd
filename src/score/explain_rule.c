/* What a target means, in a sentence: the rule that will judge it, with its own numbers instead of the
 * general ones. */
#include "guatu/score/display.h"

#include "guatu/score/aim.h"
#include "guatu/score/exact.h"
#include "guatu/score/say.h"

static const struct words clock_words[] = {
    [PACE_MONTHS] = {"whole months", "按整月"},
    [PACE_DAYS] = {"days", "按天"},
    [PACE_PLAN] = {"its own plan", "按本项计划"},
};

/* A sentence with up to three numbers in the places of "{0}" … "{2}", so that each language has its own
 * order. */
static void put_pattern(struct buf *out, const char *pattern, const struct ratio *numbers)
{
  for (const char *at = pattern; *at; at++) {
    if (*at == '{') {
      say_ratio(out, numbers[at[1] - '0']);
      at += 2;
    } else {
      buf_putc(out, *at);
    }
  }
}

static void rule_pace(struct buf *out, const struct plan *p, const struct target *t, enum lang lang)
{
  const struct light_rules *r = &p->rules;
  const struct ratio numbers[] = {exact_of(r->ahead), exact_of(r->pace), exact_of(r->behind),
                                  exact_of(r->items)};

  buf_printf(out, TR(lang, "judged against the calendar (%s): ", "对照时序进度（%s）："),
             words_in(&clock_words[t->clock], lang));
  put_pattern(out,
              TR(lang,
                 "on track at the expected level, ahead from +{0} points, behind below it, critical under "
                 "{1} of the pace or more "
                 "than {2} points short",
                 "不落后于应完成数为达进度，领先 {0} 个百分点起为超进度；落后为欠进度，进度不到时序的 {1} "
                 "倍或落后超过 {2} "
                 "个百分点为严重滞后"),
              numbers);
  if (target_countable(t))
    put_pattern(
        out,
        TR(lang, "; short by at most {3} it is never worse than behind", "；只差 {3} 个以内最多为欠进度"),
        numbers);
}

/* Growth rates and levels that must stand at T. */
static void rule_ratio(struct buf *out, const struct plan *p, const struct target *t, const struct aim *a,
                       enum lang lang)
{
  bool share = t->kind == KIND_LEVEL && a->to.num > 0;
  struct ratio lead =
      share ? exact_mul(a->to, exact_div(exact_of(p->rules.ahead), exact_whole(100))) : RATE_AHEAD;
  struct ratio least =
      a->to.num > 0 ? exact_mul(a->to, exact_of(p->rules.pace)) : exact_sub(a->to, RATE_SHORT);
  const struct ratio numbers[] = {a->pass, exact_add(a->to, lead), least};

  put_pattern(
      out,
      TR(lang,
         "not divided over the year: on track from {0}, ahead from {1}, behind from {2}, critical below",
         "不按时序折算：{0} 起为达进度，{1} 起为超进度，{2} 起为欠进度，再低为严重滞后"),
      numbers);
}

static void rule_range(struct buf *out, const struct target *t, const struct aim *a, enum lang lang)
{
  struct ratio half = exact_div(exact_sub(a->high, a->to), exact_whole(2));
  const struct ratio numbers[] = {half, exact_add(a->to, RATE_AHEAD)};

  put_pattern(out,
              TR(lang, "inside the range on track, outside by up to {0} behind, by more critical",
                 "在区间内为达进度，偏离 {0} 以内为欠进度，再远为严重滞后"),
              numbers);
  if (t->kind == KIND_RATE)
    put_pattern(
        out,
        TR(lang, "; above the range is no fault, and ahead from {1}", "；高于区间也算达标，{1} 起为超进度"),
        numbers);
}

static void rule_ceiling(struct buf *out, const struct aim *a, enum lang lang)
{
  struct ratio edge = exact_mul(a->to, CEILING_EDGE);
  if (edge.num < 0)
    edge.num = -edge.num;
  const struct ratio numbers[] = {a->to, exact_sub(a->to, edge)};

  put_pattern(
      out,
      TR(lang,
         "a ceiling, not divided over the year: on track below {1}, behind up to {0}, critical beyond it",
         "上限，不按时序折算：{1} 以下为达进度，到 {0} 为止为欠进度（临界），突破为严重滞后"),
      numbers);
}

static void rule_stages(struct buf *out, const struct target *t, enum lang lang)
{
  if (t->stage_count)
    buf_printf(out, TR(lang, "judged by its %zu stages: ", "按 %zu 个阶段判断："), t->stage_count);
  buf_printf(out,
             TR(lang, "on track while nothing is overdue, behind up to %d days, critical after that",
                "没有逾期为达进度，逾期 %d 天以内为欠进度，更久为严重滞后"),
             STAGE_OVERDUE);
}

void say_rule(struct buf *out, const struct plan *p, const struct target *t, const struct aim *a,
              enum lang lang)
{
  switch (a->rule) {
  case RULE_PACE:
    if (a->flat)
      buf_puts(out,
               TR(lang, "the baseline is at the target already: on track while it holds, behind otherwise",
                  "期初已达目标：守住为达进度，守不住为欠进度"));
    else
      rule_pace(out, p, t, lang);
    return;
  case RULE_RATIO:
    rule_ratio(out, p, t, a, lang);
    return;
  case RULE_RANGE:
    rule_range(out, t, a, lang);
    return;
  case RULE_CEILING:
    rule_ceiling(out, a, lang);
    return;
  case RULE_BUDGET:
    buf_printf(out,
               TR(lang,
                  "on track while the share used is not ahead of the calendar (%s), behind beyond that, "
                  "broken for good above the limit",
                  "用掉的份额不超过时序（%s）为达进度，超过为欠进度；突破上限即不可挽回"),
               words_in(&clock_words[t->clock], lang));
    return;
  case RULE_BACKLOG:
    if (a->flat)
      buf_puts(out, TR(lang, "on track at 0, behind above it", "0 为达进度，大于 0 为欠进度"));
    else
      rule_pace(out, p, t, lang);
    return;
  case RULE_STAGES:
    rule_stages(out, t, lang);
    return;
  }
}

void explain_rule(struct buf *out, const struct plan *p, const struct target *t, enum lang lang)
{
  struct aim a = target_aim(t);
  char due[16];

  buf_printf(out, TR(lang, "%s: %s, ", "%s：%s，"), words_in(&t->name, lang),
             words_in(&kind_words[t->kind].name, lang));
  display_target(out, t, lang, false);
  if (t->has_stretch && t->kind != KIND_MILESTONE) {
    buf_puts(out, TR(lang, " (★ from ", "（力争 "));
    say_level(out, t, t->stretch, lang);
    buf_puts(out, TR(lang, ")", "，★）"));
  }
  if (t->has_baseline && t->kind != KIND_MILESTONE) {
    buf_puts(out, TR(lang, ", from ", "，期初 "));
    say_level(out, t, t->baseline, lang);
  }
  buf_printf(out, TR(lang, ", by %s; ", "，期限 %s；"), date_format(t->due, due, sizeof due));
  say_rule(out, p, t, &a, lang);
  buf_puts(out, a.final ? TR(lang, "; decided by the final figure.", "；以期末数定是否完成。")
                        : TR(lang, "; done as soon as it is reached.", "；达到即为完成。"));
}
