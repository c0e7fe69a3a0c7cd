/* A save costs what it changes: plan, text, hash and board are moved along instead of being made anew. After
 * any entry and any undo they must be what a fresh look at the file gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/edit/session.h"
#include "guatu/score/board.h"
#include "guatu/store/file.h"
#include "guatu/store/load.h"
#include "support_edit.h"
#include "support_run.h"

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

static struct plan *load(const char *path)
{
  struct problems p = {0};
  struct buf text = {0};
  struct plan *plan = NULL;
  assert_int_equal(file_read(path, &text, NULL, &p), OK);
  assert_int_equal(plan_from_text(text.data, text.len, &plan, &p), OK);
  buf_release(&text);
  problems_release(&p);
  return plan;
}

static void same_target(const struct target *a, const struct target *b)
{
  assert_string_equal(a->id, b->id);
  assert_int_equal(a->offset, b->offset);
  assert_int_equal(a->length, b->length);
  assert_int_equal(a->reading_count, b->reading_count);
  for (size_t i = 0; i < a->reading_count; i++) {
    const struct reading *x = &a->readings[i], *y = &b->readings[i];
    assert_int_equal(date_cmp(x->through, y->through), 0);
    assert_int_equal(x->value.micros, y->value.micros);
    assert_true(x->of == y->of && x->count == y->count);
    assert_string_equal(x->by, y->by);
    assert_string_equal(x->at, y->at);
    assert_string_equal(x->note, y->note);
  }
}

static void same_plan(const struct plan *a, const struct plan *b)
{
  assert_int_equal(a->target_count, b->target_count);
  assert_string_equal(a->title.en, b->title.en);
  for (size_t i = 0; i < a->target_count; i++)
    same_target(&a->targets[i], &b->targets[i]);
  assert_int_equal(a->has_latest, b->has_latest);
  if (a->has_latest)
    assert_int_equal(date_cmp(a->latest, b->latest), 0);
}

static void same_sums(const struct tally *a, const struct tally *b)
{
  assert_memory_equal(a->lights, b->lights, sizeof a->lights);
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->measured, b->measured);
  assert_true(a->weights == b->weights && a->credits == b->credits);
  assert_true(a->pace_weights == b->pace_weights && a->pace_credits == b->pace_credits);
}

/* The board of `s`, moved by what the latest save changed, beside one made of the file. */
static void same_board(const struct board *moved, const struct plan *fresh)
{
  struct board made;
  board_make(&made, fresh, moved->when);
  same_sums(&moved->plan, &made.plan);
  for (size_t i = 0; i < fresh->pane_count; i++)
    same_sums(&moved->panes[i], &made.panes[i]);
  for (size_t i = 0; i < fresh->target_count; i++) {
    assert_int_equal(board_score(moved, i)->light, board_score(&made, i)->light);
    assert_int_equal(board_score(moved, i)->credit, board_score(&made, i)->credit);
  }
  board_release(&made);
}

static void check(struct session *s, const char *path, struct board *board)
{
  const struct plan *p = session_plan(s);
  struct plan *fresh = load(path);
  size_t count;
  const struct target_change *changed = session_changed(s, &count);
  same_plan(p, fresh);
  for (size_t i = 0; i < count; i++)
    board_replace(board, p, changed[i].target, &p->targets[changed[i].target]);
  same_board(board, fresh);
  plan_free(fresh);
}

/* A figure that the target can have, for some month, perhaps the latest of all. */
static void enter_any(struct session *s, struct edit_random *r)
{
  const struct plan *p = session_plan(s);
  const struct target *t = &p->targets[edit_pick(r, (int)p->target_count)];
  struct problems q = {0};
  struct reading figure = {.by = "", .at = "", .note = edit_pick(r, 3) == 0 ? "a note" : ""};
  figure.through = date_month_end(date_month_index(t->start) + edit_pick(r, 12));
  if (date_cmp(figure.through, t->due) > 0)
    figure.through = t->due;
  if (t->kind == KIND_COVERAGE)
    reading_set_count(&figure, edit_pick(r, 90), 90);
  else
    figure.value = decimal_of(t->kind == KIND_MILESTONE ? edit_pick(r, 2) : edit_pick(r, 3000));
  assert_int_equal(session_enter(s, t->id, &figure, &q), OK);
  problems_release(&q);
}

static void enter_and_take_back(const char *plan)
{
  char *path = scratch_copy("plan.conf", plan);
  struct edit_random r = {.state = 5};
  struct problems p = {0};
  struct session *s = NULL;
  struct board board;
  assert_int_equal(session_open(&s, path, SESSION_WRITE, NULL, &p), OK);
  board_make(&board, session_plan(s), (struct when){date_of(2021, 9, 30), date_of(2021, 10, 8)});
  unsigned generation = session_generation(s);
  for (int step = 0; step < 60; step++) {
    if (step % 4 == 3)
      assert_int_equal(session_undo(s, NULL, &p), OK);
    else
      enter_any(s, &r);
    check(s, path, &board);
  }
  while (session_undo_count(s) > 0) {
    assert_int_equal(session_undo(s, NULL, &p), OK);
    check(s, path, &board);
  }
  assert_int_equal(session_generation(s), generation);
  board_release(&board);
  session_close(s);
  problems_release(&p);
  free(path);
}

static void test_moved_is_made_anew(void **state)
{
  (void)state;
  enter_and_take_back("conf/demo-2021.conf");
  enter_and_take_back("conf/gaoxin-2021.conf"); /* no figures: the first and the last of them matter */
}

/* ---- among others ---- */

/* Somebody with an editor puts a blank into a target's group, or between two groups, or does what makes
 * another plan of it. */
static void edit_by_hand(const char *path, struct edit_random *r, bool inside)
{
  char *text = read_text(path), *at = text;
  struct buf out = {0};
  for (int n = edit_pick(r, 80); n >= 0; n--)
    at = strstr(at, "{ id = ") + 1;
  at -= inside ? 0 : 1;
  buf_add(&out, text, (size_t)(at - text));
  buf_puts(&out, inside ? "  " : " ");
  buf_puts(&out, at);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(out.data, 1, out.len, file), out.len);
  assert_int_equal(fclose(file), 0);
  buf_release(&out);
  free(text);
}

/* A board beside a session. */
struct watcher {
  struct session *s;
  struct board board;
  unsigned generation;
  int whole; /* how often the whole plan was read */
};

static void watcher_make(struct watcher *w)
{
  board_make(&w->board, session_plan(w->s), (struct when){date_of(2021, 9, 30), date_of(2021, 10, 8)});
  w->generation = session_generation(w->s);
}

static void watcher_check(struct watcher *w, const char *path)
{
  if (w->generation != session_generation(w->s)) {
    board_release(&w->board);
    watcher_make(w);
    w->whole++;
  }
  check(w->s, path, &w->board);
}

static void test_following_is_reading(void **state)
{
  char *path = scratch_copy("plan.conf", "conf/demo-2021.conf");
  struct edit_random r = {.state = 11};
  struct problems p = {0};
  struct watcher mine = {0};
  struct session *theirs = NULL;
  int saved = 0, blanks = 0;
  (void)state;
  assert_int_equal(session_open(&mine.s, path, SESSION_WRITE, NULL, &p), OK);
  assert_int_equal(session_open(&theirs, path, SESSION_WRITE, NULL, &p), OK);
  watcher_make(&mine);
  for (int step = 0; step < 150; step++) {
    switch (edit_pick(&r, 8)) {
    case 0:
      enter_any(mine.s, &r); /* on top of what came meanwhile */
      watcher_check(&mine, path);
      break;
    case 1:
      edit_by_hand(path, &r, true);
      break;
    case 2:
      edit_by_hand(path, &r, false);
      blanks++;
      break;
    case 3:
      assert_int_equal(session_reload(mine.s, NULL, &p), OK);
      watcher_check(&mine, path);
      break;
    default:
      enter_any(theirs, &r);
      saved++;
      break;
    }
  }
  assert_true(saved > 50);
  assert_true(mine.whole <= blanks + saved / 10);
  board_release(&mine.board);
  session_close(mine.s);
  session_close(theirs);
  problems_release(&p);
  free(path);
}

/* What is no group any more, or two, or another target, is for the whole reading, which says what is wrong.
 */
static void test_what_is_no_group(void **state)
{
  static const struct {
    const char *from, *to;
    enum err err;
  } edits[] = {
      {"{ id = \"dead-end-roads\"", "{ } , { id = \"dead-end-roads\"", ERR_NO},
      {"{ id = \"dead-end-roads\"", "{ id = \"dead-ends\"", OK},
      {"{ id = \"dead-end-roads\"", "{ id = \"gdp-growth\"", ERR_NO},
      {"{ id = \"dead-end-roads\"", "{ /* { id = \"dead-end-roads\"", ERR_NO},
      {"{ id = \"dead-end-roads\"", "{ id = \"dead-end-roads\"; nonsense", ERR_NO},
      {"en = \"DEMO", "en = \"demo", OK}, /* around them, and as long as it was */
  };
  (void)state;
  for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
    char *path = scratch_copy("plan.conf", "conf/demo-2021.conf");
    char *text = read_text(path);
    struct problems p = {0}, q = {0};
    struct session *s = NULL;
    struct plan *fresh = NULL;
    struct buf out = {0};
    assert_int_equal(session_open(&s, path, SESSION_WRITE, NULL, &p), OK);
    char *at = strstr(text, edits[i].from);
    assert_non_null(at);
    buf_add(&out, text, (size_t)(at - text));
    buf_puts(&out, edits[i].to);
    buf_puts(&out, at + strlen(edits[i].from));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(out.data, 1, out.len, file), out.len);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(plan_from_text(out.data, out.len, &fresh, &q), edits[i].err);
    assert_int_equal(session_reload(s, NULL, &p), edits[i].err);
    if (edits[i].err == OK)
      same_plan(session_plan(s), fresh);
    else
      assert_non_null(plan_find(session_plan(s), "dead-end-roads"));
    plan_free(fresh);
    session_close(s);
    problems_release(&p);
    problems_release(&q);
    buf_release(&out);
    free(text);
    free(path);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_moved_is_made_anew, setup, teardown),
      cmocka_unit_test_setup_teardown(test_following_is_reading, setup, teardown),
      cmocka_unit_test_setup_teardown(test_what_is_no_group, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
