/* Pages that scroll. A page is written on a canvas of its own that grows downwards, so what writes it never
 * asks how high the screen is and never counts lines: the number of lines is what the page came to. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

enum { PAGE_FIRST = 64 };

void page_begin(struct page *p, int cols)
{
  canvas_init(&p->canvas, PAGE_FIRST, cols > 0 ? cols : 1);
  p->area = canvas_area(&p->canvas);
  p->row = 0;
}

int page_lines(struct page *p, int rows)
{
  int first = p->row;
  p->row += rows;
  if (p->row > p->canvas.rows) {
    struct canvas taller;
    canvas_init(&taller, p->row * 2, p->canvas.cols);
    taller.cursor_row = p->canvas.cursor_row;
    taller.cursor_col = p->canvas.cursor_col;
    memcpy(taller.cells, p->canvas.cells,
           (size_t)p->canvas.rows * (size_t)p->canvas.cols * sizeof *taller.cells);
    canvas_release(&p->canvas);
    p->canvas = taller;
    p->area = canvas_area(&p->canvas);
  }
  return first;
}

static bool is_word_byte(char c)
{
  return c > ' ' && (unsigned char)c < 0x80;
}

size_t wrap_bytes(const char *text, int cols)
{
  size_t fit = text_fit(text, cols, NULL), end = fit;
  if (text[fit] == '\0' || fit == 0)
    return fit;
  if (is_word_byte(text[fit]) && is_word_byte(text[fit - 1]))
    while (end > 0 && is_word_byte(text[end - 1]))
      end--;
  return end > 0 ? end : fit;
}

/* Writes the `len` bytes of one line, unless `p` is NULL; how many lines they take. */
static int wrap_line(struct page *p, int col, int cols, unsigned style, const char *text, size_t len)
{
  const char *end = text + len;
  struct buf line = {0};
  int lines = 0;
  do {
    buf_clear(&line);
    buf_add(&line, text, (size_t)(end - text));
    size_t bytes = wrap_bytes(line.data, cols);
    line.data[bytes] = '\0';
    if (p)
      area_put(p->area, page_lines(p, 1), col, style, line.data);
    lines++;
    if (bytes == 0)
      break; /* not one character fits */
    text += bytes;
    while (text < end && *text == ' ')
      text++;
  } while (text < end);
  buf_release(&line);
  return lines;
}

static int wrap(struct page *p, int col, int cols, unsigned style, const char *text)
{
  int lines = 0;
  while (*text) {
    size_t bytes = strcspn(text, "\n");
    lines += wrap_line(p, col, cols, style, text, bytes);
    text += bytes + (text[bytes] == '\n');
  }
  return lines;
}

void page_wrap(struct page *p, int col, int cols, unsigned style, const char *text)
{
  (void)wrap(p, col, cols, style, text);
}

int page_wrap_lines(int cols, const char *text)
{
  return wrap(NULL, 0, cols, 0, text);
}

void page_heading(struct page *p, const char *text)
{
  page_lines(p, 1);
  int row = page_lines(p, 1);
  area_put(p->area, row, 1, ROLE_TITLE, text);
}

size_t page_first(size_t top, int lines, int rows)
{
  size_t most = lines > rows ? (size_t)(lines - rows) : 0;
  return top < most ? top : most;
}

void page_ends(struct area a, int first, int lines, const struct look *look)
{
  if (first > 0 && a.cols > 2)
    area_cell(a, 0, a.cols - 1, ROLE_KEY, look->ascii ? '^' : 0x2191);
  if (lines - first > a.rows && a.cols > 2)
    area_cell(a, a.rows - 1, a.cols - 1, ROLE_KEY, look->ascii ? 'v' : 0x2193);
}

void page_show(struct page *p, struct area a, size_t top, const struct look *look)
{
  int first = (int)page_first(top, p->row, a.rows);
  if (a.rows > 0 && a.cols > 0)
    area_copy(a, &p->canvas, first);
  page_ends(a, first, p->row, look);
  canvas_release(&p->canvas);
}
