/* Sixteen people enter figures in one dataset at once, and some of them die of it: nothing that was
 * acknowledged may be missing, a reader must find a whole dataset every single time, and the journal must be
 * whole and tell what the dataset says. Processes talk through pipes; nobody sleeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/edit/session.h"
#include "guatu/store/figures.h"
#include "guatu/store/file.h"
#include "guatu/store/load.h"
#include "support_pty.h"
#include "support_run.h"

#define WRITERS 16
/* Figures a writer enters; a sanitizer makes a save some five times as slow. */
#define FIGURES (PTY_SANITIZED ? 12 : 100)
#define KILLS   (PTY_SANITIZED ? 40 : 400)
#define KILL_MS 15000
#define CAP_MS  120000

/* Writer w enters figures of targets w0, w1, …: DAYS of each. */
#define DAYS    10 /* all in other months than the last */
#define TARGETS (FIGURES / DAYS + 1)
/* In the round with kills there is no end to what they enter but this. */
#define ROUNDS 1000

static char *path;

/* What a writer tells, after the save returned. Shorter than PIPE_BUF: whole or not at all. */
struct told {
  int writer, figure, status; /* an enum err */
  int waited_ms;              /* how long the save took */
  int64_t value;
};

/* ---- the dataset ---- */

static struct date day_of(int figure)
{
  struct date day;
  char text[16];
  snprintf(text, sizeof text, "2021-%02d-28", figure % DAYS + 1);
  assert_true(date_parse(text, strlen(text), &day));
  return day;
}

static void target_of(int writer, int figure, char out[32])
{
  snprintf(out, 32, "w%d-t%d", writer, figure / DAYS);
}

static int setup(void **state)
{
  struct buf text = {0};
  char id[32];
  (void)state;
  buf_puts(&text, "format = 1;\nplan = { title = \"Writers\"; period = { from = \"2021-01-01\"; "
                  "to = \"2021-12-31\"; reports = \"monthly\"; }; };\npanes = ( { id = \"all\"; "
                  "name = \"All\"; targets = (\n");
  for (int w = 0; w < WRITERS; w++)
    for (int t = 0; t < TARGETS; t++) {
      target_of(w, t * DAYS, id);
      buf_printf(&text,
                 "%s  { id = \"%s\"; name = \"%s\"; kind = \"level\"; target = 100000; unit = \"x\"; "
                 "decimals = 0; }\n",
                 w + t > 0 ? "," : "", id, id);
    }
  buf_puts(&text, "); } );\n");
  path = scratch_file("ds.conf", text.data);
  buf_release(&text);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  free(path);
  scratch_remove();
  return 0;
}

/* ---- writers ---- */

/* A process that does not outlive this one, whatever becomes of the test. */
static pid_t split(void)
{
  pid_t parent = getpid(), pid = fork();
  assert_true(pid >= 0);
  if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent))
    _exit(1);
  return pid;
}

static void enter(struct session *s, int writer, int figure, int64_t value, int out)
{
  char id[32];
  struct problems p = {.lang = LANG_EN};
  struct reading r = {.through = day_of(figure), .value = decimal_of(value), .by = "", .at = "", .note = ""};
  target_of(writer, figure, id);
  int64_t from = clock_ms();
  enum err err = session_enter(s, id, &r, &p);
  struct told told = {writer, figure, (int)err, (int)(clock_ms() - from), value};
  if (err != OK)
    fprintf(stderr, "writer %d, figure %d: %s\n", writer, figure, problems_first(&p));
  problems_release(&p);
  if (write(out, &told, sizeof told) != sizeof told)
    _exit(2);
}

/* A process that enters `count` figures, the nth of them with value first + n, going round and round, and
 * tells each. */
static pid_t writer(int number, int64_t first, int count, int out)
{
  pid_t pid = split();
  if (pid != 0)
    return pid;
  struct session *s = NULL;
  struct problems p = {.lang = LANG_EN};
  if (session_open(&s, path, SESSION_WRITE, NULL, &p) != OK) {
    fprintf(stderr, "writer %d: %s\n", number, problems_first(&p));
    _exit(1);
  }
  for (int64_t n = first; n < first + count; n++)
    enter(s, number, (int)(n % FIGURES), n + 1, out);
  session_close(s);
  _exit(0);
}

/* ---- a reader ---- */

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
  (void)signal;
  stopped = 1;
}

struct reader {
  pid_t pid;
  int out; /* tells how often it read, when it ends */
};

/* Reads the dataset again and again until it is told to stop; says so when it could not. */
_Noreturn static void read_on(int out)
{
  struct buf text = {0};
  size_t count = 0;
  for (; !stopped; count++) {
    struct problems p = {.lang = LANG_EN};
    struct plan *plan = NULL;
    if (file_read(path, &text, NULL, &p) != OK || plan_from_text(text.data, text.len, &plan, &p) != OK) {
      fprintf(stderr, "reader: after %zu times: %s\n", count, problems_first(&p));
      _exit(1);
    }
    plan_free(plan);
    problems_release(&p);
  }
  buf_release(&text);
  _exit(write(out, &count, sizeof count) == sizeof count ? 0 : 1);
}

static struct reader reader_begin(void)
{
  int out[2];
  assert_int_equal(pipe2(out, O_CLOEXEC), 0);
  signal(SIGTERM, stop); /* before the fork, so that it can't come too early */
  struct reader r = {.pid = split(), .out = out[0]};
  if (r.pid == 0)
    read_on(out[1]);
  signal(SIGTERM, SIG_DFL);
  close(out[1]);
  return r;
}

static int end_of(pid_t pid)
{
  int status;
  while (waitpid(pid, &status, 0) < 0)
    assert_int_equal(errno, EINTR);
  return status;
}

static size_t reader_end(struct reader *r)
{
  size_t count = 0;
  kill(r->pid, SIGTERM);
  assert_int_equal(end_of(r->pid), 0);
  assert_int_equal(read(r->out, &count, sizeof count), sizeof count);
  close(r->out);
  assert_true(count > 0);
  return count;
}

/* ---- what was told ---- */

/* What came to pass, as the writers told it. */
struct record {
  int64_t values[WRITERS][FIGURES]; /* acknowledged; 0: none */
  int64_t next[WRITERS];            /* values that a writer has entered */
  size_t saves, refused;
  int longest_ms;
};

static void take(struct record *r, const struct told *t)
{
  r->longest_ms = t->waited_ms > r->longest_ms ? t->waited_ms : r->longest_ms;
  if (t->status != OK) {
    r->refused++;
    return;
  }
  r->saves++;
  r->values[t->writer][t->figure] = t->value;
  r->next[t->writer] = t->value;
}

enum heard { HEARD, HEARD_NOTHING, HEARD_END /* all writers are gone */ };

/* Takes what a writer tells within this time. */
static enum heard listen_for(struct record *r, int in, int64_t ms)
{
  struct pollfd fd = {.fd = in, .events = POLLIN};
  struct told told;
  if (poll(&fd, 1, ms > 0 ? (int)ms : 0) <= 0)
    return HEARD_NOTHING;
  ssize_t got = read(in, &told, sizeof told);
  if (got == 0)
    return HEARD_END;
  assert_int_equal(got, sizeof told);
  take(r, &told);
  return HEARD;
}

/* ---- the dataset and the journal at the end ---- */

static struct plan *load(void)
{
  struct buf text = {0};
  struct plan *plan = NULL;
  struct problems p = {.lang = LANG_EN};
  assert_int_equal(file_read(path, &text, NULL, &p), OK);
  assert_int_equal(plan_from_text(text.data, text.len, &plan, &p), OK);
  buf_release(&text);
  return plan;
}

/* The figure in the plan; 0: none. */
static int64_t value_of(const struct plan *plan, int writer, int figure)
{
  char id[32];
  target_of(writer, figure, id);
  const struct target *t = plan_find(plan, id);
  assert_non_null(t);
  const struct reading *r = target_reading(t, day_of(figure));
  return r != NULL ? r->value.micros / DECIMAL_ONE : 0;
}

/* Chain whole, nothing undecided, and the journal replayed is the dataset. */
static void assert_journal(const struct plan *plan, size_t figures)
{
  struct figures f = {0};
  struct problems p = {.lang = LANG_EN};
  const struct reading *now;
  assert_int_equal(figures_follow(&f, path, &p), OK);
  assert_int_equal(f.ledger.broken, 0);
  assert_int_equal(f.ledger.pending_count, 0);
  assert_int_equal(f.count, figures);
  for (size_t i = 0; i < f.count; i++)
    assert_false(figure_differs(&f.list[i], plan, &now));
  figures_release(&f);
  struct ran r = run("log", "--verify", path, NULL);
  assert_string_equal(r.err, "");
  assert_int_equal(r.status, 0);
  ran_release(&r);
}

static void assert_nothing_left(void)
{
  char *pattern = scratch_path(".ds.conf.tmp.*");
  glob_t found;
  assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);
  free(pattern);
}

/* ---- the tests ---- */

static void test_sixteen_writers(void **state)
{
  static struct record record;
  int out[2];
  pid_t pids[WRITERS];
  int64_t began = clock_ms();
  (void)state;
  struct reader reading = reader_begin(); /* before the pipe, or it would keep that open */
  assert_int_equal(pipe2(out, O_CLOEXEC), 0);
  for (int w = 0; w < WRITERS; w++)
    pids[w] = writer(w, 0, FIGURES, out[1]);
  close(out[1]);
  while (listen_for(&record, out[0], CAP_MS) != HEARD_END)
    assert_true(clock_ms() - began < CAP_MS);
  close(out[0]);
  for (int w = 0; w < WRITERS; w++)
    assert_int_equal(end_of(pids[w]), 0);
  size_t reads = reader_end(&reading);
  print_message("%zu saves in %ld ms, %zu readings of the whole, the longest save took %d ms\n", record.saves,
                (long)(clock_ms() - began), reads, record.longest_ms);
  assert_int_equal(record.refused, 0);
  assert_int_equal(record.saves, WRITERS * FIGURES);
  struct plan *plan = load();
  for (int w = 0; w < WRITERS; w++)
    for (int f = 0; f < FIGURES; f++)
      assert_int_equal(value_of(plan, w, f), f + 1);
  assert_journal(plan, (size_t)WRITERS * FIGURES);
  assert_nothing_left();
  plan_free(plan);
}

/* Who is to die: every other time whoever holds the lock, which is to say in the middle of a save. */
static int victim(const pid_t *pids, size_t kills)
{
  long holder = 0;
  char *lock = scratch_path(".ds.conf.lock");
  FILE *f = kills % 2 == 0 ? fopen(lock, "r") : NULL;
  if (f != NULL && fscanf(f, "%*s %ld", &holder) != 1)
    holder = 0;
  if (f != NULL)
    fclose(f);
  free(lock);
  for (int w = 0; w < WRITERS; w++)
    if (pids[w] == holder)
      return w;
  return rand() % WRITERS;
}

static void assert_nothing_lost(const struct record *r)
{
  struct plan *plan = load();
  size_t figures = 1; /* the one that was entered last */
  for (int w = 0; w < WRITERS; w++)
    for (int f = 0; f < FIGURES; f++) {
      int64_t value = value_of(plan, w, f);
      figures += value != 0;
      /* one that was saved and not acknowledged any more may stand there instead */
      if (value < r->values[w][f] || (value != 0 && (value - 1) % FIGURES != f))
        fail_msg("writer %d, figure %d: %ld was acknowledged, the dataset has %ld", w, f,
                 (long)r->values[w][f], (long)value);
    }
  assert_journal(plan, figures);
  plan_free(plan);
}

static void test_killed_writers(void **state)
{
  static struct record record;
  int out[2];
  pid_t pids[WRITERS];
  size_t kills = 0, saves_then = 0; /* somebody must get on between two deaths, however slow the machine */
  int64_t began = clock_ms(), next = began;
  (void)state;
  srand(1);
  struct reader reading = reader_begin(); /* before the pipe, or it would keep that open */
  assert_int_equal(pipe2(out, O_CLOEXEC), 0);
  for (int w = 0; w < WRITERS; w++)
    pids[w] = writer(w, 0, ROUNDS * FIGURES, out[1]);
  while (kills < KILLS && clock_ms() - began < KILL_MS) {
    bool saves = record.saves > saves_then || clock_ms() > next + 1000;
    if (listen_for(&record, out[0], saves ? next - clock_ms() : 50) == HEARD || !saves || clock_ms() < next)
      continue;
    saves_then = record.saves;
    int w = victim(pids, kills++);
    kill(pids[w], SIGKILL);
    assert_int_equal(end_of(pids[w]), SIGKILL);
    while (listen_for(&record, out[0], 0) == HEARD) {
    } /* what it told before it died: its successor goes on after it */
    pids[w] = writer(w, record.next[w], ROUNDS * FIGURES, out[1]);
    next = clock_ms() + rand() % 60;
  }
  close(out[1]);
  for (int w = 0; w < WRITERS; w++) {
    kill(pids[w], SIGKILL);
    assert_int_equal(end_of(pids[w]), SIGKILL);
  }
  while (listen_for(&record, out[0], CAP_MS) == HEARD) {}
  close(out[0]);
  size_t reads = reader_end(&reading);
  print_message(
      "%zu kills, %zu saves acknowledged in %ld ms, %zu readings of the whole, the longest save took "
      "%d ms\n",
      kills + WRITERS, record.saves, (long)(clock_ms() - began), reads, record.longest_ms);
  assert_int_equal(record.refused, 0);
  assert_true(kills >= KILLS / 8 && record.saves > kills / 4);
  struct ran r = run("set", "--today", "2021-12-31", path, "w0-t0", "1", "--through", "2021-12-31", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  assert_nothing_left();
  assert_nothing_lost(&record);
}

/* ---- the program itself ---- */

static void test_sixteen_programs_at_one_moment(void **state)
{
  pid_t pids[WRITERS];
  int gate[2];
  (void)state;
  assert_int_equal(pipe2(gate, O_CLOEXEC), 0);
  for (int w = 0; w < WRITERS; w++) {
    char id[32];
    target_of(w, 0, id);
    pids[w] = split();
    if (pids[w] != 0)
      continue;
    close(gate[1]);
    char wait;
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    (void)!read(gate[0], &wait, 1); /* until the other end is closed: for all at once */
    execl(pty_guatu(), "guatu", "set", "--today", "2021-12-31", "--through", "2021-01-28", path, id, "7",
          NULL);
    _exit(127);
  }
  close(gate[0]);
  close(gate[1]);
  for (int w = 0; w < WRITERS; w++)
    assert_int_equal(end_of(pids[w]), 0);
  struct plan *plan = load();
  for (int w = 0; w < WRITERS; w++)
    assert_int_equal(value_of(plan, w, 0), 7);
  assert_journal(plan, WRITERS);
  assert_nothing_left();
  plan_free(plan);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_sixteen_programs_at_one_moment, setup, teardown),
      cmocka_unit_test_setup_teardown(test_sixteen_writers, setup, teardown),
      cmocka_unit_test_setup_teardown(test_killed_writers, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
