/* The parts that score_target puts together. Scoring's own; views need score.h only. */
#ifndef GUATU_SCORE_MEASURE_H
#define GUATU_SCORE_MEASURE_H

#include "guatu/score/aim.h"
#include "guatu/score/score.h"

/* One reading of one target, ready to be judged. All borrowed. */
struct sight {
  const struct plan *plan;
  const struct target *t;
  const struct aim *aim;
  const struct reading *r;
  struct ratio v; /* its level */
  bool met;       /* the sense holds */
};

struct sight sight_of(const struct plan *p, const struct target *t, const struct aim *a,
                      const struct reading *r);
/* Fills in completion, elapsed, gap, pace, expected, headroom, the credits and pace_light. */
void score_measure(struct score *s, const struct sight *x);

/* The end of the last finished reporting period within the target's time whose report is overdue at `today`;
 * false: none is. */
bool report_overdue(const struct plan *p, const struct target *t, struct date today, struct date *end);

#endif
