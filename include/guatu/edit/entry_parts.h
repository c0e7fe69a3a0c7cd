/* What the units of the entry grammar share; private to src/edit. */
#ifndef GUATU_EDIT_ENTRY_PARTS_H
#define GUATU_EDIT_ENTRY_PARTS_H

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/model/plan.h"

/* One entry being read. */
struct entry {
  const struct plan *plan;
  const struct target *t;
  struct date through;
  struct problems *problems;
  struct buf figure; /* narrowed, without blanks at its ends */
};

#define ENTRY_FAIL(e, en, zh, ...)                                                                           \
  problem_fail((e)->problems, ERR_USAGE, TR((e)->problems->lang, en, zh), __VA_ARGS__)

/* For what is well typed and yet can't be. */
#define ENTRY_REFUSE(e, en, zh, ...)                                                                         \
  problem_fail((e)->problems, ERR_NO, TR((e)->problems->lang, en, zh), __VA_ARGS__)

/* All of `s` as one number in the target's unit: 62, 2,100, 1.2万, 62%. */
enum err entry_number(const struct entry *e, const char *s, struct decimal *out);
/* One side of "708/720": a whole number from 0. False when it is none. */
bool entry_whole(const char *s, size_t len, int64_t *out);
/* Says why what stands behind the number is not understood. */
enum err entry_refuse_suffix(const struct entry *e, const char *s);

#endif
