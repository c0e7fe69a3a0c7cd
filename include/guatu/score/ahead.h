/* The sums of a plan at several times, and what lists choose its targets by, worked out ahead in small steps,
 * so that going to another time need not score the whole plan while somebody waits. */
#ifndef GUATU_SCORE_AHEAD_H
#define GUATU_SCORE_AHEAD_H

#include "guatu/score/board.h"

/* Zero-initialise with {0}. */
struct ahead {
  struct when *whens;
  size_t when_count;
  struct tally *sums; /* for each time: the panes', then the plan's */
  size_t pane_count;
  uint8_t *marks;     /* for each time: the targets' (board_marks) */
  size_t next, count; /* targets summed, and all */
};

/* Begins anew: the list of times is copied, the plan is given again to each call. */
void ahead_begin(struct ahead *a, const struct plan *p, const struct when *whens, size_t count);
void ahead_release(struct ahead *a);

/* Sums the next `most` targets. */
void ahead_step(struct ahead *a, const struct plan *p, size_t most);
bool ahead_ready(const struct ahead *a);
/* A target that is another than it `was` now. */
void ahead_replace(struct ahead *a, const struct plan *p, size_t index, const struct target *was,
                   const struct target *now);

/* Opens a board (board_open) at one of the times; false when it is none of them, or not ready. */
bool ahead_board(const struct ahead *a, struct board *b, const struct plan *p, struct when w);

#endif
