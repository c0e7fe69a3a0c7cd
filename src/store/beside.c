/* A companion file is dressed before it has its name, so that nobody ever meets it half made: it is written
 * under the name of a temporary file and linked. Where there are no links (some network and FAT file systems)
 * it is made in place.
 *
 * The dataset's permissions may have been changed since: its owner, and root, put the companion right again
 * when they open it. */
#include "guatu/store/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/store/dress.h"

#define MODE_MASK 0666
#define TRIES     3

static int open_again(int dir, const char *file, int flags, mode_t mode)
{
  int fd;
  do
    fd = openat(dir, file, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode);
  while (fd < 0 && errno == EINTR);
  return fd;
}

/* Makes it under its own name, or returns −1; EEXIST when somebody was faster. What can't be made like the
 * dataset is not made at all, or nobody else could use it: its maker can't save the dataset either. */
static int make_in_place(int dir, const char *file, const char *name, const struct stat *ds, int flags)
{
  int fd = open_again(dir, file, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
  int error = fd >= 0 ? dress_like(dir, name, ds, fd, MODE_MASK, false) : 0;
  if (error == 0)
    return fd;
  unlinkat(dir, file, 0);
  close(fd);
  errno = error;
  return -1;
}

/* The same under a name that the next save would sweep, then linked. ENOENT: a sweep came between. */
static int make(int dir, const char *file, const char *name, const struct stat *ds, int flags)
{
  struct buf temp = {0};
  buf_printf(&temp, ".%s.tmp.%ld", name, (long)getpid());
  int fd = make_in_place(dir, temp.data, name, ds, flags);
  if (fd >= 0) {
    int error = linkat(dir, temp.data, dir, file, 0) != 0 ? errno : 0;
    unlinkat(dir, temp.data, 0);
    if (error != 0) {
      close(fd);
      fd = -1;
    }
    if (error == EPERM || error == EOPNOTSUPP || error == ENOSYS)
      fd = make_in_place(dir, file, name, ds, flags);
    else
      errno = error;
  }
  buf_release(&temp);
  return fd;
}

/* Nobody minds when it can't be done: who must know are those who can't open it, and they are told then. */
static void put_right(int dir, const char *name, const struct stat *ds, int fd, const struct stat *st)
{
  bool may = geteuid() == 0 || geteuid() == st->st_uid;
  bool right = (st->st_mode & 07777) == (ds->st_mode & MODE_MASK) && st->st_gid == ds->st_gid;
  if (may && (!right || !dress_same_acl(dir, name, fd)))
    (void)dress_like(dir, name, ds, fd, MODE_MASK, false);
}

int beside_open(int dir, const char *file, const char *name, const struct stat *ds, int flags, bool *made)
{
  struct stat st;
  int fd = -1;
  bool created = false;
  for (int tries = 0; tries < TRIES && fd < 0; tries++) {
    fd = open_again(dir, file, O_RDWR | flags, 0);
    if (fd >= 0 || errno != ENOENT)
      break;
    fd = make(dir, file, name, ds, flags);
    created = fd >= 0;
    if (fd < 0 && errno != EEXIST && errno != ENOENT)
      break;
  }
  if (made)
    *made = created;
  if (fd < 0)
    return errno == ELOOP ? (errno = EPERM, -1) : -1;
  int error = fstat(fd, &st) != 0 ? errno : S_ISREG(st.st_mode) ? 0 : EPERM;
  if (error != 0) {
    close(fd);
    errno = error;
    return -1;
  }
  if (!created)
    put_right(dir, name, ds, fd, &st);
  return fd;
}
