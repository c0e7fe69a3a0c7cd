/* The console on a copy of the real plan, for tests: one folder, dataset and terminal a test. */
#ifndef GUATU_TESTS_SUPPORT_CONSOLE_H
#define GUATU_TESTS_SUPPORT_CONSOLE_H

#include "support_pty.h"

/* One test's folder, dataset and terminal. */
struct world {
  char *folder;
  char path[256];
  char *before; /* the dataset's bytes at the start */
  size_t before_len;
  struct pty *pty;
};

struct opening {
  int rows, cols;
  const char *const *env;
  const char *options[4];
  bool mute; /* the terminal answers no question */
};

/* Opens the dataset with these options. */
void console_open(struct world *w, const struct opening *o);
/* 30×100, Chinese, on a day of July 2021. */
void console_open_usual(struct world *w);
/* The cursor on "dead-end roads". */
void console_go_to_roads(struct world *w);
/* q, and everything is as it was found: exit status 0, the terminal's settings, the screen. */
void console_quit(struct world *w);
bool console_file_as_before(struct world *w);
bool console_file_holds(struct world *w, const char *text);

/* For cmocka: makes the world, and ends it. */
int console_setup(void **state);
int console_teardown(void **state);
#define CONSOLE_TEST(name) cmocka_unit_test_setup_teardown(name, console_setup, console_teardown)

#endif
