/* Where a dataset really is, and whether it can be saved there. Who may write is who may write the file: a
 * rename would only ask for the folder. So everything that a save will need is asked for before any of it is
 * done. */
#include "guatu/store/home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/store/journal.h"
#include "guatu/store/trouble.h"

void home_release(struct home *at)
{
  if (at->dir >= 0)
    close(at->dir);
  free(at->path);
}

enum err home_refuse_links(unsigned long links, struct problems *p)
{
  return problem_fail(
      p, ERR_FILE,
      TR(p->lang,
         "it can't be saved: it has %lu hard links, and a save would part them. Keep one name (rm "
         "the others) or use symbolic links (ln -s).",
         "不能保存：它有 %lu 个硬链接，保存会使它们分离。请只保留一个名字（rm "
         "其余的），或改用符号链接（ln -s）。"),
      links);
}

enum err home_find(struct home *at, const char *path, struct problems *p)
{
  *at = (struct home){.dir = -1};
  at->path = realpath(path, NULL);
  if (at->path == NULL)
    return trouble_report(p, errno);
  char *slash = strrchr(at->path, '/');
  at->name = slash + 1;
  *slash = '\0';
  at->dir = open(slash == at->path ? "/" : at->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int error = errno;
  *slash = '/';
  if (at->dir < 0)
    return trouble_report(p, error);
  if (fstatat(at->dir, at->name, &at->st, AT_SYMLINK_NOFOLLOW) != 0)
    return trouble_report(p, errno);
  if (!S_ISREG(at->st.st_mode))
    return problem_fail(p, ERR_FILE, "%s",
                        TR(p->lang, "it can't be saved: it is not a file.", "不能保存：它不是普通文件。"));
  if (at->st.st_nlink > 1)
    return home_refuse_links((unsigned long)at->st.st_nlink, p);
  return OK;
}

enum err home_writable(const struct home *at, struct problems *p)
{
  struct stat dir;
  uid_t me = geteuid();
  if (faccessat(at->dir, at->name, R_OK | W_OK, AT_EACCESS) != 0 ||
      faccessat(at->dir, ".", W_OK | X_OK, AT_EACCESS) != 0 || fstat(at->dir, &dir) != 0)
    return trouble_report(p, errno);
  struct buf journal = {0};
  journal_name(&journal, at->name);
  int error = faccessat(at->dir, journal.data, R_OK | W_OK, AT_EACCESS) == 0 ? 0 : errno;
  buf_release(&journal);
  if (error != 0 && error != ENOENT)
    return journal_refuse(error, p);
  struct buf lock = {0};
  buf_printf(&lock, ".%s.lock", at->name);
  error = faccessat(at->dir, lock.data, R_OK, AT_EACCESS) == 0 ? 0 : errno;
  buf_release(&lock);
  if (error != 0 && error != ENOENT)
    return trouble_report(p, error);
  if ((dir.st_mode & S_ISVTX) != 0 && me != 0 && me != at->st.st_uid && me != dir.st_uid)
    return trouble_report(p, EPERM);
  return OK;
}
