/* Which terminal this is, and what it can show: the terminfo entry to drive it by, and whether more than
 * ASCII may be sent.
 *
 * TERM and the locale arrive from another machine over ssh and often name what this one lacks: both fall back
 * to the nearest that every system has. TERM is not trusted: long names and names with a slash are not looked
 * up. */
#include "guatu/tui/term_parts.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

static bool name_in(const char *name, const char *const *list)
{
  for (; *list; list++) {
    size_t len = strlen(*list);
    if (strncmp(name, *list, len) == 0 && (name[len] == '\0' || name[len] == '-'))
      return true;
  }
  return false;
}

/* Terminals whose fonts or character sets have nothing but ASCII to offer; the Linux console has no Chinese
 * and no eighths (PLATFORM §4.5). */
bool entry_old(const char *name)
{
  static const char *const old[] = {"vt52", "vt100", "vt102", "vt220", "ansi", "sun", "dumb", "linux", NULL};
  return name_in(name, old);
}

static bool utf8_locale(void)
{
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Whether the environment names a character set that is not UTF-8: then the terminal is not one either,
 * whatever this host's locales are. */
static bool other_charset(void)
{
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *value = NULL;
  for (size_t i = 0; i < 3 && !(value && *value); i++)
    value = getenv(names[i]);
  const char *charset = value ? strchr(value, '.') : NULL;
  return charset && strncasecmp(charset, ".UTF-8", 6) != 0 && strncasecmp(charset, ".UTF8", 5) != 0;
}

/* ssh clients name locales that the host lacks: C.UTF-8 is always there. */
bool entry_locale(const char *entry, bool force_ascii, bool force_unicode)
{
  static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", NULL};
  bool ascii = force_ascii || ((entry_old(entry) || other_charset()) && !force_unicode);
  if (!setlocale(LC_ALL, ""))
    setlocale(LC_ALL, "C");
  for (size_t i = 0; !ascii && !utf8_locale() && names[i]; i++)
    setlocale(LC_CTYPE, names[i]);
  setlocale(LC_NUMERIC, "C");
  return ascii || !utf8_locale();
}

bool entry_blocks(const char *name)
{
  static const char *const some[] = {"linux", NULL};
  return name_in(name, some) && utf8_locale();
}

/* Whether terminfo knows the name, and whether the cursor can be placed. */
static bool probe(const char *name, bool *can_place)
{
  int found = 0;
  if (setupterm(name, STDOUT_FILENO, &found) != 0)
    return false;
  const char *cup = tigetstr("cup");
  *can_place = cup && cup != (char *)-1 && *cup;
  del_curterm(cur_term);
  return true;
}

static const char *const modern[] = {"xterm",   "kitty",   "foot", "ghostty", "alacritty",
                                     "wezterm", "konsole", "vte",  NULL};

static bool looks_modern(const char *name)
{
  if (strncmp(name, "xterm", 5) == 0 || strstr(name, "256color"))
    return true;
  for (size_t i = 0; modern[i]; i++)
    if (strstr(name, modern[i]))
      return true;
  return false;
}

/* The terminfo entry to use: TERM's, or the nearest that minimal systems have. */
enum err entry_choose(const char *name, const char **entry, struct problems *p)
{
  const char *const chain[] = {name, looks_modern(name) ? "xterm-256color" : "vt220", "vt220", "vt100"};
  bool can_place = false;
  *entry = NULL;
  for (size_t i = 0; i < sizeof chain / sizeof *chain && !*entry; i++)
    if (strlen(chain[i]) < 128 && !strchr(chain[i], '/') && probe(chain[i], &can_place))
      *entry = chain[i];
  if (!*entry)
    return problem_fail(
        p, ERR_USAGE,
        TR(p->lang,
           "no terminal description for TERM=%s is installed; `guatu show` prints the same picture as text",
           "系统没有 TERM=%s 的终端描述；可用 guatu show 输出同样的文字画面"),
        name);
  if (!can_place)
    return problem_fail(
        p, ERR_USAGE,
        TR(p->lang, "the terminal '%s' can't place its cursor; `guatu show` prints the same picture as text",
           "终端“%s”不能定位光标；可用 guatu show 输出同样的文字画面"),
        name);
  return OK;
}
