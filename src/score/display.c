/* How numbers look. One decimal for shares and gaps; a share never reaches 100 % or 0 % by rounding alone,
 * because those two are read as "all of it" and "nothing". Figures keep every decimal they were given. */
#include "guatu/score/display.h"

#include <string.h>

#include "guatu/score/aim.h"
#include "guatu/score/exact.h"
#include "guatu/score/say.h"

#define MINUS  "\xe2\x88\x92" /* U+2212, as wide as a digit */
#define DASH   "\xe2\x80\x94" /* U+2014: no reading */
#define RANGE  "\xe2\x80\x93" /* U+2013 */
#define TENTHS 1000           /* of a percent, in the whole */

static const char *minus(bool ascii)
{
  return ascii ? "-" : MINUS;
}

/* The share in tenths of a percent: rounded half away from zero, then kept from 0 and 100 % unless it is
 * there. */
static int64_t share_tenths(struct ratio share, bool met)
{
  int128 size = share.num < 0 ? -(int128)share.num : share.num;
  int128 tenths = (2 * TENTHS * size + share.den) / (2 * (int128)share.den);

  if (tenths > INT64_MAX)
    tenths = INT64_MAX;
  if (tenths == 0 && size > 0)
    tenths = 1;
  if (tenths == TENTHS &&
      (!met || share.num < 0)) /* just short of it, there without meeting the sense, or broken by a hair */
    tenths += size <= share.den ? -1 : 1;
  return (int64_t)tenths;
}

static void put_share(struct buf *out, struct ratio share, bool met, bool ascii)
{
  int64_t tenths = share_tenths(share, met);

  buf_puts(out, share.num < 0 ? minus(ascii) : "");
  buf_number(out, (uint64_t)tenths / 10);
  const char rest[] = {'.', (char)('0' + tenths % 10), '%'};
  buf_add(out, rest, sizeof rest);
}

void display_share(struct buf *out, struct ratio share, bool met)
{
  put_share(out, share, met, false);
}

void display_nanos(struct buf *out, int64_t nanos, bool complete)
{
  put_share(out, (struct ratio){nanos, EXACT_FULL}, complete, false);
}

void display_completion(struct buf *out, const struct target *t, const struct score *s, bool ascii)
{
  (void)t;
  if (s->has_completion)
    put_share(out, s->completion, s->met, ascii);
  else
    buf_puts(out, ascii ? "-" : DASH);
}

void display_gap(struct buf *out, const struct score *s, bool ascii)
{
  char text[40];

  if (!s->has_gap)
    return;
  struct decimal size = s->gap;
  if (size.micros < 0)
    size.micros = -size.micros;
  const char *sign = s->gap.micros > 0 ? "+" : s->gap.micros < 0 ? minus(ascii) : ascii ? "" : "±";
  buf_puts(out, sign);
  buf_puts(out, decimal_format(size, 1, text, sizeof text));
}

/* "708/720" */
static void put_part(struct buf *out, int64_t count, int64_t of)
{
  if (count < 0)
    buf_putc(out, '-');
  buf_number(out, count < 0 ? -(uint64_t)count : (uint64_t)count);
  buf_putc(out, '/');
  buf_number(out, (uint64_t)of);
}

static void put_milestone(struct buf *out, const struct target *t, const struct reading *r, enum lang lang,
                          bool ascii)
{
  if (r->of > 0)
    put_part(out, r->count, r->of);
  else if (t->stage_count > 0)
    put_part(out, r->value.micros / DECIMAL_ONE, (int64_t)t->stage_count);
  else if (target_met(t, r))
    buf_puts(out, words_in(&light_words[LIGHT_DONE].name, lang));
  else if (r->value.micros == 0)
    buf_puts(out, TR(lang, "Not done", "未完成"));
  else
    say_number(out, r->value, decimal_places(r->value), ascii);
}

void display_value(struct buf *out, const struct target *t, const struct reading *r, enum lang lang,
                   bool ascii)
{
  if (!r)
    buf_puts(out, ascii ? "-" : DASH);
  else if (t->kind == KIND_MILESTONE)
    put_milestone(out, t, r, lang, ascii);
  else if (r->of > 0)
    put_part(out, r->count, r->of);
  else
    say_figure(out, t, r->value, ascii);
}

/* Coverage of everything needs no sign: more than all there cannot be. */
static const char *aim_sign(const struct target *t, bool ascii)
{
  if (t->kind == KIND_COVERAGE && t->sense == SENSE_AT_LEAST && t->target.micros == 100 * DECIMAL_ONE)
    return "";
  return ascii ? sense_words[t->sense].ascii : sense_words[t->sense].sign;
}

void display_target(struct buf *out, const struct target *t, enum lang lang, bool ascii)
{
  const char *unit = words_in(&t->unit, lang);

  if (t->kind == KIND_MILESTONE) {
    if (t->stage_count == 0)
      buf_puts(out, words_in(&light_words[LIGHT_DONE].name, lang));
    else
      buf_printf(out,
                 t->stage_count == 1 ? TR(lang, "%zu stage", "%zu 个阶段")
                                     : TR(lang, "%zu stages", "%zu 个阶段"),
                 t->stage_count);
    return;
  }
  buf_puts(out, aim_sign(t, ascii));
  say_number(out, t->target, decimal_places(t->target), ascii);
  if (t->sense == SENSE_BETWEEN) {
    buf_puts(out, ascii ? "-" : RANGE);
    say_number(out, t->high, decimal_places(t->high), ascii);
  }
  if (unit[0]) {
    buf_putc(out, ' ');
    buf_puts(out, unit);
  }
}
