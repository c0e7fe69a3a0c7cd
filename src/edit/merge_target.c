/* One target merged. Where only one side touched it, its bytes are taken as they are, comments included.
 * Else it is merged in a small text of its own, because readings are put in one after the other, each with
 * the layout that the one before left: the target's group is cut out with its indent, edited, and its bytes
 * are handed back. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

bool merge_piece_read(struct merge_piece *p)
{
  struct problems q = {0};
  if (p->read)
    return p->group != 0;
  doc_release(&p->doc);
  bool good = doc_scan(&p->doc, p->text.data, p->text.len, &q) == OK;
  problems_release(&q);
  uint32_t list = good ? p->doc.nodes[0].child : 0;
  p->group = list != 0 ? p->doc.nodes[list].child : 0;
  p->read = true;
  return p->group != 0;
}

/* A list of one: the group, on a line of its own if it begins one, with the same indent. */
static void piece_open(struct merge_piece *p, const struct doc *d, uint32_t group, const char *eol)
{
  const struct node *n = &d->nodes[group];
  buf_printf(&p->text, "piece = (%s", eol);
  layout_indent(d->text, n->start, &p->text);
  if (!layout_starts_line(d->text, n->start))
    buf_puts(&p->text, "/**/");
  p->before = p->text.len;
  buf_add(&p->text, d->text + n->start, n->end - n->start);
  size_t end = p->text.len;
  buf_printf(&p->text, "%s);%s", eol, eol);
  p->after = p->text.len - end;
}

static void piece_close(struct merge_piece *p)
{
  doc_release(&p->doc);
  buf_release(&p->text);
}

bool merge_piece_edit(struct merge_piece *p, struct patch *patch)
{
  struct buf text = {0};
  if (!merge_patch_fits(patch, p->text.len))
    return false;
  patch_apply(patch, p->text.data, p->text.len, &text);
  buf_release(&p->text);
  p->text = text;
  p->read = false;
  return true;
}

/* Whether nothing but readings has to be done. Found by trying: what the try finds in conflict is forgotten.
 */
static bool readings_only(struct merge_work *w, const struct merge_where *at, const struct merge_view *v)
{
  struct patch patch = {0};
  size_t conflicts = w->out->conflict_count;
  merge_group(w, at, v, &patch);
  bool nothing = patch.count == 0 && w->out->conflict_count == conflicts;
  w->out->conflict_count = conflicts;
  patch_release(&patch);
  return nothing;
}

/* Both sides touched it. */
static bool merge_both(struct merge_work *w, const char *id, struct merge_view *v, struct merge_piece *p)
{
  struct patch patch = {0};
  struct merge_where at = {.pane = "", .target = id, .path = ""};
  piece_open(p, v->doc[w->host], v->node[w->host], w->eol);
  if (!merge_readings(w, id, v, p))
    return false;
  if (readings_only(w, &at, v))
    return true;
  if (!merge_piece_read(p))
    return false;
  v->doc[w->host] = &p->doc;
  v->node[w->host] = p->group;
  merge_group(w, &at, v, &patch);
  bool good = patch.count == 0 || merge_piece_edit(p, &patch);
  patch_release(&patch);
  return good;
}

bool merge_target(struct merge_work *w, const char *id, struct buf *out)
{
  struct merge_view v = merge_view_target(w, id);
  const struct doc *b = v.doc[MERGE_BASE], *d = v.doc[w->host], *x = v.doc[w->other];
  uint32_t base = v.node[MERGE_BASE], host = v.node[w->host], other = v.node[w->other];
  struct merge_piece p = {0};
  buf_clear(out);
  if (merge_same_bytes(d, host, x, other) || merge_same_bytes(b, base, x, other))
    return false;
  if (merge_same_bytes(b, base, d, host)) {
    struct buf indent = {0};
    const struct node *n = &x->nodes[other];
    layout_indent(d->text, d->nodes[host].start, &indent);
    merge_carry_span(out, x, n->start, n->end, &indent, w->eol);
    buf_release(&indent);
    return true;
  }
  if (merge_both(w, id, &v, &p))
    buf_add(out, p.text.data + p.before, p.text.len - p.before - p.after);
  else if (w->stuck == NULL)
    w->stuck = id;
  piece_close(&p);
  return out->len > 0;
}
