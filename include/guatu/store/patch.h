/* Replacements of spans of one text, collected first and applied together: offsets stay those of the old
 * text. */
#ifndef GUATU_STORE_PATCH_H
#define GUATU_STORE_PATCH_H

#include <stddef.h>

#include "guatu/base/mem.h"

struct patch_edit {
  size_t start, end; /* the bytes [start, end) of the old text give way … */
  char *bytes;       /* … to these; owned */
  size_t len;
};

/* Zero-initialise with {0}. Spans must not overlap; insertions at one offset keep their order, and
 * stand before what replaces the bytes that begin there. */
struct patch {
  struct patch_edit *list;
  size_t count;
};

void patch_put(struct patch *p, size_t start, size_t end, const char *bytes, size_t len);
void patch_insert(struct patch *p, size_t at, const struct buf *bytes);
void patch_cut(struct patch *p, size_t start, size_t end);
/* Writes the edited text to `out` (emptied first). */
void patch_apply(struct patch *p, const char *text, size_t len, struct buf *out);
void patch_release(struct patch *p);

#endif
