/* Questions that a plan answers without a clock and without scoring: which target, which reading, which day a
 * new figure is for. */
#include "guatu/model/plan.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"

void plan_free(struct plan *p)
{
  if (!p)
    return;
  arena_free(&p->arena);
  free(p);
}

/* ---- ids ---- */

static int by_id_order(const void *a, const void *b, void *targets)
{
  const struct target *t = targets;
  size_t i = *(const size_t *)a;
  size_t j = *(const size_t *)b;
  int order = strcmp(t[i].id, t[j].id);
  return order ? order : (i > j) - (i < j);
}

bool plan_index(struct plan *p, size_t *dup)
{
  bool unique = true;

  p->by_id = arena_alloc(&p->arena, p->target_count * sizeof *p->by_id);
  for (size_t i = 0; i < p->target_count; i++)
    p->by_id[i] = i;
  if (p->target_count > 1)
    qsort_r(p->by_id, p->target_count, sizeof *p->by_id, by_id_order, p->targets);
  for (size_t i = 1; i < p->target_count; i++) {
    size_t later = p->by_id[i];
    if (strcmp(p->targets[p->by_id[i - 1]].id, p->targets[later].id) != 0)
      continue;
    if (unique || later < *dup) /* the first in the file that repeats another */
      *dup = later;
    unique = false;
  }
  return unique;
}

void plan_raise_latest(struct plan *p, const struct target *t)
{
  const struct reading *last = t->reading_count > 0 ? &t->readings[t->reading_count - 1] : NULL;

  if (!last || (p->has_latest && date_cmp(last->through, p->latest) <= 0))
    return;
  p->has_latest = true;
  p->latest = last->through;
}

void plan_look_latest(struct plan *p)
{
  p->has_latest = false;
  for (size_t i = 0; i < p->target_count; i++)
    plan_raise_latest(p, &p->targets[i]);
}

const struct target *plan_find(const struct plan *p, const char *id)
{
  size_t low = 0;
  size_t high = p->target_count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct target *t = &p->targets[p->by_id[middle]];
    int order = strcmp(id, t->id);
    if (order == 0)
      return t;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

#define SUGGEST_PREFIX 0
#define SUGGEST_PART   1 /* and from here on 1 + the edit distance */
#define SUGGEST_NEVER  100

/* How far `id` is from what was typed; SUGGEST_NEVER when it would be no help. A long word may have more
 * slips in it. */
static int suggest_rank(const char *id, const char *typed, size_t len)
{
  if (strncmp(id, typed, len) == 0)
    return SUGGEST_PREFIX;
  if (strstr(id, typed))
    return SUGGEST_PART;
  int distance = text_distance(typed, id);
  size_t slips = len / 3 > 3 ? len / 3 : 3;
  return (size_t)distance <= slips && (size_t)distance * 2 < len ? SUGGEST_PART + distance : SUGGEST_NEVER;
}

size_t plan_suggest(const struct plan *p, const char *id, const char **out, size_t max)
{
  char typed[65];
  size_t len = strlen(id);
  size_t count = 0;

  if (len == 0 || len >= sizeof typed)
    return 0;
  for (size_t i = 0; i <= len; i++) /* ids are lower case: the shift key is no mistake */
    typed[i] = id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] + ('a' - 'A')) : id[i];

  int last = SUGGEST_PART + (int)(len / 3 > 3 ? len / 3 : 3); /* no id is further away than that */
  for (int rank = SUGGEST_PREFIX; rank <= last && count < max; rank++)
    for (size_t i = 0; i < p->target_count && count < max; i++)
      if (suggest_rank(p->targets[i].id, typed, len) == rank)
        out[count++] = p->targets[i].id;
  return count;
}

/* ---- readings ---- */

/* The number of readings with `through` ≤ on. */
static size_t readings_until(const struct target *t, struct date on)
{
  size_t low = 0;
  size_t high = t->reading_count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (date_cmp(t->readings[middle].through, on) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct reading reading_keep(struct arena *a, const struct reading *r)
{
  struct reading copy = *r;
  copy.by = arena_text(a, r->by, strlen(r->by));
  copy.at = arena_text(a, r->at, strlen(r->at));
  copy.note = arena_text(a, r->note, strlen(r->note));
  return copy;
}

void reading_set_count(struct reading *r, int64_t count, int64_t of)
{
  int128 scaled = (int128)count * 100 * DECIMAL_ONE; /* both are in 0 … 10^12 */
  r->count = count;
  r->of = of;
  r->value.micros = (int64_t)((2 * scaled + of) / (2 * (int128)of));
}

const struct reading *target_effective(const struct target *t, struct date on)
{
  size_t count = readings_until(t, on);
  return count ? &t->readings[count - 1] : NULL;
}

const struct reading *target_reading(const struct target *t, struct date through)
{
  const struct reading *r = target_effective(t, through);
  return r && date_cmp(r->through, through) == 0 ? r : NULL;
}

struct target target_with(const struct target *t, const struct reading *r, struct arena *a)
{
  size_t before = readings_until(t, r->through);
  size_t after = before;
  if (before && date_cmp(t->readings[before - 1].through, r->through) == 0)
    before--; /* it stands in the place of the one it replaces */

  struct reading *list = arena_alloc(a, (t->reading_count + 1) * sizeof *list);
  size_t rest = t->reading_count - after;
  if (before)
    memcpy(list, t->readings, before * sizeof *list);
  list[before] = *r;
  if (rest)
    memcpy(list + before + 1, t->readings + after, rest * sizeof *list);

  struct target copy = *t;
  copy.readings = list;
  copy.reading_count = before + 1 + rest;
  return copy;
}

/* ---- what the figure is ---- */

static bool has_percent(const char *unit)
{
  return strstr(unit, "%") || strstr(unit, "％") || strstr(unit, "‰");
}

struct target target_without(const struct target *t, struct date through, struct arena *a)
{
  struct target other = *t;
  struct reading *rest = arena_alloc(a, (t->reading_count + 1) * sizeof *rest);
  other.reading_count = 0;
  for (size_t i = 0; i < t->reading_count; i++)
    if (date_cmp(t->readings[i].through, through) != 0)
      rest[other.reading_count++] = t->readings[i];
  other.readings = rest;
  return other;
}

bool target_countable(const struct target *t)
{
  if (t->decimals != 0)
    return false;
  switch (t->kind) {
  case KIND_CUMULATIVE:
    return true;
  case KIND_LEVEL:
    return !has_percent(t->unit.en) && !has_percent(t->unit.zh);
  case KIND_RATE:
  case KIND_COVERAGE:
  case KIND_MILESTONE:
  case KIND_COUNT:
    return false;
  }
  return false;
}

int64_t target_unit_scale(const struct target *t)
{
  static const struct {
    const char *prefix;
    int64_t scale;
  } scales[] = {{"万亿", 1000000000000}, {"亿", 100000000}, {"万", 10000}}; /* the longest first */

  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
    if (strncmp(t->unit.zh, scales[i].prefix, strlen(scales[i].prefix)) == 0)
      return scales[i].scale;
  return 1;
}

struct date target_report_day(const struct plan *p, const struct target *t, struct date today)
{
  struct date end;

  if (reports_last_end(p->reports, t->start, t->due, today, &end))
    return end;
  /* none has finished: the first one's end, which is the target's own when it is over sooner */
  int months = reports_months(p->reports);
  int index = date_month_index(t->start) / months * months + months - 1;
  struct date first = date_month_end(index);
  return date_cmp(first, t->due) < 0 ? first : t->due;
}
