/* Saving: the old file or the new one, never something between (DESIGN §2, PLATFORM §3). No lock is held while anybody types.
 *
 * resolve → lock → read again → edit the fresh text → temporary file beside it, same mode and group → fsync → nobody else replaced the file
 * meanwhile → rename → fsync the folder → unlock. The journal (a later step) has its place right before and after the rename. */
#ifndef GUATU_STORE_COMMIT_H
#define GUATU_STORE_COMMIT_H

#include "guatu/base/err.h"
#include "guatu/base/mem.h"

/* Makes the new text from the file's present text. Returns OK, or reports why not. */
typedef enum err commit_edit(void *context, const char *text, size_t len, struct buf *out, struct problems *p);

/* Applies `edit` to the file's present text and saves the result, waiting at most 10 s for another's lock. On success `saved` (may be NULL) gets the
 * new text. On failure the dataset is byte for byte what it was, no temporary file is left, and the problem says what to do. An edit
 * that changes nothing writes nothing. */
enum err commit_file(const char *path, commit_edit *edit, void *context, struct buf *saved, struct problems *p);

/* Whether `path` can be saved here: "" when yes, else why not in words (no permission, read-only file system, hard links). */
enum err commit_possible(const char *path, struct problems *p);

#endif
