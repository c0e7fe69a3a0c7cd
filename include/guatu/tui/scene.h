/* The scene: everything a picture is made of. The app changes it, views read it (const): a view samples
 * nothing, sorts nothing. */
#ifndef GUATU_TUI_SCENE_H
#define GUATU_TUI_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/base/lang.h"
#include "guatu/score/board.h"
#include "guatu/tui/kept.h"

/* Contexts a key can mean something in; a bit mask in the key table. Exactly one is active. */
enum context {
  IN_PANES = 1,  /* the overview, the keys going to the column of panes */
  IN_ROWS = 2,   /* the overview, the keys going to a pane's targets */
  IN_DETAIL = 4, /* one target */
  IN_HELP = 8,
  IN_ENTRY = 16,     /* a figure is being typed */
  IN_ASK = 32,       /* a doubt waits for Enter or Escape */
  IN_FIND = 64,      /* a search is being typed */
  IN_CONFLICT = 128, /* somebody entered the same figure meanwhile: which one stands? */
  IN_LOST = 256,     /* the figures that another program overwrote */
  IN_CHANGES = 512,  /* the journal's last entries */
  IN_PATH = 1024,    /* the name of a sheet to import is being typed */
  IN_IMPORT = 2048,  /* the figures of a sheet, before they are entered */
  IN_RESUME = 4096,  /* a figure that was being typed when a session was cut off is offered */
  IN_KIOSK = 8192    /* the wall, which has no other */
};
#define IN_TYPING (IN_ENTRY | IN_ASK | IN_CONFLICT | IN_RESUME) /* a figure is being typed */
#define IN_ASKING (IN_ASK | IN_CONFLICT | IN_RESUME)            /* a question waits in the foot */
#define IN_PAGES  (IN_HELP | IN_LOST | IN_CHANGES | IN_IMPORT)  /* a page lies over everything */
#define IN_PROMPT (IN_FIND | IN_PATH)                           /* a line of text is typed in the foot */

/* A page of lines, made by the app: what was overwritten, what was changed. */
struct listing {
  const char *title;
  struct listing_line {
    char *text; /* owned; clean */
    unsigned role;
  } * lines;
  size_t count;
};

struct look {
  enum lang lang;
  bool ascii; /* every glyph has an ASCII twin */
  bool latin; /* nor are there letters for Chinese */
  bool mono;  /* no colours: what only they would tell apart is told by glyphs */
};

enum sort_by { SORT_FILE, SORT_GAP, SORT_COMPLETION, SORT_DATE, SORT_COUNT };

/* All targets, pane by pane, by a key each: the smaller first, ties in the file's order. */
struct order {
  int64_t *keys; /* by target */
  uint32_t *targets;
  bool known; /* it is the board's; else it is as it was before */
};

/* The orders, made in steps: by merging longer and longer runs. Kept by scene_* alone. */
struct orders {
  struct order by[SORT_COUNT];
  size_t count;            /* targets in each */
  struct order *making;    /* NULL: none */
  size_t keyed, pane;      /* targets that have their key, panes that are in order */
  size_t width, at;        /* how long the runs are, and how much of the pane is in runs of twice that */
  size_t left, right;      /* the next of both runs that are being merged */
  uint32_t *runs, *merged; /* the pane's targets */
};

/* A pane's visible targets after filter and sort, with the cursor and the first row shown. */
struct row_list {
  uint32_t *targets; /* indexes into plan.targets */
  size_t count, cursor, top;
  size_t home; /* the target under the cursor when the list was last made with any: an empty list keeps the
                  place */
  struct measured *measured; /* what table_make found out about these rows; forgotten by scene_rows */
};

enum filter_by {
  FILTER_NONE,
  FILTER_BEHIND /* behind or worse */,
  FILTER_NO_DATA,
  FILTER_DUE,
  FILTER_DONE,
  FILTER_COUNT
};
extern const struct words sort_words[SORT_COUNT];
extern const struct words filter_words[FILTER_COUNT];

enum message_level { MESSAGE_NONE, MESSAGE_INFO, MESSAGE_ERROR, MESSAGE_ASK };

/* The figure being typed: preview is the plan scored as if it were saved. */
struct entry_state {
  char text[256];    /* UTF-8, clean */
  size_t len, caret; /* bytes */
  size_t target;     /* index into plan.targets */
  bool valid;        /* the text makes a reading; preview_target and preview are of it */
  struct reading reading;
  struct target preview_target;
  char hint[256]; /* why it is not valid yet, or "" */
};

struct scene {
  const struct plan *plan;
  const struct board *board;   /* as saved */
  const struct board *preview; /* with the figure being typed; NULL when there is none */
  struct look look;
  enum context context;
  enum context under;    /* what help, find, entry and ask lie over: IN_PANES, IN_ROWS or IN_DETAIL */
  size_t pane;           /* the chosen pane */
  struct row_list *rows; /* one a pane; made by scene_rows, NULL before */
  size_t row_lists;      /* how many there are */
  enum sort_by sort;
  struct orders orders;
  enum filter_by filter;
  char find[128]; /* "": no search; else rows that scene_match finds are marked; a search moves cursors, it
                     hides nothing */
  struct entry_state entry;
  bool explain;                  /* the detail shows the arithmetic */
  char path[256];                /* of the sheet to import */
  const struct listing *listing; /* in IN_LOST, IN_CHANGES, IN_IMPORT */
  size_t page_top, detail_top;   /* the first line shown of a page, and of the detail */
  enum message_level level;
  char message[512];
  const char *user;      /* who types; clean */
  const char *read_only; /* NULL: may edit; else why not */
  const bool *news;      /* by target: changed by others and not looked at yet; NULL: none */
  bool travelling;       /* another date than the default is shown */
  bool wall;             /* `show` asks for every row: no scrolling */
  struct kept *kept;     /* parts as they were last drawn; NULL: each picture is drawn from nothing */
  uint64_t version;      /* another one when more has changed than cursors, an entry or a message */
};

/* (Re)builds all row lists from plan, board, filter and sort; to be called after any of them changed. A
 * cursor stays on its target (by index) where that is still listed, and in range otherwise. Of a large plan
 * the rows keep the order they had until scene_sort_step has made the other. */
void scene_rows(struct scene *s);
/* The board is another one. `other`: the plan is, too. */
void scene_rescored(struct scene *s, bool other);
/* The score of this target is another: it moves in the orders, and its pane's widths are measured again. The
 * lists are as they were. */
void scene_moved(struct scene *s, size_t target);
/* Goes on making orders, that of scene.sort first, about `effort` × 10 ns; false when there is nothing left.
 */
bool scene_sort_step(struct scene *s, size_t effort);
/* Whether the order that scene.sort asks for is made. */
bool scene_is_sorted(const struct scene *s);
void scene_release(struct scene *s); /* frees the row lists and the orders */
/* Where the list has the target, else the next one after it in the file; list.count: neither. */
size_t scene_row(const struct scene *s, const struct row_list *list, size_t target);
/* Makes `list` of the targets of all panes that are behind or worse, the critical first, then by how far;
 * `most` at most. */
void scene_behind(const struct scene *s, struct row_list *list, size_t most);
/* Whether a target has the searched text in its id, names or owners; ASCII letters without regard to case. */
bool scene_match(const struct scene *s, size_t target);
/* Whether the target's report for the latest finished period is still to come. */
bool scene_due(const struct scene *s, size_t target);
/* The target under the cursor: index into plan.targets, or SIZE_MAX when the list is empty. */
size_t scene_target(const struct scene *s);
/* The board to show numbers from: the preview while there is one. */
const struct board *scene_board(const struct scene *s);

#endif
