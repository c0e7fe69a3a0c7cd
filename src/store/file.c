/* Reading a dataset's bytes. The file is opened without blocking, so that a FIFO can't hang the console, and
 * looked at through the open descriptor, so that nothing can be swapped in between. It is read once; who must
 * know whether it changed compares the state. */
#include "guatu/store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64u << 10)

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

/* Reads to the end, at most one byte more than is allowed: a file may grow while it is read. */
static enum err read_all(int fd, struct buf *out, struct problems *p)
{
  char bytes[CHUNK];

  for (;;) {
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return refuse_errno(p, errno);
    if (got == 0)
      return OK;
    buf_add(out, bytes, (size_t)got);
    if (out->len > FILE_MAX_BYTES)
      return refuse(p, "larger than 256 MiB; this is no dataset", "超过256 MiB；这不是数据文件");
  }
}

enum err file_read(const char *path, struct buf *out, struct stat *st, struct problems *p)
{
  struct stat state;

  buf_clear(out);
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return errno == ENXIO ? refuse(p, "this is a device or socket; a dataset is a regular file",
                                   "这是设备或套接字；数据文件应是普通文件")
                          : refuse_errno(p, errno);
  enum err err = fstat(fd, &state) == 0 ? check_kind(&state, p) : refuse_errno(p, errno);
  if (err == OK)
    err = read_all(fd, out, p);
  close(fd);
  if (err == OK && st)
    *st = state;
  if (err == OK)
    buf_puts(out, ""); /* never NULL, even for an empty file */
  else
    buf_clear(out);
  return err;
}

bool file_same(const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}
