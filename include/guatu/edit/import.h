/* Many figures at once, from comma- or tab-separated text: what a spreadsheet saves or puts on the clipboard.
 *
 * The first line says what stands where, in Chinese or English, in any order (import_columns); every other
 * line is one figure, typed as in the console (entry.h). The separator is the header's: tab, comma, semicolon
 * or "，". Blank lines and lines that begin with "#" are skipped. Reading is pure: no clock, no files; every
 * mistake in the text is found in one run. */
#ifndef GUATU_EDIT_IMPORT_H
#define GUATU_EDIT_IMPORT_H

#include "guatu/base/err.h"
#include "guatu/model/plan.h"

/* What a column can be about. */
enum import_column_kind {
  IMPORT_TARGET,
  IMPORT_VALUE,
  IMPORT_THROUGH,
  IMPORT_NOTE,
  IMPORT_COUNT,
  IMPORT_OF,
  IMPORT_COLUMNS
};

#define IMPORT_NAMES_MAX 14

struct import_column {
  struct words meaning;
  const char *names[IMPORT_NAMES_MAX]; /* of the header, in small letters; ends with NULL */
};
/* The manual is printed from it. */
extern const struct import_column import_columns[IMPORT_COLUMNS];

struct import_ask {
  const struct plan *plan;
  struct date today;          /* later days are refused */
  const struct date *through; /* for rows that name no day; NULL: each target's report day due */
  const char *note;           /* for rows that have none; NULL: none */
  bool paste;                 /* two columns without a header are taken for target and value */
};

struct import_row {
  size_t line;                 /* where the row begins, from 1 */
  const struct target *target; /* the plan's */
  struct reading reading;      /* `by` and `at` are ""; the note hangs on the import or on `ask` */
  bool there;                  /* the plan has this figure already */
  bool adds;                   /* typed as a change of the plan's figure: "+5" */
};

struct import {
  struct arena arena;
  struct import_row *rows; /* in the text's order; owned */
  size_t count;
  size_t *order;    /* indexes of rows, target by target, from its earliest day on; owned */
  size_t unchanged; /* rows that are there already */
  size_t blank;     /* rows without a figure, which are not in `rows` */
};

/* Understands `text` into `out`, which is overwritten and is to be released in any case. ERR_NO when
 * something is wrong; each mistake and each doubt is one problem, whose offset is the number of the line
 * (problems_print_lines), in the text's order. A row with a mistake is not in the list. */
enum err import_read(struct import *out, const char *text, size_t len, const struct import_ask *ask,
                     struct problems *p);
void import_release(struct import *im);

/* Calls `step` for every row that is not there yet, in `order`, with its target as it is before this row and
 * with it: as if they were entered one after the other. Both are borrowed until the call returns. */
void import_walk(const struct import *im,
                 void (*step)(void *context, size_t row, const struct target *before,
                              const struct target *after),
                 void *context);

struct session;
/* Saves every row that is not there yet, in one save with one undo (session_enter_all); the rows' plan is the
 * session's, and may be another afterwards. Nothing to save is fine. */
enum err import_save(const struct import *im, struct session *s, struct problems *p);

#endif
