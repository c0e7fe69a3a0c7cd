/* A session that is opened before libconfig has read its text and anybody the journal. Everything is read by
 * libconfig in the end, nothing is written before, and a difference is told as at opening; the journal is
 * read once. libconfig and our scan do not differ, so one is made up: here libconfig reads "differs" as
 * something else. */
#include <dlfcn.h>
#include <libconfig.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/commands/command.h"
#include "guatu/edit/session.h"
#include "support_console.h"
#include "support_edit.h"
#include "support_run.h"

/* All that libconfig was given, and how many bytes at most at once. */
static struct buf given;
static size_t longest;

/* In place of libconfig's, which it calls. */
int config_read_string(config_t *config, const char *text)
{
  int (*theirs)(config_t *, const char *);
  *(void **)&theirs = dlsym(RTLD_NEXT, "config_read_string");
  char *copy = mem_text(text);
  for (char *at = copy; (at = strstr(at, "differs")) != NULL;)
    memcpy(at, "DIFFERS", strlen("DIFFERS"));
  buf_puts(&given, text);
  longest = strlen(text) > longest ? strlen(text) : longest;
  int result = theirs(config, copy);
  free(copy);
  return result;
}

/* How much was read of journals. */
static size_t journal_bytes;

/* In place of the C library's. */
ssize_t pread(int fd, void *out, size_t size, off_t from)
{
  char link[64], name[512];
  ssize_t got = syscall(SYS_pread64, fd, out, size, from);
  assert_true(snprintf(link, sizeof link, "/proc/self/fd/%d", fd) > 0);
  ssize_t len = readlink(link, name, sizeof name - 1);
  name[len > 0 ? len : 0] = '\0';
  journal_bytes += got > 0 && strstr(name, ".journal") ? (size_t)got : 0;
  return got;
}

/* A copy with `new` in place of each `old`. */
static char *copy_of(const char *source, const char *old, const char *new)
{
  char *text = read_text(source);
  struct buf out = {0};
  for (const char *at = text; *at;) {
    if (strncmp(at, old, strlen(old)) == 0) {
      buf_puts(&out, new);
      at += strlen(old);
    } else {
      buf_putc(&out, *at++);
    }
  }
  char *path = scratch_file("early.conf", out.data);
  assert_string_not_equal(out.data, text);
  free(text);
  buf_release(&out);
  return path;
}

static char *dataset(const char *old, const char *new)
{
  return copy_of("conf/demo-2021.conf", old, new);
}

static struct session *open_early(const char *path)
{
  struct session *s = NULL;
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(session_open(&s, path, SESSION_WRITE_EARLY, NULL, &p), OK);
  problems_release(&p);
  return s;
}

static enum err work(struct session *s, struct problems *p)
{
  bool more = true;
  enum err err = OK;
  while (err == OK && more)
    err = session_work(s, &more, p);
  return err;
}

static enum err enter(struct session *s, const char *target, const char *figure, struct problems *p)
{
  struct reading r = {.through = date_of(2021, 11, 30), .by = "", .at = "", .note = ""};
  edit_figure(figure, &r);
  return session_enter(s, target, &r, p);
}

/* "early.conf:12:8: …", as a session that is opened as usual says it. */
static char *said_at_opening(const char *path, enum lang lang)
{
  struct session *s = NULL;
  struct problems p = {.lang = lang};
  struct buf text = {0}, out = {0};
  size_t line, column;
  assert_int_equal(session_open(&s, path, SESSION_READ, &text, &p), ERR_NO);
  assert_int_equal(p.count, 1);
  problem_place(text.data, text.len, p.list[0].offset, &line, &column);
  buf_printf(&out, "early.conf:%zu:%zu: %s", line, column, p.list[0].text);
  assert_non_null(strstr(out.data, "libconfig"));
  problems_release(&p);
  buf_release(&text);
  return out.data;
}

static void expect_said(const struct problems *p, const char *before, const char *said)
{
  char *all = NULL;
  assert_true(asprintf(&all, "%s%s", before, said) > 0);
  assert_string_equal(problems_first(p), all);
  free(all);
}

static int remove_journal(void **state)
{
  (void)state;
  char *journal = scratch_path("early.conf.journal");
  (void)unlink(journal);
  free(journal);
  return 0;
}

/* ---- all is read ---- */

/* Every line of the dataset, comments between targets too, goes to libconfig, a little at a time. */
static void test_everything_is_read_in_short_pieces(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("id =", "/* between */ id ="), *text = read_text(path);
  struct session *s = open_early(path);
  buf_clear(&given);
  longest = 0;
  bool more;
  assert_int_equal(session_work(s, &more, &p), OK);
  assert_true(more);
  assert_in_range(given.len, 1, 16 << 10);
  assert_int_equal(work(s, &p), OK);
  assert_in_range(longest, 1, 16 << 10);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    if (!strstr(given.data, line + strspn(line, " ")))
      fail_msg("libconfig never saw: %s", line);
  assert_int_equal(session_work(s, &more, &p), OK);
  assert_false(more);
  session_close(s);
  free(text);
  free(path);
}

static void test_a_save_has_the_rest_read_first(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY");
  struct session *s = open_early(path);
  buf_clear(&given);
  assert_int_equal(enter(s, "dead-end-roads", "31", &p), OK);
  size_t len = given.len;
  assert_true(len > session_bytes(s));
  assert_int_equal(work(s, &p), OK);
  assert_int_equal(given.len, len);
  session_close(s);
  free(path);
}

/* ---- what differs ---- */

static void check_refused(const char *old, const char *new)
{
  struct problems p = {.lang = LANG_EN};
  char *path = dataset(old, new), *before = read_text(path), *said = said_at_opening(path, LANG_EN);
  struct session *s = open_early(path), *saving = open_early(path);
  assert_int_equal(work(s, &p), ERR_NO);
  expect_said(&p, "", said);
  problems_release(&p);
  assert_int_equal(work(s, &p), OK); /* said once */
  assert_int_equal(session_reload(s, NULL, &p), ERR_NO);
  expect_said(&p, "", said);
  problems_release(&p);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(enter(i == 0 ? s : saving, "dead-end-roads", "31", &p), ERR_NO);
    expect_said(&p, "Nothing was saved: ", said);
    problems_release(&p);
  }
  char *after = read_text(path);
  assert_string_equal(after, before);

  char *mended = dataset("DEMO", "mended");
  assert_string_equal(mended, path);
  assert_int_equal(session_reload(s, NULL, &p), OK);
  assert_int_equal(work(s, &p), OK);
  assert_int_equal(enter(s, "dead-end-roads", "31", &p), OK);
  problems_release(&p); /* the editor's change is told of */
  session_close(s);
  session_close(saving);
  free(path);
  free(before);
  free(said);
  free(after);
  free(mended);
  (void)remove_journal(NULL);
}

static void test_a_difference_is_told_as_at_opening(void **state)
{
  (void)state;
  check_refused("DEMO", "differs");       /* the plan's title */
  check_refused("GDP growth", "differs"); /* the first target */
  check_refused("Dead-end roads", "differs");
}

/* Somebody else puts it there after the console has opened; nobody has looked since. */
static void test_a_save_over_a_new_difference_writes_nothing(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY");
  struct session *s = open_early(path);
  assert_int_equal(work(s, &p), OK);
  char *again = dataset("DEMO", "differs"), *before = read_text(path), *said = said_at_opening(path, LANG_EN);
  assert_int_equal(enter(s, "dead-end-roads", "31", &p), ERR_NO);
  expect_said(&p, "Nothing was saved: ", said);
  char *after = read_text(path);
  assert_string_equal(after, before);
  problems_release(&p);
  session_close(s);
  free(path);
  free(again);
  free(before);
  free(after);
  free(said);
}

/* ---- the journal ---- */

/* A journal of a line a target and month, all of one save. Returns its length. */
static size_t make_journal(const char *path)
{
  struct session *s = NULL;
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(session_open(&s, path, SESSION_WRITE, NULL, &p), OK);
  const struct plan *plan = session_plan(s);
  struct entered *list = mem_alloc(12 * plan->target_count * sizeof *list);
  size_t count = 0;
  for (size_t i = 0; i < plan->target_count; i++)
    for (int day = 1; day <= 12; day++) {
      list[count] = (struct entered){.target = plan->targets[i].id};
      list[count].reading =
          (struct reading){.through = date_of(2021, 12, day), .by = "", .at = "", .note = ""};
      edit_figure("1", &list[count++].reading);
    }
  assert_int_equal(session_enter_all(s, list, count, &p), OK);
  free(list);
  session_close(s);
  char *journal = scratch_path("early.conf.journal"), *text = read_text(journal);
  size_t len = strlen(text);
  free(journal);
  free(text);
  return len;
}

static void test_the_journal_is_read_once_and_in_pieces(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY");
  size_t len = make_journal(path), pieces = 0, count;
  journal_bytes = 0;
  struct session *s = open_early(path);
  assert_int_equal(journal_bytes, 0);
  for (bool more = true; more;) {
    size_t had = journal_bytes;
    assert_int_equal(session_work(s, &more, &p), OK);
    pieces += journal_bytes > had;
    assert_in_range(journal_bytes - had, 0, 40 << 10);
  }
  assert_true(pieces > 10);
  assert_in_range(journal_bytes, len, len + len / 8);
  (void)session_lost(s, &count, &p);
  assert_int_equal(count, 0);

  char *text = read_text(path), *figure = strstr(text, "through = \"2021-12-05\"; value = 1;");
  assert_non_null(figure);
  figure[strlen("through = \"2021-12-05\"; value = ")] = '2';
  free(scratch_file("early.conf", text));
  journal_bytes = 0;
  assert_int_equal(session_reload(s, NULL, &p), OK);
  (void)session_lost(s, &count, &p);
  assert_int_equal(count, 1);
  assert_int_equal(enter(s, "dead-end-roads", "31", &p), OK); /* after what another program did */
  assert_non_null(strstr(p.list[0].text, "overwrote 1 saved figure"));
  assert_in_range(journal_bytes, 1, 64 << 10);
  session_close(s);
  problems_release(&p);
  free(text);
  free(path);
}

/* A journal in which somebody altered a line is read to its end all the same, and not again and again. */
static void test_an_altered_journal_is_read_to_its_end(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY"), *journal = scratch_path("early.conf.journal");
  size_t len = make_journal(path);
  char *text = read_text(journal), *line = strstr(text + len / 2, "\"seq\":");
  line[strlen("\"seq\":")] ^= 1;
  free(scratch_file("early.conf.journal", text));
  struct session *s = open_early(path);
  journal_bytes = 0;
  for (bool more = true; more && journal_bytes < 2 * len;)
    assert_int_equal(session_work(s, &more, &p), OK);
  assert_in_range(journal_bytes, len, len + len / 8);
  session_close(s);
  free(text);
  free(journal);
  free(path);
}

/* A save reads another journal than the one whose figures are being looked at, with fewer of them: that comes
 * to an end too. */
static void test_a_journal_is_replaced_amid_looking(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY"), *journal = scratch_path("early.conf.journal");
  struct session *s = open_early(path);
  assert_int_equal(enter(s, "dead-end-roads", "31", &p), OK);
  session_close(s);
  char *less = read_text(journal);
  (void)remove_journal(NULL);
  size_t len = make_journal(path);
  s = open_early(path);
  journal_bytes = 0;
  bool more = true;
  while (journal_bytes < len)
    assert_int_equal(session_work(s, &more, &p), OK);
  for (size_t had = 0; had != journal_bytes;) { /* to its end, and then for the first figures */
    had = journal_bytes;
    assert_int_equal(session_work(s, &more, &p), OK);
  }
  assert_true(more);
  free(scratch_file("early.conf.journal", less));
  assert_int_equal(enter(s, "dead-end-roads", "32", &p), OK);
  for (int i = 0; more && i < 100; i++)
    assert_int_equal(session_work(s, &more, &p), OK);
  assert_false(more);
  session_close(s);
  problems_release(&p);
  free(less);
  free(journal);
  free(path);
}

/* Who asks sooner waits. */
static void test_what_was_lost_is_known_when_asked(void **state)
{
  (void)state;
  struct problems p = {.lang = LANG_EN};
  char *path = dataset("DEMO", "EARLY");
  size_t count;
  (void)make_journal(path);
  free(dataset("DEMO", "EARLY")); /* an old copy over all of it */
  struct session *s = open_early(path);
  (void)session_lost(s, &count, &p);
  assert_int_equal(count, 12 * session_plan(s)->target_count);
  session_close(s);
  free(path);
}

/* ---- on the screen ---- */

static void test_the_console_says_so_and_keeps_what_is_typed(void **state)
{
  struct world *w = *state;
  char *path = copy_of("conf/gaoxin-2021.conf", "Zhengzhou High-tech Zone", "differs");
  char *said = said_at_opening(path, LANG_ZH), *before = read_text(path);
  char home[256];
  assert_true(snprintf(home, sizeof home, "XDG_STATE_HOME=%s", scratch()) > 0);
  const char *env[] = {home, NULL};
  const struct opening opening = {
      .rows = 30, .cols = 100, .env = env, .options = {"--lang=zh", "--today=2021-07-10"}};
  pty_write_file(w->path, before, strlen(before));
  console_open(w, &opening);
  assert_true(pty_wait(w->pty, strchr(said, ':'))); /* line, column and words; the name is this world's */
  console_go_to_roads(w);
  pty_keys(w->pty, "31<Enter>");
  assert_true(pty_wait(w->pty, "没有保存："));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_settle(w->pty));
  pty_hang_up(w->pty);
  size_t len;
  char *after = pty_read_file(w->path, &len);
  assert_string_equal(after, before);
  pty_end(w->pty);
  w->pty = NULL;

  pty_write_file(w->path, w->before, w->before_len);
  console_open(w, &opening);
  assert_true(pty_wait(w->pty, "31")); /* the draft is offered */
  pty_keys(w->pty, "<Enter><Enter>");
  assert_true(pty_wait(w->pty, "已保存"));
  free(path);
  free(said);
  free(before);
  free(after);
}

static int setup(void **state)
{
  (void)state;
  assert_int_equal(setenv("GUATU_USER", "li", 1), 0);
  (void)scratch();
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  scratch_remove();
  buf_release(&given);
  return 0;
}

int main(int argc, char **argv)
{
  if (argc > 1) /* as the program, with this libconfig */
    return command_main(argc, argv);
  assert_int_equal(setenv("GUATU", "/proc/self/exe", 1), 0);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_everything_is_read_in_short_pieces),
      cmocka_unit_test(test_a_save_has_the_rest_read_first),
      cmocka_unit_test(test_a_difference_is_told_as_at_opening),
      cmocka_unit_test(test_a_save_over_a_new_difference_writes_nothing),
      cmocka_unit_test_teardown(test_the_journal_is_read_once_and_in_pieces, remove_journal),
      cmocka_unit_test_teardown(test_an_altered_journal_is_read_to_its_end, remove_journal),
      cmocka_unit_test_teardown(test_a_journal_is_replaced_amid_looking, remove_journal),
      cmocka_unit_test_teardown(test_what_was_lost_is_known_when_asked, remove_journal),
      CONSOLE_TEST(test_the_console_says_so_and_keeps_what_is_typed),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
