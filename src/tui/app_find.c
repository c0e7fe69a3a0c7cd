/* Finding a target: the cursor moves while the search is typed, through all panes in their order; Enter
 * stays, Escape goes back to where it began. A search hides nothing: what it finds is marked until Escape. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/app_parts.h"

#define EFFORT 65536 /* at a time: an eighth of a millisecond */

static void go_back(struct app *a)
{
  const struct app_place *from = &a->search_from;
  app_pane(a, from->pane);
  if (from->target != SIZE_MAX)
    (void)app_go(a, from->target);
}

/* What is known so far; the rest is said when it is. */
static void say_matches(struct app *a, bool all)
{
  enum lang lang = a->scene.look.lang;
  size_t count = finder_count(&a->finder);
  if (!all)
    app_say(a, MESSAGE_INFO, "%s",
            count > 0 ? TR(lang, "Found; counting how many", "已找到，正在计数")
                      : TR(lang, "Searching", "正在查找"));
  else if (count > 0)
    app_say(a, MESSAGE_INFO, TR(lang, "%zu found", "找到 %zu 项"), count);
  else
    app_say(
        a, MESSAGE_ERROR,
        TR(lang, "Nothing has \"%s\" in its name, id or department%s", "没有名称、编号或部门含“%s”的目标%s"),
        a->scene.find, a->scene.filter ? TR(lang, " (the filter is on)", "（正在筛选）") : "");
  a->finding = !all;
}

/* Puts the cursor on the next match, when one is known. */
static bool go_to_match(struct app *a, bool forward, bool here)
{
  size_t pane, row;
  if (!finder_next(&a->finder, &a->scene, forward, here, &pane, &row))
    return false;
  a->scene.rows[pane].cursor = row;
  app_pane(a, pane);
  return true;
}

enum app_idle app_find_step(struct app *a)
{
  if (!a->finding)
    return IDLE_DONE;
  bool found = finder_count(&a->finder) > 0, all = finder_scan(&a->finder, &a->scene, EFFORT);
  bool newly = !found && finder_count(&a->finder) > 0;
  if (newly)
    (void)go_to_match(a, true, true);
  if (!newly && !all)
    return IDLE_MORE;
  say_matches(a, all);
  return IDLE_SHOW;
}

void app_find(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  (void)key;
  s->under = s->context;
  s->context = IN_FIND;
  s->find[0] = '\0';
  a->search_from = (struct app_place){s->pane, scene_target(s)};
  finder_lists(&a->finder); /* it begins here */
}

/* Each key searches from where the search began, so that erasing goes back too. */
static void search(struct app *a)
{
  go_back(a);
  if (!*a->scene.find)
    return;
  bool all = finder_scan(&a->finder, &a->scene, EFFORT);
  (void)go_to_match(a, true, true);
  say_matches(a, all);
}

void app_find_text(struct app *a, const char *text, size_t len)
{
  size_t had = strlen(a->scene.find);
  if (had + len >= sizeof a->scene.find)
    return;
  memcpy(a->scene.find + had, text, len);
  a->scene.find[had + len] = '\0';
  search(a);
}

void app_find_erase(struct app *a, bool all)
{
  char *find = a->scene.find;
  size_t len = strlen(find);
  if (len == 0) {
    app_find_drop(a);
    return;
  }
  do
    len--;
  while (len > 0 && (all || ((unsigned char)find[len] & 0xc0) == 0x80));
  find[len] = '\0';
  search(a);
}

/* n and N, and the arrows while typing. */
static void again(struct app *a, bool forward)
{
  struct scene *s = &a->scene;
  if (s->context != IN_FIND && !*s->find)
    memcpy(s->find, a->searched, sizeof s->find);
  if (!*s->find)
    app_say(a, MESSAGE_INFO, TR(s->look.lang, "/ searches first.", "请先按 / 查找。"));
  else {
    while (!finder_scan(&a->finder, &a->scene, EFFORT))
      ;
    (void)go_to_match(a, forward, false);
    say_matches(a, true);
  }
}

void app_find_next(struct app *a, uint32_t key)
{
  (void)key;
  again(a, true);
}

void app_find_previous(struct app *a, uint32_t key)
{
  (void)key;
  again(a, false);
}

void app_find_confirm(struct app *a)
{
  struct scene *s = &a->scene;
  if (!*s->find) {
    app_find_drop(a);
    return;
  }
  bool all, found;
  do {
    all = finder_scan(&a->finder, s, EFFORT);
    found = go_to_match(a, true, true); /* Enter may have come before the match */
  } while (!all && !found);
  memcpy(a->searched, s->find, sizeof a->searched);
  s->context = s->under;
  if (found && s->context == IN_PANES)
    s->context = s->under = IN_ROWS; /* it is on a target now */
  say_matches(a, all);
  if (!found)
    s->find[0] = '\0';
}

void app_find_drop(struct app *a)
{
  a->scene.context = a->scene.under;
  a->scene.find[0] = '\0';
  go_back(a);
}
