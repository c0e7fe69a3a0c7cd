/* The tables at the foot of a target's detail: its readings newest first, its stages, its items. A line each;
 * only those that are in sight are drawn, however many there are. */
#include <stdio.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/aim.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

/* The columns of the readings: when to, what, by whom, when entered; the note takes what is left. */
enum { READ_VALUE, READ_BY, READ_AT, READ_COUNT };

enum { HEADING = 2, /* the lines of a heading, with the blank one before it */ MEASURED = 64 };

struct readings {
  const struct scene *s;
  const struct target *t;
  bool previewed; /* one of them is being typed */
  int width[READ_COUNT];
};

static void draw_heading(struct area a, int row, const char *text)
{
  area_put(a, row + HEADING - 1, 1, ROLE_TITLE, text);
}

static void reading_text(const struct readings *v, const struct reading *r, int column, struct buf *out)
{
  if (column == READ_VALUE)
    display_value(out, v->t, r, v->s->look.lang, v->s->look.ascii);
  else if (column == READ_BY)
    buf_puts(out, r->by);
  else
    for (int i = 0; i < 16 && r->at[i]; i++) /* to the minute, in the zone it was entered in */
      buf_putc(out, r->at[i] == 'T' ? ' ' : r->at[i]);
}

/* The lines [first, last) that are in sight of `count` that begin at `row`. */
static void in_sight(struct area a, int row, size_t count, size_t *first, size_t *last)
{
  size_t rows = row < a.rows ? (size_t)(a.rows - row) : 0;
  *last = rows < count ? rows : count;
  *first = row >= 0 ? 0 : (size_t)-row < *last ? (size_t)-row : *last;
}

static const struct reading *reading_at(const struct target *t, size_t line)
{
  return target_nth(t, t->reading_count - 1 - line);
}

/* Of the readings around the lines in sight, by whole blocks: so that columns stand still while a screenful
 * goes by. */
static void measure(struct readings *v, size_t first, size_t last)
{
  struct buf text = {0};
  first -= first % MEASURED;
  last += MEASURED - 1 - (last + MEASURED - 1) % MEASURED;
  for (size_t i = first; i < last && i < v->t->reading_count; i++)
    for (int c = 0; c < READ_COUNT; c++) {
      buf_clear(&text);
      reading_text(v, reading_at(v->t, i), c, &text);
      int cols = text.len ? text_cols(text.data) : 0, most = c == READ_BY ? 16 : 24;
      cols = cols > most ? most : cols;
      v->width[c] = cols > v->width[c] ? cols : v->width[c];
    }
  buf_release(&text);
}

static void draw_reading(const struct readings *v, struct area a, int row, const struct reading *r)
{
  bool ascii = v->s->look.ascii, later = date_cmp(r->through, scene_board(v->s)->when.as_of) > 0;
  bool typed = v->previewed && date_cmp(r->through, v->s->entry.reading.through) == 0;
  unsigned role = typed ? ROLE_PREVIEW : later ? ROLE_DIM : ROLE_TEXT;
  int col = 3;
  char day[16];
  struct buf text = {0};
  area_put(a, row, 1, ROLE_PREVIEW, typed ? (ascii ? ">" : "→") : " ");
  col = area_put(a, row, col, role, date_format(r->through, day, sizeof day)) + 2;
  for (int c = 0; c < READ_COUNT; c++) {
    buf_clear(&text);
    reading_text(v, r, c, &text);
    const char *shown = text.data ? text.data : "";
    if (v->width[c] == 0)
      continue;
    if (c == READ_VALUE)
      area_right(a, row, col, v->width[c], role, shown);
    else
      area_clip(a, row, col, v->width[c], typed ? role : ROLE_DIM, shown, ascii);
    col += v->width[c] + 2;
  }
  area_clip(a, row, col, a.cols - col - 1, typed ? role : ROLE_DIM, r->note, ascii);
  buf_release(&text);
}

static void draw_readings(const struct scene *s, struct area a, int row, const struct target *t,
                          bool previewed)
{
  struct readings v = {.s = s, .t = t, .previewed = previewed};
  struct buf title = {0};
  size_t first, last;
  buf_printf(&title, TR(s->look.lang, "Readings (%zu)", "历次数据（%zu）"), t->reading_count);
  draw_heading(a, row, title.data);
  buf_release(&title);
  row += HEADING;
  if (t->reading_count == 0)
    area_put(a, row, 3, ROLE_DIM, TR(s->look.lang, "none yet", "尚未填报"));
  in_sight(a, row, t->reading_count, &first, &last);
  measure(&v, first, last);
  for (size_t i = first; i < last; i++)
    draw_reading(&v, a, row + (int)i, reading_at(t, i));
}

static void draw_stages(const struct scene *s, struct area a, int row, const struct target *t,
                        const struct score *score)
{
  char day[16], weight[40];
  size_t first, last;
  draw_heading(a, row, TR(s->look.lang, "Stages", "阶段"));
  row += HEADING;
  in_sight(a, row, t->stage_count, &first, &last);
  for (size_t i = first; i < last; i++) {
    const struct stage *stage = &t->stages[i];
    bool done = score->reading && target_stage_done(t, score->reading, i);
    bool late = !done && date_cmp(stage->due, scene_board(s)->when.as_of) <= 0;
    enum light l = done ? LIGHT_DONE : late ? LIGHT_BEHIND : LIGHT_NOT_STARTED;
    int line = row + (int)i, col = 3;
    area_put(a, line, col, light_role(l), light_glyph(l, s->look.ascii));
    col = area_put(a, line, col + 2, late ? light_role(l) : ROLE_DIM,
                   date_format(stage->due, day, sizeof day)) +
          2;
    struct buf text = {0};
    buf_puts(&text, words_in(&stage->name, s->look.lang));
    if (stage->weight.micros != DECIMAL_ONE)
      buf_printf(&text, TR(s->look.lang, "  (weight %s)", "（权重 %s）"),
                 decimal_print(stage->weight, weight, sizeof weight));
    area_clip(a, line, col, a.cols - col - 1, ROLE_TEXT, text.data, s->look.ascii);
    buf_release(&text);
  }
}

static void draw_items(const struct scene *s, struct area a, int row, const struct target *t)
{
  size_t done = 0, first, last;
  char day[16];
  struct buf title = {0};
  for (size_t i = 0; i < t->item_count; i++)
    done += t->items[i].done;
  buf_printf(&title, TR(s->look.lang, "Items (%zu of %zu done)", "清单（已完成 %zu／%zu）"), done,
             t->item_count);
  draw_heading(a, row, title.data);
  buf_release(&title);
  row += HEADING;
  in_sight(a, row, t->item_count, &first, &last);
  for (size_t i = first; i < last; i++) {
    const struct item *item = &t->items[i];
    enum light l = item->done ? LIGHT_DONE : LIGHT_NO_DATA;
    int line = row + (int)i;
    area_put(a, line, 3, light_role(l), light_glyph(l, s->look.ascii));
    area_put(a, line, 5, ROLE_DIM, item->done ? date_format(item->done_on, day, sizeof day) : "");
    area_clip(a, line, 17, a.cols - 18, ROLE_TEXT, words_in(&item->name, s->look.lang), s->look.ascii);
  }
}

static int lines_of(size_t count)
{
  return count > 0 ? HEADING + (int)count : 0;
}

int detail_tables_lines(const struct target *t)
{
  return lines_of(t->reading_count > 0 ? t->reading_count : 1) + lines_of(t->stage_count) +
         lines_of(t->item_count);
}

void detail_tables(const struct scene *s, struct area a, int row, size_t target)
{
  bool previewed = scene_previewed(s) == target;
  const struct target *t = scene_shown(s, target);
  draw_readings(s, a, row, t, previewed);
  row += lines_of(t->reading_count > 0 ? t->reading_count : 1);
  if (t->stage_count > 0)
    draw_stages(s, a, row, t, board_score(scene_board(s), target));
  row += lines_of(t->stage_count);
  if (t->item_count > 0)
    draw_items(s, a, row, t);
}
