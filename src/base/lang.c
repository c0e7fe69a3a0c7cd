/* The language of the environment, read from its text alone: asking setlocale() would answer "C" on every
 * host that lacks the locale a client names over SSH, and the reader would get the wrong language. */
#include "guatu/base/lang.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/charset.h"

enum lang lang_from_environment(void)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) /* POSIX: an empty variable counts as not set */
      return strncmp(value, "zh", 2) == 0 && !charset_other_in(value) ? LANG_ZH : LANG_EN;
  }
  return LANG_EN;
}
