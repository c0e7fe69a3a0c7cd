/* Text: decoding, columns, cutting, the sanitiser, ASCII and near words. The C library's wcwidth() in C.UTF-8
 * is the oracle for columns, since it is what curses asks. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "guatu/base/text.h"

#define CODE_POINTS 0x110000u

static const char *encoded(uint32_t cp, char out[5])
{
  out[text_encode(cp, out)] = '\0';
  return out;
}

static bool is_surrogate(uint32_t cp)
{
  return cp >= 0xD800 && cp <= 0xDFFF;
}

/* Whether a code point standing after a base is clean. */
static bool clean_cp(uint32_t cp)
{
  char text[8] = "x";
  size_t len = 1 + text_encode(cp, text + 1);
  return !is_surrogate(cp) && text_is_clean(text, len);
}

static void test_decode(void **state)
{
  static const struct {
    const char *bytes;
    size_t len, took;
    uint32_t cp;
    bool valid;
  } cases[] = {
      {"A", 1, 1, 'A', true},
      {"\0", 1, 1, 0, true},
      {"\xC2\xB0", 2, 2, 0xB0, true},
      {"\xE6\x96\xB0z", 4, 3, 0x65B0, true},
      {"\xF0\x9F\x98\x80", 4, 4, 0x1F600, true},
      {"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF, true},
      {"\xE6\x96", 2, 1, 0xFFFD, false},         /* cut off */
      {"\x80", 1, 1, 0xFFFD, false},             /* a continuation alone */
      {"\xC0\xAF", 2, 1, 0xFFFD, false},         /* overlong "/" */
      {"\xE0\x80\xAF", 3, 1, 0xFFFD, false},     /* overlong */
      {"\xF0\x80\x80\xAF", 4, 1, 0xFFFD, false}, /* overlong */
      {"\xED\xA0\x80", 3, 1, 0xFFFD, false},     /* a surrogate */
      {"\xF4\x90\x80\x80", 4, 1, 0xFFFD, false}, /* beyond Unicode */
      {"\xF8\x88\x80\x80\x80", 5, 1, 0xFFFD, false},
      {"\xFF", 1, 1, 0xFFFD, false},
      {"\xC3(", 2, 1, 0xFFFD, false},
      {"", 0, 0, 0xFFFD, false},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint32_t cp = 1;
    bool valid = !cases[i].valid;
    assert_int_equal(text_decode(cases[i].bytes, cases[i].len, &cp, &valid), cases[i].took);
    assert_int_equal(cp, cases[i].cp);
    assert_int_equal(valid, cases[i].valid);
    assert_int_equal(text_decode(cases[i].bytes, cases[i].len, NULL, NULL), cases[i].took);
  }
}

static void test_encode_round_trip(void **state)
{
  (void)state;
  for (uint32_t cp = 0; cp < CODE_POINTS; cp++) {
    char bytes[4];
    uint32_t back = 0;
    bool valid = false;
    if (is_surrogate(cp))
      continue;
    size_t len = text_encode(cp, bytes);
    assert_int_equal(text_decode(bytes, len, &back, &valid), len);
    assert_true(valid);
    assert_int_equal(back, cp);
  }
}

static void test_invalid_offset(void **state)
{
  (void)state;
  assert_int_equal(text_invalid("新区", 6), 6);
  assert_int_equal(text_invalid("新\xFF区", 7), 3);
  assert_int_equal(text_invalid("新区", 5), 3);
  assert_int_equal(text_invalid("", 0), 0);
  assert_int_equal(text_invalid("a\0b", 3), 3);
  char row[48]; /* wherever it stands among bytes that are looked at together */
  for (size_t at = 0; at <= sizeof row; at++) {
    memset(row, 'a', sizeof row);
    memcpy(row + at / 2, "新", at / 2 + 3 <= at ? 3 : 0);
    if (at < sizeof row)
      row[at] = '\xFF';
    assert_int_equal(text_invalid(row, sizeof row), at);
  }
}

/* Every clean code point takes the columns that curses will give it; those newer than the C library (wcwidth
 * −1) have no say. */
static void test_columns_agree_with_wcwidth(void **state)
{
  (void)state;
  assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
  size_t compared = 0;
  for (uint32_t cp = 0; cp < CODE_POINTS; cp++) {
    int want = wcwidth((wchar_t)cp);
    if (want < 0 || !clean_cp(cp))
      continue;
    if (text_cp_cols(cp) != want)
      fail_msg("U+%04X takes %d columns here, %d in the C library", cp, text_cp_cols(cp), want);
    compared++;
  }
  setlocale(LC_CTYPE, "C");
  assert_true(compared > 130000); /* CJK alone is 90 000: the comparison did happen */
}

static void test_columns_of_the_program(void **state)
{
  static const char one[] = "×★☆✗◌○◐▣◇▲●◆■▏▎▍▌▋▊▉█▁▂▃▄▅▆▇░≥≤≈─│┌┐└┘├┤┬┴┼·°²µ−–—…“”‘’→←↑↓⠀⡀⢸⣿▸▾";
  static const char two[] =
      "完成逾期未报陈旧突破上限超进度（）％，。：、；！？《》【】　０９Ａｚ万亿㎡℃㈠가ア𠀀😀";
  (void)state;

  assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
  for (size_t at = 0, step; at < sizeof one - 1; at += step) {
    uint32_t cp;
    step = text_decode(one + at, sizeof one - 1 - at, &cp, NULL);
    assert_int_equal(text_cp_cols(cp), 1);
    assert_int_equal(wcwidth((wchar_t)cp), 1);
  }
  for (size_t at = 0, step; at < sizeof two - 1; at += step) {
    uint32_t cp;
    step = text_decode(two + at, sizeof two - 1 - at, &cp, NULL);
    if (cp != 0x2103) /* ℃ is ambiguous: one */
      assert_int_equal(text_cp_cols(cp), 2);
    assert_int_equal(text_cp_cols(cp), wcwidth((wchar_t)cp));
  }
  setlocale(LC_CTYPE, "C");
  assert_true(text_is_clean(one, sizeof one - 1));
  assert_true(text_is_clean(two, sizeof two - 1));
  assert_int_equal(text_cp_cols(TEXT_REPLACEMENT), 1);
}

static void test_columns_of_texts(void **state)
{
  (void)state;
  assert_int_equal(text_cols(""), 0);
  assert_int_equal(text_cols("abc"), 3);
  assert_int_equal(text_cols("新区 21"), 7);
  assert_int_equal(text_cols("e\u0301\u0323a"), 2);
  assert_int_equal(text_cols("\u1112\u1161\u11AB"), 2); /* a Hangul syllable in parts */
}

static void test_fit(void **state)
{
  static const struct {
    const char *s;
    int cols;
    size_t len;
    int used;
  } cases[] = {
      {"abc", 2, 2, 2},
      {"abc", 3, 3, 3},
      {"abc", 9, 3, 3},
      {"abc", 0, 0, 0},
      {"abc", -1, 0, 0},
      {"新区", 3, 3, 2},
      {"新区", 4, 6, 4},
      {"新区", 1, 0, 0},
      {"", 5, 0, 0},
      {"e\u0301x", 1, 3, 1},
      {"ae\u0301", 2, 4, 2},
      {"新\u0301区", 3, 5, 2},
      {"a\u0301\u0302b", 1, 5, 1},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int used = -1;
    assert_int_equal(text_fit(cases[i].s, cases[i].cols, &used), cases[i].len);
    assert_int_equal(used, cases[i].used);
    assert_int_equal(text_fit(cases[i].s, cases[i].cols, NULL), cases[i].len);
  }
}

static void test_clip(void **state)
{
  static const struct {
    const char *s;
    int cols;
    bool ascii, pad;
    const char *want;
  } cases[] = {
      {"abc", 3, false, false, "abc"},
      {"abc", 2, false, false, "a…"},
      {"abcd", 3, true, false, "ab~"},
      {"abc", 5, false, true, "abc  "},
      {"abc", 1, false, true, "…"},
      {"abc", 0, false, true, ""},
      {"abc", -3, false, true, ""},
      {"", 2, false, true, "  "},
      {"", 2, false, false, ""},
      {"新区年度", 8, false, true, "新区年度"},
      {"新区年度", 7, false, true, "新区年…"},
      {"新区年度", 6, false, true, "新区… "},
      {"新区年度", 6, false, false, "新区…"},
      {"新区", 1, false, true, "…"},
      {"新区", 2, false, true, "… "},
      {"ae\u0301bc", 3, false, true, "ae\u0301…"},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    buf_puts(&out, "|");
    text_clip(&out, cases[i].s, cases[i].cols, cases[i].ascii, cases[i].pad);
    assert_string_equal(out.data + 1, cases[i].want);
    if (cases[i].pad && cases[i].cols > 0)
      assert_int_equal(text_cols(out.data + 1), cases[i].cols);
    buf_release(&out);
  }
}

#define R "\uFFFD"

static void test_clean(void **state)
{
  static const struct {
    const char *dirty, *clean;
  } cases[] = {
      {"", ""},
      {"新区 GDP ≥ 10 %", "新区 GDP ≥ 10 %"},
      {"a\nb\tc\u00A0d", "a b c d"},
      {"a\u202Fb\u2007c", "a b c"},
      {"\r", R},
      {"\033[2J", R "[2J"},
      {"\033]0;title\a", R "]0;title" R},
      {"\x7F\b", R R},
      {"A\xC2\x9B"
       "5C",
       "A" R "5C"}, /* the control that moves the cursor on a Linux terminal */
      {"\x9B", R},  /* the same as a bare byte */
      {"\u202Eevil\u2066x\u061Cy\u200E", R "evil" R "x" R "y" R},
      {"a\u200Bb\u200Dc\u2060d\uFEFFe", "a" R "b" R "c" R "d" R "e"},
      {"\U000E0041\U000E0001", R R},
      {"\u2764\uFE0F", "\u2764"}, /* what people write without knowing it */
      {"\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F468\U0001F469\U0001F467"},
      {"\U0001F44D\U0001F3FD!", "\U0001F44D!"},
      {"\u2764\uFE0F\u200D\U0001F525", "\u2764\U0001F525"},
      {"1\uFE0F\u20E3", "1\u20E3"},
      {"\u845B\U000E0100", "\u845B"},
      {"\u2764\uFE0F\uFE0F\uFE0E\u200D\u200D",
       "\u2764" R R R R}, /* and what nobody writes but to hide something */
      {"\U0001F44D\U0001F3FD\U0001F3FB", "\U0001F44D" R},
      {"\u845B\U000E0100\U000E0101", "\u845B" R},
      {"a\uFE0Fb\u200D\u4E2D\u200D", "a" R "b" R "\u4E2D" R},
      {"\U0001F3FD", "\U0001F3FD"},
      {"\u00AD", R},
      {"\u2028\u2029", R R},
      {"\uE000\U000F0000\U0010FFFD", R R R},
      {"\uFFFE\uFFFF\uFDD0\u0378", R R R R},
      {"\xE6\x96", R R},
      {"\xED\xA0\x80", R R R},
      {"\u3164\u115F\uFFA0\u034F", R R R R},
      {"\u0301a", R "a"},
      {"\u0301\u0302", R "\u0302"}, /* U+FFFD is then the base */
      {"\u1161", R},
      {"e\u0301\u0302\u0303\u0304f\u0301", "e\u0301\u0302f\u0301"},
      {"a\n\u0301", "a \u0301"},
      {"\uFFFD", "\uFFFD"},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    bool changed = text_clean(&out, cases[i].dirty, strlen(cases[i].dirty));
    assert_string_equal(out.data, cases[i].clean);
    assert_int_equal(changed, strcmp(cases[i].dirty, cases[i].clean) != 0);
    assert_int_equal(text_is_clean(cases[i].dirty, strlen(cases[i].dirty)), !changed);
    assert_true(text_is_clean(out.data, out.len));
    buf_release(&out);
  }

  struct buf out = {0};
  assert_true(text_clean(&out, "a\0b", 3)); /* a NUL inside is a control like others */
  assert_string_equal(out.data, "a" R "b");
  buf_release(&out);
}

/* PLATFORM's classes, written down from the Unicode ranges and not from the code under test. */
static void test_clean_refuses_every_dangerous_code_point(void **state)
{
  static const uint32_t ranges[][2] = {
      {0x00, 0x1F},       {0x7F, 0x9F},        {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180B, 0x180F},
      {0x200B, 0x200F},   {0x2028, 0x202E},    {0x2060, 0x206F}, {0xE000, 0xF8FF}, {0xFDD0, 0xFDEF},
      {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},    {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1FFFE, 0x1FFFF},
      {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
  };
  (void)state;

  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    for (uint32_t cp = ranges[i][0]; cp <= ranges[i][1]; cp++)
      if (clean_cp(cp))
        fail_msg("U+%04X is let through", cp);
}

/* The question about one character has the answer of the sanitiser. */
static void test_safe_code_points(void **state)
{
  (void)state;

  for (uint32_t cp = 1; cp < 0x110000; cp++) {
    char text[8] = "a";
    struct buf out = {0};
    if (cp >= 0xD800 && cp <= 0xDFFF)
      continue;
    text[1 + text_encode(cp, text + 1)] = '\0';
    bool changed = text_clean(&out, text, strlen(text));
    buf_release(&out);
    if (text_cp_safe(cp) == changed)
      fail_msg("U+%04X is %s", cp, changed ? "changed, and called safe" : "let through, and called unsafe");
  }
}

/* No bytes at all get anything through that is not clean, valid and measurable. */
static void test_clean_of_random_bytes(void **state)
{
  uint32_t seed = 20210630;
  (void)state;

  for (int round = 0; round < 20000; round++) {
    char bytes[24];
    size_t len = (size_t)round % sizeof bytes;
    for (size_t i = 0; i < len; i++) {
      seed = seed * 1664525u + 1013904223u;
      static const unsigned char often[] = {0xCC, 0x81, 0xE2, 0x80, 0xAE, 0xE4,
                                            0xB8, 0xAD, 0xF0, 0x9F, 0x1B, 'a'};
      /* a thumb, its skins, and what else hangs on a pictograph */
      static const char *const whole[] = {"\U0001F44D", "\U0001F3FD", "\U0001F3FB",
                                          "\uFE0F",     "\u200D",     "\u0301"};
      const char *piece = whole[(seed >> 20) % 6];
      if (round % 3 == 0 && i + strlen(piece) < len) {
        memcpy(bytes + i, piece, strlen(piece));
        i += strlen(piece) - 1;
        continue;
      }
      unsigned char byte = (unsigned char)(seed >> 24);
      bytes[i] = (char)(seed & 0x10000 ? often[byte % sizeof often] : byte);
    }
    struct buf once = {0};
    struct buf twice = {0};
    bool changed = text_clean(&once, bytes, len);
    assert_false(text_clean(&twice, once.data, once.len));
    assert_string_equal(once.data, twice.data);
    assert_int_equal(text_invalid(once.data, once.len), once.len);
    assert_int_equal(changed, once.len != len || memcmp(once.data, bytes, len) != 0);
    assert_true(strlen(once.data) == once.len);
    buf_release(&once);
    buf_release(&twice);
  }
}

static void test_ascii(void **state)
{
  static const struct {
    const char *text, *ascii;
  } cases[] = {
      {"", ""},
      {"plain ~!", "plain ~!"},
      {"≥ ≤ ≈ ≠ ± × ÷ −5", ">= <= ~ != +- x / -5"},
      {"m² m³ CO₂ µg μg 20 °C ℃", "m2 m3 CO2 ug ug 20 degC degC"},
      {"“a” ‘b’ … – — ·", "\"a\" 'b' ... - - ."},
      {"Zürich naïve Łódź", "Zurich naive Lodz"},
      {"e\u0301", "e"},
      {"（６２％，３．５）", "(62%,3.5)"},
      {"№ ½ ㎡", "No 1/2 m2"},
      {"┌─┬─┐│├┼┤└┴┘", "+-+-+|+++++"
                       "+"},
      {"█░▏▁⣿⠀.", "#.|_: ."},
      {"→ ↑", "-> ^"},
      {"完成", "??"},
      {"≮ ∤", "</ ?"}, /* a sign without its stroke says the opposite */
      {"\uFFFD", "?"},
      {"가", "?"},
      {"㍘", "?"}, /* "0" and a character with no spelling: not half of it */
      {"《x》。", "<<x>>."},
  };
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    text_ascii(&out, cases[i].text);
    assert_string_equal(out.data, cases[i].ascii);
    buf_release(&out);
  }
}

static void test_ascii_is_ascii(void **state)
{
  struct buf out = {0};
  (void)state;

  for (uint32_t cp = 1; cp < CODE_POINTS; cp++) {
    char text[5];
    if (is_surrogate(cp))
      continue;
    buf_clear(&out);
    text_ascii(&out, encoded(cp, text));
    for (size_t i = 0; i < out.len; i++)
      if (out.data[i] < 0x20 || out.data[i] > 0x7E)
        fail_msg("U+%04X is spelt with byte %02X", cp, (unsigned char)out.data[i]);
    if (out.len == 0 && text_cp_cols(cp) > 0)
      fail_msg("U+%04X vanishes", cp);
    assert_int_equal(strlen(out.data), out.len);
  }
  buf_release(&out);
}

static void test_distance(void **state)
{
  static const struct {
    const char *a, *b;
    int distance;
  } cases[] = {
      {"", "", 0},
      {"abc", "abc", 0},
      {"", "abc", 3},
      {"kitten", "sitting", 3},
      {"taregt", "target", 1},
      {"ca", "ac", 1},
      {"redaings", "readings", 1},
      {"gdp", "gpd", 1},
      {"abcdef", "fedcba", 5},
      {"a", "b", 1},
      {"sense", "sens", 1},
  };
  char longest[70];
  (void)state;

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(text_distance(cases[i].a, cases[i].b), cases[i].distance);
    assert_int_equal(text_distance(cases[i].b, cases[i].a), cases[i].distance);
  }
  memset(longest, 'a', sizeof longest);
  longest[64] = '\0';
  assert_int_equal(text_distance(longest, longest), 0);
  longest[64] = 'a';
  longest[65] = '\0';
  assert_int_equal(text_distance(longest, "a"), 99);
  assert_int_equal(text_distance("a", longest), 99);
}

static void test_nearest(void **state)
{
  static const char *const words[] = {"target", "tolerance", "readings", "unit", "id"};
  size_t count = sizeof words / sizeof *words;
  (void)state;

  assert_string_equal(text_nearest("targte", words, count), "target");
  assert_string_equal(text_nearest("reading", words, count), "readings");
  assert_string_equal(text_nearest("unti", words, count), "unit");
  assert_string_equal(text_nearest("id", words, count), "id");
  assert_null(text_nearest("ix", words, count)); /* half the word is wrong */
  assert_null(text_nearest("colour", words, count));
  assert_null(text_nearest("tolxxxxce", words, count));
  assert_null(text_nearest("target", words, 0));
  assert_null(text_nearest("", words, count));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_decode),
      cmocka_unit_test(test_encode_round_trip),
      cmocka_unit_test(test_invalid_offset),
      cmocka_unit_test(test_columns_agree_with_wcwidth),
      cmocka_unit_test(test_columns_of_the_program),
      cmocka_unit_test(test_columns_of_texts),
      cmocka_unit_test(test_fit),
      cmocka_unit_test(test_clip),
      cmocka_unit_test(test_clean),
      cmocka_unit_test(test_clean_refuses_every_dangerous_code_point),
      cmocka_unit_test(test_safe_code_points),
      cmocka_unit_test(test_clean_of_random_bytes),
      cmocka_unit_test(test_ascii),
      cmocka_unit_test(test_ascii_is_ascii),
      cmocka_unit_test(test_distance),
      cmocka_unit_test(test_nearest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
