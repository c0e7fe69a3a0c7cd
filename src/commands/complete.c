/* What the shells' completions and the manual's tables ask the program, so that neither can say anything else
 * than it does. Two hidden verbs: `guatu __complete -- WORD…` prints what may stand in the place of the last
 * word, a line each, with a tab and its meaning (the one line ":files" leaves it to the shell); `guatu
 * __tables WHAT` prints a table with tabs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/print.h"
#include "guatu/base/text.h"
#include "guatu/commands/command.h"
#include "guatu/commands/hidden.h"
#include "guatu/edit/import.h"
#include "guatu/edit/session.h"
#include "guatu/store/journal_line.h"
#include "guatu/tui/keys.h"

static int run_complete(const struct call *c);
static int run_tables(const struct call *c);

const struct command command_complete = {
    .name = "__complete",
    .operands = "WORD...",
    .min_args = 1,
    .max_args = -1,
    .summary = {"what may stand in the last word's place", "可补全的词"},
    .run = run_complete,
};

const struct command command_tables = {
    .name = "__tables",
    .operands = "verbs|options|keys|kinds|senses|lights|reports|columns",
    .min_args = 1,
    .max_args = 1,
    .summary = {"the program's own tables", "程序内部各表"},
    .run = run_tables,
};

/* One line of these texts. */
#define FIELDS(...)                                                                                          \
  print_fields(stdout, (const char *const[]){__VA_ARGS__},                                                   \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* ---- completion ---- */

/* What has been typed before the word that is completed. */
struct typed {
  const struct command *cmd;
  const struct option_entry *option; /* waits for its argument, which is the word */
  const char *file;                  /* the first operand of a verb, or NULL */
  int operands;                      /* before the word, the verb not counted */
  bool any;                          /* an operand or a verb was typed */
};

static const struct option_entry *find_option(const struct option_entry *o, const char *word)
{
  for (; o && o->name; o++) {
    size_t dashes = o->name[1] ? 2 : 1;
    if (strspn(word, "-") == dashes && strcmp(word + dashes, o->name) == 0)
      return o;
  }
  return NULL;
}

static struct typed read_words(const struct call *c)
{
  struct typed t = {.cmd = commands[0]};
  for (int i = 0; i + 1 < c->arg_count; i++) {
    const char *word = c->args[i];
    if (t.option) {
      if (strcmp(word, "=") != 0) /* bash parts "--lang=zh" into three words */
        t.option = NULL;
      continue;
    }
    if (word[0] == '-' && word[1]) {
      const struct option_entry *o = find_option(common_options, word);
      o = o ? o : find_option(t.cmd->options, word);
      t.option = o && o->argument ? o : NULL;
      continue;
    }
    const struct command *verb = NULL;
    for (const struct command *const *v = commands; !t.any && *v; v++)
      if ((*v)->name && strcmp((*v)->name, word) == 0)
        verb = *v;
    t.any = true;
    if (verb) {
      t.cmd = verb;
      continue;
    }
    t.file = t.operands == 0 ? word : t.file;
    t.operands++;
  }
  return t;
}

static void offer(const char *prefix, const char *word, const char *meaning)
{
  if (strncmp(word, prefix, strlen(prefix)) == 0)
    FIELDS(word, meaning);
}

/* "--lang=z" is completed to "--lang=zh". */
static bool offer_joined(const struct typed *t, const char *word)
{
  size_t name_len = strcspn(word, "=");
  if (!word[name_len])
    return false;
  char *name = mem_text(word);
  name[name_len] = '\0';
  const struct option_entry *o = find_option(common_options, name);
  o = o ? o : find_option(t->cmd->options, name);
  struct buf whole = {0};
  for (const char *at = o && o->argument ? o->argument : ""; *at;
       at += at[strcspn(at, "|")] == '|' ? strcspn(at, "|") + 1 : strcspn(at, "|")) {
    buf_clear(&whole);
    buf_printf(&whole, "%s=%.*s", name, (int)strcspn(at, "|"), at);
    if (*at >= 'a' && *at <= 'z')
      offer(word, whole.data, "");
  }
  buf_release(&whole);
  free(name);
  return true;
}

static void offer_options(const struct option_entry *o, const char *prefix, enum lang lang)
{
  struct buf word = {0};
  for (; o && o->name; o++) {
    buf_clear(&word);
    buf_printf(&word, "%s%s", o->name[1] ? "--" : "-", o->name);
    offer(prefix, word.data, words_in(&o->help, lang));
  }
  buf_release(&word);
}

/* The ids of the dataset that was named; a file that is no dataset offers nothing. */
static void offer_ids(const struct call *c, const char *file, const char *prefix, bool panes)
{
  const struct call nothing = {.arg_count = 0};
  struct problems problems = {.lang = c->lang_out};
  struct session *session = NULL;
  if (session_open(&session, file ? file : call_file(&nothing, 0), SESSION_READ, NULL, &problems) == OK) {
    const struct plan *plan = session_plan(session);
    for (size_t i = 0; panes && i < plan->pane_count; i++)
      offer(prefix, plan->panes[i].id, words_in(&plan->panes[i].name, c->lang_out));
    for (size_t i = 0; !panes && i < plan->target_count; i++)
      offer(prefix, plan->targets[i].id, words_in(&plan->targets[i].name, c->lang_out));
  }
  session_close(session);
  problems_release(&problems);
}

/* Whether a word of the tables stands for a file. */
static bool is_file(const char *what)
{
  static const char *const files[] = {"FILE", "CSV", "BASE", "OURS", "THEIRS"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (strcmp(what, files[i]) == 0)
      return true;
  return false;
}

/* `what` is a word of the tables: FILE, CSV, TARGET, PANE, a choice "a|b|c", or something that can't be
 * guessed.
 */
static void offer_argument(const struct call *c, const struct typed *t, const char *what, const char *prefix)
{
  if (is_file(what)) {
    print_line(stdout, ":files");
  } else if (strcmp(what, "TARGET") == 0 || strcmp(what, "PANE") == 0) {
    offer_ids(c, t->file, prefix, what[0] == 'P');
  } else if (strchr(what, '|') || (what[0] >= 'a' && what[0] <= 'z')) {
    char *choices = mem_text(what);
    for (char *word = strtok(choices, "|"); word; word = strtok(NULL, "|"))
      offer(prefix, word, "");
    free(choices);
  }
}

/* The operand word of the table at a place: "FILE TARGET VALUE" → "TARGET"; "[FILE...]" → "FILE" at every
 * place. */
static void operand_word(const struct command *cmd, int place, char *out, size_t size)
{
  const char *at = cmd->operands ? cmd->operands : "";
  out[0] = '\0';
  for (int i = 0; *at; i++) {
    at += strspn(at, " [");
    size_t len = strcspn(at, " ].");
    if (i == place || strncmp(at + len, "...", 3) == 0) {
      snprintf(out, size, "%.*s", (int)len, at);
      return;
    }
    at += len + strspn(at + len, "].");
  }
}

static int run_complete(const struct call *c)
{
  struct typed t = read_words(c);
  const char *word = c->args[c->arg_count - 1];
  if (t.option) {
    offer_argument(c, &t, t.option->argument, strcmp(word, "=") == 0 ? "" : word);
    return 0;
  }
  if (word[0] == '-' && offer_joined(&t, word))
    return 0;
  if (word[0] == '-') {
    offer_options(t.cmd->options, word, c->lang_out);
    offer_options(common_options, word, c->lang_out);
    return 0;
  }
  for (const struct command *const *v = commands; !t.any && *v; v++)
    if ((*v)->name)
      offer(word, (*v)->name, words_in(&(*v)->summary, c->lang_out));
  char what[32];
  operand_word(t.cmd, t.operands, what, sizeof what);
  offer_argument(c, &t, what, word);
  return 0;
}

/* ---- tables ---- */

static void print_verbs(enum lang lang)
{
  for (const struct command *const *c = commands; *c; c++)
    FIELDS((*c)->name ? (*c)->name : "", (*c)->operands ? (*c)->operands : "",
           words_in(&(*c)->summary, lang));
}

static void print_options(const char *verb, const struct option_entry *o, enum lang lang)
{
  struct buf name = {0};
  for (; o && o->name; o++) {
    buf_clear(&name);
    buf_printf(&name, "%s%s", o->name[1] ? "--" : "-", o->name);
    FIELDS(verb, name.data, o->argument ? o->argument : "", words_in(&o->help, lang));
  }
  buf_release(&name);
}

static void print_keys(enum lang lang)
{
  static const struct {
    unsigned context;
    struct words name;
  } places[] = {
      {IN_PANES, {"panes", "板块"}},         {IN_ROWS, {"rows", "目标"}},
      {IN_DETAIL, {"detail", "详情"}},       {IN_HELP, {"help", "帮助"}},
      {IN_ENTRY, {"entry", "录入"}},         {IN_ASK, {"question", "询问"}},
      {IN_FIND, {"find", "查找"}},           {IN_CONFLICT, {"conflict", "冲突"}},
      {IN_RESUME, {"offer", "接续"}},        {IN_LOST, {"overwritten", "被覆盖"}},
      {IN_CHANGES, {"changes", "改动记录"}}, {IN_PATH, {"file name", "文件名"}},
      {IN_IMPORT, {"sheet", "数据表"}},      {IN_KIOSK, {"wall", "挂屏"}},
  };
  struct buf where = {0};
  for (const struct binding *b = key_table; b->action != ACT_NONE; b++) {
    buf_clear(&where);
    buf_puts(&where, "");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
      if (b->contexts & places[i].context)
        buf_printf(&where, "%s%s", where.len > 0 ? ", " : "", words_in(&places[i].name, lang));
    FIELDS(b->keys, where.data, words_in(&b->label, lang), words_in(&b->sentence, lang),
           b->footer > 0 ? "footer" : "");
  }
  buf_release(&where);
}

static void print_terms(const struct term_word *table, size_t count)
{
  for (size_t i = 0; i < count; i++)
    FIELDS(table[i].id, table[i].name.en, table[i].name.zh, table[i].sign, table[i].ascii);
}

static void print_journal(void)
{
  for (int i = 0; i < JOURNAL_COUNT; i++)
    FIELDS(journal_words[i].id, journal_words[i].name.en, journal_words[i].name.zh);
}

/* What an import's columns may be called. */
static void print_columns(enum lang lang)
{
  struct buf names = {0};
  for (int i = 0; i < IMPORT_COLUMNS; i++) {
    buf_clear(&names);
    for (const char *const *name = import_columns[i].names; *name; name++)
      buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", *name);
    FIELDS(names.data, words_in(&import_columns[i].meaning, lang));
  }
  buf_release(&names);
}

static int run_tables(const struct call *c)
{
  const char *what = c->args[0];
  if (strcmp(what, "verbs") == 0) {
    print_verbs(c->lang_out);
  } else if (strcmp(what, "options") == 0) {
    print_options("", common_options, c->lang_out);
    for (const struct command *const *v = commands; *v; v++)
      print_options((*v)->name ? (*v)->name : "console", (*v)->options, c->lang_out);
  } else if (strcmp(what, "keys") == 0) {
    print_keys(c->lang_out);
  } else if (strcmp(what, "kinds") == 0) {
    print_terms(kind_words, KIND_COUNT);
  } else if (strcmp(what, "senses") == 0) {
    print_terms(sense_words, SENSE_COUNT);
  } else if (strcmp(what, "lights") == 0) {
    print_terms(light_words, LIGHT_COUNT);
  } else if (strcmp(what, "reports") == 0) {
    print_terms(reports_words, 4);
  } else if (strcmp(what, "journal") == 0) {
    print_journal();
  } else if (strcmp(what, "columns") == 0) {
    print_columns(c->lang_out);
  } else {
    return exit_status(ERR_USAGE);
  }
  return 0;
}
