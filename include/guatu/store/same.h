/* Whether two documents say the same, except for one part of each. The proof behind every edit. */
#ifndef GUATU_STORE_SAME_H
#define GUATU_STORE_SAME_H

#include <stdbool.h>

#include "guatu/store/doc.h"

/* Compares both trees node by node: types, names, order and the bytes of every scalar. The node `skip_a` of
 * `a` and `skip_b` of `b` (with all they hold) are left out; 0 leaves out nothing. Two skipped nodes must
 * stand at the same place. */
bool doc_same(const struct doc *a, uint32_t skip_a, const struct doc *b, uint32_t skip_b);
/* The same of two nodes, with their names and all below them. */
bool doc_same_node(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y);

#endif
