/* The emitter under report/json.c. Its output is JSON whatever the texts are: invalid bytes become U+FFFD,
 * and what a screen must not get (text_cp_safe) is \u-escaped, so that no text is lost and none drives a
 * terminal; on one that shows only ASCII, so is all the rest. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/report/json_write.h"

#define MARKS_MOST 2
#define PIECE      65536 /* bytes that are written at once */

static void new_line(struct emitter *j)
{
  buf_putc(&j->text, '\n');
  for (int i = 0; i < j->depth; i++)
    buf_puts(&j->text, "  ");
}

static bool is_inline(const struct emitter *j)
{
  return j->inline_from > 0 && j->depth >= j->inline_from;
}

/* JSON knows UTF-16 only: beyond it stand two halves. */
static void put_escaped(struct buf *out, uint32_t cp)
{
  if (cp >= 0x10000)
    buf_printf(out, "\\u%04" PRIx32, 0xd800 + ((cp - 0x10000) >> 10));
  buf_printf(out, "\\u%04" PRIx32, cp >= 0x10000 ? 0xdc00 + ((cp - 0x10000) & 0x3ff) : cp);
}

/* How many bytes from here on are ASCII that stands as it is. */
static size_t plain_len(const char *text)
{
  size_t len = 0;
  while (text[len] >= 0x20 && text[len] < 0x7f && text[len] != '"' && text[len] != '\\')
    len++;
  return len;
}

/* A combining mark stands as it is only on a letter that does, and as many as text_clean lets. */
static void put_string(struct emitter *j, const char *text)
{
  struct buf *out = &j->text;
  size_t len = strlen(text);
  bool ascii = print_spelt(j->out);
  int marks = MARKS_MOST;
  buf_putc(out, '"');
  for (size_t i = 0; i < len;) {
    size_t plain = plain_len(text + i);
    if (plain > 0) {
      buf_add(out, text + i, plain);
      i += plain;
      marks = 0;
      continue;
    }
    uint32_t cp;
    size_t n = text_decode(text + i, len - i, &cp, NULL);
    bool mark = text_cp_cols(cp) == 0;
    char bytes[4];
    bool escape = !text_cp_safe(cp) || (ascii && cp >= 0x80) || (mark && marks >= MARKS_MOST);
    marks = escape ? MARKS_MOST : mark ? marks + 1 : 0;
    if (cp == '"' || cp == '\\')
      buf_putc(out, '\\');
    if (escape)
      put_escaped(out, cp);
    else
      buf_add(out, bytes, text_encode(cp, bytes));
    i += n;
  }
  buf_putc(out, '"');
}

static void flush(struct emitter *j)
{
  fwrite(j->text.data ? j->text.data : "", 1, j->text.len, j->out);
  buf_clear(&j->text);
}

/* What stands before a value: the comma, the line, the name. */
static void begin(struct emitter *j, const char *name)
{
  if (j->text.len >= PIECE)
    flush(j);
  if (!j->first)
    buf_puts(&j->text, is_inline(j) ? ", " : ",");
  j->first = false;
  if (j->depth > 0 && !is_inline(j))
    new_line(j);
  if (name) { /* our own, and plain */
    buf_putc(&j->text, '"');
    buf_puts(&j->text, name);
    buf_puts(&j->text, "\": ");
  }
}

void emit_open(struct emitter *j, const char *name, char bracket)
{
  if (j->depth > 0)
    begin(j, name);
  buf_putc(&j->text, bracket);
  j->depth++;
  j->first = true;
}

void emit_open_inline(struct emitter *j, const char *name, char bracket)
{
  emit_open(j, name, bracket);
  if (j->inline_from == 0)
    j->inline_from = j->depth;
}

void emit_close(struct emitter *j, char bracket)
{
  assert(j->depth > 0);
  bool on_lines = !is_inline(j) && !j->first;
  if (j->inline_from == j->depth)
    j->inline_from = 0;
  j->depth--;
  if (on_lines)
    new_line(j);
  buf_putc(&j->text, bracket);
  j->first = false;
}

void emit_end(struct emitter *j)
{
  buf_putc(&j->text, '\n');
  flush(j);
  buf_release(&j->text);
}

void emit_null(struct emitter *j, const char *name)
{
  begin(j, name);
  buf_puts(&j->text, "null");
}

void emit_text(struct emitter *j, const char *name, const char *text)
{
  if (!text || !*text) {
    emit_null(j, name);
    return;
  }
  begin(j, name);
  put_string(j, text);
}

void emit_count(struct emitter *j, const char *name, size_t count)
{
  begin(j, name);
  buf_printf(&j->text, "%zu", count);
}

void emit_number(struct emitter *j, const char *name, struct decimal d)
{
  char digits[32];
  begin(j, name);
  buf_puts(&j->text, decimal_print(d, digits, sizeof digits));
}

void emit_points(struct emitter *j, const char *name, struct decimal d)
{
  char digits[32];
  begin(j, name);
  buf_puts(&j->text, decimal_format(d, 1, digits, sizeof digits));
}

void emit_nanos(struct emitter *j, const char *name, int64_t nanos)
{
  char digits[32];
  uint64_t size = nanos < 0 ? UINT64_C(0) - (uint64_t)nanos : (uint64_t)nanos;
  int len = snprintf(digits, sizeof digits, "%s%" PRIu64 ".%09" PRIu64, nanos < 0 ? "-" : "",
                     size / 1000000000, size % 1000000000);
  while (len > 0 && digits[len - 1] == '0')
    len--;
  if (len > 0 && digits[len - 1] == '.')
    len--;
  digits[len] = '\0';
  begin(j, name);
  buf_puts(&j->text, digits);
}

void emit_date(struct emitter *j, const char *name, struct date d)
{
  char day[16];
  emit_text(j, name, date_format(d, day, sizeof day));
}
