/* A line on the terminal while a large dataset is read. */
#ifndef GUATU_COMMANDS_WAITING_H
#define GUATU_COMMANDS_WAITING_H

#include <stdbool.h>

#include "guatu/base/progress.h"
#include "guatu/commands/command.h"
#include "guatu/edit/session.h"

struct waiting {
  struct progress progress;
  const char *path;
  enum lang lang;
  bool ascii;
  int cols; /* of the line that stands there; 0: none */
};

/* From here to waiting_end, whoever gets `p` is waited for. Where standard error is no terminal nothing is
 * written. Nothing may be printed in between. */
void waiting_begin(struct waiting *w, const struct call *c, const char *path, struct problems *p);
void waiting_end(struct waiting *w, struct problems *p);

/* session_open, waited for. */
enum err waiting_open(const struct call *c, struct session **out, const char *path, enum session_how how,
                      struct buf *text, struct problems *p);

#endif
