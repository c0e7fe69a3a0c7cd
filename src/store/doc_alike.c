/* Elements of a list that are written like the one before them, as a target's readings are: the same bytes
 * between their values. Where nothing was reported so far these bytes mean the same again, and only the
 * values are looked at; their names need no second look either. */
#include "guatu/store/doc_scan.h"

#include <string.h>

#define ALIKE_MAX 64 /* settings of an element; with more it mostly has lists of its own */

/* Whether the bytes at `at` are those at `as`. Never so for a length below 0, which a part of a part has. */
static bool repeats(const struct lexer *l, size_t at, size_t as, size_t len)
{
  return l->len - at >= len && memcmp(l->text + at, l->text + as, len) == 0;
}

/* The settings of the element `was`, which are the nodes behind it, with the values that stand from `at` on,
 * into the nodes behind `now`. Returns where the last value ends; 0: this is no element like it. */
static size_t read_members(const struct lexer *l, const struct node *was, struct node *now, uint32_t count,
                           size_t at)
{
  size_t from = was->start;

  for (uint32_t i = 1; i <= count; i++) {
    const struct node *m = &was[i];
    uint32_t away = (uint32_t)(at - from); /* from what is the same */
    now[i] = *m;
    now[i].name += away;
    now[i].start += away;
    now[i].next += m->next != 0 ? count + 1 : 0;
    if (repeats(l, at, from, m->term_end - from)) { /* the value too */
      now[i].end += away;
      now[i].term_end += away;
    } else {
      struct token value = {.start = now[i].start};
      if (!repeats(l, at, from, m->start - from) || !token_read_plain(l, &value))
        return 0;
      now[i].type = (uint8_t)scan_type(value.type);
      now[i].bare = value.type == TOKEN_STRING;
      now[i].plain = value.plain;
      now[i].end = (uint32_t)value.end;
      now[i].term_end = (uint32_t)value.end + 1;
    }
    from = m->end;
    at = now[i].end;
  }
  return repeats(l, at, from, was->end - from) ? at + (was->end - from) : 0;
}

/* Whether after an element a comma or the list's end stands, and nothing that has to be reported. */
static bool goes_on(const struct scan *s, size_t at)
{
  struct token t = token_read(&s->lexer, at);
  return t.type == TOKEN_COMMA || t.type == TOKEN_CLOSE;
}

/* One element that begins at `at` and is like the last. Returns where the next may begin, or 0 when this is
 * no such element; *end is where it ends. */
static size_t read_alike(struct scan *s, size_t at, size_t *end)
{
  struct doc *d = s->doc;
  struct frame *f = &s->frames[s->depth];
  uint32_t count = (uint32_t)d->count - f->last - 1; /* settings of the last, when there is nothing in them */

  if (count > ALIKE_MAX || d->count + count >= SCAN_NODES_MAX)
    return 0;
  scan_room(s, count + 1);
  struct node *was = &d->nodes[f->last], *now = &d->nodes[d->count];
  size_t stop = read_members(&s->lexer, was, now, count, at), between = at - was->end;
  bool more = stop != 0 && repeats(&s->lexer, stop, was->end, between);
  if (stop == 0 || (!more && !goes_on(s, stop)))
    return 0;
  *now = (struct node){.type = NODE_GROUP,
                       .depth = was->depth,
                       .alike = true,
                       .name = (uint32_t)at,
                       .start = (uint32_t)at,
                       .end = (uint32_t)stop,
                       .term_end = (uint32_t)stop,
                       .child = was->child + count + 1};
  was->next = f->last = (uint32_t)d->count;
  d->count += count + 1;
  *end = stop;
  return more ? stop + between : s->lexer.len;
}

bool scan_alike(struct scan *s)
{
  struct frame *f = &s->frames[s->depth];
  const struct doc *d = s->doc;
  size_t first = s->token.start, end = 0;

  if (f->last == 0 || d->nodes[f->last].type != NODE_GROUP || d->nodes[f->last].child == 0 ||
      s->problems->errors > s->errors_before)
    return false;
  for (size_t at = first; at != 0 && at - first < SCAN_PROGRESS;)
    at = read_alike(s, at, &end);
  if (end == 0)
    return false;
  f->want = WANT_COMMA;
  f->comma = 0;
  s->token = (struct token){.type = TOKEN_CLOSE, .start = end - 1, .end = end, .sign = '}'};
  scan_advance(s);
  return true;
}
