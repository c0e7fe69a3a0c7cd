/* Errors: a small code for what to do, and a list of problems in words with their places in a text. */
#ifndef GUATU_BASE_ERR_H
#define GUATU_BASE_ERR_H

#include <stddef.h>
#include <stdio.h>

#include "guatu/base/lang.h"
#include "guatu/base/progress.h"

/* What a function that can fail returns. Only commands turn it into an exit status (DESIGN §3). */
enum err {
  OK = 0,
  ERR_NO,    /* the answer is no: a conflict, a refused figure, a problem in a dataset   → exit 1 */
  ERR_USAGE, /* the call is wrong: unknown target, bad date, bad option                  → exit 2 */
  ERR_FILE   /* a file can't be read or written                                          → exit 3 */
};

enum problem_level { PROBLEM_ERROR, PROBLEM_WARNING, PROBLEM_NOTE };

#define PROBLEM_NOWHERE ((size_t)-1) /* an offset for a problem that has no place in the text */

struct problem {
  enum problem_level level;
  size_t offset; /* bytes from the start of the text */
  char *text;    /* owned; may hold bytes of the dataset as they are: it is cleaned when printed */
};

/* A list of problems in the order they were found. Zero-initialise, then set `lang`. */
struct problems {
  enum lang lang;
  struct problem *list;
  size_t count;
  size_t errors; /* how many of them are PROBLEM_ERROR */
  struct progress
      *progress; /* who is told the problems may also be told how far the work is; NULL: not. Borrowed */
};

/* Adds an error at a byte offset of the text and returns ERR_NO: callers can `return problem_at(…)`. */
enum err problem_at(struct problems *p, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a warning or note; returns OK. */
enum err problem_note(struct problems *p, enum problem_level level, size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds an error without a place and returns `err`. */
enum err problem_fail(struct problems *p, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sorts by offset (stable; those without a place last), as people read a file. */
void problems_sort(struct problems *p);
/* Prints `name:line:column: [warning: ]message` for each; lines end at "\n"; columns count characters from 1.
 * `name` and messages are cleaned for the terminal. `text` may be NULL when no problem has a place. */
void problems_print(const struct problems *p, const char *name, const char *text, size_t len, FILE *out);
/* The same for problems whose offset is the number of a line (of a table, whose rows people count):
 * `name:line: [warning: ]message`. */
void problems_print_lines(const struct problems *p, const char *name, FILE *out);
/* The line and column (1-based, characters) of a byte offset. */
void problem_place(const char *text, size_t len, size_t offset, size_t *line, size_t *column);
/* The first error's message, or "" — for a status line. Borrowed. */
const char *problems_first(const struct problems *p);
void problems_release(struct problems *p); /* frees; keeps lang and progress */

#endif
