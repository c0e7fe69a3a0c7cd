/* Scenes are made from datasets by the same road as in the program; only the preview is put together by hand,
 * because typing belongs to the console. */
#include "support_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "guatu/store/load.h"
#include "support_store.h"

static struct date day_of(const char *text)
{
  struct date d = {0};
  assert_true(date_parse(text, strlen(text), &d));
  return d;
}

void stage_open_text(struct stage_scene *st, const char *text, const char *as_of, const char *today)
{
  struct buf printed = {0};
  memset(st, 0, sizeof *st);
  st->plan = store_load(text, strlen(text), LANG_EN, &printed);
  if (!st->plan)
    fail_msg("%s", printed.data);
  buf_release(&printed);
  board_make(&st->board, st->plan, (struct when){day_of(as_of), day_of(today)});
  st->scene = (struct scene){.plan = st->plan,
                             .board = &st->board,
                             .look = {.lang = LANG_ZH},
                             .context = IN_PANES,
                             .under = IN_PANES,
                             .user = "li"};
  scene_rows(&st->scene);
}

void stage_open(struct stage_scene *st, const char *path, const char *as_of, const char *today)
{
  struct buf text = {0};
  store_read(path, &text);
  stage_open_text(st, text.data, as_of, today);
  buf_release(&text);
}

static void drop_preview(struct stage_scene *st)
{
  if (st->has_preview)
    board_release(&st->preview);
  st->has_preview = false;
  st->scene.preview = NULL;
}

void stage_close(struct stage_scene *st)
{
  drop_preview(st);
  scene_release(&st->scene);
  board_release(&st->board);
  arena_free(&st->arena);
  plan_free(st->plan);
}

void stage_goto(struct stage_scene *st, const char *id)
{
  const struct target *t = plan_find(st->plan, id);
  assert_non_null(t);
  st->scene.pane = t->pane;
  struct row_list *list = &st->scene.rows[t->pane];
  for (size_t i = 0; i < list->count; i++)
    if (&st->plan->targets[list->targets[i]] == t)
      list->cursor = i;
}

void stage_enter(struct stage_scene *st, const char *id, const char *text, const char *value,
                 const char *through)
{
  struct entry_state *e = &st->scene.entry;
  stage_goto(st, id);
  drop_preview(st);
  st->scene.context = IN_ENTRY;
  snprintf(e->text, sizeof e->text, "%s", text);
  e->len = e->caret = strlen(e->text);
  e->target = scene_target(&st->scene);
  e->valid = value != NULL;
  if (!value)
    return;
  e->reading =
      (struct reading){.through = day_of(through), .by = "li", .at = "2021-07-28T09:00:00+08:00", .note = ""};
  assert_int_equal(decimal_parse(value, strlen(value), &e->reading.value, NULL), DECIMAL_OK);
  e->preview_target = target_with(&st->plan->targets[e->target], &e->reading);
  board_lay(&st->preview, &st->board, st->plan, e->target, &e->preview_target, e->reading.through);
  st->has_preview = true;
  st->scene.preview = &st->preview;
}

void stage_draw(struct stage_scene *st, struct canvas *c, int rows, int cols)
{
  struct layout l = layout_make(st->plan, st->scene.pane, rows, cols);
  canvas_init(c, rows, cols);
  scene_scroll(&st->scene, &l);
  view_draw(&st->scene, c);
}

void picture_whole(const struct canvas *c)
{
  for (int row = 0; row < c->rows; row++) {
    const struct cell *cells = &c->cells[row * c->cols];
    for (int col = 0; col < c->cols; col++) {
      uint32_t cp = cells[col].text[0];
      int cols = cp ? text_cp_cols(cp) : 0;
      assert_true(cp == 0 || cp >= ' ');
      assert_true((cells[col].style & STYLE_ROLE) < ROLE_COUNT);
      if (cols == 2)
        assert_true(col + 1 < c->cols && cells[col + 1].text[0] == 0);
      else if (col + 1 < c->cols)
        assert_true(cells[col + 1].text[0] != 0);
    }
    struct buf text = {0};
    canvas_row_text(c, row, &text);
    assert_true(text.len == 0 || text_is_clean(text.data, text.len));
    buf_release(&text);
  }
  assert_true(c->cursor_row < c->rows && c->cursor_col < c->cols);
}

bool picture_shows(const struct canvas *c, const char *text)
{
  bool found = false;
  for (int row = 0; row < c->rows && !found; row++) {
    struct buf line = {0};
    canvas_row_text(c, row, &line);
    found = line.len > 0 && strstr(line.data, text);
    buf_release(&line);
  }
  return found;
}

static char style_letter(const struct cell *cell)
{
  static const char letters[ROLE_COUNT] = {
      [ROLE_TEXT] = '.',     [ROLE_DIM] = 'd',     [ROLE_TITLE] = 't',    [ROLE_HEADER] = 'h',
      [ROLE_BORDER] = 'b',   [ROLE_FOCUS] = 'f',   [ROLE_DONE] = 's',     [ROLE_AHEAD] = 'a',
      [ROLE_ON_TRACK] = 'o', [ROLE_BEHIND] = 'y',  [ROLE_CRITICAL] = 'r', [ROLE_SILENT] = 'z',
      [ROLE_BAR_REST] = '_', [ROLE_TICK] = 'i',    [ROLE_PREVIEW] = 'p',  [ROLE_ENTRY] = 'e',
      [ROLE_KEY] = 'k',      [ROLE_MESSAGE] = 'm', [ROLE_ERROR] = 'x',    [ROLE_ASK] = 'q',
      [ROLE_STALE] = 'l',    [ROLE_ALARM] = 'w',   [ROLE_DEMO] = '!',     [ROLE_NEWS] = 'n'};
  char letter = letters[cell->style & STYLE_ROLE];
  if (!(cell->style & (STYLE_SELECTED | STYLE_CHOSEN)))
    return letter == '.' && cell->text[0] == ' ' ? ' ' : letter;
  if (letter >= 'a' && letter <= 'z')
    return (char)(letter - 'a' + 'A');
  return letter == '.' ? ':' : letter == '_' ? '=' : letter;
}

void picture_add(struct buf *out, const char *title, const struct canvas *c)
{
  buf_printf(out, "=== %s, %d×%d", title, c->cols, c->rows);
  if (c->cursor_row >= 0)
    buf_printf(out, ", cursor %d,%d", c->cursor_row, c->cursor_col);
  buf_putc(out, '\n');
  for (int row = 0; row < c->rows; row++) {
    struct buf styles = {0};
    size_t end = 0;
    for (int col = 0; col < c->cols; col++) {
      buf_putc(&styles, style_letter(&c->cells[row * c->cols + col]));
      end = styles.data[styles.len - 1] == ' ' ? end : styles.len;
    }
    buf_putc(out, ' ');
    canvas_row_text(c, row, out);
    buf_puts(out, "\n~");
    buf_add(out, styles.data ? styles.data : "", end);
    buf_putc(out, '\n');
    buf_release(&styles);
  }
}
