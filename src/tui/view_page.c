/* The picture as one long page, for `guatu show`: the header, then each pane with all its rows, drawn by the
 * same code as on a screen. */
#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

/* The pane's line: number, name, completion, coverage, lights. */
static void draw_pane_line(const struct scene *s, struct area a, int row, size_t pane)
{
  const struct tally *t = &scene_board(s)->panes[pane];
  struct buf text = {0};
  text_pane(&text, s, pane);
  int lights = lights_cols(t->lights), room = a.cols - 16 - 2;
  int col = area_clip(a, row, 0, text_cols(text.data) < room ? text_cols(text.data) : room, ROLE_TITLE,
                      text.data, s->look.ascii) +
            2;
  buf_clear(&text);
  text_completion(&text, t, s->look.ascii);
  col = area_put(a, row, col, ROLE_TITLE, text.data);
  buf_clear(&text);
  buf_printf(&text, " (%zu/%zu)", t->measured, t->count);
  col = area_put(a, row, col, ROLE_DIM, text.data) + 2;
  int at = a.cols - 1 - lights;
  draw_lights(area_part(a, 0, 0, a.rows, a.cols - 1), row, at > col ? at : col, t->lights, s->look.ascii);
  buf_release(&text);
}

static int draw_pane(const struct scene *s, struct area a, int row, size_t pane)
{
  const struct row_list *list = &s->rows[pane];
  draw_pane_line(s, a, row++, pane);
  struct table table = table_make(s, pane, a.cols);
  table_headings(&table, s, a, row++);
  for (size_t i = 0; i < list->count; i++)
    table_row(&table, s, a, row++, list->targets[i], 0);
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
