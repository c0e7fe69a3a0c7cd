/* A target: its fields by the table, then what the fields mean together. Checks that compare two fields speak
 * only when both were read well: a wrong kind or date is one mistake, not five. */
#include "guatu/store/load_target.h"

#include <string.h>

enum {
  TARGET_ID,
  TARGET_NAME,
  TARGET_KIND,
  TARGET_SENSE,
  TARGET_TARGET,
  TARGET_STRETCH,
  TARGET_BASELINE,
  TARGET_TOLERANCE,
  TARGET_UNIT,
  TARGET_DECIMALS,
  TARGET_OWNERS,
  TARGET_WEIGHT,
  TARGET_START,
  TARGET_DUE,
  TARGET_PACE,
  TARGET_PLAN,
  TARGET_STAGES,
  TARGET_ITEMS,
  TARGET_STATUS,
  TARGET_WAIVED,
  TARGET_NOTE,
  TARGET_READINGS,
  TARGET_FIELDS
};

/* What the table fills in: the target, and what needs a second look. */
struct form {
  struct target t;
  int kind, sense, pace, status;
  uint32_t target, owners, plan, stages, items, waived, readings;
};

static const struct term_word pace_words[] = {{"months", {"Months", "按月"}, "", ""},
                                              {"days", {"Days", "按日"}, "", ""}};
static const struct term_word status_words[] = {{"active", {"Active", "在办"}, "", ""},
                                                {"cancelled", {"Cancelled", "已取消"}, "", ""},
                                                {"adjusted", {"Adjusted", "已调整"}, "", ""}};

#define PLACE(member) offsetof(struct form, member)

static const struct field target_fields[TARGET_FIELDS] = {
    [TARGET_ID] = {.name = "id", .type = FIELD_ID, .required = true, .offset = PLACE(t.id)},
    [TARGET_NAME] = {.name = "name", .type = FIELD_NAME, .required = true, .offset = PLACE(t.name)},
    [TARGET_KIND] = {.name = "kind",
                     .type = FIELD_WORD,
                     .required = true,
                     .offset = PLACE(kind),
                     .words = kind_words,
                     .word_count = KIND_COUNT},
    [TARGET_SENSE] = {.name = "sense",
                      .type = FIELD_WORD,
                      .offset = PLACE(sense),
                      .words = sense_words,
                      .word_count = SENSE_COUNT},
    [TARGET_TARGET] = {.name = "target", .type = FIELD_ANY, .offset = PLACE(target)},
    [TARGET_STRETCH] = {.name = "stretch", .type = FIELD_NUMBER, .offset = PLACE(t.stretch)},
    [TARGET_BASELINE] = {.name = "baseline", .type = FIELD_NUMBER, .offset = PLACE(t.baseline)},
    [TARGET_TOLERANCE] = {.name = "tolerance", .type = FIELD_NUMBER, .offset = PLACE(t.tolerance), .max = -1},
    [TARGET_UNIT] = {.name = "unit", .type = FIELD_NAME, .offset = PLACE(t.unit)},
    [TARGET_DECIMALS] = {.name = "decimals",
                         .type = FIELD_INT,
                         .offset = PLACE(t.decimals),
                         .max = DECIMAL_PLACES},
    [TARGET_OWNERS] = {.name = "owners", .type = FIELD_ANY, .offset = PLACE(owners)},
    [TARGET_WEIGHT] = {.name = "weight", .type = FIELD_NUMBER, .offset = PLACE(t.weight), .max = -1},
    [TARGET_START] = {.name = "start", .type = FIELD_DATE, .offset = PLACE(t.start)},
    [TARGET_DUE] = {.name = "due", .type = FIELD_DATE, .offset = PLACE(t.due)},
    [TARGET_PACE] =
        {.name = "pace", .type = FIELD_WORD, .offset = PLACE(pace), .words = pace_words, .word_count = 2},
    [TARGET_PLAN] = {.name = "plan", .type = FIELD_LIST, .offset = PLACE(plan)},
    [TARGET_STAGES] = {.name = "stages", .type = FIELD_LIST, .offset = PLACE(stages)},
    [TARGET_ITEMS] = {.name = "items", .type = FIELD_LIST, .offset = PLACE(items)},
    [TARGET_STATUS] = {.name = "status",
                       .type = FIELD_WORD,
                       .offset = PLACE(status),
                       .words = status_words,
                       .word_count = 3},
    [TARGET_WAIVED] = {.name = "waived", .type = FIELD_GROUP, .offset = PLACE(waived)},
    [TARGET_NOTE] = {.name = "note", .type = FIELD_NAME, .offset = PLACE(t.note)},
    [TARGET_READINGS] = {.name = "readings", .type = FIELD_LIST, .offset = PLACE(readings)},
};
static const struct schema target_schema = {target_fields, TARGET_FIELDS};

static enum lang lang_of(const struct loader *l)
{
  return l->problems->lang;
}

/* Begins each message about this target. */
static void where_target(const struct loader *l, struct buf *out)
{
  uint32_t node = doc_member(l->doc, l->here, "id");
  struct buf id = {0};

  if (node != 0 && l->doc->nodes[node].type == NODE_STRING)
    doc_string(l->doc, node, &id);
  if (id.len > 0)
    buf_printf(out, TR(lang_of(l), "target '%.64s': ", "目标 %.64s："), id.data);
  else
    buf_printf(out, TR(lang_of(l), "target %zu of this pane: ", "本板块第%zu项目标："), l->place);
  buf_release(&id);
}

/* ---- the target value ---- */

/* One number, and how many decimals it is written with. */
static bool read_number(struct loader *l, uint32_t node, struct decimal *into, int *places)
{
  static const struct field number = {.name = "target", .type = FIELD_NUMBER};
  const struct node *n = &l->doc->nodes[node];
  int written = 0;
  struct decimal ignored;

  if (!load_value(l, node, &number, into))
    return false;
  if (n->type == NODE_FLOAT &&
      decimal_parse(l->doc->text + n->start, n->end - n->start, &ignored, &written) == DECIMAL_OK &&
      written > *places)
    *places = written;
  return true;
}

static void read_range(struct loader *l, uint32_t node, struct target *t, int *places)
{
  const struct node *n = &l->doc->nodes[node];
  bool list = n->type == NODE_LIST || n->type == NODE_ARRAY;
  uint32_t low = n->child;
  uint32_t high = list && low != 0 ? l->doc->nodes[low].next : 0;

  if (n->type == NODE_BAD || n->damaged)
    return;
  if (!list || high == 0 || l->doc->nodes[high].next != 0) {
    load_wrong(l, node,
               TR(lang_of(l), "sense \"between\" needs two numbers: target = [low, high];",
                  "区间（between）要写两个数：target = [低, 高];"));
    return;
  }
  if (!read_number(l, low, &t->target, places) || !read_number(l, high, &t->high, places))
    return;
  if (decimal_cmp(t->target, t->high) >= 0)
    load_wrong(
        l, node,
        TR(lang_of(l), "the low end of the range should be less than the high end", "区间的低值应小于高值"));
}

/* The target itself. Silent when the kind or sense was wrong: nobody knows then what it should look like. */
static void read_target_value(struct loader *l, const struct fields *f, uint32_t group, struct target *t,
                              int *places)
{
  uint32_t node = f->node[TARGET_TARGET];
  bool list = node != 0 && (l->doc->nodes[node].type == NODE_LIST || l->doc->nodes[node].type == NODE_ARRAY);

  if (!field_good(f, TARGET_KIND) || (f->node[TARGET_SENSE] != 0 && !field_good(f, TARGET_SENSE)))
    return;
  if (t->kind == KIND_MILESTONE) {
    t->target = (struct decimal){DECIMAL_ONE};
    if (node != 0)
      load_wrong_name(l, node,
                      TR(lang_of(l), "a milestone takes no target: it is done or not done",
                         "里程碑不写 target：只有完成与未完成"));
  } else if (node == 0 && t->kind == KIND_COVERAGE) {
    t->target = decimal_of(100);
  } else if (node == 0) {
    if (!l->doc->nodes[group].damaged)
      load_wrong(l, group, TR(lang_of(l), "'target' is missing: a number", "缺少“target”：目标值"));
  } else if (t->sense == SENSE_BETWEEN) {
    read_range(l, node, t, places);
  } else if (list && l->doc->nodes[node].type != NODE_BAD) {
    load_wrong(l, node,
               TR(lang_of(l), "two numbers are for sense \"between\"; this target takes one",
                  "只有区间（between）写两个数；这里只写一个"));
  } else if (read_number(l, node, &t->target, places) && t->kind == KIND_COVERAGE &&
             (t->target.micros <= 0 || t->target.micros > 100 * DECIMAL_ONE)) {
    load_wrong(l, node,
               TR(lang_of(l), "the target of a coverage is more than 0 and at most 100",
                  "覆盖率的目标应大于0、不超过100"));
  }
}

static void check_sense(struct loader *l, const struct fields *f, struct form *form)
{
  bool given = field_good(f, TARGET_SENSE);
  bool milestone = form->kind == KIND_MILESTONE;

  form->t.kind = (enum kind)form->kind;
  form->t.sense = given ? (enum sense)form->sense : milestone ? SENSE_DONE : SENSE_AT_LEAST;
  if (!given || !field_good(f, TARGET_KIND) || milestone == (form->sense == SENSE_DONE))
    return;
  if (milestone)
    load_wrong(l, f->node[TARGET_SENSE],
               TR(lang_of(l), "a milestone has sense \"done\", not \"%s\"",
                  "里程碑的 sense 只能是 \"done\"，不能是 \"%s\""),
               sense_words[form->sense].id);
  else
    load_wrong(l, f->node[TARGET_SENSE],
               TR(lang_of(l), "sense \"done\" is for milestones; this target is a %s",
                  "sense \"done\" 只用于里程碑；这项目标是 %s"),
               kind_words[form->kind].id);
}

/* ---- fields against each other ---- */

static void check_dates(struct loader *l, const struct fields *f, struct target *t)
{
  static const size_t dates[] = {TARGET_START, TARGET_DUE};
  char from[16];
  char to[16];
  bool in_plan = true;

  for (size_t i = 0; i < 2; i++) {
    struct date day = i == 0 ? t->start : t->due;
    if (!field_good(f, dates[i]) || (date_cmp(day, l->plan->from) >= 0 && date_cmp(day, l->plan->to) <= 0))
      continue;
    in_plan = false;
    load_wrong(l, f->node[dates[i]],
               TR(lang_of(l), "%s is outside the plan, %s to %s", "%s 不在计划期内（%s至%s）"),
               target_fields[dates[i]].name, date_format(l->plan->from, from, sizeof from),
               date_format(l->plan->to, to, sizeof to));
  }
  if (in_plan && date_cmp(t->start, t->due) > 0)
    load_wrong(l, f->node[field_good(f, TARGET_DUE) ? TARGET_DUE : TARGET_START],
               TR(lang_of(l), "due %s is before start %s", "完成期限%s早于开始日期%s"),
               date_format(t->due, to, sizeof to), date_format(t->start, from, sizeof from));
}

/* Beyond the target there is no way to go: mostly the sense is the wrong one. Rates and ceilings may name one
 * for the record. */
static void check_baseline(struct loader *l, const struct fields *f, const struct target *t)
{
  bool rising = t->sense == SENSE_AT_LEAST || t->sense == SENSE_MORE_THAN || t->sense == SENSE_ABOUT;

  if (rising && t->has_baseline && field_good(f, TARGET_TARGET) &&
      (t->kind == KIND_CUMULATIVE || t->kind == KIND_LEVEL) && decimal_cmp(t->baseline, t->target) > 0)
    load_warn(l, f->node[TARGET_BASELINE],
              TR(lang_of(l),
                 "the baseline is beyond the target already, so it does not count; is the sense right?",
                 "期初数（baseline）已超过目标，因此不计入；口径（sense）是否写对？"));
}

static void check_numbers(struct loader *l, const struct fields *f, struct target *t)
{
  static const size_t measures[] = {TARGET_STRETCH, TARGET_BASELINE, TARGET_TOLERANCE};
  bool falling = t->sense == SENSE_AT_MOST || t->sense == SENSE_LESS_THAN;

  t->has_stretch = field_good(f, TARGET_STRETCH);
  t->has_baseline = field_good(f, TARGET_BASELINE);
  t->has_tolerance = field_good(f, TARGET_TOLERANCE);
  if (!field_good(f, TARGET_KIND))
    return;
  for (size_t i = 0; t->kind == KIND_MILESTONE && i < sizeof measures / sizeof *measures; i++)
    if (f->node[measures[i]] != 0)
      load_wrong_name(l, f->node[measures[i]], TR(lang_of(l), "a milestone takes no %s", "里程碑不写 %s"),
                      target_fields[measures[i]].name);
  check_baseline(l, f, t);
  if (t->kind == KIND_MILESTONE || !t->has_stretch || f->node[TARGET_TARGET] == 0 ||
      !field_good(f, TARGET_TARGET))
    return;
  int order = decimal_cmp(t->stretch, t->target);
  if (t->sense == SENSE_BETWEEN)
    load_wrong_name(l, f->node[TARGET_STRETCH],
                    TR(lang_of(l), "a range takes no stretch", "区间目标不写 stretch"));
  else if (falling ? order > 0 : order < 0)
    load_wrong(l, f->node[TARGET_STRETCH],
               TR(lang_of(l), "stretch is easier than the target; it should go beyond it",
                  "力争值（stretch）比目标还低；应高于目标"));
}

/* A coverage is a percentage, whether its unit says so or not. */
static void default_decimals(const struct fields *f, struct target *t, int places)
{
  bool percent = t->kind == KIND_COVERAGE || strcmp(t->unit.zh, "%") == 0 || strcmp(t->unit.en, "%") == 0;

  if (!field_good(f, TARGET_DECIMALS))
    t->decimals = percent && places == 0 ? 1 : places;
}

/* ---- owners and waivers ---- */

static void read_owners(struct loader *l, uint32_t node, struct target *t)
{
  static const struct field owner = {.name = "owners", .type = FIELD_TEXT};
  const struct node *n = &l->doc->nodes[node];
  bool list = n->type == NODE_LIST || n->type == NODE_ARRAY;
  size_t count = list ? load_count(l, node) : 1;
  const char **owners = arena_alloc(&l->plan->arena, count * sizeof *owners);
  size_t good = 0;

  if (!list)
    good += load_value(l, node, &owner, &owners[0]);
  for (uint32_t i = list ? n->child : 0; i != 0; i = l->doc->nodes[i].next)
    good += load_value(l, i, &owner, &owners[good]);
  t->owners = owners;
  t->owner_count = good;
}

static void read_waiver(struct loader *l, uint32_t node, struct target *t)
{
  enum { UNTIL, REASON };
  static const struct field fields[] = {
      [UNTIL] = {.name = "until",
                 .type = FIELD_DATE,
                 .required = true,
                 .offset = offsetof(struct target, waived_until)},
      [REASON] = {.name = "reason", .type = FIELD_TEXT, .offset = offsetof(struct target, waived_reason)}};
  static const struct schema schema = {fields, 2};
  struct fields f = load_fields(l, node, &schema, t);

  t->waived = field_good(&f, UNTIL);
  if (t->waived && date_cmp(t->waived_until, t->start) < 0)
    load_wrong(l, f.node[UNTIL],
               TR(lang_of(l), "until is before the target's start", "until 早于目标的开始日期"));
}

static void read_lists(struct loader *l, const struct fields *f, const struct form *form, struct target *t)
{
  if (field_good(f, TARGET_OWNERS))
    read_owners(l, form->owners, t);
  if (field_good(f, TARGET_WAIVED))
    read_waiver(l, form->waived, t);
  if (f->node[TARGET_STAGES] != 0 && field_good(f, TARGET_KIND) && t->kind != KIND_MILESTONE)
    load_wrong_name(l, f->node[TARGET_STAGES],
                    TR(lang_of(l), "stages are for milestones", "stages 只用于里程碑"));
  else if (field_good(f, TARGET_STAGES))
    load_stages(l, form->stages, t);
  if (t->stage_count > 0)
    t->target = decimal_of((int64_t)t->stage_count);
  if (field_good(f, TARGET_ITEMS) && field_good(f, TARGET_KIND))
    load_items(l, form->items, t);
  if (f->node[TARGET_PLAN] != 0 && f->node[TARGET_PACE] != 0)
    load_wrong_name(l, f->node[TARGET_PACE],
                    TR(lang_of(l), "pace and plan exclude each other", "pace 和 plan 只能写一个"));
  t->clock = field_good(f, TARGET_PLAN) ? PACE_PLAN : form->pace == 1 ? PACE_DAYS : PACE_MONTHS;
  if (field_good(f, TARGET_PLAN))
    load_points(l, form->plan, t);
  if (field_good(f, TARGET_READINGS))
    load_readings(l, form->readings, t);
}

void load_target(struct loader *l, uint32_t node, size_t place, struct target *t)
{
  struct form form = {.t = {.id = "",
                            .name = {"", ""},
                            .unit = {"", ""},
                            .note = {"", ""},
                            .weight = {DECIMAL_ONE},
                            .start = l->plan->from,
                            .due = l->plan->to,
                            .waived_reason = "",
                            .offset = l->doc->nodes[node].start,
                            .length = l->doc->nodes[node].end - l->doc->nodes[node].start}};
  int places = 0;

  l->where = where_target;
  l->here = node;
  l->place = place;
  struct fields f = load_fields(l, node, &target_schema, &form);
  check_sense(l, &f, &form);
  read_target_value(l, &f, node, &form.t, &places);
  default_decimals(&f, &form.t, places);
  check_dates(l, &f, &form.t);
  check_numbers(l, &f, &form.t);
  form.t.status = (enum target_status)form.status;
  read_lists(l, &f, &form, &form.t);
  *t = form.t;
}
