/* Watching a file through everything that editors and administrators do to it. The kernel queues an event
 * before the call that causes it returns, so nothing here waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guatu/store/watch.h"
#include "support_pty.h"

struct place {
  char *folder;
  char path[160], other[160];
};

static int setup(void **state)
{
  static struct place at;
  at.folder = pty_folder();
  snprintf(at.path, sizeof at.path, "%s/x.conf", at.folder);
  snprintf(at.other, sizeof at.other, "%s/other", at.folder);
  pty_write_file(at.path, "one", 3);
  *state = &at;
  return 0;
}

static int teardown(void **state)
{
  struct place *at = *state;
  pty_folder_remove(at->folder);
  return 0;
}

static const char *in(const struct place *at, const char *name)
{
  static char paths[4][160];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", at->folder, name);
  return path;
}

static bool is_readable(const struct watch *w)
{
  struct pollfd fd = {.fd = watch_fd(w), .events = POLLIN};
  return poll(&fd, 1, 0) == 1;
}

static bool is_told(struct watch *w)
{
  return is_readable(w) && watch_drain(w);
}

static void assert_quiet(struct watch *w)
{
  assert_false(is_readable(w));
  assert_int_equal(watch_timeout(w), -1);
}

static void test_every_way_of_changing_is_told(void **state)
{
  struct place *at = *state;
  struct watch *w = watch_open(at->path);
  assert_quiet(w);
  pty_write_file(at->path, "two", 3); /* in place, the same size, within a tick of the clock */
  assert_true(is_told(w));
  pty_write_file(at->path, "six", 3);
  assert_true(is_told(w));
  for (int i = 0; i < 2; i++) { /* also the second time, when the first file is gone */
    pty_write_file(at->other, "seven", 5);
    assert_int_equal(rename(at->other, at->path), 0);
    assert_true(is_told(w));
  }
  assert_int_equal(rename(at->path, at->other), 0);
  assert_true(is_told(w));
  assert_int_equal(link(at->other, at->path), 0);
  assert_true(is_told(w));
  assert_int_equal(unlink(at->path), 0);
  assert_true(is_told(w));
  pty_write_file(at->path, "two", 3);
  assert_true(is_told(w));
  assert_int_equal(chmod(at->path, 0600), 0);
  assert_true(is_told(w));
  FILE *f = fopen(at->path, "ab"); /* so soon after the last change its state proves nothing */
  assert_non_null(f);
  fclose(f);
  assert_true(is_told(w));
  assert_quiet(w);
  watch_close(w);
}

static void test_other_files_are_no_news(void **state)
{
  struct place *at = *state;
  struct watch *w = watch_open(at->path);
  static const char *const names[] = {".x.conf.lock", "x.conf~",        ".x.conf.swp",
                                      "x.con",        "x.conf.journal", "y"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    pty_write_file(in(at, names[i]), "new", 3);
    assert_true(is_readable(w));
    assert_false(watch_drain(w));
  }
  assert_quiet(w);
  watch_close(w);
}

static void test_a_file_that_is_not_there_yet(void **state)
{
  struct place *at = *state;
  assert_int_equal(unlink(at->path), 0);
  struct watch *w = watch_open(at->path);
  assert_quiet(w);
  pty_write_file(at->path, "", 0);
  assert_true(is_told(w));
  watch_close(w);
}

/* x.conf -> far/real.conf: the real file's folder is watched, and the link's. */
static void test_a_link_is_followed_and_may_be_turned(void **state)
{
  struct place *at = *state;
  assert_int_equal(mkdir(in(at, "far"), 0700), 0);
  pty_write_file(in(at, "far/real.conf"), "one", 3);
  assert_int_equal(unlink(at->path), 0);
  assert_int_equal(symlink("far/real.conf", at->path), 0);
  struct watch *w = watch_open(at->path);
  pty_write_file(in(at, "far/new"), "two", 3);
  assert_int_equal(rename(in(at, "far/new"), in(at, "far/real.conf")), 0);
  assert_true(is_told(w));
  pty_write_file(in(at, "far/second.conf"), "third", 5);
  (void)watch_drain(w);
  assert_int_equal(symlink("far/second.conf", at->other), 0);
  assert_int_equal(rename(at->other, at->path), 0);
  assert_true(is_told(w));
  pty_write_file(in(at, "far/second.conf"), "third!", 6);
  assert_true(is_told(w));
  pty_write_file(in(at, "far/real.conf"), "nobody's now", 12);
  assert_false(watch_drain(w));
  assert_quiet(w);
  watch_close(w);
}

/* now -> r1 becomes now -> r2, as releases are switched. */
static void test_a_linked_folder_may_be_turned(void **state)
{
  struct place *at = *state;
  char path[200];
  snprintf(path, sizeof path, "%s/now/x.conf", at->folder);
  assert_int_equal(mkdir(in(at, "r1"), 0700), 0);
  assert_int_equal(mkdir(in(at, "r2"), 0700), 0);
  pty_write_file(in(at, "r1/x.conf"), "one", 3);
  pty_write_file(in(at, "r2/x.conf"), "second", 6);
  assert_int_equal(symlink("r1", in(at, "now")), 0);
  struct watch *w = watch_open(path);
  pty_write_file(in(at, "r1/x.conf"), "once", 4);
  assert_true(is_told(w));
  assert_int_equal(symlink("r2", at->other), 0);
  assert_int_equal(rename(at->other, in(at, "now")), 0);
  assert_true(is_told(w));
  pty_write_file(in(at, "r2/x.conf"), "twice", 5);
  assert_true(is_told(w));
  watch_close(w);
}

static void test_a_folder_may_be_replaced(void **state)
{
  struct place *at = *state;
  char path[200];
  snprintf(path, sizeof path, "%s/data/x.conf", at->folder);
  assert_int_equal(mkdir(in(at, "data"), 0700), 0);
  assert_int_equal(mkdir(in(at, "next"), 0700), 0);
  pty_write_file(path, "one", 3);
  pty_write_file(in(at, "next/x.conf"), "second", 6);
  struct watch *w = watch_open(path);
  assert_int_equal(rename(in(at, "data"), in(at, "old")), 0);
  assert_int_equal(rename(in(at, "next"), in(at, "data")), 0);
  assert_true(is_told(w));
  assert_quiet(w);
  pty_write_file(path, "third", 5);
  assert_true(is_told(w));
  watch_close(w);
}

/* Without a folder there is nothing to watch: ask, until it is back. */
static void test_a_folder_that_is_gone_is_asked_for(void **state)
{
  struct place *at = *state;
  char path[200];
  snprintf(path, sizeof path, "%s/data/x.conf", at->folder);
  assert_int_equal(mkdir(in(at, "data"), 0700), 0);
  pty_write_file(path, "one", 3);
  struct watch *w = watch_open(path);
  assert_quiet(w);
  assert_int_equal(rename(in(at, "data"), in(at, "old")), 0);
  assert_true(is_told(w));
  assert_true(watch_timeout(w) > 0);
  assert_false(watch_drain(w)); /* still not there: nothing new */
  assert_int_equal(rename(in(at, "old"), in(at, "data")), 0);
  assert_true(watch_drain(w));
  assert_quiet(w);
  pty_write_file(path, "third", 5);
  assert_true(is_told(w));
  watch_close(w);
}

static void test_links_in_a_circle_end(void **state)
{
  struct place *at = *state;
  assert_int_equal(unlink(at->path), 0);
  assert_int_equal(symlink("other", at->path), 0);
  assert_int_equal(symlink("x.conf", at->other), 0);
  struct watch *w = watch_open(at->path);
  assert_int_equal(unlink(at->path), 0);
  pty_write_file(at->path, "one", 3);
  assert_true(is_told(w));
  watch_close(w);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(test_every_way_of_changing_is_told),      TEST(test_other_files_are_no_news),
      TEST(test_a_file_that_is_not_there_yet),       TEST(test_a_link_is_followed_and_may_be_turned),
      TEST(test_a_linked_folder_may_be_turned),      TEST(test_a_folder_may_be_replaced),
      TEST(test_a_folder_that_is_gone_is_asked_for), TEST(test_links_in_a_circle_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
