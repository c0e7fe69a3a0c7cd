/* Both files are sshd's. Its note has a line for each way in which somebody proved who he is, "publickey TYPE
 * KEY"; the list's lines are "[options] TYPE KEY comment", with quoted blanks in the options (sshd(8),
 * AUTHORIZED_KEYS FILE FORMAT). The key itself is compared, not its fingerprint: both are the same base64.
 *
 * Nothing here is the client's choice: sshd names its file after everything that a client or a home folder
 * may have put into the environment, and the list is whatever the administrator's line says. */
#include "guatu/store/person.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/base/who.h"
#include "guatu/store/digest.h"
#include "guatu/store/file.h"

#define BLANKS " \t"

/* A piece of a text, borrowed. */
struct span {
  const char *at;
  size_t len;
};

/* The next word of a line, which ends at a blank or at the line's end; `at` goes behind it. */
static struct span next_word(const char **at)
{
  *at += strspn(*at, BLANKS);
  struct span word = {*at, strcspn(*at, BLANKS "\r\n")};
  *at += word.len;
  return word;
}

static bool same(struct span a, struct span b)
{
  return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static bool is(struct span a, const char *word)
{
  return same(a, (struct span){word, strlen(word)});
}

static const char *next_line(const char *at)
{
  at += strcspn(at, "\n");
  return *at == '\n' ? at + 1 : at;
}

/* A key as text: its type and its base64. */
struct key {
  struct span type, body;
};

static enum err refuse(struct problems *p, const char *en, const char *zh)
{
  return problem_fail(p, ERR_NO,
                      TR(p->lang, "who you are can't be told: %s. Ask the administrator.",
                         "无法确定您是谁：%s。请联系管理员。"),
                      TR(p->lang, en, zh));
}

/* The key that let this person in, from sshd's note; the first where several were asked for. */
static enum err used_key(const char *note, struct key *key, struct problems *p)
{
  static const char cert[] = "-cert-v01@openssh.com";
  for (const char *line = note; *line != '\0'; line = next_line(line)) {
    const char *at = line;
    if (!is(next_word(&at), "publickey"))
      continue;
    *key = (struct key){.type = next_word(&at)};
    key->body = next_word(&at);
    size_t tail = sizeof cert - 1;
    if (key->type.len > tail && memcmp(key->type.at + key->type.len - tail, cert, tail) == 0)
      return refuse(p, "a certificate let you in, and only keys are known by name here",
                    "您用证书登录，而这里只按密钥识别人");
    return OK;
  }
  return refuse(p, "this account is entered with a key of one's own, and none was used",
                "此账号须用本人的密钥登录，而您没有使用密钥");
}

/* Behind the options that may stand before a key: up to a blank that is not quoted. */
static const char *skip_options(const char *at)
{
  bool quoted = false;
  for (; *at != '\0' && *at != '\n' && (quoted || strchr(BLANKS, *at) == NULL); at++)
    if (at[0] == '\\' && at[1] == '"')
      at++;
    else if (*at == '"')
      quoted = !quoted;
  return at;
}

/* Whether the key stands here; `at` goes behind it. */
static bool take_key(const char **at, const struct key *key)
{
  struct span type = next_word(at), body = next_word(at);
  return same(type, key->type) && same(body, key->body);
}

/* The comment of the key in the list; empty where it is not there, or has none. */
static struct span comment_of(const char *list, const struct key *key)
{
  for (const char *line = list; *line != '\0'; line = next_line(line)) {
    const char *at = line + strspn(line, BLANKS), *behind = skip_options(at);
    if (*at == '#')
      continue;
    if (!take_key(&at, key)) {
      at = behind;
      if (!take_key(&at, key))
        continue;
    }
    at += strspn(at, BLANKS);
    return (struct span){at, strcspn(at, "\r\n")};
  }
  return (struct span){list, 0};
}

/* As in AuthorizedKeysFile: "%u" is the account, "%%" a percent sign. */
static void expand(const char *pattern, struct buf *out)
{
  char account[80];
  who_account(account, sizeof account);
  for (const char *c = pattern; *c != '\0'; c++)
    if (c[0] == '%' && c[1] == 'u') {
      buf_puts(out, account);
      c++;
    } else {
      c += c[0] == '%' && c[1] == '%';
      buf_putc(out, *c);
    }
}

static enum err read_list(const char *pattern, struct buf *list, struct problems *p)
{
  struct problems why = {.lang = p->lang};
  struct buf path = {0};
  expand(pattern, &path);
  enum err err = file_read(path.data, list, NULL, &why);
  if (err != OK)
    err = problem_fail(
        p, err,
        TR(p->lang, "who you are can't be told, the list of keys %s: %s", "无法确定您是谁，密钥列表 %s：%s"),
        path.data, problems_first(&why));
  buf_release(&path);
  problems_release(&why);
  return err;
}

static enum err read_note(struct buf *note, struct problems *p)
{
  const char *path = getenv("SSH_USER_AUTH");
  struct problems why = {.lang = p->lang};
  enum err err = path != NULL ? file_read(path, note, NULL, &why) : ERR_NO;
  problems_release(&why);
  if (err == OK)
    return OK;
  return refuse(p, "sshd does not tell which key was used ('ExposeAuthInfo yes' is missing)",
                "sshd 没有说明所用的密钥（缺少 ExposeAuthInfo yes）");
}

static enum err find(const char *pattern, struct problems *p)
{
  struct buf note = {0}, list = {0}, name = {0};
  char print[DIGEST_FINGERPRINT];
  struct key key;
  enum err err = read_note(&note, p);
  if (err == OK)
    err = used_key(note.data, &key, p);
  if (err == OK && !digest_fingerprint(key.body.at, key.body.len, print))
    err = refuse(p, "the key that sshd tells is none", "sshd 给出的不是密钥");
  if (err == OK)
    err = read_list(pattern, &list, p);
  if (err == OK) {
    struct span comment = comment_of(list.data, &key);
    buf_add(&name, comment.at, comment.len);
    setenv("GUATU_KEY", print, 1);
    setenv("GUATU_USER", name.len > 0 ? name.data : "", 1);
  }
  buf_release(&note);
  buf_release(&list);
  buf_release(&name);
  return err;
}

enum err person_find(struct problems *p)
{
  const char *pattern = getenv("GUATU_KEYS");
  unsetenv("GUATU_KEY");
  return pattern != NULL && *pattern != '\0' ? find(pattern, p) : OK;
}
