/* The sandbox, from inside: each test is a child that enters it and tries. A child tells by its exit status;
 * one that the kernel killed has failed too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/sandbox.h"
#include "support_pty.h"
#include "support_run.h"

/* Sanitizers and older machines have more to do than is allowed; what is denied is the same. */
#define EXPECT(what)                                                                                         \
  do {                                                                                                       \
    if (!(what)) {                                                                                           \
      static const char text[] = "inside: " #what "\n";                                                      \
      ssize_t n = write(2, text, sizeof text - 1);                                                           \
      (void)n;                                                                                               \
      _exit(1);                                                                                              \
    }                                                                                                        \
  } while (0)

struct inside {
  char *readable; /* a folder that may be read */
  char *other;    /* one that may not */
  bool stops;
};

static void run_inside(void (*what)(const struct inside *), bool stops)
{
  struct inside in = {.readable = pty_folder(), .other = pty_folder(), .stops = stops};
  char file[300];
  if (sandbox_offered() != SANDBOX_WHOLE)
    skip();
  for (int i = 0; i < 2; i++) {
    snprintf(file, sizeof file, "%s/x.conf", i ? in.other : in.readable);
    pty_write_file(file, "figures\n", 8);
  }
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (stops)
      setpgid(0, 0);
    const char *const readable[] = {in.readable, "/nowhere/at/all"};
    struct sandbox_options o = {.readable = readable, .count = 2, .stops = stops};
    EXPECT(sandbox_enter(&o) == SANDBOX_WHOLE);
    what(&in);
    _exit(0);
  }
  int status;
  assert_int_equal(waitpid(child, &status, stops ? WUNTRACED : 0), child);
  if (stops) {
    assert_true(WIFSTOPPED(status));
    assert_int_equal(WSTOPSIG(status), SIGTSTP);
    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
  }
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  pty_folder_remove(in.readable);
  pty_folder_remove(in.other);
}

static void in_folder(char *out, size_t size, const char *folder, const char *name)
{
  snprintf(out, size, "%s/%s", folder, name);
}

/* ---- what still works ---- */

static void reads(const struct inside *in)
{
  char path[300], bytes[16];
  struct stat st;
  in_folder(path, sizeof path, in->readable, "x.conf");
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  EXPECT(fd >= 0);
  EXPECT(read(fd, bytes, sizeof bytes) == 8);
  EXPECT(fstat(fd, &st) == 0 && st.st_size == 8);
  EXPECT(close(fd) == 0);
  EXPECT(stat(path, &st) == 0);
  int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  EXPECT(watch >= 0);
  EXPECT(inotify_add_watch(watch, in->readable, IN_CLOSE_WRITE) >= 0);
  EXPECT(poll(&(struct pollfd){.fd = watch, .events = POLLIN}, 1, 1) == 0);
  void *memory = malloc(1 << 20);
  EXPECT(memory != NULL);
  free(memory);
  EXPECT(time(NULL) > 0);
  EXPECT(alarm(0) == 0);
  char *real = realpath(path, NULL);
  EXPECT(real != NULL);
  free(real);
}

static void test_reading_goes_on(void **state)
{
  (void)state;
  run_inside(reads, false);
}

/* ---- what is denied ---- */

static void reads_elsewhere(const struct inside *in)
{
  char path[300];
  in_folder(path, sizeof path, in->other, "x.conf");
  EXPECT(open(path, O_RDONLY) < 0 && errno == EACCES);
  EXPECT(open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES);
  EXPECT(open("/", O_RDONLY | O_DIRECTORY) < 0 && errno == EACCES);
}

static void test_other_files_are_not_read(void **state)
{
  (void)state;
  run_inside(reads_elsewhere, false);
}

static void writes(const struct inside *in)
{
  char path[300], other[300];
  in_folder(path, sizeof path, in->readable, "x.conf");
  in_folder(other, sizeof other, in->readable, "y.conf");
  static const int flags[] = {O_WRONLY,
                              O_RDWR,
                              O_RDONLY | O_CREAT,
                              O_RDONLY | O_TRUNC,
                              O_WRONLY | O_APPEND,
                              O_RDWR | O_CREAT | O_EXCL};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    EXPECT(open(i < 2 ? path : other, flags[i], 0600) < 0);
  EXPECT(open(in->readable, O_TMPFILE | O_RDWR, 0600) < 0);
  EXPECT(truncate(path, 0) < 0);
  EXPECT(unlink(path) < 0);
  EXPECT(rename(path, other) < 0);
  EXPECT(link(path, other) < 0);
  EXPECT(symlink(path, other) < 0);
  EXPECT(mkdir(other, 0700) < 0);
  EXPECT(mkfifo(other, 0600) < 0);
  EXPECT(chmod(path, 0600) < 0);
  EXPECT(chown(path, getuid(), (gid_t)-1) < 0);
  EXPECT(utimensat(AT_FDCWD, path, NULL, 0) < 0);
  EXPECT(memfd_create("x", 0) < 0);
}

static void test_nothing_is_written(void **state)
{
  (void)state;
  run_inside(writes, false);
}

static void starts(const struct inside *in)
{
  char *argv[] = {(char *)"true", NULL}, *envp[] = {NULL};
  (void)in;
  EXPECT(execve("/bin/true", argv, envp) < 0);
  EXPECT(fork() < 0);
  EXPECT(vfork() < 0);
  EXPECT(ptrace(PTRACE_TRACEME, 0, 0, 0) < 0);
  static const long newer[] = {SYS_clone3,  SYS_execveat,    SYS_openat2,           SYS_io_uring_setup,
                               SYS_bpf,     SYS_unshare,     SYS_process_vm_writev, SYS_pidfd_open,
                               SYS_add_key, SYS_userfaultfd, SYS_perf_event_open,   SYS_prctl,
                               SYS_mount,   SYS_chroot};
  for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
    EXPECT(syscall(newer[i], 0, 0, 0, 0, 0, 0) < 0 && errno == EPERM);
  EXPECT(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
         MAP_FAILED);
}

static void test_nothing_is_started(void **state)
{
  (void)state;
  run_inside(starts, false);
}

static void talks(const struct inside *in)
{
  int ends[2];
  (void)in;
  EXPECT(socket(AF_INET, SOCK_STREAM, 0) < 0);
  EXPECT(socket(AF_UNIX, SOCK_STREAM, 0) < 0);
  EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0);
  EXPECT(kill(getppid(), 0) < 0);
  EXPECT(kill(0, SIGTSTP) < 0);
  EXPECT(ioctl(0, TIOCSTI, "x") < 0 && errno == EPERM);
  EXPECT(ioctl(0, TIOCSCTTY, 0) < 0 && errno == EPERM);
  EXPECT(ioctl(0, TIOCLINUX, "x") < 0 && errno == EPERM);
  EXPECT(ioctl(0, TIOCSETD, &ends) < 0 && errno == EPERM);
  EXPECT(ioctl(0, TIOCSWINSZ, &ends) < 0 && errno == EPERM);
  EXPECT(fcntl(0, F_SETOWN, getppid()) < 0 && errno == EPERM);
  EXPECT(setuid(getuid()) < 0);
}

static void test_nobody_is_spoken_to(void **state)
{
  (void)state;
  run_inside(talks, false);
}

/* The console that only looks may be suspended: itself and its group, and by no other signal. */
static void suspends(const struct inside *in)
{
  (void)in;
  EXPECT(kill(0, SIGKILL) < 0);
  EXPECT(kill(getppid(), SIGTSTP) < 0);
  EXPECT(kill(0, SIGTSTP) == 0);
}

static void test_it_may_stop_itself(void **state)
{
  (void)state;
  run_inside(suspends, true);
}

#ifdef __x86_64__
/* The same calls have other numbers there, which no list of ours names. */
static void test_other_architectures_are_killed(void **state)
{
  (void)state;
  if (sandbox_offered() != SANDBOX_WHOLE)
    skip();
  for (int way = 0; way < 2; way++) {
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      signal(SIGSEGV, SIG_DFL); /* not cmocka's */
      EXPECT(sandbox_enter(&(struct sandbox_options){0}) == SANDBOX_WHOLE);
      long call = 20; /* i386's getpid */
      if (way == 0)
        (void)syscall(0x40000000 | SYS_getpid); /* x32 */
      else
        __asm__ volatile("int $0x80" : "+a"(call) : : "memory");
      _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    /* A kernel that has no i386 at all faults. */
    assert_true(WIFSIGNALED(status) &&
                (WTERMSIG(status) == SIGSYS || (way == 1 && WTERMSIG(status) == SIGSEGV)));
  }
}
#endif

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reading_goes_on),
      cmocka_unit_test(test_other_files_are_not_read),
      cmocka_unit_test(test_nothing_is_written),
      cmocka_unit_test(test_nothing_is_started),
      cmocka_unit_test(test_nobody_is_spoken_to),
      cmocka_unit_test(test_it_may_stop_itself),
#ifdef __x86_64__
      cmocka_unit_test(test_other_architectures_are_killed),
#endif
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
