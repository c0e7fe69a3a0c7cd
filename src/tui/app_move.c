/* Moving about: between panes, along rows, into a target and back. Cursors never leave their lists; the top
 * row of a list follows in scene_scroll. */
#include "guatu/tui/app_parts.h"

#include <stdint.h>

void app_pane(struct app *a, size_t pane)
{
  if (pane < a->scene.plan->pane_count)
    a->scene.pane = pane;
  if (a->scene.context == IN_DETAIL && a->scene.rows[a->scene.pane].count == 0)
    a->scene.context = a->scene.under = IN_ROWS; /* there is no target to show */
  a->scene.detail_top = 0;
}

bool app_put(struct app *a, size_t target)
{
  struct row_list *list = &a->scene.rows[a->scene.plan->targets[target].pane];
  size_t at = scene_row(&a->scene, list, target);
  if (at == list->count || list->targets[at] != target)
    return false;
  list->cursor = at;
  return true;
}

bool app_go(struct app *a, size_t target)
{
  if (!app_put(a, target))
    return false;
  app_pane(a, a->scene.plan->targets[target].pane);
  return true;
}

static struct row_list *rows(struct app *a)
{
  return &a->scene.rows[a->scene.pane];
}

/* The cursor `by` rows further, within the list. */
static void move_rows(struct app *a, long by)
{
  struct row_list *list = rows(a);
  long last = (long)list->count - 1, to = (long)list->cursor + by;
  list->cursor = (size_t)(to < 0 || last < 0 ? 0 : to > last ? last : to);
  a->scene.detail_top = 0;
}

static void move_panes(struct app *a, long by)
{
  long last = (long)a->scene.plan->pane_count - 1, to = (long)a->scene.pane + by;
  app_pane(a, (size_t)(to < 0 ? 0 : to > last ? last : to));
}

/* Lines of a page; scene_scroll keeps its end on the screen. */
static void scroll(size_t *top, long by)
{
  long to = (long)*top + by;
  *top = (size_t)(to < 0 ? 0 : to > INT32_MAX ? INT32_MAX : to);
}

static void step(struct app *a, long by)
{
  switch (a->scene.context) {
  case IN_PANES:
    move_panes(a, by);
    break;
  case IN_ROWS:
  case IN_DETAIL:
    move_rows(a, by);
    break;
  case IN_HELP:
  case IN_LOST:
  case IN_CHANGES:
  case IN_IMPORT:
    scroll(&a->scene.page_top, by);
    break;
  case IN_ENTRY:
    app_entry_move(a, (int)by);
    break;
  case IN_ASK:
  case IN_CONFLICT:
  case IN_RESUME:
  case IN_FIND:
  case IN_PATH:
  case IN_KIOSK:
    break;
  }
}

/* One page: of rows, of a text, or of panes (the whole column). */
static void page(struct app *a, long direction)
{
  int visible = a->scene.pane < LAYOUT_PANES ? a->layout.visible[a->scene.pane] : 0;
  long text = a->canvas.rows > 8 ? a->canvas.rows - 6 : 1;
  if (a->scene.context == IN_DETAIL)
    scroll(&a->scene.detail_top, direction * text);
  else if (a->scene.context & IN_PAGES)
    step(a, direction * text);
  else if (a->scene.context == IN_PANES)
    step(a, direction * (long)a->scene.plan->pane_count);
  else
    step(a, direction * (visible > 1 ? visible - 1 : 1));
}

void app_move_up(struct app *a, uint32_t key)
{
  (void)key;
  step(a, -1);
}

void app_move_down(struct app *a, uint32_t key)
{
  (void)key;
  step(a, 1);
}

void app_page_up(struct app *a, uint32_t key)
{
  (void)key;
  page(a, -1);
}

void app_page_down(struct app *a, uint32_t key)
{
  (void)key;
  page(a, 1);
}

void app_top(struct app *a, uint32_t key)
{
  (void)key;
  step(a, -(long)INT32_MAX);
}

void app_bottom(struct app *a, uint32_t key)
{
  (void)key;
  step(a, (long)INT32_MAX);
}

void app_next_pane(struct app *a, uint32_t key)
{
  (void)key;
  app_pane(a, (a->scene.pane + 1) % a->scene.plan->pane_count);
}

void app_previous_pane(struct app *a, uint32_t key)
{
  (void)key;
  size_t count = a->scene.plan->pane_count;
  app_pane(a, (a->scene.pane + count - 1) % count);
}

void app_choose_pane(struct app *a, uint32_t key)
{
  size_t pane = (key >= K_ALT ? key - K_ALT : key) - '1';
  size_t count = a->scene.plan->pane_count;
  if (pane < count)
    app_pane(a, pane);
  else
    app_say(a, MESSAGE_INFO, TR(a->scene.look.lang, "There are %zu panes.", "共有 %zu 个板块。"), count);
}

void app_no_rows(struct app *a)
{
  if (a->scene.filter != FILTER_NONE)
    app_say(a, MESSAGE_INFO,
            TR(a->scene.look.lang, "No target here passes the filter; f changes it.",
               "该板块没有符合筛选的目标；按 f 更换。"));
  else
    app_say(a, MESSAGE_INFO, TR(a->scene.look.lang, "This pane has no targets.", "该板块没有目标。"));
}

static void enter_context(struct app *a, enum context context)
{
  a->scene.context = a->scene.under = context;
  a->scene.detail_top = 0;
}

void app_into_rows(struct app *a, uint32_t key)
{
  (void)key;
  if (rows(a)->count == 0)
    app_no_rows(a);
  else
    enter_context(a, IN_ROWS);
}

void app_open(struct app *a, uint32_t key)
{
  (void)key;
  if (rows(a)->count == 0)
    app_no_rows(a);
  else
    enter_context(a, IN_DETAIL);
  a->scene.explain = false;
}

void app_back(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  (void)key;
  if (s->context & (IN_PANES | IN_ROWS | IN_DETAIL))
    s->find[0] = '\0'; /* help or a question closes without it */
  switch (s->context) {
  case IN_PANES:
    app_looked_at_all(a);
    app_say(a, MESSAGE_INFO, TR(s->look.lang, "q leaves; everything is saved.", "按 q 退出；数据都已保存。"));
    break;
  case IN_ROWS:
    enter_context(a, IN_PANES);
    break;
  case IN_DETAIL:
    enter_context(a, IN_ROWS);
    break;
  case IN_HELP:
  case IN_LOST:
  case IN_CHANGES:
  case IN_IMPORT:
    s->context = s->under;
    break;
  case IN_ASK:
  case IN_CONFLICT:
    s->context = IN_ENTRY;
    s->level = MESSAGE_NONE;
    app_entry_update(a);
    break;
  case IN_ENTRY:
  case IN_RESUME:
  case IN_FIND:
  case IN_PATH:
  case IN_KIOSK:
    break;
  }
}

void app_help(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.under = a->scene.context;
  a->scene.context = IN_HELP;
  a->scene.page_top = 0;
}

void app_explain(struct app *a, uint32_t key)
{
  bool was = a->scene.context == IN_DETAIL && a->scene.explain;
  if (a->scene.context == IN_ROWS)
    app_open(a, key);
  if (a->scene.context == IN_DETAIL)
    a->scene.explain = !was;
  a->scene.detail_top = 0;
}
