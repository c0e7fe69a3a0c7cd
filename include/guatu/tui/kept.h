/* Parts of a picture that are kept from one picture to the next.
 *
 * A key changes two rows of a screen; drawing all the others anew is nine tenths of what its answer costs. So
 * a part is drawn on a canvas of its own, with a number for everything that its look depends on, and taken
 * from there as long as that number is the same. What is drawn over a part does no harm: the part's own
 * canvas does not have it. */
#ifndef GUATU_TUI_KEPT_H
#define GUATU_TUI_KEPT_H

#include "guatu/tui/canvas.h"

struct kept {
  struct kept_part {
    uint64_t looks;
    struct canvas canvas;
  } * parts;
  size_t count;
};

/* A number for `looks` and `more`; bytes in a struct's holes may make it another one, which costs a drawing.
 */
uint64_t kept_looks(uint64_t looks, uint64_t more);
uint64_t kept_looks_of(uint64_t looks, const void *bytes, size_t size);

/* The area to draw part number `part` in, which will stand at `a`; its rows are 0 when it looks as it did,
 * and nothing needs to be drawn. kept_end puts it there. `k` NULL: keeps nothing, the area is `a` itself. */
struct area kept_begin(struct kept *k, size_t part, struct area a, uint64_t looks);
void kept_end(struct kept *k, size_t part, struct area a);
void kept_release(struct kept *k);

#endif
