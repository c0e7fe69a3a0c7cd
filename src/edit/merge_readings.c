/* The readings of one target, matched by their days. What has to change is entered into the host's list one
 * reading after the other, in the manner of a figure that is entered: in the list's order, with the layout of
 * its neighbours. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/amend.h"
#include "guatu/store/layout.h"
#include "guatu/store/place.h"

/* The readings of one side, by day. */
struct ledger {
  struct record *list;
  size_t count, at;
};

static int compare_days(const void *a, const void *b)
{
  const struct record *x = a, *y = b;
  return date_cmp(x->reading.through, y->reading.through);
}

static bool read_ledger(const struct doc *d, uint32_t target, struct arena *a, struct ledger *l)
{
  uint32_t list = merge_member(d, target, "readings");
  uint32_t first = list != MERGE_NONE ? d->nodes[list].child : 0;
  size_t room = 0;
  for (uint32_t i = first; i != 0; i = d->nodes[i].next)
    room++;
  l->list = arena_alloc(a, room * sizeof *l->list);
  for (uint32_t i = first; i != 0; i = d->nodes[i].next)
    if (!record_read(d, i, a, &l->list[l->count++]))
      return false;
  qsort(l->list, l->count, sizeof *l->list, compare_days);
  return true;
}

/* The next day of all three sides; r[side] is NULL where that side has no reading. */
static bool next_day(struct ledger l[MERGE_SIDES], const struct record *r[MERGE_SIDES])
{
  const struct reading *first = NULL;
  for (int i = 0; i < MERGE_SIDES; i++)
    if (l[i].at < l[i].count &&
        (first == NULL || date_cmp(l[i].list[l[i].at].reading.through, first->through) < 0))
      first = &l[i].list[l[i].at].reading;
  for (int i = 0; i < MERGE_SIDES && first != NULL; i++) {
    bool here = l[i].at < l[i].count && date_cmp(l[i].list[l[i].at].reading.through, first->through) == 0;
    r[i] = here ? &l[i].list[l[i].at++] : NULL;
  }
  return first != NULL;
}

/* ---- entering ---- */

/* A day's place in the list of the piece: the reading itself, or its neighbours; 0: none. */
struct site {
  uint32_t list, prev, next;
  struct record found;
};

/* Newest-first lists are kept so. */
static void find_site(const struct merge_piece *p, struct date day, struct site *s, struct arena *a)
{
  const struct doc *d = &p->doc;
  uint32_t below = 0, above = 0, last = 0, before_below = 0, before_above = 0;
  bool falling = false;
  struct date before = {0};
  *s = (struct site){.list = doc_member(d, p->group, "readings")};
  for (uint32_t i = s->list != 0 ? d->nodes[s->list].child : 0; i != 0; last = i, i = d->nodes[i].next) {
    struct record r;
    (void)record_read(d, i, a, &r);
    int order = date_cmp(r.reading.through, day);
    if (order == 0) {
      *s = (struct site){s->list, last, d->nodes[i].next, r};
      return;
    }
    if (last != 0)
      falling = date_cmp(r.reading.through, before) < 0;
    if (order > 0 && above == 0) {
      above = i;
      before_above = last;
    }
    if (order < 0 && below == 0) {
      below = i;
      before_below = last;
    }
    before = r.reading.through;
  }
  s->next = falling ? below : above;
  s->prev = s->next == 0 ? last : falling ? before_below : before_above;
}

/* A reading of a side. */
struct entry {
  const struct doc *d;
  const struct record *record;
};

static bool same_style(const struct record_style *a, const struct record_style *b)
{
  return strcmp(a->assign, b->assign) == 0 && a->end[0] == b->end[0] && a->apart[0] == b->apart[0] &&
         a->pad[0] == b->pad[0] && a->last_end == b->last_end;
}

/* Its own bytes where they are in the style of the place, else the same in that style. */
static void write_entry(const struct entry *e, const struct record_style *style, struct buf *out)
{
  const struct node *n = &e->d->nodes[e->record->node];
  struct record_style own = record_style_of(e->d, e->record);
  if (same_style(&own, style) && memchr(e->d->text + n->start, '\n', n->end - n->start) == NULL)
    buf_add(out, e->d->text + n->start, n->end - n->start);
  else
    record_write(out, style, &e->record->reading);
}

static void plan_in(const struct merge_piece *p, const struct site *s, const struct entry *e, struct arena *a,
                    struct patch *out)
{
  const struct doc *d = &p->doc;
  struct record_style style = record_style_plain();
  struct record near;
  struct buf body = {0};
  uint32_t neighbour = s->prev != 0 ? s->prev : s->next;
  if (neighbour != 0 && record_read(d, neighbour, a, &near))
    style = record_style_of(d, &near);
  else
    record_assign(d, d->nodes[p->group].child, style.assign);
  write_entry(e, &style, &body);
  if (s->list == 0)
    place_list(d, p->group, &body, out);
  else if (neighbour == 0)
    place_first(d, s->list, &body, out);
  else
    place_elements(d, s->list, s->prev, s->next, &body, 1, out);
  buf_release(&body);
}

/* The list goes with its last reading, unless a comment stands in it. */
static void plan_out(const struct merge_piece *p, const struct site *s, struct patch *out)
{
  const struct doc *d = &p->doc;
  const struct node *list = &d->nodes[s->list], *n = &d->nodes[s->found.node];
  bool alone = s->prev == 0 && s->next == 0;
  if (alone && !layout_gap(d->text, list->start + 1u, n->start).comment &&
      !layout_gap(d->text, n->end, list->end - 1u).comment)
    place_setting_out(d, p->group, s->list, out);
  else
    place_out(d, s->prev, s->found.node, out);
}

/* Makes the piece say `want` for the day; without a record: nothing. */
static bool enter(struct merge_piece *p, struct date day, const struct entry *want, struct arena *a)
{
  struct site s;
  struct patch patch = {0};
  size_t where;
  bool good = true;
  if (!merge_piece_read(p))
    return false;
  find_site(p, day, &s, a);
  if (want->record == NULL && s.found.node != 0)
    plan_out(p, &s, &patch);
  else if (want->record != NULL && s.found.node != 0)
    good = amend_record(&p->doc, &s.found, &want->record->reading, true, &patch, &where);
  else if (want->record != NULL)
    plan_in(p, &s, want, a, &patch);
  good = good && (patch.count == 0 || merge_piece_edit(p, &patch));
  patch_release(&patch);
  return good;
}

static const struct reading *reading_of(const struct record *r)
{
  return r != NULL ? &r->reading : NULL;
}

bool merge_readings(struct merge_work *w, const char *id, const struct merge_view *v, struct merge_piece *p)
{
  struct ledger l[MERGE_SIDES] = {{0}};
  const struct record *r[MERGE_SIDES];
  struct arena arena = {0};
  bool good = true;
  for (int i = 0; i < MERGE_SIDES && good; i++)
    good = read_ledger(v->doc[i], v->node[i], &arena, &l[i]);
  while (good && next_day(l, r)) {
    const struct reading *ours = reading_of(r[MERGE_OURS]), *theirs = reading_of(r[MERGE_THEIRS]);
    enum merge_pick pick = merge_pick_reading(reading_of(r[MERGE_BASE]), ours, theirs);
    if (pick == PICK_BOTH)
      merge_conflict_reading(w, id, ours, theirs);
    bool from_theirs = pick == PICK_THEIRS || (pick == PICK_BOTH && ours == NULL);
    enum merge_side side = from_theirs ? MERGE_THEIRS : MERGE_OURS;
    struct entry want = {v->doc[side], r[side]};
    const struct reading *host = reading_of(r[w->host]);
    if (!merge_same_reading(reading_of(want.record), host))
      good = enter(p, (host != NULL ? host : reading_of(want.record))->through, &want, &arena);
  }
  arena_free(&arena);
  return good;
}
