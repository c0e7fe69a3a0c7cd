/* The scan's messages: one mistake is one message, at the place where a person would put it right, however
 * much of the text it upsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/store/doc.h"
#include "support_store.h"

#define TEXT(literal) literal, sizeof literal - 1

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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_each_mistake_gets_its_message),
      cmocka_unit_test(test_layout_tells_brackets),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
