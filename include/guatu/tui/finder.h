/* Finding targets by a text while it is typed, in steps: a search of any size goes on between keys. What was
 * found for a text is kept for the texts that begin with it, and for going back to it. */
#ifndef GUATU_TUI_FINDER_H
#define GUATU_TUI_FINDER_H

#include "guatu/tui/scene.h"

#include <stdint.h>

enum { FIND_PLANES = 4, FIND_MOST = sizeof((struct scene *)0)->find };

/* What is known of the first `len` bytes of the text. */
struct find_level {
  size_t len;
  uint64_t *hits; /* a bit a row, from the finder's origin on, round all lists */
  size_t scanned; /* rows looked at */
  size_t count;   /* of them with the text */
};

/* Zero-initialise with {0}. */
struct finder {
  uint64_t *letters[FIND_PLANES]; /* by target: which letters its texts hold, bit 0 of the first: looked at */
  size_t targets, looked;         /* how many; finder_prepare has come so far */
  char text[FIND_MOST];           /* of the levels */
  struct find_level levels[FIND_MOST];
  size_t depth;
  size_t rows, origin; /* rows in all lists, one list after the other; where the search began */
};

/* The plan is another. */
void finder_release(struct finder *f);
/* A target's texts may be others. */
void finder_changed(struct finder *f, size_t target);
/* The lists are others: what was found is forgotten. */
void finder_lists(struct finder *f);
/* Gets ready for searches by looking at `most` targets; false when all are looked at. */
bool finder_prepare(struct finder *f, const struct plan *p, size_t most);

/* Goes on searching for scene.find (not "") in the lists shown, from the cursor that the search was begun
 * with; true when all rows are looked at. About `effort` × 2 ns. */
bool finder_scan(struct finder *f, const struct scene *s, size_t effort);
/* How many of the rows looked at have the text. */
size_t finder_count(const struct finder *f);
/* The next row with the text from the cursor on, the cursor's own first when `here`; false: none, or none is
 * known yet. Backwards once finder_scan has said true. */
bool finder_next(const struct finder *f, const struct scene *s, bool forward, bool here, size_t *pane,
                 size_t *row);

#endif
