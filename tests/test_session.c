/* Sessions on real files: entering, undoing, doing again, alone and among others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guatu/edit/session.h"
#include "guatu/store/file.h"
#include "support_edit.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

static const char small[] =
    "format = 1;\n"
    "plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
    "  { id = \"roads\"; name = \"Roads\"; kind = \"cumulative\"; target = 32;\n"
    "    readings = (\n"
    "      { through = \"2021-03-31\"; value = 5; by = \"wang\"; at = \"2021-04-09T09:30:00+08:00\"; note = "
    "\"n\"; }\n"
    "    );\n"
    "  },\n"
    "  { id = \"homes\"; name = \"Homes\"; kind = \"coverage\"; start = \"2021-02-01\"; }\n"
    ") } );\n";

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
  return 0;
}

static struct session *open_session(const char *path)
{
  struct problems p = {0};
  struct session *s = NULL;
  struct buf text = {0};
  if (session_open(&s, path, SESSION_WRITE, &text, &p) != OK) {
    problems_print(&p, path, text.data, text.len, stderr);
    fail_msg("%s does not open", path);
  }
  assert_null(session_read_only(s));
  assert_string_equal(session_path(s), path);
  problems_release(&p);
  buf_release(&text);
  return s;
}

static struct buf bytes_of(const char *path)
{
  struct problems p = {0};
  struct buf b = {0};
  assert_int_equal(file_read(path, &b, NULL, &p), OK);
  return b;
}

static void assert_bytes(const char *path, const struct buf *expected)
{
  struct buf now = bytes_of(path);
  if (now.len != expected->len || memcmp(now.data, expected->data, now.len) != 0)
    fail_msg("the file is\n%s\ninstead of\n%s", now.data, expected->data);
  buf_release(&now);
}

static void write_bytes(const char *path, const char *data, size_t len)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_int_equal(fwrite(data, 1, len, f), len);
  assert_int_equal(fclose(f), 0);
}

/* Replaces the one `old` in the file by `new`: an edit by somebody else. */
static void edit_by_hand(const char *path, const char *old, const char *new)
{
  struct buf b = bytes_of(path), out = {0};
  char *at = strstr(b.data, old);
  assert_non_null(at);
  assert_null(strstr(at + 1, old));
  buf_add(&out, b.data, (size_t)(at - b.data));
  buf_puts(&out, new);
  buf_puts(&out, at + strlen(old));
  write_bytes(path, out.data, out.len);
  buf_release(&b);
  buf_release(&out);
}

static struct reading figure(const char *text, struct date through, const char *note)
{
  struct reading r = {.through = through, .by = "", .at = "", .note = note};
  edit_figure(text, &r);
  return r;
}

static void enter(struct session *s, const char *target, const char *text, struct date through)
{
  struct problems p = {0};
  struct reading r = figure(text, through, "");
  if (session_enter(s, target, &r, &p) != OK)
    fail_msg("%s %s: %s", target, text, problems_first(&p));
  assert_int_equal(p.errors, 0);
  problems_release(&p); /* that the test itself overwrote figures is a warning */
}

static void undo(struct session *s, const char *id)
{
  struct problems p = {0};
  const char *target;
  char expected[65];
  snprintf(expected, sizeof expected, "%s", id); /* it may hang on the plan that goes */
  if (session_undo(s, &target, &p) != OK)
    fail_msg("undo: %s", problems_first(&p));
  assert_string_equal(target, expected);
}

static void redo(struct session *s, const char *id)
{
  struct problems p = {0};
  const char *target;
  char expected[65];
  snprintf(expected, sizeof expected, "%s", id);
  if (session_redo(s, &target, &p) != OK)
    fail_msg("redo: %s", problems_first(&p));
  assert_string_equal(target, expected);
}

static const struct date june = {18808};  /* 2021-06-30 */
static const struct date march = {18717}; /* 2021-03-31 */

/* ---- one figure, as the issue tells it ---- */

static void test_one_figure(void **state)
{
  char *path = scratch_copy("x.conf", PLAN), *first = scratch_path("first.conf");
  struct buf original = bytes_of(path);
  int removed, added;
  (void)state;
  assert_int_equal(date_cmp(june, date_of(2021, 6, 30)), 0);
  assert_int_equal(date_cmp(march, date_of(2021, 3, 31)), 0);
  struct session *s = open_session(path);
  enter(s, "dead-end-roads", "17", june);
  diff_lines(PLAN, path, &removed, &added);
  assert_int_equal(removed, 0);
  assert_int_equal(added, 3);
  const struct reading *r = target_reading(plan_find(session_plan(s), "dead-end-roads"), june);
  assert_non_null(r);
  assert_string_equal(r->by, "li");
  assert_int_equal(strlen(r->at), 25);

  /* a second month is one added line */
  free(scratch_copy("first.conf", path));
  enter(s, "dead-end-roads", "5", march);
  enter(s, "dead-end-roads", "21", date_of(2021, 9, 30));
  diff_lines(first, path, &removed, &added);
  assert_int_equal(added - removed, 2);
  undo(s, "dead-end-roads");
  undo(s, "dead-end-roads");
  struct buf seventeen = bytes_of(first);
  assert_bytes(path, &seventeen);

  /* 18 changes the figure and its stamp: one line, and nothing but these bytes of it */
  struct reading eighteen = figure("18", june, "");
  struct problems p = {0};
  eighteen.by = "wang";
  eighteen.at = "2021-07-13T10:02:11+08:00";
  assert_int_equal(session_enter(s, "dead-end-roads", &eighteen, &p), OK);
  diff_lines(first, path, &removed, &added);
  assert_int_equal(removed, 1);
  assert_int_equal(added, 1);
  struct buf after = bytes_of(path);
  char *line = strstr(strstr(after.data, "id = \"dead-end-roads\""), "{ through = \"2021-06-30\"");
  assert_non_null(line);
  assert_memory_equal(
      line, "{ through = \"2021-06-30\"; value = 18; by = \"wang\"; at = \"2021-07-13T10:02:11+08:00\"; }\n",
      86);
  buf_release(&after);

  assert_int_equal(session_undo_count(s), 2);
  undo(s, "dead-end-roads");
  assert_bytes(path, &seventeen);
  undo(s, "dead-end-roads");
  assert_bytes(path, &original);
  assert_int_equal(session_undo_count(s), 0);
  assert_int_equal(session_redo_count(s), 2);
  redo(s, "dead-end-roads");
  assert_bytes(path, &seventeen);
  undo(s, "dead-end-roads");
  assert_int_equal(session_undo(s, NULL, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "nothing to undo"));
  problems_release(&p);
  session_close(s);
  buf_release(&seventeen);
  buf_release(&original);
  free(first);
  free(path);
}

/* ---- every target of the real plan, in every dress of the file ---- */

enum dress { DRESS_PLAIN, DRESS_CRLF, DRESS_BOM, DRESS_NO_NEWLINE, DRESS_ALL, DRESS_COUNT };

static void dress(const struct buf *plain, enum dress how, struct buf *out)
{
  bool crlf = how == DRESS_CRLF || how == DRESS_ALL;
  if (how == DRESS_BOM || how == DRESS_ALL)
    buf_puts(out, "\xef\xbb\xbf");
  for (size_t i = 0; i < plain->len; i++) {
    if (crlf && plain->data[i] == '\n')
      buf_putc(out, '\r');
    buf_putc(out, plain->data[i]);
  }
  if (how == DRESS_NO_NEWLINE || how == DRESS_ALL)
    while (out->data[out->len - 1] == '\n' || out->data[out->len - 1] == '\r')
      out->data[--out->len] = '\0';
}

/* Every line of the new text ends as the lines of the old one do. */
static void assert_line_ends(const struct buf *b, bool crlf)
{
  for (size_t i = 0; i < b->len; i++)
    if (b->data[i] == '\n')
      assert_int_equal(i > 0 && b->data[i - 1] == '\r', crlf);
}

static void test_every_target(void **state)
{
  struct buf plain = bytes_of(PLAN);
  char *path = scratch_path("x.conf");
  (void)state;
  for (int how = 0; how < DRESS_COUNT; how++) {
    struct buf original = {0};
    dress(&plain, (enum dress)how, &original);
    write_bytes(path, original.data, original.len);
    struct session *s = open_session(path);
    size_t count = session_plan(s)->target_count;
    struct buf *steps = mem_alloc(count * sizeof *steps);
    for (size_t i = 0; i < count; i++) {
      const struct target *t = &session_plan(s)->targets[i];
      steps[i] = bytes_of(path);
      enter(s, t->id, t->kind == KIND_COVERAGE ? "708/720" : t->kind == KIND_MILESTONE ? "1" : "17.5", june);
    }
    struct buf full = bytes_of(path);
    assert_line_ends(&full, how == DRESS_CRLF || how == DRESS_ALL);
    for (size_t i = count; i-- > 0;) {
      undo(s, session_plan(s)->targets[i].id);
      assert_bytes(path, &steps[i]);
    }
    assert_bytes(path, &original);
    for (size_t i = 0; i < count && how == DRESS_ALL; i++)
      redo(s, session_plan(s)->targets[i].id);
    assert_bytes(path, how == DRESS_ALL ? &full : &original);
    for (size_t i = 0; i < count; i++)
      buf_release(&steps[i]);
    free(steps);
    session_close(s);
    buf_release(&full);
    buf_release(&original);
  }
  buf_release(&plain);
  free(path);
}

/* ---- among others ---- */

static void test_undo_beside_others(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *mine = open_session(path), *theirs = open_session(path);
  (void)state;
  /* another target: my target's bytes come back as they were */
  enter(mine, "roads", "17", june);
  enter(theirs, "homes", "700/720", june);
  undo(mine, "roads");
  const struct plan *p = session_plan(mine);
  assert_null(target_reading(plan_find(p, "roads"), june));
  assert_non_null(target_reading(plan_find(p, "homes"), june));
  redo(mine, "roads");
  /* the same target, another day: only my figure goes, back and forth */
  enter(theirs, "roads", "12", date_of(2021, 5, 31));
  struct buf both = bytes_of(path);
  undo(mine, "roads");
  p = session_plan(mine);
  assert_null(target_reading(plan_find(p, "roads"), june));
  assert_int_equal(plan_find(p, "roads")->reading_count, 2);
  redo(mine, "roads");
  assert_bytes(path, &both);
  undo(mine, "roads");
  assert_int_equal(session_undo_count(mine), 0);
  buf_release(&both);
  session_close(mine);
  session_close(theirs);
  free(path);
}

/* Spellings that no edit would make again come back all the same. */
static void test_undo_gives_the_bytes_back(void **state)
{
  static const char late[] = "readings = ( { through = \"2021-03-31\"; value = 1e1; }\n\n\n, { through = "
                             "\"2021-06-30\"; value = +012; } # n\n)";
  static const char joined[] =
      "readings = ( { through=\"2021-06-30\" value=0x11L, /* hm */ by:\"w\" \"ang\"; } )";
  static const char *const lists[] = {"readings = ( );", "readings = (\n # none\n );", "", joined, late};
  (void)state;
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
    struct buf text = {0};
    buf_printf(&text,
               "format = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; "
               "}; };\npanes = ( { id = "
               "\"p\"; name = \"P\"; targets = ( { id = \"a\"; name = \"A\"; kind = \"cumulative\"; target = "
               "9; %s } ) } );",
               lists[i]);
    char *path = scratch_file("x.conf", text.data);
    struct session *s = open_session(path);
    enter(s, "a", "18", june);
    struct buf entered = bytes_of(path);
    undo(s, "a");
    assert_bytes(path, &text);
    redo(s, "a");
    assert_bytes(path, &entered);
    undo(s, "a");
    assert_bytes(path, &text);
    session_close(s);
    buf_release(&entered);
    buf_release(&text);
    free(path);
  }
}

/* A changed figure goes back with who, when and note, also when others' edits keep the bytes from coming
 * back. */
static void test_undo_restores_the_stamp(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *s = open_session(path);
  struct problems p = {0};
  struct reading r = figure("7", march, "corrected");
  struct buf expected = {0};
  (void)state;
  assert_int_equal(session_enter(s, "roads", &r, &p), OK);
  edit_by_hand(path, "target = 32;", "target = 33; # more");
  undo(s, "roads");
  buf_puts(&expected, small);
  struct buf now = bytes_of(path);
  assert_non_null(strstr(now.data, "target = 33; # more"));
  assert_non_null(
      strstr(now.data, "value = 5; by = \"wang\"; at = \"2021-04-09T09:30:00+08:00\"; note = \"n\"; }"));
  redo(s, "roads");
  const struct reading *again = target_reading(plan_find(session_plan(s), "roads"), march);
  assert_string_equal(again->note, "corrected");
  assert_string_equal(again->by, "li");
  buf_release(&now);
  buf_release(&expected);
  session_close(s);
  free(path);
}

static void test_undo_of_what_others_changed(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *mine = open_session(path), *theirs = open_session(path);
  struct problems p = {0};
  const char *target;
  struct reading r = figure("17", june, "");
  (void)state;
  r.by = "zhao";
  r.at = "2021-07-01T08:00:00+08:00";
  assert_int_equal(session_enter(mine, "roads", &r, &p), OK);
  assert_int_equal(session_reload(theirs, NULL, &p), OK);
  enter(theirs, "roads", "18", june);
  struct buf now = bytes_of(path);
  assert_int_equal(session_undo(mine, &target, &p), ERR_NO);
  assert_string_equal(target, "roads");
  assert_non_null(strstr(problems_first(&p), "18 (li, "));
  assert_non_null(strstr(problems_first(&p), "17 (zhao, "));
  assert_int_equal(session_undo_count(mine), 1);
  assert_bytes(path, &now);
  problems_release(&p);
  buf_release(&now);
  /* the same figure, but somebody else stands for it now */
  enter(theirs, "roads", "17", june);
  assert_int_equal(session_undo(mine, &target, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "17 (li, "));
  problems_release(&p);
  session_close(mine);
  session_close(theirs);
  free(path);
}

static void test_conflict(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *mine = open_session(path), *theirs = open_session(path);
  struct problems p = {0};
  bool changed;
  struct reading r = figure("19", june, "");
  (void)state;
  enter(theirs, "roads", "18", june);
  struct buf now = bytes_of(path);
  assert_int_equal(session_enter(mine, "roads", &r, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "the file now says 18 (li"));
  assert_int_equal(session_undo_count(mine), 0);
  assert_bytes(path, &now);
  problems_release(&p);
  size_t count;
  const struct change *conflict = session_conflicts(mine, &count);
  assert_int_equal(count, 1);
  assert_string_equal(conflict->target, "roads");
  assert_true(conflict->has_old);
  assert_string_equal(conflict->old.by, "li");
  assert_int_equal(conflict->old.value.micros, 18 * DECIMAL_ONE);
  assert_int_equal(conflict->new.value.micros, 19 * DECIMAL_ONE);
  /* it has been seen now, so it may be replaced */
  assert_int_equal(target_reading(plan_find(session_plan(mine), "roads"), june)->value.micros,
                   18 * DECIMAL_ONE);
  assert_int_equal(session_reload(mine, &changed, &p), OK);
  assert_false(changed);
  assert_int_equal(session_enter(mine, "roads", &r, &p), OK);
  undo(mine, "roads");
  assert_bytes(path, &now);
  /* the same figure from both is no conflict, and leaves nothing to undo */
  enter(theirs, "homes", "708/720", june);
  enter(mine, "homes", "708/720", june);
  assert_int_equal(session_undo_count(mine), 0);
  buf_release(&now);
  session_close(mine);
  session_close(theirs);
  free(path);
}

/* Many figures are one save and one undo, which gives back the original bytes. */
static void test_many_at_once(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *s = open_session(path);
  struct problems p = {0};
  struct entered list[] = {{"roads", figure("17", june, "")},
                           {"homes", figure("708/720", june, "n")},
                           {"roads", figure("5", march, "")}};
  (void)state;
  assert_int_equal(session_enter_all(s, list, 3, &p), OK);
  assert_int_equal(session_latest_figures(s), 3);
  assert_int_equal(session_undo_count(s), 1);
  struct buf entered = bytes_of(path), original = {0};
  buf_puts(&original, small);
  undo(s, "roads");
  assert_bytes(path, &original);
  redo(s, "roads");
  assert_bytes(path, &entered);
  undo(s, "roads");
  /* one that is there already makes no difference, an unknown target stops all */
  list[1].target = "home";
  assert_int_equal(session_enter_all(s, list, 3, &p), ERR_USAGE);
  problems_release(&p);
  assert_bytes(path, &original);
  buf_release(&entered);
  buf_release(&original);
  session_close(s);
  free(path);
}

/* Two of three figures were changed by others meanwhile: both are named, and nothing is saved. */
static void test_conflicts_of_many(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *mine = open_session(path), *theirs = open_session(path);
  struct problems p = {0};
  struct entered list[] = {{"roads", figure("17", june, "")},
                           {"homes", figure("708/720", june, "")},
                           {"roads", figure("5", march, "")}};
  size_t count;
  (void)state;
  enter(theirs, "roads", "18", june);
  enter(theirs, "homes", "1/2", june);
  struct buf now = bytes_of(path);
  assert_int_equal(session_enter_all(mine, list, 3, &p), ERR_NO);
  assert_int_equal(p.errors, 2);
  (void)session_conflicts(mine, &count);
  assert_int_equal(count, 2);
  assert_bytes(path, &now);
  problems_release(&p);
  /* they have been seen now */
  assert_int_equal(session_enter_all(mine, list, 3, &p), OK);
  /* an undo of all is refused when one of them is another's by now; and goes on where only others changed */
  assert_int_equal(session_reload(theirs, NULL, &p), OK);
  enter(theirs, "roads", "6", march);
  struct buf after = bytes_of(path);
  assert_int_equal(session_undo(mine, NULL, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "2021-03-31"));
  assert_bytes(path, &after);
  problems_release(&p);
  enter(theirs, "roads", "9", date_of(2021, 4, 30));
  session_undo(theirs, NULL, &p);
  session_undo(theirs, NULL, &p);
  undo(mine, "roads");
  struct buf back = bytes_of(path);
  assert_int_equal(back.len, now.len);
  buf_release(&back);
  buf_release(&now);
  buf_release(&after);
  session_close(mine);
  session_close(theirs);
  free(path);
}

static void test_new_entry_clears_redo(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *s = open_session(path);
  struct problems p = {0};
  (void)state;
  enter(s, "roads", "17", june);
  enter(s, "homes", "1/2", june);
  undo(s, "homes");
  undo(s, "roads");
  assert_int_equal(session_redo_count(s), 2);
  redo(s, "roads");
  enter(s, "roads", "18", june);
  assert_int_equal(session_redo_count(s), 0);
  assert_int_equal(session_redo(s, NULL, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "nothing to do again"));
  problems_release(&p);
  undo(s, "roads");
  undo(s, "roads");
  struct buf expected = {0};
  buf_puts(&expected, small);
  assert_bytes(path, &expected);
  buf_release(&expected);
  session_close(s);
  free(path);
}

/* ---- refusals ---- */

static void test_refusals(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *s = open_session(path);
  struct problems p = {0};
  struct buf expected = {0};
  struct reading r = figure("17", june, ""), early = figure("1/2", date_of(2021, 1, 31), "");
  (void)state;
  buf_puts(&expected, small);
  assert_int_equal(session_enter(s, "road", &r, &p), ERR_USAGE);
  assert_non_null(strstr(problems_first(&p), "did you mean 'roads'?"));
  problems_release(&p);
  assert_int_equal(session_enter(s, "homes", &early, &p),
                   ERR_NO); /* before the start: it could not be loaded again */
  assert_non_null(strstr(problems_first(&p), "the file would be wrong then: line 9:"));
  problems_release(&p);
  assert_bytes(path, &expected);
  /* broken by an editor meanwhile */
  edit_by_hand(path, "kind = \"coverage\";", "kind = \"coverage;");
  assert_int_equal(session_enter(s, "roads", &r, &p), ERR_NO);
  assert_non_null(strstr(problems_first(&p), "has a mistake now: line 9"));
  problems_release(&p);
  /* gone */
  assert_int_equal(unlink(path), 0);
  assert_int_equal(session_enter(s, "roads", &r, &p), ERR_FILE);
  problems_release(&p);
  assert_int_equal(plan_find(session_plan(s), "roads")->reading_count, 1);
  session_close(s);
  buf_release(&expected);
  free(path);
}

static void test_read_only(void **state)
{
  char *path = scratch_file("x.conf", small), *other = scratch_path("other.conf");
  struct problems p = {0};
  struct session *s;
  struct reading r = figure("17", june, "");
  (void)state;
  assert_int_equal(session_open(&s, path, SESSION_READ, NULL, &p), OK);
  assert_string_equal(session_read_only(s), "opened read-only");
  assert_int_equal(session_enter(s, "roads", &r, &p), ERR_FILE);
  assert_non_null(strstr(problems_first(&p), "read-only"));
  problems_release(&p);
  session_close(s);
  /* a file that can't be saved opens, and says why */
  assert_int_equal(link(path, other), 0);
  assert_int_equal(session_open(&s, path, SESSION_WRITE, NULL, &p), OK);
  assert_non_null(strstr(session_read_only(s), "hard links"));
  assert_int_equal(p.count, 0);
  session_close(s);
  free(other);
  free(path);
}

static void test_open_reports_everything(void **state)
{
  char *path = scratch_file("x.conf", "format = 1;\nplan = 5;\npanes = ( 1 );\n");
  struct problems p = {0};
  struct buf text = {0};
  struct session *s = (struct session *)&p;
  (void)state;
  assert_int_equal(session_open(&s, path, SESSION_WRITE, &text, &p), ERR_NO);
  assert_null(s);
  assert_true(p.errors >= 2);
  assert_string_equal(text.data, "format = 1;\nplan = 5;\npanes = ( 1 );\n");
  problems_release(&p);
  assert_int_equal(session_open(&s, "/nowhere/x.conf", SESSION_WRITE, &text, &p), ERR_FILE);
  assert_null(s);
  problems_release(&p);
  buf_release(&text);
  free(path);
}

static void test_reload(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *s = open_session(path);
  struct problems p = {0};
  bool changed = true;
  (void)state;
  assert_int_equal(session_reload(s, &changed, &p), OK);
  assert_false(changed);
  edit_by_hand(path, "value = 5;", "value = 6;");
  assert_int_equal(session_reload(s, &changed, &p), OK);
  assert_true(changed);
  assert_int_equal(plan_find(session_plan(s), "roads")->readings[0].value.micros, 6 * DECIMAL_ONE);
  edit_by_hand(path, "value = 6;", "value = six;");
  assert_int_equal(session_reload(s, &changed, &p), ERR_NO);
  assert_false(changed);
  assert_int_equal(p.count, 1);
  assert_non_null(strstr(problems_first(&p), "line 6"));
  problems_release(&p);
  assert_int_equal(plan_find(session_plan(s), "roads")->readings[0].value.micros, 6 * DECIMAL_ONE);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(session_reload(s, &changed, &p), ERR_FILE);
  problems_release(&p);
  session_close(s);
  free(path);
}

/* A wall is opened before its file is there, and waits for it. */
static void test_a_file_that_is_still_to_come(void **state)
{
  char *path = scratch_path("x.conf");
  struct problems p = {0};
  bool changed = true;
  (void)state;
  struct session *s = session_expect(path);
  assert_null(session_plan(s));
  assert_non_null(session_read_only(s));
  assert_int_equal(session_reload(s, &changed, &p), ERR_FILE);
  assert_false(changed);
  problems_release(&p);
  free(scratch_file("x.conf", "")); /* as empty as what was read so far */
  assert_int_equal(session_reload(s, &changed, &p), ERR_NO);
  assert_null(session_plan(s));
  problems_release(&p);
  free(scratch_file("x.conf", small));
  assert_int_equal(session_reload(s, &changed, &p), OK);
  assert_true(changed);
  assert_int_equal(session_plan(s)->target_count, 2);
  assert_int_equal(session_news(s)->count, 0);
  session_close(s);
  free(path);
}

/* ---- what others did ---- */

static void assert_news(const struct session *s, size_t count, const char *newest, const char *by)
{
  const struct news *n = session_news(s);
  assert_int_equal(n->count, count);
  if (newest == NULL) {
    assert_null(n->newest);
    return;
  }
  assert_string_equal(session_plan(s)->targets[n->newest_target].id, newest);
  assert_string_equal(n->newest_signed ? n->newest->by : "", by);
}

static void test_news_is_what_others_changed(void **state)
{
  char *path = scratch_file("x.conf", small);
  struct session *mine = open_session(path), *theirs = open_session(path);
  struct problems p = {0};
  (void)state;
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 0, NULL, NULL);
  enter(mine, "roads", "6", june); /* one's own */
  assert_news(mine, 0, NULL, NULL);
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 0, NULL, NULL);
  assert_int_equal(setenv("GUATU_USER", "wang", 1), 0);
  enter(theirs, "homes", "70/100", june);
  assert_news(theirs, 1, "roads", "li"); /* came in with it */
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 1, "homes", "wang");
  enter(theirs, "roads", "7", june);
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 1, "roads", "wang");
  enter(mine, "roads", "6", march); /* another day of the same target is one's own too */
  assert_news(mine, 0, NULL, NULL);
  edit_by_hand(path, "value = 7;", "value = 8;"); /* under another's name */
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 1, "roads", "");
  edit_by_hand(path, "name = \"Roads\"", "name = \"Streets\"");
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 0, NULL, NULL);
  edit_by_hand(path, "id = \"homes\"", "id = \"flats\"");
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 1, "flats", "wang");
  assert_int_equal(session_undo(mine, NULL, &p), OK);
  assert_news(mine, 0, NULL, NULL);
  /* a figure taken away has nobody's name */
  struct buf text = bytes_of(path);
  char *at = strstr(text.data, "70");
  while (at[-1] != '(')
    at--;
  memset(at, ' ', (size_t)(strstr(at, "}") + 1 - at));
  write_bytes(path, text.data, text.len);
  buf_release(&text);
  assert_int_equal(session_reload(mine, NULL, &p), OK);
  assert_news(mine, 1, NULL, NULL);
  session_close(mine);
  problems_release(&p); /* warnings: that another program was there */
  session_close(theirs);
  free(path);
}

/* ---- many at once ---- */

#define WRITERS 8
#define SAVES   50

/* Targets k, k + 8, … of the plan, month after month. */
static int write_many(const char *path, size_t k)
{
  struct problems p = {0};
  struct session *s;
  if (session_open(&s, path, SESSION_WRITE, NULL, &p) != OK)
    return 1;
  int saved = 0;
  for (int month = 1; saved < SAVES; month++)
    for (size_t i = k; i < session_plan(s)->target_count && saved < SAVES; i += WRITERS) {
      const struct target *t = &session_plan(s)->targets[i];
      struct reading r = {.through = date_month_end(2021 * 12 + month - 1), .by = "", .at = "", .note = ""};
      r.value = decimal_of(t->kind == KIND_MILESTONE ? 1 : (int64_t)k * 100 + month);
      if (session_enter(s, t->id, &r, &p) != OK) {
        problems_print(&p, path, NULL, 0, stderr);
        return 1;
      }
      saved++;
    }
  session_close(s);
  return 0;
}

static void test_many_writers(void **state)
{
  char *path = scratch_copy("x.conf", PLAN);
  pid_t children[WRITERS];
  (void)state;
  for (size_t k = 0; k < WRITERS; k++) {
    children[k] = fork();
    assert_true(children[k] >= 0);
    if (children[k] == 0)
      _exit(write_many(path, k));
  }
  for (size_t k = 0; k < WRITERS; k++) {
    int status;
    assert_int_equal(waitpid(children[k], &status, 0), children[k]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
  }
  struct session *s = open_session(path);
  size_t figures = 0;
  for (size_t i = 0; i < session_plan(s)->target_count; i++) {
    const struct target *t = &session_plan(s)->targets[i];
    figures += t->reading_count;
    for (size_t n = 0; n < t->reading_count; n++) {
      int64_t month = date_month_index(t->readings[n].through) % 12 + 1;
      int64_t expected = t->kind == KIND_MILESTONE ? 1 : (int64_t)(i % WRITERS) * 100 + month;
      assert_int_equal(t->readings[n].value.micros, expected * DECIMAL_ONE);
    }
  }
  assert_int_equal(figures, WRITERS * SAVES);
  session_close(s);
  free(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_one_figure),
      TEST(test_every_target),
      TEST(test_undo_beside_others),
      TEST(test_undo_gives_the_bytes_back),
      TEST(test_undo_restores_the_stamp),
      TEST(test_undo_of_what_others_changed),
      TEST(test_conflict),
      TEST(test_many_at_once),
      TEST(test_conflicts_of_many),
      TEST(test_new_entry_clears_redo),
      TEST(test_refusals),
      TEST(test_read_only),
      TEST(test_open_reports_everything),
      TEST(test_reload),
      TEST(test_a_file_that_is_still_to_come),
      TEST(test_news_is_what_others_changed),
      TEST(test_many_writers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
