/* The machine of its own: mounts over the places that sshd, the accounts and the snippets use, all of them
 * in memory, and a network with nothing but loopback. Three processes: the test as it was called, which
 * waits; the first of the namespaces, with whose end everything in them ends; and the one that runs the
 * tests. */
#include "support_ssh_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guatu/base/mem.h"

static uid_t caller;

static bool write_line(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
  if (fd >= 0)
    close(fd);
  return good;
}

bool ssh_lo(bool up)
{
  struct ifreq lo = {.ifr_name = "lo", .ifr_flags = (short)(up ? IFF_UP | IFF_RUNNING : 0)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool good = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
  if (fd >= 0)
    close(fd);
  return good;
}

/* Namespaces of our own; an ordinary user stays who he is in his, and may mount until he starts a program. */
static bool leave_the_machine(void)
{
  char map[64];
  gid_t gid = getegid();
  int spaces = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID;
  if (caller == 0)
    return unshare(spaces) == 0;
  if (unshare(CLONE_NEWUSER | spaces) != 0 || !write_line("/proc/self/setgroups", "deny"))
    return false;
  snprintf(map, sizeof map, "%lu %lu 1", (unsigned long)caller, (unsigned long)caller);
  if (!write_line("/proc/self/uid_map", map))
    return false;
  snprintf(map, sizeof map, "%lu %lu 1", (unsigned long)gid, (unsigned long)gid);
  return write_line("/proc/self/gid_map", map);
}

static bool empty(const char *path)
{
  return mount("none", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") == 0;
}

/* A file of /run in place of one of /etc. */
static bool replace(const char *name, const char *text)
{
  char ours[80], theirs[80];
  snprintf(ours, sizeof ours, "/run/%s", name);
  snprintf(theirs, sizeof theirs, "/etc/%s", name);
  pty_write_file(ours, text, strlen(text));
  return mount(ours, theirs, NULL, MS_BIND, NULL) == 0;
}

/* On a machine without the place, sshd is as good as not there. */
static const char *furnish(void)
{
  static const char *const places[] = {"/srv", "/etc/ssh", "/usr/local/bin", "/var/log"};
  size_t len = 0;
  char *program = pty_read_file(pty_guatu(), &len); /* before something is mounted over it */
  bool good = mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
              mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
  if (!good)
    return "/proc";
  if (!empty("/run"))
    return "/run";
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (!empty(places[i]))
      return places[i];
  if (!replace("passwd", "") || !replace("group", ""))
    return "/etc/passwd";
  if (caller == 0) {
    if (!replace("shadow", "kiosk:*:1::::::\nli:*:1::::::\nfinance:*:1::::::\n") ||
        chmod("/run/shadow", 0600) != 0)
      return "/etc/shadow";
    if (!empty("/etc/pam.d"))
      return "/etc/pam.d";
    /* What Debian's does that matters here: a home folder may set variables. */
    static const char pam[] = "auth required pam_deny.so\n"
                              "account required pam_permit.so\n"
                              "session required pam_env.so user_readenv=1\n";
    pty_write_file("/etc/pam.d/sshd", pam, sizeof pam - 1);
  }
  pty_write_file("/usr/local/bin/guatu", program, len);
  free(program);
  if (chmod("/usr/local/bin/guatu", 0755) != 0)
    return "/usr/local/bin/guatu";
  return mkdir("/run/sshd", 0755) == 0 && ssh_lo(true) ? NULL : "loopback";
}

/* An end by a signal is passed on as a shell would tell it. */
static int wait_for(pid_t pid)
{
  int status = 0;
  for (pid_t ended = 0; ended != pid;) {
    ended = wait(&status);
    if (ended < 0 && errno != EINTR)
      return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* In the first process of the namespaces: true in the child that runs the tests. */
static bool first_process(int told)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const char *missing = furnish();
  if (missing != NULL)
    dprintf(told, "%s: %s", missing, strerror(errno));
  else
    dprintf(told, "+");
  close(told);
  if (missing != NULL)
    _exit(1);
  pid_t pid = fork();
  if (pid == 0)
    return true;
  _exit(wait_for(pid));
}

/* In the child: leaves the machine. True in the process that runs the tests. */
static bool second_process(int told)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!leave_the_machine()) {
    dprintf(told, "unshare: %s", strerror(errno));
    _exit(1);
  }
  pid_t pid = fork();
  if (pid == 0)
    return first_process(told);
  close(told);
  _exit(pid < 0 ? 127 : wait_for(pid));
}

enum ssh_way ssh_leave(int *status, char *why, size_t size)
{
  int told[2];
  caller = geteuid();
  fflush(NULL);
  if (pipe2(told, O_CLOEXEC) != 0)
    return SSH_HERE;
  pid_t pid = fork();
  if (pid == 0) {
    close(told[0]);
    (void)second_process(told[1]);
    return SSH_ALONE;
  }
  close(told[1]);
  size_t len = 0;
  for (ssize_t got = 1; got > 0 && len<size - 1; len += got> 0 ? (size_t)got : 0)
    got = read(told[0], why + len, size - 1 - len);
  why[len] = '\0';
  close(told[0]);
  *status = wait_for(pid);
  return strcmp(why, "+") == 0 ? SSH_DONE : SSH_HERE;
}
