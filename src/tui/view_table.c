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
  NAME_GOOD = 24,
  BAR_LEAST = 6,
  BAR_GOOD = 10,
  SPARK_LEAST = 4,
  SPARK_MOST = 12
};

/* What a column is called, the blanks before it, and its least width (so that figures coming in move
 * nothing). */
static const struct {
  struct words heading;
  int lead, least;
} columns[COLUMN_COUNT] = {
    [COLUMN_FIGURE] = {{"Now", "实际"}, 2, 4}, [COLUMN_AIM] = {{"Target", "目标"}, 3, 4},
    [COLUMN_UNIT] = {{"", ""}, 1, 0},          [COLUMN_BAR] = {{"", ""}, 1, BAR_LEAST},
    [COLUMN_DONE] = {{"Done", "完成"}, 2, 6},  [COLUMN_GAP] = {{"Gap", "差距"}, 1, 5},
    [COLUMN_SPARK] = {{"", "走势"}, 2, 0},     [COLUMN_DATE] = {{"As of", "截至"}, 2, 4},
};

/* ---- contents ---- */

/* The target with the figure being typed in it, while there is one. */
static const struct target *shown_target(const struct scene *s, size_t target)
{
  return scene_previewed(s) == target ? &s->entry.preview_target : &s->plan->targets[target];
}

static void cell_text(const struct scene *s, size_t target, enum column c, struct buf *out)
{
  const struct target *t = shown_target(s, target);
  const struct score *score = &scene_board(s)->scores[target];
  bool ascii = s->look.ascii;
  switch (c) {
  case COLUMN_FIGURE:
    display_value(out, t, score->reading, s->look.lang, ascii);
    break;
  case COLUMN_AIM: {
    struct target bare = *t; /* the unit has a column of its own */
    bare.unit = (struct words){"", ""};
    display_target(out, &bare, s->look.lang, ascii);
    break;
  }
  case COLUMN_UNIT:
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

static void measure_row(struct table *t, const struct scene *s, size_t target, int *name)
{
  const struct target *of = &s->plan->targets[target];
  struct buf text = {0};
  for (int c = 0; c < COLUMN_COUNT; c++) {
    buf_clear(&text);
    cell_text(s, target, (enum column)c, &text);
    if (text.len > 0)
      t->width[c] = max_of(t->width[c], text_cols(text.data));
  }
  buf_release(&text);
  *name = max_of(*name, text_cols(words_in(&of->name, s->look.lang)));
  if (scene_board(s)->scores[target].light == LIGHT_STALE)
    t->mark = 3;
}

/* Fills in the wanted widths; returns the widest name. */
static int measure(struct table *t, const struct scene *s, size_t pane)
{
  const struct row_list *list = &s->rows[pane];
  size_t first = 0, last = list->count;
  if (list->count > MEASURED_MAX) {
    first = list->top;
    last = list->top + MEASURED_NEAR < list->count ? list->top + MEASURED_NEAR : list->count;
  }
  int name = 4;
  for (int c = 0; c < COLUMN_COUNT; c++)
    t->width[c] = columns[c].least;
  for (size_t i = first; i < last; i++)
    measure_row(t, s, list->targets[i], &name);
  /* One sign a month gone, whatever this pane has: so that panes above each other on the wall stand in line.
   */
  int months = date_month_index(scene_board(s)->when.as_of) - date_month_index(s->plan->from) + 1;
  if (scene_board(s)->plan.measured > 0)
    t->width[COLUMN_SPARK] = max_of(SPARK_LEAST, min_of(months, SPARK_MOST));
  return name;
}

static int taken(const struct table *t)
{
  int cols = 2 * PAD + t->mark;
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t->width[c] > 0)
      cols += columns[c].lead + t->width[c];
  return cols;
}

/* The order in which columns give way, each with the room that the name must have for it to stay. */
static const struct {
  enum column column;
  int name;
} giving[] = {
    {COLUMN_SPARK, 24}, {COLUMN_DATE, 20}, {COLUMN_UNIT, 20},   {COLUMN_GAP, 13},
    {COLUMN_BAR, 13},   {COLUMN_AIM, 13},  {COLUMN_FIGURE, 13}, {COLUMN_DONE, 6},
};

static void give_way(struct table *t, int name)
{
  for (size_t i = 0; i < sizeof giving / sizeof *giving; i++)
    if (t->cols - taken(t) < min_of(name, giving[i].name))
      t->width[giving[i].column] = 0;
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

struct table table_make(const struct scene *s, size_t pane, int cols)
{
  struct table t = {.mark = 2, .cols = cols};
  int name = measure(&t, s, pane), spark = t.width[COLUMN_SPARK];
  t.width[COLUMN_SPARK] = min_of(spark, SPARK_LEAST);
  give_way(&t, name);
  int left = max_of(cols - taken(&t), 0);
  t.name = min_of(name, left);
  left -= t.name;
  if (t.name > NAME_GOOD) { /* a few long names must not take all */
    left += t.name - NAME_GOOD;
    t.name = NAME_GOOD;
  }
  grow(&left, &t.width[COLUMN_BAR], BAR_GOOD);
  grow(&left, &t.width[COLUMN_SPARK], spark);
  grow(&left, &t.name, name);
  grow(&left, &t.width[COLUMN_BAR], cols);
  if (t.width[COLUMN_BAR] == 0)
    t.name += left; /* figures stay flush right */
  int col = PAD + t.mark + t.name;
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t.width[c] > 0) {
      t.start[c] = col + columns[c].lead;
      col = t.start[c] + t.width[c];
    }
  return t;
}

/* ---- drawing ---- */

void table_headings(const struct table *t, const struct scene *s, struct area a, int row)
{
  static const struct words name = {"Target", "指标"};
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
static void draw_mark(const struct scene *s, struct area a, int row, const struct score *score,
                      unsigned flags)
{
  bool ascii = s->look.ascii;
  area_put(a, row, PAD, (unsigned)light_role(score->light) | flags, light_glyph(score->light, ascii));
  if (score->light == LIGHT_STALE && score->pace_light != LIGHT_NO_DATA)
    area_put(a, row, PAD + 1, ROLE_SILENT | flags, light_glyph(score->pace_light, ascii));
}

/* The role of a cell's text, before previews. */
static enum role cell_role(enum column c, const struct score *score)
{
  bool silent = light_role(score->light) == ROLE_SILENT;
  switch (c) {
  case COLUMN_FIGURE:
  case COLUMN_DONE:
    return silent ? ROLE_DIM : ROLE_TEXT;
  case COLUMN_GAP:
    return silent ? ROLE_DIM : light_role(score->light);
  case COLUMN_AIM:
  case COLUMN_UNIT:
  case COLUMN_BAR:
  case COLUMN_SPARK:
  case COLUMN_DATE:
  case COLUMN_COUNT:
    break;
  }
  return ROLE_DIM;
}

static void draw_cell(const struct table *t, const struct scene *s, struct area a, int row, size_t target,
                      enum column c)
{
  const struct score *score = &scene_board(s)->scores[target];
  bool moved = scene_previewed(s) == target && (c == COLUMN_FIGURE || c == COLUMN_DONE || c == COLUMN_GAP);
  unsigned role = moved ? ROLE_PREVIEW : cell_role(c, score);
  struct buf text = {0};
  cell_text(s, target, c, &text);
  if (text.len > 0 && (c == COLUMN_AIM || c == COLUMN_UNIT)) {
    area_clip(a, row, t->start[c], t->width[c], role, text.data, s->look.ascii);
  } else if (text.len > 0) {
    area_right(a, row, t->start[c], t->width[c], role, text.data);
    if (moved && c == COLUMN_DONE)
      area_put(a, row, t->start[c] + t->width[c] - text_cols(text.data) - 1, role, s->look.ascii ? ">" : "→");
  }
  if (c == COLUMN_AIM)
    area_put(a, row, t->start[c] - 2, ROLE_DIM, "/");
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

void table_row(const struct table *t, const struct scene *s, struct area a, int row, size_t target,
               unsigned flags)
{
  const struct target *of = shown_target(s, target);
  const struct score *score = &scene_board(s)->scores[target];
  const unsigned role = light_role(score->light);
  bool ascii = s->look.ascii, dim = score->light == LIGHT_STALE || score->light == LIGHT_CANCELLED;
  draw_mark(s, a, row, score, 0);
  int name = area_clip(a, row, PAD + t->mark, t->name, dim ? ROLE_DIM : ROLE_TEXT,
                       words_in(&of->name, s->look.lang), ascii);
  if (score->stretch_met && name < a.cols)
    area_put(a, row, name, ROLE_DONE, ascii ? "*" : "★");
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (t->width[c] > 0)
      draw_cell(t, s, a, row, target, (enum column)c);
  if (t->width[COLUMN_BAR] > 0)
    draw_bar(a, row, t->start[COLUMN_BAR], t->width[COLUMN_BAR], role, score, ascii);
  if (t->width[COLUMN_SPARK] > 0)
    draw_spark(a, row, t->start[COLUMN_SPARK], t->width[COLUMN_SPARK], role == ROLE_SILENT ? ROLE_DIM : role,
               of, scene_board(s)->when.as_of, ascii);
  if (*s->find && scene_match(s, target))
    area_restyle(a, row, PAD + t->mark, t->name, STYLE_BOLD);
  area_restyle(a, row, 0, t->cols, flags);
  if ((s->context == IN_ENTRY || s->context == IN_ASK) && s->entry.target == target)
    draw_row_entry(t, s, a, row);
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
