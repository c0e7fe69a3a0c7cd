/* Locks a program that only looks into what it has open: its terminal, and the places it reads its dataset
 * from. */
#ifndef GUATU_TUI_CONFINE_H
#define GUATU_TUI_CONFINE_H

#include <stdbool.h>

#include "guatu/base/err.h"

/* Before the terminal is taken: ERR_NO with a sentence when this kernel lacks a part of the sandbox. */
enum err confine_check(struct problems *p);
/* After the terminal was opened and the first picture drawn. `path`: the dataset, NULL when another process
 * reads it. `stops`: ^Z still stops it. False: a part of it
 * could not be had. */
bool confine(const char *path, bool stops);

#endif
