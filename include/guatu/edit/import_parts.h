/* What the units of the import share; private to src/edit. */
#ifndef GUATU_EDIT_IMPORT_PARTS_H
#define GUATU_EDIT_IMPORT_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/edit/import.h"

/* ---- cells ---- */

/* In the order in which they win when a header reads as well with two of them. */
enum import_separator { SEPARATOR_TAB, SEPARATOR_COMMA, SEPARATOR_SEMICOLON, SEPARATOR_WIDE, SEPARATORS };
extern const char *const import_separators[SEPARATORS];

/* One row; its texts live until the next. */
struct cells {
  size_t line; /* where it begins */
  struct buf bytes;
  size_t *starts; /* of each cell in `bytes`, which ends with a NUL */
  size_t count, cap;
};
/* A cell without blanks at its ends; "" beyond the last. */
const char *cells_at(const struct cells *row, size_t column);

/* Calls `row` for each row that has something in it, until it returns false. `text` is UTF-8 without a NUL. A
 * row whose quotation marks are wrong is a problem (NULL: not told) and is left out. */
void cells_read(const char *text, size_t len, enum import_separator separator,
                bool (*row)(void *context, const struct cells *row), void *context, struct problems *p);

/* Appends a cell for a message: clean, and cut. */
void cells_say(struct buf *out, const char *cell);

/* ---- header ---- */

#define COLUMN_NONE ((size_t)-1)

struct columns {
  size_t at[IMPORT_COLUMNS]; /* COLUMN_NONE: there is none */
  /* Spreadsheets have an id and a name: all columns that may tell the target, in their order. */
  size_t targets[IMPORT_NAMES_MAX];
  size_t target_count;
  size_t count; /* all, up to the last that has a name */
};

/* The separator with which the first row reads best as a header. */
enum import_separator columns_separator(const char *text, size_t len, bool paste);
/* Whether any cell is a known name. */
bool columns_any(const struct cells *header);
/* Finds the columns; false with problems at the row's line. Unknown ones are one warning. */
bool columns_find(struct columns *c, const struct cells *header, struct problems *p);

/* ---- targets ---- */

/* The plan's names in both languages, sorted. */
struct names {
  const struct plan *plan;
  struct name *list; /* owned */
  size_t count;
  size_t suggested; /* how often something near was looked for */
};
void names_init(struct names *n, const struct plan *plan);
void names_release(struct names *n);
/* The target with this id or name, or NULL. Where several targets have the name, *other gets the second one
 * (else NULL). */
const struct target *names_find(const struct names *n, const char *text, const struct target **other);
/* Appends the ids near a text that is neither, ", " between them; nothing when there is none. */
void names_suggest(struct names *n, const char *text, struct buf *out);

/* ---- rows ---- */

struct import_reader {
  const struct import_ask *ask;
  struct import *out;
  size_t cap; /* of its rows */
  struct problems *p;
  size_t errors; /* that were in `p` before */
  struct names names;
  struct columns columns;
  enum import_separator separator;
  bool has_header;
};

/* Understands one row: it is added to `out`, counted as blank, or one problem. */
void import_take_row(struct import_reader *r, const struct cells *row);
/* Adds "target: message" at a line (NULL: no target yet); returns false. */
bool import_error(struct problems *p, size_t line, const struct target *t, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
