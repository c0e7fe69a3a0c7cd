/* A canvas: a grid of cells that views draw on and that a terminal, a test or `guatu show` reads. It knows no
 * terminal. */
#ifndef GUATU_TUI_CANVAS_H
#define GUATU_TUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "guatu/base/mem.h"

/* What a cell is for; the terminal's scheme turns roles into colours and attributes (roles × schemes,
 * monochrome being one scheme). */
enum role {
  ROLE_TEXT,
  ROLE_DIM,    /* less important: units, dates, names of people */
  ROLE_TITLE,  /* the plan's title, a pane's name */
  ROLE_HEADER, /* the first line */
  ROLE_BORDER, /* lines around panes */
  ROLE_FOCUS,  /* the border and title of what the keys go to */
  ROLE_DONE,   /* lights, by family: done, done-late */
  ROLE_AHEAD,
  ROLE_ON_TRACK,
  ROLE_BEHIND,
  ROLE_CRITICAL, /* critical, missed, ceiling broken */
  ROLE_STALE,    /* stale: somebody has to report */
  ROLE_SILENT,   /* no data, not started, cancelled, waived */
  ROLE_BAR_REST, /* the part of a bar that is not filled */
  ROLE_TICK,     /* where the calendar says a bar should be */
  ROLE_PREVIEW,  /* a number that is not saved yet */
  ROLE_ENTRY,    /* the figure being typed */
  ROLE_KEY,      /* a key's name in the footer and in help */
  ROLE_MESSAGE,  /* something was done */
  ROLE_ERROR,    /* something went wrong */
  ROLE_ASK,      /* a question that waits for an answer */
  ROLE_ALARM,    /* how many are critical: a mark that is seen from afar */
  ROLE_DEMO,     /* the DEMO mark */
  ROLE_NEWS,     /* a row that somebody else has just changed */
  ROLE_COUNT
};

#define STYLE_ROLE     0x1fu /* the role's bits */
#define STYLE_SELECTED 0x20u /* on the row under the cursor of the focused list */
#define STYLE_BOLD     0x40u
#define STYLE_CHOSEN   0x80u /* under the cursor of a list without focus */

/* One cell: a base character with up to two combining marks; 0 in text[0] of the second half of a wide
 * character. */
struct cell {
  uint32_t text[3];
  uint32_t style; /* no hole behind it: cells are compared byte by byte */
};

struct canvas {
  int rows, cols;
  struct cell *cells;
  int cursor_row, cursor_col; /* −1: no cursor */
};

/* A part of a canvas: all drawing is in its coordinates and cut at its edges. */
struct area {
  struct canvas *canvas;
  int row, col, rows, cols;
};

void canvas_init(struct canvas *c, int rows, int cols);   /* blank; rows and cols ≥ 0 */
void canvas_resize(struct canvas *c, int rows, int cols); /* blank again */
void canvas_release(struct canvas *c);
void canvas_clear(struct canvas *c);
struct area canvas_area(struct canvas *c);
/* A sub-area cut to the outer one; empty when nothing is left. */
struct area area_part(struct area a, int row, int col, int rows, int cols);
/* Writes clean UTF-8 at (row, col) within `cols` columns at most (−1: to the edge); a wide character that
 * does not fit leaves a blank; text that is cut ends without a mark (use area_clip for one). Returns the
 * column after it. */
int area_put(struct area a, int row, int col, unsigned style, const char *text);
/* The same, cut to `cols` with an ellipsis and padded with blanks. */
int area_clip(struct area a, int row, int col, int cols, unsigned style, const char *text, bool ascii);
int area_right(struct area a, int row, int col, int cols, unsigned style,
               const char *text); /* flush right in `cols` */
void area_fill(struct area a, int row, int col, int rows, int cols, unsigned style); /* blanks */
void area_cell(struct area a, int row, int col, unsigned style, uint32_t cp);
/* Adds style flags (SELECTED, BOLD …) to cells already drawn. */
void area_restyle(struct area a, int row, int col, int cols, unsigned flags);
/* A frame with a title in its top line (" title "), and a right title; `right` may be NULL. */
void area_frame(struct area a, unsigned style, const char *title, const char *right, bool ascii);
void area_cursor(struct area a, int row, int col);
/* Copies the rows of another canvas from `first_row` on, as many as fit, with its cursor. */
void area_copy(struct area a, const struct canvas *from, int first_row);

/* The row as UTF-8 without trailing blanks. */
void canvas_row_text(const struct canvas *c, int row, struct buf *out);

#endif
