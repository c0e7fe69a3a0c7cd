/* Our scan and libconfig: whatever we accept reads the same there, for texts made at random as well; and the
 * comparison notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libconfig.h>

#include "guatu/store/confirm.h"
#include "support_store.h"

#if LIBCONFIG_VER_MAJOR == 1 && LIBCONFIG_VER_MINOR < 7
#define SAME_GRAMMAR 1 /* later ones take trailing commas, which we refuse */
#else
#define SAME_GRAMMAR 0
#endif

/* libconfig 1.5 leaks a text's strings when it refuses it; the leak checker need not hear of those. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static void expect_leaks(bool on)
{
  if (on && __lsan_disable)
    __lsan_disable();
  if (!on && __lsan_enable)
    __lsan_enable();
}

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*seed >> 33) % n;
}

/* Scans and confirms; fails when the scan accepts what libconfig does not. Returns whether both accepted. */
static bool confirm(const struct buf *text)
{
  struct problems p = {.lang = LANG_EN};
  struct doc d;
  bool accepted = doc_scan(&d, text->data, text->len, &p) == OK;

  if (accepted && confirm_doc(&d, &p) != OK)
    fail_msg("accepted by the scan, but: %s\n%s", problems_first(&p), text->data);
  doc_release(&d);
  problems_release(&p);
  return accepted;
}

static bool libconfig_accepts(const struct buf *text)
{
  struct buf whole = {0};
  config_t config;

  buf_add(&whole, text->data, text->len);
  buf_puts(&whole, "\n");
  expect_leaks(true);
  config_init(&config);
  bool accepts = config_read_string(&config, whole.data) == CONFIG_TRUE;
  config_destroy(&config);
  expect_leaks(false);
  buf_release(&whole);
  return accepts;
}

/* ---- random texts ---- */

/* Tokens of the grammar that we share with libconfig. */
static void test_random_tokens(void **state)
{
  (void)state;
  static const char *const tokens[] = {
      "a",     "b",    "c-_*",  "=",       ":",     ";",      ",",     "{",     "}",
      "(",     ")",    "[",     "]",       "1 ",    "-2 ",    "+3L",   "b=3LL", "0x1F ",
      "0x1FL", "1.5 ", "-2e3 ", "1.e1 ",   "true",  "FALSE",  "\"x\"", "\"\"",  "\"\\\"\\n\\x41\\q\"",
      " ",     "\n",   "\t",    "/* c */", "# c\n", "// c\n", "a=1",   "b={",   "c=(",
      "e=[",   "1,",   "};",    ")\n",     "L",
  };
  uint64_t seed = 20210101;
  size_t accepted = 0;
  struct buf text = {0};

  for (int round = 0; round < 40000; round++) {
    buf_clear(&text);
    buf_puts(&text, "z=1 ");
    for (uint32_t i = random_below(&seed, 12) + 1; i > 0; i--)
      buf_puts(&text, tokens[random_below(&seed, sizeof tokens / sizeof *tokens)]);
    bool ours = confirm(&text);
    accepted += ours;
    if (SAME_GRAMMAR && ours != libconfig_accepts(&text))
      fail_msg("%s by us alone:\n%s", ours ? "accepted" : "refused", text.data);
  }
  assert_in_range(accepted, 500, 39500); /* neither all nor nothing */
  buf_release(&text);
}

static void random_blank(uint64_t *seed, struct buf *out)
{
  static const char *const blanks[] = {"",     "",         " ",       "\n", "\r\n",
                                       " \t ", " # c }\n", "/* ; */", "\f", "// \"\n"};
  buf_puts(out, blanks[random_below(seed, sizeof blanks / sizeof *blanks)]);
}

static void random_scalar(uint64_t *seed, struct buf *out, uint32_t kind)
{
  static const char *const scalars[5][4] = {
      {"0", "-7", "+2147483647", "-2147483648"},
      {"0L", "1000000000000L", "0xFFFFFFFFLL", "-99999999999LL"},
      {"1.5", "-0.000001", "1e12", "999999999999.999999"},
      {"\"\"", "\"郑州\n\"", "\"a\\\\\" \"b\"", "\"\\x41\" # c\n \"\t\""},
      {"true", "False", "TRUE", "false"},
  };
  buf_puts(out, scalars[kind][random_below(seed, 4)]);
}

static void random_value(uint64_t *seed, struct buf *out, int depth)
{
  uint32_t kind = random_below(seed, depth > 5 ? 5 : 8);
  uint32_t parts = random_below(seed, 4);
  uint32_t scalar = random_below(seed, 5);

  random_blank(seed, out);
  if (kind < 5) {
    random_scalar(seed, out, kind);
    return;
  }
  buf_puts(out, kind == 5 ? "{" : kind == 6 ? "(" : "[");
  for (uint32_t i = 0; i < parts; i++) {
    random_blank(seed, out);
    buf_puts(out, kind != 5 && i > 0 ? "," : "");
    if (kind == 5)
      buf_printf(out, " n%u%s", i, random_below(seed, 2) ? "=" : " : ");
    if (kind == 7)
      random_scalar(seed, out, scalar);
    else
      random_value(seed, out, depth + 1);
    buf_puts(out, kind == 5 && random_below(seed, 2) ? ";" : "");
  }
  random_blank(seed, out);
  buf_puts(out, kind == 5 ? "}" : kind == 6 ? ")" : "]");
}

/* Texts that are right by their making: none may be refused. */
static void test_random_trees(void **state)
{
  (void)state;
  uint64_t seed = 20211231;
  struct buf text = {0};

  for (int round = 0; round < 10000; round++) {
    buf_clear(&text);
    buf_puts(&text, round % 3 == 0 ? "\xEF\xBB\xBF" : "");
    for (uint32_t i = 0; i < 3; i++) {
      buf_printf(&text, "s%u =", i);
      random_value(&seed, &text, 0);
      buf_puts(&text, "\n");
    }
    buf_puts(&text, round % 5 == 0 ? "# the last line has no end" : "");
    if (!confirm(&text))
      fail_msg("refused:\n%s", text.data);
  }
  buf_release(&text);
}

/* ---- differences ---- */

static struct doc scanned(const struct buf *text)
{
  struct problems p = {.lang = LANG_EN};
  struct doc d;

  if (doc_scan(&d, text->data, text->len, &p) != OK)
    fail_msg("%s", problems_first(&p));
  problems_release(&p);
  return d;
}

/* Where the only problem of a confirmation is; fails when there is none. */
static size_t refused_at(const struct doc *d)
{
  struct problems p = {.lang = LANG_EN};

  expect_leaks(true);
  enum err err = confirm_doc(d, &p);
  expect_leaks(false);
  assert_int_equal(err, ERR_NO);
  assert_int_equal(p.errors, 1);
  size_t at = p.list[0].offset;
  problems_release(&p);
  return at;
}

/* A tree that says something else than its text: each change of a node is found, at the node. */
static void test_differences_are_found(void **state)
{
  (void)state;
  struct buf text = {0};

  buf_puts(&text, "a = 1; b = { c = \"x\"; d = ( 2.5, [ 3L ], true ); };\n");
  struct doc d = scanned(&text);
  for (uint32_t i = 1; i < d.count; i++) {
    struct node saved = d.nodes[i];
    d.nodes[i].type = saved.type == NODE_STRING ? NODE_INT : NODE_STRING;
    assert_int_equal(refused_at(&d), saved.start);
    d.nodes[i] = saved;
    if (saved.name_len > 0) {
      d.nodes[i].name_len = 2;
      assert_int_equal(refused_at(&d), saved.start);
      d.nodes[i] = saved;
    }
  }
  d.nodes[1].next = 0; /* b is lost */
  refused_at(&d);
  doc_release(&d);
  buf_release(&text);
}

/* Values of one type that changed places. */
static void test_other_values_are_found(void **state)
{
  (void)state;
  struct buf text = {0};

  buf_puts(&text, "a = 1; b = 2; c = \"x\"; d = \"xy\"; e = 1.5; f = 1.500001; g = 3L; h = 0x4L; i = true; j "
                  "= false;\n");
  struct doc d = scanned(&text);
  for (uint32_t i = 1; i < d.count; i += 2) {
    struct node one = d.nodes[i];
    struct node two = d.nodes[i + 1];
    d.nodes[i].start = two.start;
    d.nodes[i].end = two.end;
    assert_int_equal(refused_at(&d), two.start);
    d.nodes[i] = one;
  }
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(confirm_doc(&d, &p), OK);
  problems_release(&p);
  doc_release(&d);
  buf_release(&text);
}

static void test_refusal_has_its_line(void **state)
{
  (void)state;
  struct buf text = {0};

  buf_puts(&text, "\xEF\xBB\xBF# c\na = 1;\nb = 2;\n");
  struct doc d = scanned(&text);
  text.data[text.len - 5] = ' '; /* "b = 2" loses its "=" behind our back */
  assert_int_equal(refused_at(&d), strchr(text.data, 'b') - text.data);
  doc_release(&d);
  buf_release(&text);
}

/* ---- long texts ---- */

static void make_long(struct buf *text)
{
  buf_puts(text, "format = 1;\nl = (\n");
  for (int i = 0; i < 40000; i++)
    buf_printf(text, "  %s{ id = \"t%d\"; v = %d.5; r = ( 1, \"x\" ); } # c\n", i > 0 ? "," : "", i, i);
  buf_puts(text, ");\ng = { e = { };\n  a = [ 0");
  for (int i = 1; i < 60000; i++)
    buf_printf(text, ", %20d", i);
  buf_puts(text, " ]; s = \"");
  for (int i = 0; i < 200000; i++)
    buf_puts(text, "郑州");
  buf_puts(text, "\"\n z : 1L, };\nlast = true # c");
}

static void test_long_texts_go_in_pieces(void **state)
{
  (void)state;
  struct buf text = {0};

  make_long(&text);
  assert_true(text.len > 4u << 20);
  struct doc d = scanned(&text);
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(confirm_doc(&d, &p), OK);
  for (uint32_t i = 1; i < d.count; i += 40009) {
    struct node saved = d.nodes[i];
    d.nodes[i].type = saved.type == NODE_STRING ? NODE_INT : NODE_STRING;
    refused_at(&d);
    d.nodes[i] = saved;
  }
  problems_release(&p);
  doc_release(&d);
  buf_release(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_tokens),          cmocka_unit_test(test_random_trees),
      cmocka_unit_test(test_differences_are_found),  cmocka_unit_test(test_refusal_has_its_line),
      cmocka_unit_test(test_other_values_are_found), cmocka_unit_test(test_long_texts_go_in_pieces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
