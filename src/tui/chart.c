/* The chart of one target: its readings, to the day, against the line that the calendar asks for. Drawn in
 * braille, two by four dots a cell; in ASCII one dot a cell, '*' for readings and '.' for the plan. All
 * positions are integers; the plan line comes from the target's own clock, so a months clock is seen as steps
 * and a plan table as its bends. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

/* The readings that stand in one column of dots. */
struct slice {
  int x;
  size_t end;
  int64_t low, high; /* micros */
};

/* Dots to draw on: one byte a cell for each of two layers. */
struct dots {
  int rows, cols;                         /* cells */
  int across, down;                       /* dots a cell */
  unsigned char *plan, *readings, *marks; /* marks: the cells of readings themselves */
};

struct range {
  int64_t low, high; /* micros */
  struct date from, to;
};

static void dot(struct dots *d, unsigned char *layer, int x, int y)
{
  static const unsigned char bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  int col = x / d->across, row = y / d->down;
  if (x < 0 || y < 0 || col >= d->cols || row >= d->rows)
    return;
  layer[row * d->cols + col] |= d->across == 1 ? 1 : bits[y % 4][x % 2];
}

static void line(struct dots *d, unsigned char *layer, const int from[2], const int to[2])
{
  int dx = to[0] - from[0], dy = to[1] - from[1];
  int steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
  for (int i = 0; i <= steps; i++)
    dot(d, layer, from[0] + (steps ? dx * i / steps : 0), from[1] + (steps ? dy * i / steps : 0));
}

static int dot_x(const struct dots *d, const struct range *r, struct date on)
{
  int64_t span = r->to.days - r->from.days;
  return span <= 0 ? 0 : (int)((int64_t)(on.days - r->from.days) * (d->cols * d->across - 1) / span);
}

static int dot_y(const struct dots *d, const struct range *r, int64_t micros)
{
  int128 span = (int128)r->high - r->low, top = d->rows * d->down - 1;
  return (int)(top - (span <= 0 ? 0 : (((int128)micros - r->low) * top * 2 + span) / (span * 2)));
}

/* A reading on the chart's scale: shares of a milestone and of a coverage in per cent, everything else as it
 * is. */
static int64_t chart_value(const struct target *t, const struct reading *r)
{
  if (t->kind == KIND_MILESTONE && r->of == 0 && t->target.micros > 0)
    return (int64_t)((int128)r->value.micros * 100 * DECIMAL_ONE / t->target.micros);
  return r->value.micros;
}

static int64_t chart_aim(const struct target *t)
{
  return t->kind == KIND_MILESTONE ? 100 * DECIMAL_ONE : t->target.micros;
}

/* Whether the calendar asks for ever more: then the plan is a line from the baseline up (or down), else a
 * level line. */
static bool is_paced(const struct target *t)
{
  switch (t->kind) {
  case KIND_CUMULATIVE:
  case KIND_COVERAGE:
  case KIND_MILESTONE:
    return true;
  case KIND_LEVEL:
    return t->has_baseline;
  case KIND_RATE:
  case KIND_COUNT:
    break;
  }
  return false;
}

static int64_t plan_value(const struct target *t, struct date on)
{
  int64_t base = t->has_baseline ? t->baseline.micros : 0, aim = chart_aim(t);
  if (!is_paced(t))
    return aim;
  struct ratio e = target_elapsed(t, on);
  return base + (int64_t)(((int128)aim - base) * e.num / e.den);
}

static void widen(struct range *r, int64_t micros)
{
  r->low = micros < r->low ? micros : r->low;
  r->high = micros > r->high ? micros : r->high;
}

static struct range range_of(const struct target *t, size_t count)
{
  struct range r = {chart_aim(t), chart_aim(t), t->start, t->due};
  if (is_paced(t))
    widen(&r, t->has_baseline ? t->baseline.micros : 0);
  for (size_t i = 0; i < count; i++)
    widen(&r, chart_value(t, target_nth(t, i)));
  if (count > 0 && date_cmp(target_nth(t, count - 1)->through, r.to) > 0)
    r.to = target_nth(t, count - 1)->through;
  if (!is_paced(t)) { /* air above and below a level line */
    int64_t air = (r.high - r.low) / 8 + (r.high == r.low ? (llabs(r.high) / 10 + 1) : 0);
    r.low -= air;
    r.high += air;
  }
  return r;
}

/* From month end to month end, where every clock says what it asks for; milestones go up in steps. Dashed in
 * braille. */
static void plot_plan(struct dots *d, const struct range *r, const struct target *t)
{
  struct date on = t->start;
  int last[2] = {dot_x(d, r, on), dot_y(d, r, plan_value(t, on))};
  while (date_cmp(on, t->due) < 0) {
    int month = date_month_index(on);
    struct date end = date_month_end(month);
    if (date_cmp(end, on) <= 0)
      end = date_month_end(month + 1);
    on = date_cmp(end, t->due) < 0 ? end : t->due;
    int next[2] = {dot_x(d, r, on), dot_y(d, r, plan_value(t, on))}, corner[2] = {next[0], last[1]};
    bool steps = t->kind == KIND_MILESTONE;
    line(d, d->plan, last, steps ? corner : next);
    if (steps)
      line(d, d->plan, corner, next);
    last[0] = next[0];
    last[1] = next[1];
  }
}

/* The end of the readings from `first` on that stand in column `x`. */
static size_t slice_end(const struct dots *d, const struct range *r, const struct target *t, size_t first,
                        size_t count, int x)
{
  size_t low = first, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (dot_x(d, r, target_nth(t, middle)->through) <= x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static struct slice slice_of(const struct dots *d, const struct range *r, const struct target *t,
                             size_t first, size_t count)
{
  struct slice c = {.x = dot_x(d, r, target_nth(t, first)->through)};
  c.end = slice_end(d, r, t, first, count, c.x);
  c.low = c.high = chart_value(t, target_nth(t, first));
  for (size_t i = first + 1; i < c.end; i++) {
    int64_t v = chart_value(t, target_nth(t, i));
    c.low = v < c.low ? v : c.low;
    c.high = v > c.high ? v : c.high;
  }
  return c;
}

static void mark(struct dots *d, int x, int y)
{
  d->marks[(y / d->down) * d->cols + x / d->across] = 1;
}

/* All readings in one column of dots make an upright line from the lowest to the highest of them, and marks
 * in the cells of both; only where there are cells between these is each looked at. */
static void plot_readings(struct dots *d, const struct range *r, const struct target *t, size_t count)
{
  int last[2] = {0, dot_y(d, r, t->has_baseline ? t->baseline.micros : 0)};
  bool begun = is_paced(t);
  for (size_t i = 0; i < count;) {
    struct slice c = slice_of(d, r, t, i, count);
    int first[2] = {c.x, dot_y(d, r, chart_value(t, target_nth(t, i)))};
    int low[2] = {c.x, dot_y(d, r, c.low)}, high[2] = {c.x, dot_y(d, r, c.high)};
    line(d, d->readings, begun ? last : first, first);
    line(d, d->readings, low, high);
    mark(d, c.x, low[1]);
    mark(d, c.x, high[1]);
    if (low[1] / d->down - high[1] / d->down > 1)
      for (size_t k = i; k < c.end; k++)
        mark(d, c.x, dot_y(d, r, chart_value(t, target_nth(t, k))));
    last[0] = c.x;
    last[1] = dot_y(d, r, chart_value(t, target_nth(t, c.end - 1)));
    begun = true;
    i = c.end;
  }
}

static void text_axis(struct buf *out, const struct target *t, int64_t micros)
{
  char text[40];
  buf_puts(out, decimal_format((struct decimal){micros}, t->kind == KIND_MILESTONE ? 0 : t->decimals, text,
                               sizeof text));
  if (t->kind == KIND_MILESTONE)
    buf_putc(out, '%');
}

/* The scale: the highest and lowest figure at the left, the first and last day below. Returns the columns of
 * the left margin. */
static int draw_axes(struct area a, const struct target *t, const struct range *r, bool ascii)
{
  struct buf high = {0}, low = {0};
  char day[16];
  text_axis(&high, t, r->high);
  text_axis(&low, t, r->low);
  int left = text_cols(high.data) > text_cols(low.data) ? text_cols(high.data) : text_cols(low.data);
  area_right(a, 0, 0, left, ROLE_DIM, high.data);
  area_right(a, a.rows - 2, 0, left, ROLE_DIM, low.data);
  for (int row = 0; row < a.rows - 1; row++)
    area_cell(a, row, left + 1, ROLE_BORDER,
              ascii               ? '|'
              : row == 0          ? 0x2524
              : row == a.rows - 2 ? 0x253c
                                  : 0x2502);
  area_put(a, a.rows - 1, left + 1, ROLE_DIM, date_format(r->from, day, sizeof day));
  area_right(a, a.rows - 1, a.cols - 10, 10, ROLE_DIM, date_format(r->to, day, sizeof day));
  buf_release(&high);
  buf_release(&low);
  return left + 2;
}

static void draw_dots(const struct dots *d, struct area in, unsigned style)
{
  bool ascii = d->across == 1;
  for (int row = 0; row < in.rows; row++)
    for (int col = 0; col < in.cols; col++) {
      int i = row * in.cols + col;
      if (d->marks[i] && !ascii)
        area_cell(in, row, col, style, 0x2022);
      else if (d->readings[i])
        area_cell(in, row, col, style, ascii ? '*' : 0x2800u + d->readings[i]);
      else if (d->plan[i])
        area_cell(in, row, col, ROLE_DIM, ascii ? '.' : 0x2800u + d->plan[i]);
    }
}

static void draw_all(struct area a, const struct target *t, struct date as_of, unsigned style, bool ascii)
{
  size_t count = target_until(t, as_of);
  struct range r = range_of(t, count);
  int left = draw_axes(a, t, &r, ascii);
  struct area in = area_part(a, 0, left, a.rows - 1, a.cols - left);
  struct dots d = {.rows = in.rows, .cols = in.cols, .across = ascii ? 1 : 2, .down = ascii ? 1 : 4};
  size_t cells = (size_t)in.rows * (size_t)in.cols;
  d.plan = mem_alloc(cells + 1);
  d.readings = mem_alloc(cells + 1);
  d.marks = mem_alloc(cells + 1);
  plot_plan(&d, &r, t);
  plot_readings(&d, &r, t, count);
  draw_dots(&d, in, style);
  free(d.plan);
  free(d.readings);
  free(d.marks);
}

/* Whatever a chart depends on. */
static uint64_t chart_looks(const struct scene *s, size_t target, unsigned style)
{
  uint64_t looks = kept_looks(kept_looks(scene_looks(s), target), style);
  const struct reading *r = &s->entry.reading;
  if (scene_previewed(s) != target)
    return looks;
  looks = kept_looks(kept_looks(looks, (uint64_t)r->through.days), (uint64_t)r->value.micros);
  return kept_looks(kept_looks(looks, (uint64_t)r->count), (uint64_t)r->of);
}

void draw_chart(const struct scene *s, struct area a, size_t target, unsigned style)
{
  if (a.rows < 4 || a.cols < 30)
    return;
  struct area on = kept_begin(s->kept, PART_CHART, a, chart_looks(s, target, style));
  if (on.rows > 0)
    draw_all(on, scene_shown(s, target), scene_board(s)->when.as_of, style, s->look.ascii);
  kept_end(s->kept, PART_CHART, a);
}
