/* One entry of a session as undo remembers it: the target's bytes and the day's reading on both sides. */
#ifndef GUATU_EDIT_REVISION_H
#define GUATU_EDIT_REVISION_H

#include "guatu/base/mem.h"
#include "guatu/model/plan.h"

struct revision {
  char *target; /* id; owned */
  struct date through;
  struct buf before, after; /* the target's group in the file, byte for byte */
  bool has_old, has_new;
  struct reading old, new; /* the day's reading; texts owned */
};

/* A stack. Zero-initialise with {0}. */
struct revisions {
  struct revision *list;
  size_t count;
};

/* Starts a revision with the reading there was (NULL: none). Copies all it is given. */
void revision_begin(struct revision *r, const char *target, struct date through, const struct reading *old);
/* Completes it: takes the bytes of `sides` over, copies the reading there is now. */
void revision_end(struct revision *r, struct revision *sides, const struct reading *now);
/* Takes other bytes over for both sides (an undo of one figure in a target that others changed too). */
void revision_bytes(struct revision *r, struct buf *before, struct buf *after);
void revision_release(struct revision *r);

const struct reading *revision_old(const struct revision *r); /* NULL: there was none */
const struct reading *revision_new(const struct revision *r);

/* Moves `r` to the top; `r` is empty afterwards. */
void revisions_push(struct revisions *s, struct revision *r);
void revisions_release(struct revisions *s);

#endif
