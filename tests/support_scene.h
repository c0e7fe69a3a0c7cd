/* Scenes for tests of views: a dataset, looked at on one day, and pictures written down as text with a line
 * of styles under each. */
#ifndef GUATU_TESTS_SUPPORT_SCENE_H
#define GUATU_TESTS_SUPPORT_SCENE_H

#include "guatu/tui/view.h"

struct stage_scene {
  struct plan *plan;
  struct board board, preview;
  bool has_preview;
  struct arena arena; /* of readings that are entered */
  struct scene scene;
};

/* A scene of a dataset: all rows listed, the keys going to the panes. Fails the test when the dataset has
 * errors. */
void stage_open(struct stage_scene *st, const char *path, const char *as_of, const char *today);
void stage_open_text(struct stage_scene *st, const char *text, const char *as_of, const char *today);
void stage_close(struct stage_scene *st);

/* Puts the cursor on the target and its pane. */
void stage_goto(struct stage_scene *st, const char *id);
/* Types `text` as the figure of a target; a `value` that is not NULL makes it a reading for `through`,
 * previewed. */
void stage_enter(struct stage_scene *st, const char *id, const char *text, const char *value,
                 const char *through);

/* Draws the scene at a size; the canvas is initialised here, and scrolled to the cursor first. */
void stage_draw(struct stage_scene *st, struct canvas *c, int rows, int cols);

/* Fails the test unless each wide character has both its halves, each second half belongs to one, and nothing
 * is there that a terminal would obey. */
void picture_whole(const struct canvas *c);
/* Whether one row holds the text. */
bool picture_shows(const struct canvas *c, const char *text);

/* Appends a picture: a title, then each row's text with its styles below, one letter a cell:
 *
 *   . text  d dim  t title  h header  b border  f focus  _ rest of a bar  i tick  ! demo
 *   s done  a ahead  o on track  y behind  r critical  w alarm  l stale  z silent
 *   p preview  e entry  k key  m message  x error  q question
 *
 * in capitals (: for text, = for _) where the row is selected or chosen, blank for blank cells of plain text.
 */
void picture_add(struct buf *out, const char *title, const struct canvas *c);

#endif
