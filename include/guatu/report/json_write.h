/* Writing JSON: commas, indentation and escapes. Numbers are given as text, so that exact decimals stay
 * exact. */
#ifndef GUATU_REPORT_JSON_WRITE_H
#define GUATU_REPORT_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "guatu/base/mem.h"
#include "guatu/model/date.h"
#include "guatu/model/decimal.h"

struct emitter {
  FILE *out;
  struct buf text; /* not written yet; emit_end writes it and releases it */
  int depth;       /* open objects and arrays */
  int inline_from; /* the depth from which on everything stands on one line; 0: nowhere */
  bool first;      /* nothing was written yet at this depth */
};

/* Every value takes the name it has in the object around it, or NULL inside an array. */
void emit_open(struct emitter *j, const char *name,
               char bracket); /* '{' or '[', parts on lines of their own */
void emit_open_inline(struct emitter *j, const char *name, char bracket); /* the same on one line */
void emit_close(struct emitter *j, char bracket);                         /* '}' or ']' */
void emit_end(struct emitter *j);                                         /* the final newline */

void emit_null(struct emitter *j, const char *name);
void emit_text(struct emitter *j, const char *name, const char *text); /* "" and NULL are null */
void emit_count(struct emitter *j, const char *name, size_t count);
void emit_number(struct emitter *j, const char *name, struct decimal d); /* exact */
void emit_points(struct emitter *j, const char *name,
                 struct decimal d);                                  /* one decimal, half away from zero */
void emit_nanos(struct emitter *j, const char *name, int64_t nanos); /* a share in 10^-9, zeros trimmed */
void emit_date(struct emitter *j, const char *name, struct date d);

#endif
