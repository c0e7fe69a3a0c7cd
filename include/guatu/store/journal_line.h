/* One line of a journal: what happened to one figure, or to the dataset as a whole (guatu.journal(5)).
 *
 * A line is one JSON object. Its last member is the hash of the line up to there; "prev" is the hash of the
 * line before: a journal is a chain in which no byte changes unnoticed. */
#ifndef GUATU_STORE_JOURNAL_LINE_H
#define GUATU_STORE_JOURNAL_LINE_H

#include <stdint.h>

#include "guatu/model/plan.h"
#include "guatu/store/digest.h"

/* What a line tells. Those before JOURNAL_OUTSIDE announce a change that a save makes; it stands when a line
 * JOURNAL_SAVED of the same save follows. */
enum journal_what {
  JOURNAL_SET,     /* a figure was entered or corrected */
  JOURNAL_UNDO,    /* taken back */
  JOURNAL_REDO,    /* entered again after that */
  JOURNAL_IMPORT,  /* came with a table */
  JOURNAL_MERGE,   /* came with another copy of the dataset */
  JOURNAL_RESTORE, /* entered again after another program had overwritten it */
  JOURNAL_OUTSIDE, /* another program changed the dataset; with a figure: this one, which guatu had saved */
  JOURNAL_ACCEPT,  /* somebody let a figure stand as another program left it */
  JOURNAL_SAVED,   /* the save was made whole */
  JOURNAL_DROPPED, /* the save did not come about: the dataset is what it was before */
  JOURNAL_COUNT
};

/* The word in the file, and what people call it. */
struct journal_word {
  const char *id;
  struct words name;
};
extern const struct journal_word journal_words[JOURNAL_COUNT];

/* Texts are borrowed, or hang on the arena they were read into; "" where there is none. */
struct journal_line {
  uint64_t seq;  /* from 1, without a gap */
  uint64_t save; /* the seq of its save's first line; 0: of none */
  enum journal_what what;
  const char *time;           /* RFC 3339 */
  const char *user, *account; /* account "": the user's own */
  const char *key, *from;     /* the SSH key's fingerprint; the SSH client's address */
  const char *target;         /* id; "": the dataset as a whole */
  struct date through;
  bool has_old, has_new;
  struct reading old, new;    /* of that day: before and after */
  const char *before, *after; /* the dataset's hash before, and after, a save; of others `after` alone */
  const char *prev, *hash;    /* set by journal_line_write */
};

/* Appends the line with its "\n". `prev` is the hash of the line before (64 zeros for the first); `hash` gets
 * this one's. */
void journal_line_write(struct buf *out, const struct journal_line *l, const char *prev,
                        char hash[DIGEST_SIZE]);
/* Reads a line without its "\n". False when it is none, in which case *why says so in few words. A line whose
 * hash is wrong is read all the same, with *why set; NULL: everything is right. */
bool journal_line_read(const char *text, size_t len, struct arena *a, struct journal_line *out,
                       const struct words **why);
/* Whether the line is about one figure that a save changed. */
bool journal_is_change(enum journal_what what);

#endif
