/* The board of a whole plan. Everything that is asked for at a key press is a sum or a byte a target: sums
 * are moved when a target changes (rollup.c), and a figure that is being typed lies over the board instead of
 * in a copy of it. So a key costs the same for a hundred targets and for a hundred thousand. */
#include "guatu/score/board.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"

#define SCORED 128u /* of a board's marks: the score is there */

static bool is_critical(enum light l)
{
  return l == LIGHT_CRITICAL || l == LIGHT_MISSED || l == LIGHT_CEILING_BROKEN;
}

static bool is_bad(enum light l)
{
  return l == LIGHT_BEHIND || is_critical(l);
}

static bool is_due(const struct plan *p, const struct target *t, const struct score *s, struct date today)
{
  if (t->status != TARGET_ACTIVE || s->light == LIGHT_NOT_STARTED || s->light == LIGHT_DONE ||
      s->light == LIGHT_DONE_LATE)
    return false;
  return !s->reading || date_cmp(s->reading->through, target_report_day(p, t, today)) < 0;
}

uint8_t board_marks(const struct plan *p, const struct target *t, const struct score *s, struct when w)
{
  unsigned marks = 0;
  if (is_bad(s->light) || (s->light == LIGHT_STALE && is_bad(s->pace_light)))
    marks |= BOARD_BEHIND;
  if (s->light == LIGHT_NO_DATA)
    marks |= BOARD_NO_DATA;
  if (s->light == LIGHT_DONE || s->light == LIGHT_DONE_LATE)
    marks |= BOARD_DONE;
  if (is_critical(s->light))
    marks |= BOARD_CRITICAL;
  if (is_due(p, t, s, w.today))
    marks |= BOARD_DUE;
  return (uint8_t)marks;
}

static void board_take(struct board *b, const struct plan *p)
{
  b->scores = mem_alloc(p->target_count * sizeof *b->scores);
  b->marks = mem_alloc(p->target_count);
  b->size = p->target_count;
}

void board_make(struct board *b, const struct plan *p, struct when w)
{
  *b = (struct board){.when = w, .elapsed = plan_elapsed(p, w.as_of)};
  board_take(b, p);
  b->panes = mem_alloc(p->pane_count * sizeof *b->panes);
  for (size_t i = 0; i < p->target_count; i++) {
    const struct target *t = &p->targets[i];
    b->scores[i] = score_target(p, t, w);
    b->marks[i] = board_marks(p, t, &b->scores[i], w);
    tally_add(&b->panes[t->pane], &b->scores[i], t->weight);
    tally_add(&b->plan, &b->scores[i], t->weight);
  }
}

/* The arrays of a board of as many targets are taken over: to give back and ask for pages costs more than a
 * picture. */
void board_open(struct board *b, const struct plan *p, struct when w, const struct tally *panes,
                const struct tally *plan, const uint8_t *marks)
{
  if (b->laid || b->size != p->target_count)
    board_release(b);
  struct board had = *b;
  free(had.panes);
  *b = (struct board){.when = w,
                      .elapsed = plan_elapsed(p, w.as_of),
                      .of = p,
                      .plan = *plan,
                      .scores = had.scores,
                      .marks = had.marks,
                      .size = p->target_count};
  if (!b->scores)
    board_take(b, p);
  memcpy(b->marks, marks, p->target_count);
  b->panes = mem_alloc(p->pane_count * sizeof *b->panes);
  memcpy(b->panes, panes, p->pane_count * sizeof *b->panes);
}

/* Sees to it that the target's score is there. */
static void look(const struct board *b, size_t target)
{
  if (!b->of || (b->marks[target] & SCORED) != 0)
    return;
  const struct target *t = &b->of->targets[target];
  b->scores[target] = score_target(b->of, t, b->when);
  b->marks[target] |= SCORED;
}

bool board_step(struct board *b, size_t most)
{
  for (; b->of && most > 0 && b->next < b->of->target_count; most--)
    look(b, b->next++);
  if (b->of && b->next == b->of->target_count)
    b->of = NULL;
  return b->of != NULL;
}

void board_release(struct board *b)
{
  if (!b->laid) {
    free(b->scores);
    free(b->marks);
  }
  free(b->panes);
  *b = (struct board){0};
}

/* Takes the score `was` of a target out of the sums, and `is` in. */
static void move(struct board *b, const struct target *t, const struct score *was, const struct score *is)
{
  tally_remove(&b->panes[t->pane], was, t->weight);
  tally_remove(&b->plan, was, t->weight);
  tally_add(&b->panes[t->pane], is, t->weight);
  tally_add(&b->plan, is, t->weight);
}

void board_lay(struct board *b, const struct board *under, const struct plan *p, size_t index,
               const struct target *t, struct date since)
{
  const struct score *was = board_score(under, index);
  *b = *under;
  b->laid = true;
  b->target = index;
  b->panes = mem_alloc(p->pane_count * sizeof *b->panes);
  memcpy(b->panes, under->panes, p->pane_count * sizeof *b->panes);
  b->score = score_with(p, t, b->when, was, since);
  b->mark = board_marks(p, t, &b->score, b->when);
  move(b, &p->targets[index], was, &b->score);
}

void board_replace(struct board *b, const struct plan *p, size_t index, const struct target *t)
{
  struct score was = b->scores[index];
  b->scores[index] = score_target(p, t, b->when);
  b->marks[index] = board_marks(p, t, &b->scores[index], b->when);
  move(b, &p->targets[index], &was, &b->scores[index]);
}

const struct score *board_score(const struct board *b, size_t target)
{
  if (b->laid && target == b->target)
    return &b->score;
  look(b, target);
  return &b->scores[target];
}

bool board_is(const struct board *b, size_t target, unsigned marks)
{
  if (b->laid && target == b->target)
    return (b->mark & marks) != 0;
  return (b->marks[target] & marks) != 0;
}

size_t board_choose(const struct board *b, size_t first, size_t count, const uint32_t *order, unsigned marks,
                    size_t also, uint32_t *out)
{
  const uint8_t *of = b->marks;
  size_t kept = 0;
  /* No branch: a filter takes any share. */
  for (size_t i = first; !order && i < first + count; i++) {
    out[kept] = (uint32_t)i;
    kept += (size_t)((of[i] & marks) != 0) | (size_t)(i == also);
  }
  for (size_t i = 0; order && i < count; i++) {
    uint32_t target = order[i];
    out[kept] = target;
    kept += (size_t)((of[target] & marks) != 0) | (size_t)(target == also);
  }
  return kept;
}
