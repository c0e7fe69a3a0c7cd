/* `guatu export`: the plan and its scores as data. Standard output gets it, or a file that is replaced in one
 * step. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guatu/commands/command.h"
#include "guatu/commands/output.h"
#include "guatu/commands/waiting.h"
#include "guatu/edit/session.h"
#include "guatu/report/json.h"

static const struct option_entry export_options[] = {
    {"format", "json", {"the format; json when not said", "格式；默认 json"}},
    {"o", "FILE", {"write FILE, in one step; - is standard output", "写入 FILE（一步替换）；- 表示标准输出"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_export(const struct call *c);

const struct command command_export = {
    .name = "export",
    .operands = "[FILE]",
    .min_args = 0,
    .max_args = 1,
    .summary = {"the plan and its scores as data", "导出数据与评分"},
    .options = export_options,
    .run = run_export,
};

static enum err export_to(const char *path, const struct plan *plan, const struct board *board,
                          enum lang lang, const char *dataset, struct problems *p)
{
  if (!path || strcmp(path, "-") == 0) {
    report_json(plan, board, lang, stdout);
    return OK;
  }
  struct output out;
  enum err err = output_open(&out, path, dataset, p);
  if (err != OK)
    return err;
  report_json(plan, board, lang, out.stream);
  return output_commit(&out, p);
}

static int run_export(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  const char *format = call_option(c, &command_export, "format");
  if (format && strcmp(format, "json") != 0) {
    problem_fail(
        &problems, ERR_USAGE,
        TR(c->lang_err, "there is no format '%s'; json is the one there is", "没有“%s”格式；现有格式：json"),
        format);
    problems_print(&problems, "guatu export", NULL, 0, stderr);
    problems_release(&problems);
    return exit_status(ERR_USAGE);
  }
  const char *path = call_file(c, 0);
  struct session *session = NULL;
  struct buf text = {0};
  enum err err = waiting_open(c, &session, path, SESSION_READ, &text, &problems);
  problems_print(&problems, path, text.data, text.len, stderr);
  problems_release(&problems);
  if (err == OK) {
    struct board board;
    const struct plan *plan = session_plan(session);
    board_make(&board, plan, call_when(c, plan));
    err = export_to(call_option(c, &command_export, "o"), plan, &board, c->lang, path, &problems);
    board_release(&board);
    problems_print(&problems, "guatu export", NULL, 0, stderr);
    problems_release(&problems);
  }
  session_close(session);
  buf_release(&text);
  return exit_status(err);
}
