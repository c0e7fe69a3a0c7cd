/* Puts readings in, with the layout of their neighbours. Three manners of separating elements are told apart
 * by what stands between two of them: commas on one line, commas at the end of a line, commas at the
 * beginning of one. A list that guatu starts takes the last, because then adding a figure later is one added
 * line and touches no other. A comment stays on its line with what it follows. */
#include "guatu/store/place.h"

#include <assert.h>
#include <string.h>

#include "guatu/store/layout.h"

enum manner { MANNER_INLINE, MANNER_TRAILING, MANNER_LEADING };

/* How the elements around a place are separated. */
struct manners {
  enum manner manner;
  struct buf indent; /* of an element on its own line */
  struct buf comma;  /* MANNER_LEADING: what stands before the comma */
  struct buf glue;   /* between a comma and its element on the same line */
};

static void manners_release(struct manners *m)
{
  buf_release(&m->indent);
  buf_release(&m->comma);
  buf_release(&m->glue);
}

static uint32_t last_part(const struct doc *d, uint32_t parent)
{
  uint32_t i = d->nodes[parent].child;
  while (i != 0 && d->nodes[i].next != 0)
    i = d->nodes[i].next;
  return i;
}

static uint32_t part_before(const struct doc *d, uint32_t parent, uint32_t node)
{
  uint32_t i = d->nodes[parent].child, before = 0;
  for (; i != 0 && i != node; i = d->nodes[i].next)
    before = i;
  return before;
}

/* From the two elements `a` and `b`; b may be 0: a list of one. */
static struct manners manners_of(const struct doc *d, uint32_t a, uint32_t b)
{
  struct manners m = {.manner = MANNER_INLINE};
  size_t start = d->nodes[a].start;
  layout_indent(d->text, start, &m.indent);
  if (b == 0) {
    m.manner = layout_starts_line(d->text, start) ? MANNER_LEADING : MANNER_INLINE;
    layout_indent(d->text, start, &m.comma);
    layout_shallower(&m.comma);
    buf_putc(&m.glue, ' ');
    return m;
  }
  struct layout_gap gap = layout_gap(d->text, d->nodes[a].end, d->nodes[b].start);
  if (gap.line_before)
    m.manner = MANNER_LEADING;
  else if (gap.line_after)
    m.manner = MANNER_TRAILING;
  layout_indent(d->text, gap.comma, &m.comma);
  if (m.manner == MANNER_TRAILING)
    buf_putc(&m.glue, ' ');
  else
    layout_glue(d->text, gap.comma + 1, d->nodes[b].start, &m.glue);
  if (m.manner == MANNER_TRAILING && !layout_starts_line(d->text, start)) {
    buf_clear(&m.indent);
    layout_indent(d->text, d->nodes[b].start, &m.indent);
  }
  return m;
}

static void add_text(struct buf *out, const struct buf *part)
{
  buf_add(out, part->data != NULL ? part->data : "", part->len);
}

/* `comma-indent , glue body` */
static void add_leading(struct buf *out, const struct manners *m, const struct buf *body)
{
  add_text(out, &m->comma);
  buf_putc(out, ',');
  add_text(out, &m->glue);
  add_text(out, body);
}

static void place_between(const struct doc *d, uint32_t prev, uint32_t next, const struct buf *bodies,
                          size_t count, struct patch *out)
{
  struct manners m = manners_of(d, prev, next);
  struct buf line = {0};
  size_t end = d->nodes[prev].end, at = end;
  struct layout_gap gap = layout_gap(d->text, end, d->nodes[next].start);
  if (m.manner == MANNER_LEADING)
    layout_ends_line(d->text, d->len, end, &at, NULL);
  if (m.manner == MANNER_TRAILING)
    layout_ends_line(d->text, d->len, gap.comma + 1, &at, NULL);
  const char *eol = layout_eol(d->text, at);
  for (size_t i = 0; i < count; i++) {
    if (m.manner == MANNER_INLINE) {
      buf_putc(&line, ',');
      add_text(&line, &m.glue);
      add_text(&line, &bodies[i]);
    } else if (m.manner == MANNER_LEADING) {
      add_leading(&line, &m, &bodies[i]);
      buf_puts(&line, eol);
    } else {
      add_text(&line, &m.indent);
      add_text(&line, &bodies[i]);
      buf_putc(&line, ',');
      buf_puts(&line, eol);
    }
  }
  patch_insert(out, at, &line);
  buf_release(&line);
  manners_release(&m);
}

static void place_last(const struct doc *d, uint32_t list, uint32_t prev, const struct buf *bodies,
                       size_t count, struct patch *out)
{
  uint32_t before = part_before(d, list, prev);
  struct manners m = before != 0 ? manners_of(d, before, prev) : manners_of(d, prev, 0);
  struct buf line = {0};
  size_t end = d->nodes[prev].end, closer = d->nodes[list].end - 1;
  bool own = m.manner != MANNER_INLINE && layout_starts_line(d->text, closer);
  size_t at = own ? layout_line(d->text, closer) : end;
  const char *eol = layout_eol(d->text, layout_line(d->text, own ? closer : d->nodes[prev].start));
  if (m.manner == MANNER_TRAILING && own) {
    buf_putc(&line, ',');
    patch_insert(out, end, &line);
    buf_clear(&line);
  }
  for (size_t i = 0; i < count; i++) {
    if (m.manner == MANNER_INLINE || (m.manner == MANNER_TRAILING && !own))
      buf_putc(&line, ',');
    if (m.manner != MANNER_INLINE && !own)
      buf_puts(&line, eol);
    if (m.manner == MANNER_LEADING) {
      add_leading(&line, &m, &bodies[i]);
    } else {
      add_text(&line, m.manner == MANNER_TRAILING ? &m.indent : &m.glue);
      add_text(&line, &bodies[i]);
    }
    if (m.manner == MANNER_TRAILING && own && i + 1 < count)
      buf_putc(&line, ',');
    if (own)
      buf_puts(&line, eol);
  }
  patch_insert(out, at, &line);
  buf_release(&line);
  manners_release(&m);
}

/* Before the first element `next`: it may have to get the comma that the new one, now first, does without. */
static void place_ahead(const struct doc *d, uint32_t list, uint32_t next, const struct buf *body,
                        struct patch *out)
{
  struct manners m = manners_of(d, next, d->nodes[next].next);
  struct buf line = {0}, comma = {0};
  size_t start = d->nodes[next].start, at = start;
  bool own =
      m.manner != MANNER_INLINE && layout_ends_line(d->text, d->len, d->nodes[list].start + 1u, &at, NULL);
  bool leading = m.manner == MANNER_LEADING;
  if (own)
    add_text(&line, &m.indent);
  add_text(&line, body);
  if (!leading)
    buf_putc(&line, ',');
  if (m.manner == MANNER_INLINE)
    add_text(&line, &m.glue);
  else
    buf_puts(&line,
             layout_eol(d->text, own ? at : layout_line(d->text, d->nodes[d->nodes[next].next].start)));
  if (!own && m.manner == MANNER_TRAILING)
    add_text(&line, &m.indent);
  if (!own && leading)
    add_text(&line, &m.comma);
  patch_insert(out, at, &line);
  buf_putc(&comma, ',');
  buf_putc(&comma, ' ');
  bool room = own && start >= at + 2 && memcmp(d->text + start - 2, "  ", 2) == 0;
  if (leading)
    patch_put(out, room ? start - 2 : start, start, comma.data, comma.len);
  buf_release(&line);
  buf_release(&comma);
  manners_release(&m);
}

void place_elements(const struct doc *d, uint32_t list, uint32_t prev, uint32_t next,
                    const struct buf *bodies, size_t count, struct patch *out)
{
  assert(prev == 0 ? d->nodes[list].child == next && count == 1 : d->nodes[prev].next == next);
  if (prev == 0)
    place_ahead(d, list, next, bodies, out);
  else if (next == 0)
    place_last(d, list, prev, bodies, count, out);
  else
    place_between(d, prev, next, bodies, count, out);
}

void place_first(const struct doc *d, uint32_t list, const struct buf *body, struct patch *out)
{
  const struct node *n = &d->nodes[list];
  struct buf bytes = {0}, indent = {0};
  size_t opener = n->start + 1u, closer = n->end - 1u, at = 0;
  layout_indent(d->text, n->name, &indent);
  if (layout_starts_line(d->text, closer) && layout_line(d->text, closer) >= opener) {
    at = layout_line(d->text, closer); /* the list spans lines already: one more, the last */
    buf_clear(&indent);
    layout_indent(d->text, closer, &indent);
    layout_deeper(&indent);
    add_text(&bytes, &indent);
    add_text(&bytes, body);
    buf_puts(&bytes, layout_eol(d->text, at));
    patch_insert(out, at, &bytes);
  } else if (layout_blank(d->text, opener, closer) && layout_starts_line(d->text, n->name) &&
             layout_ends_line(d->text, d->len, n->term_end, &at, NULL)) {
    const char *eol = layout_eol(d->text, at);
    buf_puts(&bytes, eol);
    add_text(&bytes, &indent);
    layout_deeper(&bytes);
    add_text(&bytes, body);
    buf_puts(&bytes, eol);
    add_text(&bytes, &indent);
    patch_put(out, opener, closer, bytes.data, bytes.len);
  } else {
    size_t blank = opener;
    while (blank < closer && layout_blank(d->text, opener, blank + 1))
      blank++;
    buf_putc(&bytes, ' ');
    add_text(&bytes, body);
    buf_putc(&bytes, ' ');
    patch_put(out, opener, blank, bytes.data, bytes.len);
  }
  buf_release(&bytes);
  buf_release(&indent);
}

/* The last setting of the group after which a line ends, so that whole lines can be added there; 0 when it is
 * written on one line. */
static uint32_t line_ender(const struct doc *d, uint32_t group, size_t *next)
{
  uint32_t found = 0;
  for (uint32_t i = d->nodes[group].child; i != 0; i = d->nodes[i].next) {
    size_t after;
    if (layout_ends_line(d->text, d->len, d->nodes[i].term_end, &after, NULL)) {
      found = i;
      *next = after;
    }
  }
  return found;
}

/* The indent of the group's settings that begin a line; one level below the group's own when none does. */
static void settings_indent(const struct doc *d, uint32_t group, struct buf *out)
{
  bool found = false;
  for (uint32_t i = d->nodes[group].child; i != 0; i = d->nodes[i].next) {
    if (!layout_starts_line(d->text, d->nodes[i].name))
      continue;
    buf_clear(out);
    layout_indent(d->text, d->nodes[i].name, out);
    found = true;
  }
  if (found)
    return;
  layout_indent(d->text, d->nodes[group].start, out);
  layout_deeper(out);
}

void place_list(const struct doc *d, uint32_t target, const struct buf *body, struct patch *out)
{
  struct buf bytes = {0}, indent = {0};
  char assign[4] = " = ";
  uint32_t last = last_part(d, target);
  size_t at = 0;
  record_assign(d, last, assign);
  if (line_ender(d, target, &at) != 0) {
    const char *eol = layout_eol(d->text, at);
    settings_indent(d, target, &indent);
    add_text(&bytes, &indent);
    buf_printf(&bytes, "readings%s(%s", assign, eol);
    struct buf deeper = {0};
    add_text(&deeper, &indent);
    layout_deeper(&deeper);
    add_text(&bytes, &deeper);
    add_text(&bytes, body);
    buf_puts(&bytes, eol);
    add_text(&bytes, &indent);
    buf_printf(&bytes, ");%s", eol);
    buf_release(&deeper);
  } else {
    at = d->nodes[last].term_end;
    buf_printf(&bytes, " readings%s( ", assign);
    add_text(&bytes, body);
    buf_puts(&bytes, " );");
  }
  patch_insert(out, at, &bytes);
  buf_release(&bytes);
  buf_release(&indent);
}
