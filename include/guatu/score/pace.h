/* Calendar arithmetic of scoring (the clocks themselves, target_elapsed and plan_elapsed, are in score.h). */
#ifndef GUATU_SCORE_PACE_H
#define GUATU_SCORE_PACE_H

#include "guatu/model/plan.h"

/* Whole months covered at `on`, and months in all: "6 of 12". A month counts when its last day or the
 * deadline is covered. */
void months_covered(struct date start, struct date due, struct date on, int *covered, int *total);
/* From one reading's day to another's: whole months between month ends, otherwise days · 12 / 365. */
struct ratio months_between(struct date a, struct date b);
/* b + e·(T − b), floored toward b to the declared decimals; T itself once e = 1. */
struct decimal expected_level(const struct target *t, struct ratio elapsed);

#endif
