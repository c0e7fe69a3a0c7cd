/* What a journal says each figure should be: the journal replayed. */
#ifndef GUATU_STORE_FIGURES_H
#define GUATU_STORE_FIGURES_H

#include "guatu/store/change.h"
#include "guatu/store/ledger.h"

/* One target's figure for one day. */
struct figure {
  const char *target;
  struct date through;
  bool has_first, has_last, has_saved;
  struct reading first; /* before the journal's first change of it */
  struct reading last;  /* as the journal's last line about it has it, whoever changed it */
  struct reading saved; /* as guatu saved it last */
  bool answered;        /* a change of it by another program was accepted */
};

/* Zero-initialise with {0}. */
struct figures {
  struct ledger ledger;
  struct arena arena;
  struct figure *list; /* in the order in which the journal names them */
  size_t count;
  uint32_t *slots; /* a hash table of indexes + 1 */
  size_t slot_count;
  bool whole; /* the journal was read to its end */
};

/* Takes in what is new in the journal of the dataset at `path`; what is pending is left out. */
enum err figures_follow(struct figures *f, const char *path, struct problems *p);
/* The same for about a millisecond; *more: there was more to read. */
enum err figures_step(struct figures *f, const char *path, bool *more, struct problems *p);
/* The figure, or NULL when the journal never names it. */
const struct figure *figures_find(const struct figures *f, const char *target, struct date through);
void figures_release(struct figures *f);

/* Of the journal's last save, while it is neither confirmed nor dropped: whether it changes this figure; and
 * whether the plan has all that it changes, so that it was made although the dataset was changed after it. */
bool figures_pending(const struct figures *f, const char *target, struct date through);
bool figures_pending_made(const struct figures *f, const struct plan *plan);

/* Whether another program has overwritten what guatu saved: the plan has another figure, or none, and not a
 * later one by its `at` (as a git merge brings). *now gets the plan's reading, or NULL. A target that the
 * plan no longer has lost nothing. */
bool figure_lost(const struct figure *f, const struct plan *plan, const struct reading **now);
/* Whether the plan has another reading than the journal's last line says. */
bool figure_differs(const struct figure *f, const struct plan *plan, const struct reading **now);

#endif
