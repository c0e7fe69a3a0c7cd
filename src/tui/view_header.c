/* The lines at the top: what this is, of when, by whom; how far it is; how many of each light. When it gets
 * narrow, things give way in one fixed order; the DEMO mark never does. */
#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

/* What the first line still shows, from everything to next to nothing. */
static const struct level {
  bool program, user, state, elapsed, as_of;
  int title; /* its least columns; 0: whole */
} levels[] = {
    {true, true, true, true, true, 0},      {false, true, true, true, true, 0},
    {false, false, true, true, true, 0},    {false, false, true, true, true, 20},
    {false, false, true, false, true, 20},  {false, false, false, false, true, 8},
    {false, false, false, false, false, 0},
};

static void text_as_of(struct buf *out, const struct scene *s, const struct level *l)
{
  enum lang lang = s->look.lang;
  const struct board *b = scene_board(s);
  char day[16];
  if (!l->as_of)
    return;
  if (s->travelling)
    buf_puts(out, s->look.ascii ? "<< " : "◄ ");
  if (l->elapsed)
    buf_puts(out, TR(lang, "as of ", "截至 "));
  buf_puts(out, date_format_month(b->when.as_of, day, sizeof day));
  if (!l->elapsed)
    return;
  buf_puts(out, s->look.ascii ? TR(lang, " - time ", " - 时序 ") : TR(lang, " · time ", " · 时序 "));
  display_share(out, b->elapsed, b->elapsed.num == b->elapsed.den);
}

static void text_user(struct buf *out, const struct scene *s, const struct level *l)
{
  enum lang lang = s->look.lang;
  if (l->user && s->user && *s->user)
    buf_printf(out, "%s%s", s->user, s->look.ascii ? " - " : " · ");
  if (l->state)
    buf_puts(out, s->read_only ? TR(lang, "read-only", "只读") : TR(lang, "can edit", "可编辑"));
}

static const char *text_of(const struct buf *b)
{
  return b->data ? b->data : "";
}

static void draw_identity(const struct scene *s, struct area a, int row)
{
  const char *title = words_in(&s->plan->title, s->look.lang), *program = TR(s->look.lang, "guatu", "挂图");
  struct buf as_of = {0}, user = {0};
  bool editor = !s->wall; /* nobody edits a printed page */
  int demo = s->plan->demo ? 7 : 0, title_cols = text_cols(title), room = 0;
  const struct level *l = levels;
  for (;; l++) {
    buf_clear(&as_of);
    buf_clear(&user);
    text_as_of(&as_of, s, l);
    if (editor)
      text_user(&user, s, l);
    room = a.cols - 2 - demo - (l->program ? text_cols(program) + 2 : 0);
    room -= as_of.len ? text_cols(as_of.data) + 2 : 0;
    room -= user.len ? text_cols(user.data) + 2 : 0;
    if (l == &levels[sizeof levels / sizeof *levels - 1] ||
        room >= (l->title && l->title < title_cols ? l->title : title_cols))
      break;
  }
  area_fill(a, row, 0, 1, a.cols, ROLE_HEADER);
  int col = l->program ? area_put(a, row, 1, ROLE_HEADER, program) + 2 : 1;
  col = area_clip(a, row, col, title_cols < room ? title_cols : room, ROLE_TITLE, title, s->look.ascii);
  if (demo)
    area_put(a, row, a.cols < 12 ? 0 : col + 1, ROLE_DEMO, " DEMO ");
  int right = a.cols - 1;
  if (user.len) {
    right -= text_cols(user.data);
    area_put(a, row, right, s->read_only ? ROLE_TITLE : ROLE_DIM, user.data);
    right -= 2;
  }
  if (as_of.len)
    area_put(a, row, right - text_cols(as_of.data), s->travelling ? ROLE_PREVIEW : ROLE_HEADER,
             text_of(&as_of));
  buf_release(&as_of);
  buf_release(&user);
}

/* "41.3% → 41.9% +0.6 (38/93)"; returns the column after. */
static int draw_completion(const struct scene *s, struct area a, int row, int col)
{
  const struct tally *now = &scene_board(s)->plan, *saved = &s->board->plan;
  struct buf text = {0};
  text_completion(&text, saved, s->look.ascii);
  col = area_put(a, row, col, ROLE_TITLE, text.data);
  if (s->preview) {
    buf_clear(&text);
    buf_puts(&text, s->look.ascii ? " > " : " → ");
    text_completion(&text, now, s->look.ascii);
    buf_putc(&text, ' ');
    text_change(&text, saved, now, s->look.ascii);
    col = area_put(a, row, col, ROLE_PREVIEW, text.data);
  }
  buf_clear(&text);
  buf_printf(&text, " (%zu/%zu)", now->measured, now->count);
  col = area_put(a, row, col, ROLE_DIM, text.data);
  buf_release(&text);
  return col;
}

static void draw_progress(const struct scene *s, struct area a, int row)
{
  const struct board *b = scene_board(s);
  int lights = lights_cols(b->plan.lights), room = a.cols - lights - 44, bar = room > 40 ? 40 : room;
  int col = area_put(a, row, 1, ROLE_DIM, TR(s->look.lang, "done ", "完成 "));
  if (bar >= 8) {
    struct bar share = bar_of_tally(&b->plan, b->elapsed);
    draw_share(a, row, col, bar, ROLE_FOCUS, &share, s->look.ascii);
    col += bar + 1;
  }
  col = draw_completion(s, a, row, col) + 2;
  int at = a.cols - 1 - lights;
  draw_lights(area_part(a, 0, 0, a.rows, a.cols - 1), row, at > col ? at : col, b->plan.lights,
              s->look.ascii);
}

/* One line for everything: the title (in the list the pane, which nothing else names) and the completion. */
static void draw_short(const struct scene *s, struct area a)
{
  bool ascii = s->look.ascii, list = a.cols < 40;
  struct buf left = {0}, right = {0};
  char day[16];
  if (list && s->pane < s->plan->pane_count)
    text_pane(&left, s, s->pane);
  else
    buf_puts(&left, words_in(&s->plan->title, s->look.lang));
  const struct tally *t =
      list && s->pane < s->plan->pane_count ? &scene_board(s)->panes[s->pane] : &scene_board(s)->plan;
  if (!list)
    buf_printf(&right, "%s  ", date_format_month(scene_board(s)->when.as_of, day, sizeof day));
  text_completion(&right, t, ascii);
  if (!list)
    buf_printf(&right, " (%zu/%zu)", t->measured, t->count);
  area_fill(a, 0, 0, 1, a.cols, ROLE_HEADER);
  int demo = s->plan->demo ? 7 : 0, end = a.cols - text_cols(text_of(&right)), room = end - 1 - demo;
  int wide = text_cols(text_of(&left));
  int col = area_clip(a, 0, 0, wide < room ? wide : room, ROLE_TITLE, text_of(&left), ascii);
  if (demo)
    area_put(a, 0, col > 0 ? col + 1 : 0, ROLE_DEMO, " DEMO ");
  area_put(a, 0, end, s->preview || s->travelling ? ROLE_PREVIEW : ROLE_HEADER, text_of(&right));
  buf_release(&left);
  buf_release(&right);
}

void view_header(const struct scene *s, struct area a)
{
  if (a.rows < 1)
    return;
  if (a.rows == 1) {
    draw_short(s, a);
    return;
  }
  draw_identity(s, a, 0);
  draw_progress(s, a, 1);
}
