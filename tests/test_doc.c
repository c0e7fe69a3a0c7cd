/* The scan: what it accepts, where things stand, and how much it takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "guatu/store/doc.h"

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

static const char *const values[] = {
    "\"\"",
    "\"a\"",
    "\"\xE9\x83\x91\"",
    "\"a\tb\"",
    "\"a\\n\"",
    "\"a\\\"\"",
    "\"a\nb\"",
    "\"\x01\"",
    "\"\xC2\x85\"",
    "\"\x7F\"",
    "\"",
    "\"a",
    "\"a\" \"b\"",
    "0",
    "-7",
    "+7",
    "007",
    "2147483647",
    "2147483648",
    "9999999999",
    "123456789",
    "0x1F",
    "5L",
    "1.5",
    "-0.000001",
    "1.0000001",
    "1.",
    ".5",
    "999999999.5",
    "9999999999.5",
    "1e3",
    "true",
    "x",
    "",
    "1 2",
    "99999999999999999999",
    "-",
    "--1",
    "1.2.3",
    "{ }",
    "( 1 )",
    "\"a\"b",
};

/* Whether two scans of what should mean the same came to the same tree. */
static bool same_nodes(const struct doc *d, const struct doc *e)
{
  bool same = d->count == e->count;

  for (size_t k = 0; same && k < d->count; k++) {
    const struct node *x = &d->nodes[k], *y = &e->nodes[k];
    same = x->type == y->type && x->bare == y->bare && x->plain == y->plain && x->damaged == y->damaged &&
           x->depth == y->depth && x->name_len == y->name_len && x->child == y->child && x->next == y->next;
  }
  return same;
}

static bool same_problems(const struct problems *p, const struct problems *q)
{
  bool same = p->count == q->count && p->errors == q->errors;

  for (size_t k = 0; same && k < p->count; k++)
    same = strcmp(p->list[k].text, q->list[k].text) == 0;
  return same;
}

/* The usual way to write a setting is read by a shorter road. A blank before its ";" leads off it: both must
 * come to the same node, or the same complaint. */
static void test_both_roads_read_the_same(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    struct problems p = {.lang = LANG_EN}, q = {.lang = LANG_EN};
    struct buf usual = {0}, other = {0};
    struct doc d, e;
    buf_printf(&usual, "g = { a = %s; b = 1; };", values[i]);
    buf_printf(&other, "g = { a = %s ; b = 1; };", values[i]);
    assert_int_equal(doc_scan(&d, usual.data, usual.len, &p), doc_scan(&e, other.data, other.len, &q));
    if (!same_problems(&p, &q) || !same_nodes(&d, &e))
      fail_msg("%s", usual.data);
    if (d.count > 2 && p.errors == 0) {
      assert_int_equal(d.nodes[2].start, e.nodes[2].start);
      assert_int_equal(d.nodes[2].end, e.nodes[2].end);
      assert_int_equal(d.nodes[2].term_end + 1, e.nodes[2].term_end);
    }
    doc_release(&d);
    doc_release(&e);
    problems_release(&p);
    problems_release(&q);
    buf_release(&usual);
    buf_release(&other);
  }
}

/* Scans three elements of a list: the second with `value`, and `behind` after it; the others end with `gap`.
 */
static enum err scan_three(struct doc *d, struct buf *text, const char *gap, const char *value,
                           const char *behind, struct problems *p)
{
  buf_printf(text,
             "l = ( { a = 1; b = \"x\"; c = true;%s}\n, { a = 12.5; b = %s; c = true; }%s\n"
             ", { a = 12.5; b = \"\"; c = true;%s} ); m = 1;",
             gap, value, behind, gap);
  return doc_scan(d, text->data, text->len, p);
}

/* An element that is written like the one before it is read by a shorter road still. A tab in the place of a
 * blank leads off it. */
static void test_elements_alike_read_the_same(void **state)
{
  (void)state;
  static const char *const behind[] = {"",  " /* c */", " x", " @",     " \xEF\xBC\x8C", " \xEF\xBC\x89",
                                       ";", ", ,",      " }", " y = 1;"};
  size_t alike = 0;

  for (size_t i = 0; i < sizeof values / sizeof *values * (sizeof behind / sizeof *behind); i++) {
    const char *value = values[i / (sizeof behind / sizeof *behind)];
    const char *then = behind[i % (sizeof behind / sizeof *behind)];
    struct problems p = {.lang = LANG_EN}, q = {.lang = LANG_EN};
    struct buf usual = {0}, other = {0};
    struct doc d, e;
    assert_int_equal(scan_three(&d, &usual, " ", value, then, &p),
                     scan_three(&e, &other, "\t", value, then, &q));
    if (!same_problems(&p, &q) || !same_nodes(&d, &e))
      fail_msg("%s", usual.data);
    for (size_t k = 0; k < d.count; k++) {
      assert_int_equal(d.nodes[k].name, e.nodes[k].name);
      assert_int_equal(d.nodes[k].start, e.nodes[k].start);
      assert_int_equal(d.nodes[k].end, e.nodes[k].end);
      assert_int_equal(d.nodes[k].term_end, e.nodes[k].term_end);
      assert_false(e.nodes[k].alike);
      alike += d.nodes[k].alike;
    }
    doc_release(&d);
    doc_release(&e);
    problems_release(&p);
    problems_release(&q);
    buf_release(&usual);
    buf_release(&other);
  }
  assert_true(alike > sizeof values / sizeof *values);
}

/* Behind a usual setting the next is read at once, but no less is found wrong with it. */
static void test_no_mistake_hides_behind_a_usual_setting(void **state)
{
  (void)state;
  char name[257] = "";
  static const char *const said[][2] = {
      {"true", "'true' stands where a setting should: a name, '=' and a value"},
      {"format", "'format' is set a second time; it is set in line 1 already"},
      {NULL, "this name is longer than 255 characters"},
  };

  memset(name, 'n', sizeof name - 1);
  for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
    struct problems p = {.lang = LANG_EN};
    struct buf text = {0};
    struct doc d;
    buf_printf(&text, "format = 1; %s = 2; m = 3;", said[i][0] ? said[i][0] : name);
    assert_int_equal(doc_scan(&d, text.data, text.len, &p), ERR_NO);
    assert_int_equal(p.errors, 1);
    assert_string_equal(problems_first(&p), said[i][1]);
    doc_release(&d);
    problems_release(&p);
    buf_release(&text);
  }
}

static void count_told(void *context, unsigned percent)
{
  (void)percent;
  ++*(int *)context;
}

/* Also in the midst of elements alike, which are read many at once. */
static void test_who_waits_is_told(void **state)
{
  (void)state;
  struct progress g;
  struct problems p = {.progress = &g};
  struct buf text = {0};
  struct doc d;
  int told = 0;

  progress_begin(&g, count_told, &told);
  g.since -= 2 * PROGRESS_AFTER_MS;
  buf_puts(&text, "l = ( { a = 1; }");
  while (text.len < 1u << 20)
    buf_puts(&text, ", { a = 1; }");
  buf_puts(&text, " );");
  assert_int_equal(doc_scan(&d, text.data, text.len, &p), OK);
  assert_true(told >= 10);
  doc_release(&d);
  problems_release(&p);
  buf_release(&text);
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

/* Texts that make a careless scan look at everything again and again. */
static const char *const hostile[] = {
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

/* Each repeated to half a megabyte. */
static void test_hostile_texts_take_linear_time(void **state)
{
  (void)state;
  struct buf text = {0};

  for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
    for (int list = 0; list < 2; list++) {
      struct problems p = {.lang = LANG_EN};
      struct doc d;
      buf_clear(&text);
      buf_puts(&text, list ? "a = (" : "");
      while (text.len < 1u << 19)
        buf_puts(&text, hostile[i]);
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

/* A value that is missing is an empty span, not one that ends before it begins. */
static void test_missing_values_have_spans(void **state)
{
  static const char *const texts[] = {"a = \n", "a = \n\n}", "a = ( b = \n\n)", "a = ; b = { c = };"};
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct problems p = {.lang = LANG_EN};
    struct doc d;
    assert_int_equal(doc_scan(&d, texts[i], strlen(texts[i]), &p), ERR_NO);
    for (uint32_t k = 0; k < d.count; k++)
      if (d.nodes[k].start > d.nodes[k].end || d.nodes[k].end > d.nodes[k].term_end)
        fail_msg("node %u of %s", k, texts[i]);
    doc_release(&d);
    problems_release(&p);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_both_roads_read_the_same),
      cmocka_unit_test(test_elements_alike_read_the_same),
      cmocka_unit_test(test_spans),
      cmocka_unit_test(test_no_mistake_hides_behind_a_usual_setting),
      cmocka_unit_test(test_who_waits_is_told),
      cmocka_unit_test(test_strings_are_decoded),
      cmocka_unit_test(test_depth),
      cmocka_unit_test(test_hostile_texts_take_linear_time),
      cmocka_unit_test(test_many_members),
      cmocka_unit_test(test_missing_values_have_spans),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
