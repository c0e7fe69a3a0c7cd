/* The courier's own side. It has no terminal and no signal of one reaches it: it leads a session of its own,
 * and its first three descriptors are /dev/null. It ends when the pipe to it is closed or its master is gone;
 * a disk that holds it in a call that can't be interrupted does so for longer.
 *
 * It goes to the disk only between at_disk(true) and at_disk(false), and says nothing in between. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/base/sandbox.h"
#include "guatu/store/courier_parts.h"
#include "guatu/store/file.h"
#include "guatu/store/journal.h"
#include "guatu/store/ledger.h"
#include "guatu/store/watch.h"

#define CHUNK ((size_t)256 << 10)

struct carrier {
  const char *path;
  int in, out;
  struct courier_desk *desk;
  struct courier_errand_head errand;
  struct watch *dataset, *journal;
  char *journal_path; /* what `journal` watches */
  struct stat st;     /* of the journal when it was last read */
  off_t offset;       /* read so far */
};

static void at_disk(struct carrier *c, bool there)
{
  atomic_store(&c->desk->since_ms, there ? clock_ms() : 0);
}

/* ---- speaking ---- */

static void send_bytes(const struct carrier *c, const void *bytes, size_t len)
{
  for (const char *at = bytes; len > 0;) {
    ssize_t n = write(c->out, at, len);
    if (n < 0 && errno != EINTR)
      _exit(0);
    if (n > 0) {
      at += n;
      len -= (size_t)n;
    }
  }
}

static void send_piece(const struct carrier *c, enum courier_kind kind, bool anew, const void *bytes,
                       size_t len)
{
  struct courier_head head = {.errand = c->errand.errand, .kind = kind, .anew = anew, .len = len};
  send_bytes(c, &head, sizeof head);
  send_bytes(c, bytes, len);
}

/* ---- fetching ---- */

static void bring_dataset(struct carrier *c)
{
  struct problems problems = {.lang = (enum lang)c->errand.lang};
  struct buf text = {0};
  at_disk(c, true);
  enum err err = file_read(c->path, &text, NULL, &problems);
  at_disk(c, false);
  if (err == OK)
    send_piece(c, COURIER_DATASET, false, text.data, text.len);
  else
    send_piece(c, COURIER_REFUSED, false, problems_first(&problems), strlen(problems_first(&problems)));
  buf_release(&text);
  problems_release(&problems);
}

/* Opens the journal; −1: there is none that could be read. *anew: it is not the one read so far. */
static int open_journal(struct carrier *c, bool *anew)
{
  struct stat st = {0};
  int fd = ledger_open(c->path);
  if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
    close(fd);
    fd = -1;
  }
  bool other = fd < 0 || st.st_dev != c->st.st_dev || st.st_ino != c->st.st_ino || st.st_size < c->offset;
  *anew = c->errand.anew || (other && c->offset > 0);
  if (other || c->errand.anew)
    c->offset = 0;
  c->st = st;
  return fd;
}

/* What is new in it, a chunk at a time: it may be long. */
static void bring_journal(struct carrier *c)
{
  char *chunk = mem_alloc(CHUNK);
  bool anew;
  at_disk(c, true);
  int fd = open_journal(c, &anew);
  for (ssize_t got = 1; got > 0;) {
    at_disk(c, true);
    got = fd >= 0 ? pread(fd, chunk, CHUNK, c->offset) : 0;
    at_disk(c, false);
    if (got > 0 || anew)
      send_piece(c, COURIER_JOURNAL, anew, chunk, got > 0 ? (size_t)got : 0);
    c->offset += got > 0 ? got : 0;
    anew = false;
  }
  at_disk(c, true);
  if (fd >= 0)
    close(fd);
  at_disk(c, false);
  free(chunk);
}

/* ---- waiting ---- */

/* The journal stands beside the dataset behind its links, which may lead elsewhere by now. */
static void watch_journal(struct carrier *c)
{
  struct buf name = {0};
  char *real = realpath(c->path, NULL);
  journal_name(&name, real ? real : c->path);
  if (!c->journal || strcmp(name.data, c->journal_path) != 0) {
    watch_close(c->journal);
    free(c->journal_path);
    c->journal_path = mem_text(name.data);
    c->journal = watch_open(c->journal_path);
  }
  buf_release(&name);
  free(real);
}

static int sooner(int a, int b)
{
  return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Whether dataset or journal may be others than at the last look. Before each reading: what is read after it
 * is what the next look compares with. */
static bool look(struct carrier *c, bool *dataset)
{
  at_disk(c, true);
  *dataset = watch_drain(c->dataset);
  bool journal = watch_drain(c->journal);
  watch_journal(c);
  at_disk(c, false);
  return *dataset || journal;
}

/* Until they may; false: there is another errand, or nobody to run for. */
static bool wait_for_change(struct carrier *c, bool *dataset)
{
  do {
    struct pollfd fds[3] = {{.fd = c->in, .events = POLLIN},
                            {.fd = watch_fd(c->dataset), .events = POLLIN},
                            {.fd = watch_fd(c->journal), .events = POLLIN}};
    int ready = poll(fds, 3, sooner(watch_timeout(c->dataset), watch_timeout(c->journal)));
    if (ready > 0 && fds[0].revents)
      return false;
  } while (!look(c, dataset));
  return true;
}

/* The next errand; false: there is nobody any more. */
static bool next_errand(struct carrier *c)
{
  ssize_t n;
  do
    n = read(c->in, &c->errand, sizeof c->errand);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t)sizeof c->errand;
}

static void live(struct carrier *c)
{
  at_disk(c, true);
  c->dataset = watch_open(c->path);
  watch_journal(c);
  at_disk(c, false);
  while (next_errand(c)) {
    bool dataset;
    if (c->errand.now)
      (void)look(c, &dataset);
    else if (!wait_for_change(c, &dataset))
      continue;
    if (c->errand.now || dataset)
      bring_dataset(c);
    bring_journal(c);
    send_piece(c, COURIER_BACK, false, NULL, 0);
  }
}

/* ---- beginning ---- */

/* Keeps the two pipes, and nothing else that was open. */
static void leave_all_behind(struct carrier *c)
{
  int in = fcntl(c->in, F_DUPFD, 10), out = fcntl(c->out, F_DUPFD, 10), null = open("/dev/null", O_RDWR);
  if (in < 0 || out < 0 || null < 0)
    _exit(1);
  for (int fd = 0; fd < 3; fd++)
    if (dup2(null, fd) < 0)
      _exit(1);
  c->in = dup2(in, 3);
  c->out = dup2(out, 4);
  if (c->in != 3 || c->out != 4 || close_range(5, ~0U, 0) != 0)
    _exit(1);
}

_Noreturn void courier_run(const char *path, int errands, int pieces, struct courier_desk *desk, pid_t master,
                           bool whole)
{
  static const char *const everywhere[] = {"/"};
  struct carrier c = {.path = path, .in = errands, .out = pieces, .desk = desk};
  (void)setsid();
  (void)prctl(PR_SET_NAME, "guatu-courier", 0, 0, 0);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != master)
    _exit(1);
  leave_all_behind(&c);
  unsigned stands = sandbox_enter(&(struct sandbox_options){.readable = everywhere, .count = 1});
  if (whole && stands != SANDBOX_WHOLE)
    _exit(1);
  live(&c);
  _exit(0);
}
