/* What the parts of an edit share. Nobody but src/store/splice*.c includes this. */
#ifndef GUATU_STORE_SPLICE_PARTS_H
#define GUATU_STORE_SPLICE_PARTS_H

#include "guatu/store/doc.h"
#include "guatu/store/record.h"
#include "guatu/store/splice.h"

#define SPLICE_TARGET 1u /* the target's node in its document */

/* The edit of one target under way. */
struct edit {
  struct buf text; /* the group as a document */
  struct doc doc;  /* of it */
  struct splice *out;
  struct problems *problems;
  const char *file; /* the text around, and where the group begins in it: for messages */
  size_t start;
};

enum standing { STANDING_GO, STANDING_SETTLED, STANDING_CONFLICT };
/* Compares the file's reading (node 0: none) with the one the person saw. */
enum standing splice_judge(const struct change *c, const struct record *found);

/* Writes a new reading in the style of the element `neighbour`; 0: there is none. */
void splice_write(const struct doc *d, uint32_t neighbour, struct arena *a, const struct reading *r,
                  struct buf *out);
/* Scans the text; `known`: libconfig has read the group already, with the whole dataset. */
bool splice_readable(struct doc *d, const struct buf *text, bool known);
/* Whether a reading says what was asked for; `was` is the old one. */
bool splice_says(const struct record *is, const struct change *c, const struct record *was);
/* Notes what is carried out: the file's reading, and what it becomes. */
void splice_note(struct splice *s, const struct change *c, const struct record *found);
/* The edited text is what is worked on now; the old one is left in its place. */
void splice_take(struct edit *e, struct buf *text, struct doc *doc);

/* Of the changes, in the order of their days, those of readings that are there, or those that are new, all
 * made and proven at once: that costs what one costs. False when it can't be done so, and nothing has
 * happened then; *first is the change that must be made before, because it stands before all readings that
 * there are.
 */
bool splice_many(struct edit *e, const struct change *list, size_t count, bool there, size_t *first);

#endif
