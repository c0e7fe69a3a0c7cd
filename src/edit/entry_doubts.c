/* Figures that are allowed and yet look wrong: slips of a digit, a fall where there is none, a figure typed
 * over another. Each doubt is one question; a person answers once for all. */
#include "guatu/edit/entry.h"

#include <string.h>

#include "guatu/store/record.h"

struct doubts {
  const struct target *t;
  const struct reading *r;
  enum lang lang;
  struct buf *out;
  size_t count;
};

static void doubt_begin(struct doubts *d)
{
  if (d->count++ > 0)
    buf_putc(d->out, '\n');
}

#define ASK(d, en, zh, ...) (doubt_begin(d), buf_printf((d)->out, TR((d)->lang, en, zh), __VA_ARGS__))

/* A figure and its month in fixed room. */
struct shown {
  char figure[48], day[16];
};

static struct shown show(const struct reading *r)
{
  struct shown s;
  struct buf b = {0};
  record_figure(&b, r);
  size_t len = b.len < sizeof s.figure ? b.len : sizeof s.figure - 1;
  memcpy(s.figure, b.data, len);
  s.figure[len] = '\0';
  buf_release(&b);
  date_format_month(r->through, s.day, sizeof s.day);
  return s;
}

static int128 size_of(struct decimal d)
{
  return d.micros < 0 ? -(int128)d.micros : d.micros;
}

/* The first figure has only the target to be held against. */
static void ask_first(struct doubts *d)
{
  int128 now = size_of(d->r->value), aim = size_of(d->t->target);
  char target[48];
  if (aim > 0 && now >= aim * 10)
    ASK(d, "%s is ten times the target or more (%s): is it right?", "%s 是目标（%s）的十倍以上：对吗？",
        show(d->r).figure, decimal_print(d->t->target, target, sizeof target));
}

static void ask_size(struct doubts *d, const struct reading *last)
{
  if (d->t->kind == KIND_MILESTONE)
    return;
  if (last == NULL) {
    ask_first(d);
    return;
  }
  int128 now = size_of(d->r->value), was = size_of(last->value);
  struct shown s = show(last), n = show(d->r);
  if (was == 0 || now == 0)
    return;
  if (now >= was * 10)
    ASK(d, "%s is ten times the last figure or more (%s, %s): is it right?",
        "%s 是上次（%s，%s）的十倍以上：对吗？", n.figure, s.figure, s.day);
  else if (now * 10 <= was)
    ASK(d, "%s is a tenth of the last figure or less (%s, %s): is it right?",
        "%s 不到上次（%s，%s）的十分之一：对吗？", n.figure, s.figure, s.day);
}

static void ask_fall(struct doubts *d, const struct reading *last, const struct reading *later)
{
  bool rises = d->t->kind == KIND_CUMULATIVE || d->t->kind == KIND_MILESTONE;
  struct shown n = show(d->r);
  if (!rises)
    return;
  if (last != NULL && (last->of > 0) == (d->r->of > 0) && decimal_cmp(d->r->value, last->value) < 0) {
    struct shown s = show(last);
    ASK(d, "%s is less than the last figure (%s, %s), and this one can only rise: is it right?",
        "%s 小于上次（%s，%s），而该指标只增不减：对吗？", n.figure, s.figure, s.day);
  }
  if (later != NULL && (later->of > 0) == (d->r->of > 0) && decimal_cmp(d->r->value, later->value) > 0) {
    struct shown s = show(later);
    ASK(d, "%s is more than the later figure (%s, %s), and this one can only rise: is it right?",
        "%s 大于之后的数（%s，%s），而该指标只增不减：对吗？", n.figure, s.figure, s.day);
  }
}

static void ask_share(struct doubts *d)
{
  const struct target *t = d->t;
  bool percent =
      strcmp(t->unit.en, "%") == 0 || strcmp(t->unit.zh, "%") == 0 || strcmp(t->unit.zh, "％") == 0;
  bool share = t->kind == KIND_COVERAGE || (t->kind == KIND_LEVEL && percent);
  if (share && d->r->of == 0 && d->r->value.micros > 100 * DECIMAL_ONE)
    ASK(d, "%s is more than 100 %% of the whole: is it right?", "%s 超过了全部的100%%：对吗？",
        show(d->r).figure);
}

static void ask_decimals(struct doubts *d)
{
  int places = decimal_places(d->r->value);
  if (d->r->of == 0 && d->t->kind != KIND_MILESTONE && places > d->t->decimals)
    ASK(d, "%s has more decimals than the target (%d): is it right?", "%s 的小数位数多于该目标的%d位：对吗？",
        show(d->r).figure, d->t->decimals);
}

/* Another figure for the day, or for another day of its month. */
static void ask_month(struct doubts *d)
{
  int month = date_month_index(d->r->through);
  size_t end = target_until(d->t, date_month_end(month)), first = end;
  while (first > 0 && date_month_index(target_nth(d->t, first - 1)->through) == month)
    first--;
  for (size_t i = first; i < end; i++) {
    const struct reading *r = target_nth(d->t, i);
    bool same_day = date_cmp(r->through, d->r->through) == 0;
    char day[16];
    if (same_day && record_same_figure(r, d->r))
      continue;
    struct shown s = show(r);
    if (same_day)
      ASK(d, "%s already has %s%s%s%s: replace it with %s?", "%s 已有 %s%s%s%s：改为 %s 吗？", s.day,
          s.figure, r->by[0] != '\0' ? TR(d->lang, " by ", "（") : "", r->by,
          r->by[0] != '\0' ? TR(d->lang, "", " 填报）") : "", show(d->r).figure);
    else
      ASK(d, "The month already has a figure, %s through %s: add another?",
          "该月已有一个数：%s（截至 %s）。再加一个吗？", s.figure, date_format(r->through, day, sizeof day));
  }
}

size_t entry_doubts(const struct plan *p, const struct target *t, const struct reading *r, enum lang lang,
                    struct buf *out)
{
  struct doubts d = {t, r, lang, out, 0};
  size_t before = target_before(t, r->through), until = target_until(t, r->through);
  const struct reading *last = before > 0 ? target_nth(t, before - 1) : NULL;
  const struct reading *later = until < t->reading_count ? target_nth(t, until) : NULL;
  (void)p;
  ask_month(&d);
  ask_size(&d, last);
  ask_fall(&d, last, later);
  ask_share(&d);
  ask_decimals(&d);
  return d.count;
}

bool entry_is_there(const struct target *t, const struct reading *r)
{
  const struct reading *old = target_reading(t, r->through);
  return old != NULL && record_same_figure(old, r) && (r->note[0] == '\0' || strcmp(r->note, old->note) == 0);
}
