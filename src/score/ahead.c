/* One target is scored at all times before the next, so that its readings are fetched once. Sums are
 * integers: what is taken out is exactly what was put in, and a target that changes costs its own scores. */
#include "guatu/score/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"

void ahead_begin(struct ahead *a, const struct plan *p, const struct when *whens, size_t count)
{
  ahead_release(a);
  a->whens = mem_alloc((count + 1) * sizeof *a->whens);
  memcpy(a->whens, whens, count * sizeof *whens);
  a->when_count = count;
  a->pane_count = p->pane_count;
  a->sums = mem_alloc((count + 1) * (p->pane_count + 1) * sizeof *a->sums);
  a->count = count > 0 ? p->target_count : 0;
  a->marks = mem_alloc(count * a->count + 1);
}

void ahead_release(struct ahead *a)
{
  free(a->whens);
  free(a->sums);
  free(a->marks);
  *a = (struct ahead){0};
}

/* The panes' sums at a time; the plan's come after the last of them. */
static struct tally *sums_at(const struct ahead *a, size_t when)
{
  return a->sums + when * (a->pane_count + 1);
}

/* Adds a target's scores to all sums, or takes them away; `t` stands, or stood, at the index. */
static void move(struct ahead *a, const struct plan *p, const struct target *t, size_t index,
                 void (*how)(struct tally *, const struct score *, struct decimal))
{
  size_t pane = p->targets[index].pane;
  for (size_t i = 0; i < a->when_count; i++) {
    struct score s = score_standing(p, t, a->whens[i]);
    how(&sums_at(a, i)[pane], &s, t->weight);
    how(&sums_at(a, i)[a->pane_count], &s, t->weight);
    a->marks[i * a->count + index] = board_marks(p, t, &s, a->whens[i]);
  }
}

void ahead_step(struct ahead *a, const struct plan *p, size_t most)
{
  for (; most > 0 && a->next < a->count; most--, a->next++)
    move(a, p, &p->targets[a->next], a->next, tally_add);
}

bool ahead_ready(const struct ahead *a)
{
  return a->next == a->count;
}

void ahead_replace(struct ahead *a, const struct plan *p, size_t index, const struct target *was,
                   const struct target *now)
{
  if (index >= a->next)
    return; /* its turn is still to come */
  move(a, p, was, index, tally_remove);
  move(a, p, now, index, tally_add);
}

bool ahead_board(const struct ahead *a, struct board *b, const struct plan *p, struct when w)
{
  for (size_t i = 0; i < a->when_count && ahead_ready(a); i++)
    if (date_cmp(a->whens[i].as_of, w.as_of) == 0 && date_cmp(a->whens[i].today, w.today) == 0) {
      board_open(b, p, w, sums_at(a, i), &sums_at(a, i)[a->pane_count], a->marks + i * a->count);
      return true;
    }
  return false;
}
