/* Help: every key by where it works, from the live key table; what the lights mean; how a figure is typed. On
 * a wide screen in two columns, each a page of its own. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/keys.h"
#include "guatu/tui/parts.h"

enum { WIDE_COLS = 110, KEYS_COLS = 13 };

/* Where keys work. A binding is listed in the first group that it belongs to. */
static const struct group {
  unsigned contexts;
  struct words title;
} groups[] = {
    {IN_PANES | IN_ROWS, {"Panes and targets", "板块与目标"}},
    {IN_DETAIL, {"One target", "目标详情"}},
    {IN_ENTRY, {"While a figure is typed", "录入时"}},
    {IN_ASK, {"When guatu asks", "询问时"}},
    {IN_RESUME, {"After a session was cut off", "上次中断后"}},
    {IN_CONFLICT, {"When another entered the same figure", "他人同时录入时"}},
    {IN_FIND, {"While searching", "查找时"}},
    {IN_HELP | IN_CHANGES, {"In help and lists", "帮助与列表中"}},
    {IN_LOST, {"Figures that were overwritten", "被覆盖的数据"}},
    {IN_PATH | IN_IMPORT, {"A sheet", "导入数据表"}},
};

static const struct example {
  const char *text;
  struct words meaning;
} examples[] = {
    {"62", {"the figure is 62", "数据为 62"}},
    {"+5", {"5 more than the last one", "比上次增加 5"}},
    {"1.2万", {"12,000, scaled to the unit (also 亿)", "按单位换算（亿同理）"}},
    {"708/720", {"coverage: 708 of 720", "覆盖率：720 中的 708"}},
    {"done", {"a milestone is reached (also 完成, 2/4)", "里程碑完成（也可输入“完成”、2/4）"}},
    {"62 @2021-06", {"the figure up to the end of June (also @6)", "截至 6 月底的数据（也可 @6）"}},
    {"62 # text", {"with a note", "附说明"}},
};

static bool is_first_group(const struct binding *b, size_t group)
{
  for (size_t i = 0; i < group; i++)
    if (b->contexts & groups[i].contexts)
      return false;
  return (b->contexts & groups[group].contexts) != 0;
}

static void draw_help_line(struct page *p, const struct look *look, const char *left, unsigned style,
                           const char *right)
{
  struct buf shown = {0};
  int row = p->row, room = p->canvas.cols - KEYS_COLS - 4;
  if (look->ascii && style == ROLE_KEY) /* arrows */
    text_ascii(&shown, left);
  else
    buf_puts(&shown, left);
  page_wrap(p, KEYS_COLS + 3, room > 4 ? room : 4, ROLE_TEXT, right);
  area_clip(p->area, row, 2, KEYS_COLS, style, shown.data ? shown.data : "", look->ascii);
  buf_release(&shown);
}

/* First the keys that the footer shows, too: they are most of what there is to know. */
static void draw_group(struct page *p, const struct scene *s, size_t group)
{
  page_heading(p, words_in(&groups[group].title, s->look.lang));
  for (int rare = 0; rare < 2; rare++)
    for (const struct binding *b = key_table; b->action != ACT_NONE; b++)
      if ((b->footer == 0) == rare && is_first_group(b, group) && !(b->writes && s->read_only))
        draw_help_line(p, &s->look, b->keys, ROLE_KEY, words_in(&b->sentence, s->look.lang));
}

static void draw_legend(struct page *p, const struct scene *s)
{
  bool ascii = s->look.ascii;
  page_heading(p, TR(s->look.lang, "Lights", "评定标志"));
  int col = 2, each = s->look.lang == LANG_ZH ? 14 : 18, row = page_lines(p, 1);
  for (int i = 0; i < LIGHT_COUNT; i++, col += each) {
    enum light l = light_order[i];
    if (col + each > p->canvas.cols && col > 2) {
      row = page_lines(p, 1);
      col = 2;
    }
    area_put(p->area, row, col, light_role(l), light_glyph(l, ascii));
    area_clip(p->area, row, col + 2, each - 3, ROLE_TEXT, words_in(&light_words[l].name, s->look.lang),
              ascii);
  }
}

/* A bar as rows show it, and what its parts say. */
static void draw_bar_legend(struct page *p, const struct scene *s)
{
  static const struct bar bars[2] = {
      {.fill = {62, 100}, .expected = {1, 2}, .has_fill = true, .has_expected = true},
      {.fill = {3, 10}, .expected = {1, 2}, .has_fill = true, .has_expected = true},
  };
  static const struct words meaning[2] = {
      {"past the tick: ahead of the calendar", "超过刻线：快于时序"},
      {"short of it: the hole is what is missing", "未到刻线：空缺为欠进度部分"}};
  /* what a pane's bar shows: 40 % of the half that is reported */
  static const struct tally half = {.count = 2, .measured = 1, .weights = 10, .credits = 4000000000};
  page_heading(p, TR(s->look.lang, "Bars", "进度条"));
  for (int i = 0; i < 2; i++) {
    draw_help_line(p, &s->look, "", ROLE_TEXT, words_in(&meaning[i], s->look.lang));
    int row = p->row - 1;
    draw_share(p->area, row, 2, KEYS_COLS - 1, i == 0 ? ROLE_AHEAD : ROLE_CRITICAL, &bars[i], s->look.ascii);
  }
  draw_help_line(p, &s->look, "", ROLE_TEXT,
                 TR(s->look.lang, "a pane's: dots are targets without a figure", "板块：点线为未填报的目标"));
  draw_coverage(p->area, p->row - 1, 2, KEYS_COLS - 1, &half, (struct ratio){1, 2}, s->look.ascii);
}

static void draw_examples(struct page *p, const struct scene *s)
{
  page_heading(p, TR(s->look.lang, "What can be typed for a figure", "录入格式"));
  for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
    draw_help_line(p, &s->look, examples[i].text, ROLE_TITLE, words_in(&examples[i].meaning, s->look.lang));
}

/* The first column, or the first half: what a newcomer looks for. */
static void draw_first(struct page *p, const struct scene *s)
{
  draw_legend(p, s);
  draw_group(p, s, 0);
}

static void draw_rest(struct page *p, const struct scene *s)
{
  draw_bar_legend(p, s);
  if (!s->read_only)
    draw_examples(p, s);
  for (size_t i = 1; i < sizeof groups / sizeof *groups; i++)
    draw_group(p, s, i);
}

static void build(const struct scene *s, struct page *out, int cols)
{
  struct page left, right;
  int half = cols / 2;
  if (cols < WIDE_COLS) {
    page_begin(out, cols);
    draw_first(out, s);
    draw_rest(out, s);
    return;
  }
  page_begin(&left, half);
  page_begin(&right, cols - half);
  draw_first(&left, s);
  draw_rest(&right, s);
  page_begin(out, cols);
  page_lines(out, left.row > right.row ? left.row : right.row);
  area_copy(area_part(out->area, 0, 0, left.row, half), &left.canvas, 0);
  area_copy(area_part(out->area, 0, half, right.row, cols - half), &right.canvas, 0);
  canvas_release(&left.canvas);
  canvas_release(&right.canvas);
}

void view_help(const struct scene *s, struct area a, size_t top)
{
  struct page page;
  if (a.rows < 1 || a.cols < 1)
    return;
  build(s, &page, a.cols);
  page_show(&page, a, top, &s->look);
}

int view_help_lines(const struct scene *s, int cols)
{
  struct page page;
  build(s, &page, cols);
  canvas_release(&page.canvas);
  return page.row;
}
