/* The other half of the harness: keys as people write them, and folders and files of a test. */
#include "support_pty.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "guatu/base/mem.h"

static const struct {
  const char *name, *bytes;
} key_bytes[] = {
    {"Enter", "\r"},
    {"Esc", "\033"},
    {"Tab", "\t"},
    {"S-Tab", "\033[Z"},
    {"BS", "\177"},
    {"Space", " "},
    {"lt", "<"},
    {"Up", "\033OA"},
    {"Down", "\033OB"},
    {"Right", "\033OC"},
    {"Left", "\033OD"},
    {"Home", "\033OH"},
    {"End", "\033OF"},
    {"PgUp", "\033[5~"},
    {"PgDn", "\033[6~"},
    {"Del", "\033[3~"},
    {"F1", "\033OP"},
    {"F2", "\033OQ"},
    {"F3", "\033OR"},
    {"F4", "\033OS"},
    {"F5", "\033[15~"},
    {"F6", "\033[17~"},
    {"F7", "\033[18~"},
    {"F8", "\033[19~"},
    {"F9", "\033[20~"},
    {"F10", "\033[21~"},
    {"Paste", "\033[200~"},
    {"/Paste", "\033[201~"},
};

/* The bytes of the key named name[0 … len). */
static bool named_key(const char *name, size_t len, struct buf *out)
{
  for (size_t i = 0; i < sizeof key_bytes / sizeof *key_bytes; i++)
    if (strlen(key_bytes[i].name) == len && memcmp(key_bytes[i].name, name, len) == 0) {
      buf_puts(out, key_bytes[i].bytes);
      return true;
    }
  if (len == 3 && name[1] == '-' && name[0] == 'C') {
    buf_putc(out, (char)(name[2] & 0x1f));
    return true;
  }
  if (len == 3 && name[1] == '-' && name[0] == 'A') {
    buf_putc(out, '\033');
    buf_putc(out, name[2]);
    return true;
  }
  return false;
}

void pty_keys(struct pty *p, const char *keys)
{
  struct buf bytes = {0};
  while (*keys) {
    const char *close = *keys == '<' ? strchr(keys, '>') : NULL;
    if (!close) {
      buf_putc(&bytes, *keys++);
      continue;
    }
    if (!named_key(keys + 1, (size_t)(close - keys - 1), &bytes))
      fail_msg("no such key: %s", keys);
    keys = close + 1;
  }
  pty_bytes(p, bytes.data, bytes.len);
  buf_release(&bytes);
}

char *pty_folder(void)
{
  char *folder = mem_text(P_tmpdir "/guatu-test-XXXXXX");
  assert_non_null(mkdtemp(folder));
  return folder;
}

static void remove_all(const char *folder)
{
  DIR *d = opendir(folder);
  for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
      continue;
    struct buf path = {0};
    buf_printf(&path, "%s/%s", folder, e->d_name);
    struct stat st;
    if (lstat(path.data, &st) == 0 && S_ISDIR(st.st_mode))
      remove_all(path.data);
    else
      unlink(path.data);
    buf_release(&path);
  }
  if (d)
    closedir(d);
  rmdir(folder);
}

void pty_folder_remove(char *folder)
{
  if (!folder)
    return;
  chmod(folder, 0700);
  remove_all(folder);
  free(folder);
}

char *pty_read_file(const char *path, size_t *len)
{
  FILE *f = fopen(path, "rb");
  if (!f)
    return NULL;
  struct buf all = {0};
  char part[4096];
  for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
    buf_add(&all, part, n);
  fclose(f);
  if (!all.data)
    buf_puts(&all, "");
  if (len)
    *len = all.len;
  return all.data;
}

void pty_write_file(const char *path, const void *bytes, size_t len)
{
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(bytes, 1, len, f), len);
  assert_int_equal(fclose(f), 0);
}

bool pty_has_strace(void)
{
  return system("strace -o /dev/null true >/dev/null 2>&1") == 0;
}
