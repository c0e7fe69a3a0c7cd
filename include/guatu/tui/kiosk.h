/* The wall: a dataset shown by itself, page by page, on a terminal that nobody gets out of. */
#ifndef GUATU_TUI_KIOSK_H
#define GUATU_TUI_KIOSK_H

#include "guatu/base/err.h"
#include "guatu/model/date.h"
#include "guatu/tui/term.h"

struct kiosk_options {
  struct term_options term;
  enum lang lang;
  int every_s; /* seconds a page stays, ≥ 1 */
  bool has_as_of, has_today;
  struct date as_of, today;
  bool require_sandbox; /* refuse to start without both of its halves */
};

/* Runs until SIGTERM or a hang-up. `path` need not be readable: the wall says what is wrong and waits. */
enum err kiosk_run(const char *path, const struct kiosk_options *o, struct problems *p);

#endif
