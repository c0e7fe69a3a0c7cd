/* A figure being typed, and its preview.
 *
 * The preview is the whole plan scored as if the figure were saved: a board laid over the saved one, in which
 * the target being typed is another. So a key scores one target, however many there are. A first figure in a
 * plan that is over moves the dates shown; then everything is scored once at those dates, and the preview
 * lies over that. Nothing here changes the session. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/entry.h"
#include "guatu/score/display.h"
#include "guatu/tui/app_parts.h"

/* --- the preview --- */

void app_preview_release(struct app *a)
{
  if (a->scene.preview)
    board_release(&a->preview);
  if (a->has_preview_under)
    board_release(&a->preview_under);
  a->has_preview_under = false;
  a->scene.preview = NULL;
  a->scene.entry.valid = false;
  arena_free(&a->entry_arena);
}

/* The board of the plan as it is, at the dates that the figure would be shown at. */
static const struct board *board_under(struct app *a, struct when when)
{
  if (when_same(when, a->board.when))
    return &a->board;
  if (a->has_preview_under && !when_same(when, a->preview_under.when)) {
    board_release(&a->preview_under);
    a->has_preview_under = false;
  }
  if (!a->has_preview_under)
    board_make(&a->preview_under, a->scene.plan, when);
  a->has_preview_under = true;
  return &a->preview_under;
}

static void preview_drop(struct app *a)
{
  if (a->scene.preview)
    board_release(&a->preview);
  a->scene.preview = NULL;
  a->scene.entry.valid = false;
}

static void preview_make(struct app *a)
{
  const struct plan *p = a->scene.plan;
  struct entry_state *e = &a->scene.entry;
  struct plan then = *p; /* with the figure: it may be the latest of all */
  plan_raise_latest(&then, &e->preview_target);
  board_lay(&a->preview, board_under(a, app_when(a, &then)), p, e->target, &e->preview_target,
            e->reading.through);
  a->scene.preview = &a->preview;
}

/* --- understanding the text --- */

static bool is_blank(const char *text)
{
  return text[strspn(text, " ")] == '\0';
}

bool app_entry_idle(const struct app *a)
{
  const struct entry_state *e = &a->scene.entry;
  return is_blank(e->text) || strcmp(e->text, a->entry_first) == 0;
}

struct date app_latest_day(const struct app *a)
{
  return a->options->has_today ? a->options->today : a->machine;
}

void app_entry_update(struct app *a)
{
  struct scene *s = &a->scene;
  struct entry_state *e = &s->entry;
  const struct target *t = &s->plan->targets[e->target];
  struct problems problems = {.lang = s->look.lang};
  preview_drop(a);
  arena_free(&a->entry_arena);
  e->hint[0] = '\0';
  struct date day = target_report_day(s->plan, t, a->board.when.today);
  if (entry_parse(s->plan, t, e->text, day, app_latest_day(a), &a->entry_arena, &e->reading, &problems) ==
      OK) {
    e->valid = true;
    e->preview_target = target_with(t, &e->reading);
    preview_make(a);
  } else {
    struct buf hint = {0};
    const char *why = problems_first(&problems);
    text_clean(&hint, why, strlen(why));
    app_copy(e->hint, sizeof e->hint, hint.data);
    buf_release(&hint);
  }
  problems_release(&problems);
  a->undrafted = true;
}

void app_entry_keep(struct app *a)
{
  const struct entry_state *e = &a->scene.entry;
  char through[16];
  if (!a->undrafted)
    return;
  a->undrafted = false;
  if (app_entry_idle(a)) {
    draft_clear(a->draft);
    return;
  }
  const struct target *t = &a->scene.plan->targets[e->target];
  struct date due = target_report_day(a->scene.plan, t, a->board.when.today);
  draft_write(a->draft, t->id, date_format(e->valid ? e->reading.through : due, through, sizeof through),
              e->text);
}

/* --- beginning and ending --- */

/* The figure that is there for the day due, as one would type it; "" when there is none or it can't be put
 * so. */
static void first_text(struct app *a, const struct target *t)
{
  struct entry_state *e = &a->scene.entry;
  enum lang lang = a->scene.look.lang;
  const struct reading *r = target_reading(t, target_report_day(a->scene.plan, t, a->board.when.today));
  struct buf text = {0};
  char number[40];
  e->text[0] = '\0';
  if (r && r->of > 0)
    buf_printf(&text, "%lld/%lld", (long long)r->count, (long long)r->of);
  else if (r && t->kind == KIND_MILESTONE && t->stage_count > 0)
    buf_printf(&text, "%s/%zu", decimal_print(r->value, number, sizeof number), t->stage_count);
  else if (r && t->kind == KIND_MILESTONE)
    buf_puts(&text, r->value.micros > 0 ? TR(lang, "done", "完成") : TR(lang, "not done", "未完成"));
  else if (r)
    buf_puts(&text, decimal_print(r->value, number, sizeof number));
  if (text.len > 0 && text.len < sizeof e->text)
    memcpy(e->text, text.data, text.len + 1);
  e->len = strlen(e->text);
  memcpy(a->entry_first, e->text, e->len + 1);
  app_entry_update(a);
  if (!e->valid) {
    e->text[0] = a->entry_first[0] = '\0';
    app_entry_update(a);
  }
  e->len = e->caret = strlen(e->text);
  buf_release(&text);
}

static bool begin(struct app *a)
{
  struct scene *s = &a->scene;
  size_t target = scene_target(s);
  if (target == SIZE_MAX) {
    app_no_rows(a);
    return false;
  }
  app_preview_release(a);
  s->under = s->context == IN_ENTRY ? s->under : s->context;
  s->context = IN_ENTRY;
  s->entry = (struct entry_state){.target = target};
  a->entry_first[0] = '\0';
  app_see(a);
  draft_clear(a->draft);
  return true;
}

void app_entry_end(struct app *a)
{
  if (a->scene.context & IN_TYPING)
    a->scene.context = a->scene.under;
  draft_clear(a->draft);
  app_preview_release(a);
  a->scene.entry = (struct entry_state){0};
}

void app_enter_figure(struct app *a, uint32_t key)
{
  (void)key;
  if (begin(a))
    first_text(a, &a->scene.plan->targets[a->scene.entry.target]);
}

void app_type_figure(struct app *a, uint32_t key)
{
  char bytes[4];
  if (begin(a))
    app_entry_text(a, bytes, text_encode(key, bytes));
}

void app_entry_move(struct app *a, int step)
{
  struct scene *s = &a->scene;
  struct row_list *list = &s->rows[s->pane];
  if (!app_entry_idle(a)) {
    app_say(a, MESSAGE_INFO,
            TR(s->look.lang, "Enter saves this figure, Esc drops it.", "Enter 保存该数据，Esc 放弃。"));
    return;
  }
  if (step < 0 ? list->cursor > 0 : list->cursor + 1 < list->count)
    list->cursor = step < 0 ? list->cursor - 1 : list->cursor + 1;
  app_enter_figure(a, 0);
}

/* Offered as a question: keys that are typed blindly after a line came back must not get into the figure. */
void app_offer(struct app *a)
{
  struct scene *s = &a->scene;
  a->astray = false;
  s->context = IN_RESUME;
  const struct target *t = &s->plan->targets[s->entry.target];
  const struct reading *r = target_reading(t, s->entry.reading.through);
  struct buf now = {0};
  char month[16];
  display_value(&now, t, r, s->look.lang, s->look.ascii);
  app_say(a, MESSAGE_ASK,
          TR(s->look.lang,
             "%s: \"%s\" was being typed when the session was cut off (%s, now %s). Go on with it?",
             "上次中断时正在为“%s”录入“%s”（%s，现为 %s）。是否继续？"),
          words_in(&t->name, s->look.lang), s->entry.text,
          date_format_month(s->entry.reading.through, month, sizeof month), now.data);
  buf_release(&now);
}

/* A text that names no day was for the report due when it was typed, which may be another one now. */
static void name_day(struct app *a, const char *through)
{
  struct entry_state *e = &a->scene.entry;
  char day[16];
  struct buf at = {0};
  size_t note = strcspn(e->text, "#");
  date_format(e->reading.through, day, sizeof day);
  if (!*through || strcmp(day, through) == 0 || strchr(e->text, '@'))
    return;
  while (note > 0 && e->text[note - 1] == ' ')
    note--;
  buf_printf(&at, " @%s", through);
  e->caret = note;
  app_entry_text(a, at.data, at.len);
  e->caret = e->len;
  buf_release(&at);
}

void app_resume(struct app *a)
{
  struct scene *s = &a->scene;
  struct buf target = {0}, through = {0}, text = {0};
  const struct target *t = NULL;
  if (session_read_only(a->session))
    return;
  a->draft = draft_open(session_path(a->session), a->user);
  if (draft_take(a->draft, &target, &through, &text))
    t = plan_find(s->plan, target.data);
  if (target.len > 0 && !t) {
    app_say(a, MESSAGE_ERROR,
            TR(s->look.lang, "\"%s\" was being typed for '%s', which is no longer in the file.",
               "上次中断时正在为“%2$s”录入“%1$s”，但文件中已没有该目标。"),
            text.data, target.data);
    draft_clear(a->draft);
  } else if (t && app_go(a, (size_t)(t - s->plan->targets)) && begin(a)) {
    app_entry_text(a, text.data, text.len);
    name_day(a, through.data);
    app_entry_keep(a); /* begin took it away */
    app_offer(a);
  }
  buf_release(&through);
  buf_release(&target);
  buf_release(&text);
}

void app_go_on(struct app *a, uint32_t key)
{
  (void)key;
  if (a->astray) {
    app_offer(a); /* this Enter was meant for something else */
    return;
  }
  a->scene.context = IN_ENTRY;
  a->scene.level = MESSAGE_NONE;
}

/* --- editing the text --- */

void app_entry_text(struct app *a, const char *text, size_t len)
{
  struct entry_state *e = &a->scene.entry;
  if (e->len + len >= sizeof e->text) {
    app_say(a, MESSAGE_ERROR,
            TR(a->scene.look.lang, "There is no more room here: shorten the note.",
               "输入内容已满：请缩短说明。"));
    return;
  }
  memmove(e->text + e->caret + len, e->text + e->caret, e->len - e->caret + 1);
  memcpy(e->text + e->caret, text, len);
  e->len += len;
  e->caret += len;
  app_entry_update(a);
}

/* Where the character before, or after, the caret begins or ends. */
static size_t before(const struct entry_state *e)
{
  size_t at = e->caret;
  while (at > 0 && ((unsigned char)e->text[--at] & 0xc0) == 0x80)
    ;
  return at;
}

static size_t after(const struct entry_state *e)
{
  uint32_t cp;
  return e->caret < e->len ? e->caret + text_decode(e->text + e->caret, e->len - e->caret, &cp, NULL)
                           : e->len;
}

static void cut(struct app *a, size_t from, size_t to)
{
  struct entry_state *e = &a->scene.entry;
  memmove(e->text + from, e->text + to, e->len - to + 1);
  e->len -= to - from;
  e->caret = from;
  app_entry_update(a);
}

void app_erase(struct app *a, uint32_t key)
{
  struct entry_state *e = &a->scene.entry;
  (void)key;
  if (a->scene.context == IN_FIND)
    app_find_erase(a, false);
  else if (a->scene.context == IN_PATH)
    app_path_erase(a, false);
  else if (e->len == 0)
    app_entry_end(a); /* erasing nothing: back to the rows, as in a prompt of less */
  else
    cut(a, before(e), e->caret);
}

void app_delete(struct app *a, uint32_t key)
{
  (void)key;
  cut(a, a->scene.entry.caret, after(&a->scene.entry));
}

void app_erase_all(struct app *a, uint32_t key)
{
  (void)key;
  if (a->scene.context == IN_FIND)
    app_find_erase(a, true);
  else if (a->scene.context == IN_PATH)
    app_path_erase(a, true);
  else
    cut(a, 0, a->scene.entry.len);
}

void app_caret_left(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.entry.caret = before(&a->scene.entry);
}

void app_caret_right(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.entry.caret = after(&a->scene.entry);
}

void app_caret_home(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.entry.caret = 0;
}

void app_caret_end(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.entry.caret = a->scene.entry.len;
}
