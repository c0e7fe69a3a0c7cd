/* How numbers are printed: never 100 % or 0 % by rounding alone, a dash where there is nothing, and the
 * sentences that explain. */
#include "support_score.h"

#include "guatu/base/mem.h"
#include "guatu/score/display.h"

/* The buffer must hold `want`; it is emptied. */
static void is(struct buf *b, const char *want)
{
  assert_string_equal(b->data ? b->data : "", want);
  buf_clear(b);
}

static void test_shares(void **state)
{
  (void)state;
  static const struct {
    int64_t num, den;
    bool met;
    const char *text;
  } cases[] = {
      {17, 32, false, "53.1%"},
      {9996, 10000, false, "99.9%"},
      {9999999, 10000000, false, "99.9%"},
      {9995, 10000, false, "99.9%"},
      {9994, 10000, false, "99.9%"},
      {4, 10000, false, "0.1%"},
      {1, 1000000000, false, "0.1%"},
      {0, 1, false, "0.0%"},
      {1, 1, true, "100.0%"},
      {1, 1, false, "99.9%"},          /* more than T is not T */
      {10003, 10000, false, "100.1%"}, /* a ceiling broken by a hair */
      {10003, 10000, true, "100.0%"},
      {9996, 10000, true, "100.0%"}, /* about: the sense holds */
      {52242, 27800, true, "187.9%"},
      {-8, 7, false, "−114.3%"},
      {-4, 10000, false, "−0.1%"},
      {-9996, 10000, false, "−99.9%"},
      {-9996, 10000, true, "−99.9%"},
      {1, 8, false, "12.5%"},
      {5, 10000, false, "0.1%"},
      {125, 10000, false, "1.3%"},
      {INT64_MAX, 1, true, "922337203685477580.7%"},
  };
  struct buf b = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    display_share(&b, ratio_of(cases[i].num, cases[i].den), cases[i].met);
    is(&b, cases[i].text);
  }
  display_nanos(&b, 999999999, false);
  is(&b, "99.9%");
  display_nanos(&b, 1000000000, true);
  is(&b, "100.0%");
  display_nanos(&b, 1, false);
  is(&b, "0.1%");
  display_nanos(&b, 413000000, false);
  is(&b, "41.3%");
  buf_release(&b);
}

static void test_completion_and_gap(void **state)
{
  (void)state;
  static const struct {
    int64_t micros;
    const char *text, *ascii;
  } gaps[] = {{3125000, "+3.1", "+3.1"}, {-18500000, "−18.5", "-18.5"}, {0, "±0.0", "0.0"},
              {-40000, "−0.0", "-0.0"}, /* behind by a hair is not on the dot */
              {50000, "+0.1", "+0.1"},   {-21714286, "−21.7", "-21.7"}, {-15000000, "−15.0", "-15.0"}};
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "32");
  struct score s = {0};
  struct buf b = {0};
  display_completion(&b, &t, &s, false);
  is(&b, "—");
  display_completion(&b, &t, &s, true);
  is(&b, "-");
  display_gap(&b, &s, false);
  is(&b, "");
  s.has_completion = s.has_gap = true;
  s.completion = ratio_of(-8, 7);
  display_completion(&b, &t, &s, true);
  is(&b, "-114.3%");
  for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
    s.gap.micros = gaps[i].micros;
    display_gap(&b, &s, false);
    is(&b, gaps[i].text);
    display_gap(&b, &s, true);
    is(&b, gaps[i].ascii);
  }
  buf_release(&b);
}

static void test_values(void **state)
{
  (void)state;
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "198.5");
  struct reading r = value_at("2021-06-30", "80");
  struct buf b = {0};
  display_value(&b, &t, NULL, LANG_ZH, false);
  is(&b, "—");
  display_value(&b, &t, NULL, LANG_ZH, true);
  is(&b, "-");
  display_value(&b, &t, &r, LANG_ZH, false);
  is(&b, "80.0");
  r.value = num("-80.125");
  display_value(&b, &t, &r, LANG_ZH, false);
  is(&b, "−80.125"); /* more decimals than declared are not hidden */
  display_value(&b, &t, &r, LANG_ZH, true);
  is(&b, "-80.125");
  r = count_at("2021-06-30", 708, 720);
  t.kind = KIND_COVERAGE;
  display_value(&b, &t, &r, LANG_EN, false);
  is(&b, "708/720");
  buf_release(&b);
}

static void test_milestones(void **state)
{
  (void)state;
  struct stage stages[3] = {{{"a", "甲"}, decimal_of(1), day("2021-12-31")},
                            {{"b", "乙"}, decimal_of(1), day("2021-12-31")},
                            {{"c", "丙"}, decimal_of(1), day("2021-12-31")}};
  struct target t = aim_for(KIND_MILESTONE, SENSE_DONE, "1");
  struct reading r = value_at("2021-06-30", "1");
  struct buf b = {0};
  display_value(&b, &t, &r, LANG_ZH, false);
  is(&b, "完成");
  display_value(&b, &t, &r, LANG_EN, false);
  is(&b, "Done");
  r = value_at("2021-06-30", "0");
  display_value(&b, &t, &r, LANG_ZH, false);
  is(&b, "未完成");
  r = count_at("2021-06-30", 2, 4);
  display_value(&b, &t, &r, LANG_ZH, false);
  is(&b, "2/4");
  display_target(&b, &t, LANG_ZH, false);
  is(&b, "完成");
  t.stages = stages;
  t.stage_count = 3;
  r = value_at("2021-06-30", "2");
  display_value(&b, &t, &r, LANG_EN, false);
  is(&b, "2/3");
  display_target(&b, &t, LANG_ZH, false);
  is(&b, "3 个阶段");
  display_target(&b, &t, LANG_EN, false);
  is(&b, "3 stages");
  t.stage_count = 1;
  display_target(&b, &t, LANG_EN, false);
  is(&b, "1 stage");
  buf_release(&b);
}

static void test_targets(void **state)
{
  (void)state;
  static const struct {
    enum kind kind;
    enum sense sense;
    const char *target, *unit, *text, *ascii;
  } cases[] = {
      {KIND_CUMULATIVE, SENSE_AT_LEAST, "32", "条", "≥32 条", ">=32 条"},
      {KIND_RATE, SENSE_ABOUT, "10", "%", "≈10 %", "~10 %"},
      {KIND_CUMULATIVE, SENSE_MORE_THAN, "300", "亿元", ">300 亿元", ">300 亿元"},
      {KIND_LEVEL, SENSE_AT_MOST, "0", "件", "≤0 件", "<=0 件"},
      {KIND_LEVEL, SENSE_LESS_THAN, "4.3", "", "<4.3", "<4.3"},
      {KIND_RATE, SENSE_BETWEEN, "7", "%", "7–7.5 %", "7-7.5 %"},
      {KIND_COVERAGE, SENSE_AT_LEAST, "100", "%", "100 %", "100 %"},
      {KIND_COVERAGE, SENSE_AT_LEAST, "98", "%", "≥98 %", ">=98 %"},
      {KIND_RATE, SENSE_AT_LEAST, "-2.5", "%", "≥−2.5 %", ">=-2.5 %"},
  };
  struct buf b = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(cases[i].kind, cases[i].sense, cases[i].target);
    t.high = num("7.5");
    t.unit = (struct words){cases[i].unit, cases[i].unit};
    display_target(&b, &t, LANG_ZH, false);
    is(&b, cases[i].text);
    display_target(&b, &t, LANG_EN, true);
    is(&b, cases[i].ascii);
  }
  buf_release(&b);
}

/* ---- sentences ---- */

static struct target roads(const struct reading *r, size_t count)
{
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "32");
  t.name = (struct words){"Dead-end roads opened", "打通断头路"};
  t.unit = (struct words){"roads", "条"};
  t.readings = r;
  t.reading_count = count;
  return t;
}

/* The explanation of a light at a day must contain each of `parts`. */
static void explains(const struct target *t, const char *date, enum lang lang, const char *const *parts)
{
  struct plan p = plan_2021();
  struct score s = score_target(&p, t, on(date));
  struct buf b = {0};
  explain_light(&b, &p, t, &s, on(date), lang);
  assert_non_null(b.data);
  assert_int_equal(b.data[b.len - 1], '\n');
  for (; *parts; parts++)
    if (!strstr(b.data, *parts))
      fail_msg("\"%s\" is missing in:\n%s", *parts, b.data);
  buf_release(&b);
}
#define EXPLAINS(t, date, lang, ...) explains(t, date, lang, (const char *const[]){__VA_ARGS__, NULL})

static void test_arithmetic_in_words(void **state)
{
  (void)state;
  struct reading r[] = {value_at("2021-06-30", "17")};
  struct target t = roads(r, 1);
  EXPLAINS(&t, "2021-06-30", LANG_ZH, "17 ÷ 32 = 53.1%", "50.0%（6/12 个月），即 16 条", "差距 +3.1 个百分点",
           "→ 达进度\n");
  EXPLAINS(&t, "2021-06-30", LANG_EN, "17 ÷ 32 = 53.1%", "50.0% (6 of 12 months), that is 16 roads",
           "Gap +3.1 points", "→ On track\n");
  r[0].value = decimal_of(7);
  EXPLAINS(&t, "2021-06-30", LANG_EN, "7 ÷ 32 = 21.9%",
           "Gap −28.1 points (critical beyond −20), pace 0.44 (critical under 0.6)", "→ Critical\n");
  r[0].value = decimal_of(15);
  EXPLAINS(&t, "2021-06-30", LANG_EN, "short by no more than 1", "→ Behind\n");
  t.clock = PACE_DAYS;
  EXPLAINS(&t, "2021-06-30", LANG_ZH, "49.6%（181/365 天）");
  t.has_baseline = true;
  t.baseline = decimal_of(3);
  EXPLAINS(&t, "2021-06-30", LANG_EN, "(15 − 3) ÷ (32 − 3) = 41.4%");
}

static void test_statuses_in_words(void **state)
{
  (void)state;
  struct reading r[] = {value_at("2021-03-31", "32"), value_at("2021-12-31", "31"),
                        value_at("2022-01-31", "32")};
  struct target t = roads(r, 0);
  EXPLAINS(&t, "2021-06-30", LANG_ZH, "还没有填报数据 → 未填报\n");
  t.reading_count = 1;
  EXPLAINS(&t, "2021-04-01", LANG_EN, "The figure through 2021-03 meets ≥32 roads → Done\n");
  t.reading_count = 2;
  EXPLAINS(&t, "2022-01-01", LANG_ZH, "期限 2021-12-31 已过，未达到目标 → 未完成\n");
  t.reading_count = 3;
  EXPLAINS(&t, "2022-02-01", LANG_EN, "first met by 2021-03, after the deadline 2021-12-31 → Done late\n");
  r[0].value = decimal_of(1);
  t.reading_count = 1;
  EXPLAINS(&t, "2021-06-30", LANG_EN,
           "The report through 2021-05 was due 20 days after it, with 5 days of grace", "→ Critical\n",
           "→ Stale\n");
  t.waived = true;
  t.waived_until = day("2021-09-30");
  t.waived_reason = "等待拆迁";
  EXPLAINS(&t, "2021-04-01", LANG_ZH, "偏差已获准至 2021-09-30：等待拆迁 → 已豁免\n");
  t.status = TARGET_CANCELLED;
  EXPLAINS(&t, "2021-04-01", LANG_ZH, "已取消，不计入汇总 → 已取消\n");
  t.status = TARGET_ACTIVE;
  t.start = day("2021-07-01");
  EXPLAINS(&t, "2021-06-01", LANG_EN, "Starts on 2021-07-01 → Not started\n");
}

static void test_other_rules_in_words(void **state)
{
  (void)state;
  struct reading r[] = {value_at("2021-06-30", "9.5")};
  struct target t = aim_for(KIND_RATE, SENSE_ABOUT, "10.0");
  t.unit = (struct words){"%", "%"};
  READ(&t, r);
  EXPLAINS(&t, "2021-06-30", LANG_ZH, "9.5 %，目标 ≈10 %，差距 −0.5 个百分点，即 95.0%",
           "9.8 起为达进度，11 起为超进度，6 起为欠进度", "→ 欠进度\n");
  t.sense = SENSE_AT_MOST;
  EXPLAINS(&t, "2021-06-30", LANG_EN, "headroom 0.5", "on track below 9.5, behind up to 10", "→ Behind\n");
  t.kind = KIND_CUMULATIVE;
  EXPLAINS(&t, "2021-06-30", LANG_EN, "9.5 ÷ 10.0 = 95.0%",
           "Allowed by then: 50.0% (6 of 12 months), that is 5.0 %", "Headroom 0.5 %");
  t.target = decimal_of(9);
  EXPLAINS(&t, "2021-06-30", LANG_EN, "The limit was exceeded", "→ Ceiling broken\n");

  struct stage stages[2] = {{{"Founded", "立项"}, decimal_of(1), day("2021-06-20")},
                            {{"Accepted", "验收"}, decimal_of(1), day("2021-12-31")}};
  struct target m = aim_for(KIND_MILESTONE, SENSE_DONE, "2");
  struct reading none[] = {value_at("2021-06-30", "0")};
  READ(&m, none);
  m.stages = stages;
  m.stage_count = 2;
  EXPLAINS(&m, "2021-06-30", LANG_ZH, "0/2 = 0.0%", "应完成：50.0%",
           "立项：应于 2021-06-20 完成，逾期 10 天\n", "→ 欠进度\n");
}

/* Every kind and sense has a sentence in both languages, one line each, with its own numbers. */
static void test_every_rule_is_a_sentence(void **state)
{
  (void)state;
  struct plan p = plan_2021();
  struct buf b = {0};
  for (int i = 0; i < KIND_COUNT * SENSE_COUNT * 2 * 2; i++) {
    struct target t = aim_for((enum kind)(i % KIND_COUNT), (enum sense)(i / KIND_COUNT % SENSE_COUNT), "41");
    struct reading r[] = {value_at("2021-06-30", "23")};
    READ(&t, r);
    t.high = decimal_of(59);
    t.has_baseline = i / KIND_COUNT / SENSE_COUNT % 2;
    t.baseline = decimal_of(7);
    for (int l = LANG_EN; l <= LANG_ZH; l++) {
      struct score s = score_target(&p, &t, on("2021-06-30"));
      explain_rule(&b, &p, &t, (enum lang)l);
      assert_null(strchr(b.data, '\n'));
      assert_true(t.kind == KIND_MILESTONE || strstr(b.data, "41"));
      assert_string_equal(b.data + b.len - (l == LANG_ZH ? 3 : 1), l == LANG_ZH ? "。" : ".");
      buf_clear(&b);
      explain_light(&b, &p, &t, &s, on("2021-06-30"), (enum lang)l);
      assert_non_null(strstr(b.data, words_in(&light_words[s.light].name, (enum lang)l)));
      assert_null(strchr(b.data, '{'));
      buf_clear(&b);
    }
  }
  struct target t = roads(NULL, 0);
  t.has_stretch = true;
  t.stretch = decimal_of(40);
  explain_rule(&b, &p, &t, LANG_ZH);
  assert_non_null(
      strstr(b.data, "打通断头路：累计，≥32 条（力争 40 条，★），期限 2021-12-31；对照时序进度（按整月）"));
  buf_release(&b);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_shares),
      cmocka_unit_test(test_completion_and_gap),
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_milestones),
      cmocka_unit_test(test_targets),
      cmocka_unit_test(test_arithmetic_in_words),
      cmocka_unit_test(test_statuses_in_words),
      cmocka_unit_test(test_other_rules_in_words),
      cmocka_unit_test(test_every_rule_is_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
