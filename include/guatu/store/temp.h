/* The new text in a temporary file beside the dataset, complete and on the disk before it takes the dataset's
 * name. */
#ifndef GUATU_STORE_TEMP_H
#define GUATU_STORE_TEMP_H

#include <sys/stat.h>

#include "guatu/base/mem.h"
#include "guatu/store/patch.h"

/* Writes `text` to `.NAME.tmp.PID` in the folder `dir` with the mode, group, ACL and user attributes of the
 * dataset `name` (state `ds`), and waits for the disk. 0, or an errno with the file removed again. `file`
 * gets its name; `digest` (DIGEST_SIZE, or NULL) the text's hash, worked out while the disk writes. */
int temp_write(int dir, const char *name, const struct stat *ds, const struct pieces *text, struct buf *file,
               char *digest);
/* Removes what killed saves left. Only for the holder of the lock. */
void temp_sweep(int dir, const char *name);

#endif
