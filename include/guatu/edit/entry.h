/* The entry grammar: what a person types for a figure, the same in the console, `set` and `import` (DESIGN §3). */
#ifndef GUATU_EDIT_ENTRY_H
#define GUATU_EDIT_ENTRY_H

#include "guatu/base/err.h"
#include "guatu/model/plan.h"

/* Understands `text` for target `t` of plan `p`. `through` is the day when the text names none; `today` refuses later ones. The result's texts
 * hang on `a`; `by` and `at` are "". A mistake is one problem (no place) that says what would be right. */
enum err entry_parse(const struct plan *p, const struct target *t, const char *text, struct date through, struct date today,
                     struct arena *a, struct reading *out, struct problems *problems);

/* A day as people write it after "@" and with --through: 2021-06-30, 2021-06, 6 (month of the plan's year), 2021Q2, 2021H1. A month means its last day
 * (or the target's due day when that falls in it). */
bool entry_day(const struct plan *p, const char *text, struct date *out);

/* Reasons to ask once before saving `r`; each is one sentence with a question appended to `out`, separated by "\n". Returns how many. */
size_t entry_doubts(const struct plan *p, const struct target *t, const struct reading *r, enum lang lang, struct buf *out);

#endif
