/* Sums over targets: what counts and for how much, that taking away undoes adding exactly, and that one
 * replaced target leaves the board as a fresh one would be. */
#include <stdlib.h>

#include "guatu/score/ahead.h"
#include "support_score.h"

#include "guatu/base/mem.h"

/* Numbers that look random and are the same on every machine. */
static uint64_t noise(uint64_t *seed)
{
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *seed >> 33;
}

static void same_tally(const struct tally *a, const struct tally *b)
{
  assert_memory_equal(a->lights, b->lights, sizeof a->lights);
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->measured, b->measured);
  assert_true(a->weights == b->weights && a->credits == b->credits);
  assert_true(a->pace_weights == b->pace_weights && a->pace_credits == b->pace_credits);
}

static void test_removing_undoes_adding(void **state)
{
  (void)state;
  enum { COUNT = 500 };
  static struct score scores[COUNT];
  static struct decimal weights[COUNT];
  static struct tally steps[COUNT + 1];
  uint64_t seed = 2021;
  for (int i = 0; i < COUNT; i++) {
    scores[i].light = (enum light)(noise(&seed) % LIGHT_COUNT);
    scores[i].measured = scores[i].light != LIGHT_CANCELLED && noise(&seed) % 4;
    scores[i].has_pace_credit = noise(&seed) % 2;
    scores[i].credit = (int64_t)(noise(&seed) % 1000000001);
    scores[i].pace_credit = (int64_t)(noise(&seed) % 1000000001);
    weights[i].micros = (int64_t)(noise(&seed) * noise(&seed) % (uint64_t)DECIMAL_MAX);
    steps[i + 1] = steps[i];
    tally_add(&steps[i + 1], &scores[i], weights[i]);
  }
  struct tally t = steps[COUNT];
  for (int i = COUNT; i-- > 0;) {
    tally_remove(&t, &scores[i], weights[i]);
    same_tally(&t, &steps[i]);
  }
  struct tally none = {0};
  same_tally(&t, &none);
  t = steps[COUNT];
  for (int i = 0; i < COUNT; i++) /* in any order */
    tally_remove(&t, &scores[i * 7 % COUNT], weights[i * 7 % COUNT]);
  same_tally(&t, &none);
}

/* Adds a target of weight `weight` with one reading at the end of June. */
static void add(struct tally *sum, struct target t, const char *value, const char *weight)
{
  struct plan p = plan_2021();
  struct reading r[1];
  if (value) {
    r[0] = value_at("2021-06-30", value);
    READ(&t, r);
  }
  struct score s = score_target(&p, &t, on("2021-06-30"));
  tally_add(sum, &s, num(weight));
}

static void is_completion(const struct tally *t, int64_t want)
{
  int64_t nanos = -1;
  assert_true(tally_completion(t, &nanos));
  assert_int_equal(nanos, want);
}

static void test_means_are_capped_and_weighted(void **state)
{
  (void)state;
  struct target count = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  struct tally t = {0};
  int64_t nanos;
  assert_false(tally_completion(&t, &nanos));
  assert_false(tally_pace(&t, &nanos));
  add(&t, count, NULL, "1");
  assert_false(tally_completion(&t, &nanos)); /* nothing measured is not 0 % */
  assert_int_equal(t.count, 1);
  assert_int_equal(t.measured, 0);
  add(&t, count, "50", "1");
  is_completion(&t, 500000000);
  add(&t, count, "250", "1"); /* overshoot counts once */
  is_completion(&t, 750000000);
  add(&t, count, "-40", "2"); /* and a fall below the start not against the others */
  is_completion(&t, 375000000);
  assert_true(tally_pace(&t, &nanos));
  assert_int_equal(nanos, 500000000);
  assert_int_equal(t.count, 4);
  assert_int_equal(t.measured, 3);
  struct tally light = {0};
  add(&light, count, "50", "0"); /* weight 0 measures and does not weigh */
  assert_int_equal(light.measured, 1);
  assert_false(tally_completion(&light, &nanos));
}

static void test_credit_by_kind(void **state)
{
  (void)state;
  static const struct {
    enum kind kind;
    enum sense sense;
    const char *target, *value;
    int64_t credit;
  } cases[] = {
      {KIND_RATE, SENSE_AT_LEAST, "10.0", "8", 800000000},      /* its ratio to T */
      {KIND_RATE, SENSE_AT_LEAST, "10.0", "-8", 0},             /* never below nothing */
      {KIND_RATE, SENSE_ABOUT, "10.0", "9.8", 1000000000},      /* or 1 when its sense holds */
      {KIND_RATE, SENSE_AT_LEAST, "-1.0", "-3", 0},             /* a ratio says nothing there */
      {KIND_LEVEL, SENSE_AT_MOST, "100", "99", 1000000000},     /* a ceiling kept */
      {KIND_LEVEL, SENSE_AT_MOST, "100", "200", 500000000},     /* and broken by half */
      {KIND_LEVEL, SENSE_AT_MOST, "0", "3", 0},                 /* a backlog without a baseline */
      {KIND_CUMULATIVE, SENSE_AT_MOST, "50", "10", 1000000000}, /* a budget, not its share used */
      {KIND_CUMULATIVE, SENSE_AT_MOST, "50", "100", 500000000},
      {KIND_CUMULATIVE, SENSE_ABOUT, "100", "98", 980000000},
      {KIND_COVERAGE, SENSE_AT_LEAST, "100.0", "99.999999", 999999990},
  };
  struct plan p = plan_2021();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(cases[i].kind, cases[i].sense, cases[i].target);
    struct reading r[] = {value_at("2021-06-30", cases[i].value)};
    READ(&t, r);
    int64_t got = score_target(&p, &t, on("2021-06-30")).credit;
    if (got != cases[i].credit)
      fail_msg("case %zu: %lld", i, (long long)got);
  }
}

/* Using less than the calendar allows is full pace; twice as much is half of it. */
static void test_pace_credit_of_a_budget(void **state)
{
  (void)state;
  static const struct {
    const char *used;
    int64_t credit;
  } cases[] = {{"0", 1000000000}, {"25", 1000000000}, {"50", 500000000}, {"100", 250000000}};
  struct plan p = plan_2021();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_MOST, "50");
    struct reading r[] = {value_at("2021-06-30", cases[i].used)};
    READ(&t, r);
    assert_int_equal(score_target(&p, &t, on("2021-06-30")).pace_credit, cases[i].credit);
  }
}

static void test_credit_of_a_range(void **state)
{
  (void)state;
  static const struct {
    const char *value;
    int64_t credit;
  } cases[] = {{"5", 500000000}, {"10", 1000000000}, {"20", 1000000000}, {"25", 800000000}, {"-5", 0}};
  struct plan p = plan_2021();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct target t = aim_for(KIND_LEVEL, SENSE_BETWEEN, "10");
    struct reading r[] = {value_at("2021-06-30", cases[i].value)};
    READ(&t, r);
    t.high = decimal_of(20);
    assert_int_equal(score_target(&p, &t, on("2021-06-30")).credit, cases[i].credit);
  }
}

static void test_cancelled_targets_are_not_counted(void **state)
{
  (void)state;
  struct target gone = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "100");
  gone.status = TARGET_CANCELLED;
  struct tally t = {0};
  int64_t nanos;
  add(&t, gone, "50", "1");
  assert_int_equal(t.lights[LIGHT_CANCELLED], 1);
  assert_int_equal(t.count, 0);
  assert_int_equal(t.measured, 0);
  assert_false(tally_completion(&t, &nanos));
}

/* ---- the board ---- */

static void same_score(const struct score *a, const struct score *b)
{
  assert_int_equal(a->light, b->light);
  assert_int_equal(a->pace_light, b->pace_light);
  assert_int_equal(a->has_completion, b->has_completion);
  assert_int_equal(a->completion.num, b->completion.num);
  assert_int_equal(a->completion.den, b->completion.den);
  assert_int_equal(a->credit, b->credit);
  assert_int_equal(a->gap.micros, b->gap.micros);
  assert_int_equal(a->has_met_on, b->has_met_on);
  assert_int_equal(a->met_on.days, b->met_on.days);
  assert_ptr_equal(a->reading, b->reading);
}

static void same_board(const struct board *a, const struct board *b, const struct plan *p)
{
  for (size_t i = 0; i < p->target_count; i++) {
    same_score(board_score(a, i), board_score(b, i));
    for (unsigned mark = BOARD_BEHIND; mark <= BOARD_CRITICAL; mark *= 2)
      assert_int_equal(board_is(a, i, mark), board_is(b, i, mark));
  }
  for (size_t i = 0; i < p->pane_count; i++)
    same_tally(&a->panes[i], &b->panes[i]);
  same_tally(&a->plan, &b->plan);
}

static void test_replacing_is_making_anew(void **state)
{
  (void)state;
  enum { TARGETS = 12, PANES = 3 };
  struct pane panes[PANES] = {{.first = 0, .count = 4}, {.first = 4, .count = 4}, {.first = 8, .count = 4}};
  struct target targets[TARGETS];
  struct reading first[TARGETS];
  struct plan p = plan_2021();
  struct arena arena = {0};
  uint64_t seed = 7;
  p.panes = panes;
  p.pane_count = PANES;
  p.targets = targets;
  p.target_count = TARGETS;
  for (size_t i = 0; i < TARGETS; i++) {
    targets[i] = aim_for((enum kind)(i % 3), (enum sense)(i % 5), "100");
    targets[i].pane = i / 4;
    targets[i].weight = decimal_of((int64_t)(i % 4));
    first[i] = value_at("2021-03-31", "20");
    targets[i].readings = i % 5 ? &first[i] : NULL;
    targets[i].reading_count = i % 5 ? 1 : 0;
  }
  struct board moved, fresh;
  board_make(&moved, &p, on("2021-06-30"));
  for (int step = 0; step < 200; step++) {
    size_t i = noise(&seed) % TARGETS;
    struct reading r = value_at("2021-06-30", "0");
    r.through = date_add(r.through, -30 * (int)(noise(&seed) % 5));
    r.value = decimal_of((int64_t)(noise(&seed) % 160));
    struct target changed = target_entered(&targets[i], &r, &arena);
    struct board laid;
    struct target typed = target_with(&targets[i], &r);
    board_lay(&laid, &moved, &p, i, &typed, r.through);
    board_make(&fresh, &p, on("2021-06-30"));
    same_board(&moved, &fresh, &p); /* what is laid over it leaves no trace */
    board_release(&fresh);
    targets[i] = typed;
    board_make(&fresh, &p, on("2021-06-30"));
    same_board(&laid, &fresh, &p);
    board_release(&laid);
    board_release(&fresh);
    targets[i] = changed;
    board_make(&fresh, &p, on("2021-06-30"));
    board_replace(&moved, &p, i, &changed);
    same_board(&moved, &fresh, &p);
    board_release(&fresh);
  }
  board_release(&moved);
  arena_free(&arena);
}

static void test_a_preview_leaves_no_trace(void **state)
{
  (void)state;
  struct pane pane = {.first = 0, .count = 1};
  struct target t = aim_for(KIND_CUMULATIVE, SENSE_AT_LEAST, "32");
  struct plan p = plan_2021();
  struct arena arena = {0};
  p.panes = &pane;
  p.targets = &t;
  p.pane_count = p.target_count = 1;
  struct board b, before;
  board_make(&b, &p, on("2021-06-30"));
  board_make(&before, &p, on("2021-06-30"));
  struct reading r = value_at("2021-06-30", "17");
  struct target preview = target_entered(&t, &r, &arena);
  board_replace(&b, &p, 0, &preview);
  int64_t nanos = 0;
  assert_true(tally_completion(&b.plan, &nanos));
  assert_int_equal(nanos, 531250000);
  assert_int_equal(b.panes[0].lights[LIGHT_ON_TRACK], 1);
  board_replace(&b, &p, 0, &t);
  same_board(&b, &before, &p);
  board_release(&b);
  board_release(&before);
  arena_free(&arena);
}

/* ---- ahead ---- */

/* Whatever changes, and whenever: a board opened at a time worked out ahead is the one made at that time,
 * whether its scores are asked for one by one or all of them first. */
static void test_ahead_is_making_anew(void **state)
{
  (void)state;
  enum { TARGETS = 12, PANES = 3 };
  struct pane panes[PANES] = {{.first = 0, .count = 4}, {.first = 4, .count = 4}, {.first = 8, .count = 4}};
  struct target targets[TARGETS];
  struct plan p = plan_2021();
  struct when whens[] = {on("2021-06-30"), on("2021-05-31"), on("2021-03-31"), on("2021-02-28")};
  struct arena arena = {0};
  struct ahead ahead = {0};
  struct board opened = {0}, fresh;
  uint64_t seed = 9;
  p.panes = panes;
  p.pane_count = PANES;
  p.targets = targets;
  p.target_count = TARGETS;
  for (size_t i = 0; i < TARGETS; i++) {
    targets[i] = aim_for((enum kind)(i % 3), (enum sense)(i % 5), "100");
    targets[i].pane = i / 4;
    targets[i].weight = decimal_of((int64_t)(i % 4));
  }
  for (int round = 0; round < 60; round++) {
    ahead_begin(&ahead, &p, whens, 4);
    assert_false(ahead_board(&ahead, &opened, &p, whens[0])); /* not ready */
    for (int step = 0; step < 12; step++) {
      size_t i = noise(&seed) % TARGETS;
      struct reading r = value_at(step % 3 ? "2021-03-31" : "2021-05-31", "0");
      r.value = decimal_of((int64_t)(noise(&seed) % 160));
      struct target was = targets[i];
      targets[i] = target_entered(&was, &r, &arena);
      ahead_replace(&ahead, &p, i, &was, &targets[i]);
      if (step % 2)
        ahead_step(&ahead, &p, noise(&seed) % 5);
    }
    ahead_step(&ahead, &p, TARGETS);
    assert_true(ahead_ready(&ahead));
    for (size_t i = 0; i < 4; i++) {
      assert_true(ahead_board(&ahead, &opened, &p, whens[i]));
      board_make(&fresh, &p, whens[i]);
      while (round % 2 && board_step(&opened, 5))
        ;
      same_board(&opened, &fresh, &p);
      board_release(&fresh);
    }
    assert_false(ahead_board(&ahead, &opened, &p, on("2021-04-30")));
  }
  board_release(&opened);
  ahead_release(&ahead);
  arena_free(&arena);
}

/* ---- shares ---- */

static void test_shares_sum_to_the_whole(void **state)
{
  (void)state;
  int tenths[LIGHT_COUNT];
  size_t none[2] = {0, 0};
  shares_split(none, 2, tenths);
  assert_int_equal(tenths[0] + tenths[1], 0);
  size_t thirds[3] = {1, 1, 1};
  shares_split(thirds, 3, tenths);
  assert_int_equal(tenths[0], 334);
  assert_int_equal(tenths[1], 333);
  assert_int_equal(tenths[2], 333);
  uint64_t seed = 1;
  for (int round = 0; round < 2000; round++) {
    size_t counts[LIGHT_COUNT];
    for (size_t i = 0; i < LIGHT_COUNT; i++)
      counts[i] = noise(&seed) % (size_t)(round + 1);
    counts[0]++;
    shares_split(counts, LIGHT_COUNT, tenths);
    int sum = 0;
    for (size_t i = 0; i < LIGHT_COUNT; i++) {
      assert_in_range(tenths[i], 0, 1000);
      sum += tenths[i];
    }
    assert_int_equal(sum, 1000);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_removing_undoes_adding),
      cmocka_unit_test(test_means_are_capped_and_weighted),
      cmocka_unit_test(test_credit_by_kind),
      cmocka_unit_test(test_pace_credit_of_a_budget),
      cmocka_unit_test(test_credit_of_a_range),
      cmocka_unit_test(test_cancelled_targets_are_not_counted),
      cmocka_unit_test(test_replacing_is_making_anew),
      cmocka_unit_test(test_a_preview_leaves_no_trace),
      cmocka_unit_test(test_ahead_is_making_anew),
      cmocka_unit_test(test_shares_sum_to_the_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
