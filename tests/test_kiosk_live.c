/* The wall on datasets that are no datasets: each is told on the wall, from the start too, and heals when a
 * good one is there. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "support_pty.h"

struct place {
  char *folder;
  char path[320], aside[300];
  char *bytes;
  size_t len;
  struct pty *pty;
  pid_t writer; /* a child that writes the file; 0: none */
};

static void wall_open(struct place *w)
{
  const char *args[] = {"kiosk", "--every=3600", "--lang=zh", "--as-of=2021-09-30", w->path, NULL};
  w->pty = pty_start(&(struct pty_options){.rows = 24, .cols = 100, .args = args});
}

/* As an account that may do nothing special, where we are one that may do everything. */
static void wall_open_as_nobody(struct place *w)
{
  const char *args[] = {"--reuid=65534", "--clear-groups",     pty_guatu(), "kiosk", "--every=3600",
                        "--lang=zh",     "--as-of=2021-09-30", w->path,     NULL};
  if (getuid() != 0)
    wall_open(w);
  else
    w->pty = pty_start(&(struct pty_options){.rows = 24, .cols = 100, .program = "setpriv", .args = args});
}

static int setup(void **state)
{
  struct place *w = mem_alloc(sizeof *w);
  w->folder = pty_folder();
  assert_int_equal(chmod(w->folder, 0755), 0);
  snprintf(w->path, sizeof w->path, "%s/x.conf", w->folder);
  snprintf(w->aside, sizeof w->aside, "%s/aside", w->folder);
  w->bytes = pty_read_file("conf/demo-2021.conf", &w->len);
  assert_non_null(w->bytes);
  *state = w;
  return 0;
}

static void stop_writer(struct place *w)
{
  if (w->writer <= 0)
    return;
  kill(w->writer, SIGKILL);
  waitpid(w->writer, NULL, 0);
  w->writer = 0;
}

static int teardown(void **state)
{
  struct place *w = *state;
  stop_writer(w);
  pty_end(w->pty);
  pty_folder_remove(w->folder);
  free(w->bytes);
  free(w);
  return 0;
}

static void put_good(struct place *w)
{
  pty_write_file(w->aside, w->bytes, w->len);
  assert_int_equal(rename(w->aside, w->path), 0);
}

static void make_good(struct place *w)
{
  (void)remove(w->path);
  put_good(w);
}

/* Said from the start, healed, said again over the last good picture, healed again. */
static void tells_and_heals(struct place *w, void (*spoil)(struct place *), const char *says, bool nobody)
{
  spoil(w);
  if (nobody)
    wall_open_as_nobody(w);
  else
    wall_open(w);
  assert_true(pty_wait(w->pty, "暂时没有数据可显示"));
  assert_true(pty_wait(w->pty, says));
  assert_true(pty_shows(w->pty, "x.conf"));
  make_good(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  assert_true(pty_wait_gone(w->pty, says));
  (void)remove(w->path);
  spoil(w);
  assert_true(pty_wait_row(w->pty, -2, says));
  assert_true(pty_shows(w->pty, "已报 86/93"));
  make_good(w);
  assert_true(pty_wait_gone(w->pty, says));
  assert_true(pty_wait(w->pty, "最新："));
  assert_true(pty_running(w->pty));
}

static void spoil_missing(struct place *w)
{
  (void)w;
}

static void spoil_fifo(struct place *w)
{
  assert_int_equal(mkfifo(w->path, 0644), 0);
}

static void spoil_folder(struct place *w)
{
  assert_int_equal(mkdir(w->path, 0755), 0);
}

static void spoil_unreadable(struct place *w)
{
  pty_write_file(w->aside, w->bytes, w->len);
  assert_int_equal(chmod(w->aside, 0), 0);
  assert_int_equal(rename(w->aside, w->path), 0);
}

static void spoil_huge(struct place *w)
{
  int fd = open(w->aside, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  assert_true(fd >= 0);
  assert_int_equal(ftruncate(fd, ((off_t)256 << 20) + 1), 0);
  assert_int_equal(close(fd), 0);
  assert_int_equal(rename(w->aside, w->path), 0);
}

static void spoil_half(struct place *w)
{
  pty_write_file(w->path, w->bytes, w->len / 2);
}

static void spoil_empty(struct place *w)
{
  pty_write_file(w->path, "", 0);
}

static void spoil_loop(struct place *w)
{
  assert_int_equal(symlink("x.conf", w->path), 0);
}

static void test_missing(void **state)
{
  tells_and_heals(*state, spoil_missing, "没有这个文件", false);
}

static void test_a_fifo(void **state)
{
  tells_and_heals(*state, spoil_fifo, "这是管道", false);
}

static void test_a_folder(void **state)
{
  tells_and_heals(*state, spoil_folder, "这是文件夹", false);
}

static void test_unreadable(void **state)
{
  tells_and_heals(*state, spoil_unreadable, "没有读取权限", true);
}

static void test_huge(void **state)
{
  tells_and_heals(*state, spoil_huge, "超过256 MiB", false);
}

static void test_half_written(void **state)
{
  tells_and_heals(*state, spoil_half, "数据文件有误（", false);
}

static void test_empty(void **state)
{
  tells_and_heals(*state, spoil_empty, "数据文件有误（", false);
}

static void test_a_link_to_itself(void **state)
{
  tells_and_heals(*state, spoil_loop, "符号链接层数过多", false);
}

/* Given its permission back, without another event than that. */
static void test_a_permission_comes_back(void **state)
{
  struct place *w = *state;
  spoil_unreadable(w);
  wall_open_as_nobody(w);
  assert_true(pty_wait(w->pty, "没有读取权限"));
  assert_int_equal(chmod(w->path, 0644), 0);
  assert_true(pty_wait(w->pty, "已报 86/93"));
}

/* A program that writes it without end, and never all of it. */
static void test_endlessly_rewritten(void **state)
{
  struct place *w = *state;
  put_good(w);
  wall_open(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  pid_t writer = fork();
  assert_true(writer >= 0);
  if (writer == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    _exit(1);
  w->writer = writer; /* for teardown, should this test fail */
  if (writer == 0)
    for (size_t i = 0;; i++) {
      FILE *f = fopen(w->path, "wb");
      if (!f || fwrite(w->bytes, 1, w->len / 3 + i % 1000, f) == 0 || fclose(f) != 0)
        _exit(1);
      usleep(200);
    }
  assert_true(pty_wait(w->pty, "数据文件有误（"));
  pty_keys(w->pty, "2"); /* it still listens, and shows the last good picture */
  assert_true(pty_wait(w->pty, "地区生产总值增长"));
  stop_writer(w);
  make_good(w);
  assert_true(pty_wait_gone(w->pty, "数据文件有误（"));
}

/* A disk that answers nothing for a while: the pages turn on, and what is the matter is said. The calls of
 * the courier are held up; when the wall itself went to the disk, it would hang in the same one. */
static void test_a_disk_that_does_not_answer(void **state)
{
  struct place *w = *state;
  if (PTY_SANITIZED || !pty_has_strace())
    skip();
  put_good(w);
  const char *args[] = {"-f",
                        "-o",
                        "/dev/null",
                        "-P",
                        w->path,
                        "-e",
                        "inject=openat:delay_enter=6000000:when=2",
                        pty_guatu(),
                        "kiosk",
                        "--every=1",
                        "--lang=zh",
                        w->path,
                        "--as-of=2021-09-30",
                        NULL};
  w->pty = pty_start(&(struct pty_options){.rows = 24, .cols = 100, .program = "strace", .args = args});
  assert_true(pty_wait(w->pty, "已报 86/93"));
  put_good(w);
  assert_true(pty_wait_row(w->pty, -2, "数据所在的磁盘没有响应"));
  assert_true(pty_wait_row(w->pty, -2, "7/"));
  assert_true(pty_wait_row(w->pty, -2, "1/"));
  assert_true(pty_wait_gone(w->pty, "没有响应"));
}

/* Another folder under the same name, which the wall has not seen when it shut itself in. */
static void test_a_folder_that_is_swapped(void **state)
{
  struct place *w = *state;
  char folder[280];
  snprintf(folder, sizeof folder, "%s/data", w->folder);
  assert_int_equal(mkdir(folder, 0755), 0);
  snprintf(w->path, sizeof w->path, "%s/x.conf", folder);
  put_good(w);
  wall_open(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  for (int i = 0; i < 2; i++) {
    assert_int_equal(rename(folder, w->aside), 0);
    assert_int_equal(mkdir(folder, 0755), 0);
    spoil_half(w);
    assert_true(pty_wait_row(w->pty, -2, "数据文件有误（"));
    assert_int_equal(unlink(w->path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(rename(w->aside, folder), 0);
    assert_true(pty_wait_gone(w->pty, "数据文件有误（"));
  }
}

/* Until the process waits for a change, in poll, and no longer for an errand, in read. */
static void wait_for_poll(pid_t pid)
{
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/syscall", (int)pid);
  for (int tries = 0; tries < 20000; tries++) {
    char *text = pty_read_file(name, NULL);
    long call = text ? strtol(text, NULL, 10) : SYS_ppoll;
#ifdef SYS_poll
    bool polls = call == SYS_ppoll || call == SYS_poll;
#else
    bool polls = call == SYS_ppoll;
#endif
    free(text);
    if (polls)
      return;
    (void)poll(NULL, 0, 1);
  }
  fail_msg("the courier never waits");
}

/* A wall that could read nothing any more ends: what started it starts another. */
static void test_a_courier_that_is_killed(void **state)
{
  struct place *w = *state;
  char name[64], *children;
  put_good(w);
  wall_open(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  snprintf(name, sizeof name, "/proc/%d/task/%d/children", pty_pid(w->pty), pty_pid(w->pty));
  children = pty_read_file(name, NULL);
  assert_non_null(children);
  pid_t courier = (pid_t)strtol(children, NULL, 10);
  wait_for_poll(courier);
  assert_int_equal(kill(courier, SIGKILL), 0);
  free(children);
  time_t from = time(NULL);
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
  assert_true(time(NULL) - from < 4); /* not at the next minute */
  assert_true(pty_shows(w->pty, "读取数据的进程已退出"));
  assert_true(pty_sane(w->pty));
}

/* The line of the mistake, and what is in it can't reach the terminal. */
static void test_the_line_is_told_and_clean(void **state)
{
  static const char kind[] = "kind = \"";
  struct place *w = *state;
  put_good(w);
  wall_open(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  const char *at = strstr(w->bytes, kind);
  assert_non_null(at);
  size_t line = 1, head = (size_t)(at - w->bytes) + sizeof kind - 1;
  for (const char *c = w->bytes; c < at; c++)
    line += *c == '\n';
  struct buf bad = {0};
  buf_add(&bad, w->bytes, head);
  buf_puts(&bad, "\033]0;owned\007\033[31m");
  buf_add(&bad, w->bytes + head, w->len - head);
  pty_write_file(w->path, bad.data, bad.len);
  buf_release(&bad);
  char says[64];
  snprintf(says, sizeof says, "第 %zu 行", line);
  assert_true(pty_wait_row(w->pty, -2, says));
  assert_null(strstr(pty_output(w->pty, NULL), "owned\007"));
}

/* A save that a colleague makes is on the wall, with who made it. */
static void test_a_figure_that_comes_in(void **state)
{
  struct place *w = *state;
  put_good(w);
  wall_open(w);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  const char *args[] = {"set",        w->path,   "dead-end-roads", "25", "--through",
                        "2021-09-30", "--today", "2021-10-26",     NULL};
  const char *env[] = {"GUATU_USER=wang", NULL};
  struct pty *other = pty_start(&(struct pty_options){.args = args, .env = env});
  assert_int_equal(pty_status(other), 0);
  pty_end(other);
  assert_true(pty_wait_row(w->pty, -2, "打通断头路 25"));
  assert_true(pty_wait_row(w->pty, -2, "wang"));
}

/* The file's name is shown, and what is in it can't reach the terminal either. */
static void test_a_name_is_clean(void **state)
{
  struct place *w = *state;
  snprintf(w->path, sizeof w->path, "%s/\033[31mred\033]0;owned\007.conf", w->folder);
  wall_open(w);
  assert_true(pty_wait(w->pty, "[31mred"));
  const char *out = pty_output(w->pty, NULL);
  assert_null(strstr(out, "\033[31mred"));
  assert_null(strstr(out, "owned\007"));
}

int main(void)
{
#define WALL(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      WALL(test_missing),
      WALL(test_a_fifo),
      WALL(test_a_folder),
      WALL(test_unreadable),
      WALL(test_huge),
      WALL(test_half_written),
      WALL(test_empty),
      WALL(test_a_link_to_itself),
      WALL(test_a_permission_comes_back),
      WALL(test_endlessly_rewritten),
      WALL(test_a_disk_that_does_not_answer),
      WALL(test_a_folder_that_is_swapped),
      WALL(test_a_courier_that_is_killed),
      WALL(test_the_line_is_told_and_clean),
      WALL(test_a_figure_that_comes_in),
      WALL(test_a_name_is_clean),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
