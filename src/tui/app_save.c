/* From the text that was typed to the file, and back by undo. A figure is saved when Enter is pressed and the
 * doubts, if any, were answered; a save that fails leaves the figure in the entry line with the reason, and
 * what was typed ahead is forgotten, because it was meant for the next row. */
#include <stdio.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/edit/entry.h"
#include "guatu/score/display.h"
#include "guatu/tui/app_parts.h"

/* --- after a save --- */

/* The next target due after the cursor: further down in the pane, then pane by pane, round to the cursor. */
static size_t next_due(const struct app *a)
{
  const struct scene *s = &a->scene;
  size_t panes = s->plan->pane_count;
  for (size_t step = 0; step <= panes; step++) {
    const struct row_list *list = &s->rows[(s->pane + step) % panes];
    size_t from = step == 0 ? list->cursor + 1 : 0;
    size_t to = step == panes && list->cursor < list->count ? list->cursor : list->count;
    for (size_t i = from; i < to; i++)
      if (scene_due(s, list->targets[i]))
        return list->targets[i];
  }
  return SIZE_MAX;
}

static void move_on(struct app *a)
{
  size_t next = a->scene.context == IN_ROWS ? next_due(a) : SIZE_MAX;
  if (next != SIZE_MAX)
    (void)app_go(a, next);
}

/* After a save, to the target that was next before it: in a sorted or filtered list the one just saved may
 * have gone elsewhere, and the rows after it must not be passed over. */
static void move_on_to(struct app *a, const char *id)
{
  const struct target *t = *id ? plan_find(a->scene.plan, id) : NULL;
  size_t next = t ? (size_t)(t - a->scene.plan->targets) : SIZE_MAX;
  bool there = a->scene.context == IN_ROWS && t && app_go(a, next);
  if (!there || !scene_due(&a->scene, next))
    move_on(a);
}

/* "Saved 10:02:11  Dead-end roads 17 / ≥32" */
static void say_saved(struct app *a, const char *id, struct date through, const char *at)
{
  enum lang lang = a->scene.look.lang;
  bool ascii = a->scene.look.ascii;
  const struct target *t = plan_find(a->scene.plan, id);
  const struct reading *r = t ? target_reading(t, through) : NULL;
  struct buf figure = {0};
  char month[16];
  if (!r)
    return;
  display_value(&figure, t, r, lang, ascii);
  buf_puts(&figure, " / ");
  display_target(&figure, t, lang, ascii);
  app_say(a, MESSAGE_INFO, TR(lang, "Saved %.8s  %s %s (%s)", "已保存 %.8s  %s %s（%s）"), at + 11,
          words_in(&t->name, lang), figure.data, date_format_month(through, month, sizeof month));
  buf_release(&figure);
}

/* --- saving --- */

#define SAVE_IS_LONG ((size_t)16 << 20) /* bytes that a save writes, from which on somebody wonders */

/* Says that a save is under way, where it takes a while. */
void app_saving(struct app *a)
{
  if (session_bytes(a->session) < SAVE_IS_LONG)
    return;
  app_say(a, MESSAGE_INFO, TR(a->scene.look.lang, "Saving…", "正在保存…"));
  app_draw(a);
}

void app_save_now(struct app *a)
{
  struct scene *s = &a->scene;
  struct problems problems = {.lang = s->look.lang};
  struct reading r = s->entry.reading;
  struct app_held held;
  struct app_wait wait;
  char at[40], id[sizeof held.entry], next[sizeof held.entry];
  size_t after = next_due(a);
  clock_stamp(at, sizeof at);
  r.by = a->user;
  r.at = at;
  app_hold(a, &held);
  app_copy(id, sizeof id, held.entry);
  app_copy(next, sizeof next, after == SIZE_MAX ? NULL : s->plan->targets[after].id);
  app_saving(a);
  app_wait_begin(&wait, a, &problems);
  enum err err = session_enter(a->session, id, &r, &problems);
  app_wait_end(&wait, &problems);
  if (err == OK) {
    app_entry_end(a);
    held.entry[0] = '\0';
    app_refind(a, &held);
    if (session_latest_figures(a->session) > 0)
      say_saved(a, id, r.through, at);
    else /* somebody has entered the very same */
      app_say(a, MESSAGE_INFO, TR(s->look.lang, "That figure is there already.", "该数据已存在，无需保存。"));
    move_on_to(a, next);
  } else {
    struct problems again = {.lang = s->look.lang};
    s->context = IN_ENTRY;
    app_refind(a, &held);            /* the plan may be another by now */
    (void)app_look(a, NULL, &again); /* show what the file says now */
    problems_release(&again);
    size_t conflicts;
    (void)session_conflicts(a->session, &conflicts);
    if (conflicts == 0 || !app_conflict(a))
      app_say_problem(a, &problems);
  }
  problems_release(&problems);
}

bool app_ask(struct app *a, bool replaces)
{
  struct scene *s = &a->scene;
  struct entry_state *e = &s->entry;
  struct buf doubts = {0};
  struct target t = s->plan->targets[e->target];
  if (replaces)
    t = target_without(&t, e->reading.through);
  bool doubtful = entry_doubts(s->plan, &t, &e->reading, s->look.lang, &doubts) > 0;
  if (doubtful) {
    term_forget_keys(); /* nothing typed ahead answers a question */
    s->context = IN_ASK;
    a->astray = false;
    app_say(a, MESSAGE_ASK, "%s", doubts.data);
  }
  buf_release(&doubts);
  return doubtful;
}

void app_save(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  struct entry_state *e = &s->entry;
  const struct target *t = &s->plan->targets[e->target];
  (void)key;
  if (app_entry_idle(a) || (e->valid && entry_is_there(t, &e->reading))) {
    bool typed = !app_entry_idle(a), erased = e->len == 0 && *a->entry_first;
    app_entry_end(a);
    if (erased)
      app_say(a, MESSAGE_INFO,
              TR(s->look.lang, "The figure stays as it was; u takes back what this session entered.",
                 "原数据保持不变；按 u 撤销本次会话录入的数据。"));
    else if (typed)
      app_say(a, MESSAGE_INFO, TR(s->look.lang, "That figure is there already.", "该数据已存在，无需保存。"));
    move_on(a);
    return;
  }
  if (!e->valid) {
    term_forget_keys();
    app_say(a, MESSAGE_ERROR, "%s", e->hint);
    return;
  }
  if (!app_conflict(a) && !app_ask(a, false))
    app_save_now(a);
}

void app_ask_again(struct app *a)
{
  struct scene *s = &a->scene;
  if (s->context == IN_RESUME) {
    app_offer(a);
    return;
  }
  s->context = IN_ENTRY;
  s->level = MESSAGE_NONE;
  if (s->entry.valid && !app_conflict(a))
    (void)app_ask(a, false);
}

void app_confirm(struct app *a, uint32_t key)
{
  (void)key;
  if (a->scene.context == IN_FIND) {
    app_find_confirm(a);
  } else if (a->scene.context == IN_PATH) {
    app_path_confirm(a);
  } else if (a->astray) {
    app_ask_again(a); /* this Enter was meant for another row: a slow line brought it late */
  } else {
    a->scene.level = MESSAGE_NONE;
    app_save_now(a);
  }
}

void app_drop(struct app *a, uint32_t key)
{
  (void)key;
  if (a->scene.context == IN_FIND)
    app_find_drop(a);
  else if (a->scene.context == IN_PATH)
    a->scene.context = a->scene.under;
  else {
    app_entry_end(a);
    a->scene.level = MESSAGE_NONE; /* a question about it is answered */
  }
}

/* --- undo and redo --- */

static void undo_or_redo(struct app *a, bool undo)
{
  struct scene *s = &a->scene;
  enum lang lang = s->look.lang;
  struct problems problems = {.lang = lang};
  const char *id = NULL;
  struct app_held held;
  struct app_wait wait;
  app_hold(a, &held);
  app_saving(a);
  app_wait_begin(&wait, a, &problems);
  enum err err = undo ? session_undo(a->session, &id, &problems) : session_redo(a->session, &id, &problems);
  app_wait_end(&wait, &problems);
  if (err == OK && id)
    snprintf(held.target, sizeof held.target, "%s", id);
  app_refind(a, &held);
  const struct target *t = plan_find(s->plan, held.target);
  struct buf others = {0};
  buf_puts(&others, "");
  if (session_latest_figures(a->session) > 1)
    buf_printf(&others, TR(lang, " and %zu more", " 等 %zu 项"),
               session_latest_figures(a->session) - (lang == LANG_EN));
  if (err != OK)
    app_say_problem(a, &problems);
  else if (t && undo)
    app_say(a, MESSAGE_INFO, TR(lang, "Taken back: %s%s (^R enters it again)", "已撤销：%s%s（^R 重做）"),
            words_in(&t->name, lang), others.data);
  else if (t)
    app_say(a, MESSAGE_INFO, TR(lang, "Entered again: %s%s", "已重做：%s%s"), words_in(&t->name, lang),
            others.data);
  buf_release(&others);
  problems_release(&problems);
}

void app_undo(struct app *a, uint32_t key)
{
  (void)key;
  undo_or_redo(a, true);
}

void app_redo(struct app *a, uint32_t key)
{
  (void)key;
  undo_or_redo(a, false);
}
