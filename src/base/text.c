/* UTF-8, columns and the one sanitiser, on utf8proc's tables.
 *
 * Widths follow utf8proc with the corrections that make them agree with what curses asks the C library
 * (wcwidth in a UTF-8 locale); where the two disagree, a row would be a column longer on the screen than in
 * the layout. What neither can place (controls, invisible characters, unassigned ones) never gets as far as a
 * width: text_clean makes a visible U+FFFD of it. */
#include "guatu/base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "guatu/base/bytes.h"

/* Combining marks kept on one base: more is decoration that crashes or slows terminals. */
#define MARKS_MAX    2
#define WORD_MAX_LEN 64
#define DISTANCE_FAR 99
#define NEAR_MAX     3

struct range {
  uint32_t first;
  uint32_t last;
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t cp)
{
  for (size_t i = 0; i < count; i++)
    if (cp >= ranges[i].first && cp <= ranges[i].last)
      return true;
  return false;
}
#define IN_RANGES(ranges, cp) in_ranges(ranges, sizeof(ranges) / sizeof *(ranges), cp)

/* The letters that nearly all of a Chinese text is: three bytes, no surrogates. 0: it is none. */
static uint32_t three_bytes(const unsigned char *s, size_t len)
{
  if (len < 3 || s[0] < 0xE1 || s[0] > 0xEC || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
    return 0;
  return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
}

size_t text_decode(const char *s, size_t len, uint32_t *cp, bool *valid)
{
  utf8proc_int32_t got = TEXT_REPLACEMENT;
  utf8proc_ssize_t took = 0;
  uint32_t letter = 0;

  if (len > 0 && (unsigned char)*s < 0x80) { /* most of every file */
    got = *s;
    took = 1;
  } else if ((letter = three_bytes((const unsigned char *)s, len)) != 0) {
    got = (utf8proc_int32_t)letter;
    took = 3;
  } else if (len > 0) {
    took = utf8proc_iterate((const utf8proc_uint8_t *)s, len > 4 ? 4 : (utf8proc_ssize_t)len, &got);
  }
  if (valid)
    *valid = took > 0;
  if (took <= 0 && len > 0) {
    took = 1;
    got = TEXT_REPLACEMENT;
  }
  if (cp)
    *cp = (uint32_t)got;
  return (size_t)(took > 0 ? took : 0);
}

size_t text_encode(uint32_t cp, char *out)
{
  return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

/* How many bytes from here on are ASCII. */
static size_t ascii_run(const char *s, size_t len)
{
  size_t at = 0;

  while (len - at >= 16 && ((bytes_eight(s + at) | bytes_eight(s + at + 8)) & BYTES_HIGH) == 0)
    at += 16;
  while (len - at >= 8) {
    uint64_t high = bytes_eight(s + at) & BYTES_HIGH;
    if (high)
      return at + bytes_before(high);
    at += 8;
  }
  while (at < len && (signed char)s[at] >= 0)
    at++;
  return at;
}

size_t text_invalid(const char *s, size_t len)
{
  bool valid = true;

  for (size_t at = 0, step; (at += ascii_run(s + at, len - at)) < len; at += step) {
    step = three_bytes((const unsigned char *)s + at, len - at) != 0
               ? 3
               : text_decode(s + at, len - at, NULL, &valid);
    if (!valid)
      return at;
  }
  return len;
}

/* ---- what a character is ---- */

/* Characters that show nothing, or change how their neighbours are drawn, without being controls or format
 * characters. */
static bool is_invisible(uint32_t cp)
{
  static const struct range invisible[] = {
      {0x034F, 0x034F},   /* grapheme joiner */
      {0x115F, 0x1160},   /* Hangul fillers */
      {0x17B4, 0x17B5},   /* Khmer inherent vowels */
      {0x180B, 0x180F},   /* Mongolian variation selectors */
      {0x3164, 0x3164},   /* Hangul filler */
      {0xFE00, 0xFE0F},   /* variation selectors */
      {0xFFA0, 0xFFA0},   /* half-width Hangul filler */
      {0xE0000, 0xE0FFF}, /* tags and more variation selectors */
  };
  return cp >= 0x034F && IN_RANGES(invisible, cp);
}

/* What stands on the screen for `cp`: itself, a blank, or U+FFFD. */
static uint32_t safe_cp(uint32_t cp)
{
  if (cp >= 0x20 && cp < 0x7F)
    return cp;
  if (cp == '\n' || cp == '\t' || cp == 0xA0 || cp == 0x2007 || cp == 0x202F)
    return ' ';
  if (is_invisible(cp))
    return TEXT_REPLACEMENT;

  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  bool unsafe = c == UTF8PROC_CATEGORY_CN || c == UTF8PROC_CATEGORY_CC || c == UTF8PROC_CATEGORY_CF ||
                c == UTF8PROC_CATEGORY_CS || c == UTF8PROC_CATEGORY_CO || c == UTF8PROC_CATEGORY_ZL ||
                c == UTF8PROC_CATEGORY_ZP;
  return unsafe ? TEXT_REPLACEMENT : cp;
}

/* Hangul vowels and final consonants: letters for Unicode, but they join the syllable before them and take no
 * column. */
static bool is_joining_jamo(uint32_t cp)
{
  static const struct range jamo[] = {{0x1160, 0x11FF}, {0xD7B0, 0xD7C6}, {0xD7CB, 0xD7FB}};
  return cp >= 0x1160 && IN_RANGES(jamo, cp);
}

static bool is_combining(uint32_t cp)
{
  if (cp < 0x300)
    return false;
  utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);
  return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || is_joining_jamo(cp);
}

/* As the tables have it. */
static int find_cols(uint32_t cp)
{
  static const struct range wide[] = {{0x3248, 0x324F}, {0x4DC0, 0x4DFF}}; /* circled tens, hexagrams */

  if (is_combining(cp))
    return 0;
  if (IN_RANGES(wide, cp))
    return 2;
  /* spacing marks (Mc), which have no width in the tables, take a column of their own */
  return utf8proc_charwidth((utf8proc_int32_t)cp) == 2 ? 2 : 1;
}

/* What the tables said of the signs that were asked for last: a picture asks for the same few dozen, four
 * times each. */
struct sign {
  uint32_t cp;
  uint8_t cols;
  bool safe;
};

static const struct sign *sign_of(uint32_t cp)
{
  enum { SIGNS = 256 };
  static struct sign signs[SIGNS]; /* U+0000 takes no place: it is plain */
  struct sign *sign = &signs[(cp ^ cp >> 8) % SIGNS];
  if (sign->cp != cp)
    *sign = (struct sign){cp, (uint8_t)find_cols(cp), safe_cp(cp) == cp};
  return sign;
}

/* No table need be asked of these. */
static bool is_ideograph(uint32_t cp)
{
  return cp >= 0x4E00 && cp <= 0x9FFF;
}

int text_cp_cols(uint32_t cp)
{
  return cp < 0x300 ? 1 : is_ideograph(cp) ? 2 : sign_of(cp)->cols;
}

bool text_cp_safe(uint32_t cp)
{
  return (cp >= 0x20 && cp < 0x7F) || (is_ideograph(cp) && cp <= 0x9FFC) || sign_of(cp)->safe;
}

int text_cols(const char *s)
{
  int cols = 0;

  text_fit(s, INT32_MAX, &cols);
  return cols;
}

size_t text_fit(const char *s, int cols, int *used)
{
  size_t len = strlen(s);
  size_t at = 0;
  int taken = 0;

  while (at < len) {
    uint32_t cp = (unsigned char)s[at];
    size_t step = cp < 0x80 ? 1 : text_decode(s + at, len - at, &cp, NULL);
    int width = cp < 0x80 ? 1 : text_cp_cols(cp);
    if (width > cols - taken)
      break;
    taken += width;
    at += step;
  }
  if (used)
    *used = taken;
  return at;
}

void text_clip(struct buf *out, const char *s, int cols, bool ascii, bool pad)
{
  int used = 0;
  size_t fit = text_fit(s, cols, &used);

  if (cols <= 0)
    return;
  if (s[fit]) {
    fit = text_fit(s, cols - 1, &used);
    buf_add(out, s, fit);
    buf_puts(out, ascii ? "~" : "…");
    used++;
  } else {
    buf_add(out, s, fit);
  }
  for (; pad && used < cols; used++)
    buf_putc(out, ' ');
}

/* ---- the sanitiser ---- */

static bool is_pictograph(uint32_t cp)
{
  return cp >= 0xA9 &&
         utf8proc_get_property((utf8proc_int32_t)cp)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_han(uint32_t cp)
{
  static const struct range han[] = {{0x3400, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};
  return cp >= 0x3400 && IN_RANGES(han, cp);
}

/* What people write without knowing it, and what a text reads as well without: the joiner, the skin and the
 * variant of a pictograph, the variant of an ideograph, the box of a key. One of each kind behind its
 * character is left out; terminals agree on no width for the whole, but on those of the parts. Any more is no
 * writing, and is shown. */
enum extra { EXTRA_NONE = 0, EXTRA_VARIANT = 1, EXTRA_SKIN = 2, EXTRA_JOINER = 4 };

static enum extra extra_of(uint32_t base, uint32_t cp)
{
  if (cp < 0x200D)
    return EXTRA_NONE;
  if (cp == 0xFE0E || cp == 0xFE0F)
    return is_pictograph(base) || is_han(base) || (base >= '0' && base <= '9') || base == '#' || base == '*'
               ? EXTRA_VARIANT
               : EXTRA_NONE;
  if ((cp >= 0xFE00 && cp <= 0xFE02) || (cp >= 0xE0100 && cp <= 0xE01EF))
    return is_han(base) ? EXTRA_VARIANT : EXTRA_NONE;
  if (cp >= 0x1F3FB && cp <= 0x1F3FF)
    return is_pictograph(base) ? EXTRA_SKIN : EXTRA_NONE;
  return cp == 0x200D && is_pictograph(base) ? EXTRA_JOINER : EXTRA_NONE;
}

/* How many bytes from here on are what every terminal shows as they are: printable ASCII, ideographs. *last
 * gets the last of them. */
static size_t plain_run(const char *s, size_t len, uint32_t *last)
{
  for (size_t at = 0;;) {
    uint32_t letter;
    if (at < len && s[at] >= 0x20 && s[at] < 0x7F) {
      *last = (uint32_t)s[at++];
    } else if (is_ideograph(letter = three_bytes((const unsigned char *)s + at, len - at)) &&
               text_cp_safe(letter)) {
      *last = letter;
      at += 3;
    } else {
      return at;
    }
  }
}

/* The walk behind text_clean and text_is_clean, so that they cannot disagree; `out` may be NULL. */
static bool clean_walk(struct buf *out, const char *s, size_t len)
{
  bool changed = false;
  bool has_base = false;
  int marks = 0; /* on the base so far */
  uint32_t base = 0;
  unsigned extras = 0; /* of the base, left out */

  for (size_t at = 0, step; at < len; at += step) {
    uint32_t cp;
    bool valid = true;
    step = plain_run(s + at, len - at, &base);
    if (step > 0) {
      if (out)
        buf_add(out, s + at, step);
      has_base = true;
      marks = 0;
      extras = 0;
      continue;
    }
    step = text_decode(s + at, len - at, &cp, &valid);
    enum extra extra = extra_of(base, cp);
    if (extra && !(extras & extra)) {
      extras |= extra;
      changed = true;
      continue;
    }
    uint32_t safe = extra ? TEXT_REPLACEMENT : text_cp_safe(cp) ? cp : safe_cp(cp);
    bool mark = text_cp_cols(safe) == 0;
    if (mark && !has_base)
      safe = TEXT_REPLACEMENT;
    marks = mark && has_base ? marks + 1 : 0;
    if (marks > MARKS_MAX) { /* dropped: a row of U+FFFD would be worse than the letter without it */
      changed = true;
      continue;
    }
    has_base = true;
    base = mark ? base : safe;
    extras = mark ? extras : 0;
    changed |= !valid || safe != cp;
    if (out && valid && safe == cp) {
      buf_add(out, s + at, step);
    } else if (out) {
      char bytes[4];
      buf_add(out, bytes, text_encode(safe, bytes));
    }
  }
  return changed;
}

bool text_clean(struct buf *out, const char *s, size_t len)
{
  buf_add(out, "", 0); /* an empty text is "", not NULL */
  return clean_walk(out, s, len);
}

bool text_is_clean(const char *s, size_t len)
{
  return !clean_walk(NULL, s, len);
}

/* ---- near words ---- */

/* Optimal string alignment: three rows of the usual table, because a swap looks two rows back. */
int text_distance(const char *a, const char *b)
{
  size_t a_len = strlen(a);
  size_t b_len = strlen(b);
  int rows[3][WORD_MAX_LEN + 1];

  if (a_len > WORD_MAX_LEN || b_len > WORD_MAX_LEN)
    return DISTANCE_FAR;
  for (size_t j = 0; j <= b_len; j++)
    rows[0][j] = (int)j;
  for (size_t i = 1; i <= a_len; i++) {
    int *row = rows[i % 3];
    const int *above = rows[(i + 2) % 3];
    const int *swap = rows[(i + 1) % 3];
    row[0] = (int)i;
    for (size_t j = 1; j <= b_len; j++) {
      int best = above[j - 1] + (a[i - 1] != b[j - 1]);
      best = best < above[j] + 1 ? best : above[j] + 1;
      best = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && swap[j - 2] + 1 < best)
        best = swap[j - 2] + 1;
      row[j] = best;
    }
  }
  return rows[a_len % 3][b_len];
}

const char *text_nearest(const char *word, const char *const *words, size_t count)
{
  const char *nearest = NULL;
  int best = NEAR_MAX + 1;
  size_t len = strlen(word);

  for (size_t i = 0; i < count; i++) {
    int distance = text_distance(word, words[i]);
    if (distance < best && (size_t)distance * 2 < len) {
      best = distance;
      nearest = words[i];
    }
  }
  return nearest;
}
