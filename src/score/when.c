/* The dates that a plan is shown at when nobody asked for others. A plan that is over is a record: it is
 * shown as of its last figures, so that a figure entered years later still says what it said then. */
#include "guatu/score/score.h"

bool when_same(struct when a, struct when b)
{
  return date_cmp(a.as_of, b.as_of) == 0 && date_cmp(a.today, b.today) == 0;
}

struct when when_default(const struct plan *p, struct date machine_today)
{
  struct when now = {machine_today, machine_today};

  if (date_cmp(machine_today, date_add(p->to, p->lag + p->grace)) <= 0)
    return now;
  if (!p->has_latest)
    return (struct when){p->to, machine_today};
  return date_cmp(p->latest, p->to) < 0 ? (struct when){p->latest, p->latest} : now;
}
