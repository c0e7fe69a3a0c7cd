/* Tokens. The rules are those of libconfig 1.5's lexer, longest match first, because whatever this file
 * accepts must mean the same there. What libconfig does not know at all — full-width signs, Chinese quotation
 * marks, a word in another script — becomes one token with its meaning guessed, so that the parser can name
 * the mistake and go on as if it had been written right.
 *
 * A NUL counts as a blank here: it is reported once for the whole text before the first token is read. */
#include "guatu/store/doc_tokens.h"

#include <string.h>
#include <strings.h>

#define WIDE_TEXT_MAX 200 /* how far the closing one of two Chinese quotation marks is looked for */

static const struct {
  const char *sign;
  char ascii;
} wide_signs[] = {
    {"；", ';'}, {"，", ','}, {"、", ','},     {"＝", '='},     {"：", ':'}, {"（", '('},
    {"）", ')'}, {"｛", '{'}, {"｝", '}'},     {"［", '['},     {"］", ']'}, {"【", '['},
    {"】", ']'}, {"＂", '"'}, {"\u3000", ' '}, {"\u00a0", ' '},
};

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\0';
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool begins_name(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static bool is_name(char c)
{
  return begins_name(c) || is_digit(c) || c == '-' || c == '_';
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
  while (is_digit(byte_at(l, at)))
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
  if (byte_at(l, at) == '0' && (byte_at(l, at + 1) | 0x20) == 'x' && is_hex(byte_at(l, at + 2))) {
    for (at += 2; is_hex(byte_at(l, at));)
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
  bool one_line = t->start < l->no_span;
  size_t at = t->start + 1;

  t->type = TOKEN_STRING;
  while (at < l->len && l->text[at] != '"' && !(one_line && l->text[at] == '\n'))
    at += l->text[at] == '\\' ? 2 : 1;
  t->closed = at < l->len && l->text[at] == '"';
  t->end = t->closed ? at + 1 : at < l->len ? at : l->len;
  t->spans = memchr(l->text + t->start, '\n', t->end - t->start) != NULL;
}

static void read_name(const struct lexer *l, struct token *t)
{
  const char *s = l->text + t->start;

  t->end = t->start;
  while (is_name(byte_at(l, t->end)))
    t->end++;
  size_t len = t->end - t->start;
  bool truth = (len == 4 && strncasecmp(s, "true", 4) == 0) || (len == 5 && strncasecmp(s, "false", 5) == 0);
  t->type = truth ? TOKEN_BOOL : TOKEN_NAME;
}

static enum token_type sign_type(char c)
{
  static const struct {
    char sign;
    enum token_type type;
  } signs[] = {{'=', TOKEN_ASSIGN}, {':', TOKEN_ASSIGN}, {';', TOKEN_SEMICOLON}, {',', TOKEN_COMMA},
               {'(', TOKEN_OPEN},   {'[', TOKEN_OPEN},   {'{', TOKEN_OPEN},      {')', TOKEN_CLOSE},
               {']', TOKEN_CLOSE},  {'}', TOKEN_CLOSE}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (signs[i].sign == c)
      return signs[i].type;
  return TOKEN_BAD;
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
    t->closed = true;
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
    if (plain && (is_blank(c) || is_name(c) || sign_type(c) != TOKEN_BAD || strchr("\"#/+-.@", c)))
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

  if (t->start > 0 && l->text[t->start - 1] != '\n')
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

struct token token_read(const struct lexer *l, size_t at)
{
  struct token t = {.type = TOKEN_END, .start = l->len, .end = l->len};

  for (;;) {
    while (at < l->len && is_blank(l->text[at]))
      at++;
    size_t end = comment_end(l, at);
    if (end > l->len)
      return (struct token){.type = TOKEN_COMMENT, .start = at, .end = l->len};
    if (end == at)
      break;
    at = end;
  }
  if (at >= l->len)
    return t;
  char c = l->text[at];
  t.start = at;
  t.end = at + 1;
  t.sign = c;
  t.type = sign_type(c);
  if (read_conflict(l, &t) || t.type != TOKEN_BAD)
    return t;
  if (c == '"')
    read_string(l, &t);
  else if (begins_name(c))
    read_name(l, &t);
  else if (!read_number(l, &t) && !read_include(l, &t) && !read_wide(l, &t))
    read_bad(l, &t);
  return t;
}

bool token_is_noise(const struct token *t)
{
  return t->type == TOKEN_BAD || t->type == TOKEN_INCLUDE || t->type == TOKEN_CONFLICT;
}

bool token_is_value(const struct token *t)
{
  switch (t->type) {
  case TOKEN_BOOL:
  case TOKEN_INT:
  case TOKEN_FLOAT:
  case TOKEN_STRING:
  case TOKEN_OPEN:
    return true;
  case TOKEN_END:
  case TOKEN_NAME:
  case TOKEN_ASSIGN:
  case TOKEN_SEMICOLON:
  case TOKEN_COMMA:
  case TOKEN_CLOSE:
  case TOKEN_INCLUDE:
  case TOKEN_COMMENT:
  case TOKEN_CONFLICT:
  case TOKEN_BAD:
    return false;
  }
  return false;
}

static unsigned char hex_value(char c)
{
  if (is_digit(c))
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
  if ((c == 'x' || c == 'X') && left >= 4 && is_hex(text[*at + 2]) && is_hex(text[*at + 3])) {
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
