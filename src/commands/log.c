/* `guatu log`: who changed what, when and from where, as the journal beside the dataset tells; and whether
 * the journal is whole.
 *
 * What was announced but never saved is no change and is left out of the text; JSON has everything. The
 * dataset is read for the targets' names, and for what became of a save that was cut short; a dataset that is
 * broken or gone is no reason not to show its journal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/commands/command.h"
#include "guatu/edit/entry.h"
#include "guatu/report/json_write.h"
#include "guatu/score/display.h"
#include "guatu/store/figures.h"
#include "guatu/store/file.h"
#include "guatu/store/ledger.h"
#include "guatu/store/load.h"
#include "guatu/store/record.h"

#define VERIFY_TRIES 5
#define COLUMN_MOST  64 /* a longer cell moves its own line, and does not make all the others as long */

static const struct option_entry log_options[] = {
    {"target", "ID", {"only this target", "只看该目标"}},
    {"user",
     "NAME",
     {"only changes by this person, account or SSH key", "只看此人（或账号、SSH 密钥）的改动"}},
    {"since", "DAY", {"only from this day on, as 2021-06-30", "只看该日（如 2021-06-30）及以后"}},
    {"format", "text|json", {"the format; text when not said", "格式；默认 text"}},
    {"verify",
     NULL,
     {"check the chain of hashes, and the dataset against it; quiet when all is well",
      "核查流水账的校验链及其与数据文件是否一致；无误则不输出"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_log(const struct call *c);

const struct command command_log = {
    .name = "log",
    .operands = "[FILE]",
    .min_args = 0,
    .max_args = 1,
    .summary = {"who changed what", "查看改动记录"},
    .options = log_options,
    .run = run_log,
};

enum column { COL_TIME, COL_WHO, COL_TARGET, COL_DAY, COL_CHANGE, COL_WHAT, COL_COUNT };

struct row {
  char *cells[COL_COUNT]; /* owned */
};

struct log {
  const struct call *call;
  struct plan *plan; /* NULL: the dataset can't be read; owned */
  const char *path, *target, *user;
  bool has_since, json;
  struct date since;
  char hash[DIGEST_SIZE]; /* of the dataset; "" when it can't be read */
  struct emitter json_out;
  struct row *rows;
  size_t count;
};

/* ---- one line ---- */

static bool wanted(const struct log *log, const struct journal_line *l)
{
  struct date day;
  if (log->target != NULL && strcmp(l->target, log->target) != 0)
    return false;
  if (log->user != NULL && strcmp(l->user, log->user) != 0 && strcmp(l->account, log->user) != 0 &&
      strcmp(l->key, log->user) != 0)
    return false;
  return !log->has_since ||
         (strlen(l->time) >= 10 && date_parse(l->time, 10, &day) && date_cmp(day, log->since) >= 0);
}

/* A save that was cut short: the dataset tells what became of it. */
static enum ledger_standing settle(const struct log *log, const struct journal_line *l,
                                   enum ledger_standing standing)
{
  if (standing != LEDGER_PENDING || log->hash[0] == '\0')
    return standing;
  return strcmp(l->after, log->hash) == 0 ? LEDGER_STANDS : standing;
}

static char *clean(struct buf *raw)
{
  struct buf out = {0};
  text_clean(&out, raw->data != NULL ? raw->data : "", raw->len);
  buf_release(raw);
  return out.data;
}

/* "li", "li (office)", "li (office) from 10.1.2.3"; whoever noticed another program's change did not make it.
 */
static char *who(const struct log *log, const struct journal_line *l)
{
  struct buf out = {0};
  if (l->what == JOURNAL_OUTSIDE) {
    buf_puts(&out, call_ascii(log->call) ? "-" : "—");
    return clean(&out);
  }
  buf_puts(&out, l->user);
  if (l->account[0] != '\0')
    buf_printf(&out, TR(log->call->lang_out, " (%s)", "（%s）"), l->account);
  if (l->from[0] != '\0')
    buf_printf(&out, TR(log->call->lang_out, " from %s", " 自 %s"), l->from);
  return clean(&out);
}

static void put_figure(struct buf *out, bool there, const struct reading *r, bool ascii)
{
  if (there)
    record_figure(out, r);
  else
    buf_puts(out, ascii ? "-" : "—");
}

/* "17 → 18", and " # note" */
static char *change(const struct log *log, const struct journal_line *l)
{
  bool ascii = call_ascii(log->call);
  struct buf out = {0};
  if (l->target[0] != '\0') {
    put_figure(&out, l->has_old, &l->old, ascii);
    buf_puts(&out, ascii ? " -> " : " → ");
    put_figure(&out, l->has_new, &l->new, ascii);
  }
  return clean(&out);
}

static char *what(const struct log *log, const struct journal_line *l, enum ledger_standing standing)
{
  enum lang lang = log->call->lang_out;
  struct buf out = {0};
  buf_puts(&out, words_in(&journal_words[l->what].name, lang));
  if (standing == LEDGER_PENDING)
    buf_puts(&out, TR(lang, " (not confirmed)", "（尚未确认）"));
  if (l->has_new && l->new.note[0] != '\0' && !(l->has_old && strcmp(l->old.note, l->new.note) == 0))
    buf_printf(&out, "  # %s", l->new.note);
  return clean(&out);
}

static void add_row(struct log *log, const struct journal_line *l, enum ledger_standing standing)
{
  char month[16];
  struct buf time = {0}, target = {0}, day = {0};
  if ((log->count & (log->count - 1)) == 0)
    log->rows = mem_resize(log->rows, log->count ? 2 * log->count : 1, sizeof *log->rows);
  struct row *row = &log->rows[log->count++];
  buf_printf(&time, "%.10s %.5s", l->time, strlen(l->time) > 16 ? l->time + 11 : "");
  buf_puts(&target, l->target);
  if (l->target[0] != '\0')
    buf_puts(&day, date_format_month(l->through, month, sizeof month));
  row->cells[COL_TIME] = clean(&time);
  row->cells[COL_WHO] = who(log, l);
  row->cells[COL_TARGET] = clean(&target);
  row->cells[COL_DAY] = clean(&day);
  row->cells[COL_CHANGE] = change(log, l);
  row->cells[COL_WHAT] = what(log, l, standing);
}

static void emit_reading(struct emitter *j, const char *name, bool there, const struct reading *r)
{
  struct buf figure = {0};
  if (!there) {
    emit_null(j, name);
    return;
  }
  record_figure(&figure, r);
  emit_open_inline(j, name, '{');
  emit_text(j, "figure", figure.data);
  emit_text(j, "by", r->by);
  emit_text(j, "at", r->at);
  emit_text(j, "note", r->note);
  emit_close(j, '}');
  buf_release(&figure);
}

static void emit_line(struct log *log, const struct journal_line *l, size_t line,
                      enum ledger_standing standing)
{
  static const char *const standings[] = {"saved", "dropped", "pending"};
  struct emitter *j = &log->json_out;
  emit_open_inline(j, NULL, '{');
  emit_count(j, "line", line);
  emit_count(j, "save", (size_t)l->save);
  emit_text(j, "what", journal_words[l->what].id);
  emit_text(j, "standing", standings[standing]);
  emit_text(j, "time", l->time);
  emit_text(j, "user", l->user);
  emit_text(j, "account", l->account);
  emit_text(j, "key", l->key);
  emit_text(j, "from", l->from);
  emit_text(j, "target", l->target);
  if (l->target[0] != '\0') {
    emit_date(j, "through", l->through);
    emit_reading(j, "old", l->has_old, &l->old);
    emit_reading(j, "new", l->has_new, &l->new);
  }
  emit_close(j, '}');
}

static void visit(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct log *log = context;
  if (!wanted(log, l))
    return;
  standing = settle(log, l, standing);
  if (log->json)
    emit_line(log, l, line, standing);
  else if (standing != LEDGER_DROPPED)
    add_row(log, l, standing);
}

/* ---- the whole ---- */

static void print_rows(const struct log *log)
{
  int widths[COL_COUNT] = {0};
  struct buf line = {0};
  for (size_t i = 0; i < log->count; i++)
    for (int k = 0; k < COL_COUNT; k++) {
      int cols = text_cols(log->rows[i].cells[k]);
      widths[k] = cols > widths[k] ? cols < COLUMN_MOST ? cols : COLUMN_MOST : widths[k];
    }
  for (size_t i = 0; i < log->count; i++) {
    buf_clear(&line);
    if (log->plan != NULL && log->plan->demo)
      buf_puts(&line, "DEMO  ");
    for (int k = 0; k < COL_COUNT; k++) {
      buf_puts(&line, log->rows[i].cells[k]);
      for (int pad = text_cols(log->rows[i].cells[k]); k != COL_WHAT && pad < widths[k]; pad++)
        buf_putc(&line, ' ');
      buf_puts(&line, k != COL_WHAT ? "  " : "");
      free(log->rows[i].cells[k]);
    }
    print_line(stdout, line.data);
  }
  free(log->rows);
  buf_release(&line);
}

static enum err show(struct log *log, struct problems *p)
{
  struct ledger g = {0};
  log->json_out = (struct emitter){.out = stdout, .first = true};
  if (log->json)
    emit_open(&log->json_out, NULL, '[');
  enum err err = ledger_follow(&g, log->path, visit, log, NULL, p);
  ledger_end(&g, visit, log);
  if (log->json) {
    emit_close(&log->json_out, ']');
    emit_end(&log->json_out);
  }
  print_rows(log);
  if (err == OK && g.line == 0)
    problem_note(p, PROBLEM_NOTE, PROBLEM_NOWHERE, "%s",
                 TR(p->lang, "there is no journal yet: nothing was entered here with guatu",
                    "还没有流水账：尚未用 guatu 录入过"));
  else if (err == OK && g.broken != 0)
    problem_note(
        p, PROBLEM_WARNING, PROBLEM_NOWHERE,
        TR(p->lang, "line %zu of the journal: %s; --verify tells more", "流水账第 %zu 行：%s；详见 --verify"),
        g.broken, words_in(g.why, p->lang));
  ledger_release(&g);
  return err;
}

/* ---- verifying ---- */

/* Figures of the dataset that are not what the journal says of them. */
static size_t disagreements(const struct log *log, struct problems *p)
{
  struct figures figures = {0};
  size_t count = 0;
  if (log->plan != NULL && figures_follow(&figures, log->path, p) == OK)
    for (size_t i = 0; i < figures.count; i++) {
      const struct reading *now;
      char day[16];
      struct buf says = {0}, is = {0};
      if (!figure_differs(&figures.list[i], log->plan, &now))
        continue;
      count++;
      put_figure(&says, figures.list[i].has_last, &figures.list[i].last, true);
      put_figure(&is, now != NULL, now, true);
      problem_note(
          p, PROBLEM_WARNING, PROBLEM_NOWHERE,
          TR(p->lang, "'%s' %s: the journal says %s, the dataset %s", "“%s” %s：流水账为 %s，数据文件为 %s"),
          figures.list[i].target, date_format_month(figures.list[i].through, day, sizeof day), says.data,
          is.data);
      buf_release(&says);
      buf_release(&is);
    }
  figures_release(&figures);
  return count;
}

static void ignore(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  (void)context;
  (void)l;
  (void)line;
  (void)standing;
}

/* The journal first and then the dataset, until nobody saves in between. */
static enum err read_both(struct log *log, struct ledger *g, struct problems *p)
{
  struct problems ignored = {0};
  struct buf text = {0};
  enum err err = OK;
  for (int tries = 0; tries < VERIFY_TRIES && err == OK; tries++) {
    off_t had = g->offset;
    err = ledger_follow(g, log->path, ignore, NULL, NULL, p);
    if (tries > 0 && g->offset == had)
      break;
    log->hash[0] = '\0';
    if (file_read(log->path, &text, NULL, &ignored) == OK)
      digest_text(text.data, text.len, log->hash);
    plan_free(log->plan);
    log->plan = NULL;
    (void)plan_from_text(text.len > 0 ? text.data : "", text.len, &log->plan, &ignored);
    if (strcmp(log->hash, g->after) == 0)
      break;
  }
  buf_release(&text);
  problems_release(&ignored);
  return err;
}

/* Whether the dataset is what the journal's last line left, or what a save under way may leave. */
static bool agrees(const struct log *log, const struct ledger *g)
{
  return g->line == 0 || log->hash[0] == '\0' || strcmp(g->after, log->hash) == 0 ||
         (g->pending_count > 0 && strcmp(g->pending[0].before, log->hash) == 0);
}

static enum err verify(struct log *log, struct problems *p)
{
  struct ledger g = {0};
  enum err err = read_both(log, &g, p);
  if (err == OK && g.broken != 0)
    err = problem_fail(p, ERR_NO, TR(p->lang, "line %zu of the journal: %s", "流水账第 %zu 行：%s"), g.broken,
                       words_in(g.why, p->lang));
  else if (err == OK && g.st.st_size > g.offset)
    problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE,
                 TR(p->lang, "line %zu of the journal was cut short; the next save takes it away",
                    "流水账第 %zu 行不完整；下次保存时会清除"),
                 g.line + 1);
  if (err == OK && !agrees(log, &g)) {
    problem_note(
        p, PROBLEM_WARNING, PROBLEM_NOWHERE, "%s",
        TR(p->lang,
           "the dataset is not what the journal's last line left: another program has changed it, or "
           "the journal's end is missing",
           "数据文件与流水账最后一行不一致：被其他程序改动过，或流水账末尾缺失"));
    (void)disagreements(log, p);
  } else if (err == OK && g.pending_count == 0 && disagreements(log, p) > 0) {
    err = ERR_NO; /* the hash says it is the very dataset: then the journal tells something else than was done
                   */
  }
  ledger_release(&g);
  return err;
}

/* ---- the call ---- */

static enum err read_options(struct log *log, struct problems *p)
{
  const char *format = call_option(log->call, &command_log, "format");
  const char *since = call_option(log->call, &command_log, "since");
  log->target = call_option(log->call, &command_log, "target");
  log->user = call_option(log->call, &command_log, "user");
  log->json = format != NULL && strcmp(format, "json") == 0;
  if (format != NULL && !log->json && strcmp(format, "text") != 0)
    return problem_fail(
        p, ERR_USAGE,
        TR(p->lang, "--format: '%s' is not one of text|json", "--format：“%s”应为 text|json 之一"), format);
  log->has_since = since != NULL;
  if (since != NULL && !date_parse(since, strlen(since), &log->since) &&
      (log->plan == NULL || !entry_day(log->plan, since, &log->since)))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "--since: '%s' is not a day; write it as 2021-06-30",
                           "--since：“%s”不是日期，应写作 2021-06-30"),
                        since);
  if (log->target != NULL && log->plan != NULL && plan_find(log->plan, log->target) == NULL) {
    const char *near[1];
    if (plan_suggest(log->plan, log->target, near, 1) > 0)
      problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE,
                   TR(p->lang, "the dataset has no target '%s' (near it: %s)",
                      "数据文件中没有目标“%s”（相近的有：%s）"),
                   log->target, near[0]);
  }
  return OK;
}

static int run_log(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err}, ignored = {.lang = c->lang_err};
  struct log log = {.call = c, .path = call_file(c, 0)};
  struct buf text = {0};
  enum err there = file_read(log.path, &text, NULL, &problems);
  if (there == OK) {
    digest_text(text.data, text.len, log.hash);
    (void)plan_from_text(text.data, text.len, &log.plan, &ignored);
  }
  enum err err = read_options(&log, &problems);
  if (err == OK)
    err = call_option(c, &command_log, "verify") ? verify(&log, &problems) : show(&log, &problems);
  err = err == OK ? there : err;
  fflush(stdout);
  problems_print(&problems, err == ERR_USAGE ? "guatu log" : log.path, NULL, 0, stderr);
  plan_free(log.plan);
  buf_release(&text);
  problems_release(&problems);
  problems_release(&ignored);
  return exit_status(err);
}
