/* A search in steps, narrowed and widened, finds what a look at every row finds: at any moment, in any order
 * and filter, from any cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/tui/app_parts.h"
#include "support_scene.h"

static uint64_t seed = 20211220;

static size_t noise(size_t below)
{
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(seed >> 33) % below;
}

/* Of 300 targets in five panes, called by a few syllables. */
static void open_scene(struct stage_scene *st)
{
  static const char *const syllables[] = {"ba", "Be", "bi", "da", "头", "断", " ", "-7"};
  struct buf text = {0};
  buf_puts(&text, "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = "
                  "\"2021-12-31\"; }; };\npanes = (");
  for (int i = 0; i < 300; i++) {
    buf_printf(&text, i % 60 ? ",\n" : "%s{ id = \"p%d\"; name = \"P\"; targets = (\n", i ? ") },\n" : "", i);
    buf_printf(&text, "{ id = \"t%d\"; kind = \"cumulative\"; target = 10; owners = [\"x%d\"]; name = \"N", i,
               i % 7);
    for (size_t k = noise(6); k > 0; k--)
      buf_puts(&text, syllables[noise(8)]);
    buf_printf(&text,
               noise(5) ? "\"; readings = ( { through = \"2021-%02zu-28\"; value = %zu; } ); }" : "\"; }",
               1 + noise(10), noise(12));
  }
  buf_puts(&text, ") } );\n");
  stage_open_text(st, text.data, "2021-11-30", "2021-12-20");
  buf_release(&text);
}

struct found {
  size_t count, pane, row;
};

/* By looking at every row: how many have the text, and the next one. */
static struct found look(const struct scene *s, bool forward, bool here)
{
  struct found f = {0};
  size_t total = 0, cursor = 0;
  for (size_t i = 0; i < s->row_lists; i++) {
    cursor = i == s->pane ? total + s->rows[i].cursor : cursor;
    total += s->rows[i].count;
  }
  for (size_t step = 0; step < total; step++) {
    size_t by = here ? step : step + 1, place = (forward ? cursor + by : cursor + total - by) % total,
           pane = 0;
    for (; place >= s->rows[pane].count; pane++)
      place -= s->rows[pane].count;
    if (!scene_match(s, s->rows[pane].targets[place]))
      continue;
    if (f.count++ == 0) {
      f.pane = pane;
      f.row = place;
    }
  }
  return f;
}

static void check_next(const struct finder *f, const struct scene *s, bool whole, bool forward, bool here)
{
  struct found as = look(s, forward, here);
  size_t pane, row;
  bool known = finder_next(f, s, forward, here, &pane, &row);
  assert_true(known || !whole || as.count == 0);
  if (!known)
    return;
  assert_int_not_equal(as.count, 0);
  assert_int_equal(pane, as.pane);
  assert_int_equal(row, as.row);
}

/* One more or one less character of what some target is called. */
static void type(struct scene *s)
{
  static const char *of;
  size_t len = strlen(s->find);
  if (noise(10) == 0)
    len = 0;
  s->find[len] = '\0';
  if (len > 0 && noise(3) == 0) {
    do
      len--;
    while (((unsigned char)s->find[len] & 0xc0) == 0x80 || (len > 0 && noise(3) == 0));
    s->find[len] = '\0';
  }
  if (len == 0) {
    const struct target *t = &s->plan->targets[noise(s->plan->target_count)];
    const char *texts[] = {t->name.en, t->id, t->name.zh, t->owner_count > 0 ? t->owners[0] : t->id};
    of = texts[noise(4)];
    of += noise(2) ? noise(strlen(of)) : 0;
    while (((unsigned char)of[0] & 0xc0) == 0x80)
      of++;
  }
  const char *next = noise(40) && strlen(of) > len ? of + len : of;
  size_t have = len, more = 1;
  while (((unsigned char)next[0] & 0xc0) == 0x80)
    next++;
  if (!*next || have > 60)
    return;
  while (((unsigned char)next[more] & 0xc0) == 0x80)
    more++;
  memcpy(s->find + have, next, more);
  s->find[have + more] = '\0';
  if (noise(2) && next[0] >= 'a' && next[0] <= 'z')
    s->find[have] = (char)(next[0] - 0x20);
}

static void change_lists(struct scene *s, struct finder *f)
{
  s->filter = (enum filter_by)noise(FILTER_COUNT);
  s->sort = (enum sort_by)noise(SORT_COUNT);
  scene_rows(s);
  finder_lists(f);
}

static void move_cursor(struct scene *s)
{
  s->pane = noise(s->row_lists);
  struct row_list *list = &s->rows[s->pane];
  list->cursor = list->count > 0 ? noise(list->count) : 0;
}

static void test_steps_find_what_a_look_at_every_row_finds(void **state)
{
  struct stage_scene st;
  struct finder f = {0};
  size_t found = 0, partly = 0;
  (void)state;
  open_scene(&st);
  struct scene *s = &st.scene;
  for (int round = 0; round < 20000; round++) {
    if (noise(20) == 0)
      move_cursor(s);
    if (noise(50) == 0)
      change_lists(s, &f);
    if (noise(50) == 0)
      finder_changed(&f, noise(s->plan->target_count));
    type(s);
    if (!*s->find)
      continue;
    bool whole = finder_scan(&f, s, 1 + noise(noise(2) ? 60000 : 900));
    check_next(&f, s, whole, true, true);
    check_next(&f, s, whole, true, false);
    partly += !whole;
    if (noise(4) == 0) {
      while (!whole)
        whole = finder_scan(&f, s, 1);
      assert_int_equal(finder_count(&f), look(s, true, true).count);
      found += finder_count(&f) > 0;
      for (int way = 0; way < 4; way++)
        check_next(&f, s, true, way & 1, (way & 1) && way & 2);
    }
  }
  assert_true(found > 300);
  assert_true(partly > 300);
  finder_release(&f);
  stage_close(&st);
}

/* A target that was renamed is found by its new name, and by the old one no more. */
static void test_a_changed_text_is_looked_at_again(void **state)
{
  struct stage_scene st;
  struct finder f = {0};
  (void)state;
  stage_open(&st, "conf/demo-2021.conf", "2021-11-30", "2021-12-20");
  struct scene *s = &st.scene;
  while (finder_prepare(&f, s->plan, 7))
    ;
  struct target *t = &st.plan->targets[50];
  const char *was = t->name.en;
  for (int round = 0; round < 2; round++) {
    snprintf(s->find, sizeof s->find, "%s", "~");
    assert_true(finder_scan(&f, s, 1000000));
    assert_int_equal(finder_count(&f), round);
    t->name.en = "A ~ b";
    finder_changed(&f, 50);
  }
  t->name.en = was;
  finder_changed(&f, 50);
  assert_true(finder_scan(&f, s, 1000000));
  assert_int_equal(finder_count(&f), 0);
  finder_release(&f);
  stage_close(&st);
}

/* No list has a row; nor is there anything to find then. */
static void test_empty_lists(void **state)
{
  struct stage_scene st;
  struct finder f = {0};
  size_t pane, row;
  (void)state;
  stage_open(&st, "conf/gaoxin-2021.conf", "2021-11-30", "2021-12-20");
  struct scene *s = &st.scene;
  s->filter = FILTER_DONE;
  scene_rows(s);
  for (size_t i = 0; i < s->row_lists; i++)
    assert_int_equal(s->rows[i].count, 0);
  snprintf(s->find, sizeof s->find, "%s", "a");
  assert_true(finder_scan(&f, s, 1));
  assert_int_equal(finder_count(&f), 0);
  assert_false(finder_next(&f, s, true, true, &pane, &row));
  finder_release(&f);
  stage_close(&st);
}

/* In a list without rows the cursor is on nothing: the next match is the first row of the list after it. */
static void test_the_next_from_an_empty_list(void **state)
{
  struct stage_scene st;
  struct finder f = {0};
  size_t pane, row;
  (void)state;
  open_scene(&st);
  struct scene *s = &st.scene;
  s->pane = 1;
  s->rows[1].count = 0;
  snprintf(s->find, sizeof s->find, "%s", "t");
  assert_true(finder_scan(&f, s, SIZE_MAX));
  assert_true(finder_next(&f, s, true, false, &pane, &row));
  assert_int_equal(pane, 2);
  assert_int_equal(row, 0);
  assert_true(finder_next(&f, s, false, false, &pane, &row));
  assert_int_equal(pane, 0);
  assert_int_equal(row, s->rows[0].count - 1);
  finder_release(&f);
  stage_close(&st);
}

/* A file that is read again while a search goes on says how far it is; then the search goes on. */
static void test_a_wait_does_not_end_a_search(void **state)
{
  struct app a = {.finding = true};
  struct app_wait wait;
  struct problems p = {.lang = LANG_EN};
  (void)state;
  assert_int_equal(session_open(&a.session, "conf/demo-2021.conf", SESSION_READ, NULL, &p), OK);
  a.scene.plan = session_plan(a.session);
  a.scene.board = &a.board;
  board_make(&a.board, a.scene.plan, (struct when){{18961}, {18981}});
  scene_rows(&a.scene);
  canvas_init(&a.canvas, 24, 80);
  app_wait_begin(&wait, &a, &p);
  wait.progress.since -= 2 * PROGRESS_AFTER_MS;
  progress_at(p.progress, 1, 2);
  assert_non_null(strstr(a.scene.message, "50%"));
  app_wait_end(&wait, &p);
  assert_true(a.finding);
  canvas_release(&a.canvas);
  scene_release(&a.scene);
  board_release(&a.board);
  session_close(a.session);
  problems_release(&p);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_steps_find_what_a_look_at_every_row_finds),
      cmocka_unit_test(test_a_changed_text_is_looked_at_again),
      cmocka_unit_test(test_empty_lists),
      cmocka_unit_test(test_the_next_from_an_empty_list),
      cmocka_unit_test(test_a_wait_does_not_end_a_search),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
