/* From text to plan: the schema's mistakes with their places, what a target means when little is said, and
 * texts that were damaged in ten thousand ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "support_store.h"

#define HEAD                                                                                                 \
  "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"      \
  "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
#define TAIL "\n); } );\n"

/* ---- meaning ---- */

static struct plan *load_target_text(const char *target, struct buf *printed)
{
  struct buf text = {0};

  buf_printf(&text, "%s%s%s", HEAD, target, TAIL);
  struct plan *plan = store_load(text.data, text.len, LANG_EN, printed);
  assert_non_null(plan);
  buf_release(&text);
  return plan;
}

static void check_date(struct date d, const char *want)
{
  char text[16];
  assert_string_equal(date_format(d, text, sizeof text), want);
}

static void check_number(struct decimal d, const char *want)
{
  char text[32];
  assert_string_equal(decimal_print(d, text, sizeof text), want);
}

static void test_defaults(void **state)
{
  (void)state;
  struct plan *plan = load_target_text(
      "{ id = \"t\"; name = { zh = \"名\"; }; kind = \"cumulative\"; target = 58.350; }", NULL);
  const struct target *t = plan_find(plan, "t");

  assert_string_equal(t->name.en, "名");
  assert_string_equal(plan->title.zh, "T");
  assert_string_equal(t->unit.en, "");
  assert_string_equal(t->note.zh, "");
  assert_int_equal(t->sense, SENSE_AT_LEAST);
  assert_int_equal(t->clock, PACE_MONTHS);
  assert_int_equal(t->decimals, 3);
  check_number(t->target, "58.35");
  check_number(t->weight, "1");
  check_date(t->start, "2021-01-01");
  check_date(t->due, "2021-12-31");
  assert_false(t->has_stretch || t->has_baseline || t->has_tolerance || t->waived);
  assert_string_equal(t->waived_reason, "");
  assert_int_equal(plan->reports, REPORTS_MONTHLY);
  assert_int_equal(plan->lag, 20);
  assert_int_equal(plan->grace, 5);
  check_number(plan->rules.ahead, "10");
  check_number(plan->rules.pace, "0.6");
  check_number(plan->rules.behind, "20");
  check_number(plan->rules.items, "1");
  assert_int_equal(t->offset, strlen(HEAD));
  plan_free(plan);
}

static void test_defaults_of_kinds(void **state)
{
  (void)state;
  struct plan *plan = load_target_text(
      "{ id = \"m\"; name = \"M\"; kind = \"milestone\"; },\n"
      "{ id = \"s\"; name = \"S\"; kind = \"milestone\"; stages = ( { name = \"a\"; weight = 2.5; due = "
      "\"2021-03-31\"; }, { name = \"b\"; } ); due = \"2021-09-30\"; },\n"
      "{ id = \"c\"; name = \"C\"; kind = \"coverage\"; unit = \"%\"; },\n"
      "{ id = \"b\"; name = \"B\"; kind = \"level\"; sense = \"between\"; target = [2.0, 3.5]; },\n"
      "{ id = \"h\"; name = \"H\"; kind = \"cumulative\"; target = 0xFFL; baseline = -3000000000L; decimals "
      "= 2; owners = \"one\"; }",
      NULL);
  const struct target *m = plan_find(plan, "m");
  const struct target *s = plan_find(plan, "s");
  const struct target *c = plan_find(plan, "c");
  const struct target *b = plan_find(plan, "b");
  const struct target *h = plan_find(plan, "h");

  assert_int_equal(m->sense, SENSE_DONE);
  check_number(m->target, "1");
  assert_int_equal(m->decimals, 0);
  check_number(s->target, "2");
  assert_int_equal(s->stage_count, 2);
  check_number(s->stages[0].weight, "2.5");
  check_date(s->stages[0].due, "2021-03-31");
  check_date(s->stages[1].due, "2021-09-30");
  check_number(c->target, "100");
  assert_int_equal(c->decimals, 1);
  check_number(b->target, "2");
  check_number(b->high, "3.5");
  assert_int_equal(b->decimals, 1);
  check_number(h->target, "255");
  check_number(h->baseline, "-3000000000");
  assert_true(h->has_baseline);
  assert_int_equal(h->decimals, 2);
  assert_int_equal(h->owner_count, 1);
  assert_string_equal(h->owners[0], "one");
  plan_free(plan);
}

static void test_everything_said(void **state)
{
  (void)state;
  struct plan *plan = load_target_text(
      "{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; sense = \"about\"; target = 10; stretch = 12; "
      "tolerance = 0.5; weight = 0;\n"
      "  start = \"2021-02-01\"; due = \"2021-11-30\"; owners = [ \"a\", \"b\" ]; status = \"adjusted\";\n"
      "  waived = { until = \"2022-03-31\"; reason = \"flood\"; }; note = { zh = \"注\"; en = \"n\"; };\n"
      "  plan = ( { through = \"2021-06-30\"; share = 0.25; }, { through = \"2021-11-30\"; share = 1; } );\n"
      "  items = ( { name = \"x\"; done = \"2021-05-05\"; }, { name = \"y\"; } );\n"
      "  readings = ( { through = \"2021-06-30\"; value = 2.5e0; by = \"li\"; at = "
      "\"2021-07-01T09:00:00+08:00\"; note = \"n\"; },\n"
      "    { through = \"2021-03-31\"; value = 1; } ); }",
      NULL);
  const struct target *t = plan_find(plan, "t");

  assert_int_equal(t->clock, PACE_PLAN);
  assert_int_equal(t->status, TARGET_ADJUSTED);
  assert_true(t->has_stretch && t->has_tolerance && t->waived);
  check_number(t->weight, "0");
  assert_int_equal(t->owner_count, 2);
  assert_string_equal(t->waived_reason, "flood");
  check_date(t->waived_until, "2022-03-31");
  assert_string_equal(t->note.zh, "注");
  assert_int_equal(t->point_count, 2);
  check_number(t->points[0].share, "0.25");
  assert_int_equal(t->item_count, 2);
  assert_true(t->items[0].done);
  assert_false(t->items[1].done);
  assert_int_equal(t->reading_count, 2);
  check_date(t->readings[0].through, "2021-03-31");
  check_number(t->readings[1].value, "2.5");
  assert_string_equal(t->readings[0].by, "");
  assert_string_equal(t->readings[1].by, "li");
  assert_string_equal(t->readings[1].note, "n");
  plan_free(plan);
}

static void test_counts(void **state)
{
  (void)state;
  struct plan *plan = load_target_text(
      "{ id = \"t\"; name = \"T\"; kind = \"coverage\"; readings = (\n"
      "{ through = \"2021-01-31\"; count = 1; of = 3; }, { through = \"2021-02-28\"; count = 2; of = 3; },\n"
      "{ through = \"2021-03-31\"; count = 999999999999L; of = 1000000000000L; } ); }",
      NULL);
  const struct target *t = plan_find(plan, "t");

  assert_int_equal(t->readings[0].of, 3);
  check_number(t->readings[0].value, "33.333333");
  check_number(t->readings[1].value, "66.666667");
  check_number(t->readings[2].value, "100");
  assert_true(t->readings[2].count == INT64_C(999999999999));
  plan_free(plan);
}

static void test_texts_are_cleaned(void **state)
{
  (void)state;
  struct buf printed = {0};
  struct plan *plan = load_target_text(
      "{ id = \"t\"; name = \"a\\tb\"; kind = \"milestone\"; note = \"\u202e\u200b\"; unit = \"ok\"; }",
      &printed);
  const struct target *t = plan_find(plan, "t");
  size_t warnings = 0;

  assert_true(text_is_clean(t->name.en, strlen(t->name.en)));
  assert_string_equal(t->name.en, "a b");
  assert_true(text_is_clean(t->note.en, strlen(t->note.en)));
  for (const char *c = printed.data; (c = strstr(c, "warning: target 't': ")) != NULL; c++)
    warnings++;
  assert_int_equal(warnings, 2);
  buf_release(&printed);
  plan_free(plan);
}

/* ---- damage ---- */

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*seed >> 33) % n;
}

static void insert(struct buf *text, size_t at, const char *bytes, size_t len)
{
  buf_add(text, bytes, len);
  memmove(text->data + at + len, text->data + at, text->len - len - at);
  memcpy(text->data + at, bytes, len);
}

static void cut(struct buf *text, size_t at, size_t len)
{
  if (len > text->len - at)
    len = text->len - at;
  memmove(text->data + at, text->data + at + len, text->len - at - len + 1);
  text->len -= len;
}

/* Two neighbouring blocks change places. */
static void swap_blocks(struct buf *text, size_t at, size_t len, uint64_t *seed)
{
  size_t second = random_below(seed, 200) + 1;
  struct buf moved = {0};

  if (at + len + second > text->len)
    return;
  buf_add(&moved, text->data + at + len, second);
  buf_add(&moved, text->data + at, len);
  memcpy(text->data + at, moved.data, moved.len);
  buf_release(&moved);
}

static void mutate(struct buf *text, uint64_t *seed)
{
  static const char *const bits[] = {
      "\"", "{",     "}", "(",  ")",    "[",           "]",        ";",
      ",",  "=",     "#", "/*", "\x1b", "\x1b[31m",    "\xC2\x9b", "\n@include \"/tmp\"\n",
      "\\", "\\x1b", "L", "-",  "1e99", "99999999999", "\xFF",     "\u202e",
      "；", "“",     "中"};
  size_t at = random_below(seed, (uint32_t)text->len);

  switch (random_below(seed, 6)) {
  case 0:
    text->data[at] ^= (char)(1 << random_below(seed, 8));
    break;
  case 1:
    cut(text, at, random_below(seed, 40) + 1);
    break;
  case 2: {
    const char *bit = bits[random_below(seed, sizeof bits / sizeof *bits)];
    insert(text, at, bit, strlen(bit));
    break;
  }
  case 3:
    insert(text, at, "", 1); /* a zero byte */
    break;
  case 4:
    if (random_below(seed, 8) == 0)
      cut(text, at, text->len);
    break;
  case 5:
    swap_blocks(text, at, random_below(seed, 200) + 1, seed);
    break;
  }
  if (text->len == 0)
    buf_putc(text, ' ');
}

/* No byte of what is printed moves a cursor or changes a colour. */
static void check_harmless(const struct buf *printed)
{
  for (size_t at = 0; at < printed->len;) {
    uint32_t cp;
    bool valid;
    at += text_decode(printed->data + at, printed->len - at, &cp, &valid);
    assert_true(valid);
    assert_true(cp == '\n' || (cp >= 0x20 && cp != 0x7F && !(cp >= 0x80 && cp <= 0x9F) && cp != 0x202E));
  }
}

static void test_ten_thousand_mutants(void **state)
{
  (void)state;
  static const char *const files[] = {"conf/gaoxin-2021.conf", "tests/data/twenty-mistakes.conf",
                                      "tests/data/views.conf"};
  struct buf originals[3] = {{0}};
  uint64_t seed = 2021;
  size_t accepted = 0;

  for (size_t i = 0; i < 3; i++)
    store_read(files[i], &originals[i]);
  for (uint32_t i = 0; i < 10000; i++) {
    struct buf text = {0};
    struct buf printed = {0};
    const struct buf *original = &originals[i % 3];
    buf_add(&text, original->data, original->len);
    for (uint32_t n = random_below(&seed, 3) + 1; n > 0; n--)
      mutate(&text, &seed);
    struct plan *plan = store_load(text.data, text.len, i % 2 ? LANG_ZH : LANG_EN, &printed);
    accepted += plan != NULL;
    assert_true(plan || printed.len > 0);
    check_harmless(&printed);
    plan_free(plan);
    buf_release(&printed);
    buf_release(&text);
  }
  assert_in_range(accepted, 500, 6000); /* most are refused, and not all */
  for (size_t i = 0; i < 3; i++)
    buf_release(&originals[i]);
}

/* Every beginning of a dataset is refused, or is the whole of it. */
static void test_truncated(void **state)
{
  (void)state;
  struct buf text = {0};

  buf_printf(&text, "%s{ id = \"t\"; name = \"T\"; kind = \"rate\"; target = 1; }%s", HEAD, TAIL);
  for (size_t len = 0; len < text.len - strlen(";\n"); len++)
    assert_null(store_load(text.data, len, LANG_EN, NULL));
  for (size_t len = text.len - strlen(";\n"); len <= text.len; len++) {
    struct plan *plan = store_load(text.data, len, LANG_EN, NULL);
    assert_non_null(plan);
    plan_free(plan);
  }
  buf_release(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_defaults),          cmocka_unit_test(test_defaults_of_kinds),
      cmocka_unit_test(test_everything_said),   cmocka_unit_test(test_counts),
      cmocka_unit_test(test_texts_are_cleaned), cmocka_unit_test(test_ten_thousand_mutants),
      cmocka_unit_test(test_truncated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
