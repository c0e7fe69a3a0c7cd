/* Marks, bars and counts. A bar never lies about sides: its filled part passes the tick exactly when the
 * share passes the expected one, it is full only from 1 on and empty only at 0 — the same promise the printed
 * percentages make. All arithmetic is on exact ratios. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/parts.h"

const char *light_glyph(enum light l, bool ascii)
{
  return ascii ? light_words[l].ascii : light_words[l].sign;
}

enum role light_role(enum light l)
{
  switch (l) {
  case LIGHT_DONE:
  case LIGHT_DONE_LATE:
    return ROLE_DONE;
  case LIGHT_AHEAD:
    return ROLE_AHEAD;
  case LIGHT_ON_TRACK:
    return ROLE_ON_TRACK;
  case LIGHT_BEHIND:
    return ROLE_BEHIND;
  case LIGHT_CRITICAL:
  case LIGHT_MISSED:
  case LIGHT_CEILING_BROKEN:
    return ROLE_CRITICAL;
  case LIGHT_STALE:
    return ROLE_STALE;
  case LIGHT_CANCELLED:
  case LIGHT_NOT_STARTED:
  case LIGHT_NO_DATA:
  case LIGHT_WAIVED:
  case LIGHT_COUNT:
    break;
  }
  return ROLE_SILENT;
}

/* ---- bars ---- */

struct bar bar_of(const struct score *s)
{
  const struct ratio one = {1, 1};
  struct bar b = {.fill = s->completion, .has_fill = s->has_completion, .expected = s->elapsed};
  /* Without a gap in points of completion (rates, levels without a baseline) the calendar asks for nothing on
   * this scale; at its ends a tick says nothing that the bar does not. */
  b.has_expected = s->has_completion && s->has_gap && s->has_expected && s->elapsed.num > 0 &&
                   (ratio_cmp(s->elapsed, one) < 0 || ratio_cmp(s->completion, one) < 0);
  return b;
}

struct bar bar_of_tally(const struct tally *t, struct ratio elapsed)
{
  struct bar b = {.expected = elapsed, .has_expected = true};
  int64_t nanos;
  if (!tally_completion(t, &nanos))
    return b;
  b.fill = ratio_of(nanos, 1000000000);
  b.has_fill = true;
  return b;
}

/* floor(r · n) for 0 ≤ r ≤ 1. */
static int ratio_times(struct ratio r, int n)
{
  return (int)((int128)r.num * n / r.den);
}

static int clamp(int value, int low, int high)
{
  return value < low ? low : value > high ? high : value;
}

/* The share of the way from `from` to `to` that `at` has gone, in `steps`; from < to. */
static int steps_between(struct ratio at, struct ratio from, struct ratio to, int steps)
{
  /* Nano shares are exact enough to place a cell's eighth; the sides of the tick are decided by ratio_cmp. */
  int64_t span = ratio_nanos(to) - ratio_nanos(from), gone = ratio_nanos(at) - ratio_nanos(from);
  return span <= 0 ? steps : clamp((int)((int128)gone * steps / span), 0, steps);
}

/* How many eighths of a bar of `n` cells are filled when the tick stands before cell `k` (−1: none). */
static int bar_eighths(const struct bar *b, int n, int k)
{
  const struct ratio zero = {0, 1}, one = {1, 1};
  if (!b->has_fill || b->fill.num <= 0)
    return 0;
  if (ratio_cmp(b->fill, one) >= 0)
    return n * 8;
  if (k < 0)
    return clamp(steps_between(b->fill, zero, one, n * 8), 1, n * 8 - 1);
  int side = ratio_cmp(b->fill, b->expected);
  if (side < 0)
    return k == 0 ? 0 : clamp(steps_between(b->fill, zero, b->expected, k * 8), 1, k * 8 - 1);
  if (side == 0 || k >= n)
    return k * 8;
  return clamp(k * 8 + steps_between(b->fill, b->expected, one, (n - k) * 8), k * 8 + 1, n * 8 - 1);
}

static uint32_t eighths_glyph(int eighths, bool ascii)
{
  if (ascii)
    return eighths >= 8 ? '#' : eighths >= 4 ? '=' : '-';
  return 0x2590u - (uint32_t)eighths; /* U+2588 █ … U+258F ▏ */
}

void draw_share(struct area a, int row, int col, int cols, unsigned style, const struct bar *b, bool ascii)
{
  unsigned flags = style & ~STYLE_ROLE;
  bool ticked = b->has_expected && cols >= 3;
  int n = cols - ticked, k = -1;
  if (n <= 0)
    return;
  if (ticked) {
    k = (ratio_times(b->expected, n * 2) + 1) / 2;
    if (b->expected.num > 0 && b->expected.num < b->expected.den)
      k = clamp(k, 1, n - 1);
  }
  int filled = bar_eighths(b, n, k);
  if (ticked) /* passed already it need not stand out, and a change of ink is what costs on a slow line */
    area_cell(a, row, col + k, filled > k * 8 ? style : ROLE_TICK | flags, ascii ? '|' : 0x2502);
  for (int i = 0; i < n; i++) {
    int at = col + i + (ticked && i >= k), eighths = clamp(filled - i * 8, 0, 8);
    if (eighths > 0)
      area_cell(a, row, at, style, eighths_glyph(eighths, ascii));
    else if (i < k && b->has_fill) /* missing by now: left empty, so that being behind is a hole */
      area_cell(a, row, at, ROLE_BAR_REST | flags, ' ');
    else
      area_cell(a, row, at, ROLE_BAR_REST | flags, ascii ? '.' : 0x2591);
  }
  if (b->has_fill && b->fill.num > b->fill.den)
    area_cell(a, row, col + cols - 1, style, ascii ? '>' : 0x25ba);
}

void draw_bar(struct area a, int row, int col, int cols, unsigned style, const struct score *s, bool ascii)
{
  struct bar b = bar_of(s);
  if (b.has_fill)
    draw_share(a, row, col, cols, style, &b, ascii);
}

void draw_coverage(struct area a, int row, int col, int cols, const struct tally *t, struct ratio elapsed,
                   bool ascii)
{
  struct bar b = bar_of_tally(t, elapsed);
  int known = t->count > 0 ? (int)((int128)t->measured * cols / (int128)t->count) : 0;
  if (t->measured > 0 && known == 0)
    known = 1;
  if (cols < 1)
    return;
  b.has_expected = known >= 8; /* in less, a tick would hide what it measures */
  if (b.has_fill)
    draw_share(a, row, col, known, ROLE_DIM, &b, ascii);
  for (int i = b.has_fill ? known : 0; i < cols; i++)
    area_cell(a, row, col + i, ROLE_DIM, ascii ? '_' : 0x00b7);
}

/* ---- sparkline ---- */

void draw_spark(struct area a, int row, int col, int cols, unsigned style, const struct target *t,
                struct date as_of, bool ascii)
{
  size_t end = target_until(t, as_of);
  size_t first = end > (size_t)(cols > 0 ? cols : 0) ? end - (size_t)cols : 0;
  if (first == end)
    return;
  /* Counts grow from nothing, so their line stands on 0; rates and levels swing, so theirs fills the height.
   */
  int64_t low = t->kind == KIND_RATE || t->kind == KIND_LEVEL ? target_nth(t, first)->value.micros : 0,
          high = low;
  for (size_t i = first; i < end; i++) {
    int64_t v = target_nth(t, i)->value.micros;
    low = v < low ? v : low;
    high = v > high ? v : high;
  }
  for (size_t i = first; i < end; i++) {
    int level = high == low
                    ? (high == 0 ? 0 : 3)
                    : (int)(((int128)target_nth(t, i)->value.micros - low) * 7 / ((int128)high - low));
    area_cell(a, row, col + cols - (int)(end - i), style,
              ascii ? (uint32_t) "_.,-=+*#"[level] : 0x2581u + (uint32_t)level);
  }
}

/* ---- small texts ---- */

void text_completion(struct buf *out, const struct tally *t, bool ascii)
{
  int64_t nanos;
  if (tally_completion(t, &nanos))
    display_nanos(out, nanos, nanos >= 1000000000);
  else
    buf_puts(out, ascii ? "-" : "—");
}

void text_change(struct buf *out, const struct tally *from, const struct tally *to, bool ascii)
{
  int64_t before, after;
  if (!tally_completion(from, &before) || !tally_completion(to, &after))
    return;
  int64_t change = after - before, size = change < 0 ? -change : change, tenths = (size + 500000) / 1000000;
  if (size > 0 && tenths == 0)
    tenths = 1; /* a change is never shown as none */
  const char *sign = change > 0 ? "+" : change < 0 ? (ascii ? "-" : "\u2212") : (ascii ? "+" : "±");
  buf_printf(out, "%s%lld.%lld", sign, (long long)(tenths / 10), (long long)(tenths % 10));
}

void text_day(struct buf *out, const struct plan *p, struct date d, enum lang lang)
{
  static const char *const months[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int year, month, day, from_year;
  char text[16];
  date_civil(d, &year, &month, &day);
  date_civil(p->from, &from_year, NULL, NULL);
  if (year != from_year)
    buf_puts(out, date_format_month(d, text, sizeof text));
  else if (date_cmp(d, date_month_end(date_month_index(d))) != 0)
    buf_printf(out, "%02d-%02d", month, day);
  else if (lang == LANG_ZH)
    buf_printf(out, "%d月", month);
  else
    buf_puts(out, months[month - 1]);
}

void text_pane(struct buf *out, const struct scene *s, size_t pane)
{
  buf_number(out, pane + 1);
  buf_putc(out, ' ');
  buf_puts(out, words_in(&s->plan->panes[pane].name, s->look.lang));
}
