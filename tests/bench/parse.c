/* What libconfig alone needs for a dataset: reads the file and parses it as guatu does (config_read_string,
 * which is linear where config_read_file is not). Prints milliseconds, processor milliseconds, and the
 * kilobytes resident with the tree in memory and the text freed.
 *
 * parse FILE */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <libconfig.h>

static double now_ms(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static char *read_file(const char *path)
{
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &st) != 0)
    return NULL;
  char *text = malloc((size_t)st.st_size + 1);
  size_t len = 0;
  for (ssize_t n; text && (n = read(fd, text + len, (size_t)st.st_size - len)) > 0;)
    len += (size_t)n;
  close(fd);
  if (text)
    text[len] = '\0';
  return text;
}

static long resident_kb(void)
{
  long kb = 0;
  char line[256];
  FILE *f = fopen("/proc/self/status", "r");
  while (f && fgets(line, sizeof line, f))
    if (strncmp(line, "VmRSS:", 6) == 0)
      kb = strtol(line + 6, NULL, 10);
  if (f)
    fclose(f);
  return kb;
}

int main(int argc, char **argv)
{
  config_t config;
  double start = now_ms(CLOCK_MONOTONIC);
  char *text = argc == 2 ? read_file(argv[1]) : NULL;
  if (!text) {
    fprintf(stderr, "usage: parse FILE\n");
    return 2;
  }
  config_init(&config);
  if (config_read_string(&config, text) != CONFIG_TRUE) {
    fprintf(stderr, "parse: line %d: %s\n", config_error_line(&config), config_error_text(&config));
    return 1;
  }
  double end = now_ms(CLOCK_MONOTONIC), used = now_ms(CLOCK_PROCESS_CPUTIME_ID);
  free(text);
  printf("%.3f %.3f %ld\n", end - start, used, resident_kb());
  return 0; /* the tree goes with the process */
}
