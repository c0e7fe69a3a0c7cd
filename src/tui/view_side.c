/* The panes in short: a column of them beside the open one, or a line of tabs above it. */
#include <stdlib.h>

#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

static unsigned pane_flags(const struct scene *s, size_t pane)
{
  if (pane != s->pane)
    return 0;
  return scene_in_rows(s) ? STYLE_CHOSEN : STYLE_SELECTED;
}

static bool is_moved(const struct scene *s, size_t pane)
{
  return s->preview && s->plan->targets[s->entry.target].pane == pane;
}

/* The completion with its coverage, and between as much bar as there is room for — or how far the figure
 * being typed moves it. */
static void draw_measure(const struct scene *s, struct area a, int row, size_t pane)
{
  enum { BAR_LEAST = 5 };
  const struct board *b = scene_board(s);
  const struct tally *now = &b->panes[pane];
  bool ascii = s->look.ascii, moved = is_moved(s, pane);
  struct buf done = {0}, beside = {0};
  if (moved)
    buf_puts(&done, ascii ? ">" : "→");
  text_completion(&done, now, ascii);
  if (moved)
    text_change(&beside, &s->board->panes[pane], now, ascii);
  if (beside.len == 0)
    buf_printf(&beside, "%zu/%zu", now->measured, now->count);
  int least = text_cols(beside.data) > 5 ? text_cols(beside.data) : 5, right = a.cols - 1 - least;
  int bar = right - 9;
  area_right(a, row, right, least, moved ? ROLE_PREVIEW : ROLE_DIM, beside.data);
  if (bar >= BAR_LEAST)
    draw_coverage(a, row, 1, bar, now, b->elapsed, ascii);
  else if (!moved)
    area_put(a, row, 1, ROLE_DIM, TR(s->look.lang, "done", "完成"));
  area_right(a, row, right - 8, 7, moved ? ROLE_PREVIEW : ROLE_TEXT, done.data);
  buf_release(&done);
  buf_release(&beside);
}

/* Number and name; where there is no line for more, the completion too. */
static void draw_name(const struct scene *s, struct area a, int row, size_t pane)
{
  struct buf text = {0}, done = {0};
  text_pane(&text, s, pane);
  if (a.rows <= 2)
    text_completion(&done, &scene_board(s)->panes[pane], s->look.ascii);
  int right = done.len ? text_cols(done.data) : 0;
  area_clip(a, row, 1, a.cols - 2 - (right > 0 ? right + 1 : 0), ROLE_TITLE, text.data, s->look.ascii);
  if (right > 0)
    area_right(a, row, a.cols - 1 - right, right, is_moved(s, pane) ? ROLE_PREVIEW : ROLE_TEXT, done.data);
  buf_release(&text);
  buf_release(&done);
}

/* A pane's name, counts and completion, as many of them as there are lines. */
static void draw_block(const struct scene *s, struct area a, size_t pane)
{
  const struct tally *t = &scene_board(s)->panes[pane];
  unsigned flags = pane_flags(s, pane);
  struct kept *kept = is_moved(s, pane) ? NULL : s->kept;
  uint64_t looks = kept_looks_of(kept_looks(scene_looks(s), flags), t, sizeof *t);
  struct area block = kept_begin(kept, PART_SIDE + pane, a, looks);
  if (block.rows > 0) {
    draw_name(s, block, 0, pane);
    if (block.rows > 1)
      draw_counts(area_part(block, 1, 0, 1, block.cols - 1), 0, 1, t->lights, WORDING_NONE, &s->look);
    if (block.rows > 2)
      draw_measure(s, block, 2, pane);
    area_restyle(block, 0, 0, block.cols, flags);
  }
  kept_end(kept, PART_SIDE + pane, a);
}

void view_side(const struct scene *s, struct area a)
{
  static const struct words title = {"Panes", "板块"};
  area_frame(a, scene_in_rows(s) ? ROLE_BORDER : ROLE_FOCUS, words_in(&title, s->look.lang), NULL,
             s->look.ascii);
  struct area in = area_part(a, 1, 1, a.rows - 2, a.cols - 2);
  int count = (int)(s->plan->pane_count < LAYOUT_PANES ? s->plan->pane_count : LAYOUT_PANES);
  if (count == 0 || in.rows < 1)
    return;
  int each = (in.rows + 1) / count, lines = each > 3 ? 3 : each;
  if (each < 1)
    each = lines = 1;
  if (each > 5)
    each = 5;
  for (int i = 0; i < count; i++)
    draw_block(s, area_part(in, i * each, 0, lines, in.cols), (size_t)i);
}

static int tab_cols(const struct scene *s, size_t pane, bool whole)
{
  return whole ? 4 + text_cols(words_in(&s->plan->panes[pane].name, s->look.lang)) : 3;
}

void view_tabs(const struct scene *s, struct area a)
{
  size_t count = s->plan->pane_count < LAYOUT_PANES ? s->plan->pane_count : LAYOUT_PANES;
  int cols = 0, col = 0;
  for (size_t i = 0; i < count; i++)
    cols += tab_cols(s, i, true);
  bool whole = cols <= a.cols; /* else only the chosen one keeps its name */
  for (size_t i = 0; i < count; i++) {
    struct buf text = {0};
    buf_putc(&text, ' ');
    if (whole || i == s->pane)
      text_pane(&text, s, i);
    else
      buf_printf(&text, "%zu", i + 1);
    buf_putc(&text, ' ');
    int wide = tab_cols(s, i, whole || i == s->pane);
    area_clip(a, 0, col, wide < a.cols - col ? wide : a.cols - col, i == s->pane ? ROLE_TITLE : ROLE_DIM,
              text.data, s->look.ascii);
    area_restyle(a, 0, col, wide, pane_flags(s, i));
    col += wide;
    buf_release(&text);
  }
}
