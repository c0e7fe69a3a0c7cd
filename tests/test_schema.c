/* From text to plan: the schema's mistakes with their places, what a target means when little is said, and
 * texts that were damaged in ten thousand ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_store.h"

#define HEAD                                                                                                 \
  "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"      \
  "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
#define TAIL "\n); } );\n"

struct mistake {
  const char *text;
  const char *messages;
};

/* A target, which is line 4 of the dataset, and its messages. */
static const struct mistake targets[] = {
    {"{ }", "4:1: target 1 of this pane: 'id' is missing: an id in quotation marks\n"
            "4:1: target 1 of this pane: 'name' is missing: a text, or { zh = \"…\"; en = \"…\"; }\n"
            "4:1: target 1 of this pane: 'kind' is missing: cumulative, rate, level, coverage, milestone\n"},
    {"7", "4:1: pane 'p': a target should be a group { }, not a whole number\n"},
    {"{ id = \"Bad Id\"; name = \"\"; kind = \"rate\"; target = 1; }",
     "4:8: target 'Bad Id': \"Bad Id\" is no id; an id has 1 to 64 of a-z 0-9 and -\n"
     "4:25: target 'Bad Id': name is empty\n"},
    {"{ id = 7; name = 7; kind = 7; target = true; }",
     "4:8: target 1 of this pane: id should be an id in quotation marks, not a whole number\n"
     "4:18: target 1 of this pane: name should be a text, or { zh = \"…\"; en = \"…\"; }, not a whole "
     "number\n"
     "4:28: target 1 of this pane: kind should be a word in quotation marks, not a whole number\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; }", "4:1: target 't': 'target' is missing: a number\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulatve\"; target = 1; }",
     "4:32: target 't': kind \"cumulatve\" is not one of cumulative, rate, level, coverage, milestone\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; nme = \"x\"; xyzzy = 1; }",
     "4:59: target 't': unknown setting 'nme'; did you mean 'name'?\n"
     "4:70: target 't': unknown setting 'xyzzy'\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; sense = \"done\"; }",
     "4:67: target 't': sense \"done\" is for milestones; this target is a cumulative\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; sense = \"at-least\"; }",
     "4:53: target 't': a milestone has sense \"done\", not \"at-least\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; target = 1; stretch = 2; baseline = 0; tolerance = "
     "1; }",
     "4:45: target 't': a milestone takes no target: it is done or not done\n"
     "4:57: target 't': a milestone takes no stretch\n"
     "4:70: target 't': a milestone takes no baseline\n"
     "4:84: target 't': a milestone takes no tolerance\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; target = (1, 2); }",
     "4:49: target 't': two numbers are for sense \"between\"; this target takes one\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; sense = \"between\"; target = 5; }",
     "4:68: target 't': sense \"between\" needs two numbers: target = [low, high];\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; sense = \"between\"; target = [1, 2, 3]; }",
     "4:68: target 't': sense \"between\" needs two numbers: target = [low, high];\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; sense = \"between\"; target = (3, 3); }",
     "4:68: target 't': the low end of the range should be less than the high end\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; sense = \"between\"; target = [1.5, 2.5]; stretch = 3; }",
     "4:80: target 't': a range takes no stretch\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; sense = \"betwixt\"; target = [1.5, 2.5]; }",
     "4:48: target 't': sense \"betwixt\" is not one of at-least, more-than, about, at-most, less-than, "
     "between, done\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"coverage\"; target = 101; }",
     "4:53: target 't': the target of a coverage is more than 0 and at most 100\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"coverage\"; target = 0; }",
     "4:53: target 't': the target of a coverage is more than 0 and at most 100\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; decimals = 7; weight = -1; tolerance = "
     "-0.5; }",
     "4:70: target 't': decimals should be between 0 and 6\n"
     "4:82: target 't': weight can't be negative: -1\n"
     "4:98: target 't': tolerance can't be negative: -0.5\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; decimals = 1.5; weight = \"2\"; }",
     "4:70: target 't': decimals should be a whole number without quotation marks, not a number with a "
     "point\n"
     "4:84: target 't': weight should be a number without quotation marks, not a text in quotation marks\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; stretch = 9; }",
     "4:69: target 't': stretch is easier than the target; it should go beyond it\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"level\"; sense = \"at-most\"; target = 10; stretch = 11; }",
     "4:83: target 't': stretch is easier than the target; it should go beyond it\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; start = \"2020-12-31\"; due = "
     "\"2022-01-01\"; }",
     "4:67: target 't': start is outside the plan, 2021-01-01 to 2021-12-31\n"
     "4:87: target 't': due is outside the plan, 2021-01-01 to 2021-12-31\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; start = \"2021-07-01\"; due = "
     "\"2021-06-30\"; }",
     "4:87: target 't': due 2021-06-30 is before start 2021-07-01\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; due = \"2021-02-29\"; start = "
     "\"01.01.2021\"; }",
     "4:65: target 't': \"2021-02-29\" is no day; a date is written \"YYYY-MM-DD\", as in \"2021-06-30\"\n"
     "4:87: target 't': \"01.01.2021\" is no day; a date is written \"YYYY-MM-DD\", as in \"2021-06-30\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; start = \"2021-06-30\"; due = "
     "\"2021-06-30\"; }",
     ""},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; pace = \"weeks\"; status = \"gone\"; }",
     "4:66: target 't': pace \"weeks\" is not one of months, days\n"
     "4:84: target 't': status \"gone\" is not one of active, cancelled, adjusted\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; pace = \"days\"; plan = ( { through = "
     "\"2021-06-30\"; share = 0.5; } ); }",
     "4:59: target 't': pace and plan exclude each other\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; plan = ( { through = \"2021-06-30\"; "
     "share = 0.5; }, { through = \"2021-06-30\"; share = 0.6; }, { through = \"2021-09-30\"; share = 0.4; "
     "}, { through = \"2022-01-01\"; share = 1.5; }, { share = 1; } ); }",
     "4:122: target 't': the points of a plan go forward in time\n"
     "4:186: target 't': the share of a plan can't fall\n"
     "4:228: target 't': share should be between 0 and 1, not 1.5\n"
     "4:236: target 't': 'through' is missing: a date in quotation marks, as in \"2021-06-30\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; stages = ( { name = \"s\"; } ); }",
     "4:59: target 't': stages are for milestones\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; stages = ( { name = \"s\"; weight = 0; } ); }",
     "4:54: target 't': all stages weigh 0; at least one should weigh more\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; stages = ( ); }",
     "4:54: target 't': stages is empty; leave it out, or list the stages\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; stages = ( { name = \"s\"; due = \"2022-06-30\"; "
     "weight = -1; }, { }, \"s\" ); }",
     "4:76: target 't': this day is not between 2021-01-01 and 2021-12-31\n"
     "4:99: target 't': weight can't be negative: -1\n"
     "4:106: target 't': 'name' is missing: a text, or { zh = \"…\"; en = \"…\"; }\n"
     "4:111: target 't': a stage should be a group { }, not a text in quotation marks\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; owners = 7; }",
     "4:68: target 't': owners should be a text in quotation marks, not a whole number\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; owners = ( \"a\", 7 ); }",
     "4:75: target 't': owners should be a text in quotation marks, not a whole number\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; owners = { a = 1; }; }",
     "4:68: target 't': owners should be a text in quotation marks, not a group { }\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; items = ( { name = \"road\"; done = "
     "\"2021-13-01\"; }, { } ); }",
     "4:93: target 't': \"2021-13-01\" is no day; a date is written \"YYYY-MM-DD\", as in \"2021-06-30\"\n"
     "4:110: target 't': 'name' is missing: a text, or { zh = \"…\"; en = \"…\"; }\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"rate\"; target = 1; items = ( { name = \"x\"; } ); }",
     "4:60: target 't': items are for targets that count whole things\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; waived = { reason = \"r\"; }; }",
     "4:68: target 't': 'until' is missing: a date in quotation marks, as in \"2021-06-30\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; waived = { until = \"2020-06-30\"; "
     "untl = 1; }; }",
     "4:78: target 't': until is before the target's start\n"
     "4:92: target 't': unknown setting 'untl'; did you mean 'until'?\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; waived = \"2021-06-30\"; }",
     "4:68: target 't': waived should be a group { }, not a text in quotation marks\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = { }; }",
     "4:70: target 't': readings should be a list ( ), not a group { }\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( 5, { } ); }",
     "4:72: target 't': a reading should be a group { }, not a whole number\n"
     "4:75: target 't': 'through' is missing: a date in quotation marks, as in \"2021-06-30\"\n"
     "4:75: target 't': a reading needs a figure: value = …\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( { through = "
     "\"2021-06-31\"; value = \"5\"; } ); }",
     "4:84: target 't': \"2021-06-31\" is no day; a date is written \"YYYY-MM-DD\", as in \"2021-06-30\"\n"
     "4:106: target 't': value should be a number without quotation marks, not a text in quotation marks\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( { through = "
     "\"2020-12-31\"; value = 5; } ); }",
     "4:84: target 't': this reading is before the start, 2021-01-01\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( { through = "
     "\"2021-03-31\"; value = 5; }, { through = \"2021-02-28\"; value = 6; }, { through = \"2021-03-31\"; "
     "value = 5; } ); }",
     "4:152: target 't': a second reading for 2021-03-31; one day has one\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( { through = "
     "\"2021-03-31\"; count = 1; of = 2; } ); }",
     "4:98: target 't': count and of are for coverage and milestones; write value = …\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"coverage\"; readings = ( { through = \"2021-03-31\"; count = 1; "
     "of = 2; value = 3; }, { through = \"2021-04-30\"; count = 1; }, { through = \"2021-05-31\"; count = 0; "
     "of = 0; }, { through = \"2021-06-30\"; count = -1; of = 2; }, { through = \"2021-07-31\"; count = 3; "
     "of = 2; } ); }",
     "4:83: target 't': a reading has either value, or count and of\n"
     "4:142: target 't': count and of belong together: count = 708; of = 720;\n"
     "4:198: target 't': of should be at least 1\n"
     "4:238: target 't': count can't be negative\n"
     "4:287: target 't': count 3 is more than of 2\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; readings = ( { through = \"2021-03-31\"; value = 2; "
     "}, { through = \"2021-04-30\"; value = 0.5; } ); }",
     "4:92: target 't': value should be 1 (done) or 0 (not done)\n"
     "4:132: target 't': value should be 1 (done) or 0 (not done)\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"milestone\"; stages = ( { name = \"a\"; }, { name = \"b\"; } ); "
     "readings = ( { through = \"2021-03-31\"; value = 3; }, { through = \"2021-04-30\"; value = 2; } ); }",
     "4:139: target 't': value should be how many of the 2 stages are done\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; readings = ( { through = "
     "\"2021-03-31\"; value = 5; at = \"yesterday\"; } ); }",
     "4:114: warning: target 't': at is a time as in \"2021-07-13T10:02:11+08:00\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; note = { fr = \"x\"; }; unit = { }; }",
     "4:68: target 't': unknown setting 'fr'\n"
     "4:88: target 't': a name needs zh = \"…\" or en = \"…\"\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; note = \"a\n"
     "b\"; }",
     "4:66: warning: target 't': characters that a screen must not get are left out or shown as U+FFFD or a "
     "blank: a "
     "b\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; note = \"\u202egnp.exe\"; }",
     "4:66: warning: target 't': characters that a screen must not get are left out or shown as U+FFFD or a "
     "blank: "
     "�gnp.exe\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; target = 11; }",
     "4:59: 'target' is set a second time; it is set in line 4 already\n"},
    {"{ id = \"t\"; name = \"T\"; kind = \"cumulative\"; target = 10; },\n"
     "{ id = \"t\"; name = \"T\"; kind = \"rate\"; target = 1; }",
     "5:8: target 't': the target of line 4 has this id already\n"},
    {"{ id = \"t\"; name = \"T; kind = \"rate\"; target = 1; }",
     "4:20: this text is never closed: a '\"' is missing in this line\n"},
    {"{ id = \"t\" name = \"T\"; kind \"rate\"; target = 1; x: 1 }",
     "4:29: '=' is missing after 'kind'\n"
     "4:49: target 't': unknown setting 'x'\n"},
    {"{ id = \"t\"; kind = rate; name = T; target = 1O; }",
     "4:20: 'rate' is no value; text stands in quotation marks, as in \"…\"\n"},
};

/* Whole datasets. */
static const struct mistake datasets[] = {
    {"", "1:1: the dataset is empty\n"},
    {"format = 2; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; }; panes "
     "= ( { id = \"p\"; name = \"P\"; targets = ( ); } );",
     "1:10: this program reads format 1, not format 2\n"},
    {"format = \"1\"; plan = ( ); panes = { };",
     "1:10: format should be a whole number without quotation marks, not a text in quotation marks\n"
     "1:22: plan should be a group { }, not a list ( )\n"
     "1:35: panes should be a list ( ), not a group { }\n"},
    {"format = 1; plan = { }; panes = ( );",
     "1:20: plan: 'title' is missing: a text, or { zh = \"…\"; en = \"…\"; }\n"
     "1:20: plan: 'period' is missing: a group { }\n"
     "1:33: a plan has 1 to 9 panes, not 0\n"},
    {"format = 1; plan = { title = { zh = \"T\"; }; period = { from = \"2021-12-31\"; to = \"2021-01-01\"; "
     "lag = -1; grace = 367; reports = \"daily\"; }; lights = { ahead = -1; pace = 1.5; behind = \"x\"; itms "
     "= 2; }; demo = \"yes\"; previous = 2020; }; panes = ( { id = \"p\"; name = \"P\"; targets = ( ); } );",
     "1:82: plan: the period ends before it begins: to should be later than from\n"
     "1:102: plan: lag should be between 0 and 366\n"
     "1:114: plan: grace should be between 0 and 366\n"
     "1:129: plan: reports \"daily\" is not one of monthly, quarterly, half-yearly, yearly\n"
     "1:160: plan: ahead can't be negative: -1\n"
     "1:171: plan: pace should be between 0 and 1, not 1.5\n"
     "1:185: plan: behind should be a number without quotation marks, not a text in quotation marks\n"
     "1:190: plan: unknown setting 'itms'; did you mean 'items'?\n"
     "1:210: plan: demo should be true or false, not a text in quotation marks\n"
     "1:228: plan: previous should be a text in quotation marks, not a whole number\n"},
    {"format = 1; pln = { }; panes = ( { id = \"p\"; name = \"P\"; targets = ( ); }, { id = \"p\"; name = "
     "\"P\"; targets = ( ); }, { }, 5 );",
     "1:13: unknown setting 'pln'; did you mean 'plan'?\n"
     "1:83: pane 'p': another pane has this id already\n"
     "1:118: pane 3: 'id' is missing: an id in quotation marks\n"
     "1:118: pane 3: 'name' is missing: a text, or { zh = \"…\"; en = \"…\"; }\n"
     "1:118: pane 3: 'targets' is missing: a list ( )\n"
     "1:123: a pane should be a group { }, not a whole number\n"},
    {"format = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; }; panes "
     "= ( { id = \"p0\"; name = \"P\"; targets = ( ); }, { id = \"p1\"; name = \"P\"; targets = ( ); }, { id "
     "= \"p2\"; name = \"P\"; targets = ( ); }, { id = \"p3\"; name = \"P\"; targets = ( ); }, { id = "
     "\"p4\"; name = \"P\"; targets = ( ); }, { id = \"p5\"; name = \"P\"; targets = ( ); }, { id = \"p6\"; "
     "name = \"P\"; targets = ( ); }, { id = \"p7\"; name = \"P\"; targets = ( ); }, { id = \"p8\"; name = "
     "\"P\"; targets = ( ); }, { id = \"p9\"; name = \"P\"; targets = ( ); } );",
     "1:100: a plan has 1 to 9 panes, not 10\n"},
    {"format = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; \n"
     "panes = ( { id = \"p\"; name = \"P\"; targets = ( ); } );",
     "1:20: '{' is never closed: the text ends before '}'\n"},
};

static void check_messages(const char *text, const char *messages)
{
  struct buf printed = {0};
  struct buf want = {0};

  plan_free(store_load(text, strlen(text), LANG_EN, &printed));
  buf_puts(&want, "");
  for (const char *line = messages; *line; line += strcspn(line, "\n") + 1)
    buf_printf(&want, "x:%.*s", (int)strcspn(line, "\n") + 1, line);
  assert_string_equal(printed.data, want.data);
  buf_release(&printed);
  buf_release(&want);
}

static void test_mistakes_of_targets(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
    struct buf text = {0};
    buf_printf(&text, "%s%s%s", HEAD, targets[i].text, TAIL);
    check_messages(text.data, targets[i].messages);
    buf_release(&text);
  }
}

static void test_mistakes_of_datasets(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof datasets / sizeof *datasets; i++)
    check_messages(datasets[i].text, datasets[i].messages);
}

static void test_twenty_mistakes(void **state)
{
  (void)state;
  struct buf text = {0};
  static const char *const golden[] = {
      [LANG_EN] = "tests/data/twenty-mistakes.en", [LANG_ZH] = "tests/data/twenty-mistakes.zh"};

  store_read("tests/data/twenty-mistakes.conf", &text);
  for (int lang = LANG_EN; lang <= LANG_ZH; lang++) {
    struct buf printed = {0};
    size_t lines = 0;
    assert_null(store_load(text.data, text.len, (enum lang)lang, &printed));
    for (const char *c = printed.data; (c = strchr(c, '\n')) != NULL; c++)
      lines++;
    assert_int_equal(lines, 20);
    store_golden(golden[lang], &printed);
    buf_release(&printed);
  }
  buf_release(&text);
}

/* More mistakes than anybody reads: the rest is not listed. */
static void test_reports_are_bounded(void **state)
{
  (void)state;
  struct buf text = {0};
  struct buf printed = {0};
  size_t lines = 0;

  buf_puts(&text, HEAD);
  for (int i = 0; i < 5000; i++)
    buf_printf(&text, "%s{ id = \"t\"; name = \"a\\nb\"; kind = \"rate\"; target = 1; x = 1; }\n",
               i > 0 ? "," : "");
  buf_puts(&text, TAIL);
  assert_null(store_load(text.data, text.len, LANG_EN, &printed));
  for (const char *c = printed.data; (c = strchr(c, '\n')) != NULL; c++)
    lines++;
  assert_in_range(lines, 201, 402);
  assert_non_null(strstr(printed.data, "more mistakes follow; these are the first 200\n"));
  buf_release(&printed);
  buf_release(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_mistakes_of_targets),
      cmocka_unit_test(test_mistakes_of_datasets),
      cmocka_unit_test(test_twenty_mistakes),
      cmocka_unit_test(test_reports_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
