/* The orders of all targets, made by merging runs in steps and kept: a figure that is saved moves one target,
 * and another order is there when it is asked for. */
#include "guatu/tui/order.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"

#define KEY_EFFORT 5 /* of one more key, beside one more target merged */

void orders_release(struct scene *s)
{
  struct orders *o = &s->orders;
  for (size_t i = 0; i < SORT_COUNT; i++) {
    free(o->by[i].keys);
    free(o->by[i].targets);
  }
  free(o->runs);
  free(o->merged);
  *o = (struct orders){0};
}

/* Of a budget the share used beyond the calendar is what is bad: its gap counts the other way. */
static bool is_budget(const struct target *t)
{
  return t->kind == KIND_CUMULATIVE && (t->sense == SENSE_AT_MOST || t->sense == SENSE_LESS_THAN);
}

static int64_t key_of_gap(const struct scene *s, size_t target)
{
  const struct score *score = board_score(s->board, target);
  if (!score->has_gap)
    return INT64_MAX;
  return is_budget(&s->plan->targets[target]) ? -score->gap.micros : score->gap.micros;
}

static int64_t key_of(const struct scene *s, enum sort_by sort, size_t target)
{
  const struct score *score = board_score(s->board, target);
  switch (sort) {
  case SORT_GAP:
    return key_of_gap(s, target);
  case SORT_COMPLETION:
    return score->has_completion ? ratio_nanos(score->completion) : INT64_MAX;
  case SORT_DATE:
    return score->reading ? score->reading->through.days : INT64_MIN;
  case SORT_FILE:
  case SORT_COUNT:
    break;
  }
  return 0;
}

/* Whether `a` stands before `b` of the same pane; in the file's order where there are no keys. */
static bool is_before(const struct order *o, size_t a, size_t b)
{
  return o->keys && o->keys[a] != o->keys[b] ? o->keys[a] < o->keys[b] : a < b;
}

/* How many of a pane's targets stand before this one. */
static size_t place_of(const struct order *o, const uint32_t *targets, size_t count, size_t target)
{
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (is_before(o, targets[middle], target))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---- making ---- */

static enum sort_by sort_of(const struct scene *s, const struct order *o)
{
  return (enum sort_by)(o - s->orders.by);
}

bool scene_is_sorted(const struct scene *s)
{
  return s->sort == SORT_FILE || s->orders.by[s->sort].known;
}

const uint32_t *orders_of(const struct scene *s)
{
  return s->sort == SORT_FILE ? NULL : s->orders.by[s->sort].targets;
}

size_t orders_place(const struct scene *s, const uint32_t *targets, size_t count, size_t target)
{
  const struct order *o = &s->orders.by[s->sort];
  return o->keys && target >= s->orders.count ? count : place_of(o, targets, count, target);
}

/* What is to be made next: what is asked for, then the others. */
static struct order *order_wanted(struct scene *s)
{
  struct orders *o = &s->orders;
  if (!scene_is_sorted(s))
    return &o->by[s->sort];
  for (size_t i = SORT_FILE + 1; i < SORT_COUNT; i++)
    if (!o->by[i].known)
      return &o->by[i];
  return NULL;
}

static void begin(struct scene *s, struct order *order)
{
  struct orders *o = &s->orders;
  o->count = s->plan->target_count;
  o->making = order;
  o->keyed = o->pane = o->at = 0;
  o->width = 1;
  if (!order->keys)
    order->keys = mem_alloc((o->count + 1) * sizeof *order->keys);
  if (!o->runs) {
    o->runs = mem_alloc((o->count + 1) * sizeof *o->runs);
    o->merged = mem_alloc((o->count + 1) * sizeof *o->merged);
  }
}

static void finish(struct orders *o)
{
  o->making->known = true;
  o->making = NULL;
  free(o->runs);
  free(o->merged);
  o->runs = o->merged = NULL;
}

/* One target more into the runs of twice the width. */
static void merge_one(struct orders *o, size_t count)
{
  size_t start = o->at & ~(2 * o->width - 1); /* the width is a power of two */
  size_t middle = start + o->width < count ? start + o->width : count;
  size_t end = start + 2 * o->width < count ? start + 2 * o->width : count;
  if (o->at == start) {
    o->left = start;
    o->right = middle;
  }
  bool left =
      o->left < middle && (o->right == end || !is_before(o->making, o->runs[o->right], o->runs[o->left]));
  o->merged[o->at++] = o->runs[left ? o->left++ : o->right++];
  if (o->at == count) {
    uint32_t *runs = o->merged;
    o->merged = o->runs;
    o->runs = runs;
    o->at = 0;
    o->width *= 2;
  }
}

/* The pane that is being put in order. */
static void merge_pane(struct scene *s, size_t *effort)
{
  struct orders *o = &s->orders;
  const struct pane *p = &s->plan->panes[o->pane];
  if (o->width == 1 && o->at == 0)
    for (size_t i = 0; i < p->count; i++)
      o->runs[i] = (uint32_t)(p->first + i);
  while (*effort > 0 && o->width < p->count) {
    merge_one(o, p->count);
    --*effort;
  }
  if (o->width < p->count)
    return;
  memcpy(o->making->targets + p->first, o->runs, p->count * sizeof *o->runs);
  o->pane++;
  o->width = 1;
}

bool scene_sort_step(struct scene *s, size_t effort)
{
  struct orders *o = &s->orders;
  struct order *wanted = order_wanted(s);
  if (!wanted)
    return false;
  if (o->making != wanted)
    begin(s, wanted);
  for (; o->keyed < o->count && effort > 0; o->keyed++) {
    wanted->keys[o->keyed] = key_of(s, sort_of(s, wanted), o->keyed);
    effort -= effort < KEY_EFFORT ? effort : KEY_EFFORT;
  }
  if (o->keyed == o->count && !wanted->targets) {
    wanted->targets = mem_alloc((o->count + 1) * sizeof *wanted->targets);
    for (size_t i = 0; i < o->count; i++)
      wanted->targets[i] = (uint32_t)i; /* rows may be made before all panes are in order */
  }
  while (o->keyed == o->count && o->pane < s->plan->pane_count && effort > 0)
    merge_pane(s, &effort);
  if (o->pane == s->plan->pane_count)
    finish(o);
  return true;
}

/* ---- keeping ---- */

void scene_rescored(struct scene *s, bool other)
{
  if (other)
    orders_release(s);
  for (size_t i = 0; i < SORT_COUNT; i++)
    s->orders.by[i].known = false;
  s->orders.making = NULL;
}

void orders_move(struct scene *s, size_t target)
{
  const struct pane *p = &s->plan->panes[s->plan->targets[target].pane];
  for (size_t i = SORT_FILE + 1; i < SORT_COUNT; i++) {
    struct order *o = &s->orders.by[i];
    if (!o->known)
      continue;
    uint32_t *targets = o->targets + p->first;
    size_t was = place_of(o, targets, p->count, target);
    memmove(targets + was, targets + was + 1, (p->count - was - 1) * sizeof *targets);
    o->keys[target] = key_of(s, (enum sort_by)i, target);
    size_t is = place_of(o, targets, p->count - 1, target);
    memmove(targets + is + 1, targets + is, (p->count - is - 1) * sizeof *targets);
    targets[is] = (uint32_t)target;
  }
  s->orders.making = NULL; /* it may have the old key */
}

/* ---- the worst of all panes ---- */

struct sort_key {
  int64_t key; /* smaller first */
  size_t target;
};

static bool key_before(const struct sort_key *a, const struct sort_key *b)
{
  return a->key != b->key ? a->key < b->key : a->target < b->target;
}

/* What is critical comes before what is behind, whatever the gaps: a rate's and a count's are no one scale.
 */
static bool is_worse(const struct scene *s, const struct sort_key *a, const struct sort_key *b)
{
  bool x = board_is(s->board, a->target, BOARD_CRITICAL), y = board_is(s->board, b->target, BOARD_CRITICAL);
  return x != y ? x : key_before(a, b);
}

void scene_behind(const struct scene *s, struct row_list *list, size_t most)
{
  struct sort_key *best = mem_alloc((most + 1) * sizeof *best);
  size_t count = 0;
  for (size_t i = 0; i < s->plan->target_count; i++) {
    struct sort_key key = {key_of_gap(s, i), i};
    if (!board_is(s->board, i, BOARD_BEHIND) ||
        (count == most && (most == 0 || !is_worse(s, &key, &best[most - 1]))))
      continue;
    size_t at = count < most ? count++ : most - 1;
    for (; at > 0 && is_worse(s, &key, &best[at - 1]); at--)
      best[at] = best[at - 1];
    best[at] = key;
  }
  list->targets = mem_resize(list->targets, count + 1, sizeof *list->targets);
  for (size_t i = 0; i < count; i++)
    list->targets[i] = (uint32_t)best[i].target;
  list->count = count;
  free(best);
}
