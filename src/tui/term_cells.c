/* A canvas's cells as curses takes them: characters that this terminal has, styles as seldom changed as can
 * be.
 *
 * ncurses is given the part of a row that changed, of each row that did, and finds out itself what differs in
 * it. wadd_wchnstr neither wraps nor scrolls, so the bottom right corner is a cell like any
 * other. Widths are checked once more against the C library's, which ncurses believes: a character they
 * disagree on is replaced, because one wrong width garbles the rest of its row.
 *
 * Many Chinese terminals draw signs, frames and blocks in two columns ("ambiguous width"), and which do can't
 * be known. With --glyphs ascii they get ASCII and letters that are two columns wide anywhere, no more.
 *
 * Two thirds of what a picture costs on a line are changes of colour, eleven bytes each and more with
 * attributes. A blank shows its ground only, so it takes its neighbour's ink: nothing to change before it and
 * nothing after. Long blanks keep the plain style, which terminals can clear and ncurses need not write. */
#include "guatu/tui/term_parts.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"

#include <curses.h>
#include <wchar.h>

#define LONG_COLS 8

/* What one column of the row becomes. */
struct pen {
  unsigned attributes;
  short pair, ground;
  bool blank; /* shows its ground only */
  bool frame;
};

static struct {
  bool ascii, blocks, wide_only;
  struct pen *pens;
  cchar_t *line;
  int cols;            /* that there is room for */
  struct canvas shown; /* what ncurses has been given */
} state;

void cells_start(bool ascii, bool blocks, bool wide_only)
{
  state.wide_only = wide_only;
  state.ascii = ascii;
  state.blocks = blocks;
}

void cells_forget(void)
{
  canvas_release(&state.shown);
}

void cells_stop(void)
{
  cells_forget();
  free(state.pens);
  free(state.line);
  state.pens = NULL;
  state.line = NULL;
  state.cols = 0;
}

static void make_room(int cols)
{
  if (cols <= state.cols)
    return;
  state.pens = mem_resize(state.pens, (size_t)cols, sizeof *state.pens);
  state.line = mem_resize(state.line, (size_t)cols, sizeof *state.line);
  state.cols = cols;
}

/* --- characters --- */

/* What stands for a character on a terminal of ASCII: one column, "2" for "²". */
static wchar_t ascii_of(uint32_t cp)
{
  char utf8[5] = {0};
  struct buf spelt = {0};
  if ((cp >= 0x20 && cp < 0x7f) || (state.blocks && (cp == 0x2588 || cp == 0x2591 || cp == 0x2592)))
    return (wchar_t)cp;
  (void)text_encode(cp, utf8);
  text_ascii(&spelt, utf8);
  wchar_t sign = spelt.len == 1 ? (wchar_t)spelt.data[0] : L'?';
  buf_release(&spelt);
  return sign;
}

/* The C library's opinion, asked once for each of the last signs. */
static int width_of(uint32_t cp)
{
  static struct {
    uint32_t cp;
    int cols;
  } known[256];
  if (cp >= 0x20 && cp < 0x7f)
    return 1;
  size_t at = (cp ^ cp >> 8) % (sizeof known / sizeof *known);
  if (known[at].cp != cp) {
    known[at].cp = cp;
    known[at].cols = wcwidth((wchar_t)cp);
  }
  return known[at].cols;
}

/* The cell's characters for curses: `want` columns wide, or a replacement. Returns how many columns were
 * used: 1 or 2. */
static int cell_text(const struct cell *cell, int want, wchar_t *out)
{
  uint32_t base = cell->text[0] ? cell->text[0] : ' ';
  if (base >= 0x20 && base < 0x7f && want == 1 && cell->text[1] == 0) {
    out[0] = (wchar_t)base;
    out[1] = L'\0';
    return 1;
  }
  bool spelt = state.ascii || (state.wide_only && want == 1 && base >= 0x7f);
  bool sound = !spelt && width_of(base) == want;
  int count = 0;
  out[count++] = sound ? (wchar_t)base : spelt ? ascii_of(base) : (wchar_t)TEXT_REPLACEMENT;
  for (int i = 1; sound && i < 3 && cell->text[i]; i++)
    if (width_of(cell->text[i]) == 0)
      out[count++] = (wchar_t)cell->text[i];
  out[count] = L'\0';
  return sound ? want : 1;
}

/* --- styles --- */

static bool is_blank(const struct cell *cell)
{
  return cell->text[0] == ' ' && cell->text[1] == 0;
}

static void choose_pens(const struct cell *cells, int first, int end)
{
  for (int col = first; col < end; col++) {
    struct pen *pen = &state.pens[col];
    unsigned style = cells[col].style, role = style & STYLE_ROLE;
    if (col > first && style == cells[col - 1].style) {
      *pen = pen[-1];
    } else {
      theme_style(style, &pen->attributes, &pen->pair);
      pen->frame = role == ROLE_BORDER || role == ROLE_FOCUS;
      pen->ground = theme_ground(style);
    }
    pen->blank = is_blank(&cells[col]) && pen->ground != GROUND_OWN_STYLE;
  }
}

static bool lends(const struct pen *pen, short ground, bool frames)
{
  return pen && pen->ground == ground && (frames || !pen->frame);
}

/* Blanks from `first` up to `end`, all of one ground, take the ink before them or else after them; a frame's
 * only when there is no other, because a frame changes with the focus and the row in it does not. */
static void dip_blanks(int first, int end, int cols)
{
  struct pen plain;
  short ground = state.pens[first].ground;
  const struct pen *sides[] = {first > 0 ? &state.pens[first - 1] : NULL,
                               end < cols ? &state.pens[end] : NULL};
  const struct pen *ink = &state.pens[first];
  for (int i = 0; i < 4; i++)
    if (lends(sides[i % 2], ground, i >= 2)) {
      ink = sides[i % 2];
      break;
    }
  if (ground == GROUND_TERMINAL && (end == cols || end - first > LONG_COLS)) {
    theme_style(ROLE_TEXT, &plain.attributes, &plain.pair);
    ink = &plain;
  }
  for (int col = first; col < end; col++) {
    state.pens[col].attributes = ink->attributes;
    state.pens[col].pair = ink->pair;
  }
}

static void calm_pens(int first, int last, int cols)
{
  for (int col = first; col < last;) {
    int end = col + 1;
    if (state.pens[col].blank) {
      while (end < last && state.pens[end].blank && state.pens[end].ground == state.pens[col].ground)
        end++;
      dip_blanks(col, end, cols);
    }
    col = end;
  }
}

/* --- rows --- */

/* Columns [first, end) of a row. */
struct span {
  int first, end;
};

/* A span as ncurses wants it: the second half of a wide character is left out. Returns the number of cells.
 */
static int make_line(const struct cell *cells, struct span of, int cols)
{
  int count = 0, before = of.first > 0 ? of.first - 1 : 0, after = of.end < cols ? of.end + 1 : cols;
  choose_pens(cells, before, after);
  calm_pens(before, after, cols);
  for (int col = of.first; col < of.end;) {
    bool wide = cells[col].text[0] && !cells[col + 1].text[0];
    const struct pen *pen = &state.pens[col];
    wchar_t text[4];
    int used = wide && col + 1 >= cols ? 0 : cell_text(&cells[col], wide ? 2 : 1, text);
    if (used == 0)
      wcscpy(text, L" "); /* half of it lies beyond the edge */
    setcchar(&state.line[count++], text, pen->attributes, pen->pair, NULL);
    if (wide && used == 1) /* replaced: fill the second column */
      setcchar(&state.line[count++], L" ", pen->attributes, pen->pair, NULL);
    col += wide ? 2 : 1;
  }
  return count;
}

/* From the first to the last of a row's cells that are not as ncurses was given them, with the blanks at both
 * ends, whose ink may be another now, and no half of a character. */
static struct span span_changed(const struct cell *now, const struct cell *was, int cols, bool fresh)
{
  struct span s = {0, cols};
  while (!fresh && s.first < s.end && memcmp(&now[s.first], &was[s.first], sizeof *now) == 0)
    s.first++;
  while (!fresh && s.end > s.first && memcmp(&now[s.end - 1], &was[s.end - 1], sizeof *now) == 0)
    s.end--;
  if (s.first == s.end)
    return s;
  while (s.first > 0 && is_blank(&now[s.first - 1]))
    s.first--;
  while (s.end < cols && is_blank(&now[s.end]))
    s.end++;
  while (s.first > 0 && now[s.first].text[0] == 0)
    s.first--;
  return s;
}

/* Gives ncurses what changed in a row; how many cells. */
static size_t put_row(const struct canvas *c, int row, int cols, bool fresh)
{
  const struct cell *now = &c->cells[(size_t)row * (size_t)c->cols];
  struct cell *was = &state.shown.cells[(size_t)row * (size_t)c->cols];
  size_t changed = 0, size = (size_t)c->cols * sizeof *now;
  if (!fresh && memcmp(now, was, size) == 0)
    return 0;
  struct span span = span_changed(now, was, cols, fresh);
  for (int col = span.first; col < span.end; col++)
    changed += fresh || memcmp(&now[col], &was[col], sizeof *now) != 0;
  if (changed > 0)
    mvadd_wchnstr(row, span.first, state.line, make_line(now, span, cols));
  memcpy(was, now, size);
  return changed;
}

size_t cells_put(const struct canvas *c, int rows, int cols)
{
  bool fresh = state.shown.rows != c->rows || state.shown.cols != c->cols;
  make_room(cols);
  if (fresh)
    canvas_resize(&state.shown, c->rows, c->cols);
  size_t changed = 0;
  for (int row = 0; row < rows; row++)
    changed += put_row(c, row, cols, fresh);
  return changed;
}
