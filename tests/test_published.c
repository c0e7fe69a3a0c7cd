/* The figures that bulletins printed, reproduced to the printed decimal: tests/data/published-cases.csv is
 * read row by row, and every row goes through the real score_target. A row that no case here knows fails the
 * test. */
#include <stdio.h>
#include <stdlib.h>

#include "support_score.h"

#include "guatu/base/mem.h"
#include "guatu/score/display.h"

enum column { ID, SOURCE, THROUGH, ELAPSED, VALUE, TARGET, COMPLETION, GAP, VERDICT, NOTE, COLUMNS };

/* How a row is to be read. */
enum shape {
  SHAPE_SHARE,   /* value of target, or the completion alone */
  SHAPE_GROWTH,  /* a rate: gap in points against the full year's target */
  SHAPE_RANGE,   /* a rate between two numbers */
  SHAPE_COUNTS,  /* n of N */
  SHAPE_CEILING, /* at most, without a completion */
  SHAPE_RULE,    /* the rule in words of CN10 */
  SHAPE_SHARES   /* the distribution of CN37 */
};

static const struct published {
  const char *id;
  enum shape shape;
  const char *through; /* the year is the bulletin's where it says one */
} published[] = {
    {"CN01", SHAPE_SHARE, "2022-06-30"},   {"CN03", SHAPE_SHARE, "2021-10-31"},
    {"CN04", SHAPE_SHARE, "2021-03-31"},   {"CN08", SHAPE_SHARE, "2021-05-31"},
    {"CN10", SHAPE_RULE, "2021-11-30"},    {"CN12", SHAPE_SHARE, "2019-09-30"},
    {"CN13", SHAPE_GROWTH, "2019-09-30"},  {"CN18", SHAPE_GROWTH, "2019-09-30"},
    {"CN20", SHAPE_GROWTH, "2018-06-30"},  {"CN23", SHAPE_RANGE, "2019-09-30"},
    {"CN24", SHAPE_COUNTS, "2021-10-18"},  {"CN30", SHAPE_SHARE, "2019-12-31"},
    {"CN34", SHAPE_CEILING, "2019-12-31"}, {"CN37", SHAPE_SHARES, "2025-06-30"},
    {"CN38", SHAPE_SHARE, "2012-04-30"},
};
#define PUBLISHED (sizeof published / sizeof *published)

/* ---- reading the file ---- */

/* Cuts the next field off a CSV line, in place; quotes are taken away. */
static char *field(char **line)
{
  char *from = *line;
  char *to = from;
  char *start = from;
  bool quoted = *from == '"';

  for (from += quoted; *from && (quoted || *from != ','); from++) {
    if (quoted && *from == '"') {
      if (from[1] != '"') {
        quoted = false;
        continue;
      }
      from++;
    }
    *to++ = *from;
  }
  *line = *from ? from + 1 : from;
  *to = '\0';
  return start;
}

/* The number that a cell begins with ("3.73 (亿美元)", "7.0(derived)", "<=4.3"), its text in `out`. */
static const char *leading(const char *cell, char out[32])
{
  size_t len = strspn(cell += strspn(cell, "<=>"), "+-.0123456789");
  assert_in_range(len, 1, 31);
  memcpy(out, cell, len);
  out[len] = '\0';
  return out;
}

static int printed_places(const char *number)
{
  const char *point = strchr(number, '.');
  return point ? (int)strlen(point + 1) : 0;
}

/* Checks that `exact`, rounded as the cell's number is, prints the same; an empty cell says nothing. */
static void same_as_printed(const char *id, const char *what, const char *cell, struct decimal exact)
{
  char wanted[32], got[40];
  if (!cell[0])
    return;
  leading(cell, wanted);
  decimal_format(exact, printed_places(wanted), got, sizeof got);
  if (strcmp(got, wanted[0] == '+' ? wanted + 1 : wanted) != 0)
    fail_msg("%s: %s is %s, published %s", id, what, got, wanted);
}

static struct decimal percent(struct ratio share)
{
  return ratio_points(share, (struct ratio){0, 1});
}

/* ---- the cases ---- */

/* A plan of the case's year. */
static struct plan plan_of(const struct published *c, struct target *t)
{
  char from[] = "yyyy-01-01", to[] = "yyyy-12-31";
  memcpy(from, c->through, 4);
  memcpy(to, c->through, 4);
  t->start = day(from);
  t->due = day(to);
  return plan_over(from, to);
}

static struct score scored(const struct published *c, struct target *t, const struct reading *r)
{
  struct plan p = plan_of(c, t);
  t->readings = r;
  t->reading_count = 1;
  return score_target(&p, t, on(c->through));
}

/* What the bulletin's word means as lights. */
static void same_verdict(const char *id, const char *verdict, const struct score *s)
{
  bool good = s->light == LIGHT_AHEAD || s->light == LIGHT_ON_TRACK || s->light == LIGHT_DONE;
  if (strstr(verdict, "比时间进度快") || strstr(verdict, "超") || strstr(verdict, "之内")) {
    if (!good)
      fail_msg("%s: %s, but the light is %s", id, verdict, light_words[s->light].id);
  } else if (verdict[0] && good) {
    fail_msg("%s: %s, but the light is %s", id, verdict, light_words[s->light].id);
  }
}

static void check_share(const struct published *c, char **cells)
{
  char value[32], target[32];
  bool alone = !cells[VALUE][0];
  leading(cells[alone ? COMPLETION : VALUE], value);
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, alone ? "100" : leading(cells[TARGET], target));
  t.decimals = 2;
  struct reading r = value_at(c->through, value);
  struct score s = scored(c, &t, &r);
  assert_true(s.has_completion && s.has_gap && s.has_elapsed);
  same_as_printed(c->id, "completion", cells[COMPLETION], percent(s.completion));
  same_as_printed(c->id, "gap", cells[GAP], s.gap);
  same_as_printed(c->id, "elapsed", cells[ELAPSED], percent(s.elapsed));
  same_verdict(c->id, cells[VERDICT], &s);
}

static void check_growth(const struct published *c, char **cells)
{
  char value[32], target[32];
  struct target t = aim_for(KIND_RATE, SENSE_AT_LEAST, leading(cells[TARGET], target));
  struct reading r = value_at(c->through, leading(cells[VALUE], value));
  struct score s = scored(c, &t, &r);
  assert_true(s.has_gap);
  same_as_printed(c->id, "gap", cells[GAP], s.gap);
  assert_false(s.has_pace);
  assert_false(s.has_expected);
  same_verdict(c->id, cells[VERDICT], &s);
}

static void check_range(const struct published *c, char **cells)
{
  char value[32], low[32], high[32];
  leading(cells[TARGET], low);
  low[strcspn(low, "-")] = '\0';
  struct target t = aim_for(KIND_RATE, SENSE_BETWEEN, low);
  t.high = num(leading(strchr(cells[TARGET], '-') + 1, high));
  struct reading r = value_at(c->through, leading(cells[VALUE], value));
  struct score s = scored(c, &t, &r);
  assert_true(s.met);
  assert_int_equal(s.light, LIGHT_ON_TRACK);
  same_verdict(c->id, cells[VERDICT], &s);
}

static void check_counts(const struct published *c, char **cells)
{
  char value[32], target[32];
  leading(cells[VALUE], value);
  leading(cells[TARGET], target);
  struct target t = aim_for(KIND_COVERAGE, SENSE_AT_LEAST, "100");
  t.decimals = 1;
  struct reading r = count_at(c->through, strtol(value, NULL, 10), strtol(target, NULL, 10));
  struct score s = scored(c, &t, &r);
  same_as_printed(c->id, "completion", cells[COMPLETION], percent(s.completion));
  assert_false(s.met); /* 未完成 */
}

static void check_ceiling(const struct published *c, char **cells)
{
  char value[32], target[32];
  struct target t = aim_for(KIND_RATE, SENSE_AT_MOST, leading(cells[TARGET], target));
  struct reading r = value_at(c->through, leading(cells[VALUE], value));
  struct score s = scored(c, &t, &r);
  assert_false(s.has_completion); /* the official table leaves the cell blank */
  assert_true(s.has_headroom);
  assert_int_equal(s.headroom.micros, 730000);
  assert_int_equal(s.light, LIGHT_DONE);
}

/* "进展情况占比低于91.7%或增幅低于目标任务": behind when either holds. */
static void check_rule(const struct published *c, char **cells)
{
  static const struct {
    enum kind kind;
    const char *target, *value;
    bool behind;
  } rows[] = {{KIND_CUMULATIVE, "100.00", "91.6", true},
              {KIND_CUMULATIVE, "100.00", "91.7", false},
              {KIND_RATE, "7.0", "6.9", true},
              {KIND_RATE, "7.0", "7.0", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct target t = aim_for(rows[i].kind, SENSE_AT_LEAST, rows[i].target);
    struct reading r = value_at(c->through, rows[i].value);
    struct score s = scored(c, &t, &r);
    same_as_printed(c->id, "elapsed", cells[ELAPSED], percent(s.elapsed));
    assert_int_equal(s.light, rows[i].behind ? LIGHT_BEHIND : LIGHT_ON_TRACK);
  }
}

/* "17/10/24/9/162 = 7.7/4.5/10.8/4.1/72.9" */
static void check_shares(const struct published *c, char **cells)
{
  size_t counts[8], n = 0, all = 0;
  int tenths[8];
  char *at = cells[VERDICT];
  for (; n < 8 && *at && *at != '='; n++) {
    counts[n] = strtoul(at, &at, 10);
    all += counts[n];
    at += strspn(at, "/ ");
  }
  assert_int_equal(all, strtoul(cells[TARGET], NULL, 10));
  shares_split(counts, n, tenths);
  at += strspn(at, "= ");
  for (size_t i = 0; i < n; i++) {
    same_as_printed(c->id, "share", at, (struct decimal){tenths[i] * (DECIMAL_ONE / 10)});
    at += strcspn(at, "/");
    at += *at == '/';
  }
}

static void check_case(const struct published *c, char **cells)
{
  switch (c->shape) {
  case SHAPE_SHARE:
    check_share(c, cells);
    return;
  case SHAPE_GROWTH:
    check_growth(c, cells);
    return;
  case SHAPE_RANGE:
    check_range(c, cells);
    return;
  case SHAPE_COUNTS:
    check_counts(c, cells);
    return;
  case SHAPE_CEILING:
    check_ceiling(c, cells);
    return;
  case SHAPE_RULE:
    check_rule(c, cells);
    return;
  case SHAPE_SHARES:
    check_shares(c, cells);
    return;
  }
}

static void test_every_row_is_reproduced(void **state)
{
  (void)state;
  FILE *f = fopen("tests/data/published-cases.csv", "r");
  char *line = NULL;
  size_t cap = 0, seen[PUBLISHED] = {0};
  assert_non_null(f);
  assert_true(getline(&line, &cap, f) > 0); /* the heading */
  while (getline(&line, &cap, f) > 0) {
    char *cells[COLUMNS], *rest = line;
    size_t at = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < COLUMNS; i++)
      cells[i] = field(&rest);
    while (at < PUBLISHED && strcmp(published[at].id, cells[ID]) != 0)
      at++;
    if (at == PUBLISHED)
      fail_msg("no case for row %s", cells[ID]);
    seen[at]++;
    check_case(&published[at], cells);
  }
  free(line);
  fclose(f);
  for (size_t i = 0; i < PUBLISHED; i++)
    if (seen[i] != 1)
      fail_msg("%s stands in the file %zu times", published[i].id, seen[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_row_is_reproduced)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
