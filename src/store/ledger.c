/* The journal is walked line by line; a line without its "\n" is still being written, or was cut
 * short by a crash, and waits for the next time. The lines of a save are kept until the line that settles it,
 * because only then it is known whether they tell what happened. */
#include "guatu/store/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/store/journal.h"

#define CHUNK ((off_t)256 << 10)
#define STEP  ((off_t)16 << 10) /* half a hundred lines */

static const struct words gap = {"lines are missing before it", "之前缺少记录"};
static const struct words chain = {"it does not follow the line before", "与上一行不衔接"};
static const struct words stray = {"it settles a save that was not announced", "没有与之对应的保存"};

/* Tells of the pending lines. Their texts stay, because those of the line that is being read hang on the same
 * arena. */
static void tell(struct ledger *g, ledger_visit *visit, void *context, enum ledger_standing standing)
{
  for (size_t i = 0; i < g->pending_count; i++)
    visit(context, &g->pending[i], g->pending_line + i, standing);
  g->pending_count = 0;
}

static void settle(struct ledger *g, ledger_visit *visit, void *context, enum ledger_standing standing)
{
  tell(g, visit, context, standing);
  arena_free(&g->arena);
}

static void wrong(struct ledger *g, const struct words *why)
{
  if (g->broken == 0) {
    g->broken = g->line;
    g->why = why;
  }
}

/* Whether a line is the next link; what it is wrong with is noted. */
static void check(struct ledger *g, const struct journal_line *l)
{
  bool first = g->seq == 0;
  if (l->seq != g->seq + 1)
    wrong(g, &gap);
  if (!first && strcmp(l->prev, g->prev) != 0)
    wrong(g, &chain);
  if (first && strspn(l->prev, "0") != DIGEST_SIZE - 1)
    wrong(g, &gap);
  if (journal_is_change(l->what) && !first && g->pending_count == 0 && strcmp(l->before, g->after) != 0)
    wrong(g, &chain);
}

static void take(struct ledger *g, const struct journal_line *l, ledger_visit *visit, void *context)
{
  bool settles = l->what == JOURNAL_SAVED || l->what == JOURNAL_DROPPED;
  bool belongs = g->pending_count > 0 && g->pending[0].save == l->save;
  if (settles && !belongs)
    wrong(g, &stray);
  if (settles && belongs)
    settle(g, visit, context, l->what == JOURNAL_SAVED ? LEDGER_STANDS : LEDGER_DROPPED);
  if (settles)
    return;
  if (g->pending_count > 0 && (!belongs || !journal_is_change(l->what)))
    tell(g, visit, context, LEDGER_PENDING); /* only in a journal that was tampered with */
  if (!journal_is_change(l->what)) {
    visit(context, l, g->line, LEDGER_STANDS);
    arena_free(&g->arena);
    return;
  }
  if (g->pending_count == 0)
    g->pending_line = g->line;
  if ((g->pending_count & (g->pending_count - 1)) == 0)
    g->pending = mem_resize(g->pending, g->pending_count ? 2 * g->pending_count : 1, sizeof *g->pending);
  g->pending[g->pending_count++] = *l;
}

static void read_line(struct ledger *g, const char *text, size_t len, ledger_visit *visit, void *context)
{
  struct journal_line l;
  const struct words *why = NULL;
  g->line++;
  bool good = journal_line_read(text, len, &g->arena, &l, &why);
  if (why != NULL)
    wrong(g, why);
  if (!good)
    return;
  check(g, &l);
  g->seq = l.seq;
  memcpy(g->prev, l.hash, strlen(l.hash) < DIGEST_SIZE ? strlen(l.hash) + 1 : DIGEST_SIZE);
  memcpy(g->after, l.after, DIGEST_SIZE);
  if (why == NULL)
    take(g, &l, visit, context);
}

void ledger_feed(struct ledger *g, struct buf *text, ledger_visit *visit, void *context)
{
  size_t at = 0;
  for (const char *end; at < text->len && (end = memchr(text->data + at, '\n', text->len - at)) != NULL;) {
    read_line(g, text->data + at, (size_t)(end - (text->data + at)), visit, context);
    at = (size_t)(end - text->data) + 1;
  }
  if (at == 0)
    return;
  text->len -= at;
  memmove(text->data, text->data + at, text->len + 1);
}

/* From g->offset on, a piece at a time, because a journal may become long: to the end, or until `most` bytes
 * of lines were taken, and *more. 0, or an errno. */
static int read_on(struct ledger *g, int fd, off_t most, ledger_visit *visit, void *context, bool *more)
{
  struct buf text = {0};
  const off_t begin = g->offset;
  off_t left = g->st.st_size > begin ? g->st.st_size - begin : 0;
  off_t piece = most < CHUNK ? most : CHUNK;
  size_t size = (size_t)(left < piece ? left + 1 : piece); /* one more, to see the end */
  char *chunk = mem_alloc(size);
  int error = 0;
  *more = true;
  for (off_t from = begin; from - begin < most || g->offset == begin;) {
    ssize_t got = pread(fd, chunk, size, from);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      error = got < 0 ? errno : 0;
      *more = false;
      break;
    }
    from += got;
    buf_add(&text, chunk, (size_t)got);
    ledger_feed(g, &text, visit, context);
    g->offset = from - (off_t)text.len;
  }
  free(chunk);
  buf_release(&text);
  return error;
}

/* The links may be gone. */
int ledger_open(const char *path)
{
  struct buf name = {0};
  char *real = realpath(path, NULL);
  journal_name(&name, real != NULL ? real : path);
  int fd = open(name.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  int error = errno;
  buf_release(&name);
  free(real);
  errno = error;
  return fd;
}

static enum err unreadable(struct problems *p, int error)
{
  return problem_fail(
      p, ERR_FILE,
      TR(p->lang, "its journal can't be read: %s; try again, and tell the administrator if this goes on",
         "无法读取它的流水账：%s；请重试，若一直如此请联系管理员"),
      strerror(error));
}

/* What follow and step have in common. */
static enum err follow(struct ledger *g, const char *path, off_t most, ledger_visit *visit, void *context,
                       bool *anew, bool *more, struct problems *p)
{
  struct stat st;
  *more = false;
  if (anew != NULL)
    *anew = g->offset == 0;
  int fd = ledger_open(path);
  if (fd < 0 && errno == ENOENT) {
    if (anew != NULL)
      *anew = true;
    ledger_release(g);
    return OK;
  }
  if (fd < 0)
    return unreadable(p, errno);
  int error = fstat(fd, &st) != 0 ? errno : !S_ISREG(st.st_mode) ? EINVAL : 0;
  if (error == 0 && (st.st_dev != g->st.st_dev || st.st_ino != g->st.st_ino || st.st_size < g->offset)) {
    ledger_release(g);
    if (anew != NULL)
      *anew = true;
  }
  if (error == 0) {
    g->st = st;
    error = read_on(g, fd, most, visit, context, more);
  }
  close(fd);
  return error == 0 ? OK : unreadable(p, error);
}

enum err ledger_follow(struct ledger *g, const char *path, ledger_visit *visit, void *context, bool *anew,
                       struct problems *p)
{
  bool more;
  return follow(g, path, INT64_MAX, visit, context, anew, &more, p);
}

enum err ledger_step(struct ledger *g, const char *path, ledger_visit *visit, void *context, bool *anew,
                     bool *more, struct problems *p)
{
  return follow(g, path, STEP, visit, context, anew, more, p);
}

void ledger_skip(struct ledger *g, const char *path, size_t bytes)
{
  char chunk[4096];
  struct stat st;
  int fd = ledger_open(path);
  if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > (off_t)bytes) {
    off_t from = st.st_size - (off_t)bytes;
    ssize_t got;
    const char *end = NULL;
    for (; end == NULL && (got = pread(fd, chunk, sizeof chunk, from)) > 0; from += got)
      if ((end = memchr(chunk, '\n', (size_t)got)) != NULL)
        got = end - chunk + 1;
    g->st = st;
    g->offset = from;
  }
  if (fd >= 0)
    close(fd);
}

void ledger_end(struct ledger *g, ledger_visit *visit, void *context)
{
  settle(g, visit, context, LEDGER_PENDING);
}

void ledger_release(struct ledger *g)
{
  arena_free(&g->arena);
  free(g->pending);
  *g = (struct ledger){0};
}
