/* Verbs for other programs: the shells' completions and the generator of the manual's tables. They stand in no help. */
#ifndef GUATU_COMMANDS_HIDDEN_H
#define GUATU_COMMANDS_HIDDEN_H

#include "guatu/commands/command.h"

extern const struct command command_complete, command_tables;

#endif
