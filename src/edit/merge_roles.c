/* Which text is edited, and what it means for OURS. Ours, as a rule; but where ours changed nothing but
 * readings and theirs more than that, ours' readings are put into theirs' text: readings can be written
 * anywhere, comments only where they stand. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

/* ---- roles ---- */

/* What is not a blank. */
static void add_signs(const struct doc *d, size_t from, size_t to, const char *but, struct buf *out)
{
  for (size_t i = from; i < to; i++)
    if (strchr(but, d->text[i]) == NULL)
      buf_putc(out, d->text[i]);
}

/* The comments between the readings of a list. */
static void add_comments(const struct doc *d, uint32_t list, struct buf *out)
{
  size_t from = d->nodes[list].start + 1u;
  for (uint32_t i = d->nodes[list].child;; i = d->nodes[i].next) {
    size_t to = i != 0 ? d->nodes[i].start : d->nodes[list].end - 1u;
    if (to > from && layout_gap(d->text, from, to).comment)
      add_signs(d, from, to, " \t\r\n,", out);
    if (i == 0)
      return;
    from = d->nodes[i].end;
  }
}

/* A target without its readings, and without the blanks, of which readings bring and take some. */
static void add_bare_target(const struct doc *d, uint32_t target, struct buf *out)
{
  size_t at = d->nodes[target].start;
  uint32_t list = doc_member(d, target, "readings");
  if (list != 0) {
    add_signs(d, at, d->nodes[list].name, " \t\r\n", out);
    add_comments(d, list, out);
    at = d->nodes[list].term_end;
  }
  add_signs(d, at, d->nodes[target].end, " \t\r\n", out);
}

/* The text, with those targets bare that are others in `than`: two texts that differ in readings alone have
 * this in common. */
static void add_bare(const struct merge_source *s, const struct merge_source *than, struct buf *out)
{
  const struct doc *d = &s->doc;
  size_t at = 0, count = s->plan != NULL ? s->plan->target_count : 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t node = s->target_node[i];
    uint32_t other = merge_source_target(than, s->plan->targets[i].id);
    if (merge_same_bytes(d, node, &than->doc, other))
      continue;
    buf_add(out, d->text + at, d->nodes[node].start - at);
    add_bare_target(d, node, out);
    at = d->nodes[node].end;
  }
  buf_add(out, d->text + at, d->len - at);
}

/* Whether two texts differ in nothing but readings. */
static bool same_but_readings(const struct merge_source *a, const struct merge_source *b)
{
  struct buf x = {0}, y = {0};
  add_bare(a, b, &x);
  add_bare(b, a, &y);
  bool same = x.len == y.len && (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
  buf_release(&x);
  buf_release(&y);
  return same;
}

enum merge_side merge_host(const struct merge_work *w)
{
  const struct merge_source *base = &w->side[MERGE_BASE], *ours = &w->side[MERGE_OURS];
  bool untouched =
      base->doc.len == ours->doc.len && memcmp(base->doc.text, ours->doc.text, ours->doc.len) == 0;
  if (untouched || (same_but_readings(base, ours) && !same_but_readings(base, &w->side[MERGE_THEIRS])))
    return MERGE_THEIRS;
  return MERGE_OURS;
}

/* ---- what changed for OURS ---- */

struct noter {
  struct merge_work *w;
  size_t room;
  struct merge_conflict **sorted; /* conflicts of targets and readings, by target */
  size_t count;
};

static int compare_conflicts(const void *a, const void *b)
{
  const struct merge_conflict *const *x = a, *const *y = b;
  return strcmp((*x)->target, (*y)->target);
}

/* Whether a person has to decide about this reading. */
static bool undecided(const struct noter *n, const char *target, struct date through)
{
  size_t low = 0, high = n->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(n->sorted[middle]->target, target) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < n->count && strcmp(n->sorted[low]->target, target) == 0; low++) {
    const struct merge_conflict *c = n->sorted[low];
    if (c->what == MERGE_TARGET || date_cmp(c->through, through) == 0)
      return true;
  }
  return false;
}

/* Whether a person has to decide about a pane that OURS took out. */
static bool pane_undecided(const struct merge *m, const char *pane)
{
  for (size_t i = 0; i < m->conflict_count; i++)
    if (m->conflicts[i].what == MERGE_PANE && strcmp(m->conflicts[i].pane, pane) == 0)
      return true;
  return false;
}

static struct reading keep(struct arena *a, const struct reading *r)
{
  struct reading copy = *r;
  copy.by = arena_text(a, r->by, strlen(r->by));
  copy.at = arena_text(a, r->at, strlen(r->at));
  copy.note = arena_text(a, r->note, strlen(r->note));
  return copy;
}

static void note(struct noter *n, const char *target, const struct reading *old, const struct reading *new)
{
  struct merge *m = n->w->out;
  struct date through = old != NULL ? old->through : new->through;
  if (merge_same_reading(old, new) || undecided(n, target, through))
    return;
  if (m->change_count == n->room) {
    n->room = n->room * 2 + 16;
    m->changes = mem_resize(m->changes, n->room, sizeof *m->changes);
  }
  struct change *c = &m->changes[m->change_count++];
  *c = (struct change){.target = arena_text(&m->arena, target, strlen(target)),
                       .through = through,
                       .has_old = old != NULL,
                       .has_new = new != NULL};
  if (old != NULL)
    c->old = keep(&m->arena, old);
  if (new != NULL)
    c->new = keep(&m->arena, new);
}

static void note_target(struct noter *n, const struct target *old, const struct target *new)
{
  size_t i = 0, j = 0, olds = old != NULL ? old->reading_count : 0,
         news = new != NULL ? new->reading_count : 0;
  const char *id = old != NULL ? old->id : new->id;
  while (i < olds || j < news) {
    int order = i == olds ? 1 : j == news ? -1 : date_cmp(old->readings[i].through, new->readings[j].through);
    note(n, id, order <= 0 ? &old->readings[i] : NULL, order >= 0 ? &new->readings[j] : NULL);
    i += order <= 0;
    j += order >= 0;
  }
}

void merge_note_changes(struct merge_work *w, const struct merge_source *s)
{
  const struct plan *old = w->side[MERGE_OURS].plan, *new = s->plan;
  struct noter n = {.w = w};
  n.sorted = mem_alloc(w->out->conflict_count * sizeof *n.sorted);
  for (size_t i = 0; i < w->out->conflict_count; i++)
    if (w->out->conflicts[i].what == MERGE_TARGET || w->out->conflicts[i].what == MERGE_READING)
      n.sorted[n.count++] = &w->out->conflicts[i];
  qsort(n.sorted, n.count, sizeof *n.sorted, compare_conflicts);
  size_t i = 0, j = 0;
  while (i < old->target_count || j < new->target_count) {
    const struct target *x = i < old->target_count ? &old->targets[old->by_id[i]] : NULL;
    const struct target *y = j < new->target_count ? &new->targets[new->by_id[j]] : NULL;
    int order = x == NULL ? 1 : y == NULL ? -1 : strcmp(x->id, y->id);
    bool waits = order > 0 && pane_undecided(w->out, new->panes[y->pane].id);
    if (!waits)
      note_target(&n, order <= 0 ? x : NULL, order >= 0 ? y : NULL);
    i += order <= 0;
    j += order >= 0;
  }
  free(n.sorted);
}
