/* A dataset behind its links, in its folder: what a save works on. */
#ifndef GUATU_STORE_HOME_H
#define GUATU_STORE_HOME_H

#include <sys/stat.h>

#include "guatu/base/err.h"

struct home {
  char *path;       /* real, absolute; owned */
  const char *name; /* its last part */
  int dir;          /* its folder */
  struct stat st;
};

/* Resolves the path and checks what can be checked without writing. The caller releases it in any case. */
enum err home_find(struct home *at, const char *path, struct problems *p);
/* Whether this process may save it there: OK, else why not in words. */
enum err home_writable(const struct home *at, struct problems *p);
void home_release(struct home *at);

/* Says that a file with so many hard links can't be saved; returns ERR_FILE. */
enum err home_refuse_links(unsigned long links, struct problems *p);

#endif
