/* The whole plan scored at one time: the sums over panes and plan, a score for each target, and what lists
 * choose targets by. */
#ifndef GUATU_SCORE_BOARD_H
#define GUATU_SCORE_BOARD_H

#include "guatu/score/score.h"

/* What lists choose by; bits. */
enum board_mark {
  BOARD_BEHIND = 1,  /* behind or worse, also by the light that a stale one had */
  BOARD_NO_DATA = 2, /* no figure at all */
  BOARD_DUE = 4,     /* the latest report that has come to its end is missing, and the target is still open */
  BOARD_DONE = 8,    /* done, or done late */
  BOARD_CRITICAL = 16 /* what is worst: critical, missed, a ceiling broken */
};

struct board {
  struct when when;
  struct ratio elapsed; /* of the plan's period, whole months, at as_of */
  struct tally *panes;
  struct tally plan;
  /* below: to be asked for by board_score and board_is */
  const struct plan *of; /* scores are worked out when they are asked for; NULL: all are there */
  struct score *scores;  /* one a target, plan.targets' order */
  uint8_t *marks;        /* all are there */
  size_t size, next;     /* how many there are; how many board_step has looked at */
  bool laid;             /* over another board: scores and marks are that one's, but for those of `target` */
  size_t target;
  struct score score;
  uint8_t mark;
};

/* Into an uninitialised or released board. */
void board_make(struct board *b, const struct plan *p, struct when w);
/* The same, where the sums and the targets' marks are known already: each target is scored when it is asked
 * for, as the plan has it then. Into a board that is zero, made or opened, which is released. */
void board_open(struct board *b, const struct plan *p, struct when w, const struct tally *panes,
                const struct tally *plan, const uint8_t *marks);
/* What lists choose a target by, of its score at a time: bits of enum board_mark. */
uint8_t board_marks(const struct plan *p, const struct target *t, const struct score *s, struct when w);
/* Scores the next `most` targets of a board that was opened; false when all are there: it is like one that
 * was made. */
bool board_step(struct board *b, size_t most);
void board_release(struct board *b);

/* A board that is `under`, but for one target, as if `t` stood at `index` of plan.targets: what a figure that
 * is being typed would make of the plan, at the cost of one target. `under` must outlive it and stay as it
 * is; `t` differs from the target there in its readings from the day `since` on only, and must live as long
 * as the board shows it. */
void board_lay(struct board *b, const struct board *under, const struct plan *p, size_t index,
               const struct target *t, struct date since);
/* Scores one target anew, as `t`, and moves the sums. Not for a board that was opened
 * and is not whole yet. */
void board_replace(struct board *b, const struct plan *p, size_t index, const struct target *t);

const struct score *board_score(const struct board *b, size_t target);
/* Whether the target has one of these marks. */
bool board_is(const struct board *b, size_t target, unsigned marks);
/* Lists the targets [first, first + count), in that order or as `order` has them, that have one of these
 * marks, and `also`; how many. Not for a board that is laid over another. */
size_t board_choose(const struct board *b, size_t first, size_t count, const uint32_t *order, unsigned marks,
                    size_t also, uint32_t *out);

#endif
