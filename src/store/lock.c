/* flock on a separate file, tried again every few milliseconds: a blocking wait could not end at a deadline.
 * The file has the dataset's own permissions, or a second operator would be locked out for good. */
#include "guatu/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/base/mem.h"
#include "guatu/base/who.h"
#include "guatu/store/beside.h"
#include "guatu/store/trouble.h"

/* Between two tries: short, because the lock is free only for moments while many save at once, and uneven, so
 * that two who wait do not keep step with a third. */
#define LOCK_TRY_MS  2
#define LOCK_TRY_MOD 7

/* A reader of the lock file can hold the lock too, so write permission is not insisted on. */
static int lock_open(int dir, const char *file, const char *name, const struct stat *ds)
{
  int fd = beside_open(dir, file, name, ds, 0, NULL);
  if (fd < 0 && errno == EACCES)
    fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  return fd;
}

/* Waits for the lock; 0, or an errno (EWOULDBLOCK: somebody held it to the end). */
static int lock_wait(int fd, int wait_ms)
{
  int64_t end = clock_ms() + wait_ms;
  for (int tries = (int)getpid(); flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
    if (errno == EINTR)
      continue;
    if (errno != EWOULDBLOCK)
      return errno;
    int64_t left = end - clock_ms(), pause = LOCK_TRY_MS + tries % LOCK_TRY_MOD;
    if (left <= 0)
      return EWOULDBLOCK;
    (void)poll(NULL, 0, (int)(left < pause ? left : pause));
  }
  return 0;
}

/* For the others' message only, so a failure is no reason not to save. */
static void lock_sign(int fd)
{
  char user[80], host[80] = "?", stamp[48], line[256];
  who_user(user, sizeof user);
  clock_stamp(stamp, sizeof stamp);
  if (gethostname(host, sizeof host - 1) != 0)
    strcpy(host, "?");
  host[sizeof host - 1] = '\0';
  int len = snprintf(line, sizeof line, "%s %ld %s %s\n", user, (long)getpid(), host, stamp);
  if (ftruncate(fd, 0) != 0 || pwrite(fd, line, (size_t)len, 0) != len)
    errno = 0;
}

static enum err lock_busy(int fd, struct problems *p)
{
  char holder[256];
  ssize_t got = pread(fd, holder, sizeof holder - 1, 0);
  holder[got > 0 ? got : 0] = '\0';
  holder[strcspn(holder, "\n")] = '\0';
  if (holder[0] == '\0')
    strcpy(holder, "?");
  return problem_fail(p, ERR_FILE,
                      TR(p->lang,
                         "nothing was saved: another save holds its lock (user, process, host, since: %s). "
                         "Try again in a moment; if it "
                         "goes on, end that process.",
                         "没有保存：另一次保存占用着文件锁（用户、进程、主机、时间：%"
                         "s）。请稍后再试；若一直如此，请结束该进程。"),
                      holder);
}

enum err lock_take(struct lock *l, int dir, const char *name, const struct stat *ds, int wait_ms,
                   struct problems *p)
{
  struct buf file = {0};
  struct stat st;
  buf_printf(&file, ".%s.lock", name);
  l->fd = lock_open(dir, file.data, name, ds);
  int error = l->fd < 0 ? errno : 0;
  buf_release(&file);
  if (error == 0 && (fstat(l->fd, &st) != 0 || !S_ISREG(st.st_mode)))
    error = EPERM;
  if (error == 0)
    error = lock_wait(l->fd, wait_ms);
  if (error == 0) {
    lock_sign(l->fd);
    return OK;
  }
  enum err err = error == EWOULDBLOCK ? lock_busy(l->fd, p) : trouble_report(p, error);
  lock_release(l);
  return err;
}

void lock_release(struct lock *l)
{
  if (l->fd >= 0)
    close(l->fd);
  l->fd = -1;
}
