/* The three texts of a merge, read, and what they say compared. Targets are found through the plan's sorted
 * ids; identical bytes are known to say the same without looking into them, which makes the parts that nobody
 * changed, nearly all of a dataset, cost next to nothing. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/doc_check.h"
#include "guatu/store/load.h"

/* ---- reading ---- */

/* A plan that was loaded has its panes and targets in the order of the tree, none left out. */
static void place_nodes(struct merge_source *s)
{
  const struct doc *d = &s->doc;
  uint32_t panes = merge_member(d, 0, "panes");
  size_t pane = 0, target = 0;
  s->pane_node = mem_alloc(s->plan->pane_count * sizeof *s->pane_node);
  s->target_node = mem_alloc(s->plan->target_count * sizeof *s->target_node);
  for (uint32_t p = d->nodes[panes].child; p != 0; p = d->nodes[p].next) {
    s->pane_node[pane++] = p;
    uint32_t list = doc_member(d, p, "targets");
    for (uint32_t t = d->nodes[list].child; t != 0; t = d->nodes[t].next)
      s->target_node[target++] = t;
  }
}

enum err merge_source_read(struct merge_source *s, const struct merge_text *text, struct problems *p)
{
  const char *bytes = text->len > 0 ? text->data : "";
  enum err err = doc_scan(&s->doc, bytes, text->len, p);
  if (s->doc.count > 1 || err == OK) {
    enum err schema = plan_from_doc(&s->doc, &s->plan, p);
    err = err == OK ? schema : err;
  }
  problems_sort(p);
  if (err == OK)
    place_nodes(s);
  return err;
}

void merge_source_release(struct merge_source *s)
{
  free(s->pane_node);
  free(s->target_node);
  plan_free(s->plan);
  doc_release(&s->doc);
  *s = (struct merge_source){0};
}

/* ---- finding ---- */

uint32_t merge_member(const struct doc *d, uint32_t group, const char *name)
{
  uint32_t found = group == MERGE_NONE ? 0 : doc_member(d, group, name);
  return found != 0 ? found : MERGE_NONE;
}

uint32_t merge_source_target(const struct merge_source *s, const char *id)
{
  const struct target *t = s->plan != NULL ? plan_find(s->plan, id) : NULL;
  return t != NULL ? s->target_node[t - s->plan->targets] : MERGE_NONE;
}

uint32_t merge_source_pane(const struct merge_source *s, const char *id)
{
  for (size_t i = 0; s->plan != NULL && i < s->plan->pane_count; i++)
    if (strcmp(s->plan->panes[i].id, id) == 0)
      return s->pane_node[i];
  return MERGE_NONE;
}

const char *merge_source_pane_of(const struct merge_source *s, const char *target)
{
  const struct target *t = s->plan != NULL ? plan_find(s->plan, target) : NULL;
  return t != NULL ? s->plan->panes[t->pane].id : NULL;
}

static uint32_t find_setting(const struct doc *d, uint32_t group, const char *path)
{
  char name[DOC_NAME_MAX + 1];
  while (*path != '\0' && group != MERGE_NONE) {
    size_t len = strcspn(path, ".");
    if (len >= sizeof name)
      return MERGE_NONE;
    memcpy(name, path, len);
    name[len] = '\0';
    group = merge_member(d, group, name);
    path += len + (path[len] == '.');
  }
  return group;
}

static uint32_t find_reading(const struct doc *d, uint32_t target, struct date through)
{
  struct arena arena = {0};
  struct record r;
  uint32_t list = merge_member(d, target, "readings"), found = MERGE_NONE;
  for (uint32_t i = list != MERGE_NONE ? d->nodes[list].child : 0; i != 0; i = d->nodes[i].next)
    if (record_read(d, i, &arena, &r) && date_cmp(r.reading.through, through) == 0)
      found = i;
  arena_free(&arena);
  return found;
}

uint32_t merge_source_find(const struct merge_source *s, const struct merge_conflict *c)
{
  uint32_t group = c->target[0] != '\0' ? merge_source_target(s, c->target)
                   : c->pane[0] != '\0' ? merge_source_pane(s, c->pane)
                                        : 0;
  switch (c->what) {
  case MERGE_SETTING:
    return find_setting(&s->doc, group, c->setting);
  case MERGE_READING:
    return find_reading(&s->doc, group, c->through);
  case MERGE_TARGET:
  case MERGE_PANE:
    break;
  }
  return group;
}

uint32_t merge_source_before(const struct merge_source *s, const struct merge_conflict *c, uint32_t node)
{
  uint32_t before = 0;
  if (node == MERGE_NONE)
    return 0;
  switch (c->what) {
  case MERGE_SETTING:
    break;
  case MERGE_READING: {
    uint32_t list = merge_member(&s->doc, merge_source_target(s, c->target), "readings");
    for (uint32_t i = s->doc.nodes[list].child; i != node; i = s->doc.nodes[i].next)
      before = i;
    break;
  }
  case MERGE_TARGET: {
    const struct target *t = plan_find(s->plan, c->target);
    size_t index = (size_t)(t - s->plan->targets);
    before = index > s->plan->panes[t->pane].first ? s->target_node[index - 1] : 0;
    break;
  }
  case MERGE_PANE:
    for (size_t i = 1; i < s->plan->pane_count; i++)
      if (s->pane_node[i] == node)
        before = s->pane_node[i - 1];
    break;
  }
  return before;
}

struct merge_view merge_view_member(const struct merge_view *v, const char *name)
{
  struct merge_view m = *v;
  for (int i = 0; i < MERGE_SIDES; i++)
    m.node[i] = merge_member(v->doc[i], v->node[i], name);
  return m;
}

struct merge_view merge_view_target(const struct merge_work *w, const char *id)
{
  struct merge_view v;
  for (int i = 0; i < MERGE_SIDES; i++) {
    v.doc[i] = &w->side[i].doc;
    v.node[i] = merge_source_target(&w->side[i], id);
  }
  return v;
}

struct merge_view merge_view_pane(const struct merge_work *w, const char *id)
{
  struct merge_view v;
  for (int i = 0; i < MERGE_SIDES; i++) {
    v.doc[i] = &w->side[i].doc;
    v.node[i] = merge_source_pane(&w->side[i], id);
  }
  return v;
}

/* ---- comparing ---- */

static bool is_number(const struct node *n)
{
  return n->type == NODE_INT || n->type == NODE_FLOAT;
}

static bool is_sequence(const struct node *n)
{
  return n->type == NODE_LIST || n->type == NODE_ARRAY;
}

/* A number that the scan took. */
static struct decimal number_of(const struct doc *d, const struct node *n)
{
  struct decimal value = {0};
  if (n->type == NODE_INT)
    return decimal_of(doc_integer(d->text + n->start, n->end - n->start));
  decimal_parse(d->text + n->start, n->end - n->start, &value, NULL);
  return value;
}

static bool same_strings(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  struct buf p = {0}, q = {0};
  doc_string(a, x, &p);
  doc_string(b, y, &q);
  bool same = p.len == q.len && (p.len == 0 || memcmp(p.data, q.data, p.len) == 0);
  buf_release(&p);
  buf_release(&q);
  return same;
}

static bool same_sequences(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  uint32_t i = a->nodes[x].child, j = b->nodes[y].child;
  while (i != 0 && j != 0 && merge_same(a, i, b, j)) {
    i = a->nodes[i].next;
    j = b->nodes[j].next;
  }
  return i == 0 && j == 0;
}

/* The names of a group differ from each other, so as many found as there are means all. */
static bool same_groups(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  char name[DOC_NAME_MAX + 1];
  size_t left = 0;
  for (uint32_t j = b->nodes[y].child; j != 0; j = b->nodes[j].next)
    left++;
  for (uint32_t i = a->nodes[x].child; i != 0; i = a->nodes[i].next, left--) {
    const struct node *n = &a->nodes[i];
    if (left == 0 || n->name_len >= sizeof name)
      return false;
    memcpy(name, a->text + n->name, n->name_len);
    name[n->name_len] = '\0';
    uint32_t j = merge_member(b, y, name);
    if (j == MERGE_NONE || !merge_same(a, i, b, j))
      return false;
  }
  return left == 0;
}

bool merge_same_bytes(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  if (x == MERGE_NONE || y == MERGE_NONE)
    return x == y;
  const struct node *m = &a->nodes[x], *n = &b->nodes[y];
  return m->end - m->start == n->end - n->start &&
         memcmp(a->text + m->start, b->text + n->start, m->end - m->start) == 0;
}

bool merge_same(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  if (x == MERGE_NONE || y == MERGE_NONE || merge_same_bytes(a, x, b, y))
    return (x == MERGE_NONE) == (y == MERGE_NONE);
  const struct node *m = &a->nodes[x], *n = &b->nodes[y];
  if (is_number(m) && is_number(n))
    return decimal_cmp(number_of(a, m), number_of(b, n)) == 0;
  if (is_sequence(m) && is_sequence(n))
    return same_sequences(a, x, b, y);
  if (m->type != n->type)
    return false;
  if (m->type == NODE_STRING)
    return same_strings(a, x, b, y);
  if (m->type == NODE_BOOL)
    return (a->text[m->start] | 0x20) == (b->text[n->start] | 0x20);
  return m->type == NODE_GROUP && same_groups(a, x, b, y);
}

bool merge_view_same(const struct merge_view *v, enum merge_side a, enum merge_side b)
{
  return merge_same(v->doc[a], v->node[a], v->doc[b], v->node[b]);
}
