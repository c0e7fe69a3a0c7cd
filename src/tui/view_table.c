/* A pane's table: one row a target. Columns are as wide as their widest content in the pane, so that figures
 * stand straight under each other whatever the names; where room is short they shrink and give way in one
 * fixed order (give_way). The same code draws rows for the side table, the wall, the list and `guatu show`.
 */
#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

enum {
  PAD = 1,            /* blanks at both ends of a row */
  MEASURED_MAX = 512, /* in a larger pane only the rows around the screen are measured: a picture must not
                         cost the whole file */
  MEASURED_NEAR = 120,
  NAME_LEAST = 4,
  NAME_GOOD = 24,
  NAME_LONG = 34,
  UNIT_MOST = 16, /* a longer one is cut: it must not take the room of all figures */
  BAR_LEAST = 5,
  BAR_TIGHT = 8,
  BAR_GOOD = 10,
  BAR_LONG = 24,
  SPARK_LEAST = 4,
  SPARK_MOST = 12
};

/* What a column is called, the blanks before it, those it can do with, and its least width (so that figures
 * coming in move nothing). */
static const struct {
  struct words heading;
  int lead, tight, least;
} columns[COLUMN_COUNT] = {
    [COLUMN_FIGURE] = {{"Now", "实际"}, 2, 1, 4}, [COLUMN_AIM] = {{"Target", "目标"}, 3, 1, 4},
    [COLUMN_UNIT] = {{"", ""}, 1, 1, 0},          [COLUMN_BAR] = {{"", ""}, 1, 1, BAR_LEAST},
    [COLUMN_DONE] = {{"Done", "完成"}, 2, 1, 6},  [COLUMN_GAP] = {{"Gap", "差距"}, 1, 1, 5},
    [COLUMN_SPARK] = {{"", "走势"}, 2, 2, 0},     [COLUMN_DATE] = {{"As of", "截至"}, 2, 1, 4},
};

/* ---- contents ---- */

/* Whether the figure names its whole already ("708/720", "2/4", "done"), so that no aim need stand behind it.
 */
static bool names_whole(const struct target *t, const struct score *score)
{
  if (!score->reading)
    return false;
  return score->reading->of > 0 || t->stage_count > 0 ||
         (t->kind == KIND_MILESTONE && score->reading->value.micros > 0);
}

static void aim_text(const struct target *t, const struct score *score, struct look look, struct buf *out)
{
  if (names_whole(t, score)) {
    buf_puts(out, t->stage_count > 0 ? TR(look.lang, "stages", "个阶段") : "");
    return;
  }
  struct target bare = *t; /* the unit has a column of its own */
  bare.unit = (struct words){"", ""};
  display_target(out, &bare, look.lang, look.ascii);
}

static void cell_text(const struct scene *s, size_t target, enum column c, struct buf *out)
{
  const struct target *t = scene_shown(s, target);
  const struct score *score = board_score(scene_board(s), target);
  bool ascii = s->look.ascii;
  switch (c) {
  case COLUMN_FIGURE:
    display_value(out, t, score->reading, s->look.lang, ascii);
    break;
  case COLUMN_AIM:
    aim_text(t, score, s->look, out);
    break;
  case COLUMN_UNIT:
    if (!names_whole(t, score))
      buf_puts(out, words_in(&t->unit, s->look.lang));
    break;
  case COLUMN_DONE:
    display_completion(out, t, score, ascii);
    break;
  case COLUMN_GAP:
    /* All or nothing: before it is due, a milestone without stages is neither ahead nor level. */
    if (t->kind != KIND_MILESTONE || t->stage_count > 0 || score->gap.micros < 0)
      display_gap(out, score, ascii);
    break;
  case COLUMN_DATE:
    if (score->reading)
      text_day(out, s->plan, score->reading->through, s->look.lang);
    break;
  case COLUMN_BAR:
  case COLUMN_SPARK:
  case COLUMN_COUNT:
    break;
  }
}

static int max_of(int a, int b)
{
  return a > b ? a : b;
}

static int min_of(int a, int b)
{
  return a < b ? a : b;
}

/* ---- widths ---- */

/* The width in which nine names of ten fit. */
static int names_fair(const struct names *n)
{
  size_t whole = 0;
  for (int cols = 0; cols < NAME_WIDEST; cols++) {
    whole += n->of[cols];
    if (whole * 10 >= n->count * 9)
      return max_of(cols, NAME_LEAST);
  }
  return NAME_WIDEST;
}

static void measure_row(struct measured *m, const struct scene *s, size_t target)
{
  struct buf text = {0};
  for (int c = 0; c < COLUMN_COUNT; c++) {
    buf_clear(&text);
    cell_text(s, target, (enum column)c, &text);
    int cols = text.len > 0 ? text_cols(text.data) : 0;
    m->width[c] = max_of(m->width[c], c == COLUMN_UNIT ? min_of(cols, UNIT_MOST) : cols);
  }
  buf_release(&text);
  if (board_score(scene_board(s), target)->light == LIGHT_STALE)
    m->mark = 3;
}

static void measure_name(struct names *names, const struct scene *s, size_t target)
{
  int name = text_cols(words_in(&s->plan->targets[target].name, s->look.lang));
  names->widest = max_of(names->widest, name);
  names->of[min_of(name, NAME_WIDEST)]++;
  names->count++;
}

/* Fills in what is known of a list whatever is being typed. */
static void measure_list(struct measured *m, const struct scene *s, const struct row_list *list)
{
  struct scene saved = *s;
  size_t first = 0, last = list->count;
  saved.preview = NULL;
  *m = (struct measured){.known = true, .look = s->look, .top = list->top, .mark = 2};
  if (list->count > MEASURED_MAX) {
    first = list->top;
    last = list->top + MEASURED_NEAR < list->count ? list->top + MEASURED_NEAR : list->count;
  }
  for (size_t i = first; i < last; i++) {
    measure_row(m, &saved, list->targets[i]);
    measure_name(&m->names, s, list->targets[i]);
  }
}

static bool is_measured(const struct measured *m, const struct scene *s, const struct row_list *list)
{
  return m->known && m->look.lang == s->look.lang && m->look.ascii == s->look.ascii &&
         (list->count <= MEASURED_MAX || m->top == list->top);
}

static void take_widths(struct table *t, const struct measured *m)
{
  for (int c = 0; c < COLUMN_COUNT; c++)
    t->width[c] = max_of(t->width[c], m->width[c]);
  t->mark = max_of(t->mark, m->mark);
}

static void measure_pane(struct table *t, const struct scene *s, size_t pane, struct names *names)
{
  const struct row_list *list = &s->rows[pane];
  struct measured once = {0}, typed = {.mark = 2};
  struct measured *m = list->measured ? list->measured : &once; /* a list made by hand keeps nothing */
  if (!is_measured(m, s, list))
    measure_list(m, s, list);
  take_widths(t, m);
  names->widest = max_of(names->widest, m->names.widest);
  names->count += m->names.count;
  for (int cols = 0; cols <= NAME_WIDEST; cols++)
    names->of[cols] += m->names.of[cols];
  size_t previewed = scene_previewed(s);
  if (previewed != SIZE_MAX && s->plan->targets[previewed].pane == pane) {
    measure_row(&typed, s, previewed);
    take_widths(t, &typed);
  }
}

/* Fills in the wanted widths, and the names'. */
static void measure(struct table *t, const struct scene *s, size_t first, size_t last, struct names *names)
{
  *names = (struct names){.widest = NAME_LEAST};
  for (int c = 0; c < COLUMN_COUNT; c++)
    t->width[c] = columns[c].least;
  for (size_t pane = first; pane < last && pane < s->row_lists; pane++)
    measure_pane(t, s, pane, names);
  /* One sign a month gone, whatever is in the rows: so that both columns of a wall look alike. */
  int months = date_month_index(scene_board(s)->when.as_of) - date_month_index(s->plan->from) + 1;
  if (scene_board(s)->plan.measured > 0)
    t->width[COLUMN_SPARK] = max_of(SPARK_LEAST, min_of(months, SPARK_MOST));
}

static int lead_of(const struct table *t, int c)
{
  return t->tight ? columns[c].tight : columns[c].lead;
}

static int taken(const struct table *t)
{
  int cols = 2 * PAD + t->mark;
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t->width[c] > 0)
      cols += lead_of(t, c) + t->width[c];
  return cols;
}

/* The order in which columns give way, each with the room that the name must have for it to stay. The blanks
 * between columns (COLUMN_COUNT) go before names are cut. */
static const struct {
  enum column column;
  int name;
} giving[] = {
    {COLUMN_COUNT, NAME_LONG}, {COLUMN_SPARK, NAME_GOOD}, {COLUMN_DATE, 22},
    {COLUMN_UNIT, 22},         {COLUMN_BAR, 18},          {COLUMN_GAP, 14},
    {COLUMN_AIM, 13},          {COLUMN_FIGURE, 13},       {COLUMN_DONE, 6},
};

static void give_way(struct table *t, int name)
{
  for (size_t i = 0; i < sizeof giving / sizeof *giving; i++) {
    if (t->cols - taken(t) >= min_of(name, giving[i].name))
      continue;
    if (giving[i].column == COLUMN_COUNT)
      t->tight = true;
    else
      t->width[giving[i].column] = 0;
  }
  if (t->tight) { /* perhaps a column that went made room enough */
    t->tight = false;
    t->tight = t->cols - taken(t) < min_of(name, NAME_LONG);
  }
}

/* Gives what is left over: *width grows to `want` at most. */
static void grow(int *left, int *width, int want)
{
  int more = min_of(want - *width, *left);
  if (*width > 0 && more > 0) {
    *width += more;
    *left -= more;
  }
}

struct table table_make(const struct scene *s, size_t first, size_t last, int cols)
{
  struct table t = {.mark = 2, .cols = cols};
  struct names names;
  measure(&t, s, first, last, &names);
  int name = names_fair(&names), spark = t.width[COLUMN_SPARK];
  t.width[COLUMN_SPARK] = min_of(spark, SPARK_LEAST);
  give_way(&t, name);
  int left = max_of(cols - taken(&t), 0);
  t.name = min_of(min_of(name, left), NAME_GOOD);
  left -= t.name;
  grow(&left, &t.width[COLUMN_BAR], BAR_TIGHT);
  grow(&left, &t.name, min_of(name, NAME_LONG));
  grow(&left, &t.width[COLUMN_BAR], BAR_GOOD);
  grow(&left, &t.width[COLUMN_SPARK], spark);
  grow(&left, &t.name, name);
  grow(&left, &t.width[COLUMN_BAR], BAR_LONG);
  grow(&left, &t.name, names.widest);
  grow(&left, &t.width[COLUMN_BAR], cols);
  if (t.width[COLUMN_BAR] == 0)
    t.name += left; /* figures stay flush right */
  int col = PAD + t.mark + t.name;
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t.width[c] > 0) {
      t.start[c] = col + lead_of(&t, c);
      col = t.start[c] + t.width[c];
    }
  return t;
}

/* ---- drawing ---- */

void table_headings(const struct table *t, const struct scene *s, struct area a, int row)
{
  static const struct words name = {"Indicator", "指标"};
  enum lang lang = s->look.lang;
  area_clip(a, row, PAD + t->mark, t->name, ROLE_DIM, words_in(&name, lang), s->look.ascii);
  for (int c = 0; c < COLUMN_COUNT; c++) {
    const char *text = words_in(&columns[c].heading, lang);
    int cols = text_cols(text);
    if (t->width[c] == 0 || cols == 0)
      continue;
    if (c == COLUMN_AIM || c == COLUMN_SPARK)
      area_put(a, row, t->start[c], ROLE_DIM, text);
    else
      area_put(a, row, t->start[c] + t->width[c] - cols, ROLE_DIM, text);
  }
}

/* Light, and for a stale row the old light beside it. */
static void draw_mark(const struct scene *s, struct area a, int row, const struct score *score)
{
  bool ascii = s->look.ascii;
  area_put(a, row, PAD, light_role(score->light), light_glyph(score->light, ascii));
  if (score->light == LIGHT_STALE && score->pace_light != LIGHT_NO_DATA)
    area_put(a, row, PAD + 1, ROLE_DIM, light_glyph(score->pace_light, ascii));
}

/* The role of bars and trends: an old figure's are quiet, like its old light. */
static enum role bar_role(const struct score *score)
{
  enum role role = light_role(score->light);
  return role == ROLE_SILENT || role == ROLE_STALE ? ROLE_DIM : role;
}

/* The role of a cell's text, before previews. A stale row is one to act on: it keeps its ink, and what is
 * wrong with it, the date, stands out. */
static enum role cell_role(enum column c, const struct score *score)
{
  enum role role = light_role(score->light);
  switch (c) {
  case COLUMN_FIGURE:
  case COLUMN_DONE:
    return role == ROLE_SILENT ? ROLE_DIM : ROLE_TEXT;
  case COLUMN_GAP:
    return light_calls(score->light) ? bar_role(score) : ROLE_TEXT;
  case COLUMN_DATE:
    return role == ROLE_STALE ? role : ROLE_DIM;
  case COLUMN_AIM:
  case COLUMN_UNIT:
  case COLUMN_BAR:
  case COLUMN_SPARK:
  case COLUMN_COUNT:
    break;
  }
  return ROLE_DIM;
}

static void draw_cell(const struct table *t, const struct scene *s, struct area a, int row, size_t target,
                      enum column c)
{
  const struct score *score = board_score(scene_board(s), target);
  bool moved = scene_previewed(s) == target && (c == COLUMN_FIGURE || c == COLUMN_DONE || c == COLUMN_GAP);
  bool whole = names_whole(scene_shown(s, target), score);
  unsigned role = moved ? ROLE_PREVIEW : c == COLUMN_AIM && whole ? ROLE_TEXT : cell_role(c, score);
  struct buf text = {0};
  cell_text(s, target, c, &text);
  if (text.len > 0 && (c == COLUMN_AIM || c == COLUMN_UNIT)) {
    area_clip(a, row, t->start[c], t->width[c], role, text.data, s->look.ascii);
  } else if (text.len > 0) {
    area_right(a, row, t->start[c], t->width[c], role, text.data);
    if (moved && c == COLUMN_DONE)
      area_put(a, row, t->start[c] + t->width[c] - text_cols(text.data) - 1, role, s->look.ascii ? ">" : "→");
  }
  if (c == COLUMN_AIM && !whole)
    area_put(a, row, t->start[c] - (t->tight ? 1 : 2), ROLE_DIM, "/");
  buf_release(&text);
}

/* The field for the figure being typed: where the figure stands, growing to the left over the name's end as
 * it gets longer. */
static void draw_row_entry(const struct table *t, const struct scene *s, struct area a, int row)
{
  int end = t->width[COLUMN_FIGURE] > 0 ? t->start[COLUMN_FIGURE] + t->width[COLUMN_FIGURE] : t->cols - PAD;
  int want = max_of(text_cols(s->entry.text) + 2, max_of(8, t->width[COLUMN_FIGURE]));
  int start = max_of(end - want, min_of(PAD + t->mark + 6, end - 8));
  start = max_of(start, 0);
  draw_entry(s, a, row, start, end - start);
}

/* Somebody else has changed it: a dot before the light, and the name lit up. */
static void draw_news(const struct table *t, const struct scene *s, struct area a, int row, const char *name)
{
  area_put(a, row, 0, ROLE_NEWS, s->look.ascii ? "*" : "•");
  area_clip(a, row, PAD + t->mark, min_of(text_cols(name), t->name), ROLE_NEWS, name, s->look.ascii);
}

/* How far the mark of the row under the cursor goes: from the light to the figure, which is what one is at.
 * Over the whole row it would be twice as much to send at each step. */
static int marked_cols(const struct table *t)
{
  if (t->width[COLUMN_FIGURE] > 0)
    return t->start[COLUMN_FIGURE] + t->width[COLUMN_FIGURE];
  return PAD + t->mark + t->name;
}

static bool is_typed(const struct scene *s, size_t target)
{
  return (s->context & IN_TYPING) && s->entry.target == target;
}

void table_mark(const struct table *t, const struct scene *s, struct area a, int row, size_t target,
                unsigned flags)
{
  if (*s->find && scene_match(s, target))
    area_restyle(a, row, PAD + t->mark, t->name, STYLE_BOLD);
  area_restyle(a, row, 0, marked_cols(t), flags);
  if (is_typed(s, target))
    draw_row_entry(t, s, a, row);
}

void table_row(const struct table *t, const struct scene *s, struct area a, int row, size_t target)
{
  const struct target *of = scene_shown(s, target);
  const struct score *score = board_score(scene_board(s), target);
  const unsigned role = bar_role(score);
  bool ascii = s->look.ascii, dim = score->light == LIGHT_CANCELLED;
  draw_mark(s, a, row, score);
  int name = area_clip(a, row, PAD + t->mark, t->name, dim ? ROLE_DIM : ROLE_TEXT,
                       words_in(&of->name, s->look.lang), ascii);
  if (s->news && s->news[target])
    draw_news(t, s, a, row, words_in(&of->name, s->look.lang));
  if (score->stretch_met && name < a.cols)
    area_put(a, row, name, ROLE_DONE, ascii ? "*" : "★");
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t->width[c] > 0)
      draw_cell(t, s, a, row, target, (enum column)c);
  if (t->width[COLUMN_BAR] > 0)
    draw_bar(a, row, t->start[COLUMN_BAR], t->width[COLUMN_BAR], role, score, ascii);
  if (t->width[COLUMN_SPARK] > 0)
    draw_spark(a, row, t->start[COLUMN_SPARK], t->width[COLUMN_SPARK], role, of, scene_board(s)->when.as_of,
               ascii);
}

/* Columns of the text before the caret. */
static int caret_cols(const struct entry_state *e)
{
  struct buf head = {0};
  buf_add(&head, e->text, e->caret < e->len ? e->caret : e->len);
  int cols = head.len ? text_cols(head.data) : 0;
  buf_release(&head);
  return cols;
}

void draw_entry(const struct scene *s, struct area a, int row, int col, int cols)
{
  struct area field = area_part(a, row, col, 1, cols);
  if (field.cols < 1)
    return;
  area_fill(field, 0, 0, 1, field.cols, ROLE_ENTRY);
  /* Flush right with a cell for the caret after it; what is too long shows its end, moved back as far as the
   * caret needs. */
  int caret = caret_cols(&s->entry), at = field.cols - 1 - text_cols(s->entry.text);
  if (at < 0 && caret + at < 0)
    at = -caret;
  area_put(field, 0, at, ROLE_ENTRY, s->entry.text);
  if (at < 0 && field.cols > 2)
    area_cell(field, 0, 0, ROLE_ENTRY, s->look.ascii ? '~' : 0x2026);
  area_cursor(field, 0, at + caret);
}
