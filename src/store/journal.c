/* The journal as a file. Its last line says all that a writer needs: the number and hash to go on from, the
 * hash the dataset should have, and whether a save was left half done. So opening it reads its end only,
 * however long it has become.
 *
 * A write that fails is taken back by cutting the file to its old length: a line is there whole or not at
 * all. A crash can leave a torn last line, which no save ever relied on, because it was not on the disk when
 * the dataset was still the old one; it is cut off. */
#include "guatu/store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/base/who.h"
#include "guatu/store/beside.h"
#include "guatu/store/trouble.h"

#define TAIL_FIRST 4096 /* a line is a few hundred bytes */

static const char genesis[] = "0000000000000000000000000000000000000000000000000000000000000000";

void journal_name(struct buf *out, const char *name)
{
  buf_printf(out, "%s.journal", name);
}

/* ---- opening ---- */

enum err journal_refuse(int error, struct problems *p)
{
  if (error == EACCES || error == EPERM)
    return problem_fail(
        p, ERR_FILE, "%s",
        TR(p->lang,
           "nothing was saved: its journal (the file of the same name with .journal) can't be written. Ask "
           "whoever owns that file, or the administrator, to give it the dataset's group and permissions.",
           "没有保存：无法写入它的流水账（同名加 .journal "
           "的文件）。请该文件的所有者或管理员把它的用户组和权限设为与数据文件相同。"));
  return trouble_report(p, error);
}

/* Reads [from, from + len) into `out`; an errno, EIO when the file is shorter. */
static int read_span(int fd, off_t from, size_t len, struct buf *out)
{
  buf_clear(out);
  while (out->len < len) {
    char chunk[TAIL_FIRST];
    size_t want = len - out->len < sizeof chunk ? len - out->len : sizeof chunk;
    ssize_t got = pread(fd, chunk, want, from + (off_t)out->len);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return got < 0 ? errno : EIO;
    buf_add(out, chunk, (size_t)got);
  }
  return 0;
}

/* The last whole line (without its "\n") into `out`, "" when there is none; *end gets where it ends. */
static int read_last(int fd, off_t size, struct buf *out, off_t *end)
{
  *end = 0;
  for (off_t want = TAIL_FIRST;; want *= 4) {
    off_t from = size > want ? size - want : 0;
    int error = read_span(fd, from, (size_t)(size - from), out);
    if (error != 0)
      return error;
    char *text = out->len > 0 ? out->data : NULL;
    char *last = text ? memrchr(text, '\n', out->len) : NULL;
    char *before = last ? memrchr(text, '\n', (size_t)(last - text)) : NULL;
    if (from > 0 && !before)
      continue;
    if (!last) {
      buf_clear(out);
      return 0;
    }
    *end = from + (last - text) + 1;
    char *start = before ? before + 1 : text;
    size_t len = (size_t)(last - start);
    memmove(text, start, len);
    text[len] = '\0';
    out->len = len;
    return 0;
  }
}

/* Takes over what a line says; false when it can't be trusted. */
static bool take_line(struct journal *j, const char *text, size_t len)
{
  struct arena a = {0};
  struct journal_line l;
  const struct words *why = NULL;
  bool good = journal_line_read(text, len, &a, &l, &why) && why == NULL;
  if (good) {
    j->seq = l.seq;
    j->pending = journal_is_change(l.what);
    j->save = j->pending ? l.save : 0;
    memcpy(j->prev, l.hash, DIGEST_SIZE);
    memcpy(j->after, l.after, DIGEST_SIZE);
    if (j->pending)
      memcpy(j->before, l.before, DIGEST_SIZE);
  }
  arena_free(&a);
  return good;
}

/* Somebody altered the last line. Entering figures goes on, after the last line that is whole; `guatu log
 * --verify` will always tell the place. */
static int take_earlier(struct journal *j, off_t end, struct problems *p)
{
  struct buf all = {0};
  int error = read_span(j->fd, 0, (size_t)end, &all);
  for (size_t stop = error == 0 ? all.len : 0; stop > 0;) {
    const char *newline = memrchr(all.data, '\n', stop - 1);
    size_t start = newline != NULL ? (size_t)(newline - all.data) + 1 : 0;
    if (take_line(j, all.data + start, stop - 1 - start))
      break;
    stop = start;
  }
  buf_release(&all);
  if (error == 0)
    problem_note(p, PROBLEM_WARNING, PROBLEM_NOWHERE, "%s",
                 TR(p->lang, "the journal was altered at its end; 'guatu log --verify' tells where.",
                    "流水账末尾被改动；可用 guatu log --verify 核查。"));
  return error;
}

enum err journal_open(struct journal *j, int dir, const char *name, const struct stat *ds, struct problems *p)
{
  struct buf file = {0}, line = {0};
  struct stat st;
  off_t end = 0;
  *j = (struct journal){.fd = -1};
  who_user(j->user, sizeof j->user);
  who_account(j->account, sizeof j->account);
  who_key(j->key, sizeof j->key);
  who_from(j->from, sizeof j->from);
  journal_name(&file, name);
  j->fd = beside_open(dir, file.data, name, ds, O_APPEND, &j->made);
  int error = j->fd < 0 ? errno : fstat(j->fd, &st) != 0 ? errno : read_last(j->fd, st.st_size, &line, &end);
  strcpy(j->prev, genesis);
  if (error == 0 && end > 0 && !take_line(j, line.len > 0 ? line.data : "", line.len))
    error = take_earlier(j, end, p);
  if (error == 0 && end < st.st_size && ftruncate(j->fd, end) != 0)
    error = errno;
  enum err err = error != 0 ? journal_refuse(error, p) : OK;
  buf_release(&file);
  buf_release(&line);
  return err;
}

void journal_close(struct journal *j)
{
  if (j->fd >= 0)
    close(j->fd);
  j->fd = -1;
  buf_release(&j->lines);
}

/* ---- lines ---- */

/* Completes a line by who, when and the chain, and gathers it. */
static void gather(struct journal *j, struct journal_line *l)
{
  char time[48], hash[DIGEST_SIZE];
  clock_stamp(time, sizeof time);
  l->seq = ++j->seq;
  l->time = time;
  l->user = j->user;
  l->account = strcmp(j->user, j->account) == 0 ? "" : j->account;
  l->key = j->key;
  l->from = j->from;
  journal_line_write(&j->lines, l, j->prev, hash);
  memcpy(j->prev, hash, DIGEST_SIZE);
}

static void put_change(struct journal_line *l, const struct change *c)
{
  l->target = c->target;
  l->through = c->through;
  l->has_old = c->has_old;
  l->has_new = c->has_new;
  l->old = c->old;
  l->new = c->new;
}

void journal_announce(struct journal *j, enum journal_what what, const struct change *list, size_t count,
                      const char *before, const char *after)
{
  j->pending = true;
  j->save = j->seq + 1;
  memcpy(j->before, before, DIGEST_SIZE);
  memcpy(j->after, after, DIGEST_SIZE);
  for (size_t i = 0; i < count || i == 0; i++) { /* what changes no figure is announced, too */
    struct journal_line l = {.save = j->save, .what = what, .target = "", .before = before, .after = after};
    if (count > 0)
      put_change(&l, &list[i]);
    gather(j, &l);
  }
}

void journal_settle(struct journal *j, bool saved)
{
  if (!saved)
    memcpy(j->after, j->before, DIGEST_SIZE);
  struct journal_line l = {.save = j->save,
                           .what = saved ? JOURNAL_SAVED : JOURNAL_DROPPED,
                           .target = "",
                           .before = "",
                           .after = j->after};
  gather(j, &l);
  j->pending = false;
}

void journal_remark(struct journal *j, enum journal_what what, const struct change *c, const char *after)
{
  struct journal_line l = {.what = what, .target = "", .before = "", .after = after};
  if (c != NULL)
    put_change(&l, c);
  gather(j, &l);
  memmove(j->after, after, DIGEST_SIZE);
}

/* ---- the file ---- */

int journal_write(struct journal *j, bool sync)
{
  off_t size = lseek(j->fd, 0, SEEK_END);
  int error = size < 0 ? errno : 0;
  for (size_t at = 0; at < j->lines.len && error == 0;) {
    ssize_t done = write(j->fd, j->lines.data + at, j->lines.len - at);
    if (done < 0 && errno != EINTR)
      error = errno;
    at += done > 0 ? (size_t)done : 0;
  }
  while (error == 0 && sync && fdatasync(j->fd) != 0)
    if (errno != EINTR)
      error = errno;
  if (error != 0 && size >= 0 && ftruncate(j->fd, size) != 0)
    errno = error; /* the torn line is cut off by the next who opens it */
  buf_clear(&j->lines);
  return error;
}
