/* A pane's frame with its targets, as the side table and the wall show it. The frame says which pane, how far
 * it is and how many of each light; its lower edge says what is out of sight and what filter, order and
 * search the rows are under. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

static bool is_chosen(const struct scene *s, size_t pane)
{
  return pane == s->pane;
}

/* How far the pane is, "41.3%", or "41.3% → 41.9% +0.6" while a figure of it is being typed. */
static void text_standing(struct buf *out, const struct scene *s, size_t pane, bool moved)
{
  const struct tally *now = &scene_board(s)->panes[pane], *saved = &s->board->panes[pane];
  bool ascii = s->look.ascii;
  if (moved) {
    text_completion(out, saved, ascii);
    buf_puts(out, ascii ? " > " : " → ");
  }
  text_completion(out, now, ascii);
  if (moved) {
    buf_putc(out, ' ');
    text_change(out, saved, now, ascii);
  }
}

/* How many of each light, completion and coverage at the right of the upper edge; where there is not room for
 * all beside the name, first the coverage gives way, then all counts but those of what is behind. */
static void draw_summary(const struct scene *s, struct area a, size_t pane, int name_end)
{
  const struct tally *now = &scene_board(s)->panes[pane];
  bool moved = s->preview && s->plan->targets[s->entry.target].pane == pane;
  struct buf done = {0}, of = {0};
  size_t lights[LIGHT_COUNT];
  memcpy(lights, now->lights, sizeof lights);
  text_standing(&done, s, pane, moved);
  buf_printf(&of, " (%zu/%zu)", now->measured, now->count);
  int room = a.cols - 5 - name_end, cols = text_cols(done.data);
  int counts = counts_cols(lights, WORDING_NONE, &s->look), coverage = text_cols(of.data);
  if (counts + 2 + cols + coverage > room) {
    counts_calling(now->lights, lights);
    counts = counts_cols(lights, WORDING_NONE, &s->look);
  }
  counts = counts > 0 && counts + 2 + cols <= room ? counts + 2 : 0;
  coverage = counts + cols + coverage <= room ? coverage : 0;
  if (cols <= room) {
    int col = a.cols - 3 - counts - cols - coverage;
    area_fill(a, 0, col - 1, 1, counts + cols + coverage + 2, ROLE_TEXT);
    if (counts > 0)
      draw_counts(a, 0, col, lights, WORDING_NONE, &s->look);
    col = area_put(a, 0, col + counts, moved ? ROLE_PREVIEW : ROLE_TITLE, done.data);
    if (coverage > 0)
      area_put(a, 0, col, ROLE_DIM, of.data);
  }
  buf_release(&done);
  buf_release(&of);
}

/* "↑ 3  ↓ 12 more" and "filter: behind · order: …" on the lower edge. */
static void draw_edge(const struct scene *s, struct area a, size_t pane, int visible)
{
  const struct row_list *list = &s->rows[pane];
  size_t shown = (size_t)(visible > 0 ? visible : 0),
         below = list->count > list->top + shown ? list->count - list->top - shown : 0;
  enum lang lang = s->look.lang;
  bool ascii = s->look.ascii;
  struct buf text = {0};
  int end = a.cols - 2;
  if (list->top > 0)
    buf_printf(&text, " %s%zu", ascii ? "^" : "↑", list->top);
  if (below > 0)
    buf_printf(&text, " %s%zu", ascii ? "v" : "↓", below);
  if (text.len) {
    buf_puts(&text, TR(lang, " more ", " 项 "));
    end -= text_cols(text.data);
    area_put(a, a.rows - 1, end, ROLE_TITLE, text.data);
  }
  buf_clear(&text);
  if (s->filter != FILTER_NONE)
    buf_printf(&text, TR(lang, " filter: %s", " 筛选：%s"), words_in(&filter_words[s->filter], lang));
  if (s->sort != SORT_FILE)
    buf_printf(&text, TR(lang, " order: %s", " 排序：%s"), words_in(&sort_words[s->sort], lang));
  if (*s->find)
    buf_printf(&text, TR(lang, " find: %s", " 查找：%s"), s->find);
  if (text.len) {
    buf_putc(&text, ' ');
    int cols = text_cols(text.data);
    area_clip(a, a.rows - 1, 2, cols < end - 3 ? cols : end - 3, ROLE_KEY, text.data, ascii);
  }
  buf_release(&text);
}

static void draw_nothing(const struct scene *s, struct area in)
{
  bool narrowed = s->filter != FILTER_NONE;
  const char *text = narrowed ? TR(s->look.lang, "nothing matches", "没有符合的目标")
                              : TR(s->look.lang, "no targets", "没有目标");
  area_clip(in, 0, 1, in.cols - 2, ROLE_DIM, text, s->look.ascii);
}

/* Rows go by their place in the list, so that those which stay on the screen are kept when it is scrolled.
 * `looks` is what all rows have in common. */
static void draw_row(const struct scene *s, struct area row, size_t part, uint64_t looks,
                     const struct table *table, size_t target, unsigned flags)
{
  struct kept *kept = scene_previewed(s) == target ? NULL : s->kept; /* a figure changes with each key */
  bool news = s->news && s->news[target];
  struct area on = kept_begin(kept, part, row, kept_looks(kept_looks(looks, target), news));
  if (on.rows > 0)
    table_row(table, s, on, 0, target);
  kept_end(kept, part, row);
  table_mark(table, s, row, 0, target, flags);
}

static void draw_rows(const struct scene *s, struct area in, size_t pane, const struct table *table,
                      const struct layout *l)
{
  const struct row_list *list = &s->rows[pane];
  unsigned mark = scene_in_rows(s) ? STYLE_SELECTED : STYLE_CHOSEN;
  uint64_t looks = kept_looks_of(scene_looks(s), table, sizeof *table);
  int row = 0;
  size_t part = PART_ROWS, places = (size_t)(l->visible[pane] > 0 ? l->visible[pane] : 1);
  for (size_t i = 0; i < pane; i++)
    part += (size_t)(l->visible[i] > 0 ? l->visible[i] : 0);
  if (l->headings[pane])
    table_headings(table, s, in, row++);
  if (list->count == 0)
    draw_nothing(s, area_part(in, row, 0, 1, in.cols));
  for (size_t i = list->top; i < list->count && row < in.rows; i++, row++)
    draw_row(s, area_part(in, row, 0, 1, in.cols), part + i % places, looks, table, list->targets[i],
             is_chosen(s, pane) && i == list->cursor ? mark : 0);
}

static void draw_pane(const struct scene *s, struct area a, size_t pane, const struct table *table,
                      const struct layout *l)
{
  if (pane >= s->row_lists || a.rows < 1)
    return;
  if (l->shape == SHAPE_LIST) {
    draw_rows(s, a, pane, table, l);
    return;
  }
  bool focused = is_chosen(s, pane) && (scene_in_rows(s) || l->shape == SHAPE_WALL);
  struct buf title = {0};
  text_pane(&title, s, pane);
  area_frame(a, focused ? ROLE_FOCUS : ROLE_BORDER, NULL, NULL, s->look.ascii);
  int wide = text_cols(title.data), room = a.cols - 6;
  area_put(a, 0, 1, ROLE_TITLE, " ");
  int end = area_clip(a, 0, 2, wide < room ? wide : room, focused ? ROLE_FOCUS : ROLE_TITLE, title.data,
                      s->look.ascii);
  area_put(a, 0, end, ROLE_TITLE, " ");
  if (l->shape != SHAPE_SIDE) /* there the column beside says it */
    draw_summary(s, a, pane, end + 1);
  draw_edge(s, a, pane, l->visible[pane]);
  draw_rows(s, area_part(a, 1, 1, a.rows - 2, a.cols - 2), pane, table, l);
  buf_release(&title);
}

/* The pane after those that stand in one column with `first`. */
static size_t column_end(const struct layout *l, size_t first)
{
  size_t last = first + 1;
  while (last < LAYOUT_PANES && l->panes[first].rows > 0 && l->panes[last].rows > 0 &&
         l->panes[last].col == l->panes[first].col)
    last++;
  return last;
}

/* Panes above each other share one table, so that all figures of a column stand in line. */
void view_wall(const struct scene *s, struct area screen, const struct layout *l)
{
  size_t last;
  for (size_t first = 0; first < LAYOUT_PANES && first < s->row_lists; first = last) {
    const struct rect *r = &l->panes[first];
    last = column_end(l, first);
    if (r->rows == 0)
      continue;
    struct table table = table_make(s, first, last, l->shape == SHAPE_LIST ? r->cols : r->cols - 2);
    for (size_t i = first; i < last; i++, r++)
      draw_pane(s, area_part(screen, r->row, r->col, r->rows, r->cols), i, &table, l);
  }
}
