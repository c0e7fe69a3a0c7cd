/* One target, whole: how it stands in words and large figures, what it asks for, how it got here, and what it
 * needs from now on. A page that scrolls; on a wide screen the chart stands at the right of the facts, else
 * below them. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/score/say.h"
#include "guatu/tui/parts.h"

enum { WIDE_COLS = 100, CHART_ROWS = 12, CHART_LOW = 9, CHART_COLS = 72, CHART_LEAST = 30, LABEL_COLS = 14 };

struct detail {
  const struct scene *s;
  const struct target *t; /* with the figure being typed */
  const struct score *score;
  struct forecast forecast;
  size_t index;
  struct page page;
  int cols; /* for facts, left of the chart */
};

static const char *words(const struct detail *d, const char *en, const char *zh)
{
  return d->s->look.lang == LANG_ZH ? zh : en;
}

static bool is_previewed(const struct detail *d)
{
  return scene_previewed(d->s) == d->index;
}

static void text_unit(struct buf *out, const struct detail *d)
{
  const char *unit = words_in(&d->t->unit, d->s->look.lang);
  if (*unit && strcmp(unit, "%") != 0)
    buf_putc(out, ' ');
  buf_puts(out, unit);
}

/* "32 条", to the declared decimals: forecasts are not more exact than figures. */
static void text_figure(struct buf *out, const struct detail *d, struct decimal v)
{
  say_number(out, v, d->t->decimals, d->s->look.ascii);
  text_unit(out, d);
}

/* "2.5 条／月": half a road a month says more than 3. */
static void text_monthly(struct buf *out, const struct detail *d, struct decimal v)
{
  int places = d->t->decimals > 0 || decimal_places(v) == 0 ? d->t->decimals : 1;
  say_number(out, v, places, d->s->look.ascii);
  text_unit(out, d);
  buf_puts(out, words(d, " a month", "／月"));
}

/* ---- the head ---- */

/* "，快于时序 3.1 个百分点": the gap in words. What is to be kept down is not fast or slow but above or
 * below. */
static void text_gap(struct buf *out, const struct detail *d)
{
  const struct score *score = d->score;
  enum lang lang = d->s->look.lang;
  bool rate = d->t->kind == KIND_RATE || !score->has_expected;
  bool kept_down =
      d->t->kind == KIND_CUMULATIVE && (d->t->sense == SENSE_AT_MOST || d->t->sense == SENSE_LESS_THAN);
  struct score size = *score;
  struct buf gap = {0};
  if (!score->has_gap)
    return;
  if (score->gap.micros == 0) {
    buf_puts(out, rate ? words(d, ", at its target", "，与目标持平")
                       : words(d, ", level with the calendar", "，与时序持平"));
    return;
  }
  bool up = score->gap.micros > 0;
  size.gap.micros = up ? size.gap.micros : -size.gap.micros;
  display_gap(&gap, &size, true);
  const char *points = gap.data + 1; /* without its sign */
  if (rate)
    buf_printf(out, TR(lang, ", %s points %s its target", "，%2$s目标 %1$s 个百分点"), points,
               up ? words(d, "above", "高于") : words(d, "below", "低于"));
  else if (kept_down)
    buf_printf(out, TR(lang, ", %s points %s the calendar", "，%2$s时序 %1$s 个百分点"), points,
               up ? words(d, "above", "高于") : words(d, "below", "低于"));
  else
    buf_printf(out, TR(lang, ", %s points %s the calendar", "，%2$s时序 %1$s 个百分点"), points,
               up ? words(d, "ahead of", "快于") : words(d, "behind", "慢于"));
  buf_release(&gap);
}

static void text_status(struct buf *out, const struct detail *d)
{
  const struct score *score = d->score;
  enum lang lang = d->s->look.lang;
  bool ascii = d->s->look.ascii;
  char day[16];
  buf_puts(out, words_in(&light_words[score->light].name, lang));
  if (score->light == LIGHT_STALE)
    buf_printf(out, TR(lang, " (last seen: %s)", "（上次：%s）"),
               words_in(&light_words[score->pace_light].name, lang));
  text_gap(out, d);
  if (score->has_headroom) {
    buf_puts(out, words(d, ", headroom ", "，余量 "));
    text_figure(out, d, score->headroom);
  }
  if (score->has_met_on)
    buf_printf(out, TR(lang, ", first met %s", "，首次达标 %s"), date_format(score->met_on, day, sizeof day));
  if (score->stretch_met)
    buf_puts(out, ascii ? words(d, ", stretch *", "，达到力争目标 *")
                        : words(d, ", stretch ★", "，达到力争目标 ★"));
}

static void draw_title(struct detail *d)
{
  const struct look *look = &d->s->look;
  struct page *p = &d->page;
  int row = page_lines(p, 2), cols = p->canvas.cols;
  struct buf pane = {0}, status = {0};
  text_pane(&pane, d->s, d->t->pane);
  int right = text_cols(pane.data), role = (int)light_role(d->score->light);
  bool fits = cols > right + 30;
  int col = area_put(p->area, row, 1, (unsigned)role, light_glyph(d->score->light, look->ascii)) + 1;
  area_clip(p->area, row, col, cols - col - 1 - (fits ? right + 2 : 0), ROLE_TITLE,
            words_in(&d->t->name, look->lang), look->ascii);
  if (fits)
    area_right(p->area, row, cols - 1 - right, right, ROLE_DIM, pane.data);
  text_status(&status, d);
  p->row = row + 1;
  page_wrap(p, col, cols - col - 1, is_previewed(d) ? ROLE_PREVIEW : (unsigned)role, status.data);
  buf_release(&pane);
  buf_release(&status);
}

/* "17 / ≥32 条": the figure, or the field to type it in, against the aim. */
static void draw_figure(struct detail *d, int row, int col)
{
  const struct scene *s = d->s;
  struct area a = d->page.area;
  struct buf text = {0};
  bool typing = (s->context & IN_TYPING) && s->entry.target == d->index;
  if (typing) {
    int want = text_cols(s->entry.text) + 2;
    want = want < 12 ? 12 : want > d->cols - col - 16 ? d->cols - col - 16 : want;
    want = want < 8 ? 8 : want;
    draw_entry(s, a, row, col, want);
    col += want;
  } else {
    display_value(&text, d->t, d->score->reading, s->look.lang, s->look.ascii);
    col = area_put(a, row, col, ROLE_TITLE, text.data ? text.data : "");
    buf_clear(&text);
  }
  col = area_put(a, row, col, ROLE_DIM, " / ");
  display_target(&text, d->t, s->look.lang, s->look.ascii);
  area_clip(a, row, col, d->cols - col, ROLE_TEXT, text.data ? text.data : "", s->look.ascii);
  buf_release(&text);
}

static void draw_change(struct detail *d, int row, int col)
{
  const struct scene *s = d->s;
  struct buf text = {0};
  unsigned role = ROLE_DIM;
  char day[16];
  if (is_previewed(d)) {
    display_completion(&text, &s->plan->targets[d->index], board_score(s->board, d->index), s->look.ascii);
    buf_puts(&text, s->look.ascii ? " > " : " → ");
    display_completion(&text, d->t, d->score, s->look.ascii);
    role = ROLE_PREVIEW;
  } else if (d->score->has_expected) {
    buf_puts(&text, words(d, "expected by then ", "按时序应达 "));
    text_figure(&text, d, d->score->expected);
  }
  if (d->score->reading) {
    struct buf through = {0};
    buf_printf(&through, "%s%s",
               text.len == 0   ? ""
               : s->look.ascii ? " - "
                               : " · ",
               words(d, "through ", "截至 "));
    if ((text.len ? text_cols(text.data) : 0) + text_cols(through.data) + 10 <= d->cols - col)
      buf_puts(&through, date_format(d->score->reading->through, day, sizeof day));
    else
      text_day(&through, s->plan, d->score->reading->through, s->look.lang);
    buf_puts(&text, through.data);
    buf_release(&through);
  }
  if (text.len)
    area_clip(d->page.area, row, col, d->cols - col, role, text.data, s->look.ascii);
  buf_release(&text);
}

/* The completion in large figures, and beside it the figure, the bar and what was expected. */
static void draw_standing(struct detail *d)
{
  const struct look *look = &d->s->look;
  struct buf done = {0};
  int row = page_lines(&d->page, 4) + 1, col = 3;
  unsigned role = is_previewed(d) ? ROLE_PREVIEW : light_role(d->score->light);
  display_completion(&done, d->t, d->score, look->ascii);
  bool big = !look->ascii && d->score->has_completion && d->cols >= 50;
  if (big)
    col = draw_large(d->page.area, row, col, role, done.data, 1, 0x2588) + 2;
  draw_figure(d, row, col);
  int bar = d->cols - col - 1 - (big ? 0 : 9);
  draw_bar(d->page.area, row + 1, col, bar > 40 ? 40 : bar, light_role(d->score->light), d->score,
           look->ascii);
  if (!big && d->score->has_completion)
    area_put(d->page.area, row + 1, col + (bar > 40 ? 40 : bar) + 1, role | STYLE_BOLD, done.data);
  draw_change(d, row + 2, col);
  buf_release(&done);
}

/* ---- facts ---- */

static void fact(struct detail *d, const char *label, const char *text)
{
  int label_cols = d->cols < 50 ? 10 : LABEL_COLS, row = d->page.row;
  if (!text || !*text)
    return;
  page_wrap(&d->page, 3 + label_cols, d->cols - label_cols - 4, ROLE_TEXT, text);
  area_clip(d->page.area, row, 3, label_cols - 1, ROLE_DIM, label, d->s->look.ascii);
}

static void fact_kind(struct detail *d)
{
  enum lang lang = d->s->look.lang;
  struct buf text = {0};
  buf_printf(&text, "%s", words_in(&kind_words[d->t->kind].name, lang));
  if (d->t->sense != SENSE_DONE)
    buf_printf(&text, TR(lang, ", %s", "，%s"), words_in(&sense_words[d->t->sense].name, lang));
  if (d->t->has_baseline) {
    buf_puts(&text, words(d, ", from ", "，基数 "));
    text_figure(&text, d, d->t->baseline);
  }
  if (d->t->has_stretch) {
    buf_puts(&text, words(d, ", stretch ", "，力争 "));
    text_figure(&text, d, d->t->stretch);
  }
  fact(d, words(d, "Kind", "类型"), text.data);
  buf_release(&text);
}

static void fact_period(struct detail *d)
{
  char from[16], to[16], weight[40];
  struct buf text = {0};
  buf_printf(&text, "%s %s %s", date_format(d->t->start, from, sizeof from), d->s->look.ascii ? "-" : "–",
             date_format(d->t->due, to, sizeof to));
  fact(d, words(d, "Period", "期限"), text.data);
  if (d->t->weight.micros != DECIMAL_ONE)
    fact(d, words(d, "Weight", "权重"), decimal_print(d->t->weight, weight, sizeof weight));
  buf_release(&text);
}

static void fact_owners(struct detail *d)
{
  struct buf text = {0};
  for (size_t i = 0; i < d->t->owner_count; i++)
    buf_printf(&text, "%s%s", i == 0 ? "" : words(d, ", ", "、"), d->t->owners[i]);
  fact(d, words(d, "Owner", "牵头单位"), text.data);
  buf_release(&text);
}

static void fact_forecast(struct detail *d)
{
  const struct forecast *f = &d->forecast;
  struct decimal low = f->has_linear ? f->linear : f->recent, high = f->has_recent ? f->recent : low;
  struct buf text = {0};
  if (!f->has_linear && !f->has_recent)
    return;
  bool swap = decimal_cmp(low, high) > 0, ascii = d->s->look.ascii;
  if (decimal_cmp(low, high) != 0) {
    say_number(&text, swap ? high : low, d->t->decimals, ascii);
    buf_puts(&text, ascii ? " - " : " – ");
  }
  text_figure(&text, d, swap ? low : high);
  if (f->verdict != VERDICT_NONE)
    buf_printf(&text, "%s%s", ascii ? " - " : " · ",
               words_in(&verdict_words[f->verdict].name, d->s->look.lang));
  fact(d, words(d, "Forecast", "预测"), text.data);
  buf_release(&text);
}

static void fact_needed(struct detail *d)
{
  struct buf text = {0};
  if (!d->forecast.has_needed)
    return;
  if (d->t->kind == KIND_RATE) {
    text_figure(&text, d, d->forecast.needed);
    buf_puts(&text, words(d, " for the rest of the period", "（其余时间的增速）"));
  } else {
    text_monthly(&text, d, d->forecast.needed);
    if (d->forecast.has_rate) {
      buf_puts(&text, words(d, ", so far ", "，目前 "));
      text_monthly(&text, d, d->forecast.rate);
    }
  }
  fact(d, words(d, "Needed", "今后需"), text.data);
  buf_release(&text);
}

static void draw_facts(struct detail *d)
{
  enum lang lang = d->s->look.lang;
  char day[16];
  fact_owners(d);
  fact_period(d);
  fact_kind(d);
  if (d->t->waived) {
    struct buf text = {0};
    buf_printf(&text, TR(lang, "until %s: %s", "至 %s：%s"), date_format(d->t->waived_until, day, sizeof day),
               d->t->waived_reason);
    fact(d, words(d, "Waived", "豁免"), text.data);
    buf_release(&text);
  }
  fact(d, words(d, "Note", "说明"), words_in(&d->t->note, lang));
  fact(d, words(d, "Id", "编号"), d->t->id);
}

static void draw_explanation(struct detail *d)
{
  struct buf text = {0};
  const struct board *b = scene_board(d->s);
  explain_light(&text, d->s->plan, d->t, d->score, b->when, d->s->look.lang);
  page_heading(&d->page, words(d, "Why this light", "评定依据"));
  if (text.len)
    page_wrap(&d->page, 3, d->page.canvas.cols - 4, ROLE_TEXT, text.data);
  buf_release(&text);
}

/* On a wide screen the chart stands at the right of everything between `first` and the present line, which it
 * may push down. */
static void draw_chart_beside(struct detail *d, int first, int chart)
{
  int row = first + 1, cols = d->page.canvas.cols;
  if (d->page.row < row + CHART_ROWS)
    page_lines(&d->page, row + CHART_ROWS - d->page.row);
  draw_chart(d->s, area_part(d->page.area, row, cols - chart - 1, CHART_ROWS, chart), d->index,
             light_role(d->score->light));
}

static void draw_chart_below(struct detail *d)
{
  int cols = d->page.canvas.cols - 5;
  if (cols < CHART_LEAST)
    return;
  int row = page_lines(&d->page, CHART_LOW + 2) + 1;
  draw_chart(d->s, area_part(d->page.area, row, 3, CHART_LOW, cols), d->index, light_role(d->score->light));
}

static void draw_body(struct detail *d)
{
  int cols = d->page.canvas.cols, first = d->page.row, chart = cols / 2 < CHART_COLS ? cols / 2 : CHART_COLS;
  bool wide = cols >= WIDE_COLS;
  if (wide)
    d->cols = cols - chart - 2;
  draw_standing(d);
  int before = page_lines(&d->page, 1);
  fact_forecast(d);
  fact_needed(d);
  if (d->page.row == before + 1)
    d->page.row = before;     /* nothing to say about the future */
  if (!wide && d->s->explain) /* asked for: before what may not fit */
    draw_explanation(d);
  if (!wide)
    draw_chart_below(d);
  draw_facts(d);
  if (wide)
    draw_chart_beside(d, first, chart);
  if (d->s->explain && wide)
    draw_explanation(d);
}

/* All above the tables. Returns the target, or SIZE_MAX. */
static size_t build(const struct scene *s, struct page *out, int cols)
{
  struct detail d = {.s = s, .index = scene_target(s), .cols = cols};
  page_begin(&d.page, cols);
  if (d.index == SIZE_MAX) {
    page_wrap(&d.page, 1, cols - 2, ROLE_DIM, words(&d, "no target", "没有目标"));
    *out = d.page;
    return d.index;
  }
  d.t = scene_shown(s, d.index);
  d.score = board_score(scene_board(s), d.index);
  d.forecast = score_forecast(s->plan, d.t, d.score);
  if (cols >= WIDE_COLS)
    page_lines(&d.page, 1);
  draw_title(&d);
  draw_body(&d);
  *out = d.page;
  return d.index;
}

static int lines_of(const struct scene *s, const struct page *page, size_t target)
{
  return page->row + (target == SIZE_MAX ? 0 : detail_tables_lines(scene_shown(s, target)));
}

void view_detail(const struct scene *s, struct area a, size_t top)
{
  struct page page;
  if (a.rows < 1 || a.cols < 1)
    return;
  size_t target = build(s, &page, a.cols);
  int lines = lines_of(s, &page, target), first = (int)page_first(top, lines, a.rows);
  area_copy(a, &page.canvas, first);
  if (target != SIZE_MAX)
    detail_tables(s, a, page.row - first, target);
  page_ends(a, first, lines, &s->look);
  canvas_release(&page.canvas);
}

int view_detail_lines(const struct scene *s, int cols)
{
  struct page page;
  size_t target = build(s, &page, cols);
  canvas_release(&page.canvas);
  return lines_of(s, &page, target);
}
