/* What is likely to be asked for next is worked out while nothing happens: the plan's sums at the month ends
 * that `[` and `]` go to, and the scores of the month that is shown, for filters and orders. So another month
 * costs the rows that are seen, however many there are. Then what was put off when the file was read is done.
 * After that nothing runs any more; keys come first at every moment. */
#include "guatu/tui/app_parts.h"

#define MONTHS_MOST  24
#define CHANGES_MOST 256 /* more are summed anew */

/* Targets a step: half a millisecond, as long as a key may have to wait. */
#define STEP         16  /* at all month ends */
#define BOARD_STEP   128 /* at one */
#define LETTERS_STEP 512
#define SORT_STEP    32768

/* The dates shown when nobody travels, and the month ends before them. */
static size_t month_ends(const struct app *a, struct when *out)
{
  const struct plan *p = a->scene.plan;
  struct date last = date_cmp(a->ahead_now.as_of, p->to) < 0 ? a->ahead_now.as_of : p->to;
  int first = date_month_index(p->from), month = date_month_index(date_add(last, 1)) - 1;
  size_t count = 0;
  out[count++] = a->ahead_now;
  for (; month >= first && count < MONTHS_MOST; month--) {
    struct date end = date_month_end(month);
    out[count++] = (struct when){end, end};
  }
  return count;
}

void app_ahead_follow(struct app *a, bool other, bool saved)
{
  const struct plan *p = a->scene.plan;
  struct when whens[MONTHS_MOST];
  size_t count = 0;
  const struct target_change *changed = saved ? session_changed(a->session, &count) : NULL;
  bool was = a->scene.travelling;
  a->scene.travelling = false;
  struct when now = app_when(a, p);
  a->scene.travelling = was;
  if (other || count > CHANGES_MOST || !when_same(now, a->ahead_now)) {
    a->ahead_now = now;
    ahead_begin(&a->ahead, p, whens, month_ends(a, whens));
    return;
  }
  for (size_t i = 0; i < count; i++) {
    const struct target *next = &p->targets[changed[i].target];
    for (size_t k = i + 1; k < count; k++) /* changed more than once: what it was before the next change */
      if (changed[k].target == changed[i].target) {
        next = &changed[k].was;
        break;
      }
    ahead_replace(&a->ahead, p, changed[i].target, &changed[i].was, next);
  }
}

/* The rows go where they belong when their order is made. */
static enum app_idle sort_step(struct app *a)
{
  bool was = scene_is_sorted(&a->scene), more = scene_sort_step(&a->scene, SORT_STEP);
  if (was || !scene_is_sorted(&a->scene))
    return more ? IDLE_MORE : IDLE_DONE;
  app_rows(a);
  return IDLE_SHOW;
}

enum app_idle app_idle(struct app *a)
{
  enum app_idle idle = app_find_step(a);
  if (idle != IDLE_DONE)
    return idle;
  if (board_step(&a->board, BOARD_STEP))
    return IDLE_MORE;
  idle = sort_step(a);
  if (idle != IDLE_DONE)
    return idle;
  if (finder_prepare(&a->finder, a->scene.plan, LETTERS_STEP))
    return IDLE_MORE;
  if (ahead_ready(&a->ahead))
    return app_live_work(a);
  ahead_step(&a->ahead, a->scene.plan, STEP);
  return IDLE_MORE;
}
