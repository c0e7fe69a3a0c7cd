/* A listing as a page: a heading, and its lines. There may be as many as an import has rows: those out of
 * sight are counted, not written. */
#include "guatu/tui/parts.h"

enum { HEAD = 3 /* lines of the heading */, LEFT = 2 };

static int cols_of(int cols)
{
  return cols > 8 ? cols - 2 * LEFT : 4;
}

static void write_line(struct page *p, const struct listing_line *line)
{
  if (line->text[0])
    page_wrap(p, LEFT, cols_of(p->canvas.cols), line->role, line->text);
  else
    page_lines(p, 1);
}

static int lines_of(const struct listing_line *line, int cols)
{
  return line->text[0] ? page_wrap_lines(cols_of(cols), line->text) : 1;
}

void view_listing(const struct scene *s, struct area a, size_t top)
{
  const struct listing *list = s->listing;
  struct page page;
  if (a.rows < 1 || a.cols < 1)
    return;
  int lines = view_listing_lines(s, a.cols), first = (int)page_first(top, lines, a.rows);
  int above = first, at = HEAD; /* above: of what is written, the lines out of sight */
  page_begin(&page, a.cols);
  if (first < HEAD) {
    page_heading(&page, list->title);
    page_lines(&page, 1);
  }
  for (size_t i = 0; i < list->count && at < first + a.rows; i++) {
    int count = lines_of(&list->lines[i], a.cols);
    if (at + count > first && page.row == 0)
      above = first - at;
    if (at + count > first)
      write_line(&page, &list->lines[i]);
    at += count;
  }
  area_copy(a, &page.canvas, above);
  page_ends(a, first, lines, &s->look);
  canvas_release(&page.canvas);
}

int view_listing_lines(const struct scene *s, int cols)
{
  int lines = HEAD;
  for (size_t i = 0; i < s->listing->count; i++)
    lines += lines_of(&s->listing->lines[i], cols);
  return lines;
}
