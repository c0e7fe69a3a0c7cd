/* The console's loop: wait, act, draw.
 *
 * A key is looked up in the key table and its action performed from the table below; what the mode forbids is
 * refused in one place, before it. Keys that are already there are all acted on before one picture is drawn.
 * Between keys what was put off and what may be asked for next is worked out, a piece at a time; then nothing
 * runs, and what wakes it is a change of the file, and midnight, when the day changes. A picture is made from
 * the scene each time, of parts that are kept where they look as they did; ncurses finds out what to send. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/base/text.h"
#include "guatu/base/who.h"
#include "guatu/tui/app_parts.h"
#include "guatu/tui/confine.h"

#define PASTE_END_MS 1000 /* a paste whose end never came is over */
/* A picture is carried to who reads it by the kernel's workers, sshd and others, on this processor as it may
 * be: they get it before we do what can wait. */
#define CARRY_MS 1

/* --- small things every part needs --- */

void app_copy(char *out, size_t size, const char *text)
{
  size_t len = text ? strlen(text) : 0;
  if (len >= size)
    for (len = size - 1; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
      len--;
  memcpy(out, text ? text : "", len);
  out[len] = '\0';
}

void app_say(struct app *a, enum message_level level, const char *format, ...)
{
  struct buf raw = {0}, clean = {0};
  va_list args;
  va_start(args, format);
  buf_vprintf(&raw, format, args);
  va_end(args);
  text_clean(&clean, raw.data ? raw.data : "", raw.len);
  app_copy(a->scene.message, sizeof a->scene.message, clean.data);
  a->scene.level = level;
  a->finding = false;
  buf_release(&raw);
  buf_release(&clean);
}

void app_say_problem(struct app *a, const struct problems *p)
{
  term_forget_keys();
  app_say(a, MESSAGE_ERROR, "%s", problems_first(p));
}

struct when app_when(const struct app *a, const struct plan *p)
{
  const struct app_options *o = a->options;
  if (a->scene.travelling)
    return (struct when){a->travel, a->travel};
  if (a->dates_fixed)
    return (struct when){o->has_as_of ? o->as_of : o->today, o->has_today ? o->today : o->as_of};
  return when_default(p, a->machine);
}

/* Scores anew what the latest save has changed; false when it may be everything. */
static bool move_board(struct app *a)
{
  const struct plan *p = a->scene.plan;
  size_t count;
  const struct target_change *changed = session_changed(a->session, &count);
  if (a->board.of || !when_same(a->board.when, app_when(a, p)))
    return false;
  for (size_t i = 0; i < count; i++) {
    board_replace(&a->board, p, changed[i].target, &p->targets[changed[i].target]);
    scene_moved(&a->scene, changed[i].target);
  }
  return true;
}

/* Texts that were searched may be others. */
static void follow_texts(struct app *a, bool other)
{
  size_t count;
  const struct target_change *changed = session_changed(a->session, &count);
  if (other)
    finder_release(&a->finder);
  for (size_t i = 0; i < count; i++)
    finder_changed(&a->finder, changed[i].target);
}

/* `saved`: the plan is another only by what session_changed says, which was not looked at yet. */
static void refresh(struct app *a, bool saved)
{
  struct scene *s = &a->scene;
  s->version++;
  bool other = !a->board.panes || a->generation != session_generation(a->session);
  app_preview_release(a);
  s->plan = session_plan(a->session);
  s->read_only = session_read_only(a->session);
  a->generation = session_generation(a->session);
  app_ahead_follow(a, other, saved);
  follow_texts(a, other);
  if (other || !saved || !move_board(a)) {
    struct when when = app_when(a, s->plan);
    if (!ahead_board(&a->ahead, &a->board, s->plan, when)) {
      board_release(&a->board);
      board_make(&a->board, s->plan, when);
    }
    s->board = &a->board;
    scene_rescored(s, other);
  }
  if (saved || other)
    session_changed_seen(a->session);
  if (other || s->filter != FILTER_NONE || s->sort != SORT_FILE)
    app_rows(a);
  if (s->context & IN_TYPING)
    app_entry_update(a);
  if (s->context & IN_ASKING)
    app_ask_again(a);
  if (s->context == IN_IMPORT)
    app_sheet_again(a);
  if (s->context == IN_LOST)
    app_lost_again(a);
}

void app_rows(struct app *a)
{
  scene_rows(&a->scene);
  finder_lists(&a->finder);
}

void app_refresh(struct app *a)
{
  refresh(a, false);
}

void app_hold(const struct app *a, struct app_held *held)
{
  const struct scene *s = &a->scene;
  *held = (struct app_held){0};
  size_t target = scene_target(s);
  if (s->pane < s->plan->pane_count)
    app_copy(held->pane, sizeof held->pane, s->plan->panes[s->pane].id);
  if (target != SIZE_MAX)
    app_copy(held->target, sizeof held->target, s->plan->targets[target].id);
  if (s->context & IN_TYPING)
    app_copy(held->entry, sizeof held->entry, s->plan->targets[s->entry.target].id);
  if (s->context == IN_FIND && a->search_from.target != SIZE_MAX)
    app_copy(held->search, sizeof held->search, s->plan->targets[a->search_from.target].id);
  for (size_t i = 0; i < s->row_lists && i < LAYOUT_PANES; i++)
    if (s->rows[i].cursor < s->rows[i].count)
      app_copy(held->rows[i], sizeof held->rows[i],
               s->plan->targets[s->rows[i].targets[s->rows[i].cursor]].id);
}

void app_put_rows(struct app *a, const struct app_held *held)
{
  const struct plan *p = a->scene.plan;
  for (size_t i = 0; i < LAYOUT_PANES; i++) {
    const struct target *row = *held->rows[i] ? plan_find(p, held->rows[i]) : NULL;
    if (row)
      (void)app_put(a, (size_t)(row - p->targets));
  }
}

void app_refind(struct app *a, const struct app_held *held)
{
  struct scene *s = &a->scene;
  const struct plan *p = session_plan(a->session);
  const struct target *entered = *held->entry ? plan_find(p, held->entry) : NULL;
  if (entered)
    s->entry.target = (size_t)(entered - p->targets);
  else if (*held->entry)
    app_entry_end(a);
  refresh(a, true);
  app_news(a);
  for (size_t i = 0; i < p->pane_count; i++)
    if (strcmp(p->panes[i].id, held->pane) == 0)
      s->pane = i;
  app_put_rows(a, held);
  const struct target *from = *held->search ? plan_find(p, held->search) : NULL;
  a->search_from.target = from ? (size_t)(from - p->targets) : SIZE_MAX;
  const struct target *t = *held->target ? plan_find(p, held->target) : NULL;
  if (t)
    (void)app_go(a, (size_t)(t - p->targets));
}

/* --- what keys do --- */

/* The picture is as large as the terminal. */
static void resize(struct app *a)
{
  int rows, cols;
  term_size(&rows, &cols);
  canvas_resize(&a->canvas, rows, cols);
}

static void act_quit(struct app *a, uint32_t key)
{
  (void)key;
  a->running = false;
}

static void act_suspend(struct app *a, uint32_t key)
{
  (void)key;
  term_suspend();
  resize(a);
}

static void (*const actions[ACT_COUNT])(struct app *, uint32_t) = {
    [ACT_QUIT] = act_quit,
    [ACT_SUSPEND] = act_suspend,
    [ACT_REDRAW] = app_redraw,
    [ACT_HELP] = app_help,
    [ACT_BACK] = app_back,
    [ACT_UP] = app_move_up,
    [ACT_DOWN] = app_move_down,
    [ACT_PAGE_UP] = app_page_up,
    [ACT_PAGE_DOWN] = app_page_down,
    [ACT_TOP] = app_top,
    [ACT_BOTTOM] = app_bottom,
    [ACT_NEXT_PANE] = app_next_pane,
    [ACT_PREVIOUS_PANE] = app_previous_pane,
    [ACT_PANE] = app_choose_pane,
    [ACT_OPEN] = app_open,
    [ACT_INTO_ROWS] = app_into_rows,
    [ACT_ENTER_FIGURE] = app_enter_figure,
    [ACT_TYPE_FIGURE] = app_type_figure,
    [ACT_SAVE] = app_save,
    [ACT_DROP] = app_drop,
    [ACT_CONFIRM] = app_confirm,
    [ACT_ERASE] = app_erase,
    [ACT_DELETE] = app_delete,
    [ACT_CARET_LEFT] = app_caret_left,
    [ACT_CARET_RIGHT] = app_caret_right,
    [ACT_CARET_HOME] = app_caret_home,
    [ACT_CARET_END] = app_caret_end,
    [ACT_ERASE_ALL] = app_erase_all,
    [ACT_UNDO] = app_undo,
    [ACT_REDO] = app_redo,
    [ACT_LANGUAGE] = app_language,
    [ACT_THEME] = app_theme,
    [ACT_EXPLAIN] = app_explain,
    [ACT_FIND] = app_find,
    [ACT_FIND_NEXT] = app_find_next,
    [ACT_FIND_PREVIOUS] = app_find_previous,
    [ACT_FILTER] = app_filter,
    [ACT_SORT] = app_sort,
    [ACT_EARLIER] = app_earlier,
    [ACT_LATER] = app_later,
    [ACT_NOW] = app_now,
    [ACT_RELOAD] = app_reload,
    [ACT_THEIRS] = app_theirs,
    [ACT_MINE] = app_mine,
    [ACT_LOST] = app_lost,
    [ACT_RESTORE] = app_restore,
    [ACT_ACCEPT] = app_accept,
    [ACT_CHANGES] = app_changes,
    [ACT_IMPORT] = app_import,
    [ACT_ENTER_SHEET] = app_enter_sheet,
    [ACT_RESUME] = app_go_on,
};

static void type_text(struct app *a, uint32_t key)
{
  char bytes[4];
  if (key == K_TAB)
    key = ' '; /* two cells of a sheet, pasted where pasting can't be told: their digits must not join */
  if (key < 0x20 || key >= 0x110000)
    return;
  a->astray = a->astray || (a->scene.context & IN_ASKING);
  size_t len = text_encode(key, bytes);
  if (!text_is_clean(bytes, len))
    return;
  if (a->scene.context == IN_ENTRY)
    app_entry_text(a, bytes, len);
  else if (a->scene.context == IN_FIND)
    app_find_text(a, bytes, len);
  else if (a->scene.context == IN_PATH)
    app_path_text(a, bytes, len);
}

/* In a read-only session a digit can't begin a figure: it chooses a pane, as it does among the panes. */
static enum action action_of(const struct app *a, const struct binding *b, uint32_t key)
{
  return b->action == ACT_TYPE_FIGURE && a->scene.read_only && key_is(CODE_DIGITS, key) ? ACT_PANE
                                                                                        : b->action;
}

/* Nothing but cursors, what is being typed, and messages become others; what else comes of it, app_refresh
 * says. */
static bool only_moves(enum action action)
{
  static const bool moves[ACT_COUNT] = {
      [ACT_NONE] = true,          [ACT_UP] = true,        [ACT_DOWN] = true,       [ACT_PAGE_UP] = true,
      [ACT_PAGE_DOWN] = true,     [ACT_TOP] = true,       [ACT_BOTTOM] = true,     [ACT_NEXT_PANE] = true,
      [ACT_PREVIOUS_PANE] = true, [ACT_PANE] = true,      [ACT_INTO_ROWS] = true,  [ACT_TYPE_FIGURE] = true,
      [ACT_ERASE] = true,         [ACT_DELETE] = true,    [ACT_CARET_LEFT] = true, [ACT_CARET_RIGHT] = true,
      [ACT_CARET_HOME] = true,    [ACT_CARET_END] = true, [ACT_ERASE_ALL] = true,
  };
  return moves[action];
}

static void dispatch(struct app *a, uint32_t key)
{
  if (app_paste_key(a, key))
    return;
  app_looked(a);
  const struct binding *b = key_find(key, a->scene.context);
  enum action action = b ? action_of(a, b, key) : ACT_NONE;
  a->scene.version += !only_moves(action);
  if (action != ACT_SUSPEND && !(a->scene.context & IN_ASKING))
    a->scene.level = MESSAGE_NONE;
  a->finding = false;
  if (!b)
    type_text(a, key);
  else if (b->writes && a->scene.read_only && action != ACT_PANE)
    app_say(a, MESSAGE_ERROR, TR(a->scene.look.lang, "Read-only: %s", "只读：%s"), a->scene.read_only);
  else
    actions[action](a, key);
  a->filtering = action == ACT_FILTER;
  app_looked(a);
}

/* --- the loop --- */

void app_draw(struct app *a)
{
  app_live_stand(a);
  a->layout = layout_make(a->scene.plan, a->scene.pane, a->canvas.rows, a->canvas.cols);
  scene_scroll(&a->scene, &a->layout);
  view_draw(&a->scene, &a->canvas);
  term_show(&a->canvas);
}

/* Another day: what is due, stale or missed may be different. */
static void look_at_date(struct app *a)
{
  int today = a->dates_fixed ? a->machine.days : clock_today();
  if (a->machine.days == today)
    return;
  a->machine.days = today;
  app_refresh(a);
}

static void handle(struct app *a)
{
  uint32_t key = 0;
  enum term_event event;
  enum app_idle idle = IDLE_MORE;
  event = term_wait(&key, CARRY_MS, app_live_fd(a));
  app_entry_keep(a);
  while (event == TERM_TIMEOUT && idle == IDLE_MORE) { /* as long as nothing happens */
    idle = app_idle(a);
    event = term_wait(&key, 0, app_live_fd(a));
  }
  if (event == TERM_TIMEOUT && idle == IDLE_SHOW)
    return;
  int timeout = a->pasting ? PASTE_END_MS : a->dates_fixed ? -1 : clock_until_midnight();
  int look = app_live_timeout(a);
  bool sooner = look >= 0 && (timeout < 0 || look < timeout);
  if (event == TERM_TIMEOUT)
    event = term_wait(&key, sooner ? look : timeout, app_live_fd(a));
  look_at_date(a);
  a->scene.version += event != TERM_KEY;
  switch (event) {
  case TERM_KEY:
    dispatch(a, key);
    break;
  case TERM_RESIZE:
    resize(a);
    break;
  case TERM_TIMEOUT:
    if (sooner)
      app_live_tick(a);
    else if (a->pasting)
      app_paste_end(a);
    break;
  case TERM_FILE:
    app_live_tick(a);
    break;
  case TERM_DRAW:
    break;
  case TERM_END:
    a->running = false;
    break;
  }
}

static void init(struct app *a, struct session *session, const struct app_options *o)
{
  struct scene *s = &a->scene;
  a->session = session;
  a->options = o;
  a->running = true;
  a->dates_fixed = o->has_as_of || o->has_today;
  a->machine.days = clock_today();
  if (o->has_today)
    a->machine = o->today;
  a->theme = o->term.mono || term_mono() ? THEME_MONO : o->term.theme;
  who_user(a->user, sizeof a->user);
  s->user = a->user;
  s->kept = &a->kept;
  s->look.ascii = term_ascii();
  s->look.latin = term_latin();
  s->look.mono = a->theme == THEME_MONO;
  s->look.lang = s->look.latin ? LANG_EN : o->lang;
  s->context = s->under = IN_PANES;
  app_refresh(a);
}

/* A figure that was being typed when the line broke stays as a draft. */
static void release(struct app *a)
{
  app_preview_release(a);
  draft_close(a->draft);
  free(a->seen);
  app_listing_release(a);
  app_live_stop(a);
  board_release(&a->board);
  ahead_release(&a->ahead);
  finder_release(&a->finder);
  scene_release(&a->scene);
  canvas_release(&a->canvas);
  kept_release(&a->kept);
  buf_release(&a->pasted);
  buf_release(&a->sheet);
}

enum err app_run(struct session *s, const struct app_options *o, struct problems *p)
{
  enum err err = term_start(&o->term, p);
  if (err != OK)
    return err;
  struct app a = {0};
  init(&a, s, o);
  canvas_init(&a.canvas, 0, 0);
  resize(&a);
  if (p->count > 0)
    app_say(&a, MESSAGE_INFO, "%s", p->list[p->count - 1].text);
  app_draw(&a); /* before anything that may take a while */
  app_resume(&a);
  app_live_start(&a);
  if (session_read_only(s))
    (void)confine(session_path(s), true); /* who only looks needs no more than a wall, but may leave */
  while (a.running) {
    app_draw(&a);
    do
      handle(&a);
    while (a.running && term_pending());
  }
  term_stop();
  release(&a);
  return OK;
}
