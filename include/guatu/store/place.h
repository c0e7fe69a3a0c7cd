/* Where a reading goes in the text: put in with the layout of its neighbours, or taken out again without a
 * trace. */
#ifndef GUATU_STORE_PLACE_H
#define GUATU_STORE_PLACE_H

#include "guatu/store/doc.h"
#include "guatu/store/patch.h"
#include "guatu/store/record.h"

/* Plans new elements of the list `list`, one behind the other between the elements `prev` and `next` (0: at
 * the end, at the beginning, where there can be only one), which must be neighbours. */
void place_elements(const struct doc *d, uint32_t list, uint32_t prev, uint32_t next,
                    const struct buf *bodies, size_t count, struct patch *out);
/* Plans the first element of an empty list. */
void place_first(const struct doc *d, uint32_t list, const struct buf *body, struct patch *out);
/* Plans `readings = ( … )` in a target's group that has none. */
void place_list(const struct doc *d, uint32_t target, const struct buf *body, struct patch *out);

/* Plans the removal of the element `node` with its comma and its line. */
void place_out(const struct doc *d, uint32_t prev, uint32_t node, struct patch *out);
/* Plans the removal of a group's setting, with its line when it has one for itself. */
void place_setting_out(const struct doc *d, uint32_t group, uint32_t setting, struct patch *out);

#endif
