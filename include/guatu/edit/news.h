/* What others changed: the targets whose readings differ between two plans of one dataset. */
#ifndef GUATU_EDIT_NEWS_H
#define GUATU_EDIT_NEWS_H

#include "guatu/model/plan.h"

/* A target of a plan that is another than it `was`. The texts and readings of what it was live as long as the
 * plan. */
struct target_change {
  size_t target; /* index into the plan's targets */
  struct target was;
};

/* Zero-initialise with {0}. */
struct news {
  size_t *targets; /* indexes into the later plan's targets */
  size_t count;
  const struct reading *newest; /* the changed reading entered last, by its `at`; NULL: none came in */
  size_t newest_target;
  bool newest_signed; /* its `by` and `at` came with it: not a figure changed by hand under another's name */
};

/* Replaces what `n` holds. Its reading is the later plan's. A target that the later plan has lost is not
 * listed; a new one is, when it has readings. */
void news_between(struct news *n, const struct plan *before, const struct plan *after);
/* The same where it is known which targets of a plan are others. */
void news_of(struct news *n, const struct plan *after, const struct target_change *list, size_t count);
void news_clear(struct news *n);
void news_release(struct news *n);

#endif
