/* What a terminal takes, as the environment names it: TERM, and the character set in the locale's name. The
 * names alone count: they arrive from another machine over ssh, and this one often has neither the locale nor
 * the terminal. */
#ifndef GUATU_BASE_CHARSET_H
#define GUATU_BASE_CHARSET_H

#include <stdbool.h>

/* Whether the locale's name (LC_ALL, LC_CTYPE, LANG: the first that is set) says UTF-8. */
bool charset_utf8(void);
/* The other character set that it names, borrowed from the environment: UTF-8 would be rubbish on the
 * terminal then. NULL: it names none, or UTF-8. */
const char *charset_other(void);
/* Whether a terminal of this name has nothing but ASCII to offer, by its font or its character set. The bytes
 * 80 to 9F of UTF-8 are controls there: Chinese would drive a vt220. NULL and "" are a terminal that nobody
 * knows. */
bool charset_old_terminal(const char *name);
/* The same of a locale's name: "GBK" of "zh_CN.GBK". */
const char *charset_other_in(const char *locale);

#endif
