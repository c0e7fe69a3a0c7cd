/* Reading a dataset's bytes: regular files only, bounded, never blocking on a FIFO (PLATFORM §1.4). */
#ifndef GUATU_STORE_FILE_H
#define GUATU_STORE_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"
#include "guatu/store/patch.h"

#define FILE_MAX_BYTES (256u << 20)

/* Reads all of `path` into `out`. `st` (may be NULL) gets the file's state when it was read. Problems name
 * what is wrong and what to do: missing, directory, FIFO, device, unreadable, over 256 MiB. Returns ERR_FILE
 * then. `name` is what messages call the file. */
enum err file_read(const char *path, struct buf *out, struct stat *st, struct problems *p);
/* Reads `path` beside a text in pieces, without keeping it: *same says whether the file is that text. The
 * same problems as file_read. */
enum err file_compare(const char *path, const struct pieces *text, bool *same, struct stat *st,
                      struct problems *p);
/* Whether the two states are of the same untouched file (device, inode, size, mtime, ctime). */
bool file_same(const struct stat *a, const struct stat *b);

#endif
