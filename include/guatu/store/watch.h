/* Watching a dataset: something to wait on, and the question whether to look again (PLATFORM §3.1).
 *
 * A file that is replaced takes a watch on itself along, so its folder is watched, and the folders of the
 * symbolic links that lead to it. Only where there are no events (a network file system, no inotify, a folder
 * that is gone) somebody has to ask from time to time; else nothing wakes up while nothing happens. */
#ifndef GUATU_STORE_WATCH_H
#define GUATU_STORE_WATCH_H

#include <stdbool.h>

struct watch;

/* Never fails: what can't be watched is asked for. The file need not be there. What was read before the call
 * may be old by then: read once more after it. */
struct watch *watch_open(const char *path);
void watch_close(struct watch *w); /* NULL is fine */

/* Readable when something may have happened; −1: never. To be asked before each wait, since watch_drain may
 * open another. */
int watch_fd(const struct watch *w);
/* Milliseconds after which to call watch_drain although nothing was readable; −1: that is not needed. */
int watch_timeout(const struct watch *w);
/* Takes what came. Whether the file may be another than at the last call: "no" is certain, "yes" is for the
 * bytes to decide. */
bool watch_drain(struct watch *w);

/* The folders in which names on the way to `path` stand: its own, and with symbolic links those that they are
 * in and lead to. `visit` gets each as it is written, which may be relative. */
void watch_folders(const char *path, void (*visit)(void *context, const char *folder), void *context);

#endif
