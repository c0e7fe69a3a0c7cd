/* Targets and readings built in memory, for the scoring tests: a plan of 2021, numbers and dates as text. */
#ifndef GUATU_TESTS_SUPPORT_SCORE_H
#define GUATU_TESTS_SUPPORT_SCORE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/score/board.h"

static inline struct date day(const char *text)
{
  struct date d = {0};
  assert_true(date_parse(text, strlen(text), &d));
  return d;
}

static inline struct decimal num(const char *text)
{
  struct decimal d = {0};
  assert_int_equal(decimal_parse(text, strlen(text), &d, NULL), DECIMAL_OK);
  return d;
}

/* As --as-of alone: today is the same day. */
static inline struct when on(const char *date)
{
  return (struct when){day(date), day(date)};
}

static inline struct reading value_at(const char *through, const char *value)
{
  return (struct reading){.through = day(through), .value = num(value), .by = "", .at = "", .note = ""};
}

static inline struct reading count_at(const char *through, int64_t count, int64_t of)
{
  struct reading r = value_at(through, "0");
  r.value = (struct decimal){(count * 100 * DECIMAL_ONE + of / 2) / of};
  r.count = count;
  r.of = of;
  return r;
}

/* A plan without targets, from `from` to `to`, with the usual thresholds. */
static inline struct plan plan_over(const char *from, const char *to)
{
  return (struct plan){.from = day(from), .to = day(to), .lag = 20, .grace = 5, .rules = LIGHT_RULES_DEFAULT};
}

static inline struct plan plan_2021(void)
{
  return plan_over("2021-01-01", "2021-12-31");
}

/* A target of 2021; decimals as written in `target`. */
static inline struct target aim_for(enum kind kind, enum sense sense, const char *target)
{
  struct target t = {
      .id = "x", .name = {"X", "某"}, .unit = {"", ""}, .note = {"", ""}, .kind = kind, .sense = sense};
  int places = 0;
  assert_int_equal(decimal_parse(target, strlen(target), &t.target, &places), DECIMAL_OK);
  t.decimals = places;
  t.weight = decimal_of(1);
  t.start = day("2021-01-01");
  t.due = day("2021-12-31");
  t.waived_reason = "";
  return t;
}

/* A target of a plan with another reading: what a plan would hold after it was entered. */
static inline struct target target_entered(const struct target *t, const struct reading *r, struct arena *a)
{
  struct target with = target_with(t, r), entered = *t;
  struct reading *list = arena_alloc(a, with.reading_count * sizeof *list);
  for (size_t i = 0; i < with.reading_count; i++)
    list[i] = *target_nth(&with, i);
  entered.readings = list;
  entered.reading_count = with.reading_count;
  return entered;
}

/* Gives `t` the readings of an array. */
#define READ(t, list) ((t)->readings = (list), (t)->reading_count = sizeof(list) / sizeof *(list))

#endif
