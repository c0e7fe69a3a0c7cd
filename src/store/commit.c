/* A save, step by step (PLATFORM §3.3). What always holds: the dataset's name leads to the whole old text or
 * to the whole new one; the journal's last line tells which; a save that failed leaves no temporary file;
 * nobody waits for a person while holding the lock. Editors ignore the lock, so right before the rename the
 * file must still be the one that was read, or everything begins again.
 *
 * Three times the disk is waited for: the new text, the announcement, the new name. The confirmation needs
 * none: what of it a power cut takes away, the next save finds out from the dataset's hash. */
#include "guatu/store/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/store/digest.h"
#include "guatu/store/figures.h"
#include "guatu/store/file.h"
#include "guatu/store/journal.h"
#include "guatu/store/load.h"
#include "guatu/store/lock.h"
#include "guatu/store/record.h"
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

bool commit_has_journal(const char *path)
{
  struct place at;
  struct problems ignored = {0};
  struct buf journal = {0};
  struct stat st;
  bool has = false;
  if (place_find(&at, path, &ignored) == OK) {
    journal_name(&journal, at.name);
    has = fstatat(at.dir, journal.data, &st, AT_SYMLINK_NOFOLLOW) == 0;
  }
  place_release(&at);
  buf_release(&journal);
  problems_release(&ignored);
  return has;
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

/* One save under way. */
struct save {
  const struct commit *c;
  struct place at;
  struct lock lock;
  struct journal journal;
  struct buf text; /* the file's present text */
  struct stat st;  /* its state then */
  char hash[DIGEST_SIZE];
  struct commit_made made;
};

/* ---- what came before ---- */

/* Whether the dataset, which is neither what it was before the last save nor what that made of it, has all
 * that it entered: then another program has changed it after that. */
static bool made_and_changed(const struct save *s)
{
  struct problems ignored = {0};
  struct figures figures = {0};
  struct plan *plan = NULL;
  bool made = strcmp(s->hash, s->journal.before) != 0 &&
              plan_from_text(s->text.data, s->text.len, &plan, &ignored) == OK &&
              figures_follow(&figures, s->at.path, &ignored) == OK && figures_pending_made(&figures, plan);
  plan_free(plan);
  figures_release(&figures);
  problems_release(&ignored);
  return made;
}

/* Finds out whether the save that the journal announced last was made, and writes it down. */
static enum err recover(struct save *s, struct problems *p)
{
  struct journal *j = &s->journal;
  if (!j->pending)
    return OK;
  journal_settle(j, strcmp(s->hash, j->after) == 0 || made_and_changed(s));
  int error = journal_write(j, false);
  return error == 0 ? OK : journal_refuse(error, p);
}

/* Writes down that another program changed the dataset since the last save, and which of the saved figures.
 */
static void remark_outside(struct save *s, const char *path, struct problems *p)
{
  struct problems ignored = {0};
  struct figures figures = {0};
  struct plan *plan = NULL;
  size_t lost = 0;
  bool known = s->journal.after[0] != '\0' && strcmp(s->journal.after, s->hash) != 0;
  if (!known)
    return;
  journal_remark(&s->journal, JOURNAL_OUTSIDE, NULL, s->hash);
  if (figures_follow(&figures, path, &ignored) == OK &&
      plan_from_text(s->text.data, s->text.len, &plan, &ignored) == OK)
    for (size_t i = 0; i < figures.count; i++) {
      const struct figure *f = &figures.list[i];
      const struct reading *now;
      if (!figure_differs(f, plan, &now))
        continue;
      lost += figure_lost(f, plan, &now);
      struct change c = {.target = f->target,
                         .through = f->through,
                         .has_old = f->has_last,
                         .old = f->last,
                         .has_new = now != NULL};
      if (now != NULL)
        c.new = *now;
      journal_remark(&s->journal, JOURNAL_OUTSIDE, &c, s->hash);
    }
  if (lost > 0)
    problem_note(
        p, PROBLEM_WARNING, PROBLEM_NOWHERE,
        TR(p->lang,
           "another program overwrote %zu saved figure%s since; the console offers to enter what was "
           "overwritten again",
           "其他程序此后覆盖了 %zu 个已保存的数据%.0s；可在控制台中恢复"),
        lost, lost == 1 ? "" : "s");
  plan_free(plan);
  figures_release(&figures);
  problems_release(&ignored);
}

/* ---- one try ---- */

/* Takes the announcement back; 0, or an errno. Whatever becomes of this, the next save can tell from the
 * hash. */
static int drop(struct save *s)
{
  if (s->c->alone)
    return 0;
  journal_settle(&s->journal, false);
  return journal_write(&s->journal, false);
}

static enum err announce(struct save *s, struct problems *p)
{
  char after[DIGEST_SIZE];
  if (s->c->alone)
    return OK;
  digest_text(s->made.text.data, s->made.text.len, after);
  remark_outside(s, s->at.path, p);
  journal_announce(&s->journal, s->c->what, s->made.list, s->made.count, s->hash, after);
  int error = journal_write(&s->journal, true);
  if (error == 0 && s->journal.made)
    error = sync_folder(s->at.dir); /* before the dataset changes its name must be there to be found */
  s->journal.made = false;
  return error == 0 ? OK : trouble_report(p, error);
}

/* Whether the dataset is the new text although the rename was reported to have failed, as a network file
 * system's lost answer makes it look. Keeps errno. */
static bool arrived(const struct save *s)
{
  struct problems ignored = {0};
  struct buf now = {0};
  int error = errno;
  bool same = file_read(s->at.path, &now, NULL, &ignored) == OK && now.len == s->made.text.len &&
              memcmp(now.data, s->made.text.data, now.len) == 0;
  buf_release(&now);
  problems_release(&ignored);
  errno = error;
  return same;
}

/* Gives the whole temporary file the dataset's name. */
static enum err swap(struct save *s, const char *temp, struct problems *p)
{
  if (renameat(s->at.dir, temp, s->at.dir, s->at.name) != 0 && !arrived(s)) {
    int error = errno;
    unlinkat(s->at.dir, temp, 0);
    (void)drop(s);
    return trouble_report(p, error);
  }
  int error = sync_folder(s->at.dir);
  if (error != 0)
    problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE,
                 TR(p->lang,
                    "it was saved, but the disk did not confirm it (%s): check the figure again after a "
                    "power failure.",
                    "已保存，但磁盘没有确认（%s）：如遇断电，请核对这个数。"),
                 strerror(error));
  if (!s->c->alone) {
    memcpy(s->hash, s->journal.after, DIGEST_SIZE);
    journal_settle(&s->journal, true);
    (void)journal_write(&s->journal, false);
  }
  return OK;
}

/* Whether nobody else can be saving: the lock is the one that others meet, or nobody shares the file. */
static bool owns(const struct save *s)
{
  return s->c->alone || lock_held(&s->lock, s->at.dir, s->at.name);
}

static bool replaced(const struct save *s)
{
  struct stat now;
  return !owns(s) || fstatat(s->at.dir, s->at.name, &now, AT_SYMLINK_NOFOLLOW) != 0 ||
         !file_same(&s->st, &now);
}

/* Writes the new text. *again asks for another try: somebody replaced the file meanwhile. */
static enum err write_text(struct save *s, bool *again, struct problems *p)
{
  struct buf temp = {0};
  int error = temp_write(s->at.dir, s->at.name, &s->st, &s->made.text, &temp);
  if (error == 0 &&
      !owns(s)) { /* somebody removed the lock file, and another may be saving: nothing is announced */
    unlinkat(s->at.dir, temp.data, 0);
    buf_release(&temp);
    *again = true;
    return OK;
  }
  enum err err = error != 0 ? trouble_report(p, error) : announce(s, p);
  if (error == 0 && err != OK)
    unlinkat(s->at.dir, temp.data, 0);
  *again = err == OK && replaced(s);
  if (*again) {
    unlinkat(s->at.dir, temp.data, 0);
    error = drop(s);
    *again = error == 0; /* else the journal can't be gone on with */
    err = error == 0 ? OK : journal_refuse(error, p);
  } else if (err == OK) {
    err = swap(s, temp.data, p);
  }
  buf_release(&temp);
  return err;
}

static void hash_text(struct save *s)
{
  const struct buf *known = s->c->known;
  if (known != NULL && s->c->hash[0] != '\0' && known->len == s->text.len &&
      memcmp(known->data, s->text.data, known->len) == 0)
    memcpy(s->hash, s->c->hash, DIGEST_SIZE);
  else
    digest_text(s->text.data, s->text.len, s->hash);
}

static enum err read_text(struct save *s, struct problems *p)
{
  enum err err = file_read(s->at.path, &s->text, &s->st, p);
  if (err == OK && s->st.st_nlink > 1)
    err = refuse_links((unsigned long)s->st.st_nlink, p);
  if (err == OK && !s->c->alone)
    hash_text(s);
  return err;
}

/* Takes the lock and reads the journal's end; again, when the lock was lost. */
static enum err lock_and_journal(struct save *s, struct problems *p)
{
  journal_close(&s->journal);
  lock_release(&s->lock);
  enum err err = lock_take(&s->lock, s->at.dir, s->at.name, &s->at.st, COMMIT_WAIT_MS, p);
  if (err == OK) {
    temp_sweep(s->at.dir, s->at.name);
    err = journal_open(&s->journal, s->at.dir, s->at.name, &s->at.st, p);
  }
  return err;
}

static enum err attempt(struct save *s, bool *again, struct problems *p)
{
  *again = false;
  buf_clear(&s->made.text);
  s->made.count = 0;
  enum err err = read_text(s, p);
  if (err == OK && !s->c->alone)
    err = recover(s, p);
  if (err == OK)
    err = s->c->edit(s->c->context, s->text.data, s->text.len, &s->made, p);
  bool same = err == OK && s->text.len == s->made.text.len &&
              (s->text.len == 0 || memcmp(s->text.data, s->made.text.data, s->text.len) == 0);
  return err != OK || same ? err : write_text(s, again, p);
}

static enum err attempts(struct save *s, struct problems *p)
{
  for (int tries = 0; tries < COMMIT_TRIES; tries++) {
    bool again = false;
    enum err err = tries > 0 && !owns(s) ? lock_and_journal(s, p) : OK;
    if (err == OK)
      err = attempt(s, &again, p);
    if (!again)
      return err;
  }
  return problem_fail(
      p, ERR_FILE, "%s",
      TR(p->lang,
         "nothing was saved: another program keeps changing the file. Close the editor it is open "
         "in and try again.",
         "没有保存：另一个程序不断在改动这个文件。请关闭打开它的编辑器后再试。"));
}

/* ---- the whole ---- */

/* Lock and journal; both before anything is touched. */
static enum err begin(struct save *s, const char *path, struct problems *p)
{
  s->lock.fd = s->journal.fd = -1;
  enum err err = place_find(&s->at, path, p);
  if (err == OK)
    err = place_writable(&s->at, p);
  if (err != OK || s->c->alone)
    return err;
  return lock_and_journal(s, p);
}

static void end(struct save *s)
{
  journal_close(&s->journal);
  lock_release(&s->lock);
  place_release(&s->at);
  buf_release(&s->text);
  buf_release(&s->made.text);
}

enum err commit_file(const char *path, const struct commit *c, struct buf *saved, struct problems *p)
{
  struct save s = {.c = c};
  enum err err = begin(&s, path, p);
  if (err == OK)
    err = attempts(&s, p);
  if (err == OK && c->hash != NULL)
    memcpy(c->hash, s.hash, DIGEST_SIZE);
  if (err == OK && saved != NULL) {
    buf_release(saved);
    *saved = s.made.text;
    s.made.text = (struct buf){0};
  }
  end(&s);
  return err;
}

/* Whether each figure in the file is what is accepted: it may have changed again since it was looked at. */
static enum err stands(const struct save *s, const struct change *list, size_t count, struct problems *p)
{
  struct problems ignored = {0};
  struct plan *plan = NULL;
  bool same = plan_from_text(s->text.data, s->text.len, &plan, &ignored) == OK;
  for (size_t i = 0; i < count && same; i++) {
    const struct target *t = plan_find(plan, list[i].target);
    const struct reading *r = t != NULL ? target_reading(t, list[i].through) : NULL;
    same = list[i].has_new == (r != NULL) && (r == NULL || record_same_figure(r, &list[i].new));
  }
  plan_free(plan);
  problems_release(&ignored);
  return same ? OK
              : problem_fail(p, ERR_NO, "%s",
                             TR(p->lang,
                                "The file has changed again; look at it once more. Nothing was accepted.",
                                "文件又有变化，请重新查看。未作认可。"));
}

enum err commit_accept(const char *path, const struct change *list, size_t count, struct problems *p)
{
  static const struct commit shared = {.what = JOURNAL_ACCEPT};
  struct save s = {.c = &shared};
  enum err err = begin(&s, path, p);
  if (err == OK)
    err = read_text(&s, p);
  if (err == OK)
    err = recover(&s, p);
  if (err == OK)
    err = stands(&s, list, count, p);
  if (err == OK) {
    remark_outside(&s, s.at.path, p);
    for (size_t i = 0; i < count; i++)
      journal_remark(&s.journal, JOURNAL_ACCEPT, &list[i], s.hash);
    int error = journal_write(&s.journal, true);
    err = error == 0 ? OK : journal_refuse(error, p);
  }
  end(&s);
  return err;
}
