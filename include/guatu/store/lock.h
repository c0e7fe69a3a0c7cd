/* One writer at a time: an advisory lock on `.NAME.lock` beside the dataset.
 *
 * The dataset itself can't be locked, because a save puts a new file in its place. The lock file is never
 * removed: removing it would let two people hold two locks of one name. A process that dies gives its lock
 * back. Inside stands who holds it: "user pid host since". */
#ifndef GUATU_STORE_LOCK_H
#define GUATU_STORE_LOCK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "guatu/base/err.h"

struct lock {
  int fd; /* -1: not held */
};

/* Takes the lock of the dataset `name` in the folder `dir` (a descriptor), waiting at most `wait_ms`. `ds` is
 * the dataset's state: whoever may write it may lock it. On failure the problem says who holds it, or what to
 * do. */
enum err lock_take(struct lock *l, int dir, const char *name, const struct stat *ds, int wait_ms,
                   struct problems *p);
void lock_release(struct lock *l); /* not held is fine */
/* Whether the lock that was taken is still the one that others meet: somebody may have removed its file. */
bool lock_held(const struct lock *l, int dir, const char *name);

#endif
