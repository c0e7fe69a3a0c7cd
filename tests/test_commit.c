/* Saving, on real files. The system calls of a save are replaced here by ones that fail when told to: after
 * every failure the dataset must be byte for byte the old one, nothing may lie beside it, and the message
 * must say what to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "guatu/store/commit.h"
#include "guatu/store/file.h"
#include "guatu/store/lock.h"
#include "support_run.h"

/* ---- system calls that fail when told to ---- */

enum call {
  CALL_NONE,
  CALL_WRITE,
  CALL_FSYNC,
  CALL_FSYNC_FOLDER,
  CALL_FCHMOD,
  CALL_RENAME,
  CALL_RENAME_LATE, /* it is done, and fails all the same: an answer that was lost */
  CALL_FLOCK,
  CALL_PREAD,
  CALL_JOURNAL_WRITE,
  CALL_JOURNAL_SYNC,
  CALL_JOURNAL_READ
};

static struct {
  enum call call;
  int error; /* 0: the call does its work badly (a short write, other bytes) */
  int times; /* how often it still fails */
} fault;

static bool due(enum call call)
{
  if (fault.call != call || fault.times == 0)
    return false;
  fault.times--;
  errno = fault.error;
  return true;
}

static bool is_folder(int fd)
{
  struct stat st;
  return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_journal(int fd)
{
  char link[40], name[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t len = readlink(link, name, sizeof name - 1);
  name[len > 0 ? len : 0] = '\0';
  return strstr(name, ".journal") != NULL;
}

ssize_t write(int fd, const void *data, size_t len)
{
  if (fd > 2 && due(is_journal(fd) ? CALL_JOURNAL_WRITE : CALL_WRITE)) {
    if (fault.error != 0)
      return -1;
    len = len > 3 ? 3 : len;
  }
  return syscall(SYS_write, fd, data, len);
}

int fsync(int fd)
{
  if (due(is_folder(fd) ? CALL_FSYNC_FOLDER : CALL_FSYNC))
    return -1;
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
  if (due(CALL_JOURNAL_SYNC))
    return -1;
  return (int)syscall(SYS_fdatasync, fd);
}

int fchmod(int fd, mode_t mode)
{
  return due(CALL_FCHMOD) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
  if (due(CALL_RENAME))
    return -1;
  int done = (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, 0);
  return due(CALL_RENAME_LATE) ? -1 : done;
}

int flock(int fd, int how)
{
  return due(CALL_FLOCK) ? -1 : (int)syscall(SYS_flock, fd, how);
}

ssize_t pread(int fd, void *data, size_t len, off_t at)
{
  bool bad = due(is_journal(fd) ? CALL_JOURNAL_READ : CALL_PREAD);
  if (bad && fault.error != 0)
    return -1;
  ssize_t got = syscall(SYS_pread64, fd, data, len, at);
  if (bad && got > 0)
    ((char *)data)[0] ^= 1;
  return got;
}

/* ---- a dataset and what is done to it ---- */

static char *path;

static void write_path(const char *file, const char *text)
{
  FILE *f = fopen(file, "w");
  assert_non_null(f);
  assert_true(fputs(text, f) >= 0);
  assert_int_equal(fclose(f), 0);
}

static int setup(void **state)
{
  (void)state;
  fault.call = CALL_NONE;
  path = scratch_file("ds.conf", "old text\n");
  assert_int_equal(chmod(scratch(), 0777), 0);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  fault.call = CALL_NONE;
  free(path);
  scratch_remove();
  return 0;
}

/* What lies in the folder besides the dataset and its lock. */
static size_t leftovers(const char *folder)
{
  size_t count = 0;
  DIR *d = opendir(folder);
  assert_non_null(d);
  for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
    count += strstr(e->d_name, ".tmp.") != NULL;
  closedir(d);
  return count;
}

static void assert_text(const char *file, const char *expected)
{
  char *text = read_text(file);
  assert_string_equal(text, expected);
  free(text);
}

/* The edit of most tests: the text that `context` is. */
static enum err put(void *context, const char *text, size_t len, struct commit_made *made, struct problems *p)
{
  (void)text;
  (void)p;
  patch_put(&made->patch, 0, len, context, strlen(context));
  return OK;
}

static enum err commit(const char *file, commit_edit *edit, void *context, struct buf *saved,
                       struct problems *p)
{
  return commit_file(
      file, &(struct commit){.edit = edit, .context = context, .what = JOURNAL_SET, .text = saved}, p);
}

static enum err save(const char *file, const char *text, struct problems *p)
{
  problems_release(p);
  return commit(file, put, (char *)text, NULL, p);
}

/* ---- saving ---- */

static void test_saves(void **state)
{
  struct problems p = {0};
  struct buf saved = {0};
  (void)state;
  assert_int_equal(commit_possible(path, &p), OK);
  assert_int_equal(commit(path, put, "new text", &saved, &p), OK);
  assert_int_equal(p.count, 0);
  assert_string_equal(saved.data, "new text");
  assert_text(path, "new text");
  assert_int_equal(leftovers(scratch()), 0);
  buf_release(&saved);
}

static enum err keep(void *context, const char *text, size_t len, struct commit_made *made,
                     struct problems *p)
{
  (void)context;
  (void)p;
  patch_put(&made->patch, 0, len, text, len);
  return OK;
}

static enum err refuse(void *context, const char *text, size_t len, struct commit_made *made,
                       struct problems *p)
{
  (void)context;
  (void)text;
  patch_put(&made->patch, 0, len, "unseen", 6);
  return problem_fail(p, ERR_NO, "no");
}

static void test_nothing_changed_writes_nothing(void **state)
{
  struct problems p = {0};
  struct stat before, after;
  struct buf saved = {0};
  (void)state;
  assert_int_equal(stat(path, &before), 0);
  assert_int_equal(commit(path, keep, NULL, &saved, &p), OK);
  assert_string_equal(saved.data, "old text\n");
  assert_int_equal(commit(path, refuse, NULL, NULL, &p), ERR_NO);
  assert_int_equal(p.count, 1);
  assert_int_equal(stat(path, &after), 0);
  assert_true(file_same(&before, &after));
  problems_release(&p);
  buf_release(&saved);
}

static void test_mode_group_and_attributes_stay(void **state)
{
  /* version 2; user::rw-, user:65534:r--, group::r--, mask::r--, other::--- */
  static const unsigned char acl[] = {2, 0,   0,   0,   1,   0,   6,  0, 255, 255, 255, 255, 2,   0,  4,
                                      0, 254, 255, 0,   0,   4,   0,  4, 0,   255, 255, 255, 255, 16, 0,
                                      4, 0,   255, 255, 255, 255, 32, 0, 0,   0,   255, 255, 255, 255};
  struct problems p = {0};
  struct stat st;
  char value[64];
  bool root = geteuid() == 0;
  mode_t mask = umask(077);
  (void)state;
  if (root)
    assert_int_equal(chown(path, 65534, 12), 0);
  assert_int_equal(chmod(path, 0664), 0);
  assert_int_equal(save(path, "a", &p), OK);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 07777, 0664);
  if (root) {
    assert_int_equal(st.st_gid, 12);
    assert_int_equal(st.st_uid, 65534);
  }
  char *lock = scratch_path(".ds.conf.lock");
  assert_int_equal(stat(lock, &st), 0);
  assert_int_equal(st.st_mode & 07777, 0664);
  free(lock);
  umask(mask);
  if (setxattr(path, "user.office", "42", 2, 0) != 0 ||
      setxattr(path, "system.posix_acl_access", acl, sizeof acl, 0) != 0)
    skip();
  assert_int_equal(save(path, "b", &p), OK);
  assert_int_equal(getxattr(path, "user.office", value, sizeof value), 2);
  assert_int_equal(getxattr(path, "system.posix_acl_access", value, sizeof value), sizeof acl);
  assert_memory_equal(value, acl, sizeof acl);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 07777, 0640);
  /* an ACL that the folder gives to new files would let others in */
  assert_int_equal(removexattr(path, "system.posix_acl_access"), 0);
  assert_int_equal(chmod(path, 0600), 0);
  assert_int_equal(setxattr(scratch(), "system.posix_acl_default", acl, sizeof acl, 0), 0);
  assert_int_equal(save(path, "c", &p), OK);
  assert_int_equal(getxattr(path, "system.posix_acl_access", value, sizeof value), -1);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 07777, 0600);
}

static void test_symbolic_link(void **state)
{
  struct problems p = {0};
  struct stat st;
  char *folder = scratch_path("links"), *link = scratch_path("links/ds.conf");
  (void)state;
  assert_int_equal(mkdir(folder, 0777), 0);
  assert_int_equal(symlink("../ds.conf", link), 0);
  assert_int_equal(save(link, "through the link", &p), OK);
  assert_int_equal(lstat(link, &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  assert_text(path, "through the link");
  char *lock = scratch_path("links/.ds.conf.lock");
  assert_int_equal(stat(lock, &st), -1);
  free(lock);
  free(link);
  free(folder);
}

/* ---- what is refused before anything is touched ---- */

static void test_hard_link(void **state)
{
  struct problems p = {.lang = LANG_EN};
  char *other = scratch_path("other.conf");
  (void)state;
  assert_int_equal(link(path, other), 0);
  assert_int_equal(save(path, "new", &p), ERR_FILE);
  assert_non_null(strstr(problems_first(&p), "2 hard links"));
  assert_non_null(strstr(problems_first(&p), "ln -s"));
  problems_release(&p);
  assert_int_equal(commit_possible(path, &p), ERR_FILE);
  problems_release(&p);
  assert_text(path, "old text\n");
  free(other);
}

static void test_no_such_file(void **state)
{
  struct problems p = {0};
  char *none = scratch_path("none.conf");
  (void)state;
  assert_int_equal(save(none, "new", &p), ERR_FILE);
  assert_non_null(strstr(problems_first(&p), "not there any more"));
  problems_release(&p);
  assert_int_equal(save(scratch(), "new", &p), ERR_FILE);
  assert_non_null(strstr(problems_first(&p), "not a file"));
  problems_release(&p);
  free(none);
}

/* Runs `body` in a process of nobody's when this one is root. */
static void as_nobody(void (*body)(void))
{
  pid_t child = fork();
  int status;
  assert_true(child >= 0);
  if (child == 0) {
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
      _exit(99);
    body();
    _exit(0);
  }
  while (waitpid(child, &status, 0) < 0)
    assert_int_equal(errno, EINTR);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

#define EXPECT(x)                                                                                            \
  do {                                                                                                       \
    if (!(x)) {                                                                                              \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);                                                \
      _exit(1);                                                                                              \
    }                                                                                                        \
  } while (0)

static void refused_without_permission(void)
{
  struct problems p = {0};
  EXPECT(commit_possible(path, &p) == ERR_FILE);
  EXPECT(strstr(problems_first(&p), "lack permission") != NULL);
  EXPECT(save(path, "new", &p) == ERR_FILE);
  EXPECT(strstr(problems_first(&p), "lack permission") != NULL);
  problems_release(&p);
}

static void test_no_permission(void **state)
{
  (void)state;
  assert_int_equal(chmod(path, 0666), 0);
  assert_int_equal(chmod(scratch(), 0555), 0);
  as_nobody(refused_without_permission);
  assert_int_equal(chmod(scratch(), 0777), 0);
  assert_int_equal(chmod(path, 0444), 0); /* the folder would let us, the file does not */
  as_nobody(refused_without_permission);
  assert_text(path, "old text\n");
  assert_int_equal(leftovers(scratch()), 0);
}

static void refused_in_sticky_folder(void)
{
  struct problems p = {0};
  EXPECT(commit_possible(path, &p) == ERR_FILE);
  EXPECT(strstr(problems_first(&p), "sticky folder") != NULL);
  problems_release(&p);
}

static void test_sticky_folder(void **state)
{
  (void)state;
  if (geteuid() != 0)
    skip();
  assert_int_equal(chmod(path, 0666), 0);
  assert_int_equal(chmod(scratch(), 01777), 0);
  as_nobody(refused_in_sticky_folder);
}

static void saved_as_nobody(void)
{
  struct problems p = {0};
  umask(077);
  EXPECT(save(path, "nobody's", &p) == OK);
  EXPECT(save(path, "nobody's again", &p) == OK);
}

/* A second operator saves after the first: the lock file must not be the first one's alone. */
static void test_second_operator(void **state)
{
  struct problems p = {0};
  mode_t mask = umask(077);
  (void)state;
  assert_int_equal(chmod(path, 0666), 0);
  assert_int_equal(save(path, "root's", &p), OK);
  as_nobody(saved_as_nobody);
  umask(mask);
  assert_text(path, "nobody's again");
}

/* The administrator saves first in the file of an operator who shares it with nobody. */
static void test_operator_after_root(void **state)
{
  struct problems p = {0};
  (void)state;
  if (geteuid() != 0)
    skip();
  assert_int_equal(chown(path, 65534, 65534), 0);
  assert_int_equal(chmod(path, 0600), 0);
  assert_int_equal(save(path, "root's", &p), OK);
  as_nobody(saved_as_nobody);
  assert_text(path, "nobody's again");
}

/* The file was opened to more people after its lock was made. */
static void test_permissions_given_later(void **state)
{
  struct problems p = {0};
  (void)state;
  if (geteuid() != 0)
    skip();
  assert_int_equal(chmod(path, 0600), 0);
  assert_int_equal(save(path, "root's", &p), OK);
  assert_int_equal(chmod(path, 0666), 0);
  assert_int_equal(save(path, "root's again", &p), OK);
  as_nobody(saved_as_nobody);
  assert_text(path, "nobody's again");
}

/* ---- the lock ---- */

static void test_lock_is_quoted(void **state)
{
  struct problems p = {0};
  struct stat st;
  struct lock mine = {-1}, other = {-1};
  char pid[32];
  int dir = open(scratch(), O_RDONLY | O_DIRECTORY);
  (void)state;
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(lock_take(&mine, dir, "ds.conf", &st, 0, &p), OK);
  assert_int_equal(lock_take(&other, dir, "ds.conf", &st, 60, &p), ERR_FILE);
  snprintf(pid, sizeof pid, " %ld ", (long)getpid());
  assert_non_null(strstr(problems_first(&p), pid));
  assert_non_null(strstr(problems_first(&p), "user, process, host, since"));
  problems_release(&p);
  lock_release(&mine);
  assert_int_equal(lock_take(&other, dir, "ds.conf", &st, 0, &p), OK);
  lock_release(&other);
  lock_release(&other);
  close(dir);
}

static void test_lock_is_no_link(void **state)
{
  struct problems p = {0};
  char *lock = scratch_path(".ds.conf.lock");
  (void)state;
  assert_int_equal(symlink("ds.conf", lock), 0);
  assert_int_equal(save(path, "new", &p), ERR_FILE);
  assert_text(path, "old text\n"); /* not signed with a user and a process */
  problems_release(&p);
  free(lock);
}

static void test_leftovers_are_swept(void **state)
{
  struct problems p = {0};
  (void)state;
  free(scratch_file(".ds.conf.tmp.12345", "half"));
  char *other = scratch_file(".ds.conf.tmp.notes", "mine"),
       *another = scratch_file(".other.conf.tmp.1", "another's");
  assert_int_equal(save(path, "new", &p), OK);
  assert_text(other, "mine");
  assert_text(another, "another's");
  assert_int_equal(leftovers(scratch()), 2);
  free(other);
  free(another);
}

/* ---- somebody replaces the file while we edit ---- */

struct intruder {
  int times, calls;
};

static enum err edit_with_intruder(void *context, const char *text, size_t len, struct commit_made *made,
                                   struct problems *p)
{
  struct intruder *in = context;
  (void)p;
  (void)text;
  patch_put(&made->patch, len, len, "mine\n", 5);
  if (in->calls++ < in->times) {
    char *editor = scratch_path("editor");
    char theirs[32];
    snprintf(theirs, sizeof theirs, "theirs %d\n", in->calls);
    write_path(editor, theirs);
    assert_int_equal(rename(editor, path), 0);
    free(editor);
  }
  return OK;
}

static void test_replaced_meanwhile(void **state)
{
  struct problems p = {0};
  struct intruder once = {.times = 2}, always = {.times = 99};
  (void)state;
  assert_int_equal(commit(path, edit_with_intruder, &once, NULL, &p), OK);
  assert_int_equal(once.calls, 3);
  assert_text(path, "theirs 2\nmine\n");
  assert_int_equal(commit(path, edit_with_intruder, &always, NULL, &p), ERR_FILE);
  assert_int_equal(always.calls, 5);
  assert_non_null(strstr(problems_first(&p), "keeps changing"));
  assert_text(path, "theirs 5\n");
  assert_int_equal(leftovers(scratch()), 0);
  problems_release(&p);
}

/* ---- failures ---- */

static const struct failure {
  enum call call;
  int error;
  const char *en, *zh;
} failures[] = {
    {CALL_WRITE, ENOSPC, "the disk is full", "磁盘已满"},
    {CALL_WRITE, EDQUOT, "disk quota is used up", "磁盘配额已用完"},
    {CALL_WRITE, EFBIG, "ulimit -f", "ulimit -f"},
    {CALL_WRITE, EIO, "Call the administrator", "请联系管理员"},
    {CALL_FSYNC, EIO, "input/output error", "输入输出错误"},
    {CALL_FSYNC, ENOSPC, "Free some space", "请腾出空间"},
    {CALL_FCHMOD, EPERM, "does not permit", "不允许"},
    {CALL_PREAD, EIO, "input/output error", "输入输出错误"},
    {CALL_PREAD, 0, "input/output error", "输入输出错误"},
    {CALL_RENAME, EROFS, "read-only", "只读"},
    {CALL_RENAME, EACCES, "lack permission", "没有权限"},
    {CALL_RENAME, EDQUOT, "disk quota is used up", "磁盘配额已用完"},
    {CALL_RENAME, EXDEV, "The file is as it was", "文件保持原样"},
    {CALL_FLOCK, ENOLCK, "gives no locks", "不提供文件锁"},
    {CALL_JOURNAL_WRITE, ENOSPC, "the disk is full", "磁盘已满"},
    {CALL_JOURNAL_SYNC, EIO, "input/output error", "输入输出错误"},
    {CALL_JOURNAL_READ, EIO, "input/output error", "输入输出错误"},
};

static void test_failures(void **state)
{
  struct stat before, after;
  (void)state;
  struct problems p = {0};
  assert_int_equal(save(path, "old text\n\n", &p),
                   OK); /* the lock file is there now: only the temporary one gets a mode */
  assert_int_equal(stat(path, &before), 0);
  for (size_t i = 0; i < 2 * sizeof failures / sizeof failures[0]; i++) {
    const struct failure *f = &failures[i / 2];
    p.lang = i % 2 == 0 ? LANG_EN : LANG_ZH;
    fault.call = f->call;
    fault.error = f->error;
    fault.times = 1;
    enum err err = save(path, "new text", &p);
    if (err != ERR_FILE || fault.times != 0)
      fail_msg("call %d, error %d: %d", f->call, f->error, err);
    if (strstr(problems_first(&p), i % 2 == 0 ? f->en : f->zh) == NULL)
      fail_msg("call %d, error %d: %s", f->call, f->error, problems_first(&p));
    assert_int_equal(stat(path, &after), 0);
    assert_true(file_same(&before, &after));
    assert_text(path, "old text\n\n");
    assert_int_equal(leftovers(scratch()), 0);
  }
  problems_release(&p);
  fault.call = CALL_NONE;
  assert_int_equal(save(path, "new text", &p), OK);
}

/* The folder's fsync comes after the rename: the figure is saved, and the person is told to look again after
 * a power failure. */
static void test_folder_not_synced(void **state)
{
  struct problems p = {0};
  (void)state;
  assert_int_equal(save(path, "a journal is begun", &p), OK);
  fault.call = CALL_FSYNC_FOLDER;
  fault.error = EIO;
  fault.times = 1;
  assert_int_equal(save(path, "new", &p), OK);
  assert_int_equal(p.count, 1);
  assert_int_equal(p.list[0].level, PROBLEM_WARNING);
  assert_text(path, "new");
  problems_release(&p);
}

static void test_rename_that_only_seems_to_fail(void **state)
{
  struct problems p = {0};
  (void)state;
  fault.call = CALL_RENAME_LATE;
  fault.error = EIO;
  fault.times = 1;
  assert_int_equal(save(path, "new", &p), OK);
  assert_int_equal(fault.times, 0);
  assert_text(path, "new");
}

static void test_short_and_interrupted_calls(void **state)
{
  struct problems p = {0};
  (void)state;
  fault.call = CALL_WRITE;
  fault.error = 0;
  fault.times = 5;
  assert_int_equal(save(path, "written three bytes at a time", &p), OK);
  assert_text(path, "written three bytes at a time");
  enum call calls[] = {CALL_WRITE, CALL_FSYNC,         CALL_FSYNC_FOLDER, CALL_FLOCK,
                       CALL_PREAD, CALL_JOURNAL_WRITE, CALL_JOURNAL_SYNC, CALL_JOURNAL_READ};
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
    char text[16];
    snprintf(text, sizeof text, "round %zu", i);
    fault.call = calls[i];
    fault.error = EINTR;
    fault.times = 3;
    assert_int_equal(save(path, text, &p), OK);
    assert_int_equal(fault.times, 0);
    assert_int_equal(p.count, 0);
    assert_text(path, text);
  }
}

static void refused_for_the_group(void)
{
  struct problems p = {0};
  EXPECT(save(path, "new", &p) == ERR_FILE);
  EXPECT(strstr(problems_first(&p), "a group that you are not in") != NULL);
  problems_release(&p);
}

/* Somebody outside of the file's group would take the group's rights away with a save. */
static void test_group_that_cannot_be_kept(void **state)
{
  (void)state;
  if (geteuid() != 0)
    skip();
  assert_int_equal(chmod(path, 0646), 0);
  as_nobody(refused_for_the_group);
  assert_text(path, "old text\n");
  assert_int_equal(leftovers(scratch()), 0);
}

static void refused_beyond_limit(void)
{
  struct problems p = {0};
  struct rlimit limit = {4, 4};
  signal(SIGXFSZ, SIG_IGN);
  EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  EXPECT(save(path, "longer than the limit", &p) == ERR_FILE);
  EXPECT(strstr(problems_first(&p), "ulimit -f") != NULL);
  problems_release(&p);
}

/* Nor do they leave a lock and a journal that only they could use. */
static void test_nothing_is_left_that_locks_others_out(void **state)
{
  struct stat st;
  (void)state;
  if (geteuid() != 0)
    skip();
  assert_int_equal(chmod(path, 0646), 0);
  as_nobody(refused_for_the_group);
  char *lock = scratch_path(".ds.conf.lock"), *journal = scratch_path("ds.conf.journal");
  assert_int_equal(stat(lock, &st), -1);
  assert_int_equal(stat(journal, &st), -1);
  free(lock);
  free(journal);
}

/* Somebody tidies up while a save is made: the lock that others meet is taken before anything is announced.
 */
static enum err edit_without_lock(void *context, const char *text, size_t len, struct commit_made *made,
                                  struct problems *p)
{
  int *calls = context;
  (void)p;
  char *lock = scratch_path(".ds.conf.lock");
  (void)text;
  patch_put(&made->patch, len, len, "mine\n", 5);
  if ((*calls)++ == 0)
    assert_int_equal(unlink(lock), 0);
  free(lock);
  return OK;
}

static void test_lock_removed_meanwhile(void **state)
{
  struct problems p = {0};
  int calls = 0;
  (void)state;
  assert_int_equal(commit(path, edit_without_lock, &calls, NULL, &p), OK);
  assert_int_equal(calls, 2);
  assert_text(path, "old text\nmine\n");
  assert_int_equal(leftovers(scratch()), 0);
}

/* The same with the kernel's own error: a file may not grow beyond 4 bytes. */
static void test_file_size_limit(void **state)
{
  (void)state;
  assert_int_equal(chmod(path, 0666), 0);
  as_nobody(refused_beyond_limit);
  assert_text(path, "old text\n");
  assert_int_equal(leftovers(scratch()), 0);
}

/* ---- kill -9 ---- */

#define LINES 400

/* "7 7 7 …": what any whole text of the writer looks like. */
static enum err put_numbers(void *context, const char *text, size_t len, struct commit_made *made,
                            struct problems *p)
{
  struct buf lines = {0};
  (void)text;
  (void)p;
  for (int i = 0; i < LINES; i++)
    buf_printf(&lines, "%d\n", *(int *)context);
  patch_put(&made->patch, 0, len, lines.data, lines.len);
  buf_release(&lines);
  return OK;
}

static void writer(int progress)
{
  struct problems p = {0};
  for (int n = 1;; n++) {
    if (syscall(SYS_write, progress, "x", 1) != 1 || commit(path, put_numbers, &n, NULL, &p) != OK)
      _exit(1);
  }
}

/* Looks at the clock until some microseconds have passed. */
static void spin(long micros)
{
  struct timespec a, b;
  clock_gettime(CLOCK_MONOTONIC, &a);
  do
    clock_gettime(CLOCK_MONOTONIC, &b);
  while ((b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000 < micros);
}

static void assert_whole(void)
{
  char *text = read_text(path);
  int lines = 0;
  if (strcmp(text, "old text\n") != 0) {
    for (char *s = text; *s != '\0'; lines++) {
      assert_int_equal(atoi(s), atoi(text));
      s = strchr(s, '\n') + 1;
    }
    assert_int_equal(lines, LINES);
  }
  free(text);
}

static void test_killed_writers(void **state)
{
  struct problems p = {0};
  unsigned seed = 2021;
  size_t stale = 0;
  (void)state;
  for (int round = 0; round < 60; round++) {
    int pipe_ends[2], status;
    char byte;
    assert_int_equal(pipe(pipe_ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
      close(pipe_ends[0]);
      writer(pipe_ends[1]);
    }
    close(pipe_ends[1]);
    for (int i = 0; i <= round % 3; i++)
      assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
    seed = seed * 1664525u + 1013904223u;
    spin((long)(seed >> 16) % 3000);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(pipe_ends[0]);
    assert_whole();
    stale += leftovers(scratch());
    if (round % 10 == 9) {
      assert_int_equal(save(path, "old text\n", &p), OK);
      assert_int_equal(leftovers(scratch()), 0);
    }
  }
  assert_true(stale > 0); /* or the kills came at no interesting point */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_saves),
      TEST(test_nothing_changed_writes_nothing),
      TEST(test_mode_group_and_attributes_stay),
      TEST(test_symbolic_link),
      TEST(test_hard_link),
      TEST(test_no_such_file),
      TEST(test_no_permission),
      TEST(test_sticky_folder),
      TEST(test_second_operator),
      TEST(test_operator_after_root),
      TEST(test_permissions_given_later),
      TEST(test_lock_is_quoted),
      TEST(test_lock_is_no_link),
      TEST(test_leftovers_are_swept),
      TEST(test_replaced_meanwhile),
      TEST(test_failures),
      TEST(test_folder_not_synced),
      TEST(test_rename_that_only_seems_to_fail),
      TEST(test_short_and_interrupted_calls),
      TEST(test_group_that_cannot_be_kept),
      TEST(test_nothing_is_left_that_locks_others_out),
      TEST(test_lock_removed_meanwhile),
      TEST(test_file_size_limit),
      TEST(test_killed_writers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
