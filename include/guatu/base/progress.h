/* How far a long piece of work is, for somebody who waits for it. Work that may be long says where it is; who
 * waits is told when it has taken a while already, and not more often than the number changes. */
#ifndef GUATU_BASE_PROGRESS_H
#define GUATU_BASE_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

#define PROGRESS_AFTER_MS 200 /* what is quicker is not told */

struct progress {
  void (*tell)(void *context, unsigned percent); /* 0 … 100, only rising */
  void *context;
  int64_t since;     /* clock_ms() when it began */
  unsigned from, to; /* the share of the whole, in percent, that the present part is */
  unsigned told;     /* percent + 1; 0: nothing yet */
};

void progress_begin(struct progress *g, void (*tell)(void *context, unsigned percent), void *context);
/* What comes now is the work from `from` to `to` percent. NULL is fine: nobody waits. */
void progress_part(struct progress *g, unsigned from, unsigned to);
/* So much of the part is done; all > 0. To be called every now and then: it asks for the time. */
void progress_at(struct progress *g, size_t done, size_t all);

#endif
