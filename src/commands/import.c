/* `guatu import`: many figures from a spreadsheet, as one save: all of them or none.
 *
 * As with `set`, nobody can be asked: doubts are warnings. Rows with mistakes are all told in one run, by the
 * line of the file, and nothing is saved then. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/print.h"
#include "guatu/commands/command.h"
#include "guatu/commands/import_table.h"
#include "guatu/commands/waiting.h"
#include "guatu/edit/entry.h"
#include "guatu/edit/session.h"

static const struct option_entry import_options[] = {
    {"dry-run", NULL, {"print what would change, and save nothing", "只列出将有的变化，不保存"}},
    {"through",
     "DAY",
     {"the day that rows without one cover data up to, as 2021-06-30, 2021-06 or 6",
      "未写日期的行的数据截至日：2021-06-30、2021-06 或 6"}},
    {"note", "TEXT", {"a note for rows that have none", "没有说明的行所用的说明"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_import(const struct call *c);

const struct command command_import = {
    .name = "import",
    .operands = "FILE CSV",
    .min_args = 2,
    .max_args = 2,
    .summary = {"enter many figures from a spreadsheet", "从表格批量录入"},
    .options = import_options,
    .run = run_import,
};

/* No sheet of figures comes near this. */
#define CSV_MAX_BYTES (64u << 20)

/* ---- the sheet ---- */

static bool is_stdin(const char *path)
{
  return strcmp(path, "-") == 0;
}

static const char *sheet_name(const char *path, enum lang lang)
{
  return is_stdin(path) ? TR(lang, "standard input", "标准输入") : path;
}

/* Unlike a dataset, a sheet may come through a pipe. */
static enum err read_sheet(const char *path, struct buf *out, struct problems *p)
{
  char bytes[64u << 10];
  int fd = is_stdin(path) ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
  ssize_t got = fd < 0 ? -1 : 1;
  buf_puts(out, "");
  while (got > 0 && out->len <= CSV_MAX_BYTES) {
    got = read(fd, bytes, sizeof bytes);
    if (got > 0)
      buf_add(out, bytes, (size_t)got);
    else if (got < 0 && errno == EINTR)
      got = 1;
  }
  int error = errno;
  if (fd >= 0)
    close(fd);
  if (got < 0)
    return problem_fail(p, ERR_FILE, TR(p->lang, "it can't be read: %s", "无法读取：%s"), strerror(error));
  if (out->len > CSV_MAX_BYTES)
    return problem_fail(
        p, ERR_FILE, "%s",
        TR(p->lang, "larger than 64 MiB; this is no sheet of figures", "超过64 MiB；这不是数据表"));
  return OK;
}

/* ---- the verb ---- */

/* What rows that don't say it get: --through and --note. */
static enum err understand_options(const struct call *c, struct import_ask *ask, struct date *through,
                                   struct arena *a, struct problems *p)
{
  const char *day = call_option(c, &command_import, "through");
  const char *note = call_option(c, &command_import, "note");
  if (day && !entry_day(ask->plan, day, through))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "--through: '%s' is not a day; write it as 2021-06-30, 2021-06 or 6",
                           "--through：“%s”不是日期，应写作 2021-06-30、2021-06 或 6"),
                        day);
  ask->through = day ? through : NULL;
  return note ? entry_note(note, strlen(note), a, &ask->note, p) : OK;
}

/* "12 figures entered, 3 unchanged, 2 rows without a figure" */
static void put_counts(struct buf *out, const struct call *c, const struct import *im, bool demo, bool dry)
{
  size_t count = im->count - im->unchanged;
  buf_puts(out, demo ? "DEMO " : "");
  if (c->lang_out == LANG_ZH)
    buf_printf(out, "%s %zu 个数据，%zu 个未变，%zu 行没有数据%s\n", dry ? "将录入" : "已录入", count,
               im->unchanged, im->blank, dry ? "；未作任何改动" : "");
  else
    buf_printf(out, "%zu figure%s %s, %zu unchanged, %zu row%s without a figure%s\n", count,
               count == 1 ? "" : "s", dry ? "to enter" : "entered", im->unchanged, im->blank,
               im->blank == 1 ? "" : "s", dry ? "; nothing was saved" : "");
}

/* The words are made before the save, which takes the plan that they are about away. */
static enum err enter(const struct call *c, struct session *s, const struct import *im, bool dry,
                      struct problems *p)
{
  const struct plan *plan = session_plan(s);
  struct buf said = {0};
  import_table(&said, c, plan, im);
  put_counts(&said, c, im, plan->demo, dry);
  enum err err = dry ? OK : import_save(im, s, p);
  if (err == OK)
    print_lines(stdout, said.data);
  buf_release(&said);
  return err;
}

static enum err import_sheet(const struct call *c, struct session *s, struct problems *p)
{
  const char *path = c->args[1];
  bool dry = call_option(c, &command_import, "dry-run") != NULL;
  struct import_ask ask = {.plan = session_plan(s), .today = call_today(c)};
  struct date through;
  struct arena arena = {0};
  enum err err = understand_options(c, &ask, &through, &arena, p);
  if (err == OK && !dry && session_read_only(s))
    err = problem_fail(p, ERR_FILE, "%s", session_read_only(s));
  if (err == OK) {
    struct problems found = {.lang = c->lang_err};
    struct import im = {0};
    struct buf sheet = {0};
    err = read_sheet(path, &sheet, &found);
    if (err == OK)
      err = import_read(&im, sheet.data, sheet.len, &ask, &found);
    problems_print_lines(&found, sheet_name(path, c->lang_err), stderr);
    if (found.errors > 0)
      print_line(stderr, TR(c->lang_err, "Nothing was saved.", "未保存任何数据。"));
    if (err == OK)
      err = enter(c, s, &im, dry, p);
    import_release(&im);
    buf_release(&sheet);
    problems_release(&found);
  }
  arena_free(&arena);
  return err;
}

static int run_import(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  const char *path = c->args[0];
  bool dry = call_option(c, &command_import, "dry-run") != NULL;
  struct session *session = NULL;
  struct buf text = {0};
  enum err err = waiting_open(c, &session, path, dry ? SESSION_READ : SESSION_WRITE, &text, &problems);
  problems_print(&problems, path, text.data, text.len, stderr);
  problems_release(&problems);
  if (err == OK) {
    err = import_sheet(c, session, &problems);
    problems_print(&problems, err == ERR_USAGE ? "guatu import" : path, NULL, 0, stderr);
  }
  session_close(session);
  buf_release(&text);
  problems_release(&problems);
  return exit_status(err);
}
