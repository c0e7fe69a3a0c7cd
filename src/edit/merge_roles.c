/* Which text is edited, and what it means for OURS. Ours, as a rule; but where ours changed nothing but
 * readings and theirs more than that, ours' readings are put into theirs' text: readings can be written
 * anywhere, comments only where they stand. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

/* ---- roles ---- */

/* The comments between the readings of a list, without the blanks and commas around them. */
static void add_comments(const struct doc *d, uint32_t list, struct buf *out)
{
  size_t from = d->nodes[list].start + 1u;
  for (uint32_t i = d->nodes[list].child;; i = d->nodes[i].next) {
    size_t to = i != 0 ? d->nodes[i].start : d->nodes[list].end - 1u;
    if (to > from && layout_gap(d->text, from, to).comment)
      for (size_t k = from; k < to; k++)
        if (strchr(" \t\r\n,", d->text[k]) == NULL)
          buf_putc(out, d->text[k]);
    if (i == 0)
      return;
    from = d->nodes[i].end;
  }
}

/* The text without its readings: two texts that differ in readings alone have this in common. */
static void strip_readings(const struct merge_source *s, struct buf *out)
{
  const struct doc *d = &s->doc;
  size_t at = 0, count = s->plan != NULL ? s->plan->target_count : 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t list = merge_member(d, s->target_node[i], "readings");
    if (list == MERGE_NONE)
      continue;
    const struct node *n = &d->nodes[list];
    size_t from, to;
    if (!layout_own_lines(d->text, d->len, n->name, n->term_end, &from, &to)) {
      for (from = n->name, to = n->term_end; layout_blank(d->text, from - 1, from);)
        from--;
    }
    buf_add(out, d->text + at, from - at);
    add_comments(d, list, out);
    at = to;
  }
  buf_add(out, d->text + at, d->len - at);
}

static bool same_buf(const struct buf *a, const struct buf *b)
{
  return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

enum merge_side merge_host(const struct merge_work *w)
{
  const struct doc *base = &w->side[MERGE_BASE].doc, *ours = &w->side[MERGE_OURS].doc;
  struct buf bare[MERGE_SIDES] = {{0}};
  if (base->len == ours->len && memcmp(base->text, ours->text, base->len) == 0)
    return MERGE_THEIRS;
  for (int i = 0; i < MERGE_SIDES; i++)
    strip_readings(&w->side[i], &bare[i]);
  bool figures_only = same_buf(&bare[MERGE_BASE], &bare[MERGE_OURS]);
  bool more = !same_buf(&bare[MERGE_BASE], &bare[MERGE_THEIRS]);
  for (int i = 0; i < MERGE_SIDES; i++)
    buf_release(&bare[i]);
  return figures_only && more ? MERGE_THEIRS : MERGE_OURS;
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
