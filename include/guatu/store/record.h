/* A reading as it is written in a dataset: read from its group, and written in the manner of a neighbour. */
#ifndef GUATU_STORE_RECORD_H
#define GUATU_STORE_RECORD_H

#include <stdbool.h>

#include "guatu/model/plan.h"
#include "guatu/store/doc.h"

enum record_field {
  RECORD_THROUGH,
  RECORD_VALUE,
  RECORD_COUNT,
  RECORD_OF,
  RECORD_BY,
  RECORD_AT,
  RECORD_NOTE,
  RECORD_FIELDS
};
extern const char *const record_names[RECORD_FIELDS];

/* A reading with its place. */
struct record {
  uint32_t node;                 /* its group; 0: none */
  uint32_t field[RECORD_FIELDS]; /* the settings; 0: not there */
  struct reading reading;        /* texts as they are in the file, on the arena of record_read */
};

/* Reads the group `node`. False when it is not a reading: a name or a type that does not belong, no day, no
 * figure. */
bool record_read(const struct doc *d, uint32_t node, struct arena *a, struct record *out);
/* Whether two readings say the same figure: the same count of the same whole, or the same value. */
bool record_same_figure(const struct reading *a, const struct reading *b);
/* "17", "708/720": a figure for a message. */
void record_figure(struct buf *out, const struct reading *r);
/* "17 (li, 2021-07-13T10:02:11+08:00)", "nothing" for NULL: a reading for a message. */
void record_describe(struct buf *out, const struct reading *r, enum lang lang);

/* How readings are spelt: blanks, "=" or ":", terminators, the order of the settings. */
struct record_style {
  char assign[4];               /* " = ", "=", ": ", … */
  char end[2];                  /* ";", "," or "" after each setting */
  char apart[2];                /* " " or "" between settings */
  char pad[2];                  /* " " or "" inside the braces */
  bool last_end;                /* the last setting has its terminator too */
  uint8_t order[RECORD_FIELDS]; /* enum record_field */
};
/* `{ through = "…"; value = 17; by = "li"; at = "…"; note = "…"; }` */
struct record_style record_style_plain(void);
/* The style of an existing reading; what it does not show is the plain style's. */
struct record_style record_style_of(const struct doc *d, const struct record *r);
/* The "=" between a name and its value as the setting `node` has it, with at most one blank on each side. */
void record_assign(const struct doc *d, uint32_t node, char assign[4]);

/* `{ … }` on one line. */
void record_write(struct buf *out, const struct record_style *s, const struct reading *r);
/* `value = 17`, without a terminator. */
void record_write_field(struct buf *out, const struct record_style *s, enum record_field f,
                        const struct reading *r);
/* Whether a reading has this field. */
bool record_has(const struct reading *r, enum record_field f);
/* The value alone: a string with portable escapes, or a number with at least `places` decimals. */
void record_write_value(struct buf *out, enum record_field f, const struct reading *r, int places);

#endif
