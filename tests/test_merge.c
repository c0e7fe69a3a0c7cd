/* The three-way merge: every rule by example, then random changes on both sides of random layouts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/edit/merge.h"
#include "guatu/store/doc.h"
#include "guatu/store/load.h"
#include "guatu/store/patch.h"
#include "guatu/store/place.h"
#include "support_edit.h"
#include "support_store.h"

/* ---- merging in tests ---- */

/* cmocka cuts long messages. */
static void show(const char *name, const struct buf *text)
{
  fprintf(stderr, "---- %s\n%s\n", name, text->data);
}

static enum err merge_bufs(struct merge *m, const struct buf *base, const struct buf *ours,
                           const struct buf *theirs)
{
  const struct buf *all[MERGE_SIDES] = {base, ours, theirs};
  struct merge_text texts[MERGE_SIDES];
  for (int i = 0; i < MERGE_SIDES; i++)
    texts[i] = (struct merge_text){all[i]->data, all[i]->len};
  return merge_texts(m, texts, LANG_EN);
}

static void must_merge(struct merge *m, const struct buf *base, const struct buf *ours,
                       const struct buf *theirs)
{
  if (merge_bufs(m, base, ours, theirs) == OK)
    return;
  show("base", base);
  show("ours", ours);
  show("theirs", theirs);
  fail_msg("%s%s%s%s", problems_first(&m->problems), problems_first(&m->wrong[0]),
           problems_first(&m->wrong[1]), problems_first(&m->wrong[2]));
}

static void assert_text(const struct buf *got, const struct buf *expected, const char *what)
{
  if (got->len != expected->len || memcmp(got->data, expected->data, got->len) != 0) {
    show("expected", expected);
    show("got", got);
    fail_msg("%s", what);
  }
}

/* ---- what plans say ---- */

static void say_reading(struct buf *out, const struct reading *r)
{
  char day[16], number[32];
  buf_printf(out, "  %s ", date_format(r->through, day, sizeof day));
  if (r->of > 0)
    buf_printf(out, "%lld/%lld", (long long)r->count, (long long)r->of);
  else
    buf_puts(out, decimal_print(r->value, number, sizeof number));
  buf_printf(out, " [%s] [%s] [%s]\n", r->by, r->at, r->note);
}

static struct buf say_text(const struct buf *text)
{
  struct plan *plan = edit_load(text);
  struct buf out = {0};
  char number[32];
  buf_printf(&out, "%s %s\n", plan->title.zh, plan->title.en);
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[plan->by_id[i]];
    buf_printf(&out, "%s in %s: %s|%s %d", t->id, plan->panes[t->pane].id, t->name.zh, t->name.en,
               (int)t->kind);
    buf_printf(&out, " %s", decimal_print(t->target, number, sizeof number));
    buf_printf(&out, " %s", decimal_print(t->weight, number, sizeof number));
    buf_printf(&out, " %s|%s %zu\n", t->unit.zh, t->unit.en, t->owner_count);
    for (size_t k = 0; k < t->reading_count; k++)
      say_reading(&out, &t->readings[k]);
  }
  plan_free(plan);
  return out;
}

static void assert_same_plans(const struct buf *a, const struct buf *b, const char *what)
{
  struct buf x = say_text(a), y = say_text(b);
  if (strcmp(x.data, y.data) != 0) {
    show("the one", a);
    show("the other", b);
    show("the one says", &x);
    show("the other says", &y);
    fail_msg("%s", what);
  }
  buf_release(&x);
  buf_release(&y);
}

/* The text with every conflict decided for one side: the part between two of its marks is kept. */
static struct buf decided(const struct buf *text, enum merge_side side)
{
  struct buf out = {0};
  enum { OUTSIDE, OURS, THEIRS } in = OUTSIDE;
  for (size_t at = 0; at < text->len;) {
    const char *line = text->data + at, *end = memchr(line, '\n', text->len - at);
    size_t len = end != NULL ? (size_t)(end - line) + 1 : text->len - at;
    at += len;
    if (strncmp(line, "<<<<<<< ours", 12) == 0)
      in = OURS;
    else if (in == OURS && strncmp(line, "=======", 7) == 0)
      in = THEIRS;
    else if (in == THEIRS && strncmp(line, ">>>>>>> theirs", 14) == 0)
      in = OUTSIDE;
    else if (in == OUTSIDE || (in == OURS) == (side == MERGE_OURS))
      buf_add(&out, line, len);
  }
  return out;
}

static size_t count_of(const struct buf *text, const char *word)
{
  size_t count = 0;
  for (const char *at = text->data; (at = strstr(at, word)) != NULL; at++)
    count++;
  return count;
}

/* ---- random changes ---- */

#define EXAMPLES 91 /* in tests/data/merge.txt */

#define TARGETS 5
#define DAYS    5

struct world {
  struct edit_random random;
  struct reading figures[TARGETS * DAYS];
  bool has[TARGETS * DAYS];
};

static struct date day_number(int day)
{
  return date_add(date_of(2021, 1, 31), day * 37);
}

static struct reading random_reading(struct edit_random *r, int target, int day)
{
  static const char *const people[] = {"li", "王", "o'\"neil\\", ""};
  static const char *const notes[] = {"", "", "n", "#, } ) ; \""};
  static const char *const times[] = {"", "2021-07-13T10:02:11+08:00", "2021-07-13T03:02:11Z"};
  struct reading x = {
      .through = day_number(day), .by = people[edit_pick(r, 4)], .note = notes[edit_pick(r, 4)]};
  x.at = times[edit_pick(r, 3)];
  if (target % 2 == 0 && edit_pick(r, 3) == 0) { /* even targets are coverages */
    x.of = 10;
    x.count = edit_pick(r, 4);
  } else {
    x.value = decimal_of(edit_pick(r, 4));
  }
  return x;
}

static struct world random_world(uint32_t seed)
{
  struct world w = {.random = {seed * 7919u + 1u}};
  for (int i = 0; i < TARGETS * DAYS; i++) {
    w.has[i] = edit_pick(&w.random, 3) == 0;
    w.figures[i] = random_reading(&w.random, i / DAYS, i % DAYS);
  }
  return w;
}

static void scan(const struct buf *text, struct doc *d)
{
  struct problems p = {0};
  if (doc_scan(d, text->data, text->len, &p) != OK)
    fail_msg("%s\n%s", problems_first(&p), text->data);
  problems_release(&p);
}

/* A random target of a dataset; *prev gets the one before it. */
static uint32_t pick_target(const struct doc *d, struct edit_random *r, uint32_t *list, uint32_t *prev,
                            size_t *count)
{
  uint32_t panes = doc_member(d, 0, "panes");
  *list = doc_member(d, d->nodes[panes].child, "targets");
  *count = 0;
  for (uint32_t i = d->nodes[*list].child; i != 0; i = d->nodes[i].next)
    ++*count;
  uint32_t t = d->nodes[*list].child;
  *prev = 0;
  for (int i = edit_pick(r, (int)*count); i > 0; i--) {
    *prev = t;
    t = d->nodes[t].next;
  }
  return t;
}

/* A reading set, changed or taken out. */
static void change_reading(struct buf *text, struct edit_random *r, const char *id)
{
  struct plan *plan = edit_load(text);
  const struct target *t = plan_find(plan, id);
  int day = edit_pick(r, DAYS);
  const struct reading *old = target_reading(t, day_number(day));
  struct change c = {.target = id, .through = day_number(day), .has_old = old != NULL, .exact = true};
  c.has_new = old == NULL || edit_pick(r, 3) != 0;
  c.new = random_reading(r, t->kind == KIND_COVERAGE ? 0 : 1, day);
  if (old != NULL)
    c.old = *old;
  struct buf out = {0};
  struct problems p = {0};
  if (edit_apply(text, &c, &out, &p) == OK) {
    buf_clear(text);
    buf_add(text, out.data, out.len);
  }
  problems_release(&p);
  buf_release(&out);
  plan_free(plan);
}

/* A definition changed: a value, a setting, a target, a comment. */
static void change_definition(struct buf *text, struct edit_random *r, const char *side)
{
  struct doc d = {0};
  struct patch patch = {0};
  struct buf bytes = {0}, out = {0};
  uint32_t list, prev;
  size_t count;
  char id[32];
  scan(text, &d);
  uint32_t t = pick_target(&d, r, &list, &prev, &count);
  uint32_t value = doc_member(&d, t, "target"), name = doc_member(&d, t, "name"),
           weight = doc_member(&d, t, "weight"), unit = doc_member(&d, t, "unit");
  switch (edit_pick(r, 8)) {
  case 0:
    buf_printf(&bytes, "%d ", 51 + edit_pick(r, 2));
    patch_put(&patch, d.nodes[value].start, d.nodes[value].end, bytes.data, bytes.len);
    break;
  case 1:
    buf_printf(&bytes, " unit = \"%s\";", edit_pick(r, 2) == 0 ? "u" : side);
    if (unit == 0)
      patch_insert(&patch, d.nodes[name].term_end, &bytes);
    break;
  case 2:
    if (count > 1)
      place_out(&d, prev, t, &patch);
    break;
  case 3:
    snprintf(id, sizeof id, "new-%s-%d", edit_pick(r, 2) == 0 ? "both" : side, edit_pick(r, 3));
    buf_printf(&bytes, ", { id = \"%s\"; name = \"N\"; kind = \"rate\"; target = %d; }", id,
               edit_pick(r, 2) + 1);
    if (strstr(text->data, id) == NULL)
      patch_insert(&patch, d.nodes[t].end, &bytes);
    break;
  case 4:
    buf_printf(&bytes, "\n# comment of %s\n", side);
    patch_insert(&patch, d.nodes[list].start + 1u, &bytes);
    break;
  case 5:
    if (weight != 0)
      place_setting_out(&d, t, weight, &patch);
    break;
  case 6:
    buf_printf(&bytes, "{ zh = \"中%s\"; en = \"E\"; } ", edit_pick(r, 2) == 0 ? "" : side);
    patch_put(&patch, d.nodes[name].start, d.nodes[name].end, bytes.data, bytes.len);
    break;
  case 7:
    if (unit != 0)
      place_setting_out(&d, t, unit, &patch);
    break;
  }
  patch_apply(&patch, text->data, text->len, &out);
  struct problems p = {0};
  struct doc again = {0};
  if (doc_scan(&again, out.data, out.len, &p) == OK) {
    buf_clear(text);
    buf_add(text, out.data, out.len);
  }
  problems_release(&p);
  doc_release(&again);
  doc_release(&d);
  patch_release(&patch);
  buf_release(&bytes);
  buf_release(&out);
}

static struct buf changed(const struct buf *base, struct edit_random *r, const char *side, bool figures_only)
{
  struct buf text = {0};
  buf_add(&text, base->data, base->len);
  for (int i = edit_pick(r, 12); i >= 0; i--) {
    struct plan *plan = edit_load(&text);
    char id[32];
    snprintf(id, sizeof id, "%s", plan->targets[edit_pick(r, (int)plan->target_count)].id);
    plan_free(plan);
    if (figures_only || edit_pick(r, 2) == 0)
      change_reading(&text, r, id);
    else
      change_definition(&text, r, side);
  }
  return text;
}

/* How many of the problems are marks, and how many are commas too many; the others, in words. */
static const char *sort_problems(const struct problems *p, size_t *marks, size_t *commas)
{
  const char *other = "";
  *marks = 0;
  for (size_t i = 0; i < p->count; i++) {
    const char *text = p->list[i].text;
    if (strncmp(text, "git left a merge unfinished", 27) == 0)
      ++*marks;
    else if (strncmp(text, "a comma stands after the last", 29) == 0 ||
             strncmp(text, "',' stands where an element", 27) == 0)
      ++*commas;
    else
      other = text;
  }
  return other;
}

/* With conflicts: each mark is found by the scan, and the text is whole whichever side is kept. A list in
 * which no element is sure to stay can't be so in all cases: there are few. */
static void check_marks(const struct merge *m, size_t *commas)
{
  struct doc d = {0};
  struct problems p = {0};
  size_t marks;
  assert_int_equal(doc_scan(&d, m->text.data, m->text.len, &p), ERR_NO);
  const char *other = sort_problems(&p, &marks, commas);
  if (marks != m->conflict_count || other[0] != '\0') {
    show("merged", &m->text);
    fail_msg("%zu marks for %zu conflicts: %s", marks, m->conflict_count, other);
  }
  problems_release(&p);
  doc_release(&d);
  for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++) {
    struct buf text = decided(&m->text, (enum merge_side)side);
    struct plan *plan = NULL;
    (void)plan_from_text(text.data, text.len, &plan, &p);
    other = sort_problems(&p, &marks, commas);
    if (other[0] != '\0' || marks > 0) {
      show("merged", &m->text);
      fail_msg("keeping side %d leaves no dataset: %s", side, other);
    }
    plan_free(plan);
    problems_release(&p);
    buf_release(&text);
  }
}

static void check_three(const struct buf *b, const struct buf *x, const struct buf *y, size_t *clean,
                        size_t *commas)
{
  struct merge m, n;
  must_merge(&m, b, x, b);
  assert_int_equal(m.conflict_count, 0);
  assert_int_equal(m.change_count, 0);
  assert_text(&m.text, x, "merge(b, x, b)");
  merge_release(&m);
  must_merge(&m, b, b, y);
  assert_int_equal(m.conflict_count, 0);
  assert_same_plans(&m.text, y, "merge(b, b, y)");
  merge_release(&m);
  must_merge(&m, b, x, y);
  must_merge(&n, b, y, x);
  assert_int_equal(m.conflict_count, n.conflict_count);
  if (m.conflict_count == 0) {
    assert_same_plans(&m.text, &n.text, "merge(b, x, y), merge(b, y, x)");
    ++*clean;
  } else {
    check_marks(&m, commas);
    check_marks(&n, commas);
  }
  merge_release(&m);
  merge_release(&n);
}

/* x changed nothing but readings: the comments of y are all there. */
static void check_comments(const struct buf *b, const struct buf *x, const struct buf *y)
{
  struct merge m;
  must_merge(&m, b, x, y);
  if (count_of(&m.text, "# comment of y") != count_of(y, "# comment of y")) {
    show("base", b);
    show("ours", x);
    show("theirs", y);
    show("merged", &m.text);
    fail_msg("a comment was lost");
  }
  merge_release(&m);
}

static void test_random_changes(void **state)
{
  size_t clean = 0, commas = 0, all = 800;
  (void)state;
  for (uint32_t i = 0; i < all; i++) {
    struct world w = random_world(i);
    struct buf base = {0};
    edit_layout(&w.random, &base, TARGETS, DAYS, w.figures, w.has);
    struct buf x = changed(&base, &w.random, "x", i % 4 == 0), y = changed(&base, &w.random, "y", i % 8 == 1);
    check_three(&base, &x, &y, &clean, &commas);
    if (i % 4 == 0)
      check_comments(&base, &x, &y);
    buf_release(&base);
    buf_release(&x);
    buf_release(&y);
  }
  assert_in_range(clean, all / 4, all * 3 / 4); /* both ways are walked */
  assert_in_range(commas, 0, all / 50);
}

/* ---- other layouts, and no datasets at all ---- */

/* The same readings but for some, written anew from scratch: nearly every byte differs. */
static struct buf relaid(const struct world *base, struct edit_random *r)
{
  struct world w = *base;
  struct buf text = {0};
  for (int i = edit_pick(r, 4); i > 0; i--) {
    int k = edit_pick(r, TARGETS * DAYS);
    w.has[k] = edit_pick(r, 4) != 0;
    w.figures[k] = random_reading(r, k / DAYS, k % DAYS);
  }
  edit_layout(r, &text, TARGETS, DAYS, w.figures, w.has);
  return text;
}

static void test_other_layouts(void **state)
{
  size_t clean = 0, commas = 0, all = 300;
  (void)state;
  for (uint32_t i = 0; i < all; i++) {
    struct world w = random_world(i + 77777);
    struct edit_random r = w.random;
    struct buf base = {0};
    edit_layout(&r, &base, TARGETS, DAYS, w.figures, w.has);
    struct buf x = relaid(&w, &r), y = relaid(&w, &r);
    check_three(&base, &x, &y, &clean, &commas);
    buf_release(&base);
    buf_release(&x);
    buf_release(&y);
  }
  assert_in_range(clean, all / 2, all - 1);
  assert_in_range(commas, 0, all / 50);
}

/* A few bytes of a good text made others. */
static void spoil(struct buf *text, struct edit_random *r)
{
  static const char signs[] = "{}()[]=;,:\"#/* \n\r\t0Lx<>=\\\xe4\x00";
  for (int i = edit_pick(r, 4); i > 0; i--)
    text->data[edit_pick(r, (int)text->len)] = signs[edit_pick(r, (int)sizeof signs - 1)];
  if (edit_pick(r, 8) == 0)
    text->len = (size_t)edit_pick(r, (int)text->len);
}

static void test_random_bytes(void **state)
{
  size_t merged = 0;
  (void)state;
  for (uint32_t i = 0; i < 1500; i++) {
    struct world w = random_world(i);
    struct buf base = {0};
    struct merge m;
    edit_layout(&w.random, &base, TARGETS, DAYS, w.figures, w.has);
    struct buf x = relaid(&w, &w.random), y = relaid(&w, &w.random);
    struct buf *all[] = {&base, &x, &y};
    for (int k = 0; k < 3; k++)
      if (edit_pick(&w.random, 2) == 0)
        spoil(all[k], &w.random);
    enum err err = merge_bufs(&m, &base, &x, &y);
    merged += err == OK;
    assert_true(err == OK || m.text.len == 0);
    assert_true(err == OK ||
                m.problems.errors + m.wrong[0].errors + m.wrong[1].errors + m.wrong[2].errors > 0);
    merge_release(&m);
    for (int k = 0; k < 3; k++)
      buf_release(all[k]);
  }
  assert_in_range(merged, 50, 1450);
}

/* ---- examples ---- */

static const char head[] =
    "format = 1;\nplan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n";
static const char tail[] = "\n) } );\n";

/* A text of the file of examples. */
struct section {
  struct buf title; /* "base targets crlf" */
  struct buf body;
};

/* Reads the section at *at, which stands on a line "% title" or "%% title". */
static void read_section(const struct buf *file, size_t *at, struct section *s)
{
  const char *line = file->data + *at;
  size_t mark = strspn(line, "%") + 1, len = strcspn(line, "\n");
  buf_clear(&s->title);
  buf_clear(&s->body);
  buf_add(&s->title, line + mark, len - mark);
  *at += len + 1;
  while (*at < file->len && file->data[*at] != '%') {
    len = strcspn(file->data + *at, "\n") + 1;
    buf_add(&s->body, file->data + *at, len);
    *at += len;
  }
}

static void add_lines(struct buf *out, const char *text, size_t len, bool crlf)
{
  for (size_t i = 0; i < len; i++) {
    if (crlf && text[i] == '\n')
      buf_putc(out, '\r');
    buf_putc(out, text[i]);
  }
}

static struct buf example_text(const struct section *s, bool whole)
{
  struct buf text = {0};
  bool crlf = strstr(s->title.data, "crlf") != NULL;
  if (!whole)
    add_lines(&text, head, strlen(head), crlf);
  if (s->body.len > 0) /* without the last line's end */
    add_lines(&text, s->body.data, s->body.len - 1, crlf);
  if (!whole)
    add_lines(&text, tail, strlen(tail), crlf);
  buf_add(&text, "", 0);
  return text;
}

static void check_example(const char *what, const struct buf text[4])
{
  struct merge m;
  must_merge(&m, &text[0], &text[1], &text[2]);
  assert_text(&m.text, &text[3], what);
  assert_int_equal(m.conflict_count, count_of(&text[3], "<<<<<<< ours"));
  size_t conflicts = m.conflict_count;
  merge_release(&m);
  must_merge(&m, &text[0], &text[2], &text[1]); /* the sides turned round */
  assert_int_equal(m.conflict_count, conflicts);
  if (conflicts == 0)
    assert_same_plans(&m.text, &text[3], what);
  merge_release(&m);
}

static void test_examples(void **state)
{
  struct buf file = {0};
  struct section s = {0};
  size_t at, count = 0;
  (void)state;
  store_read("tests/data/merge.txt", &file);
  for (at = (size_t)(strstr(file.data, "\n%% ") - file.data) + 1; at < file.len; count++) {
    struct buf what = {0}, text[4];
    read_section(&file, &at, &s);
    buf_add(&what, s.title.data, s.title.len);
    bool whole = false;
    for (int i = 0; i < 4; i++) {
      read_section(&file, &at, &s);
      whole = i == 0 ? strstr(s.title.data, "whole") != NULL : whole;
      if (i == 3 && s.body.len > 0 && at < file.len) /* a blank line parts two examples */
        s.body.data[--s.body.len] = '\0';
      text[i] = example_text(&s, whole);
    }
    check_example(what.data, text);
    for (int i = 0; i < 4; i++)
      buf_release(&text[i]);
    buf_release(&what);
  }
  assert_int_equal(count, EXAMPLES);
  buf_release(&s.title);
  buf_release(&s.body);
  buf_release(&file);
}

/* ---- what a caller is told ---- */

static struct buf small(const char *targets)
{
  struct buf text = {0};
  buf_printf(&text, "%s%s%s", head, targets, tail);
  return text;
}

static void test_changes_and_conflicts(void **state)
{
  struct merge m;
  (void)state;
#define T(id, rest)  "{ id = \"" id "\"; name = \"N\"; kind = \"rate\"; target = 5; " rest "}"
#define R(day, rest) "{ through = \"" day "\"; " rest " }"
  struct buf base = small(T("a", "readings = ( " R("2021-03-31", "value = 5;") ", " R(
                                     "2021-04-30", "value = 6;") " ); ") ", " T("b", "") ", " T("z", ""));
  struct buf ours =
      small(T("a", "readings = ( " R("2021-03-31", "value = 7; by = \"li\"; at = \"2021-04-12\";") ", " R(
                       "2021-04-30", "value = 6;") " ); ") ", " T("b", "") ", " T("z", ""));
  struct buf theirs = small(T("a", "readings = ( " R("2021-03-31", "value = 8;") " ); ") ", " T(
      "b", "readings = ( " R(
               "2021-05-31",
               "value = 9; by = \"wang\";") " ); ") ", " T("c", "readings = ( " R("2021-02-28",
                                                                                  "value = 1;") " ); "));
  must_merge(&m, &base, &ours, &theirs);
  assert_int_equal(m.conflict_count, 1);
  const struct merge_conflict *c = &m.conflicts[0];
  assert_int_equal(c->what, MERGE_READING);
  assert_string_equal(c->target, "a");
  assert_int_equal(c->through.days, date_of(2021, 3, 31).days);
  assert_true(c->has_ours && c->has_theirs);
  assert_int_equal(c->ours.value.micros, 7 * DECIMAL_ONE);
  assert_string_equal(c->ours.by, "li");
  assert_string_equal(c->ours.at, "2021-04-12");
  assert_int_equal(c->theirs.value.micros, 8 * DECIMAL_ONE);
  assert_int_equal(m.change_count, 3); /* and not the one in conflict */
  assert_string_equal(m.changes[0].target, "a");
  assert_true(m.changes[0].has_old && !m.changes[0].has_new);
  assert_int_equal(m.changes[0].old.value.micros, 6 * DECIMAL_ONE);
  assert_string_equal(m.changes[1].target, "b");
  assert_true(!m.changes[1].has_old && m.changes[1].has_new);
  assert_string_equal(m.changes[1].new.by, "wang");
  assert_string_equal(m.changes[2].target, "c");
  assert_int_equal(m.changes[2].through.days, date_of(2021, 2, 28).days);
  merge_release(&m);
  must_merge(&m, &base, &theirs,
             &ours); /* ours and theirs are named rightly also when the roles are turned */
  assert_int_equal(m.conflicts[0].ours.value.micros, 8 * DECIMAL_ONE);
  assert_int_equal(m.conflicts[0].theirs.value.micros, 7 * DECIMAL_ONE);
  assert_int_equal(m.change_count, 0);
  merge_release(&m);
  buf_release(&base);
  buf_release(&ours);
  buf_release(&theirs);
}

/* What one side took out and the other changed waits for a decision: none of its readings is a change yet. */
static void test_undecided(void **state)
{
  struct merge m;
  (void)state;
  struct buf base = small(T("a", "readings = ( " R("2021-03-31", "value = 5;") ", " R(
                                     "2021-04-30", "value = 6;") " ); ") ", " T("b", ""));
  struct buf ours = small(T("a", "readings = ( " R("2021-04-30", "value = 6;") " ); "));
  struct buf theirs = small(
      T("a", "readings = ( " R("2021-03-31", "value = 7;") ", " R("2021-04-30", "value = 6;") " ); ") ", " T(
          "b", "readings = ( " R("2021-05-31", "value = 9;") " ); "));
  must_merge(&m, &base, &ours, &theirs);
  assert_int_equal(m.conflict_count, 2);
  assert_int_equal(m.conflicts[0].what, MERGE_READING);
  assert_true(!m.conflicts[0].has_ours && m.conflicts[0].has_theirs);
  assert_int_equal(m.conflicts[1].what, MERGE_TARGET);
  assert_string_equal(m.conflicts[1].target, "b");
  assert_int_equal(m.change_count, 0);
  merge_release(&m);
  buf_release(&base);
  buf_release(&ours);
  buf_release(&theirs);
}

/* A note that differs in what no screen shows is the same note to the plan, and so to the merge. */
static void test_cleaned_texts(void **state)
{
  struct merge m;
  (void)state;
  struct buf base = small(T("a", "readings = ( " R("2021-03-31", "value = 5; note = \"x y\";") " ); "));
  struct buf ours = small(T("a", "readings = ( " R("2021-03-31", "value = 5; note = \"x\\ty\";") " ); "));
  struct buf theirs = small(T("a", "readings = ( " R("2021-03-31", "value = 6; note = \"x y\";") " ); "));
  must_merge(&m, &base, &ours, &theirs);
  assert_int_equal(m.conflict_count, 0);
  assert_int_equal(m.change_count, 1);
  assert_int_equal(m.changes[0].new.value.micros, 6 * DECIMAL_ONE);
  merge_release(&m);
  buf_release(&base);
  buf_release(&ours);
  buf_release(&theirs);
}

/* Which of the three is wrong; and a result that would be wrong although no side is. */
static void test_refusals(void **state)
{
  struct merge m;
  (void)state;
  struct buf good = small(T("a", "")), bad = small("{ id = \"a\"; }"), none = {0};
  for (int i = 0; i < MERGE_SIDES; i++) {
    const struct buf *t[] = {&good, &good, &good};
    t[i] = &bad;
    assert_int_equal(merge_bufs(&m, t[0], t[1], t[2]), ERR_NO);
    for (int k = 0; k < MERGE_SIDES; k++)
      assert_int_equal(m.wrong[k].errors > 0, k == i);
    assert_int_equal(m.wrong[i].list[0].offset, strlen(head));
    assert_int_equal(m.text.len, 0);
    merge_release(&m);
  }
  assert_int_equal(merge_bufs(&m, &good, &none, &good), ERR_NO);
  assert_true(m.wrong[MERGE_OURS].errors > 0);
  merge_release(&m);
  struct buf base = small("{ id = \"a\"; name = \"N\"; kind = \"coverage\"; }");
  struct buf ours = small("{ id = \"a\"; name = \"M\"; kind = \"rate\"; target = 5; }");
  struct buf theirs = small("{ id = \"a\"; name = \"L\"; kind = \"coverage\"; readings = ( { through = "
                            "\"2021-03-31\"; count = 1; of = 2; } ); }");
  assert_int_equal(merge_bufs(&m, &base, &ours, &theirs), ERR_NO);
  assert_int_equal(m.text.len, 0);
  assert_int_equal(m.conflict_count, 0);
  assert_non_null(strstr(problems_first(&m.problems), "count and of are for coverage"));
  merge_release(&m);
  buf_release(&base);
  buf_release(&ours);
  buf_release(&theirs);
  /* a comment between the pieces of a text that has to change would be lost */
#define IN_PIECES "readings = ( " R("2021-03-31", "value = 5; by = \"w\" /* c */ \"ang\";") " ); "
  base = small(T("a", IN_PIECES));
  ours = small(T("a", IN_PIECES "weight = 2; "));
  theirs = small(T("a", "readings = ( " R("2021-03-31", "value = 5; by = \"li\";") " ); "));
  assert_int_equal(merge_bufs(&m, &base, &ours, &theirs), ERR_NO);
  assert_non_null(strstr(problems_first(&m.problems), "target 'a' is laid out in a way"));
  merge_release(&m);
  buf_release(&base);
  buf_release(&ours);
  buf_release(&theirs);
  buf_release(&good);
  buf_release(&bad);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_examples),     cmocka_unit_test(test_changes_and_conflicts),
      cmocka_unit_test(test_undecided),    cmocka_unit_test(test_cleaned_texts),
      cmocka_unit_test(test_refusals),     cmocka_unit_test(test_other_layouts),
      cmocka_unit_test(test_random_bytes), cmocka_unit_test(test_random_changes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
