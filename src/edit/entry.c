/* Reads what a person typed. The text is cut at "#" (a note) and "@" (a day), narrowed, and the rest is one
 * figure. Nothing is guessed: what can be read in two ways is refused with both, because a wrong figure that
 * looks right is the worst this program could make. */
#include "guatu/edit/entry.h"

#include <ctype.h>
#include <string.h>

#include "guatu/base/text.h"

/* One entry being read. */
struct entry {
  const struct plan *plan;
  const struct target *t;
  struct date through;
  struct problems *problems;
  struct buf figure; /* narrowed, without blanks at its ends */
};

#define FAIL(e, en, zh, ...)                                                                                 \
  problem_fail((e)->problems, ERR_USAGE, TR((e)->problems->lang, en, zh), __VA_ARGS__)

/* For what is well typed and yet can't be. */
#define REFUSE(e, en, zh, ...)                                                                               \
  problem_fail((e)->problems, ERR_NO, TR((e)->problems->lang, en, zh), __VA_ARGS__)

static void trim(struct buf *b)
{
  if (b->data == NULL)
    buf_puts(b, "");
  size_t blanks = strspn(b->data, " \t");
  memmove(b->data, b->data + blanks, b->len - blanks + 1);
  b->len -= blanks;
  while (b->len > 0 && (b->data[b->len - 1] == ' ' || b->data[b->len - 1] == '\t'))
    b->data[--b->len] = '\0';
}

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

/* Whether a figure below zero makes sense: growth, or what was below zero before. */
static bool may_be_negative(const struct target *t)
{
  if (t->kind == KIND_RATE || t->target.micros < 0 || (t->has_baseline && t->baseline.micros < 0))
    return true;
  for (size_t i = 0; i < t->reading_count; i++)
    if (t->readings[i].value.micros < 0)
      return true;
  return false;
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
    return FAIL(e, "\"%.*s\" can be read two ways: type %.*s.%s or %s?",
                "“%.*s”有两种读法：请输入 %.*s.%s 或 %s？", (int)len, s, (int)head, n->digits,
                n->digits + head, n->digits);
  return FAIL(e, "\"%.*s\": group digits by threes (2,100) or not at all (2100).",
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
    return FAIL(e, "\"%.*s\" has more than 6 decimals: round it.", "“%.*s”超过6位小数：请四舍五入。",
                (int)len, s);
  case DECIMAL_TOO_BIG:
    return FAIL(e, "\"%.*s\" is beyond 1,000,000,000,000: check the unit.", "“%.*s”超过一万亿：请检查单位。",
                (int)len, s);
  case DECIMAL_SYNTAX:
    break;
  }
  return FAIL(e, "\"%.*s\" is not a number: type it as 62 or 62.5.",
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

static enum err refuse_suffix(const struct entry *e, const char *s)
{
  const char *unit = unit_in(e->t, e->problems->lang);
  if (is_percent(s))
    return FAIL(e, "This target is not in %%%s%s: type the figure itself.",
                "该目标的单位不是%%%s%s：请直接输入数值。",
                unit[0] != '\0' ? TR(e->problems->lang, " but in ", "而是") : "", unit);
  if (s[0] == '/')
    return FAIL(e, "\"%s\": only coverage and milestones are entered as part/whole.",
                "“%s”：只有覆盖率和里程碑才用“已完成/总数”。", e->figure.data);
  return FAIL(e, "\"%s\" after the number is not understood: type the figure%s%s alone.",
              "数后面的“%s”看不懂：请只输入数值%s%s。", s,
              unit[0] != '\0' ? TR(e->problems->lang, " in ", "，单位") : "", unit);
}

/* All of `s` as one number in the target's unit. */
static enum err read_number(const struct entry *e, const char *s, struct decimal *out)
{
  struct number n;
  int64_t scale;
  size_t len = number_scan(&n, s);
  if (len == 0 || (n.len == 1 && n.pointed))
    return FAIL(
        e, "\"%s\" is not a figure: type it as 62, +5, 1.2万, or with a day and a note: 62 @2021-06 # note.",
        "“%s”不是数：请输入 62、+5、1.2万，或带日期和说明：62 @2021-06 # 说明。", e->figure.data);
  enum err err = number_value(e, &n, s, len, out);
  if (err != OK)
    return err;
  const char *rest = s + len + strspn(s + len, " ");
  if (!suffix_scale(e->t, rest, &scale))
    return refuse_suffix(e, rest);
  if (scale == 0)
    return OK;
  int128 product = (int128)out->micros * scale;
  int64_t unit = target_unit_scale(e->t);
  if (product % unit != 0)
    return FAIL(e, "\"%s\" is finer than a millionth of the unit (%s): round it.",
                "“%s”比单位（%s）的百万分之一还小：请四舍五入。", s, unit_in(e->t, e->problems->lang));
  if (product / unit > DECIMAL_MAX)
    return FAIL(e, "\"%s\" is beyond 1,000,000,000,000: check the unit.", "“%s”超过一万亿：请检查单位。", s);
  out->micros = (int64_t)(product / unit);
  return OK;
}

/* ---- figures ---- */

static void set_counts(struct reading *r, int64_t count, int64_t of)
{
  r->count = count;
  r->of = of;
  r->value.micros = (int64_t)(((int128)count * 200 * DECIMAL_ONE + of) / ((int128)2 * of));
}

/* One side of "708/720": a whole number from 0. */
static bool read_whole(const char *s, size_t len, int64_t *out)
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

static enum err read_parts(const struct entry *e, const char *slash, struct reading *r)
{
  const struct target *t = e->t;
  const char *s = e->figure.data;
  int64_t count, of;
  if (t->kind != KIND_COVERAGE && t->kind != KIND_MILESTONE)
    return refuse_suffix(e, slash);
  if (!read_whole(s, (size_t)(slash - s), &count) || !read_whole(slash + 1, strlen(slash + 1), &of) ||
      of == 0)
    return FAIL(e, "\"%s\": type two whole numbers, done/all, such as %s.",
                "“%s”：请输入两个整数：已完成/总数，例如 %s。", s,
                t->kind == KIND_COVERAGE ? "708/720" : "2/4");
  if (count > of)
    return FAIL(e, "\"%s\": %lld is more than all, %lld. The part comes first: done/all.",
                "“%s”：%lld 大于总数 %lld。应先写已完成数：已完成/总数。", s, (long long)count,
                (long long)of);
  if (t->kind == KIND_MILESTONE && t->stage_count > 0) {
    if (of != (int64_t)t->stage_count)
      return FAIL(e, "\"%s\": this milestone has %zu stages: type how many are done, such as %zu/%zu.",
                  "“%s”：该里程碑有%zu个阶段：请输入已完成的个数，例如 %zu/%zu。", s, t->stage_count,
                  t->stage_count - 1, t->stage_count);
    r->value = decimal_of(count);
    return OK;
  }
  set_counts(r, count, of);
  return OK;
}

static bool is_word(const char *s, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcasecmp(s, *words) == 0)
      return true;
  return false;
}

/* done, 完成, not done, 未完成 of a milestone; false when it is no such word. */
static bool read_word(const struct entry *e, struct reading *r)
{
  static const char *const done[] = {"done", "yes", "完成", "已完成", "是", NULL};
  static const char *const undone[] = {"not done", "not-done", "no", "未完成", "没完成", "否", NULL};
  if (is_word(e->figure.data, undone))
    r->value = decimal_of(0);
  else if (is_word(e->figure.data, done))
    r->value = decimal_of(e->t->stage_count > 0 ? (int64_t)e->t->stage_count : 1);
  else
    return false;
  return true;
}

static enum err check_milestone(const struct entry *e, const struct reading *r)
{
  size_t most = e->t->stage_count > 0 ? e->t->stage_count : 1;
  bool whole = r->value.micros % DECIMAL_ONE == 0 && r->value.micros >= 0 &&
               r->value.micros <= (int64_t)most * DECIMAL_ONE;
  if (r->of > 0 || whole)
    return OK;
  if (e->t->stage_count > 0)
    return FAIL(e, "\"%s\": this milestone has %zu stages: type how many are done (0 to %zu), or done.",
                "“%s”：该里程碑有%zu个阶段：请输入已完成的个数（0至%zu），或“完成”。", e->figure.data, most,
                most);
  return FAIL(e, "\"%s\": a milestone is done or not: type done, 0, or a share such as 2/4.",
              "“%s”：里程碑只分完成与否：请输入 完成、0，或 2/4 这样的份额。", e->figure.data);
}

/* Adds to the last figure on or before the day. */
static enum err add_to_last(const struct entry *e, struct decimal change, struct reading *r)
{
  const struct reading *last = target_effective(e->t, e->through);
  if (last == NULL)
    return FAIL(e, "There is no earlier figure for %s to add to: type the whole figure%s.",
                "还没有可供 %s 累加的数：请输入完整的数%s。", e->figure.data,
                e->figure.data[0] == '-'
                    ? TR(e->problems->lang, " (=-5 for one below zero)", "（负数请输入 =-5）")
                    : "");
  if (last->of == 0) {
    int64_t sum = last->value.micros + change.micros;
    if (sum > DECIMAL_MAX || sum < -DECIMAL_MAX)
      return FAIL(e, "\"%s\": the sum is beyond 1,000,000,000,000.", "“%s”：相加后超过一万亿。",
                  e->figure.data);
    r->value.micros = sum;
    return OK;
  }
  int64_t count = last->count + change.micros / DECIMAL_ONE;
  if (change.micros % DECIMAL_ONE != 0 || count < 0 || count > last->of)
    return FAIL(
        e, "\"%s\": the last figure is %lld of %lld: the new count must be a whole number from 0 to %lld.",
        "“%s”：上次是 %lld/%lld：新的个数须为0至%lld的整数。", e->figure.data, (long long)last->count,
        (long long)last->of, (long long)last->of);
  set_counts(r, count, last->of);
  return OK;
}

static enum err read_figure(const struct entry *e, struct reading *r)
{
  const char *s = e->figure.data;
  const char *slash = strchr(s, '/');
  bool exact = *s == '=';
  if (*s == '\0')
    return FAIL(e, "Type a figure for %s, such as 62%s.", "请输入“%s”的数，例如 62%s。",
                words_in(&e->t->name, e->problems->lang),
                e->t->kind == KIND_COVERAGE    ? TR(e->problems->lang, " or 708/720", " 或 708/720")
                : e->t->kind == KIND_MILESTONE ? TR(e->problems->lang, " or done", " 或 完成")
                                               : "");
  if (e->t->kind == KIND_MILESTONE && read_word(e, r))
    return OK;
  if (slash != NULL)
    return read_parts(e, slash, r);
  s += exact;
  bool minus = *s == '-', plus = *s == '+';
  s += minus || plus;
  s += strspn(s, " ");
  struct decimal d = {0};
  enum err err = read_number(e, s, &d);
  if (err != OK)
    return err;
  if (minus)
    d.micros = -d.micros;
  bool adds = !exact && (plus || (minus && !may_be_negative(e->t)));
  if (!adds)
    r->value = d;
  else
    err = add_to_last(e, d, r);
  if (err == OK && e->t->kind == KIND_MILESTONE)
    return check_milestone(e, r);
  bool free = may_be_negative(e->t) || (e->t->kind == KIND_LEVEL && exact);
  if (err == OK && r->value.micros < 0 && !free)
    return REFUSE(e, "\"%s\" makes the figure fall below zero: check it.", "“%s”会使数值小于零：请核对。",
                  e->figure.data);
  return err;
}

/* ---- the whole ---- */

static enum err check_day(const struct entry *e, struct date today)
{
  char day[16], limit[16];
  date_format(e->through, day, sizeof day);
  if (date_cmp(e->through, e->t->start) < 0)
    return REFUSE(e, "%s is before the start, %s: give a later day, such as 62 @%s.",
                  "%s 早于开始日期 %s：请给出之后的日期，例如 62 @%s。", day,
                  date_format(e->t->start, limit, sizeof limit), limit);
  if (date_cmp(e->through, today) > 0)
    return REFUSE(e, "%s is still to come (today is %s): a figure covers days that are over.",
                  "%s 还没有到（今天是 %s）：数据只能截至已过去的日子。", day,
                  date_format(today, limit, sizeof limit));
  return OK;
}

/* Cuts off "# note" and "@day". */
static enum err cut(struct entry *e, const char *text, struct arena *a, struct reading *r)
{
  const char *wide = strstr(text, "＃"), *hash = strchr(text, '#');
  if (hash == NULL || (wide != NULL && wide < hash))
    hash = wide;
  size_t len = hash != NULL ? (size_t)(hash - text) : strlen(text);
  struct buf note = {0};
  if (hash != NULL)
    text_clean(&note, hash + (hash == wide ? strlen("＃") : 1),
               strlen(hash) - (hash == wide ? strlen("＃") : 1));
  trim(&note);
  r->note = arena_text(a, note.data, note.len);
  buf_release(&note);
  if (!entry_narrow(&e->figure, text, len))
    return FAIL(e, "The entry holds bytes that are not text (UTF-8)%s.",
                "录入内容含有无法识别的字节（不是UTF-8）%s。", "");
  trim(&e->figure);
  char *at = strchr(e->figure.data, '@');
  if (at == NULL)
    return OK;
  const char *day = at + 1 + strspn(at + 1, " ");
  if (!entry_day_of(e->plan, e->t, day, &e->through))
    return FAIL(e, "\"@%s\" is not a day: type @2021-06-30, @2021-06 or @6.",
                "“@%s”不是日期：请输入 @2021-06-30、@2021-06 或 @6。", day);
  *at = '\0';
  e->figure.len = (size_t)(at - e->figure.data);
  trim(&e->figure);
  return OK;
}

enum err entry_parse(const struct plan *p, const struct target *t, const char *text, struct date through,
                     struct date today, struct arena *a, struct reading *out, struct problems *problems)
{
  struct entry e = {.plan = p, .t = t, .through = through, .problems = problems};
  *out = (struct reading){.by = "", .at = "", .note = ""};
  enum err err = cut(&e, text, a, out);
  if (err == OK)
    err = read_figure(&e, out);
  if (err == OK)
    err = check_day(&e, today);
  out->through = e.through;
  buf_release(&e.figure);
  return err;
}
