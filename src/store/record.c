/* Readings between bytes and struct reading, in both directions. What is written is the portable subset of
 * PLATFORM §1.1: integers beyond 32 bits carry L, floats have a point, strings only the escapes that every
 * libconfig knows. */
#include "guatu/store/record.h"

#include <stdlib.h>
#include <string.h>

const char *const record_names[RECORD_FIELDS] = {"through", "value", "count", "of", "by", "at", "note"};

static int field_named(const struct doc *d, uint32_t node)
{
  for (int f = 0; f < RECORD_FIELDS; f++)
    if (doc_named(d, node, record_names[f]))
      return f;
  return -1;
}

/* An integer in decimal or hexadecimal, with or without L. */
static bool node_integer(const struct doc *d, uint32_t node, int64_t *out)
{
  char digits[32];
  const struct node *n = &d->nodes[node];
  size_t len = n->end - n->start;
  while (len > 0 && d->text[n->start + len - 1] == 'L')
    len--;
  if (n->type != NODE_INT || len == 0 || len >= sizeof digits)
    return false;
  memcpy(digits, d->text + n->start, len);
  digits[len] = '\0';
  bool hex = len > 2 && digits[0] == '0' && (digits[1] | 0x20) == 'x';
  *out = hex ? (int64_t)strtoull(digits + 2, NULL, 16) : (int64_t)strtoll(digits, NULL, 10);
  return true;
}

static bool node_decimal(const struct doc *d, uint32_t node, struct decimal *out)
{
  const struct node *n = &d->nodes[node];
  int64_t whole;
  if (n->type == NODE_FLOAT)
    return decimal_parse(d->text + n->start, n->end - n->start, out, NULL) == DECIMAL_OK;
  if (!node_integer(d, node, &whole) || whole > DECIMAL_MAX / DECIMAL_ONE ||
      whole < -(DECIMAL_MAX / DECIMAL_ONE))
    return false;
  *out = decimal_of(whole);
  return true;
}

static const char *node_text(const struct doc *d, uint32_t node, struct arena *a)
{
  struct buf b = {0};
  doc_string(d, node, &b);
  const char *text = arena_text(a, b.len > 0 ? b.data : "", b.len);
  buf_release(&b);
  return text;
}

static bool read_field(const struct doc *d, uint32_t node, enum record_field f, struct arena *a,
                       struct reading *r)
{
  const struct node *n = &d->nodes[node];
  const char **texts[RECORD_FIELDS] = {[RECORD_BY] = &r->by, [RECORD_AT] = &r->at, [RECORD_NOTE] = &r->note};
  if (f == RECORD_VALUE)
    return node_decimal(d, node, &r->value);
  if (f == RECORD_COUNT || f == RECORD_OF)
    return node_integer(d, node, f == RECORD_COUNT ? &r->count : &r->of);
  if (n->type != NODE_STRING)
    return false;
  const char *text = node_text(d, node, a);
  if (f == RECORD_THROUGH)
    return date_parse(text, strlen(text), &r->through);
  *texts[f] = text;
  return true;
}

bool record_read(const struct doc *d, uint32_t node, struct arena *a, struct record *out)
{
  *out = (struct record){.node = node, .reading = {.by = "", .at = "", .note = ""}};
  if (d->nodes[node].type != NODE_GROUP)
    return false;
  for (uint32_t i = d->nodes[node].child; i != 0; i = d->nodes[i].next) {
    int f = field_named(d, i);
    if (f < 0 || out->field[f] != 0 || !read_field(d, i, (enum record_field)f, a, &out->reading))
      return false;
    out->field[f] = i;
  }
  struct reading *r = &out->reading;
  bool counted = out->field[RECORD_COUNT] != 0 && out->field[RECORD_OF] != 0 && r->of > 0;
  bool halved = (out->field[RECORD_COUNT] != 0) != (out->field[RECORD_OF] != 0);
  if (counted)
    reading_set_count(r, r->count, r->of);
  return out->field[RECORD_THROUGH] != 0 && !halved && (out->field[RECORD_VALUE] != 0) != counted;
}

bool record_same_figure(const struct reading *a, const struct reading *b)
{
  if (a->of > 0 || b->of > 0)
    return a->of == b->of && a->count == b->count;
  return decimal_cmp(a->value, b->value) == 0;
}

void record_figure(struct buf *out, const struct reading *r)
{
  char number[32];
  if (r->of > 0)
    buf_printf(out, "%lld/%lld", (long long)r->count, (long long)r->of);
  else
    buf_puts(out, decimal_print(r->value, number, sizeof number));
}

void record_describe(struct buf *out, const struct reading *r, enum lang lang)
{
  if (r == NULL) {
    buf_puts(out, TR(lang, "nothing", "没有数"));
    return;
  }
  record_figure(out, r);
  if (r->by[0] == '\0' && r->at[0] == '\0')
    return;
  buf_puts(out, TR(lang, " (", "（"));
  buf_printf(out, "%s%s%s", r->by, r->by[0] != '\0' && r->at[0] != '\0' ? TR(lang, ", ", "，") : "", r->at);
  buf_puts(out, TR(lang, ")", "）"));
}

struct record_style record_style_plain(void)
{
  struct record_style s = {.assign = " = ", .end = ";", .apart = " ", .pad = " ", .last_end = true};
  for (uint8_t f = 0; f < RECORD_FIELDS; f++)
    s.order[f] = f;
  return s;
}

void record_assign(const struct doc *d, uint32_t node, char assign[4])
{
  const struct node *n = &d->nodes[node];
  const char *from = d->text + n->name + n->name_len;
  const char *to = d->text + n->start;
  const char *sign = from;
  while (sign < to && *sign != '=' && *sign != ':' && *sign != '#' && *sign != '/')
    sign++;
  strcpy(assign, " = ");
  if (sign >= to || (*sign != '=' && *sign != ':'))
    return; /* a comment stands in it: no example */
  char *at = assign;
  if (sign > from)
    *at++ = ' ';
  *at++ = *sign;
  if (to > sign + 1)
    *at++ = ' ';
  *at = '\0';
}

/* The neighbour's order first; a field it lacks comes after the field that precedes it in the plain order. */
static void style_order(const struct doc *d, const struct record *r, struct record_style *s)
{
  size_t count = 0;
  for (uint32_t i = d->nodes[r->node].child; i != 0; i = d->nodes[i].next)
    s->order[count++] = (uint8_t)field_named(d, i);
  for (uint8_t f = 0; f < RECORD_FIELDS; f++) {
    if (r->field[f] != 0)
      continue;
    size_t at = 0;
    while (f > 0 && s->order[at] != f - 1)
      at++;
    at += f > 0;
    memmove(s->order + at + 1, s->order + at, count - at);
    s->order[at] = f;
    count++;
  }
}

struct record_style record_style_of(const struct doc *d, const struct record *r)
{
  struct record_style s = record_style_plain();
  const struct node *group = &d->nodes[r->node];
  const struct node *first = &d->nodes[group->child];
  const struct node *last = first;
  while (last->next != 0)
    last = &d->nodes[last->next];
  record_assign(d, r->field[RECORD_THROUGH], s.assign);
  bool ended = first->term_end > first->end;
  s.end[0] = ended ? d->text[first->term_end - 1] : '\0';
  s.last_end = ended && last->term_end > last->end;
  if (first->next != 0 && ended && d->nodes[first->next].name == first->term_end)
    s.apart[0] = '\0';
  if (first->name == group->start + 1)
    s.pad[0] = '\0';
  style_order(d, r, &s);
  return s;
}

bool record_has(const struct reading *r, enum record_field f)
{
  switch (f) {
  case RECORD_THROUGH:
    return true;
  case RECORD_VALUE:
    return r->of == 0;
  case RECORD_COUNT:
  case RECORD_OF:
    return r->of > 0;
  case RECORD_BY:
    return r->by[0] != '\0';
  case RECORD_AT:
    return r->at[0] != '\0';
  case RECORD_NOTE:
    return r->note[0] != '\0';
  case RECORD_FIELDS:
    break;
  }
  return false;
}

static void write_string(struct buf *out, const char *text)
{
  static const char plain[] = "\"\\\n\r\t\f";
  static const char letters[] = "\"\\nrtf";
  buf_putc(out, '"');
  for (const char *s = text; *s != '\0'; s++) {
    unsigned char c = (unsigned char)*s;
    const char *known = strchr(plain, c);
    if (known != NULL)
      buf_printf(out, "\\%c", letters[known - plain]);
    else if (c < 0x20 || c == 0x7f)
      buf_printf(out, "\\x%02X", c);
    else
      buf_putc(out, (char)c);
  }
  buf_putc(out, '"');
}

static void write_integer(struct buf *out, int64_t n)
{
  buf_printf(out, "%lld%s", (long long)n, n > INT32_MAX || n < INT32_MIN ? "L" : "");
}

void record_write_value(struct buf *out, enum record_field f, const struct reading *r, int places)
{
  char day[16], number[32];
  int exact = decimal_places(r->value);
  switch (f) {
  case RECORD_THROUGH:
    write_string(out, date_format(r->through, day, sizeof day));
    break;
  case RECORD_VALUE:
    if (exact == 0 && places == 0)
      write_integer(out, r->value.micros / DECIMAL_ONE);
    else
      buf_puts(out, decimal_format(r->value, exact > places ? exact : places, number, sizeof number));
    break;
  case RECORD_COUNT:
  case RECORD_OF:
    write_integer(out, f == RECORD_COUNT ? r->count : r->of);
    break;
  case RECORD_BY:
    write_string(out, r->by);
    break;
  case RECORD_AT:
    write_string(out, r->at);
    break;
  case RECORD_NOTE:
    write_string(out, r->note);
    break;
  case RECORD_FIELDS:
    break;
  }
}

void record_write_field(struct buf *out, const struct record_style *s, enum record_field f,
                        const struct reading *r)
{
  buf_puts(out, record_names[f]);
  buf_puts(out, s->assign);
  record_write_value(out, f, r, 0);
}

void record_write(struct buf *out, const struct record_style *s, const struct reading *r)
{
  const char *before = s->pad;
  buf_putc(out, '{');
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    enum record_field f = (enum record_field)s->order[i];
    if (!record_has(r, f))
      continue;
    buf_puts(out, before);
    record_write_field(out, s, f, r);
    buf_puts(out, s->end);
    before = s->apart;
  }
  if (!s->last_end && s->end[0] != '\0')
    out->data[--out->len] = '\0';
  buf_puts(out, s->pad);
  buf_putc(out, '}');
}
