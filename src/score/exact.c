/* Ratios for scoring. Every product of two terms fits 126 bits, a sum of two of them 127, so the plain
 * schoolbook rules never overflow; ratio_of reduces the result. */
#include "guatu/score/exact.h"

struct ratio exact_of(struct decimal d)
{
  return ratio_of(d.micros, DECIMAL_ONE);
}

struct ratio exact_whole(int64_t n)
{
  return ratio_of(n, 1);
}

struct ratio exact_add(struct ratio a, struct ratio b)
{
  return ratio_of((int128)a.num * b.den + (int128)b.num * a.den, (int128)a.den * b.den);
}

struct ratio exact_sub(struct ratio a, struct ratio b)
{
  return ratio_of((int128)a.num * b.den - (int128)b.num * a.den, (int128)a.den * b.den);
}

struct ratio exact_mul(struct ratio a, struct ratio b)
{
  return ratio_of((int128)a.num * b.num, (int128)a.den * b.den);
}

struct ratio exact_div(struct ratio a, struct ratio b)
{
  return ratio_of((int128)a.num * b.den, (int128)a.den * b.num);
}

struct decimal exact_decimal(struct ratio r)
{
  int128 num = (int128)r.num * DECIMAL_ONE;
  int128 half = r.den / 2;
  int128 micros = num < 0 ? -((-num + half) / r.den) : (num + half) / r.den;

  if (micros > DECIMAL_MAX)
    micros = DECIMAL_MAX;
  if (micros < -DECIMAL_MAX)
    micros = -DECIMAL_MAX;
  return (struct decimal){(int64_t)micros};
}

int64_t exact_capped(struct ratio r)
{
  if (r.num <= 0)
    return 0;
  if (r.num >= r.den)
    return EXACT_FULL;
  return (int64_t)((int128)r.num * EXACT_FULL / r.den);
}
