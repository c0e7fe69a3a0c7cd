/* The courier: what it brings, that it brings the latest, and what becomes of it when its disk or its master
 * fails. Real processes, real files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/store/courier.h"
#include "support_pty.h"

#define REAL_MS 10000

struct post {
  struct courier *c;
  char *folder;
  char path[300], journal[320];
  char dataset[64], refused[256], lines[64]; /* as brought last; the journal together */
  int anew;                                  /* how often the journal began anew */
};

static int setup(void **state)
{
  struct post *w = mem_alloc(sizeof *w);
  struct problems p = {0};
  w->folder = pty_folder();
  snprintf(w->path, sizeof w->path, "%s/x.conf", w->folder);
  snprintf(w->journal, sizeof w->journal, "%s.journal", w->path);
  pty_write_file(w->path, "one", 3);
  assert_int_equal(courier_start(&w->c, w->path, false, &p), OK);
  *state = w;
  return 0;
}

static int teardown(void **state)
{
  struct post *w = *state;
  courier_stop(w->c);
  pty_folder_remove(w->folder);
  free(w);
  while (wait(NULL) > 0) /* it ends with its master's pipe */
    ;
  return 0;
}

static void copy(char *out, size_t size, const struct buf *b)
{
  snprintf(out, size, "%.*s", (int)b->len, b->data ? b->data : "");
}

static bool take(struct post *w)
{
  struct courier_piece piece;
  if (!courier_take(w->c, &piece))
    return false;
  switch (piece.kind) {
  case COURIER_DATASET:
    copy(w->dataset, sizeof w->dataset, piece.body);
    w->refused[0] = '\0';
    break;
  case COURIER_REFUSED:
    copy(w->refused, sizeof w->refused, piece.body);
    break;
  case COURIER_JOURNAL:
    w->anew += piece.anew;
    if (piece.anew)
      w->lines[0] = '\0';
    copy(w->lines + strlen(w->lines), sizeof w->lines - strlen(w->lines), piece.body);
    break;
  case COURIER_BACK:
    break;
  }
  return true;
}

/* Until it is back from its errand, whichever that is. */
static void wait_back(struct post *w)
{
  while (courier_away(w->c) && !courier_lost(w->c)) {
    assert_int_equal(poll(&(struct pollfd){.fd = courier_fd(w->c), .events = POLLIN}, 1, REAL_MS), 1);
    while (take(w))
      ;
  }
}

static void fetch(struct post *w, enum courier_errand errand)
{
  courier_send(w->c, errand, LANG_EN, false);
  wait_back(w);
}

static void add_line(struct post *w, const char *text)
{
  FILE *f = fopen(w->journal, "a");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static void test_it_brings_both_and_then_what_is_new(void **state)
{
  struct post *w = *state;
  add_line(w, "a\n");
  fetch(w, COURIER_NOW);
  assert_string_equal(w->dataset, "one");
  assert_string_equal(w->lines, "a\n");
  courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
  w->dataset[0] = '\0';
  add_line(w, "b\nhalf"); /* of the journal alone */
  wait_back(w);
  assert_string_equal(w->lines, "a\nb\nhalf");
  assert_string_equal(w->dataset, "");
  courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
  pty_write_file(w->path, "two", 3);
  wait_back(w);
  assert_string_equal(w->dataset, "two");
  assert_int_equal(w->anew, 0);
  courier_send(w->c, COURIER_NOW, LANG_EN, true);
  wait_back(w);
  assert_int_equal(w->anew, 1);
  assert_string_equal(w->lines, "a\nb\nhalf");
  assert_int_equal(unlink(w->journal), 0);
  fetch(w, COURIER_NOW);
  assert_string_equal(w->lines, "");
}

/* What happens between two errands is not lost, also when another errand was asked for in between. */
static void test_no_change_is_missed(void **state)
{
  struct post *w = *state;
  fetch(w, COURIER_NOW);
  for (int i = 0; i < 200; i++) {
    char text[16];
    snprintf(text, sizeof text, "n%d", i);
    if (i % 7 == 0) {
      assert_int_equal(unlink(w->path), 0);
      fetch(w, COURIER_NOW);
      assert_string_equal(w->refused, "no such file; check its name and its folder");
    }
    if (i % 3 == 0)
      courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
    pty_write_file(w->path, text, strlen(text));
    if (i % 5 == 0)
      courier_send(w->c, COURIER_NOW, LANG_EN, false);
    while (strcmp(w->dataset, text) != 0)
      fetch(w, COURIER_CHANGE);
  }
}

/* What it brought at once is what the next change is a change of. */
static void test_a_file_that_comes_and_goes(void **state)
{
  struct post *w = *state;
  fetch(w, COURIER_NOW);
  for (int i = 0; i < 3; i++) {
    courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
    assert_int_equal(unlink(w->path), 0);
    wait_back(w);
    assert_string_not_equal(w->refused, "");
    pty_write_file(w->path, "two", 3);
    fetch(w, COURIER_NOW);
    assert_string_equal(w->dataset, "two");
    assert_string_equal(w->refused, "");
  }
}

static void test_a_language_asked_for_meanwhile(void **state)
{
  struct post *w = *state;
  assert_int_equal(unlink(w->path), 0);
  courier_send(w->c, COURIER_NOW, LANG_EN, false);
  courier_send(w->c, COURIER_NOW, LANG_ZH, false);
  wait_back(w);
  assert_string_equal(w->refused, "没有这个文件；请核对文件名和所在文件夹");
}

/* More than a pipe holds. */
static void test_a_large_dataset(void **state)
{
  struct post *w = *state;
  struct buf large = {0};
  for (int i = 0; i < 1 << 20; i++)
    buf_puts(&large, "01234567");
  pty_write_file(w->path, large.data, large.len);
  courier_send(w->c, COURIER_NOW, LANG_EN, false);
  for (struct courier_piece piece;;) {
    if (!courier_take(w->c, &piece))
      assert_int_equal(poll(&(struct pollfd){.fd = courier_fd(w->c), .events = POLLIN}, 1, REAL_MS), 1);
    else if (piece.kind == COURIER_DATASET) {
      assert_int_equal(piece.body->len, large.len);
      assert_memory_equal(piece.body->data, large.data, large.len);
      buf_release(piece.body); /* taken */
    } else if (piece.kind == COURIER_BACK)
      break;
  }
  buf_release(&large);
}

/* A folder in the place of the one that it began with, and a link led elsewhere. */
static void test_places_that_are_swapped(void **state)
{
  struct post *w = *state;
  char old[300], other[320];
  snprintf(old, sizeof old, "%s.old", w->folder);
  fetch(w, COURIER_NOW);
  courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
  assert_int_equal(rename(w->folder, old), 0);
  assert_int_equal(mkdir(w->folder, 0755), 0);
  pty_write_file(w->path, "two", 3);
  wait_back(w);
  fetch(w, COURIER_NOW);
  assert_string_equal(w->dataset, "two");
  snprintf(other, sizeof other, "%s/y.conf", old);
  pty_write_file(other, "three", 5);
  courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
  assert_int_equal(unlink(w->path), 0);
  assert_int_equal(symlink(other, w->path), 0);
  while (strcmp(w->dataset, "three") != 0)
    fetch(w, COURIER_CHANGE);
  pty_folder_remove(mem_text(old));
}

/* Its master learns that it is gone. */
static void test_it_is_killed(void **state)
{
  struct post *w = *state;
  char name[64], *children;
  fetch(w, COURIER_NOW);
  courier_send(w->c, COURIER_CHANGE, LANG_EN, false);
  assert_false(courier_lost(w->c));
  snprintf(name, sizeof name, "/proc/self/task/%d/children", (int)getpid());
  children = pty_read_file(name, NULL);
  assert_non_null(children);
  assert_int_equal(kill((pid_t)strtol(children, NULL, 10), SIGKILL), 0);
  free(children);
  wait_back(w);
  assert_true(courier_lost(w->c));
}

/* It never outlives its master: it comes back to us as an orphan, and ends. */
static void test_its_master_is_killed(void **state)
{
  struct post *w = *state;
  struct problems p = {0};
  int status;
  assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  courier_stop(w->c);
  w->c = NULL;
  assert_true(wait(NULL) > 0);
  pid_t master = fork();
  assert_true(master >= 0);
  if (master == 0) {
    struct courier *c;
    if (courier_start(&c, w->path, false, &p) != OK)
      _exit(1);
    courier_send(c, COURIER_NOW, LANG_EN, false);
    raise(SIGKILL);
  }
  assert_int_equal(waitpid(master, &status, 0), master);
  assert_true(WIFSIGNALED(status));
  alarm(REAL_MS / 1000);
  pid_t orphan = wait(&status);
  alarm(0);
  assert_true(orphan > 0 && orphan != master);
}

int main(void)
{
#define POST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      POST(test_it_brings_both_and_then_what_is_new),
      POST(test_no_change_is_missed),
      POST(test_a_file_that_comes_and_goes),
      POST(test_a_language_asked_for_meanwhile),
      POST(test_a_large_dataset),
      POST(test_places_that_are_swapped),
      POST(test_it_is_killed),
      POST(test_its_master_is_killed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
