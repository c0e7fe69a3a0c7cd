/* Two plans walked side by side in the order of their ids, and two lists of readings in the order of their
 * days. Who changed a figure is who stands by it: a change without a name is a change all the same. */
#include "guatu/edit/news.h"

#include <stdlib.h>
#include <string.h>

static bool same_reading(const struct reading *a, const struct reading *b)
{
  return decimal_cmp(a->value, b->value) == 0 && a->count == b->count && a->of == b->of &&
         strcmp(a->by, b->by) == 0 && strcmp(a->at, b->at) == 0 && strcmp(a->note, b->note) == 0;
}

static void note_newest(struct news *n, const struct reading *was, const struct reading *r, size_t target)
{
  if (n->newest != NULL && strcmp(r->at, n->newest->at) < 0)
    return;
  n->newest = r;
  n->newest_target = target;
  n->newest_signed =
      r->by[0] != '\0' && (was == NULL || strcmp(was->at, r->at) != 0 || strcmp(was->by, r->by) != 0);
}

/* Whether the readings differ. `t` is the later target, at `index`; `was` may be NULL. */
static bool differ(struct news *n, const struct target *was, const struct target *t, size_t index)
{
  size_t i = 0, k = 0, had = was != NULL ? was->reading_count : 0;
  bool found = false;
  while (i < had || k < t->reading_count) {
    int order = i == had                ? 1
                : k == t->reading_count ? -1
                                        : date_cmp(was->readings[i].through, t->readings[k].through);
    const struct reading *r = order < 0 ? &was->readings[i] : &t->readings[k];
    if (order != 0 || !same_reading(&was->readings[i], &t->readings[k])) {
      found = true;
      if (order >= 0)
        note_newest(n, order == 0 ? &was->readings[i] : NULL, r, index);
    }
    i += order <= 0;
    k += order >= 0;
  }
  return found;
}

/* Notes the target at `index` where its readings are others than those of `was`; one of at most `most`. */
static void note(struct news *n, const struct target *was, const struct plan *after, size_t index,
                 size_t most)
{
  if (!differ(n, was, &after->targets[index], index))
    return;
  if (n->count == 0)
    n->targets = mem_resize(n->targets, most, sizeof *n->targets);
  n->targets[n->count++] = index;
}

void news_between(struct news *n, const struct plan *before, const struct plan *after)
{
  news_clear(n);
  for (size_t i = 0, k = 0; k < after->target_count; k++) {
    size_t index = after->by_id[k];
    const struct target *t = &after->targets[index], *was = NULL;
    int order = -1;
    while (i < before->target_count && (order = strcmp(before->targets[before->by_id[i]].id, t->id)) < 0)
      i++;
    if (i < before->target_count && order == 0)
      was = &before->targets[before->by_id[i]];
    note(n, was, after, index, after->target_count);
  }
}

void news_of(struct news *n, const struct plan *after, const struct target_change *list, size_t count)
{
  news_clear(n);
  for (size_t i = 0; i < count; i++)
    note(n, &list[i].was, after, list[i].target, count);
}

void news_clear(struct news *n)
{
  n->count = 0;
  n->newest = NULL;
}

void news_release(struct news *n)
{
  free(n->targets);
  *n = (struct news){0};
}
