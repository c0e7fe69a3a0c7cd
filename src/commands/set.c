/* `guatu set`: one figure, entered from a script as in the console: the same grammar, the same save, one line
 * of what it changed.
 *
 * A script can't be asked: what the console would ask about is said as a warning and saved. What is plainly
 * wrong (a day that has not come, a day before the start, something that is no figure) is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/base/who.h"
#include "guatu/commands/command.h"
#include "guatu/commands/waiting.h"
#include "guatu/edit/entry.h"
#include "guatu/edit/session.h"
#include "guatu/score/display.h"

static const struct option_entry set_options[] = {
    {"through",
     "DAY",
     {"the day the figure covers data up to, as 2021-06-30, 2021-06 or 6",
      "数据截至日：2021-06-30、2021-06 或 6"}},
    {"note", "TEXT", {"a note kept with the figure", "随数据保存的说明"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_set(const struct call *c);

const struct command command_set = {
    .name = "set",
    .operands = "FILE TARGET VALUE",
    .min_args = 3,
    .max_args = 3,
    .summary = {"enter one figure", "录入一个数据"},
    .options = set_options,
    .run = run_set,
};

static enum err unknown_target(const struct plan *plan, const char *id, struct problems *p)
{
  const char *near[3];
  size_t count = plan_suggest(plan, id, near, 3);
  struct buf list = {0};
  for (size_t i = 0; i < count; i++)
    buf_printf(&list, "%s%s", i ? ", " : "", near[i]);
  enum err err =
      count > 0
          ? problem_fail(p, ERR_USAGE,
                         TR(p->lang, "there is no target '%s'; near it: %s", "没有目标“%s”；相近的有：%s"),
                         id, list.data)
          : problem_fail(p, ERR_USAGE,
                         TR(p->lang, "there is no target '%s'; 'guatu check --explain' lists all",
                            "没有目标“%s”；guatu check --explain 可列出全部"),
                         id);
  buf_release(&list);
  return err;
}

/* The reading that is asked for: the words of VALUE, --through and --note. */
static enum err understand(const struct call *c, const struct plan *plan, const struct target *t,
                           struct arena *a, struct reading *out, struct problems *p)
{
  const char *day = call_option(c, &command_set, "through");
  struct date today = call_today(c);
  struct date through = target_report_day(plan, t, today);
  if (day && !entry_day(plan, day, &through))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "--through: '%s' is not a day; write it as 2021-06-30, 2021-06 or 6",
                           "--through：“%s”不是日期，应写作 2021-06-30、2021-06 或 6"),
                        day);
  enum err err = entry_parse(plan, t, c->args[2], through, today, a, out, p);
  if (err != OK)
    return err;
  if (day && date_cmp(out->through, through) != 0)
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "two days are given: --through %s, and another one in '%s'",
                           "给了两个日期：--through %s 与“%s”中的日期不同"),
                        day, c->args[2]);
  const char *note = call_option(c, &command_set, "note");
  return note ? entry_note(note, strlen(note), a, &out->note, p) : OK;
}

/* Doubts are one sentence a line. */
static void warn(const struct plan *plan, const struct target *t, const struct reading *r, struct problems *p)
{
  struct buf doubts = {0};
  if (entry_doubts(plan, t, r, p->lang, &doubts) > 0) {
    for (char *line = strtok(doubts.data, "\n"); line; line = strtok(NULL, "\n"))
      (void)problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE, "%s", line);
  }
  buf_release(&doubts);
}

static void put_gap(struct buf *line, const struct score *s, enum lang lang, bool ascii)
{
  if (!s->has_gap)
    return;
  buf_puts(line, TR(lang, ", gap ", "，偏差 "));
  display_gap(line, s, ascii);
  buf_puts(line, TR(lang, " pp", " 个百分点"));
}

/* "dead-end-roads 2021-06: — → 17 (≥32), completion — → 53.1%, gap +3.1 pp, no data → on track" */
static void print_change(const struct call *c, const struct plan *plan, const struct target *t,
                         const struct target *before, struct date through, struct when w)
{
  bool ascii = call_ascii(c);
  const char *arrow = ascii ? "->" : "→";
  struct score was = score_target(plan, before, w), is = score_target(plan, t, w);
  struct buf line = {0};
  char day[16];

  buf_printf(&line, "%s%s %s: ", plan->demo ? "DEMO " : "", t->id,
             date_format_month(through, day, sizeof day));
  display_value(&line, t, target_reading(before, through), c->lang_out, ascii);
  buf_printf(&line, " %s ", arrow);
  display_value(&line, t, target_reading(t, through), c->lang_out, ascii);
  buf_puts(&line, " (");
  display_target(&line, t, c->lang_out, ascii);
  buf_puts(&line, TR(c->lang_out, "), completion ", ")，完成 "));
  display_completion(&line, before, &was, ascii);
  buf_printf(&line, " %s ", arrow);
  display_completion(&line, t, &is, ascii);
  put_gap(&line, &is, c->lang_out, ascii);
  buf_printf(&line, TR(c->lang_out, ", %s %s %s", "，%s %s %s"),
             words_in(&light_words[was.light].name, c->lang_out), arrow,
             words_in(&light_words[is.light].name, c->lang_out));
  print_line(stdout, line.data);
  buf_release(&line);
}

static enum err save(const struct call *c, struct session *s, const char *id, struct reading *r,
                     struct problems *p)
{
  char by[65], at[40];
  who_user(by, sizeof by);
  clock_stamp(at, sizeof at);
  r->by = by;
  r->at = at;

  const struct reading *there = target_reading(plan_find(session_plan(s), id), r->through);
  struct reading old = there ? *there : (struct reading){0};
  old.by = old.at = old.note = ""; /* those of the plan go with it */
  enum err err = session_enter(s, id, r, p);
  if (err != OK)
    return err;
  const struct plan *plan = session_plan(s);
  const struct target *t = plan_find(plan, id);
  struct target before = there ? target_with(t, &old) : target_without(t, r->through);
  print_change(c, plan, t, &before, r->through, call_when(c, plan));
  return OK;
}

static enum err enter(const struct call *c, struct session *s, struct problems *p)
{
  const struct plan *plan = session_plan(s);
  const struct target *t = plan_find(plan, c->args[1]);
  if (!t)
    return unknown_target(plan, c->args[1], p);
  if (session_read_only(s))
    return problem_fail(p, ERR_FILE, "%s", session_read_only(s));
  struct arena arena = {0};
  struct reading reading = {0};
  enum err err = understand(c, plan, t, &arena, &reading, p);
  if (err == OK && entry_is_there(t, &reading)) {
    (void)problem_note(
        p, PROBLEM_NOTE, PROBLEM_NOWHERE, "%s",
        TR(p->lang, "that figure is there already; nothing was changed", "该数据已存在，未作改动"));
  } else if (err == OK) {
    warn(plan, t, &reading, p);
    err = save(c, s, c->args[1], &reading, p);
  }
  arena_free(&arena);
  return err;
}

static int run_set(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  const char *path = c->args[0];
  struct session *session = NULL;
  struct buf text = {0};
  enum err err = waiting_open(c, &session, path, SESSION_WRITE, &text, &problems);
  if (err == OK)
    err = enter(c, session, &problems);
  problems_print(&problems, path, text.data, text.len, stderr);
  session_close(session);
  buf_release(&text);
  problems_release(&problems);
  return exit_status(err);
}
