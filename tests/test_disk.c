/* What a disk and an administrator do to a save, for real and to the real program: a full disk in every
 * degree of fullness, a read-only mount, a folder, a dataset or a journal without permission, an immutable
 * dataset. The dataset is byte for byte the old one, the message names the trouble, and once that is gone the
 * same call succeeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_console.h"
#include "support_faults.h"
#include "support_run.h"

#define PAGE 4096

static struct faults_save save; /* of "now", a copy of "second" */

/* ---- calls ---- */

static struct ran enter(const char *figure)
{
  struct faults_words words = faults_words("now", figure);
  struct ran r = run_to(TO_PIPE, words.list);
  free(words.path);
  return r;
}

/* The same as somebody who may not do everything: as nobody, with a copy of the program where nobody can
 * reach it, when this is root. */
static struct ran enter_as_nobody(const char *figure)
{
  if (geteuid() != 0)
    return enter(figure);
  char *program = scratch_path("guatu");
  struct ran r = run_program((const char *const[]){"cp", pty_guatu(), program, NULL});
  assert_int_equal(r.status, 0);
  ran_release(&r);
  assert_int_equal(chmod(scratch(), 0755), 0);
  struct faults_words w = faults_words("now", figure);
  r = run_program((const char *const[]){"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                        program, w.list[0], w.list[1], w.list[2], w.list[3], w.list[4],
                                        w.list[5], NULL});
  free(w.path);
  free(program);
  return r;
}

static void expect_refused(const char *when, struct ran r, const char *words)
{
  bool saved;
  if (r.status != 3 || strstr(r.err, words) == NULL)
    fail_msg("%s: status %d, '%s' is not in: %s", when, r.status, words, r.err);
  ran_release(&r);
  char *path = faults_path("now", "ds.conf"), *text = read_text(path);
  saved = strcmp(text, save.old) != 0;
  if (saved)
    fail_msg("%s: the dataset is not the old one", when);
  if (faults_leftover("now"))
    fail_msg("%s: a temporary file is left", when);
  free(text);
  free(path);
}

static void expect_saved(const char *when, struct ran r)
{
  bool saved;
  if (r.status != 0)
    fail_msg("%s: status %d: %s", when, r.status, r.err);
  ran_release(&r);
  faults_look(&save, "now", when, &saved);
  assert_true(saved);
}

/* ---- permissions ---- */

static void give(const char *file, mode_t mode)
{
  char *path = faults_path("now", file);
  assert_int_equal(chmod(path, mode), 0);
  if (geteuid() == 0)
    assert_int_equal(chown(path, 65534, 65534), 0);
  free(path);
}

/* All that nobody needs. */
static void give_all(void)
{
  faults_copy("second", "now");
  give("", 0755);
  give("ds.conf", 0644);
  give("ds.conf.journal", 0644);
  give(".ds.conf.lock", 0644);
}

static void test_no_permission_for_the_folder(void **state)
{
  (void)state;
  give_all();
  give("", 0555);
  expect_refused("folder 0555", enter_as_nobody("18"), "lack permission");
  give("", 0755);
  expect_saved("folder 0755", enter_as_nobody("18"));
}

static void test_no_permission_for_the_dataset(void **state)
{
  (void)state;
  give_all();
  give("ds.conf", 0444);
  expect_refused("dataset 0444", enter_as_nobody("18"), "lack permission");
  give("ds.conf", 0644);
  expect_saved("dataset 0644", enter_as_nobody("18"));
}

static void test_no_permission_for_the_journal(void **state)
{
  (void)state;
  give_all();
  give("ds.conf.journal", 0444);
  expect_refused("journal 0444", enter_as_nobody("18"), "its journal");
  give("ds.conf.journal", 0644);
  expect_saved("journal 0644", enter_as_nobody("18"));
}

static bool immutable(const char *path, bool on)
{
  int flags = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
  bool done = ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0;
  flags = on ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
  done = done && ioctl(fd, FS_IOC_SETFLAGS, &flags) == 0;
  close(fd);
  return done;
}

static void test_immutable_dataset(void **state)
{
  (void)state;
  faults_copy("second", "now");
  char *path = faults_path("now", "ds.conf");
  bool can = immutable(path, true);
  struct ran r = enter("18");
  (void)immutable(path, false); /* before anything can fail, or it could never be removed */
  free(path);
  if (!can) {
    ran_release(&r);
    print_message("skipped: no file can be made immutable here\n");
    skip();
  }
  expect_refused("immutable", r, "does not permit");
  expect_saved("mutable", enter("18"));
}

/* ---- small disks ---- */

static void write_text(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  if (f != NULL) {
    fputs(text, f);
    fclose(f);
  }
}

/* A view of the file systems of this process alone, in which it may mount; false: not here. */
static bool may_mount(void)
{
  static int can = -1;
  char map[64];
  uid_t uid = geteuid();
  gid_t gid = getegid();
  if (can >= 0)
    return can != 0;
  bool alone = unshare(CLONE_NEWNS) == 0;
  if (!alone && unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
    write_text("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %lu 1", (unsigned long)uid);
    write_text("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %lu 1", (unsigned long)gid);
    write_text("/proc/self/gid_map", map);
    alone = true;
  }
  can = alone && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
  if (!can)
    print_message("skipped: nothing can be mounted here: %s\n", strerror(errno));
  return can != 0;
}

/* A disk of so many pages in place of the folder. */
static void mount_small(const char *folder, int pages)
{
  char size[64];
  snprintf(size, sizeof size, "size=%d,mode=755", pages * PAGE);
  assert_int_equal(mount("none", folder, "tmpfs", 0, size), 0);
}

/* Leaves so many pages free, by a file of its own. */
static void fill(const char *folder, int free_pages)
{
  static const char page[PAGE];
  struct buf path = {0};
  buf_printf(&path, "%s/ballast", folder);
  int fd = open(path.data, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), pages = 0;
  assert_true(fd >= 0);
  while (write(fd, page, sizeof page) == sizeof page)
    pages++;
  assert_int_equal(errno, ENOSPC);
  assert_int_equal(ftruncate(fd, (off_t)(pages - free_pages) * PAGE), 0);
  close(fd);
  buf_release(&path);
}

static void make_room(const char *folder)
{
  struct buf path = {0};
  buf_printf(&path, "%s/ballast", folder);
  assert_int_equal(unlink(path.data), 0);
  buf_release(&path);
}

/* With every number of free pages from none on, until the save succeeds: the lock, the journal, the new text
 * and the announcement each find the disk full once. */
static void full_disk(const char *from)
{
  char *folder = faults_path("now", "");
  int refused = 0;
  bool done = false;
  if (!may_mount()) {
    free(folder);
    skip();
  }
  faults_copy(from, "now");
  for (int room = 0; !done && room < 40; room++) {
    char when[40];
    mount_small(folder, 64);
    faults_copy(from, "now");
    fill(folder, room);
    snprintf(when, sizeof when, "%d pages free", room);
    struct ran r = enter("18");
    done = r.status == 0;
    if (!done) {
      refused++;
      expect_refused(when, r, "the disk is full. Free some space");
      make_room(folder);
      r = enter("18");
    } else {
      make_room(folder);
    }
    expect_saved(when, r);
    assert_int_equal(umount(folder), 0);
  }
  print_message("%s: refused with 0 to %d pages free\n", from, refused - 1);
  assert_true(done && refused >= 5);
  free(folder);
}

static void test_full_disk(void **state)
{
  (void)state;
  full_disk("second");
}

static void test_full_disk_without_a_journal(void **state)
{
  (void)state;
  faults_save_end(&save);
  save = (struct faults_save){.folder = "second-bare", .figure = "18"};
  faults_save_begin(&save);
  full_disk("second-bare");
}

static void test_read_only_mount(void **state)
{
  (void)state;
  if (!may_mount())
    skip();
  char *folder = faults_path("now", "");
  faults_copy("second", "now");
  mount_small(folder, 64);
  faults_copy("second", "now");
  assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
  expect_refused("mounted read-only", enter("18"), "read-only. Ask the administrator");
  assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT, NULL), 0);
  expect_saved("mounted writable", enter("18"));
  assert_int_equal(umount(folder), 0);
  free(folder);
}

/* ---- the console ---- */

static void test_console_on_a_full_disk(void **state)
{
  struct world *w = *state;
  if (!may_mount())
    skip();
  mount_small(w->folder, 64);
  pty_write_file(w->path, w->before, w->before_len);
  console_open_usual(w);
  console_go_to_roads(w);
  fill(w->folder, 4);
  pty_keys(w->pty, "17<Enter>");
  assert_true(pty_wait(w->pty, "磁盘已满"));
  assert_true(pty_wait_line(w->pty, "打通断头路", "17")); /* still in the entry line */
  assert_true(console_file_as_before(w));
  make_room(w->folder);
  pty_keys(w->pty, "<Enter>");
  assert_true(pty_wait(w->pty, "已保存 "));
  assert_true(console_file_holds(w, "value = 17;"));
  struct ran r = run("log", "--verify", w->path, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.err, "");
  ran_release(&r);
  console_quit(w);
}

static int console_down(void **state)
{
  struct world *w = *state;
  (void)umount2(w->folder, MNT_DETACH);
  return console_teardown(state);
}

/* ---- */

static int begin(void **state)
{
  (void)state;
  faults_prepare("second", true, "17", true);
  faults_prepare("second-bare", true, "17", false);
  save = (struct faults_save){.folder = "second", .told = "17", .figure = "18"};
  faults_save_begin(&save);
  return 0;
}

static int end(void **state)
{
  char *folder = faults_path("now", "");
  (void)state;
  (void)umount2(folder, MNT_DETACH);
  (void)chmod(folder, 0755);
  free(folder);
  faults_save_end(&save);
  scratch_remove();
  return 0;
}

int main(void)
{
  /* those that mount come last: a user's own view of the file systems makes him root in it */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_no_permission_for_the_folder, begin, end),
      cmocka_unit_test_setup_teardown(test_no_permission_for_the_dataset, begin, end),
      cmocka_unit_test_setup_teardown(test_no_permission_for_the_journal, begin, end),
      cmocka_unit_test_setup_teardown(test_immutable_dataset, begin, end),
      cmocka_unit_test_setup_teardown(test_full_disk, begin, end),
      cmocka_unit_test_setup_teardown(test_full_disk_without_a_journal, begin, end),
      cmocka_unit_test_setup_teardown(test_read_only_mount, begin, end),
      cmocka_unit_test_setup_teardown(test_console_on_a_full_disk, console_setup, console_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
