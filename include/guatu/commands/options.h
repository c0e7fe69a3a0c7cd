/* Reading a command line by the option tables of command.h, with getopt_long. */
#ifndef GUATU_COMMANDS_OPTIONS_H
#define GUATU_COMMANDS_OPTIONS_H

#include "guatu/commands/command.h"

enum asked { ASKED_RUN, ASKED_HELP, ASKED_VERSION };

/* The language for messages about the command line itself: --lang wherever it stands, else the environment's.
 */
enum lang options_language(int argc, char **argv);

/* The place in argv of the first operand, or argc. It may name a verb. */
int options_first_operand(int argc, char **argv);

/* Understands all of argv but argv[verb] (0: none is left out) by the tables of `cmd`. The operands are
 * gathered in `operands`, which holds at least argc pointers and must live as long as the call. On ERR_USAGE
 * the problem says what would be right. */
enum err options_read(const struct command *cmd, int argc, char **argv, int verb, char **operands,
                      struct call *call, enum asked *asked, struct problems *p);

#endif
