/* Stages of a milestone: which are done by a reading, which are due by a day, and what share of the whole
 * they weigh.
 *
 * A milestone without stages is treated as one stage due at the deadline, so that no caller needs two rules.
 * Weights that sum to 0 count as equal. */
#include "guatu/score/aim.h"

#include "guatu/score/exact.h"

size_t target_stage_count(const struct target *t)
{
  return t->stage_count ? t->stage_count : 1;
}

struct date target_stage_due(const struct target *t, size_t i)
{
  return t->stage_count ? t->stages[i].due : t->due;
}

static bool weightless(const struct target *t)
{
  for (size_t i = 0; i < t->stage_count; i++)
    if (t->stages[i].weight.micros > 0)
      return false;
  return true;
}

/* The weight of the first `count` stages, as a share of all. */
static struct ratio first_stages(const struct target *t, size_t count)
{
  bool equal = weightless(t);
  int128 part = 0;
  int128 all = 0;

  if (t->stage_count == 0)
    return exact_whole(count > 0);
  for (size_t i = 0; i < t->stage_count; i++) {
    int64_t weight = equal ? 1 : t->stages[i].weight.micros;
    all += weight;
    part += i < count ? weight : 0;
  }
  return ratio_of(part, all);
}

/* Whether a reading counts stages (in *count), rather than giving a share of the whole (in *share). */
static bool counts_stages(const struct target *t, const struct reading *r, size_t *count, struct ratio *share)
{
  int64_t done = r->count;

  *share = r->of > 0 ? ratio_of(r->count, r->of) : exact_of(r->value);
  if (t->stage_count == 0)
    return false;
  if (r->of > 0 && r->of != (int64_t)t->stage_count)
    return false;
  if (r->of == 0)
    done = r->value.micros / DECIMAL_ONE;
  *count = done < 0 ? 0 : done > (int64_t)t->stage_count ? t->stage_count : (size_t)done;
  return true;
}

struct ratio reading_level(const struct target *t, const struct reading *r)
{
  size_t count;
  struct ratio share;

  if (t->kind != KIND_MILESTONE)
    return r->of > 0 ? ratio_of((int128)r->count * 100, r->of) : exact_of(r->value);
  return counts_stages(t, r, &count, &share) ? first_stages(t, count) : share;
}

bool target_stage_done(const struct target *t, const struct reading *r, size_t i)
{
  size_t count;
  struct ratio share;

  if (counts_stages(t, r, &count, &share))
    return i < count;
  return ratio_cmp(share, first_stages(t, i + 1)) >= 0;
}

struct ratio target_stages_due(const struct target *t, struct date on)
{
  bool equal = weightless(t);
  int128 part = 0;
  int128 all = 0;

  for (size_t i = 0; i < target_stage_count(t); i++) {
    int64_t weight = equal ? 1 : t->stages[i].weight.micros;
    all += weight;
    part += date_cmp(target_stage_due(t, i), on) <= 0 ? weight : 0;
  }
  return ratio_of(part, all);
}
