/* Writing a file in one step: a temporary file in the same folder, fsync, rename. A device or a pipe can't be
 * replaced and is written directly. A link stays a link: the file it leads to is replaced. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/commands/output.h"

static enum err cannot_write(struct problems *p, const char *path, int error)
{
  return problem_fail(p, ERR_FILE, TR(p->lang, "'%s' can't be written: %s", "无法写入“%s”：%s"), path,
                      strerror(error));
}

static void output_release(struct output *o)
{
  free(o->path);
  free(o->temporary);
  *o = (struct output){0};
}

/* The mode of the file that is replaced, or what the umask leaves of 0666. */
static mode_t mode_for(const struct stat *st)
{
  if (st)
    return st->st_mode & 0777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

static enum err open_temporary(struct output *o, const struct stat *st, struct problems *p)
{
  struct buf name = {0};
  buf_printf(&name, "%s.XXXXXX", o->path);
  o->temporary = name.data;
  int fd = mkostemp(o->temporary, O_CLOEXEC);
  if (fd < 0) {
    enum err err = cannot_write(p, o->path, errno);
    output_release(o);
    return err;
  }
  (void)fchmod(fd, mode_for(st));
  o->stream = fdopen(fd, "w");
  if (o->stream)
    return OK;
  enum err err = cannot_write(p, o->path, errno);
  close(fd);
  unlink(o->temporary);
  output_release(o);
  return err;
}

enum err output_open(struct output *o, const char *path, const char *source, struct problems *p)
{
  *o = (struct output){0};
  struct stat st, from;
  bool there = stat(path, &st) == 0;
  if (there && source && stat(source, &from) == 0 && st.st_dev == from.st_dev && st.st_ino == from.st_ino)
    return problem_fail(
        p, ERR_USAGE,
        TR(p->lang, "'%s' is the dataset itself; give another file", "“%s”就是数据文件本身；请另指定文件"),
        path);
  o->path = there ? realpath(path, NULL) : NULL;
  if (!o->path)
    o->path = mem_text(path);
  bool dangling = !there && lstat(path, &from) == 0; /* opening it makes the file that it leads to */
  if (there ? S_ISREG(st.st_mode) : !dangling)
    return open_temporary(o, there ? &st : NULL, p);
  o->stream = fopen(path, "we");
  if (o->stream)
    return OK;
  enum err err = cannot_write(p, path, errno);
  output_release(o);
  return err;
}

enum err output_commit(struct output *o, struct problems *p)
{
  errno = 0;
  bool ok = fflush(o->stream) == 0 && !ferror(o->stream);
  if (ok && o->temporary)
    ok = fsync(fileno(o->stream)) == 0;
  int error = errno ? errno : EIO;
  if (fclose(o->stream) != 0 && ok) {
    ok = false;
    error = errno;
  }
  if (ok && o->temporary && rename(o->temporary, o->path) != 0) {
    ok = false;
    error = errno;
  }
  enum err err = ok ? OK : cannot_write(p, o->path, error);
  if (!ok && o->temporary)
    unlink(o->temporary);
  output_release(o);
  return err;
}
