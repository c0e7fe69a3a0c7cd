/* Saving: the old file or the new one, never something between, and a journal that agrees with it (DESIGN §2,
 * PLATFORM §3.3). No lock is held while anybody types.
 *
 * resolve → lock → journal: finish what a crashed save left → read again → edit the fresh text → temporary
 * file beside it, same mode, group and attributes → fsync → announce in the journal → nobody else replaced
 * the file meanwhile → rename → fsync the folder → confirm in the journal → unlock. */
#ifndef GUATU_STORE_COMMIT_H
#define GUATU_STORE_COMMIT_H

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/store/change.h"
#include "guatu/store/figures.h"
#include "guatu/store/journal_line.h"
#include "guatu/store/patch.h"

/* What an edit makes of the file's present text. */
struct commit_made {
  struct patch patch;        /* of that text; what it says already may be put again */
  const struct change *list; /* the figures it changes, for the journal; borrowed until commit_file returns */
  size_t count;
  bool taken; /* the present text was another than the caller had, and he has made it his own: c->text and
                 c->hash become it, whatever becomes of the save */
  const struct plan
      *before; /* the present text's plan, where the edit has read it; NULL: it has not. Borrowed as well */
};

/* Says what is to become of the file's present text. Returns OK, or reports why not. May be called several
 * times for one save. */
typedef enum err commit_edit(void *context, const char *text, size_t len, struct commit_made *made,
                             struct problems *p);

struct commit {
  commit_edit *edit;
  void *context;
  enum journal_what what; /* what the journal calls it: one of those that journal_is_change */
  bool alone;             /* nobody shares the file (git's temporary one): no lock, no journal */
  struct buf *text; /* the text that the caller has, which need not be read again where the file is still
                       that; becomes the saved one. NULL: none */
  char *hash;       /* DIGEST_SIZE bytes: text's, or ""; becomes that of the saved text. NULL: none */
  struct figures *figures; /* the journal as far as the caller has read it: what is new is read where another
                              program has changed the file. NULL: all of it is */
};

/* Applies the edit to the file's present text and saves the result, waiting at most 10 s for another's lock.
 * On failure the dataset is byte for byte what it was, no temporary file is left, the problem says what to
 * do, and c->text and c->hash are what they were. An edit that changes nothing writes nothing. */
enum err commit_file(const char *path, const struct commit *c, struct problems *p);

/* Writes into the journal alone that figures stand as another program left them; `figures` as in struct
 * commit. */
enum err commit_accept(const char *path, const struct change *list, size_t count, struct figures *figures,
                       struct problems *p);

/* Whether the dataset at `path` has a journal: whether people enter figures in it with guatu. */
bool commit_has_journal(const char *path);

/* Whether `path` can be saved here: OK, else why not in words (no permission, read-only file system, hard
 * links). */
enum err commit_possible(const char *path, struct problems *p);

#endif
