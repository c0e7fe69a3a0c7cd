/* The console follows the file, whoever changes it and however.
 *
 * When to look, and when trouble with the file is said, is decided in follow.c.
 *
 * Rows whose figures others changed are marked until the person at the keyboard has been there: what a key
 * finds under the cursor, or puts there, was looked at; Escape where there is nothing to leave says so of
 * all. A figure being typed is never touched. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/score/display.h"
#include "guatu/tui/app_parts.h"
#include "guatu/tui/parts.h"

#define GONE_MS 2000 /* between two tries for a file that can't be read */

/* ---- marks ---- */

static void mark(struct app *a, size_t target)
{
  struct app_live *l = &a->live;
  const char *id = a->scene.plan->targets[target].id;
  if (l->news[target])
    return;
  l->news[target] = true;
  l->news_count++;
  buf_add(&l->ids, id, strlen(id) + 1);
}

void app_news(struct app *a)
{
  struct app_live *l = &a->live;
  const struct plan *p = a->scene.plan;
  const struct news *n = session_news(a->session);
  struct buf had = l->ids;
  l->ids = (struct buf){0};
  l->news_count = 0;
  free(l->news);
  l->news = mem_alloc((p->target_count + 1) * sizeof *l->news);
  for (size_t at = 0; at < had.len; at += strlen(had.data + at) + 1) {
    const struct target *t = plan_find(p, had.data + at);
    if (t)
      mark(a, (size_t)(t - p->targets));
  }
  for (size_t i = 0; i < n->count; i++)
    mark(a, n->targets[i]);
  a->scene.news = l->news;
  buf_release(&had);
}

void app_looked_at_all(struct app *a)
{
  struct app_live *l = &a->live;
  if (l->news)
    memset(l->news, 0, a->scene.plan->target_count * sizeof *l->news);
  l->news_count = 0;
  buf_clear(&l->ids);
}

void app_looked(struct app *a)
{
  struct app_live *l = &a->live;
  size_t target = scene_target(&a->scene);
  if ((a->scene.context & IN_PAGES) || !scene_in_rows(&a->scene) || target == SIZE_MAX || !l->news ||
      !l->news[target])
    return;
  l->news[target] = false;
  l->news_count--;
  buf_clear(&l->ids);
  for (size_t i = 0; i < a->scene.plan->target_count; i++)
    if (l->news[i])
      buf_add(&l->ids, a->scene.plan->targets[i].id, strlen(a->scene.plan->targets[i].id) + 1);
}

/* ---- waiting ---- */

static void tell_reading(void *context, unsigned percent)
{
  struct app *a = ((struct app_wait *)context)->app;
  if (a->scene.plan != session_plan(a->session))
    return; /* a save that reads a second time: what is on the screen is no more */
  app_say(a, MESSAGE_INFO,
          TR(a->scene.look.lang, "Reading: %u%%. Keys wait, none is lost.",
             "正在读取：%u%%。按键会保留，稍后处理。"),
          percent);
  app_draw(a);
}

void app_wait_begin(struct app_wait *w, struct app *a, struct problems *p)
{
  w->app = a;
  w->level = a->scene.level;
  w->finding = a->finding;
  memcpy(w->message, a->scene.message, sizeof w->message);
  progress_begin(&w->progress, tell_reading, w);
  p->progress = &w->progress;
}

void app_wait_end(struct app_wait *w, struct problems *p)
{
  p->progress = NULL;
  if (w->progress.told == 0)
    return;
  w->app->scene.level = w->level;
  w->app->finding = w->finding;
  memcpy(w->app->scene.message, w->message, sizeof w->message);
}

const struct change *app_find_lost(struct app *a, size_t *count)
{
  struct problems p = {.lang = a->scene.look.lang};
  struct app_wait wait;
  app_wait_begin(&wait, a, &p);
  const struct change *lost = session_lost(a->session, count, &p);
  app_wait_end(&wait, &p);
  return lost;
}

/* ---- looking ---- */

static void looked(struct app *a, enum err err, const struct problems *p)
{
  char now[40];
  clock_stamp(now, sizeof now);
  follow_looked(&a->live.file, err, p, clock_ms(), now);
}

/* The detail of a target that is no more has nothing to show. */
static void leave_detail(struct app *a, const struct app_held *held)
{
  struct scene *s = &a->scene;
  if (*held->target && plan_find(s->plan, held->target))
    return;
  if (s->under == IN_DETAIL)
    s->under = IN_ROWS;
  if (s->context == IN_DETAIL)
    s->context = IN_ROWS;
}

enum err app_look(struct app *a, bool *changed, struct problems *p)
{
  struct app_held held;
  bool differs = false;
  size_t top = a->scene.detail_top;
  app_hold(a, &held);
  struct app_wait wait;
  app_wait_begin(&wait, a, p);
  enum err err = session_reload(a->session, &differs, p);
  app_wait_end(&wait, p);
  looked(a, err, p);
  if (differs) {
    app_refind(a, &held);
    leave_detail(a, &held);
    a->scene.detail_top = top;
  }
  if (changed)
    *changed = differs;
  return err;
}

/* All is known of what other programs overwrote: it is said before what is new. */
static bool take_lost(struct app *a)
{
  size_t had = a->live.lost;
  (void)app_find_lost(a, &a->live.lost);
  if (a->live.lost > had && a->scene.level == MESSAGE_INFO)
    a->scene.level = MESSAGE_NONE;
  return a->live.lost != had;
}

/* What libconfig refuses was not written half a moment ago: it is told at once. */
enum app_idle app_live_work(struct app *a)
{
  struct problems p = {.lang = a->scene.look.lang};
  bool more;
  enum err err = session_work(a->session, &more, &p);
  if (err != OK) {
    a->live.file.told = true;
    looked(a, err, &p);
    if (!(a->scene.context & IN_ASKING))
      app_say(a, MESSAGE_ERROR, "%s", a->live.file.line);
  }
  problems_release(&p);
  if (err != OK || (!more && take_lost(a)))
    return IDLE_SHOW;
  return more ? IDLE_MORE : IDLE_DONE;
}

/* ---- telling ---- */

static bool is_typing(const struct app *a)
{
  return a->scene.context & IN_TYPING;
}

/* The figure for the day that is being typed, as the plan has it; by its number alone. */
struct figure {
  bool there;
  struct decimal value;
  int64_t count, of;
};

static struct figure figure_of(const struct reading *r)
{
  return r ? (struct figure){true, r->value, r->count, r->of} : (struct figure){0};
}

/* The day it is typed for. */
static struct date day_typed(const struct app *a)
{
  const struct scene *s = &a->scene;
  if (!is_typing(a) || s->entry.valid)
    return s->entry.reading.through;
  return target_report_day(s->plan, &s->plan->targets[s->entry.target], s->board->when.today);
}

static const struct reading *reading_typed(const struct app *a, struct date day)
{
  return is_typing(a) ? target_reading(&a->scene.plan->targets[a->scene.entry.target], day) : NULL;
}

static const char *name_of(const struct reading *r, bool known, enum lang lang)
{
  return known && r->by[0] ? r->by : TR(lang, "somebody", "他人");
}

/* Somebody entered the very figure that is being typed. A question that was asked before that is asked anew.
 */
static void say_overtaken(struct app *a, const struct reading *r)
{
  struct scene *s = &a->scene;
  enum lang lang = s->look.lang;
  const struct target *t = &s->plan->targets[s->entry.target];
  struct buf figure = {0};
  char month[16];
  display_value(&figure, t, r, lang, s->look.ascii);
  s->context = IN_ENTRY;
  term_forget_keys();
  app_say(a, MESSAGE_ERROR,
          TR(lang, "%s has just entered %s (%s) here; saving yours will ask first.",
             "%s 刚刚为此项填报了 %s（%s）；您保存时会先询问。"),
          name_of(r, true, lang), figure.data, date_format_month(r->through, month, sizeof month));
  buf_release(&figure);
}

static void say_news(struct app *a)
{
  struct scene *s = &a->scene;
  enum lang lang = s->look.lang;
  const struct news *n = session_news(a->session);
  size_t rows = a->live.news_count;
  if ((s->context & IN_ASKING) || n->count == 0)
    return; /* a question stays; and what is no figure speaks for itself */
  if (!n->newest) {
    app_say(a, MESSAGE_INFO, TR(lang, "Changed by others: %zu rows", "他人更新了 %zu 项"), rows);
    return;
  }
  const struct target *t = &s->plan->targets[n->newest_target];
  const char *by = name_of(n->newest, n->newest_signed, lang);
  struct buf what = {0};
  char month[16];
  buf_printf(&what, "%s ", words_in(&t->name, lang));
  display_value(&what, t, n->newest, lang, s->look.ascii);
  date_format_month(n->newest->through, month, sizeof month);
  if (rows > 1)
    app_say(a, MESSAGE_INFO,
            TR(lang, "%zu rows changed by others, the latest by %s: %s (%s)",
               "他人更新了 %zu 项，最新由 %s：%s（%s）"),
            rows, by, what.data, month);
  else
    app_say(a, MESSAGE_INFO, TR(lang, "Changed by %s: %s (%s)", "%s 更新：%s（%s）"), by, what.data, month);
  buf_release(&what);
}

static void look_and_tell(struct app *a)
{
  struct scene *s = &a->scene;
  enum lang lang = s->look.lang;
  struct problems problems = {.lang = lang};
  bool typing = is_typing(a), told = a->live.file.told, changed = false;
  struct date day = day_typed(a);
  struct figure was = figure_of(reading_typed(a, day));
  char text[sizeof s->entry.text];
  memcpy(text, s->entry.text, sizeof text);
  enum err err = app_look(a, &changed, &problems);
  problems_release(&problems);
  if (err == OK && told && !(s->context & IN_ASKING))
    app_say(a, MESSAGE_INFO, "%s", TR(lang, "The data file is good again.", "数据文件已恢复正常。"));
  if (a->live.file.told && !told && !(s->context & IN_ASKING))
    app_say(a, MESSAGE_ERROR, "%s", a->live.file.line);
  if (err != OK || !changed)
    return;
  const struct reading *r = reading_typed(a, day);
  struct figure now = figure_of(r);
  if (typing && !is_typing(a))
    app_say(a, MESSAGE_ERROR,
            TR(lang, "The target is no longer in the file; \"%s\" was not saved.",
               "该目标已不在文件中；“%s”没有保存。"),
            text);
  else if (r && (was.there != now.there || decimal_cmp(was.value, now.value) != 0 || was.count != now.count ||
                 was.of != now.of))
    say_overtaken(a, r);
  else
    say_news(a);
}

void app_live_language(struct app *a)
{
  if (a->live.file.told)
    look_and_tell(a);
}

void app_live_stand(struct app *a)
{
  struct app_live *l = &a->live;
  enum lang lang = a->scene.look.lang;
  if (a->scene.level != MESSAGE_NONE || a->scene.context == IN_ENTRY)
    return;
  if (l->file.told)
    app_say(a, MESSAGE_ERROR, "%s", l->file.line);
  else if (l->lost > 0 && !(a->scene.context & IN_PAGES))
    app_say(a, MESSAGE_ERROR,
            l->lost == 1 ? TR(lang, "Another program overwrote %zu saved figure; o shows it.",
                              "有 %zu 个已保存的数据被其他程序覆盖；按 o 查看。")
                         : TR(lang, "Another program overwrote %zu saved figures; o shows them.",
                              "有 %zu 个已保存的数据被其他程序覆盖；按 o 查看。"),
            l->lost);
}

/* ---- when ---- */

int app_live_fd(const struct app *a)
{
  return follow_fd(&a->live.file, clock_ms());
}

int app_live_timeout(const struct app *a)
{
  return follow_timeout(&a->live.file, clock_ms());
}

void app_live_tick(struct app *a)
{
  if (follow_due(&a->live.file, clock_ms()))
    look_and_tell(a);
}

void app_live_start(struct app *a)
{
  a->live.file = (struct follow){.gone_ms = GONE_MS};
  follow_start(&a->live.file, session_path(a->session));
  look_and_tell(a); /* it may have changed since it was opened */
}

void app_live_stop(struct app *a)
{
  follow_stop(&a->live.file);
  free(a->live.news);
  buf_release(&a->live.ids);
}
