/* The grid of cells. Every write goes through area_cell's bounds or put_char's, so nothing a view does can
 * leave its area, and a wide character is never left with one half: writing over a half blanks the other.
 * Texts are clean UTF-8 (text_clean), so widths are known; still, what arrives with no width and no base is
 * dropped rather than drawn, and what text_clean would not let through is replaced: nothing else stands
 * between a view's mistake and the terminal. */
#include "guatu/tui/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"

void canvas_init(struct canvas *c, int rows, int cols)
{
  *c = (struct canvas){.rows = rows, .cols = cols, .cursor_row = -1, .cursor_col = -1};
  if (rows > 0 && cols > 0) /* and one beyond the last, which is no second half either */
    c->cells = mem_resize(NULL, (size_t)rows * (size_t)cols + 1, sizeof *c->cells);
  canvas_clear(c);
}

void canvas_resize(struct canvas *c, int rows, int cols)
{
  canvas_release(c);
  canvas_init(c, rows, cols);
}

void canvas_release(struct canvas *c)
{
  free(c->cells);
  *c = (struct canvas){.cursor_row = -1, .cursor_col = -1};
}

void canvas_clear(struct canvas *c)
{
  static const struct cell blank = {.text = {' '}, .style = ROLE_TEXT};
  size_t count = c->cells ? (size_t)c->rows * (size_t)c->cols + 1 : 0;
  for (size_t i = 0; i < count; i++)
    c->cells[i] = blank;
  c->cursor_row = c->cursor_col = -1;
}

struct area canvas_area(struct canvas *c)
{
  return (struct area){c, 0, 0, c->rows, c->cols};
}

struct area area_part(struct area a, int row, int col, int rows, int cols)
{
  int top = row < 0 ? 0 : row, left = col < 0 ? 0 : col;
  int bottom = row + rows < a.rows ? row + rows : a.rows;
  int right = col + cols < a.cols ? col + cols : a.cols;
  if (bottom <= top || right <= left)
    return (struct area){a.canvas, a.row, a.col, 0, 0};
  return (struct area){a.canvas, a.row + top, a.col + left, bottom - top, right - left};
}

/* The cell at (row, col) of the area, or NULL outside. */
static struct cell *cell_at(struct area a, int row, int col)
{
  if (row < 0 || col < 0 || row >= a.rows || col >= a.cols)
    return NULL;
  return &a.canvas->cells[(size_t)(a.row + row) * (size_t)a.canvas->cols + (size_t)(a.col + col)];
}

/* Makes a cell free to be written: blanks the other half of a wide character it belongs to. No row begins
 * with a second half, so that the cell after a row's last is none. */
static void part_halves(struct cell *cell)
{
  if (cell->text[0] == 0)
    cell[-1].text[0] = ' ', cell[-1].text[1] = cell[-1].text[2] = 0;
  else if (cell[1].text[0] == 0)
    cell[1].text[0] = ' ';
}

static void cell_set(struct cell *cell, unsigned style, uint32_t cp)
{
  part_halves(cell);
  *cell = (struct cell){.text = {cp}, .style = style};
}

void area_cell(struct area a, int row, int col, unsigned style, uint32_t cp)
{
  struct cell *cell = cell_at(a, row, col);
  if (cell)
    cell_set(cell, style, cp);
}

static void put_wide(struct area a, int row, int col, unsigned style, uint32_t cp)
{
  struct cell *first = cell_at(a, row, col), *second = cell_at(a, row, col + 1);
  if (!first)
    return;
  cell_set(first, style, ' ');
  if (!second)
    return;
  cell_set(second, style, ' ');
  first->text[0] = cp;
  second->text[0] = 0;
}

static void put_combining(struct area a, int row, int col, uint32_t cp)
{
  struct cell *base = cell_at(a, row, col);
  if (base && base->text[0] == 0)
    base = cell_at(a, row, col - 1);
  if (!base)
    return;
  for (int i = 1; i < 3; i++)
    if (base->text[i] == 0) {
      base->text[i] = cp;
      return;
    }
}

/* Writes `len` bytes; the column after them. */
static int put_bytes(struct area a, int row, int col, unsigned style, const char *text, size_t len)
{
  int start = col;
  for (size_t at = 0; at < len;) {
    uint32_t cp = (unsigned char)text[at];
    if (cp >= 0x20 && cp < 0x7f) {
      area_cell(a, row, col++, style, cp);
      at++;
      continue;
    }
    at += text_decode(text + at, len - at, &cp, NULL);
    if (!text_cp_safe(cp))
      cp = TEXT_REPLACEMENT;
    int cols = text_cp_cols(cp);
    if (cols == 2)
      put_wide(a, row, col, style, cp);
    else if (cols == 1)
      area_cell(a, row, col, style, cp);
    else if (col > start)
      put_combining(a, row, col - 1, cp);
    col += cols;
  }
  return col;
}

int area_put(struct area a, int row, int col, unsigned style, const char *text)
{
  return put_bytes(a, row, col, style, text, strlen(text));
}

int area_clip(struct area a, int row, int col, int cols, unsigned style, const char *text, bool ascii)
{
  if (cols <= 0)
    return col;
  int end = col + cols;
  size_t len = strlen(text), fit = text_fit(text, cols, NULL);
  if (fit < len)
    fit = text_fit(text, cols - 1, NULL);
  col = put_bytes(a, row, col, style, text, fit);
  if (fit < len)
    area_cell(a, row, col++, style, ascii ? '~' : 0x2026);
  while (col < end)
    area_cell(a, row, col++, style, ' ');
  return col;
}

int area_right(struct area a, int row, int col, int cols, unsigned style, const char *text)
{
  int wide = text_cols(text);
  if (wide > cols)
    return area_clip(a, row, col, cols, style, text, false);
  area_put(a, row, col + cols - wide, style, text);
  return col + cols;
}

void area_fill(struct area a, int row, int col, int rows, int cols, unsigned style)
{
  struct area part = area_part(a, row, col, rows, cols);
  for (int r = 0; r < part.rows; r++)
    for (int c = 0; c < part.cols; c++)
      area_cell(part, r, c, style, ' ');
}

void area_restyle(struct area a, int row, int col, int cols, unsigned flags)
{
  for (int i = 0; flags && i < cols; i++) {
    struct cell *cell = cell_at(a, row, col + i);
    if (cell)
      cell->style |= flags;
  }
}

static void draw_border(struct area a, unsigned style, bool ascii)
{
  static const uint32_t corners[4] = {0x250c, 0x2510, 0x2514, 0x2518};
  uint32_t across = ascii ? '-' : 0x2500, down = ascii ? '|' : 0x2502;
  for (int c = 1; c < a.cols - 1; c++) {
    area_cell(a, 0, c, style, across);
    area_cell(a, a.rows - 1, c, style, across);
  }
  for (int r = 1; r < a.rows - 1; r++) {
    area_cell(a, r, 0, style, down);
    area_cell(a, r, a.cols - 1, style, down);
  }
  for (int i = 0; i < 4; i++)
    area_cell(a, i / 2 ? a.rows - 1 : 0, i % 2 ? a.cols - 1 : 0, style, ascii ? '+' : corners[i]);
}

void area_frame(struct area a, unsigned style, const char *title, const char *right, bool ascii)
{
  if (a.rows < 2 || a.cols < 2)
    return;
  draw_border(a, style, ascii);
  int room = a.cols - 5, title_cols = title ? text_cols(title) : 0, right_cols = right ? text_cols(right) : 0;
  if (room < 1)
    return;
  if (right_cols > 0 && title_cols + 3 + right_cols <= room) {
    int col = area_put(a, 0, a.cols - 4 - right_cols, style, " ");
    area_put(a, 0, area_put(a, 0, col, style, right), style, " ");
  }
  if (title_cols > 0) {
    int end = area_clip(a, 0, area_put(a, 0, 1, style, " "), title_cols < room ? title_cols : room, style,
                        title, ascii);
    area_put(a, 0, end, style, " ");
  }
}

void area_copy(struct area a, const struct canvas *from, int first_row)
{
  int cols = from->cols < a.cols ? from->cols : a.cols;
  for (int row = 0; row < a.rows && first_row + row < from->rows; row++) {
    const struct cell *source = from->cells + (size_t)(first_row + row) * (size_t)from->cols;
    struct cell *first = cell_at(a, row, 0), *last = cell_at(a, row, cols - 1);
    if (!first || !last)
      return;
    part_halves(first);
    part_halves(last);
    memcpy(first, source, (size_t)cols * sizeof *source);
    if (cols < from->cols && source[cols].text[0] == 0)
      last->text[0] = ' ';
  }
  if (from->cursor_row >= first_row)
    area_cursor(a, from->cursor_row - first_row, from->cursor_col);
}

void area_cursor(struct area a, int row, int col)
{
  if (row < 0 || col < 0 || row >= a.rows || col >= a.cols)
    return;
  a.canvas->cursor_row = a.row + row;
  a.canvas->cursor_col = a.col + col;
}

void canvas_row_text(const struct canvas *c, int row, struct buf *out)
{
  const struct cell *cells = c->cells + (size_t)row * (size_t)c->cols;
  int end = c->cols;
  while (end > 0 && cells[end - 1].text[0] == ' ')
    end--;
  for (int i = 0; i < end; i++)
    for (int k = 0; k < 3 && cells[i].text[k]; k++) {
      char utf8[4];
      buf_add(out, utf8, text_encode(cells[i].text[k], utf8));
    }
}
