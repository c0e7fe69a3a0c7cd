/* Orders that are made in steps and moved along with each figure are those of a scene that was never sorted
 * before; filters keep what the board says, and cursors their targets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_scene.h"
#include "support_score.h"

static uint64_t seed = 7;

static size_t noise(size_t below)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(seed >> 33) % below;
}

/* Targets in panes of uneven size, some empty, with few different figures. */
static void open_scene(struct stage_scene *st, size_t targets, size_t panes)
{
  struct buf text = {0};
  buf_puts(&text, "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = "
                  "\"2021-12-31\"; }; };\npanes = (");
  for (size_t pane = 0, next = 0; pane < panes; pane++) {
    size_t end = pane + 1 == panes ? targets : targets * pane * pane / panes / panes;
    buf_printf(&text, "%s{ id = \"p%zu\"; name = \"P\"; targets = (", pane ? ",\n" : "", pane);
    for (size_t i = next; i < end; i++) {
      buf_printf(&text, "%s{ id = \"t%zu\"; name = \"N\"; kind = \"cumulative\"; target = 10;",
                 i > next ? ",\n" : "", i);
      if (noise(5))
        buf_printf(&text, " readings = ( { through = \"2021-%02zu-28\"; value = %zu; } );", 1 + noise(10),
                   noise(12));
      buf_puts(&text, " }");
    }
    buf_puts(&text, ") }");
    next = end;
  }
  buf_puts(&text, " );\n");
  stage_open_text(st, text.data, "2021-11-30", "2021-12-20");
  buf_release(&text);
}

static void check_lists(const struct scene *s)
{
  static const unsigned marks[FILTER_COUNT] = {255, BOARD_BEHIND, BOARD_NO_DATA, BOARD_DUE, BOARD_DONE};
  struct scene fresh = *s;
  fresh.orders = (struct orders){0};
  fresh.rows = NULL;
  fresh.row_lists = 0;
  scene_rows(&fresh);
  for (size_t i = 0; i < s->row_lists; i++) {
    const struct row_list *a = &s->rows[i], *b = &fresh.rows[i];
    const struct pane *p = &s->plan->panes[i];
    size_t count = 0;
    for (size_t k = p->first; k < p->first + p->count; k++)
      count += s->filter == FILTER_NONE || board_is(s->board, k, marks[s->filter]);
    assert_int_equal(a->count, count);
    assert_int_equal(a->count, b->count);
    for (size_t k = 0; k < a->count; k++)
      assert_int_equal(a->targets[k], b->targets[k]);
    for (size_t k = 1; k < a->count; k++) {
      const struct score *x = board_score(s->board, a->targets[k - 1]),
                         *y = board_score(s->board, a->targets[k]);
      if (s->sort == SORT_GAP && y->has_gap)
        assert_true(x->has_gap && x->gap.micros <= y->gap.micros);
      if (s->sort == SORT_FILE)
        assert_true(a->targets[k - 1] < a->targets[k]);
    }
  }
  scene_release(&fresh);
}

/* Another figure for a target, or the same. */
static void enter(struct stage_scene *st)
{
  size_t index = noise(st->plan->target_count);
  struct reading r = {
      .through = {st->board.when.as_of.days - (int)noise(90)}, .by = "", .at = "", .note = ""};
  r.value.micros = (int64_t)noise(12) * 1000000;
  struct target with = target_entered(&st->plan->targets[index], &r, &st->arena);
  board_replace(&st->board, st->plan, index, &with);
  st->plan->targets[index] = with;
  scene_moved(&st->scene, index);
}

static void test_orders_follow_what_is_entered(void **state)
{
  struct stage_scene st;
  (void)state;
  open_scene(&st, 400, 5);
  struct scene *s = &st.scene;
  for (int round = 0; round < 1500; round++) {
    if (noise(3) == 0)
      (void)scene_sort_step(s, noise(900));
    if (noise(40) == 0) { /* another day */
      board_release(&st.board);
      board_make(&st.board, st.plan, (struct when){{18900 - (int)noise(200)}, {18981}});
      scene_rescored(s, false);
    }
    for (size_t i = noise(3); i > 0; i--)
      enter(&st);
    s->sort = noise(3) ? s->sort : (enum sort_by)noise(SORT_COUNT);
    s->filter = noise(3) ? s->filter : (enum filter_by)noise(FILTER_COUNT);
    scene_rows(s);
    check_lists(s);
  }
  stage_close(&st);
}

/* The cursor's target stays under it; where the filter takes that away, the next of the file comes. */
static void test_cursors_keep_their_targets(void **state)
{
  struct stage_scene st;
  (void)state;
  open_scene(&st, 400, 3);
  struct scene *s = &st.scene;
  struct row_list *list = &s->rows[2];
  for (int round = 0; round < 1000; round++) {
    s->filter = FILTER_NONE;
    scene_rows(s);
    list->cursor = noise(list->count);
    size_t target = list->targets[list->cursor], next = SIZE_MAX;
    s->sort = (enum sort_by)noise(SORT_COUNT);
    s->filter = (enum filter_by)noise(FILTER_COUNT);
    scene_rows(s);
    for (size_t i = 0; i < list->count; i++)
      if (list->targets[i] >= target && list->targets[i] < next)
        next = list->targets[i];
    if (next != SIZE_MAX)
      assert_int_equal(list->targets[list->cursor], next);
    else if (list->count > 0)
      assert_int_equal(list->cursor, list->count - 1);
  }
  stage_close(&st);
}

/* Of many targets the rows stay as they are until the order is made. */
static void test_a_large_plan_is_sorted_in_steps(void **state)
{
  struct stage_scene st;
  size_t steps = 0;
  (void)state;
  open_scene(&st, 5000, 4);
  struct scene *s = &st.scene;
  s->pane = 3;
  s->rows[3].cursor = 1000;
  size_t target = scene_target(s);
  s->sort = SORT_GAP;
  scene_rows(s);
  assert_false(scene_is_sorted(s));
  assert_int_equal(scene_target(s), target);
  for (size_t i = 0; i < s->rows[3].count; i++)
    assert_int_equal(s->rows[3].targets[i], s->plan->panes[3].first + i);
  for (; !scene_is_sorted(s); steps++)
    assert_true(scene_sort_step(s, 1000));
  assert_in_range(steps, 20, 200);
  scene_rows(s);
  assert_int_equal(scene_target(s), target);
  for (size_t i = 1; i < s->rows[3].count; i++) {
    const struct score *x = board_score(s->board, s->rows[3].targets[i - 1]),
                       *y = board_score(s->board, s->rows[3].targets[i]);
    assert_true(!y->has_gap || (x->has_gap && x->gap.micros <= y->gap.micros));
  }
  scene_rescored(s, false); /* another day: the old order until there is a new one */
  uint32_t first = s->rows[3].targets[0];
  scene_rows(s);
  assert_false(scene_is_sorted(s));
  assert_int_equal(s->rows[3].targets[0], first);
  while (scene_sort_step(s, 100000))
    ;
  s->sort = SORT_DATE; /* made meanwhile */
  assert_true(scene_is_sorted(s));
  stage_close(&st);
}

/* Rows that are made anew while the first order is half made (a filter, a save) are rows of their panes. */
static void test_rows_made_amid_sorting_are_all_there(void **state)
{
  struct stage_scene st;
  (void)state;
  open_scene(&st, 5000, 4);
  struct scene *s = &st.scene;
  s->sort = SORT_GAP;
  while (!scene_is_sorted(s)) {
    (void)scene_sort_step(s, 1000);
    scene_rows(s);
    for (size_t i = 0; i < s->row_lists; i++) {
      const struct pane *p = &s->plan->panes[i];
      bool *seen = mem_alloc(p->count + 1);
      for (size_t k = 0; k < s->rows[i].count; k++) {
        size_t at = s->rows[i].targets[k] - p->first;
        assert_true(at < p->count && !seen[at]);
        seen[at] = true;
      }
      free(seen);
    }
  }
  stage_close(&st);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_orders_follow_what_is_entered),
      cmocka_unit_test(test_cursors_keep_their_targets),
      cmocka_unit_test(test_a_large_plan_is_sorted_in_steps),
      cmocka_unit_test(test_rows_made_amid_sorting_are_all_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
