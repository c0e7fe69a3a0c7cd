/* Arithmetic on ratios for scoring. Exact while the reduced terms fit 63 bits, which they do for figures up
 * to 10^12 with six decimals and calendars of a century; beyond that the nearest ratio there is room for.
 * Nothing overflows. */
#ifndef GUATU_SCORE_EXACT_H
#define GUATU_SCORE_EXACT_H

#include "guatu/model/decimal.h"

#define EXACT_FULL INT64_C(1000000000) /* 1 in units of 10^-9 */

struct ratio exact_of(struct decimal d);
struct ratio exact_whole(int64_t n);
struct ratio exact_add(struct ratio a, struct ratio b);
struct ratio exact_sub(struct ratio a, struct ratio b);
struct ratio exact_mul(struct ratio a, struct ratio b);
struct ratio exact_div(struct ratio a, struct ratio b); /* b must not be 0 */
/* Rounded half away from zero to 6 decimals, saturated to ±DECIMAL_MAX. */
struct decimal exact_decimal(struct ratio r);
/* In units of 10^-9, capped to 0 … EXACT_FULL and rounded down, so that only the whole is EXACT_FULL. */
int64_t exact_capped(struct ratio r);

#endif
