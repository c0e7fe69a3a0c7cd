/* For the tests in which the real program fails on the way: prepared folders with a dataset in them, entering
 * a figure in a copy of one while something goes wrong, and what must hold afterwards whatever it was. */
#ifndef GUATU_TESTS_SUPPORT_FAULTS_H
#define GUATU_TESTS_SUPPORT_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/mem.h"

#define FAULTS_DAY    "2021-07-10"     /* the day on which figures are entered */
#define FAULTS_TARGET "dead-end-roads" /* the target whose save goes wrong */
#define FAULTS_FIRST  "power-line-projects"
#define FAULTS_NEXT   "new-tech-smes" /* the target that is saved after it */

/* A folder among the test's own, with the real plan as ds.conf in it, and these figures entered: of
 * FAULTS_FIRST when `first`, and of FAULTS_TARGET when not NULL. `journal` false takes journal and lock away.
 */
void faults_prepare(const char *folder, bool first, const char *figure, bool journal);
/* Makes `to` a copy of `from`. */
void faults_copy(const char *from, const char *to);
/* Path of a file in such a folder; owned by the caller. */
char *faults_path(const char *folder, const char *file);

/* The words that enter a figure of FAULTS_TARGET in the folder's dataset, for run_to and for the
 * tracers below. */
struct faults_words {
  const char *list[8];
  char *path; /* owned */
};
struct faults_words faults_words(const char *folder, const char *figure);

/* A save from a prepared folder: what the dataset may be afterwards. Zero-initialise. */
struct faults_save {
  const char *folder; /* prepared */
  const char *told;   /* FAULTS_TARGET's figure that its journal (once it is put right) tells; NULL: none */
  const char *figure; /* that is entered */
  char *old, *new;    /* the dataset's texts; new: without moments */
  char *seen[64];     /* states of the folder that were looked at already; owned */
  size_t seen_count;
};

void faults_save_begin(struct faults_save *s);
void faults_save_end(struct faults_save *s);
/* Whether a temporary file of a save lies in the folder. */
bool faults_leftover(const char *folder);
/* No state counts as met before any more. */
void faults_forget(struct faults_save *s);
/* Looks at the copy `now` after something happened to its save. *saved gets whether the dataset is the new
 * one (else it is byte for byte the old one). The dataset must be sound, one more save must put all in order,
 * and the journal must tell what the dataset says; states that were met before are not looked at again.
 * `when` begins the message of a failure. */
void faults_look(struct faults_save *s, const char *now, const char *when, bool *saved);

#endif
