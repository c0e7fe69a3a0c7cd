/* The lines at the top: what this is, of when, by whom; how many of each light, which is the headline, and
 * second how far it is and what time asks for. When it gets narrow, things give way in one fixed order; the
 * DEMO mark never does, and counts of what is behind last. */
#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

/* What the first line still shows, from everything to next to nothing. */
static const struct level {
  bool program, user, state, said, as_of; /* said: "as of" in words */
  int title;                              /* its least columns; 0: whole */
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
  if (l->said)
    buf_puts(out, TR(lang, "as of ", "截至 "));
  buf_puts(out, date_format_month(b->when.as_of, day, sizeof day));
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

/* "done 41.3% → 41.9% +0.6 (38/93)"; returns the column after. */
static int draw_completion(const struct scene *s, struct area a, int row, int col)
{
  const struct tally *now = &scene_board(s)->plan, *saved = &s->board->plan;
  struct buf text = {0};
  col = area_put(a, row, col, ROLE_DIM, TR(s->look.lang, "done ", "完成 "));
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

/* " · time 50.0%" */
static int draw_elapsed(const struct scene *s, struct area a, int row, int col)
{
  const struct board *b = scene_board(s);
  struct buf text = {0};
  col = area_put(a, row, col, ROLE_DIM,
                 s->look.ascii ? TR(s->look.lang, " - time ", " - 时序 ")
                               : TR(s->look.lang, " · time ", " · 时序 "));
  display_share(&text, b->elapsed, b->elapsed.num == b->elapsed.den);
  col = area_put(a, row, col, ROLE_TEXT, text.data);
  buf_release(&text);
  return col;
}

/* What the second line still shows beside the plain counts and the completion. */
static const struct breadth {
  enum wording wording;
  int bar; /* its least columns */
  bool elapsed;
} breadths[] = {
    {WORDING_ALL, 16, true}, {WORDING_CALLS, 8, true}, {WORDING_CALLS, 0, true},
    {WORDING_NONE, 8, true}, {WORDING_NONE, 0, true},  {WORDING_NONE, 0, false},
};

static void draw_standing(const struct scene *s, struct area a, int row)
{
  enum { BAR_MOST = 48 };
  const size_t *lights = scene_board(s)->plan.lights, last = sizeof breadths / sizeof *breadths - 1;
  struct area nowhere = area_part(a, 0, 0, 0, 0); /* drawing there measures */
  int done = draw_completion(s, nowhere, 0, 0), elapsed = draw_elapsed(s, nowhere, 0, 0), left = 0;
  const struct breadth *b = breadths;
  for (;; b++) {
    int taken = 2 + done + (b->elapsed ? elapsed : 0) + 2 + (b->bar > 0 ? 2 : 0);
    left = a.cols - taken - counts_cols(lights, b->wording, &s->look);
    if (left >= b->bar || b == &breadths[last])
      break;
  }
  int end = a.cols - 1 - done - (b->elapsed ? elapsed : 0);
  int col = draw_counts(area_part(a, row, 0, 1, end - 1), 0, 1, lights, b->wording, &s->look);
  if (b->bar > 0)
    draw_distribution(a, row, col + 2, left < BAR_MOST ? left : BAR_MOST, lights, &s->look);
  col = draw_completion(s, a, row, end);
  if (b->elapsed)
    draw_elapsed(s, a, row, col);
}

/* One line for everything: the title (in the list the pane, which nothing else names), what is behind, and
 * the completion. */
static void draw_short(const struct scene *s, struct area a)
{
  enum { DATED_COLS = 56 };
  bool ascii = s->look.ascii, list = a.cols < 40 && s->pane < s->plan->pane_count;
  const struct board *b = scene_board(s);
  const struct tally *t = list ? &b->panes[s->pane] : &b->plan;
  struct buf left = {0}, right = {0};
  size_t calling[LIGHT_COUNT];
  char day[16];
  if (list)
    text_pane(&left, s, s->pane);
  else
    buf_puts(&left, words_in(&s->plan->title, s->look.lang));
  if (a.cols >= DATED_COLS)
    buf_printf(&right, "%s  ", date_format_month(b->when.as_of, day, sizeof day));
  text_completion(&right, t, ascii);
  if (!list)
    buf_printf(&right, " (%zu/%zu)", t->measured, t->count);
  area_fill(a, 0, 0, 1, a.cols, ROLE_HEADER);
  counts_calling(t->lights, calling);
  int calls = counts_cols(calling, WORDING_NONE, &s->look), wide = text_cols(text_of(&left));
  int demo = s->plan->demo ? 7 : 0, end = a.cols - text_cols(text_of(&right)), room = end - 1 - demo;
  if (calls > 0 && room - calls - 2 >= (wide < 8 ? wide : 8)) {
    room -= calls + 2;
    draw_counts(area_part(a, 0, 0, 1, end - 1), 0, end - calls - 2, calling, WORDING_NONE, &s->look);
  }
  int col = area_clip(a, 0, 0, wide < room ? wide : room, ROLE_TITLE, text_of(&left), ascii);
  if (demo)
    area_put(a, 0, col > 0 ? col + 1 : 0, ROLE_DEMO, " DEMO ");
  area_put(a, 0, end, s->preview || s->travelling ? ROLE_PREVIEW : ROLE_HEADER, text_of(&right));
  buf_release(&left);
  buf_release(&right);
}

static uint64_t standing_looks(const struct scene *s)
{
  const struct tally *now = &scene_board(s)->plan, *saved = &s->board->plan;
  uint64_t looks = kept_looks(scene_looks(s), s->preview != NULL);
  return kept_looks_of(kept_looks_of(looks, now, sizeof *now), saved, sizeof *saved);
}

void view_header(const struct scene *s, struct area a)
{
  if (a.rows < 1)
    return;
  if (a.rows == 1) {
    draw_short(s, a);
    return;
  }
  struct area line = area_part(a, 0, 0, 1, a.cols);
  struct area identity = kept_begin(s->kept, PART_IDENTITY, line, scene_looks(s));
  if (identity.rows > 0)
    draw_identity(s, identity, 0);
  kept_end(s->kept, PART_IDENTITY, line);
  line = area_part(a, 1, 0, 1, a.cols);
  struct area standing = kept_begin(s->kept, PART_STANDING, line, standing_looks(s));
  if (standing.rows > 0)
    draw_standing(s, standing, 0);
  kept_end(s->kept, PART_STANDING, line);
}
