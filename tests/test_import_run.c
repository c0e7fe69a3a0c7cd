/* `guatu import` through the real program: all or nothing, the table, and bytes as a spreadsheet writes them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_pty.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"
#define DAY  "--today=2021-07-13"

#define assert_says(text, part) check_says(text, part, __LINE__)
static void check_says(const char *text, const char *part, int line)
{
  if (!strstr(text, part))
    fail_msg("line %d: not said: \"%s\"\n  in: %s", line, part, text);
}

static struct ran import_with(int status, const char *const *words)
{
  const char *all[16] = {"import", DAY};
  size_t n = 2;
  for (; words[n - 2] && n < 15; n++)
    all[n] = words[n - 2];
  struct ran r = run_to(TO_PIPE, all);
  if (r.status != status)
    fail_msg("status %d instead of %d: %s%s", r.status, status, r.out, r.err);
  return r;
}
#define IMPORT(status, ...) import_with(status, (const char *const[]){__VA_ARGS__, NULL})

static void assert_untouched(const char *file)
{
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
}

/* A table's line, with runs of blanks as one. */
static void assert_line(const char *text, const char *line)
{
  struct buf plain = {0};
  for (const char *c = text; *c; c++)
    if (*c != ' ' || (plain.len > 0 && plain.data[plain.len - 1] != ' '))
      buf_putc(&plain, *c);
  struct buf whole = {0};
  buf_printf(&whole, "\n%s\n", line);
  if (!strstr(plain.data, whole.data))
    fail_msg("no line: %s\n  in: %s", line, text);
  buf_release(&plain);
  buf_release(&whole);
}

/* As Excel saves "CSV UTF-8": a mark at the start, CRLF, quotation marks around thousands and around what has
 * some, separators at the end. */
static const char excel[] = "\xef\xbb\xbf指标名称,完成值,截至日期,备注\r\n"
                            "打通断头路,17,2021/6/30,\r\n"
                            "新增安置房网签,\"2,100\",2021/6/30,\"含\"\"公租房\"\"，见附件\"\r\n"
                            "地区生产总值增长,,2021/6/30,\r\n"
                            ",,,\r\n";

static void a_sheet_of_excel_becomes_added_lines(void **state)
{
  (void)state;
  char *file = scratch_copy("sheet.conf", PLAN), *csv = scratch_file("sheet.csv", excel);
  struct ran r = IMPORT(0, file, csv);
  assert_string_equal(r.err, "");
  assert_line(r.out, "dead-end-roads Dead-end roads opened 2021-06 — → 17 — → 53.1% No data → On track");
  assert_line(r.out,
              "homes-signed-online Resettlement homes sign… 2021-06 — → 2100 — → 21.0% No data → Critical");
  assert_line(r.out, "2 figures entered, 0 unchanged, 1 row without a figure");
  ran_release(&r);
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed, 0);
  assert_true(added >= 2 && added <= 6);
  char *text = read_text(file);
  assert_says(text, "value = 2100; by = \"tester\";");
  assert_says(text, "note = \"含\\\"公租房\\\"，见附件\";");
  free(text);

  /* The same sheet once more changes nothing; a corrected figure is one line. */
  char *before = scratch_copy("before.conf", file);
  r = IMPORT(0, file, csv);
  assert_string_equal(r.out, "0 figures entered, 2 unchanged, 1 row without a figure\n");
  ran_release(&r);
  diff_lines(before, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(csv);
  csv = scratch_file("sheet.csv", "target\tvalue\ndead-end-roads\t+1\nhomes-signed-online\t2100\n");
  r = IMPORT(0, file, csv, "--lang", "zh");
  assert_says(r.err, "sheet.csv:2: 警告：dead-end-roads: 2021-06 已有 17（tester 填报）：改为 18 吗？");
  assert_line(r.out, "dead-end-roads 打通断头路 2021-06 17 → 18 53.1% → 56.3% 达进度 → 达进度");
  assert_line(r.out, "已录入 1 个数据，1 个未变，0 行没有数据");
  ran_release(&r);
  diff_lines(before, file, &removed, &added);
  assert_int_equal(removed, 1);
  assert_int_equal(added, 1);
  free(before);
  free(csv);
  free(file);
}

static void a_dry_run_leaves_the_file_alone(void **state)
{
  (void)state;
  char *file = scratch_copy("dry.conf", PLAN), *csv = scratch_file("dry.csv", excel);
  assert_int_equal(chmod(file, 0444), 0); /* who may only look may try */
  struct stat before, after;
  assert_int_equal(stat(file, &before), 0);
  struct ran dry = IMPORT(0, "--dry-run", file, csv);
  assert_int_equal(stat(file, &after), 0);
  assert_untouched(file);
  assert_true(before.st_ino == after.st_ino);
  assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
  assert_memory_equal(&before.st_ctim, &after.st_ctim, sizeof before.st_ctim);
  char *journal = scratch_path("dry.conf.journal");
  assert_int_equal(access(journal, F_OK), -1);
  assert_line(dry.out, "2 figures to enter, 0 unchanged, 1 row without a figure; nothing was saved");

  /* What it shows is what comes. */
  assert_int_equal(chmod(file, 0644), 0);
  struct ran real = IMPORT(0, file, csv);
  const char *dry_end = strstr(dry.out, "2 figures to"), *real_end = strstr(real.out, "2 figures entered");
  assert_non_null(dry_end);
  assert_non_null(real_end);
  assert_int_equal(dry_end - dry.out, real_end - real.out);
  assert_memory_equal(dry.out, real.out, (size_t)(dry_end - dry.out));
  ran_release(&dry);
  ran_release(&real);
  free(journal);
  free(csv);
  free(file);
}

static void one_bad_row_keeps_all_out(void **state)
{
  (void)state;
  char *file = scratch_copy("bad.conf", PLAN);
  char *csv = scratch_file("bad.csv", "target,value,through\n"
                                      "dead-end-roads,17,6\n"
                                      "dead-end-raods,17,6\n"
                                      "\"homes-signed-online\",\"1\n2\",6\n"
                                      "gdp-growth,1x2,6\n"
                                      "gdp-growth,9,8\n"
                                      "dead-end-roads,18,6\n");
  struct ran r = IMPORT(1, file, csv);
  assert_string_equal(r.out, "");
  assert_says(r.err, "/bad.csv:3: there is no target \"dead-end-raods\"; near it: dead-end-roads\n");
  assert_says(r.err, "/bad.csv:4: homes-signed-online: ");
  assert_says(r.err, "/bad.csv:6: gdp-growth: \"1x2\": ");
  assert_says(r.err, "/bad.csv:7: gdp-growth: \"9\": 2021-08-31 is still to come");
  assert_says(r.err, "/bad.csv:8: dead-end-roads: line 2 has a figure for 2021-06-30 too");
  assert_says(r.err, "\nNothing was saved.\n");
  ran_release(&r);
  assert_untouched(file);
  r = IMPORT(1, "--dry-run", "--lang=zh", file, csv);
  assert_string_equal(r.out, "");
  assert_says(r.err, "/bad.csv:3: 没有目标“dead-end-raods”");
  assert_says(r.err, "\n未保存任何数据。\n");
  ran_release(&r);
  free(csv);
  free(file);
}

static void wrong_calls_and_files_have_their_status(void **state)
{
  (void)state;
  char *file = scratch_copy("calls.conf", PLAN), *csv = scratch_file("calls.csv", "target,value\n");
  struct ran r = IMPORT(2, file);
  assert_says(r.err, "it takes FILE CSV");
  ran_release(&r);
  r = IMPORT(2, file, csv, "--through", "soon");
  assert_says(r.err, "guatu import: --through: 'soon' is not a day");
  ran_release(&r);
  r = IMPORT(2, file, csv, "--note", "a\033[31m");
  assert_says(r.err, "can't be shown");
  ran_release(&r);
  r = IMPORT(2, file, csv, "--dryrun");
  assert_says(r.err, "did you mean '--dry-run'?");
  ran_release(&r);
  r = IMPORT(3, file, "/nonexistent.csv");
  assert_says(r.err, "/nonexistent.csv: it can't be read: No such file or directory\n");
  ran_release(&r);
  r = IMPORT(3, file, scratch());
  assert_says(r.err, ": it can't be read: Is a directory\n");
  ran_release(&r);
  r = IMPORT(3, "/nonexistent.conf", csv);
  assert_says(r.err, "/nonexistent.conf: no such file");
  ran_release(&r);
  char *other = scratch_path("calls-too.conf");
  assert_int_equal(link(file, other), 0);
  r = IMPORT(3, file, csv);
  assert_says(r.err, "calls.conf: it can't be saved: it has 2 hard links");
  ran_release(&r);
  r = IMPORT(0, "--dry-run", file, csv);
  assert_string_equal(r.out, "0 figures to enter, 0 unchanged, 0 rows without a figure; nothing was saved\n");
  ran_release(&r);
  assert_untouched(file);
  free(other);
  free(csv);
  free(file);
}

static void standard_input_is_read(void **state)
{
  (void)state;
  char *file = scratch_copy("stdin.conf", PLAN), *out = scratch_path("stdin.out");
  struct buf command = {0};
  buf_printf(
      &command,
      "printf 'target,value\\ndead-end-roads,17\\nx,1\\n' | '%s' import %s '%s' - 2>'%s'; test $? = 1 && "
      "printf '目标，数值\\ndead-end-roads，17\\n' | '%s' import %s '%s' - --through 2021-05 --note 月报 "
      ">>'%s'",
      pty_guatu(), DAY, file, out, pty_guatu(), DAY, file, out);
  assert_int_equal(system(command.data), 0);
  char *said = read_text(out), *text = read_text(file);
  assert_says(said, "standard input:3: there is no target \"x\"");
  assert_says(said, "1 figure entered, 0 unchanged, 0 rows without a figure\n");
  assert_says(text, "through = \"2021-05-31\"; value = 17;");
  assert_says(text, "note = \"月报\"");
  free(said);
  free(text);
  buf_release(&command);
  free(out);
  free(file);
}

static void the_table_comes_in_ascii_and_says_demo(void **state)
{
  (void)state;
  char *file = scratch_copy("demo.conf", "conf/demo-2021.conf");
  char *csv = scratch_file("demo.csv", "target,value,through\ndead-end-roads,25,12\n");
  struct ran r = run("import", "--dry-run", file, csv, "--today=2021-12-31", "--glyphs", "ascii", NULL);
  assert_int_equal(r.status, 0);
  for (const char *c = r.out; *c; c++)
    assert_true((unsigned char)*c < 0x80);
  assert_says(r.out, "DEMO target ");
  assert_says(r.out, "\nDEMO dead-end-roads ");
  assert_says(r.out, " -> 25 ");
  assert_says(r.out, "\nDEMO 1 figure to enter");
  ran_release(&r);
  r = run("import", "--dry-run", file, csv, "--today=2021-12-31", "--glyphs", "ascii", "--lang=zh", NULL);
  assert_says(r.out, "打通断头路");
  assert_null(strstr(r.out, "→"));
  ran_release(&r);
  free(csv);
  free(file);
}

/* Columns stand under each other by what a terminal shows, not by bytes. */
static void the_table_is_aligned_by_columns(void **state)
{
  (void)state;
  char *file = scratch_copy("table.conf", PLAN);
  char *csv = scratch_file("table.csv", "target,value,through\nhomes-signed-online,1000,5\n"
                                        "gdp-growth,9.9,6\nhomes-signed-online,2100,6\n");
  struct ran r = IMPORT(0, "--dry-run", "--lang=zh", file, csv);
  const char *const table[] = {
      "编号                 指标              截至     数值       完成            进度\n",
      "homes-signed-online  新增安置房网签    2021-05  — → 1000      — → 10.0%    未填报 → 严重滞后\n",
      "gdp-growth           地区生产总值增长  2021-06  — → 9.9       — → 99.0%    未填报 → 达进度\n",
      "homes-signed-online  新增安置房网签    2021-06  — → 2100  10.0% → 21.0%  严重滞后 → 严重滞后\n",
      "将录入 3 个数据，0 个未变，0 行没有数据；未作任何改动\n"};
  struct buf whole = {0};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    buf_puts(&whole, table[i]);
  assert_string_equal(r.out, whole.data);
  buf_release(&whole);
  ran_release(&r);
  free(csv);
  free(file);
}

static void a_thousand_rows_are_entered(void **state)
{
  (void)state;
  struct buf text = {0}, rows = {0};
  buf_puts(&text,
           "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; "
           "};\npanes = ( { id = \"p\"; name = \"P\"; targets = (\n");
  buf_puts(&rows, "target,through,value\n");
  for (int i = 0; i < 200; i++) {
    buf_printf(&text, "  { id = \"t%d\"; name = \"T\"; kind = \"cumulative\"; target = 100; }%s\n", i,
               i < 199 ? "," : "");
    for (int month = 1; month <= 5; month++)
      buf_printf(&rows, "t%d,%d,%d\n", i, month, month * 10);
  }
  buf_puts(&text, ") } );\n");
  char *file = scratch_file("many.conf", text.data), *csv = scratch_file("many.csv", rows.data);
  struct ran r = IMPORT(0, file, csv);
  assert_string_equal(r.err, "");
  assert_line(r.out, "1000 figures entered, 0 unchanged, 0 rows without a figure");
  ran_release(&r);
  r = IMPORT(0, file, csv);
  assert_string_equal(r.out, "0 figures entered, 1000 unchanged, 0 rows without a figure\n");
  ran_release(&r);
  free(csv);
  free(file);
  buf_release(&text);
  buf_release(&rows);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sheet_of_excel_becomes_added_lines),
      cmocka_unit_test(a_dry_run_leaves_the_file_alone),
      cmocka_unit_test(one_bad_row_keeps_all_out),
      cmocka_unit_test(wrong_calls_and_files_have_their_status),
      cmocka_unit_test(standard_input_is_read),
      cmocka_unit_test(the_table_comes_in_ascii_and_says_demo),
      cmocka_unit_test(the_table_is_aligned_by_columns),
      cmocka_unit_test(a_thousand_rows_are_entered),
  };
  unsetenv("GUATU_FILE");
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("GUATU_USER", "tester", 1);
  setenv("TZ", "CST-8", 1);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
