/* The tables at the foot of a target's detail: its readings newest first, its stages, its items. */
#include <stdio.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/aim.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

/* The columns of the readings: when to, what, by whom, when entered; the note takes what is left. */
enum { READ_VALUE, READ_BY, READ_AT, READ_COUNT };

struct readings {
  const struct scene *s;
  const struct target *t;
  bool previewed; /* one of them is being typed */
  int width[READ_COUNT];
};

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

static void measure(struct readings *v)
{
  struct buf text = {0};
  for (size_t i = 0; i < v->t->reading_count; i++)
    for (int c = 0; c < READ_COUNT; c++) {
      buf_clear(&text);
      reading_text(v, target_nth(v->t, i), c, &text);
      int cols = text.len ? text_cols(text.data) : 0, most = c == READ_BY ? 16 : 24;
      cols = cols > most ? most : cols;
      v->width[c] = cols > v->width[c] ? cols : v->width[c];
    }
  buf_release(&text);
}

static void draw_reading(const struct readings *v, struct page *p, const struct reading *r)
{
  bool ascii = v->s->look.ascii, later = date_cmp(r->through, scene_board(v->s)->when.as_of) > 0;
  bool typed = v->previewed && date_cmp(r->through, v->s->entry.reading.through) == 0;
  unsigned role = typed ? ROLE_PREVIEW : later ? ROLE_DIM : ROLE_TEXT;
  int row = page_lines(p, 1), cols = p->canvas.cols, col = 3;
  char day[16];
  struct buf text = {0};
  area_put(p->area, row, 1, ROLE_PREVIEW, typed ? (ascii ? ">" : "→") : " ");
  col = area_put(p->area, row, col, role, date_format(r->through, day, sizeof day)) + 2;
  for (int c = 0; c < READ_COUNT; c++) {
    buf_clear(&text);
    reading_text(v, r, c, &text);
    const char *shown = text.data ? text.data : "";
    if (v->width[c] == 0)
      continue;
    if (c == READ_VALUE)
      area_right(p->area, row, col, v->width[c], role, shown);
    else
      area_clip(p->area, row, col, v->width[c], typed ? role : ROLE_DIM, shown, ascii);
    col += v->width[c] + 2;
  }
  area_clip(p->area, row, col, cols - col - 1, typed ? role : ROLE_DIM, r->note, ascii);
  buf_release(&text);
}

static void draw_readings(const struct scene *s, struct page *p, const struct target *t, bool previewed)
{
  struct readings v = {.s = s, .t = t, .previewed = previewed};
  struct buf title = {0};
  buf_printf(&title, TR(s->look.lang, "Readings (%zu)", "历次数据（%zu）"), t->reading_count);
  page_heading(p, title.data);
  buf_release(&title);
  measure(&v);
  for (size_t i = t->reading_count; i-- > 0;)
    draw_reading(&v, p, target_nth(t, i));
  if (t->reading_count == 0)
    page_wrap(p, 3, p->canvas.cols - 4, ROLE_DIM, TR(s->look.lang, "none yet", "尚未填报"));
}

static void draw_stages(const struct scene *s, struct page *p, const struct target *t,
                        const struct score *score)
{
  char day[16], weight[40];
  page_heading(p, TR(s->look.lang, "Stages", "阶段"));
  for (size_t i = 0; i < t->stage_count; i++) {
    const struct stage *stage = &t->stages[i];
    bool done = score->reading && target_stage_done(t, score->reading, i);
    bool late = !done && date_cmp(stage->due, scene_board(s)->when.as_of) <= 0;
    enum light l = done ? LIGHT_DONE : late ? LIGHT_BEHIND : LIGHT_NOT_STARTED;
    int row = page_lines(p, 1), col = 3;
    area_put(p->area, row, col, light_role(l), light_glyph(l, s->look.ascii));
    col = area_put(p->area, row, col + 2, late ? light_role(l) : ROLE_DIM,
                   date_format(stage->due, day, sizeof day)) +
          2;
    struct buf text = {0};
    buf_puts(&text, words_in(&stage->name, s->look.lang));
    if (stage->weight.micros != DECIMAL_ONE)
      buf_printf(&text, TR(s->look.lang, "  (weight %s)", "（权重 %s）"),
                 decimal_print(stage->weight, weight, sizeof weight));
    area_clip(p->area, row, col, p->canvas.cols - col - 1, ROLE_TEXT, text.data, s->look.ascii);
    buf_release(&text);
  }
}

static void draw_items(const struct scene *s, struct page *p, const struct target *t)
{
  size_t done = 0;
  char day[16];
  struct buf title = {0};
  for (size_t i = 0; i < t->item_count; i++)
    done += t->items[i].done;
  buf_printf(&title, TR(s->look.lang, "Items (%zu of %zu done)", "清单（已完成 %zu／%zu）"), done,
             t->item_count);
  page_heading(p, title.data);
  buf_release(&title);
  for (size_t i = 0; i < t->item_count; i++) {
    const struct item *item = &t->items[i];
    enum light l = item->done ? LIGHT_DONE : LIGHT_NO_DATA;
    int row = page_lines(p, 1);
    area_put(p->area, row, 3, light_role(l), light_glyph(l, s->look.ascii));
    area_put(p->area, row, 5, ROLE_DIM, item->done ? date_format(item->done_on, day, sizeof day) : "");
    area_clip(p->area, row, 17, p->canvas.cols - 18, ROLE_TEXT, words_in(&item->name, s->look.lang),
              s->look.ascii);
  }
}

void detail_tables(const struct scene *s, struct page *p, size_t target)
{
  bool previewed = scene_previewed(s) == target;
  const struct target *t = previewed ? &s->entry.preview_target : &s->plan->targets[target];
  draw_readings(s, p, t, previewed);
  if (t->stage_count > 0)
    draw_stages(s, p, t, board_score(scene_board(s), target));
  if (t->item_count > 0)
    draw_items(s, p, t);
}
