/* Reading a dataset's bytes. The file is opened without blocking, so that a FIFO can't hang the console, and
 * looked at through the open descriptor, so that nothing can be swapped in between. It is read once; who must
 * know whether it changed compares the state, or its bytes with those that are known. */
#include "guatu/store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)
#define PART  ((size_t)4 << 20) /* read at once, so that who waits hears of it */

static enum err refuse(struct problems *p, const char *en, const char *zh)
{
  return problem_fail(p, ERR_FILE, "%s", TR(p->lang, en, zh));
}

static enum err refuse_errno(struct problems *p, int error)
{
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return refuse(p, "no such file; check its name and its folder", "没有这个文件；请核对文件名和所在文件夹");
  case EACCES:
  case EPERM:
    return refuse(p, "no permission to read it; ask the owner to let you",
                  "没有读取权限；请向文件所有者申请");
  case ELOOP:
    return refuse(p, "too many symbolic links; check where they lead", "符号链接层数过多；请检查链接");
  case EIO:
    return refuse(p,
                  "the disk reports an input/output error; call the administrator, the disk may be failing",
                  "磁盘报告输入输出错误；请联系管理员，磁盘可能正在损坏");
  default:
    return problem_fail(p, ERR_FILE,
                        TR(p->lang,
                           "it can't be read: %s; try again, and tell the administrator if this goes on",
                           "无法读取：%s；请重试，若一直如此请联系管理员"),
                        strerror(error));
  }
}

static enum err check_kind(const struct stat *st, struct problems *p)
{
  if (S_ISDIR(st->st_mode))
    return refuse(p, "this is a folder; give a dataset inside it", "这是文件夹；请给出其中的数据文件");
  if (S_ISFIFO(st->st_mode))
    return refuse(p, "this is a pipe; a dataset is a regular file", "这是管道；数据文件应是普通文件");
  if (!S_ISREG(st->st_mode))
    return refuse(p, "this is a device or socket; a dataset is a regular file",
                  "这是设备或套接字；数据文件应是普通文件");
  if (st->st_size > (off_t)FILE_MAX_BYTES)
    return refuse(p, "larger than 256 MiB; this is no dataset", "超过256 MiB；这不是数据文件");
  return OK;
}

static enum err too_large(struct problems *p)
{
  return refuse(p, "larger than 256 MiB; this is no dataset", "超过256 MiB；这不是数据文件");
}

/* The next bytes; 0 at the end. */
static enum err read_some(int fd, char *bytes, size_t size, size_t *got, struct problems *p)
{
  ssize_t n;
  do
    n = read(fd, bytes, size);
  while (n < 0 && errno == EINTR);
  *got = n > 0 ? (size_t)n : 0;
  return n < 0 ? refuse_errno(p, errno) : OK;
}

/* Reads to the end, at most one byte more than is allowed: a file may grow while it is read. */
static enum err read_all(int fd, const struct stat *st, struct buf *out, struct problems *p)
{
  buf_room(out, (size_t)st->st_size + 1); /* one more, to see the end */
  for (;;) {
    size_t got;
    if (out->len + 1 == out->cap)
      buf_room(out, CHUNK);
    size_t room = out->cap - 1 - out->len;
    enum err err = read_some(fd, out->data + out->len, room < PART ? room : PART, &got, p);
    if (err != OK || got == 0)
      return err;
    out->len += got;
    progress_at(p->progress, out->len, (size_t)st->st_size + 1);
    if (out->len > FILE_MAX_BYTES)
      return too_large(p);
  }
}

/* A descriptor of a regular file, or −1 with a problem. */
static int file_open(const char *path, struct stat *st, struct problems *p)
{
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    errno == ENXIO ? refuse(p, "this is a device or socket; a dataset is a regular file",
                            "这是设备或套接字；数据文件应是普通文件")
                   : refuse_errno(p, errno);
  else if ((fstat(fd, st) == 0 ? check_kind(st, p) : refuse_errno(p, errno)) != OK) {
    close(fd);
    fd = -1;
  }
  return fd;
}

enum err file_read(const char *path, struct buf *out, struct stat *st, struct problems *p)
{
  struct stat state;

  buf_clear(out);
  progress_part(p->progress, 0, 3);
  int fd = file_open(path, &state, p);
  if (fd < 0)
    return ERR_FILE;
  enum err err = read_all(fd, &state, out, p);
  close(fd);
  if (err == OK && st)
    *st = state;
  if (err == OK)
    buf_puts(out, ""); /* never NULL, even for an empty file */
  else
    buf_clear(out);
  return err;
}

enum err file_compare(const char *path, const struct pieces *text, bool *same, struct stat *st,
                      struct problems *p)
{
  struct pieces_at at = {.of = text};
  size_t got, left = text->len;

  *same = false;
  int fd = file_open(path, st, p);
  if (fd < 0)
    return ERR_FILE;
  bool may = (uintmax_t)st->st_size == text->len;
  size_t size = may && text->len < CHUNK ? text->len + 1 : CHUNK;
  char *bytes = mem_resize(NULL, size, 1);
  enum err err = OK;
  while (may && (err = read_some(fd, bytes, size, &got, p)) == OK && got > 0) {
    may = got <= left && pieces_match(&at, bytes, got);
    left -= may ? got : 0;
  }
  *same = err == OK && may && left == 0;
  free(bytes);
  close(fd);
  return err;
}

bool file_same(const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}
