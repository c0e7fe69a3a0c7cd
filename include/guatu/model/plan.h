/* One plan: panes of targets with their readings, as loaded from one dataset. Everything hangs on the plan's
 * arena and is const once loaded; texts are clean for a screen. A change makes a new plan from new text. */
#ifndef GUATU_MODEL_PLAN_H
#define GUATU_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/base/lang.h"
#include "guatu/base/mem.h"
#include "guatu/model/date.h"
#include "guatu/model/decimal.h"
#include "guatu/model/words.h"

/* A reading: what a figure was, up to and including the day `through`. */
struct reading {
  struct date through;
  struct decimal value; /* as written; with a count: 100·count/of rounded to 6 decimals */
  int64_t count;        /* only when of > 0 */
  int64_t of;           /* 0: entered as a value */
  const char *by;       /* who entered it; "" when not said */
  const char *at;       /* when, RFC 3339; "" when not said */
  const char *note;     /* "" when none */
};

struct stage {
  struct words name;
  struct decimal weight;
  struct date due;
};

struct item {
  struct words name;
  bool done;
  struct date done_on;
};

/* A point of a target's own plan: by the end of `through`, `share` (0…1) of the way should be done. */
struct plan_point {
  struct date through;
  struct decimal share;
};

enum pace_clock { PACE_MONTHS, PACE_DAYS, PACE_PLAN };
enum target_status { TARGET_ACTIVE, TARGET_CANCELLED, TARGET_ADJUSTED };

struct target {
  const char *id;
  struct words name; /* both set */
  struct words unit; /* "" when none */
  struct words note;
  enum kind kind;
  enum sense sense;
  enum target_status status;
  enum pace_clock clock;
  struct decimal target; /* between: the low end; milestone: 1, or the number of stages */
  struct decimal high;   /* between only */
  struct decimal stretch, baseline, tolerance, weight;
  bool has_stretch, has_baseline, has_tolerance;
  int decimals; /* declared, 0…6 */
  struct date start, due;
  bool waived;
  struct date waived_until;
  const char *waived_reason;
  const char *const *owners;
  size_t owner_count;
  const struct plan_point *points; /* PACE_PLAN */
  size_t point_count;
  const struct stage *stages;
  size_t stage_count;
  const struct item *items;
  size_t item_count;
  /* By `through`, ascending, no two the same; to be asked for by target_nth. */
  const struct reading *readings;
  size_t reading_count;
  /* NULL in a plan. Else the target differs from one there by a reading: the first `at` are at `readings`,
   * then comes `with`, unless it is NULL, then these. */
  const struct reading *rest;
  const struct reading *with;
  size_t at;
  size_t pane;           /* index into plan.panes */
  size_t offset, length; /* where the target's group stands in the text, in bytes */
};

struct pane {
  const char *id;
  struct words name;
  size_t first; /* its targets are plan.targets[first … first + count) */
  size_t count;
};

/* Thresholds of the pace rule (SCORING.md): g ≥ ahead is ahead; p < pace or g < −behind is critical; short by
 * ≤ items of a countable is never worse than behind. */
struct light_rules {
  struct decimal ahead, pace, behind, items;
};

struct plan {
  struct arena arena;
  struct words title;
  struct date from, to;
  enum reports reports;
  int lag, grace; /* days after a period's end until its report is due, and overdue */
  struct light_rules rules;
  bool demo; /* readings are made up: DEMO shows everywhere */
  struct pane *panes;
  size_t pane_count;
  struct target *targets; /* all, pane by pane, in the file's order */
  size_t target_count;
  size_t *by_id;      /* indexes of targets, sorted by id */
  bool has_latest;    /* there is a reading at all */
  struct date latest; /* the last day that any reading covers: plan_look_latest */
};

#define LIGHT_RULES_DEFAULT                                                                                  \
  {                                                                                                          \
    {10 * DECIMAL_ONE}, {600000}, {20 * DECIMAL_ONE},                                                        \
    {                                                                                                        \
      DECIMAL_ONE                                                                                            \
    }                                                                                                        \
  }

/* Frees a plan that was made with mem_alloc, and everything on its arena. NULL is fine. */
void plan_free(struct plan *p);
/* Sorts by_id after targets were filled in. Returns false and sets *dup to the first target in the
 * file that repeats another's id. */
bool plan_index(struct plan *p, size_t *dup);
/* Finds `latest` after targets were filled in or changed. */
void plan_look_latest(struct plan *p);
/* The same when all that changed is that `t` now stands in the plan. */
void plan_raise_latest(struct plan *p, const struct target *t);
/* The target with this id, or NULL. */
const struct target *plan_find(const struct plan *p, const char *id);
/* Up to `max` ids nearest to `id`, for a message: those that begin with it, those that hold it, then those a
 * few slips away. Capitals count as small letters. Returns how many; the texts are the plan's. */
size_t plan_suggest(const struct plan *p, const char *id, const char **out, size_t max);

/* A copy whose texts hang on `a`. */
struct reading reading_keep(struct arena *a, const struct reading *r);
/* Enters `count` of `of` (≥ 1) as the figure: the value is 100·count/of, rounded half up to 6 decimals. */
void reading_set_count(struct reading *r, int64_t count, int64_t of);

/* Reading i, of the target's reading_count. */
static inline const struct reading *target_nth(const struct target *t, size_t i)
{
  if (!t->rest || i < t->at)
    return &t->readings[i];
  return !t->with ? &t->rest[i - t->at] : i == t->at ? t->with : &t->rest[i - t->at - 1];
}

/* The number of readings with `through` < on, and ≤ on. */
size_t target_before(const struct target *t, struct date on);
size_t target_until(const struct target *t, struct date on);
/* The reading with the greatest `through` ≤ on, or NULL. */
const struct reading *target_effective(const struct target *t, struct date on);
/* The reading for exactly this day, or NULL. */
const struct reading *target_reading(const struct target *t, struct date through);
/* A target of a plan in which `r` stands for its day, replacing or added in order; however many readings
 * there are, none is copied: they and `r` must outlive it. For previews. */
struct target target_with(const struct target *t, const struct reading *r);
/* The same without a reading for the day. */
struct target target_without(const struct target *t, struct date through);
/* Whether the figure counts whole things, so that "one short" means something: decimals 0 and cumulative, or
 * level without a % unit. */
bool target_countable(const struct target *t);
/* How many of its unit one unit stands for: 1, 10^4 for 万…, 10^8 for 亿…, 10^12 for 万亿…. */
int64_t target_unit_scale(const struct target *t);
/* The default day for a new figure: the last day of the latest finished reporting period on or before
 * `today`, within the target's start and due; the first period's end when none has finished. */
struct date target_report_day(const struct plan *p, const struct target *t, struct date today);

#endif
