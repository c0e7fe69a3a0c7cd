/* Many changes of one target at once, as an import makes them. One after the other each would scan the group
 * again and ask libconfig again; here the edits of all are planned against one text. Only what is simple goes
 * this way: readings that are there or new, no day twice, in a list that rises or falls. */
#include "guatu/store/splice_parts.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/store/amend.h"
#include "guatu/store/patch.h"
#include "guatu/store/place.h"
#include "guatu/store/same.h"

/* The readings of the list, and the changes with what they found of them. */
struct many {
  struct listed {
    uint32_t node;
    struct date day;
  } * all;
  size_t all_count;
  bool falling; /* newest first */
  struct change *changes;
  struct record *found; /* one a change; node 0: it is new */
  size_t count;
};

/* The first change that is not before the day. */
static size_t find_change(const struct many *m, struct date day)
{
  size_t low = 0, high = m->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (date_cmp(m->changes[middle].through, day) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Reads the list; false when it is not so simple. */
static bool read_list(struct many *m, const struct doc *d, uint32_t list, struct arena *a)
{
  for (uint32_t node = list != 0 ? d->nodes[list].child : 0; node != 0; node = d->nodes[node].next) {
    struct record r;
    if (!record_read(d, node, a, &r))
      return false;
    struct date day = r.reading.through;
    int order = m->all_count > 0 ? date_cmp(m->all[m->all_count - 1].day, day) : 0;
    if (m->all_count == 1)
      m->falling = order > 0;
    if (m->all_count > 0 && (order == 0 || (order > 0) != m->falling))
      return false;
    m->all[m->all_count++] = (struct listed){node, day};
    size_t at = find_change(m, day);
    if (at < m->count && date_cmp(m->changes[at].through, day) == 0)
      m->found[at] = r;
  }
  return true;
}

static bool many_make(struct many *m, const struct doc *d, const struct change *list, size_t count,
                      struct arena *a)
{
  uint32_t readings = doc_member(d, SPLICE_TARGET, "readings");
  *m = (struct many){.count = count};
  m->all = mem_alloc((d->count + 1u) * sizeof *m->all);
  m->changes = mem_alloc((count + 1) * sizeof *m->changes);
  m->found = mem_alloc((count + 1) * sizeof *m->found);
  memcpy(m->changes, list, count * sizeof *list);
  for (size_t i = 0; i < count; i++)
    if (!list[i].has_new || (i > 0 && date_cmp(list[i - 1].through, list[i].through) >= 0))
      return false;
  return (readings == 0 || d->nodes[readings].type == NODE_LIST) && read_list(m, d, readings, a);
}

static void many_release(struct many *m)
{
  free(m->all);
  free(m->changes);
  free(m->found);
}

/* In the list's order. */
static size_t nth_change(const struct many *m, size_t i)
{
  return m->falling ? m->count - 1 - i : i;
}

static bool stands_before(const struct many *m, const struct listed *l, struct date day)
{
  return m->falling ? date_cmp(l->day, day) > 0 : date_cmp(l->day, day) < 0;
}

/* Keeps of the changes those of readings that are there, or of new ones, and of them what is not in the file
 * already; false when one meets a conflict. */
static bool keep_open(struct many *m, bool there)
{
  size_t kept = 0;
  for (size_t i = 0; i < m->count; i++) {
    enum standing standing = splice_judge(&m->changes[i], &m->found[i]);
    if ((m->found[i].node != 0) != there)
      continue;
    if (standing == STANDING_CONFLICT)
      return false;
    m->changes[kept] = m->changes[i];
    m->found[kept] = m->found[i];
    kept += standing == STANDING_GO;
  }
  m->count = kept;
  return true;
}

/* Plans those of the new readings from `i` on that stand behind the same one, `after` − 1; returns the first
 * that does not. */
static size_t plan_run(const struct many *m, const struct doc *d, size_t i, size_t after, struct arena *a,
                       struct patch *patch)
{
  uint32_t prev = m->all[after - 1].node, next = after < m->all_count ? m->all[after].node : 0;
  struct buf *bodies = NULL;
  size_t count = 0;
  for (; i < m->count; i++) {
    const struct change *c = &m->changes[nth_change(m, i)];
    if (next != 0 && stands_before(m, &m->all[after], c->through))
      break;
    bodies = mem_resize(bodies, count + 1, sizeof *bodies);
    bodies[count] = (struct buf){0};
    splice_write(d, prev, a, &c->new, &bodies[count++]);
  }
  place_elements(d, doc_member(d, SPLICE_TARGET, "readings"), prev, next, bodies, count, patch);
  while (count > 0)
    buf_release(&bodies[--count]);
  free(bodies);
  return i;
}

/* Plans all, in the list's order: either all are there, or all are new and none stands before the first. */
static bool plan_all(const struct many *m, const struct doc *d, struct arena *a, struct patch *patch)
{
  size_t where, after = 0; /* after: of the readings, those that stand before the change's day */
  for (size_t i = 0; i < m->count;) {
    size_t at = nth_change(m, i);
    const struct change *c = &m->changes[at];
    if (m->found[at].node != 0) {
      if (!amend_record(d, &m->found[at], &c->new, c->exact, patch, &where))
        return false;
      i++;
      continue;
    }
    while (after < m->all_count && stands_before(m, &m->all[after], c->through))
      after++;
    i = plan_run(m, d, i, after, a, patch);
  }
  return true;
}

/* Whether the new document is the old one but for these readings, which say what was asked for. */
static bool all_proven(const struct many *was, const struct doc *old, const struct doc *new, struct arena *a)
{
  struct many is;
  uint32_t x = doc_member(old, SPLICE_TARGET, "readings"), y = doc_member(new, SPLICE_TARGET, "readings");
  bool good = many_make(&is, new, was->changes, was->count, a) && y != 0 && doc_same(old, x, new, y);
  bool *made = mem_alloc(new->count + 1u); /* by node */
  for (size_t i = 0; i < was->count && good; i++) {
    good = is.found[i].node != 0 && splice_says(&is.found[i], &was->changes[i], &was->found[i]);
    made[is.found[i].node] = true;
  }
  size_t i = 0; /* of the old readings: only the new ones have none */
  for (size_t k = 0; k < is.all_count && good; k++) {
    uint32_t node = is.all[k].node;
    bool there = i < was->all_count && date_cmp(was->all[i].day, is.all[k].day) == 0;
    good = made[node] || (there && doc_same_node(old, was->all[i].node, new, node));
    i += there;
  }
  free(made);
  many_release(&is);
  return good && i == was->all_count;
}

static bool make_all(struct edit *e, const struct many *m)
{
  struct arena *a = &e->out->arena;
  struct patch patch = {0};
  struct buf text = {0};
  struct doc again = {0};
  bool can = plan_all(m, &e->doc, a, &patch);
  if (can)
    patch_apply(&patch, e->text.data, e->text.len, &text);
  can = can && splice_readable(&again, &text, false) && all_proven(m, &e->doc, &again, a);
  for (size_t i = 0; i < m->count && can; i++)
    splice_note(e->out, &m->changes[i], &m->found[i]);
  if (can)
    splice_take(e, &text, &again);
  doc_release(&again);
  buf_release(&text);
  patch_release(&patch);
  return can;
}

bool splice_many(struct edit *e, const struct change *list, size_t count, bool there, size_t *first)
{
  struct many m;
  bool can = many_make(&m, &e->doc, list, count, &e->out->arena) && keep_open(&m, there);
  if (can && m.count > 0 && !there) {
    struct date day = m.changes[nth_change(&m, 0)].through;
    if (m.all_count == 0 || !stands_before(&m, &m.all[0], day)) {
      can = false;
      for (*first = 0; date_cmp(list[*first].through, day) != 0;)
        ++*first;
    }
  }
  can = can && (m.count == 0 || make_all(e, &m));
  many_release(&m);
  return can;
}
