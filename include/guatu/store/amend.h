/* A reading that is there already, changed in place: only the bytes of what differs. */
#ifndef GUATU_STORE_AMEND_H
#define GUATU_STORE_AMEND_H

#include "guatu/store/doc.h"
#include "guatu/store/patch.h"
#include "guatu/store/record.h"

/* Plans the change of `old` into `now`. An empty note of `now` leaves the old one, unless `exact`. False when
 * a text to be replaced is written in several pieces with a comment between, which would be lost; *where gets
 * its offset. */
bool amend_record(const struct doc *d, const struct record *old, const struct reading *now, bool exact,
                  struct patch *out, size_t *where);

#endif
