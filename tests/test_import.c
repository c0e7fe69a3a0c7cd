/* Figures from a sheet: what is understood, and every mistake by its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/edit/import.h"
#include "guatu/store/load.h"
#include "guatu/store/record.h"
#include "support_edit.h"

/* The report day due is 2021-06-30, today 2021-07-13. */
static const char dataset[] =
    "format = 1;\n"
    "plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
    "{ id = \"roads\"; name = { zh = \"打通断头路\"; en = \"Roads opened\"; }; kind = \"cumulative\"; target "
    "= 32;\n"
    "  decimals = 0; unit = { zh = \"条\"; en = \"roads\"; };\n"
    "  readings = ( { through = \"2021-03-31\"; value = 5; }, { through = \"2021-05-31\"; value = 12; note = "
    "\"n\"; } ); },\n"
    "{ id = \"firms\"; name = { zh = \"新增企业\"; en = \"Firms\"; }; kind = \"cumulative\"; target = 12000; "
    "unit = { zh = \"家\"; en = \"firms\"; }; },\n"
    "{ id = \"gdp\"; name = \"GDP\"; kind = \"rate\"; target = 10.0; unit = \"%\"; },\n"
    "{ id = \"homes\"; name = \"Homes\"; kind = \"coverage\"; unit = \"%\"; },\n"
    "{ id = \"park\"; name = { zh = \"园区\"; en = \"Park\"; }; kind = \"milestone\"; stages = ( { name = "
    "\"a\"; }, { name = \"b\"; } ); },\n"
    "{ id = \"late\"; name = { zh = \"园区\"; en = \"Late\"; }; kind = \"cumulative\"; target = 5; start = "
    "\"2021-05-01\"; }\n"
    ") } );\n";

static struct plan *plan;
static bool paste;
static const char *note;
static const struct date *through;

static int load(void **state)
{
  (void)state;
  struct buf text = {0};
  buf_puts(&text, dataset);
  plan = edit_load(&text);
  buf_release(&text);
  return 0;
}

static int unload(void **state)
{
  (void)state;
  plan_free(plan);
  return 0;
}

/* What was understood, a line each: "2 roads 17 2021-06-30 # note" (= behind the line: there already), then
 * the problems: "4! …", "4? …" (a warning), then "~2" for rows without a figure. */
static char *read_bytes(const char *text, size_t len, enum lang lang)
{
  struct import_ask ask = {
      .plan = plan, .today = date_of(2021, 7, 13), .through = through, .note = note, .paste = paste};
  struct problems p = {.lang = lang};
  struct import im;
  struct buf out = {0};
  enum err err = import_read(&im, text, len, &ask, &p);
  buf_puts(&out, "");
  for (size_t i = 0; i < im.count; i++) {
    const struct import_row *row = &im.rows[i];
    char day[16];
    buf_printf(&out, "%zu%s %s ", row->line, row->there ? "=" : "", row->target->id);
    record_figure(&out, &row->reading);
    buf_printf(&out, " %s%s%s\n", date_format(row->reading.through, day, sizeof day),
               row->reading.note[0] ? " # " : "", row->reading.note);
  }
  for (size_t i = 0; i < p.count; i++)
    buf_printf(&out, "%zu%c %s\n", p.list[i].offset, p.list[i].level == PROBLEM_ERROR ? '!' : '?',
               p.list[i].text);
  if (im.blank > 0)
    buf_printf(&out, "~%zu\n", im.blank);
  assert_int_equal(err, p.errors > 0 ? ERR_NO : OK);
  import_release(&im);
  problems_release(&p);
  return out.data;
}

static void expect_from(int line, const char *text, const char *expected)
{
  char *got = read_bytes(text, strlen(text), LANG_EN);
  if (strcmp(got, expected) != 0) {
    print_error("of:\n%s\nexpected:\n%s\ngot:\n", text, expected);
    fputs(got, stderr);
    fail_msg("line %d", line);
  }
  free(got);
}
#define EXPECT(text, expected) expect_from(__LINE__, text, expected)

static void expect_part(int line, const char *text, enum lang lang, const char *part)
{
  char *got = read_bytes(text, strlen(text), lang);
  if (!strstr(got, part))
    fail_msg("line %d, of:\n%s\nnot said: %s\ngot:\n%s", line, text, part, got);
  free(got);
}
#define SAYS(text, part)    expect_part(__LINE__, text, LANG_EN, part)
#define SAYS_ZH(text, part) expect_part(__LINE__, text, LANG_ZH, part)

/* ---- what is understood ---- */

static void headers_are_read_in_both_languages_and_any_order(void **state)
{
  (void)state;
  const char *one = "2 roads 17 2021-06-30\n";
  EXPECT("target,value\nroads,17\n", one);
  EXPECT("Value , TARGET\n17,roads\n", one);
  EXPECT("指标名称,完成值,截至日期\n打通断头路,17,2021-06\n", one);
  EXPECT("目标,数值\nRoads opened,17\n", one);
  EXPECT("id;figure;date\nroads;17;2021/6/30\n", one);
  EXPECT("编号，实际，月份\nroads，１７，6月\n", one);
  EXPECT("month\tname\tvalue\nQ2\t打通断头路\t17", one);
  EXPECT("\n# made by hand, \"so\nvalue,target\n\n17,roads\n", "5 roads 17 2021-06-30\n");
}

/* Every name of the table is one. */
static void every_name_of_the_table_is_understood(void **state)
{
  (void)state;
  for (int kind = 0; kind < IMPORT_COLUMNS; kind++)
    for (const char *const *name = import_columns[kind].names; *name; name++) {
      struct buf text = {0};
      bool target = kind == IMPORT_TARGET, value = kind == IMPORT_VALUE;
      bool counts = kind == IMPORT_COUNT || kind == IMPORT_OF;
      buf_printf(&text, "%s,%s,%s\n", target ? "数值" : "指标",
                 kind == IMPORT_COUNT ? "of"
                 : counts             ? "count"
                 : target || value    ? "note"
                                      : "value",
                 *name);
      buf_puts(&text, target                ? "17,,roads\n"
                      : value               ? "roads,,17\n"
                      : kind == IMPORT_NOTE ? "roads,17,x\n"
                                            : "");
      buf_puts(&text, kind == IMPORT_THROUGH ? "roads,17,6\n" : counts ? "homes,7,7\n" : "");
      char *got = read_bytes(text.data, text.len, LANG_EN);
      const char *expected = kind == IMPORT_NOTE ? "2 roads 17 2021-06-30 # x\n"
                             : counts            ? "2 homes 7/7 2021-06-30\n"
                                                 : "2 roads 17 2021-06-30\n";
      if (strcmp(got, expected) != 0)
        fail_msg("of:\n%s\ngot:\n%s", text.data, got);
      free(got);
      buf_release(&text);
    }
}

static void a_sheet_of_excel_is_read(void **state)
{
  (void)state;
  EXPECT(
      "\xef\xbb\xbf编号,数值,备注\r\nfirms,\"2,100\",\"来自\"\"统计局\"\"\r\n第二行\"\r\nroads,17,\r\n,,\r\n",
      "2 firms 2100 2021-06-30 # 来自\"统计局\" 第二行\n4 roads 17 2021-06-30\n");
  EXPECT("target,value\rroads,17\rfirms,9\r", "2 roads 17 2021-06-30\n3 firms 9 2021-06-30\n");
  EXPECT("target,value,note\nroads,17,\"a, b\"\n\"# no, row\",1,\n", "2 roads 17 2021-06-30 # a, b\n");
  EXPECT("target，value，note\nroads，17，\"甲，乙\"\n", "2 roads 17 2021-06-30 # 甲，乙\n");
}

static void the_grammar_is_the_consoles(void **state)
{
  (void)state;
  EXPECT("target,value\nroads,+5\nfirms,1.2千 # 约数\ngdp,+11.2\nhomes,708/720\npark,done\n",
         "2 roads 17 2021-06-30\n3 firms 1200 2021-06-30 # 约数\n4 gdp 11.2 2021-06-30\n5 homes 708/720 "
         "2021-06-30\n6 park 2 2021-06-30\n");
  EXPECT("target,value\nroads,13 @6\n", "2 roads 13 2021-06-30\n");
  EXPECT("target,count,of\nhomes,\"1,708\",\"1,720\"\npark,1,2\n",
         "2 homes 1708/1720 2021-06-30\n3 park 1 2021-06-30\n");
}

static void a_row_without_a_figure_is_counted(void **state)
{
  (void)state;
  EXPECT("target,value,note\nroads,,later\n一、经济发展,,\nfirms,\u3000 ,\nhomes\ngdp,9.9,\n",
         "6 gdp 9.9 2021-06-30\n~4\n");
  EXPECT("target,value\n", "");
}

static void rows_without_a_day_or_note_get_the_calls(void **state)
{
  (void)state;
  struct date may = date_of(2021, 5, 31);
  through = &may;
  note = "bulletin";
  EXPECT("target,value,through,note\nfirms,1000,,\ngdp,9,6,own\nhomes,9 @4 # mine,,\n",
         "2 firms 1000 2021-05-31 # bulletin\n3 gdp 9 2021-06-30 # own\n4 homes 9 2021-04-30 # mine\n");
  through = NULL;
  note = NULL;
}

static void a_figure_that_is_there_is_unchanged(void **state)
{
  (void)state;
  EXPECT("target,value,through,note\nroads,12,5,\nroads,5,3,\n",
         "2= roads 12 2021-05-31\n3= roads 5 2021-03-31\n");
  SAYS("target,value,through,note\nroads,12,5,m\n", "2 roads 12 2021-05-31 # m\n");
}

/* A sheet often has an id and a name, or the aim beside the target. */
static void several_columns_may_tell_the_target(void **state)
{
  (void)state;
  EXPECT("目标,指标,数值\n≥32,打通断头路,17\n", "2 roads 17 2021-06-30\n");
  EXPECT("id,name,value\nlate,园区,3\npark,,1\n,Homes,9\n",
         "2 late 3 2021-06-30\n3 park 1 2021-06-30\n4 homes 9 2021-06-30\n");
  EXPECT("id,name,value\nroads,Firms,3\n", "2! the row names two targets, roads and firms\n");
}

static void a_paste_needs_no_header(void **state)
{
  (void)state;
  paste = true;
  EXPECT("roads\t17\n打通断头路\t13 @5\n", "1 roads 17 2021-06-30\n2 roads 13 2021-05-31\n"
                                           "2? roads: 2021-05 already has 12: replace it with 13?\n");
  EXPECT("roads,17\nfirms,x\n",
         "1 roads 17 2021-06-30\n"
         "2! firms: \"x\" is not a figure: type it as 62, +5, 1.2万, or with a day and "
         "a note: 62 @2021-06 # note.\n");
  EXPECT("target\tvalue\nroads\t17\n", "2 roads 17 2021-06-30\n");
  SAYS("nobody\t17\n", "1! the first line names no column");
  SAYS("roads\t17\tx\n", "1! the first line names no column");
  paste = false;
  SAYS("roads\t17\n", "1! the first line names no column; it says what stands where, such as target,value; "
                      "there are: \"roads\", \"17\"\n");
}

/* ---- headers that are wrong ---- */

static void unknown_columns_are_named_once(void **state)
{
  (void)state;
  EXPECT("序号,指标名称,目标值,完成值,完成率,\n1,打通断头路,32,17,53%,\n",
         "2 roads 17 2021-06-30\n1? columns that are not known are left out: \"序号\", \"目标值\", "
         "\"完成率\"\n");
  EXPECT("target,value,count\nroads,17,x\n",
         "2 roads 17 2021-06-30\n1? columns that are not known are left out: \"count\"\n");
  SAYS("target,value,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10\nroads,17\n", "\"c8\" and 2 more\n");
  SAYS_ZH("序号,指标,数值\n1,roads,17\n", "1? 以下列未识别，已忽略：“序号”");
}

static void a_near_header_is_asked_about(void **state)
{
  (void)state;
  EXPECT("tagret,valeu\nroads,17\n", "1! no column is called \"tagret\"; did you mean \"target\"?\n"
                                     "1! no column is called \"valeu\"; did you mean \"value\"?\n");
  EXPECT("target,value,thruogh\nroads,17,5\n",
         "1! no column is called \"thruogh\"; did you mean \"through\"?\n");
  SAYS("target,value,notes\nroads,17,\n", "did you mean \"note\"?");
  SAYS("target,value,截至日其\nroads,17,5\n", "did you mean \"截至日期\"?");
  SAYS_ZH("指标,完成直,备注\nroads,17,\n", "没有名为“完成直”的列；是不是“完成值”？");
  EXPECT("target,value,date,rate\nroads,17,6,\n",
         "2 roads 17 2021-06-30\n1? columns that are not known are left out: \"rate\"\n");
}

static void a_missing_column_is_told_with_those_there(void **state)
{
  (void)state;
  EXPECT("target,through\nroads,6\n", "1! no column has the figures: call one value or figure (数值, 实际, "
                                      "完成值); there are: \"target\", \"through\"\n");
  SAYS("value,through\n17,6\n", "1! no column names the target: call one target, id or name (目标, 编号, "
                                "指标名称); there are: \"value\", \"through\"\n");
  SAYS("target,count\nhomes,6\n", "1! how many are done says nothing without the whole");
  SAYS("target,of\nhomes,6\n", "1! the whole says nothing without how many are done");
  SAYS("target,value,数值\nroads,17,17\n", "1! columns \"value\" and \"数值\" are about the same");
  SAYS("", "1! nothing is in it");
  SAYS("\n\n# only\n", "1! nothing is in it");
  SAYS_ZH("", "1! 内容为空");
}

/* ---- rows that are wrong ---- */

static void every_bad_row_is_told(void **state)
{
  (void)state;
  EXPECT("target,value,through\n"
         "raods,17,6\n"
         "断头路,17,6\n"
         "roads,1x2,6\n"
         "roads,17,soon\n"
         "roads,17,7\n"
         "late,3,2021-04-30\n"
         ",17,6\n"
         "园区,1,6\n"
         "roads,17 @5,6\n"
         "firms,9,6\n",
         "11 firms 9 2021-06-30\n"
         "2! there is no target \"raods\"; near it: roads\n"
         "3! there is no target \"断头路\"; near it: roads\n"
         "4! roads: \"1x2\": \"x2\" after the number is not understood: type the figure in roads alone.\n"
         "5! roads: \"soon\" is not a day: write 2021-06-30, 2021-06 or 6\n"
         "6! roads: \"17\": 2021-07-31 is still to come (today is 2021-07-13): a figure covers days that are "
         "over.\n"
         "7! late: \"3\": 2021-04-30 is before the start, 2021-05-01: give a later day, such as 62 "
         "@2021-05-01.\n"
         "8! a figure without a target\n"
         "9! \"园区\" is the name of park and of late: give the id\n"
         "10! roads: two days: \"6\", and another one in \"17 @5\"\n");
  SAYS_ZH("target,value\nroads,1x2\n", "2! roads: “1x2”：数值后的“x2”无法识别");
  SAYS("target,value\nzzzzzz,1\n", "2! there is no target \"zzzzzz\"; give its id, or its whole name\n");
}

static void counts_that_are_wrong_are_told(void **state)
{
  (void)state;
  EXPECT("target,value,count,of\n"
         "homes,9,7,8\n"
         "homes,,7,\n"
         "homes,,5 # a,8\n"
         "roads,,7,8\n"
         "homes,,9,8\n",
         "2! homes: a figure and a count in one row: keep one of them\n"
         "3! homes: how many of how many: one of the two is blank\n"
         "4! homes: \"5 # a\" of \"8\": give two whole numbers\n"
         "5! roads: \"7/8\": only coverage and milestones are entered as part/whole.\n"
         "6! homes: \"9/8\": 9 is more than all, 8. The part comes first: done/all.\n");
}

static void the_same_day_twice_names_both_rows(void **state)
{
  (void)state;
  SAYS("target,value,through\nroads,17,6\nfirms,1,6\n打通断头路,18,2021-06-30\n",
       "4! roads: line 2 has a figure for 2021-06-30 too: keep one of them\n");
  SAYS("target,value,through\nroads,12,5\nroads,13,5\n",
       "3! roads: line 2 has a figure for 2021-05-31 too: keep one of them\n");
  SAYS_ZH("target,value\nroads,17\nroads,17\n", "3! roads: 第 2 行也有 2021-06-30 的数");
  static const char text[] = "target,value\nroads,17\nroads,18\nfirms,x\n";
  char *got = read_bytes(text, sizeof text - 1, LANG_EN); /* in the text's order */
  const char *first = strstr(got, "3! "), *second = strstr(got, "4! ");
  assert_true(first && second && first < second);
  free(got);
}

/* Which figure would it be added to? */
static void a_change_after_a_new_figure_is_refused(void **state)
{
  (void)state;
  SAYS("target,value,through\nroads,13,5\nroads,+5,6\n",
       "3! roads: the change would be added to the plan's figure, and line 2 has a newer one");
  EXPECT("target,value,through\nroads,+5,6\nroads,12,5\nroads,6,3\n",
         "2 roads 17 2021-06-30\n3= roads 12 2021-05-31\n4 roads 6 2021-03-31\n"
         "4? roads: 2021-03 already has 5: replace it with 6?\n");
}

static void notes_that_are_wrong_are_told(void **state)
{
  (void)state;
  EXPECT("target,value,note\nroads,17 # a,b\nfirms,9,a\033[31mb\n",
         "2! roads: two notes, one of them behind the figure: keep one\n"
         "3! firms: The note has a character that can't be shown (\"a\uFFFD[31mb\"): take it out or type the "
         "note again.\n");
}

static void another_separator_is_told(void **state)
{
  (void)state;
  EXPECT("target;value\nroads,17\n一、道路，桥梁\nfirms;9\n打通断头路\t3\n",
         "4 firms 9 2021-06-30\n"
         "2! the cells are parted by \",\" here, and by \";\" in the header\n"
         "5! the cells are parted by \"tab\" here, and by \";\" in the header\n~1\n");
}

static void a_figure_with_a_bare_comma_is_refused(void **state)
{
  (void)state;
  EXPECT("target,value\nfirms,2,100\nroads,17,,\n",
         "3 roads 17 2021-06-30\n"
         "2! more cells than the 2 of the header: put a cell with \",\" in it in quotation marks\n");
}

static void quotation_marks_that_are_wrong_lose_no_row(void **state)
{
  (void)state;
  EXPECT(
      "target,value,note\nroads,17,5\" pipe\nfirms,x,\n",
      "2! a quotation mark stands inside a cell: put the cell in quotation marks, and write those inside it "
      "twice\n"
      "3! firms: \"x\" is not a figure: type it as 62, +5, 1.2万, or with a day and a note: 62 @2021-06 # "
      "note.\n");
  SAYS("target,value,note\nfirms,9,a\nroads,17,\"never closed\nfirms,x,\n",
       "3! a quotation mark in this row is never closed");
  SAYS("target,value,note\nroads,17,\"a\"b\nfirms,x,\n", "3! firms: \"x\"");
}

static void what_is_no_utf8_is_refused_with_the_way_out(void **state)
{
  (void)state;
  SAYS("target,value\nroads,17\n\xb4\xf2\xcd\xa8,17\n",
       "3! this is not UTF-8, perhaps GBK: in Excel or WPS choose Save As");
  SAYS_ZH("\xb4\xf2\xcd\xa8,17\n", "1! 不是UTF-8编码，可能是GBK：请在Excel或WPS中另存为“CSV UTF-8");
  SAYS("\xff\xfet\n", "1! this is UTF-16:");
  SAYS("PK\3\4\xff\n", "1! this is a workbook:");
  char *got = read_bytes("target,value\nroads,1\0007\n", 22, LANG_EN);
  assert_non_null(strstr(got, "2! here is a NUL byte"));
  free(got);
}

static void long_cells_are_refused(void **state)
{
  (void)state;
  struct buf text = {0};
  buf_puts(&text, "target,value\nroads,");
  for (int i = 0; i < 100000; i++)
    buf_putc(&text, '1');
  buf_puts(&text, "\n");
  for (int i = 0; i < 100000; i++)
    buf_puts(&text, "断");
  buf_puts(&text, ",1\n");
  char *got = read_bytes(text.data, text.len, LANG_EN);
  assert_non_null(strstr(got, "2! a cell of 100000 bytes, more than 400: \"1111"));
  assert_non_null(strstr(got, "3! a cell of 300000 bytes, more than 400: \"断断"));
  assert_true(strlen(got) < 400);
  free(got);
  buf_release(&text);
}

/* ---- doubts ---- */

/* A row is held against those above it in time, not only against the plan. */
static void doubts_are_warnings_by_line(void **state)
{
  (void)state;
  EXPECT("target,value,through\nroads,170,6\n",
         "2 roads 170 2021-06-30\n2? roads: 170 is ten times the last figure or more (12, 2021-05): is it "
         "right?\n");
  EXPECT("target,value,through\nfirms,1000,4\nfirms,900,6\nfirms,1100,5\n",
         "2 firms 1000 2021-04-30\n3 firms 900 2021-06-30\n4 firms 1100 2021-05-31\n"
         "3? firms: 900 is less than the last figure (1100, 2021-05), and this one can only rise: is it "
         "right?\n");
  SAYS("target,value,through\nfirms,1000,2021/6/1\n",
       "2? firms: \"2021/6/1\" is the first day of a month: is its end meant?\n");
}

/* ---- any bytes ---- */

static void any_bytes_give_an_answer(void **state)
{
  (void)state;
  static const char *const pieces[] = {"target", "value", ",",    "\t",    ";",       "，",   "\n", "\r\n",
                                       "\r",     "\"",    "\"\"", "roads", "17",      "+5",   "@6", "# ",
                                       "断",     "note",  "of",   "count", "708/720", "\xff", " ",  "园区",
                                       "9",      "数值",  "6月",  "\n",    "homes",   "截至"};
  struct edit_random random = {7};
  for (int round = 0; round < 20000; round++) {
    struct buf text = {0};
    buf_puts(&text, round % 2 ? "target,value,through,note\n" : "");
    for (int n = edit_pick(&random, 40); n > 0; n--) {
      if (edit_pick(&random, 60) == 0)
        buf_putc(&text, (char)edit_pick(&random, 256));
      else
        buf_puts(&text, pieces[edit_pick(&random, (int)(sizeof pieces / sizeof *pieces) - (round % 8 > 0))]);
    }
    paste = round % 3 == 0;
    free(read_bytes(text.data, text.len, round % 5 ? LANG_EN : LANG_ZH));
    buf_release(&text);
  }
  paste = false;
}

static void a_file_of_mistakes_comes_to_an_end(void **state)
{
  (void)state;
  struct buf text = {0};
  buf_puts(&text, "target,value\n");
  for (int i = 0; i < 100000; i++)
    buf_puts(&text, "nobody,1\n");
  char *got = read_bytes(text.data, text.len, LANG_EN);
  assert_non_null(strstr(got, "10001! there is no target"));
  assert_non_null(strstr(got, "too many errors; the rest was not read"));
  assert_null(strstr(got, "10002!"));
  free(got);
  buf_release(&text);
}

/* The days of a target's readings and their values, "03-31=5 05-31=12". */
static void put_days(struct buf *out, const struct target *t)
{
  for (size_t i = 0; i < t->reading_count; i++) {
    char day[16], value[32];
    const struct reading *r = target_nth(t, i);
    buf_printf(out, "%s%s=%s", i > 0 ? " " : "", date_format(r->through, day, sizeof day) + 5,
               decimal_print(r->value, value, sizeof value));
  }
}

static void put_step(void *out, size_t row, const struct target *before, const struct target *after)
{
  (void)row;
  buf_printf(out, "%s: ", after->id);
  put_days(out, before);
  buf_puts(out, " > ");
  put_days(out, after);
  buf_putc(out, '\n');
}

static void rows_are_entered_one_after_the_other(void **state)
{
  (void)state;
  static const char text[] = "target,through,value\nroads,2021-06-30,20\nfirms,2021-02-28,7\n"
                             "roads,2021-04-30,8\nroads,2021-05-31,12\nroads,2021-03-31,6\n"
                             "roads,2021-01-31,1\nfirms,2021-01-31,3\nroads,2021-02-28,2\n";
  struct import_ask ask = {.plan = plan, .today = date_of(2021, 7, 13)};
  struct problems p = {.lang = LANG_EN};
  struct import im;
  struct buf out = {0};
  assert_int_equal(import_read(&im, text, sizeof text - 1, &ask, &p), OK);
  import_walk(&im, put_step, &out);
  assert_string_equal(out.data, "roads: 03-31=5 05-31=12 > 01-31=1 03-31=5 05-31=12\n"
                                "roads: 01-31=1 03-31=5 05-31=12 > 01-31=1 02-28=2 03-31=5 05-31=12\n"
                                "roads: 01-31=1 02-28=2 03-31=5 05-31=12 > "
                                "01-31=1 02-28=2 03-31=6 05-31=12\n"
                                "roads: 01-31=1 02-28=2 03-31=6 05-31=12 > "
                                "01-31=1 02-28=2 03-31=6 04-30=8 05-31=12\n"
                                "roads: 01-31=1 02-28=2 03-31=6 04-30=8 05-31=12 > "
                                "01-31=1 02-28=2 03-31=6 04-30=8 05-31=12 06-30=20\n"
                                "firms:  > 01-31=3\nfirms: 01-31=3 > 01-31=3 02-28=7\n");
  buf_release(&out);
  import_release(&im);
  problems_release(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(headers_are_read_in_both_languages_and_any_order),
      cmocka_unit_test(rows_are_entered_one_after_the_other),
      cmocka_unit_test(every_name_of_the_table_is_understood),
      cmocka_unit_test(a_sheet_of_excel_is_read),
      cmocka_unit_test(the_grammar_is_the_consoles),
      cmocka_unit_test(a_row_without_a_figure_is_counted),
      cmocka_unit_test(rows_without_a_day_or_note_get_the_calls),
      cmocka_unit_test(a_figure_that_is_there_is_unchanged),
      cmocka_unit_test(several_columns_may_tell_the_target),
      cmocka_unit_test(a_paste_needs_no_header),
      cmocka_unit_test(unknown_columns_are_named_once),
      cmocka_unit_test(a_near_header_is_asked_about),
      cmocka_unit_test(a_missing_column_is_told_with_those_there),
      cmocka_unit_test(every_bad_row_is_told),
      cmocka_unit_test(counts_that_are_wrong_are_told),
      cmocka_unit_test(the_same_day_twice_names_both_rows),
      cmocka_unit_test(a_change_after_a_new_figure_is_refused),
      cmocka_unit_test(notes_that_are_wrong_are_told),
      cmocka_unit_test(another_separator_is_told),
      cmocka_unit_test(a_figure_with_a_bare_comma_is_refused),
      cmocka_unit_test(quotation_marks_that_are_wrong_lose_no_row),
      cmocka_unit_test(what_is_no_utf8_is_refused_with_the_way_out),
      cmocka_unit_test(long_cells_are_refused),
      cmocka_unit_test(doubts_are_warnings_by_line),
      cmocka_unit_test(any_bytes_give_an_answer),
      cmocka_unit_test(a_file_of_mistakes_comes_to_an_end),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
