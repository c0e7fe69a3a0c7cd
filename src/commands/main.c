/* From argv to an exit status: finds the verb, has its options read, runs it, and makes sure that what was
 * printed arrived.
 *
 * A verb's name wins over a file of that name ("./check" opens the file). Data goes to stdout, talk to
 * stderr; a command whose output could not be written did not succeed, whatever it thinks. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/base/mem.h"
#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/commands/command.h"
#include "guatu/commands/help.h"
#include "guatu/commands/hidden.h"
#include "guatu/commands/options.h"
#include "guatu/store/person.h"

const struct command *const commands[] = {
    &command_console, &command_kiosk,  &command_show, &command_set,   &command_import,
    &command_check,   &command_export, &command_log,  &command_merge, NULL};

int exit_status(enum err e)
{
  switch (e) {
  case OK:
    return 0;
  case ERR_NO:
    return 1;
  case ERR_USAGE:
    return 2;
  case ERR_FILE:
    return 3;
  }
  return 3;
}

static const struct command *find_in(const struct command *const *list, const char *word)
{
  for (; *list; list++)
    if ((*list)->name && strcmp((*list)->name, word) == 0)
      return *list;
  return NULL;
}

static const struct command *find_verb(const char *word)
{
  static const struct command *const hidden[] = {&command_complete, &command_tables, NULL};
  const struct command *found = find_in(commands, word);
  return found ? found : find_in(hidden, word);
}

static const char *nearest_verb(const char *word)
{
  const char *names[16];
  size_t count = 0;
  for (const struct command *const *c = commands; *c; c++)
    if ((*c)->name && count < sizeof names / sizeof *names)
      names[count++] = (*c)->name;
  return text_nearest(word, names, count);
}

/* The console is asked for by default: a mistyped verb arrives here as the name of a file that does not
 * exist. */
static enum err check_console(const struct call *call, struct problems *p)
{
  const char *word = call->args[0];
  if (call->arg_count > 1 && find_verb(call->args[1]))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "the verb goes first: guatu %s %s", "命令应写在前面：guatu %s %s"),
                        call->args[1], word);
  if (access(word, F_OK) == 0 || strchr(word, '/'))
    return OK;
  const char *nearest = strcmp(word, "help") == 0 ? "--help" : nearest_verb(word);
  if (nearest)
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "'%s' is neither a verb nor a file; did you mean 'guatu %s'?",
                           "“%s”既不是命令也不是文件；是不是“guatu %s”？"),
                        word, nearest);
  return OK;
}

static enum err check_operands(const struct command *cmd, const struct call *call, struct problems *p)
{
  if (!cmd->name && call->arg_count > 0) {
    enum err err = check_console(call, p);
    if (err != OK)
      return err;
  }
  if (call->arg_count < cmd->min_args)
    return problem_fail(p, ERR_USAGE, TR(p->lang, "something is missing; it takes %s", "缺少参数；应为 %s"),
                        cmd->operands);
  if (cmd->max_args >= 0 && call->arg_count > cmd->max_args)
    return problem_fail(p, ERR_USAGE, TR(p->lang, "'%s' is too much; it takes %s", "“%s”多余；应为 %s"),
                        call->args[cmd->max_args], cmd->operands);
  return OK;
}

/* Says what is wrong with the call, and where help is. */
static int usage_error(const struct command *cmd, struct problems *p)
{
  struct buf name = {0};
  buf_printf(&name, "guatu%s%s", cmd->name ? " " : "", cmd->name ? cmd->name : "");
  problems_print(p, name.data, NULL, 0, stderr);
  buf_release(&name);
  struct buf line = {0};
  buf_printf(&line, TR(p->lang, "Try 'guatu %s%s--help'.", "请看 guatu %s%s--help。"),
             cmd->name ? cmd->name : "", cmd->name ? " " : "");
  print_line(stderr, line.data);
  buf_release(&line);
  return exit_status(ERR_USAGE);
}

/* Standard streams that the caller closed are opened on nothing, so that no dataset ever gets their numbers.
 */
static void hold_streams(void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
      (void)open("/dev/null", O_RDONLY);
}

/* Whether everything printed has arrived; a reader that went away needs no words. */
static int close_output(int status, enum lang lang)
{
  bool failed = ferror(stdout) != 0;
  errno = failed ? errno : 0;
  if (fflush(stdout) != 0)
    failed = true;
  if (!failed)
    return status;
  if (errno != EPIPE) {
    struct problems p = {.lang = lang};
    problem_fail(&p, ERR_FILE, TR(lang, "the output can't be written: %s", "无法写出结果：%s"),
                 strerror(errno));
    problems_print(&p, "guatu", NULL, 0, stderr);
    problems_release(&p);
  }
  return exit_status(ERR_FILE);
}

static int run(const struct command *cmd, int argc, char **argv, int verb, char **operands,
               struct problems *p)
{
  struct call call = {.lang = options_language(argc, argv),
                      .color = getenv("NO_COLOR") && *getenv("NO_COLOR") ? COLOR_NEVER : COLOR_AUTO};
  enum asked asked = ASKED_RUN;
  call_streams(&call);
  p->lang = call.lang_err;
  if (options_read(cmd, argc, argv, verb, operands, &call, &asked, p) != OK)
    return usage_error(cmd, p);
  call_streams(&call); /* --glyphs is known now */
  p->lang = call.lang_err;
  switch (asked) {
  case ASKED_HELP:
    if (cmd->name)
      help_command(cmd, call.lang_out, stdout);
    else
      help_overview(call.lang_out, stdout);
    return 0;
  case ASKED_VERSION:
    help_version(stdout);
    return 0;
  case ASKED_RUN:
    break;
  }
  if (call.has_as_of && call.has_today && date_cmp(call.as_of, call.today) > 0) {
    problem_fail(p, ERR_USAGE,
                 TR(p->lang, "--as-of is later than --today; a plan is shown as of a day that has come",
                    "--as-of 晚于 --today；只能显示已经到来的日子"));
    return usage_error(cmd, p);
  }
  if (check_operands(cmd, &call, p) != OK)
    return usage_error(cmd, p);
  enum err err = person_find(p);
  if (err == OK)
    return cmd->run(&call);
  problems_print(p, "guatu", NULL, 0, stderr);
  return exit_status(err);
}

int command_main(int argc, char **argv)
{
  mem_start();
  hold_streams();
  signal(SIGPIPE, SIG_IGN); /* what a write that fails does is told by errno alone */
  signal(SIGXFSZ, SIG_IGN);
  struct problems problems = {.lang = LANG_EN};
  int verb = options_first_operand(argc, argv);
  const struct command *cmd = verb < argc ? find_verb(argv[verb]) : NULL;
  char **operands = mem_alloc((size_t)(argc > 0 ? argc : 1) * sizeof *operands);
  int status = run(cmd ? cmd : commands[0], argc, argv, cmd ? verb : 0, operands, &problems);
  free(operands);
  status = close_output(status, problems.lang);
  problems_release(&problems);
  return status;
}
