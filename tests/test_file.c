/* Reading a dataset's bytes: what is no dataset is told apart, nothing hangs, and an untouched file is known
 * again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/store/file.h"
#include "support_run.h"

/* Reads `path`, which must be refused with the message `why`. */
static void check_refused(const char *path, const char *why)
{
  struct problems p = {.lang = LANG_EN};
  struct buf out = {0};

  buf_puts(&out, "what was there before");
  assert_int_equal(file_read(path, &out, NULL, &p), ERR_FILE);
  assert_string_equal(problems_first(&p), why);
  assert_int_equal(out.len, 0);
  problems_release(&p);
  buf_release(&out);
}

static void test_what_is_no_dataset(void **state)
{
  (void)state;
  char *missing = scratch_path("missing.conf");
  char *fifo = scratch_path("fifo");
  char *huge = scratch_file("huge.conf", "");
  char *loop = scratch_path("loop");

  assert_int_equal(mkfifo(fifo, 0600), 0);
  assert_int_equal(truncate(huge, (off_t)FILE_MAX_BYTES + 1), 0);
  assert_int_equal(symlink(loop, loop), 0);
  check_refused(missing, "no such file; check its name and its folder");
  check_refused(scratch(), "this is a folder; give a dataset inside it");
  check_refused(fifo, "this is a pipe; a dataset is a regular file");
  check_refused("/dev/zero", "this is a device or socket; a dataset is a regular file");
  check_refused(huge, "larger than 256 MiB; this is no dataset");
  check_refused(loop, "too many symbolic links; check where they lead");
  free(missing);
  free(fifo);
  free(huge);
  free(loop);
}

static void test_bytes_as_they_are(void **state)
{
  (void)state;
  char *path = scratch_file("bytes.conf", "");
  struct problems p = {.lang = LANG_EN};
  struct buf out = {0};
  struct stat st;

  assert_int_equal(file_read(path, &out, &st, &p), OK);
  assert_string_equal(out.data, ""); /* never NULL */
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  for (int i = 0; i < 200000; i++)
    fputc(i & 0xFF, file);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(file_read(path, &out, &st, &p), OK);
  assert_int_equal(out.len, 200000);
  assert_int_equal(st.st_size, 200000);
  for (int i = 0; i < 200000; i++)
    assert_int_equal((unsigned char)out.data[i], i & 0xFF);
  problems_release(&p);
  buf_release(&out);
  free(path);
}

static bool compares(const char *path, const char *a, const char *b)
{
  struct piece list[] = {{a, strlen(a)}, {b, strlen(b)}};
  struct problems p = {.lang = LANG_EN};
  struct stat st;
  bool same = false;
  assert_int_equal(file_compare(path, &(struct pieces){list, 2, strlen(a) + strlen(b)}, &same, &st, &p), OK);
  assert_int_equal(p.count, 0);
  return same;
}

static void test_compare(void **state)
{
  (void)state;
  char *path = scratch_file("compared.conf", "one two");
  struct problems p = {.lang = LANG_EN};
  struct stat st;
  bool same = true;

  assert_true(compares(path, "one ", "two"));
  assert_true(compares(path, "one two", ""));
  assert_false(compares(path, "one ", "tw"));
  assert_false(compares(path, "one ", "two "));
  assert_false(compares(path, "one ", "tow"));
  assert_false(compares(path, "", ""));
  assert_int_equal(file_compare("/nowhere/x.conf", &(struct pieces){0}, &same, &st, &p), ERR_FILE);
  assert_false(same);
  problems_release(&p);
  free(path);
}

static void test_same(void **state)
{
  (void)state;
  char *path = scratch_file("same.conf", "a");
  char *other = scratch_file("other.conf", "a");
  struct stat before;
  struct stat after;

  assert_int_equal(stat(path, &before), 0);
  assert_int_equal(stat(path, &after), 0);
  assert_true(file_same(&before, &after));
  assert_int_equal(stat(other, &after), 0);
  assert_false(file_same(&before, &after));
  after = before;
  after.st_mtim.tv_nsec ^= 1;
  assert_false(file_same(&before, &after));
  after = before;
  after.st_ctim.tv_sec++;
  assert_false(file_same(&before, &after));
  free(path);
  free(other);
}

static int tidy(void **state)
{
  (void)state;
  scratch_remove();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_what_is_no_dataset),
      cmocka_unit_test(test_bytes_as_they_are),
      cmocka_unit_test(test_compare),
      cmocka_unit_test(test_same),
  };
  return cmocka_run_group_tests(tests, NULL, tidy);
}
