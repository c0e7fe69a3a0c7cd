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
  const struct session_changed *changed = session_changed(s, &count);
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
  assert_int_equal(session_open(&s, path, true, NULL, &p), OK);
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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_moved_is_made_anew, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
