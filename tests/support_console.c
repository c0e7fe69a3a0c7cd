/* A world is made before each test and taken down after it, whether it passed or not. */
#include "support_console.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "guatu/base/mem.h"

#define PLAN "conf/gaoxin-2021.conf"

void console_open(struct world *w, const struct opening *o)
{
  const char *args[8] = {NULL};
  size_t count = 0;
  for (size_t i = 0; i < 4 && o->options[i]; i++)
    args[count++] = o->options[i];
  args[count] = w->path;
  w->pty = pty_start(
      &(struct pty_options){.rows = o->rows, .cols = o->cols, .args = args, .env = o->env, .mute = o->mute});
}

/* 30×100, Chinese, on a day of July 2021. */
void console_open_usual(struct world *w)
{
  console_open(w, &(struct opening){.rows = 30, .cols = 100, .options = {"--lang=zh", "--today=2021-07-13"}});
  assert_true(pty_wait(w->pty, "郑州高新区2021年目标"));
  assert_true(pty_wait(w->pty, "0/93"));
}

int console_setup(void **state)
{
  struct world *w = mem_alloc(sizeof *w);
  w->folder = pty_folder();
  snprintf(w->path, sizeof w->path, "%s/x.conf", w->folder);
  w->before = pty_read_file(PLAN, &w->before_len);
  assert_non_null(w->before);
  pty_write_file(w->path, w->before, w->before_len);
  *state = w;
  return 0;
}

int console_teardown(void **state)
{
  struct world *w = *state;
  pty_end(w->pty);
  pty_folder_remove(w->folder);
  free(w->before);
  free(w);
  return 0;
}

void console_quit(struct world *w)
{
  pty_keys(w->pty, "q");
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
}

bool console_file_as_before(struct world *w)
{
  size_t len = 0;
  char *now = pty_read_file(w->path, &len);
  bool same = now && len == w->before_len && memcmp(now, w->before, len) == 0;
  free(now);
  return same;
}

bool console_file_holds(struct world *w, const char *text)
{
  char *now = pty_read_file(w->path, NULL);
  bool found = now && strstr(now, text);
  free(now);
  return found;
}

/* The cursor on "dead-end roads". */
void console_go_to_roads(struct world *w)
{
  pty_keys(w->pty, "/dead-end-roads");
  assert_true(pty_wait(w->pty, "找到 1 项"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_line(w->pty, "打通断头路", "≥32"));
  assert_true(pty_wait(w->pty, "直接录入"));
}
