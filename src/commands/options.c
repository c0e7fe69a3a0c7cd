/* The command line, read with getopt_long by tables built from ours, so that a verb is described once: here,
 * in help, in the manual and in the completions alike.
 *
 * Options may stand anywhere; "--" ends them. A word such as "-5" or "-.5" is a figure, not an option: no
 * option is a digit. The words are therefore taken one by one in their order ("-" as getopt's first letter)
 * and figures are set aside before getopt sees them. */
#include <assert.h>
#include <getopt.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/commands/options.h"
#include "guatu/edit/entry.h"

enum common {
  OPTION_AS_OF,
  OPTION_TODAY,
  OPTION_LANG,
  OPTION_COLOR,
  OPTION_GLYPHS,
  OPTION_HELP,
  OPTION_VERSION,
  COMMON_COUNT
};

const struct option_entry common_options[] = {
    [OPTION_AS_OF] = {"as-of", "DATE", {"show the plan as of this day", "显示截至该日的情况"}},
    [OPTION_TODAY] = {"today", "DATE", {"take this day for today", "以该日为今天"}},
    [OPTION_LANG] = {"lang", "zh|en", {"language; the environment's otherwise", "语言；默认随环境"}},
    [OPTION_COLOR] = {"color",
                      "auto|always|never",
                      {"colours; NO_COLOR means never", "颜色；设置 NO_COLOR 即为 never"}},
    [OPTION_GLYPHS] = {"glyphs",
                       "auto|unicode|ascii",
                       {"signs that the terminal can show", "终端可显示的符号"}},
    [OPTION_HELP] = {"help", NULL, {"print this help", "显示帮助"}},
    [OPTION_VERSION] = {"version", NULL, {"print the version", "显示版本"}},
    {NULL, NULL, {NULL, NULL}},
};

#define VALUE_COMMON 0x100
#define VALUE_OWN    0x200

enum lang options_language(int argc, char **argv)
{
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    const char *value = NULL;
    if (strncmp(argv[i], "--lang=", 7) == 0)
      value = argv[i] + 7;
    else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
      value = argv[i + 1];
    if (value && strcmp(value, "zh") == 0)
      return LANG_ZH;
    if (value && strcmp(value, "en") == 0)
      return LANG_EN;
  }
  return lang_from_environment();
}

static bool is_figure(const char *word)
{
  return word[0] == '-' && (word[1] == '.' || (word[1] >= '0' && word[1] <= '9'));
}

/* Whether the common option in `word` takes the next word as its argument. */
static bool takes_next(const char *word)
{
  for (const struct option_entry *o = common_options; o->name; o++)
    if (o->argument && strcmp(word + 2, o->name) == 0)
      return true;
  return false;
}

int options_first_operand(int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--") == 0)
      return argc; /* what follows are operands, never a verb */
    if (argv[i][0] != '-' || argv[i][1] == '\0' || is_figure(argv[i]))
      return i;
    if (strncmp(argv[i], "--", 2) == 0 && takes_next(argv[i]))
      i++;
  }
  return argc;
}

/* What getopt_long needs, from the tables. An entry whose name is one letter is written with one dash: `-o`.
 */
struct getopt_tables {
  struct option longs[COMMON_COUNT + OPTION_MAX + 1];
  char shorts[4 + 2 * OPTION_MAX];
};

static void tables_build(struct getopt_tables *t, const struct command *cmd)
{
  size_t n = 0, s = 0;
  t->shorts[s++] = '-';
  t->shorts[s++] = ':';
  t->shorts[s++] = 'h';
  for (int i = 0; i < COMMON_COUNT; i++) {
    const struct option_entry *o = &common_options[i];
    t->longs[n++] =
        (struct option){o->name, o->argument ? required_argument : no_argument, NULL, VALUE_COMMON + i};
  }
  int count = 0;
  for (const struct option_entry *o = cmd->options; o && o->name; o++, count++) {
    assert(count < OPTION_MAX);
    if (o->name[1] == '\0') {
      t->shorts[s++] = o->name[0];
      if (o->argument)
        t->shorts[s++] = ':';
    } else {
      t->longs[n++] =
          (struct option){o->name, o->argument ? required_argument : no_argument, NULL, VALUE_OWN + count};
    }
  }
  t->longs[n] = (struct option){NULL, 0, NULL, 0};
  t->shorts[s] = '\0';
}

static enum err unknown_option(const struct command *cmd, const char *word, enum lang lang,
                               struct problems *p)
{
  const char *names[COMMON_COUNT + OPTION_MAX];
  size_t count = 0;
  for (const struct option_entry *o = common_options; o->name; o++)
    names[count++] = o->name;
  for (const struct option_entry *o = cmd->options; o && o->name; o++)
    names[count++] = o->name;

  char name[64] = "";
  const char *bare = word + strspn(word, "-");
  size_t len = strcspn(bare, "=");
  if (len < sizeof name)
    memcpy(name, bare, len);
  const char *nearest = text_nearest(name, names, count);
  if (nearest)
    return problem_fail(p, ERR_USAGE,
                        TR(lang, "unknown option '%s'; did you mean '--%s'?", "没有选项“%s”；是不是“--%s”？"),
                        word, nearest);
  return problem_fail(p, ERR_USAGE, TR(lang, "unknown option '%s'", "没有选项“%s”"), word);
}

/* One of the words in "a|b|c", as its place; −1 when it is none. */
static int choice(const char *choices, const char *value)
{
  size_t len = strlen(value);
  int place = 0;
  for (const char *c = choices; *c; place++) {
    size_t n = strcspn(c, "|");
    if (n == len && memcmp(c, value, n) == 0)
      return place;
    c += n + (c[n] == '|');
  }
  return -1;
}

static enum err set_common(struct call *call, enum common which, const char *value, struct problems *p)
{
  const struct option_entry *o = &common_options[which];
  bool ok = true;
  int place = o->argument ? choice(o->argument, value) : 0;
  switch (which) {
  case OPTION_AS_OF:
    ok = call->has_as_of = date_parse(value, strlen(value), &call->as_of);
    break;
  case OPTION_TODAY:
    ok = call->has_today = date_parse(value, strlen(value), &call->today);
    break;
  case OPTION_LANG:
    ok = place >= 0;
    call->lang = place == 0 ? LANG_ZH : LANG_EN;
    break;
  case OPTION_COLOR:
    ok = place >= 0;
    call->color = (enum color_when)place;
    break;
  case OPTION_GLYPHS:
    ok = place >= 0;
    call->glyphs = (enum glyphs_when)place;
    break;
  case OPTION_HELP:
  case OPTION_VERSION:
  case COMMON_COUNT:
    break;
  }
  if (ok)
    return OK;
  if (which == OPTION_AS_OF || which == OPTION_TODAY)
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang, "--%s: '%s' is not a day; write it as 2021-06-30",
                           "--%s：“%s”不是日期，应写作 2021-06-30"),
                        o->name, value);
  return problem_fail(p, ERR_USAGE, TR(p->lang, "--%s: '%s' is not one of %s", "--%s：“%s”应为 %s 之一"),
                      o->name, value, o->argument);
}

/* One word as getopt understood it. */
static enum err take(const struct command *cmd, struct call *call, int got, const char *word,
                     enum asked *asked, struct problems *p)
{
  enum lang lang = p->lang;
  if (got == 'h') {
    *asked = ASKED_HELP;
    return OK;
  }
  if (got == ':')
    return problem_fail(p, ERR_USAGE, TR(lang, "option '%s' needs an argument", "选项“%s”缺少参数"), word);
  if (got == '?' && optopt >= VALUE_COMMON)
    return problem_fail(p, ERR_USAGE, TR(lang, "option '%s' takes no argument", "选项“%s”不带参数"), word);
  if (got == '?')
    return unknown_option(cmd, word, lang, p);
  if (got >= VALUE_OWN) {
    call->values[got - VALUE_OWN] = optarg ? optarg : "";
    return OK;
  }
  if (got >= VALUE_COMMON) {
    if (got == VALUE_COMMON + OPTION_HELP)
      *asked = ASKED_HELP;
    if (got == VALUE_COMMON + OPTION_VERSION && *asked == ASKED_RUN)
      *asked = ASKED_VERSION;
    return set_common(call, (enum common)(got - VALUE_COMMON), optarg, p);
  }
  for (int i = 0; cmd->options && cmd->options[i].name; i++)
    if (cmd->options[i].name[0] == got && cmd->options[i].name[1] == '\0')
      call->values[i] = optarg ? optarg : "";
  return OK;
}

enum err options_read(const struct command *cmd, int argc, char **argv, int verb, char **operands,
                      struct call *call, enum asked *asked, struct problems *p)
{
  struct getopt_tables tables;
  tables_build(&tables, cmd);
  *asked = ASKED_RUN;
  call->args = operands;
  opterr = 0;
  optind = 1;
  while (optind < argc) {
    if (optind == verb) {
      optind++;
      continue;
    }
    if (is_figure(argv[optind])) {
      operands[call->arg_count++] = argv[optind++];
      continue;
    }
    const char *word = argv[optind];
    int got = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
    if (got == -1)
      break;
    if (got == 1) {
      operands[call->arg_count++] = optarg;
      continue;
    }
    enum err err = take(cmd, call, got, word, asked, p);
    if (err != OK)
      return err;
  }
  while (optind < argc)
    operands[call->arg_count++] = argv[optind++];
  return OK;
}
