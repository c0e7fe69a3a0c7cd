/* A temporary file is private until it is whole: created for its owner alone, written, given the dataset's
 * group, mode and ACL, synced, read back and compared. Only then may it be renamed. */
#include "guatu/store/temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

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
static int copy_attributes(int from, int to)
{
  char *names;
  int error = 0;
  bool acl = false;
  ssize_t size = attribute_names(from, &names);
  for (ssize_t i = 0; i < size && error == 0; i += (ssize_t)strlen(names + i) + 1) {
    const char *name = names + i;
    if (strcmp(name, "security.selinux") == 0)
      (void)copy_attribute(from, to, name);
    else if (strncmp(name, "user.", 5) == 0 || strcmp(name, ACL) == 0)
      error = copy_attribute(from, to, name);
    acl = acl || strcmp(name, ACL) == 0;
  }
  free(names);
  if (error == 0 && !acl && fremovexattr(to, ACL) != 0 && errno != ENODATA && errno != ENOTSUP)
    error = errno; /* one that the folder gave by default would let others in */
  return error;
}

static int write_all(int fd, const char *data, size_t len)
{
  while (len > 0) {
    ssize_t done = write(fd, data, len);
    if (done < 0 && errno != EINTR)
      return errno;
    if (done > 0) {
      data += done;
      len -= (size_t)done;
    }
  }
  return 0;
}

static int read_back(int fd, const char *data, size_t len)
{
  char chunk[1 << 14];
  size_t at = 0;
  while (at < len) {
    ssize_t got = pread(fd, chunk, sizeof chunk, (off_t)at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return errno;
    if (got == 0 || (size_t)got > len - at || memcmp(chunk, data + at, (size_t)got) != 0)
      return EIO;
    at += (size_t)got;
  }
  return 0;
}

static int sync_file(int fd)
{
  while (fsync(fd) != 0)
    if (errno != EINTR)
      return errno;
  return 0;
}

/* Whether the file's group may do what everybody may: then nobody loses anything when it can't be kept. */
static bool group_is_idle(mode_t mode)
{
  return (mode >> 3 & 7) == (mode & 7) && (mode & S_ISGID) == 0;
}

/* Owner (root only), group, attributes, mode: in this order, because a change of owner clears mode bits and
 * an ACL is part of the mode. */
static int dress(int dir, const char *name, const struct stat *ds, int fd)
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
  int error = copy_attributes(from, fd);
  close(from);
  if (error == 0 && fchmod(fd, ds->st_mode & 07777) != 0)
    error = errno;
  return error;
}

int temp_write(int dir, const char *name, const struct stat *ds, const struct buf *text, struct buf *file)
{
  buf_clear(file);
  buf_printf(file, ".%s.tmp.%ld", name, (long)getpid());
  int fd = openat(dir, file->data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return errno;
  int error = write_all(fd, text->data, text->len);
  if (error == 0)
    error = dress(dir, name, ds, fd);
  if (error == 0)
    error = sync_file(fd);
  if (error == 0)
    error = read_back(fd, text->data, text->len);
  if (close(fd) != 0 && errno != EINTR && error == 0)
    error = errno;
  if (error != 0)
    unlinkat(dir, file->data, 0);
  return error;
}

static bool is_leftover(const char *entry, const struct buf *prefix)
{
  if (strncmp(entry, prefix->data, prefix->len) != 0)
    return false;
  const char *pid = entry + prefix->len;
  return *pid != '\0' && pid[strspn(pid, "0123456789")] == '\0';
}

void temp_sweep(int dir, const char *name)
{
  struct buf prefix = {0};
  int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
  if (folder == NULL) {
    if (fd >= 0)
      close(fd);
    return;
  }
  buf_printf(&prefix, ".%s.tmp.", name);
  for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder))
    if (is_leftover(e->d_name, &prefix))
      unlinkat(dir, e->d_name, 0);
  closedir(folder);
  buf_release(&prefix);
}
