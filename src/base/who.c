/* The names come from the environment and the account database, so they are cleaned before anybody sees them.
 */
#include "guatu/base/who.h"

#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"

#define NAME_MAX_LEN ((size_t)64)

/* Cleans `name`, without blanks at its ends, into `out`, cut between characters; false when none is left. */
static bool take_name(const char *name, char *out, size_t size)
{
  struct buf clean = {0};
  size_t room = size - 1 < NAME_MAX_LEN ? size - 1 : NAME_MAX_LEN;

  text_clean(&clean, name, strlen(name));
  size_t start = strspn(clean.data, " ");
  while (clean.len > start && clean.data[clean.len - 1] == ' ')
    clean.len--;
  size_t len = clean.len - start;
  if (len > room) {
    for (len = room; len > 0 && (clean.data[start + len] & 0xC0) == 0x80; len--)
      ;
  }
  memcpy(out, clean.data + start, len);
  out[len] = '\0';
  buf_release(&clean);
  return len > 0;
}

void who_account(char *out, size_t size)
{
  const struct passwd *account = getpwuid(getuid());
  if (!account || !account->pw_name || !take_name(account->pw_name, out, size))
    snprintf(out, size, "uid-%lu", (unsigned long)getuid());
}

void who_user(char *out, size_t size)
{
  const char *wanted = getenv("GUATU_USER");
  if (!wanted || !take_name(wanted, out, size))
    who_key(out, size);
  if (out[0] == '\0')
    who_account(out, size);
}

void who_key(char *out, size_t size)
{
  const char *key = getenv("GUATU_KEY");
  if (!key || !take_name(key, out, size))
    out[0] = '\0';
}

void who_from(char *out, size_t size)
{
  static const char *const names[] = {"SSH_CLIENT", "SSH_CONNECTION"};
  static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:%-";
  out[0] = '\0';
  for (size_t i = 0; i < sizeof names / sizeof *names && out[0] == '\0'; i++) {
    const char *value = getenv(names[i]);
    size_t len = value ? strspn(value, digits) : 0;
    if (len > 0 && len < size && (value[len] == ' ' || value[len] == '\0'))
      snprintf(out, size, "%.*s", (int)len, value);
  }
}
