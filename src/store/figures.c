/* A hash table from target and day to what the journal's lines have said of it, one after the other. Texts
 * are copied, because lines go as they are read. */
#include "guatu/store/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/store/record.h"

/* FNV-1a */
static uint32_t hash_of(const char *target, struct date through)
{
  uint32_t h = 2166136261u;
  for (const char *s = target; *s != '\0'; s++)
    h = (h ^ (unsigned char)*s) * 16777619u;
  return (h ^ (uint32_t)through.days) * 16777619u;
}

/* The slot that holds the figure, or the empty one where it would be. */
static uint32_t *slot_of(const struct figures *f, const char *target, struct date through)
{
  size_t at = hash_of(target, through) & (f->slot_count - 1);
  for (;; at = (at + 1) & (f->slot_count - 1)) {
    uint32_t i = f->slots[at];
    if (i == 0 ||
        (date_cmp(f->list[i - 1].through, through) == 0 && strcmp(f->list[i - 1].target, target) == 0))
      return &f->slots[at];
  }
}

static void grow(struct figures *f)
{
  f->slot_count = f->slot_count == 0 ? 64 : 2 * f->slot_count;
  free(f->slots);
  f->slots = mem_alloc(f->slot_count * sizeof *f->slots);
  f->list = mem_resize(f->list, f->slot_count / 2, sizeof *f->list);
  for (size_t i = 0; i < f->count; i++)
    *slot_of(f, f->list[i].target, f->list[i].through) = (uint32_t)i + 1;
}

const struct figure *figures_find(const struct figures *f, const char *target, struct date through)
{
  uint32_t i = f->slot_count > 0 ? *slot_of(f, target, through) : 0;
  return i != 0 ? &f->list[i - 1] : NULL;
}

static struct figure *figure_of(struct figures *f, const struct journal_line *l)
{
  if (f->count == f->slot_count / 2)
    grow(f);
  uint32_t *slot = slot_of(f, l->target, l->through);
  if (*slot == 0) {
    f->list[f->count] = (struct figure){.target = arena_text(&f->arena, l->target, strlen(l->target)),
                                        .through = l->through,
                                        .has_first = l->has_old};
    if (l->has_old)
      f->list[f->count].first = reading_keep(&f->arena, &l->old);
    *slot = (uint32_t)++f->count;
  }
  return &f->list[*slot - 1];
}

static void take(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct figures *f = context;
  (void)line;
  if (standing != LEDGER_STANDS || l->target[0] == '\0')
    return;
  struct figure *figure = figure_of(f, l);
  figure->has_last = l->has_new;
  if (l->has_new)
    figure->last = reading_keep(&f->arena, &l->new);
  figure->answered = l->what == JOURNAL_ACCEPT;
  if (!journal_is_change(l->what))
    return;
  figure->has_saved = l->has_new;
  figure->saved = figure->last;
}

static void forget(struct figures *f)
{
  free(f->list);
  free(f->slots);
  arena_free(&f->arena);
  f->list = NULL;
  f->slots = NULL;
  f->count = f->slot_count = 0;
  f->whole = false;
}

enum err figures_step(struct figures *f, const char *path, bool *more, struct problems *p)
{
  struct ledger *g = &f->ledger;
  bool before = g->offset > 0, good = f->whole && g->broken == 0, anew = false;
  enum err err = ledger_step(g, path, take, f, &anew, more, p);
  f->whole = f->whole || !*more;
  /* Another file, or one from which lines were cut off that had been read (of a save that could not be
   * announced): all is forgotten and read once more. Rare, and simple. */
  if (err == OK && before && (anew || (good && g->broken != 0))) {
    forget(f);
    ledger_release(g);
    *more = true;
  }
  return err;
}

enum err figures_follow(struct figures *f, const char *path, struct problems *p)
{
  bool more = true;
  enum err err = OK;
  progress_part(p->progress, 0, 100);
  while (err == OK && more) {
    err = figures_step(f, path, &more, p);
    if (more)
      progress_at(p->progress, (size_t)f->ledger.offset, (size_t)f->ledger.st.st_size);
  }
  return err;
}

bool figures_pending(const struct figures *f, const char *target, struct date through)
{
  for (size_t i = 0; i < f->ledger.pending_count; i++)
    if (date_cmp(f->ledger.pending[i].through, through) == 0 &&
        strcmp(f->ledger.pending[i].target, target) == 0)
      return true;
  return false;
}

bool figures_pending_made(const struct figures *f, const struct plan *plan)
{
  for (size_t i = 0; i < f->ledger.pending_count; i++) {
    const struct journal_line *l = &f->ledger.pending[i];
    const struct target *t = plan_find(plan, l->target);
    const struct reading *r = t != NULL ? target_reading(t, l->through) : NULL;
    bool same = l->has_new == (r != NULL) &&
                (r == NULL || (record_same_figure(r, &l->new) && strcmp(r->by, l->new.by) == 0 &&
                               strcmp(r->at, l->new.at) == 0));
    if (t == NULL || !same)
      return false;
  }
  return f->ledger.pending_count > 0;
}

void figures_release(struct figures *f)
{
  forget(f);
  ledger_release(&f->ledger);
}

/* ---- against a plan ---- */

static const struct reading *reading_of(const struct figure *f, const struct plan *plan, bool *known)
{
  const struct target *t = plan_find(plan, f->target);
  *known = t != NULL;
  return t != NULL ? target_reading(t, f->through) : NULL;
}

static bool later(const struct reading *now, const struct reading *saved)
{
  int64_t a, b;
  return date_instant(now->at, &a) && date_instant(saved->at, &b) && a > b;
}

bool figure_lost(const struct figure *f, const struct plan *plan, const struct reading **now)
{
  bool known;
  *now = reading_of(f, plan, &known);
  if (!known || !f->has_saved || (*now != NULL && record_same_figure(*now, &f->saved)))
    return false;
  if (*now != NULL && later(*now, &f->saved))
    return false;
  bool as_accepted =
      f->answered && f->has_last == (*now != NULL) && (*now == NULL || record_same_figure(*now, &f->last));
  return !as_accepted;
}

bool figure_differs(const struct figure *f, const struct plan *plan, const struct reading **now)
{
  bool known;
  *now = reading_of(f, plan, &known);
  return known && (f->has_last != (*now != NULL) || (*now != NULL && !record_same_figure(*now, &f->last)));
}
