/* Following a dataset on disk: when to look at it, and what to say while it can't be shown. What is done with
 * a good file is the caller's. The console and the wall share it, so that both mean the same by trouble. */
#ifndef GUATU_TUI_FOLLOW_H
#define GUATU_TUI_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "guatu/base/err.h"
#include "guatu/store/watch.h"

/* Set the first two, leave the rest zero, then call follow_start; without it `watch` stays NULL, and somebody
 * else tells of changes. While `trouble` the last good picture stays; that is said only when it lasts. */
struct follow {
  int gone_ms; /* between two looks at a file that can't be read; −1: the caller sees to that */
  int rest_ms; /* after a look, at least so long until the next; 0: none */
  bool trouble, told, gone; /* told: it has lasted; gone: the file can't even be read */
  char line[480];           /* what is said of it; clean */
  struct watch *watch;
  int64_t next_ms;    /* of the next look without an event, while one is wanted */
  int64_t looked_ms;  /* of the latest look */
  int64_t trouble_ms; /* when it began */
  char since[20];     /* the same as "2021-07-13T10:02" */
};

void follow_start(struct follow *f, const char *path);
void follow_stop(struct follow *f);

/* All times are clock_ms()'s. What to wait for; to be asked before each wait. */
int follow_fd(const struct follow *f, int64_t now_ms);      /* −1: nothing */
int follow_timeout(const struct follow *f, int64_t now_ms); /* −1: nothing to wait for but that */
int follow_rest(const struct follow *f, int64_t now_ms);    /* what is left of the rest; 0: it is over */
/* After the wait: takes what came. Whether the file is to be read now; then follow_looked is to be told how
 * that went, at which local time ("2021-07-13T10:02", which may go on). */
bool follow_due(struct follow *f, int64_t now_ms);
void follow_looked(struct follow *f, enum err err, const struct problems *p, int64_t now_ms,
                   const char *time);
/* "10:02", or "07-13 10:02" when that was on another day; both as for follow_looked. */
void follow_since(char out[16], const char *since, const char *now);

#endif
