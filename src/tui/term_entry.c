/* Which terminal this is, and what it can show: the terminfo entry to drive it by, and whether more than
 * ASCII may be sent.
 *
 * TERM and the locale arrive from another machine over ssh and often name what this one lacks: both fall back
 * to the nearest that every system has. TERM is not trusted: long names and names with a slash are not looked
 * up. */
#include "guatu/tui/term_parts.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/charset.h"

#include <curses.h>
#include <term.h>

/* Whether the name is one of the list's, or a variety of one: "vt220-w", "screen.linux". */
static bool name_in(const char *name, const char *const *list)
{
  for (; *list; list++) {
    size_t len = strlen(*list);
    if (strncmp(name, *list, len) == 0 && strchr("-.", name[len])) /* the end, too */
      return true;
  }
  return false;
}

static bool utf8_locale(void)
{
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool has_blocks(const char *name)
{
  static const char *const some[] = {"linux", NULL};
  return name_in(name, some);
}

/* ssh clients name locales that the host lacks: C.UTF-8 is always there. */
bool entry_locale(const char *entry, bool force_ascii, bool force_unicode)
{
  static const char *const names[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", NULL};
  bool other = charset_other() != NULL;
  bool ascii = force_ascii || ((charset_old_terminal(entry) || other) && !force_unicode);
  bool wanted = !ascii || (has_blocks(entry) && !force_ascii && !other);
  setlocale(LC_MESSAGES, ""); /* and no other of the dozen: each is a file, and nobody asks for them */
  if (!setlocale(LC_CTYPE, ""))
    setlocale(LC_CTYPE, "C");
  for (size_t i = 0; wanted && !utf8_locale() && names[i]; i++)
    setlocale(LC_CTYPE, names[i]);
  return ascii || !utf8_locale();
}

bool entry_blocks(const char *name)
{
  return has_blocks(name) && utf8_locale();
}

/* Whether terminfo knows the name, and whether the cursor can be placed. The entry stays cur_term. */
static bool probe(const char *name, bool *can_place)
{
  int found = 0;
  if (setupterm(name, STDOUT_FILENO, &found) != 0)
    return false;
  const char *cup = tigetstr("cup");
  *can_place = cup && cup != (char *)-1 && *cup;
  return true;
}

/* Terminals that do what xterm does and call themselves after themselves. */
static bool looks_modern(const char *name)
{
  static const char *const parts[] = {"256color", "kitty",   "foot", "ghostty", "alacritty",
                                      "wezterm",  "konsole", "vte",  NULL};
  static const char *const names[] = {"st",     "gnome",          "putty",   "mlterm", "iterm",
                                      "iterm2", "nsterm",         "contour", "mintty", "rio",
                                      "xfce",   "Apple_Terminal", "warp",    NULL};
  for (size_t i = 0; parts[i]; i++)
    if (strstr(name, parts[i]))
      return true;
  return strncmp(name, "xterm", 5) == 0 || name_in(name, names);
}

/* What drives a terminal whose entry is missing: its family's, as far as every system has it. */
static const char *relative(const char *name)
{
  bool modern = looks_modern(name);
  if (strncmp(name, "screen", 6) == 0 || strncmp(name, "tmux", 4) == 0)
    return modern ? "screen-256color" : "screen";
  if (strncmp(name, "rxvt", 4) == 0)
    return modern ? "rxvt-unicode-256color" : "rxvt";
  if (strncmp(name, "linux", 5) == 0)
    return "linux";
  return modern ? "xterm-256color" : "vt220";
}

/* The terminfo entry to use: TERM's, or the nearest that minimal systems have. */
enum err entry_choose(const char *name, const char **entry, struct problems *p)
{
  const char *const chain[] = {name, relative(name), "vt220", "vt100"};
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
    del_curterm(cur_term);
  if (!can_place)
    return problem_fail(
        p, ERR_USAGE,
        TR(p->lang, "the terminal '%s' can't place its cursor; `guatu show` prints the same picture as text",
           "终端“%s”不能定位光标；可用 guatu show 输出同样的文字画面"),
        name);
  return OK;
}
