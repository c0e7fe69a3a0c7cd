/* One save of a session as undo remembers it: each target's bytes and readings on both sides. An entry has
 * one target with one reading, an import many. */
#ifndef GUATU_EDIT_REVISION_H
#define GUATU_EDIT_REVISION_H

#include "guatu/base/mem.h"
#include "guatu/store/change.h"

struct revision_part {
  char *target;             /* id; owned */
  struct buf before, after; /* its group in the file, byte for byte */
  struct change *changes;   /* from before to after; texts on the revision's arena */
  size_t count;
};

struct revision {
  struct revision_part *parts;
  size_t count;
  struct arena arena;
};

/* A stack. Zero-initialise with {0}. */
struct revisions {
  struct revision *list;
  size_t count;
};

/* Adds a target; takes the bytes over and copies the changes. */
void revision_add(struct revision *r, const char *target, struct buf *before, struct buf *after,
                  const struct change *changes, size_t count);
void revision_release(struct revision *r);

/* Moves `r` to the top; `r` is empty afterwards. */
void revisions_push(struct revisions *s, struct revision *r);
void revisions_release(struct revisions *s);

#endif
