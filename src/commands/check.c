/* `guatu check`: everything that is wrong with a dataset, in one run, as a compiler says it; and what each
 * target means, in a sentence.
 *
 * Problems go to stderr, the answer to stdout. What needs a clock is found here, because loading knows none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/print.h"
#include "guatu/commands/command.h"
#include "guatu/commands/waiting.h"
#include "guatu/score/display.h"
#include "guatu/store/file.h"
#include "guatu/store/load.h"

static const struct option_entry check_options[] = {
    {"explain", NULL, {"say in a sentence what each target means", "逐项用一句话说明目标的含义"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_check(const struct call *c);

const struct command command_check = {
    .name = "check",
    .operands = "[FILE...]",
    .min_args = 0,
    .max_args = -1,
    .summary = {"find what is wrong in datasets", "检查数据文件"},
    .options = check_options,
    .run = run_check,
};

/* Warns of each reading of a target's group that covers days after `today`. */
static void note_future(const struct doc *d, uint32_t group, const struct target *t, struct date today,
                        struct problems *p)
{
  uint32_t list = doc_member(d, group, "readings");
  struct buf text = {0};
  for (uint32_t r = list ? d->nodes[list].child : 0; r; r = d->nodes[r].next) {
    uint32_t node = doc_member(d, r, "through");
    struct date through;
    char day[16];
    buf_clear(&text);
    if (node && d->nodes[node].type == NODE_STRING)
      doc_string(d, node, &text);
    if (text.len == 0 || !date_parse(text.data, text.len, &through) || date_cmp(through, today) <= 0)
      continue;
    date_format(through, day, sizeof day);
    (void)problem_note(
        p, PROBLEM_WARNING, d->nodes[node].start,
        TR(p->lang,
           "target '%s': the reading through %s lies in the future; a figure covers days that are over",
           "目标“%s”：%s 的数据在今天之后；数据只能覆盖已经过去的日子"),
        t->id, day);
  }
  buf_release(&text);
}

/* Nodes and targets stand in the text's order, so each is passed once. */
static void check_future(const struct plan *plan, const struct buf *text, struct date today,
                         struct problems *p)
{
  struct doc doc = {0};
  uint32_t node = 0;
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    if (t->reading_count == 0 || date_cmp(t->readings[t->reading_count - 1].through, today) <= 0)
      continue;
    if (!doc.nodes) {
      struct problems again = {.lang = p->lang};
      (void)doc_scan(&doc, text->data, text->len, &again);
      problems_release(&again);
    }
    while (node < doc.count && doc.nodes[node].start < t->offset)
      node++;
    if (node < doc.count && doc.nodes[node].start == t->offset)
      note_future(&doc, node, t, today, p);
  }
  doc_release(&doc);
}

static void print_rules(const struct plan *plan, enum lang lang)
{
  struct buf line = {0};
  for (size_t i = 0; i < plan->target_count; i++) {
    buf_clear(&line);
    buf_printf(&line, "%s: ", plan->targets[i].id);
    explain_rule(&line, plan, &plan->targets[i], lang);
    print_line(stdout, line.data);
  }
  buf_release(&line);
}

static void print_answer(const char *path, const struct plan *plan, const struct problems *p, enum lang lang)
{
  size_t warnings = 0;
  for (size_t i = 0; i < p->count; i++)
    warnings += p->list[i].level == PROBLEM_WARNING;
  struct buf line = {0};
  buf_puts(&line, path);
  buf_puts(&line, TR(lang, ": ", "："));
  if (plan && plan->demo)
    buf_puts(&line, "DEMO, ");
  if (plan)
    buf_printf(&line, TR(lang, "%zu target%s, ", "%zu 项目标，%.0s"), plan->target_count,
               plan->target_count == 1 ? "" : "s");
  buf_printf(&line, TR(lang, "%zu problem%s", "%zu 个问题%.0s"), p->errors, p->errors == 1 ? "" : "s");
  if (warnings > 0)
    buf_printf(&line, TR(lang, ", %zu warning%s", "，%zu 个警告%.0s"), warnings, warnings == 1 ? "" : "s");
  print_line(stdout, line.data);
  buf_release(&line);
}

static enum err check_file(const struct call *c, const char *path)
{
  struct problems problems = {.lang = c->lang_err};
  struct buf text = {0};
  struct plan *plan = NULL;
  struct waiting w;
  waiting_begin(&w, c, path, &problems);
  enum err err = file_read(path, &text, NULL, &problems);
  if (err == OK)
    err = plan_from_text(text.data, text.len, &plan, &problems);
  waiting_end(&w, &problems);
  if (plan) {
    check_future(plan, &text, call_today(c), &problems);
    problems_sort(&problems);
    if (call_option(c, &command_check, "explain"))
      print_rules(plan, c->lang_out);
  }
  fflush(stdout);
  problems_print(&problems, path, text.data, text.len, stderr);
  if (err != ERR_FILE)
    print_answer(path, plan, &problems, c->lang_out);
  plan_free(plan);
  buf_release(&text);
  problems_release(&problems);
  return err;
}

static int run_check(const struct call *c)
{
  enum err worst = OK;
  int count = c->arg_count > 0 ? c->arg_count : 1;
  for (int i = 0; i < count; i++) {
    enum err err = check_file(c, call_file(c, i));
    if (err > worst)
      worst = err;
  }
  return exit_status(worst);
}
