/* The pictures: pure functions from a scene to a canvas, and from a size to rectangles. */
#ifndef GUATU_TUI_VIEW_H
#define GUATU_TUI_VIEW_H

#include "guatu/tui/canvas.h"
#include "guatu/tui/scene.h"

/* The shapes of the overview, by size (DESIGN §4). */
enum shape {
  SHAPE_TINY, /* below 20×4: "too small" */
  SHAPE_LIST, /* below 40×10: one list */
  SHAPE_ONE,  /* below 80×24 (by either side): one pane under a line of tabs */
  SHAPE_SIDE, /* a column of panes beside the chosen one's table */
  SHAPE_WALL  /* ≥ 150×42: all panes open */
};

struct rect {
  int row, col, rows, cols;
};

#define LAYOUT_PANES 9

struct layout {
  enum shape shape;
  struct rect header, footer, message,
      side; /* empty rectangles where a shape has none; side: a column, or a line of tabs */
  struct rect panes[LAYOUT_PANES]; /* of each pane's frame; empty when it is not shown */
  int visible[LAYOUT_PANES];       /* target rows each shows; 0 when it is not shown */
  bool headings[LAYOUT_PANES];     /* a pane has a line of column headings above its rows */
};

/* Pure: rectangles for `rows`×`cols`, panes sized by their number of targets on the wall. Nothing overlaps,
 * nothing leaves the screen. */
struct layout layout_make(const struct plan *p, size_t chosen_pane, int rows, int cols);

/* Moves each list's `top` so that its cursor is visible; clamps cursors. The only function here that changes
 * a scene. */
void scene_scroll(struct scene *s, const struct layout *l);

/* Draws the whole screen for the scene's context. */
void view_draw(const struct scene *s, struct canvas *c);

/* `guatu show`: the header and every pane with all its rows, `cols` wide, as tall as needed. The canvas is
 * initialised here. */
void view_page(const struct scene *s, struct canvas *c, int cols, const size_t *only_pane);

/* Bullet bar: `cols` cells, filled to `share` (0…1, overshoot shows full with a mark), a tick at `expected`
 * (negative: none). Eighths in Unicode. */
void draw_bar(struct area a, int row, int col, int cols, unsigned style, const struct score *s, bool ascii);
/* Sparkline of up to `cols` latest readings. */
void draw_spark(struct area a, int row, int col, int cols, unsigned style, const struct target *t,
                struct date as_of, bool ascii);
enum role light_role(enum light l);

#endif
