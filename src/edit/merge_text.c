/* Bytes that go from one text into another: line ends become those of the new place, and lines move with the
 * indent of the first. What stands in a string is its meaning and stays as it is. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

const char *merge_eol(const char *text, size_t len)
{
  const char *end = len > 0 ? memchr(text, '\n', len) : NULL;
  return end != NULL ? layout_eol(text, (size_t)(end - text) + 1) : "\n";
}

/* What the byte at hand is part of. */
enum within { WITHIN_TOKENS, WITHIN_STRING, WITHIN_LINE_COMMENT, WITHIN_COMMENT };

/* Goes over one byte, or two that belong together; returns how many. */
static size_t step(enum within *in, const char *s, size_t left)
{
  bool pair = left > 1;
  switch (*in) {
  case WITHIN_TOKENS:
    if (s[0] == '"')
      *in = WITHIN_STRING;
    else if (s[0] == '#' || (pair && s[0] == '/' && s[1] == '/'))
      *in = WITHIN_LINE_COMMENT;
    else if (pair && s[0] == '/' && s[1] == '*')
      *in = WITHIN_COMMENT;
    return *in == WITHIN_COMMENT ? 2 : 1;
  case WITHIN_STRING:
    if (s[0] == '"')
      *in = WITHIN_TOKENS;
    return s[0] == '\\' && pair ? 2 : 1;
  case WITHIN_LINE_COMMENT:
    if (s[0] == '\n')
      *in = WITHIN_TOKENS;
    return 1;
  case WITHIN_COMMENT:
    if (!pair || s[0] != '*' || s[1] != '/')
      return 1;
    *in = WITHIN_TOKENS;
    return 2;
  }
  return 1;
}

void merge_carry(struct buf *out, const char *bytes, size_t len, const struct buf *from, const struct buf *to,
                 const char *eol)
{
  enum within in = WITHIN_TOKENS;
  for (size_t at = 0; at < len;) {
    bool line = in != WITHIN_STRING && bytes[at] == '\n';
    size_t bytes_read = step(&in, bytes + at, len - at);
    if (!line) {
      buf_add(out, bytes + at, bytes_read);
      at += bytes_read;
      continue;
    }
    if (at > 0 && bytes[at - 1] == '\r')
      out->data[--out->len] = '\0';
    buf_puts(out, eol);
    at++;
    bool deep = from->len <= len - at && (from->len == 0 || memcmp(bytes + at, from->data, from->len) == 0);
    bool empty = at < len && (bytes[at] == '\n' || bytes[at] == '\r');
    if (deep && !empty) {
      buf_add(out, to->len > 0 ? to->data : "", to->len);
      at += from->len;
    }
  }
}

void merge_carry_span(struct buf *out, const struct doc *d, size_t start, size_t end, const struct buf *to,
                      const char *eol)
{
  struct buf from = {0};
  layout_indent(d->text, start, &from);
  merge_carry(out, d->text + start, end - start, &from, to, eol);
  buf_release(&from);
}

static int compare_edits(const void *a, const void *b)
{
  const struct patch_edit *const *x = a, *const *y = b;
  if ((*x)->start != (*y)->start)
    return (*x)->start < (*y)->start ? -1 : 1;
  return *x < *y ? -1 : *x > *y;
}

bool merge_patch_fits(const struct patch *p, size_t len)
{
  size_t at = 0;
  bool fits = true;
  const struct patch_edit **sorted = mem_alloc(p->count * sizeof *sorted);
  for (size_t i = 0; i < p->count; i++)
    sorted[i] = &p->list[i];
  qsort(sorted, p->count, sizeof *sorted, compare_edits);
  for (size_t i = 0; i < p->count && fits; i++) {
    fits = sorted[i]->start >= at && sorted[i]->start <= sorted[i]->end && sorted[i]->end <= len;
    at = sorted[i]->end;
  }
  free(sorted);
  return fits;
}
