/* Pasted text is text, never keys: a figure copied with its neighbours must not press Enter or quit. It is
 * collected between the terminal's two marks; while a figure or a search is typed, its first line goes in,
 * cleaned; anywhere else it is dropped, with a word. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/app_parts.h"

#define PASTE_MAX 4096 /* bytes kept: a figure is short */

static void collect(struct app *a, uint32_t key)
{
  char bytes[4];
  if (a->pasted.len >= PASTE_MAX)
    return;
  if (key == K_ENTER)
    buf_putc(&a->pasted, '\n');
  else if (key == K_TAB)
    buf_putc(&a->pasted, ' ');
  else if (key < 0x110000)
    buf_add(&a->pasted, bytes, text_encode(key, bytes));
}

bool app_paste_key(struct app *a, uint32_t key)
{
  if (key == K_PASTE_START) {
    a->pasting = true;
    buf_clear(&a->pasted);
    return true;
  }
  if (key == K_PASTE_END) {
    app_paste_end(a);
    return true;
  }
  if (a->pasting)
    collect(a, key);
  return a->pasting;
}

/* The first line that is not blank, cleaned, without blanks around it; *more: others follow. */
static void first_line(const struct buf *pasted, struct buf *out, bool *more)
{
  const char *at = pasted->data ? pasted->data : "", *end = at + pasted->len;
  while (at < end && (*at == ' ' || *at == '\n'))
    at++;
  const char *stop = memchr(at, '\n', (size_t)(end - at));
  *more = false;
  for (const char *rest = stop; rest && rest < end; rest++)
    *more = *more || (*rest != '\n' && *rest != ' ');
  stop = stop ? stop : end;
  while (stop > at && stop[-1] == ' ')
    stop--;
  text_clean(out, at, (size_t)(stop - at));
}

void app_paste_end(struct app *a)
{
  enum lang lang = a->scene.look.lang;
  struct buf line = {0};
  bool more = false;
  if (!a->pasting)
    return;
  a->pasting = false;
  first_line(&a->pasted, &line, &more);
  if (line.len == 0) {
    buf_release(&line);
    return;
  }
  if (a->scene.context == IN_ENTRY)
    app_entry_text(a, line.data, line.len);
  else if (a->scene.context == IN_FIND)
    app_find_text(a, line.data, line.len);
  else if (!(a->scene.context & IN_ASKING)) /* a question stays to be read */
    app_say(a, MESSAGE_INFO,
            TR(lang, "Pasted text was ignored; e begins a figure.", "已忽略粘贴的内容；按 e 开始录入。"));
  if (more && a->scene.context == IN_ENTRY)
    app_say(a, MESSAGE_INFO, TR(lang, "Only the first line was pasted.", "只粘贴了第一行。"));
  buf_release(&line);
}
