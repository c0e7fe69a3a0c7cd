/* Help from the tables, so that it can't say anything else than what is read. The columns of both languages
 * are measured by what a terminal shows, not by bytes. */
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/commands/help.h"

#ifndef GUATU_VERSION
#define GUATU_VERSION "unknown"
#endif

void help_version(FILE *out)
{
  print_line(out, "guatu " GUATU_VERSION);
}

/* "  label      text" with the text in column `at`, on a line of its own where the label is longer. */
static void entry(FILE *out, const char *label, const char *text, int at)
{
  struct buf line = {0};
  int cols = 2 + text_cols(label);
  buf_printf(&line, "  %s", label);
  if (cols + 2 > at) {
    print_line(out, line.data);
    buf_clear(&line);
    cols = 0;
  }
  buf_printf(&line, "%*s%s", at - cols, "", text);
  print_line(out, line.data);
  buf_release(&line);
}

static void print_options(const struct option_entry *o, enum lang lang, FILE *out)
{
  struct buf label = {0};
  for (; o && o->name; o++) {
    buf_clear(&label);
    buf_printf(&label, "%s%s", o->name[1] ? "--" : "-", o->name);
    if (o->argument)
      buf_printf(&label, " %s", o->argument);
    entry(out, label.data, words_in(&o->help, lang), 33);
  }
  buf_release(&label);
}

static void synopsis(const struct command *cmd, struct buf *out)
{
  buf_printf(out, "guatu%s%s", cmd->name ? " " : "", cmd->name ? cmd->name : "");
  if (cmd->operands && *cmd->operands)
    buf_printf(out, " %s", cmd->operands);
}

void help_overview(enum lang lang, FILE *out)
{
  print_lines(out, TR(lang, "guatu shows how far the targets of a plan are, in a terminal.\n\nUsage:\n",
                      "guatu（挂图）在终端里显示一份计划的各项目标完成到哪里。\n\n用法：\n"));
  struct buf line = {0};
  for (const struct command *const *c = commands; *c; c++) {
    buf_clear(&line);
    synopsis(*c, &line);
    entry(out, line.data, words_in(&(*c)->summary, lang), 34);
  }
  buf_release(&line);
  print_lines(out, TR(lang, "\nOptions of all of them:\n", "\n通用选项：\n"));
  print_options(common_options, lang, out);
  print_lines(
      out,
      TR(lang,
         "\nFILE is a dataset; without it, $GUATU_FILE, then the installed plan. 'guatu VERB --help' tells "
         "more.\n"
         "Exit status: 0 fine, 1 the answer is no, 2 the call is wrong, 3 a file can't be read or written.\n",
         "\nFILE 是数据文件；省略时取 $GUATU_FILE，再取已安装的计划。各命令详见 guatu VERB --help。\n"
         "退出码：0 正常，1 结果为否，2 用法有误，3 文件无法读写。\n"));
}

void help_command(const struct command *cmd, enum lang lang, FILE *out)
{
  struct buf line = {0};
  buf_puts(&line, TR(lang, "Usage: ", "用法："));
  synopsis(cmd, &line);
  print_line(out, line.data);
  print_line(out, words_in(&cmd->summary, lang));
  buf_release(&line);
  if (cmd->options && cmd->options->name) {
    print_lines(out, TR(lang, "\nOptions:\n", "\n选项：\n"));
    print_options(cmd->options, lang, out);
  }
  print_lines(out, TR(lang, "\nOptions of every verb:\n", "\n通用选项：\n"));
  print_options(common_options, lang, out);
}
