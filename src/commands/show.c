/* `guatu show`: the picture as text, once, for mail, cron and pipes. The rows are the console's; colours are
 * plain SGR sequences chosen here by role, because there is no curses in a pipe and a terminal's 8 basic
 * colours fit any background. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/commands/command.h"
#include "guatu/commands/waiting.h"
#include "guatu/edit/session.h"
#include "guatu/tui/view.h"

static const struct option_entry show_options[] = {
    {"pane", "PANE", {"only this pane, by number, id or name", "只显示该板块（序号、编号或名称）"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_show(const struct call *c);

const struct command command_show = {
    .name = "show",
    .operands = "[FILE]",
    .min_args = 0,
    .max_args = 1,
    .summary = {"the same picture as text", "以文本形式输出"},
    .options = show_options,
    .run = run_show,
};

/* SGR parameters by role; NULL: none. Basic colours only. */
static const char *const inks[ROLE_COUNT] = {
    [ROLE_DIM] = "2",         [ROLE_TITLE] = "1",       [ROLE_HEADER] = "1",    [ROLE_BORDER] = "2",
    [ROLE_FOCUS] = "36",      [ROLE_DONE] = "1;32",     [ROLE_AHEAD] = "36",    [ROLE_ON_TRACK] = "32",
    [ROLE_BEHIND] = "33",     [ROLE_CRITICAL] = "1;31", [ROLE_SILENT] = "2",    [ROLE_BAR_REST] = "2",
    [ROLE_TICK] = "1",        [ROLE_PREVIEW] = "35",    [ROLE_DEMO] = "1;7;35", [ROLE_STALE] = "1;35",
    [ROLE_ALARM] = "1;37;41",
};

enum { PIPE_COLS = 100, LEAST_COLS = 20, MOST_COLS = 1000 };

/* The terminal's width, else $COLUMNS, else what fits a mail. */
static int page_cols(void)
{
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col < LEAST_COLS ? LEAST_COLS : size.ws_col;
  const char *said = getenv("COLUMNS");
  long cols = said ? strtol(said, NULL, 10) : 0;
  if (cols <= 0)
    return PIPE_COLS;
  return cols < LEAST_COLS ? LEAST_COLS : cols > MOST_COLS ? MOST_COLS : (int)cols;
}

/* vt100 and its kin have no colours, and on a vt52 their sequences would stand as text. */
static bool has_inks(const char *term)
{
  return term && *term && strcmp(term, "dumb") != 0 &&
         !(strncmp(term, "vt", 2) == 0 && term[2] >= '0' && term[2] <= '9');
}

static bool wants_color(const struct call *c)
{
  const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
  switch (c->color) {
  case COLOR_ALWAYS:
    return true;
  case COLOR_NEVER:
    return false;
  case COLOR_AUTO:
    break;
  }
  return isatty(STDOUT_FILENO) && !(none && *none) && has_inks(term);
}

/* The place of the pane that `word` names, or pane_count. */
static size_t find_pane(const struct plan *p, const char *word)
{
  char *end;
  unsigned long number = strtoul(word, &end, 10);
  if (*word && !*end && number >= 1 && number <= p->pane_count)
    return number - 1;
  for (size_t i = 0; i < p->pane_count; i++)
    if (strcmp(p->panes[i].id, word) == 0 || strcmp(p->panes[i].name.zh, word) == 0 ||
        strcmp(p->panes[i].name.en, word) == 0)
      return i;
  return p->pane_count;
}

static enum err no_pane(const struct plan *p, const char *word, struct problems *problems)
{
  struct buf ids = {0};
  for (size_t i = 0; i < p->pane_count; i++)
    buf_printf(&ids, "%s%s", i == 0 ? "" : ", ", p->panes[i].id);
  enum err err =
      problem_fail(problems, ERR_USAGE,
                   TR(problems->lang, "there is no pane '%s'; there are %s", "没有板块“%s”；现有：%s"), word,
                   ids.data ? ids.data : "");
  buf_release(&ids);
  return err;
}

/* One cell's text; `plain`: in ASCII, as many characters as it has columns, so that what follows stays in its
 * column. */
static void add_cell(const struct cell *cell, int cols, bool plain, struct buf *out)
{
  struct buf ascii = {0};
  char text[3 * 4 + 1];
  size_t len = 0;
  for (int k = 0; k < 3 && cell->text[k]; k++)
    len += text_encode(cell->text[k], text + len);
  text[len] = '\0';
  if (!plain) {
    buf_add(out, text, len);
  } else if (len > 0) {
    text_ascii(&ascii, text);
    for (int i = 0; i < cols; i++)
      buf_putc(out, i < (int)ascii.len ? ascii.data[i] : *ascii.data == '?' ? '?' : ' ');
  }
  buf_release(&ascii);
}

static void change_ink(const char **ink, const char *next, struct buf *run)
{
  if (next == *ink)
    return;
  print_part(stdout, run->data ? run->data : "");
  buf_clear(run);
  if (*ink)
    print_ink(stdout, NULL);
  if (next)
    print_ink(stdout, next);
  *ink = next;
}

/* One line; each run of cells of one role is put between its sequence and a reset. */
static void print_row(const struct canvas *c, int row, bool color, bool plain)
{
  const struct cell *cells = c->cells + (size_t)row * (size_t)c->cols;
  const char *ink = NULL;
  struct buf run = {0};
  int end = c->cols;
  while (end > 0 && cells[end - 1].text[0] == ' ')
    end--;
  for (int i = 0; i < end; i++) {
    if (cells[i].text[0] == 0)
      continue;
    change_ink(&ink, color ? inks[cells[i].style & STYLE_ROLE] : NULL, &run);
    add_cell(&cells[i], i + 1 < c->cols && cells[i + 1].text[0] == 0 ? 2 : 1, plain, &run);
  }
  change_ink(&ink, NULL, &run);
  print_line(stdout, run.data ? run.data : "");
  buf_release(&run);
}

static void print_canvas(const struct canvas *c, bool color, bool plain)
{
  for (int row = 0; row < c->rows; row++)
    print_row(c, row, color, plain);
}

static enum err show_plan(const struct call *c, const struct plan *plan, struct problems *p)
{
  struct when when = call_when(c, plan);
  const char *pane = call_option(c, &command_show, "pane");
  size_t only = pane ? find_pane(plan, pane) : 0;
  if (pane && only == plan->pane_count)
    return no_pane(plan, pane, p);
  bool ascii = call_ascii(c), plain = ascii && (!call_utf8(c) || print_spelt(stdout));
  struct board board;
  board_make(&board, plan, when);
  struct scene scene = {.plan = plan,
                        .board = &board,
                        /* the same text with colours and without */
                        .look = {c->lang_out, ascii, .mono = true},
                        .context = IN_PANES,
                        .under = IN_PANES,
                        .wall = true};
  scene_rows(&scene);
  struct canvas canvas;
  view_page(&scene, &canvas, page_cols(), pane ? &only : NULL);
  print_canvas(&canvas, wants_color(c), plain);
  canvas_release(&canvas);
  scene_release(&scene);
  board_release(&board);
  return OK;
}

static int run_show(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  struct session *session = NULL;
  struct buf text = {0};
  const char *path = call_file(c, 0);
  enum err err = waiting_open(c, &session, path, SESSION_READ, &text, &problems);
  problems_print(&problems, path, text.data, text.len, stderr);
  problems_release(&problems);
  if (err == OK) {
    err = show_plan(c, session_plan(session), &problems);
    problems_print(&problems, "guatu show", NULL, 0, stderr);
    problems_release(&problems);
  }
  session_close(session);
  buf_release(&text);
  return exit_status(err);
}
