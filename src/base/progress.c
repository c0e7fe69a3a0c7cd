/* The time is asked for at each call, a few dozen nanoseconds; callers see to it that a call is worth some
 * thousand bytes of work. */
#include "guatu/base/progress.h"

#include "guatu/base/clock.h"

void progress_begin(struct progress *g, void (*tell)(void *context, unsigned percent), void *context)
{
  *g = (struct progress){.tell = tell, .context = context, .since = clock_ms(), .to = 100};
}

void progress_part(struct progress *g, unsigned from, unsigned to)
{
  if (!g)
    return;
  g->from = from;
  g->to = to;
}

void progress_at(struct progress *g, size_t done, size_t all)
{
  if (!g || all == 0)
    return;
  done = done < all ? done : all;
  unsigned percent = g->from + (unsigned)((double)done / (double)all * (g->to - g->from));
  if (percent < g->told || clock_ms() - g->since < PROGRESS_AFTER_MS)
    return;
  g->told = percent + 1;
  g->tell(g->context, percent);
}
