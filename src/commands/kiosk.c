/* `guatu kiosk [FILE]`: the wall. What the machine lacks of a sandbox is told before the screen is taken; a
 * dataset that can't be read is told on the wall, because it may be there tomorrow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/commands/command.h"
#include "guatu/tui/kiosk.h"

enum { EVERY_DEFAULT = 15, EVERY_MOST = 86400 };

static const struct option_entry kiosk_options[] = {
    {"every", "SECONDS", {"how long a page stays; 15 otherwise", "每页停留的秒数；默认 15"}},
    {"require-sandbox",
     NULL,
     {"refuse to start where the kernel can't lock the wall in", "内核无法提供沙箱时拒绝启动"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_kiosk(const struct call *c);

const struct command command_kiosk = {
    .name = "kiosk",
    .operands = "[FILE]",
    .min_args = 0,
    .max_args = 1,
    .summary = {"the wall: pages that turn by themselves", "挂屏：自动翻页，只看不改"},
    .options = kiosk_options,
    .run = run_kiosk,
};

static enum err read_every(const char *text, int *seconds, struct problems *p)
{
  char *end = NULL;
  *seconds = EVERY_DEFAULT;
  if (!text)
    return OK;
  long value = strtol(text, &end, 10);
  if (strspn(text, "0123456789") == strlen(text) && *text && value >= 1 && value <= EVERY_MOST) {
    *seconds = (int)value;
    return OK;
  }
  return problem_fail(p, ERR_USAGE,
                      TR(p->lang, "--every: '%s' is not a number of seconds from 1 to %d",
                         "--every：“%s”应为 1 到 %d 的秒数"),
                      text, EVERY_MOST);
}

static void options_of(const struct call *c, struct kiosk_options *o)
{
  *o = (struct kiosk_options){
      .term = call_terminal(c),
      .lang = c->lang,
      .has_as_of = c->has_as_of,
      .has_today = c->has_today,
      .as_of = c->as_of,
      .today = c->today,
      .require_sandbox = call_option(c, &command_kiosk, "require-sandbox") != NULL,
  };
}

static int run_kiosk(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  struct kiosk_options options;
  options_of(c, &options);
  enum err err = read_every(call_option(c, &command_kiosk, "every"), &options.every_s, &problems);
  if (err == OK)
    err = kiosk_run(call_file(c, 0), &options, &problems);
  if (err != OK)
    problems_print(&problems, "guatu kiosk", NULL, 0, stderr);
  problems_release(&problems);
  return exit_status(err);
}
