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

#include "guatu/store/digest.h"
#include "guatu/store/dress.h"

/* What is written or read at once: a dataset of usual size, and little beside the large ones. */
#define CHUNK ((size_t)1 << 20)

static int write_bytes(int fd, const char *data, size_t len)
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

/* Small pieces are gathered, so that they cost no call each. */
static int write_all(int fd, const struct pieces *text)
{
  struct pieces_at at = {.of = text};
  struct buf gathered = {0};
  int error = 0;
  for (size_t left = text->len; left > 0 && error == 0;) {
    struct piece next = pieces_next(&at, CHUNK - gathered.len);
    left -= next.len;
    if (next.len == CHUNK) {
      error = write_bytes(fd, next.bytes, next.len);
      continue;
    }
    buf_add(&gathered, next.bytes, next.len);
    if (left == 0 || gathered.len == CHUNK) {
      error = write_bytes(fd, gathered.data, gathered.len);
      buf_clear(&gathered);
    }
  }
  buf_release(&gathered);
  return error;
}

static int read_back(int fd, const struct pieces *text)
{
  struct pieces_at expected = {.of = text};
  size_t at = 0, size = text->len < CHUNK ? text->len + 1 : CHUNK;
  char *chunk = mem_alloc(size);
  int error = 0;
  while (at < text->len && error == 0) {
    ssize_t got = pread(fd, chunk, size, (off_t)at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      error = errno;
    else if (got == 0 || (size_t)got > text->len - at || !pieces_match(&expected, chunk, (size_t)got))
      error = EIO;
    at += got > 0 ? (size_t)got : 0;
  }
  free(chunk);
  return error;
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

int temp_write(int dir, const char *name, const struct stat *ds, const struct pieces *text, struct buf *file,
               char *digest)
{
  buf_clear(file);
  buf_printf(file, ".%s.tmp.%ld", name, (long)getpid());
  int fd = create(dir, file->data);
  if (fd < 0 && errno == EEXIST && unlinkat(dir, file->data, 0) == 0)
    fd = create(dir, file->data); /* our own, from a time when it could not be removed */
  if (fd < 0)
    return errno;
  int error = write_all(fd, text);
  if (error == 0 && digest != NULL) {
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* the disk begins */
    digest_pieces(text, digest);
  }
  if (error == 0)
    error = dress_like(dir, name, ds, fd, 07777, true);
  if (error == 0)
    error = sync_file(fd);
  if (error == 0)
    error = read_back(fd, text);
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
