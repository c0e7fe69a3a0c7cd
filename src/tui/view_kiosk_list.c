/* The wall's lists: a pane's targets, the furthest behind, what changed today. Where a list is short and the
 * screen high, its lines stand apart, and where there is still more room each becomes a block with a large
 * figure. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/kiosk_parts.h"
#include "guatu/tui/parts.h"

enum { BLOCK_MOST = 14, BLOCK_COLS = 60, APART_MOST = 2, PANE_COLS = 100, PANE_NAME = 18 };

static const char *text_of(const struct buf *b)
{
  return b->data ? b->data : "";
}

static int min_of(int a, int b)
{
  return a < b ? a : b;
}

/* ---- headings ---- */

void kiosk_list_name(struct buf *out, const struct kiosk_scene *s, const struct kiosk_page *p)
{
  enum lang lang = s->scene.look.lang;
  switch (p->kind) {
  case KIOSK_OVERVIEW:
    break;
  case KIOSK_PANE:
    text_pane(out, &s->scene, p->pane);
    break;
  case KIOSK_BEHIND:
    buf_puts(out, TR(lang, "Furthest behind", "落后最多"));
    break;
  case KIOSK_CHANGES:
    buf_printf(out, TR(lang, "Changed today: %zu", "今日改动 %zu 条"), s->change_total);
    if (s->change_total > s->change_count)
      buf_printf(out, TR(lang, ", the latest %zu", "，最近 %zu 条"), s->change_count);
    break;
  }
}

/* The list's name; of a pane also its counts, completion and coverage. */
static void draw_title(const struct kiosk_scene *s, struct area a, const struct kiosk_page *p)
{
  struct buf title = {0}, done = {0};
  kiosk_list_name(&title, s, p);
  if (p->parts > 1)
    buf_printf(&title, "  %zu/%zu", p->part, p->parts);
  int right = a.cols;
  if (p->kind == KIOSK_PANE) {
    const struct tally *t = &s->scene.board->panes[p->pane];
    text_completion(&done, t, s->scene.look.ascii);
    buf_printf(&done, " (%zu/%zu)", t->measured, t->count);
    right -= text_cols(done.data);
    area_put(a, 0, right, ROLE_TITLE, done.data);
  }
  int wide = min_of(text_cols(text_of(&title)), right - 1);
  int col = area_clip(a, 0, 0, wide, ROLE_TITLE, text_of(&title), s->scene.look.ascii);
  if (p->kind == KIOSK_PANE && col + 8 < right)
    draw_counts(area_part(a, 0, col + 3, 1, right - col - 5), 0, 0, s->scene.board->panes[p->pane].lights,
                a.cols >= 120 ? WORDING_CALLS : WORDING_NONE, &s->scene.look);
  buf_release(&title);
  buf_release(&done);
}

/* ---- targets ---- */

/* What a list of targets is drawn from: rows of one pane, or of all. */
struct targets {
  const struct kiosk_scene *s;
  struct scene scene; /* with one list of rows: table_make measures that */
  struct row_list list;
  bool panes; /* the rows are of several panes: each names its own */
};

static const struct target *target_at(const struct targets *t, size_t line)
{
  return &t->scene.plan->targets[t->list.targets[line]];
}

static void draw_rows(const struct targets *t, struct area a, const struct kiosk_page *p, int high)
{
  int pane = t->panes && a.cols >= PANE_COLS ? PANE_NAME : 0, row = 0;
  struct area in = area_part(a, 0, 0, a.rows, a.cols - (pane ? pane + 2 : 0));
  struct table table = table_make(&t->scene, 0, 1, in.cols);
  if (kiosk_list_room(a.rows + 1) < a.rows) { /* the same arithmetic that left a line for it */
    table_headings(&table, &t->scene, in, 1);
    row = 2;
  }
  for (size_t i = 0; i < p->count; i++, row += high) {
    size_t line = p->first + i;
    table_row(&table, &t->scene, in, row, t->list.targets[line]);
    if (table.width[COLUMN_BAR] > 0)
      kiosk_blocks(t->s, in, row, table.start[COLUMN_BAR], table.width[COLUMN_BAR]);
    if (pane) {
      struct buf name = {0};
      text_pane(&name, &t->scene, target_at(t, line)->pane);
      area_clip(a, row, a.cols - pane, pane, ROLE_DIM, name.data, t->scene.look.ascii);
      buf_release(&name);
    }
  }
}

/* "24 / ≥32 条 · −9.0 · 截至 9月 · 建设局" */
static void text_standing(struct buf *out, const struct targets *t, const struct target *of,
                          const struct score *score)
{
  const struct look *look = &t->scene.look;
  const char *apart = look->ascii ? " - " : " · ";
  struct buf gap = {0};
  display_value(out, of, score->reading, look->lang, look->ascii);
  if (score->reading && of->stage_count > 0) /* "2/4" names its whole */
    buf_puts(out, TR(look->lang, " stages", " 个阶段"));
  else if (!score->reading || score->reading->of == 0) {
    buf_puts(out, " / ");
    display_target(out, of, look->lang, look->ascii);
  }
  display_gap(&gap, score, look->ascii);
  if (gap.len > 0)
    buf_printf(out, "%s%s%s", apart, TR(look->lang, "gap ", "差距 "), gap.data);
  if (score->reading) {
    buf_printf(out, "%s%s", apart, TR(look->lang, "as of ", "截至 "));
    text_day(out, t->scene.plan, score->reading->through, look->lang);
  }
  if (of->owner_count > 0)
    buf_printf(out, "%s%s", apart, of->owners[0]);
  buf_release(&gap);
}

static void draw_block(const struct targets *t, struct area a, size_t line, int scale)
{
  const struct target *of = target_at(t, line);
  const struct score *score = board_score(t->scene.board, t->list.targets[line]);
  const struct look *look = &t->scene.look;
  unsigned role = light_role(score->light);
  struct buf figure = {0}, text = {0}, right = {0};
  int most = large_cols("100.0%", scale), col = most + 3, cols = a.cols - col,
      top = (large_lines(scale) - 3) / 2;
  display_completion(&figure, of, score, true);
  if (large_cols(figure.data, scale) > most) { /* a level may be far above its target */
    buf_clear(&figure);
    buf_puts(&figure, score->completion.num < 0 ? "-" : "+");
  }
  kiosk_large(t->s, a, 0, most - large_cols(figure.data, scale), role, figure.data, scale);
  buf_puts(&right, words_in(&light_words[score->light].name, look->lang));
  if (t->panes) {
    buf_puts(&right, look->ascii ? " - " : " · ");
    text_pane(&right, &t->scene, of->pane);
  }
  int wide = min_of(text_cols(right.data), cols / 2), name = cols - wide - 4;
  int end = area_put(a, top, col, role, light_glyph(score->light, look->ascii)) + 1;
  area_clip(a, top, end, min_of(text_cols(words_in(&of->name, look->lang)), name), ROLE_TITLE,
            words_in(&of->name, look->lang), look->ascii);
  area_clip(a, top, a.cols - wide, wide, role, right.data, look->ascii);
  text_standing(&text, t, of, score);
  area_clip(a, top + 1, col, min_of(text_cols(text.data), cols), ROLE_TEXT, text.data, look->ascii);
  draw_bar(a, top + 2, col, cols, role == ROLE_SILENT || role == ROLE_STALE ? ROLE_DIM : role, score,
           look->ascii);
  kiosk_blocks(t->s, a, top + 2, col, cols);
  buf_release(&figure);
  buf_release(&text);
  buf_release(&right);
}

/* Lines each may have, and the scale of its figure; 0: no block, a row. */
static int block_of(const struct targets *t, int rows, int cols, size_t count, int *scale)
{
  int high = count > 0 && (size_t)rows / count < BLOCK_MOST ? (int)((size_t)rows / count) : BLOCK_MOST;
  *scale =
      cols >= BLOCK_COLS && high >= 4 ? large_fit("100.0%", high - 1, cols * 3 / 10, t->scene.look.ascii) : 0;
  return high;
}

static void draw_targets(const struct kiosk_scene *s, struct area a, const struct kiosk_page *p,
                         const struct row_list *list)
{
  struct targets t = {.s = s, .scene = s->scene, .list = *list, .panes = p->kind == KIOSK_BEHIND};
  t.list.top = p->first;
  t.scene.rows = &t.list;
  t.scene.row_lists = 1;
  int scale, rows = a.rows - 1, high = block_of(&t, rows, a.cols, p->count, &scale);
  if (p->count == 0) {
    area_put(a, 0, 0, ROLE_DIM, TR(s->scene.look.lang, "no targets", "没有目标"));
    return;
  }
  if (scale == 0) {
    int most = (int)((size_t)(a.rows > 2 ? a.rows - 2 : a.rows) / p->count);
    draw_rows(&t, a, p, most < 1 ? 1 : min_of(most, APART_MOST));
    return;
  }
  for (size_t i = 0; i < p->count; i++)
    draw_block(&t, area_part(a, 1 + (int)i * high, 0, high, a.cols), p->first + i, scale);
}

/* ---- changes ---- */

static void text_change_of(struct buf *out, const struct kiosk_scene *s, const struct kiosk_change *c)
{
  const char *none = s->scene.look.ascii ? "-" : "—";
  buf_printf(out, "%s %s %s", c->old ? c->old : none, s->scene.look.ascii ? ">" : "→",
             c->now ? c->now : none);
}

static void draw_change(const struct kiosk_scene *s, struct area a, int row, const struct kiosk_change *c)
{
  enum { TIME = 7, WHO = 10, CHANGE = 20, MONTH = 9 };
  const struct scene *scene = &s->scene;
  enum lang lang = scene->look.lang;
  bool ascii = scene->look.ascii;
  const struct target *t = plan_find(scene->plan, c->target);
  struct buf change = {0}, day = {0}, rest = {0};
  int col = area_put(a, row, 0, ROLE_DIM, c->time) + 2;
  int change_cols = a.cols >= 56 ? CHANGE : 14, name = min_of(a.cols - col - change_cols - 2, 44);
  text_change_of(&change, s, c);
  text_day(&day, scene->plan, c->through, lang);
  buf_puts(&rest, c->who);
  if (c->what != JOURNAL_SET)
    buf_printf(&rest, "  %s", words_in(&journal_words[c->what].name, lang));
  if (c->note && *c->note)
    buf_printf(&rest, "  # %s", c->note);
  if (a.cols >= 72)
    name = min_of(a.cols - col - change_cols - MONTH - WHO - 4, 44);
  if (name > 3) {
    area_clip(a, row, col, name, ROLE_TITLE, t ? words_in(&t->name, lang) : c->target, ascii);
    col += name + 2;
  }
  if (a.cols >= 72) {
    area_clip(a, row, col, MONTH, ROLE_DIM, text_of(&day), ascii);
    col += MONTH;
  }
  area_clip(a, row, col, min_of(change_cols, a.cols - col), ROLE_TEXT, change.data, ascii);
  col += change_cols + 2;
  if (a.cols - col >= 4)
    area_clip(a, row, col, min_of(text_cols(rest.data), a.cols - col), ROLE_DIM, rest.data, ascii);
  buf_release(&change);
  buf_release(&day);
  buf_release(&rest);
}

/* The newest first. */
static void draw_changes(const struct kiosk_scene *s, struct area a, const struct kiosk_page *p)
{
  int most = p->count > 0 ? (int)((size_t)(a.rows > 1 ? a.rows - 1 : 1) / p->count) : 1;
  int high = most < 1 ? 1 : min_of(most, APART_MOST), row = a.rows > 2 ? 1 : 0;
  for (size_t i = 0; i < p->count && p->first + i < s->change_count; i++, row += high)
    draw_change(s, a, row, &s->changes[s->change_count - 1 - p->first - i]);
}

void view_kiosk_list(const struct kiosk_scene *s, struct area a, const struct kiosk_page *p)
{
  if (a.rows < 1)
    return;
  struct area in = a;
  if (kiosk_list_headed(a.rows)) {
    draw_title(s, a, p);
    in = area_part(a, 1, 0, a.rows - 1, a.cols);
  }
  switch (p->kind) {
  case KIOSK_OVERVIEW:
    break;
  case KIOSK_PANE:
    draw_targets(s, in, p, &s->scene.rows[p->pane]);
    break;
  case KIOSK_BEHIND:
    draw_targets(s, in, p, &s->behind);
    break;
  case KIOSK_CHANGES:
    draw_changes(s, in, p);
    break;
  }
}
