/* The small words of sentences about figures. */
#include "guatu/score/say.h"

#include "guatu/score/exact.h"

void say_number(struct buf *out, struct decimal d, int places, bool ascii)
{
  char text[40];

  decimal_format(d, places, text, sizeof text);
  if (text[0] != '-') {
    buf_puts(out, text);
    return;
  }
  buf_puts(out, ascii ? "-" : "\xe2\x88\x92"); /* U+2212, as wide as a digit */
  buf_puts(out, text + 1);
}

void say_figure(struct buf *out, const struct target *t, struct decimal d, bool ascii)
{
  int places = decimal_places(d);
  say_number(out, d, places > t->decimals ? places : t->decimals, ascii);
}

void say_level(struct buf *out, const struct target *t, struct decimal d, enum lang lang)
{
  const char *unit = words_in(&t->unit, lang);

  say_figure(out, t, d, false);
  if (unit[0])
    buf_printf(out, " %s", unit);
}

void say_ratio(struct buf *out, struct ratio r)
{
  struct decimal d = exact_decimal(r);
  say_number(out, d, decimal_places(d), false);
}

void say_pace(struct buf *out, struct ratio r)
{
  say_number(out, exact_decimal(r), 2, false);
}

const char *say_light(enum light l, enum lang lang)
{
  return words_in(&light_words[l].name, lang);
}
