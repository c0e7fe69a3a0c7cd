/* The installed datasets say what they should: the plan of 2021 is the published table, column by column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/score/score.h"
#include "support_store.h"

#define COLUMNS 10

enum { ID, AREA, KIND, SENSE, TARGET, UNIT_ZH, UNIT_EN, NAME_ZH, NAME_EN, NOTE };

/* ---- RFC 4180 ---- */

/* Reads one record at *at into `fields`; false at the end of the text. */
static bool csv_record(const struct buf *text, size_t *at, struct buf fields[COLUMNS])
{
  size_t column = 0;
  bool quoted = false;

  if (*at >= text->len)
    return false;
  for (int i = 0; i < COLUMNS; i++) {
    buf_clear(&fields[i]);
    buf_puts(&fields[i], "");
  }
  for (; *at < text->len; ++*at) {
    char c = text->data[*at];
    bool twice = quoted && c == '"' && text->data[*at + 1] == '"';
    if (twice) {
      buf_putc(&fields[column], '"');
      ++*at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      assert_true(++column < COLUMNS);
    } else if (!quoted && c == '\n') {
      ++*at;
      break;
    } else if (c != '\r' || quoted) {
      buf_putc(&fields[column], c);
    }
  }
  assert_int_equal(column, COLUMNS - 1);
  return true;
}

/* ---- the plan ---- */

static void check_target(const struct plan *plan, const struct target *t, struct buf f[COLUMNS])
{
  char number[32];

  assert_string_equal(t->id, f[ID].data);
  assert_string_equal(plan->panes[t->pane].id, f[AREA].data);
  assert_string_equal(kind_words[t->kind].id, f[KIND].data);
  assert_string_equal(t->unit.zh, f[UNIT_ZH].data);
  assert_string_equal(t->unit.en, f[UNIT_EN].data);
  assert_string_equal(t->name.zh, f[NAME_ZH].data);
  assert_string_equal(t->name.en, f[NAME_EN].data);
  assert_string_equal(t->note.en, f[NOTE].data);
  if (t->kind == KIND_MILESTONE) {
    assert_string_equal("done", f[SENSE].data);
    assert_int_equal(t->sense, SENSE_DONE);
    assert_string_equal("", f[TARGET].data);
    return;
  }
  assert_string_equal(sense_words[t->sense].id, f[SENSE].data);
  assert_string_equal(decimal_print(t->target, number, sizeof number), f[TARGET].data);
  assert_true(t->decimals >= decimal_places(t->target));
}

/* Compares a dataset with the table, target by target; `extra` is the id of a target that the table lacks. */
static void check_table(const char *path, const char *extra)
{
  struct buf text = {0};
  struct buf csv = {0};
  struct buf printed = {0};
  struct buf fields[COLUMNS] = {{0}};
  size_t at = 0;
  size_t n = 0;

  store_read(path, &text);
  store_read("tests/data/targets.csv", &csv);
  struct plan *plan = store_load(text.data, text.len, LANG_EN, &printed);
  assert_string_equal(printed.data, "");
  assert_non_null(plan);
  assert_int_equal(plan->pane_count, 5);
  assert_true(csv_record(&csv, &at, fields));
  assert_string_equal(fields[NAME_ZH].data, "name_zh");
  while (csv_record(&csv, &at, fields)) {
    assert_true(n < plan->target_count);
    n += strcmp(plan->targets[n].id, extra) == 0;
    check_target(plan, &plan->targets[n++], fields);
  }
  assert_int_equal(n, *extra ? 94 : 93);
  assert_int_equal(plan->target_count, n);
  plan_free(plan);
  for (int i = 0; i < COLUMNS; i++)
    buf_release(&fields[i]);
  buf_release(&text);
  buf_release(&csv);
  buf_release(&printed);
}

static void test_plan_is_the_published_table(void **state)
{
  (void)state;
  check_table("conf/gaoxin-2021.conf", "");
}

/* The demonstration changes no target; the one that it adds says so in its name. */
static void test_demo_is_the_published_table(void **state)
{
  (void)state;
  check_table("conf/demo-2021.conf", "demo-complaints");
}

static struct plan *load_demo(void)
{
  struct buf text = {0};

  store_read("conf/demo-2021.conf", &text);
  struct plan *plan = store_load(text.data, text.len, LANG_EN, NULL);
  assert_non_null(plan);
  buf_release(&text);
  return plan;
}

static void test_demo_says_so(void **state)
{
  (void)state;
  struct plan *plan = load_demo();

  assert_true(plan->demo);
  assert_non_null(strstr(plan->title.en, "DEMO"));
  assert_non_null(strstr(plan->title.zh, "演示"));
  assert_non_null(strstr(plan_find(plan, "demo-complaints")->name.en, "DEMO"));
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    assert_true(t->owner_count == 0 || strstr(t->owners[0], "演示"));
    for (size_t r = 0; r < t->reading_count; r++)
      assert_memory_equal(t->readings[r].by, "demo-", 5);
  }
  plan_free(plan);
}

/* Every light there is can be seen at once, on the dates that the file names; and every month has readings.
 */
static void test_demo_shows_every_light(void **state)
{
  (void)state;
  struct plan *plan = load_demo();
  const struct when when = {date_of(2021, 9, 30), date_of(2021, 10, 26)};
  size_t lights[LIGHT_COUNT] = {0};
  size_t months[13] = {0};

  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    lights[score_target(plan, t, when).light]++;
    for (size_t r = 0; r < t->reading_count; r++) {
      int month;
      date_civil(t->readings[r].through, NULL, &month, NULL);
      months[month]++;
    }
  }
  for (int i = 0; i < LIGHT_COUNT; i++)
    if (lights[i] == 0)
      fail_msg("no target is %s", light_words[i].id);
  for (int m = 1; m <= 12; m++)
    assert_true(months[m] > 50);
  plan_free(plan);
}

static void test_plan_invents_nothing(void **state)
{
  (void)state;
  struct buf text = {0};
  char day[16];

  store_read("conf/gaoxin-2021.conf", &text);
  struct plan *plan = store_load(text.data, text.len, LANG_ZH, NULL);
  assert_non_null(plan);
  assert_string_equal(plan->title.zh, "郑州高新区2021年目标");
  assert_string_equal(plan->title.en, "Zhengzhou High-tech Zone, targets for 2021");
  assert_string_equal(date_format(plan->from, day, sizeof day), "2021-01-01");
  assert_string_equal(date_format(plan->to, day, sizeof day), "2021-12-31");
  assert_int_equal(plan->reports, REPORTS_MONTHLY);
  assert_false(plan->demo);
  for (size_t i = 0; i < plan->target_count; i++) {
    assert_int_equal(plan->targets[i].reading_count, 0);
    assert_int_equal(plan->targets[i].owner_count, 0);
    assert_false(plan->targets[i].has_baseline);
    assert_int_equal(plan->targets[i].status, TARGET_ACTIVE);
  }
  plan_free(plan);
  buf_release(&text);
}

/* A first reading only adds lines: each target's closing brace stands alone on its line, and the file ends
 * with one. */
static void test_layout_takes_readings(void **state)
{
  (void)state;
  struct buf text = {0};
  size_t closers = 0;

  store_read("conf/gaoxin-2021.conf", &text);
  assert_int_equal(text.data[text.len - 1], '\n');
  for (char *line = text.data; (line = strstr(line, "\n      }")) != NULL; line += 8) {
    assert_true(line[8] == '\n' || (line[8] == ',' && line[9] == '\n'));
    closers++;
  }
  assert_int_equal(closers, 93);
  buf_release(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plan_is_the_published_table),
      cmocka_unit_test(test_plan_invents_nothing),
      cmocka_unit_test(test_layout_takes_readings),
      cmocka_unit_test(test_demo_is_the_published_table),
      cmocka_unit_test(test_demo_says_so),
      cmocka_unit_test(test_demo_shows_every_light),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
