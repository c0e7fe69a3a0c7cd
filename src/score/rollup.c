/* Sums over targets.
 *
 * They are integers, so that taking a score away leaves exactly what was there before it came: the preview of
 * one figure moves a pane and the plan without a look at the other targets, and moving back is exact. */
#include "guatu/score/score.h"

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
