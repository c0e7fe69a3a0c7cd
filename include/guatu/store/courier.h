/* A process of its own that goes to the disk for somebody who must never wait for one: it reads a dataset and
 * its journal and hands over their bytes.
 *
 * Who started it needs no file any more, and can shut itself in without them: what the courier reads it does
 * not understand, and what understands it (and hears the keyboard) can open nothing. A disk that no longer
 * answers holds the courier, not its master; a folder that is swapped, a link that is led elsewhere, a file
 * system that is mounted anew are found, because its own sandbox denies writing anywhere but no place to
 * read.
 *
 * It ends when its master does. When it is killed, courier_lost tells. */
#ifndef GUATU_STORE_COURIER_H
#define GUATU_STORE_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"

struct courier;

/* `whole`: it ends at once when its sandbox can't be had whole. To be called before a terminal is opened;
 * ERR_NO when no process can be made. */
enum err courier_start(struct courier **out, const char *path, bool whole, struct problems *p);
void courier_stop(struct courier *c); /* NULL is fine */

enum courier_errand {
  COURIER_CHANGE, /* come back when dataset or journal may be others */
  COURIER_NOW     /* come back at once, with both */
};
/* The first is COURIER_NOW: what it brings is what changes are changes of. There is one errand at a time:
 * COURIER_NOW replaces the other, and follows one of its own kind; COURIER_CHANGE does nothing while there is
 * any. `lang`: of what can't be read. `anew`: the journal from its beginning. */
void courier_send(struct courier *c, enum courier_errand errand, enum lang lang, bool anew);
bool courier_away(const struct courier *c); /* on an errand */
/* Whether it was told to come back at once, and has not yet. */
bool courier_awaited(const struct courier *c);

enum courier_kind {
  COURIER_DATASET, /* its bytes */
  COURIER_REFUSED, /* it can't be read: the sentence that says why */
  COURIER_JOURNAL, /* the next bytes of it; `anew`: from the beginning, and none may be there */
  COURIER_BACK     /* that was all of the errand */
};
struct courier_piece {
  enum courier_kind kind;
  bool anew;
  struct buf *body; /* may be taken: leave {0} then. Borrowed until the next courier_take. */
};
/* What it brought, never waiting; false: nothing whole yet. */
bool courier_take(struct courier *c, struct courier_piece *out);
int courier_fd(const struct courier *c); /* readable when it brought something */
bool courier_lost(const struct courier *c);

/* For how long it has been waiting for the disk now, in milliseconds; 0: it is not. */
int64_t courier_stuck_ms(const struct courier *c);

#endif
