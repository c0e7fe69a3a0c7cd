/* Replacements of spans of one text, collected first and applied together: offsets stay those of the old
 * text. The edited text need not be made to be written, hashed or compared: it can be had in pieces. */
#ifndef GUATU_STORE_PATCH_H
#define GUATU_STORE_PATCH_H

#include <stdbool.h>
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
/* Makes `text` the edited text, where it lies. Bytes before the first edit are not touched, the others move
 * at most twice. */
void patch_apply_to(struct patch *p, struct buf *text);
/* Whether the edited text is the old one. */
bool patch_is_idle(const struct patch *p, const char *text);
void patch_release(struct patch *p);

/* ---- in pieces ---- */

struct piece {
  const char *bytes;
  size_t len;
};

/* A text in pieces, which are borrowed. Zero-initialise with {0}; free `list`. */
struct pieces {
  struct piece *list;
  size_t count, len; /* len: of the text */
};

/* The edited text. */
struct pieces patch_pieces(struct patch *p, const char *text, size_t len);

/* Reading through it. */
struct pieces_at {
  const struct pieces *of;
  size_t piece, offset;
};
/* The next bytes, at most `most`: as many as lie together. An empty one at the end. */
struct piece pieces_next(struct pieces_at *at, size_t most);
/* Whether the next `len` bytes are these. */
bool pieces_match(struct pieces_at *at, const char *bytes, size_t len);

#endif
