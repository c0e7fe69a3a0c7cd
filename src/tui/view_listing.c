/* A listing as a page: a heading, and its lines. */
#include "guatu/tui/parts.h"

static void build(const struct scene *s, struct page *p, int cols)
{
  const struct listing *list = s->listing;
  page_begin(p, cols);
  page_heading(p, list->title);
  page_lines(p, 1);
  for (size_t i = 0; i < list->count; i++)
    if (list->lines[i].text[0])
      page_wrap(p, 2, cols > 8 ? cols - 4 : 4, list->lines[i].role, list->lines[i].text);
    else
      page_lines(p, 1);
}

void view_listing(const struct scene *s, struct area a, size_t top)
{
  struct page page;
  if (a.rows < 1 || a.cols < 1)
    return;
  build(s, &page, a.cols);
  page_show(&page, a, top, &s->look);
}

int view_listing_lines(const struct scene *s, int cols)
{
  struct page page;
  build(s, &page, cols);
  canvas_release(&page.canvas);
  return page.row;
}
