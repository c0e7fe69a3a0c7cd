/* Edits of the text: every layout by example, then random changes over random layouts, each loaded again and
 * compared with what it should say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/store/load.h"
#include "guatu/store/same.h"
#include "guatu/store/splice_parts.h"
#include "support_edit.h"

#define HEAD                                                                                                 \
  "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"      \
  "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
#define TAIL  "\n) } );\n"
#define START "{ id = \"a\"; name = \"A\"; kind = \"cumulative\"; target = 32; "
#define COVER "{ id = \"a\"; name = \"A\"; kind = \"coverage\"; "

/* ---- one change of one target ---- */

struct example {
  const char *what;
  const char *before, *after; /* the target's group */
  const char *day, *figure;   /* figure NULL: taken out */
  const char *note;
  bool one_way; /* taking out again does not give `before` */
};

static const struct example examples[] = {
    {"first reading, target over several lines",
     "  { id = \"a\"; name = \"A\";\n    kind = \"cumulative\"; target = 32; # thirty-two\n  }",
     "  { id = \"a\"; name = \"A\";\n    kind = \"cumulative\"; target = 32; # thirty-two\n    readings = "
     "(\n      { through = "
     "\"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; }\n    );\n  }",
     "2021-06-30", "17", "", false},
    {"first reading, the brace ends the last line",
     "  { id = \"a\"; name = \"A\";\n    kind = \"cumulative\"; target = 32; }",
     "  { id = \"a\"; name = \"A\";\n    readings = (\n      { through = \"2021-06-30\"; value = 17.5; by = "
     "\"li\"; at = \"T\"; }\n    );\n    "
     "kind = \"cumulative\"; target = 32; }",
     "2021-06-30", "17.5", "", false},
    {"first reading, one line", START "}",
     START "readings = ( { through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "17", "", false},
    {"first reading, no terminator, colons", "{ id : \"a\" name : \"A\" kind : \"cumulative\" target : 32 }",
     "{ id : \"a\" name : \"A\" kind : \"cumulative\" target : 32 readings : ( { through : \"2021-06-30\"; "
     "value : 17; by : \"li\"; at : \"T\"; } "
     "); }",
     "2021-06-30", "17", "", false},
    {"first reading, tabs and CRLF",
     "\t{\r\n\t\tid = \"a\"; name = \"A\";\r\n\t\tkind = \"cumulative\"; target = 32;\r\n\t}",
     "\t{\r\n\t\tid = \"a\"; name = \"A\";\r\n\t\tkind = \"cumulative\"; target = 32;\r\n\t\treadings = "
     "(\r\n\t\t\t{ through = \"2021-06-30\"; value "
     "= 17; by = \"li\"; at = \"T\"; }\r\n\t\t);\r\n\t}",
     "2021-06-30", "17", "", false},
    {"empty list on its own line",
     "  {\n    id = \"a\"; name = \"A\"; kind = \"cumulative\"; target = 32;\n    readings = ( );\n  }",
     "  {\n    id = \"a\"; name = \"A\"; kind = \"cumulative\"; target = 32;\n    readings = (\n      { "
     "through = \"2021-06-30\"; value = 17; by "
     "= \"li\"; at = \"T\"; }\n    );\n  }",
     "2021-06-30", "17", "", true},
    {"empty list in the line", START "readings = ( ); }",
     START "readings = ( { through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "17", "", true},
    {"empty list without a blank", START "readings=(); }",
     START "readings=( { through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; } ); }", "2021-06-30",
     "17", "", true},
    {"empty list over lines with a comment", START "\n  readings = (\n    # none yet\n  ); }",
     START "\n  readings = (\n    # none yet\n    { through = \"2021-06-30\"; value = 17; by = \"li\"; at = "
           "\"T\"; }\n  ); }",
     "2021-06-30", "17", "", false},
    {"leading commas, at the end",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; } # March\n  ); }",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; } # March\n  , { through = "
           "\"2021-06-30\"; value = 17; by = \"li\"; at "
           "= \"T\"; }\n  ); }",
     "2021-06-30", "17", "", false},
    {"leading commas, between",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; } # March\n  , { through = "
           "\"2021-06-30\"; value = 17; }\n  ); }",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; } # March\n  , { through = "
           "\"2021-04-30\"; value = 9; by = \"li\"; at = "
           "\"T\"; }\n  , { through = \"2021-06-30\"; value = 17; }\n  ); }",
     "2021-04-30", "9", "", false},
    {"leading commas, at the beginning",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }\n  , { through = \"2021-06-30\"; "
           "value = 17; }\n  ); }",
     START "\n  readings = (\n    { through = \"2021-02-28\"; value = 4; by = \"li\"; at = \"T\"; }\n  , { "
           "through = \"2021-03-31\"; value = 5; "
           "}\n  , { through = \"2021-06-30\"; value = 17; }\n  ); }",
     "2021-02-28", "4", "", false},
    {"trailing commas, at the end",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; },\n    { through = \"2021-05-31\"; "
           "value = 9; }  # May\n    # the "
           "end\n  ); }",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; },\n    { through = \"2021-05-31\"; "
           "value = 9; },  # May\n    # the "
           "end\n    { through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; }\n  ); }",
     "2021-06-30", "17", "", false},
    {"trailing commas, between",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }, # March\n    # May was late\n    "
           "{ through = \"2021-05-31\"; value "
           "= 9; }\n  ); }",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }, # March\n    { through = "
           "\"2021-04-30\"; value = 7; by = \"li\"; at "
           "= \"T\"; },\n    # May was late\n    { through = \"2021-05-31\"; value = 9; }\n  ); }",
     "2021-04-30", "7", "", false},
    {"trailing commas, at the beginning",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; },\n    { through = \"2021-05-31\"; "
           "value = 9; }\n  ); }",
     START "\n  readings = (\n    { through = \"2021-02-28\"; value = 4; by = \"li\"; at = \"T\"; },\n    { "
           "through = \"2021-03-31\"; value = 5; "
           "},\n    { through = \"2021-05-31\"; value = 9; }\n  ); }",
     "2021-02-28", "4", "", false},
    {"trailing commas, brackets on the lines of the readings",
     START "\n  readings = ( { through = \"2021-03-31\"; value = 5; },\n               { through = "
           "\"2021-05-31\"; value = 9; } ); }",
     START "\n  readings = ( { through = \"2021-03-31\"; value = 5; },\n               { through = "
           "\"2021-05-31\"; value = 9; },\n               { "
           "through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "17", "", false},
    {"one line, at the end", START "readings = ( { through = \"2021-03-31\"; value = 5; } ); }",
     START "readings = ( { through = \"2021-03-31\"; value = 5; }, { through = \"2021-06-30\"; value = 17; "
           "by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "17", "", false},
    {"one line, between, close",
     START "readings=({through=\"2021-03-31\";value=5},{through=\"2021-06-30\";value=17}); }",
     START "readings=({through=\"2021-03-31\";value=5},{through=\"2021-04-30\";value=9;by=\"li\";at=\"T\"},{"
           "through=\"2021-06-30\";value=17}); }",
     "2021-04-30", "9", "", false},
    {"one line, at the beginning", START "readings = ( { through = \"2021-03-31\"; value = 5; } ); }",
     START "readings = ( { through = \"2021-01-31\"; value = 1; by = \"li\"; at = \"T\"; }, { through = "
           "\"2021-03-31\"; value = 5; } ); }",
     "2021-01-31", "1", "", false},
    {"newest first",
     START
     "readings = ( { through = \"2021-05-31\"; value = 9; }, { through = \"2021-03-31\"; value = 5; } ); }",
     START "readings = ( { through = \"2021-05-31\"; value = 9; }, { through = \"2021-04-30\"; value = 7; by "
           "= \"li\"; at = \"T\"; }, { through = "
           "\"2021-03-31\"; value = 5; } ); }",
     "2021-04-30", "7", "", false},
    {"the neighbour's order and commas",
     START "readings = ( { value: 5, note: \"n\", through: \"2021-03-31\" } ); }",
     START "readings = ( { value: 5, note: \"n\", through: \"2021-03-31\" }, { value: 17, by: \"li\", at: "
           "\"T\", note: \"x\", through: "
           "\"2021-06-30\" } ); }",
     "2021-06-30", "17", "x", false},
    {"counts beside values", COVER "readings = ( { through = \"2021-03-31\"; value = 5; } ); }",
     COVER "readings = ( { through = \"2021-03-31\"; value = 5; }, { through = \"2021-06-30\"; count = 708; "
           "of = 720; by = \"li\"; at = \"T\"; } "
           "); }",
     "2021-06-30", "708/720", "", false},
    {"an integer beyond 32 bits", START "}",
     START "readings = ( { through = \"2021-06-30\"; value = 3000000000L; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "3000000000", "", false},
    {"escapes in a note", START "}",
     START "readings = ( { through = \"2021-06-30\"; value = 1; by = \"li\"; at = \"T\"; note = \"\\\"a\\\" "
           "\\\\ 中\"; } ); }",
     "2021-06-30", "1", "\"a\" \\ 中", false},
    /* changes */
    {"a changed figure",
     START "readings = ( { through = \"2021-06-30\"; value = 17; by = \"wang\"; at = \"T0\"; } ); }",
     START "readings = ( { through = \"2021-06-30\"; value = 18; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "18", "", true},
    {"a changed figure keeps its note",
     START "readings = ( { note = \"n\"; through = \"2021-06-30\"; value = 0x11; by = \"li\"; } ); }",
     START
     "readings = ( { note = \"n\"; through = \"2021-06-30\"; value = 18; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "18", "", true},
    {"a new note in place",
     START
     "readings = ( { note = \"n\"; through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\" } ); }",
     START
     "readings = ( { note = \"new\"; through = \"2021-06-30\"; value = 17; by = \"li\"; at = \"T\" } ); }",
     "2021-06-30", "17", "new", true},
    {"by, at and note added", START "readings = ( { through = \"2021-06-30\"; value = 17 } ); }",
     START
     "readings = ( { through = \"2021-06-30\"; value = 17.5; by = \"li\"; at = \"T\"; note = \"n\" } ); }",
     "2021-06-30", "17.5", "n", true},
    {"a float stays one", START "readings = ( { through = \"2021-06-30\"; value = 17.50; } ); }",
     START "readings = ( { through = \"2021-06-30\"; value = 18.00; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "18", "", true},
    {"nothing between the settings", START "readings=({through=\"2021-06-30\"value=17by=\"w\"at=\"T\"})}",
     START "readings=({through=\"2021-06-30\"value=18 by=\"li\"at=\"T\"})}", "2021-06-30", "18", "", true},
    {"settings on lines of their own",
     START "readings = (\n  {\n    through = \"2021-06-30\";\n    value = 17;  # seventeen\n  }\n); }",
     START "readings = (\n  {\n    through = \"2021-06-30\";\n    value = 18;  # seventeen\n    by = "
           "\"li\";\n    at = \"T\";\n  }\n); }",
     "2021-06-30", "18", "", true},
    {"a value becomes a count",
     COVER "readings = ( { through = \"2021-06-30\"; value = 98.3; by = \"li\"; at = \"T\"; } ); }",
     COVER "readings = ( { through = \"2021-06-30\"; count = 708; of = 720; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "708/720", "", true},
    {"a count becomes a value",
     COVER "readings = ( { through = \"2021-06-30\"; count = 708; of = 720; by = \"li\"; at = \"T\"; } ); }",
     COVER "readings = ( { through = \"2021-06-30\"; value = 98.3; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "98.3", "", true},
    {"a count becomes a value, stamped",
     COVER "readings = ( { of = 720, count = 708, through = \"2021-06-30\" } ); }",
     COVER "readings = ( { value = 98.3, by = \"li\", at = \"T\", through = \"2021-06-30\" } ); }",
     "2021-06-30", "98.3", "", true},
    {"a value becomes a count, with a note before it",
     COVER "readings=({through=\"2021-06-30\";at=\"S\";value=98.3;}); }",
     COVER "readings=({through=\"2021-06-30\";at=\"T\";note=\"n\";count=708;of=720;by=\"li\";}); }",
     "2021-06-30", "708/720", "n", true},
    {"one more of the same whole",
     COVER "readings = ( { through = \"2021-06-30\"; count = 708; of = 720; by = \"li\"; at = \"T\"; } ); }",
     COVER "readings = ( { through = \"2021-06-30\"; count = 709; of = 720; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "709/720", "", true},
    {"a text in pieces",
     START "readings = ( { through = \"2021-06-30\"; value = 1; by = \"w\" \"ang\"; at = \"T\"; } ); }",
     START "readings = ( { through = \"2021-06-30\"; value = 2; by = \"li\"; at = \"T\"; } ); }",
     "2021-06-30", "2", "", true},
    /* taken out */
    {"out of three, leading, a comment stays",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }\n  , { through = \"2021-06-30\"; "
           "value = 17; } # June\n  ); }",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }\n    # June\n  ); }", "2021-06-30",
     NULL, "", true},
    {"the first, trailing, a comment stays",
     START "\n  readings = (\n    { through = \"2021-03-31\"; value = 5; }, # March\n    { through = "
           "\"2021-06-30\"; value = 17; }\n  ); }",
     START "\n  readings = (\n     # March\n    { through = \"2021-06-30\"; value = 17; }\n  ); }",
     "2021-03-31", NULL, "", true},
    {"the only one beside a comment",
     START "readings = ( /* later */ { through = \"2021-03-31\"; value = 5; } ); }",
     START "readings = ( /* later */  ); }", "2021-03-31", NULL, "", true},
};

/* The change that an example asks for, with the old reading as the file has it. */
static enum err change(const struct buf *text, const char *day, const char *figure, const char *note,
                       struct buf *out, struct problems *p)
{
  struct plan *plan = edit_load(text);
  struct date through;
  assert_true(date_parse(day, 10, &through));
  const struct reading *old = target_reading(plan_find(plan, "a"), through);
  struct change c = {.target = "a", .through = through, .has_old = old != NULL, .has_new = figure != NULL};
  if (old != NULL)
    c.old = *old;
  c.new = (struct reading){.through = through, .by = "li", .at = "T", .note = note};
  if (figure != NULL)
    edit_figure(figure, &c.new);
  enum err err = edit_apply(text, &c, out, p);
  plan_free(plan);
  return err;
}

static void wrap(struct buf *out, const char *group)
{
  buf_clear(out);
  buf_printf(out, HEAD "%s" TAIL, group);
}

static void test_examples(void **state)
{
  struct buf before = {0}, after = {0}, out = {0};
  (void)state;
  for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
    const struct example *e = &examples[i];
    struct problems p = {0};
    wrap(&before, e->before);
    wrap(&after, e->after);
    if (change(&before, e->day, e->figure, e->note, &out, &p) != OK)
      fail_msg("%s: %s", e->what, problems_first(&p));
    if (strcmp(out.data, after.data) != 0)
      fail_msg("%s:\n%s\ninstead of\n%s", e->what, out.data, after.data);
    if (!e->one_way) {
      if (change(&after, e->day, NULL, "", &out, &p) != OK)
        fail_msg("%s, back: %s", e->what, problems_first(&p));
      if (strcmp(out.data, before.data) != 0)
        fail_msg("%s, back:\n%s\ninstead of\n%s", e->what, out.data, before.data);
    }
    problems_release(&p);
  }
  buf_release(&before);
  buf_release(&after);
  buf_release(&out);
}

/* ---- what is refused ---- */

static void test_conflicts(void **state)
{
  struct buf text = {0}, out = {0};
  struct change c = {.target = "a", .through = date_of(2021, 6, 30), .has_new = true};
  (void)state;
  c.old =
      (struct reading){.through = c.through, .value = decimal_of(17), .by = "zhao", .at = "T0", .note = ""};
  c.new = (struct reading){.through = c.through, .value = decimal_of(19), .by = "li", .at = "T", .note = ""};
  wrap(&text, START "readings = ( { through = \"2021-06-30\"; value = 18; by = \"wang\"; at = "
                    "\"2021-07-13T10:02:11+08:00\"; } ); }");
  for (int seen = 0; seen < 2; seen++) {
    struct problems p = {0};
    c.has_old = seen;
    assert_int_equal(edit_apply(&text, &c, &out, &p), ERR_NO);
    assert_int_equal(out.len, 0);
    const char *m = problems_first(&p);
    assert_non_null(strstr(m, "18 (wang, 2021-07-13T10:02:11+08:00)"));
    assert_non_null(strstr(m, seen ? "you saw 17 (zhao, T0)" : "you saw nothing"));
    assert_non_null(strstr(m, "19"));
    problems_release(&p);
  }
  /* gone */
  struct problems p = {.lang = LANG_ZH};
  wrap(&text, START "}");
  c.has_old = true;
  assert_int_equal(edit_apply(&text, &c, &out, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "没有数"));
  problems_release(&p);
  /* somebody entered the same: nothing to argue about, nothing to change */
  wrap(&text, START "readings = ( { through = \"2021-06-30\"; value = 19; by = \"wang\"; } ); }");
  assert_int_equal(edit_apply(&text, &c, &out, &p), OK);
  assert_string_equal(out.data, text.data);
  /* taken back by somebody else as well */
  wrap(&text, START "}");
  c.has_new = false;
  assert_int_equal(edit_apply(&text, &c, &out, &p), OK);
  assert_string_equal(out.data, text.data);
  /* an undo looks at who and when, too */
  wrap(&text,
       START "readings = ( { through = \"2021-06-30\"; value = 17; by = \"zhao\"; at = \"T1\"; } ); }");
  c.exact = true;
  assert_int_equal(edit_apply(&text, &c, &out, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "T1"));
  problems_release(&p);
  buf_release(&text);
  buf_release(&out);
}

static void test_refusals(void **state)
{
  static const struct {
    const char *group, *part;
  } refusals[] = {
      {START "readings = ( { through = \"2021-06-30\"; value = 17; by = \"w\" /* who? */ \"ang\"; at = "
             "\"T\"; } ); }",
       "around line 4"},
      {START "readings = ( 5, { through = \"2021-06-30\"; value = 17; } ); }", "around line 4"},
      {START "readings = [ ]; }", "around line 4"},
  };
  struct buf text = {0}, out = {0};
  struct change c = {.target = "a", .through = date_of(2021, 6, 30), .has_old = true, .has_new = true};
  (void)state;
  c.old = (struct reading){.through = c.through, .value = decimal_of(17), .by = "", .at = "", .note = ""};
  c.new = (struct reading){.through = c.through, .value = decimal_of(19), .by = "li", .at = "T", .note = ""};
  for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    struct problems p = {0};
    wrap(&text, refusals[i].group);
    if (edit_apply(&text, &c, &out, &p) != ERR_NO)
      fail_msg("\"%s\" was not refused:\n%s", refusals[i].part, out.data);
    assert_int_equal(p.count, 1);
    assert_int_equal(out.len, 0);
    if (strstr(problems_first(&p), refusals[i].part) == NULL)
      fail_msg("%s", problems_first(&p));
    problems_release(&p);
  }
  buf_release(&text);
  buf_release(&out);
}

/* An exact change takes out what the reading it goes back to did not have. */
static void test_exact(void **state)
{
  struct buf text = {0}, out = {0};
  struct problems p = {0};
  struct change c = {
      .target = "a", .through = date_of(2021, 6, 30), .has_old = true, .has_new = true, .exact = true};
  (void)state;
  wrap(&text, START
       "readings = ( { through = \"2021-06-30\"; value = 18; by = \"li\"; at = \"T\"; note = \"n\"; } ); }");
  c.old = (struct reading){.through = c.through, .value = decimal_of(18), .by = "li", .at = "T", .note = "n"};
  c.new = (struct reading){.through = c.through, .value = decimal_of(17), .by = "", .at = "", .note = ""};
  assert_int_equal(edit_apply(&text, &c, &out, &p), OK);
  assert_non_null(strstr(out.data, START "readings = ( { through = \"2021-06-30\"; value = 17; } ); }"));
  /* a name is the same as the file has it, and as the plan has it: cleaned */
  static const char *const seen[] = {"l\ti", "l i"};
  wrap(&text,
       START "readings = ( { through = \"2021-06-30\"; value = 18; by = \"l\\ti\"; at = \"T\"; } ); }");
  for (size_t i = 0; i < 2; i++) {
    c.old.by = seen[i];
    assert_int_equal(edit_apply(&text, &c, &out, &p), OK);
  }
  c.old.by = "li";
  assert_int_equal(edit_apply(&text, &c, &out, &p), ERR_NO);
  problems_release(&p);
  buf_release(&text);
  buf_release(&out);
}

/* ---- the proof ---- */

/* Where the pieces of a text differ, the trees do; blanks and comments are no difference. */
static void test_same(void **state)
{
  static const char base[] = "a = 1; b = { c = ( 1, \"x\", 2.5 ); }; d = true;";
  static const struct {
    const char *text;
    bool same;
  } texts[] = {
      {"a = 1; b = { c = ( 1, \"x\", 2.5 ); }; d = true;", true},
      {"a=1 b : {c=(1,/* c */\"x\",2.5),} # e\nd=true\n", true},
      {"a = 2; b = { c = ( 1, \"x\", 2.5 ); }; d = true;", false},
      {"a = 1.0; b = { c = ( 1, \"x\", 2.5 ); }; d = true;", false},
      {"e = 1; b = { c = ( 1, \"x\", 2.5 ); }; d = true;", false},
      {"a = 1; b = { c = ( 1, \"y\", 2.5 ); }; d = true;", false},
      {"a = 1; b = { c = ( 1, \"x\", 2.5, 3 ); }; d = true;", false},
      {"a = 1; b = { c = ( 1, \"x\" ); }; d = true;", false},
      {"a = 1; b = { c = ( \"x\", 1, 2.5 ); }; d = true;", false},
      {"a = 1; b = ( { c = ( 1, \"x\", 2.5 ); } ); d = true;", false},
      {"a = 1; b = { c = ( 1, \"x\", 2.5 ); }; d = TRUE;", false},
      {"a = 1; b = { c = ( 1, \"x\", 2.5 ); };", false},
      {"a = 1; b = { c = ( 1, \"x\", 2.5 ); }; d = true; e = 1;", false},
      {"a = 1; b = { c = [ 1, 2 ]; }; d = true;", false},
      {"a = 1; b = { }; d = true;", false},
  };
  struct problems p = {0};
  struct doc a = {0};
  (void)state;
  assert_int_equal(doc_scan(&a, base, sizeof base - 1, &p), OK);
  uint32_t c = doc_member(&a, doc_member(&a, 0, "b"), "c");
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    struct doc b = {0};
    doc_scan(&b, texts[i].text, strlen(texts[i].text), &p);
    if (doc_same(&a, 0, &b, 0) != texts[i].same)
      fail_msg("%s", texts[i].text);
    doc_release(&b);
  }
  struct doc list = {0}, array = {0};
  assert_int_equal(doc_scan(&list, "a = ( 1 );", 10, &p), OK);
  assert_int_equal(doc_scan(&array, "a = [ 1 ];", 10, &p), OK);
  assert_false(doc_same(&list, 0, &array, 0));
  doc_release(&list);
  doc_release(&array);
  /* left out on either side, or on both at one place */
  struct doc b = {0}, moved = {0};
  static const char without[] = "a = 1; b = { }; d = true;", other[] = "a = 1; b = { c = 5; }; d = true;";
  static const char elsewhere[] = "a = 1; c = 5; b = { }; d = true;";
  assert_int_equal(doc_scan(&b, without, strlen(without), &p), OK);
  assert_true(doc_same(&a, c, &b, 0));
  assert_true(doc_same(&b, 0, &a, c));
  doc_release(&b);
  assert_int_equal(doc_scan(&b, other, strlen(other), &p), OK);
  assert_true(doc_same(&a, c, &b, doc_member(&b, doc_member(&b, 0, "b"), "c")));
  assert_false(doc_same(&a, c, &b, doc_member(&b, 0, "d")));
  assert_int_equal(doc_scan(&moved, elsewhere, strlen(elsewhere), &p), OK);
  assert_false(doc_same(&a, c, &moved, doc_member(&moved, 0, "c")));
  doc_release(&moved);
  doc_release(&b);
  doc_release(&a);
  problems_release(&p);
}

static enum err back(const struct buf *text, const struct buf *was, const struct buf *now, struct splice *s)
{
  size_t start = 0, end = 0;
  assert_true(edit_span(text, "a", &start, &end));
  return splice_back(text->data, start, end, was, now, s);
}

/* A target's bytes are put back only where exactly the others stand. */
static void test_bytes_put_back(void **state)
{
  struct buf text = {0}, was = {0}, now = {0};
  struct splice s = {0};
  (void)state;
  wrap(&text, START "}, { id = \"b\"; name = \"B\"; kind = \"rate\"; target = 1; }");
  buf_puts(&was, START "}");
  buf_puts(&now, START "/* c */ readings = ( ); }");
  assert_int_equal(back(&text, &was, &now, &s), OK);
  assert_string_equal(s.group.data, now.data);
  buf_clear(&was);
  buf_puts(&was, START " }");
  assert_int_equal(back(&text, &was, &now, &s), ERR_NO);
  buf_clear(&was);
  buf_puts(&was, START "}");
  static const char *const no_group[] = {START "}, { id = \"a2\"; }", START "} y = 1;", START, "5", "( )"};
  for (size_t i = 0; i < sizeof no_group / sizeof *no_group; i++) {
    buf_clear(&now);
    buf_puts(&now, no_group[i]);
    assert_int_equal(back(&text, &was, &now, &s), ERR_NO);
    assert_int_equal(s.group.len, 0);
  }
  splice_release(&s);
  buf_release(&text);
  buf_release(&was);
  buf_release(&now);
}

/* Several changes of one target go one after the other; a conflict of one is said of that one, and nothing is
 * made. */
static void test_several_changes(void **state)
{
  struct buf text = {0};
  struct splice s = {0};
  struct problems p = {0};
  size_t start = 0, end = 0;
  struct change list[3] = {{.target = "a", .through = date_of(2021, 3, 31), .has_new = true},
                           {.target = "a", .through = date_of(2021, 6, 30), .has_new = true},
                           {.target = "a", .through = date_of(2021, 9, 30), .has_new = true}};
  (void)state;
  for (int i = 0; i < 3; i++)
    list[i].new = (struct reading){
        .through = list[i].through, .value = decimal_of(i + 1), .by = "li", .at = "T", .note = ""};
  wrap(&text, START "readings = ( { through = \"2021-06-30\"; value = 2; by = \"wang\"; } ); }");
  assert_true(edit_span(&text, "a", &start, &end));
  assert_int_equal(splice_target(text.data, start, end, list, 3, &s, &p), OK);
  assert_string_equal(s.group.data, START
                      "readings = ( { through = \"2021-03-31\"; value = 1; by = \"li\"; at = \"T\"; }, { "
                      "through = \"2021-06-30\"; value = 2; by = \"wang\"; }, { through = "
                      "\"2021-09-30\"; value = 3; by = \"li\"; at = \"T\"; } ); }");
  assert_int_equal(s.made_count, 2); /* the one in the middle was there */
  splice_release(&s);
  list[1].new.value = decimal_of(5);
  assert_int_equal(splice_target(text.data, start, end, list, 3, &s, &p), ERR_NO);
  assert_int_equal(s.group.len, 0);
  assert_int_equal(s.refused_count, 1);
  assert_true(s.refused[0].has_old);
  assert_string_equal(s.refused[0].old.by, "wang");
  assert_int_equal(s.refused[0].new.value.micros, 5 * DECIMAL_ONE);
  assert_int_equal(p.count, 1);
  problems_release(&p);
  splice_release(&s);
  /* what can't be done after another change: the place is the target's, because that change is not in the
   * file */
  wrap(&text, START "readings = (\n { through = \"2021-06-30\"; value = 2; by = \"wa\" /* w */ \"ng\"; at = "
                    "\"T\"; } ); }");
  assert_true(edit_span(&text, "a", &start, &end));
  list[1].has_old = true;
  list[1].old = (struct reading){.through = list[1].through, .value = decimal_of(2)};
  assert_int_equal(splice_target(text.data, start, end, list, 2, &s, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "around line 4 "));
  problems_release(&p);
  splice_release(&s);
  buf_release(&text);
}

/* ---- all at once as one by one ---- */

/* The same three figures, laid out otherwise each time. */
static const char *const spelt[] = {
    START
    "readings = ( { through = \"2021-03-31\"; value = 1; by = \"x\"; }, { through = \"2021-06-30\"; value = "
    "2; }, { through = \"2021-09-30\"; count = 3; of = 9; note = \"n\"; } ); }",
    START
    "readings = (\n  { through = \"2021-09-30\", of = 9, count = 3, note = \"n\" }, # newest\n  { through = "
    "\"2021-06-30\", value = 2.0 },\n  // first\n  { through = \"2021-03-31\", value = 1, by = \"x\" }\n ) }",
    START "readings:({through:\"2021-03-31\"value:1by:\"x\"},{value:2through:\"2021-06-30\"},{through:\"2021-"
          "09-30\""
          "count:3of:9note:\"n\"});}",
    START
    "readings = (\n{\n  through = \"2021-03-31\";\n  value = 1; # one\n  by = \"x\";\n},\n{\n  through = "
    "\"2021-06-30\";\n  value = 2;\n},\n{ through = \"2021-09-30\"; count = 3; of = 9;\n  note = \"n\"; "
    "}\n);\n}",
    START
    "\n  readings = (\n      { through = \"2021-03-31\"; value = 1; by = \"x\"; }  # one\n    , { through = "
    "\"2021-06-30\"; value = 2; }\n    , { through = \"2021-09-30\"; count = 3; of = 9; note = \"n\"; }\n  "
    ");\n}",
    START
    "\n  readings = ( { through = \"2021-03-31\"; value = 1; by = \"x\"; },\n    { through = "
    "\"2021-06-30\"; value = 2; },\n    { through = \"2021-09-30\"; count = 3; of = 9; note = \"n\"; } );}",
    START "readings = ( { through = \"2021-03-31\"; value = 1; by = \"x\" /* y */ \"\"; }, { through = "
          "\"2021-06-30\"; value = 2; }, { through = \"2021-09-30\"; count = 3; of = 9; note = \"n\"; } ); }",
};

static size_t draw(size_t below)
{
  static uint64_t seed = 3;
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(seed >> 33) % below;
}

enum { DRAWN = 9, NEWEST_FIRST = 1 /* of what is spelt */ };

/* Up to nine changes: of what is there, and of days before, between and after it. */
static size_t draw_changes(struct change list[DRAWN])
{
  static const struct {
    int month, day;
    bool there;
    struct reading old;
  } days[DRAWN] = {
      {1, 31, false, {.by = "", .at = "", .note = ""}},
      {2, 28, false, {.by = "", .at = "", .note = ""}},
      {3, 31, true, {.value = {DECIMAL_ONE}, .by = "x", .at = "", .note = ""}},
      {4, 30, false, {.by = "", .at = "", .note = ""}},
      {5, 31, false, {.by = "", .at = "", .note = ""}},
      {6, 30, true, {.value = {2 * DECIMAL_ONE}, .by = "", .at = "", .note = ""}},
      {9, 30, true, {.value = {33333333}, .count = 3, .of = 9, .by = "", .at = "", .note = "n"}},
      {10, 31, false, {.by = "", .at = "", .note = ""}},
      {12, 31, false, {.by = "", .at = "", .note = ""}},
  };
  size_t count = 0, all = draw(4), more = draw(4);
  for (size_t i = 0; i < DRAWN; i++) {
    struct change c = {.target = "a", .through = date_of(2021, days[i].month, days[i].day)};
    c.has_old = days[i].there;
    c.old = days[i].old;
    c.old.through = c.through;
    if (draw(60) == 0)
      c.old.value.micros++; /* another has changed it */
    if (draw(60) == 0)
      c.old.of = 0;
    if (draw(200) == 0)
      c.has_old = !c.has_old;
    c.has_new = !days[i].there || draw(16) > 0;
    c.exact = draw(4) == 0;
    c.new =
        (struct reading){.through = c.through, .value = decimal_of((int64_t)draw(4)), .by = "li", .at = "T"};
    c.new.note = draw(3) ? "" : "new";
    if (draw(3) == 0)
      reading_set_count(&c.new, (int64_t)draw(5), 9);
    if (draw(4) < (days[i].there ? 1 + all : more))
      list[count++] = c;
  }
  return count;
}

static int by_byte(const void *a, const void *b)
{
  return *(const unsigned char *)a - *(const unsigned char *)b;
}

static void test_all_at_once_is_one_by_one(void **state)
{
  size_t made = 0, refused = 0;
  (void)state;
  for (int round = 0; round < 4000; round++) {
    struct change list[DRAWN];
    size_t count = draw_changes(list), start = 0, end = 0, single = 0;
    struct buf text = {0}, next = {0};
    struct problems p = {0};
    struct splice s = {0};
    enum err err = OK;
    size_t how = draw(sizeof spelt / sizeof *spelt);
    wrap(&text, spelt[how]);
    assert_true(edit_span(&text, "a", &start, &end));
    enum err all = splice_target(text.data, start, end, list, count, &s, &p);
    for (size_t i = 0; i < count && err == OK; i++) {
      err = edit_apply(&text, &list[i], &next, &p);
      single += err == OK && (next.len != text.len || memcmp(next.data, text.data, text.len) != 0);
      if (err == OK) {
        buf_clear(&text);
        buf_add(&text, next.data, next.len);
      }
    }
    assert_int_equal(all, err);
    assert_true(edit_span(&text, "a", &start, &end));
    if (all == OK) {
      assert_int_equal(s.group.len, end - start);
      if (how == NEWEST_FIRST) { /* where the newest is written first, its settings may be in another order */
        qsort(s.group.data, s.group.len, 1, by_byte);
        qsort(text.data + start, end - start, 1, by_byte);
      }
      assert_memory_equal(s.group.data, text.data + start, end - start);
      assert_true(s.made_count >= single);
    }
    made += all == OK && count > 1;
    refused += all != OK;
    problems_release(&p);
    splice_release(&s);
    buf_release(&next);
    buf_release(&text);
  }
  assert_true(made > 1000);
  assert_true(refused > 50);
}

/* What is new goes in together, but for what stands before all others: that is made first, by itself. */
static void test_new_readings_go_in_together(void **state)
{
  static const int months[] = {1, 2, 4, 5, 7};
  static const struct {
    const char *list, *after;
    size_t first, from; /* the one to be made first; those that go together when it is not asked for */
  } cases[] = {
      {"{ through = \"2021-03-31\"; value = 1; }\n, { through = \"2021-06-30\"; value = 2; }\n",
       "{ through = \"2021-03-31\"; value = 1; }\n, { through = \"2021-04-15\"; value = 9; }\n, { through = "
       "\"2021-05-15\"; value = 9; }\n, { through = \"2021-06-30\"; value = 2; }\n, { through = "
       "\"2021-07-15\"; value = 9; }\n",
       0, 2},
      {"{ through = \"2021-06-30\"; value = 2; }\n, { through = \"2021-03-31\"; value = 1; }\n",
       "{ through = \"2021-06-30\"; value = 2; }\n, { through = \"2021-05-15\"; value = 9; }\n, { through = "
       "\"2021-04-15\"; value = 9; }\n, { through = \"2021-03-31\"; value = 1; }\n, { through = "
       "\"2021-02-15\"; value = 9; }\n, { through = \"2021-01-15\"; value = 9; }\n",
       4, 0},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct splice s = {0};
    struct edit e = {.out = &s};
    struct buf want = {0};
    struct change list[5];
    size_t first = 9, count = 5 - (cases[i].from > 0 ? cases[i].from : 1);
    for (int k = 0; k < 5; k++) {
      list[k] = (struct change){.target = "a", .through = date_of(2021, months[k], 15), .has_new = true};
      list[k].new = (struct reading){
          .through = list[k].through, .value = decimal_of(9), .by = "", .at = "", .note = ""};
    }
    buf_printf(&e.text, "x={readings = (\n%s);}", cases[i].list);
    buf_printf(&want, "x={readings = (\n%s);}", cases[i].after);
    assert_true(splice_readable(&e.doc, &e.text, false));
    assert_true(splice_many(&e, list, 5, true, &first)); /* none is there */
    assert_false(splice_many(&e, list, 5, false, &first));
    assert_int_equal(first, cases[i].first);
    assert_int_equal(s.made_count, 0);
    assert_true(splice_many(&e, list + cases[i].from, count, false, &first));
    assert_string_equal(e.text.data, want.data);
    assert_int_equal(s.made_count, count);
    doc_release(&e.doc);
    buf_release(&e.text);
    buf_release(&want);
    splice_release(&s);
  }
}

/* ---- any change over any layout ---- */

#define TARGETS 6
#define DAYS    8

struct world {
  struct edit_random random;
  struct reading figures[TARGETS][DAYS];
  bool has[TARGETS][DAYS];
};

static struct date day_number(int day)
{
  return date_add(date_of(2021, 1, 31), day * 37);
}

static void random_reading(struct world *w, int target, int day)
{
  static const char *const people[] = {"li", "王", "o'\"neil\\", ""};
  static const char *const notes[] = {"", "", "n", "#, } ) ; \"", "a\tb"};
  struct reading *r = &w->figures[target][day];
  *r = (struct reading){.through = day_number(day),
                        .by = people[edit_pick(&w->random, 4)],
                        .at = "",
                        .note = notes[edit_pick(&w->random, 5)]};
  if (edit_pick(&w->random, 2) == 0)
    r->at = "2021-07-13T10:02:11+08:00";
  if (target % 2 == 0 && edit_pick(&w->random, 2) == 0) { /* even targets are coverages */
    r->of = edit_pick(&w->random, 900) + 1;
    r->count = edit_pick(&w->random, (int)r->of + 1);
  } else {
    int64_t scale[] = {DECIMAL_ONE, DECIMAL_ONE / 10, 1, DECIMAL_ONE * 100000000};
    r->value.micros =
        (edit_pick(&w->random, 2000) - (target % 2 != 0 ? 1000 : 0)) * scale[edit_pick(&w->random, 4)];
  }
}

static void compare_world(const struct world *w, const struct buf *text)
{
  struct plan *plan = edit_load(text);
  for (int t = 0; t < TARGETS; t++) {
    char id[8] = {'t', (char)('0' + t), '\0'};
    const struct target *target = plan_find(plan, id);
    size_t count = 0;
    assert_non_null(target);
    for (int d = 0; d < DAYS; d++) {
      const struct reading *r = target_reading(target, day_number(d)), *e = &w->figures[t][d];
      assert_int_equal(r != NULL, w->has[t][d]);
      if (r == NULL)
        continue;
      count++;
      assert_int_equal(r->of, e->of);
      assert_int_equal(r->of > 0 ? r->count : r->value.micros, r->of > 0 ? e->count : e->value.micros);
      assert_string_equal(r->by, e->by);
      assert_string_equal(r->at, e->at);
      assert_int_equal(strlen(r->note), strlen(e->note)); /* a tab is a blank in the plan */
    }
    assert_int_equal(target->reading_count, count);
  }
  plan_free(plan);
}

/* A target's group as text; leaks, in a test that fails. */
static const char *group_of(const struct buf *text, const char *id)
{
  size_t start = 0, end = 0;
  assert_true(edit_span(text, id, &start, &end));
  char *group = mem_alloc(end - start + 1);
  memcpy(group, text->data + start, end - start);
  return group;
}

/* The whole text still differs in this target alone, as its trees say. */
static void compare_outside(const struct buf *old, const struct buf *new, const char *id)
{
  struct problems p = {0};
  struct doc a = {0}, b = {0};
  uint32_t skip_a = 0, skip_b = 0;
  size_t start_a = 0, end_a = 0, start_b = 0, end_b = 0;
  assert_true(edit_span(old, id, &start_a, &end_a));
  assert_true(edit_span(new, id, &start_b, &end_b));
  assert_int_equal(doc_scan(&a, old->data, old->len, &p), OK);
  assert_int_equal(doc_scan(&b, new->data, new->len, &p), OK);
  for (uint32_t i = 1; i < a.count; i++)
    skip_a = a.nodes[i].start == start_a && a.nodes[i].end == end_a ? i : skip_a;
  for (uint32_t i = 1; i < b.count; i++)
    skip_b = b.nodes[i].start == start_b && b.nodes[i].end == end_b ? i : skip_b;
  assert_true(doc_same(&a, skip_a, &b, skip_b));
  doc_release(&a);
  doc_release(&b);
}

/* One random change; for a reading that was added, taking it out again must give the old bytes unless its
 * list was made for it. */
static void step(struct world *w, struct buf *text)
{
  struct buf out = {0}, back = {0};
  struct problems p = {0};
  int t = edit_pick(&w->random, TARGETS), d = edit_pick(&w->random, DAYS), others = 0;
  char id[8] = {'t', (char)('0' + t), '\0'};
  bool had = w->has[t][d];
  for (int i = 0; i < DAYS; i++)
    others += i != d && w->has[t][i];
  struct change c = {.target = id,
                     .through = day_number(d),
                     .has_old = had,
                     .old = w->figures[t][d],
                     .exact = edit_pick(&w->random, 2) == 0};
  struct reading old = w->figures[t][d];
  bool remove = had && edit_pick(&w->random, 4) == 0;
  if (!remove)
    random_reading(w, t, d);
  w->has[t][d] = !remove;
  c.has_new = !remove;
  c.new = w->figures[t][d];
  if (had && !remove && !c.exact && c.new.note[0] == '\0')
    w->figures[t][d].note = old.note; /* stays */
  if (edit_apply(text, &c, &out, &p) != OK)
    fail_msg("%s: %s\n%s", id, problems_first(&p), text->data);
  compare_outside(text, &out, id);
  compare_world(w, &out);
  if (!had && others > 0) {
    struct change undo = {.target = id, .through = c.through, .has_old = true, .old = c.new};
    assert_int_equal(edit_apply(&out, &undo, &back, &p), OK);
    if (back.len != text->len || memcmp(back.data, text->data, back.len) != 0)
      fail_msg("%s was\n%s\nbecame\n%s\nand went back to\n%s", id, group_of(text, id), group_of(&out, id),
               group_of(&back, id));
  }
  buf_release(text);
  *text = out;
  buf_release(&back);
  problems_release(&p);
}

static void test_random_changes(void **state)
{
  (void)state;
  for (int layout = 0; layout < 200; layout++) {
    struct world w = {.random = {(uint32_t)layout * 7919u + 1u}};
    struct buf text = {0};
    for (int t = 0; t < TARGETS; t++)
      for (int d = 0; d < DAYS; d++) {
        w.has[t][d] = edit_pick(&w.random, 3) == 0;
        if (w.has[t][d])
          random_reading(&w, t, d);
      }
    edit_layout(&w.random, &text, TARGETS, DAYS, &w.figures[0][0], &w.has[0][0]);
    compare_world(&w, &text);
    for (int i = 0; i < 10; i++)
      step(&w, &text);
    buf_release(&text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_examples),
      cmocka_unit_test(test_conflicts),
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_exact),
      cmocka_unit_test(test_same),
      cmocka_unit_test(test_bytes_put_back),
      cmocka_unit_test(test_several_changes),
      cmocka_unit_test(test_all_at_once_is_one_by_one),
      cmocka_unit_test(test_new_readings_go_in_together),
      cmocka_unit_test(test_random_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
