/* Read from the names and not from setlocale(), which answers "C" on every host that lacks the locale a
 * client names. A name that no list has counts as a terminal of today. */
#include "guatu/base/charset.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "UTF-8" of "zh_CN.UTF-8"; NULL when none is named. */
static const char *set_of(const char *locale)
{
  const char *dot = locale ? strchr(locale, '.') : NULL;
  return dot ? dot + 1 : NULL;
}

static bool is_utf8(const char *set)
{
  return strncasecmp(set, "UTF-8", 5) == 0 || strncasecmp(set, "UTF8", 4) == 0;
}

/* POSIX: an empty variable counts as not set. */
static const char *locale_of_characters(void)
{
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *value = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !(value && *value); i++)
    value = getenv(names[i]);
  return value;
}

bool charset_utf8(void)
{
  const char *set = set_of(locale_of_characters());
  return set && is_utf8(set);
}

const char *charset_other_in(const char *locale)
{
  const char *set = set_of(locale);
  return set && !is_utf8(set) ? set : NULL;
}

const char *charset_other(void)
{
  return charset_other_in(locale_of_characters());
}

bool charset_old_terminal(const char *name)
{
  /* the Linux console has no Chinese and no eighths (PLATFORM §4.5) */
  static const char *const old[] = {"ansi", "sun",    "dumb",   "linux", "pcansi",
                                    "mach", "cons25", "wsvt25", "Eterm"};
  if (!name || !*name || (name[0] == 'v' && name[1] == 't' && name[2] >= '0' && name[2] <= '9'))
    return true; /* vt52 to vt525; "vte" is another */
  for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
    size_t len = strlen(old[i]);
    if (strncmp(name, old[i], len) == 0 && strchr("-.", name[len])) /* the end, too */
      return true;
  }
  return false;
}
