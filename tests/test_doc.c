/* The scan: what it accepts, where things stand, and which one message each mistake gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "guatu/store/doc.h"
#include "support_store.h"

#define TEXT(literal) literal, sizeof literal - 1

/* ---- mistakes ---- */

/* A text, and its messages with their places. One mistake is one message, however much of the text it upsets.
 */
static const struct mistake {
  const char *text;
  size_t len;
  const char *messages;
} mistakes[] = {
    {TEXT("a = 1\n"
          "b = 2\n"),
     ""},
    {TEXT("a = ;\n"
          "b = 2;\n"),
     "1:1: 'a' has no value\n"},
    {TEXT("a ="), "1:1: 'a' has no value\n"},
    {TEXT("g = { a = };\n"), "1:7: 'a' has no value\n"},
    {TEXT("a = 1;\n"
          "a = 2;\n"),
     "2:1: 'a' is set a second time; it is set in line 1 already\n"},
    {TEXT("a == 1;\n"), "1:4: one '=' is enough\n"},
    {TEXT("a = 1;;\n"), "1:7: ';' ends nothing here; take it out\n"},
    {TEXT("a = 1; }\n"
          "b = 2;\n"),
     "1:8: '}' closes nothing here; take it out, or open a bracket before it\n"},
    {TEXT("g = { a = 1;\n"
          "b = 2;\n"),
     "1:5: '{' is never closed: the text ends before '}'\n"},
    {TEXT("g = {\n"
          "  l = ( 1, 2;\n"
          "  b = 2;\n"
          "};\n"
          "c = 3;\n"),
     "2:7: '(' is never closed: ')' is missing before line 2\n"},
    {TEXT("g = {\n"
          "  l = ( 1, 2\n"
          "  b = 2;\n"
          "};\n"
          "c = 3;\n"),
     "2:7: '(' is never closed: ')' is missing before line 3\n"},
    {TEXT("l = (\n"
          "  { id = \"a\";\n"
          "  },\n"
          "  { id = \"b\";\n"
          "    x = 1;\n"
          "  ,\n"
          "  { id = \"c\"; }\n"
          ");\n"),
     "4:3: '{' is never closed: '}' is missing before line 6\n"},
    {TEXT("l = (\n"
          "  { id = \"a\";\n"
          "  },\n"
          "  { id = \"b\";\n"
          ");\n"
          "z = 1;\n"),
     "4:3: '{' is never closed: '}' is missing before line 5\n"},
    {TEXT("p = (\n"
          "  { t = (\n"
          "      { id = 1; },\n"
          "      { id = 2; }\n"
          "  },\n"
          "  { t = ( ); }\n"
          ");\n"),
     "2:9: '(' is never closed: ')' is missing before line 5\n"},
    {TEXT("p = (\n"
          "  { t = (\n"
          "      { id = 1; } },\n"
          "      { id = 2; }\n"
          "    );\n"
          "  }\n"
          ");\n"),
     "3:19: '}' closes nothing here; take it out, or open a bracket before it\n"},
    {TEXT("p = (\n"
          "  { t = (\n"
          "      { id = 1;\n"
          "      }\n"
          "      },\n"
          "      { id = 2; }\n"
          "    );\n"
          "  }\n"
          ");\n"),
     "5:7: '}' closes nothing here; take it out, or open a bracket before it\n"},
    {TEXT("a = ( 1, 2 ];\n"
          "b = 1;\n"),
     "1:12: ']' does not fit '(' of line 1; write ')'\n"},
    {TEXT("g = {\n"
          "  a = 1;\n"
          ");\n"
          "b = 1;\n"),
     "3:1: ')' does not fit '{' of line 1; write '}'\n"},
    {TEXT("p = (\n"
          "  { a = 1; }\n"
          "};\n"
          "b = 1;\n"),
     "3:1: '}' does not fit '(' of line 1; write ')'\n"},
    {TEXT("l = ( { a = 1; } { a = 2; } );\n"), "1:17: ',' is missing between two elements of a list\n"},
    {TEXT("l = ( { a = 1; }; { a = 2; }; );\n"), "1:17: elements of a list are parted by ',', not ';'\n"
                                                 "1:29: elements of a list are parted by ',', not ';'\n"},
    {TEXT("l = ( 1, 2, );\n"), "1:11: a comma stands after the last element; take it out\n"},
    {TEXT("l = ( , 1 );\n"), "1:7: ',' stands where an element of the list should\n"},
    {TEXT("l = ( 1,, 2 );\n"), "1:9: ',' stands where an element of the list should\n"},
    {TEXT("l = ( a = 1; b = 2; );\n"
          "c = 1;\n"),
     "1:7: '{' is missing before 'a'\n"},
    {TEXT("l = (\n"
          "  { a = 1; },\n"
          "    a = 2; },\n"
          "  { a = 3; }\n"
          ");\n"
          "z = 1;\n"),
     "3:5: '{' is missing before 'a'\n"},
    {TEXT("kind = rate;\n"
          "b = 1;\n"),
     "1:8: 'rate' is no value; text stands in quotation marks, as in \"…\"\n"},
    {TEXT("title = Zhengzhou (High-tech) Zone;\n"
          "b = 1;\n"),
     "1:9: 'Zhengzhou' is no value; text stands in quotation marks, as in \"…\"\n"},
    {TEXT("title = 郑州(高新)区;\n"
          "b = 1;\n"),
     "1:9: text stands in quotation marks, as in \"…\"\n"},
    {TEXT("title = “郑州”;\n"
          "b = 1;\n"),
     "1:9: Chinese quotation marks do not hold a text; write \"…\"\n"},
    {TEXT("title = 'abc';\n"
          "b = 1;\n"),
     "1:9: a text stands in double quotation marks, as in \"…\"; not in '…'\n"},
    {TEXT("title＝“郑州”；\n"
          "b ＝ 1；\n"),
     "1:6: '＝' is a full-width sign; write '='\n"
     "2:3: '＝' is a full-width sign; write '='\n"},
    {TEXT("a\343\200\200= 1;\n"), "1:2: a full-width or no-break blank stands here; write an ordinary one\n"},
    {TEXT("a = 1;\302\240b = 2;\n"),
     "1:7: a full-width or no-break blank stands here; write an ordinary one\n"},
    {TEXT("a = 12%;\n"
          "b = 2;\n"),
     "1:7: '%' can't stand in a number: only 0-9 and one point can; a unit goes into unit = \"…\";\n"},
    {TEXT("a = 12万;\n"
          "b = 10．5;\n"),
     "1:7: '万' can't stand in a number: only 0-9 and one point can; a unit goes into unit = \"…\";\n"
     "2:7: '．' can't stand in a number: only 0-9 and one point can; a unit goes into unit = \"…\";\n"},
    {TEXT("a = １０;\n"
          "b = 2;\n"),
     "1:5: these are full-width digits; write 10, not １０\n"},
    {TEXT("a = 12,345;\n"
          "b = 2;\n"),
     "1:7: a number has no commas in it: 10000, not 10,000\n"},
    {TEXT("a = 1,234,567;\n"
          "b = 2;\n"),
     "1:6: a number has no commas in it: 10000, not 10,000\n"},
    {TEXT("名称 = \"x\";\n"
          "b = 2;\n"),
     "1:1: '名称' can't stand in a name: only A-Z a-z 0-9 - _ and * can, a letter first\n"},
    {TEXT("1x = 5;\n"
          "b = 2;\n"),
     "1:1: a name begins with a letter, not with '1'\n"},
    {TEXT("_x = 5;\n"
          "b = 2;\n"),
     "1:1: '_' can't stand in a name: only A-Z a-z 0-9 - _ and * can, a letter first\n"},
    {TEXT("a.b = 5;\n"
          "b = 2;\n"),
     "1:2: '.' can't stand in a name: only A-Z a-z 0-9 - _ and * can\n"},
    {TEXT("\"a\" = 5;\n"
          "b = 2;\n"),
     "1:1: a name stands without quotation marks: write it without those of '\"a\"'\n"},
    {TEXT("{ \"a\": 5 }\n"), "1:1: '{' stands where a setting should: a name, '=' and a value\n"},
    {TEXT("g {\n"
          " a = 1;\n"
          "}\n"),
     "1:3: '=' is missing after 'g'\n"},
    {TEXT("due = 2021-06-30;\n"
          "b = 2;\n"),
     "1:7: a date stands in quotation marks, as in \"2021-06-30\"\n"},
    {TEXT("a = \"x;\n"
          "b = \"y\";\n"
          "c = 3;\n"),
     "1:5: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("a = 1;\n"
          "b = \"y;\n"),
     "2:5: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("g = { zh = \"x; en = \"y\"; };\n"
          "c = 3;\n"),
     "1:12: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("l = (\n"
          "  { a = \"x\", b = \"y; },\n"
          "  { a = \"z\"; }\n"
          ");\n"),
     "2:18: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("a = \"x;\n"
          "b = \"\";\n"
          "c = \"\";\n"),
     "1:5: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("a = x\";\n"
          "b = \"y\";\n"),
     "1:5: 'x' is no value; text stands in quotation marks, as in \"…\"\n"},
    {TEXT("a = 郑州\";\n"
          "b = \"y\";\n"),
     "1:5: text stands in quotation marks, as in \"…\"\n"},
    {TEXT("a = \"x\n"
          "y\";\n"
          "b = \"y\";\n"),
     ""},
    {TEXT("a = \"x\" \"y\"\n"
          "  \"z\";\n"),
     ""},
    {TEXT("a = \"x\"y\";\n"
          "b = \"y\";\n"),
     "1:5: this text is never closed: a '\"' is missing in this line\n"},
    {TEXT("a = \"say \"hi\" now\";\n"
          "b = \"y\";\n"),
     "1:10: this quotation mark ends the text; one inside it is written \\\"\n"},
    {TEXT("@include \"x\"\n"
          "a = 1;\n"),
     "1:1: @include is refused: a dataset is one file; put the settings here\n"},
    {TEXT("a = 1;\n"
          "/* x\n"
          "b = 2;\n"),
     "2:1: this comment is never closed: '*/' is missing\n"},
    {TEXT("a = 1; # x"), ""},
    {TEXT("\357\273\277a = 1;\n"), ""},
    {TEXT("a = 1;\n"
          "\357\273\277b = 2;\n"),
     "2:1: '�' can't stand in a name: only A-Z a-z 0-9 - _ and * can, a letter first\n"},
    {TEXT("a = 2147483648;\n"
          "b = -2147483648; c = 99L; d = 0xFFFFFFFF; e = 0x7FFFFFFF; f = 1000000000001L; g = "
          "99999999999999999999999L;\n"),
     "1:5: this integer does not fit 32 bits and would be misread; write 2147483648L\n"
     "2:31: this integer does not fit 32 bits and would be misread; write 0xFFFFFFFFL\n"
     "2:63: this number is beyond 1000000000000, the largest that a dataset may hold\n"
     "2:83: this number is beyond 1000000000000, the largest that a dataset may hold\n"},
    {TEXT("a = 1e13;\n"
          "b = 1.1234567;\n"
          "c = 1e999; d = .; e = .5; f = 5.; g = 1.50000000; h = 1e-7; i=-.;\n"),
     "1:5: this number is beyond 1000000000000, the largest that a dataset may hold\n"
     "2:5: this number has more than six decimals; six are the most\n"
     "3:5: this number is beyond 1000000000000, the largest that a dataset may hold\n"
     "3:16: this is no number; write digits on both sides of the point, as in 0.5\n"
     "3:55: this number has more than six decimals; six are the most\n"
     "3:63: this is no number; write digits on both sides of the point, as in 0.5\n"},
    {TEXT("a = \"\\x1b[0m\"; b = \"\\n\\t\"; c = \"\\x00\"; d = \"\\xe9\\x83\\x91\"; e = \"\\xe9\"; f = "
          "\"\\r\\n\"; g = \"\\r\"; h = \"\\f\"; i = \"\\xc2\\x9b\"; j = \"\\q\";\n"),
     "1:6: this escape stands for the control character U+001B; only \\n and \\t may be used\n"
     "1:33: this escape stands for the control character U+0000; only \\n and \\t may be used\n"
     "1:65: this escape makes no UTF-8 character; write the character itself\n"
     "1:89: this escape stands for the control character U+000D; only \\n and \\t may be used\n"
     "1:99: this escape stands for the control character U+000C; only \\n and \\t may be used\n"
     "1:109: this escape stands for the control character U+009B; only \\n and \\t may be used\n"},
    {TEXT("a = \"x\033y\"; b = \"\177\"; c = \"\302\233\"; d = \"a\r\n"
          "b\"; e = \"a\rb\";\n"),
     "1:7: the control character U+001B stands in a string; take it out\n"
     "1:17: the control character U+007F stands in a string; take it out\n"
     "1:26: the control character U+009B stands in a string; take it out\n"
     "2:11: the control character U+000D stands in a string; take it out\n"},
    {TEXT("a = \"x\000y\";\n"
          "b = 1;\000\n"),
     "1:7: a zero byte stands here, and in 1 more lines; a dataset is plain text\n"},
    {TEXT("a = \"\260\241\";\n"
          "b = \"\260\";\n"),
     "1:6: byte 0xB0 is not UTF-8, and 1 more lines have such bytes; if this is GBK: iconv -f GB18030 -t "
     "UTF-8\n"},
    {TEXT("a = [1, 2.5]; b = [\"x\", 1]; c = [1, 2L]; d = [1, (2)]; e = [0x1, 2]; f = [true, FALSE];\n"),
     "1:9: [ ] holds values of one kind only; write ( ), or give all of them a point as in 1.0\n"
     "1:25: [ ] holds values of one kind only; write ( ), or give all of them a point as in 1.0\n"
     "1:37: [ ] holds values of one kind only; write ( ), or give all of them a point as in 1.0\n"
     "1:50: [ ] holds plain values only; write ( ) around lists and groups\n"},
    {TEXT(""), "1:1: the dataset is empty\n"},
    {TEXT("  \n"
          "# x\n"),
     "1:1: the dataset is empty\n"},
    {TEXT("true = 1;\n"
          "b = 2;\n"),
     "1:1: 'true' stands where a setting should: a name, '=' and a value\n"},
    {TEXT("a : 1, b : 2\n"), ""},
    {TEXT("\377\376a\000 \000=\000 \0001\000;\000\n"
          "\000"),
     "1:1: this is UTF-16 text; save the file as UTF-8\n"},
    {TEXT("owners = ( a, \"b\" );\n"
          "c = 1;\n"),
     "1:12: 'a' is no value; text stands in quotation marks, as in \"…\"\n"},
    {TEXT("owners = ( \"b\", 水利局 );\n"
          "c = 1;\n"),
     "1:17: '水利局' can't stand here; a text needs quotation marks \"…\", a comment begins with #\n"},
    {TEXT("foo;\n"
          "bar = 1;\n"),
     "1:1: 'foo' stands where a setting should: a name, '=' and a value\n"},
    {TEXT("%%% ### $$$\n"
          "bar = 1;\n"),
     "1:1: '%%%' can't stand here; a text needs quotation marks \"…\", a comment begins with #\n"},
    {TEXT("<<<<<<< HEAD\n"
          "a = 1;\n"
          "=======\n"
          "a = 2;\n"
          ">>>>>>> b\n"
          "c = 3;\n"),
     "1:1: git left a merge unfinished here; keep one side and take the marks out\n"},
    {TEXT("a = +5; b = -3; c = - 3; d = 1;\n"),
     "1:21: '-' can't stand here; a text needs quotation marks \"…\", a comment begins with #\n"},
    {TEXT("{\n"
          " \"a\": 1,\n"
          " \"b\": [1, 2]\n"
          "}\n"),
     "1:1: '{' stands where a setting should: a name, '=' and a value\n"
     "3:2: a name stands without quotation marks: write it without those of '\"b\"'\n"
     "4:1: '}' closes nothing here; take it out, or open a bracket before it\n"},
    {TEXT("[plan]\n"
          "title = \"x\"\n"),
     "1:1: '[' stands where a setting should: a name, '=' and a value\n"},
};

static void test_each_mistake_gets_its_message(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
    const struct mistake *m = &mistakes[i];
    struct problems p = {.lang = LANG_EN};
    struct buf printed = {0};
    struct buf want = {0};
    struct doc d;
    enum err err = doc_scan(&d, m->text, m->len, &p);
    problems_sort(&p);
    store_print(&p, m->text, m->len, &printed);
    buf_puts(&want, "");
    for (const char *line = m->messages; *line; line += strcspn(line, "\n") + 1)
      buf_printf(&want, "x:%.*s", (int)strcspn(line, "\n") + 1, line);
    assert_string_equal(printed.data, want.data);
    assert_int_equal(err, *m->messages ? ERR_NO : OK);
    doc_release(&d);
    problems_release(&p);
    buf_release(&printed);
    buf_release(&want);
  }
}

/* Where the brackets that follow are too far away to tell what a wrong one was meant to be, its indent tells.
 */
static void test_layout_tells_brackets(void **state)
{
  (void)state;
  static const struct {
    const char *before;
    bool settings; /* what follows a thousand times: settings, or elements */
    const char *after, *message;
  } cases[] = {
      {"p = (\n  { a = 1; }\n};\n", true, "", "'}' does not fit '(' of line 1; write ')'"},
      {"p = (\n  { t = (\n      { a = 1; }\n  },\n", false, "  { }\n);\n",
       "'(' is never closed: ')' is missing before line 4"},
      {"p = (\n  { a = 1;\n  }\n  },\n", false, "  { }\n);\n",
       "'}' closes nothing here; take it out, or open a bracket before it"},
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf text = {0};
    struct problems p = {.lang = LANG_EN};
    struct doc d;
    buf_puts(&text, cases[i].before);
    for (int n = 0; n < 1000; n++)
      buf_printf(&text, cases[i].settings ? "b%d = 1;\n" : "  { b%d = 1; },\n", n);
    buf_puts(&text, cases[i].after);
    doc_scan(&d, text.data, text.len, &p);
    assert_string_equal(problems_first(&p), cases[i].message);
    assert_int_equal(p.errors, 1);
    doc_release(&d);
    problems_release(&p);
    buf_release(&text);
  }
}

/* ---- spans ---- */

static struct doc scan(const char *text, size_t len)
{
  struct problems p = {.lang = LANG_EN};
  struct doc d;

  if (doc_scan(&d, text, len, &p) != OK)
    fail_msg("%s: %s", text, problems_first(&p));
  problems_release(&p);
  return d;
}

static void check_span(const struct doc *d, size_t start, size_t end, const char *want)
{
  assert_int_equal(end - start, strlen(want));
  assert_memory_equal(d->text + start, want, end - start);
}

static void check_node(const struct doc *d, uint32_t node, enum node_type type, const char *value)
{
  assert_int_not_equal(node, 0);
  assert_int_equal(d->nodes[node].type, type);
  check_span(d, d->nodes[node].start, d->nodes[node].end, value);
}

static void test_spans(void **state)
{
  (void)state;
  const char text[] =
      "\xEF\xBB\xBF# c\r\na:1b=-2L c = 0x1F , d = \"x\" /* y */ \"z\"; e = ( ), f = [TRUE,false]\n"
      "g={ *-_9 = .5e1; deep = ( { n = \"\"; }, 1e2 ) };";
  struct doc d = scan(text, strlen(text));
  uint32_t g = doc_member(&d, 0, "g");
  uint32_t deep = doc_member(&d, g, "deep");

  assert_int_equal(d.nodes[0].start, 3);
  check_node(&d, doc_member(&d, 0, "a"), NODE_INT, "1");
  check_node(&d, doc_member(&d, 0, "b"), NODE_INT, "-2L");
  check_node(&d, doc_member(&d, 0, "c"), NODE_INT, "0x1F");
  check_node(&d, doc_member(&d, 0, "d"), NODE_STRING, "\"x\" /* y */ \"z\"");
  check_node(&d, doc_member(&d, 0, "e"), NODE_LIST, "( )");
  check_node(&d, doc_member(&d, 0, "f"), NODE_ARRAY, "[TRUE,false]");
  check_node(&d, doc_member(&d, g, "*-_9"), NODE_FLOAT, ".5e1");
  check_node(&d, d.nodes[deep].child, NODE_GROUP, "{ n = \"\"; }");
  check_node(&d, d.nodes[d.nodes[deep].child].next, NODE_FLOAT, "1e2");
  const struct node *c = &d.nodes[doc_member(&d, 0, "c")];
  check_span(&d, c->end, c->term_end, " ,");
  const struct node *f = &d.nodes[doc_member(&d, 0, "f")];
  assert_int_equal(f->end, f->term_end);
  check_span(&d, f->name, f->name + f->name_len, "f");
  assert_int_equal(d.nodes[0].end, strlen(text));
  assert_int_equal(d.nodes[deep].depth, 2);
  assert_int_equal(doc_member(&d, 0, "n"), 0);
  assert_int_equal(doc_member(&d, 0, ""), 0);
  assert_false(doc_named(&d, d.nodes[deep].child, ""));
  doc_release(&d);
}

static void test_strings_are_decoded(void **state)
{
  (void)state;
  const char text[] = "a = \"\\\"q\\\" \\\\ \\n\\t\\x41\\X7a \\q\\u00e9\" # c\n  \"\\xe9\\x83\\x91\";";
  struct doc d = scan(text, strlen(text));
  struct buf out = {0};

  doc_string(&d, doc_member(&d, 0, "a"), &out);
  assert_string_equal(out.data, "\"q\" \\ \n\tAz \\q\\u00e9郑");
  buf_release(&out);
  doc_release(&d);
}

static void test_depth(void **state)
{
  (void)state;
  struct buf text = {0};

  buf_puts(&text, "a = ");
  for (int i = 0; i < 64; i++)
    buf_putc(&text, '(');
  for (int i = 0; i < 64; i++)
    buf_putc(&text, ')');
  struct doc d = scan(text.data, text.len);
  assert_int_equal(d.nodes[d.count - 1].depth, 64);
  doc_release(&d);
  buf_clear(&text);
  buf_puts(&text, "a = ");
  for (int i = 0; i < 100; i++)
    buf_putc(&text, '(');
  for (int i = 0; i < 100; i++)
    buf_putc(&text, ')');
  buf_puts(&text, "; b = 1; c =;");
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(doc_scan(&d, text.data, text.len, &p), ERR_NO);
  assert_int_equal(p.errors, 2);
  assert_string_equal(problems_first(&p), "brackets are nested more than 64 deep");
  check_node(&d, doc_member(&d, 0, "b"), NODE_INT, "1");
  doc_release(&d);
  problems_release(&p);
  buf_release(&text);
}

/* ---- bounds ---- */

/* Texts that make a careless scan look at everything again and again, each repeated to half a megabyte. */
static void test_hostile_texts_take_linear_time(void **state)
{
  (void)state;
  static const char *const parts[] = {
      "(",
      ")",
      "{",
      "}",
      "\"",
      "\\\"\n",
      "\"\n",
      "/*",
      "@",
      "\n@include",
      "a={",
      "a=(",
      "=",
      ",",
      "a=1,2",
      "\"a\"b",
      "\"a\"1,",
      "a=\"x\n",
      "<<<<<<<\n",
      "=======\n",
      "a\n",
      "a b;",
      "x y ))",
      "“",
      "；",
      "中",
      "a=中",
      "'",
      "-",
      "1x",
      "a=\"\\x1b\";",
      "(}",
      "[(",
      "a=1;\n",
      "}a={",
      "\xFF\n",
      "\xEF\xBB\xBF",
      "#\n",
      "/**/",
      "a=\"\n\"\n",
  };
  struct buf text = {0};

  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    for (int list = 0; list < 2; list++) {
      struct problems p = {.lang = LANG_EN};
      struct doc d;
      buf_clear(&text);
      buf_puts(&text, list ? "a = (" : "");
      while (text.len < 1u << 19)
        buf_puts(&text, parts[i]);
      clock_t begun = clock();
      doc_scan(&d, text.data, text.len, &p);
      assert_true(clock() - begun < 10 * CLOCKS_PER_SEC); /* processor time: a tenth of a second is usual */
      assert_true(p.errors <= 210);
      assert_true(d.count <= text.len + 1);
      doc_release(&d);
      problems_release(&p);
    }
  buf_release(&text);
}

static void test_many_members(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  struct buf text = {0};
  struct doc d;

  for (int i = 0; i < 4096; i++)
    buf_printf(&text, "a%d=1 ", i);
  d = scan(text.data, text.len);
  assert_int_equal(d.count, 4097);
  doc_release(&d);
  buf_puts(&text, "b=1 c=1 a0=1");
  doc_scan(&d, text.data, text.len, &p);
  assert_int_equal(p.errors, 1);
  assert_string_equal(problems_first(&p), "this group has more than 4096 settings");
  doc_release(&d);
  problems_release(&p);
  buf_release(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_mistake_gets_its_message),
      cmocka_unit_test(test_layout_tells_brackets),
      cmocka_unit_test(test_spans),
      cmocka_unit_test(test_strings_are_decoded),
      cmocka_unit_test(test_depth),
      cmocka_unit_test(test_hostile_texts_take_linear_time),
      cmocka_unit_test(test_many_members),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
