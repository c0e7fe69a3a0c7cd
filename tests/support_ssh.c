/* What sshd is told, and its life. See support_ssh_alone.c for the machine that it has of its own. */
#include "support_ssh_parts.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"

#define CAP_MS   (PTY_SANITIZED ? 60000 : 20000)
#define TEXT_MAX 400

static struct {
  bool alone;
  char why[200];
  char folder[100]; /* of the test's files; "" until they are there */
  char etc[100];    /* where sshd's files are */
  char program[100], plan[100], home[100];
  char prints[SSH_KEYS][80], publics[SSH_KEYS][TEXT_MAX];
  char account[32], user[80]; /* in the snippets; who logs in */
  char sshd[100];
  bool traced;
  int port;
  pid_t pid; /* 0: none runs */
} place;

bool ssh_enter(int *status)
{
  enum ssh_way way = ssh_leave(status, place.why, sizeof place.why);
  place.alone = way == SSH_ALONE;
  return way != SSH_DONE;
}

bool ssh_alone(void)
{
  return place.alone;
}

const char *ssh_why(void)
{
  return place.why;
}

const char *ssh_plan(void)
{
  return place.plan;
}

const char *ssh_program(void)
{
  return place.program;
}

const char *ssh_user(void)
{
  return place.user;
}

const char *ssh_home(void)
{
  return place.home;
}

const char *ssh_folder(void)
{
  return place.folder;
}

int ssh_port(void)
{
  return place.port;
}

const char *ssh_print(int key)
{
  return place.prints[key];
}

const char *ssh_public(int key)
{
  return place.publics[key];
}

void ssh_link(bool up)
{
  assert_true(place.alone && ssh_lo(up));
}

/* ---- small things ---- */

static void make_folder(const char *path, mode_t mode)
{
  if (mkdir(path, mode) == 0)
    assert_int_equal(chmod(path, mode), 0);
}

static void put(const char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes a file. */
static void put(const char *text, const char *format, ...)
{
  char path[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(path, sizeof path, format, args);
  va_end(args);
  pty_write_file(path, text, strlen(text));
}

/* Runs a program that must succeed; what it printed, owned by the caller. */
static char *must(const char *const *argv)
{
  struct ran r = run_program(argv);
  if (r.status != 0)
    fail_msg("%s: status %d: %s%s", argv[0], r.status, r.out, r.err);
  char *out = mem_text(r.out);
  ran_release(&r);
  return out;
}

static void give(const char *path, uid_t uid, gid_t gid)
{
  if (place.alone && geteuid() == 0)
    assert_int_equal(chown(path, uid, gid), 0);
}

/* ---- accounts ---- */

static const struct {
  const char *name;
  uid_t uid;
  const char *group; /* its operators' group; NULL: the wall's */
} accounts[] = {{"kiosk", 3001, NULL}, {"li", 3002, "guatu-operators"}, {"finance", 3003, "guatu-shared"}};
#define ACCOUNTS  (sizeof accounts / sizeof *accounts)
#define GUATU_GID 3100

static size_t account_of(const char *name)
{
  size_t i = 0;
  while (i < ACCOUNTS && strcmp(accounts[i].name, name) != 0)
    i++;
  assert_true(i < ACCOUNTS);
  return i;
}

/* One of an ordinary user's accounts is the first to have his uid: who asks for that uid's name gets it. */
static void add_account(struct buf *out, size_t i)
{
  bool root = geteuid() == 0;
  char home[120] = "/";
  if (accounts[i].group)
    snprintf(home, sizeof home, "/run/home/%s", accounts[i].name);
  buf_printf(out, "%s:x:%lu:%lu::%s:/bin/sh\n", accounts[i].name,
             (unsigned long)(root ? accounts[i].uid : geteuid()),
             (unsigned long)(root ? accounts[i].uid : getegid()), home);
}

static void write_accounts(const char *account)
{
  struct buf users = {0}, groups = {0};
  size_t chosen = account_of(account);
  add_account(&users, chosen);
  for (size_t i = 0; i < ACCOUNTS; i++)
    if (i != chosen)
      add_account(&users, i);
  buf_puts(&users, "root:x:0:0::/:/bin/sh\nsshd:x:3004:3004::/run/sshd:/usr/sbin/nologin\n");
  buf_printf(&groups, "guatu:x:%d:li,finance\nguatu-operators:x:3101:li\nguatu-shared:x:3102:finance\n",
             GUATU_GID);
  if (geteuid() == 0)
    buf_puts(&groups, "tty:x:5:\n");
  put(users.data, "/etc/passwd");
  put(groups.data, "/etc/group");
  buf_release(&users);
  buf_release(&groups);
}

/* ---- files ---- */

static void make_keys(void)
{
  char path[TEXT_MAX];
  for (int i = 0; i <= SSH_KEYS; i++) {
    snprintf(path, sizeof path, "%s/key%d", place.folder, i); /* the last is the host's */
    free(must(
        (const char *const[]){"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path, NULL}));
    if (i == SSH_KEYS)
      return;
    char *print = must((const char *const[]){"ssh-keygen", "-lf", path, NULL}),
         *at = strstr(print, "SHA256:");
    assert_non_null(at);
    snprintf(place.prints[i], sizeof place.prints[i], "%.*s", (int)strcspn(at, " "), at);
    free(print);
    strcat(path, ".pub");
    char *public = pty_read_file(path, NULL);
    snprintf(place.publics[i], sizeof place.publics[i], "%.*s", (int)strcspn(public, "\n"), public);
    free(public);
  }
}

static void make_place(void)
{
  if (place.folder[0])
    return;
  if (place.alone) {
    strcpy(place.folder, "/run/test");
    strcpy(place.etc, "/etc/ssh");
    strcpy(place.program, "/usr/local/bin/guatu");
    strcpy(place.plan, "/srv/guatu/plan.conf");
    make_folder(place.folder, 0755);
    make_folder("/run/home", 0755);
  } else {
    char *folder = pty_folder();
    snprintf(place.folder, sizeof place.folder, "%s", folder);
    snprintf(place.etc, sizeof place.etc, "%s/ssh", folder);
    snprintf(place.program, sizeof place.program, "%s/guatu", folder);
    snprintf(place.plan, sizeof place.plan, "%s/srv/plan.conf", folder);
    make_folder(place.etc, 0755);
    free(must((const char *const[]){"cp", pty_guatu(), place.program, NULL}));
    free(folder);
  }
  make_keys();
}

/* The demo, of the group guatu; whatever the last test left beside it is gone. */
static void make_plan(void)
{
  char folder[100];
  size_t len = 0;
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(place.plan, '/') - place.plan), place.plan);
  free(must((const char *const[]){"rm", "-rf", folder, NULL}));
  make_folder(folder, 0755);
  give(folder, 0, GUATU_GID);
  assert_int_equal(chmod(folder, 02775), 0);
  char *text = pty_read_file("conf/demo-2021.conf", &len);
  assert_non_null(text);
  pty_write_file(place.plan, text, len);
  free(text);
  give(place.plan, 0, GUATU_GID);
  assert_int_equal(chmod(place.plan, 0664), 0);
}

static void make_home(const char *account)
{
  char ssh[TEXT_MAX];
  const uid_t uid = accounts[account_of(account)].uid;
  int len =
      snprintf(place.home, sizeof place.home, "%s/%s", place.alone ? "/run/home" : place.folder, account);
  assert_in_range(len, 1, sizeof place.home - 1);
  free(must((const char *const[]){"rm", "-rf", place.home, NULL}));
  make_folder(place.home, 0700);
  give(place.home, uid, uid);
  snprintf(ssh, sizeof ssh, "%s/.ssh", place.home);
  make_folder(ssh, 0755);
}

void ssh_let_in(const char *lines)
{
  if (strcmp(place.account, "li") == 0)
    put(lines, "%s/.ssh/authorized_keys", place.home);
  else
    put(lines, "%s/guatu/%s.keys", place.etc, place.user);
}

/* ---- the snippets ---- */

static char *replaced(char *text, const char *old, const char *new)
{
  struct buf out = {0};
  const char *at = text;
  for (const char *hit; (hit = strstr(at, old)) != NULL; at = hit + strlen(old)) {
    buf_add(&out, at, (size_t)(hit - at));
    buf_puts(&out, new);
  }
  buf_puts(&out, at);
  free(text);
  return out.data;
}

/* On the real machine: its paths, its user, and a place for drafts that is not his. */
static char *substituted(char *text)
{
  char user[100], state[200], keys[200], folder[200];
  bool shared = strcmp(place.account, "finance") == 0;
  snprintf(user, sizeof user, "Match User %s", place.user);
  snprintf(state, sizeof state, "SetEnv XDG_STATE_HOME=%s/.local/state ", place.home);
  snprintf(keys, sizeof keys, "%s/", place.etc);
  snprintf(folder, sizeof folder, "%s/srv/", place.folder);
  text = replaced(text, "Match User kiosk", user);
  text = replaced(text, "Match Group guatu-operators,guatu-shared", user);
  text = replaced(text, "Match Group guatu-shared", shared ? user : "Match User nobody-at-all");
  text = replaced(text, "SetEnv ", state);
  text = replaced(text, "/etc/ssh/", keys);
  text = replaced(text, "/usr/local/bin/guatu", place.program);
  return replaced(text, "/srv/guatu/", folder);
}

static void put_snippet(const char *name)
{
  char path[100];
  snprintf(path, sizeof path, "conf/ssh/%s", name);
  char *text = pty_read_file(path, NULL);
  assert_non_null(text);
  if (!place.alone)
    text = substituted(text);
  put(text, "%s/sshd_config.d/%s", place.etc, name);
  free(text);
}

/* Everything is permitted that can be. */
static void write_settings(const char *first)
{
  bool root = geteuid() == 0, wall = strcmp(place.account, "kiosk") == 0;
  struct buf s = {0};
  buf_printf(&s, "Include %s/sshd_config.d/*.conf\n", place.etc);
  buf_printf(&s, "Port %d\nListenAddress 127.0.0.1\nHostKey %s/key%d\nPidFile %s/pid\n", place.port,
             place.folder, SSH_KEYS, place.folder);
  buf_printf(&s, "UsePAM %s\nStrictModes %s\n", root ? "yes" : "no", root ? "yes" : "no");
  if (!place.alone)
    buf_printf(&s, "AuthorizedKeysFile %s/.ssh/authorized_keys\n", place.home);
  buf_puts(&s, "AllowAgentForwarding yes\nAllowTcpForwarding yes\nAllowStreamLocalForwarding yes\n"
               "GatewayPorts yes\nPermitListen any\nPermitOpen any\nPermitTunnel yes\nX11Forwarding yes\n"
               "PermitUserEnvironment yes\nPermitUserRC yes\nMaxSessions 10\nAcceptEnv *\n"
               "Subsystem sftp internal-sftp\nSubsystem shell /bin/sh\n");
  put(s.data, "%s/sshd_config", place.etc);
  buf_clear(&s);
  if (first)
    buf_printf(&s, "Match User %s\n%s\n", place.user, first);
  put(s.data ? s.data : "", "%s/sshd_config.d/00-test.conf", place.etc);
  if (place.alone || wall)
    put_snippet("guatu-kiosk.conf");
  if (place.alone || !wall)
    put_snippet("guatu-operators.conf");
  buf_clear(&s);
  buf_printf(&s,
             "Host *\nPort %d\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n"
             "GlobalKnownHostsFile /dev/null\nIdentitiesOnly yes\nBatchMode yes\nEscapeChar none\n"
             "SendEnv LANG LC_*\nConnectTimeout 20\nKexAlgorithms curve25519-sha256\n",
             place.port);
  put(s.data, "%s/client", place.folder);
  buf_release(&s);
}

/* ---- the server ---- */

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int on_loopback(int port, bool listen_there)
{
  struct sockaddr_in a = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof a;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool good = fd >= 0 && (listen_there ? bind(fd, (struct sockaddr *)&a, len)
                                       : connect(fd, (struct sockaddr *)&a, len)) == 0;
  int found = -1;
  if (good && getsockname(fd, (struct sockaddr *)&a, &len) == 0)
    found = ntohs(a.sin_port);
  if (fd >= 0)
    close(fd);
  return found;
}

static bool find_sshd(void)
{
  static const char *const folders[] = {"/usr/sbin", "/usr/local/sbin", "/usr/bin", "/sbin"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(place.sshd, sizeof place.sshd, "%s/sshd", folders[i]);
    if (access(place.sshd, X_OK) == 0)
      return true;
  }
  return false;
}

static void run_sshd(void)
{
  char config[TEXT_MAX], log[TEXT_MAX], trace[TEXT_MAX];
  snprintf(config, sizeof config, "%s/sshd_config", place.etc);
  snprintf(log, sizeof log, "%s/log", place.folder);
  snprintf(trace, sizeof trace, "%s/trace", place.folder);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int fd = 3; fd < 64; fd++)
    close(fd);
  const char *argv[] = {"strace", "-f",  "--seccomp-bpf", "-qq", "-s", "300",  "-e", "trace=execve",
                        "-o",     trace, place.sshd,      "-D",  "-f", config, "-E", log,
                        NULL};
  const char **from = argv + (place.traced ? 0 : 10);
  execvp(from[0], (char *const *)from);
  _exit(127);
}

static void print_log(void)
{
  char path[TEXT_MAX];
  snprintf(path, sizeof path, "%s/log", place.folder);
  char *text = pty_read_file(path, NULL);
  fprintf(stderr, "sshd says:\n%s\n", text ? text : "nothing");
  free(text);
}

/* sshd insists on the group tty for a terminal; a user can't give it one that it has not got by itself. */
static bool gives_terminals(void)
{
  const struct group *tty = getgrnam("tty");
  struct stat st;
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  bool good = master >= 0 && grantpt(master) == 0 && stat(ptsname(master), &st) == 0;
  if (master >= 0)
    close(master);
  return good && (tty == NULL || st.st_gid == tty->gr_gid);
}

void ssh_begin(const char *account, const char *first)
{
  if (!find_sshd()) {
    print_message("skipped: no sshd here; 'make deps' installs it\n");
    skip();
  }
  if (!place.alone && geteuid() == 0) {
    print_message("skipped: nobody but this user could log in to an sshd here, and that is root (%s)\n",
                  place.why);
    skip();
  }
  if (!place.alone && !place.folder[0])
    print_message("no namespaces (%s): the snippets let in this user, under his own name\n", place.why);
  if (!place.alone && !gives_terminals()) {
    print_message("skipped: an sshd that is not root's can give no terminal here (the group of /dev/pts)\n");
    skip();
  }
  snprintf(place.account, sizeof place.account, "%s", account);
  snprintf(place.user, sizeof place.user, "%s", account);
  if (place.alone)
    write_accounts(account);
  else
    snprintf(place.user, sizeof place.user, "%s", getpwuid(getuid())->pw_name);
  make_place();
  place.port = on_loopback(0, true);
  make_plan();
  make_home(account);
  char folder[TEXT_MAX];
  snprintf(folder, sizeof folder, "%s/guatu", place.etc);
  make_folder(folder, 0755);
  snprintf(folder, sizeof folder, "%s/sshd_config.d", place.etc);
  make_folder(folder, 0755);
  write_settings(first);
  ssh_let_in(ssh_public(0));
  put("", "%s/log", place.folder);
  put("", "%s/trace", place.folder);
  place.traced = !PTY_SANITIZED && system("strace -f --seccomp-bpf -o /dev/null true >/dev/null 2>&1") == 0;
  fflush(NULL);
  place.pid = fork();
  if (place.pid == 0)
    run_sshd();
  int64_t end = now_ms() + CAP_MS;
  while (on_loopback(place.port, false) < 0) {
    bool over = waitpid(place.pid, NULL, WNOHANG) == place.pid;
    if (over || now_ms() > end) {
      print_log();
      place.pid = over ? 0 : place.pid;
      fail_msg("sshd can't be reached");
    }
    poll(NULL, 0, 5);
  }
}

char *ssh_settings(void)
{
  char config[TEXT_MAX], who[TEXT_MAX];
  snprintf(config, sizeof config, "%s/sshd_config", place.etc);
  snprintf(who, sizeof who, "user=%s,host=localhost,addr=127.0.0.1", place.user);
  return must((const char *const[]){place.sshd, "-T", "-f", config, "-C", who, NULL});
}

/* ---- what runs ---- */

/* Calls `visit` for every guatu of this place. */
static int each_guatu(void (*visit)(pid_t pid, void *context), void *context)
{
  DIR *d = opendir("/proc");
  int count = 0;
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    char link[300], exe[TEXT_MAX];
    snprintf(link, sizeof link, "/proc/%s/exe", e->d_name);
    ssize_t len = isdigit((unsigned char)e->d_name[0]) ? readlink(link, exe, sizeof exe - 1) : -1;
    exe[len > 0 ? len : 0] = '\0';
    if (strcmp(exe, place.program) != 0)
      continue;
    count++;
    if (visit)
      visit((pid_t)atoi(e->d_name), context);
  }
  closedir(d);
  return count;
}

static pid_t parent_of(pid_t pid)
{
  char path[64], line[TEXT_MAX] = "";
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  FILE *f = fopen(path, "r");
  const char *end = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
  if (f)
    fclose(f);
  return end ? (pid_t)atoi(end + 4) : 0; /* ") S PARENT" */
}

/* A wall's courier is its child, and no screen. */
static void count_screen(pid_t pid, void *context)
{
  int *count = context;
  char link[64], exe[TEXT_MAX];
  snprintf(link, sizeof link, "/proc/%d/exe", (int)parent_of(pid));
  ssize_t len = readlink(link, exe, sizeof exe - 1);
  exe[len > 0 ? len : 0] = '\0';
  *count += strcmp(exe, place.program) != 0;
}

int ssh_screens(void)
{
  int count = 0;
  each_guatu(count_screen, &count);
  return count;
}

bool ssh_wait_ended(void)
{
  int64_t end = now_ms() + CAP_MS;
  while (each_guatu(NULL, NULL) > 0) {
    if (now_ms() > end)
      return false;
    poll(NULL, 0, 5);
  }
  return true;
}

static void take_environment(pid_t pid, void *context)
{
  char path[64], bytes[4096];
  struct buf *out = context;
  snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  for (ssize_t got = 1; fd >= 0 && got > 0;) {
    got = read(fd, bytes, sizeof bytes);
    buf_add(out, bytes, got > 0 ? (size_t)got : 0);
  }
  if (fd >= 0)
    close(fd);
}

char *ssh_environment(void)
{
  struct buf out = {0};
  each_guatu(take_environment, &out);
  for (size_t i = 0; i < out.len; i++)
    if (out.data[i] == '\0')
      out.data[i] = '\n';
  return out.data ? out.data : mem_text("");
}

static void end_one(pid_t pid, void *context)
{
  (void)context;
  kill(pid, SIGKILL);
}

/* Every start of a program that strace saw is one of three. */
static void check_programs(void)
{
  char path[TEXT_MAX], command[TEXT_MAX], program[TEXT_MAX];
  snprintf(path, sizeof path, "%s/trace", place.folder);
  snprintf(command, sizeof command, "\"-c\", \"exec %s ", place.program);
  snprintf(program, sizeof program, "execve(\"%s\", [\"%s\", ", place.program, place.program);
  char *text = pty_read_file(path, NULL);
  assert_non_null(text);
  assert_non_null(strstr(text, "execve(")); /* sshd at least */
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    const char *at = strstr(line, "execve(\"");
    if (at && !strstr(at, "/sshd") && !strstr(at, command) && strncmp(at, program, strlen(program)) != 0)
      fail_msg("a program was started: %s", line);
  }
  free(text);
}

void ssh_end(void)
{
  char path[TEXT_MAX];
  if (place.pid == 0)
    return;
  if (place.alone)
    (void)ssh_lo(true);
  snprintf(path, sizeof path, "%s/pid", place.folder);
  char *text = pty_read_file(path, NULL);
  kill(text ? (pid_t)atoi(text) : place.pid, SIGTERM);
  free(text);
  bool ended = ssh_wait_ended();
  each_guatu(end_one, NULL);
  int64_t end = now_ms() + CAP_MS;
  bool over = false;
  while (!over && now_ms() < end) {
    over = waitpid(place.pid, NULL, WNOHANG) == place.pid;
    poll(NULL, 0, over ? 0 : 5);
  }
  if (!over) {
    kill(place.pid, SIGKILL);
    waitpid(place.pid, NULL, 0);
  }
  place.pid = 0;
  if (!ended) {
    print_log();
    fail_msg("guatu still runs though nobody is connected");
  }
  if (place.traced)
    check_programs();
}

void ssh_leave_nothing(void)
{
  if (place.folder[0] && !place.alone)
    pty_folder_remove(mem_text(place.folder));
  place.folder[0] = '\0';
}

/* ---- calls ---- */

const char *const *ssh_words(const char *program, int key, const char *const *options,
                             const char *const *command)
{
  static const char *argv[32];
  static char config[TEXT_MAX], identity[TEXT_MAX], address[TEXT_MAX];
  size_t n = 0;
  snprintf(config, sizeof config, "%s/client", place.folder);
  snprintf(identity, sizeof identity, "%s/key%d", place.folder, key);
  snprintf(address, sizeof address, "%s@127.0.0.1", place.user);
  argv[n++] = program;
  argv[n++] = "-F";
  argv[n++] = config;
  argv[n++] = "-i";
  argv[n++] = identity;
  for (; options && *options && n < 28; options++)
    argv[n++] = *options;
  if (strcmp(program, "scp") != 0) /* whose words have the address in them */
    argv[n++] = address;
  for (; command && *command && n < 31; command++)
    argv[n++] = *command;
  argv[n] = NULL;
  return argv;
}

struct pty *ssh_open(int key, const char *const *options, const char *const *env)
{
  return pty_start(&(struct pty_options){.rows = 30,
                                         .cols = 100,
                                         .program = "ssh",
                                         .args = ssh_words("ssh", key, options, NULL) + 1,
                                         .env = env});
}
