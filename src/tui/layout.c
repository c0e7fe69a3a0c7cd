/* From a size to rectangles. Pure arithmetic over the panes' target counts, tested for every size: nothing
 * overlaps, nothing leaves the screen, every rectangle is empty or drawable. Views draw only inside what this
 * gives them.
 *
 * The wall puts the panes, in their order, into columns: as few columns as let everything be seen at once,
 * each pane as high as its targets where that fits, and what is over shared evenly. Where it does not fit,
 * the rows are shared out like water: small panes whole, the large ones level. */
#include "guatu/tui/parts.h"

enum {
  TINY_ROWS = 4,
  TINY_COLS = 20,
  ONE_ROWS = 10,
  ONE_COLS = 40,
  SIDE_ROWS = 24,
  SIDE_COLS = 80,
  SIDE_LEAST = 20,
  WALL_ROWS = 42,
  WALL_COLS = 150,
  WALL_COLUMN = 70, /* a wall's column is at least this wide */
  WALL_WIDE = 100,
  WALL_COLUMNS = 5,
  FRAME = 2, /* rows and columns that a frame takes */
  PANE_MIN = FRAME + 1
};

static int at_least(int a, int b)
{
  return a > b ? a : b;
}

static int at_most(int a, int b)
{
  return a < b ? a : b;
}

static enum shape shape_of(int rows, int cols)
{
  if (rows < TINY_ROWS || cols < TINY_COLS)
    return SHAPE_TINY;
  if (rows < ONE_ROWS || cols < ONE_COLS)
    return SHAPE_LIST;
  if (rows < SIDE_ROWS || cols < SIDE_COLS)
    return SHAPE_ONE;
  return rows < WALL_ROWS || cols < WALL_COLS ? SHAPE_SIDE : SHAPE_WALL;
}

/* The lines at the top and at the foot, and the body between them. */
static struct rect cut_lines(struct layout *l, int rows, int cols)
{
  int head = rows >= 16 ? 2 : 1, says = rows >= 30 ? 1 : 0, foot = 1;
  l->header = (struct rect){0, 0, head, cols};
  l->footer = (struct rect){rows - foot, 0, foot, cols};
  if (says)
    l->message = (struct rect){rows - foot - says, 0, says, cols};
  return (struct rect){head, 0, rows - head - says - foot, cols};
}

/* The panes on their way into columns. */
struct wall {
  int count;
  int need[LAYOUT_PANES];      /* rows with the frame */
  int first[WALL_COLUMNS + 1]; /* the pane each column begins with; first[columns] = count */
  bool headings;               /* there is a row for them in each column */
};

/* Fills columns from left to right, none higher than `limit` unless one pane alone is; false when `columns`
 * do not do. */
static bool wall_fill(struct wall *w, int limit, int columns)
{
  int column = 0, height = 0;
  w->first[0] = 0;
  for (int i = 0; i < w->count; i++) {
    if (height > 0 && height + w->need[i] > limit) {
      if (++column == columns)
        return false;
      w->first[column] = i;
      height = 0;
    }
    height += w->need[i];
  }
  while (++column <= columns)
    w->first[column] = w->count;
  return true;
}

/* Balanced columns: the least height that `columns` can keep to. */
static int wall_balance(struct wall *w, int columns)
{
  int low = 1, high = 0;
  for (int i = 0; i < w->count; i++) {
    high += w->need[i];
    low = at_least(low, w->need[i]);
  }
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (wall_fill(w, middle, columns))
      high = middle;
    else
      low = middle + 1;
  }
  wall_fill(w, low, columns);
  return low;
}

/* The height at which the panes [first, last) share `rows`: a pane gets what it needs or this, whichever is
 * less. */
static int water_level(const struct wall *w, int first, int last, int rows)
{
  int level = PANE_MIN;
  for (;; level++) {
    int sum = 0, dry = 0;
    for (int i = first; i < last; i++) {
      sum += at_most(w->need[i], level + 1);
      dry += w->need[i] > level;
    }
    if (sum > rows || dry == 0)
      return level;
  }
}

/* One column's panes, from the top down, with the headings of all above the first. What is left over becomes
 * air between them, then rows at their ends, the same for each. */
static void stack_panes(struct layout *l, const struct wall *w, int first, int last, struct rect column)
{
  int level = water_level(w, first, last, column.rows), left = column.rows, row = column.row;
  int count = last - first, air = 0;
  for (int i = first; i < last; i++)
    left -= at_most(w->need[i], level);
  if (left >= count - 1) {
    air = 1;
    left -= count - 1;
  }
  for (int i = first; i < last; i++) {
    int high = at_most(w->need[i], level), more = left / (last - i);
    if (w->need[i] > level) /* cut short: what is left is not enough for one row each */
      more = at_most(left, 1);
    left -= more;
    l->panes[i] = (struct rect){row, column.col, high + more, column.cols};
    l->headings[i] = w->headings && i == first;
    l->visible[i] = high + more - FRAME - l->headings[i];
    row += high + more + air;
  }
}

/* Columns, one cell of air between them. */
static void cut_columns(struct layout *l, const struct wall *w, int columns, struct rect body)
{
  for (int c = 0; c < columns; c++) {
    int left = body.cols * c / columns, right = body.cols * (c + 1) / columns;
    stack_panes(l, w, w->first[c], w->first[c + 1],
                (struct rect){body.row, body.col + left, body.rows, right - left - (c + 1 < columns)});
  }
}

static void cut_wall(struct layout *l, const struct plan *p, struct rect body)
{
  struct wall w = {.count = p->pane_count < LAYOUT_PANES ? (int)p->pane_count : LAYOUT_PANES};
  for (int i = 0; i < w.count; i++)
    w.need[i] = FRAME + (p->panes[i].count > 10000 ? 10000 : at_least((int)p->panes[i].count, 1));
  int most = at_most(at_most(body.cols / WALL_COLUMN, WALL_COLUMNS), at_least(w.count, 1));
  int columns =
      at_most(at_least(body.cols / WALL_WIDE, 1), most); /* wider than that, rows are hard to follow */
  while (wall_balance(&w, columns) > body.rows && columns < most)
    columns++;
  w.headings = wall_balance(&w, columns) < body.rows;
  for (int c = 0; c < columns && w.headings; c++)
    if (w.first[c] < w.count)
      w.need[w.first[c]]++;
  cut_columns(l, &w, columns, body);
}

/* One pane open, with its headings where there is height for them. */
static void cut_pane(struct layout *l, size_t pane, struct rect r)
{
  if (pane >= LAYOUT_PANES)
    return;
  l->panes[pane] = r;
  l->headings[pane] = l->shape != SHAPE_LIST && r.rows - FRAME >= 6;
  l->visible[pane] = at_least(r.rows - (l->shape == SHAPE_LIST ? 0 : FRAME) - l->headings[pane], 0);
}

struct layout layout_make(const struct plan *p, size_t chosen_pane, int rows, int cols)
{
  struct layout l = {.shape = shape_of(rows, cols)};
  if (l.shape == SHAPE_TINY)
    return l;
  struct rect body = cut_lines(&l, rows, cols);
  size_t chosen = chosen_pane < p->pane_count ? chosen_pane : 0;
  switch (l.shape) {
  case SHAPE_TINY:
    break;
  case SHAPE_LIST:
    cut_pane(&l, chosen, body);
    break;
  case SHAPE_ONE:
    l.side = (struct rect){body.row, 0, 1, cols};
    cut_pane(&l, chosen, (struct rect){body.row + 1, 0, body.rows - 1, cols});
    break;
  case SHAPE_SIDE: {
    int side = at_most(at_least(cols / 5, SIDE_LEAST), 32);
    l.side = (struct rect){body.row, 0, body.rows, side};
    cut_pane(&l, chosen, (struct rect){body.row, side, body.rows, cols - side});
    break;
  }
  case SHAPE_WALL:
    cut_wall(&l, p, body);
    break;
  }
  return l;
}

/* Moves one list so that its cursor is seen: as little as possible, and without blank rows at the end. */
static void scroll_list(struct row_list *list, size_t visible)
{
  if (list->count == 0) {
    list->cursor = list->top = 0;
    return;
  }
  if (list->cursor >= list->count)
    list->cursor = list->count - 1;
  if (visible == 0)
    return;
  if (list->top + visible > list->count)
    list->top = list->count > visible ? list->count - visible : 0;
  if (list->cursor < list->top)
    list->top = list->cursor;
  if (list->cursor >= list->top + visible)
    list->top = list->cursor + 1 - visible;
}

void scene_scroll(struct scene *s, const struct layout *l)
{
  int bottom = l->message.rows ? l->message.row : l->footer.row, visible = bottom - l->header.rows;
  if (s->pane >= s->row_lists)
    s->pane = 0;
  for (size_t i = 0; i < s->row_lists; i++)
    scroll_list(&s->rows[i], i < LAYOUT_PANES ? (size_t)l->visible[i] : 0);
  if (l->shape == SHAPE_TINY)
    return;
  if (s->page_top > 0 && (s->context & IN_PAGES))
    s->page_top = page_first(s->page_top,
                             s->context == IN_HELP ? view_help_lines(s, l->header.cols)
                                                   : view_listing_lines(s, l->header.cols),
                             visible);
  if (s->context & IN_TYPING)
    s->detail_top = 0; /* the field is at the top */
  if (s->detail_top > 0)
    s->detail_top = page_first(s->detail_top, view_detail_lines(s, l->header.cols), visible);
}
