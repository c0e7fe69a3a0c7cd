/* Decimals and ratios. Expected values come from strtold(), and from Python's fractions where a float could
 * not know. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "guatu/model/decimal.h"

#define NINES "999999999999"

static void test_parse(void **state)
{
  static const struct {
    const char *text;
    enum decimal_parse result;
    int64_t micros;
    int places;
  } cases[] = {
      {"0", DECIMAL_OK, 0, 0},
      {"-0", DECIMAL_OK, 0, 0},
      {"62", DECIMAL_OK, 62000000, 0},
      {"+62", DECIMAL_OK, 62000000, 0},
      {"007", DECIMAL_OK, 7000000, 0},
      {"-5.5", DECIMAL_OK, -5500000, 1},
      {"198.50", DECIMAL_OK, 198500000, 2},
      {"5.", DECIMAL_OK, 5000000, 0},
      {".5", DECIMAL_OK, 500000, 1},
      {"-.25", DECIMAL_OK, -250000, 2},
      {"0.000001", DECIMAL_OK, 1, 6},
      {"0.0000010", DECIMAL_OK, 1, 6},
      {"0.1000000000000000000000000000000", DECIMAL_OK, 100000, 6},
      {"1.5e3", DECIMAL_OK, INT64_C(1500000000), 0},
      {"1.5E+3", DECIMAL_OK, INT64_C(1500000000), 0},
      {"1.2345e2", DECIMAL_OK, 123450000, 2},
      {"15e-1", DECIMAL_OK, 1500000, 1},
      {"1e-6", DECIMAL_OK, 1, 6},
      {"10e-7", DECIMAL_OK, 1, 6},
      {"0.00000000000000000001e20", DECIMAL_OK, 1000000, 0},
      {"100000000000000000000e-20", DECIMAL_OK, 1000000, 6},
      {"1e12", DECIMAL_OK, DECIMAL_MAX, 0},
      {"1000000000000", DECIMAL_OK, DECIMAL_MAX, 0},
      {"-1000000000000.000000", DECIMAL_OK, -DECIMAL_MAX, 6},
      {NINES ".999999", DECIMAL_OK, DECIMAL_MAX - 1, 6},
      {"0e999", DECIMAL_OK, 0, 0},
      {"0e-999", DECIMAL_OK, 0, 6},
      {"0.000e99999999999999999999999999", DECIMAL_OK, 0, 0},
      {"000000000000000000000000000000001", DECIMAL_OK, 1000000, 0},

      {"0.0000001", DECIMAL_TOO_FINE, 0, 0},
      {"1.0000001", DECIMAL_TOO_FINE, 0, 0},
      {"1e-7", DECIMAL_TOO_FINE, 0, 0},
      {"1e-999999999", DECIMAL_TOO_FINE, 0, 0},
      {"1e-99999999999999999999999999999", DECIMAL_TOO_FINE, 0, 0},
      {NINES ".9999999", DECIMAL_TOO_FINE, 0, 0},

      {"1000000000000.000001", DECIMAL_TOO_BIG, 0, 0},
      {"1000000000001", DECIMAL_TOO_BIG, 0, 0},
      {"-1000000000001", DECIMAL_TOO_BIG, 0, 0},
      {"9999999999999.999999", DECIMAL_TOO_BIG, 0, 0},
      {"1e13", DECIMAL_TOO_BIG, 0, 0},
      {"1e999999999", DECIMAL_TOO_BIG, 0, 0},
      {"1e99999999999999999999999999999", DECIMAL_TOO_BIG, 0, 0},
      {"18446744073709551617", DECIMAL_TOO_BIG, 0, 0},
      {"18446744073709.551616", DECIMAL_TOO_BIG, 0, 0},

      {"", DECIMAL_SYNTAX, 0, 0},
      {".", DECIMAL_SYNTAX, 0, 0},
      {"-.", DECIMAL_SYNTAX, 0, 0},
      {".e5", DECIMAL_SYNTAX, 0, 0},
      {"-", DECIMAL_SYNTAX, 0, 0},
      {"+-1", DECIMAL_SYNTAX, 0, 0},
      {"1e", DECIMAL_SYNTAX, 0, 0},
      {"1e+", DECIMAL_SYNTAX, 0, 0},
      {"e5", DECIMAL_SYNTAX, 0, 0},
      {"1e5.", DECIMAL_SYNTAX, 0, 0},
      {"1.2.3", DECIMAL_SYNTAX, 0, 0},
      {" 1", DECIMAL_SYNTAX, 0, 0},
      {"1 ", DECIMAL_SYNTAX, 0, 0},
      {"1L", DECIMAL_SYNTAX, 0, 0},
      {"0x10", DECIMAL_SYNTAX, 0, 0},
      {"1,000", DECIMAL_SYNTAX, 0, 0},
      {"nan", DECIMAL_SYNTAX, 0, 0},
      {"inf", DECIMAL_SYNTAX, 0, 0},
      {"６２", DECIMAL_SYNTAX, 0, 0},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct decimal d = {77};
    int places = 77;
    enum decimal_parse result = decimal_parse(cases[i].text, strlen(cases[i].text), &d, &places);
    if (result != cases[i].result)
      fail_msg("\"%s\" gives %d", cases[i].text, result);
    if (d.micros != (result == DECIMAL_OK ? cases[i].micros : 77) ||
        places != (result == DECIMAL_OK ? cases[i].places : 77))
      fail_msg("\"%s\" is %" PRId64 " with %d places", cases[i].text, d.micros, places);
    assert_int_equal(decimal_parse(cases[i].text, strlen(cases[i].text), &d, NULL), result);
  }
  struct decimal d;
  assert_int_equal(decimal_parse("12345", 2, &d, NULL), DECIMAL_OK); /* exactly `len` bytes are read */
  assert_int_equal(d.micros, 12000000);
  assert_int_equal(decimal_parse("1\0", 2, &d, NULL), DECIMAL_SYNTAX);
}

/* A megabyte of digits is read in one pass. */
static void test_parse_long(void **state)
{
  struct buf text = {0};
  struct decimal d;
  (void)state;

  buf_puts(&text, "0.");
  for (int i = 0; i < 1000000; i++)
    buf_putc(&text, '0');
  buf_puts(&text, "25e1000001");
  assert_int_equal(decimal_parse(text.data, text.len, &d, NULL), DECIMAL_OK);
  assert_int_equal(d.micros, 2500000);
  buf_release(&text);
}

/* long double holds every figure in range to far better than half a millionth. */
static void test_parse_against_strtold(void **state)
{
  uint64_t seed = 2021;
  (void)state;

  for (int i = 0; i < 200000; i++) {
    char text[64];
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    unsigned long long whole = (seed >> 20) % 1000000000000u >> (seed >> 8 & 31);
    int places = (int)(seed >> 5 & 7) % 7;
    unsigned part = (unsigned)(seed >> 33) % 1000000u;
    int exponent = (int)(seed >> 41 & 7) - 4;
    int len = snprintf(text, sizeof text, "%s%llu.%06u", seed & 1 ? "-" : "", whole, part) - (6 - places);
    if (exponent > 0)
      exponent = -exponent;
    if (places - exponent <= 6)
      snprintf(text + len, sizeof text - (size_t)len, "e%d", exponent);
    else
      text[len] = '\0';

    struct decimal d, back;
    char printed[32];
    assert_int_equal(decimal_parse(text, strlen(text), &d, NULL), DECIMAL_OK);
    long double want = strtold(text, NULL) * 1e6L;
    if (d.micros != (int64_t)(want < 0 ? want - 0.5L : want + 0.5L))
      fail_msg("%s is not %" PRId64, text, d.micros);
    decimal_print(d, printed, sizeof printed);
    assert_int_equal(decimal_parse(printed, strlen(printed), &back, NULL), DECIMAL_OK);
    assert_int_equal(back.micros, d.micros);
  }
}

static void test_of_and_cmp(void **state)
{
  (void)state;
  assert_int_equal(decimal_of(0).micros, 0);
  assert_int_equal(decimal_of(-7).micros, -7000000);
  assert_int_equal(decimal_of(INT64_C(1000000000000)).micros, DECIMAL_MAX);
  assert_int_equal(decimal_of(INT64_MAX).micros, INT64_MAX);
  assert_int_equal(decimal_of(INT64_MIN).micros, -INT64_MAX);
  assert_int_equal(decimal_cmp(decimal_of(1), decimal_of(2)), -1);
  assert_int_equal(decimal_cmp(decimal_of(2), decimal_of(2)), 0);
  assert_int_equal(decimal_cmp(decimal_of(-1), decimal_of(-2)), 1);
}

static void test_round_and_format(void **state)
{
  static const struct {
    int64_t micros;
    int places;
    const char *text;
  } cases[] = {
      {0, 0, "0"},
      {0, 2, "0.00"},
      {62000000, 0, "62"},
      {62000000, 1, "62.0"},
      {3125000, 1, "3.1"},
      {53125000, 1, "53.1"},
      {2500000, 0, "3"}, /* half away from zero, not to even */
      {3500000, 0, "4"},
      {-2500000, 0, "-3"},
      {2499999, 0, "2"},
      {-2499999, 0, "-2"},
      {50000, 1, "0.1"},
      {49999, 1, "0.0"},
      {-49999, 1, "0.0"}, /* zero has no sign */
      {-50000, 1, "-0.1"},
      {1, 6, "0.000001"},
      {-1, 6, "-0.000001"},
      {-1, 5, "0.00000"},
      {5, 5, "0.00001"},
      {1050000, 1, "1.1"},
      {1005000, 2, "1.01"}, /* 1.005 is 1.00499… as a binary float */
      {99950000, 1, "100.0"},
      {999999, 3, "1.000"},
      {DECIMAL_MAX, 6, "1000000000000.000000"},
      {-DECIMAL_MAX + 1, 6, "-" NINES ".999999"},
      {-DECIMAL_MAX + 1, 2, "-1000000000000.00"},
      {INT64_MAX, 6, "9223372036854.775807"},
      {-INT64_MAX, 6, "-9223372036854.775807"},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[32];
    struct decimal d = {cases[i].micros};
    assert_string_equal(decimal_format(d, cases[i].places, out, sizeof out), cases[i].text);
    d = decimal_round(d, cases[i].places);
    assert_string_equal(decimal_format(d, cases[i].places, out, sizeof out), cases[i].text);
    assert_true(decimal_places(d) <= cases[i].places);
  }
}

static void test_places_and_print(void **state)
{
  static const struct {
    int64_t micros;
    int places;
    const char *text;
  } cases[] = {
      {0, 0, "0"},
      {1000000, 0, "1"},
      {-1000000, 0, "-1"},
      {100000, 1, "0.1"},
      {-1230000, 2, "-1.23"},
      {1001000, 3, "1.001"},
      {1, 6, "0.000001"},
      {10, 5, "0.00001"},
      {100, 4, "0.0001"},
      {120000000, 0, "120"},
      {198500000, 1, "198.5"},
      {DECIMAL_MAX, 0, "1000000000000"},
      {DECIMAL_MAX - 1, 6, NINES ".999999"},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[32];
    struct decimal d = {cases[i].micros};
    assert_int_equal(decimal_places(d), cases[i].places);
    assert_string_equal(decimal_print(d, out, sizeof out), cases[i].text);
  }
}

static void test_ratio_of(void **state)
{
  static const struct {
    int64_t num, den, want_num, want_den;
  } cases[] = {
      {17, 32, 17, 32},
      {34, 64, 17, 32},
      {0, 5, 0, 1},
      {0, -5, 0, 1},
      {-6, 4, -3, 2},
      {6, -4, -3, 2},
      {-6, -4, 3, 2},
      {7, 7, 1, 1},
      {INT64_MAX, 1, INT64_MAX, 1},
      {1, INT64_MAX, 1, INT64_MAX},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ratio r = ratio_of(cases[i].num, cases[i].den);
    assert_int_equal(r.num, cases[i].want_num);
    assert_int_equal(r.den, cases[i].want_den);
  }
  /* terms beyond 64 bits that reduce into them, and others that do not: those stay close, with a sign and
   * without a crash */
  int128 big = (int128)INT64_MAX * 1000;
  struct ratio r = ratio_of(big * 3, big * 4);
  assert_true(r.num == 3 && r.den == 4);
  r = ratio_of(-big * 2 - 1, big);
  assert_int_equal(ratio_nanos(r), INT64_C(-2000000000));
  r = ratio_of(big, 1);
  assert_true(r.num > INT64_MAX / 2 && r.den == 1);
  r = ratio_of(1, big * 1000);
  assert_true(r.den >= 1 && ratio_nanos(r) == 0);
}

/* Made by Python: Fraction arithmetic, rounded half away from zero, saturated. */
static void test_ratios_against_fractions(void **state)
{
  static const struct {
    struct ratio a, b;
    int64_t points, nanos; /* of a − b, of a */
    int cmp;
  } cases[] = {
      {{17, 32}, {1, 2}, 3125000, 531250000, 1},
      {{1, 3}, {0, 1}, 33333333, 333333333, 1},
      {{2, 3}, {0, 1}, 66666667, 666666667, 1},
      {{0, 1}, {2, 3}, -66666667, 0, -1},
      {{6301, 9661}, {1, 2}, 15220992, 652209916, 1},
      {{3145, 3237}, {5, 6}, 13824529, 971578622, 1},
      {{7841, 25375}, {1, 4}, 5900493, 309004926, 1},
      {{1, 200000000}, {0, 1}, 1, 5, 1},
      {{-1, 200000000}, {0, 1}, -1, -5, -1},
      {{1, 200000001}, {0, 1}, 0, 5, 1},
      {{INT64_MAX, 1}, {-INT64_MAX, 1}, DECIMAL_MAX, INT64_MAX, 1},
      {{-INT64_MAX, 1}, {INT64_MAX, 1}, -DECIMAL_MAX, -INT64_MAX, -1},
      {{INT64_MAX, INT64_MAX - 1}, {1, INT64_MAX}, 100000000, 1000000000, 1},
      {{1, INT64_MAX}, {1, INT64_MAX - 2}, 0, 0, -1},
      {{INT64_MAX - 1, INT64_MAX}, {INT64_MAX - 3, INT64_MAX - 2}, 0, 1000000000, 1},
      {{10000000000, 1}, {0, 1}, DECIMAL_MAX, INT64_MAX, 1},
      {{10000000000, 1}, {-1, 1000000000}, DECIMAL_MAX, INT64_MAX, 1},
      {{-10000000001, 1}, {0, 1}, -DECIMAL_MAX, -INT64_MAX, -1},
      {{999999999999999999, 1000000000000000000}, {0, 1}, 100000000, 1000000000, 1},
      {{-2255621592359158237, 1653453211009474637},
       {3513124226084228664, 7761568686074522603},
       -181681904,
       -1364188341,
       -1},
      {{934829935459609102, 1629584927853499531},
       {1569578686130895036, 1789238634265494263},
       -30357135,
       573661378,
       -1},
      {{-4629161420259339403, 478261842605716054},
       {-6329975792576927172, 3429188471858335991},
       -783322528,
       -9679136004,
       -1},
      {{6796619034484074659, 3511871918638589353},
       {-7342276384364697239, 2299669992623165254},
       512807875,
       1935326570,
       1},
      {{4264586827708199834, 3764529034759477923},
       {-2932334458411019249, 4000448982320598545},
       186583543,
       1132834091,
       1},
      {{-679840520964263486, 2342507225397762933},
       {-7896465698630544552, 5699363113523364587},
       109528049,
       -290219178,
       1},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(ratio_points(cases[i].a, cases[i].b).micros, cases[i].points);
    assert_int_equal(ratio_points(cases[i].b, cases[i].a).micros, -cases[i].points);
    assert_int_equal(ratio_nanos(cases[i].a), cases[i].nanos);
    assert_int_equal(ratio_cmp(cases[i].a, cases[i].b), cases[i].cmp);
    assert_int_equal(ratio_cmp(cases[i].b, cases[i].a), -cases[i].cmp);
    assert_int_equal(ratio_cmp(cases[i].a, cases[i].a), 0);
  }
}

/* Small ratios, where the whole calculation fits 128 bits and needs no long division. */
static void test_points_of_small_ratios(void **state)
{
  (void)state;
  for (int64_t den = 1; den <= 40; den++)
    for (int64_t num = -60; num <= 60; num++)
      for (int64_t other = 1; other <= 12; other++) {
        struct ratio a = ratio_of(num, den);
        struct ratio b = ratio_of(other - 6, other);
        int64_t top = (num * other - (other - 6) * den) * 100000000;
        int64_t bottom = den * other;
        int64_t want = (llabs(top) * 2 + bottom) / (2 * bottom);
        assert_int_equal(ratio_points(a, b).micros, top < 0 ? -want : want);
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parse),
      cmocka_unit_test(test_parse_long),
      cmocka_unit_test(test_parse_against_strtold),
      cmocka_unit_test(test_of_and_cmp),
      cmocka_unit_test(test_round_and_format),
      cmocka_unit_test(test_places_and_print),
      cmocka_unit_test(test_ratio_of),
      cmocka_unit_test(test_ratios_against_fractions),
      cmocka_unit_test(test_points_of_small_ratios),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
