/* The wall in a terminal, and people at it: whatever is typed, pasted or sent, it still runs, nothing was
 * written, nothing was started; and it ends when it must. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/base/sandbox.h"
#include "support_pty.h"

#define DEMO "conf/demo-2021.conf"

struct place {
  char *folder;
  char path[256];
  char *bytes;
  size_t len;
  struct stat st;
  struct pty *pty;
};

static void wall_open(struct place *w, int rows, int cols, const char *every, const char *const *env)
{
  const char *args[] = {"kiosk", "--every", every, "--lang=zh", "--as-of=2021-09-30", w->path, NULL};
  w->pty = pty_start(&(struct pty_options){.rows = rows, .cols = cols, .args = args, .env = env});
}

static int setup(void **state)
{
  struct place *w = mem_alloc(sizeof *w);
  w->folder = pty_folder();
  snprintf(w->path, sizeof w->path, "%s/x.conf", w->folder);
  w->bytes = pty_read_file(DEMO, &w->len);
  assert_non_null(w->bytes);
  pty_write_file(w->path, w->bytes, w->len);
  assert_int_equal(stat(w->path, &w->st), 0);
  *state = w;
  return 0;
}

static int teardown(void **state)
{
  struct place *w = *state;
  pty_end(w->pty);
  pty_folder_remove(w->folder);
  free(w->bytes);
  free(w);
  return 0;
}

/* The dataset's bytes and times are what they were, and nothing stands beside it. */
static void assert_untouched(struct place *w)
{
  struct stat now;
  size_t len = 0;
  char *bytes = pty_read_file(w->path, &len);
  assert_non_null(bytes);
  assert_int_equal(len, w->len);
  assert_memory_equal(bytes, w->bytes, len);
  free(bytes);
  assert_int_equal(stat(w->path, &now), 0);
  assert_int_equal(now.st_ino, w->st.st_ino);
  assert_int_equal(now.st_mode, w->st.st_mode);
  assert_memory_equal(&now.st_mtim, &w->st.st_mtim, sizeof now.st_mtim);
  assert_memory_equal(&now.st_ctim, &w->st.st_ctim, sizeof now.st_ctim);
  DIR *d = opendir(w->folder);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) != NULL;)
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && strcmp(e->d_name, "x.conf") != 0)
      fail_msg("%s was made beside the dataset", e->d_name);
  closedir(d);
}

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- a monkey ---- */

struct monkey {
  uint32_t state;
};

static uint32_t pick(struct monkey *m, uint32_t count)
{
  m->state = m->state * 1664525u + 1013904223u;
  return (m->state >> 8) % count;
}

/* One key, whatever it is; more bytes when it is a sequence or a paste. */
static void add_key(struct monkey *m, struct buf *out)
{
  static const char *const sequences[] = {
      "\033",
      "\033[A",
      "\033OA",
      "\033[1;5D",
      "\033[200~",
      "\033[201~",
      "\033[15~",
      "\033OP",
      "\033[?64;1c",
      "\033[<0;5;5M",
      "\033[M !!",
      "\033[12;80R",
      "\033]0;x\007",
      "\033P1$r0m\033\\",
      "\033[",
      "\033O",
      "\033\033[B",
      "\033x",
      "\033[200~:!sh\r\033[201~",
      "\033[200~q\003\032\034",
      "\033[24;99999999999t",
      "\033[I",
      "\033[O",
      "\033[27;5;99~",
  };
  static const char *const words[] = {":q!\r", "!sh\r", "\003\003", "\032", "\034",     "\021\023",    "ZZ",
                                      "q",     "ls\r",  "\004",     "中文", "\xff\xfe", "\xc2\x9b\x41"};
  switch (pick(m, 5)) {
  case 0:
    buf_puts(out, sequences[pick(m, sizeof sequences / sizeof *sequences)]);
    break;
  case 1:
    buf_puts(out, words[pick(m, sizeof words / sizeof *words)]);
    break;
  case 2:
    buf_putc(out, (char)(pick(m, 31) + 1)); /* controls */
    break;
  default:
    buf_putc(out, (char)pick(m, 256));
    break;
  }
}

static void play(struct place *w, size_t keys, uint32_t seed)
{
  static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGWINCH};
  struct monkey m = {seed};
  struct buf bytes = {0};
  for (size_t at = 0; at < keys;) {
    buf_clear(&bytes);
    for (; bytes.len < 500 && at < keys; at++)
      add_key(&m, &bytes);
    pty_bytes(w->pty, bytes.data, bytes.len);
    if (pick(&m, 8) == 0)
      pty_signal(w->pty, signals[pick(&m, sizeof signals / sizeof *signals)]);
    if (!pty_settle(w->pty))
      fail_msg("it no longer settles after %zu keys", at);
    if (!pty_running(w->pty))
      fail_msg("it ended after %zu keys", at);
  }
  buf_release(&bytes);
}

/* It hears what it should, and nothing has become of the rest. */
static void assert_alive(struct place *w)
{
  pty_bytes(w->pty, "\033[201~", 6); /* whatever paste was left open */
  assert_true(pty_settle(w->pty));
  pty_keys(w->pty, "1");
  assert_true(pty_wait(w->pty, "DEMO"));
  assert_true(pty_wait(w->pty, "1/"));
  pty_keys(w->pty, "2");
  assert_true(pty_wait(w->pty, "2/"));
  assert_true(pty_alternate(w->pty));
  assert_untouched(w);
}

static void test_a_hundred_thousand_keys(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  play(w, PTY_SANITIZED ? 20000 : 100000, 2021);
  assert_alive(w);
}

static void test_no_key_and_no_signal_leaves_it(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  static const char *const keys[] = {"<C-c>",
                                     "<C-z>",
                                     "<C-\\>",
                                     "<C-d>",
                                     "<C-l>",
                                     "<C-s>",
                                     "<C-q>",
                                     "q",
                                     "Q",
                                     "<F10>",
                                     "<Esc>",
                                     ":q<Enter><Enter>",
                                     "?",
                                     "e",
                                     "5.5",
                                     "/x",
                                     "u",
                                     "i",
                                     "<Paste>3q<C-c></Paste>"};
  static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    pty_signal(w->pty, signals[i]);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    pty_keys(w->pty, keys[i]);
    assert_true(pty_settle(w->pty));
    assert_true(pty_running(w->pty));
  }
  assert_alive(w);
}

static void test_keys_page_pause_and_switch(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait_row(w->pty, -2, "1/"));
  pty_keys(w->pty, "<Right>");
  assert_true(pty_wait(w->pty, "1 经济发展"));
  pty_keys(w->pty, " ");
  assert_true(pty_wait(w->pty, "2 创新驱动"));
  pty_keys(w->pty, "<Left><Left><Left>");
  assert_true(pty_wait(w->pty, "落后最多"));
  pty_keys(w->pty, "L");
  assert_true(pty_wait(w->pty, "Furthest behind"));
  pty_keys(w->pty, "p");
  assert_true(pty_wait(w->pty, "paused"));
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait_gone(w->pty, "paused"));
  pty_keys(w->pty, "T");
  assert_true(pty_settle(w->pty));
  pty_resize(w->pty, 60, 200);
  assert_true(pty_wait(w->pty, "Furthest behind"));
  pty_resize(w->pty, 4, 20);
  assert_true(pty_wait(w->pty, "DEMO"));
  pty_resize(w->pty, 2, 10);
  assert_true(pty_wait(w->pty, "too small"));
}

static void test_pages_turn_by_themselves(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "1", NULL);
  assert_true(pty_wait(w->pty, "1 经济发展"));
  assert_true(pty_wait(w->pty, "地区生产总值增长"));
  assert_true(pty_wait(w->pty, "新增高新技术企业"));
}

/* The Linux console: English, ASCII, and the blocks it has, once it was told that UTF-8 comes: Debian boots
 * it into an 8-bit mode where no UTF-8 locale was chosen. */
static void test_the_linux_console(void **state)
{
  struct place *w = *state;
  const char *env[] = {"TERM=linux", NULL};
  wall_open(w, 30, 100, "3600", env);
  assert_true(pty_wait(w->pty, "86/93 reported"));
  assert_true(pty_wait(w->pty, "Urban renewal"));
  assert_true(pty_wait(w->pty, "██"));
  pty_keys(w->pty, "L");
  assert_true(pty_settle(w->pty));
  assert_true(pty_shows(w->pty, "Urban renewal"));
  size_t len;
  const unsigned char *out = (const unsigned char *)pty_output(w->pty, &len);
  const char *told = strstr((const char *)out, "\033%G"), *block = strstr((const char *)out, "█");
  assert_true(told && block && told < block);
  for (size_t i = 0; i < len; i++)
    if (out[i] >= 0x80) {
      assert_true(i + 2 < len && out[i] == 0xe2 && out[i + 1] == 0x96 && out[i + 2] >= 0x88 &&
                  out[i + 2] <= 0x92);
      i += 2;
    }
}

static void test_no_other_terminal_is_told_about_utf8(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "█"));
  assert_null(strstr(pty_output(w->pty, NULL), "\033%"));
}

/* ---- how it ends ---- */

static void test_sigterm_gives_the_terminal_back(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  pty_signal(w->pty, SIGTERM);
  assert_int_equal(pty_status(w->pty), 0);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty));
  assert_true(pty_cursor(w->pty));
}

/* A client that stopped reading: three seconds are the promise. */
static void test_sigterm_ends_it_while_nobody_reads(void **state)
{
  struct place *w = *state;
  wall_open(w, 60, 200, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  assert_true(pty_stall(w->pty, "<Right>"));
  int64_t from = now_ms();
  pty_signal(w->pty, SIGTERM);
  assert_int_not_equal(pty_status_unread(w->pty), -1);
  assert_in_range(now_ms() - from, 0, 3000);
  assert_true(pty_sane(w->pty));
}

static void test_a_crash_gives_the_terminal_back(void **state)
{
  struct place *w = *state;
  if (PTY_SANITIZED)
    skip();
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  pty_signal(w->pty, SIGSEGV);
  int status = pty_status(w->pty);
  assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  assert_true(pty_sane(w->pty));
  assert_false(pty_alternate(w->pty)); /* written on a descriptor that was open before the sandbox */
}

static void test_a_hang_up_ends_it(void **state)
{
  struct place *w = *state;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  int64_t from = now_ms();
  pty_hang_up(w->pty);
  assert_int_not_equal(pty_status(w->pty), -1);
  assert_in_range(now_ms() - from, 0, 3000);
}

/* ---- the kernel's view ---- */

/* What a process did after its sandbox stood; returns that part. */
static const char *assert_harmless(const char *trace)
{
  static const char *const never[] = {"O_WRONLY", "O_RDWR",    "O_CREAT", "O_TRUNC", "execve(", "socket(",
                                      "fork(",    "clone",     "ptrace(", "TIOCSTI", "kill(",   "unlink",
                                      "rename",   "ftruncate", "chmod",   "mkdir"};
  const char *after = strstr(trace, "seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=");
  assert_non_null(strstr(trace, "landlock_restrict_self("));
  assert_non_null(after);
  assert_non_null(strstr(after, "poll(")); /* there is something to look at */
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    if (strstr(after, never[i]))
      fail_msg("%s after the sandbox: %.200s", never[i], strstr(after, never[i]));
  return after;
}

/* The same monkey, shorter, with every call of wall and courier written down: after the sandboxes stand,
 * nothing is opened for writing, nothing started, nothing sent elsewhere, and the wall opens no file at all.
 */
static void test_what_the_kernel_saw(void **state)
{
  struct place *w = *state;
  char trace[300];
  if (PTY_SANITIZED || !pty_has_strace())
    skip();
  char *folder = pty_folder();
  snprintf(trace, sizeof trace, "%s/trace", folder);
  const char *args[] = {"-ff",       "-o",    trace,     "-s",   "0",
                        pty_guatu(), "kiosk", "--every", "3600", "--as-of=2021-09-30",
                        w->path,     NULL};
  w->pty = pty_start(&(struct pty_options){.program = "strace", .args = args});
  assert_true(pty_wait(w->pty, "86/93"));
  play(w, 3000, 93);
  assert_true(pty_wait(w->pty, "DEMO"));
  assert_untouched(w);
  glob_t traces;
  snprintf(trace, sizeof trace, "%s/trace.*", folder);
  assert_int_equal(glob(trace, 0, NULL, &traces), 0);
  assert_int_equal(traces.gl_pathc, 2);
  int readers = 0;
  for (size_t i = 0; i < 2; i++) {
    char *text = pty_read_file(traces.gl_pathv[i], NULL);
    const char *after = assert_harmless(text);
    bool courier = strstr(text, "setsid(") != NULL;
    readers += courier;
    assert_true(courier == (strstr(after, "openat(") != NULL));
    assert_true(courier != (strstr(after, "read(0,") != NULL));
    free(text);
  }
  assert_int_equal(readers, 1);
  globfree(&traces);
  pty_folder_remove(folder);
}

static bool has_open(int pid, const char *path)
{
  char at[64], to[320];
  bool found = false;
  snprintf(at, sizeof at, "/proc/%d/fd", pid);
  DIR *d = opendir(at);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    ssize_t len = readlinkat(dirfd(d), e->d_name, to, sizeof to - 1);
    to[len > 0 ? len : 0] = '\0';
    found = found || strcmp(to, path) == 0;
  }
  closedir(d);
  return found;
}

/* A descriptor that whoever started it left open for writing would stay so in any sandbox. */
static void test_what_was_left_open_is_closed(void **state)
{
  struct place *w = *state;
  char path[300], at[64];
  snprintf(path, sizeof path, "%s/left", w->folder);
  pty_write_file(path, "", 0);
  int left = open(path, O_WRONLY | O_APPEND);
  assert_true(left >= 0);
  wall_open(w, 24, 80, "3600", NULL);
  assert_int_equal(close(left), 0);
  assert_int_equal(unlink(path), 0);
  snprintf(path, sizeof path, "%s/left (deleted)", w->folder);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  assert_false(has_open(pty_pid(w->pty), path));
  snprintf(at, sizeof at, "/proc/%d/task/%d/children", pty_pid(w->pty), pty_pid(w->pty));
  char *children = pty_read_file(at, NULL);
  assert_non_null(children);
  assert_false(has_open((int)strtol(children, NULL, 10), path));
  free(children);
}

/* A kernel without Landlock: a line before the screen, or no wall at all. */
static void test_half_a_sandbox(void **state)
{
  struct place *w = *state;
  if (PTY_SANITIZED || !pty_has_strace())
    skip();
  const char *args[] = {"-f",
                        "-o",
                        "/dev/null",
                        "-e",
                        "inject=landlock_create_ruleset:error=ENOSYS",
                        pty_guatu(),
                        "kiosk",
                        "--lang=en",
                        "--as-of=2021-09-30",
                        w->path,
                        "--require-sandbox",
                        NULL};
  w->pty = pty_start(&(struct pty_options){.cols = 120, .program = "strace", .args = args});
  int status = pty_status(w->pty);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
  assert_true(pty_shows(w->pty, "guatu kiosk: this kernel offers no Landlock"));
  assert_false(pty_alternate(w->pty));
  pty_end(w->pty);
  args[10] = NULL;
  w->pty = pty_start(&(struct pty_options){.cols = 120, .program = "strace", .args = args});
  assert_true(pty_wait(w->pty, "86/93"));
  const char *out = pty_output(w->pty, NULL), *line = strstr(out, "offers no Landlock");
  assert_non_null(line);
  assert_true(strstr(out, "\033[?1049h") > line);
}

static void test_a_whole_sandbox_is_enough(void **state)
{
  struct place *w = *state;
  const char *args[] = {"kiosk", "--require-sandbox", "--as-of=2021-09-30", w->path, NULL};
  if (sandbox_offered() != SANDBOX_WHOLE)
    skip();
  w->pty = pty_start(&(struct pty_options){.cols = 120, .args = args});
  assert_true(pty_wait(w->pty, "86/93"));
  assert_null(strstr(pty_output(w->pty, NULL), "kernel"));
  assert_true(pty_settle(w->pty));
  assert_true(pty_running(w->pty));
}

static void test_every_takes_seconds(void **state)
{
  static const char *const wrong[] = {"0", "-1", "", "86401", "1.5", "fast", "99999999999999999999"};
  struct place *w = *state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const char *args[] = {"kiosk", "--lang=en", "--every", wrong[i], w->path, NULL};
    struct pty *p = pty_start(&(struct pty_options){.args = args});
    int status = pty_status(p);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_true(pty_shows(p, "--every: "));
    pty_end(p);
  }
}

/* Without a change and a page, nothing is sent until the next minute. */
static void test_it_is_silent_while_nothing_happens(void **state)
{
  struct place *w = *state;
  size_t before, after;
  wall_open(w, 24, 80, "3600", NULL);
  assert_true(pty_wait(w->pty, "已报 86/93"));
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &before);
  pty_keys(w->pty, "q<Esc>~");
  assert_true(pty_settle(w->pty));
  (void)pty_output(w->pty, &after);
  assert_in_range(after - before, 0, 64); /* a minute may have begun meanwhile */
}

int main(void)
{
#define WALL(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      WALL(test_a_hundred_thousand_keys),
      WALL(test_no_key_and_no_signal_leaves_it),
      WALL(test_keys_page_pause_and_switch),
      WALL(test_pages_turn_by_themselves),
      WALL(test_the_linux_console),
      WALL(test_no_other_terminal_is_told_about_utf8),
      WALL(test_sigterm_gives_the_terminal_back),
      WALL(test_sigterm_ends_it_while_nobody_reads),
      WALL(test_a_crash_gives_the_terminal_back),
      WALL(test_a_hang_up_ends_it),
      WALL(test_what_the_kernel_saw),
      WALL(test_what_was_left_open_is_closed),
      WALL(test_half_a_sandbox),
      WALL(test_a_whole_sandbox_is_enough),
      WALL(test_every_takes_seconds),
      WALL(test_it_is_silent_while_nothing_happens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
