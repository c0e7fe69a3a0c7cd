/* Reading a journal from its beginning, or on from where one was: what stands, what was dropped, and where
 * the chain is broken. Needs no lock: lines are only ever added. */
#ifndef GUATU_STORE_LEDGER_H
#define GUATU_STORE_LEDGER_H

#include <sys/stat.h>

#include "guatu/base/err.h"
#include "guatu/store/journal_line.h"

enum ledger_standing {
  LEDGER_STANDS,  /* the save was made; or a remark, which always stands */
  LEDGER_DROPPED, /* the save did not come about */
  LEDGER_PENDING  /* not known yet: the save is being made, or was interrupted */
};

/* Called for every line but those that confirm or drop a save, in their order. `line` counts from 1. Texts
 * are borrowed until it returns. */
typedef void ledger_visit(void *context, const struct journal_line *l, size_t line,
                          enum ledger_standing standing);

/* Zero-initialise with {0}. */
struct ledger {
  struct stat st; /* of the journal when it was last read */
  off_t offset;   /* read so far */
  size_t line;
  uint64_t seq;
  char prev[DIGEST_SIZE], after[DIGEST_SIZE]; /* of the last line */
  struct journal_line *pending;               /* a save's lines, until it is settled */
  size_t pending_count, pending_line;
  struct arena arena; /* of the pending lines */
  size_t broken;      /* the first line that is wrong; 0: none */
  const struct words *why;
};

/* Reads what is new in the journal of the dataset at `path`. No journal is no error: nothing is visited then.
 * *anew (may be NULL): it is another file than before, or shorter, and was read from its beginning again:
 * what earlier visits told is void, and it is set before the first visit. */
enum err ledger_follow(struct ledger *g, const char *path, ledger_visit *visit, void *context, bool *anew,
                       struct problems *p);
/* The same a little at a time: the lines that begin in the next few kilobytes, which is a matter of a
 * millisecond. *more: the end was not reached. */
enum err ledger_step(struct ledger *g, const char *path, ledger_visit *visit, void *context, bool *anew,
                     bool *more, struct problems *p);
/* For who wants the last lines only: the first to be read are those in the last `bytes` of the journal. What
 * stands before them counts as missing. */
void ledger_skip(struct ledger *g, const char *path, size_t bytes);
/* The two halves of that for who can't do both: opens the journal for reading, −1 with errno; takes the whole
 * lines off the front of `text`, which follows on what was taken before, and leaves the rest. */
int ledger_open(const char *path);
void ledger_feed(struct ledger *g, struct buf *text, ledger_visit *visit, void *context);
/* Visits what is pending. */
void ledger_end(struct ledger *g, ledger_visit *visit, void *context);
void ledger_release(struct ledger *g);

#endif
