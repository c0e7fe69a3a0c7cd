/* Judges a stream of bytes on its way to a terminal: whether anything in it could do more than show text. It
 * knows nothing of the sanitiser under test: its classes are written down from Unicode and from ECMA-48. */
#ifndef GUATU_TESTS_SUPPORT_BYTES_H
#define GUATU_TESTS_SUPPORT_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct bytes_allowed {
  bool ascii;       /* nothing from 0x80 on */
  bool blocks;      /* with `ascii`: █ ░ ▒ all the same */
  bool colours;     /* SGR with digits and ";" */
  bool tabs;        /* between fields */
  const char *term; /* a screen: what the terminfo entry of this name has, and the marks of a paste; NULL:
                       none of it */
};

/* Whether all of it may be sent. Otherwise prints what may not, with what stands around it. */
bool bytes_fit(const char *bytes, size_t len, const struct bytes_allowed *allowed);

#endif
