/* The checks of the scan that look at one text, one number or one group. Each reports at the exact byte and
 * leaves the tree alone. */
#include "guatu/store/doc_check.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/model/decimal.h"

/* How many lines after the one at `at` hold a byte that `find` finds. */
static size_t more_lines(const char *text, size_t len, size_t at, size_t (*find)(const char *s, size_t len))
{
  size_t lines = 0;

  for (;;) {
    const char *end = memchr(text + at, '\n', len - at);
    if (!end)
      return lines;
    at = (size_t)(end - text) + 1;
    at += find(text + at, len - at);
    if (at >= len)
      return lines;
    lines++;
  }
}

static size_t find_zero(const char *s, size_t len)
{
  const char *zero = len > 0 ? memchr(s, '\0', len) : NULL;
  return zero ? (size_t)(zero - s) : len;
}

static void report_zeros(const char *text, size_t len, size_t at, struct problems *p)
{
  size_t more = more_lines(text, len, at, find_zero);

  if (more == 0)
    problem_at(
        p, at,
        TR(p->lang, "a zero byte stands here; a dataset is plain text", "此处有零字节；数据文件应为纯文本"));
  else
    problem_at(p, at,
               TR(p->lang, "a zero byte stands here, and in %zu more lines; a dataset is plain text",
                  "此处有零字节，另有%zu行也有；数据文件应为纯文本"),
               more);
}

static void report_encoding(const char *text, size_t len, size_t at, struct problems *p)
{
  unsigned byte = (unsigned char)text[at];
  size_t more = more_lines(text, len, at, text_invalid);

  if (more == 0)
    problem_at(p, at,
               TR(p->lang, "byte 0x%02X is not UTF-8; save the file as UTF-8",
                  "字节 0x%02X 不是UTF-8编码；请把文件另存为UTF-8"),
               byte);
  else
    problem_at(
        p, at,
        TR(p->lang,
           "byte 0x%02X is not UTF-8, and %zu more lines have such bytes; if this is GBK: iconv -f GB18030 "
           "-t UTF-8",
           "字节 0x%02X 不是UTF-8编码，另有%zu行也有这样的字节；如果是GBK编码：iconv -f GB18030 -t UTF-8"),
        byte, more);
}

bool doc_check_text(const char *text, size_t len, struct problems *p)
{
  size_t zero = find_zero(text, len);
  size_t bad = text_invalid(text, len);

  if (len >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
    problem_at(
        p, 0,
        TR(p->lang, "this is UTF-16 text; save the file as UTF-8", "这是UTF-16文本；请把文件另存为UTF-8"));
    return false;
  }
  if (zero < len)
    report_zeros(text, len, zero, p);
  if (bad < len)
    report_encoding(text, len, bad, p);
  return true;
}

/* A control character that may not stand in a string: all but tab, newline, and the CR of a CRLF. */
static bool refused_control(uint32_t cp, bool before_newline)
{
  if (cp == '\t' || cp == '\n' || (cp == '\r' && before_newline))
    return false;
  return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F);
}

static enum err report_control(struct problems *p, const struct string_char *first, uint32_t cp)
{
  if (first->escaped)
    return problem_at(p, first->at,
                      TR(p->lang,
                         "this escape stands for the control character U+%04X; only \\n and \\t may be used",
                         "这个转义写出控制字符 U+%04X；只能用 \\n 和 \\t"),
                      (unsigned)cp);
  return problem_at(p, first->at,
                    TR(p->lang, "the control character U+%04X stands in a string; take it out",
                       "字符串里有控制字符 U+%04X；请删去"),
                    (unsigned)cp);
}

/* Checks the code point that begins with `first`, and moves *at behind it. */
static bool check_char(const char *text, size_t *at, size_t end, const struct string_char *first,
                       struct problems *p)
{
  char bytes[4] = {(char)first->byte};
  size_t count = 1;
  size_t ahead = *at;
  bool escaped = first->escaped;
  bool valid = first->byte < 0x80;
  uint32_t cp = first->byte;
  struct string_char c;

  while (!valid && count < sizeof bytes && string_next(text, &ahead, end, &c)) {
    bytes[count++] = (char)c.byte;
    escaped = escaped || c.escaped;
    bool whole;
    size_t took = text_decode(bytes, count, &cp, &whole);
    if (whole && took == count) {
      valid = true;
      *at = ahead;
    }
  }
  if (!valid && !escaped)
    return true; /* reported once for the whole text */
  if (!valid) {
    problem_at(p, first->at,
               TR(p->lang, "this escape makes no UTF-8 character; write the character itself",
                  "这个转义不成UTF-8字符；请直接写该字符"));
    return false;
  }
  ahead = *at;
  bool newline = cp == '\r' && string_next(text, &ahead, end, &c) && c.byte == '\n';
  if (!refused_control(cp, newline) || (cp == 0 && !first->escaped))
    return true;
  report_control(p, first, cp);
  return false;
}

bool doc_check_string(const char *text, size_t start, size_t end, struct problems *p)
{
  struct string_char c;
  size_t at = start + 1;
  size_t close = end > at && text[end - 1] == '"' ? end - 1 : end;

  while (string_next(text, &at, close, &c))
    if (!check_char(text, &at, close, &c, p))
      return false;
  return true;
}

int64_t doc_integer(const char *s, size_t len)
{
  bool minus = len > 0 && *s == '-';
  bool hex = len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
  int64_t value = 0;

  for (size_t i = hex ? 2 : (minus || *s == '+'); i < len && s[i] != 'L'; i++) {
    int digit = s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10;
    if (value > (INT64_MAX - digit) / (hex ? 16 : 10))
      return minus ? -INT64_MAX : INT64_MAX;
    value = value * (hex ? 16 : 10) + digit;
  }
  return minus ? -value : value;
}

static bool check_integer(const char *text, size_t start, size_t end, struct problems *p)
{
  int64_t value = doc_integer(text + start, end - start);
  int64_t size = value < 0 ? -value : value;

  if (size > DECIMAL_MAX / DECIMAL_ONE) {
    problem_at(p, start,
               TR(p->lang, "this number is beyond 1000000000000, the largest that a dataset may hold",
                  "这个数超过 1000000000000，数据文件的上限"));
    return false;
  }
  if (text[end - 1] == 'L' || (value >= INT32_MIN && value <= INT32_MAX))
    return true;
  problem_at(p, start,
             TR(p->lang, "this integer does not fit 32 bits and would be misread; write %.*sL",
                "这个整数超出32位，会被读错；请写成 %.*sL"),
             (int)(end - start), text + start);
  return false;
}

bool doc_check_number(const char *text, const struct token *number, struct problems *p)
{
  size_t start = number->start, end = number->end;
  struct decimal value;

  if (number->type == TOKEN_INT)
    return check_integer(text, start, end, p);
  switch (decimal_parse(text + start, end - start, &value, NULL)) {
  case DECIMAL_OK:
    return true;
  case DECIMAL_SYNTAX:
    problem_at(p, start,
               TR(p->lang, "this is no number; write digits on both sides of the point, as in 0.5",
                  "这不是一个数；小数点两边都要有数字，例如 0.5"));
    return false;
  case DECIMAL_TOO_FINE:
    problem_at(p, start,
               TR(p->lang, "this number has more than six decimals; six are the most",
                  "这个数的小数超过六位；最多六位"));
    return false;
  case DECIMAL_TOO_BIG:
    problem_at(p, start,
               TR(p->lang, "this number is beyond 1000000000000, the largest that a dataset may hold",
                  "这个数超过 1000000000000，数据文件的上限"));
    return false;
  }
  return false;
}

/* ---- names set twice ---- */

struct named {
  const char *name;
  size_t len;
  size_t at;
};

static int compare_named(const void *a, const void *b)
{
  const struct named *x = a;
  const struct named *y = b;

  if (x->len != y->len)
    return x->len < y->len ? -1 : 1;
  int order = memcmp(x->name, y->name, x->len);
  if (order != 0)
    return order;
  return x->at < y->at ? -1 : x->at > y->at;
}

static bool same_name(const struct named *a, const struct named *b)
{
  return a->len == b->len && memcmp(a->name, b->name, a->len) == 0;
}

void doc_check_names(const struct doc *d, uint32_t group, struct problems *p)
{
  struct named names[DOC_MEMBERS_MAX];
  size_t count = 0;

  for (uint32_t i = d->nodes[group].child; i != 0 && count < DOC_MEMBERS_MAX; i = d->nodes[i].next)
    if (d->nodes[i].name_len > 0)
      names[count++] = (struct named){d->text + d->nodes[i].name, d->nodes[i].name_len, d->nodes[i].name};
  qsort(names, count, sizeof *names, compare_named);
  size_t first = 0;
  for (size_t i = 1; i < count && p->errors < DOC_ERRORS_MAX; i++) {
    if (!same_name(&names[first], &names[i])) {
      first = i;
      continue;
    }
    size_t line, column;
    problem_place(d->text, d->len, names[first].at, &line, &column);
    problem_at(p, names[i].at,
               TR(p->lang, "'%.*s' is set a second time; it is set in line %zu already",
                  "“%.*s”重复设置；第%zu行已经设过"),
               (int)names[i].len, names[i].name, line);
  }
}
