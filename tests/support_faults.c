/* Every look runs the real program: `guatu check`, `guatu set`, `guatu log`. That costs some forty
 * milliseconds, and most calls of a save change nothing in its folder, so a state of the folder (names,
 * sizes, modes, which text the dataset has) is looked at once. */
#include "support_faults.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "support_run.h"

/* ---- folders ---- */

char *faults_path(const char *folder, const char *file)
{
  struct buf path = {0};
  buf_printf(&path, "%s/%s/%s", scratch(), folder, file);
  return path.data;
}

static void copy_file(const char *from, const char *to)
{
  struct stat st;
  char *text = read_text(from);
  assert_int_equal(stat(from, &st), 0);
  int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  assert_int_equal(fchmod(fd, st.st_mode & 07777), 0);
  close(fd);
  free(text);
}

static DIR *open_folder(const char *folder)
{
  char *path = faults_path(folder, "");
  (void)mkdir(path, 0777);
  DIR *d = opendir(path);
  assert_non_null(d);
  free(path);
  return d;
}

static bool is_entry(const struct dirent *e)
{
  return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

void faults_copy(const char *from, const char *to)
{
  DIR *d = open_folder(to);
  for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
    if (is_entry(e))
      assert_int_equal(unlinkat(dirfd(d), e->d_name, 0), 0);
  closedir(d);
  d = open_folder(from);
  for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
    if (is_entry(e)) {
      char *source = faults_path(from, e->d_name), *copy = faults_path(to, e->d_name);
      copy_file(source, copy);
      free(source);
      free(copy);
    }
  closedir(d);
}

static void set(const char *folder, const char *target, const char *figure)
{
  char *path = faults_path(folder, "ds.conf");
  struct ran r = run("set", "--today", FAULTS_DAY, path, target, figure, NULL);
  if (r.status != 0)
    fail_msg("guatu set: %d %s", r.status, r.err);
  ran_release(&r);
  free(path);
}

void faults_prepare(const char *folder, bool first, const char *figure, bool journal)
{
  /* who enters must not depend on whether the account database can be read */
  setenv("GUATU_USER", "tester", 1);
  closedir(open_folder(folder));
  char *path = faults_path(folder, "ds.conf");
  copy_file("conf/gaoxin-2021.conf", path);
  if (first)
    set(folder, FAULTS_FIRST, "1");
  if (figure != NULL)
    set(folder, FAULTS_TARGET, figure);
  static const char *const companions[] = {"ds.conf.journal", ".ds.conf.lock"};
  for (size_t i = 0; i < 2 && !journal; i++) {
    char *file = faults_path(folder, companions[i]);
    (void)unlink(file);
    free(file);
  }
  free(path);
}

struct faults_words faults_words(const char *folder, const char *figure)
{
  char *path = faults_path(folder, "ds.conf");
  return (struct faults_words){.list = {"set", "--today", FAULTS_DAY, path, FAULTS_TARGET, figure},
                               .path = path};
}

/* ---- what a folder is like ---- */

/* The text without the moments of entry, which are others in every round; owned. */
static char *timeless(const char *text)
{
  static const char moment[] = "at = \"";
  struct buf out = {0};
  buf_puts(&out, "");
  for (const char *at; (at = strstr(text, moment)) != NULL; text = strchr(at + sizeof moment - 1, '"'))
    buf_add(&out, text, (size_t)(at - text) + sizeof moment - 1);
  buf_puts(&out, text);
  return out.data;
}

static int by_text(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One line a file; process numbers are taken out of names. */
static char *state_of(const char *folder, bool saved)
{
  char *lines[32];
  size_t count = 0;
  struct buf out = {0};
  DIR *d = open_folder(folder);
  for (struct dirent *e = readdir(d); e != NULL && count < 32; e = readdir(d)) {
    struct stat st;
    struct buf line = {0};
    if (!is_entry(e))
      continue;
    const char *temp = strstr(e->d_name, ".tmp.");
    assert_int_equal(fstatat(dirfd(d), e->d_name, &st, 0), 0);
    /* the lock holds a process number, too; that it is empty can be told */
    bool lock = strstr(e->d_name, ".lock") != NULL;
    buf_printf(&line, "%.*s %ld %o\n", (int)(temp ? temp - e->d_name + 5 : (int)strlen(e->d_name)), e->d_name,
               lock ? (long)(st.st_size > 0) : (long)st.st_size, st.st_mode);
    lines[count++] = line.data;
  }
  closedir(d);
  qsort(lines, count, sizeof *lines, by_text);
  buf_printf(&out, "%s\n", saved ? "new" : "old");
  for (size_t i = 0; i < count; i++) {
    buf_puts(&out, lines[i]);
    free(lines[i]);
  }
  return out.data;
}

void faults_save_begin(struct faults_save *s)
{
  char *path = faults_path(s->folder, "ds.conf"), *now = faults_path("now", "ds.conf");
  s->old = read_text(path);
  faults_copy(s->folder, "now");
  set("now", FAULTS_TARGET, s->figure);
  char *text = read_text(now);
  assert_string_not_equal(text, s->old);
  s->new = timeless(text);
  free(text);
  free(path);
  free(now);
}

void faults_forget(struct faults_save *s)
{
  for (size_t i = 0; i < s->seen_count; i++)
    free(s->seen[i]);
  s->seen_count = 0;
}

void faults_save_end(struct faults_save *s)
{
  faults_forget(s);
  free(s->old);
  free(s->new);
  *s = (struct faults_save){0};
}

/* ---- what must hold ---- */

static bool met_before(struct faults_save *s, const char *folder, bool saved)
{
  char *state = state_of(folder, saved);
  for (size_t i = 0; i < s->seen_count; i++)
    if (strcmp(s->seen[i], state) == 0) {
      free(state);
      return true;
    }
  assert_true(s->seen_count < sizeof s->seen / sizeof *s->seen);
  s->seen[s->seen_count++] = state;
  return false;
}

bool faults_leftover(const char *folder)
{
  bool found = false;
  DIR *d = open_folder(folder);
  for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
    found = found || strstr(e->d_name, ".tmp.") != NULL;
  closedir(d);
  return found;
}

static void expect_quiet(const char *when, const char *what, struct ran r)
{
  if (r.status != 0 || r.err[0] != '\0')
    fail_msg("%s: then guatu %s: status %d, %s%s", when, what, r.status, r.out, r.err);
  ran_release(&r);
}

/* The journal's figure of FAULTS_TARGET must be this one, and nothing undecided. */
static void expect_told(const char *when, const char *path, const char *figure)
{
  struct ran r = run("log", "--format", "json", "--target", FAULTS_TARGET, path, NULL);
  json_t *lines = json_loads(r.out, 0, NULL);
  const char *told = "";
  size_t i;
  json_t *line;
  assert_true(json_is_array(lines));
  json_array_foreach(lines, i, line)
  {
    const char *standing = json_string_value(json_object_get(line, "standing"));
    if (strcmp(standing, "pending") == 0)
      fail_msg("%s: after the next save a line is still undecided:\n%s", when, r.out);
    if (strcmp(standing, "saved") == 0)
      told = json_string_value(json_object_get(json_object_get(line, "new"), "figure"));
  }
  if (strcmp(told, figure != NULL ? figure : "") != 0)
    fail_msg("%s: the dataset has '%s', the journal tells '%s'", when, figure != NULL ? figure : "", told);
  json_decref(lines);
  ran_release(&r);
}

static void expect_order(const struct faults_save *s, const char *now, const char *when, bool saved)
{
  char *path = faults_path(now, "ds.conf");
  expect_quiet(when, "check", run("check", path, NULL));
  expect_quiet(when, "set", run("set", "--today", FAULTS_DAY, path, FAULTS_NEXT, "1", NULL));
  if (faults_leftover(now))
    fail_msg("%s: after the next save a temporary file stays", when);
  expect_quiet(when, "log --verify", run("log", "--verify", path, NULL));
  expect_told(when, path, saved ? s->figure : s->told);
  free(path);
}

void faults_look(struct faults_save *s, const char *now, const char *when, bool *saved)
{
  char *path = faults_path(now, "ds.conf"), *text = read_text(path);
  *saved = strcmp(text, s->old) != 0;
  if (*saved) {
    char *bare = timeless(text);
    if (strcmp(bare, s->new) != 0)
      fail_msg("%s: the dataset is neither the old text nor the new one", when);
    free(bare);
  }
  free(text);
  free(path);
  if (!met_before(s, now, *saved))
    expect_order(s, now, when, *saved);
}
