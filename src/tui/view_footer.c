/* The foot: the keys that work here and now, from the live key table, and what the program has to say. The
 * message has a line of its own on a tall screen; on a low one it shares the keys' line when there is room
 * for both, and else lies over the line above. A text too long for one line has the foot's second, keys
 * giving way: what is said is read whole before a key is pressed. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/keys.h"
#include "guatu/tui/parts.h"

enum { FOOTER_MOST = 40, KEYS_LEAST = 24 };

/* The bindings for the footer here, in their order; returns how many. */
static size_t footer_keys(const struct scene *s, const struct binding **out)
{
  size_t count = 0;
  for (const struct binding *b = key_table; b->action != ACT_NONE && count < FOOTER_MOST; b++) {
    if (b->footer == 0 || !(b->contexts & (unsigned)s->context) || (b->writes && s->read_only))
      continue;
    if (b->action == ACT_LANGUAGE && s->look.ascii)
      continue; /* its name is in the other language's letters */
    size_t at = count++;
    for (; at > 0 && out[at - 1]->footer > b->footer; at--)
      out[at] = out[at - 1];
    out[at] = b;
  }
  return count;
}

static int key_cols(const struct binding *b, enum lang lang)
{
  return text_cols(b->keys) + 1 + text_cols(words_in(&b->label, lang));
}

static int draw_key(const struct scene *s, struct area a, int row, int col, const struct binding *b)
{
  struct buf keys = {0};
  if (s->look.ascii)
    text_ascii(&keys, b->keys);
  else
    buf_puts(&keys, b->keys);
  col = area_put(a, row, col, ROLE_KEY, keys.data ? keys.data : "");
  buf_release(&keys);
  return area_put(a, row, col + 1, ROLE_DIM, words_in(&b->label, s->look.lang));
}

/* As many keys as fit from `col`; help always stays, because it names all the others. */
static void draw_keys(const struct scene *s, struct area a, int row, int col)
{
  const struct binding *keys[FOOTER_MOST];
  size_t count = footer_keys(s, keys);
  const struct binding *help = NULL;
  for (size_t i = 0; i < count; i++)
    if (keys[i]->action == ACT_HELP)
      help = keys[i];
  int kept = help ? key_cols(help, s->look.lang) + 2 : 0;
  for (size_t i = 0; i < count; i++) {
    if (keys[i] == help)
      continue;
    if (col + key_cols(keys[i], s->look.lang) + kept > a.cols)
      break;
    col = draw_key(s, a, row, col, keys[i]) + 2;
  }
  if (help && col + kept - 2 <= a.cols)
    draw_key(s, a, row, col, help);
}

/* The figure as it was understood, where it is not what stands there: "1.2万", "+5". */
static void text_understood(struct buf *out, const struct scene *s)
{
  const struct entry_state *e = &s->entry;
  const struct target *t = &e->preview_target;
  const char *unit = words_in(&t->unit, s->look.lang);
  if (e->text[strspn(e->text, "0123456789./")] == '\0')
    return;
  buf_putc(out, ' ');
  display_value(out, t, &e->reading, s->look.lang, s->look.ascii);
  if (*unit && e->reading.of == 0)
    buf_printf(out, "%s%s", strcmp(unit, "%") == 0 ? "" : " ", unit);
}

/* What Enter would save, for which day, and what it would change, while nothing else is to be said. What
 * moves with every digit stands in the row and is not said again here: on a slow line that is half of an
 * answer. */
static void text_preview(struct buf *out, const struct scene *s)
{
  size_t i = s->entry.target;
  bool ascii = s->look.ascii;
  enum lang lang = s->look.lang;
  enum light light = board_score(s->preview, i)->light;
  char day[16];
  struct buf figure = {0};
  text_understood(&figure, s);
  buf_printf(out, TR(lang, "Enter saves%s through %s, was ", "回车保存%s，截至 %s，原为 "),
             figure.data ? figure.data : "", date_format(s->entry.reading.through, day, sizeof day));
  display_completion(out, &s->plan->targets[i], board_score(s->board, i), ascii);
  buf_printf(out, "%s%s %s", TR(lang, ", now ", "，现为 "), light_glyph(light, ascii),
             words_in(&light_words[light].name, lang));
  buf_release(&figure);
}

/* That the rows are still in another order, as long as they are. */
static void text_sorting(struct buf *out, const struct scene *s)
{
  static const struct words note = {"(being sorted)", "（正在排序）"};
  if (scene_is_sorted(s) || (s->context & IN_TYPING))
    return;
  if (out->len > 0 && s->look.lang == LANG_EN)
    buf_putc(out, ' ');
  buf_puts(out, words_in(&note, s->look.lang));
}

/* The message and its role; "" when there is none. */
static enum role text_message(struct buf *out, const struct scene *s)
{
  if (s->level == MESSAGE_NONE || !*s->message) {
    if (s->context == IN_ENTRY && s->preview && s->entry.valid)
      return text_preview(out, s), ROLE_PREVIEW;
    if (s->context == IN_ENTRY)
      buf_puts(out, s->entry.hint);
    text_sorting(out, s);
    return s->context == IN_ENTRY || out->len == 0 ? ROLE_DIM : ROLE_MESSAGE;
  }
  buf_puts(out, s->message);
  text_sorting(out, s);
  switch (s->level) {
  case MESSAGE_NONE:
  case MESSAGE_INFO:
    return ROLE_MESSAGE;
  case MESSAGE_ERROR:
    return ROLE_ERROR;
  case MESSAGE_ASK:
    return ROLE_ASK;
  }
  return ROLE_MESSAGE;
}

/* The search or file name being typed: "/text" with the cursor; returns the column after. */
static int draw_prompt(const struct scene *s, struct area a, int row, int col)
{
  bool find = s->context == IN_FIND;
  const char *text = find ? s->find : s->path, *tail = text;
  col = area_put(a, row, col, ROLE_KEY, find ? "/" : TR(s->look.lang, "CSV file: ", "CSV 文件："));
  int room = a.cols - col - 1, shift = text_cols(text) - room;
  if (shift > 0) /* the end is what is being typed */
    tail += text_fit(text, shift + 1, NULL);
  col = area_put(a, row, col, ROLE_ENTRY, tail);
  area_cursor(a, row, col < a.cols ? col : a.cols - 1);
  return col + 3;
}

/* The columns that all keys here take. */
static int keys_cols(const struct scene *s)
{
  const struct binding *keys[FOOTER_MOST];
  size_t count = footer_keys(s, keys);
  int cols = 0;
  for (size_t i = 0; i < count; i++)
    cols += key_cols(keys[i], s->look.lang) + 2;
  return cols;
}

/* One line of the text; returns what comes after it. */
static const char *draw_line(struct area screen, int row, enum role role, const char *text)
{
  struct area line = area_part(screen, row, 0, 1, screen.cols);
  struct buf first = {0};
  size_t bytes = wrap_bytes(text, line.cols - 2);
  buf_add(&first, text, bytes);
  area_fill(line, 0, 0, 1, line.cols, role);
  area_put(line, 0, 1, role, first.data ? first.data : "");
  buf_release(&first);
  return text + bytes + strspn(text + bytes, " ");
}

/* How many lines of the text to lay over the screen: one, and for a question as many as leave room in the
 * foot's own line for the keys that answer it. */
static int lines_over(const struct scene *s, int cols, int most, const char *text)
{
  int lines = 1, room = cols + 1 - keys_cols(s);
  for (; (s->context & IN_ASKING) && lines < most; lines++) {
    size_t bytes = wrap_bytes(text, cols);
    text += bytes + strspn(text + bytes, " ");
    if (!*text || text_cols(text) <= room)
      break;
  }
  return lines;
}

/* The message over the lines above the foot, and what is left of it in the foot's own line; returns the
 * column from which keys may follow there. */
static int draw_long(const struct scene *s, struct area screen, struct area foot, int above, enum role role,
                     const char *text)
{
  for (int lines = lines_over(s, screen.cols - 2, above, text); lines > 0; lines--)
    text = draw_line(screen, above + 1 - lines, role, text);
  int wide = text_cols(text);
  if (wide == 0)
    return 1;
  return area_clip(foot, 0, 1, wide < foot.cols - 2 ? wide : foot.cols - 2, role, text, s->look.ascii) + 2;
}

void view_footer(const struct scene *s, const struct layout *l, struct area screen)
{
  struct area foot = area_part(screen, l->footer.row, l->footer.col, l->footer.rows, l->footer.cols);
  struct area says = area_part(screen, l->message.row, l->message.col, l->message.rows, l->message.cols);
  if (foot.rows < 1)
    return;
  struct buf text = {0};
  enum role role = text_message(&text, s);
  int col = foot.cols > 30 ? 1 : 0, wide = text.len ? text_cols(text.data) : 0;
  if (s->context & IN_PROMPT)
    col = draw_prompt(s, foot, 0, col);
  if (wide == 0) {
    draw_keys(s, foot, 0, col);
  } else if (says.rows > 0 && wide <= says.cols - 2) {
    area_put(says, 0, 1, role, text.data);
    draw_keys(s, foot, 0, col);
  } else if (l->shape == SHAPE_LIST) { /* no line to spare: what is said goes first */
    area_clip(foot, 0, 0, wide < foot.cols ? wide : foot.cols, role, text.data, s->look.ascii);
    draw_keys(s, foot, 0, wide + 2);
  } else if (says.rows == 0 && wide <= foot.cols - 1 - KEYS_LEAST) {
    area_put(foot, 0, foot.cols - wide - 1, role, text.data);
    draw_keys(s, area_part(foot, 0, 0, 1, foot.cols - wide - 2), 0, col);
  } else {
    int end = draw_long(s, screen, foot, l->footer.row - 1, role, text.data);
    draw_keys(s, foot, 0, end > col ? end : col);
  }
  buf_release(&text);
}
