/* The console: a session shown on a terminal, driven by keys. */
#ifndef GUATU_TUI_APP_H
#define GUATU_TUI_APP_H

#include "guatu/edit/session.h"
#include "guatu/tui/term.h"

struct app_options {
  struct term_options term;
  enum lang lang;
  bool has_as_of, has_today;
  struct date as_of, today;
};

/* Runs until the person leaves or the terminal goes away. */
enum err app_run(struct session *s, const struct app_options *o, struct problems *p);

#endif
