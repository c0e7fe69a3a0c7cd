/* Tokens. The rules are those of libconfig 1.5's lexer, longest match first, because whatever this file
 * accepts must mean the same there. What libconfig does not know at all — full-width signs, Chinese quotation
 * marks, a word in another script — becomes one token with its meaning guessed, so that the parser can name
 * the mistake and go on as if it had been written right.
 *
 * A NUL counts as a blank here: it is reported once for the whole text before the first token is read. */
#include "guatu/store/doc_tokens.h"

#include <string.h>
#include <strings.h>

#include "guatu/base/bytes.h"

#define WIDE_TEXT_MAX 200 /* how far the closing one of two Chinese quotation marks is looked for */

static const struct {
  const char *sign;
  char ascii;
} wide_signs[] = {
    {"；", ';'}, {"，", ','}, {"、", ','},     {"＝", '='},     {"：", ':'}, {"（", '('},
    {"）", ')'}, {"｛", '{'}, {"｝", '}'},     {"［", '['},     {"］", ']'}, {"【", '['},
    {"】", ']'}, {"＂", '"'}, {"\u3000", ' '}, {"\u00a0", ' '},
};

/* What a byte can be part of. */
enum {
  BLANK = 1,
  DIGIT = 2,
  HEX = 4,
  NAME = 8,
  FIRST = 16, /* of a name */
  STOP = 32,  /* in a string: ends it, or ends its line, or escapes what follows */
  ODD = 64,   /* in a string: an escape, a control character, or what may be one */
  RICH = 128  /* in a string: all but printable ASCII, and escapes */
};

/* clang-format off */
#define C (ODD | RICH)
#define Z (BLANK | ODD | RICH)
#define T (BLANK | RICH)
#define L (BLANK | STOP | RICH)
#define B BLANK
#define Q STOP
#define E (STOP | ODD | RICH)
#define N NAME
#define D (DIGIT | HEX | NAME)
#define H (HEX | NAME | FIRST)
#define F (NAME | FIRST)
#define R RICH
static const unsigned char kinds[256] = {
    Z, C, C, C, C, C, C, C, C, T, L, C, Z, Z, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    B, 0, Q, 0, 0, 0, 0, 0, 0, 0, F, 0, 0, N, 0, 0, D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
    0, H, H, H, H, H, H, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, 0, E, 0, 0, N,
    0, H, H, H, H, H, H, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, 0, 0, 0, 0, C,
    R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R,
    R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R,
    R, R, C, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, /* C2: C1 */
    R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R,
};
/* clang-format on */

static bool is(char c, unsigned kind)
{
  return (kinds[(unsigned char)c] & kind) != 0;
}

/* The byte at `at`, or NUL past the end: no rule below matches a NUL. */
static char byte_at(const struct lexer *l, size_t at)
{
  return at < l->len ? l->text[at] : '\0';
}

static size_t find(const struct lexer *l, size_t at, char c)
{
  const char *hit = at < l->len ? memchr(l->text + at, c, l->len - at) : NULL;
  return hit ? (size_t)(hit - l->text) : l->len;
}

/* The first byte at or after `at` that is no blank. Lines begin with many. */
static size_t blanks_end(const struct lexer *l, size_t at)
{
  while (at < l->len && is(l->text[at], BLANK)) {
    at++;
    while (l->len - at >= sizeof(uint64_t)) {
      uint64_t others = bytes_eight(l->text + at) ^ BYTES_EACH(' ');
      at += others ? bytes_before(others) : sizeof others;
      if (others)
        break;
    }
  }
  return at;
}

/* The first byte at or after `at` that a string in printable ASCII does not go on with. */
static size_t ascii_end(const struct lexer *l, size_t at)
{
  while (l->len - at >= sizeof(uint64_t)) {
    uint64_t eight = bytes_eight(l->text + at);
    uint64_t stops = bytes_unprintable(eight) | bytes_equal(eight, '"') | bytes_equal(eight, '\\');
    if (stops)
      return at + bytes_before(stops);
    at += sizeof eight;
  }
  while (at < l->len && !(kinds[(unsigned char)l->text[at]] & (STOP | RICH)))
    at++;
  return at;
}

/* Where the comment that begins at `at` ends; `at` when there is none, len + 1 when it is never closed. */
static size_t comment_end(const struct lexer *l, size_t at)
{
  char c = byte_at(l, at);
  char d = byte_at(l, at + 1);

  if (c == '#' || (c == '/' && d == '/'))
    return find(l, at, '\n');
  if (c != '/' || d != '*')
    return at;
  const char *close = memmem(l->text + at + 2, l->len - at - 2, "*/", 2);
  return close ? (size_t)(close - l->text) + 2 : l->len + 1;
}

static size_t digits_end(const struct lexer *l, size_t at)
{
  while (is(byte_at(l, at), DIGIT))
    at++;
  return at;
}

/* The end of an exponent at `at`, or `at` when there is none. */
static size_t exponent_end(const struct lexer *l, size_t at)
{
  if (byte_at(l, at) != 'e' && byte_at(l, at) != 'E')
    return at;
  size_t digits = at + 1;
  if (byte_at(l, digits) == '+' || byte_at(l, digits) == '-')
    digits++;
  size_t end = digits_end(l, digits);
  return end > digits ? end : at;
}

/* "L" or "LL" after an integer. */
static size_t suffix_end(const struct lexer *l, size_t at)
{
  for (int i = 0; i < 2 && byte_at(l, at) == 'L'; i++)
    at++;
  return at;
}

/* Reads a number into t->end and t->type; false when there is none at t->start. */
static bool read_number(const struct lexer *l, struct token *t)
{
  size_t at = t->start;
  if (byte_at(l, at) == '0' && (byte_at(l, at + 1) | 0x20) == 'x' && is(byte_at(l, at + 2), HEX)) {
    for (at += 2; is(byte_at(l, at), HEX);)
      at++;
    t->type = TOKEN_INT;
    t->end = suffix_end(l, at);
    return true;
  }
  if (byte_at(l, at) == '+' || byte_at(l, at) == '-')
    at++;
  size_t end = digits_end(l, at);
  bool whole = end > at;
  if (byte_at(l, end) == '.') {
    t->type = TOKEN_FLOAT;
    t->end = exponent_end(l, digits_end(l, end + 1));
    return true;
  }
  if (!whole)
    return false;
  size_t exponent = exponent_end(l, end);
  t->type = exponent > end ? TOKEN_FLOAT : TOKEN_INT;
  t->end = exponent > end ? exponent : suffix_end(l, end);
  return true;
}

static void read_string(const struct lexer *l, struct token *t)
{
  const char *text = l->text;
  const size_t len = l->len;
  bool one_line = t->start < l->no_span;
  size_t at = t->start + 1;
  unsigned seen = 0;

  for (; at < len; at++) {
    unsigned kind = kinds[(unsigned char)text[at]];
    if (kind & STOP) {
      if (text[at] == '"' || (one_line && text[at] == '\n'))
        break;
      at += text[at] == '\\';
    }
    seen |= kind;
  }
  t->type = TOKEN_STRING;
  t->closed = at < len && text[at] == '"';
  t->end = t->closed ? at + 1 : at < len ? at : len;
  t->spans = (seen & STOP) && memchr(text + t->start, '\n', t->end - t->start) != NULL;
  t->odd = seen & ODD;
  t->plain = t->closed && !(seen & RICH);
}

static void read_name(const struct lexer *l, struct token *t)
{
  const char *s = l->text + t->start;

  size_t len = 1, most = l->len - t->start;

  while (len < most && is(s[len], NAME))
    len++;
  t->end = t->start + len;
  char first = (char)(*s | 0x20);
  bool truth = (len == 4 && first == 't' && strncasecmp(s, "true", 4) == 0) ||
               (len == 5 && first == 'f' && strncasecmp(s, "false", 5) == 0);
  t->type = truth ? TOKEN_BOOL : TOKEN_NAME;
}

static enum token_type sign_type(char c)
{
  static const unsigned char types[256] = {
      ['='] = TOKEN_ASSIGN, [':'] = TOKEN_ASSIGN, [';'] = TOKEN_SEMICOLON, [','] = TOKEN_COMMA,
      ['('] = TOKEN_OPEN,   ['['] = TOKEN_OPEN,   ['{'] = TOKEN_OPEN,      [')'] = TOKEN_CLOSE,
      [']'] = TOKEN_CLOSE,  ['}'] = TOKEN_CLOSE}; /* others: TOKEN_BAD */
  return (enum token_type)types[(unsigned char)c];
}

static bool starts_with(const struct lexer *l, size_t at, const char *word)
{
  size_t len = strlen(word);
  return l->len - at >= len && memcmp(l->text + at, word, len) == 0;
}

/* A full-width sign, or a text in Chinese quotation marks, at t->start. */
static bool read_wide(const struct lexer *l, struct token *t)
{
  size_t at = t->start;

  if (starts_with(l, at, "“") || starts_with(l, at, "”")) {
    size_t end = at + strlen("“");
    size_t limit = l->len - end < WIDE_TEXT_MAX ? l->len : end + WIDE_TEXT_MAX;
    while (end < limit && l->text[end] != '\n' && !starts_with(l, end, "”"))
      end++;
    t->type = TOKEN_STRING;
    t->closed = t->odd = true;
    t->end = starts_with(l, end, "”") ? end + strlen("”") : at + strlen("“");
    return t->wide = true;
  }
  for (size_t i = 0; i < sizeof wide_signs / sizeof *wide_signs; i++)
    if (starts_with(l, at, wide_signs[i].sign)) {
      t->sign = wide_signs[i].ascii;
      t->type = sign_type(t->sign);
      t->end = at + strlen(wide_signs[i].sign);
      return t->wide = true;
    }
  return false;
}

/* A run of bytes that begin nothing: one message for a word in another script, not one for each of its
 * letters. */
static void read_bad(const struct lexer *l, struct token *t)
{
  struct token next = {.start = t->start + 1};

  t->type = TOKEN_BAD;
  for (; next.start < l->len; next.start++) {
    char c = l->text[next.start];
    bool plain = (signed char)c > 0;
    if (plain && (is(c, BLANK) || is(c, NAME) || sign_type(c) != TOKEN_BAD || strchr("\"#/+-.@", c)))
      break;
    if (c == '\0' || (!plain && read_wide(l, &next)))
      break;
  }
  t->end = next.start;
}

/* A mark of an unresolved git merge, to the end of its line: seven of one sign at its beginning. */
static bool read_conflict(const struct lexer *l, struct token *t)
{
  static const char marks[][8] = {"<<<<<<<", "=======", "|||||||", ">>>>>>>"};

  if ((t->start > 0 && l->text[t->start - 1] != '\n') || !strchr("<=|>", t->sign))
    return false;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (starts_with(l, t->start, marks[i])) {
      t->type = TOKEN_CONFLICT;
      t->end = find(l, t->start, '\n');
      return true;
    }
  return false;
}

/* "@include" to the end of its line, wherever it stands: libconfig takes it at the beginning of a line only,
 * but nothing else that begins with @ is a token either. */
static bool read_include(const struct lexer *l, struct token *t)
{
  if (!starts_with(l, t->start, "@include"))
    return false;
  t->type = TOKEN_INCLUDE;
  t->end = find(l, t->start, '\n');
  return true;
}

/* What t->sign begins at t->start. */
static void read_token(const struct lexer *l, struct token *t)
{
  if (is(t->sign, FIRST))
    read_name(l, t);
  else if (t->sign == '"')
    read_string(l, t);
  else if (!read_conflict(l, t) && t->type == TOKEN_BAD && !read_number(l, t) && !read_include(l, t) &&
           !read_wide(l, t))
    read_bad(l, t);
}

struct token token_read(const struct lexer *l, size_t at)
{
  const char *text = l->text;
  const size_t len = l->len;

  for (;;) {
    at = blanks_end(l, at);
    if (at >= len)
      return (struct token){.type = TOKEN_END, .start = len, .end = len};
    char c = text[at];
    struct token t = {.type = sign_type(c), .start = at, .end = at + 1, .sign = c};
    if (t.type != TOKEN_BAD && c != '=') /* half of all */
      return t;
    size_t end = c == '#' || c == '/' ? comment_end(l, at) : at;
    if (end > len)
      return (struct token){.type = TOKEN_COMMENT, .start = at, .end = len};
    if (end == at) {
      read_token(l, &t);
      return t;
    }
    at = end;
  }
}

bool token_read_plain(const struct lexer *l, struct token *t)
{
  enum { WHOLE = 9, PART = 6 };
  size_t at = t->start;

  if (byte_at(l, at) == '"') {
    at = ascii_end(l, at + 1);
    t->type = TOKEN_STRING;
    t->closed = true;
    t->plain = byte_at(l, at) == '"';
    while (!t->plain && at < l->len && !(kinds[(unsigned char)l->text[at]] & (STOP | ODD)))
      at++;
    t->end = at + 1;
    return byte_at(l, at) == '"' && byte_at(l, t->end) == ';';
  }
  at += byte_at(l, at) == '-';
  size_t whole = digits_end(l, at), end = whole;
  if (byte_at(l, whole) == '.')
    end = digits_end(l, whole + 1);
  t->type = end > whole ? TOKEN_FLOAT : TOKEN_INT;
  t->plain = false;
  t->end = end;
  return byte_at(l, end) == ';' && whole > at && whole - at <= WHOLE && end - whole <= PART + 1;
}

/* The blanks between the parts of a setting on one line. */
static size_t gap_end(const struct lexer *l, size_t at)
{
  while (byte_at(l, at) == ' ' || byte_at(l, at) == '\t')
    at++;
  return at;
}

bool token_read_setting(const struct lexer *l, size_t at, struct token *name, struct token *value)
{
  at = blanks_end(l, at);
  if (!is(byte_at(l, at), FIRST))
    return false;
  name->start = at;
  read_name(l, name);
  at = gap_end(l, name->end);
  if (byte_at(l, at) != '=' || name->type != TOKEN_NAME)
    return false;
  value->start = gap_end(l, at + 1);
  return token_read_plain(l, value);
}

static unsigned char hex_value(char c)
{
  if (is(c, DIGIT))
    return (unsigned char)(c - '0');
  return (unsigned char)((c | 0x20) - 'a' + 10);
}

bool string_next(const char *text, size_t *at, size_t end, struct string_char *out)
{
  static const char escapes[] = "n\nr\rt\tf\f\\\\\"\"";

  if (*at >= end)
    return false;
  *out = (struct string_char){.at = *at, .byte = (unsigned char)text[*at]};
  size_t left = end - *at;
  if (text[*at] != '\\' || left < 2) {
    *at += 1;
    return true;
  }
  char c = text[*at + 1];
  if ((c == 'x' || c == 'X') && left >= 4 && is(text[*at + 2], HEX) && is(text[*at + 3], HEX)) {
    out->byte = (unsigned char)(hex_value(text[*at + 2]) << 4 | hex_value(text[*at + 3]));
    out->escaped = true;
    *at += 4;
    return true;
  }
  for (const char *e = escapes; *e; e += 2)
    if (*e == c) {
      out->byte = (unsigned char)e[1];
      out->escaped = true;
      *at += 2;
      return true;
    }
  *at += 1; /* an unknown escape: the backslash stays as it is */
  return true;
}
