/* A group merged setting by setting. The host's settings are gone through in their order; those that only the
 * other side has come after the one they follow there. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/doc_check.h"
#include "guatu/store/layout.h"
#include "guatu/store/place.h"

#define NEWCOMERS_MAX 64 /* a dataset's groups have fewer names */

/* A setting that the host lacks, and the host's setting that it follows; 0: none, it is the first. */
struct newcomer {
  uint32_t node, anchor;
};

/* A group in the making. */
struct group {
  struct merge_work *w;
  const struct merge_where *at;
  const struct merge_view *v;
  const struct doc *d; /* the host's */
  struct patch *out;
  struct newcomer newcomers[NEWCOMERS_MAX];
  size_t newcomer_count;
};

static void name_of(const struct doc *d, uint32_t node, char *out)
{
  const struct node *n = &d->nodes[node];
  memcpy(out, d->text + n->name, n->name_len);
  out[n->name_len] = '\0';
}

/* ---- edits ---- */

/* Whether a byte can run into a number or a name beside it. */
static bool sticks(char c)
{
  return strchr(" \t\r\n\f;,(){}[]=:#/\"", c) == NULL;
}

static void put_value(struct group *g, const struct merge_view *m)
{
  const struct doc *from = m->doc[g->w->other];
  const struct node *n = &g->d->nodes[m->node[g->w->host]], *x = &from->nodes[m->node[g->w->other]];
  struct buf bytes = {0}, indent = {0};
  layout_indent(g->d->text, n->start, &indent);
  merge_carry_span(&bytes, from, x->start, x->end, &indent, g->w->eol);
  if (sticks(bytes.data[bytes.len - 1]) && n->end < g->d->len && sticks(g->d->text[n->end]))
    buf_putc(&bytes, ' ');
  patch_put(g->out, n->start, n->end, bytes.data, bytes.len);
  buf_release(&bytes);
  buf_release(&indent);
}

static void take_out(struct group *g, uint32_t group, uint32_t node)
{
  const struct node *n = &g->d->nodes[node];
  const char *text = g->d->text;
  size_t count = g->out->count;
  place_setting_out(g->d, group, node, g->out);
  struct patch_edit *e = &g->out->list[count];
  bool glued = e->start > 0 && e->end == n->term_end && e->end < g->d->len && sticks(text[e->start - 1]) &&
               sticks(text[e->end]);
  if (!glued)
    return;
  size_t start = e->start;
  free(e->bytes);
  g->out->count = count;
  patch_put(g->out, start, n->term_end, " ", 1);
}

/* The indent of the group's settings that begin a line, nearest to `anchor`. */
static void settings_indent(const struct doc *d, uint32_t group, uint32_t anchor, struct buf *out)
{
  uint32_t found = 0;
  for (uint32_t i = d->nodes[group].child; i != 0; i = d->nodes[i].next) {
    if (layout_starts_line(d->text, d->nodes[i].name))
      found = i;
    if (i == anchor && found != 0)
      break;
  }
  layout_indent(d->text, found != 0 ? d->nodes[found].name : d->nodes[group].start, out);
  if (found == 0 && group != 0)
    layout_deeper(out);
}

static void put_setting(struct group *g, uint32_t anchor, uint32_t node)
{
  const struct doc *d = g->d, *from = g->v->doc[g->w->other];
  uint32_t group = g->v->node[g->w->host];
  const struct node *x = &from->nodes[node];
  struct buf bytes = {0}, indent = {0}, line = {0};
  uint32_t first = d->nodes[group].child;
  size_t at = anchor != 0  ? d->nodes[anchor].term_end
              : first != 0 ? d->nodes[first].name
                           : d->nodes[group].start + (group != 0);
  size_t next = at;
  bool own = anchor != 0  ? layout_ends_line(d->text, d->len, at, &next, NULL)
             : first != 0 ? layout_starts_line(d->text, at)
                          : false;
  if (own) {
    settings_indent(d, group, anchor, &indent);
    at = anchor != 0 ? next : layout_line(d->text, at);
  } else {
    layout_indent(d->text, at, &indent);
  }
  merge_carry_span(&bytes, from, x->name, x->end, &indent, g->w->eol);
  buf_puts(&bytes, x->term_end > x->end && from->text[x->term_end - 1] == ',' ? "," : ";");
  if (own)
    buf_add(&line, indent.len > 0 ? indent.data : "", indent.len);
  else if (anchor != 0)
    buf_putc(&line, ' ');
  buf_add(&line, bytes.data, bytes.len);
  if (own || anchor == 0)
    buf_puts(&line, own ? g->w->eol : " ");
  patch_insert(g->out, at, &line);
  buf_release(&bytes);
  buf_release(&indent);
  buf_release(&line);
}

/* ---- decisions ---- */

static bool is_group(const struct merge_view *m, enum merge_side side)
{
  return m->node[side] != MERGE_NONE && m->doc[side]->nodes[m->node[side]].type == NODE_GROUP;
}

/* Both sides changed a group of names: it is merged itself. */
static void merge_inner(struct group *g, const char *name, const struct merge_view *m)
{
  struct merge_view inner = *m;
  struct buf path = {0};
  if (!is_group(m, MERGE_BASE))
    inner.node[MERGE_BASE] = MERGE_NONE;
  buf_printf(&path, "%s%s.", g->at->path, name);
  struct merge_where at = {g->at->pane, g->at->target, path.data};
  merge_group(g->w, &at, &inner, g->out);
  buf_release(&path);
}

/* The side that a setting is taken from; *inner when it has to be looked into. */
static enum merge_side decide(struct group *g, const char *name, const struct merge_view *m, bool *inner)
{
  enum merge_pick pick = merge_pick(m);
  *inner = false;
  if (pick != PICK_BOTH)
    return pick == PICK_OURS ? MERGE_OURS : MERGE_THEIRS;
  *inner = is_group(m, MERGE_OURS) && is_group(m, MERGE_THEIRS);
  if (!*inner)
    merge_conflict_setting(g->w, g->at, name, m);
  return merge_conflict_shown(m);
}

/* The lists that are merged by their elements. */
static bool merge_keyed(struct group *g, const char *name, uint32_t node)
{
  const struct merge_where *at = g->at;
  if (at->path[0] != '\0')
    return false;
  if (at->target[0] != '\0')
    return strcmp(name, "readings") == 0; /* merge_readings() did it */
  if (at->pane[0] != '\0' && strcmp(name, "targets") == 0) {
    merge_targets(g->w, at->pane, node, g->out);
    return true;
  }
  if (at->pane[0] == '\0' && strcmp(name, "panes") == 0) {
    merge_panes(g->w, node, g->out);
    return true;
  }
  return false;
}

static void merge_setting(struct group *g, uint32_t node)
{
  char name[DOC_NAME_MAX + 1];
  bool inner;
  name_of(g->d, node, name);
  if (merge_keyed(g, name, node))
    return;
  struct merge_view m = merge_view_member(g->v, name);
  enum merge_side side = decide(g, name, &m, &inner);
  if (inner)
    merge_inner(g, name, &m);
  else if (side != g->w->host && m.node[side] == MERGE_NONE)
    take_out(g, g->v->node[g->w->host], node);
  else if (side != g->w->host && !merge_view_same(&m, MERGE_OURS, MERGE_THEIRS))
    put_value(g, &m);
}

static void find_newcomers(struct group *g)
{
  char name[DOC_NAME_MAX + 1];
  const struct doc *x = g->v->doc[g->w->other];
  uint32_t other = g->v->node[g->w->other], anchor = 0;
  for (uint32_t i = other == MERGE_NONE ? 0 : x->nodes[other].child; i != 0; i = x->nodes[i].next) {
    name_of(x, i, name);
    uint32_t host = merge_member(g->d, g->v->node[g->w->host], name);
    if (host != MERGE_NONE)
      anchor = host;
    else if (g->newcomer_count < NEWCOMERS_MAX &&
             !(g->at->target[0] != '\0' && g->at->path[0] == '\0' && strcmp(name, "readings") == 0))
      g->newcomers[g->newcomer_count++] = (struct newcomer){i, anchor};
  }
}

static void put_newcomers(struct group *g, uint32_t anchor)
{
  char name[DOC_NAME_MAX + 1];
  bool inner;
  for (size_t i = 0; i < g->newcomer_count; i++) {
    const struct newcomer *c = &g->newcomers[i];
    if (c->anchor != anchor)
      continue;
    name_of(g->v->doc[g->w->other], c->node, name);
    struct merge_view m = merge_view_member(g->v, name);
    if (decide(g, name, &m, &inner) == g->w->other)
      put_setting(g, anchor, c->node);
  }
}

void merge_group(struct merge_work *w, const struct merge_where *at, const struct merge_view *v,
                 struct patch *out)
{
  struct group g = {.w = w, .at = at, .v = v, .d = v->doc[w->host], .out = out};
  find_newcomers(&g);
  put_newcomers(&g, 0);
  for (uint32_t i = g.d->nodes[v->node[w->host]].child; i != 0; i = g.d->nodes[i].next) {
    merge_setting(&g, i);
    put_newcomers(&g, i);
  }
}
