/* The schema as data: each group of a dataset is a table of fields, and one function reads any of them. Used
 * by the loader only. */
#ifndef GUATU_STORE_LOAD_FIELD_H
#define GUATU_STORE_LOAD_FIELD_H

#include <stdint.h>

#include "guatu/model/plan.h"
#include "guatu/store/doc.h"

enum field_type {
  FIELD_TEXT,   /* const char *: a string */
  FIELD_ID,     /* const char *: a string of a-z 0-9 - */
  FIELD_NAME,   /* struct words: a string, or a group with zh and en; both set when either is */
  FIELD_DATE,   /* struct date: "YYYY-MM-DD" */
  FIELD_NUMBER, /* struct decimal: an integer or float between min and max, when max > min */
  FIELD_INT,    /* int: an integer between min and max */
  FIELD_COUNT,  /* int64_t: an integer, 0 or more */
  FIELD_BOOL,   /* bool */
  FIELD_WORD,   /* int: the index of a word in a table */
  FIELD_GROUP,  /* uint32_t: the node of a group */
  FIELD_LIST,   /* uint32_t: the node of a list or array */
  FIELD_ANY     /* uint32_t: the node, of any type: the owner of the field looks closer */
};

struct field {
  const char *name;
  enum field_type type;
  bool required;
  size_t offset; /* where the value goes in the record */
  int min, max;
  const struct term_word *words; /* FIELD_WORD */
  size_t word_count;
};

#define SCHEMA_FIELDS_MAX 32

struct schema {
  const struct field *fields;
  size_t count; /* ≤ SCHEMA_FIELDS_MAX */
};

/* The nodes of the fields that were there, by their index in the schema; 0: not there. A field that was there
 * but wrong has its node here too, so that nobody misses it, and its bit is not set in `good`. */
struct fields {
  uint32_t node[SCHEMA_FIELDS_MAX];
  uint32_t good; /* a bit for each field that was read into the record */
};

#define LOAD_TEXTS 8

struct loader {
  const struct doc *doc;
  struct problems *problems;
  struct plan *plan;
  size_t errors_before;
  size_t warnings;
  /* Writes the beginning of each message, "target 'dead-end-roads': ", of what is read now: the node, and its
   * number in its list. NULL: messages have none. */
  void (*where)(const struct loader *l, struct buf *out);
  uint32_t here;
  size_t place;
  struct buf scratch; /* for one string at a time */
  struct buf clean;
  /* The last group: what its settings were, in its order, for one that is written alike right behind it. */
  uint8_t order[SCHEMA_FIELDS_MAX];
  uint32_t behind; /* the node behind it; 0: it had more settings than that, or not all that it needs */
  /* The last text of each length: who entered a reading, and when, is mostly what it was for the one before.
   */
  struct {
    const char *text; /* on the plan's arena */
    size_t len;
  } texts[LOAD_TEXTS];
  const char *stamp; /* the last of them that is a time */
};

/* Reads the group `node` into `record` as `schema` says. Names that the schema lacks, values that are not
 * what they should be, and required fields that are missing are reported. */
struct fields load_fields(struct loader *l, uint32_t node, const struct schema *schema, void *record);
/* Reads one value as a field says; false when it is wrong, which was reported (here or by the scan). */
bool load_value(struct loader *l, uint32_t node, const struct field *f, void *into);
/* Whether the field with this index was read. */
static inline bool field_good(const struct fields *f, size_t index)
{
  return (f->good >> index & 1) != 0;
}

/* Reports at the value of a node, or at its name. The message begins as l->where has it. */
void load_wrong(struct loader *l, uint32_t node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void load_wrong_name(struct loader *l, uint32_t node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void load_warn(struct loader *l, uint32_t node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Whether so much was reported that the rest is not listed. */
bool load_full(const struct loader *l);

/* A string, clean for a screen, on the plan's arena. Warns when it had to be changed. */
const char *load_text(struct loader *l, uint32_t node);
/* How many parts a node has. */
size_t load_count(const struct loader *l, uint32_t node);
/* Whether this part of a list is a group; reported when it is something else. `what` says what the list
 * holds. */
bool load_is_group(struct loader *l, uint32_t node, struct words what);

#endif
