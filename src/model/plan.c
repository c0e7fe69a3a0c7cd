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
  const struct reading *last = t->reading_count > 0 ? target_nth(t, t->reading_count - 1) : NULL;

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

size_t target_before(const struct target *t, struct date on)
{
  size_t low = 0;
  size_t high = t->reading_count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (date_cmp(target_nth(t, middle)->through, on) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t target_until(const struct target *t, struct date on)
{
  size_t count = target_before(t, on);
  return count < t->reading_count && date_cmp(target_nth(t, count)->through, on) == 0 ? count + 1 : count;
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
  size_t count = target_until(t, on);
  return count ? target_nth(t, count - 1) : NULL;
}

const struct reading *target_reading(const struct target *t, struct date through)
{
  const struct reading *r = target_effective(t, through);
  return r && date_cmp(r->through, through) == 0 ? r : NULL;
}

/* A copy without a reading for the day, or with `r`. */
static struct target target_parted(const struct target *t, struct date through, const struct reading *r)
{
  struct target copy = *t;
  size_t after = target_until(t, through);
  copy.at = target_before(t, through);
  copy.with = r;
  copy.rest = t->reading_count > 0 ? t->readings + after : r;
  copy.reading_count = copy.at + (r != NULL) + (t->reading_count - after);
  return copy;
}

struct target target_with(const struct target *t, const struct reading *r)
{
  return target_parted(t, r->through, r);
}

struct target target_without(const struct target *t, struct date through)
{
  return target_parted(t, through, NULL);
}

/* ---- what the figure is ---- */

static bool has_percent(const char *unit)
{
  return strstr(unit, "%") || strstr(unit, "％") || strstr(unit, "‰");
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
