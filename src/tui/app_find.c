/* Finding a target: the cursor moves while the search is typed, through all panes in their order; Enter
 * stays, Escape goes back to where it began. A search hides nothing: what it finds is marked until Escape. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/app_parts.h"

static void go_back(struct app *a)
{
  const struct app_place *from = &a->search_from;
  app_pane(a, from->pane);
  if (from->target != SIZE_MAX)
    (void)app_go(a, from->target);
}

/* The first match from the cursor on (`step` 0 … ) in the direction, round all panes; SIZE_MAX: none. */
static size_t match_from(const struct app *a, bool forward, bool here)
{
  const struct scene *s = &a->scene;
  size_t total = 0, at = 0, count = 0;
  for (size_t i = 0; i < s->row_lists; i++) {
    if (i == s->pane)
      at = total + s->rows[i].cursor;
    total += s->rows[i].count;
  }
  for (size_t step = here ? 0 : 1; step <= total && total > 0; step++) {
    size_t place = (forward ? at + step : at + total - step) % total, pane = 0;
    for (count = 0; place - count >= s->rows[pane].count; pane++)
      count += s->rows[pane].count;
    size_t target = s->rows[pane].targets[place - count];
    if (scene_match(s, target))
      return target;
  }
  return SIZE_MAX;
}

/* Matches in the lists shown. */
static size_t match_count(const struct app *a)
{
  const struct scene *s = &a->scene;
  size_t count = 0;
  for (size_t i = 0; i < s->row_lists; i++)
    for (size_t k = 0; k < s->rows[i].count; k++)
      count += scene_match(s, s->rows[i].targets[k]);
  return count;
}

static void say_matches(struct app *a, bool found)
{
  enum lang lang = a->scene.look.lang;
  if (found)
    app_say(a, MESSAGE_INFO, TR(lang, "%zu found", "找到 %zu 项"), match_count(a));
  else
    app_say(
        a, MESSAGE_ERROR,
        TR(lang, "Nothing has \"%s\" in its name, id or department%s", "没有名称、编号或部门含“%s”的目标%s"),
        a->scene.find, a->scene.filter ? TR(lang, " (the filter is on)", "（正在筛选）") : "");
}

static void move_to_match(struct app *a, bool forward, bool here)
{
  size_t target = match_from(a, forward, here);
  if (target != SIZE_MAX)
    (void)app_go(a, target);
  say_matches(a, target != SIZE_MAX);
}

void app_find(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  (void)key;
  s->under = s->context;
  s->context = IN_FIND;
  s->find[0] = '\0';
  a->search_from = (struct app_place){s->pane, scene_target(s)};
}

/* Each key searches from where the search began, so that erasing goes back too. */
static void search(struct app *a)
{
  go_back(a);
  if (*a->scene.find)
    move_to_match(a, true, true);
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
  else
    move_to_match(a, forward, false);
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
  bool found = match_count(a) > 0;
  memcpy(a->searched, s->find, sizeof a->searched);
  s->context = s->under;
  if (found && s->context == IN_PANES)
    s->context = s->under = IN_ROWS; /* it is on a target now */
  say_matches(a, found);
  if (!found)
    s->find[0] = '\0';
}

void app_find_drop(struct app *a)
{
  a->scene.context = a->scene.under;
  a->scene.find[0] = '\0';
  go_back(a);
}
