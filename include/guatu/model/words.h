/* The field's own terms: kinds, senses, lights and reporting rhythms, each with its dataset word, its two
 * names and its signs. These tables are the master copy: the loader, the console, the reports and the manual
 * all read them. */
#ifndef GUATU_MODEL_WORDS_H
#define GUATU_MODEL_WORDS_H

#include <stddef.h>

#include "guatu/base/lang.h"

enum kind { KIND_CUMULATIVE, KIND_RATE, KIND_LEVEL, KIND_COVERAGE, KIND_MILESTONE, KIND_COUNT };

enum sense {
  SENSE_AT_LEAST,
  SENSE_MORE_THAN,
  SENSE_ABOUT,
  SENSE_AT_MOST,
  SENSE_LESS_THAN,
  SENSE_BETWEEN,
  SENSE_DONE,
  SENSE_COUNT
};

/* In the order of the JSON export. */
enum light {
  LIGHT_CANCELLED,
  LIGHT_DONE,
  LIGHT_DONE_LATE,
  LIGHT_MISSED,
  LIGHT_NOT_STARTED,
  LIGHT_NO_DATA,
  LIGHT_STALE,
  LIGHT_CEILING_BROKEN,
  LIGHT_WAIVED,
  LIGHT_AHEAD,
  LIGHT_ON_TRACK,
  LIGHT_BEHIND,
  LIGHT_CRITICAL,
  LIGHT_COUNT
};

/* A term of the dataset: the word in the file, and what people call it. `sign` and `ascii` are what a row
 * shows before the number (senses) or as the light (lights); one column each for lights, up to two for
 * senses; "" for kinds. */
struct term_word {
  const char *id;
  struct words name;
  const char *sign;
  const char *ascii;
};

extern const struct term_word kind_words[KIND_COUNT];
extern const struct term_word sense_words[SENSE_COUNT];
extern const struct term_word light_words[LIGHT_COUNT];
extern const struct term_word reports_words[4]; /* enum reports */

/* The index of `id` in a table of `count` entries, or -1. */
int term_find(const struct term_word *table, size_t count, const char *id);

#endif
