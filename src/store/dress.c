/* A new file belongs to whoever made it and to his umask; a dataset belongs to an office. So everything that
 * a person could set on the dataset is set on its successor and on its companions as well. */
#include "guatu/store/dress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "guatu/base/mem.h"

#define ACL "system.posix_acl_access"

/* Zero-terminated names after each other, or 0 with *list NULL. */
static ssize_t attribute_names(int fd, char **list)
{
  *list = NULL;
  ssize_t size = flistxattr(fd, NULL, 0);
  if (size <= 0)
    return 0;
  *list = mem_alloc((size_t)size + 1);
  size = flistxattr(fd, *list, (size_t)size);
  return size > 0 ? size : 0;
}

static int copy_attribute(int from, int to, const char *name)
{
  ssize_t size = fgetxattr(from, name, NULL, 0);
  if (size < 0)
    return errno == ENODATA || errno == ENOTSUP ? 0 : errno;
  char *value = mem_alloc((size_t)size + 1);
  size = fgetxattr(from, name, value, (size_t)size);
  int error = size < 0 || fsetxattr(to, name, value, (size_t)size, 0) != 0 ? errno : 0;
  free(value);
  return error;
}

/* The ACL and the user's attributes must come along; a security label is copied when the system lets us,
 * which sets its own otherwise. */
static int copy_attributes(int from, int to, bool user)
{
  char *names;
  int error = 0;
  bool acl = false;
  ssize_t size = attribute_names(from, &names);
  for (ssize_t i = 0; i < size && error == 0; i += (ssize_t)strlen(names + i) + 1) {
    const char *name = names + i;
    if (strcmp(name, "security.selinux") == 0)
      (void)copy_attribute(from, to, name);
    else if ((user && strncmp(name, "user.", 5) == 0) || strcmp(name, ACL) == 0)
      error = copy_attribute(from, to, name);
    acl = acl || strcmp(name, ACL) == 0;
  }
  free(names);
  if (error == 0 && !acl && fremovexattr(to, ACL) != 0 && errno != ENODATA && errno != ENOTSUP)
    error = errno; /* one that the folder gave by default would let others in */
  return error;
}

/* Whether the file's group may do what everybody may: then nobody loses anything when it can't be kept. */
static bool group_is_idle(mode_t mode)
{
  return (mode >> 3 & 7) == (mode & 7) && (mode & S_ISGID) == 0;
}

/* Owner (root only), group, attributes, mode: in this order, because a change of owner clears mode bits and
 * an ACL is part of the mode. */
int dress_like(int dir, const char *name, const struct stat *ds, int fd, mode_t mask, bool attributes)
{
  struct stat mine;
  if (fstat(fd, &mine) != 0)
    return errno;
  uid_t owner = geteuid() == 0 ? ds->st_uid : (uid_t)-1;
  bool right = mine.st_gid == ds->st_gid && (owner == (uid_t)-1 || owner == mine.st_uid);
  if (!right && fchown(fd, owner, ds->st_gid) != 0 && !(errno == EPERM && group_is_idle(ds->st_mode)))
    return errno;
  int from = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (from < 0)
    return errno;
  int error = copy_attributes(from, fd, attributes);
  close(from);
  if (error == 0 && fchmod(fd, ds->st_mode & mask) != 0)
    error = errno;
  return error;
}

bool dress_same_acl(int dir, const char *name, int fd)
{
  char ours[1024], theirs[1024];
  int from = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  ssize_t a = from < 0 ? -1 : fgetxattr(from, ACL, theirs, sizeof theirs),
          b = fgetxattr(fd, ACL, ours, sizeof ours);
  if (from >= 0)
    close(from);
  return a == b && (a <= 0 || memcmp(ours, theirs, (size_t)a) == 0);
}
