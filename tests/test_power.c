/* A power cut at every step of a save. The calls by which a save changes files are watched on their way to
 * the kernel, and a disk is kept beside the real one that has only what was synced for certain. At every step
 * it is laid out as a power cut may leave it: any of the names that were not synced changed or not, and what
 * was written and not synced lost, there, torn, or all zeros. Each time the dataset must be the old one or
 * the new one, and the next save by the real program must find everything in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guatu/edit/session.h"
#include "support_faults.h"
#include "support_pty.h"
#include "support_run.h"

/* ---- the disk ---- */

#define FILES_MAX 16
#define NAMES_MAX 16
#define OPS_MAX   10

struct content {
  ino_t ino;
  struct buf now, synced;
};

struct name {
  char name[64];
  int file; /* index; −1: no such name */
};

/* What one call does to names, whole or not at all. */
struct op {
  struct name set[2];
  size_t count;
};

static struct {
  bool on;
  struct content files[FILES_MAX];
  int file_count;
  struct name names[NAMES_MAX]; /* synced */
  size_t name_count;
  struct op ops[OPS_MAX]; /* not synced */
  size_t op_count;
} disk;

/* What a cut may leave of bytes that were not synced. */
enum rest { REST_LOST, REST_ALL, REST_TORN, REST_ZEROS, REST_COUNT };

/* One folder after a cut. */
struct cut {
  size_t step;
  enum rest rest;
  struct name names[NAMES_MAX];
  char *texts[NAMES_MAX];
  size_t lens[NAMES_MAX];
  size_t count;
};

static struct cut *cuts;
static size_t cut_count, steps;

static int file_of(int fd)
{
  struct stat st;
  assert_int_equal(fstat(fd, &st), 0);
  for (int i = disk.file_count - 1; i >= 0; i--)
    if (disk.files[i].ino == st.st_ino)
      return i;
  return -1;
}

static void set_name(struct name *names, size_t *count, const struct name *n)
{
  size_t i = 0;
  while (i < *count && strcmp(names[i].name, n->name) != 0)
    i++;
  assert_true(i < NAMES_MAX);
  *count += i == *count;
  names[i] = *n;
}

/* The file that a name leads to now. */
static int find_name(const char *name)
{
  struct name names[NAMES_MAX];
  size_t count = disk.name_count;
  memcpy(names, disk.names, sizeof names);
  for (size_t i = 0; i < disk.op_count; i++)
    for (size_t k = 0; k < disk.ops[i].count; k++)
      set_name(names, &count, &disk.ops[i].set[k]);
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i].name, name) == 0)
      return names[i].file;
  return -1;
}

static void name_op(const char *one, int file, const char *other)
{
  assert_true(disk.op_count < OPS_MAX);
  struct op *op = &disk.ops[disk.op_count++];
  *op = (struct op){.count = other != NULL ? 2 : 1};
  snprintf(op->set[0].name, sizeof op->set[0].name, "%s", one);
  op->set[0].file = file;
  if (other != NULL) {
    snprintf(op->set[1].name, sizeof op->set[1].name, "%s", other);
    op->set[1].file = -1;
  }
}

static void leave(const struct content *f, enum rest rest, struct buf *out)
{
  const struct buf *from = rest == REST_LOST ? &f->synced : &f->now;
  size_t kept = f->synced.len < f->now.len ? f->synced.len : f->now.len;
  buf_add(out, from->len > 0 ? from->data : "", from->len);
  if (rest == REST_TORN) {
    size_t len = kept + (f->now.len - kept) / 2;
    out->len = len;
  } else if (rest == REST_ZEROS && out->len > kept) {
    memset(out->data + kept, 0, out->len - kept);
  }
}

static bool same_disk(const struct cut *a, const struct cut *b)
{
  bool same = a->count == b->count && a->rest == b->rest;
  for (size_t i = 0; i < a->count && same; i++)
    same = strcmp(a->names[i].name, b->names[i].name) == 0 && a->names[i].file == b->names[i].file &&
           a->lens[i] == b->lens[i] && (a->lens[i] == 0 || memcmp(a->texts[i], b->texts[i], a->lens[i]) == 0);
  return same;
}

static void cut_release(struct cut *c)
{
  for (size_t i = 0; i < c->count; i++)
    free(c->texts[i]);
}

/* Takes away the latest when it is as an earlier one. */
static void keep_new(void)
{
  struct cut *latest = &cuts[cut_count - 1];
  for (size_t i = 0; i + 1 < cut_count; i++)
    if (same_disk(&cuts[i], latest)) {
      cut_release(latest);
      cut_count--;
      return;
    }
}

/* All that a cut at this moment may leave. */
static void cut(void)
{
  steps++;
  for (unsigned done = 0; done < 1u << disk.op_count; done++)
    for (int rest = 0; rest < REST_COUNT; rest++) {
      cuts = mem_resize(cuts, cut_count + 1, sizeof *cuts);
      struct cut *c = &cuts[cut_count++];
      *c = (struct cut){.step = steps, .rest = (enum rest)rest, .count = disk.name_count};
      memcpy(c->names, disk.names, sizeof c->names);
      for (size_t i = 0; i < disk.op_count; i++)
        for (size_t k = 0; (done >> i & 1) != 0 && k < disk.ops[i].count; k++)
          set_name(c->names, &c->count, &disk.ops[i].set[k]);
      for (size_t i = 0; i < c->count; i++) {
        struct buf text = {0};
        if (c->names[i].file >= 0)
          leave(&disk.files[c->names[i].file], c->rest, &text);
        c->texts[i] = text.data;
        c->lens[i] = text.len;
      }
      keep_new();
    }
}

/* ---- the calls ---- */

int openat(int dir, const char *name, int flags, ...)
{
  va_list args;
  va_start(args, flags);
  mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
  va_end(args);
  int fd = (int)syscall(SYS_openat, dir, name, flags, mode);
  if (disk.on && fd >= 0 && (flags & O_CREAT) != 0) {
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_true(disk.file_count < FILES_MAX);
    disk.files[disk.file_count] = (struct content){.ino = st.st_ino};
    name_op(name, disk.file_count++, NULL);
    cut();
  }
  return fd;
}

ssize_t write(int fd, const void *data, size_t len)
{
  ssize_t done = syscall(SYS_write, fd, data, len);
  int file = disk.on && fd > 2 && done > 0 ? file_of(fd) : -1;
  if (file >= 0) {
    buf_add(&disk.files[file].now, data, (size_t)done);
    cut();
  }
  return done;
}

static void synced(int fd)
{
  struct stat st;
  assert_int_equal(fstat(fd, &st), 0);
  if (S_ISDIR(st.st_mode)) {
    for (size_t i = 0; i < disk.op_count; i++)
      for (size_t k = 0; k < disk.ops[i].count; k++)
        set_name(disk.names, &disk.name_count, &disk.ops[i].set[k]);
    disk.op_count = 0;
  } else {
    struct content *f = &disk.files[file_of(fd)];
    buf_clear(&f->synced);
    buf_add(&f->synced, f->now.len > 0 ? f->now.data : "", f->now.len);
  }
  cut();
}

int fsync(int fd)
{
  if (disk.on)
    synced(fd);
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
  if (disk.on)
    synced(fd);
  return (int)syscall(SYS_fdatasync, fd);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
  if (disk.on) {
    name_op(to, find_name(from), from);
    cut();
  }
  return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
  if (disk.on) {
    name_op(to, find_name(from), NULL);
    cut();
  }
  return (int)syscall(SYS_linkat, from_dir, from, to_dir, to, flags);
}

int unlinkat(int dir, const char *name, int flags)
{
  if (disk.on) {
    name_op(name, -1, NULL);
    cut();
  }
  return (int)syscall(SYS_unlinkat, dir, name, flags);
}

/* ---- a save ---- */

/* The disk as the folder is, all of it synced. */
static void disk_begin(const char *folder)
{
  char *path = faults_path(folder, "");
  DIR *d = opendir(path);
  memset(&disk, 0, sizeof disk);
  for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
    struct name n = {.file = disk.file_count};
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
      continue;
    char *file = faults_path(folder, e->d_name), *text = read_text(file);
    struct content *c = &disk.files[disk.file_count++];
    *c = (struct content){.ino = e->d_ino};
    buf_puts(&c->now, text);
    buf_puts(&c->synced, text);
    snprintf(n.name, sizeof n.name, "%.63s", e->d_name);
    set_name(disk.names, &disk.name_count, &n);
    free(text);
    free(file);
  }
  closedir(d);
  free(path);
  disk.on = true;
}

static void disk_end(void)
{
  disk.on = false;
  for (int i = 0; i < disk.file_count; i++) {
    buf_release(&disk.files[i].now);
    buf_release(&disk.files[i].synced);
  }
}

static void enter(const char *folder, int64_t value)
{
  struct session *s = NULL;
  struct problems p = {.lang = LANG_EN};
  struct reading r = {.value = decimal_of(value), .by = "", .at = "", .note = ""};
  char *path = faults_path(folder, "ds.conf");
  assert_true(date_parse("2021-06-30", 10, &r.through)); /* which is what the program takes on FAULTS_DAY */
  assert_int_equal(session_open(&s, path, SESSION_WRITE, NULL, &p), OK);
  disk_begin(folder);
  cut();
  enum err err = session_enter(s, FAULTS_TARGET, &r, &p);
  disk_end();
  assert_int_equal(err, OK);
  session_close(s);
  problems_release(&p);
  free(path);
}

static void lay_out(const struct cut *c)
{
  faults_copy("empty", "now");
  for (size_t i = 0; i < c->count; i++) {
    if (c->names[i].file < 0)
      continue;
    char *path = faults_path("now", c->names[i].name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, c->texts[i] != NULL ? c->texts[i] : "", c->lens[i]), c->lens[i]);
    close(fd);
    free(path);
  }
}

static void cut_everywhere(const char *folder, const char *told)
{
  static const char *const rests[REST_COUNT] = {"lost", "there", "torn", "zeros"};
  struct faults_save s = {.folder = folder, .told = told, .figure = "18"};
  size_t saves = 0, states = 0;
  bool saved;
  faults_save_begin(&s);
  faults_copy(folder, "now");
  cut_count = steps = 0;
  enter("now", 18);
  for (int rest = 0; rest < REST_COUNT; rest++) {
    faults_forget(&s); /* states with other bytes of the same length are others */
    for (size_t i = 0; i < cut_count; i++) {
      char when[80];
      if (cuts[i].rest != (enum rest)rest)
        continue;
      snprintf(when, sizeof when, "cut after step %zu, what was not synced: %s", cuts[i].step, rests[rest]);
      lay_out(&cuts[i]);
      faults_look(&s, "now", when, &saved);
      saves += saved;
    }
    states += s.seen_count;
  }
  print_message("%s: %zu steps, %zu disks, %zu of them with the new text, %zu states\n", folder, steps,
                cut_count, saves, states);
  assert_true(steps >= 8 && saves > 0 && saves < cut_count);
  for (size_t i = 0; i < cut_count; i++)
    cut_release(&cuts[i]);
  free(cuts);
  cuts = NULL;
  faults_save_end(&s);
}

static void test_with_a_journal(void **state)
{
  (void)state;
  cut_everywhere("second", "17");
}

static void test_without_a_journal(void **state)
{
  (void)state;
  cut_everywhere("bare", NULL);
}

static int setup(void **state)
{
  (void)state;
  faults_prepare("bare", false, NULL, false);
  faults_prepare("second", true, "17", true);
  char *empty = faults_path("empty", "");
  assert_int_equal(mkdir(empty, 0777), 0);
  free(empty);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  scratch_remove();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_with_a_journal),
      cmocka_unit_test(test_without_a_journal),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
