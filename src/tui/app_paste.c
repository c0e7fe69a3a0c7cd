/* Pasted text is text, never keys: a figure copied with its neighbours must not press Enter or quit. It is
 * collected between the terminal's two marks; while a figure or a search is typed, its first line goes in,
 * cleaned; where nothing is typed, rows copied from a spreadsheet are a sheet to import, and anything else is
 * dropped, with a word. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/app_parts.h"
#include "guatu/tui/parts.h"

#define PASTE_MAX ((size_t)1 << 20) /* bytes kept: what a spreadsheet's columns may take */

static void collect(struct app *a, uint32_t key)
{
  char bytes[4];
  a->paste_cut = a->paste_cut || a->pasted.len >= PASTE_MAX;
  if (a->paste_cut)
    return;
  if (key == K_ENTER)
    buf_putc(&a->pasted, '\n');
  else if (key == K_TAB)
    buf_putc(&a->pasted, '\t');
  else if (key < 0x110000)
    buf_add(&a->pasted, bytes, text_encode(key, bytes));
}

bool app_paste_key(struct app *a, uint32_t key)
{
  if (key == K_PASTE_START) {
    a->pasting = true;
    a->paste_cut = false;
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
  while (at < end && strchr(" \t\n", *at))
    at++;
  const char *stop = memchr(at, '\n', (size_t)(end - at));
  *more = false;
  for (const char *rest = stop; rest && rest < end; rest++)
    *more = *more || !strchr(" \t\n", *rest);
  stop = stop ? stop : end;
  while (stop > at && strchr(" \t", stop[-1]))
    stop--;
  text_clean(out, at, (size_t)(stop - at));
}

/* Several rows or cells, where nothing is being typed, are a sheet. */
static bool is_sheet(const struct app *a, bool more)
{
  bool views = a->scene.context & (IN_PANES | IN_ROWS | IN_DETAIL);
  return views && !a->scene.read_only && (more || memchr(a->pasted.data, '\t', a->pasted.len));
}

/* One column of figures goes down the rows from the cursor on, as in a spreadsheet; a blank line leaves a row
 * out. False when there are fewer rows than figures, which was said. */
static bool fill_down(struct app *a)
{
  const struct row_list *list = &a->scene.rows[a->scene.pane];
  const char *at = a->pasted.data, *end = at + a->pasted.len;
  struct buf sheet = {0};
  size_t row = list->cursor;
  for (; at < end; row++) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop ? stop : end;
    bool blank = strspn(at, " ") >= (size_t)(stop - at);
    if (!blank && row < list->count)
      buf_printf(&sheet, "%s\t%.*s", a->scene.plan->targets[list->targets[row]].id, (int)(stop - at), at);
    buf_putc(&sheet, '\n');
    at = stop + 1;
    if (blank || row < list->count)
      continue;
    app_say(a, MESSAGE_ERROR,
            TR(a->scene.look.lang, "More figures were pasted than there are rows from here on (%zu).",
               "粘贴的数据多于从此行往下的行数（%zu）。"),
            list->count - list->cursor);
    buf_release(&sheet);
    return false;
  }
  buf_release(&a->pasted);
  a->pasted = sheet;
  return true;
}

/* `first` is the first line. */
static void take_sheet(struct app *a, const char *first)
{
  uint32_t cp = 0;
  (void)text_decode(first, strlen(first), &cp, NULL);
  bool column = key_is(CODE_FIGURE, cp) && !memchr(a->pasted.data, '\t', a->pasted.len);
  if (column && scene_in_rows(&a->scene) && !fill_down(a))
    return;
  buf_release(&a->sheet);
  a->sheet = a->pasted;
  a->pasted = (struct buf){0};
  a->sheet_pasted = true;
  app_sheet(a);
}

void app_paste_end(struct app *a)
{
  enum lang lang = a->scene.look.lang;
  struct buf line = {0};
  bool more = false;
  if (!a->pasting)
    return;
  a->pasting = false;
  if (a->paste_cut) { /* a figure cut in two is another figure */
    app_say(a, MESSAGE_ERROR, "%s",
            TR(lang, "The pasted text is too long (over 1 MiB): nothing of it was taken.",
               "粘贴的内容过长（超过1 MiB），未采用。"));
    return;
  }
  first_line(&a->pasted, &line, &more);
  if (line.len > 0 && is_sheet(a, more)) {
    take_sheet(a, line.data);
    buf_release(&line);
    return;
  }
  if (line.len == 0) {
    buf_release(&line);
    return;
  }
  if (a->scene.context == IN_ENTRY)
    app_entry_text(a, line.data, line.len);
  else if (a->scene.context == IN_FIND)
    app_find_text(a, line.data, line.len);
  else if (a->scene.context == IN_PATH)
    app_path_text(a, line.data, line.len);
  else if (!(a->scene.context & IN_ASKING)) /* a question stays to be read */
    app_say(a, MESSAGE_INFO,
            TR(lang, "Pasted text was ignored; e begins a figure.", "已忽略粘贴的内容；按 e 开始录入。"));
  if (more && a->scene.context == IN_ENTRY)
    app_say(a, MESSAGE_INFO, TR(lang, "Only the first line was pasted.", "只粘贴了第一行。"));
  buf_release(&line);
}
