/* Looks at the bytes around tokens. It needs no tree: a span begins and ends at a token, so what lies between
 * two of them can only be white space, comments and one comma. A token that starts its line can't have its
 * line begin inside a string, because the string's closing quote would stand before it. */
#include "guatu/store/layout.h"

#include <string.h>

static bool is_blank(char c)
{
  return c == ' ' || c == '\t';
}

size_t layout_line(const char *text, size_t at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

bool layout_blank(const char *text, size_t from, size_t to)
{
  while (from < to && is_blank(text[from]))
    from++;
  return from >= to;
}

bool layout_starts_line(const char *text, size_t at)
{
  return layout_blank(text, layout_line(text, at), at);
}

/* After the comment that begins at `at`, or `at` when none does. A line comment ends before its "\n". */
static size_t skip_comment(const char *text, size_t len, size_t at)
{
  bool pair = at + 1 < len && text[at] == '/';
  if (pair && text[at + 1] == '*') {
    for (at += 2; at + 1 < len; at++)
      if (text[at] == '*' && text[at + 1] == '/')
        return at + 2;
    return len;
  }
  if (at >= len || !(text[at] == '#' || (pair && text[at + 1] == '/')))
    return at;
  while (at < len && text[at] != '\n')
    at++;
  return at;
}

bool layout_ends_line(const char *text, size_t len, size_t at, size_t *next, bool *comment)
{
  bool seen = false;
  while (at < len && text[at] != '\n') {
    size_t after = skip_comment(text, len, at);
    if (after > at)
      seen = true;
    else if (is_blank(text[at]) || text[at] == '\r' || text[at] == '\f')
      after = at + 1;
    else
      return false;
    at = after;
  }
  if (at >= len)
    return false;
  *next = at + 1;
  if (comment != NULL)
    *comment = seen;
  return true;
}

bool layout_own_lines(const char *text, size_t len, size_t start, size_t end, size_t *from, size_t *to)
{
  bool comment = false;
  *from = layout_line(text, start);
  return layout_starts_line(text, start) && layout_ends_line(text, len, end, to, &comment) && !comment;
}

void layout_indent(const char *text, size_t at, struct buf *out)
{
  for (size_t i = layout_line(text, at); is_blank(text[i]); i++)
    buf_putc(out, text[i]);
}

const char *layout_eol(const char *text, size_t next)
{
  return next >= 2 && text[next - 2] == '\r' ? "\r\n" : "\n";
}

void layout_deeper(struct buf *indent)
{
  bool tab = indent->len > 0 && indent->data[indent->len - 1] == '\t';
  buf_puts(indent, tab ? "\t" : "  ");
}

void layout_shallower(struct buf *indent)
{
  size_t cut = 0;
  if (indent->len > 0 && indent->data[indent->len - 1] == '\t')
    cut = 1;
  else if (indent->len > 1 && memcmp(indent->data + indent->len - 2, "  ", 2) == 0)
    cut = 2;
  if (cut > 0)
    indent->data[indent->len -= cut] = '\0';
}

struct layout_gap layout_gap(const char *text, size_t from, size_t to)
{
  struct layout_gap g = {.comma = to};
  while (from < to) {
    size_t after = skip_comment(text, to, from);
    if (after > from) {
      g.comment = true;
      from = after;
      continue;
    }
    if (text[from] == ',')
      g.comma = from;
    else if (text[from] == '\n' && g.comma == to)
      g.line_before = true;
    else if (text[from] == '\n')
      g.line_after = true;
    from++;
  }
  return g;
}

void layout_glue(const char *text, size_t from, size_t to, struct buf *out)
{
  if (layout_blank(text, from, to))
    buf_add(out, text + from, to - from);
  else
    buf_putc(out, ' ');
}
