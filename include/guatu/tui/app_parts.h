/* The console's state and what its parts (src/tui/app*.c) call of each other. Nobody else includes this. */
#ifndef GUATU_TUI_APP_PARTS_H
#define GUATU_TUI_APP_PARTS_H

#include "guatu/edit/draft.h"
#include "guatu/score/ahead.h"
#include "guatu/tui/app.h"
#include "guatu/tui/finder.h"
#include "guatu/tui/follow.h"
#include "guatu/tui/keys.h"
#include "guatu/tui/view.h"

/* The place a search began at, to go back to. */
struct app_place {
  size_t pane, target; /* SIZE_MAX: no target */
};

/* Following the file, and what others changed in it. */
struct app_live {
  struct follow file;
  bool *news; /* by target, scene.news: changed by others and not looked at */
  size_t news_count;
  size_t lost;    /* figures that another program overwrote */
  struct buf ids; /* of those targets, each with its NUL: they outlive the plan */
};

/* Where everything stands, by ids, which outlive a plan and a list. */
struct app_held {
  char pane[72], target[72], entry[72], search[72];
  char rows[LAYOUT_PANES][72]; /* the row under each pane's cursor */
};

/* How things stand after a moment of what is done while nothing happens. */
enum app_idle {
  IDLE_DONE, /* nothing is left */
  IDLE_MORE,
  IDLE_SHOW /* the picture is another */
};

struct app {
  struct session *session;
  const struct app_options *options;
  bool running;
  bool dates_fixed;    /* --as-of or --today: midnight changes nothing */
  struct date machine; /* the machine's date when last looked at, or the --today given */
  struct date travel;  /* while scene.travelling: the month end shown */
  enum theme theme;
  struct scene scene;
  struct board board;    /* as saved; scene.board */
  unsigned generation;   /* session_generation of the plan that it is of */
  struct when ahead_now; /* the day shown when nobody travels, when `ahead` was begun */
  struct ahead ahead;    /* the month ends that [ and ] go to */
  struct app_live live;
  struct canvas canvas;
  struct kept kept; /* scene.kept */
  struct layout layout;
  char user[72];

  /* While a figure is typed. */
  struct board preview;       /* scene.preview, laid over `board`, or over this: */
  struct board preview_under; /* the plan as saved at the dates that the figure would be shown at */
  bool has_preview_under;
  struct arena entry_arena; /* of the reading being typed */
  char entry_first[256];    /* the text the entry began with: unchanged, Enter and the arrows just move on */

  struct draft *draft; /* what is being typed, on disk; NULL in a read-only session */
  bool undrafted;      /* what is typed now is not there yet */

  bool astray; /* while a question waits: a figure is being typed into it, whose Enter is no answer */
  struct reading *seen; /* the target's figures when typing began, without their texts; owned */
  size_t seen_count;

  struct listing listing; /* scene.listing */

  char searched[128]; /* the last search, for n and N */
  struct app_place search_from;
  struct finder finder;
  bool finding; /* the search goes on, and the message says so */

  bool filtering;             /* one f after another, and no other key between */
  struct app_held unfiltered; /* where the cursors stood before the first of them */

  struct buf sheet; /* the text of the sheet that is looked at, and whether it was pasted */
  bool sheet_pasted;

  bool pasting, paste_cut; /* cut: more came than is kept */
  struct buf pasted;
};

/* --- app.c --- */

/* The session's plan, or the dates, have changed: scores and lists anew; an entry goes on if its target is
 * still there. */
void app_refresh(struct app *a);
/* The lists alone: their filter or their order is another. */
void app_rows(struct app *a);
/* The same after a save, which costs what was saved, or when the plan is another text's: cursors, the entry
 * and the place a search began at find their target again by its id, taken before with app_hold. */
void app_hold(const struct app *a, struct app_held *held);
void app_refind(struct app *a, const struct app_held *held);
/* Each pane's cursor back on its held row, where the list has it. */
void app_put_rows(struct app *a, const struct app_held *held);
/* The dates to show `p` at now. */
struct when app_when(const struct app *a, const struct plan *p);
/* As much of a text (NULL: "") as fits, never cut inside a character. */
void app_copy(char *out, size_t size, const char *text);
void app_say(struct app *a, enum message_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The picture, now: before something that takes long, and while it lasts. */
void app_draw(struct app *a);
/* The first problem as an error message; typed-ahead keys are forgotten, because they were meant for another
 * state. */
void app_say_problem(struct app *a, const struct problems *p);

/* --- app_move.c --- */

void app_pane(struct app *a, size_t pane);
/* Puts the cursor on a target; false when its list does not hold it. */
bool app_go(struct app *a, size_t target);
/* The same without opening its pane. */
bool app_put(struct app *a, size_t target);
/* Says why the pane has no row to act on. */
void app_no_rows(struct app *a);
void app_move_up(struct app *a, uint32_t key);
void app_move_down(struct app *a, uint32_t key);
void app_page_up(struct app *a, uint32_t key);
void app_page_down(struct app *a, uint32_t key);
void app_top(struct app *a, uint32_t key);
void app_bottom(struct app *a, uint32_t key);
void app_next_pane(struct app *a, uint32_t key);
void app_previous_pane(struct app *a, uint32_t key);
void app_choose_pane(struct app *a, uint32_t key);
void app_into_rows(struct app *a, uint32_t key);
void app_open(struct app *a, uint32_t key);
void app_back(struct app *a, uint32_t key);
void app_help(struct app *a, uint32_t key);
void app_explain(struct app *a, uint32_t key);

/* --- app_entry.c --- */

void app_enter_figure(struct app *a, uint32_t key);
void app_type_figure(struct app *a, uint32_t key);
void app_entry_text(struct app *a, const char *text, size_t len); /* clean UTF-8 at the caret */
bool app_entry_idle(const struct app *a);                         /* nothing typed yet */
void app_entry_move(struct app *a, int step);                     /* to another row, typing on */
void app_entry_update(struct app *a); /* understands the text, makes the preview */
void app_entry_keep(struct app *a);   /* writes the draft: behind the picture, before the next key */
void app_entry_end(struct app *a);
/* A figure that was being typed when a session was cut off: offered, if there is one; and taken up again. */
void app_resume(struct app *a);
void app_offer(struct app *a);
void app_go_on(struct app *a, uint32_t key);
void app_preview_release(struct app *a); /* the plan it was made from is going */
void app_erase(struct app *a, uint32_t key);
void app_delete(struct app *a, uint32_t key);
void app_erase_all(struct app *a, uint32_t key);
void app_caret_left(struct app *a, uint32_t key);
void app_caret_right(struct app *a, uint32_t key);
void app_caret_home(struct app *a, uint32_t key);
void app_caret_end(struct app *a, uint32_t key);

/* --- app_save.c --- */

struct date app_latest_day(const struct app *a); /* a figure may cover days up to this one */

void app_saving(struct app *a);
void app_save(struct app *a, uint32_t key);
void app_confirm(struct app *a, uint32_t key);
/* The plan or the day is another than the question was about: asks anew, or lets the entry go on. */
void app_ask_again(struct app *a);
void app_save_now(struct app *a); /* without asking */
/* Asks about what looks wrong with the figure; false: nothing does. `replaces`: that another stands for the
 * day has been seen. */
bool app_ask(struct app *a, bool replaces);
void app_drop(struct app *a, uint32_t key);
void app_undo(struct app *a, uint32_t key);
void app_redo(struct app *a, uint32_t key);

/* --- app_conflict.c --- */

/* Asks which figure stands when somebody entered another for the day since typing began; false: nobody did.
 */
bool app_conflict(struct app *a);
/* What the plan says of the target now is what its next figure is entered against. */
void app_see(struct app *a);
void app_theirs(struct app *a, uint32_t key);
void app_mine(struct app *a, uint32_t key);

/* --- app_listing.c --- */

void app_lost(struct app *a, uint32_t key);
void app_lost_again(struct app *a); /* the plan is another */
void app_restore(struct app *a, uint32_t key);
void app_accept(struct app *a, uint32_t key);
void app_changes(struct app *a, uint32_t key);
void app_listing_release(struct app *a);

/* A page of lines lies over the screen; a line's text is taken over and cleaned. */
void app_listing_begin(struct app *a, enum context context, const char *title);
void app_listing_add(struct app *a, enum role role, struct buf *text);
/* "Dead-end roads opened     2021-06  ": the target's name (else its id) and the month, in columns. */
void app_put_place(struct buf *out, const struct app *a, const char *id, struct date through);
/* "17 → 18"; NULL: no figure. */
void app_put_change(struct buf *out, const struct app *a, const struct reading *old,
                    const struct reading *new);

/* --- app_import.c --- */

void app_import(struct app *a, uint32_t key);
void app_path_text(struct app *a, const char *text, size_t len);
void app_path_erase(struct app *a, bool all);
void app_path_confirm(struct app *a);
/* Shows what the sheet in a->sheet would change, or what is wrong with it. */
void app_sheet(struct app *a);
/* The plan is another: the same page once more, where it was. */
void app_sheet_again(struct app *a);
void app_enter_sheet(struct app *a, uint32_t key);

/* --- app_find.c --- */

void app_find(struct app *a, uint32_t key);
void app_find_text(struct app *a, const char *text, size_t len);
void app_find_erase(struct app *a, bool all);
void app_find_next(struct app *a, uint32_t key);
void app_find_previous(struct app *a, uint32_t key);
void app_find_confirm(struct app *a);
void app_find_drop(struct app *a);
/* Goes on with a search that a key has begun; IDLE_DONE: there is none. */
enum app_idle app_find_step(struct app *a);

/* --- app_look.c --- */

void app_filter(struct app *a, uint32_t key);
void app_sort(struct app *a, uint32_t key);
void app_earlier(struct app *a, uint32_t key);
void app_later(struct app *a, uint32_t key);
void app_now(struct app *a, uint32_t key);
void app_language(struct app *a, uint32_t key);
void app_theme(struct app *a, uint32_t key);
void app_reload(struct app *a, uint32_t key);
void app_redraw(struct app *a, uint32_t key);

/* --- app_ahead.c --- */

/* The plan is another altogether, or has changed as session_changed says (`saved`), or the day may be
 * another. */
void app_ahead_follow(struct app *a, bool other, bool saved);
/* What there is to do while nothing happens, for a moment. */
enum app_idle app_idle(struct app *a);

/* --- app_live.c --- */

void app_live_start(struct app *a);
void app_live_stop(struct app *a);
/* What to wait for beside keys; both −1: nothing. */
int app_live_fd(const struct app *a);
int app_live_timeout(const struct app *a);
/* The file may be another, or that time is over. */
void app_live_tick(struct app *a);
/* Goes on with what was put off when the file was read: session_work. */
enum app_idle app_live_work(struct app *a);
/* Reads the file again and takes over what is good. *changed: its bytes differ. Says nothing. */
enum err app_look(struct app *a, bool *changed, struct problems *p);
/* The session's plan is another now: marks what others changed in it. */
void app_news(struct app *a);
/* Between these the person at the keyboard is told how far the reading of a large file is. */
struct app_wait {
  struct app *app;
  struct progress progress;
  enum message_level level; /* what was said before */
  char message[512];
  bool finding; /* and whether it is to be said how many were found */
};
void app_wait_begin(struct app_wait *w, struct app *a, struct problems *p);
void app_wait_end(struct app_wait *w, struct problems *p);
/* session_lost, waited for in this way. */
const struct change *app_find_lost(struct app *a, size_t *count);
/* The row under the cursor has been looked at; all rows have. */
void app_looked(struct app *a);
void app_looked_at_all(struct app *a);
/* The language is another now: what was told of the file is told again in it. */
void app_live_language(struct app *a);
/* What is wrong with the file, where nothing else is said. */
void app_live_stand(struct app *a);

/* --- app_paste.c --- */

/* Takes the key when it belongs to a bracketed paste. */
bool app_paste_key(struct app *a, uint32_t key);
void app_paste_end(struct app *a);

#endif
