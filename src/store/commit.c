/* A save, step by step (PLATFORM §3.3). What always holds: the dataset's name leads to the whole old text or
 * to the whole new one; a save that failed leaves no temporary file; nobody waits for a person while holding
 * the lock. Editors ignore the lock, so right before the rename the file must still be the one that was read,
 * or everything begins again. */
#include "guatu/store/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/store/file.h"
#include "guatu/store/lock.h"
#include "guatu/store/temp.h"
#include "guatu/store/trouble.h"

#define COMMIT_WAIT_MS 10000
#define COMMIT_TRIES   5

/* The dataset behind its links. */
struct place {
  char *path;       /* real, absolute; owned */
  const char *name; /* its last part */
  int dir;          /* its folder */
  struct stat st;
};

static void place_release(struct place *at)
{
  if (at->dir >= 0)
    close(at->dir);
  free(at->path);
}

static enum err refuse_links(unsigned long links, struct problems *p)
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

/* Resolves the path and checks what can be checked without writing. The caller releases `at` in any case. */
static enum err place_find(struct place *at, const char *path, struct problems *p)
{
  *at = (struct place){.dir = -1};
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
    return refuse_links((unsigned long)at->st.st_nlink, p);
  return OK;
}

/* Who may write is who may write the file: a rename would only ask for the folder. */
static enum err place_writable(const struct place *at, struct problems *p)
{
  struct stat dir;
  uid_t me = geteuid();
  if (faccessat(at->dir, at->name, R_OK | W_OK, AT_EACCESS) != 0 ||
      faccessat(at->dir, ".", W_OK | X_OK, AT_EACCESS) != 0 || fstat(at->dir, &dir) != 0)
    return trouble_report(p, errno);
  if ((dir.st_mode & S_ISVTX) != 0 && me != 0 && me != at->st.st_uid && me != dir.st_uid)
    return trouble_report(p, EPERM);
  return OK;
}

enum err commit_possible(const char *path, struct problems *p)
{
  struct place at;
  enum err err = place_find(&at, path, p);
  if (err == OK)
    err = place_writable(&at, p);
  place_release(&at);
  return err;
}

static int sync_folder(int dir)
{
  while (fsync(dir) != 0)
    if (errno != EINTR)
      return errno;
  return 0;
}

/* Gives the whole temporary file the dataset's name. */
static enum err swap(const struct place *at, const char *temp, struct problems *p)
{
  /* JOURNAL: the intent (who, what, hashes of old and new) is written and synced here, before the rename. */
  if (renameat(at->dir, temp, at->dir, at->name) != 0) {
    int error = errno;
    unlinkat(at->dir, temp, 0);
    return trouble_report(p, error);
  }
  int error = sync_folder(at->dir);
  if (error != 0)
    problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE,
                 TR(p->lang,
                    "it was saved, but the disk did not confirm it (%s): check the figure again after a "
                    "power failure.",
                    "已保存，但磁盘没有确认（%s）：如遇断电，请核对这个数。"),
                 strerror(error));
  /* JOURNAL: the commit is written here. */
  return OK;
}

struct job {
  commit_edit *edit;
  void *context;
  struct buf *saved; /* never NULL */
};

/* Reads, edits, writes. *again asks for another try: somebody replaced the file meanwhile. */
static enum err attempt(const struct place *at, const struct job *job, bool *again, struct problems *p)
{
  struct buf text = {0}, temp = {0};
  struct stat st, now;
  *again = false;
  buf_clear(job->saved);
  enum err err = file_read(at->path, &text, &st, p);
  if (err == OK && st.st_nlink > 1)
    err = refuse_links((unsigned long)st.st_nlink, p);
  if (err == OK)
    err = job->edit(job->context, text.len > 0 ? text.data : "", text.len, job->saved, p);
  bool same = err == OK && text.len == job->saved->len &&
              (text.len == 0 || memcmp(text.data, job->saved->data, text.len) == 0);
  if (err != OK || same)
    goto out;
  int error = temp_write(at->dir, at->name, &st, job->saved, &temp);
  if (error != 0) {
    err = trouble_report(p, error);
    goto out;
  }
  if (fstatat(at->dir, at->name, &now, AT_SYMLINK_NOFOLLOW) != 0 || !file_same(&st, &now)) {
    unlinkat(at->dir, temp.data, 0);
    *again = true;
    goto out;
  }
  err = swap(at, temp.data, p);
out:
  buf_release(&text);
  buf_release(&temp);
  return err;
}

static enum err attempts(const struct place *at, const struct job *job, struct problems *p)
{
  for (int tries = 0; tries < COMMIT_TRIES; tries++) {
    bool again;
    enum err err = attempt(at, job, &again, p);
    if (!again)
      return err;
  }
  return problem_fail(
      p, ERR_FILE,
      TR(p->lang,
         "nothing was saved: another program keeps changing the file. Close the editor it is open "
         "in and try again.",
         "没有保存：另一个程序不断在改动这个文件。请关闭打开它的编辑器后再试。"));
}

enum err commit_file(const char *path, commit_edit *edit, void *context, struct buf *saved,
                     struct problems *p)
{
  struct place at;
  struct lock lock = {.fd = -1};
  struct buf own = {0};
  struct job job = {edit, context, saved != NULL ? saved : &own};
  enum err err = place_find(&at, path, p);
  if (err == OK)
    err = place_writable(&at, p);
  if (err == OK)
    err = lock_take(&lock, at.dir, at.name, &at.st, COMMIT_WAIT_MS, p);
  if (err == OK) {
    temp_sweep(at.dir, at.name);
    err = attempts(&at, &job, p);
  }
  lock_release(&lock);
  place_release(&at);
  buf_release(&own);
  return err;
}
