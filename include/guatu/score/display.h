/* How numbers are printed, and the arithmetic behind a light in words (SCORING.md, Display). */
#ifndef GUATU_SCORE_DISPLAY_H
#define GUATU_SCORE_DISPLAY_H

#include "guatu/base/mem.h"
#include "guatu/score/score.h"

/* "53.1%": one decimal; never rounded up to 100 % unless `met`, never down to 0 unless it is 0. */
void display_share(struct buf *out, struct ratio share, bool met);
/* The same for a mean in 10^-9 (`complete` when everything in it is). */
void display_nanos(struct buf *out, int64_t nanos, bool complete);
/* A target's completion as a row shows it: share, "—" without one ("-" in ASCII). */
void display_completion(struct buf *out, const struct target *t, const struct score *s, bool ascii);
/* "+3.1" "−18.5" "±0.0" with U+2212, or "-" in ASCII; "" without a gap. */
void display_gap(struct buf *out, const struct score *s, bool ascii);
/* A figure of this target: declared decimals (more when the figure has more), "708/720" for counts, "2/4" or
 * done words for milestones, "—" for NULL. */
void display_value(struct buf *out, const struct target *t, const struct reading *r, enum lang lang,
                   bool ascii);
/* The aim with its sense and unit: "≥32 条", "≈10 %", "7–7.5 %", "完成". */
void display_target(struct buf *out, const struct target *t, enum lang lang, bool ascii);

/* One sentence that says what a target means, for `guatu check`. */
void explain_rule(struct buf *out, const struct plan *p, const struct target *t, enum lang lang);
/* The rule, the inputs and the arithmetic behind the present light: a few lines, each ended by "\n". */
void explain_light(struct buf *out, const struct plan *p, const struct target *t, const struct score *s,
                   struct when w, enum lang lang);

#endif
