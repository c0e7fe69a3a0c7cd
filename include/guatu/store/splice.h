/* Editing the text: readings of one target entered, changed or taken out, and every other byte left as it is
 * (PLATFORM §2). */
#ifndef GUATU_STORE_SPLICE_H
#define GUATU_STORE_SPLICE_H

#include <stddef.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/store/change.h"

/* What an edit of one target came to. Zero-initialise with {0}. */
struct splice {
  struct buf group;    /* the target's new bytes */
  struct change *made; /* as they were carried out: `old` is what the file said, `new` what it says now */
  size_t made_count;
  struct change
      *refused; /* another has changed them since: `old` is what the file says, `new` what was meant */
  size_t refused_count;
  struct arena arena; /* of all of these */
};

/* Carries out changes of one target, whose group stands at [start, end) in a dataset that loads. `group` gets
 * its new bytes; they are the old ones when the file says already what is new. A changed reading takes the
 * new by and at; an empty note leaves the old one. ERR_NO when a reading is not the change's `old` (one
 * problem for each, with both figures, who and when), or when the layout can't take it; then nothing is made.
 * The new group was scanned and confirmed by itself and differs from the old one's tree by exactly these
 * changes; since all around it stays, so does the dataset's. */
enum err splice_target(const char *text, size_t start, size_t end, const struct change *list, size_t count,
                       struct splice *out, struct problems *p);

/* Puts the bytes `now` in place of a group that is exactly `was` (undo gives back the original bytes):
 * ERR_NO, without a problem, when it is not, or when `now` is no whole group. */
enum err splice_back(const char *text, size_t start, size_t end, const struct buf *was, const struct buf *now,
                     struct splice *out);

/* Whether these bytes are one whole group, by our scan and by libconfig. */
bool splice_is_group(const char *group, size_t len);

void splice_release(struct splice *s);

#endif
