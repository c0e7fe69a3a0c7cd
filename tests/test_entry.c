/* The entry grammar: what people type, table by table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/edit/entry.h"
#include "guatu/store/load.h"
#include "guatu/store/record.h"

/* One target of every sort. The default day is 2021-06-30, today is 2021-07-13. */
static const char dataset[] =
    "format = 1;\n"
    "plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
    "{ id = \"roads\"; name = { zh = \"断头路\"; en = \"Roads\"; }; kind = \"cumulative\"; target = 32; unit "
    "= { zh = \"条\"; en = \"roads\"; };\n"
    "  decimals = 0; readings = ( { through = \"2021-03-31\"; value = 5; by = \"li\"; }, { through = "
    "\"2021-05-31\"; value = 12; } ); },\n"
    "{ id = \"firms\"; name = \"Firms\"; kind = \"cumulative\"; target = 12000; unit = { zh = \"家\"; en = "
    "\"firms\"; }; },\n"
    "{ id = \"yuan\"; name = \"Yuan\"; kind = \"cumulative\"; target = 198.5; unit = { zh = \"亿元\"; en = "
    "\"100 million yuan\"; }; },\n"
    "{ id = \"area\"; name = \"Area\"; kind = \"cumulative\"; target = 381; unit = { zh = \"万平方米\"; en = "
    "\"10,000 m²\"; }; },\n"
    "{ id = \"power\"; name = \"Power\"; kind = \"level\"; target = 5; unit = { zh = \"千瓦\"; en = \"kW\"; "
    "}; },\n"
    "{ id = \"gdp\"; name = \"GDP\"; kind = \"rate\"; target = 10.0; unit = \"%\"; readings = ( { through = "
    "\"2021-03-31\"; value = 12.5; } ); },\n"
    "{ id = \"share\"; name = \"Share\"; kind = \"level\"; target = 8.6; unit = \"%\"; },\n"
    "{ id = \"stock\"; name = \"Stock\"; kind = \"level\"; target = 150; readings = ( { through = "
    "\"2021-03-31\"; value = -4; } ); },\n"
    "{ id = \"homes\"; name = \"Homes\"; kind = \"coverage\"; unit = \"%\";\n"
    "  readings = ( { through = \"2021-03-31\"; count = 600; of = 720; } ); },\n"
    "{ id = \"rules\"; name = \"Rules\"; kind = \"milestone\"; },\n"
    "{ id = \"park\"; name = \"Park\"; kind = \"milestone\"; due = \"2021-06-20\";\n"
    "  stages = ( { name = \"a\"; }, { name = \"b\"; }, { name = \"c\"; }, { name = \"d\"; } ); },\n"
    "{ id = \"late\"; name = \"Late\"; kind = \"cumulative\"; target = 5; start = \"2021-05-01\"; }\n"
    ") } );\n";

struct row {
  const char *target, *text;
  const char *expected; /* "figure day[ # note]", or "!" and a part of the message */
};

static const struct row rows[] = {
    /* plain numbers */
    {"roads", "17", "17 2021-06-30"},
    {"roads", "  17  ", "17 2021-06-30"},
    {"roads", "0", "0 2021-06-30"},
    {"roads", "007", "7 2021-06-30"},
    {"roads", "17.50", "17.5 2021-06-30"},
    {"roads", ".5", "0.5 2021-06-30"},
    {"roads", "62.", "62 2021-06-30"},
    {"firms", "2,100", "2100 2021-06-30"},
    {"firms", "1,234,567.25", "1234567.25 2021-06-30"},
    {"firms", "2 100", "2100 2021-06-30"},
    {"firms", "0.000001", "0.000001 2021-06-30"},
    {"firms", "1000000000000", "1000000000000 2021-06-30"},
    /* full width, as a Chinese input method gives it */
    {"roads", "６２", "62 2021-06-30"},
    {"firms", "６２．５", "62.5 2021-06-30"},
    {"firms", "62。5", "62.5 2021-06-30"},
    {"roads", "17。", "17 2021-06-30"},
    {"gdp", "６２％", "62 2021-06-30"},
    {"roads", "17　＠２０２１－０５", "17 2021-05-31"},
    {"roads", "＋５", "17 2021-06-30"},
    {"homes", "７０８／７２０", "708/720 2021-06-30"},
    {"firms", "２，１００", "2100 2021-06-30"},
    {"roads", "17 ＃ 统计局", "17 2021-06-30 # 统计局"},
    /* adding to the last figure */
    {"roads", "+5", "17 2021-06-30"},
    {"roads", "-2", "10 2021-06-30"},
    {"roads", "+5 @4", "10 2021-04-30"},
    {"roads", "−2", "10 2021-06-30"},
    {"roads", "+0.5", "12.5 2021-06-30"},
    {"homes", "+8", "608/720 2021-06-30"},
    {"firms", "+5", "!no earlier figure"},
    {"roads", "-20", "!below zero"},
    {"homes", "+121", "!whole number from 0 to 720"},
    {"homes", "+0.5", "!whole number from 0 to 720"},
    {"roads", "+1000000000000", "!beyond 1,000,000,000,000"},
    /* below zero */
    {"gdp", "-5", "-5 2021-06-30"},
    {"gdp", "−0.3%", "-0.3 2021-06-30"},
    {"gdp", "=+5", "5 2021-06-30"},
    {"gdp", "+11.2", "11.2 2021-06-30"}, /* growth is written with its sign: no sum with the last 12.5 */
    {"gdp", "＋11.2％", "11.2 2021-06-30"},
    {"stock", "-5", "-5 2021-06-30"},
    {"power", "=-5", "-5 2021-06-30"},
    {"power", "-5", "!no earlier figure"},
    {"roads", "=-5", "!below zero"},
    /* units and 万, 亿 */
    {"firms", "1.2万", "12000 2021-06-30"},
    {"firms", "3亿", "300000000 2021-06-30"},
    {"yuan", "3亿", "3 2021-06-30"},
    {"yuan", "3000万", "0.3 2021-06-30"},
    {"yuan", "3000万元", "0.3 2021-06-30"},
    {"yuan", "3千万", "0.3 2021-06-30"},
    {"yuan", "198.5亿元", "198.5 2021-06-30"},
    {"yuan", "198.5", "198.5 2021-06-30"},
    {"yuan", "500000000元", "5 2021-06-30"},
    {"yuan", "1.5万亿", "15000 2021-06-30"},
    {"area", "120万平方米", "120 2021-06-30"},
    {"area", "1200000平方米", "120 2021-06-30"},
    {"area", "1.2万", "1.2 2021-06-30"},
    {"power", "5千瓦", "5 2021-06-30"},
    {"power", "2万千瓦", "20000 2021-06-30"},
    {"roads", "17条", "17 2021-06-30"},
    {"roads", "17 roads", "17 2021-06-30"},
    {"roads", "+1条", "13 2021-06-30"},
    {"yuan", "1元", "!finer than a millionth"},
    {"firms", "2万亿", "!beyond 1,000,000,000,000"},
    {"gdp", "1.2万", "!\"万\" after the number"},
    {"roads", "17 km", "!\"km\" after the number"},
    {"roads", "62%", "!not in % but in roads"},
    {"gdp", "11.2%", "11.2 2021-06-30"},
    {"share", "8.6 %", "8.6 2021-06-30"},
    /* coverage */
    {"homes", "708/720", "708/720 2021-06-30"},
    {"homes", " 708 / 720 @2021-06 # all but twelve", "708/720 2021-06-30 # all but twelve"},
    {"homes", "1,708/1,720", "1708/1720 2021-06-30"},
    {"homes", "98.3%", "98.3 2021-06-30"},
    {"homes", "98.3", "98.3 2021-06-30"},
    {"homes", "720/708", "!720 is more than all, 708"},
    {"homes", "708/", "!two whole numbers"},
    {"homes", "/720", "!two whole numbers"},
    {"homes", "7.5/10", "!two whole numbers"},
    {"homes", "0/0", "!two whole numbers"},
    {"homes", "1/2/3", "!two whole numbers"},
    {"roads", "708/720", "!only coverage and milestones"},
    /* milestones */
    {"rules", "done", "1 2021-06-30"},
    {"rules", "DONE", "1 2021-06-30"},
    {"rules", "完成", "1 2021-06-30"},
    {"rules", "已完成 @5", "1 2021-05-31"},
    {"rules", "未完成", "0 2021-06-30"},
    {"rules", "not done", "0 2021-06-30"},
    {"rules", "1", "1 2021-06-30"},
    {"rules", "0", "0 2021-06-30"},
    {"rules", "2/4", "2/4 2021-06-30"},
    {"rules", "2", "!done or not"},
    {"rules", "0.5", "!done or not"},
    {"park", "done", "4 2021-06-30"},
    {"park", "2/4", "2 2021-06-30"},
    {"park", "3", "3 2021-06-30"},
    {"park", "2/5", "!has 4 stages"},
    {"park", "5", "!has 4 stages"},
    {"park", "2.5", "!has 4 stages"},
    {"roads", "done", "!is not a figure"},
    /* days */
    {"roads", "17 @2021-04-15", "17 2021-04-15"},
    {"roads", "17@4", "17 2021-04-30"},
    {"roads", "17 @ 2021-02", "17 2021-02-28"},
    {"roads", "17 @2021-2", "17 2021-02-28"},
    {"roads", "17 @2021Q1", "17 2021-03-31"},
    {"roads", "17 @2021H1", "17 2021-06-30"},
    {"roads", "17 @q1", "17 2021-03-31"},
    {"roads", "17 @4月", "17 2021-04-30"},
    {"roads", "17 @2021年4月", "17 2021-04-30"},
    {"roads", "17 @2021年4月15日", "17 2021-04-15"},
    {"park", "3 @6", "3 2021-06-20"},
    {"roads", "17 @7", "!2021-07-31 is still to come"},
    {"roads", "17 @2021-07-14", "!still to come (today is 2021-07-13)"},
    {"roads", "17 @2021-07-13", "17 2021-07-13"},
    {"roads", "17 @2020-12", "!before the start, 2021-01-01"},
    {"late", "1 @4", "!before the start, 2021-05-01"},
    {"roads", "17 @13", "!not a day"},
    {"roads", "17 @0", "!not a day"},
    {"roads", "17 @2021-02-30", "!not a day"},
    {"roads", "17 @", "!not a day"},
    {"roads", "17 @4 @5", "!not a day"},
    {"roads", "17 @2021Q5", "!not a day"},
    {"roads", "17 @2021-06-30x", "!not a day"},
    /* notes */
    {"roads", "17 # from the bureau", "17 2021-06-30 # from the bureau"},
    {"roads", "17#a # b @3", "17 2021-06-30 # a # b @3"},
    {"roads", "17 #", "17 2021-06-30"},
    {"roads", "17 # tab\there", "17 2021-06-30 # tab here"},
    {"roads", "17 # \x1b[31m", "!can't be shown"},
    /* what can be read two ways, and what can't be read */
    {"roads", "4,2", "!4.2 or 42?"},
    {"roads", "12,34", "!12.34 or 1234?"},
    {"roads", "1,2,3", "!by threes"},
    {"roads", "1234,567", "!1234.567 or 1234567?"},
    {"roads", "1.5,000", "!\",000\" after the number"},
    {"roads", "", "!Type a figure for Roads"},
    {"roads", "# note", "!Type a figure"},
    {"homes", "", "!62 or 708/720"},
    {"roads", "abc", "!is not a figure"},
    {"roads", ".", "!is not a figure"},
    {"roads", "+", "!is not a figure"},
    {"roads", "--5", "!is not a figure"},
    {"roads", "1e5", "!\"e5\" after the number"},
    {"roads", "0x10", "!\"x10\" after the number"},
    {"roads", "1.2.3", "!\".3\" after the number"},
    {"roads", "1.2345678", "!more than 6 decimals"},
    {"roads", "1000000000001", "!beyond 1,000,000,000,000"},
    {"roads", "99999999999999999999999999999999999999999999999999999999999999999999999", "!"},
    {"roads", "17 \xff", "!not text"},
    {"roads", "inf", "!is not a figure"},
    {"roads", "nan", "!is not a figure"},
};

static struct plan *plan_make(void)
{
  struct problems p = {0};
  struct plan *plan = NULL;
  if (plan_from_text(dataset, sizeof dataset - 1, &plan, &p) != OK)
    problems_print(&p, "dataset", dataset, sizeof dataset - 1, stderr);
  problems_release(&p);
  assert_non_null(plan);
  return plan;
}

/* What entering `text` gives, in the form of the table. */
static void outcome(const struct plan *plan, const struct row *row, enum lang lang, struct buf *out)
{
  struct problems p = {.lang = lang};
  struct arena a = {0};
  struct reading r;
  char day[16];
  const struct target *t = plan_find(plan, row->target);
  assert_non_null(t);
  buf_clear(out);
  enum err err = entry_parse(plan, t, row->text, date_of(2021, 6, 30), date_of(2021, 7, 13), &a, &r, &p);
  if (err == OK) {
    record_figure(out, &r);
    buf_printf(out, " %s%s%s", date_format(r.through, day, sizeof day), r.note[0] != '\0' ? " # " : "",
               r.note);
    assert_int_equal(p.count, 0);
    assert_string_equal(r.by, "");
    assert_string_equal(r.at, "");
  } else {
    assert_int_equal(p.count, 1);
    assert_true(p.list[0].offset == PROBLEM_NOWHERE);
    buf_printf(out, "!%s", problems_first(&p));
  }
  problems_release(&p);
  arena_free(&a);
}

static void test_table(void **state)
{
  struct plan *plan = plan_make();
  struct buf out = {0};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *expected = rows[i].expected;
    outcome(plan, &rows[i], LANG_EN, &out);
    bool good = expected[0] == '!' ? out.data[0] == '!' && strstr(out.data, expected + 1) != NULL
                                   : strcmp(out.data, expected) == 0;
    if (!good)
      fail_msg("%s \"%s\": %s instead of %s", rows[i].target, rows[i].text, out.data, expected);
  }
  buf_release(&out);
  plan_free(plan);
}

/* A mistake is a whole sentence in Chinese too, and the same entries are mistakes. */
static void test_chinese(void **state)
{
  struct plan *plan = plan_make();
  struct buf out = {0};
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    outcome(plan, &rows[i], LANG_ZH, &out);
    assert_int_equal(out.data[0] == '!', rows[i].expected[0] == '!');
    if (out.data[0] == '!' && strstr(out.data, "。") == NULL && strstr(out.data, "？") == NULL)
      fail_msg("\"%s\": %s", rows[i].text, out.data);
  }
  buf_release(&out);
  plan_free(plan);
}

static void test_days(void **state)
{
  static const struct {
    const char *text, *day; /* NULL: none */
  } days[] = {
      {"2021-06-30", "2021-06-30"},
      {"2021-06", "2021-06-30"},
      {"6", "2021-06-30"},
      {"06", "2021-06-30"},
      {"2020-02", "2020-02-29"},
      {"2021Q2", "2021-06-30"},
      {"2021-Q2", "2021-06-30"},
      {"2021H2", "2021-12-31"},
      {"H1", "2021-06-30"},
      {"2021/6/3", "2021-06-03"},
      {"2021.6", "2021-06-30"},
      {"2021", NULL},
      {"", NULL},
      {"x", NULL},
      {"2021-", NULL},
      {"2021-06-", NULL},
      {"-6", NULL},
      {"20210630", NULL},
      {"H3", NULL},
      {"Q", NULL},
      {"\xff", NULL},
      {"6x", NULL},
      {" 6 ", "2021-06-30"},
      {"1899-12", NULL},
  };
  struct plan *plan = plan_make();
  struct date d;
  char text[16];
  (void)state;
  for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
    bool good = entry_day(plan, days[i].text, &d);
    if (good != (days[i].day != NULL) ||
        (good && strcmp(date_format(d, text, sizeof text), days[i].day) != 0))
      fail_msg("\"%s\": %s", days[i].text, good ? text : "no day");
  }
  plan_free(plan);
}

/* A plan from July to June: month 6 is the second year's. */
static void test_month_of_a_split_year(void **state)
{
  struct plan *plan = plan_make();
  struct date d;
  (void)state;
  plan->from = date_of(2021, 7, 1);
  plan->to = date_of(2022, 6, 25);
  assert_true(entry_day(plan, "8", &d));
  assert_int_equal(date_cmp(d, date_of(2021, 8, 31)), 0);
  assert_true(entry_day(plan, "2", &d));
  assert_int_equal(date_cmp(d, date_of(2022, 2, 28)), 0);
  assert_true(entry_day(plan, "6", &d)); /* the plan is over before the month is */
  assert_int_equal(date_cmp(d, date_of(2022, 6, 25)), 0);
  plan_free(plan);
}

static void test_doubts(void **state)
{
  static const struct {
    const char *target, *text;
    size_t count;
    const char *part;
  } doubts[] = {
      {"roads", "17", 0, ""},
      {"roads", "170", 1, "170 is ten times the last figure or more (12, 2021-05)"},
      {"roads", "120", 1, "ten times"},
      {"roads", "119", 0, ""},
      {"roads", "11", 1, "11 is less than the last figure (12, 2021-05)"},
      {"roads", "1", 2, "a tenth of the last figure or less"},
      {"roads", "17.5", 1, "17.5 has more decimals than the target (0)"},
      {"roads", "13 @4", 1, "13 is more than the later figure (12, 2021-05)"},
      {"roads", "13 @5", 1, "2021-05 already has 12: replace it with 13?"},
      {"roads", "12 @5", 0, ""},
      {"roads", "6 @3", 1, "2021-03 already has 5 by li: replace it with 6?"},
      {"roads", "12 @2021-05-20", 1, "12 through 2021-05-31: add another?"},
      {"roads", "0", 1, "can only rise"},
      {"firms", "17", 0, ""},
      {"yuan", "1984", 0, ""},
      {"yuan", "1985", 1, "1985 is ten times the target or more (198.5)"},
      {"gdp", "-5", 0, ""},
      {"gdp", "125", 1, "ten times"},
      {"gdp", "9.25", 1, "more decimals than the target (1)"},
      {"share", "85", 0, ""},
      {"share", "101", 2, "more than 100 %"},
      {"homes", "100", 0, ""},
      {"homes", "100.5", 1, "more than 100 %"},
      {"homes", "700/720", 0, ""},
      {"homes", "50/720", 1, "a tenth"},
      {"stock", "-3", 0, ""},
      {"rules", "2/3", 0, ""},
  };
  struct plan *plan = plan_make();
  (void)state;
  for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++) {
    struct problems p = {0};
    struct arena a = {0};
    struct reading r;
    struct buf out = {0}, zh = {0};
    const struct target *t = plan_find(plan, doubts[i].target);
    assert_int_equal(
        entry_parse(plan, t, doubts[i].text, date_of(2021, 6, 30), date_of(2021, 7, 13), &a, &r, &p), OK);
    size_t count = entry_doubts(plan, t, &r, LANG_EN, &out);
    if (count != doubts[i].count || (count > 0 && strstr(out.data, doubts[i].part) == NULL))
      fail_msg("%s \"%s\": %zu doubts: %s", doubts[i].target, doubts[i].text, count,
               out.len > 0 ? out.data : "");
    assert_int_equal(entry_doubts(plan, t, &r, LANG_ZH, &zh), count);
    assert_true(count == 0 || strstr(zh.data, "？") != NULL || strstr(zh.data, "吗") != NULL);
    size_t lines = out.len > 0 ? 1 : 0;
    for (size_t k = 0; k < out.len; k++)
      lines += out.data[k] == '\n';
    assert_int_equal(lines, count);
    buf_release(&out);
    buf_release(&zh);
    arena_free(&a);
    problems_release(&p);
  }
  plan_free(plan);
}

/* Any bytes give a figure or a sentence. */
static void test_any_bytes(void **state)
{
  static const char alphabet[] = "0123456789+-=,.@#/% QHq年月日万亿千元done\xff\xef\xbc";
  struct plan *plan = plan_make();
  struct buf out = {0};
  uint32_t seed = 12345;
  char text[24];
  (void)state;
  for (int round = 0; round < 20000; round++) {
    size_t len = 0;
    do {
      seed = seed * 1664525u + 1013904223u;
      text[len++] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
    } while (len + 1 < sizeof text && (seed >> 28) != 0);
    text[len] = '\0';
    struct row row = {plan->targets[(seed >> 8) % plan->target_count].id, text, ""};
    outcome(plan, &row, LANG_EN, &out);
    assert_true(out.len > 1);
  }
  buf_release(&out);
  plan_free(plan);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_table),  cmocka_unit_test(test_chinese),
      cmocka_unit_test(test_days),   cmocka_unit_test(test_month_of_a_split_year),
      cmocka_unit_test(test_doubts), cmocka_unit_test(test_any_bytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
