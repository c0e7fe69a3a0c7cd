/* Writing JSON: commas, indentation and escapes. Numbers are given as text, so that exact decimals stay
 * exact. */
#ifndef GUATU_REPORT_JSON_WRITE_H
#define GUATU_REPORT_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "guatu/model/date.h"
#include "guatu/model/decimal.h"

struct json {
  FILE *out;
  int depth;       /* open objects and arrays */
  int inline_from; /* the depth from which on everything stands on one line; 0: nowhere */
  bool first;      /* nothing was written yet at this depth */
};

/* Every value takes the name it has in the object around it, or NULL inside an array. */
void json_open(struct json *j, const char *name, char bracket); /* '{' or '[', parts on lines of their own */
void json_open_inline(struct json *j, const char *name, char bracket); /* the same on one line */
void json_close(struct json *j, char bracket);                         /* '}' or ']' */
void json_end(struct json *j);                                         /* the final newline */

void json_null(struct json *j, const char *name);
void json_text(struct json *j, const char *name, const char *text); /* "" and NULL are null */
void json_count(struct json *j, const char *name, size_t count);
void json_number(struct json *j, const char *name, struct decimal d); /* exact */
void json_points(struct json *j, const char *name, struct decimal d); /* one decimal, half away from zero */
void json_nanos(struct json *j, const char *name, int64_t nanos);     /* a share in 10^-9, zeros trimmed */
void json_date(struct json *j, const char *name, struct date d);

#endif
