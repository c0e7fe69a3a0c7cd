/* For tests of the store: files as text, problems as the lines that a person sees. */
#ifndef GUATU_TESTS_SUPPORT_STORE_H
#define GUATU_TESTS_SUPPORT_STORE_H

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/model/plan.h"

/* Reads a file, or fails the test. Release the buffer. */
void store_read(const char *path, struct buf *out);
/* The problems as printed for a file called "x", appended to `out` (never NULL then). */
void store_print(const struct problems *p, const char *text, size_t len, struct buf *out);
/* Loads `text` in a language; `printed` (may be NULL) gets the problems. The plan, or NULL when there are
 * errors. */
struct plan *store_load(const char *text, size_t len, enum lang lang, struct buf *printed);
/* Compares `got` with the file at `path`; with UPDATE=1 in the environment, writes it there instead. */
void store_golden(const char *path, const struct buf *got);

#endif
