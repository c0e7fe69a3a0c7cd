/* `guatu [FILE]`: the console. Problems of the dataset are told before the terminal is taken over; after it
 * is given back, nothing is printed. */
#include <stdio.h>
#include <unistd.h>

#include "guatu/commands/command.h"
#include "guatu/commands/waiting.h"
#include "guatu/edit/session.h"
#include "guatu/tui/app.h"

static const struct option_entry console_options[] = {
    {"read-only", NULL, {"look only; nothing can be entered", "只读，不能录入"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_console(const struct call *c);

const struct command command_console = {
    .name = NULL,
    .operands = "[FILE]",
    .min_args = 0,
    .max_args = 1,
    .summary = {"open the console", "打开控制台"},
    .options = console_options,
    .run = run_console,
};

static void options_of(const struct call *c, struct app_options *o)
{
  *o = (struct app_options){
      .term = call_terminal(c),
      .lang = c->lang,
      .has_as_of = c->has_as_of,
      .has_today = c->has_today,
      .as_of = c->as_of,
      .today = c->today,
  };
}

static int run_console(const struct call *c)
{
  const char *path = call_file(c, 0);
  struct problems problems = {.lang = c->lang_err};
  struct session *session = NULL;
  struct buf text = {0};
  struct app_options options;
  bool loaded = false;
  options_of(c, &options);
  enum session_how how =
      call_option(c, &command_console, "read-only") ? SESSION_LOOK_EARLY : SESSION_WRITE_EARLY;
  enum err err = waiting_open(c, &session, path, how, &text, &problems);
  if (err == OK) {
    loaded = true;
    err = app_run(session, &options, &problems);
  }
  if (err != OK)
    problems_print(&problems, loaded ? "guatu" : path, loaded ? NULL : text.data, loaded ? 0 : text.len,
                   stderr);
  session_close(session);
  buf_release(&text);
  problems_release(&problems);
  return exit_status(err);
}
