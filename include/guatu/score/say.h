/* Numbers inside sentences. Scoring's own; views use display.h. */
#ifndef GUATU_SCORE_SAY_H
#define GUATU_SCORE_SAY_H

#include "guatu/base/mem.h"
#include "guatu/score/aim.h"
#include "guatu/score/score.h"

/* With exactly `places` decimals and a typographic minus (ASCII on request). */
void say_number(struct buf *out, struct decimal d, int places, bool ascii);
/* With the target's declared decimals, more when the figure has more. */
void say_figure(struct buf *out, const struct target *t, struct decimal d, bool ascii);
/* A figure with its unit, "16 条". */
void say_level(struct buf *out, const struct target *t, struct decimal d, enum lang lang);
/* A ratio with the fewest decimals (at most 6): "0.6", "9.8". */
void say_ratio(struct buf *out, struct ratio r);
/* A share of one with two decimals, for a pace: "0.63". */
void say_pace(struct buf *out, struct ratio r);
/* The rule that judges, with its own limits: "on track from 9.8, ahead from 11, …". No full stop. */
void say_rule(struct buf *out, const struct plan *p, const struct target *t, const struct aim *a,
              enum lang lang);
/* The name of a light. Borrowed. */
const char *say_light(enum light l, enum lang lang);

#endif
