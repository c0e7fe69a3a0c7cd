/* The parts of a plan, read from their groups; used by the loader only. Mistakes are reported; what was wrong
 * keeps its default. */
#ifndef GUATU_STORE_LOAD_TARGET_H
#define GUATU_STORE_LOAD_TARGET_H

#include "guatu/store/load_field.h"

/* Reads one target. `place` is its number in its pane, from 1, for messages about a target without an id. */
void load_target(struct loader *l, uint32_t node, size_t place, struct target *t);
/* Reads its readings, sorted by day, with no two for one day. The target's own fields are there already. */
void load_readings(struct loader *l, uint32_t list, struct target *t);
/* Its stages, named items and plan points. */
void load_stages(struct loader *l, uint32_t list, struct target *t);
void load_items(struct loader *l, uint32_t list, struct target *t);
void load_points(struct loader *l, uint32_t list, struct target *t);

#endif
