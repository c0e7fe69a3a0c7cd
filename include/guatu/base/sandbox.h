/* A sandbox that the process shuts itself into: from then on it can open files for reading in a few places
 * and talk to the terminal it already has, and nothing else. There is no way back.
 *
 * It has two halves, each the kernel's: Landlock says which files may be read; a list of system calls
 * (seccomp) says that none may be opened for writing, no program started, no socket made. A denied call fails
 * with an error and kills nobody, but for calls by the numbers of another architecture, which only an
 * intruder makes. */
#ifndef GUATU_BASE_SANDBOX_H
#define GUATU_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/mem.h"

enum sandbox { SANDBOX_FILES = 1, SANDBOX_CALLS = 2, SANDBOX_WHOLE = 3 };

/* Closes all but the first three descriptors: what somebody left open for writing stays so in a sandbox.
 * Before anything is opened. */
void sandbox_close_inherited(void);

/* Which halves this kernel offers; changes nothing. */
unsigned sandbox_offered(void);

struct sandbox_options {
  const char *const *readable; /* files, and folders with all below; what is not there is left out */
  size_t count;
  bool stops; /* the process may stop itself and its group, as ^Z does */
};
/* Enters as much as there is; returns which halves stand. Everything that is needed later must be open: the
 * terminal, the locale, libraries. */
unsigned sandbox_enter(const struct sandbox_options *o);

#endif
