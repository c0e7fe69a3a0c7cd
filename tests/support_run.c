#include "support_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_pty.h"

static char folder[64];

/* ---- running ---- */

static void child(enum output_to to, const char *const *words, int out, int err)
{
  char *argv[32] = {0};
  for (size_t n = 0; *words && n < 31; words++)
    argv[n++] = mem_text(*words);
  signal(SIGPIPE, SIG_DFL);
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(err, 2);
  int full = -1;
  switch (to) {
  case TO_PIPE:
  case TO_NOBODY:
    dup2(out, 1);
    break;
  case TO_FULL:
    full = open("/dev/full", O_WRONLY);
    dup2(full, 1);
    break;
  case TO_CLOSED:
    close(1);
    break;
  }
  for (int fd = 3; fd < 64; fd++)
    close(fd);
  execvp(argv[0], argv);
  _exit(127);
}

/* Reads both pipes to their ends; false when half a minute passes without a word. */
static bool drain(int out, int err, struct buf *out_text, struct buf *err_text)
{
  struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
  struct buf *texts[2] = {out_text, err_text};
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    if (poll(fds, 2, 30000) == 0)
      return false;
    for (int i = 0; i < 2; i++) {
      char bytes[4096];
      if (fds[i].fd < 0 || !fds[i].revents)
        continue;
      ssize_t n = read(fds[i].fd, bytes, sizeof bytes);
      if (n > 0)
        buf_add(texts[i], bytes, (size_t)n);
      else
        fds[i].fd = -1;
    }
  }
  return true;
}

static struct ran run_argv(enum output_to to, const char *const *argv)
{
  int out[2], err[2];
  assert_int_equal(pipe(out), 0);
  assert_int_equal(pipe(err), 0);
  if (to == TO_NOBODY) /* before anything can be written */
    close(out[0]);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0)
    child(to, argv, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  struct buf out_text = {0}, err_text = {0};
  buf_add(&out_text, "", 0);
  buf_add(&err_text, "", 0);
  bool ended = drain(to == TO_NOBODY ? -1 : out[0], err[0], &out_text, &err_text);
  if (!ended)
    kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  if (to != TO_NOBODY)
    close(out[0]);
  close(err[0]);
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return (struct ran){.status = ended ? code : 124,
                      .out = out_text.data ? out_text.data : mem_text(""),
                      .err = err_text.data ? err_text.data : mem_text("")};
}

struct ran run_to(enum output_to to, const char *const *words)
{
  const char *argv[32] = {pty_guatu()};
  for (size_t n = 1; *words && n < 31; words++)
    argv[n++] = *words;
  return run_argv(to, argv);
}

struct ran run_program(const char *const *argv)
{
  return run_argv(TO_PIPE, argv);
}

struct ran run(const char *first, ...)
{
  const char *words[32] = {first};
  size_t n = 1;
  va_list args;
  va_start(args, first);
  while (n < 31 && (words[n] = va_arg(args, const char *)))
    n++;
  va_end(args);
  words[n] = NULL;
  return run_to(TO_PIPE, words);
}

void ran_release(struct ran *r)
{
  free(r->out);
  free(r->err);
  *r = (struct ran){0};
}

/* ---- files ---- */

const char *scratch(void)
{
  if (!folder[0]) {
    strcpy(folder, P_tmpdir "/guatu-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
  }
  return folder;
}

char *scratch_path(const char *name)
{
  struct buf path = {0};
  buf_printf(&path, "%s/%s", scratch(), name);
  return path.data;
}

char *scratch_file(const char *name, const char *text)
{
  char *path = scratch_path(name);
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
  assert_int_equal(fclose(f), 0);
  return path;
}

char *scratch_copy(const char *name, const char *source)
{
  char *text = read_text(source);
  char *path = scratch_file(name, text);
  free(text);
  return path;
}

void scratch_remove(void)
{
  struct buf command = {0};
  if (!folder[0])
    return;
  buf_printf(&command, "rm -rf '%s'", folder);
  if (system(command.data) != 0)
    fprintf(stderr, "%s stays\n", folder);
  buf_release(&command);
  folder[0] = '\0';
}

char *read_text(const char *path)
{
  struct buf text = {0};
  char bytes[4096];
  size_t n;
  FILE *f = fopen(path, "r");
  if (!f)
    fail_msg("%s: %s", path, strerror(errno));
  buf_add(&text, "", 0);
  while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
    buf_add(&text, bytes, n);
  fclose(f);
  return text.data ? text.data : mem_text("");
}

void diff_lines(const char *path_a, const char *path_b, int *only_a, int *only_b)
{
  struct buf command = {0};
  char line[4096];
  buf_printf(&command, "diff -- '%s' '%s'", path_a, path_b);
  FILE *f = popen(command.data, "r");
  assert_non_null(f);
  *only_a = *only_b = 0;
  while (fgets(line, sizeof line, f)) {
    *only_a += line[0] == '<';
    *only_b += line[0] == '>';
  }
  pclose(f);
  buf_release(&command);
}
