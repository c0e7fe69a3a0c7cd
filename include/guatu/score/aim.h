/* What a target asks for, worked out once: which rule judges it, and its numbers as ratios. Scoring's own;
 * views need score.h only. */
#ifndef GUATU_SCORE_AIM_H
#define GUATU_SCORE_AIM_H

#include <stdbool.h>

#include "guatu/model/plan.h"

/* The rules of SCORING.md's table of kinds. */
enum rule {
  RULE_PACE,    /* against the calendar: cumulative, coverage, levels with a baseline below the target */
  RULE_RATIO,   /* not prorated: growth rates, levels without a baseline */
  RULE_RANGE,   /* a rate or level between two numbers */
  RULE_CEILING, /* a rate or level at most T */
  RULE_BUDGET,  /* a cumulative at most T */
  RULE_BACKLOG, /* a level to bring to 0 */
  RULE_STAGES   /* milestones */
};

/* The numbers of SCORING.md that no dataset changes. */
#define CEILING_EDGE ((struct ratio){5, 100}) /* within this share of a ceiling is behind already (临界) */
#define RATE_AHEAD   ((struct ratio){1, 1})   /* a rate this many points above its target is ahead */
#define RATE_SHORT                                                                                           \
  ((struct ratio){2, 1}) /* where a ratio says nothing (T ≤ 0), short by at most this is behind */
#define STAGE_OVERDUE 15 /* days that a stage may be overdue and be no worse than behind */

struct aim {
  enum rule rule;
  bool flat; /* the baseline is the target (or beyond it): completion is 100 % if the sense holds, else 0 % */
  bool final; /* decided only by the period's final reading, the first with `through` ≥ due: rates, ceilings,
                 budgets, backlogs, ranges */
  struct ratio from; /* baseline b; 0 without one, and where the rule has no use for one */
  struct ratio to;   /* T; between: the low end; milestones: 1 */
  struct ratio high; /* between: the high end; otherwise T */
  struct ratio pass; /* T − δ */
};

struct aim target_aim(const struct target *t);

/* The level of a reading in the target's unit: exact counts as 100·n/N, milestones as the share of their
 * stages' weight (0 … 1). */
struct ratio reading_level(const struct target *t, const struct reading *r);

/* Milestones. A target without stages has one, due at its deadline. A reading holds the number of stages done
 * in the listed order (a count out of the number of stages, too), or any other count/of as a share of the
 * whole: then the stages it covers fully are done. */
size_t target_stage_count(const struct target *t); /* ≥ 1 */
struct date target_stage_due(const struct target *t, size_t i);
bool target_stage_done(const struct target *t, const struct reading *r, size_t i);
/* The weight of the stages due on or before `on`, as a share of all. */
struct ratio target_stages_due(const struct target *t, struct date on);

#endif
