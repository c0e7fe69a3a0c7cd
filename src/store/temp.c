/* A temporary file is private until it is whole: created for its owner alone, written, given the dataset's
 * group, mode and ACL, synced, read back and compared. Only then may it be renamed. */
#include "guatu/store/temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/store/dress.h"

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

static int create(int dir, const char *file)
{
  return openat(dir, file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int temp_write(int dir, const char *name, const struct stat *ds, const struct buf *text, struct buf *file)
{
  buf_clear(file);
  buf_printf(file, ".%s.tmp.%ld", name, (long)getpid());
  int fd = create(dir, file->data);
  if (fd < 0 && errno == EEXIST && unlinkat(dir, file->data, 0) == 0)
    fd = create(dir, file->data); /* our own, from a time when it could not be removed */
  if (fd < 0)
    return errno;
  int error = write_all(fd, text->data, text->len);
  if (error == 0)
    error = dress_like(dir, name, ds, fd, 07777, true);
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
