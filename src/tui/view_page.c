/* The picture as one long page, for `guatu show`: the header, then each pane with all its rows, drawn by the
 * same code as on a screen. */
#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

/* The pane's line: number and name, how many of each light, and how far it is. */
static void draw_pane_line(const struct scene *s, struct area a, int row, size_t pane)
{
  const struct tally *t = &scene_board(s)->panes[pane];
  struct buf text = {0}, done = {0};
  text_pane(&text, s, pane);
  buf_puts(&done, TR(s->look.lang, "done ", "完成 "));
  text_completion(&done, t, s->look.ascii);
  buf_printf(&done, " (%zu/%zu)", t->measured, t->count);
  int end = a.cols - 1 - text_cols(done.data), lights = counts_cols(t->lights, WORDING_NONE, &s->look);
  int name = text_cols(text.data), room = end - lights - 4;
  room = room < 16 ? 16 : room;
  int col = area_clip(a, row, 0, name < room ? name : room, ROLE_TITLE, text.data, s->look.ascii) + 2;
  draw_counts(area_part(a, row, 0, 1, end - 2), 0, col, t->lights, WORDING_NONE, &s->look);
  area_put(a, row, end, ROLE_TITLE, done.data);
  buf_release(&text);
  buf_release(&done);
}

static int draw_pane(const struct scene *s, struct area a, int row, size_t pane)
{
  const struct row_list *list = &s->rows[pane];
  draw_pane_line(s, a, row++, pane);
  struct table table = table_make(s, pane, pane + 1, a.cols);
  table_headings(&table, s, a, row++);
  for (size_t i = 0; i < list->count; i++)
    table_row(&table, s, a, row++, list->targets[i]);
  return row;
}

void view_page(const struct scene *s, struct canvas *c, int cols, const size_t *only_pane)
{
  enum { HEAD = 2, PANE = 3 /* a blank line, the pane's line, the headings */ };
  int rows = HEAD;
  for (size_t i = 0; i < s->row_lists; i++)
    if (!only_pane || i == *only_pane)
      rows += PANE + (int)s->rows[i].count;
  canvas_init(c, rows, cols > 1 ? cols : 1);
  struct area a = canvas_area(c);
  view_header(s, area_part(a, 0, 0, HEAD, a.cols));
  int row = HEAD;
  for (size_t i = 0; i < s->row_lists; i++)
    if (!only_pane || i == *only_pane)
      row = draw_pane(s, a, row + 1, i);
}
