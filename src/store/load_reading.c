/* The lists that hang on a target: readings, stages, items, the points of its own plan. */
#include "guatu/store/load_target.h"

#include <stdlib.h>
#include <string.h>

static enum lang lang_of(const struct loader *l)
{
  return l->problems->lang;
}

/* ---- readings ---- */

enum { READING_THROUGH, READING_VALUE, READING_COUNT, READING_OF, READING_BY, READING_AT, READING_NOTE };

static const struct field reading_fields[] = {
    [READING_THROUGH] = {.name = "through",
                         .type = FIELD_DATE,
                         .required = true,
                         .offset = offsetof(struct reading, through)},
    [READING_VALUE] = {.name = "value", .type = FIELD_NUMBER, .offset = offsetof(struct reading, value)},
    [READING_COUNT] = {.name = "count", .type = FIELD_COUNT, .offset = offsetof(struct reading, count)},
    [READING_OF] = {.name = "of", .type = FIELD_COUNT, .offset = offsetof(struct reading, of)},
    [READING_BY] = {.name = "by", .type = FIELD_TEXT, .offset = offsetof(struct reading, by)},
    [READING_AT] = {.name = "at", .type = FIELD_TEXT, .offset = offsetof(struct reading, at)},
    [READING_NOTE] = {.name = "note", .type = FIELD_TEXT, .offset = offsetof(struct reading, note)},
};
static const struct schema reading_schema = {reading_fields, sizeof reading_fields / sizeof *reading_fields};

/* A reading with the place of its day, to report another for the same day. */
struct placed {
  struct reading reading;
  uint32_t node;
};

static int compare_placed(const void *a, const void *b)
{
  const struct placed *x = a;
  const struct placed *y = b;
  int order = date_cmp(x->reading.through, y->reading.through);

  return order != 0 ? order : x->node < y->node ? -1 : x->node > y->node;
}

/* As they nearly always stand. */
static bool in_order(const struct placed *list, size_t count)
{
  for (size_t i = 1; i < count; i++)
    if (date_cmp(list[i - 1].reading.through, list[i].reading.through) >= 0)
      return false;
  return true;
}

static void check_counts(struct loader *l, const struct fields *f, const struct target *t, struct reading *r)
{
  bool counted = f->node[READING_COUNT] != 0 || f->node[READING_OF] != 0;
  uint32_t at = f->node[READING_COUNT] != 0 ? f->node[READING_COUNT] : f->node[READING_OF];

  if (!counted)
    return;
  if (t->kind != KIND_COVERAGE && t->kind != KIND_MILESTONE)
    load_wrong_name(l, at,
                    TR(lang_of(l), "count and of are for coverage and milestones; write value = …",
                       "count 和 of 只用于覆盖率和里程碑；请写 value = …"));
  else if (f->node[READING_VALUE] != 0)
    load_wrong_name(l, at,
                    TR(lang_of(l), "a reading has either value, or count and of",
                       "一个读数或写 value，或写 count 和 of，不能都写"));
  else if (f->node[READING_COUNT] == 0 || f->node[READING_OF] == 0)
    load_wrong_name(l, at,
                    TR(lang_of(l), "count and of belong together: count = 708; of = 720;",
                       "count 和 of 要一起写：count = 708; of = 720;"));
  else if (field_good(f, READING_COUNT) && field_good(f, READING_OF) && r->of == 0)
    load_wrong(l, f->node[READING_OF], TR(lang_of(l), "of should be at least 1", "of至少是1"));
  else if (field_good(f, READING_COUNT) && field_good(f, READING_OF) && r->count > r->of)
    load_wrong(l, f->node[READING_COUNT],
               TR(lang_of(l), "count %lld is more than of %lld", "count %lld 大于 of %lld"),
               (long long)r->count, (long long)r->of);
  else if (field_good(f, READING_COUNT) && field_good(f, READING_OF))
    reading_set_count(r, r->count, r->of);
}

/* A milestone's value is the number of stages done, or 1 or 0 when it has none. */
static void check_stages_done(struct loader *l, const struct fields *f, const struct target *t,
                              const struct reading *r)
{
  size_t most = t->stage_count > 0 ? t->stage_count : 1;

  if (t->kind != KIND_MILESTONE || !field_good(f, READING_VALUE))
    return;
  if (r->value.micros % DECIMAL_ONE == 0 && r->value.micros >= 0 &&
      r->value.micros / DECIMAL_ONE <= (int64_t)most)
    return;
  if (t->stage_count > 0)
    load_wrong(l, f->node[READING_VALUE],
               TR(lang_of(l), "value should be how many of the %zu stages are done",
                  "value应是%zu个阶段中已完成的个数"),
               most);
  else
    load_wrong(l, f->node[READING_VALUE],
               TR(lang_of(l), "value should be 1 (done) or 0 (not done)", "value应是1（完成）或0（未完成）"));
}

static void check_stamp(struct loader *l, const struct fields *f, const struct reading *r)
{
  struct date day;

  if (!field_good(f, READING_AT) || r->at == l->stamp || *r->at == '\0')
    return;
  if (date_parse(r->at, strnlen(r->at, 10), &day) && (r->at[10] == '\0' || r->at[10] == 'T'))
    l->stamp = r->at;
  else
    load_warn(l, f->node[READING_AT],
              TR(lang_of(l), "at is a time as in \"2021-07-13T10:02:11+08:00\"",
                 "at是时间，例如 \"2021-07-13T10:02:11+08:00\""));
}

/* Reads one reading; false when it has no day or no figure to stand for. */
static bool read_reading(struct loader *l, uint32_t node, const struct target *t, struct reading *r)
{
  *r = (struct reading){.by = "", .at = "", .note = ""};
  struct fields f = load_fields(l, node, &reading_schema, r);

  if (f.node[READING_VALUE] == 0 && f.node[READING_COUNT] == 0 && f.node[READING_OF] == 0 &&
      !l->doc->nodes[node].damaged)
    load_wrong(l, node, TR(lang_of(l), "a reading needs a figure: value = …", "读数缺少数值：value = …"));
  check_counts(l, &f, t, r);
  check_stages_done(l, &f, t, r);
  check_stamp(l, &f, r);
  if (!field_good(&f, READING_THROUGH))
    return false;
  if (date_cmp(r->through, t->start) < 0) {
    char start[16];
    load_wrong(l, f.node[READING_THROUGH],
               TR(lang_of(l), "this reading is before the start, %s", "读数日期早于开始日期%s"),
               date_format(t->start, start, sizeof start));
  }
  return true;
}

void load_readings(struct loader *l, uint32_t list, struct target *t)
{
  static const struct words what = {"a reading", "读数"};
  size_t count = load_count(l, list);
  size_t n = 0;

  if (count == 0)
    return;
  struct placed *placed = mem_resize(NULL, count, sizeof *placed);
  for (uint32_t i = l->doc->nodes[list].child; i != 0; i = l->doc->nodes[i].next) {
    placed[n].node = i;
    if (load_is_group(l, i, what) && read_reading(l, i, t, &placed[n].reading))
      n++;
  }
  if (!in_order(placed, n))
    qsort(placed, n, sizeof *placed, compare_placed);
  struct reading *readings = arena_alloc(&l->plan->arena, n * sizeof *readings);
  for (size_t i = 0; i < n; i++) {
    readings[i] = placed[i].reading;
    if (i > 0 && date_cmp(readings[i - 1].through, readings[i].through) == 0) {
      char day[16];
      load_wrong(l, placed[i].node,
                 TR(lang_of(l), "a second reading for %s; one day has one", "%s已有读数；同一天只能有一个"),
                 date_format(readings[i].through, day, sizeof day));
    }
  }
  t->readings = readings;
  t->reading_count = n;
  free(placed);
}

/* ---- stages ---- */

/* Whether a day lies between a target's start and due day. */
static bool within(struct loader *l, uint32_t node, struct date day, const struct target *t)
{
  char start[16];
  char due[16];

  if (date_cmp(day, t->start) >= 0 && date_cmp(day, t->due) <= 0)
    return true;
  load_wrong(l, node, TR(lang_of(l), "this day is not between %s and %s", "日期不在%s至%s之间"),
             date_format(t->start, start, sizeof start), date_format(t->due, due, sizeof due));
  return false;
}

enum { STAGE_NAME, STAGE_WEIGHT, STAGE_DUE };

static const struct field stage_fields[] = {
    [STAGE_NAME] = {.name = "name",
                    .type = FIELD_NAME,
                    .required = true,
                    .offset = offsetof(struct stage, name)},
    [STAGE_WEIGHT] = {.name = "weight",
                      .type = FIELD_NUMBER,
                      .offset = offsetof(struct stage, weight),
                      .min = 0,
                      .max = -1},
    [STAGE_DUE] = {.name = "due", .type = FIELD_DATE, .offset = offsetof(struct stage, due)},
};
static const struct schema stage_schema = {stage_fields, sizeof stage_fields / sizeof *stage_fields};

void load_stages(struct loader *l, uint32_t list, struct target *t)
{
  static const struct words what = {"a stage", "阶段"};
  size_t count = load_count(l, list);
  struct stage *stages = arena_alloc(&l->plan->arena, count * sizeof *stages);
  bool any = false;
  size_t n = 0;

  if (count == 0 && !l->doc->nodes[list].damaged)
    load_wrong(l, list,
               TR(lang_of(l), "stages is empty; leave it out, or list the stages",
                  "stages是空的；请列出各阶段，或整项不写"));
  for (uint32_t i = l->doc->nodes[list].child; i != 0; i = l->doc->nodes[i].next) {
    if (!load_is_group(l, i, what))
      continue;
    struct stage *s = &stages[n++];
    *s = (struct stage){.name = {"", ""}, .weight = {DECIMAL_ONE}, .due = t->due};
    struct fields f = load_fields(l, i, &stage_schema, s);
    if (field_good(&f, STAGE_DUE))
      within(l, f.node[STAGE_DUE], s->due, t);
    any = any || s->weight.micros > 0;
  }
  if (n > 0 && !any)
    load_wrong(l, list,
               TR(lang_of(l), "all stages weigh 0; at least one should weigh more",
                  "各阶段的权重都是0；至少要有一个大于0"));
  t->stages = stages;
  t->stage_count = n;
}

/* ---- items ---- */

enum { ITEM_NAME, ITEM_DONE };

static const struct field item_fields[] = {
    [ITEM_NAME] = {.name = "name",
                   .type = FIELD_NAME,
                   .required = true,
                   .offset = offsetof(struct item, name)},
    [ITEM_DONE] = {.name = "done", .type = FIELD_DATE, .offset = offsetof(struct item, done_on)},
};
static const struct schema item_schema = {item_fields, sizeof item_fields / sizeof *item_fields};

void load_items(struct loader *l, uint32_t list, struct target *t)
{
  static const struct words what = {"an item", "明细"};
  struct item *items = arena_alloc(&l->plan->arena, load_count(l, list) * sizeof *items);
  size_t n = 0;

  if (!target_countable(t))
    load_wrong(l, list,
               TR(lang_of(l), "items are for targets that count whole things", "items只用于按个数计的目标"));
  for (uint32_t i = l->doc->nodes[list].child; i != 0; i = l->doc->nodes[i].next) {
    if (!load_is_group(l, i, what))
      continue;
    struct item *item = &items[n++];
    *item = (struct item){.name = {"", ""}};
    struct fields f = load_fields(l, i, &item_schema, item);
    item->done = field_good(&f, ITEM_DONE);
  }
  t->items = items;
  t->item_count = n;
}

/* ---- the target's own plan ---- */

enum { POINT_THROUGH, POINT_SHARE };

static const struct field point_fields[] = {
    [POINT_THROUGH] = {.name = "through",
                       .type = FIELD_DATE,
                       .required = true,
                       .offset = offsetof(struct plan_point, through)},
    [POINT_SHARE] = {.name = "share",
                     .type = FIELD_NUMBER,
                     .required = true,
                     .offset = offsetof(struct plan_point, share),
                     .min = 0,
                     .max = 1},
};
static const struct schema point_schema = {point_fields, sizeof point_fields / sizeof *point_fields};

void load_points(struct loader *l, uint32_t list, struct target *t)
{
  static const struct words what = {"a point of the plan", "计划点"};
  struct plan_point *points = arena_alloc(&l->plan->arena, load_count(l, list) * sizeof *points);
  size_t n = 0;

  for (uint32_t i = l->doc->nodes[list].child; i != 0; i = l->doc->nodes[i].next) {
    if (!load_is_group(l, i, what))
      continue;
    struct plan_point *p = &points[n];
    struct fields f = load_fields(l, i, &point_schema, p);
    if (!field_good(&f, POINT_THROUGH) || !field_good(&f, POINT_SHARE))
      continue;
    n++;
    if (!within(l, f.node[POINT_THROUGH], p->through, t) || n < 2)
      continue;
    if (date_cmp(p[-1].through, p->through) >= 0)
      load_wrong(l, f.node[POINT_THROUGH],
                 TR(lang_of(l), "the points of a plan go forward in time", "计划点的日期应依次向后"));
    else if (decimal_cmp(p[-1].share, p->share) > 0)
      load_wrong(l, f.node[POINT_SHARE],
                 TR(lang_of(l), "the share of a plan can't fall", "计划的份额不能下降"));
  }
  t->points = points;
  t->point_count = n;
}
