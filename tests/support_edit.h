/* For tests of editing: figures in short, plans, random layouts, and a folder of the test's own. */
#ifndef GUATU_TESTS_SUPPORT_EDIT_H
#define GUATU_TESTS_SUPPORT_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/model/plan.h"
#include "guatu/store/change.h"

/* "17", "17.5" or "708/720" into the figure of `r`. */
void edit_figure(const char *figure, struct reading *r);
/* Loads a text that must be good; prints what is wrong and fails otherwise. */
struct plan *edit_load(const struct buf *text);

/* Where the group of a target stands; false when there is none. */
bool edit_span(const struct buf *text, const char *id, size_t *start, size_t *end);
/* One change of a whole text, as a session makes it. `out` is empty when it was refused. */
enum err edit_apply(const struct buf *text, const struct change *c, struct buf *out, struct problems *p);

/* Numbers that are the same in every run. */
struct edit_random {
  uint32_t state;
};
int edit_pick(struct edit_random *r, int count); /* 0 … count−1 */

/* Writes a dataset of `targets` targets t0, t1, … with the readings figures[target·days + day] where `has`
 * says so, laid out in any way that the format allows. */
void edit_layout(struct edit_random *r, struct buf *out, int targets, int days, const struct reading *figures,
                 const bool *has);

#endif
