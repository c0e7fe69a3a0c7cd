/* A patch makes the same text in every way: written out, where the old text lies, and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/store/digest.h"
#include "guatu/store/patch.h"
#include "support_edit.h"

static void random_text(struct edit_random *r, struct buf *out, int most)
{
  buf_clear(out);
  buf_puts(out, "");
  for (int n = edit_pick(r, most); n > 0; n--)
    buf_putc(out, (char)('a' + edit_pick(r, 26)));
}

/* Spans from left to right, some empty, some side by side. */
static void random_patch(struct edit_random *r, size_t len, struct patch *p)
{
  struct buf bytes = {0};
  for (size_t at = 0;;) {
    size_t start = at + (size_t)edit_pick(r, 12), end = start + (size_t)edit_pick(r, 9);
    if (end > len)
      break;
    random_text(r, &bytes, 14);
    patch_put(p, start, end, bytes.data, bytes.len);
    at = end + (start == end);
  }
  buf_release(&bytes);
}

static void assert_pieces(const struct pieces *pieces, const struct buf *text, struct edit_random *r)
{
  struct pieces_at at = {.of = pieces}, same = {.of = pieces};
  struct buf joined = {0};
  char a[DIGEST_SIZE], b[DIGEST_SIZE];
  buf_puts(&joined, "");
  for (struct piece next; (next = pieces_next(&at, (size_t)edit_pick(r, 9) + 1)).len > 0;)
    buf_add(&joined, next.bytes, next.len);
  assert_int_equal(pieces->len, text->len);
  assert_int_equal(joined.len, text->len);
  assert_memory_equal(joined.data, text->data, text->len);
  for (size_t from = 0; from < text->len;) {
    size_t len = (size_t)edit_pick(r, 20) + 1;
    len = len < text->len - from ? len : text->len - from;
    assert_true(pieces_match(&same, text->data + from, len));
    from += len;
  }
  assert_false(pieces_match(&same, "x", 1)); /* it ends here */
  if (text->len > 0) {
    struct pieces_at wrong = {.of = pieces};
    joined.data[edit_pick(r, (int)text->len)] = '!';
    assert_false(pieces_match(&wrong, joined.data, joined.len));
  }
  digest_pieces(pieces, a);
  digest_text(text->data, text->len, b);
  assert_string_equal(a, b);
  buf_release(&joined);
}

static void test_all_ways_are_the_same(void **state)
{
  struct edit_random r = {.state = 3};
  (void)state;
  for (int round = 0; round < 2000; round++) {
    struct buf text = {0}, out = {0};
    struct patch p = {0};
    random_text(&r, &text, 90);
    random_patch(&r, text.len, &p);
    patch_apply(&p, text.data, text.len, &out);
    struct pieces pieces = patch_pieces(&p, text.data, text.len);
    assert_pieces(&pieces, &out, &r);
    bool idle = patch_is_idle(&p, text.data);
    if (idle)
      assert_string_equal(text.data, out.data);
    patch_apply_to(&p, &text);
    assert_int_equal(text.len, out.len);
    assert_string_equal(text.data, out.data);
    free(pieces.list);
    patch_release(&p);
    buf_release(&text);
    buf_release(&out);
  }
}

static void test_idle(void **state)
{
  struct patch p = {0};
  (void)state;
  assert_true(patch_is_idle(&p, "abc"));
  patch_put(&p, 1, 2, "b", 1);
  patch_put(&p, 3, 3, "", 0);
  assert_true(patch_is_idle(&p, "abc"));
  patch_put(&p, 2, 3, "", 0);
  assert_false(patch_is_idle(&p, "abc"));
  patch_release(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_ways_are_the_same),
      cmocka_unit_test(test_idle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
