/* Scoring: what a figure means. Pure functions of a plan and two dates; the rules are SCORING.md's, section
 * by section.
 *
 * Two clocks: pace is judged at the reading's own date, staleness and deadlines at `today`. */
#ifndef GUATU_SCORE_SCORE_H
#define GUATU_SCORE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/model/plan.h"

/* What the plan is looked at: readings with `through` ≤ as_of count; the calendar stands at `today`; as_of ≤
 * today. */
struct when {
  struct date as_of;
  struct date today;
};

bool when_same(struct when a, struct when b);

/* The dates shown when nobody asked for others. While the plan runs (until `to` + lag + grace) both are the
 * machine's date. After that the plan is a record: shown as of its latest reading when that lies before the
 * period's end; as of the machine's date otherwise; and as of the period's end when there is no reading at
 * all. */
struct when when_default(const struct plan *p, struct date machine_today);

struct score {
  enum light light;      /* what a row shows */
  enum light pace_light; /* ahead … critical by the kind's own rule; LIGHT_NO_DATA without a reading. Stale
                            rows show it dimmed */
  const struct reading *reading; /* the one that decides: the effective reading, or the one that made it done;
                                    NULL: none. Borrowed from the target */
  bool measured;                 /* counts in roll-ups: has a reading and is not cancelled */
  bool met;                      /* the sense holds at the effective reading */
  bool stretch_met;              /* ★ */
  bool has_met_on;
  struct date
      met_on; /* `through` of the first reading (≤ as_of) that satisfied the sense, even if lost again */
  bool has_completion, has_elapsed, has_pace, has_gap, has_expected, has_headroom;
  struct ratio completion; /* uncapped, may be negative */
  struct ratio elapsed; /* 0…1 at the reading's `through`; milestones: the weight of the stages due by then */
  struct ratio pace;    /* completion / elapsed */
  struct decimal gap; /* percentage points, 6 decimals: 100·(completion − elapsed), for budgets too, where
                       * plus is bad; rates: v − T (between: v − low); levels without a baseline, which are
                       * not prorated: 100·(v/T − 1) */
  struct decimal expected; /* the level the calendar asks for (budgets: allows), floored toward the baseline
                            * to the declared decimals; milestones: how many stages are due */
  struct decimal headroom; /* ceilings and budgets: T − v */
  int64_t credit;          /* completion for an average, 0…10^9; only when measured */
  int64_t pace_credit;     /* pace for an average, 0…10^9 (budgets: elapsed / share used); only when
                              has_pace_credit */
  bool has_pace_credit;
};

struct score score_target(const struct plan *p, const struct target *t, struct when w);
/* The same without met_on, for which all readings must be gone through: enough for lights, sums and marks. */
struct score score_standing(const struct plan *p, const struct target *t, struct when w);
/* The same as score_target, where `was` is its score at that time before its readings from the day `since` on
 * were others: only those are looked through for met_on. */
struct score score_with(const struct plan *p, const struct target *t, struct when w, const struct score *was,
                        struct date since);

enum verdict { VERDICT_NONE, VERDICT_LIKELY, VERDICT_HARD, VERDICT_UNLIKELY };
extern const struct term_word verdict_words[4]; /* likely 预计能完成 · hard 有难度 · unlikely 预计难完成 */

/* Where a target is going: no light and no sum depends on it. */
struct forecast {
  bool has_linear, has_recent, has_needed, has_rate;
  struct decimal linear, recent; /* levels at the deadline */
  enum verdict verdict;
  struct decimal needed; /* per month from now on; rate kind: the growth the rest of the period needs */
  struct decimal rate;   /* per month so far */
};
/* From the reading of `s`, which is the target's score; nothing without one. */
struct forecast score_forecast(const struct plan *p, const struct target *t, const struct score *s);

/* Sums over targets: adding and taking away a score are exact inverses, so one changed target needs no second
 * look at the others. */
struct tally {
  size_t lights[LIGHT_COUNT];
  size_t count;            /* targets, without cancelled ones */
  size_t measured;         /* of them with a reading */
  int128 weights, credits; /* Σ w (micros), Σ w·credit */
  int128 pace_weights, pace_credits;
};
void tally_add(struct tally *t, const struct score *s, struct decimal weight);
void tally_remove(struct tally *t, const struct score *s, struct decimal weight);
/* The weighted means in 10^-9, 0…10^9; false while nothing (or only weight 0) is measured. */
bool tally_completion(const struct tally *t, int64_t *nanos);
bool tally_pace(const struct tally *t, int64_t *nanos);

/* The shares of `n` counts in tenths of a percent, summing to exactly 1000 (all 0 when the counts are): each
 * is rounded, and what is then over or short goes to the largest, where it distorts least. This is how the
 * bulletins print them (72.97 as 72.9, case CN37). */
void shares_split(const size_t *counts, size_t n, int *tenths);

/* The share of `t`'s time gone at `on` by its own clock, 0…1; milestones: the weight of the stages due. */
struct ratio target_elapsed(const struct target *t, struct date on);
/* The share of the plan's period gone at `on`, whole months. */
struct ratio plan_elapsed(const struct plan *p, struct date on);
/* Whether `v` (or the exact count) of a reading satisfies the target's sense. */
bool target_met(const struct target *t, const struct reading *r);

#endif
