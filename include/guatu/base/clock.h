/* The machine's clock: with who.h the only place where the world's state comes in. */
#ifndef GUATU_BASE_CLOCK_H
#define GUATU_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Local date as days since 1970-01-01 (see struct date). */
int clock_today(void);
/* Local time as "2021-07-13T10:02:11+08:00" (RFC 3339); `out` holds ≥ 32 bytes. */
void clock_stamp(char *out, size_t size);
/* Milliseconds until the next local midnight, 1 … 86 400 000 (for the console's only idle wake-up). */
int clock_until_midnight(void);
/* Milliseconds that only go forward, whatever is done to the clock: for measuring and waiting. */
int64_t clock_ms(void);

/* Everything that a wall asks the clock, read at one moment. */
struct clock_now {
  int64_t ms;      /* clock_ms() */
  int64_t seconds; /* since 1970 */
  int today;       /* clock_today() */
  int minute;      /* of the local day, 0 … 1439 */
  int left_ms;     /* until the next minute, 1 … 60 000 */
};
void clock_read(struct clock_now *out);

#endif
