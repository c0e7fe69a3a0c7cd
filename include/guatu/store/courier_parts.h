/* What the two ends of a courier share. Nobody but src/store/courier*.c includes this. */
#ifndef GUATU_STORE_COURIER_PARTS_H
#define GUATU_STORE_COURIER_PARTS_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "guatu/store/courier.h"

/* Shared memory: written by the courier, read by its master. */
struct courier_desk {
  _Atomic int64_t since_ms; /* clock_ms() when it went to the disk; 0: it is not there */
};

/* Master to courier; small enough for a pipe to take it whole. */
struct courier_errand_head {
  uint32_t errand; /* counts from 1 */
  uint32_t now, lang, anew;
};

/* Courier to master, before `len` bytes. */
struct courier_head {
  uint32_t errand;
  uint32_t kind; /* enum courier_kind */
  uint32_t anew;
  uint32_t unused; /* no byte of it is ever undefined */
  uint64_t len;
};

/* The courier's life, in the child. */
_Noreturn void courier_run(const char *path, int errands, int pieces, struct courier_desk *desk, pid_t master,
                           bool whole);

#endif
