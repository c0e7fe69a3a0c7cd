/* The foot: the keys that work here and now, from the live key table, and what the program has to say. The
 * message has a line of its own on a tall screen; on a low one it shares the keys' line, leaving room for the
 * first two keys. */
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

/* What a valid figure would change, while nothing else is to be said. */
static void text_preview(struct buf *out, const struct scene *s)
{
  size_t i = s->entry.target;
  bool ascii = s->look.ascii;
  const struct score *now = &s->preview->scores[i];
  const struct target *t = &s->entry.preview_target;
  const char *arrow = ascii ? " > " : " → ";
  display_completion(out, &s->plan->targets[i], &s->board->scores[i], ascii);
  buf_puts(out, arrow);
  display_completion(out, t, now, ascii);
  buf_printf(out, " %s %s", light_glyph(now->light, ascii),
             words_in(&light_words[now->light].name, s->look.lang));
  char day[16];
  buf_printf(out, TR(s->look.lang, "  through %s", "  截至 %s"),
             date_format(s->entry.reading.through, day, sizeof day));
}

/* The message and its role; "" when there is none. */
static enum role text_message(struct buf *out, const struct scene *s)
{
  if (s->level == MESSAGE_NONE || !*s->message) {
    if (s->context == IN_ENTRY && s->preview && s->entry.valid)
      return text_preview(out, s), ROLE_PREVIEW;
    if (s->context == IN_ENTRY)
      buf_puts(out, s->entry.hint);
    return ROLE_DIM;
  }
  buf_puts(out, s->message);
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

/* The search being typed: "/text" with the cursor; returns the column after. */
static int draw_find(const struct scene *s, struct area a, int row, int col)
{
  col = area_put(a, row, col, ROLE_KEY, "/");
  int room = a.cols - col - 1, shift = text_cols(s->find) - room;
  const char *tail = s->find;
  if (shift > 0) /* the end is what is being typed */
    tail += text_fit(s->find, shift + 1, NULL);
  col = area_put(a, row, col, ROLE_ENTRY, tail);
  area_cursor(a, row, col < a.cols ? col : a.cols - 1);
  return col + 3;
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
  if (s->context == IN_FIND)
    col = draw_find(s, foot, 0, col);
  if (wide > 0 && says.rows > 0) {
    area_clip(says, 0, 1, wide < says.cols - 2 ? wide : says.cols - 2, role, text.data, s->look.ascii);
  } else if (wide > 0) {
    int most = foot.cols - 1 - KEYS_LEAST;
    if (most < 20)
      most = foot.cols; /* too narrow for both: what is said goes first */
    int cols = wide < most ? wide : most, at = foot.cols - cols - (most < foot.cols ? 1 : 0);
    area_clip(foot, 0, at, cols, role, text.data, s->look.ascii);
    foot = area_part(foot, 0, 0, 1, at - 1);
  }
  draw_keys(s, foot, 0, col);
  buf_release(&text);
}
