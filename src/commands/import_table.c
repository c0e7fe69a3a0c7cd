/* The table of what an import changes, aligned by what a terminal shows. All cells are made first, because a
 * column is as wide as its widest. */
#include "guatu/commands/import_table.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"

enum cell {
  CELL_ID,
  CELL_NAME,
  CELL_DAY,
  CELL_FIGURE,
  CELL_FIGURE_NEW,
  CELL_SHARE,
  CELL_SHARE_NEW,
  CELL_LIGHT,
  CELL_LIGHT_NEW,
  CELLS
};

/* Over a pair of cells stands one heading, that of the first. */
static const struct words headings[CELLS] = {
    [CELL_ID] = {"target", "编号"},        [CELL_NAME] = {"name", "指标"},
    [CELL_DAY] = {"through", "截至"},      [CELL_FIGURE] = {"figure", "数值"},
    [CELL_SHARE] = {"completion", "完成"}, [CELL_LIGHT] = {"light", "进度"},
};

enum { NAME_COLS = 24, ARROW_COLS = 4 };

struct table {
  const struct plan *plan;
  const struct import *im;
  enum lang lang;
  bool ascii, plain; /* no signs beyond ASCII; nothing at all beyond it */
  struct when when;
  struct arena arena;
  const char *(*rows)[CELLS]; /* by the import's rows; the id of one that is not shown is NULL */
  int cols[CELLS];
};

static bool is_pair(int cell)
{
  return cell == CELL_FIGURE || cell == CELL_SHARE || cell == CELL_LIGHT;
}

static const char *arrow(const struct table *t)
{
  return t->ascii ? " -> " : " → ";
}

static void put(struct table *t, size_t row, enum cell cell, struct buf *text)
{
  struct buf ascii = {0};
  if (t->plain)
    text_ascii(&ascii, text->data);
  const struct buf *shown = t->plain ? &ascii : text;
  t->rows[row][cell] = arena_text(&t->arena, shown->data, shown->len);
  int cols = text_cols(t->rows[row][cell]);
  t->cols[cell] = cols > t->cols[cell] ? cols : t->cols[cell];
  buf_release(&ascii);
  buf_clear(text);
}

static void put_state(struct table *t, size_t row, int side, const struct target *target)
{
  const struct import_row *r = &t->im->rows[row];
  struct score score = score_standing(t->plan, target, t->when);
  struct buf text = {0};
  display_value(&text, target, target_reading(target, r->reading.through), t->lang, t->ascii);
  put(t, row, (enum cell)(CELL_FIGURE + side), &text);
  display_completion(&text, target, &score, t->ascii);
  put(t, row, (enum cell)(CELL_SHARE + side), &text);
  buf_puts(&text, words_in(&light_words[score.light].name, t->lang));
  put(t, row, (enum cell)(CELL_LIGHT + side), &text);
  buf_release(&text);
}

static void fill_row(void *context, size_t row, const struct target *before, const struct target *after)
{
  struct table *t = context;
  const struct import_row *r = &t->im->rows[row];
  struct buf text = {0};
  char day[16];
  buf_puts(&text, r->target->id);
  put(t, row, CELL_ID, &text);
  text_clip(&text, words_in(&r->target->name, t->lang), NAME_COLS, t->ascii, false);
  put(t, row, CELL_NAME, &text);
  buf_puts(&text, date_format_month(r->reading.through, day, sizeof day));
  put(t, row, CELL_DAY, &text);
  buf_release(&text);
  put_state(t, row, 0, before);
  put_state(t, row, 1, after);
}

static void blanks(struct buf *out, int cols)
{
  for (; cols > 0; cols--)
    buf_putc(out, ' ');
}

static void line_begin(struct buf *out, const struct table *t)
{
  buf_puts(out, t->plan->demo ? "DEMO " : "");
}

static void line_end(struct buf *out)
{
  while (out->len > 0 && out->data[out->len - 1] == ' ')
    out->data[--out->len] = '\0';
  buf_putc(out, '\n');
}

static void put_headings(struct buf *out, struct table *t)
{
  line_begin(out, t);
  for (int cell = 0; cell < CELLS; cell += is_pair(cell) ? 2 : 1) {
    const char *text = words_in(&headings[cell], t->lang);
    int *last = &t->cols[is_pair(cell) ? cell + 1 : cell];
    int room = is_pair(cell) ? t->cols[cell] + ARROW_COLS + *last : *last;
    if (text_cols(text) > room)
      *last += text_cols(text) - room;
    buf_puts(out, text);
    blanks(out, (room > text_cols(text) ? room - text_cols(text) : 0) + 2);
  }
  line_end(out);
}

/* The first of a pair stands at the right, by the arrow. */
static void put_row(struct buf *out, const struct table *t, const char *const *cells)
{
  line_begin(out, t);
  for (int cell = 0; cell < CELLS; cell++) {
    int rest = t->cols[cell] - text_cols(cells[cell]);
    blanks(out, is_pair(cell) ? rest : 0);
    buf_puts(out, cells[cell]);
    blanks(out, is_pair(cell) ? 0 : rest + 2);
    buf_puts(out, is_pair(cell) ? arrow(t) : "");
  }
  line_end(out);
}

void import_table(struct buf *out, const struct call *c, const struct plan *plan, const struct import *im)
{
  bool ascii = call_ascii(c);
  struct table t = {.plan = plan,
                    .im = im,
                    .lang = c->lang_out,
                    .ascii = ascii,
                    .plain = ascii && c->lang_out == LANG_EN,
                    .when = call_when(c, plan)};
  if (im->count == im->unchanged)
    return;
  t.rows = mem_alloc(im->count * sizeof *t.rows);
  import_walk(im, fill_row, &t);
  put_headings(out, &t);
  for (size_t i = 0; i < im->count; i++)
    if (t.rows[i][CELL_ID])
      put_row(out, &t, t.rows[i]);
  arena_free(&t.arena);
  free(t.rows);
}
