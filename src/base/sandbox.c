/* It stands in the lowest layer because it knows nothing of plans and screens: paths in, a closed door
 * behind. What a wall needs after that was listed by running it under strace; what is not on the list fails
 * with EPERM, which every caller here takes for an ordinary error.
 *
 * The constants of newer kernels are spelt out, so that a program built on an old system uses what a newer
 * kernel offers: Landlock is asked for its version, and never for a right that it does not know. */
#include "guatu/base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <seccomp.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifdef SANITIZED
#include <sanitizer/lsan_interface.h>
/* The search for leaks starts a thread that traces this one, which no sandbox lets it. */
static bool entered;
int __lsan_is_turned_off(void)
{
  return entered;
}
#endif

#define RIGHT(n) (UINT64_C(1) << (n))

/* ---- files ---- */

/* As the kernel has it; an older one takes the first members only. */
struct ruleset {
  uint64_t files, net, scoped;
};

/* The rights over files by the version that brought them: everything that is not granted below is denied. */
static const struct {
  int abi;
  uint64_t files, net, scoped;
} rights[] = {
    {1, RIGHT(13) - 1, 0, 0},       /* EXECUTE … MAKE_SYM */
    {2, RIGHT(13), 0, 0},           /* REFER */
    {3, RIGHT(14), 0, 0},           /* TRUNCATE */
    {4, 0, RIGHT(0) | RIGHT(1), 0}, /* binding and connecting TCP sockets */
    {5, RIGHT(15), 0, 0},           /* IOCTL_DEV, on devices opened from now on */
    {6, 0, 0, RIGHT(0)},            /* abstract Unix sockets of others */
};

static long landlock_abi(void)
{
  return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static int create_ruleset(void)
{
  long abi = landlock_abi();
  struct ruleset set = {0};
  for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
    if (rights[i].abi <= abi) {
      set.files |= rights[i].files;
      set.net |= rights[i].net;
      set.scoped |= rights[i].scoped;
    }
  size_t size = abi < 4 ? sizeof set.files : abi < 6 ? offsetof(struct ruleset, scoped) : sizeof set;
  return abi < 1 ? -1 : (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
}

static void allow_reading(int set, const char *path)
{
  struct stat st;
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0)
    return;
  struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = fd};
  if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) /* else a folder in the file's place is "no permission" */
    rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
  (void)syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(fd);
}

static bool confine_files(const struct sandbox_options *o)
{
  int set = create_ruleset();
  if (set < 0)
    return false;
  for (size_t i = 0; i < o->count; i++)
    allow_reading(set, o->readable[i]);
  bool done = syscall(SYS_landlock_restrict_self, set, 0) == 0;
  close(set);
  return done;
}

/* ---- calls ---- */

static const int plain_calls[] = {
    /* what is open already, and what the wait waits for */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
    SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ppoll_time64),
    SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(inotify_init1), SCMP_SYS(inotify_add_watch),
    SCMP_SYS(inotify_rm_watch),
    /* looking at files */
    SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(fstat64),
    SCMP_SYS(stat64), SCMP_SYS(lstat64), SCMP_SYS(fstatat64), SCMP_SYS(statx), SCMP_SYS(statfs),
    SCMP_SYS(statfs64), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(getcwd),
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo), SCMP_SYS(futex), SCMP_SYS(futex_time64),
    /* signals and time */
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    /* itself */
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(sched_yield), SCMP_SYS(rseq), SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* What ncurses and we ask of a terminal. TIOCSTI and TIOCLINUX, which type for others, are not among it. */
static const unsigned long terminal_calls[] = {
    TCGETS,
    TCSETS,
    TCSETSW,
    TCSETSF,
    TCFLSH,
    TIOCGWINSZ,
    FIONREAD,
#ifdef TCGETS2
    0x802c542a /* TCGETS2, TCSETS2, TCSETSW2, TCSETSF2: later C libraries use these */,
    0x402c542b,
    0x402c542c,
    0x402c542d,
#endif
};

#define OPENS_TO_WRITE ((unsigned)(O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY)))

static bool allow(scmp_filter_ctx c, int call)
{
  int error = seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 0);
  return error == 0 || error == -EDOM; /* a call of other machines */
}

static bool allow_if(scmp_filter_ctx c, int call, struct scmp_arg_cmp arg)
{
  int error = seccomp_rule_add_array(c, SCMP_ACT_ALLOW, call, 1, &arg);
  return error == 0 || error == -EDOM;
}

static bool allow_calls(scmp_filter_ctx c, const struct sandbox_options *o)
{
  bool good = true;
  for (size_t i = 0; i < sizeof plain_calls / sizeof *plain_calls; i++)
    good = allow(c, plain_calls[i]) && good;
  for (size_t i = 0; i < sizeof terminal_calls / sizeof *terminal_calls; i++)
    good = allow_if(c, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffffu, terminal_calls[i])) && good;
  good = allow_if(c, SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, OPENS_TO_WRITE, O_RDONLY)) && good;
  good = allow_if(c, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, OPENS_TO_WRITE, O_RDONLY)) && good;
  /* No memory that is code. */
  good = allow_if(c, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) && good;
  good = allow_if(c, SCMP_SYS(mmap2), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) && good;
  good = allow_if(c, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) && good;
  good = allow_if(c, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0)) && good;
  /* A crash goes on to what it would have been: raise() is a tgkill of oneself. */
  good = allow_if(c, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffffu, (unsigned)getpid())) && good;
  if (o->stops)
    good = seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(kill), 2, SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffffu, 0),
                            SCMP_A1(SCMP_CMP_EQ, SIGTSTP, 0)) == 0 &&
           good;
  return good;
}

static bool confine_calls(const struct sandbox_options *o)
{
  scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (c == NULL)
    return false;
  (void)seccomp_attr_set(c, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  bool done = allow_calls(c, o) && seccomp_load(c) == 0;
  seccomp_release(c);
  return done;
}

/* ---- both ---- */

void sandbox_close_inherited(void)
{
  (void)close_range(3, ~0U, 0);
}

unsigned sandbox_offered(void)
{
  unsigned offered = landlock_abi() >= 1 ? SANDBOX_FILES : 0;
  /* A kernel without seccomp does not know the question; in some sandboxes it is not answered either. */
  if (prctl(PR_GET_SECCOMP) >= 0)
    offered |= SANDBOX_CALLS;
  return offered;
}

unsigned sandbox_enter(const struct sandbox_options *o)
{
  unsigned stands = 0;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return 0;
#ifdef SANITIZED
  entered = true;
#endif
  stands |= confine_files(o) ? SANDBOX_FILES : 0;
  stands |= confine_calls(o) ? SANDBOX_CALLS : 0;
  return stands;
}
