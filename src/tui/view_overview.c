/* The whole screen: header, body by context and shape, footer. */
#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

static struct area part_of(struct area screen, const struct rect *r)
{
  return area_part(screen, r->row, r->col, r->rows, r->cols);
}

void view_overview(const struct scene *s, struct area screen, const struct layout *l)
{
  if (l->shape == SHAPE_SIDE)
    view_side(s, part_of(screen, &l->side));
  if (l->shape == SHAPE_ONE)
    view_tabs(s, part_of(screen, &l->side));
  view_wall(s, screen, l); /* whatever panes the shape opens */
}

static void draw_tiny(const struct scene *s, struct area a)
{
  const char *text = TR(s->look.lang, "too small", "窗口太小");
  int cols = text_cols(text), row = a.rows / 2;
  area_clip(a, row, a.cols > cols ? (a.cols - cols) / 2 : 0, cols < a.cols ? cols : a.cols, ROLE_TEXT, text,
            s->look.ascii);
  if (s->plan->demo && a.rows > 1)
    area_clip(a, row > 0 ? 0 : 1, 0, a.cols < 4 ? a.cols : 4, ROLE_DEMO, "DEMO", s->look.ascii);
}

/* Between header and footer, over the whole width. */
static struct area body_of(struct area screen, const struct layout *l)
{
  int top = l->header.row + l->header.rows, bottom = l->message.rows ? l->message.row : l->footer.row;
  return area_part(screen, top, 0, bottom - top, screen.cols);
}

void view_draw(const struct scene *s, struct canvas *c)
{
  canvas_clear(c);
  struct area screen = canvas_area(c);
  struct layout l = layout_make(s->plan, s->pane, c->rows, c->cols);
  if (screen.rows < 1 || screen.cols < 1)
    return;
  if (l.shape == SHAPE_TINY) {
    draw_tiny(s, screen);
    return;
  }
  enum context where = s->context & (IN_PANES | IN_ROWS | IN_DETAIL | IN_PAGES) ? s->context : s->under;
  if (where == IN_HELP)
    view_help(s, body_of(screen, &l), s->page_top);
  else if (where & IN_PAGES)
    view_listing(s, body_of(screen, &l), s->page_top);
  else if (where == IN_DETAIL)
    view_detail(s, body_of(screen, &l), s->detail_top);
  else
    view_overview(s, screen, &l);
  view_header(s, part_of(screen, &l.header));
  view_footer(s, &l, screen);
}
