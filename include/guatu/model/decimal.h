/* Exact numbers: decimals as scaled integers, and ratios of integers for shares. No binary float is ever
 * compared. */
#ifndef GUATU_MODEL_DECIMAL_H
#define GUATU_MODEL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECIMAL_PLACES 6
#define DECIMAL_ONE    INT64_C(1000000)
#define DECIMAL_MAX                                                                                          \
  (INT64_C(1000000000000) * DECIMAL_ONE) /* 10^12, the largest figure a dataset may hold                     \
                                          */

/* value = micros / 10^6; |value| ≤ 10^12 for anything read from a person or a file. */
struct decimal {
  int64_t micros;
};

/* A ratio in lowest terms; den > 0. */
struct ratio {
  int64_t num;
  int64_t den;
};

__extension__ typedef __int128 int128; /* for products of two int64 */

enum decimal_parse { DECIMAL_OK, DECIMAL_SYNTAX, DECIMAL_TOO_FINE /* > 6 decimals */, DECIMAL_TOO_BIG };

/* Reads `[-+]digits[.digits][(e|E)[-+]digits]` from all `len` bytes: the literals of libconfig integers and
 * floats. Trailing zero decimals are not too fine. *places (may be NULL) gets the decimals written, after the
 * exponent is applied, at most 6. A literal without a digit
 * (".", ".e5": zero to libconfig) is DECIMAL_SYNTAX, and so is a suffix "L". *out is untouched unless
 * DECIMAL_OK. */
enum decimal_parse decimal_parse(const char *s, size_t len, struct decimal *out, int *places);
struct decimal decimal_of(int64_t whole);
int decimal_cmp(struct decimal a, struct decimal b);
/* The fewest decimals that print it exactly, 0…6. */
int decimal_places(struct decimal d);
/* Rounds half away from zero to `places` decimals (0…6). */
struct decimal decimal_round(struct decimal d, int places);
/* Prints with exactly `places` decimals (rounded half away from zero), ASCII minus, no grouping. `out` holds
 * ≥ 32 bytes. Returns `out`. */
char *decimal_format(struct decimal d, int places, char *out, size_t size);
/* Prints exactly, with the fewest decimals. */
char *decimal_print(struct decimal d, char *out, size_t size);

/* num/den in lowest terms with den > 0; den must not be 0. Reduced terms of figures in range fit int64;
 * others become a close ratio that does. */
struct ratio ratio_of(int128 num, int128 den);
int ratio_cmp(struct ratio a, struct ratio b);
/* The ratio in units of 10^-9, rounded half away from zero, saturated to int64. */
int64_t ratio_nanos(struct ratio r);
/* 100·(a − b) in percentage points, as a decimal rounded half away from zero to 6 places, saturated to
 * ±DECIMAL_MAX. */
struct decimal ratio_points(struct ratio a, struct ratio b);

#endif
