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
#include "guatu/store/file.h"
#include "guatu/store/home.h"
#include "guatu/store/journal.h"
#include "guatu/store/load.h"
#include "guatu/store/lock.h"
#include "guatu/store/record.h"
#include "guatu/store/temp.h"
#include "guatu/store/trouble.h"

#define COMMIT_WAIT_MS 10000
#define COMMIT_TRIES   5

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
  struct home at;
  struct lock lock;
  struct journal journal;
  struct buf fresh;       /* the file's present text, where it is not the one that the caller has */
  const struct buf *text; /* the one or the other */
  struct stat st;         /* the file's state then */
  char hash[DIGEST_SIZE];
  struct commit_made made;
  struct pieces pieces; /* the new text */
  struct figures own;   /* where the caller has none */
};

/* ---- what came before ---- */

/* The journal replayed, for what is asked of it now; NULL: it can't be read. */
static const struct figures *figures_now(struct save *s, struct problems *p)
{
  struct problems ignored = {.progress = p->progress};
  struct figures *figures = s->c->figures != NULL ? s->c->figures : &s->own;
  bool good = figures_follow(figures, s->at.path, &ignored) == OK;
  problems_release(&ignored);
  return good ? figures : NULL;
}

/* Whether the dataset, which is neither what it was before the last save nor what that made of it, has all
 * that it entered: then another program has changed it after that. */
static bool made_and_changed(struct save *s, struct problems *p)
{
  struct problems ignored = {0};
  const struct figures *figures;
  struct plan *plan = NULL;
  bool made = strcmp(s->hash, s->journal.before) != 0 &&
              plan_from_text(s->text->data, s->text->len, &plan, &ignored) == OK &&
              (figures = figures_now(s, p)) != NULL && figures_pending_made(figures, plan);
  plan_free(plan);
  problems_release(&ignored);
  return made;
}

/* Finds out whether the save that the journal announced last was made, and writes it down. */
static enum err recover(struct save *s, struct problems *p)
{
  struct journal *j = &s->journal;
  if (!j->pending)
    return OK;
  journal_settle(j, strcmp(s->hash, j->after) == 0 || made_and_changed(s, p));
  int error = journal_write(j, false);
  return error == 0 ? OK : journal_refuse(error, p);
}

/* Writes down each figure that `plan` has otherwise than the journal says. Returns how many of them were
 * saved here and are lost. */
static size_t remark_figures(struct save *s, const struct figures *figures, const struct plan *plan)
{
  size_t lost = 0;
  for (size_t i = 0; i < figures->count; i++) {
    const struct figure *f = &figures->list[i];
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
  return lost;
}

/* Writes down that another program changed the dataset since the last save, and which of the saved figures.
 * `known` is the plan of the present text, where somebody has read it already. */
static void remark_outside(struct save *s, const struct plan *known, struct problems *p)
{
  struct problems ignored = {0};
  const struct figures *figures;
  struct plan *read = NULL;
  size_t lost = 0;
  if (s->journal.after[0] == '\0' || strcmp(s->journal.after, s->hash) == 0)
    return;
  journal_remark(&s->journal, JOURNAL_OUTSIDE, NULL, s->hash);
  if ((figures = figures_now(s, p)) != NULL &&
      (known != NULL || plan_from_text(s->text->data, s->text->len, &read, &ignored) == OK))
    lost = remark_figures(s, figures, known != NULL ? known : read);
  if (lost > 0)
    problem_note(
        p, PROBLEM_WARNING, PROBLEM_NOWHERE,
        TR(p->lang,
           "another program overwrote %zu saved figure%s since; the console offers to enter what was "
           "overwritten again",
           "其他程序此后覆盖了 %zu 个已保存的数据%.0s；可在控制台中恢复"),
        lost, lost == 1 ? "" : "s");
  plan_free(read);
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

/* `after`: the hash of the new text. */
static enum err announce(struct save *s, const char *after, struct problems *p)
{
  if (s->c->alone)
    return OK;
  remark_outside(s, s->made.before, p);
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
  struct stat st;
  bool same = false;
  int error = errno;
  same = file_compare(s->at.path, &s->pieces, &same, &st, &ignored) == OK && same;
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
  char after[DIGEST_SIZE];
  int error =
      temp_write(s->at.dir, s->at.name, &s->st, &s->pieces, &temp, s->c->alone ? NULL : after);
  if (error == 0 &&
      !owns(s)) { /* somebody removed the lock file, and another may be saving: nothing is announced */
    unlinkat(s->at.dir, temp.data, 0);
    buf_release(&temp);
    *again = true;
    return OK;
  }
  enum err err = error != 0 ? trouble_report(p, error) : announce(s, after, p);
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

/* The file's present text and its hash. A text that the caller has already is compared with the file, not
 * read again: of a large dataset one copy is enough. */
static enum err read_text(struct save *s, struct problems *p)
{
  const struct commit *c = s->c;
  bool same = false;
  enum err err = OK;
  if (c->text != NULL) {
    struct piece whole = {c->text->data, c->text->len};
    err = file_compare(s->at.path, &(struct pieces){&whole, 1, whole.len}, &same, &s->st, p);
  }
  s->text = same ? c->text : &s->fresh;
  if (err == OK && !same)
    err = file_read(s->at.path, &s->fresh, &s->st, p);
  if (err == OK && s->st.st_nlink > 1)
    err = home_refuse_links((unsigned long)s->st.st_nlink, p);
  if (err != OK || c->alone)
    return err;
  if (same && c->hash != NULL && c->hash[0] != '\0')
    memcpy(s->hash, c->hash, DIGEST_SIZE);
  else
    digest_text(s->text->data, s->text->len, s->hash);
  return OK;
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

static void forget(struct save *s)
{
  patch_release(&s->made.patch);
  free(s->pieces.list);
  s->pieces = (struct pieces){0};
  s->made.count = 0;
  s->made.before = NULL;
  s->made.taken = false;
}

/* The file's text becomes the caller's. */
static void hand_over(struct save *s)
{
  buf_release(s->c->text);
  *s->c->text = s->fresh;
  s->fresh = (struct buf){0};
  s->text = s->c->text;
  if (s->c->hash != NULL)
    memcpy(s->c->hash, s->hash, DIGEST_SIZE);
}

static enum err attempt(struct save *s, bool *again, struct problems *p)
{
  *again = false;
  forget(s);
  enum err err = read_text(s, p);
  if (err == OK && !s->c->alone)
    err = recover(s, p);
  if (err == OK)
    err = s->c->edit(s->c->context, s->text->data, s->text->len, &s->made, p);
  if (s->made.taken && s->text != s->c->text)
    hand_over(s);
  if (err != OK || patch_is_idle(&s->made.patch, s->text->data))
    return err;
  s->pieces = patch_pieces(&s->made.patch, s->text->data, s->text->len);
  return write_text(s, again, p);
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
  enum err err = home_find(&s->at, path, p);
  if (err == OK)
    err = home_writable(&s->at, p);
  if (err != OK || s->c->alone)
    return err;
  return lock_and_journal(s, p);
}

static void end(struct save *s)
{
  journal_close(&s->journal);
  lock_release(&s->lock);
  home_release(&s->at);
  figures_release(&s->own);
  buf_release(&s->fresh);
  forget(s);
}

/* The saved text, and its hash, become the caller's. */
static void finish(struct save *s)
{
  if (s->c->text != NULL && s->text != s->c->text)
    hand_over(s);
  if (s->c->hash != NULL)
    memcpy(s->c->hash, s->hash, DIGEST_SIZE);
  if (s->c->text != NULL)
    patch_apply_to(&s->made.patch, s->c->text);
}

enum err commit_file(const char *path, const struct commit *c, struct problems *p)
{
  struct save s = {.c = c};
  enum err err = begin(&s, path, p);
  if (err == OK)
    err = attempts(&s, p);
  if (err == OK)
    finish(&s);
  end(&s);
  return err;
}

/* Whether each figure in the file is what is accepted: it may have changed again since it was looked at. */
static enum err stands(const struct plan *plan, const struct change *list, size_t count, struct problems *p)
{
  bool same = plan != NULL;
  for (size_t i = 0; i < count && same; i++) {
    const struct target *t = plan_find(plan, list[i].target);
    const struct reading *r = t != NULL ? target_reading(t, list[i].through) : NULL;
    same = list[i].has_new == (r != NULL) && (r == NULL || record_same_figure(r, &list[i].new));
  }
  return same ? OK
              : problem_fail(p, ERR_NO, "%s",
                             TR(p->lang,
                                "The file has changed again; look at it once more. Nothing was accepted.",
                                "文件又有变化，请重新查看。未作认可。"));
}

static enum err accept(struct save *s, const struct change *list, size_t count, struct problems *p)
{
  struct problems ignored = {0};
  struct plan *plan = NULL;
  (void)plan_from_text(s->text->data, s->text->len, &plan, &ignored);
  enum err err = stands(plan, list, count, p);
  if (err == OK) {
    remark_outside(s, plan, p);
    for (size_t i = 0; i < count; i++)
      journal_remark(&s->journal, JOURNAL_ACCEPT, &list[i], s->hash);
    int error = journal_write(&s->journal, true);
    err = error == 0 ? OK : journal_refuse(error, p);
  }
  plan_free(plan);
  problems_release(&ignored);
  return err;
}

enum err commit_accept(const char *path, const struct change *list, size_t count, struct figures *figures,
                       struct problems *p)
{
  struct save s = {.c = &(struct commit){.what = JOURNAL_ACCEPT, .figures = figures}};
  enum err err = begin(&s, path, p);
  if (err == OK)
    err = read_text(&s, p);
  if (err == OK)
    err = recover(&s, p);
  if (err == OK)
    err = accept(&s, list, count, p);
  end(&s);
  return err;
}

bool commit_has_journal(const char *path)
{
  struct home at;
  struct problems ignored = {0};
  struct buf journal = {0};
  struct stat st;
  bool has = false;
  if (home_find(&at, path, &ignored) == OK) {
    journal_name(&journal, at.name);
    has = fstatat(at.dir, journal.data, &st, AT_SYMLINK_NOFOLLOW) == 0;
  }
  home_release(&at);
  buf_release(&journal);
  problems_release(&ignored);
  return has;
}

enum err commit_possible(const char *path, struct problems *p)
{
  struct home at;
  enum err err = home_find(&at, path, p);
  if (err == OK)
    err = home_writable(&at, p);
  home_release(&at);
  return err;
}
