/* Sums over targets, and the board of a whole plan.
 *
 * Sums are integers, so that taking a score away leaves exactly what was there before it came: the preview of
 * one figure moves a pane and the plan without a look at the other targets, and moving back is exact. */
#include "guatu/score/score.h"

#include <stdlib.h>

#include "guatu/base/mem.h"

static void tally_move(struct tally *t, const struct score *s, struct decimal weight, int by)
{
  size_t step = (size_t)by; /* −1 wraps around, and back */
  int128 w = (int128)weight.micros * by;

  t->lights[s->light] += step;
  if (s->light == LIGHT_CANCELLED)
    return;
  t->count += step;
  if (!s->measured)
    return;
  t->measured += step;
  t->weights += w;
  t->credits += w * s->credit;
  if (!s->has_pace_credit)
    return;
  t->pace_weights += w;
  t->pace_credits += w * s->pace_credit;
}

void tally_add(struct tally *t, const struct score *s, struct decimal weight)
{
  tally_move(t, s, weight, 1);
}

void tally_remove(struct tally *t, const struct score *s, struct decimal weight)
{
  tally_move(t, s, weight, -1);
}

static bool mean(int128 credits, int128 weights, int64_t *nanos)
{
  if (weights <= 0)
    return false;
  *nanos = (int64_t)(credits / weights); /* rounded down: only a full house is 1 */
  return true;
}

bool tally_completion(const struct tally *t, int64_t *nanos)
{
  return mean(t->credits, t->weights, nanos);
}

bool tally_pace(const struct tally *t, int64_t *nanos)
{
  return mean(t->pace_credits, t->pace_weights, nanos);
}

void board_make(struct board *b, const struct plan *p, struct when w)
{
  *b = (struct board){.when = w, .elapsed = plan_elapsed(p, w.as_of)};
  b->scores = mem_alloc(p->target_count * sizeof *b->scores);
  b->panes = mem_alloc(p->pane_count * sizeof *b->panes);
  for (size_t i = 0; i < p->target_count; i++) {
    const struct target *t = &p->targets[i];
    b->scores[i] = score_target(p, t, w);
    tally_add(&b->panes[t->pane], &b->scores[i], t->weight);
    tally_add(&b->plan, &b->scores[i], t->weight);
  }
}

void board_release(struct board *b)
{
  free(b->scores);
  free(b->panes);
  *b = (struct board){0};
}

void board_replace(struct board *b, const struct plan *p, size_t index, const struct target *t)
{
  struct decimal weight = p->targets[index].weight;
  struct tally *pane = &b->panes[p->targets[index].pane];
  struct score *s = &b->scores[index];

  tally_remove(pane, s, weight);
  tally_remove(&b->plan, s, weight);
  *s = score_target(p, t, b->when);
  tally_add(pane, s, weight);
  tally_add(&b->plan, s, weight);
}

void shares_split(const size_t *counts, size_t n, int *tenths)
{
  size_t all = 0;
  size_t largest = 0;
  int sum = 0;

  for (size_t i = 0; i < n; i++) {
    all += counts[i];
    if (counts[i] > counts[largest])
      largest = i;
  }
  for (size_t i = 0; i < n; i++) {
    tenths[i] = all ? (int)((counts[i] * (int128)2000 + all) / (2 * (int128)all)) : 0;
    sum += tenths[i];
  }
  if (all)
    tenths[largest] += 1000 - sum;
}
