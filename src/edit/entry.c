/* Reads what a person typed. The text is cut at "#" (a note) and "@" (a day), narrowed, and the rest is one
 * figure. Nothing is guessed: what can be read in two ways is refused with both, because a wrong figure that
 * looks right is the worst this program could make. */
#include "guatu/edit/entry.h"

#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/entry_parts.h"

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

/* Whether a figure below zero makes sense: growth, or what was below zero before. */
static bool may_be_negative(const struct target *t)
{
  if (t->kind == KIND_RATE || t->target.micros < 0 || (t->has_baseline && t->baseline.micros < 0))
    return true;
  for (size_t i = 0; i < t->reading_count; i++)
    if (target_nth(t, i)->value.micros < 0)
      return true;
  return false;
}

/* ---- figures ---- */

static enum err read_parts(const struct entry *e, const char *slash, struct reading *r)
{
  const struct target *t = e->t;
  const char *s = e->figure.data;
  int64_t count, of;
  if (t->kind != KIND_COVERAGE && t->kind != KIND_MILESTONE)
    return entry_refuse_suffix(e, slash);
  if (!entry_whole(s, (size_t)(slash - s), &count) || !entry_whole(slash + 1, strlen(slash + 1), &of) ||
      of == 0)
    return ENTRY_FAIL(e, "\"%s\": type two whole numbers, done/all, such as %s.",
                      "“%s”：请输入两个整数：已完成/总数，例如 %s。", s,
                      t->kind == KIND_COVERAGE ? "708/720" : "2/4");
  if (count > of)
    return ENTRY_FAIL(e, "\"%s\": %lld is more than all, %lld. The part comes first: done/all.",
                      "“%s”：%lld 大于总数 %lld。应先写已完成数：已完成/总数。", s, (long long)count,
                      (long long)of);
  if (t->kind == KIND_MILESTONE && t->stage_count > 0) {
    if (of != (int64_t)t->stage_count)
      return ENTRY_FAIL(e, "\"%s\": this milestone has %zu stages: type how many are done, such as %zu/%zu.",
                        "“%s”：该里程碑有%zu个阶段：请输入已完成的个数，例如 %zu/%zu。", s, t->stage_count,
                        t->stage_count - 1, t->stage_count);
    r->value = decimal_of(count);
    return OK;
  }
  reading_set_count(r, count, of);
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
    return ENTRY_FAIL(e, "\"%s\": this milestone has %zu stages: type how many are done (0 to %zu), or done.",
                      "“%s”：该里程碑有%zu个阶段：请输入已完成的个数（0至%zu），或“完成”。", e->figure.data,
                      most, most);
  return ENTRY_FAIL(e, "\"%s\": a milestone is done or not: type done, 0, or a share such as 2/4.",
                    "“%s”：里程碑只分完成与否：请输入 完成、0，或 2/4 这样的份额。", e->figure.data);
}

/* Adds to the last figure on or before the day. */
static enum err add_to_last(const struct entry *e, struct decimal change, struct reading *r)
{
  const struct reading *last = target_effective(e->t, e->through);
  if (last == NULL)
    return ENTRY_FAIL(e, "There is no earlier figure for %s to add to: type the whole figure%s.",
                      "还没有可供 %s 累加的数：请输入完整的数%s。", e->figure.data,
                      e->figure.data[0] == '-'
                          ? TR(e->problems->lang, " (=-5 for one below zero)", "（负数请输入 =-5）")
                          : "");
  if (last->of == 0) {
    int64_t sum = last->value.micros + change.micros;
    if (sum > DECIMAL_MAX || sum < -DECIMAL_MAX)
      return ENTRY_FAIL(e, "\"%s\": the sum is beyond 1,000,000,000,000.", "“%s”：相加后超过一万亿。",
                        e->figure.data);
    r->value.micros = sum;
    return OK;
  }
  int64_t count = last->count + change.micros / DECIMAL_ONE;
  if (change.micros % DECIMAL_ONE != 0 || count < 0 || count > last->of)
    return ENTRY_FAIL(
        e, "\"%s\": the last figure is %lld of %lld: the new count must be a whole number from 0 to %lld.",
        "“%s”：上次是 %lld/%lld：新的个数须为0至%lld的整数。", e->figure.data, (long long)last->count,
        (long long)last->of, (long long)last->of);
  reading_set_count(r, count, last->of);
  return OK;
}

static enum err read_figure(const struct entry *e, struct reading *r)
{
  const char *s = e->figure.data;
  const char *slash = strchr(s, '/');
  bool exact = *s == '=';
  if (*s == '\0')
    return ENTRY_FAIL(e, "Type a figure for %s, such as %s.", "请输入“%s”的数值，例如 %s。",
                      words_in(&e->t->name, e->problems->lang),
                      e->t->kind == KIND_COVERAGE ? TR(e->problems->lang, "62 or 708/720", "62 或 708/720")
                      : e->t->kind == KIND_MILESTONE ? TR(e->problems->lang, "done or 2/4", "完成 或 2/4")
                                                     : "62");
  if (e->t->kind == KIND_MILESTONE && read_word(e, r))
    return OK;
  if (slash != NULL)
    return read_parts(e, slash, r);
  s += exact;
  bool minus = *s == '-', plus = *s == '+';
  s += minus || plus;
  s += strspn(s, " ");
  struct decimal d = {0};
  enum err err = entry_number(e, s, &d);
  if (err != OK)
    return err;
  if (minus)
    d.micros = -d.micros;
  bool sign = e->t->kind == KIND_RATE ||
              (minus && may_be_negative(e->t)); /* growth is written with its sign: +11.2 % */
  bool adds = !exact && (plus || minus) && !sign;
  if (!adds)
    r->value = d;
  else
    err = add_to_last(e, d, r);
  if (err == OK && e->t->kind == KIND_MILESTONE)
    return check_milestone(e, r);
  if (err == OK && r->value.micros < 0 && !(e->t->kind == KIND_LEVEL && exact) && !may_be_negative(e->t))
    return ENTRY_REFUSE(e, "\"%s\" makes the figure fall below zero: check it.",
                        "“%s”会使数值小于零：请核对。", e->figure.data);
  return err;
}

/* ---- the whole ---- */

static enum err check_day(const struct entry *e, struct date today)
{
  char day[16], limit[16];
  date_format(e->through, day, sizeof day);
  if (date_cmp(e->through, e->t->start) < 0)
    return ENTRY_REFUSE(e, "%s is before the start, %s: give a later day, such as 62 @%s.",
                        "%s 早于开始日期 %s：请给出之后的日期，例如 62 @%s。", day,
                        date_format(e->t->start, limit, sizeof limit), limit);
  if (date_cmp(e->through, today) > 0)
    return ENTRY_REFUSE(e, "%s is still to come (today is %s): a figure covers days that are over.",
                        "%s 还没有到（今天是 %s）：数据只能截至已过去的日子。", day,
                        date_format(today, limit, sizeof limit));
  return OK;
}

/* New text is not mended behind a person's back: what has no place on a screen is refused (PLATFORM §5.3). */
enum err entry_note(const char *text, size_t len, struct arena *a, const char **out, struct problems *p)
{
  struct buf note = {0};
  enum err err = OK;
  text_clean(&note, text, len);
  trim(&note);
  if (strstr(note.data, "\uFFFD") != NULL && memmem(text, len, "\uFFFD", 3) == NULL)
    err = problem_fail(
        p, ERR_USAGE,
        TR(p->lang,
           "The note has a character that can't be shown (\"%s\"): take it out or type the note again.",
           "说明中有无法显示的字符（“%s”）：请删去，或重新输入说明。"),
        note.data);
  *out = arena_text(a, note.data, note.len);
  buf_release(&note);
  return err;
}

/* Cuts off "# note" and "@day". */
static enum err cut(struct entry *e, const char *text, struct arena *a, struct reading *r)
{
  const char *wide = strstr(text, "＃"), *hash = strchr(text, '#');
  if (hash == NULL || (wide != NULL && wide < hash))
    hash = wide;
  size_t len = hash != NULL ? (size_t)(hash - text) : strlen(text);
  if (hash != NULL) {
    const char *note = hash + (hash == wide ? strlen("＃") : 1);
    enum err err = entry_note(note, strlen(note), a, &r->note, e->problems);
    if (err != OK)
      return err;
  }
  if (!entry_narrow(&e->figure, text, len))
    return ENTRY_FAIL(e, "The entry holds bytes that are not text (UTF-8)%s.",
                      "录入内容含有无法识别的字节（不是UTF-8）%s。", "");
  trim(&e->figure);
  char *at = strchr(e->figure.data, '@');
  if (at == NULL)
    return OK;
  const char *day = at + 1 + strspn(at + 1, " ");
  if (!entry_day_of(e->plan, e->t, day, &e->through))
    return ENTRY_FAIL(e, "\"@%s\" is not a day: type @2021-06-30, @2021-06 or @6.",
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
