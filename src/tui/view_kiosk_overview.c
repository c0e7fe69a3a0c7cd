/* The wall's first page: how far the whole plan is and how many targets show each light, in figures as large
 * as there is room for; below, the panes. Each pane is one line, or where there is height a block with a
 * large figure. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/kiosk_parts.h"
#include "guatu/tui/parts.h"

enum { PANE_MOST = 14, HERO_LEAST = 4, NAME_MOST = 40 };

static const char *text_of(const struct buf *b)
{
  return b->data ? b->data : "";
}

static int min_of(int a, int b)
{
  return a < b ? a : b;
}

static int max_of(int a, int b)
{
  return a > b ? a : b;
}

/* ---- the plan ---- */

/* "有数据 86/93 · 时序 75.0%" */
static void text_coverage(struct buf *out, const struct kiosk_scene *s, const struct tally *t)
{
  const struct board *b = s->scene.board;
  enum lang lang = s->scene.look.lang;
  buf_printf(out, TR(lang, "%zu/%zu reported", "已报 %zu/%zu"), t->measured, t->count);
  buf_puts(out, s->scene.look.ascii ? " - " : " · ");
  buf_puts(out, TR(lang, "time ", "时序 "));
  display_share(out, b->elapsed, b->elapsed.num == b->elapsed.den);
}

/* "步调 92.1%": the mean of how far each is of what its calendar asks; "" without any figure. */
static void text_pace(struct buf *out, const struct kiosk_scene *s, const struct tally *t)
{
  int64_t nanos;
  if (!tally_pace(t, &nanos))
    return;
  buf_puts(out, TR(s->scene.look.lang, "pace ", "进度比 "));
  display_nanos(out, nanos, nanos >= 1000000000);
}

/* The completion in large figures with its words below, or all of it as text; returns the columns taken. */
static int draw_completion(const struct kiosk_scene *s, struct area a)
{
  const struct tally *t = &s->scene.board->plan;
  bool ascii = s->scene.look.ascii;
  struct buf done = {0}, words = {0}, figure = {0};
  text_completion(&figure, t, true); /* "-" is a large figure, "—" is none */
  text_coverage(&words, s, t);
  int scale = large_fit(figure.data, a.rows - 1, a.cols * 2 / 5, ascii), cols = text_cols(words.data);
  buf_puts(&done, TR(s->scene.look.lang, "done ", "完成 "));
  if (scale > 0) {
    int lines = large_lines(scale), row = (a.rows - lines - 1) / 2;
    kiosk_large(s, a, row, 0, ROLE_TITLE, figure.data, scale);
    int col = area_put(a, row + lines, 0, ROLE_TITLE, done.data);
    cols = max_of(large_cols(figure.data, scale), area_put(a, row + lines, col, ROLE_DIM, words.data));
  } else {
    text_completion(&done, t, ascii);
    int col = area_put(a, 0, 0, ROLE_TITLE, done.data) + 2;
    if (col + cols > a.cols) { /* the coverage is never cut: 20/ is not 20/23 */
      buf_clear(&words);
      buf_printf(&words, "%zu/%zu", t->measured, t->count);
    }
    if (col + text_cols(words.data) <= a.cols)
      col = area_put(a, 0, col, ROLE_DIM, words.data);
    cols = col;
  }
  buf_release(&done);
  buf_release(&words);
  buf_release(&figure);
  return min_of(cols, a.cols);
}

/* ---- the lights ---- */

/* A light's count in large figures with its sign and name below. */
struct tile {
  enum light light;
  char count[24];
  struct buf label;
  int label_cols;
};

/* The lights that occur, good to bad to silent; returns how many. */
static int make_tiles(const struct kiosk_scene *s, struct tile *tiles)
{
  const size_t *lights = s->scene.board->plan.lights;
  int count = 0;
  for (int i = 0; i < LIGHT_COUNT; i++) {
    enum light l = light_order[i];
    if (lights[l] == 0)
      continue;
    struct tile *t = &tiles[count++];
    *t = (struct tile){.light = l};
    snprintf(t->count, sizeof t->count, "%zu", lights[l]);
    buf_printf(&t->label, "%s %s", light_glyph(l, s->scene.look.ascii),
               words_in(&light_words[l].name, s->scene.look.lang));
    t->label_cols = text_cols(t->label.data);
  }
  return count;
}

static int tile_cols(const struct tile *t, int scale)
{
  int large = scale > 0 ? large_cols(t->count, scale) : text_cols(t->count) + 1;
  return scale > 0 ? max_of(large, t->label_cols) : large + t->label_cols;
}

/* How the tiles stand: `across` in each of `lines` rows, all of one width. */
struct tiling {
  int scale, across, lines, wide, high;
};

static struct tiling tiling_of(const struct tile *tiles, int count, int lines, int scale)
{
  struct tiling g = {.scale = scale, .lines = lines, .across = (count + lines - 1) / lines};
  for (int i = 0; i < count; i++)
    g.wide = max_of(g.wide, tile_cols(&tiles[i], scale));
  g.wide += 1;
  g.high = scale > 0 ? large_lines(scale) + 1 : 1;
  return g;
}

/* The largest figures that let all tiles be seen; scale 0, figures as text, when none do. False: not even
 * that. */
static bool tiles_fit(const struct tile *tiles, int count, struct area a, bool ascii, struct tiling *g)
{
  for (int scale = 6; scale >= 0; scale--)
    for (int lines = 1; lines <= count && !(ascii && scale % 2); lines++) {
      *g = tiling_of(tiles, count, lines, scale);
      if (g->lines * g->high <= a.rows && g->across * g->wide - 1 <= a.cols)
        return true;
    }
  return false;
}

static void draw_tile(const struct kiosk_scene *s, struct area a, const struct tile *t,
                      const struct tiling *g)
{
  unsigned role = light_role(t->light);
  if (g->scale == 0) {
    int col = area_put(a, 0, 0, role, t->label.data);
    area_put(a, 0, col + 1, role | STYLE_BOLD, t->count);
    return;
  }
  kiosk_large(s, a, 0, 0, role, t->count, g->scale);
  area_put(a, large_lines(g->scale), 0, role, t->label.data);
}

static void draw_lights(const struct kiosk_scene *s, struct area a)
{
  struct tile tiles[LIGHT_COUNT];
  struct tiling g;
  int count = make_tiles(s, tiles);
  if (count > 0 && tiles_fit(tiles, count, a, s->scene.look.ascii, &g)) {
    int pitch = g.high + (g.scale > 0 && g.lines * (g.high + 1) - 1 <= a.rows);
    int top = (a.rows - (g.lines - 1) * pitch - g.high) / 2;
    /* What is over stands between them, so that they reach from end to end. */
    int wide = max_of(g.wide, min_of(a.cols / max_of(g.across, 1), g.wide + 8));
    for (int i = 0; i < count; i++)
      draw_tile(s, area_part(a, top + i / g.across * pitch, i % g.across * wide, g.high, wide), &tiles[i],
                &g);
  } else if (count > 0) {
    draw_counts(area_part(a, a.rows / 2, 0, 1, a.cols), 0, 0, s->scene.board->plan.lights, WORDING_NONE,
                &s->scene.look);
  }
  for (int i = 0; i < count; i++)
    buf_release(&tiles[i].label);
}

/* ---- panes ---- */

static int names_cols(const struct kiosk_scene *s)
{
  int cols = 0;
  for (size_t i = 0; i < s->scene.plan->pane_count; i++) {
    struct buf name = {0};
    text_pane(&name, &s->scene, i);
    cols = max_of(cols, text_cols(name.data));
    buf_release(&name);
  }
  return min_of(cols, NAME_MOST);
}

static void draw_bar_of(const struct kiosk_scene *s, struct area a, int row, int col, int cols,
                        const struct tally *t)
{
  draw_coverage(a, row, col, cols, t, s->scene.board->elapsed, s->scene.look.ascii);
  kiosk_blocks(s, a, row, col, cols);
}

/* What a pane's line has room for beside completion and coverage, which never stand without each other. */
struct line {
  int name, counts, bar, pace, coverage;
};

static void text_of_coverage(struct buf *out, const struct tally *t)
{
  buf_printf(out, "%zu/%zu", t->measured, t->count);
}

static struct line line_of(const struct kiosk_scene *s, int cols)
{
  enum { DONE = 7, PACE = 16, BAR = 10, BAR_MOST = 60, COUNTS_LEAST = 6, ROOMY = 60 };
  const struct scene *scene = &s->scene;
  struct line l = {.name = names_cols(s)};
  int counts = 0;
  for (size_t i = 0; i < scene->plan->pane_count; i++) {
    const struct tally *t = &scene->board->panes[i];
    struct buf of = {0};
    text_of_coverage(&of, t);
    l.coverage = max_of(l.coverage, text_cols(of.data) + (cols >= ROOMY ? 4 : 1));
    counts = max_of(counts, counts_cols(t->lights, WORDING_NONE, &scene->look));
    buf_release(&of);
  }
  int left = cols - DONE - l.coverage;
  l.name = min_of(l.name, max_of(left, 1));
  left -= l.name;
  l.counts = left - 2 >= COUNTS_LEAST ? min_of(left - 2, counts) : 0;
  left -= l.counts ? l.counts + 3 : 0; /* the slab around the critical ones takes one more */
  l.pace = left >= PACE + 2 * BAR ? PACE : 0;
  left -= l.pace;
  l.bar = left - 2 >= BAR ? min_of(left - 2, BAR_MOST) : 0;
  return l;
}

static void draw_line(const struct kiosk_scene *s, struct area a, size_t pane, const struct line *l)
{
  const struct tally *t = &s->scene.board->panes[pane];
  bool ascii = s->scene.look.ascii;
  struct buf name = {0}, text = {0};
  int end = a.cols;
  text_pane(&name, &s->scene, pane);
  area_clip(a, 0, 0, l->name, ROLE_TITLE, name.data, ascii);
  if (l->pace > 0) {
    text_pace(&text, s, t);
    area_right(a, 0, end - l->pace + 2, l->pace - 2, ROLE_DIM, text_of(&text));
    end -= l->pace;
    buf_clear(&text);
  }
  text_of_coverage(&text, t);
  area_right(a, 0, end - l->coverage, l->coverage, ROLE_DIM, text.data);
  end -= l->coverage;
  buf_clear(&text);
  text_completion(&text, t, ascii);
  area_right(a, 0, end - 6, 6, ROLE_TITLE, text.data);
  end -= 7;
  if (l->bar > 0)
    draw_bar_of(s, a, 0, end - l->bar, l->bar, t);
  if (l->counts > 0)
    draw_counts(area_part(a, 0, l->name + 2, 1, l->counts), 0, 0, t->lights, WORDING_NONE, &s->scene.look);
  buf_release(&name);
  buf_release(&text);
}

/* The scale of a pane's figure in a block of `high` lines, the last of them blank. */
static int block_scale(const struct kiosk_scene *s, int high, int cols)
{
  return large_fit("100.0%", high - 1, cols / 3, s->scene.look.ascii);
}

/* The figure at the left; beside it the name with counts, the bar, and coverage and pace. */
static void draw_block(const struct kiosk_scene *s, struct area a, size_t pane, int scale)
{
  const struct tally *t = &s->scene.board->panes[pane];
  int col = large_cols("100.0%", scale) + 3, top = (large_lines(scale) - 3) / 2, cols = a.cols - col;
  struct buf name = {0}, text = {0}, figure = {0};
  text_pane(&name, &s->scene, pane);
  text_completion(&figure, t, true);
  kiosk_large(s, a, 0, large_cols("100.0%", scale) - large_cols(figure.data, scale), ROLE_TITLE, figure.data,
              scale);
  int counts = counts_cols(t->lights, WORDING_CALLS, &s->scene.look);
  enum wording wording = counts + 2 + text_cols(name.data) + 2 <= cols ? WORDING_CALLS : WORDING_NONE;
  counts = counts_cols(t->lights, wording, &s->scene.look);
  int room = max_of(cols - counts - 2, cols / 3), wide = min_of(text_cols(name.data), room);
  area_clip(a, top, col, wide, ROLE_TITLE, name.data, s->scene.look.ascii);
  draw_counts(area_part(a, top, col + wide + 2, 1, cols - wide - 2), 0, 0, t->lights, wording,
              &s->scene.look);
  draw_bar_of(s, a, top + 1, col, cols, t);
  text_coverage(&text, s, t);
  int end = area_put(a, top + 2, col, ROLE_DIM, text.data);
  buf_clear(&text);
  text_pace(&text, s, t);
  if (text.len > 0 && end + 3 + text_cols(text.data) <= a.cols)
    area_right(a, top + 2, col, cols, ROLE_DIM, text.data);
  buf_release(&name);
  buf_release(&text);
  buf_release(&figure);
}

/* Panes that are beyond the screen have their pages, but nobody must think that these here are all. */
static void draw_others(const struct kiosk_scene *s, struct area a, int row, int count)
{
  struct buf text = {0};
  enum lang lang = s->scene.look.lang;
  buf_printf(&text, TR(lang, "%s and %d more", "%s 另有 %d 个板块"), s->scene.look.ascii ? "..." : "…",
             count);
  area_clip(a, row, 0, min_of(text_cols(text.data), a.cols), ROLE_DIM, text.data, s->scene.look.ascii);
  buf_release(&text);
}

/* `high` lines a pane. */
static void draw_panes(const struct kiosk_scene *s, struct area a, int high)
{
  int all = (int)s->scene.plan->pane_count, room = high == 1 ? a.rows : (a.rows + 1) / high;
  int scale = block_scale(s, high, a.cols), count = min_of(room, all);
  struct line line = line_of(s, a.cols);
  if (count < all && count > 1) {
    count--;
    draw_others(s, a, count * high, all - count);
  }
  for (int i = 0; i < count; i++) {
    struct area block = area_part(a, i * high, 0, high, a.cols);
    if (scale > 0)
      draw_block(s, block, (size_t)i, scale);
    else
      draw_line(s, block, (size_t)i, &line);
  }
}

/* ---- the page ---- */

/* Lines of all panes together: blank ones between them, none after. */
static int panes_lines(int panes, int high)
{
  return panes * high - (high > 1);
}

/* Lines a pane: as many as leave the plan's figures their quarter of the page. */
static int pane_lines(int rows, int panes)
{
  int high = PANE_MOST, least = max_of(HERO_LEAST, rows / 4);
  while (high > 1 && rows - panes_lines(panes, high) - 2 < least)
    high--;
  return high;
}

void view_kiosk_overview(const struct kiosk_scene *s, struct area a)
{
  int panes = (int)min_of((int)s->scene.plan->pane_count, LAYOUT_PANES);
  if (a.rows < 1)
    return;
  int high = pane_lines(a.rows, panes), hero = a.rows - panes_lines(panes, high) - 2;
  if (hero < HERO_LEAST) { /* no room for large figures: a line for each thing */
    draw_completion(s, area_part(a, 0, 0, 1, a.cols));
    draw_counts(area_part(a, 1, 0, 1, a.cols), 0, 0, s->scene.board->plan.lights, WORDING_CALLS,
                &s->scene.look);
    int top = a.rows > panes + 2 ? 3 : 2;
    draw_panes(s, area_part(a, top, 0, a.rows - top, a.cols), 1);
    return;
  }
  struct area top = area_part(a, 0, 0, hero, a.cols);
  int cols = draw_completion(s, top) + 4;
  if (cols + 20 <= a.cols)
    draw_lights(s, area_part(top, 0, cols, hero, a.cols - cols));
  draw_distribution(a, hero, 0, a.cols, s->scene.board->plan.lights, &s->scene.look);
  draw_panes(s, area_part(a, hero + 2, 0, a.rows - hero - 2, a.cols), high);
}
