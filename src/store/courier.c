/* Two pipes and a word of shared memory. Errands go one way, pieces with a head of fixed size the other; each
 * piece carries the number of its errand, so that an answer to an earlier one is not taken for that to the
 * latest. The word says since when the courier is at the disk: it stands there even when the courier can no
 * longer say anything. A piece is sent only when all of it is in memory, so what waits in the pipe never
 * waits for a disk. */
#include "guatu/store/courier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/store/courier_parts.h"

#define CHUNK     (64u << 10)
#define PIPE_SIZE (1 << 20)

struct courier {
  int in, out;
  struct courier_desk *desk;
  uint32_t errand; /* the latest */
  bool out_now, out_change, again, anew, given, lost;
  enum lang lang;
  struct courier_head head;
  size_t head_len;
  struct buf body;
};

/* ---- starting ---- */

static void close_both(const int *ends)
{
  if (ends[0] >= 0)
    close(ends[0]);
  if (ends[1] >= 0)
    close(ends[1]);
}

static bool make_pipes(int *errands, int *pieces)
{
  if (pipe2(errands, O_CLOEXEC) != 0 || pipe2(pieces, O_CLOEXEC) != 0)
    return false;
  (void)fcntl(pieces[1], F_SETPIPE_SZ, PIPE_SIZE); /* else a large dataset comes in very many pieces */
  return fcntl(errands[1], F_SETFL, O_NONBLOCK) == 0 && fcntl(pieces[0], F_SETFL, O_NONBLOCK) == 0;
}

static struct courier_desk *make_desk(void)
{
  void *desk =
      mmap(NULL, sizeof(struct courier_desk), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return desk == MAP_FAILED ? NULL : desk;
}

enum err courier_start(struct courier **out, const char *path, bool whole, struct problems *p)
{
  int errands[2] = {-1, -1}, pieces[2] = {-1, -1};
  pid_t master = getpid(), child = -1;
  struct courier_desk *desk = make_desk();
  *out = NULL;
  if (desk && make_pipes(errands, pieces))
    child = fork();
  if (child == 0)
    courier_run(path, errands[0], pieces[1], desk, master, whole);
  if (child < 0) {
    int error = errno;
    close_both(errands);
    close_both(pieces);
    if (desk)
      munmap(desk, sizeof *desk);
    return problem_fail(
        p, ERR_NO, TR(p->lang, "no process can be made to read the data: %s", "无法创建读取数据的进程：%s"),
        strerror(error));
  }
  close(errands[0]);
  close(pieces[1]);
  struct courier *c = mem_alloc(sizeof *c);
  *c = (struct courier){.in = pieces[0], .out = errands[1], .desk = desk};
  *out = c;
  return OK;
}

/* It is not waited for: a dead disk may hold it for as long as it likes. */
void courier_stop(struct courier *c)
{
  if (!c)
    return;
  close(c->in);
  close(c->out);
  munmap(c->desk, sizeof *c->desk);
  buf_release(&c->body);
  free(c);
}

/* ---- errands ---- */

static void send_errand(struct courier *c, enum courier_errand what)
{
  struct courier_errand_head head = {
      .errand = ++c->errand, .now = what == COURIER_NOW, .lang = (uint32_t)c->lang, .anew = c->anew};
  c->out_now = what == COURIER_NOW;
  c->out_change = !c->out_now;
  c->again = c->anew = false;
  if (write(c->out, &head, sizeof head) != (ssize_t)sizeof head)
    c->lost = true; /* there are two in the pipe at most */
}

void courier_send(struct courier *c, enum courier_errand what, enum lang lang, bool anew)
{
  c->lang = lang;
  c->anew = c->anew || anew;
  if (c->out_now)
    c->again = c->again || what == COURIER_NOW;
  else if (what == COURIER_NOW || !c->out_change)
    send_errand(c, what);
}

bool courier_away(const struct courier *c)
{
  return c->out_now || c->out_change;
}

bool courier_awaited(const struct courier *c)
{
  return c->out_now;
}

/* ---- pieces ---- */

/* Reads up to `len` bytes; 0: there are none now. */
static size_t receive(struct courier *c, void *bytes, size_t len)
{
  ssize_t n;
  do
    n = read(c->in, bytes, len);
  while (n < 0 && errno == EINTR);
  if (n == 0 || (n < 0 && errno != EAGAIN))
    c->lost = true;
  return n > 0 ? (size_t)n : 0;
}

/* Whether a piece is whole. */
static bool collect(struct courier *c)
{
  char bytes[CHUNK];
  for (size_t n; c->head_len < sizeof c->head; c->head_len += n)
    if ((n = receive(c, (char *)&c->head + c->head_len, sizeof c->head - c->head_len)) == 0)
      return false;
  for (size_t n, left; (left = (size_t)c->head.len - c->body.len) > 0; buf_add(&c->body, bytes, n))
    if ((n = receive(c, bytes, left < sizeof bytes ? left : sizeof bytes)) == 0)
      return false;
  return true;
}

bool courier_take(struct courier *c, struct courier_piece *out)
{
  if (c->given) {
    buf_release(&c->body);
    c->head_len = 0;
  }
  c->given = collect(c);
  if (!c->given)
    return false;
  *out = (struct courier_piece){(enum courier_kind)c->head.kind, c->head.anew, &c->body};
  if (out->kind == COURIER_BACK && c->head.errand == c->errand) {
    c->out_now = c->out_change = false;
    if (c->again)
      send_errand(c, COURIER_NOW);
  }
  return true;
}

int courier_fd(const struct courier *c)
{
  return c->in;
}

bool courier_lost(const struct courier *c)
{
  return c->lost;
}

int64_t courier_stuck_ms(const struct courier *c)
{
  int64_t since = atomic_load(&c->desk->since_ms);
  return since > 0 ? clock_ms() - since : 0;
}
