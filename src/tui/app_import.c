/* Many figures at once: a sheet read from a file, or rows copied from a spreadsheet and pasted. Either way a
 * page shows what would change before anything does, and one Enter saves all of it, one u takes it back.
 *
 * Only the sheet's text is kept: what it means is found out again whenever the plan becomes another, so that
 * the page is never about yesterday's figures. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/import.h"
#include "guatu/score/display.h"
#include "guatu/store/file.h"
#include "guatu/tui/app_parts.h"

/* ---- its name ---- */

void app_import(struct app *a, uint32_t key)
{
  (void)key;
  a->scene.under = a->scene.context;
  a->scene.context = IN_PATH;
  a->scene.path[0] = '\0';
}

void app_path_text(struct app *a, const char *text, size_t len)
{
  char *path = a->scene.path;
  size_t had = strlen(path);
  if (had + len >= sizeof a->scene.path)
    return;
  memcpy(path + had, text, len);
  path[had + len] = '\0';
}

void app_path_erase(struct app *a, bool all)
{
  char *path = a->scene.path;
  size_t len = strlen(path);
  if (len == 0) {
    a->scene.context = a->scene.under;
    return;
  }
  do
    len--;
  while (len > 0 && (all || ((unsigned char)path[len] & 0xc0) == 0x80));
  path[len] = '\0';
}

/* "~/x" is in the person's home, as a shell would have it. */
static void full_path(struct buf *out, const char *path)
{
  const char *home = path[0] == '~' && path[1] == '/' ? getenv("HOME") : NULL;
  buf_printf(out, "%s%s", home ? home : "", home ? path + 1 : path);
}

void app_path_confirm(struct app *a)
{
  struct scene *s = &a->scene;
  struct problems p = {.lang = s->look.lang};
  struct buf path = {0};
  if (!*s->path) {
    s->context = s->under;
    return;
  }
  full_path(&path, s->path);
  if (file_read(path.data, &a->sheet, NULL, &p) == OK) {
    a->sheet_pasted = false;
    app_sheet(a);
  } else {
    app_say_problem(a, &p);
  }
  buf_release(&path);
  problems_release(&p);
}

/* ---- what it would change ---- */

/* Reads the sheet against the plan as it is; release both in any case. */
static enum err read_sheet(const struct app *a, struct import *im, struct problems *p)
{
  const struct import_ask ask = {.plan = a->scene.plan, .today = app_latest_day(a), .paste = a->sheet_pasted};
  return import_read(im, a->sheet.data ? a->sheet.data : "", a->sheet.len, &ask, p);
}

static void add_problems(struct app *a, const struct problems *p)
{
  enum lang lang = a->scene.look.lang;
  for (size_t i = 0; i < p->count; i++) {
    struct buf line = {0};
    if (p->list[i].offset != PROBLEM_NOWHERE)
      buf_printf(&line, TR(lang, "line %zu: ", "第 %zu 行："), p->list[i].offset);
    buf_puts(&line, p->list[i].text);
    app_listing_add(a, p->list[i].level == PROBLEM_ERROR ? ROLE_ERROR : ROLE_ASK, &line);
  }
}

struct walk {
  struct app *app;
  const struct import *im;
};

static void add_row(void *context, size_t row, const struct target *before, const struct target *after)
{
  const struct walk *w = context;
  const struct app *a = w->app;
  const struct reading *r = &w->im->rows[row].reading;
  struct when when = a->board.when;
  struct score was = score_standing(a->scene.plan, before, when),
               is = score_standing(a->scene.plan, after, when);
  bool ascii = a->scene.look.ascii;
  enum { CHANGE_COLS = 18 };
  struct buf line = {0}, change = {0};
  app_put_place(&line, a, after->id, r->through);
  app_put_change(&change, a, target_reading(before, r->through), r);
  text_clip(&line, change.data, text_cols(change.data) > CHANGE_COLS ? text_cols(change.data) : CHANGE_COLS,
            ascii, true);
  buf_puts(&line, "  ");
  buf_release(&change);
  display_completion(&line, before, &was, ascii);
  buf_puts(&line, ascii ? " -> " : " → ");
  display_completion(&line, after, &is, ascii);
  buf_printf(&line, " %s", words_in(&light_words[is.light].name, a->scene.look.lang));
  app_listing_add(w->app, ROLE_TEXT, &line);
}

static void add_counts(struct app *a, const struct import *im)
{
  enum lang lang = a->scene.look.lang;
  struct buf line = {0};
  buf_printf(&line,
             TR(lang, "%zu to enter, %zu there already, %zu rows without a figure.",
                "%zu 个待录入，%zu 个已存在，%zu 行没有数据。"),
             im->count - im->unchanged, im->unchanged, im->blank);
  app_listing_add(a, ROLE_TITLE, &line);
}

void app_sheet(struct app *a)
{
  enum lang lang = a->scene.look.lang;
  struct problems p = {.lang = lang};
  struct import im = {0};
  struct buf gap = {0}, line = {0};
  enum err err = read_sheet(a, &im, &p);
  app_listing_begin(a, IN_IMPORT,
                    err == OK ? TR(lang, "What this sheet would change", "此表将改动的数据")
                              : TR(lang, "This sheet has mistakes", "此表有错误"));
  if (err == OK) { /* what is doubtful stands where it can't be missed */
    add_counts(a, &im);
    add_problems(a, &p);
    app_listing_add(a, ROLE_TEXT, &gap);
    import_walk(&im, add_row, &(struct walk){a, &im});
  } else {
    add_problems(a, &p);
    app_listing_add(a, ROLE_TEXT, &gap);
    buf_puts(&line, TR(lang, "Nothing can be entered from it until they are mended.",
                       "改正之前，不会录入任何数据。"));
    app_listing_add(a, ROLE_TITLE, &line);
  }
  import_release(&im);
  problems_release(&p);
}

void app_sheet_again(struct app *a)
{
  size_t top = a->scene.page_top;
  term_forget_keys(); /* they were meant for the page as it was */
  app_sheet(a);
  a->scene.page_top = top;
}

/* ---- entering it ---- */

void app_enter_sheet(struct app *a, uint32_t key)
{
  struct scene *s = &a->scene;
  enum lang lang = s->look.lang;
  struct problems p = {.lang = lang};
  struct import im = {0};
  struct app_held held;
  (void)key;
  enum err err = read_sheet(a, &im, &p);
  size_t count = im.count - im.unchanged;
  if (err == OK) {
    problems_release(&p); /* doubts: they are on the page */
    app_hold(a, &held);
    app_saving(a);
    err = import_save(&im, a->session, &p);
    s->context = err == OK ? s->under : s->context;
    app_refind(a, &held);
  }
  if (err != OK)
    app_say_problem(a, &p);
  else if (count == 0)
    app_say(a, MESSAGE_INFO, "%s", TR(lang, "All of it is there already.", "表中数据都已存在。"));
  else
    app_say(a, MESSAGE_INFO,
            TR(lang, "Entered: %zu figures (u takes all of them back)", "已录入 %zu 个数据（按 u 一次撤销）"),
            count);
  import_release(&im);
  problems_release(&p);
}
