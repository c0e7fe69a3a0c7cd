/* What the fuzzer tries (fuzz/fuzz.c), without the fuzzer: with each seed, and with every input that once
 * found a mistake, in tests/fuzz/regress. FUZZ_INPUT=file tries that one alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

#include "fuzz/fuzz.c" /* compiled here once more, so that it is compiled by every compiler */
#include "support_store.h"

/* With the choices before it, and cut short in a few places: a dataset is half written, too. */
static void try_text(const char *choices, const struct buf *text)
{
  struct buf input = {0};
  for (size_t cut = 0; cut < 4; cut++) {
    buf_clear(&input);
    buf_printf(&input, "%s\n", choices);
    buf_add(&input, text->data, text->len - text->len * cut / 7);
    LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.len);
  }
  buf_release(&input);
}

/* Says which it is first: what does not hold ends the process. */
static size_t try_files(const char *pattern, const char *const *choices)
{
  glob_t found;
  if (glob(pattern, 0, NULL, &found) != 0)
    return 0;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    struct buf text = {0};
    print_message("%s\n", found.gl_pathv[i]);
    fflush(stdout);
    store_read(found.gl_pathv[i], &text);
    if (choices == NULL && text.len > 0)
      LLVMFuzzerTestOneInput((const uint8_t *)text.data, text.len);
    for (size_t k = 0; choices != NULL && choices[k] != NULL && text.len > 0; k++)
      try_text(choices[k], &text);
    buf_release(&text);
  }
  size_t count = found.gl_pathc;
  globfree(&found);
  return count;
}

static const char *const dataset_choices[] = {
    "s",
    "m",
    "m!\"1!(,0%#2\"!(,0%#",
    "m\x01\x01\x09\x10\x01\x02!(,0%#!(,0%#9",
    "s1",
    "e",
    "e\x01\x01\x02\x30\x04\x03\x05\x01\x03\x04\x02\x10\x14\x02\x02\x07\x03\x02",
    "e\x02\x02\x01\x01\x07\x01\x20\x30\x01\x03\x02\x03\x33\x04\x01\x50\x05\x04\x06",
    "e\x03\x01\x02\x20\x03\x01\x01\x03\x04\x02\x11\x0e\x01\x20\x03\x02\x05\x03\x04",
    NULL};
static const char *const journal_choices[] = {
    "j", "j\x40\x70", "j\xff\x20", "l", "l\x01\x02\x03\x04\x01\x02\x03\x01\x02\x03\x04\x05\x06\x02", NULL};

static void test_seeds(void **unused)
{
  (void)unused;
  assert_true(try_files("tests/fuzz/seeds/*.conf", dataset_choices) > 0);
  assert_true(try_files("tests/fuzz/seeds/*.jsonl", journal_choices) > 0);
  try_files("tests/data/*.conf", dataset_choices);
  try_files("conf/*.conf", dataset_choices);
}

static void test_regress(void **unused)
{
  const char *one = getenv("FUZZ_INPUT");
  (void)unused;
  try_files(one != NULL ? one : "tests/fuzz/regress/*", NULL);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_seeds),
      cmocka_unit_test(test_regress),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
