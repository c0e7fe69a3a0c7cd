/* Ways of looking: filter, order, another date, language, colours, and the file read again. None of them
 * changes the dataset. */
#include <string.h>

#include "guatu/tui/app_parts.h"

/* --- filter and sort --- */

void app_filter(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  size_t count = 0;
  (void)key;
  if (!a->filtering)
    app_hold(a, &a->unfiltered);
  s->filter = (enum filter_by)((s->filter + 1) % FILTER_COUNT);
  app_rows(a);
  app_put_rows(a, &a->unfiltered); /* a round through all of them ends where it began */
  for (size_t i = 0; i < s->row_lists; i++)
    count += s->rows[i].count;
  app_say(a, MESSAGE_INFO, TR(s->look.lang, "Shown: %s (%zu)", "显示：%s（%zu 项）"),
          words_in(&filter_words[s->filter], s->look.lang), count);
}

void app_sort(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  (void)key;
  s->sort = (enum sort_by)((s->sort + 1) % SORT_COUNT);
  app_rows(a);
  app_say(a, MESSAGE_INFO, TR(s->look.lang, "Order: %s", "排序：%s"),
          words_in(&sort_words[s->sort], s->look.lang));
}

/* --- time --- */

static void travel_to(struct app *a, bool travelling, struct date to)
{
  char day[16];
  enum lang lang = a->scene.look.lang;
  a->scene.travelling = travelling;
  a->travel = to;
  app_refresh(a);
  date_format_month(a->board.when.as_of, day, sizeof day);
  if (travelling)
    app_say(a, MESSAGE_INFO, TR(lang, "As of %s; . goes back to now", "截至 %s；按 . 回到当前"), day);
  else
    app_say(a, MESSAGE_INFO, TR(lang, "Now: as of %s", "当前：截至 %s"), day);
}

/* The day that "now" shows. */
static struct date now_day(struct app *a)
{
  bool was = a->scene.travelling;
  a->scene.travelling = false;
  struct when now = app_when(a, a->scene.plan);
  a->scene.travelling = was;
  return now.as_of;
}

void app_earlier(struct app *a, uint32_t key)
{
  const struct plan *p = a->scene.plan;
  struct date shown = a->board.when.as_of, to = date_month_end(date_month_index(shown) - 1);
  (void)key;
  if (date_cmp(to, p->to) > 0)
    to = p->to; /* a plan that is over changes no more */
  if (date_cmp(to, p->from) < 0)
    app_say(a, MESSAGE_INFO, TR(a->scene.look.lang, "The plan begins here.", "计划从这里开始。"));
  else
    travel_to(a, true, to);
}

void app_later(struct app *a, uint32_t key)
{
  struct date shown = a->board.when.as_of, now = now_day(a),
              to = date_month_end(date_month_index(date_add(shown, 1)));
  (void)key;
  if (!a->scene.travelling)
    app_say(a, MESSAGE_INFO,
            TR(a->scene.look.lang, "This is now; [ goes back in time.", "已是当前；按 [ 查看更早。"));
  else if (date_cmp(to, now) >= 0)
    travel_to(a, false, now);
  else
    travel_to(a, true, to);
}

void app_now(struct app *a, uint32_t key)
{
  (void)key;
  travel_to(a, false, now_day(a));
}

/* --- language and colours --- */

void app_language(struct app *a, uint32_t key)
{
  struct look *look = &a->scene.look;
  (void)key;
  if (look->latin) {
    app_say(a, MESSAGE_INFO, "This terminal shows ASCII only; Chinese needs a UTF-8 terminal.");
    return;
  }
  look->lang = look->lang == LANG_ZH ? LANG_EN : LANG_ZH;
  app_live_language(a);
}

void app_theme(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  (void)key;
  if (a->options->term.mono || term_mono()) {
    app_say(a, MESSAGE_INFO, TR(lang, "There are no colours here to choose from.", "此终端没有颜色可选。"));
    return;
  }
  a->theme = (enum theme)((a->theme + 1) % THEME_COUNT);
  term_theme(a->theme);
  a->scene.look.mono = a->theme == THEME_MONO;
  app_say(a, MESSAGE_INFO, TR(lang, "Colours: %s", "配色：%s"), words_in(&theme_words[a->theme], lang));
}

/* --- the file --- */

void app_reload(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  struct problems problems = {.lang = lang};
  bool changed = false;
  (void)key;
  term_redraw();
  enum err err = app_look(a, &changed, &problems);
  if (err != OK)
    app_say(a, MESSAGE_ERROR, TR(lang, "The last good picture stays: %s", "保留上一次的正确画面：%s"),
            problems_first(&problems));
  else if (changed)
    app_say(a, MESSAGE_INFO,
            TR(lang, "The file has changed and was read again.", "文件已变化，已重新读取。"));
  else
    app_say(a, MESSAGE_INFO, TR(lang, "The file has not changed.", "文件没有变化。"));
  problems_release(&problems);
}

void app_redraw(struct app *a, uint32_t key)
{
  if (a->scene.context & (IN_PANES | IN_ROWS | IN_DETAIL))
    app_reload(a, key);
  term_redraw();
}
