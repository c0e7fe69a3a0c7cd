/* The language of the environment, read from its text alone: asking setlocale() would answer "C" on every
 * host that lacks the locale a client names over SSH, and the reader would get the wrong language. */
#include "guatu/base/lang.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "zh_CN.GBK": the terminal shows another character set than ours, and Chinese in UTF-8 would be rubbish
 * there. */
static bool other_charset(const char *locale)
{
  const char *charset = strchr(locale, '.');
  return charset && strncasecmp(charset, ".UTF-8", 6) != 0 && strncasecmp(charset, ".UTF8", 5) != 0;
}

enum lang lang_from_environment(void)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) /* POSIX: an empty variable counts as not set */
      return strncmp(value, "zh", 2) == 0 && !other_charset(value) ? LANG_ZH : LANG_EN;
  }
  return LANG_EN;
}
