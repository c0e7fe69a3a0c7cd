/* A file that a command writes: it is there whole, or what was there before stays. */
#ifndef GUATU_COMMANDS_OUTPUT_H
#define GUATU_COMMANDS_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "guatu/base/err.h"

struct output {
  FILE *stream;    /* write here */
  char *path;      /* the file that is made or replaced, links followed; owned */
  char *temporary; /* NULL: the path is a device or a pipe and is written directly; owned */
};

/* Opens a temporary file beside `path`. Refuses when `path` is the file `source`, which the output is made
 * from (NULL: none). */
enum err output_open(struct output *o, const char *path, const char *source, struct problems *p);
/* Puts the file in place: flush, fsync, rename. On failure nothing is left of it. Ends the output in any
 * case. */
enum err output_commit(struct output *o, struct problems *p);

#endif
