/* The journal, as real saves write it: no byte changes unnoticed, and replayed over the first version it
 * gives the present dataset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "guatu/edit/session.h"
#include "guatu/store/figures.h"
#include "guatu/store/file.h"
#include "guatu/store/journal.h"
#include "guatu/store/load.h"
#include "support_edit.h"
#include "support_run.h"

static const char small[] =
    "format = 1;\n"
    "plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
    "  { id = \"roads\"; name = \"R\"; kind = \"cumulative\"; target = 32; # comment\n"
    "  },\n"
    "  { id = \"homes\"; name = \"H\"; kind = \"coverage\"; },\n"
    "  { id = \"grid\"; name = \"G\"; kind = \"cumulative\"; target = 7.5;\n"
    "    readings = ( { through = \"2021-03-31\"; value = 2.5; by = \"zhao\"; note = \"n\"; } ); }\n"
    ") } );\n";

static char *path;

static int setup(void **state)
{
  (void)state;
  path = scratch_file("ds.conf", small);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  free(path);
  scratch_remove();
  return 0;
}

static struct session *open_session(void)
{
  struct session *s = NULL;
  struct problems p = {0};
  if (session_open(&s, path, SESSION_WRITE, NULL, &p) != OK)
    fail_msg("%s", problems_first(&p));
  return s;
}

static struct reading figure(const char *text, struct date day, const char *note)
{
  struct reading r = {.through = day, .by = "", .at = "", .note = note};
  edit_figure(text, &r);
  return r;
}

static void enter(struct session *s, const char *target, const char *text, int month, const char *note)
{
  struct problems p = {0};
  struct reading r = figure(text, date_month_end(2021 * 12 + month - 1), note);
  if (session_enter(s, target, &r, &p) != OK)
    fail_msg("%s", problems_first(&p));
  problems_release(&p); /* warnings: that another program was there */
}

static char *journal_path(void)
{
  return scratch_path("ds.conf.journal");
}

/* ---- the chain ---- */

struct seen {
  size_t lines, stand, dropped, pending;
  enum journal_what last;
};

static void count(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct seen *seen = context;
  (void)line;
  seen->lines++;
  seen->last = l->what;
  seen->stand += standing == LEDGER_STANDS;
  seen->dropped += standing == LEDGER_DROPPED;
  seen->pending += standing == LEDGER_PENDING;
}

/* The first broken line, 0: none. */
static size_t broken(struct seen *seen)
{
  struct ledger g = {0};
  struct problems p = {0};
  struct seen ignored;
  seen = seen != NULL ? seen : &ignored;
  *seen = (struct seen){0};
  if (ledger_follow(&g, path, count, seen, NULL, &p) != OK)
    fail_msg("%s", problems_first(&p));
  ledger_end(&g, count, seen);
  size_t line = g.broken;
  if (line == 0 && g.st.st_size > g.offset)
    line = g.line + 1; /* cut short */
  ledger_release(&g);
  return line;
}

static void test_every_byte_is_held(void **state)
{
  struct session *s = open_session();
  struct problems p = {0};
  struct seen seen;
  (void)state;
  enter(s, "roads", "17", 6, "\345\233\233\346\234\210 \"quoted\" \\ / note");
  enter(s, "homes", "708/720", 6, "");
  assert_int_equal(session_undo(s, NULL, &p), OK);
  session_close(s);
  assert_int_equal(broken(&seen), 0);
  assert_int_equal(seen.lines, 3);
  assert_int_equal(seen.stand, 3);
  assert_int_equal(seen.last, JOURNAL_UNDO);
  char *file = journal_path();
  char *good = read_text(file);
  size_t len = strlen(good), line = 1;
  for (size_t i = 0; i < len; i++) {
    for (int bit = 0; bit < 8; bit += 3) {
      FILE *f = fopen(file, "w");
      assert_non_null(f);
      assert_int_equal(fwrite(good, 1, i, f), i);
      assert_int_equal(fputc((unsigned char)good[i] ^ 1 << bit, f), (unsigned char)good[i] ^ 1 << bit);
      assert_int_equal(fwrite(good + i + 1, 1, len - i - 1, f), len - i - 1);
      assert_int_equal(fclose(f), 0);
      size_t found = broken(NULL);
      if (found != line)
        fail_msg("byte %zu of line %zu, bit %d: line %zu", i, line, bit, found);
    }
    line += good[i] == '\n';
  }
  free(good);
  free(file);
}

/* Whole lines that are gone, doubled or exchanged break the chain, too. */
static void test_lines_are_held(void **state)
{
  struct session *s = open_session();
  (void)state;
  enter(s, "roads", "17", 6, "");
  enter(s, "grid", "3", 6, "");
  session_close(s);
  char *file = journal_path(), *good = read_text(file), *lines[4], *at = good;
  for (int i = 0; i < 4; i++) {
    lines[i] = at;
    at = strchr(at, '\n') + 1;
  }
  static const int orders[][5] = {
      {1, 2, 3, -1}, {0, 2, 3, -1}, {0, 1, 3, -1}, {0, 2, 1, 3, -1}, {0, 0, 1, 2, 3}};
  static const size_t where[] = {1, 2, 3, 2, 2};
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    for (int k = 0; k < 5 && orders[i][k] >= 0; k++)
      fprintf(f, "%.*s\n", (int)strcspn(lines[orders[i][k]], "\n"), lines[orders[i][k]]);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(broken(NULL), where[i]);
  }
  free(good);
  free(file);
}

/* A flipped byte, through the program: exit 1, and the line is named; without one it says nothing. */
static void test_verify_names_the_line(void **state)
{
  struct session *s = open_session();
  (void)state;
  for (int i = 1; i <= 5; i++)
    enter(s, "roads", i % 2 ? "17" : "18", i, "");
  session_close(s);
  struct ran r = run("log", "--verify", path, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.out, "");
  assert_string_equal(r.err, "");
  ran_release(&r);
  char *file = journal_path(), *text = read_text(file), *third = text;
  for (int i = 0; i < 4; i++)
    third = strchr(third, '\n') + 1;
  strstr(third, "\"17\"")[2] = '9';
  FILE *f = fopen(file, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
  r = run("log", "--verify", "--lang", "en", path, NULL);
  assert_int_equal(r.status, 1);
  assert_non_null(strstr(r.err, "line 5 of the journal: it was altered"));
  ran_release(&r);
  /* people go on entering figures, and are told */
  r = run("set", "--lang", "en", path, "grid", "3", "--through", "2021-06", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  r = run("log", "--verify", "--lang", "en", path, NULL);
  assert_int_equal(r.status, 1);
  assert_non_null(strstr(r.err, "line 5 of the journal"));
  ran_release(&r);
  free(text);
  free(file);
}

/* The last line was altered: the next save says so, and goes on behind it. */
static void test_altered_end(void **state)
{
  struct session *s = open_session();
  (void)state;
  enter(s, "roads", "17", 5, "");
  enter(s, "roads", "18", 6, "");
  session_close(s);
  char *file = journal_path(), *text = read_text(file);
  text[strlen(text) - 10] ^= 1;
  FILE *f = fopen(file, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
  struct ran r = run("set", "--lang", "en", path, "grid", "3", "--through", "2021-06", NULL);
  assert_int_equal(r.status, 0);
  assert_non_null(strstr(r.err, "the journal was altered at its end"));
  ran_release(&r);
  assert_int_equal(broken(NULL), 4);
  r = run("set", "--lang", "en", path, "grid", "4", "--through", "2021-06", NULL);
  assert_int_equal(r.status, 0);
  assert_null(strstr(r.err, "altered"));
  ran_release(&r);
  free(text);
  free(file);
}

/* ---- replay ---- */

/* Applies the lines that stand to a text, one after the other. */
struct replay {
  struct buf text;
};

static void apply(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct replay *replay = context;
  struct problems p = {0};
  struct buf out = {0};
  if (standing != LEDGER_STANDS || !journal_is_change(l->what))
    return;
  struct change c = {.target = l->target,
                     .through = l->through,
                     .has_old = l->has_old,
                     .old = l->old,
                     .has_new = l->has_new,
                     .new = l->new,
                     .exact = true};
  if (edit_apply(&replay->text, &c, &out, &p) != OK)
    fail_msg("line %zu: %s", line, problems_first(&p));
  buf_release(&replay->text);
  replay->text = out;
}

static void assert_same_plans(const struct buf *a, const struct buf *b)
{
  struct plan *x = edit_load(a), *y = edit_load(b);
  struct news n = {0};
  news_between(&n, x, y);
  if (n.count != 0)
    fail_msg("%s\n%s", a->data, b->data);
  news_release(&n);
  plan_free(x);
  plan_free(y);
}

static void random_step(struct session *s, struct edit_random *random)
{
  static const char *const targets[] = {"roads", "homes", "grid"};
  static const char *const notes[] = {"", "", "\346\240\270\345\257\271", "a \"b\" \\"};
  struct problems p = {0};
  char text[32];
  int what = edit_pick(random, 8), t = edit_pick(random, 3);
  if (what < 2) {
    (void)(what == 0 ? session_undo(s, NULL, &p) : session_redo(s, NULL, &p));
  } else if (what < 4) {
    struct entered list[4];
    char texts[4][32];
    for (int i = 0; i < 4; i++) {
      snprintf(texts[i], sizeof texts[i], "%d", edit_pick(random, 30));
      list[i].target = targets[i % 2 ? 0 : 2];
      list[i].reading = figure(texts[i], date_month_end(2021 * 12 + i * 2), notes[edit_pick(random, 4)]);
    }
    enum err err = session_enter_all(s, list, 4, &p);
    assert_true(err == OK || err == ERR_NO);
  } else {
    snprintf(text, sizeof text, t == 1 ? "%d/720" : "%d.5", edit_pick(random, 700));
    struct reading r =
        figure(text, date_month_end(2021 * 12 + edit_pick(random, 12)), notes[edit_pick(random, 4)]);
    enum err err = session_enter(s, targets[t], &r, &p);
    assert_true(err == OK || err == ERR_NO); /* the other session was there */
  }
  problems_release(&p);
}

static void test_replay_gives_the_dataset(void **state)
{
  (void)state;
  struct session *sessions[2] = {open_session(), open_session()};
  struct edit_random random = {4711};
  for (int i = 0; i < 300; i++)
    random_step(sessions[edit_pick(&random, 2)], &random);
  for (int i = 0; i < 2; i++)
    session_close(sessions[i]);
  struct replay replay = {0};
  struct ledger g = {0};
  struct problems p = {0};
  struct buf now = {0};
  buf_puts(&replay.text, small);
  assert_int_equal(ledger_follow(&g, path, apply, &replay, NULL, &p), OK);
  assert_int_equal(g.broken, 0);
  assert_int_equal(g.pending_count, 0);
  assert_true(g.line > 300);
  assert_int_equal(file_read(path, &now, NULL, &p), OK);
  assert_same_plans(&replay.text, &now);
  buf_release(&now);
  buf_release(&replay.text);
  ledger_release(&g);
}

/* Entries alone give the very bytes. */
static void test_replay_gives_the_bytes(void **state)
{
  struct session *s = open_session();
  struct replay replay = {0};
  struct ledger g = {0};
  struct problems p = {0};
  (void)state;
  for (int month = 12; month > 0; month--) {
    enter(s, "roads", "17.25", month, "");
    enter(s, "homes", "1/2", month, month % 2 ? "n" : "");
    enter(s, "roads", "18", month, "");
    enter(s, "grid", "3", month, "");
  }
  session_close(s);
  buf_puts(&replay.text, small);
  assert_int_equal(ledger_follow(&g, path, apply, &replay, NULL, &p), OK);
  char *now = read_text(path);
  assert_string_equal(replay.text.data, now);
  free(now);
  buf_release(&replay.text);
  ledger_release(&g);
}

/* ---- saves that were cut short ---- */

/* Takes the last line away: what a kill before the confirmation leaves. */
static void cut_last_line(size_t keep)
{
  char *file = journal_path(), *text = read_text(file);
  text[strlen(text) - 1] = '\0';
  size_t end = (size_t)(strrchr(text, '\n') - text) + 1;
  assert_int_equal(truncate(file, (off_t)(end + keep)), 0);
  free(text);
  free(file);
}

static void test_recovery_by_hash(void **state)
{
  struct session *s = open_session();
  struct seen seen;
  (void)state;
  enter(s, "roads", "17", 5, "");
  char *old = read_text(path);
  enter(s, "roads", "18", 6, "");
  session_close(s);
  char *new = read_text(path);
  /* renamed, not confirmed; a torn line behind it */
  cut_last_line(20);
  s = open_session();
  enter(s, "grid", "3", 6, "");
  session_close(s);
  assert_int_equal(broken(&seen), 0);
  assert_int_equal(seen.lines, 3);
  assert_int_equal(seen.stand, 3);
  /* announced, not renamed */
  char *text = read_text(path);
  s = open_session();
  enter(s, "grid", "4", 6, "");
  session_close(s);
  cut_last_line(0);
  FILE *f = fopen(path, "w");
  assert_true(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
  assert_int_equal(broken(&seen), 0);
  assert_int_equal(seen.pending, 1);
  s = open_session();
  enter(s, "grid", "5", 6, "");
  session_close(s);
  assert_int_equal(broken(&seen), 0);
  assert_int_equal(seen.dropped, 1);
  assert_int_equal(seen.stand, 4);
  free(text);
  free(old);
  free(new);
}

/* Saved, not confirmed, and then changed by an editor that had the new text: the save stands. */
static void test_recovery_after_an_editor(void **state)
{
  struct session *s = open_session();
  struct seen seen;
  (void)state;
  enter(s, "roads", "17", 6, "");
  session_close(s);
  cut_last_line(0);
  FILE *f = fopen(path, "a");
  assert_true(f != NULL && fputs("# a comment\n", f) >= 0 && fclose(f) == 0);
  s = open_session();
  enter(s, "grid", "3", 6, "");
  session_close(s);
  assert_int_equal(broken(&seen), 0);
  assert_int_equal(seen.dropped, 0);
  assert_int_equal(seen.stand, 3); /* roads, the editor, grid */
  struct ran r = run("log", path, NULL);
  assert_non_null(strstr(r.out, "17"));
  ran_release(&r);
}

/* A save that is not confirmed yet takes no figure of another's away: an undo under way is no overwriting. */
static void test_a_save_under_way_overwrites_nothing(void **state)
{
  struct session *s = open_session();
  struct problems p = {0};
  size_t count;
  (void)state;
  enter(s, "roads", "17", 6, "");
  assert_int_equal(session_undo(s, NULL, &p), OK);
  session_close(s);
  cut_last_line(0);
  s = open_session();
  (void)session_lost(s, &count, &p);
  assert_int_equal(count, 0);
  session_close(s);
}

static void overwrite(const char *old, const char *new)
{
  char *text = read_text(path), *at = strstr(text, old);
  assert_non_null(at);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fprintf(f, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  assert_int_equal(fclose(f), 0);
  free(text);
}

/* What is accepted is what was looked at: a figure that changed again is not. */
static void test_accepting_what_changed_again(void **state)
{
  struct session *s = open_session(), *other;
  struct problems p = {0};
  size_t count;
  (void)state;
  enter(s, "roads", "17", 6, "");
  overwrite("value = 17", "value = 12");
  assert_int_equal(session_reload(s, NULL, &p), OK);
  (void)session_lost(s, &count, &p);
  assert_int_equal(count, 1);
  other = open_session();
  enter(other, "roads", "20", 6, "");
  session_close(other);
  assert_int_equal(session_accept(s, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "changed again"));
  problems_release(&p);
  struct ran r = run("log", "--verify", path, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.err, "");
  ran_release(&r);
  session_close(s);
}

/* An editor left an empty line at the end: the chain goes on, and is not begun anew. */
static void test_empty_last_line(void **state)
{
  struct session *s = open_session();
  struct seen seen;
  (void)state;
  enter(s, "roads", "17", 6, "");
  char *file = journal_path();
  FILE *f = fopen(file, "a");
  assert_true(f != NULL && fputs("\n", f) >= 0 && fclose(f) == 0);
  enter(s, "roads", "18", 6, "");
  session_close(s);
  assert_int_equal(broken(&seen), 3);
  assert_int_equal(seen.stand, 2);
  char *text = read_text(file);
  assert_null(strstr(strchr(text, '\n'), "\"seq\":1,"));
  free(text);
  free(file);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_every_byte_is_held),
      TEST(test_lines_are_held),
      TEST(test_verify_names_the_line),
      TEST(test_altered_end),
      TEST(test_replay_gives_the_dataset),
      TEST(test_replay_gives_the_bytes),
      TEST(test_recovery_by_hash),
      TEST(test_recovery_after_an_editor),
      TEST(test_a_save_under_way_overwrites_nothing),
      TEST(test_accepting_what_changed_again),
      TEST(test_empty_last_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
