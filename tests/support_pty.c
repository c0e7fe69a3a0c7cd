/* The harness keeps the slave side open itself, for two reasons: the terminal's settings can be asked for
 * after the program has ended, and the master never reports EIO in between. Everything the program writes
 * goes into one buffer and through libvterm; what a condition looks at is always libvterm's screen. Waiting
 * is poll() on the master, so a test is as quick as the program. */
#include "support_pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>
#include <vterm.h>

#include "guatu/base/mem.h"

#define CAP_MS (PTY_SANITIZED ? 60000 : 10000)

struct pty {
  int master, slave; /* −1 once hung up */
  pid_t pid;
  bool ended;
  int status;
  int rows, cols;
  VTerm *vt;
  VTermScreen *screen;
  bool alternate, cursor;
  bool mute, holds;
  struct buf output, text, answers; /* of the terminal, not let through yet */
  struct termios before;
  char *home;
};

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *pty_guatu(void)
{
  static char path[4096];
  const char *named = getenv("GUATU");
  if (named)
    return named;
  ssize_t len = readlink("/proc/self/exe", path, sizeof path - 16);
  assert_true(len > 0);
  path[len] = '\0';
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(path, '/');
    assert_non_null(slash);
    *slash = '\0';
  }
  strcat(path, "/guatu");
  return path;
}

/* --- the screen --- */

static int on_property(VTermProp prop, VTermValue *value, void *user)
{
  struct pty *p = user;
  if (prop == VTERM_PROP_ALTSCREEN)
    p->alternate = value->boolean;
  if (prop == VTERM_PROP_CURSORVISIBLE)
    p->cursor = value->boolean;
  return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = on_property};

/* libvterm 0.1 writes beyond its cells when a wide character, on its way from before a resize, meets a screen
 * of one column. */
static int emulated_cols(const struct pty *p)
{
  return p->cols < 2 ? 2 : p->cols;
}

static void screen_start(struct pty *p)
{
  p->vt = vterm_new(p->rows, emulated_cols(p));
  vterm_set_utf8(p->vt, 1);
  p->screen = vterm_obtain_screen(p->vt);
  vterm_screen_set_callbacks(p->screen, &screen_callbacks, p);
  vterm_screen_enable_altscreen(p->screen, 1);
  vterm_screen_reset(p->screen, 1);
  p->cursor = true;
}

static void row_text(struct pty *p, int row, struct buf *out)
{
  size_t start = out->len, solid = start;
  for (int col = 0; col < p->cols; col++) {
    VTermScreenCell cell;
    vterm_screen_get_cell(p->screen, (VTermPos){.row = row, .col = col}, &cell);
    if (cell.chars[0] == UINT32_MAX)
      continue; /* the second half of a wide character */
    if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
      buf_putc(out, ' ');
      continue;
    }
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
      char bytes[4];
      uint32_t cp = cell.chars[i];
      size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
      static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
      for (size_t k = n - 1; k > 0; k--, cp >>= 6)
        bytes[k] = (char)(0x80u | (cp & 0x3fu));
      bytes[0] = (char)(lead[n] | cp);
      buf_add(out, bytes, n);
    }
    solid = out->len;
  }
  out->len = solid;
  if (out->data)
    out->data[solid] = '\0';
}

const char *pty_screen(struct pty *p)
{
  buf_clear(&p->text);
  for (int row = 0; row < p->rows; row++) {
    row_text(p, row, &p->text);
    buf_putc(&p->text, '\n');
  }
  return p->text.data ? p->text.data : "";
}

/* --- reading --- */

/* Reads what is there within `ms`, `most` bytes of it; 0 when the terminal is gone or nothing came. */
static size_t pump_most(struct pty *p, int ms, size_t most)
{
  if (p->master < 0)
    return 0;
  struct pollfd fd = {.fd = p->master, .events = POLLIN};
  if (poll(&fd, 1, ms) <= 0 || !(fd.revents & POLLIN))
    return 0;
  char bytes[65536];
  ssize_t n = read(p->master, bytes, most < sizeof bytes ? most : sizeof bytes);
  if (n <= 0)
    return 0;
  buf_add(&p->output, bytes, (size_t)n);
  vterm_input_write(p->vt, bytes, (size_t)n);
  size_t answer = vterm_output_read(p->vt, bytes, sizeof bytes);
  if (p->holds)
    buf_add(&p->answers, bytes, answer);
  else if (answer > 0 && !p->mute)
    pty_bytes(p, bytes, answer);
  return (size_t)n;
}

static bool pump(struct pty *p, int ms)
{
  return pump_most(p, ms, 65536) > 0;
}

void pty_hold_answers(struct pty *p, bool hold)
{
  p->holds = hold;
  if (!hold && p->answers.len > 0)
    pty_bytes(p, p->answers.data, p->answers.len);
  if (!hold)
    buf_clear(&p->answers);
}

static bool reap(struct pty *p)
{
  if (!p->ended && waitpid(p->pid, &p->status, WNOHANG) == p->pid)
    p->ended = true;
  return p->ended;
}

struct wanted {
  const char *text, *also;
  int row; /* −9999: any */
  bool gone;
};
#define ANY_ROW (-9999)

static bool row_has(struct pty *p, int row, const struct wanted *w)
{
  struct buf line = {0};
  row_text(p, row, &line);
  const char *s = line.data ? line.data : "";
  bool found = strstr(s, w->text) != NULL && (!w->also || strstr(s, w->also) != NULL);
  buf_release(&line);
  return found;
}

static bool holds(struct pty *p, const struct wanted *w)
{
  if (w->row != ANY_ROW)
    return row_has(p, w->row < 0 ? p->rows + w->row : w->row, w);
  for (int row = 0; row < p->rows; row++)
    if (row_has(p, row, w))
      return !w->gone;
  return w->gone;
}

static bool wait_for(struct pty *p, const struct wanted *w)
{
  int64_t end = now_ms() + CAP_MS;
  while (!holds(p, w)) {
    int64_t left = end - now_ms();
    bool over = reap(p);
    if (left > 0 && pump(p, over ? 0 : left < 50 ? (int)left : 50))
      continue;
    if (left > 0 && !over)
      continue;
    if (holds(p, w))
      break;
    fprintf(stderr, "never %s: \"%s\"%s%s (%s)\n%s\n", w->gone ? "gone" : "seen", w->text,
            w->also ? " with " : "", w->also ? w->also : "", over ? "the program has ended" : "it still runs",
            pty_screen(p));
    return false;
  }
  return true;
}

bool pty_wait(struct pty *p, const char *text)
{
  return wait_for(p, &(struct wanted){.text = text, .row = ANY_ROW});
}

bool pty_wait_gone(struct pty *p, const char *text)
{
  return wait_for(p, &(struct wanted){.text = text, .row = ANY_ROW, .gone = true});
}

bool pty_wait_row(struct pty *p, int row, const char *text)
{
  return wait_for(p, &(struct wanted){.text = text, .row = row});
}

bool pty_wait_line(struct pty *p, const char *one, const char *other)
{
  return wait_for(p, &(struct wanted){.text = one, .also = other, .row = ANY_ROW});
}

bool pty_shows(struct pty *p, const char *text)
{
  return holds(p, &(struct wanted){.text = text, .row = ANY_ROW});
}

/* Whether the process sleeps: its state in /proc. */
static bool asleep(const struct pty *p)
{
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)p->pid);
  FILE *f = fopen(path, "r");
  if (!f)
    return false;
  const char *state = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
  bool sleeps = state && state[1] == ' ' && state[2] == 'S';
  fclose(f);
  return sleeps;
}

/* Bytes of a pseudo-terminal are carried over by the kernel's workers, one after the other: on a busy machine
 * what was written is on neither side for a while, and both sleep. What was written before a byte of a
 * terminal that nobody else uses has arrived when that byte has. */
static void await_carriers(void)
{
  static int ends[2] = {-1, -1};
  char byte = 'x';
  if (ends[0] < 0) {
    struct termios t;
    ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0);
    ends[1] = open(ptsname(ends[0]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_int_equal(tcgetattr(ends[1], &t), 0);
    cfmakeraw(&t);
    assert_int_equal(tcsetattr(ends[1], TCSANOW, &t), 0);
  }
  for (int from = 0; from < 2; from++) {
    assert_int_equal(write(ends[from], &byte, 1), 1);
    assert_int_equal(read(ends[1 - from], &byte, 1), 1);
  }
}

bool pty_settle(struct pty *p)
{
  int64_t end = now_ms() + CAP_MS;
  int quiet = 0;
  while (quiet < 3) {
    int unread = 0;
    await_carriers();
    if (pump(p, 2))
      quiet = 0;
    else if (reap(p))
      return true;
    else if (ioctl(p->slave, FIONREAD, &unread) == 0 && unread == 0 && asleep(p))
      quiet++;
    else
      quiet = 0;
    if (now_ms() > end)
      return false;
  }
  return true;
}

size_t pty_take(struct pty *p, size_t most)
{
  int64_t end = now_ms() + CAP_MS;
  for (int quiet = 0, stuck = 0, unread = 0; quiet < 5 && stuck < 100 && now_ms() < end; poll(NULL, 0, 1)) {
    ioctl(p->slave, FIONREAD, &unread);
    quiet = asleep(p) && unread == 0 ? quiet + 1 : 0;
    stuck = asleep(p) && unread > 0 ? stuck + 1 : 0;
  }
  return pump_most(p, 0, most);
}

const char *pty_output(struct pty *p, size_t *len)
{
  if (len)
    *len = p->output.len;
  return p->output.data ? p->output.data : "";
}

bool pty_alternate(struct pty *p)
{
  return p->alternate;
}

bool pty_cursor(struct pty *p)
{
  return p->cursor;
}

int pty_cursor_row(struct pty *p)
{
  VTermPos at;
  vterm_state_get_cursorpos(vterm_obtain_state(p->vt), &at);
  return at.row;
}

/* --- the process --- */

static void child_environment(const struct pty *p, const struct pty_options *o)
{
  static const char *const drop[] = {"LC_ALL",   "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC",
                                     "LANGUAGE", "NO_COLOR", "COLORFGBG",   "LINES",
                                     "COLUMNS",  "TERMINFO", "GUATU_FILE",  "COLORTERM"};
  for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
    unsetenv(drop[i]);
  setenv("LANG", "C.UTF-8", 1);
  setenv("TZ", "Asia/Shanghai", 1);
  setenv("TERM", "xterm-256color", 1);
  setenv("HOME", p->home, 1);
  setenv("TMPDIR", p->home, 1);
  setenv("GUATU_USER", "li", 1);
  for (size_t i = 0; o->env && o->env[i]; i++)
    if (strchr(o->env[i], '='))
      putenv(mem_text(o->env[i]));
    else
      unsetenv(o->env[i]);
}

static void child_run(const struct pty *p, const struct pty_options *o)
{
  setsid();
  ioctl(p->slave, TIOCSCTTY, 0);
  for (int fd = 0; fd < 3; fd++)
    dup2(p->slave, fd);
  if (p->slave > 2)
    close(p->slave);
  close(p->master);
  for (int sig = 1; sig < 32; sig++)
    signal(sig, SIG_DFL);
  child_environment(p, o);
  const char *program = o->program ? o->program : pty_guatu();
  char *argv[32] = {mem_text(program)};
  for (size_t i = 0; o->args && o->args[i] && i < 30; i++)
    argv[i + 1] = mem_text(o->args[i]);
  execvp(program, argv);
  fprintf(stderr, "cannot run %s: %s\n", program, strerror(errno));
  _exit(127);
}

static void set_size(struct pty *p)
{
  struct winsize size = {.ws_row = (unsigned short)p->rows, .ws_col = (unsigned short)p->cols};
  ioctl(p->master, TIOCSWINSZ, &size);
}

struct pty *pty_start(const struct pty_options *o)
{
  struct pty *p = mem_alloc(sizeof *p);
  p->rows = o->rows ? o->rows : 24;
  p->cols = o->cols ? o->cols : 80;
  p->mute = o->mute;
  p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(p->master >= 0);
  assert_int_equal(grantpt(p->master), 0);
  assert_int_equal(unlockpt(p->master), 0);
  p->slave = open(ptsname(p->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  assert_true(p->slave >= 0);
  set_size(p);
  screen_start(p);
  tcgetattr(p->slave, &p->before);
  p->home = pty_folder();
  fflush(NULL);
  p->pid = fork();
  assert_true(p->pid >= 0);
  if (p->pid == 0)
    child_run(p, o);
  return p;
}

void pty_end(struct pty *p)
{
  if (!p)
    return;
  if (!reap(p)) {
    kill(-p->pid, SIGKILL); /* its session: a shell's jobs too, as far as they share its group */
    kill(p->pid, SIGKILL);
    waitpid(p->pid, &p->status, 0);
  }
  pty_hang_up(p);
  vterm_free(p->vt);
  buf_release(&p->output);
  buf_release(&p->text);
  buf_release(&p->answers);
  pty_folder_remove(p->home);
  free(p);
}

void pty_resize(struct pty *p, int rows, int cols)
{
  while (pump(p, 0)) /* what was written for the old size is drawn at the old size */
    ;
  p->rows = rows;
  p->cols = cols;
  vterm_set_size(p->vt, rows, emulated_cols(p));
  set_size(p);
}

void pty_signal(struct pty *p, int signal)
{
  kill(p->pid, signal);
}

void pty_hang_up(struct pty *p)
{
  if (p->slave >= 0)
    close(p->slave);
  if (p->master >= 0)
    close(p->master);
  p->slave = p->master = -1;
}

int pty_status(struct pty *p)
{
  int64_t end = now_ms() + CAP_MS;
  while (!reap(p)) {
    if (p->master < 0)
      poll(NULL, 0, 5);
    else
      pump(p, 5);
    if (now_ms() > end) {
      fprintf(stderr, "it never ended:\n%s\n", pty_screen(p));
      return -1;
    }
  }
  while (pump(p, 0))
    ;
  return p->status;
}

int pty_status_unread(struct pty *p)
{
  for (int64_t end = now_ms() + CAP_MS; !reap(p); poll(NULL, 0, 1))
    if (now_ms() > end)
      return -1;
  return p->status;
}

bool pty_stall(struct pty *p, const char *keys)
{
  int64_t end = now_ms() + CAP_MS;
  for (int untouched = 0, unread = 0; untouched < 100; poll(NULL, 0, 1)) {
    if (unread == 0) {
      pty_keys(p, keys);
      pty_bytes(p, "\033[0n", 4); /* as if it had arrived */
    }
    ioctl(p->slave, FIONREAD, &unread);
    untouched = unread > 0 ? untouched + 1 : 0;
    if (now_ms() > end || reap(p))
      return false;
  }
  return true;
}

bool pty_running(struct pty *p)
{
  return !reap(p);
}

int pty_pid(struct pty *p)
{
  return (int)p->pid;
}

struct termios pty_before(struct pty *p)
{
  return p->before;
}

struct termios pty_now(struct pty *p)
{
  struct termios t = {0};
  tcgetattr(p->slave, &t);
  return t;
}

bool pty_sane(struct pty *p)
{
  struct termios now = pty_now(p);
  const struct termios *was = &p->before;
  return now.c_iflag == was->c_iflag && now.c_oflag == was->c_oflag && now.c_cflag == was->c_cflag &&
         now.c_lflag == was->c_lflag && memcmp(now.c_cc, was->c_cc, sizeof now.c_cc) == 0;
}

void pty_bytes(struct pty *p, const void *bytes, size_t len)
{
  const char *at = bytes;
  while (len > 0 && p->master >= 0) {
    ssize_t n = write(p->master, at, len);
    if (n < 0 && errno != EINTR)
      return;
    if (n > 0) {
      at += n;
      len -= (size_t)n;
    }
  }
}
