/* The number in an entry: digits, groups of three, and the units that people write behind it (万, 亿, %, the
 * target's own). */
#include "guatu/edit/entry_parts.h"

#include <ctype.h>
#include <string.h>

static const char *unit_in(const struct target *t, enum lang lang)
{
  return words_in(&t->unit, lang);
}

static bool is_percent(const char *unit)
{
  return strcmp(unit, "%") == 0 || strcmp(unit, "％") == 0;
}

static bool takes_percent(const struct target *t)
{
  return t->kind == KIND_COVERAGE || is_percent(t->unit.en) || is_percent(t->unit.zh);
}

/* ---- numbers ---- */

/* A number with its digits joined. */
struct number {
  char digits[64];
  size_t len;
  bool pointed;
  size_t groups[8]; /* lengths of digit groups before the point */
  size_t group_count;
  bool grouped_by_comma;
};

/* Takes digits, a point, and "," or " " between groups. Returns the bytes read. */
static size_t number_scan(struct number *n, const char *s)
{
  size_t at = 0, group = 0;
  *n = (struct number){0};
  for (; n->len + 1 < sizeof n->digits; at++) {
    bool digit = isdigit((unsigned char)s[at]), next = s[at] != '\0' && isdigit((unsigned char)s[at + 1]);
    bool mark = (s[at] == ',' || s[at] == ' ') && next && at > 0 && !n->pointed && n->group_count < 7;
    if (s[at] == '.' && !n->pointed)
      n->pointed = true;
    else if (mark)
      n->grouped_by_comma = n->grouped_by_comma || s[at] == ',';
    else if (!digit)
      break;
    if (digit && !n->pointed)
      group++;
    if (mark) {
      n->groups[n->group_count++] = group;
      group = 0;
    } else {
      n->digits[n->len++] = s[at];
    }
  }
  n->groups[n->group_count++] = group;
  return at;
}

static bool by_threes(const struct number *n)
{
  for (size_t i = 1; i < n->group_count; i++)
    if (n->groups[i] != 3)
      return false;
  return n->group_count == 1 || (n->groups[0] >= 1 && n->groups[0] <= 3);
}

/* "4,2": 4.2 or 42? Shown with the person's own digits. */
static enum err refuse_grouping(const struct entry *e, const char *s, size_t len, const struct number *n)
{
  size_t head = n->groups[0];
  if (n->group_count == 2 && !n->pointed)
    return ENTRY_FAIL(e, "\"%.*s\" can be read two ways: type %.*s.%s or %s?",
                      "“%.*s”有两种读法：请输入 %.*s.%s 或 %s？", (int)len, s, (int)head, n->digits,
                      n->digits + head, n->digits);
  return ENTRY_FAIL(e, "\"%.*s\": group digits by threes (2,100) or not at all (2100).",
                    "“%.*s”：数字应按三位分组（2,100）或不分组（2100）。", (int)len, s);
}

static enum err number_value(const struct entry *e, struct number *n, const char *s, size_t len,
                             struct decimal *out)
{
  if (!by_threes(n))
    return refuse_grouping(e, s, len, n);
  if (n->pointed && n->digits[n->len - 1] == '.')
    n->digits[--n->len] = '\0'; /* "62." is still being typed, or ends a sentence */
  char text[72] = "0";
  memcpy(text + 1, n->digits, n->len);
  switch (decimal_parse(text, n->len + 1, out, NULL)) {
  case DECIMAL_OK:
    return OK;
  case DECIMAL_TOO_FINE:
    return ENTRY_FAIL(e, "\"%.*s\" has more than 6 decimals: round it.", "“%.*s”超过6位小数：请四舍五入。",
                      (int)len, s);
  case DECIMAL_TOO_BIG:
    return ENTRY_FAIL(e, "\"%.*s\" is beyond 1,000,000,000,000: check the unit.",
                      "“%.*s”超过一万亿：请检查单位。", (int)len, s);
  case DECIMAL_SYNTAX:
    break;
  }
  return ENTRY_FAIL(e, "\"%.*s\" is not a number: type it as 62 or 62.5.",
                    "“%.*s”不是数：请输入 62 或 62.5 这样的数。", (int)len, s);
}

/* ---- units ---- */

static bool suffix_is(const char *s, const char *unit)
{
  return s[0] == '\0' || (unit[0] != '\0' && strcmp(s, unit) == 0);
}

/* The unit without its 万, 亿 or 万亿. */
static const char *base_unit(const struct target *t)
{
  int64_t scale = target_unit_scale(t);
  size_t skip = scale == 1 ? 0 : strlen(scale == INT64_C(1000000000000) ? "万亿" : "万");
  return t->unit.zh + skip;
}

/* Reads what follows the number: nothing, %, the unit, or 十百千万亿 before the unit's base. *scale gets what
 * the number is to be multiplied with before the unit's own scale is divided out; 0 when the number is in the
 * unit already. False when it is none of these. */
static bool suffix_scale(const struct target *t, const char *s, int64_t *scale)
{
  static const struct {
    const char *sign;
    int64_t scale;
  } signs[] = {{"十", 10}, {"百", 100}, {"千", 1000}, {"万", 10000}, {"亿", 100000000}};
  *scale = 0;
  if (suffix_is(s, t->unit.zh) || suffix_is(s, t->unit.en) || (is_percent(s) && takes_percent(t)))
    return true;
  int64_t product = 1;
  for (;;) {
    *scale = product;
    if (strcmp(s, base_unit(t)) == 0 || (s[0] == '\0' && product > 1))
      return !takes_percent(t);
    size_t i = 0, len = strlen(signs[0].sign);
    while (i < 5 && strncmp(s, signs[i].sign, len) != 0)
      i++;
    if (i == 5 || product > INT64_C(1000000000000) / signs[i].scale)
      return false;
    product *= signs[i].scale;
    s += len;
  }
}

enum err entry_refuse_suffix(const struct entry *e, const char *s)
{
  const char *unit = unit_in(e->t, e->problems->lang);
  if (is_percent(s))
    return ENTRY_FAIL(e, "This target is not in %%%s%s: type the figure itself.",
                      "该目标的单位不是%%%s%s：请直接输入数值。",
                      unit[0] != '\0' ? TR(e->problems->lang, " but in ", "而是") : "", unit);
  if (s[0] == '/')
    return ENTRY_FAIL(e, "\"%s\": only coverage and milestones are entered as part/whole.",
                      "“%s”：只有覆盖率和里程碑才用“已完成/总数”。", e->figure.data);
  return ENTRY_FAIL(e, "\"%s\" after the number is not understood: type the figure%s%s alone%s.",
                    "数值后的“%s”无法识别：请只输入数值%s%s%s。", s,
                    unit[0] != '\0' ? TR(e->problems->lang, " in ", "（单位：") : "", unit,
                    unit[0] != '\0' ? TR(e->problems->lang, "", "）") : "");
}

enum err entry_number(const struct entry *e, const char *s, struct decimal *out)
{
  struct number n;
  int64_t scale;
  size_t len = number_scan(&n, s);
  if (len == 0 || (n.len == 1 && n.pointed))
    return ENTRY_FAIL(
        e, "\"%s\" is not a figure: type it as 62, +5, 1.2万, or with a day and a note: 62 @2021-06 # note.",
        "“%s”不是数：请输入 62、+5、1.2万，或带日期和说明：62 @2021-06 # 说明。", e->figure.data);
  enum err err = number_value(e, &n, s, len, out);
  if (err != OK)
    return err;
  const char *rest = s + len + strspn(s + len, " ");
  if (!suffix_scale(e->t, rest, &scale))
    return entry_refuse_suffix(e, rest);
  if (scale == 0)
    return OK;
  int128 product = (int128)out->micros * scale;
  int64_t unit = target_unit_scale(e->t);
  if (product % unit != 0)
    return ENTRY_FAIL(e, "\"%s\" is finer than a millionth of the unit (%s): round it.",
                      "“%s”比单位（%s）的百万分之一还小：请四舍五入。", s, unit_in(e->t, e->problems->lang));
  if (product / unit > DECIMAL_MAX)
    return ENTRY_FAIL(e, "\"%s\" is beyond 1,000,000,000,000: check the unit.",
                      "“%s”超过一万亿：请检查单位。", s);
  out->micros = (int64_t)(product / unit);
  return OK;
}

bool entry_whole(const char *s, size_t len, int64_t *out)
{
  char part[40];
  struct number n;
  struct decimal d;
  while (len > 0 && s[len - 1] == ' ')
    len--;
  while (len > 0 && *s == ' ')
    s++, len--;
  if (len == 0 || len >= sizeof part)
    return false;
  memcpy(part, s, len);
  part[len] = '\0';
  if (number_scan(&n, part) != len || n.pointed || !by_threes(&n) ||
      decimal_parse(n.digits, n.len, &d, NULL) != DECIMAL_OK)
    return false;
  *out = d.micros / DECIMAL_ONE;
  return true;
}
