/* The proof of a merge. How the text was edited is not believed: the result was scanned, confirmed and loaded
 * as any dataset is, and here each of its settings and readings is held against what the three sides say
 * about it. Readings are compared as the plans have them, the rest as the trees have it; panes and targets by
 * their ids wherever they stand. A part that is in conflict must say what one of the sides says. */
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/doc_check.h"

struct proof {
  const struct merge_work *w;
  const struct merge_source *s; /* the result */
};

enum level { LEVEL_ROOT, LEVEL_PANE, LEVEL_TARGET, LEVEL_INNER };

static bool says(const struct proof *p, uint32_t node, const struct merge_view *v, enum merge_side side)
{
  return merge_same(&p->s->doc, node, v->doc[side], v->node[side]);
}

static bool has(const struct merge_view *v, enum merge_side side)
{
  return v->node[side] != MERGE_NONE;
}

static bool is_group(const struct merge_view *v, enum merge_side side)
{
  return has(v, side) && v->doc[side]->nodes[v->node[side]].type == NODE_GROUP;
}

/* What is proven by id and by day, and not where it stands. */
static bool proven_elsewhere(enum level level, const char *name)
{
  switch (level) {
  case LEVEL_ROOT:
    return strcmp(name, "panes") == 0;
  case LEVEL_PANE:
    return strcmp(name, "targets") == 0;
  case LEVEL_TARGET:
    return strcmp(name, "readings") == 0;
  case LEVEL_INNER:
    break;
  }
  return false;
}

/* ---- settings ---- */

static bool group_holds(const struct proof *p, enum level level, uint32_t node, const struct merge_view *v);

static bool setting_holds(const struct proof *p, const char *name, uint32_t group, const struct merge_view *v)
{
  struct merge_view m = merge_view_member(v, name);
  uint32_t node = merge_member(&p->s->doc, group, name);
  switch (merge_pick(&m)) {
  case PICK_OURS:
    return says(p, node, &m, MERGE_OURS);
  case PICK_THEIRS:
    return says(p, node, &m, MERGE_THEIRS);
  case PICK_BOTH:
    break;
  }
  if (!is_group(&m, MERGE_OURS) || !is_group(&m, MERGE_THEIRS))
    return p->w->out->conflict_count > 0 && says(p, node, &m, merge_conflict_shown(&m));
  if (!is_group(&m, MERGE_BASE))
    m.node[MERGE_BASE] = MERGE_NONE;
  return node != MERGE_NONE && group_holds(p, LEVEL_INNER, node, &m);
}

/* Checks all settings that one text has in its group. */
static bool names_hold(const struct proof *p, enum level level, const struct doc *d, uint32_t names,
                       uint32_t group, const struct merge_view *v)
{
  char name[DOC_NAME_MAX + 1];
  for (uint32_t i = d->nodes[names].child; i != 0; i = d->nodes[i].next) {
    const struct node *n = &d->nodes[i];
    memcpy(name, d->text + n->name, n->name_len);
    name[n->name_len] = '\0';
    if (!proven_elsewhere(level, name) && !setting_holds(p, name, group, v))
      return false;
  }
  return true;
}

static bool group_holds(const struct proof *p, enum level level, uint32_t node, const struct merge_view *v)
{
  return names_hold(p, level, &p->s->doc, node, node, v) &&
         names_hold(p, level, v->doc[MERGE_OURS], v->node[MERGE_OURS], node, v) &&
         names_hold(p, level, v->doc[MERGE_THEIRS], v->node[MERGE_THEIRS], node, v);
}

/* ---- readings ---- */

static const struct reading *reading_at(const struct target *t, size_t i)
{
  return t != NULL && i < t->reading_count ? &t->readings[i] : NULL;
}

/* Goes through all days of the three sides and the result, oldest first. */
static bool readings_hold(const struct proof *p, const char *id)
{
  enum { RESULT = MERGE_SIDES, ALL };
  const struct target *t[ALL];
  size_t at[ALL] = {0};
  for (int i = 0; i < ALL; i++) {
    const struct plan *plan = i == RESULT ? p->s->plan : p->w->side[i].plan;
    t[i] = plan != NULL ? plan_find(plan, id) : NULL;
  }
  for (;;) {
    const struct reading *r[ALL], *first = NULL;
    for (int i = 0; i < ALL; i++) {
      r[i] = reading_at(t[i], at[i]);
      if (r[i] != NULL && (first == NULL || date_cmp(r[i]->through, first->through) < 0))
        first = r[i];
    }
    if (first == NULL)
      return true;
    for (int i = 0; i < ALL; i++) {
      if (r[i] != NULL && date_cmp(r[i]->through, first->through) != 0)
        r[i] = NULL;
      at[i] += r[i] != NULL;
    }
    enum merge_pick pick = merge_pick_reading(r[MERGE_BASE], r[MERGE_OURS], r[MERGE_THEIRS]);
    const struct reading *due = pick == PICK_THEIRS ? r[MERGE_THEIRS] : r[MERGE_OURS];
    if (pick == PICK_BOTH && p->w->out->conflict_count == 0)
      return false;
    if (pick == PICK_BOTH && due == NULL)
      due = r[MERGE_THEIRS];
    if (!merge_same_reading(r[RESULT], due))
      return false;
  }
}

/* ---- panes and targets ---- */

static bool pane_in_conflict(const struct proof *p, const char *id)
{
  const struct merge *m = p->w->out;
  for (size_t i = 0; i < m->conflict_count; i++)
    if (m->conflicts[i].what == MERGE_PANE && strcmp(m->conflicts[i].pane, id) == 0)
      return true;
  return false;
}

/* A pane or target that only one side has: is it there as it should be? */
static bool lone_holds(const struct proof *p, enum merge_what what, const char *id, uint32_t node,
                       const struct merge_view *v)
{
  enum merge_side side = merge_conflict_shown(v);
  bool stays = false;
  switch (merge_pick(v)) {
  case PICK_OURS:
    stays = has(v, MERGE_OURS);
    break;
  case PICK_THEIRS:
    stays = has(v, MERGE_THEIRS);
    break;
  case PICK_BOTH:
    stays = p->w->out->conflict_count > 0;
    break;
  }
  if (what == MERGE_TARGET && !stays && node != MERGE_NONE)
    stays = pane_in_conflict(p, merge_source_pane_of(p->s, id)); /* it stays with its pane */
  if (!stays || node == MERGE_NONE)
    return !stays && node == MERGE_NONE;
  if (what == MERGE_TARGET)
    return says(p, node, v, side);
  const struct doc *d = &p->s->doc;
  struct merge_view lone = *v; /* its targets may be others by now: each is proven by itself */
  lone.node[MERGE_OURS] = lone.node[MERGE_THEIRS] = v->node[side];
  lone.doc[MERGE_OURS] = lone.doc[MERGE_THEIRS] = v->doc[side];
  return names_hold(p, LEVEL_PANE, d, node, node, &lone) &&
         names_hold(p, LEVEL_PANE, v->doc[side], v->node[side], node, &lone);
}

static bool pane_holds(const struct proof *p, const char *id)
{
  struct merge_view v = merge_view_pane(p->w, id);
  uint32_t node = merge_source_pane(p->s, id);
  if (!has(&v, MERGE_OURS) || !has(&v, MERGE_THEIRS))
    return lone_holds(p, MERGE_PANE, id, node, &v);
  return node != MERGE_NONE && group_holds(p, LEVEL_PANE, node, &v);
}

/* Whether a target that both sides have stands in the right pane. */
static bool place_holds(const struct proof *p, const char *id)
{
  const struct merge_source *side = p->w->side;
  const char *here = merge_source_pane_of(p->s, id);
  const char *ours = merge_source_pane_of(&side[MERGE_OURS], id);
  const char *theirs = merge_source_pane_of(&side[MERGE_THEIRS], id);
  switch (merge_pick_pane(merge_source_pane_of(&side[MERGE_BASE], id), ours, theirs)) {
  case PICK_OURS:
    return strcmp(here, ours) == 0;
  case PICK_THEIRS:
    return strcmp(here, theirs) == 0;
  case PICK_BOTH:
    break;
  }
  return p->w->out->conflict_count > 0;
}

static bool target_holds(const struct proof *p, const char *id)
{
  struct merge_view v = merge_view_target(p->w, id);
  uint32_t node = merge_source_target(p->s, id);
  if (!has(&v, MERGE_OURS) || !has(&v, MERGE_THEIRS))
    return lone_holds(p, MERGE_TARGET, id, node, &v);
  return node != MERGE_NONE && place_holds(p, id) && group_holds(p, LEVEL_TARGET, node, &v) &&
         readings_hold(p, id);
}

/* All panes and targets of the result, or those of a side that the result lacks. */
static bool elements_hold(const struct proof *p, const struct plan *plan)
{
  bool result = plan == p->s->plan;
  for (size_t i = 0; i < plan->pane_count; i++)
    if ((result || merge_source_pane(p->s, plan->panes[i].id) == MERGE_NONE) &&
        !pane_holds(p, plan->panes[i].id))
      return false;
  for (size_t i = 0; i < plan->target_count; i++)
    if ((result || merge_source_target(p->s, plan->targets[i].id) == MERGE_NONE) &&
        !target_holds(p, plan->targets[i].id))
      return false;
  return true;
}

bool merge_proven(const struct merge_work *w, const struct merge_source *s)
{
  struct proof p = {w, s};
  struct merge_view root = {.node = {0}};
  for (int i = 0; i < MERGE_SIDES; i++)
    root.doc[i] = &w->side[i].doc;
  return group_holds(&p, LEVEL_ROOT, 0, &root) && elements_hold(&p, s->plan) &&
         elements_hold(&p, w->side[MERGE_OURS].plan) && elements_hold(&p, w->side[MERGE_THEIRS].plan);
}
