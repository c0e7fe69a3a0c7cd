/* The dataset as a whole: format, plan, panes. Errors of the scan, of libconfig and of the schema are
 * reported together; the plan is handed out only when there is none. */
#include "guatu/store/load.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/store/confirm.h"
#include "guatu/store/load_target.h"

#define PANES_MAX      9
#define FORMAT_VERSION 1

static enum lang lang_of(const struct loader *l)
{
  return l->problems->lang;
}

/* ---- the plan's head ---- */

static void read_period(struct loader *l, uint32_t node)
{
  enum { FROM, TO, REPORTS, LAG, GRACE, COUNT };
  struct period {
    struct date from, to;
    int reports, lag, grace;
  } period = {.lag = l->plan->lag, .grace = l->plan->grace};
  static const struct field fields[COUNT] = {
      [FROM] = {.name = "from",
                .type = FIELD_DATE,
                .required = true,
                .offset = offsetof(struct period, from)},
      [TO] = {.name = "to", .type = FIELD_DATE, .required = true, .offset = offsetof(struct period, to)},
      [REPORTS] = {.name = "reports",
                   .type = FIELD_WORD,
                   .offset = offsetof(struct period, reports),
                   .words = reports_words,
                   .word_count = 4},
      [LAG] = {.name = "lag", .type = FIELD_INT, .offset = offsetof(struct period, lag), .max = 366},
      [GRACE] = {.name = "grace", .type = FIELD_INT, .offset = offsetof(struct period, grace), .max = 366},
  };
  static const struct schema schema = {fields, COUNT};
  struct fields f = load_fields(l, node, &schema, &period);

  l->plan->reports = (enum reports)period.reports;
  l->plan->lag = period.lag;
  l->plan->grace = period.grace;
  if (!field_good(&f, FROM) || !field_good(&f, TO))
    return;
  if (date_cmp(period.from, period.to) >= 0) {
    load_wrong(l, f.node[TO],
               TR(lang_of(l), "the period ends before it begins: to should be later than from",
                  "计划期的结束日期（to）应晚于开始日期（from）"));
    return;
  }
  l->plan->from = period.from;
  l->plan->to = period.to;
}

static void read_lights(struct loader *l, uint32_t node)
{
  static const struct field fields[] = {
      {.name = "ahead", .type = FIELD_NUMBER, .offset = offsetof(struct light_rules, ahead), .max = -1},
      {.name = "pace", .type = FIELD_NUMBER, .offset = offsetof(struct light_rules, pace), .max = 1},
      {.name = "behind", .type = FIELD_NUMBER, .offset = offsetof(struct light_rules, behind), .max = -1},
      {.name = "items", .type = FIELD_NUMBER, .offset = offsetof(struct light_rules, items), .max = -1},
  };
  static const struct schema schema = {fields, sizeof fields / sizeof *fields};

  load_fields(l, node, &schema, &l->plan->rules);
}

static void where_plan(const struct loader *l, struct buf *out)
{
  buf_puts(out, TR(lang_of(l), "plan: ", "计划："));
}

static void read_plan(struct loader *l, uint32_t node)
{
  enum { TITLE, PERIOD, LIGHTS, DEMO, PREVIOUS, COUNT };
  struct head {
    struct words title;
    uint32_t period, lights;
    bool demo;
    const char *previous;
  } head = {.title = {"", ""}};
  static const struct field fields[COUNT] = {
      [TITLE] = {.name = "title",
                 .type = FIELD_NAME,
                 .required = true,
                 .offset = offsetof(struct head, title)},
      [PERIOD] = {.name = "period",
                  .type = FIELD_GROUP,
                  .required = true,
                  .offset = offsetof(struct head, period)},
      [LIGHTS] = {.name = "lights", .type = FIELD_GROUP, .offset = offsetof(struct head, lights)},
      [DEMO] = {.name = "demo", .type = FIELD_BOOL, .offset = offsetof(struct head, demo)},
      [PREVIOUS] = {.name = "previous", .type = FIELD_TEXT, .offset = offsetof(struct head, previous)},
  };
  static const struct schema schema = {fields, COUNT};

  l->where = where_plan;
  struct fields f = load_fields(l, node, &schema, &head);
  l->plan->title = head.title;
  l->plan->demo = head.demo;
  if (field_good(&f, PERIOD))
    read_period(l, head.period);
  if (field_good(&f, LIGHTS))
    read_lights(l, head.lights);
  l->where = NULL;
}

/* ---- panes ---- */

/* What a pane's table fills in. */
struct pane_form {
  const char *id;
  struct words name;
  uint32_t targets;
};

enum { PANE_ID, PANE_NAME, PANE_TARGETS, PANE_FIELDS };

static const struct field pane_fields[PANE_FIELDS] = {
    [PANE_ID] = {.name = "id", .type = FIELD_ID, .required = true, .offset = offsetof(struct pane_form, id)},
    [PANE_NAME] = {.name = "name",
                   .type = FIELD_NAME,
                   .required = true,
                   .offset = offsetof(struct pane_form, name)},
    [PANE_TARGETS] = {.name = "targets",
                      .type = FIELD_LIST,
                      .required = true,
                      .offset = offsetof(struct pane_form, targets)},
};
static const struct schema pane_schema = {pane_fields, PANE_FIELDS};

static void where_pane(const struct loader *l, struct buf *out)
{
  uint32_t id = doc_member(l->doc, l->here, "id");
  const struct node *n = id != 0 ? &l->doc->nodes[id] : NULL;

  if (n && n->type == NODE_STRING && n->end - n->start > 2)
    buf_printf(out, TR(lang_of(l), "pane '%.*s': ", "板块 %.*s："), (int)(n->end - n->start - 2),
               l->doc->text + n->start + 1);
  else
    buf_printf(out, TR(lang_of(l), "pane %zu: ", "第%zu个板块："), l->place);
}

static void read_pane(struct loader *l, uint32_t node, size_t place)
{
  static const struct words what = {"a target", "目标"};
  struct plan *plan = l->plan;
  struct pane_form form = {.id = "", .name = {"", ""}};

  l->where = where_pane;
  l->here = node;
  l->place = place;
  struct fields f = load_fields(l, node, &pane_schema, &form);
  for (size_t i = 0; i < plan->pane_count && *form.id; i++)
    if (strcmp(plan->panes[i].id, form.id) == 0)
      load_wrong(l, f.node[PANE_ID],
                 TR(lang_of(l), "another pane has this id already", "已有板块使用这个代号"));
  struct pane *pane = &plan->panes[plan->pane_count];
  *pane = (struct pane){.id = form.id, .name = form.name, .first = plan->target_count};
  size_t number = 1;
  uint32_t first = field_good(&f, PANE_TARGETS) ? l->doc->nodes[form.targets].child : 0;
  for (uint32_t i = first; i != 0; i = l->doc->nodes[i].next, number++) {
    if (!load_is_group(l, i, what))
      continue;
    struct target *t = &plan->targets[plan->target_count];
    load_target(l, i, number, t);
    if (number % 32 == 0)
      progress_at(l->problems->progress, t->offset, l->doc->len);
    t->pane = plan->pane_count;
    plan->target_count++;
    pane->count++;
  }
  plan->pane_count++;
  l->where = NULL;
}

/* How many targets the panes list at most. */
static size_t count_targets(const struct loader *l, uint32_t panes)
{
  size_t count = 0;

  for (uint32_t i = l->doc->nodes[panes].child; i != 0; i = l->doc->nodes[i].next) {
    uint32_t targets = l->doc->nodes[i].type == NODE_GROUP ? doc_member(l->doc, i, "targets") : 0;
    count += targets != 0 ? load_count(l, targets) : 0;
  }
  return count;
}

static void read_panes(struct loader *l, uint32_t list)
{
  static const struct words what = {"a pane", "板块"};
  struct plan *plan = l->plan;
  size_t count = load_count(l, list);
  size_t place = 1;

  if ((count < 1 && !l->doc->nodes[list].damaged) || count > PANES_MAX)
    load_wrong(l, list,
               TR(lang_of(l), "a plan has 1 to %d panes, not %zu", "一份计划有1至%d个板块，而不是%zu个"),
               PANES_MAX, count);
  plan->panes = arena_alloc(&plan->arena, count * sizeof *plan->panes);
  plan->targets = arena_alloc(&plan->arena, count_targets(l, list) * sizeof *plan->targets);
  for (uint32_t i = l->doc->nodes[list].child; i != 0; i = l->doc->nodes[i].next, place++)
    if (load_is_group(l, i, what))
      read_pane(l, i, place);
}

/* ---- the whole ---- */

/* The node of the group that begins at `offset`: nodes stand in the order of the text. */
static uint32_t group_at(const struct doc *d, size_t offset)
{
  size_t low = 0;
  size_t high = d->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (d->nodes[middle].start < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return (uint32_t)low;
}

/* Reports each target whose id stands before it in the file already. */
static void check_ids(struct loader *l)
{
  const struct plan *plan = l->plan;
  size_t dup;

  if (plan_index(l->plan, &dup))
    return;
  for (size_t i = 1; i < plan->target_count && !load_full(l); i++) {
    const struct target *first = &plan->targets[plan->by_id[i - 1]];
    const struct target *t = &plan->targets[plan->by_id[i]];
    size_t line, column;
    if (*t->id == '\0' || strcmp(first->id, t->id) != 0)
      continue;
    problem_place(l->doc->text, l->doc->len, first->offset, &line, &column);
    load_wrong(l, doc_member(l->doc, group_at(l->doc, t->offset), "id"),
               TR(lang_of(l), "target '%s': the target of line %zu has this id already",
                  "目标 %s：第%zu行的目标已使用这个代号"),
               t->id, line);
  }
}

static void read_root(struct loader *l)
{
  enum { FORMAT, PLAN, PANES, COUNT };
  struct root {
    int format;
    uint32_t plan, panes;
  } root = {0};
  static const struct field fields[COUNT] = {
      [FORMAT] = {.name = "format",
                  .type = FIELD_INT,
                  .required = true,
                  .offset = offsetof(struct root, format),
                  .min = INT_MIN,
                  .max = INT_MAX},
      [PLAN] = {.name = "plan", .type = FIELD_GROUP, .required = true, .offset = offsetof(struct root, plan)},
      [PANES] = {.name = "panes",
                 .type = FIELD_LIST,
                 .required = true,
                 .offset = offsetof(struct root, panes)},
  };
  static const struct schema schema = {fields, COUNT};
  struct fields f = load_fields(l, 0, &schema, &root);

  if (field_good(&f, FORMAT) && root.format != FORMAT_VERSION)
    load_wrong(
        l, f.node[FORMAT],
        TR(lang_of(l), "this program reads format %d, not format %d", "本程序只读第%d版格式，不读第%d版"),
        FORMAT_VERSION, root.format);
  if (field_good(&f, PLAN))
    read_plan(l, root.plan);
  if (field_good(&f, PANES))
    read_panes(l, root.panes);
  plan_look_latest(l->plan);
  check_ids(l);
}

enum err plan_from_doc(const struct doc *d, struct plan **out, struct problems *p)
{
  struct loader l = {.doc = d, .problems = p, .errors_before = p->errors};

  *out = NULL;
  l.plan = mem_alloc(sizeof *l.plan);
  *l.plan =
      (struct plan){.title = {"", ""},
                    .from = date_of(1900, 1, 1), /* a plan without a good period: no day is outside it */
                    .to = date_of(9999, 12, 31),
                    .reports = REPORTS_MONTHLY,
                    .lag = 20,
                    .grace = 5,
                    .rules = LIGHT_RULES_DEFAULT};
  read_root(&l);
  buf_release(&l.scratch);
  buf_release(&l.clean);
  if (p->errors > l.errors_before) {
    plan_free(l.plan);
    return ERR_NO;
  }
  *out = l.plan;
  return OK;
}

enum err plan_target_from_group(struct plan *plan, const struct target *was, const char *group, size_t len,
                                struct target *out, struct problems *p)
{
  struct doc d = {0};
  struct buf text = {0};
  size_t errors = p->errors, first = p->count;
  buf_puts(&text, "x=");
  buf_add(&text, group, len);
  if (doc_scan(&d, text.data, text.len, p) == OK) {
    struct loader l = {.doc = &d, .problems = p, .errors_before = p->errors, .plan = plan};
    load_target(&l, d.nodes[0].child, 1, out);
    out->pane = was->pane;
    out->offset = was->offset;
    buf_release(&l.scratch);
    buf_release(&l.clean);
  }
  for (size_t i = first; i < p->count; i++)
    if (p->list[i].offset != PROBLEM_NOWHERE)
      p->list[i].offset -= p->list[i].offset < 2 ? p->list[i].offset : 2;
  doc_release(&d);
  buf_release(&text);
  return p->errors > errors ? ERR_NO : OK;
}

static enum err read_text(const char *text, size_t len, bool early, struct plan **out, struct problems *p)
{
  struct doc d;
  struct plan *plan = NULL;

  *out = NULL;
  progress_part(p->progress, 3, early ? 60 : 35); /* shares as they were measured */
  enum err err = doc_scan(&d, text, len, p), confirmed = err;
  if (err == OK && !early) {
    progress_part(p->progress, 35, 85);
    confirmed = confirm_doc(&d, p);
  }
  progress_part(p->progress, early ? 60 : 85, 100);
  if (d.count > 1 || err == OK) {
    enum err schema = plan_from_doc(&d, &plan, p);
    if (err == OK && early && schema != OK)
      confirmed = confirm_doc(&d, p); /* whatever is wrong is told at once */
    err = confirmed == OK ? schema : confirmed;
  }
  doc_release(&d);
  problems_sort(p);
  if (err != OK) {
    plan_free(plan);
    return err;
  }
  *out = plan;
  return OK;
}

enum err plan_from_text(const char *text, size_t len, struct plan **out, struct problems *p)
{
  return read_text(text, len, false, out, p);
}

enum err plan_from_text_early(const char *text, size_t len, struct plan **out, struct problems *p)
{
  return read_text(text, len, true, out, p);
}
