/* Help, printed from the tables: what `--help` shows, overall and for one verb. */
#ifndef GUATU_COMMANDS_HELP_H
#define GUATU_COMMANDS_HELP_H

#include <stdio.h>

#include "guatu/commands/command.h"

void help_overview(enum lang lang, FILE *out);
void help_command(const struct command *cmd, enum lang lang, FILE *out);
void help_version(FILE *out);

#endif
