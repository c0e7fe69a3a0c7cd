/* What saving one figure takes, beside the least that a safe save can be: write, fsync, rename, fsync of the
 * folder, of the same bytes in the same folder, turn by turn. Of the plan in conf/ and of made-up plans of
 * more targets with twelve readings each.
 *
 * save FOLDER RUNS TARGETS… prints medians in milliseconds; read the ratios. */
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

static int by_size(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double median(double *times, int count)
{
  qsort(times, (size_t)count, sizeof *times, by_size);
  return times[count / 2];
}

static void die(const char *what)
{
  fprintf(stderr, "save: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* A plan of so many targets, twelve readings each. */
static void make_plan(struct buf *out, int targets)
{
  static const char *const ends[] = {"01-31", "02-28", "03-31", "04-30", "05-31", "06-30",
                                     "07-31", "08-31", "09-30", "10-31", "11-30", "12-31"};
  buf_puts(out, "format = 1;\nplan = { title = \"Bench\"; period = { from = \"2021-01-01\"; to = "
                "\"2021-12-31\"; }; };\n"
                "panes = ( { id = \"p\"; name = \"P\"; targets = (\n");
  for (int t = 0; t < targets; t++) {
    buf_printf(out,
               "    { id = \"t%d\"; name = { zh = \"目标%d\"; en = \"Target %d\"; }; kind = \"cumulative\";\n"
               "      target = %d; unit = \"亿元\";\n      readings = (\n",
               t, t, t, 1000 + t % 500);
    for (int m = 0; m < 12; m++)
      buf_printf(out,
                 "        { through = \"2021-%s\"; value = %d; by = \"li\"; at = "
                 "\"2021-07-13T10:02:11+08:00\"; }%s\n",
                 ends[m], (m + 1) * 80, m < 11 ? "," : "");
    buf_printf(out, "      ); }%s\n", t + 1 < targets ? "," : "");
  }
  buf_puts(out, ") } );\n");
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

static void measure(const char *folder, const char *label, const struct buf *text, const char *target,
                    int runs)
{
  char path[512];
  struct session *s = NULL;
  struct problems p = {0};
  double ours[101], theirs[101];
  snprintf(path, sizeof path, "%s/plan.conf", folder);
  write_all(path, text, false);
  if (session_open(&s, path, true, NULL, &p) != OK) {
    fprintf(stderr, "save: %s\n", problems_first(&p));
    exit(1);
  }
  (void)enter(s, target, 1); /* makes lock and journal */
  for (int i = 0; i < runs; i++) {
    theirs[i] = bare(folder, text);
    ours[i] = enter(s, target, i + 2);
  }
  double a = median(ours, runs), b = median(theirs, runs);
  printf("  %-34s %9.1f kB %8.1f %8.1f   x%.2f\n", label, (double)text->len / 1000, a, b, a / b);
  session_close(s);
}

int main(int argc, char **argv)
{
  int runs = argc > 2 ? atoi(argv[2]) : 31;
  struct problems p = {0};
  struct buf text = {0};
  if (argc < 2 || runs < 1 || runs > 101) {
    fprintf(stderr, "usage: save FOLDER [RUNS [TARGETS...]]\n");
    return 2;
  }
  if (mkdir(argv[1], 0755) != 0 && errno != EEXIST)
    die(argv[1]);
  printf("saving one figure:                              saved,    bare write, fsync, rename, fsync; ms\n");
  if (file_read("conf/gaoxin-2021.conf", &text, NULL, &p) != OK)
    die("conf/gaoxin-2021.conf");
  measure(argv[1], "conf/gaoxin-2021.conf", &text, "dead-end-roads", runs);
  for (int i = 3; i < argc; i++) {
    char label[64];
    buf_clear(&text);
    make_plan(&text, atoi(argv[i]));
    snprintf(label, sizeof label, "%s targets with 12 readings", argv[i]);
    measure(argv[1], label, &text, "t0", runs);
  }
  buf_release(&text);
  return 0;
}
