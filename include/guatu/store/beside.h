/* The files beside a dataset that everyone shares who may write it: its lock and its journal. Whatever the
 * first one's umask, the second can use them. */
#ifndef GUATU_STORE_BESIDE_H
#define GUATU_STORE_BESIDE_H

#include <stdbool.h>
#include <sys/stat.h>

/* Opens `file` in the folder `dir` for reading and writing (and O_APPEND, when in `flags`), or creates it
 * with the permissions of the dataset `name` (state `ds`), without those to execute. A link is not followed,
 * and what is no file gives EPERM. −1 with errno. *made (may be NULL) says whether it was created. */
int beside_open(int dir, const char *file, const char *name, const struct stat *ds, int flags, bool *made);

#endif
