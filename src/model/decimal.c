/* Exact numbers. A decimal is an integer of millionths, so that 0.1 + 0.2 is 0.3 and a figure is shown as it
 * was typed; a share is a reduced ratio, so that 17/32 of the way and 6/12 of the year are compared without
 * rounding. Products go through 128 bits, which hold the product of any two terms; nothing here overflows,
 * whatever the terms. */
#include "guatu/model/decimal.h"

#include <assert.h>
#include <string.h>

#define EXPONENT_LIMIT                                                                                       \
  INT64_C(1000000000000000) /* far beyond any text that fits memory: larger ones are all the same */
#define WHOLE_DIGITS 13     /* of 10^12 */
#define NANOS        INT64_C(1000000000)

static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, DECIMAL_ONE};

/* ---- reading ---- */

/* The parts of a literal, as offsets and counts of its text. */
struct literal {
  const char *s;
  size_t whole, whole_end; /* digits before the point */
  size_t part, part_end;   /* digits after it */
  bool negative;
  int64_t exponent; /* saturated */
};

static size_t skip_digits(const char *s, size_t at, size_t len)
{
  while (at < len && s[at] >= '0' && s[at] <= '9')
    at++;
  return at;
}

static bool literal_scan(struct literal *l, const char *s, size_t len)
{
  size_t at = 0;

  *l = (struct literal){.s = s};
  if (at < len && (s[at] == '+' || s[at] == '-'))
    l->negative = s[at++] == '-';
  l->whole = at;
  at = l->whole_end = skip_digits(s, at, len);
  l->part = l->part_end = at;
  if (at < len && s[at] == '.') {
    l->part = at + 1;
    at = l->part_end = skip_digits(s, l->part, len);
  }
  if (l->whole_end - l->whole + l->part_end - l->part == 0)
    return false; /* libconfig reads "." and ".e5" as zero; nobody means that */
  if (at == len)
    return true;
  if (s[at] != 'e' && s[at] != 'E')
    return false;
  at++;
  bool minus = at < len && s[at] == '-';
  if (at < len && (s[at] == '+' || s[at] == '-'))
    at++;
  size_t first = at;
  for (; at < len && s[at] >= '0' && s[at] <= '9'; at++)
    if (l->exponent < EXPONENT_LIMIT)
      l->exponent = l->exponent * 10 + (s[at] - '0');
  if (minus)
    l->exponent = -l->exponent;
  return at == len && at > first;
}

/* The i-th digit, the point left out. */
static int literal_digit(const struct literal *l, size_t i)
{
  size_t whole = l->whole_end - l->whole;
  return l->s[i < whole ? l->whole + i : l->part + i - whole] - '0';
}

enum decimal_parse decimal_parse(const char *s, size_t len, struct decimal *out, int *places)
{
  struct literal l;

  if (!literal_scan(&l, s, len))
    return DECIMAL_SYNTAX;
  size_t last = l.whole_end - l.whole + l.part_end - l.part; /* one past the last digit that counts */
  size_t first = 0;
  int64_t scale = l.exponent - (int64_t)(l.part_end - l.part); /* value = digits · 10^scale */
  int written = scale >= 0 ? 0 : scale < -DECIMAL_PLACES ? DECIMAL_PLACES : (int)-scale;
  while (first < last && literal_digit(&l, first) == 0)
    first++;
  for (; last > first && literal_digit(&l, last - 1) == 0; scale++)
    last--;

  uint64_t micros = 0;
  if (last > first) {
    if ((int64_t)(last - first) + scale > WHOLE_DIGITS)
      return DECIMAL_TOO_BIG;
    if (scale < -DECIMAL_PLACES)
      return DECIMAL_TOO_FINE;
    for (size_t i = first; i < last; i++) /* at most 19 digits with the zeros below: it fits */
      micros = micros * 10 + (uint64_t)literal_digit(&l, i);
    for (int64_t i = -DECIMAL_PLACES; i < scale; i++)
      micros *= 10;
    if (micros > (uint64_t)DECIMAL_MAX)
      return DECIMAL_TOO_BIG;
  }
  out->micros = l.negative ? -(int64_t)micros : (int64_t)micros;
  if (places)
    *places = written;
  return DECIMAL_OK;
}

/* ---- decimals ---- */

static uint64_t magnitude(int64_t v)
{
  return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

static int64_t saturate(int128 v)
{
  return v > INT64_MAX ? INT64_MAX : v < -INT64_MAX ? -INT64_MAX : (int64_t)v;
}

/* num/den rounded half away from zero; den > 0 and |num| + den within 127 bits. */
static int128 round_div(int128 num, int128 den)
{
  int128 half = den / 2;
  return num < 0 ? -((-num + half) / den) : (num + half) / den;
}

struct decimal decimal_of(int64_t whole)
{
  return (struct decimal){saturate((int128)whole * DECIMAL_ONE)};
}

int decimal_cmp(struct decimal a, struct decimal b)
{
  return (a.micros > b.micros) - (a.micros < b.micros);
}

int decimal_places(struct decimal d)
{
  int places = DECIMAL_PLACES;

  while (places > 0 && d.micros % powers[DECIMAL_PLACES - places + 1] == 0)
    places--;
  return places;
}

struct decimal decimal_round(struct decimal d, int places)
{
  assert(places >= 0 && places <= DECIMAL_PLACES);
  uint64_t unit = (uint64_t)powers[DECIMAL_PLACES - places];
  uint64_t size = (magnitude(d.micros) + unit / 2) / unit * unit;
  int64_t whole = size > INT64_MAX ? INT64_MAX : (int64_t)size;
  return (struct decimal){d.micros < 0 ? -whole : whole};
}

char *decimal_format(struct decimal d, int places, char *out, size_t size)
{
  char text[32]; /* 13 digits, a point, six digits and a sign are 21 */
  size_t at = sizeof text;
  struct decimal rounded = decimal_round(d, places);
  uint64_t left = magnitude(rounded.micros) / (uint64_t)powers[DECIMAL_PLACES - places];

  text[--at] = '\0';
  for (int digit = 0; left > 0 || digit <= places; digit++, left /= 10) {
    if (digit == places && places > 0)
      text[--at] = '.';
    text[--at] = (char)('0' + left % 10);
  }
  if (rounded.micros < 0) /* what rounds to zero has no sign */
    text[--at] = '-';
  if (size > 0) {
    size_t len = sizeof text - 1 - at < size - 1 ? sizeof text - 1 - at : size - 1;
    memcpy(out, text + at, len);
    out[len] = '\0';
  }
  return out;
}

char *decimal_print(struct decimal d, char *out, size_t size)
{
  return decimal_format(d, decimal_places(d), out, size);
}

/* ---- ratios ---- */

static bool is_short(int128 v)
{
  return v >= -INT64_MAX && v <= INT64_MAX;
}

static uint64_t short_gcd(uint64_t a, uint64_t b)
{
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/* In 64 bits from where both fit: a division of 128 costs ten of them. */
static int128 gcd(int128 a, int128 b)
{
  while (b && !(is_short(a) && is_short(b))) {
    int128 rest = a % b;
    a = b;
    b = rest;
  }
  return b ? (int128)short_gcd((uint64_t)a, (uint64_t)b) : a;
}

/* Nearly all of them: a score takes thirty. */
static struct ratio short_ratio(int64_t num, int64_t den)
{
  int64_t common = den == 1 ? 1 : (int64_t)short_gcd(magnitude(num), (uint64_t)den);
  return common == 1 ? (struct ratio){num, den} : (struct ratio){num / common, den / common};
}

struct ratio ratio_of(int128 num, int128 den)
{
  assert(den != 0);
  if (den < 0) {
    num = -num;
    den = -den;
  }
  if (is_short(num) && is_short(den))
    return short_ratio((int64_t)num, (int64_t)den);
  int128 common = gcd(num < 0 ? -num : num, den); /* ≥ 1, as den is */
  num /= common;
  den /= common;
  while (num > INT64_MAX || num < -INT64_MAX || den > INT64_MAX) { /* the nearest ratio there is room for */
    num /= 2;
    den = den > 1 ? den / 2 : 1;
  }
  return (struct ratio){(int64_t)num, (int64_t)den};
}

int ratio_cmp(struct ratio a, struct ratio b)
{
  int128 left = (int128)a.num * b.den;
  int128 right = (int128)b.num * a.den;
  return (left > right) - (left < right);
}

int64_t ratio_nanos(struct ratio r)
{
  return saturate(round_div((int128)r.num * NANOS, r.den));
}

/* The next decimal digit of rest/den, and what is left of it. Ten additions instead of a product: ten times
 * `rest` need not fit. */
static int next_digit(int128 *rest, int128 den)
{
  int128 sum = 0;
  int digit = 0;

  for (int i = 0; i < 10; i++) {
    if (sum >= den - *rest) {
      sum -= den - *rest;
      digit++;
    } else {
      sum += *rest;
    }
  }
  *rest = sum;
  return digit;
}

struct decimal ratio_points(struct ratio a, struct ratio b)
{
  int128 num = (int128)a.num * b.den - (int128)b.num * a.den; /* terms stay off INT64_MIN: it fits */
  int128 den = (int128)a.den * b.den;
  bool negative = num < 0;
  if (negative)
    num = -num;

  int128 points = num / den;
  int128 rest = num % den;
  for (int i = 0; i < 2 + DECIMAL_PLACES; i++) /* two for the percentage; below 2^64 · 10^8 */
    points = points * 10 + next_digit(&rest, den);
  if (rest >= den - rest)
    points++;
  points = points > DECIMAL_MAX ? DECIMAL_MAX : points;
  return (struct decimal){negative ? -(int64_t)points : (int64_t)points};
}
