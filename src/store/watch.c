/* The watch is set anew after everything that concerns the file: a rename can turn a file into a link, a link
 * to somewhere else, a folder into another folder, and asking the kernel again is cheaper than telling these
 * apart. Whatever happens between the old watch and the new one is seen by the look at the file's state after
 * it. That state (device, inode, size, times) says "the same" only when its last change lies a while before
 * the moment it was taken: clocks of file systems tick coarsely, and a second write within a tick leaves no
 * trace in it. */
#include "guatu/store/watch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/store/file.h"

#define POLL_MS      2000
#define TICK_SECONDS 3 /* no file system's clock is coarser */
#define NAMES_MAX    32
#define LINKS_MAX    16 /* deeper than this it is a loop, or as good as one */

/* Finished writing, anything that gives the name to another file or takes it away, permissions; not every
 * single write. */
#define NAME_EVENTS   (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB)
#define FOLDER_EVENTS (IN_MOVE_SELF | IN_DELETE_SELF)

struct watch_name {
  int folder; /* the watch's number */
  char *name;
};

struct watch {
  char *path;
  int fd;     /* inotify; −1: none here */
  bool blind; /* not everything that matters gives an event */
  struct watch_name names[NAMES_MAX];
  size_t name_count;
  bool there, settled; /* at the last look: the file was there; its state can be trusted */
  struct stat state;
};

/* ---- setting ---- */

/* File systems that others change without this machine's kernel knowing. */
static bool is_remote(const char *folder)
{
  static const unsigned long remote[] = {0x6969 /* NFS */,
                                         0xff534d42 /* CIFS */,
                                         0xfe534d42 /* SMB2 */,
                                         0x517b /* SMB */,
                                         0x65735546 /* FUSE */,
                                         0x01021997 /* 9P */,
                                         0x00c36400 /* Ceph */,
                                         0x5346414f /* AFS */,
                                         0x6b414653 /* kAFS */,
                                         0x73757245 /* Coda */,
                                         0x7461636f /* OCFS2 */,
                                         0x01161970 /* GFS2 */,
                                         0x0bd00bd0 /* Lustre */};
  struct statfs fs;
  if (statfs(folder, &fs) != 0)
    return false;
  for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
    if (((unsigned long)fs.f_type & 0xffffffffUL) == remote[i])
      return true;
  return false;
}

/* The folder that the last name of `path` is in; owned by the caller. */
static char *folder_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  if (slash == NULL)
    return mem_text(".");
  char *folder = mem_text(path);
  folder[slash == path ? 1 : slash - path] = '\0';
  return folder;
}

static void watch_name(void *context, const char *path)
{
  struct watch *w = context;
  const char *slash = strrchr(path, '/');
  char *folder = folder_of(path);
  int wd = w->name_count < NAMES_MAX
               ? inotify_add_watch(w->fd, folder, NAME_EVENTS | FOLDER_EVENTS | IN_ONLYDIR)
               : -1;
  if (wd < 0)
    w->blind = true;
  else
    w->names[w->name_count++] = (struct watch_name){wd, mem_text(slash != NULL ? slash + 1 : path)};
  if (is_remote(folder))
    w->blind = true;
  free(folder);
}

/* Visits the last name of `path`, and every name on the way that is a symbolic link, with where it leads. */
static void walk(const char *path, int depth, void (*visit)(void *, const char *), void *context)
{
  char *way = mem_text(path), link[PATH_MAX];
  for (size_t i = 1; depth < LINKS_MAX && i <= strlen(path); i++) {
    if (path[i] != '/' && path[i] != '\0')
      continue;
    way[i] = '\0';
    ssize_t len = readlink(way, link, sizeof link - 1);
    if (len > 0 || path[i] == '\0')
      visit(context, way);
    if (len > 0) {
      struct buf target = {0};
      char *folder = folder_of(way);
      link[len] = '\0';
      if (link[0] != '/')
        buf_printf(&target, "%s/", folder);
      buf_puts(&target, link);
      walk(target.data, depth + 1, visit, context);
      free(folder);
      buf_release(&target);
    }
    way[i] = path[i];
  }
  free(way);
}

static void watch_stop(struct watch *w)
{
  for (size_t i = 0; i < w->name_count; i++)
    free(w->names[i].name);
  w->name_count = 0;
  if (w->fd >= 0)
    close(w->fd);
  w->fd = -1;
}

static void watch_set(struct watch *w)
{
  watch_stop(w);
  w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  w->blind = w->fd < 0;
  if (w->fd >= 0)
    walk(w->path, 0, watch_name, w);
}

/* ---- looking ---- */

/* Whether the file may be another than at the last look. */
static bool look(struct watch *w)
{
  struct stat now = {0};
  struct timespec time;
  bool there = stat(w->path, &now) == 0;
  bool same = there == w->there && (!there || (w->settled && file_same(&now, &w->state)));
  clock_gettime(CLOCK_REALTIME, &time);
  w->there = there;
  w->state = now;
  w->settled =
      time.tv_sec - now.st_ctim.tv_sec > TICK_SECONDS && time.tv_sec - now.st_mtim.tv_sec > TICK_SECONDS;
  return !same;
}

static bool concerns(const struct watch *w, const struct inotify_event *e)
{
  if ((e->mask & NAME_EVENTS) == 0 || e->len == 0)
    return true; /* about a folder itself, or events were lost */
  for (size_t i = 0; i < w->name_count; i++)
    if (w->names[i].folder == e->wd && strcmp(w->names[i].name, e->name) == 0)
      return true;
  return false;
}

/* Reads all events; whether one of them is about the file. */
static bool take(const struct watch *w)
{
  _Alignas(struct inotify_event) char bytes[8192];
  bool found = false;
  for (ssize_t len; w->fd >= 0 && (len = read(w->fd, bytes, sizeof bytes)) > 0;)
    for (char *at = bytes; at < bytes + len;) {
      const struct inotify_event *e = (const void *)at;
      found = found || concerns(w, e);
      at += sizeof *e + e->len;
    }
  return found;
}

bool watch_drain(struct watch *w)
{
  if (!take(w) && !w->blind)
    return false;
  watch_set(w);
  return look(w);
}

/* ---- the rest ---- */

struct watch *watch_open(const char *path)
{
  struct watch *w = mem_alloc(sizeof *w);
  w->path = mem_text(path);
  w->fd = -1;
  watch_set(w);
  (void)look(w);
  return w;
}

void watch_close(struct watch *w)
{
  if (w == NULL)
    return;
  watch_stop(w);
  free(w->path);
  free(w);
}

int watch_fd(const struct watch *w)
{
  return w->fd;
}

int watch_timeout(const struct watch *w)
{
  return w->blind ? POLL_MS : -1;
}

struct folders {
  void (*visit)(void *context, const char *folder);
  void *context;
};

static void visit_folder(void *context, const char *name)
{
  const struct folders *f = context;
  char *folder = folder_of(name);
  f->visit(f->context, folder);
  free(folder);
}

void watch_folders(const char *path, void (*visit)(void *context, const char *folder), void *context)
{
  walk(path, 0, visit_folder, &(struct folders){visit, context});
}
