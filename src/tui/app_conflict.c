/* Two people, one figure: somebody entered another one for the day since typing began. Both stand side by
 * side, with who and when, and the person chooses; nothing is overwritten by not looking. */
#include <string.h>

#include "guatu/score/display.h"
#include "guatu/store/record.h"
#include "guatu/tui/app_parts.h"

/* "18 (wang, 2021-07-13 10:02)" */
static void put_theirs(struct buf *out, const struct app *a, const struct target *t, const struct reading *r)
{
  enum lang lang = a->scene.look.lang;
  display_value(out, t, r, lang, a->scene.look.ascii);
  if (!r || (!r->by[0] && strlen(r->at) < 16))
    return;
  buf_puts(out, TR(lang, " (", "（"));
  buf_puts(out, r->by);
  if (strlen(r->at) >= 16)
    buf_printf(out, "%s%.10s %.5s", r->by[0] ? TR(lang, ", ", "，") : "", r->at, r->at + 11);
  buf_puts(out, TR(lang, ")", "）"));
}

void app_see(struct app *a)
{
  const struct target *t = &a->scene.plan->targets[a->scene.entry.target];
  a->seen = mem_resize(a->seen, t->reading_count + 1, sizeof *a->seen);
  if (t->reading_count > 0)
    memcpy(a->seen, t->readings, t->reading_count * sizeof *a->seen);
  a->seen_count = t->reading_count;
}

/* Whether the figure for the day is another than when typing began: entered, corrected or taken back. */
static bool is_another(const struct app *a, const struct target *t, struct date day)
{
  const struct reading *now = target_reading(t, day), *then = NULL;
  for (size_t i = 0; i < a->seen_count; i++)
    if (date_cmp(a->seen[i].through, day) == 0)
      then = &a->seen[i];
  return (now != NULL) != (then != NULL) || (now != NULL && !record_same_figure(now, then));
}

bool app_conflict(struct app *a)
{
  struct scene *s = &a->scene;
  const struct entry_state *e = &s->entry;
  const struct target *t = &s->plan->targets[e->target];
  enum lang lang = s->look.lang;
  char month[16];
  if (!is_another(a, t, e->reading.through))
    return false;
  struct buf theirs = {0}, mine = {0};
  put_theirs(&theirs, a, t, target_reading(t, e->reading.through));
  display_value(&mine, t, &e->reading, lang, s->look.ascii);
  s->context = IN_CONFLICT;
  a->astray = false;
  term_forget_keys(); /* nothing typed ahead answers a question */
  app_say(a, MESSAGE_ASK,
          TR(lang, "%s, %s, was changed while you typed: it is %s now, yours is %s. Which one stands?",
             "“%s”%s 在您录入时已被他人改动：现为 %s，您录入的是 %s。以哪个为准？"),
          words_in(&t->name, lang), date_format_month(e->reading.through, month, sizeof month), theirs.data,
          mine.data);
  buf_release(&theirs);
  buf_release(&mine);
  return true;
}

void app_theirs(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  (void)key;
  if (a->astray) {
    app_ask_again(a); /* this Enter was meant for another row: a slow line brought it late */
    return;
  }
  app_entry_end(a);
  app_say(a, MESSAGE_INFO, "%s",
          TR(lang, "The other's figure stands; yours was dropped.", "已保留对方的数据，放弃您的录入。"));
}

void app_mine(struct app *a, uint32_t key)
{
  (void)key;
  if (a->astray) {
    app_ask_again(a);
    return;
  }
  app_see(a);
  a->scene.context = IN_ENTRY;
  a->scene.level = MESSAGE_NONE;
  if (!app_ask(a, true))
    app_save_now(a);
}
