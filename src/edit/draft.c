/* A draft is a file of four lines: dataset, target, day, text. Its session holds a lock on it, which ends
 * with the session however that ends; so a file without a lock is somebody's lost work. Several sessions of
 * one person have a file each.
 *
 * It is written behind each key's picture and before the next key is taken, without waiting for the disk:
 * that costs some microseconds, and no signal handler has to do anything when the line drops. Empty lines
 * after the text keep the file's size the same from key to key, because a change of size is one more thing
 * for the file system's own journal. */
#include "guatu/edit/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guatu/base/text.h"
#include "guatu/store/digest.h"

#define SLOTS     8
#define DRAFT_MAX 8192
#define STEP      256 /* bytes that a file grows by */

struct draft {
  char *dataset; /* its real path */
  char *stem;    /* the files' path, but for the slot's number; NULL: there is no place for drafts */
  int fd;        /* −1: none yet */
  int slot;
  size_t size; /* of the file */
};

/* Makes the folder with all above it; false when it can't be. */
static bool make_folder(char *path)
{
  for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
    if (slash)
      *slash = '\0';
    bool there = mkdir(path, 0700) == 0 || errno == EEXIST;
    if (slash)
      *slash = '/';
    if (!there || !slash)
      return there;
  }
}

static char *stem_of(const char *dataset, const char *user)
{
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  struct buf path = {0}, key = {0};
  char hash[DIGEST_SIZE];
  if (state && state[0] == '/')
    buf_printf(&path, "%s/guatu", state);
  else if (home && home[0] == '/')
    buf_printf(&path, "%s/.local/state/guatu", home);
  else
    return NULL;
  buf_printf(&key, "%s\n%s", dataset, user);
  digest_text(key.data, key.len, hash);
  buf_release(&key);
  buf_printf(&path, "/draft-%.32s-", hash);
  return path.data;
}

struct draft *draft_open(const char *dataset, const char *user)
{
  struct draft *d = mem_alloc(sizeof *d);
  d->fd = -1;
  d->dataset = realpath(dataset, NULL);
  if (!d->dataset)
    d->dataset = mem_text(dataset);
  d->stem = stem_of(d->dataset, user);
  return d;
}

void draft_close(struct draft *d)
{
  if (!d)
    return;
  if (d->fd >= 0)
    close(d->fd);
  free(d->dataset);
  free(d->stem);
  free(d);
}

static void path_of(const struct draft *d, int slot, struct buf *out)
{
  buf_printf(out, "%s%d", d->stem, slot);
}

/* Opens a slot that no session holds; −1: somebody does, or there is none. A file that its session took away
 * between our opening and our lock is no slot. */
static int open_slot(const struct draft *d, int slot, int flags)
{
  struct buf path = {0};
  struct stat st;
  path_of(d, slot, &path);
  int fd = open(path.data, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | flags, 0600);
  buf_release(&path);
  if (fd >= 0 && (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
                  st.st_nlink == 0)) {
    close(fd);
    fd = -1;
  }
  return fd;
}

/* The lines after the first of what is there, cleaned like any text of a file; false: nothing is that could
 * be offered. */
static bool read_draft(int fd, struct buf *target, struct buf *through, struct buf *text)
{
  struct buf *const lines[] = {target, through, text};
  char bytes[DRAFT_MAX];
  ssize_t got = pread(fd, bytes, sizeof bytes - 1, 0);
  bytes[got > 0 ? got : 0] = '\0';
  const char *at = strchr(bytes, '\n');
  for (size_t i = 0; i < 3; i++) {
    buf_clear(lines[i]);
    text_clean(lines[i], at ? at + 1 : "", at ? strcspn(at + 1, "\n") : 0);
    at = at ? strchr(at + 1, '\n') : NULL;
  }
  return target->len > 0 && text->len > 0 && at != NULL;
}

/* What is longer than anything that is ever written is cut. */
static size_t size_of(int fd)
{
  off_t size = lseek(fd, 0, SEEK_END);
  if (size > DRAFT_MAX && ftruncate(fd, DRAFT_MAX) == 0)
    size = DRAFT_MAX;
  return size > 0 && size <= DRAFT_MAX ? (size_t)size : 0;
}

bool draft_take(struct draft *d, struct buf *target, struct buf *through, struct buf *text)
{
  for (int slot = 0; d && d->stem && slot < SLOTS; slot++) {
    int fd = open_slot(d, slot, 0);
    if (fd < 0)
      continue;
    if (read_draft(fd, target, through, text)) {
      d->size = size_of(fd);
      d->fd = fd;
      d->slot = slot;
      return true;
    }
    if (ftruncate(fd, 0) != 0) /* nobody could make anything of it: the slot is free again */
      errno = 0;
    close(fd);
  }
  buf_clear(target);
  return false;
}

/* A slot of our own: one that nobody holds and that holds nothing. */
static void find_slot(struct draft *d)
{
  struct buf folder = {0};
  struct stat st;
  buf_add(&folder, d->stem, (size_t)(strrchr(d->stem, '/') - d->stem));
  bool there = make_folder(folder.data);
  buf_release(&folder);
  for (int slot = 0; there && slot < SLOTS && d->fd < 0; slot++) {
    int fd = open_slot(d, slot, O_CREAT);
    if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_size > 0)) {
      close(fd);
      continue;
    }
    d->fd = fd;
    d->slot = slot;
    d->size = 0;
  }
}

void draft_write(struct draft *d, const char *target, const char *through, const char *text)
{
  struct buf all = {0};
  if (!d || !d->stem)
    return;
  if (d->fd < 0)
    find_slot(d);
  if (d->fd < 0)
    return;
  buf_printf(&all, "%s\n%s\n%s\n%s\n", d->dataset, target, through, text);
  size_t size = (all.len + STEP - 1) / STEP * STEP, more = (size > d->size ? size : d->size) - all.len;
  buf_room(&all, more);
  memset(all.data + all.len, '\n', more);
  all.len += more;
  if (pwrite(d->fd, all.data, all.len, 0) == (ssize_t)all.len)
    d->size = all.len;
  buf_release(&all);
}

void draft_clear(struct draft *d)
{
  struct buf path = {0};
  if (!d || d->fd < 0)
    return;
  path_of(d, d->slot, &path);
  unlink(path.data);
  buf_release(&path);
  close(d->fd);
  d->fd = -1;
}
