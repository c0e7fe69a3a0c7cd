/* The journal `NAME.journal` beside a dataset: every change of a figure, for good (guatu.journal(5)).
 *
 * Only the holder of the dataset's lock writes. What a save is about to do is on the disk before the dataset
 * changes, so that after a crash the next one can tell from the dataset's hash whether it was done
 * (PLATFORM §3.3). Nothing in it is ever changed; only a line that a crash cut short is cut off. */
#ifndef GUATU_STORE_JOURNAL_H
#define GUATU_STORE_JOURNAL_H

#include <stdbool.h>
#include <sys/stat.h>

#include "guatu/base/err.h"
#include "guatu/store/change.h"
#include "guatu/store/journal_line.h"

/* A journal that is open for writing. */
struct journal {
  int fd;                                       /* −1: not open */
  bool made;                                    /* created just now: its name is not on the disk yet */
  uint64_t seq;                                 /* of the last line; 0: none */
  char prev[DIGEST_SIZE];                       /* the last line's hash */
  bool pending;                                 /* the last save is neither confirmed nor dropped */
  uint64_t save;                                /* while pending: that save */
  char before[DIGEST_SIZE], after[DIGEST_SIZE]; /* the dataset's hash; before: while pending. "": not known */
  char user[80], account[80], key[80], from[80]; /* who writes */
  struct buf lines;                              /* written by journal_write */
};

/* "NAME.journal". */
void journal_name(struct buf *out, const char *name);

/* Opens the journal of the dataset `name` (state `ds`) in the folder `dir`, or begins it. On errors the
 * problem says what to do. Close it in any case. */
enum err journal_open(struct journal *j, int dir, const char *name, const struct stat *ds,
                      struct problems *p);
void journal_close(struct journal *j);

/* Says that the journal can't be written, and what to do, for an errno; returns ERR_FILE. */
enum err journal_refuse(int error, struct problems *p);

/* Lines are gathered first and written in one piece, whole or not at all. */
/* The announcement of a save that turns the dataset of hash `before` into `after`: one line a change, and one
 * when it changes no figure. */
void journal_announce(struct journal *j, enum journal_what what, const struct change *list, size_t count,
                      const char *before, const char *after);
/* The announced save was made, or was not. */
void journal_settle(struct journal *j, bool saved);
/* A change by another program (of one figure, or NULL: as a whole) that led to the hash `after`, or its
 * acceptance. */
void journal_remark(struct journal *j, enum journal_what what, const struct change *c, const char *after);
/* Writes what was gathered; `sync` waits for the disk. 0, or an errno: then the file is as it was before, and
 * nothing is gathered any more. */
int journal_write(struct journal *j, bool sync);

#endif
