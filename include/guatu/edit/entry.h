/* The entry grammar: what a person types for a figure, the same in the console, `set` and `import` (DESIGN
 * §3).
 *
 *  - 62, 2,100, 2 100, 1.2万, 3000万元, 62%, =-5: the figure, scaled to the target's unit
 *  - +5, -5: added to the last figure; but a growth rate's sign is its sign, and a minus is one wherever
 *    figures may be negative
 *  - 708/720, 2/4, done, 完成, 未完成: coverage and milestones
 *  - … @2021-06-30, @2021-06, @6, @2021Q2, @2021H1: the day covered, else the latest report due
 *  - … # note
 *
 * Full-width digits and signs, as a Chinese input method gives them, count as their ASCII twins. */
#ifndef GUATU_EDIT_ENTRY_H
#define GUATU_EDIT_ENTRY_H

#include "guatu/base/err.h"
#include "guatu/model/plan.h"

/* Understands `text` for target `t` of plan `p`. `through` is the day when the text names none; `today`
 * refuses later ones. The result's texts hang on `a`; `by` and `at` are "". A mistake is one problem (no
 * place) that says what would be right. */
enum err entry_parse(const struct plan *p, const struct target *t, const char *text, struct date through,
                     struct date today, struct arena *a, struct reading *out, struct problems *problems);

/* A note, cleaned of blanks at its ends and line breaks, hung on `a`. A character that can't be shown is
 * ERR_USAGE. */
enum err entry_note(const char *text, size_t len, struct arena *a, const char **out, struct problems *p);

/* A day as people write it after "@" and with --through: 2021-06-30, 2021-06, 6 (month of the plan's year),
 * 2021Q2, 2021H1, also Q2, H1, 6月, 2021年6月30日. A month means its last day, or the plan's last day when
 * that falls in it. */
bool entry_day(const struct plan *p, const char *text, struct date *out);
/* The same for a target (NULL: the plan): a month that has the target's due day in it means that day. */
bool entry_day_of(const struct plan *p, const struct target *t, const char *text, struct date *out);

/* Full-width digits and signs to ASCII, wide blanks to " ", appended to `out`. False for text that is not
 * UTF-8. */
bool entry_narrow(struct buf *out, const char *text, size_t len);

/* Reasons to ask once before saving `r`; each is one sentence with a question appended to `out`, separated by
 * "\n". Returns how many. */
size_t entry_doubts(const struct plan *p, const struct target *t, const struct reading *r, enum lang lang,
                    struct buf *out);
/* Whether the target has this figure for the day already, and `r` has no other note for it: nothing is left
 * to save. */
bool entry_is_there(const struct target *t, const struct reading *r);

#endif
