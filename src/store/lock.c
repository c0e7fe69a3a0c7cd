/* flock on a separate file. Who waits, waits in the kernel's queue and is served in turn; trying again every
 * few milliseconds would be a lottery, which the unluckiest of sixteen loses for ten seconds when the disk is
 * slow. A timer of our own ends the wait at its deadline, by a signal that does nothing but interrupt it. The
 * file has the dataset's own permissions, or a second operator would be locked out for good. */
#include "guatu/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/clock.h"
#include "guatu/base/mem.h"
#include "guatu/base/who.h"
#include "guatu/store/beside.h"
#include "guatu/store/trouble.h"

/* After the deadline the timer goes on, in case it fired right before the wait began. */
#define SIGN_LEN      255 /* of the line that says who holds it, filled up */
#define LOCK_AGAIN_NS 50000000L

/* A reader of the lock file can hold the lock too, so write permission is not insisted on. */
static int lock_open(int dir, const char *file, const char *name, const struct stat *ds)
{
  int fd = beside_open(dir, file, name, ds, 0, NULL);
  if (fd < 0 && errno == EACCES) {
    fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
      errno = EACCES; /* and not that there is none, when it could not be made */
  }
  return fd;
}

/* A timer that interrupts this process; what it replaces is put back by timer_end. */
struct wait_timer {
  timer_t id;
  struct sigaction action;
  sigset_t mask;
};

static void interrupt(int sig)
{
  (void)sig;
}

/* 0, or an errno. SIGALRM is the console's. */
static int timer_begin(struct wait_timer *t, int ms)
{
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
  struct sigaction action = {.sa_handler = interrupt}; /* no SA_RESTART */
  struct itimerspec when = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L},
                            .it_interval = {.tv_nsec = LOCK_AGAIN_NS}};
  sigset_t ours;
  if (timer_create(CLOCK_MONOTONIC, &event, &t->id) != 0)
    return errno;
  sigemptyset(&ours);
  sigaddset(&ours, SIGRTMIN);
  sigaction(SIGRTMIN, &action, &t->action);
  sigprocmask(SIG_UNBLOCK, &ours, &t->mask);
  (void)timer_settime(t->id, 0, &when, NULL);
  return 0;
}

/* A signal of the timer's that is under way arrives before timer_delete returns. */
static void timer_end(struct wait_timer *t)
{
  timer_delete(t->id);
  sigprocmask(SIG_SETMASK, &t->mask, NULL);
  sigaction(SIGRTMIN, &t->action, NULL);
}

/* Waits for the lock; 0, or an errno (EWOULDBLOCK: somebody held it to the end). */
static int lock_wait(int fd, int wait_ms)
{
  struct wait_timer timer;
  int64_t end = clock_ms() + wait_ms;
  int error = flock(fd, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
  if ((error != EWOULDBLOCK && error != EINTR) || wait_ms <= 0)
    return error;
  error = timer_begin(&timer, wait_ms);
  if (error != 0)
    return error;
  while (error == 0 && flock(fd, LOCK_EX) != 0)
    if (errno != EINTR)
      error = errno;
    else if (clock_ms() >= end)
      error = EWOULDBLOCK;
  timer_end(&timer);
  return error;
}

/* For the others' message only, so a failure is no reason not to save. Written over what is there, filled up
 * with empty lines: truncating the file first gives its block away, and the save's last sync would wait until
 * a new one is on the disk. */
static void lock_sign(int fd)
{
  char user[80], host[80] = "?", stamp[48], line[SIGN_LEN + 1];
  who_user(user, sizeof user);
  clock_stamp(stamp, sizeof stamp);
  if (gethostname(host, sizeof host - 1) != 0)
    strcpy(host, "?");
  host[sizeof host - 1] = '\0';
  int len = snprintf(line, sizeof line, "%s %ld %s %s\n", user, (long)getpid(), host, stamp);
  memset(line + len, '\n', sizeof line - (size_t)len);
  if (pwrite(fd, line, SIGN_LEN, 0) != SIGN_LEN)
    errno = 0;
}

static enum err lock_busy(int fd, struct problems *p)
{
  char holder[SIGN_LEN + 1];
  ssize_t got = pread(fd, holder, sizeof holder - 1, 0);
  holder[got > 0 ? got : 0] = '\0';
  holder[strcspn(holder, "\n")] = '\0';
  if (holder[0] == '\0')
    strcpy(holder, "?");
  return problem_fail(p, ERR_FILE,
                      TR(p->lang,
                         "nothing was saved: another save holds its lock (user, process, host, since: %s). "
                         "Try again in a moment; if it "
                         "goes on, end that process.",
                         "没有保存：另一次保存占用着文件锁（用户、进程、主机、时间：%"
                         "s）。请稍后再试；若一直如此，请结束该进程。"),
                      holder);
}

/* Somebody who tidies up may take the file away; whoever comes then locks another. */
bool lock_held(const struct lock *l, int dir, const char *name)
{
  struct stat ours, named;
  struct buf file = {0};
  buf_printf(&file, ".%s.lock", name);
  bool held = l->fd >= 0 && fstat(l->fd, &ours) == 0 &&
              fstatat(dir, file.data, &named, AT_SYMLINK_NOFOLLOW) == 0 && ours.st_dev == named.st_dev &&
              ours.st_ino == named.st_ino;
  buf_release(&file);
  return held;
}

/* Opens and locks; 0, or an errno. */
static int lock_try(struct lock *l, int dir, const char *file, const char *name, const struct stat *ds,
                    int wait_ms)
{
  struct stat st;
  l->fd = lock_open(dir, file, name, ds);
  int error = l->fd < 0 ? errno : 0;
  if (error == 0)
    error = fstat(l->fd, &st) != 0 ? errno : S_ISREG(st.st_mode) ? 0 : EPERM;
  return error == 0 ? lock_wait(l->fd, wait_ms) : error;
}

enum err lock_take(struct lock *l, int dir, const char *name, const struct stat *ds, int wait_ms,
                   struct problems *p)
{
  struct buf file = {0};
  int64_t end = clock_ms() + wait_ms;
  int error = 0;
  buf_printf(&file, ".%s.lock", name);
  l->fd = -1;
  do {
    int64_t left = end - clock_ms();
    lock_release(l);
    error = lock_try(l, dir, file.data, name, ds, left > 0 ? (int)left : 0);
  } while (error == 0 && !lock_held(l, dir, name));
  buf_release(&file);
  if (error == 0) {
    lock_sign(l->fd);
    return OK;
  }
  enum err err = error == EWOULDBLOCK ? lock_busy(l->fd, p) : trouble_report(p, error);
  lock_release(l);
  return err;
}

void lock_release(struct lock *l)
{
  if (l->fd >= 0)
    close(l->fd);
  l->fd = -1;
}
