/* Waiting: for a key, a signal, a file, or a time, in one poll; nothing wakes up in between.
 *
 * Keys that ncurses has read already come before the poll, because the descriptor no longer shows them. A
 * terminal that went away shows as POLLHUP, or as input that never brings a byte. */
#include "guatu/tui/term_parts.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define EMPTY_MAX 20 /* polls in a row that promise input and bring none: the terminal is gone */

int64_t wait_clock(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What a signal means for the program; false: nothing to tell. */
static bool event_of_signal(int sig, enum term_event *event, uint32_t *key)
{
  switch (sig) {
  case SIGTERM:
  case SIGHUP:
    *event = TERM_END;
    return true;
  case SIGINT:
  case SIGTSTP:
    *event = TERM_KEY;
    *key = sig == SIGINT ? 0x03 : 0x1a;
    return true;
  case SIGCONT: /* somebody stopped us from outside; the shell has used the terminal meanwhile */
    screen_continue();
    *event = TERM_RESIZE;
    return true;
  case SIGWINCH:
    screen_measure();
    *event = TERM_RESIZE;
    return true;
  }
  return false;
}

/* One look at everything, then one poll. False: nothing has happened yet. */
static bool wait_once(struct pollfd *fds, int timeout_ms, int *empty, enum term_event *event, uint32_t *key)
{
  if (event_of_signal(signals_take(), event, key))
    return true;
  *event = TERM_KEY;
  *key = keys_read();
  if (*key)
    return true;
  *event = TERM_DRAW;
  if (pace_due())
    return true;
  int ready = poll(fds, 3, timeout_ms);
  if (ready <= 0)
    return false;
  if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
    *event = TERM_END;
    return true;
  }
  if (fds[0].revents & POLLIN) {
    bool waited = pace_waits();
    *key = keys_read();
    int unread = 0;
    *empty = *key || waited || (ioctl(STDIN_FILENO, FIONREAD, &unread) == 0 && unread > 0) ? 0 : *empty + 1;
    *event = *key ? TERM_KEY : TERM_END;
    return *key || *empty >= EMPTY_MAX;
  }
  *event = TERM_FILE;
  return fds[2].revents != 0; /* whoever wrote to it may also be gone */
}

enum term_event term_wait(uint32_t *key, int timeout_ms, int watch_fd)
{
  struct pollfd fds[3] = {{.fd = STDIN_FILENO, .events = POLLIN},
                          {.fd = signals_fd(), .events = POLLIN},
                          {.fd = watch_fd, .events = POLLIN}};
  int64_t end = wait_clock() + timeout_ms;
  enum term_event event;
  for (int empty = 0;;) {
    int64_t left = timeout_ms < 0 ? -1 : end - wait_clock();
    if (timeout_ms >= 0 && left < 0)
      left = 0;
    int held = pace_timeout();
    if (held >= 0 && (left < 0 || held < left))
      left = held;
    if (wait_once(fds, (int)left, &empty, &event, key))
      return event;
    if (timeout_ms >= 0 && wait_clock() >= end) /* not a millisecond of polls that wait for none to be over */
      return TERM_TIMEOUT;
  }
}

bool term_pending(void)
{
  return keys_pending();
}

void term_forget_keys(void)
{
  keys_forget();
}
