/* Signals, and the way out of a crash.
 *
 * Ordinary signals set a flag and write a byte to a pipe that the wait polls, so that none is lost between
 * looking and waiting. The flags are the truth; the byte only wakes.
 *
 * TERM and HUP must end the program even when it is stuck inside a write to a stalled terminal, where no flag
 * is ever looked at: they also start an alarm, and its handler gives the terminal back and leaves. Fatal
 * signals give the terminal back and go on to what they would have done without us, so that a core dump or a
 * sanitizer's report is still made.
 *
 * Everything a handler needs was prepared before: the old settings, the bytes that leave the alternate
 * screen, the terminal's name. It is opened again by that name to write without blocking; O_NONBLOCK on the
 * descriptor we were given would be our shell's as well. */
#include "guatu/tui/term_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define GRACE_SECONDS 2 /* the promise is three */
#define STACK_BYTES   65536

static void on_note(int sig);
static void on_end(int sig);
static void on_alarm(int sig);
static void on_fatal(int sig, siginfo_t *info, void *context);

static const struct {
  int sig;
  void (*note)(int);
  void (*fatal)(int, siginfo_t *, void *);
} table[] = {
    {SIGWINCH, on_note, NULL}, {SIGCONT, on_note, NULL},  {SIGINT, on_note, NULL},
    {SIGTSTP, on_note, NULL},  {SIGTERM, on_end, NULL},   {SIGHUP, on_end, NULL},
    {SIGALRM, on_alarm, NULL}, {SIGQUIT, NULL, on_fatal}, {SIGILL, NULL, on_fatal},
    {SIGABRT, NULL, on_fatal}, {SIGBUS, NULL, on_fatal},  {SIGFPE, NULL, on_fatal},
    {SIGSEGV, NULL, on_fatal},
};
#define TABLE_COUNT (sizeof table / sizeof *table)

static struct {
  bool started;
  int pipe[2];
  int fd;
  int way_out; /* open for a crash to write to; −1: it is opened then */
  struct termios before;
  char leave[512];
  size_t leave_len;
  char tty[128];
  void *stack;
  struct sigaction old[TABLE_COUNT];
} state;

static volatile sig_atomic_t came[65]; /* by signal number */

static int open_way_out(void)
{
  return open(state.tty, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

/* Only what is safe in a handler. In the background the settings are not ours to change: TTOU would stop us.
 */
static void restore_terminal(void)
{
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGTTOU, &ignore, NULL);
  int fd = state.way_out >= 0 ? state.way_out : open_way_out();
  if (fd >= 0) {
    ssize_t n = write(fd, state.leave, state.leave_len);
    (void)n;
    close(fd);
  }
  tcsetattr(state.fd, TCSANOW, &state.before);
}

static void wake(int sig)
{
  int error = errno;
  came[sig] = 1;
  char byte = (char)sig;
  ssize_t n = write(state.pipe[1], &byte, 1);
  (void)n; /* full: it is readable already */
  errno = error;
}

static void on_note(int sig)
{
  wake(sig);
}

static void on_end(int sig)
{
  wake(sig);
  alarm(GRACE_SECONDS);
}

static void on_alarm(int sig)
{
  restore_terminal();
  _exit(128 + (came[SIGTERM] ? SIGTERM : came[SIGHUP] ? SIGHUP : sig));
}

static void on_fatal(int sig, siginfo_t *info, void *context)
{
  (void)context;
  restore_terminal();
  for (size_t i = 0; i < TABLE_COUNT; i++)
    if (table[i].sig == sig)
      sigaction(sig, &state.old[i], NULL);
  /* A fault happens again by itself on return, with its true address. */
  if (info->si_code <= 0 || sig == SIGQUIT)
    raise(sig);
}

static bool open_pipe(void)
{
  return pipe2(state.pipe, O_CLOEXEC | O_NONBLOCK) == 0;
}

/* A stack of its own lets the handler run when the program's stack is what overflowed. */
static void give_stack(void)
{
  stack_t now;
  if (sigaltstack(NULL, &now) == 0 && !(now.ss_flags & SS_DISABLE))
    return; /* a sanitizer's */
  state.stack = malloc(STACK_BYTES);
  if (!state.stack)
    return;
  stack_t ours = {.ss_sp = state.stack, .ss_size = STACK_BYTES};
  sigaltstack(&ours, NULL);
}

static void take_stack(void)
{
  if (!state.stack)
    return;
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  free(state.stack);
  state.stack = NULL;
}

bool signals_start(int fd, const char *leave, size_t len)
{
  if (state.started || tcgetattr(fd, &state.before) != 0 || !open_pipe())
    return false;
  state.fd = fd;
  state.way_out = -1;
  state.leave_len = len < sizeof state.leave ? len : sizeof state.leave;
  memcpy(state.leave, leave, state.leave_len);
  if (ttyname_r(fd, state.tty, sizeof state.tty) != 0)
    strcpy(state.tty, "/dev/tty");
  give_stack();
  for (size_t i = 0; i < TABLE_COUNT; i++) {
    came[table[i].sig] = 0;
    struct sigaction action = {.sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (table[i].fatal) {
      action.sa_sigaction = table[i].fatal;
      action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    } else {
      action.sa_handler = table[i].note;
    }
    sigaction(table[i].sig, &action, &state.old[i]);
  }
  state.started = true;
  return true;
}

void signals_stop(void)
{
  if (!state.started)
    return;
  state.started = false;
  alarm(0);
  for (size_t i = TABLE_COUNT; i-- > 0;)
    sigaction(table[i].sig, &state.old[i], NULL);
  take_stack();
  close(state.pipe[0]);
  close(state.pipe[1]);
  if (state.way_out >= 0)
    close(state.way_out);
  state.way_out = -1;
}

/* What stops it is for the kernel alone then: SIGSTOP and SIGKILL can't be held. */
void signals_hold(void)
{
  static const int held[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  for (size_t i = 0; i < sizeof held / sizeof *held; i++)
    sigaction(held[i], &ignore, NULL);
}

void signals_confine(void)
{
  if (state.started && state.way_out < 0)
    state.way_out = open_way_out();
}

int signals_fd(void)
{
  return state.pipe[0];
}

int signals_take(void)
{
  char bytes[64];
  while (read(state.pipe[0], bytes, sizeof bytes) > 0)
    ;
  static const int order[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    if (came[order[i]]) {
      came[order[i]] = 0;
      return order[i];
    }
  return 0;
}

/* The whole foreground group stops, as it would under a cooked terminal. Where nobody could ever continue us
 * (an orphaned group: a session without a job-control shell) the kernel drops the signal, and we go on at
 * once: nobody is locked out. */
void signals_suspend(void)
{
  struct sigaction cooked = {.sa_handler = SIG_DFL}, ours;
  sigemptyset(&cooked.sa_mask);
  sigaction(SIGTSTP, &cooked, &ours);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  came[SIGCONT] = came[SIGTSTP] = 0;
}
