/* Text into rows of cells, by libcsv; the only file that knows it.
 *
 * The text is handed over line by line, because a row is called by the line where it begins, and libcsv
 * counts none. It is strict about quotation marks: the lenient reading of a wrong one makes the rows below a
 * part of the cell, and figures would be missing without a word. */
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/import_parts.h"

const char *const import_separators[SEPARATORS] = {"\t", ",", ";", "，"};

/* Stands for "，" while libcsv, which takes one byte, reads: no UTF-8 text has it. */
#define WIDE '\xff'

enum { SAY_COLS = 40, BLOCK = 4096 };

struct reader {
  struct csv_parser parser;
  struct cells row;
  bool (*callback)(void *context, const struct cells *row);
  void *context;
  struct problems *problems;
  enum import_separator separator;
  struct buf line;  /* with WIDE in place of "，" */
  bool in_row;      /* inside a row that goes on, because of a quotation mark */
  bool ended, stop; /* the row; everything */
};

/* ---- one cell ---- */

/* How many bytes of `s` are a blank: ASCII, no-break or as wide as a Chinese character. */
static size_t blank(const char *s)
{
  if (*s != '\0' && strchr(" \t\r\n", *s) != NULL)
    return 1;
  if (strncmp(s, "\u00a0", 2) == 0)
    return 2;
  return strncmp(s, "\u3000", 3) == 0 ? 3 : 0;
}

/* Appends without blanks at the ends. */
static void add_trimmed(struct buf *out, const char *s, size_t len)
{
  size_t start = 0, end = 0;
  struct buf cell = {0};
  buf_add(&cell, s, len);
  while (blank(cell.data + start) > 0)
    start += blank(cell.data + start);
  for (size_t at = start; at < len;) {
    size_t skip = blank(cell.data + at);
    at += skip > 0 ? skip : 1;
    end = skip > 0 ? end : at;
  }
  if (end > start)
    buf_add(out, cell.data + start, end - start);
  buf_release(&cell);
}

static void take_cell(void *bytes, size_t len, void *context)
{
  struct reader *r = context;
  struct cells *row = &r->row;
  if (row->count == row->cap) {
    row->cap = row->cap > 0 ? row->cap * 2 : 16;
    row->starts = mem_resize(row->starts, row->cap, sizeof *row->starts);
  }
  row->starts[row->count++] = row->bytes.len;
  struct buf cell = {0};
  buf_puts(&cell, "");
  const char *s = bytes;
  for (size_t i = 0; i < len; i++) {
    bool line_end = s[i] == '\r';
    if (line_end && i + 1 < len && s[i + 1] == '\n')
      continue;
    if (s[i] == WIDE)
      buf_puts(&cell, "，");
    else if (line_end)
      buf_putc(&cell, '\n');
    else
      buf_putc(&cell, s[i]);
  }
  add_trimmed(&row->bytes, cell.data, cell.len);
  buf_putc(&row->bytes, '\0');
  buf_release(&cell);
}

const char *cells_at(const struct cells *row, size_t column)
{
  return column < row->count ? row->bytes.data + row->starts[column] : "";
}

void cells_say(struct buf *out, const char *cell)
{
  struct buf clean = {0};
  text_clean(&clean, cell, strnlen(cell, 4 * SAY_COLS));
  text_clip(out, clean.data, SAY_COLS, false, false);
  buf_release(&clean);
}

/* ---- rows ---- */

static void row_clear(struct reader *r)
{
  r->row.count = 0;
  buf_clear(&r->row.bytes);
}

/* A spreadsheet writes rows of nothing but separators, and puts a comment in quotation marks. */
static void take_row(int end, void *context)
{
  struct reader *r = context;
  (void)end;
  bool empty = true;
  for (size_t i = 0; i < r->row.count && empty; i++)
    empty = cells_at(&r->row, i)[0] == '\0';
  const char *first = r->row.count > 0 ? cells_at(&r->row, 0) : "";
  bool comment = first[0] == '#' && first[1] != '\0'; /* "#" alone heads a column of numbers */
  if (!empty && !r->stop && !comment)
    r->stop = !r->callback(r->context, &r->row);
  row_clear(r);
  r->ended = true;
}

static void *resize(void *old, size_t size)
{
  return mem_resize(old, 1, size);
}

static void parser_start(struct reader *r)
{
  static const char signs[SEPARATORS] = {'\t', ',', ';', WIDE};
  csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&r->parser, (unsigned char)signs[r->separator]);
  csv_set_realloc_func(&r->parser, resize);
  csv_set_blk_size(&r->parser, BLOCK);
}

/* Goes on with the next line, so that mistakes further down are told in the same run. */
static void refuse_row(struct reader *r, const char *en, const char *zh)
{
  if (r->problems != NULL)
    (void)problem_at(r->problems, r->row.line, "%s", TR(r->problems->lang, en, zh));
  row_clear(r);
  csv_free(&r->parser);
  parser_start(r);
  r->in_row = false;
}

/* One line with its end. */
static void take_line(struct reader *r, const char *s, size_t len)
{
  buf_clear(&r->line);
  for (size_t i = 0; i < len; i++) {
    bool wide = r->separator == SEPARATOR_WIDE && i + 3 <= len && memcmp(s + i, "，", 3) == 0;
    buf_putc(&r->line, wide ? WIDE : s[i]);
    i += wide ? 2 : 0;
  }
  r->ended = false;
  if (csv_parse(&r->parser, r->line.data, r->line.len, take_cell, take_row, r) != r->line.len)
    refuse_row(r,
               "a quotation mark stands inside a cell: put the cell in quotation marks, and write those "
               "inside it twice",
               "单元格内有引号：请给整个单元格加上引号，其中的引号写两遍");
  else
    r->in_row = !r->ended;
}

/* "\n", "\r\n" or "\r". */
static size_t line_len(const char *s, size_t len)
{
  size_t end = 0;
  while (end < len && s[end] != '\n' && s[end] != '\r')
    end++;
  if (end + 1 < len && s[end] == '\r' && s[end + 1] == '\n')
    return end + 2;
  return end < len ? end + 1 : end;
}

/* Whether nothing of a line outside of rows is to be read. A "#" before a separator is a cell. */
static bool is_skipped(const char *s, size_t len)
{
  size_t at = 0;
  while (at < len && (s[at] == ' ' || s[at] == '\t' || s[at] == '\r' || s[at] == '\n'))
    at++;
  return at == len || (s[at] == '#' && (at + 1 == len || strchr("\t,;\xef", s[at + 1]) == NULL));
}

void cells_read(const char *text, size_t len, enum import_separator separator,
                bool (*row)(void *context, const struct cells *row), void *context, struct problems *p)
{
  struct reader r = {.callback = row, .context = context, .problems = p, .separator = separator};
  parser_start(&r);
  size_t line = 1;
  for (size_t at = 0, step; at < len && !r.stop; at += step, line++) {
    step = line_len(text + at, len - at);
    if (!r.in_row && is_skipped(text + at, step))
      continue;
    if (!r.in_row)
      r.row.line = line;
    take_line(&r, text + at, step);
  }
  if (!r.stop && csv_fini(&r.parser, take_cell, take_row, &r) != 0)
    refuse_row(&r, "a quotation mark in this row is never closed: everything below would belong to its cell",
               "该行的引号没有闭合：以下各行都会被当成这个单元格的内容");
  csv_free(&r.parser);
  buf_release(&r.row.bytes);
  buf_release(&r.line);
  free(r.row.starts);
}
