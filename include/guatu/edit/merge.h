/* The three-way merge of datasets, by target and date: what two people did to one plan, in one text.
 *
 * A pure function of three texts. Groups are merged setting by setting, panes and targets by their ids,
 * readings by their days; everything else is one value, and a value that is merely spelt another way has not
 * changed. What only one side changed is taken from it; what both changed differently is a conflict, marked
 * in the text as git marks one. Two readings with the same figure never conflict: the one entered later
 * stands. */
#ifndef GUATU_EDIT_MERGE_H
#define GUATU_EDIT_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/store/change.h"

enum merge_side { MERGE_BASE, MERGE_OURS, MERGE_THEIRS, MERGE_SIDES };

struct merge_text {
  const char *data; /* borrowed, for the call */
  size_t len;       /* an empty base: everything was added on both sides */
};

enum merge_what { MERGE_SETTING, MERGE_READING, MERGE_TARGET, MERGE_PANE };

/* What both sides changed and nobody but a person can decide. */
struct merge_conflict {
  enum merge_what what;
  const char *pane;                    /* the id of the pane, "" when it is about a target or the plan */
  const char *target;                  /* the id of the target, "" when it is about none */
  const char *setting;                 /* MERGE_SETTING: "target", "name.zh", "plan.period.to"; else "" */
  struct date through;                 /* MERGE_READING */
  bool has_ours, has_theirs;           /* false: that side took it out */
  struct reading ours, theirs;         /* MERGE_READING, where the side has it */
  const char *ours_says, *theirs_says; /* MERGE_SETTING: the value as it is written there, cut short */
};

struct merge {
  struct buf text;                  /* the merged text, with marks where there are conflicts */
  struct merge_conflict *conflicts; /* in the order of the text */
  size_t conflict_count;
  struct change *changes; /* readings that are others now than in OURS, by target id and day; none of
                             those in conflict */
  size_t change_count;
  struct problems wrong[MERGE_SIDES]; /* what is wrong with an input, at its place in that text */
  struct problems problems;           /* why the merge itself was refused, without a place */
  struct arena arena;                 /* all texts above */
};

/* Merges texts[MERGE_BASE …] into m->text. OK with or without conflicts; ERR_NO when an input does not scan
 * and load (m->wrong says which), or when the result could not be proven (m->problems): there is no text
 * then. Every byte of OURS that no change of THEIRS touches stays, comments and layout with it; where OURS
 * changed nothing but readings, the text that is kept is THEIRS', so that its comments are not lost. Release
 * `m` in any case. */
enum err merge_texts(struct merge *m, const struct merge_text texts[MERGE_SIDES], enum lang lang);
void merge_release(struct merge *m);

#endif
