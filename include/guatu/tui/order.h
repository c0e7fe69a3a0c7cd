/* What scene.c asks of the orders. Nobody else includes this. */
#ifndef GUATU_TUI_ORDER_H
#define GUATU_TUI_ORDER_H

#include "guatu/tui/scene.h"

/* The targets in the order of scene.sort, as far as it was ever made; NULL: in the file's. */
const uint32_t *orders_of(const struct scene *s);
/* Where the target stands, or would stand, among some of its pane's that are in the order of scene.sort; of
 * an order that is not known any number up to `count`. */
size_t orders_place(const struct scene *s, const uint32_t *targets, size_t count, size_t target);
/* The target's score is another. */
void orders_move(struct scene *s, size_t target);
void orders_release(struct scene *s);

#endif
