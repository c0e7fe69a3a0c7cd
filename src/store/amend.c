/* Changes a reading field by field. A value that stays the same keeps its spelling; a new one is written over
 * the old one's bytes; what is missing comes after its predecessor, with the layout of the setting it
 * follows. Additions are planned before removals, because both may begin at one offset and a patch keeps the
 * order. */
#include "guatu/store/amend.h"

#include <string.h>

#include "guatu/store/layout.h"
#include "guatu/store/place.h"

struct amend {
  const struct doc *d;
  const struct record *old;
  const struct reading *now;
  struct record_style style;
  struct patch *out;
};

/* Whether a string is several strings with a comment between. */
static bool has_inner_comment(const struct doc *d, const struct node *n)
{
  bool inside = false;
  for (size_t i = n->start; i < n->end; i++) {
    char c = d->text[i];
    if (inside && c == '\\')
      i++;
    else if (c == '"')
      inside = !inside;
    else if (!inside && (c == '#' || c == '/'))
      return true;
  }
  return false;
}

/* How many decimals the old number shows: an integer none, a float at least one, so that it stays what it is.
 */
static int shown_places(const struct doc *d, const struct node *n)
{
  struct decimal ignored;
  int places = 0;
  if (n->type != NODE_FLOAT)
    return 0;
  decimal_parse(d->text + n->start, n->end - n->start, &ignored, &places);
  if (places < 1)
    return 1;
  return places > DECIMAL_PLACES ? DECIMAL_PLACES : places;
}

/* A number may not run into what follows it (PLATFORM §2). */
static void keep_apart(const struct amend *a, const struct node *n, struct buf *bytes)
{
  if (n->type != NODE_STRING && memchr(" \t\r\n\f;,)]}#/", a->d->text[n->end], 12) == NULL)
    buf_putc(bytes, ' ');
}

static void put_value(struct amend *a, uint32_t node, enum record_field f)
{
  const struct node *n = &a->d->nodes[node];
  struct buf bytes = {0};
  record_write_value(&bytes, f, a->now, shown_places(a->d, n));
  keep_apart(a, n, &bytes);
  patch_put(a->out, n->start, n->end, bytes.data, bytes.len);
  buf_release(&bytes);
}

static bool field_differs(const struct amend *a, enum record_field f)
{
  const struct reading *x = &a->old->reading, *y = a->now;
  switch (f) {
  case RECORD_VALUE:
    return decimal_cmp(x->value, y->value) != 0;
  case RECORD_COUNT:
    return x->count != y->count;
  case RECORD_OF:
    return x->of != y->of;
  case RECORD_BY:
    return strcmp(x->by, y->by) != 0;
  case RECORD_AT:
    return strcmp(x->at, y->at) != 0;
  case RECORD_NOTE:
    return strcmp(x->note, y->note) != 0;
  case RECORD_THROUGH:
  case RECORD_FIELDS:
    break;
  }
  return false;
}

/* The setting after which by, at and note are added; in `*cut` the one that is left over when the kind of
 * figure changes. */
static uint32_t amend_figure(struct amend *a, uint32_t *cut)
{
  const uint32_t *field = a->old->field;
  uint32_t value = field[RECORD_VALUE], count = field[RECORD_COUNT], of = field[RECORD_OF];
  uint32_t first = count < of ? count : of, last = count < of ? of : count;
  bool counted = a->now->of > 0;
  *cut = 0;
  if (counted == (value == 0)) {
    for (int f = RECORD_VALUE; f <= RECORD_OF; f++)
      if (field[f] != 0 && field_differs(a, (enum record_field)f))
        put_value(a, field[f], (enum record_field)f);
    return counted ? last : value;
  }
  uint32_t place = counted ? value : first;
  struct buf bytes = {0};
  record_write_field(&bytes, &a->style, counted ? RECORD_COUNT : RECORD_VALUE, a->now);
  if (counted) {
    buf_puts(&bytes, a->style.end);
    buf_puts(&bytes, a->style.apart);
    record_write_field(&bytes, &a->style, RECORD_OF, a->now);
  } else {
    *cut = last;
  }
  const struct node *n = &a->d->nodes[place];
  keep_apart(a, n, &bytes);
  patch_put(a->out, n->name, n->end, bytes.data, bytes.len);
  buf_release(&bytes);
  return place;
}

/* Adds a field after the setting `after`, on a line of its own when that has one. */
static void add_field(struct amend *a, uint32_t after, enum record_field f)
{
  const struct node *n = &a->d->nodes[after];
  const char *text = a->d->text;
  struct buf bytes = {0};
  size_t at = n->term_end;
  bool ended = n->term_end > n->end;
  bool own = layout_starts_line(text, n->name) && layout_ends_line(text, a->d->len, n->term_end, &at, NULL);
  if (own)
    layout_indent(text, n->name, &bytes);
  else
    buf_puts(&bytes, ended ? a->style.apart : a->style.end);
  if (!own && !ended && (a->style.end[0] == '\0' || a->style.apart[0] != '\0'))
    buf_putc(&bytes, ' ');
  record_write_field(&bytes, &a->style, f, a->now);
  if (own || ended)
    buf_puts(&bytes, a->style.end);
  if (own)
    buf_puts(&bytes, layout_eol(text, at));
  patch_insert(a->out, at, &bytes);
  buf_release(&bytes);
}

bool amend_record(const struct doc *d, const struct record *old, const struct reading *now, bool exact,
                  struct patch *out, size_t *where)
{
  struct amend a = {d, old, now, record_style_of(d, old), out};
  uint32_t cut[RECORD_FIELDS] = {0};
  uint32_t after = amend_figure(&a, &cut[RECORD_OF]);
  for (int i = RECORD_BY; i <= RECORD_NOTE; i++) {
    enum record_field f = (enum record_field)i;
    uint32_t node = old->field[f];
    bool wanted = record_has(now, f);
    if (node != 0 && wanted && field_differs(&a, f)) {
      *where = d->nodes[node].start;
      if (has_inner_comment(d, &d->nodes[node]))
        return false;
      put_value(&a, node, f);
    } else if (node == 0 && wanted) {
      add_field(&a, after, f);
    } else if (node != 0 && !wanted && (exact || f != RECORD_NOTE)) {
      cut[f] = node;
    }
    if (node != 0 && cut[f] == 0)
      after = node;
  }
  for (int f = 0; f < RECORD_FIELDS; f++)
    if (cut[f] != 0)
      place_setting_out(d, old->node, cut[f], out);
  return true;
}
