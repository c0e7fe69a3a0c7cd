/* A pane's frame with its targets, as the side table and the wall show it. The frame says which pane, how far
 * it is and how many of each light; its lower edge says what is out of sight and what filter, order and
 * search the rows are under. */
#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

static bool is_chosen(const struct scene *s, size_t pane)
{
  return pane == s->pane;
}

/* Completion, coverage and lights at the right of the upper edge; parts give way until what is left fits
 * beside the name. */
static void draw_summary(const struct scene *s, struct area a, size_t pane, int name_end)
{
  const struct tally *now = &scene_board(s)->panes[pane], *saved = &s->board->panes[pane];
  bool ascii = s->look.ascii, moved = s->preview && s->plan->targets[s->entry.target].pane == pane;
  struct buf done = {0}, of = {0};
  if (moved) {
    text_completion(&done, saved, ascii);
    buf_puts(&done, ascii ? " > " : " → ");
  }
  text_completion(&done, now, ascii);
  if (moved) {
    buf_putc(&done, ' ');
    text_change(&done, saved, now, ascii);
  }
  buf_printf(&of, " %zu/%zu", now->measured, now->count);
  int room = a.cols - 3 - name_end, lights = lights_cols(now->lights), cols = text_cols(done.data);
  bool with_of = room >= cols + text_cols(of.data) + 2;
  cols += with_of ? text_cols(of.data) : 0;
  bool with_lights = lights > 0 && room >= cols + lights + 4;
  cols += with_lights ? lights + 2 : 0;
  if (room >= cols + 2) {
    int col = a.cols - 2 - cols - 1;
    area_fill(a, 0, col - 1, 1, cols + 2, ROLE_TEXT);
    if (with_lights)
      col = draw_lights(a, 0, col, now->lights, ascii) + 2;
    col = area_put(a, 0, col, moved ? ROLE_PREVIEW : ROLE_TITLE, done.data);
    if (with_of)
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

static void draw_rows(const struct scene *s, struct area in, size_t pane, bool headings)
{
  const struct row_list *list = &s->rows[pane];
  struct table table = table_make(s, pane, in.cols);
  unsigned mark = scene_in_rows(s) ? STYLE_SELECTED : STYLE_CHOSEN;
  int row = 0;
  if (headings)
    table_headings(&table, s, in, row++);
  if (list->count == 0)
    draw_nothing(s, area_part(in, row, 0, 1, in.cols));
  for (size_t i = list->top; i < list->count && row < in.rows; i++, row++)
    table_row(&table, s, in, row, list->targets[i], is_chosen(s, pane) && i == list->cursor ? mark : 0);
}

void view_pane(const struct scene *s, struct area a, size_t pane, const struct layout *l)
{
  if (pane >= s->row_lists || a.rows < 1)
    return;
  if (l->shape == SHAPE_LIST) {
    draw_rows(s, a, pane, false);
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
  draw_summary(s, a, pane, end + 1);
  draw_edge(s, a, pane, l->visible[pane]);
  draw_rows(s, area_part(a, 1, 1, a.rows - 2, a.cols - 2), pane, l->headings);
  buf_release(&title);
}

void view_wall(const struct scene *s, struct area screen, const struct layout *l)
{
  for (size_t i = 0; i < LAYOUT_PANES; i++) {
    const struct rect *r = &l->panes[i];
    view_pane(s, area_part(screen, r->row, r->col, r->rows, r->cols), i, l);
  }
}
