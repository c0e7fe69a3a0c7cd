/* Panes and targets, matched by their ids: what each becomes, and which come in. A target is looked for in
 * the whole plan, so that one side may move it to another pane while the other enters its figures. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

static bool has(const struct merge_view *v, enum merge_side side)
{
  return v->node[side] != MERGE_NONE;
}

/* ---- a list in the making ---- */

static struct merge_list list_of(const struct doc *d, uint32_t list)
{
  struct merge_list l = {0};
  for (uint32_t i = d->nodes[list].child; i != 0; i = d->nodes[i].next)
    l.count++;
  l.elements = mem_alloc((l.count + 1) * sizeof *l.elements);
  size_t n = 0;
  for (uint32_t i = d->nodes[list].child; i != 0; i = d->nodes[i].next)
    l.elements[++n].node = i;
  return l;
}

/* A new element after elements[anchor]; those before it in the news follow earlier elements or the same. */
static struct buf *list_add(struct merge_list *l, size_t anchor)
{
  struct merge_element *e = &l->elements[anchor];
  l->news = mem_resize(l->news, l->new_count + 1, sizeof *l->news);
  if (e->new_count++ == 0)
    e->new_first = l->new_count;
  l->news[l->new_count] = (struct buf){0};
  return &l->news[l->new_count++];
}

static void list_release(struct merge_list *l)
{
  for (size_t i = 0; i <= l->count; i++)
    buf_release(&l->elements[i].text);
  for (size_t i = 0; i < l->new_count; i++)
    buf_release(&l->news[i]);
  free(l->elements);
  free(l->news);
}

/* ---- what becomes of an element ---- */

/* An element that only one of the sides has now: whether it is part of the result. */
static bool one_sided(struct merge_work *w, enum merge_what what, const char *id, const struct merge_view *v)
{
  bool ours = has(v, MERGE_OURS);
  switch (merge_pick(v)) {
  case PICK_OURS:
    return ours;
  case PICK_THEIRS:
    return !ours;
  case PICK_BOTH:
    break;
  }
  merge_conflict_element(w, what, id, v);
  return true;
}

static enum merge_pick pick_pane(const struct merge_work *w, const char *id)
{
  return merge_pick_pane(merge_source_pane_of(&w->side[MERGE_BASE], id),
                         merge_source_pane_of(&w->side[MERGE_OURS], id),
                         merge_source_pane_of(&w->side[MERGE_THEIRS], id));
}

/* Whether the other side moved a target that both have, and the host did not. */
static bool moved_away(struct merge_work *w, const char *id)
{
  enum merge_pick other = w->other == MERGE_OURS ? PICK_OURS : PICK_THEIRS;
  const char *there = merge_source_pane_of(&w->side[w->other], id);
  const char *here = merge_source_pane_of(&w->side[w->host], id);
  return pick_pane(w, id) == other && strcmp(there, here) != 0;
}

/* The host's target: does it stay where it is, and with which bytes? */
static void settle_target(struct merge_work *w, const char *id, struct merge_element *e)
{
  struct merge_view v = merge_view_target(w, id);
  if (!has(&v, w->other)) {
    e->gone = !one_sided(w, MERGE_TARGET, id, &v);
    return;
  }
  if (moved_away(w, id)) {
    e->gone = true;
    return;
  }
  if (pick_pane(w, id) == PICK_BOTH)
    merge_conflict_element(w, MERGE_TARGET, id, &v);
  e->changed = merge_target(w, id, &e->text);
}

/* The bytes of the other's target, or what both make of it, for a place with the indent `to`. */
static void carry_target(struct merge_work *w, const char *id, const struct buf *to, struct buf *out)
{
  struct merge_view v = merge_view_target(w, id);
  const struct doc *x = v.doc[w->other], *d = v.doc[w->host];
  struct buf merged = {0}, from = {0};
  if (!has(&v, w->host)) {
    const struct node *n = &x->nodes[v.node[w->other]];
    merge_carry_span(out, x, n->start, n->end, to, w->eol);
    return;
  }
  const struct node *n = &d->nodes[v.node[w->host]];
  layout_indent(d->text, n->start, &from);
  if (!merge_target(w, id, &merged))
    buf_add(&merged, d->text + n->start, n->end - n->start);
  merge_carry(out, merged.data, merged.len, &from, to, w->eol);
  buf_release(&merged);
  buf_release(&from);
}

/* Whether the other side's target is put in where it stands there. */
static bool comes_in(struct merge_work *w, const char *id)
{
  struct merge_view v = merge_view_target(w, id);
  if (has(&v, w->host))
    return moved_away(w, id);
  return one_sided(w, MERGE_TARGET, id, &v);
}

void merge_targets(struct merge_work *w, const char *pane, uint32_t list, struct patch *out)
{
  const struct merge_source *host = &w->side[w->host], *other = &w->side[w->other];
  struct merge_list l = list_of(&host->doc, list);
  struct buf indent = {0};
  const struct pane *p = host->plan->panes, *q = NULL;
  while (strcmp(p->id, pane) != 0)
    p++;
  for (size_t i = 0; i < other->plan->pane_count; i++)
    if (strcmp(other->plan->panes[i].id, pane) == 0)
      q = &other->plan->panes[i];
  for (size_t i = 0; i < l.count; i++)
    settle_target(w, host->plan->targets[p->first + i].id, &l.elements[i + 1]);
  merge_list_indent(&host->doc, list, &indent);
  size_t anchor = 0;
  for (size_t i = 0; q != NULL && i < q->count; i++) {
    const char *id = other->plan->targets[q->first + i].id;
    const struct target *t = plan_find(host->plan, id);
    size_t index =
        t != NULL && &host->plan->panes[t->pane] == p ? (size_t)(t - host->plan->targets) - p->first + 1 : 0;
    if (index > 0 && !l.elements[index].gone)
      anchor = index;
    else if (index == 0 && comes_in(w, id))
      carry_target(w, id, &indent, list_add(&l, anchor));
  }
  merge_list_edit(&host->doc, list, &l, w->eol, out);
  list_release(&l);
  buf_release(&indent);
}

/* ---- panes ---- */

/* The other's pane for a place of the host's; the targets in it that the host has elsewhere come with what
 * both made of them. */
static void carry_pane(struct merge_work *w, size_t index, const struct buf *to, struct buf *out)
{
  const struct merge_source *other = &w->side[w->other];
  const struct doc *x = &other->doc;
  const struct pane *q = &other->plan->panes[index];
  const struct node *n = &x->nodes[other->pane_node[index]];
  struct buf from = {0}, indent = {0}, whole = {0};
  size_t at = n->start;
  layout_indent(x->text, n->start, &from);
  for (size_t i = q->first; i < q->first + q->count; i++) {
    const struct node *t = &x->nodes[other->target_node[i]];
    if (plan_find(w->side[w->host].plan, other->plan->targets[i].id) == NULL)
      continue;
    buf_add(&whole, x->text + at, t->start - at);
    buf_clear(&indent);
    layout_indent(x->text, t->start, &indent);
    carry_target(w, other->plan->targets[i].id, &indent, &whole);
    at = t->end;
  }
  buf_add(&whole, x->text + at, n->end - at);
  merge_carry(out, whole.data, whole.len, &from, to, w->eol);
  buf_release(&from);
  buf_release(&indent);
  buf_release(&whole);
}

static size_t pane_index(const struct plan *p, const char *id)
{
  size_t i = 0;
  while (i < p->pane_count && strcmp(p->panes[i].id, id) != 0)
    i++;
  return i;
}

void merge_panes(struct merge_work *w, uint32_t list, struct patch *out)
{
  const struct merge_source *host = &w->side[w->host], *other = &w->side[w->other];
  struct merge_list l = list_of(&host->doc, list);
  struct buf indent = {0};
  merge_list_indent(&host->doc, list, &indent);
  for (size_t i = 0; i < l.count; i++) {
    const char *id = host->plan->panes[i].id;
    struct merge_view v = merge_view_pane(w, id);
    struct merge_where at = {.pane = id, .target = "", .path = ""};
    bool is_new = !has(&v, MERGE_BASE); /* the host may have moved targets to it */
    if (has(&v, w->other) || is_new)
      merge_group(w, &at, &v, out);
    else
      l.elements[i + 1].gone = !one_sided(w, MERGE_PANE, id, &v);
  }
  size_t anchor = 0;
  for (size_t i = 0; i < other->plan->pane_count; i++) {
    const char *id = other->plan->panes[i].id;
    struct merge_view v = merge_view_pane(w, id);
    if (has(&v, w->host))
      anchor = pane_index(host->plan, id) + 1;
    else if (one_sided(w, MERGE_PANE, id, &v))
      carry_pane(w, i, &indent, list_add(&l, anchor));
  }
  merge_list_edit(&host->doc, list, &l, w->eol, out);
  list_release(&l);
  buf_release(&indent);
}
