/* All that a client of sshd can ask for besides a terminal, and that it gets none of it. What is forwarded
 * would lead to sshd itself, which greets everybody with a line: nothing may come through. */
#include "support_ssh.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"

static struct ran call(const char *program, const char *const *options, const char *const *command)
{
  return run_program(ssh_words(program, 0, options, command));
}

/* Without a terminal: a line, and status 2, whatever was asked. What a subsystem says of errors is sshd's to
 * drop. */
static void expect_line(const char *who, const char *const *options, const char *const *command)
{
  struct buf line = {0};
  buf_printf(&line, "%s: the console needs a terminal", who);
  struct ran r = call("ssh", options, command);
  const char *newline = strchr(r.err, '\n');
  bool said = strncmp(r.err, line.data, line.len) == 0 && newline && !newline[1];
  bool dropped = options && strcmp(options[0], "-s") == 0 && r.err[0] == '\0';
  if (r.status != 2 || r.out[0] || (!said && !dropped))
    fail_msg("'%s': status %d, '%s', '%s'", command && command[0] ? command[0] : "no command", r.status,
             r.out, r.err);
  ran_release(&r);
  buf_release(&line);
}

static void refuse_commands(const char *who)
{
  static const char *const commands[] = {"sh -i",
                                         "id",
                                         "/bin/sh -c 'echo $0'",
                                         "$(touch evil)",
                                         "`touch evil`",
                                         "; touch evil",
                                         "x\ntouch evil\n",
                                         "' ; touch evil ; '",
                                         "guatu show",
                                         "internal-sftp",
                                         "/usr/lib/openssh/sftp-server",
                                         "scp -t /tmp",
                                         "scp -f /etc/passwd",
                                         "rsync --server --sender . /etc/passwd",
                                         "git-upload-pack x",
                                         "mosh-server new"};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    expect_line(who, NULL, (const char *const[]){commands[i], NULL});
  expect_line(who, (const char *const[]){"-T", NULL}, NULL);
  static const char *const subsystems[] = {"sftp", "shell"};
  for (size_t i = 0; i < 2; i++)
    expect_line(who, (const char *const[]){"-s", NULL}, (const char *const[]){subsystems[i], NULL});
}

static void refuse_files(void)
{
  struct buf there = {0}, here = {0};
  const char *const *words = ssh_words("ssh", 0, NULL, NULL);
  while (words[1])
    words++;
  buf_printf(&there, "%s:%s", words[0], ssh_plan());
  buf_printf(&here, "%s/fetched", ssh_folder());
  static const char *const ways[] = {"-O", "-s"};
  for (size_t i = 0; i < 2; i++) {
    const char *const options[] = {ways[i], NULL};
    struct ran r = call("scp", options, (const char *const[]){there.data, here.data, NULL});
    assert_int_not_equal(r.status, 0);
    assert_int_not_equal(access(here.data, F_OK), 0);
    ran_release(&r);
    r = call("scp", options, (const char *const[]){"README.md", there.data, NULL});
    assert_int_not_equal(r.status, 0);
    ran_release(&r);
  }
  struct ran r = call("sftp", (const char *const[]){"-b", "/dev/null", NULL}, NULL);
  assert_int_not_equal(r.status, 0);
  ran_release(&r);
  buf_release(&there);
  buf_release(&here);
}

/* ---- forwarding ---- */

static int free_port(void)
{
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof a;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
  close(fd);
  return ntohs(a.sin_port);
}

/* The client listens a little after it has started. */
static int connected(int port)
{
  struct sockaddr_in a = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int tries = 0; tries < 2000; tries++) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
      return fd;
    close(fd);
    poll(NULL, 0, 5);
  }
  fail_msg("the client does not listen");
  return -1;
}

/* Sends, and reads to the end that the client makes when nothing is at the other side. */
static void expect_nothing(const char *way, int port, const void *bytes, size_t len)
{
  char got[512];
  size_t count = 0;
  int fd = connected(port);
  struct pollfd p = {.fd = fd, .events = POLLIN};
  assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
  for (ssize_t n = 1; n > 0;) {
    if (poll(&p, 1, 10000) != 1)
      fail_msg("%s: it stays open", way);
    n = recv(fd, got + count, sizeof got - 1 - count, 0);
    count += n > 0 ? (size_t)n : 0;
  }
  got[count] = '\0';
  for (size_t i = 0; i < count; i++)
    if (got[i] == 'S')
      fail_msg("%s: sshd answers: %s", way, got + i);
  close(fd);
}

static void expect_no_way(const char *way, const char *what, const char *to, const void *bytes, size_t len)
{
  char spec[300];
  int port = free_port();
  snprintf(spec, sizeof spec, "127.0.0.1:%d%s%s", port, to[0] ? ":" : "", to);
  struct pty *p = ssh_open(0, (const char *const[]){"-N", what, spec, NULL}, NULL);
  expect_nothing(way, port, bytes, len);
  pty_end(p);
}

static void refuse_ways_there(void)
{
  char to[300], name[200];
  unsigned port = (unsigned)ssh_port();
  const unsigned char socks[] = {
      5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (unsigned char)(port >> 8), (unsigned char)port};
  snprintf(to, sizeof to, "127.0.0.1:%u", port);
  expect_no_way("-L", "-L", to, "", 0);
  expect_no_way("-D", "-D", "", socks, sizeof socks);
  struct ran r = call("ssh", (const char *const[]){"-W", to, NULL}, NULL);
  assert_int_equal(r.status, 255);
  assert_string_equal(r.out, "");
  if (!strstr(r.err, "forwarding failed"))
    fail_msg("-W: %s", r.err);
  ran_release(&r);
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(name, sizeof name, "%s/socket", ssh_folder());
  snprintf(a.sun_path, sizeof a.sun_path, "%.100s", name);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
  assert_int_equal(listen(fd, 8), 0);
  expect_no_way("-L to a socket", "-L", name, "", 0);
  close(fd);
  unlink(name);
}

static void refuse_ways_back(void)
{
  char port[64], name[300];
  snprintf(port, sizeof port, "127.0.0.1:%d:127.0.0.1:1", free_port());
  snprintf(name, sizeof name, "%s/back:127.0.0.1:1", ssh_folder());
  const char *const specs[] = {port, name, "0"};
  for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
    struct ran r = call(
        "ssh", (const char *const[]){"-N", "-o", "ExitOnForwardFailure=yes", "-R", specs[i], NULL}, NULL);
    assert_int_equal(r.status, 255);
    if (!strstr(r.err, "forwarding failed"))
      fail_msg("-R %s: %s", specs[i], r.err);
    ran_release(&r);
  }
}

void ssh_refuse_all(const char *who)
{
  refuse_commands(who);
  refuse_files();
  refuse_ways_there();
  refuse_ways_back();
}

/* ---- the environment ---- */

/* What a client says of itself reaches the program only where it is a language or a terminal; it gets neither
 * an agent nor a display. */
void ssh_refuse_environment(const char *seen)
{
  char agent[200], with_agent[240];
  snprintf(agent, sizeof agent, "%s/agent", ssh_folder());
  snprintf(with_agent, sizeof with_agent, "SSH_AUTH_SOCK=%s", agent);
  struct pty *a = pty_start(
      &(struct pty_options){.program = "ssh-agent", .args = (const char *const[]){"-D", "-a", agent, NULL}});
  for (int tries = 0; access(agent, F_OK) != 0 && tries < 2000; tries++)
    poll(NULL, 0, 5);
  static const char *const chosen[] = {"GUATU_USER",    "GUATU_KEYS", "GUATU_KEY", "GUATU_FILE", "LD_PRELOAD",
                                       "SSH_USER_AUTH", "BASH_ENV",   "ENV",       "HOME",       "TERMINFO",
                                       "PATH",          "SHELL",      "USER"};
  struct buf set = {0};
  buf_puts(&set, "SetEnv=LC_EVIL=\"$(touch evil)\"");
  for (size_t i = 0; i < sizeof chosen / sizeof *chosen; i++)
    buf_printf(&set, " %s=/chosen", chosen[i]);
  struct pty *p =
      ssh_open(0, (const char *const[]){"-A", "-Y", "-o", set.data, NULL},
               (const char *const[]){with_agent, "DISPLAY=127.0.0.1:9", "LANG=en_US.UTF-8", NULL});
  assert_true(pty_wait(p, seen));
  char *environment = ssh_environment();
  assert_non_null(strstr(environment, "LC_EVIL=$(touch evil)\n"));
  assert_non_null(strstr(environment, "LANG=en_US.UTF-8\n"));
  static const char *const never[] = {"chosen", "SSH_AUTH_SOCK=", "DISPLAY=", "XAUTHORITY="};
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    if (strstr(environment, never[i]))
      fail_msg("%s in:\n%s", never[i], environment);
  free(environment);
  buf_release(&set);
  pty_end(p);
  pty_end(a);
  unlink(agent);
  assert_true(ssh_wait_ended()); /* whoever counts screens next counts none of these */
}

/* ---- a second screen ---- */

void ssh_refuse_second(const char *seen)
{
  char path[200];
  snprintf(path, sizeof path, "%s/mux", ssh_folder());
  struct pty *p = ssh_open(0, (const char *const[]){"-M", "-S", path, NULL}, NULL);
  assert_true(pty_wait(p, seen));
  struct ran r = call("ssh", (const char *const[]){"-S", path, "-O", "check", NULL}, NULL);
  assert_int_equal(r.status, 0); /* the connection is there to be shared */
  ran_release(&r);
  /* where it is not shared the client connects anew, to a port where nobody is */
  r = call("ssh", (const char *const[]){"-S", path, "-p", "1", NULL}, (const char *const[]){"id", NULL});
  assert_int_equal(r.status, 255);
  assert_non_null(strstr(r.err, "Session open refused by peer"));
  ran_release(&r);
  assert_int_equal(ssh_screens(), 1);
  pty_end(p);
}
