/* Looking into a scanned document. The nodes lie in one array, parents before their parts, linked by index:
 * 32 bytes for a setting, so that a dataset of a hundred thousand targets stays small and walking it stays
 * near memory speed. */
#include "guatu/store/doc.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/store/doc_tokens.h"

void doc_release(struct doc *d)
{
  free(d->nodes);
  *d = (struct doc){0};
}

bool doc_named(const struct doc *d, uint32_t node, const char *name)
{
  const struct node *n = &d->nodes[node];
  const char *has = d->text + n->name;
  size_t i = 0;

  while (i < n->name_len && has[i] == name[i]) /* NUL stands in no name */
    i++;
  return i > 0 && i == n->name_len && name[i] == '\0';
}

uint32_t doc_member(const struct doc *d, uint32_t group, const char *name)
{
  for (uint32_t i = d->nodes[group].child; i != 0; i = d->nodes[i].next)
    if (doc_named(d, i, name))
      return i;
  return 0;
}

/* One of the adjacent strings: `t` with its quotes. Runs without a backslash are copied at once. */
static void decode(const char *text, const struct token *t, struct buf *out)
{
  size_t at = t->start + 1;
  size_t end = t->closed ? t->end - 1 : t->end;
  struct string_char c;

  while (at < end) {
    const char *slash = memchr(text + at, '\\', end - at);
    size_t plain = slash ? (size_t)(slash - text) : end;
    if (plain > at)
      buf_add(out, text + at, plain - at);
    at = plain;
    if (string_next(text, &at, end, &c))
      buf_putc(out, (char)c.byte);
  }
}

void doc_string(const struct doc *d, uint32_t node, struct buf *out)
{
  const struct node *n = &d->nodes[node];
  struct lexer lexer = {.text = d->text, .len = n->end};

  if (n->bare) {
    buf_add(out, d->text + n->start + 1, n->end - n->start - 2);
    return;
  }
  for (size_t at = n->start; at < n->end;) {
    struct token t = token_read(&lexer, at);
    if (t.type != TOKEN_STRING)
      return;
    decode(d->text, &t, out);
    at = t.end;
  }
}
