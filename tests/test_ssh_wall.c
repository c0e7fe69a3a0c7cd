/* `ssh kiosk@host` on a real sshd with conf/ssh/guatu-kiosk.conf: the wall, and nothing else, whatever is
 * typed or asked for; and that it ends with its client, however that goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "guatu/base/mem.h"
#include "guatu/base/sandbox.h"
#include "support_ssh.h"

#define CHINESE                                                                                              \
  (const char *const[])                                                                                      \
  {                                                                                                          \
    "LANG=zh_CN.UTF-8", NULL                                                                                 \
  }

static struct {
  char *bytes;
  size_t len;
  struct stat st;
  struct pty *pty;
} world;

/* Reaps a frozen client soon; the shipped settings take 40 s. */
static const char soon[] = "    ClientAliveInterval 1\n    ClientAliveCountMax 2";

static void begin(const char *first)
{
  if (sandbox_offered() != SANDBOX_WHOLE) {
    print_message(
        "skipped: the kernel has no whole sandbox, and the wall that is installed insists on one\n");
    skip();
  }
  ssh_begin("kiosk", first);
  world.bytes = pty_read_file(ssh_plan(), &world.len);
  assert_non_null(world.bytes);
  assert_int_equal(stat(ssh_plan(), &world.st), 0);
}

static void assert_untouched(void)
{
  struct stat now;
  size_t len = 0;
  char *bytes = pty_read_file(ssh_plan(), &len), folder[200];
  assert_int_equal(len, world.len);
  assert_memory_equal(bytes, world.bytes, len);
  free(bytes);
  assert_int_equal(stat(ssh_plan(), &now), 0);
  assert_memory_equal(&now.st_mtim, &world.st.st_mtim, sizeof now.st_mtim);
  assert_memory_equal(&now.st_ctim, &world.st.st_ctim, sizeof now.st_ctim);
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(ssh_plan(), '/') - ssh_plan()), ssh_plan());
  DIR *d = opendir(folder);
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) != NULL;)
    if (e->d_name[0] != '.' && strcmp(e->d_name, "plan.conf") != 0)
      fail_msg("%s was made beside the dataset", e->d_name);
  closedir(d);
}

static int teardown(void **state)
{
  (void)state;
  pty_end(world.pty);
  world.pty = NULL;
  if (world.bytes)
    assert_untouched();
  free(world.bytes);
  world.bytes = NULL;
  ssh_end();
  return 0;
}

static void open_wall(const char *const *options)
{
  world.pty = ssh_open(0, options, CHINESE);
  assert_true(pty_wait(world.pty, "已报 87/93"));
}

/* ---- */

static void test_the_wall_shows(void **state)
{
  (void)state;
  begin(NULL);
  open_wall(NULL);
  assert_true(pty_alternate(world.pty));
  pty_keys(world.pty, "2");
  assert_true(pty_wait(world.pty, "创新驱动"));
  assert_true(pty_wait(world.pty, "2/"));
  pty_resize(world.pty, 24, 80);
  pty_keys(world.pty, "1");
  assert_true(pty_wait(world.pty, "1/"));
  assert_int_equal(ssh_screens(), 1);
}

/* Whatever command is asked for: with a terminal, the wall. */
static void test_a_command_gets_the_wall(void **state)
{
  static const char *const commands[] = {"sh -i", "$(touch evil)", "'; touch evil; sh; '"};
  (void)state;
  begin(NULL);
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    struct pty *p =
        pty_start(&(struct pty_options){.rows = 30,
                                        .cols = 100,
                                        .program = "ssh",
                                        .env = CHINESE,
                                        .args = ssh_words("ssh", 0, (const char *const[]){"-t", NULL},
                                                          (const char *const[]){commands[i], NULL}) +
                                                1});
    assert_true(pty_wait(p, "已报 87/93"));
    pty_keys(p, "touch evil<Enter>id<Enter>");
    pty_keys(p, "2");
    assert_true(pty_wait(p, "2/"));
    pty_end(p);
  }
}

static void test_nothing_typed_leaves_it(void **state)
{
  static const char *const keys[] = {"\003",
                                     "\032",
                                     "\034",
                                     "\004",
                                     "\021\023",
                                     "\026",
                                     "q",
                                     "Q",
                                     "ZZ",
                                     ":q!\r",
                                     "!sh\r",
                                     "\r~.",
                                     "\r~C",
                                     "\033",
                                     "\033\033",
                                     "\033[A",
                                     "\033OP",
                                     "\033[21~",
                                     "\033[1;5D",
                                     "\033[200~q\003\032\034!sh\r\033[201~",
                                     "\033[?64;1c",
                                     "\033[12;80R",
                                     "\033[<0;5;5M",
                                     "\033]0;x\007",
                                     "\033P1$r0m\033\\",
                                     "\033[24;99999999999t",
                                     "\033_x\033\\",
                                     "\xc2\x9b\x41",
                                     "\xff\xfe",
                                     "\033[I\033[O",
                                     "\033%@",
                                     "\033c",
                                     "\003\003\003\003\032\032\034\034"};
  char page[8];
  (void)state;
  begin(NULL);
  open_wall(NULL);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    pty_bytes(world.pty, keys[i], strlen(keys[i]));
    pty_bytes(world.pty, "\033[201~", 6);
    snprintf(page, sizeof page, "%d", 1 + (int)(i % 5));
    pty_keys(world.pty, page); /* it answers to what comes behind */
    strcat(page, "/");
    assert_true(pty_wait_row(world.pty, -2, page));
  }
  pty_keys(world.pty, "1");
  assert_true(pty_wait_row(world.pty, -2, "1/"));
  assert_int_equal(ssh_screens(), 1);
}

static void test_everything_else_is_refused(void **state)
{
  (void)state;
  begin(NULL);
  ssh_refuse_all("guatu kiosk");
}

static void test_the_environment(void **state)
{
  (void)state;
  begin(NULL);
  ssh_refuse_environment("87/93");
}

static void test_a_second_screen(void **state)
{
  (void)state;
  begin(NULL);
  ssh_refuse_second("87/93");
}

/* Terminals and languages that the host has never heard of: the wall, or a line and status 2. */
static void test_strange_terminals_and_languages(void **state)
{
  static const char *const strange[][2] = {
      {"TERM=xterm-kitty", "LANG=de_DE.UTF-8"},
      {"TERM=foot", "LC_ALL=xx_YY"},
      {"TERM=vt100", "LANG=zh_CN.GBK"},
      {"TERM=linux", "LANG=../../../tmp/x"},
      {"TERM=dumb", "LC_ALL=C"},
      {"TERM=../../x", "LC_ALL=$(touch evil)"},
      {"TERM=a/b", "LC_CTYPE=\033[2J"},
      {"TERM=", "LC_ALL="},
      {"TERM=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
       "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
       "LC_ALL=en_US.UTF-8@\n"},
  };
  (void)state;
  begin(NULL);
  for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
    world.pty = ssh_open(0, NULL, (const char *const[]){strange[i][0], strange[i][1], NULL});
    if (!pty_wait(world.pty, "87/93")) {
      int status = pty_status(world.pty);
      assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
      assert_true(pty_shows(world.pty, "guatu kiosk: "));
    }
    pty_end(world.pty);
    world.pty = NULL;
    assert_true(ssh_wait_ended());
  }
}

/* What takes too long to try, needs a device that few machines have, or is refused by a forced command, too.
 * A page of the wall must stay longer than the silence after which sshd asks whether the client is there. */
static void test_what_is_set(void **state)
{
  static const char *const lines[] = {"\nclientaliveinterval 10\n", "\nclientalivecountmax 3\n",
                                      "\npermittunnel no\n", "\npermituserrc no\n"};
  (void)state;
  begin(NULL);
  char *settings = ssh_settings();
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    if (!strstr(settings, lines[i]))
      fail_msg("no%sin:\n%s", lines[i], settings);
  free(settings);
}

/* Only the keys of the list. */
static void test_a_strangers_key(void **state)
{
  (void)state;
  begin(NULL);
  struct ran r = run_program(ssh_words("ssh", 2, NULL, NULL));
  assert_int_equal(r.status, 255);
  assert_non_null(strstr(r.err, "Permission denied (publickey)"));
  ran_release(&r);
}

/* ---- clients that go ---- */

static void test_a_killed_client(void **state)
{
  (void)state;
  begin(NULL);
  open_wall(NULL);
  assert_int_equal(ssh_screens(), 1);
  pty_signal(world.pty, SIGKILL);
  assert_true(ssh_wait_ended());
}

static void test_a_frozen_client(void **state)
{
  (void)state;
  begin(soon);
  open_wall(NULL);
  assert_int_equal(ssh_screens(), 1);
  pty_signal(world.pty, SIGSTOP);
  assert_true(ssh_wait_ended());
}

static void test_a_dropped_line(void **state)
{
  (void)state;
  begin(soon);
  if (!ssh_alone()) {
    print_message("skipped: the line here is everybody's\n");
    skip();
  }
  open_wall(NULL);
  ssh_link(false);
  assert_int_equal(ssh_screens(), 1);
  assert_true(ssh_wait_ended());
}

int main(void)
{
#define WALL(name) cmocka_unit_test_teardown(name, teardown)
  const struct CMUnitTest tests[] = {
      WALL(test_the_wall_shows),
      WALL(test_a_command_gets_the_wall),
      WALL(test_nothing_typed_leaves_it),
      WALL(test_everything_else_is_refused),
      WALL(test_the_environment),
      WALL(test_a_second_screen),
      WALL(test_strange_terminals_and_languages),
      WALL(test_what_is_set),
      WALL(test_a_strangers_key),
      WALL(test_a_killed_client),
      WALL(test_a_frozen_client),
      WALL(test_a_dropped_line),
  };
  int status = 0;
  if (!ssh_enter(&status))
    return status;
  status = cmocka_run_group_tests(tests, NULL, NULL);
  ssh_leave_nothing();
  return status;
}
