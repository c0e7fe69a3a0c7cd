/* The dates that a plan is shown at when nobody asked for others. A plan that is over is a record: it is
 * shown as of its last figures, so that a figure entered years later still says what it said then. */
#include "guatu/score/score.h"

struct when when_default(const struct plan *p, struct date machine_today)
{
  struct when now = {machine_today, machine_today};
  const struct reading *last = NULL;

  if (date_cmp(machine_today, date_add(p->to, p->lag + p->grace)) <= 0)
    return now;
  for (size_t i = 0; i < p->target_count; i++) {
    const struct target *t = &p->targets[i];
    const struct reading *r = t->reading_count ? &t->readings[t->reading_count - 1] : NULL;
    if (r && (!last || date_cmp(r->through, last->through) > 0))
      last = r;
  }
  if (!last)
    return (struct when){p->to, machine_today};
  return date_cmp(last->through, p->to) < 0 ? (struct when){last->through, last->through} : now;
}
