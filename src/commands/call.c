/* What several verbs ask of the call: the file it is about, an option's argument, the two dates. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/charset.h"
#include "guatu/base/clock.h"
#include "guatu/base/print.h"
#include "guatu/commands/command.h"
#include "guatu/tui/term.h"

#ifndef GUATU_DATA
#define GUATU_DATA "/usr/local/share/guatu"
#endif

const char *call_file(const struct call *c, int index)
{
  if (index < c->arg_count)
    return c->args[index];
  const char *named = getenv("GUATU_FILE");
  return named && *named ? named : GUATU_DATA "/gaoxin-2021.conf";
}

const char *call_option(const struct call *c, const struct command *cmd, const char *name)
{
  for (int i = 0; cmd->options && cmd->options[i].name; i++)
    if (strcmp(cmd->options[i].name, name) == 0)
      return c->values[i];
  return NULL;
}

struct when call_when(const struct call *c, const struct plan *p)
{
  if (!c->has_as_of && !c->has_today)
    return when_default(p, (struct date){clock_today()});
  return (struct when){.as_of = c->has_as_of ? c->as_of : c->today,
                       .today = c->has_today ? c->today : c->as_of};
}

struct date call_today(const struct call *c)
{
  if (c->has_today)
    return c->today;
  return c->has_as_of ? c->as_of : (struct date){clock_today()};
}

bool call_utf8(const struct call *c)
{
  return c->lang == LANG_ZH || charset_utf8();
}

/* A pipe or a file takes UTF-8 whatever the terminal is. */
static bool is_ascii_terminal(const struct call *c, int fd)
{
  return c->glyphs != GLYPHS_UNICODE && isatty(fd) &&
         (charset_old_terminal(getenv("TERM")) || charset_other() || !call_utf8(c));
}

void call_streams(struct call *c)
{
  bool out = is_ascii_terminal(c, STDOUT_FILENO), err = is_ascii_terminal(c, STDERR_FILENO);
  print_spell(out, err);
  c->lang_out = out ? LANG_EN : c->lang;
  c->lang_err = err ? LANG_EN : c->lang;
}

bool call_ascii(const struct call *c)
{
  return c->glyphs == GLYPHS_AUTO ? !call_utf8(c) || print_spelt(stdout) : c->glyphs == GLYPHS_ASCII;
}

struct term_options call_terminal(const struct call *c)
{
  return (struct term_options){
      .mono = c->color == COLOR_NEVER,
      .force_ascii = c->glyphs == GLYPHS_ASCII,
      .letters = c->lang == LANG_ZH,
      .force_unicode = c->glyphs == GLYPHS_UNICODE,
      .theme = term_theme_guess(),
  };
}
