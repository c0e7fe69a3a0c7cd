/* Editing the text: one reading entered, changed or taken out, and every other byte left as it is (PLATFORM
 * §2). */
#ifndef GUATU_STORE_SPLICE_H
#define GUATU_STORE_SPLICE_H

#include <stdbool.h>

#include "guatu/model/plan.h"
#include "guatu/store/doc.h"

/* One change of the dataset, by target and day. Texts are borrowed. */
struct change {
  const char *target;
  struct date through;
  bool has_old; /* what the person saw before: the save refuses when the file says something else by now */
  struct reading old;
  bool has_new; /* false: the reading is taken out */
  struct reading new;
  bool exact; /* for undo: `old` must also be by the same person at the same time, and an empty note takes the
                 old one out */
};

/* Writes the edited text to `out` (emptied first); the text as it is when the file says already what is new.
 * A changed reading takes `new`'s by and at; an empty note leaves the old one. Fails without touching
 * anything when the target is not there, when the file's reading is not the change's `old` (the message gives
 * both figures, who and when), or when the layout can't take it. The result was scanned and confirmed again
 * and differs from the old text's tree by exactly this change. */
enum err splice_change(const char *text, size_t len, const struct change *c, struct buf *out,
                       struct problems *p);

/* A target's group as raw bytes [*start, *end): what undo keeps to give back the original bytes. False when
 * there is no such target. */
bool splice_target_span(const struct doc *d, const char *target, size_t *start, size_t *end);

/* Puts the bytes `now` in place of a target's group that is exactly `was`. ERR_NO, without a problem, when it
 * is not or when the result would not be the same document around it. */
enum err splice_target(const char *text, size_t len, const char *target, const struct buf *was,
                       const struct buf *now, struct buf *out, struct problems *p);

#endif
