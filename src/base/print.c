/* Everything printed goes through one cleaning, at the very end of the road, so that no caller can forget it;
 * a text that is clean already comes out as it is. The two flags are set once at the start, because which
 * stream is which terminal does not change. */
#include "guatu/base/print.h"

#include <assert.h>
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"

static struct {
  bool out, err;
} spell;

void print_spell(bool out, bool err)
{
  spell.out = out;
  spell.err = err;
}

bool print_spelt(const FILE *to)
{
  return (to == stdout && spell.out) || (to == stderr && spell.err);
}

static void put(FILE *to, const char *text, size_t len, const char *end)
{
  struct buf clean = {0}, ascii = {0};
  text_clean(&clean, text, len);
  if (print_spelt(to))
    text_ascii(&ascii, clean.data);
  struct buf *shown = print_spelt(to) ? &ascii : &clean;
  buf_puts(shown, end);
  fwrite(shown->data, 1, shown->len, to); /* in one piece: lines of two programs don't mix */
  buf_release(&clean);
  buf_release(&ascii);
}

void print_line(FILE *to, const char *text)
{
  put(to, text, strlen(text), "\n");
}

void print_lines(FILE *to, const char *text)
{
  for (const char *end; *text; text = end + (*end != '\0')) {
    end = text + strcspn(text, "\n");
    put(to, text, (size_t)(end - text), "\n");
  }
}

void print_fields(FILE *to, const char *const *fields, size_t count)
{
  for (size_t i = 0; i < count; i++)
    put(to, fields[i], strlen(fields[i]), i + 1 < count ? "\t" : "\n");
}

void print_part(FILE *to, const char *text)
{
  put(to, text, strlen(text), "");
}

void print_ink(FILE *to, const char *sgr)
{
  assert(!sgr || sgr[strspn(sgr, "0123456789;")] == '\0');
  fprintf(to, "\033[%sm", sgr ? sgr : "0");
}

int print_over(FILE *to, const char *text, int cols)
{
  struct buf line = {0};
  int now = text_cols(text);
  buf_puts(&line, text);
  for (int i = now; i < cols; i++)
    buf_putc(&line, ' ');
  fputc('\r', to);
  put(to, line.data ? line.data : "", line.len, "\r");
  fflush(to);
  buf_release(&line);
  return now;
}
