/* Pages of lines over the screen: the figures that another program overwrote, with the offer to enter them
 * again; and the journal's last entries. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/store/ledger.h"
#include "guatu/store/record.h"
#include "guatu/tui/app_parts.h"

#define CHANGES_SHOWN 200
#define CHANGES_TAIL  ((size_t)256 << 10) /* mostly holds them */

void app_listing_release(struct app *a)
{
  for (size_t i = 0; i < a->listing.count; i++)
    free(a->listing.lines[i].text);
  free(a->listing.lines);
  a->listing = (struct listing){0};
}

void app_listing_begin(struct app *a, enum context context, const char *title)
{
  struct scene *s = &a->scene;
  app_listing_release(a);
  a->listing.title = title;
  s->listing = &a->listing;
  s->under = s->context & (IN_PANES | IN_ROWS | IN_DETAIL) ? s->context : s->under;
  s->context = context;
  s->page_top = 0;
}

void app_listing_add(struct app *a, enum role role, struct buf *text)
{
  struct listing *l = &a->listing;
  struct buf clean = {0};
  text_clean(&clean, text->data ? text->data : "", text->len);
  l->lines = mem_resize(l->lines, l->count + 1, sizeof *l->lines);
  l->lines[l->count++] = (struct listing_line){clean.data, (unsigned)role};
  buf_release(text);
}

void app_put_place(struct buf *out, const struct app *a, const char *id, struct date through)
{
  enum { NAME_COLS = 24, MONTH_COLS = 12 };
  const struct target *t = plan_find(a->scene.plan, id);
  bool ascii = a->scene.look.ascii;
  char month[16];
  text_clip(out, t ? words_in(&t->name, a->scene.look.lang) : id, NAME_COLS, ascii, true);
  buf_puts(out, "  ");
  text_clip(out, date_format_month(through, month, sizeof month), MONTH_COLS, ascii, true);
}

void app_put_change(struct buf *out, const struct app *a, const struct reading *old,
                    const struct reading *new)
{
  bool ascii = a->scene.look.ascii;
  const char *none = ascii ? "-" : "—";
  if (old)
    record_figure(out, old);
  else
    buf_puts(out, none);
  buf_puts(out, ascii ? " -> " : " → ");
  if (new)
    record_figure(out, new);
  else
    buf_puts(out, none);
}

/* ---- what was overwritten ---- */

static void add_lost(struct app *a, const struct change *c)
{
  enum lang lang = a->scene.look.lang;
  struct buf line = {0};
  app_put_place(&line, a, c->target, c->through);
  app_put_change(&line, a, &c->new, c->has_old ? &c->old : NULL);
  if (c->new.by[0] || c->new.at[0])
    buf_printf(&line, TR(lang, "  (saved by %s, %.10s)", "（%s 保存于 %.10s）"), c->new.by, c->new.at);
  app_listing_add(a, ROLE_TEXT, &line);
}

void app_lost(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  size_t count;
  const struct change *lost = app_find_lost(a, &count);
  struct buf gap = {0}, text = {0};
  (void)key;
  if (count == 0) {
    app_say(a, MESSAGE_INFO, "%s", TR(lang, "No saved figure was overwritten.", "没有被覆盖的数据。"));
    return;
  }
  app_listing_begin(a, IN_LOST,
                    TR(lang, "Saved figures that another program overwrote", "被其他程序覆盖的已保存数据"));
  for (size_t i = 0; i < count; i++)
    add_lost(a, &lost[i]);
  app_listing_add(a, ROLE_TEXT, &gap);
  buf_puts(
      &text,
      TR(lang,
         "An editor that had an older text open saved over them, or somebody changed them by hand. Enter "
         "saves all of them again; a lets the file stand as it is now.",
         "可能是编辑器用旧文本覆盖了文件，也可能是有人手工改动。Enter 全部恢复；a 以文件现状为准。"));
  app_listing_add(a, ROLE_DIM, &text);
}

static void join(const struct app *a, struct buf *out)
{
  for (size_t i = 0; i < a->listing.count; i++)
    buf_printf(out, "%s\n", a->listing.lines[i].text);
}

void app_lost_again(struct app *a)
{
  struct buf before = {0}, now = {0};
  struct problems ignored = {0}; /* the journal was read for the page */
  size_t top = a->scene.page_top, count;
  (void)session_lost(a->session, &count, &ignored);
  if (count == 0) {
    a->scene.context = a->scene.under;
    return;
  }
  join(a, &before);
  app_lost(a, 0);
  join(a, &now);
  if (before.len != now.len || memcmp(before.data, now.data, now.len) != 0)
    term_forget_keys(); /* they were meant for the page as it was */
  a->scene.page_top = top;
  buf_release(&before);
  buf_release(&now);
}

/* Whether the page still says what is the case; else it does now, and the answer to it has to be given again.
 */
static bool is_fresh(struct app *a)
{
  struct problems ignored = {.lang = a->scene.look.lang};
  struct buf before = {0}, now = {0};
  join(a, &before);
  (void)app_look(a, NULL, &ignored);
  if (a->scene.context == IN_LOST)
    app_lost_again(a); /* the journal may say more although the file is the same */
  bool open = a->scene.context == IN_LOST;
  if (open)
    join(a, &now);
  bool fresh = open && before.len == now.len && memcmp(before.data, now.data, now.len) == 0;
  if (!fresh)
    app_say(
        a, MESSAGE_INFO, "%s",
        TR(a->scene.look.lang, "It has changed meanwhile: look at it again.", "情况已有变化，请重新查看。"));
  buf_release(&before);
  buf_release(&now);
  problems_release(&ignored);
  return fresh;
}

/* After either answer: the page closes, and everything is shown as it is now. */
static void answered(struct app *a, enum err err, const struct problems *p, const char *said)
{
  struct app_held held;
  a->scene.context = a->scene.under;
  app_hold(a, &held);
  app_refind(a, &held);
  (void)app_find_lost(a, &a->live.lost);
  if (err == OK)
    app_say(a, MESSAGE_INFO, "%s", said);
  else
    app_say_problem(a, p);
}

void app_restore(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  struct problems p = {.lang = lang};
  (void)key;
  if (!is_fresh(a))
    return;
  enum err err = session_restore(a->session, &p);
  answered(a, err, &p,
           session_latest_figures(a->session) > 0
               ? TR(lang, "Entered again; u takes that back.", "已全部恢复；按 u 撤销。")
               : TR(lang, "They are there again already.", "数据已恢复，无需再录。"));
  problems_release(&p);
}

void app_accept(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  struct problems p = {.lang = lang};
  (void)key;
  if (!is_fresh(a))
    return;
  enum err err = session_accept(a->session, &p);
  answered(a, err, &p,
           TR(lang, "They stand as they are; the journal keeps that.", "已以文件现状为准，并记入流水账。"));
  problems_release(&p);
}

/* ---- what was changed ---- */

/* The last entries only: a ring of lines. */
struct recent {
  const struct app *app;
  char *lines[CHANGES_SHOWN]; /* owned */
  size_t count;               /* of all that came by */
  bool more;                  /* the journal began before them */
};

static void collect(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct recent *r = context;
  enum lang lang = r->app->scene.look.lang;
  struct buf out = {0};
  (void)line;
  if (standing != LEDGER_STANDS)
    return;
  bool whole = strlen(l->time) > 16; /* "07-13 10:02": the year would take room from names */
  buf_printf(&out, "%.5s %.5s", whole ? l->time + 5 : "", whole ? l->time + 11 : "");
  if (l->target[0]) {
    buf_puts(&out, "  ");
    app_put_place(&out, r->app, l->target, l->through);
    app_put_change(&out, r->app, l->has_old ? &l->old : NULL, l->has_new ? &l->new : NULL);
  }
  if (l->what != JOURNAL_OUTSIDE)
    buf_printf(&out, "  %s", l->user);
  if (l->from[0] && l->what != JOURNAL_OUTSIDE)
    buf_printf(&out, "@%s", l->from);
  if (l->what != JOURNAL_SET)
    buf_printf(&out, "  %s", words_in(&journal_words[l->what].name, lang));
  if (l->has_new && l->new.note[0])
    buf_printf(&out, "  # %s", l->new.note);
  char **slot = &r->lines[r->count++ % CHANGES_SHOWN];
  free(*slot);
  *slot = out.data;
}

static void list_recent(struct app *a, const struct recent *recent)
{
  enum lang lang = a->scene.look.lang;
  size_t shown = recent->count < CHANGES_SHOWN ? recent->count : CHANGES_SHOWN;
  app_listing_begin(a, IN_CHANGES, TR(lang, "Latest changes, the newest first", "最近的改动（新的在前）"));
  for (size_t i = 1; i <= shown; i++) {
    struct buf line = {0};
    buf_puts(&line, recent->lines[(recent->count - i) % CHANGES_SHOWN]);
    app_listing_add(a, ROLE_TEXT, &line);
  }
  if (shown < recent->count || recent->more) {
    struct buf more = {0};
    buf_puts(&more, TR(lang, "'guatu log' shows all.", "全部记录请用 guatu log 查看。"));
    app_listing_add(a, ROLE_DIM, &more);
  }
}

/* From the journal's end; more of it where that held too few. */
static enum err read_recent(struct app *a, struct recent *recent, struct problems *p)
{
  enum err err = OK;
  recent->more = true;
  for (size_t tail = CHANGES_TAIL; err == OK && recent->more && recent->count < CHANGES_SHOWN; tail *= 4) {
    struct ledger g = {0};
    recent->count = 0;
    ledger_skip(&g, session_path(a->session), tail);
    recent->more = g.offset > 0;
    err = ledger_follow(&g, session_path(a->session), collect, recent, NULL, p);
    ledger_release(&g);
  }
  return err;
}

void app_changes(struct app *a, uint32_t key)
{
  enum lang lang = a->scene.look.lang;
  struct problems p = {.lang = lang};
  struct recent recent = {.app = a};
  (void)key;
  if (read_recent(a, &recent, &p) != OK)
    app_say_problem(a, &p);
  else if (recent.count == 0)
    app_say(a, MESSAGE_INFO, "%s", TR(lang, "Nothing was entered here yet.", "还没有录入记录。"));
  else
    list_recent(a, &recent);
  for (size_t i = 0; i < CHANGES_SHOWN; i++)
    free(recent.lines[i]);
  problems_release(&p);
}
