/* One change of a dataset: one target's figure for one day. */
#ifndef GUATU_STORE_CHANGE_H
#define GUATU_STORE_CHANGE_H

#include <stdbool.h>

#include "guatu/model/plan.h"

/* Texts are borrowed. */
struct change {
  const char *target;
  struct date through;
  bool has_old; /* what the person saw before: the save refuses when the file says something else by now */
  struct reading old;
  bool has_new; /* false: the reading is taken out */
  struct reading new;
  bool exact; /* for undo: `old` must also be by the same person at the same time, and an empty note takes the
                 old one out */
};

#endif
