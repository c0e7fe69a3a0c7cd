/* The table of what an import changes. */
#ifndef GUATU_COMMANDS_IMPORT_TABLE_H
#define GUATU_COMMANDS_IMPORT_TABLE_H

#include "guatu/commands/command.h"
#include "guatu/edit/import.h"

/* Appends a heading and a line for each row that is not there yet, in the file's order: target, day, and
 * figure, completion and light before and after, as if the figures were entered one after the other, each
 * target's from its earliest day on. Nothing when there is no such row. */
void import_table(struct buf *out, const struct call *c, const struct plan *plan, const struct import *im);

#endif
