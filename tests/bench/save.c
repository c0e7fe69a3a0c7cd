/* What saving one figure takes, beside the least that a safe save can be: write, fsync, rename, fsync of the
 * folder, of the same bytes in the same folder, turn by turn.
 *
 * save FOLDER RUNS DATASET prints both, in milliseconds, a line for each turn. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "guatu/edit/session.h"
#include "guatu/store/file.h"

static double now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *what)
{
  fprintf(stderr, "save: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void write_all(const char *path, const struct buf *text, bool sync)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0)
    die(path);
  for (size_t at = 0; at < text->len;) {
    ssize_t done = write(fd, text->data + at, text->len - at);
    if (done < 0)
      die(path);
    at += (size_t)done;
  }
  if (sync && fsync(fd) != 0)
    die(path);
  close(fd);
}

static double bare(const char *folder, const struct buf *text)
{
  char temp[512], path[512];
  snprintf(temp, sizeof temp, "%s/bare.tmp", folder);
  snprintf(path, sizeof path, "%s/bare", folder);
  double start = now_ms();
  write_all(temp, text, true);
  if (rename(temp, path) != 0)
    die(path);
  int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir < 0 || fsync(dir) != 0)
    die(folder);
  close(dir);
  return now_ms() - start;
}

static double enter(struct session *s, const char *target, int value)
{
  struct problems p = {0};
  struct reading r = {
      .through = date_of(2021, 6, 30), .value = decimal_of(value), .by = "", .at = "", .note = ""};
  double start = now_ms();
  if (session_enter(s, target, &r, &p) != OK) {
    fprintf(stderr, "save: %s\n", problems_first(&p));
    exit(1);
  }
  double took = now_ms() - start;
  problems_release(&p);
  return took;
}

static void measure(const char *folder, const struct buf *text, int runs)
{
  static const char target[] = "dead-end-roads";
  char path[512];
  struct session *s = NULL;
  struct problems p = {0};
  snprintf(path, sizeof path, "%s/plan.conf", folder);
  write_all(path, text, false);
  if (session_open(&s, path, SESSION_WRITE, NULL, &p) != OK) {
    fprintf(stderr, "save: %s\n", problems_first(&p));
    exit(1);
  }
  (void)enter(s, target, 1); /* makes lock and journal */
  for (int i = 0; i < runs; i++) {
    double theirs = bare(folder, text);
    printf("%.4f %.4f\n", enter(s, target, i + 2), theirs);
  }
  session_close(s);
}

int main(int argc, char **argv)
{
  int runs = argc == 4 ? atoi(argv[2]) : 0;
  struct problems p = {0};
  struct buf text = {0};
  if (runs < 1) {
    fprintf(stderr, "usage: save FOLDER RUNS DATASET\n");
    return 2;
  }
  if (mkdir(argv[1], 0755) != 0 && errno != EEXIST)
    die(argv[1]);
  if (file_read(argv[3], &text, NULL, &p) != OK)
    die(argv[3]);
  measure(argv[1], &text, runs);
  buf_release(&text);
  return 0;
}
