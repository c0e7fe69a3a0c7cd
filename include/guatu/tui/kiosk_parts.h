/* The wall's picture and its state. Nobody but src/tui/kiosk*.c, its views and their tests includes this. */
#ifndef GUATU_TUI_KIOSK_PARTS_H
#define GUATU_TUI_KIOSK_PARTS_H

#include "guatu/base/clock.h"
#include "guatu/edit/session.h"
#include "guatu/store/courier.h"
#include "guatu/store/ledger.h"
#include "guatu/tui/follow.h"
#include "guatu/tui/kiosk.h"
#include "guatu/tui/view.h"

/* ---- the picture ---- */

enum kiosk_kind { KIOSK_OVERVIEW, KIOSK_PANE, KIOSK_BEHIND, KIOSK_CHANGES };

/* One page: lines [first, first + count) of its list; `part` of `parts`, from 1. */
struct kiosk_page {
  enum kiosk_kind kind;
  size_t pane;
  size_t first, count, part, parts;
};

struct kiosk_pages {
  struct kiosk_page *list;
  size_t count, room;
};

/* One line of today's journal. Texts are owned and clean. */
struct kiosk_change {
  char time[8]; /* "10:02" */
  char *target; /* id */
  struct date through;
  char *old, *now; /* the figures as text; NULL: none */
  char *who, *note;
  enum journal_what what;
};

struct kiosk_scene {
  struct scene scene;           /* plan NULL: nothing could be read yet */
  struct row_list behind;       /* the furthest behind, of all panes */
  struct kiosk_change *changes; /* of today, the newest last; KIOSK_CHANGES_MOST at the most */
  size_t change_count;
  size_t change_total; /* how many there were today */
  struct kiosk_pages pages;
  size_t page;
  bool blocks; /* beside ASCII there are █ ▒ ░ */
  bool paused;
  char clock[8];                /* "10:02" */
  const struct reading *newest; /* the figure entered last; NULL: none */
  size_t newest_target;
  bool aged; /* it says when it was entered, … */
  int64_t age_s;
  const char *trouble; /* what is said of the file; NULL: it is fine */
  const char *path;    /* clean */
  int shift;           /* 0 … 3: which of four neighbouring places the picture stands at */
};

#define KIOSK_BEHIND_MOST  10
#define KIOSK_CHANGES_MOST 200

/* The rectangles of a screen; empty ones where there is no room. Pure. */
struct kiosk_frame {
  struct rect header, body, footer;
  bool tiny;  /* too small for anything */
  bool rules; /* a line under the header and one above the footer */
  int clock;  /* the clock's scale in large figures; 0: as text */
};
struct kiosk_frame kiosk_frame(const struct kiosk_scene *s, int rows, int cols);

/* The pages for a screen of this size, in their order; replaces what `out` holds. */
void kiosk_paginate(const struct kiosk_scene *s, int rows, int cols, struct kiosk_pages *out);

/* Draws page s->page of s->pages. */
void view_kiosk(const struct kiosk_scene *s, struct canvas *c);

/* Parts of it. */
void view_kiosk_overview(const struct kiosk_scene *s, struct area a);
void view_kiosk_list(const struct kiosk_scene *s, struct area a, const struct kiosk_page *page);
/* "Furthest behind". Stands over the list, or, where the page is too low for a heading, in the foot. */
void kiosk_list_name(struct buf *out, const struct kiosk_scene *s, const struct kiosk_page *page);
bool kiosk_list_headed(int body_rows);
/* How many lines of a list fit on a page. */
int kiosk_list_room(int body_rows);
/* Makes █ ▒ ░ of a bar drawn in ASCII, where the terminal has them. */
void kiosk_blocks(const struct kiosk_scene *s, struct area a, int row, int col, int cols);
void kiosk_large(const struct kiosk_scene *s, struct area a, int row, int col, unsigned style,
                 const char *text, int scale);

/* ---- the state ---- */

/* What time it is: clock_read, or a test's. */
typedef void kiosk_clock(void *context, struct clock_now *now);

struct kiosk {
  struct kiosk_options options;
  kiosk_clock *clock;
  void *clock_context;
  struct clock_now now;
  struct session *session;
  struct courier *courier; /* reads the file and the journal */
  struct buf shown;        /* the file's name, clean */
  struct follow file;
  bool again, anew; /* the courier is to be sent for the file again; for the journal from its beginning */
  char stuck[120];  /* what is said of a disk that does not answer; "": it does */
  struct ledger ledger;
  struct buf lines; /* the beginning of a line of the journal whose rest is not there yet */
  struct date day;  /* the changes are of */
  struct board board;
  struct kiosk_scene view;
  enum theme theme;
  int rows, cols;
  int64_t turn_ms;   /* when the page turns; while paused: when the pause ends by itself */
  int64_t shift_ms;  /* when the picture next moves */
  int64_t redraw_ms; /* when everything is next sent anew */
  int64_t back_ms;   /* when language and colours are again what they were; 0: they are */
  int64_t paste_ms;  /* of the latest key of a paste under way */
  bool pasting;
  bool colours;      /* there are themes to choose from */
  bool redraw;       /* everything is to be sent anew: the caller does it, and clears this */
  bool theme_chosen; /* `theme` is another: the caller sets it, and clears this */
};

/* `clock` NULL: the machine's. The size is 0×0 until kiosk_resize. Before the terminal is opened, because it
 * starts the courier. */
enum err kiosk_open(struct kiosk *k, const char *path, const struct kiosk_options *o, kiosk_clock *clock,
                    void *context, struct problems *p);
void kiosk_close(struct kiosk *k);
void kiosk_resize(struct kiosk *k, int rows, int cols);
/* Sends for the file and waits for it, in real time: at most so long. */
void kiosk_settle(struct kiosk *k, int most_ms);
/* What to wait for beside keys. */
int kiosk_fd(const struct kiosk *k);
int kiosk_timeout(const struct kiosk *k);
/* After each wait, whatever ended it: does what is due. */
void kiosk_wake(struct kiosk *k);
/* It can't go on: there is nobody left who could read the file. */
bool kiosk_lost(const struct kiosk *k);
/* Pages, pauses, switches language and colours: what the key table has for IN_KIOSK, and nothing else. */
void kiosk_key(struct kiosk *k, uint32_t key);

/* --- kiosk_data.c: what is shown --- */

void kiosk_send(struct kiosk *k, bool now); /* sends the courier, when it may go and is not under way */
void kiosk_take(struct kiosk *k);           /* takes what it brought */
void kiosk_score(struct kiosk *k);          /* plan or day are another */
void kiosk_day(struct kiosk *k);            /* so is what changed today */
void kiosk_times(
    struct kiosk *k); /* the clock, how old the newest figure is now, how long the disk is silent */
void kiosk_repaginate(struct kiosk *k);
void kiosk_data_release(struct kiosk *k);

#endif
