/* Numbers inside sentences. Scoring's own; views use display.h. */
#ifndef GUATU_SCORE_SAY_H
#define GUATU_SCORE_SAY_H

#include "guatu/base/mem.h"
#include "guatu/model/plan.h"

/* With exactly `places` decimals and a typographic minus (ASCII on request). */
void say_number(struct buf *out, struct decimal d, int places, bool ascii);
/* With the target's declared decimals, more when the figure has more. */
void say_figure(struct buf *out, const struct target *t, struct decimal d, bool ascii);

#endif
