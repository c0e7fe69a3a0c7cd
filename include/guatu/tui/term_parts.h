/* What the parts of the terminal unit (term.c, term_*.c) share. Nobody else
 * includes this; it names no curses type, so that curses.h stays inside those files. */
#ifndef GUATU_TUI_TERM_PARTS_H
#define GUATU_TUI_TERM_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/tui/term.h"

/* --- term_entry.c: which terminal, which locale --- */

/* The terminfo entry for TERM's `name`, or the nearest there is; it is curses' cur_term then, for the caller
 * to release. ERR_USAGE with a sentence when there is none or it can't place a cursor. */
enum err entry_choose(const char *name, const char **entry, struct problems *p);
/* Sets the locale; returns whether only ASCII may be sent. */
bool entry_locale(const char *entry, bool force_ascii, bool force_unicode);

/* Whether such a terminal shows blocks, when the locale can name them. */
bool entry_blocks(const char *name);

/* --- term.c --- */

void screen_measure(void);            /* takes over the terminal's size */
void screen_write(const char *bytes); /* past curses, at once */
void screen_continue(void);           /* after a stop: our settings, the size, everything drawn anew */

/* --- term_theme.c: roles × schemes --- */

/* Sets up colour pairs for a theme; curses must be started. `mono` overrides the theme. */
void theme_apply(enum theme t, bool mono);
/* The terminal has no colours, or too few. */
bool theme_colourless(void);
/* Attributes and colour pair of a cell's style. */
void theme_style(unsigned style, unsigned *attributes, short *pair);

/* What lies under a style's ink, by which blanks are told apart: a colour, or one of these. */
#define GROUND_TERMINAL  (-1) /* the terminal's own background */
#define GROUND_REVERSE   (-2) /* its foreground */
#define GROUND_OWN_STYLE (-3) /* blanks look like no other style's: a line under them */
short theme_ground(unsigned style);

/* --- term_cells.c: cells to what curses takes --- */

/* `ascii`: no other character has a glyph here, but for blocks. `wide_only`: of others only those of two
 * columns. */
void cells_start(bool ascii, bool blocks, bool wide_only);
void cells_stop(void);
/* What curses has been given stands no more: another size, other colours. */
void cells_forget(void);
/* The canvas's first rows and columns onto curses' screen, those that changed; nothing is sent yet. Returns
 * how many cells are not as they were, all of them after cells_forget or at another size. */
size_t cells_put(const struct canvas *c, int rows, int cols);

/* --- term_pace.c: not more at once than the line carries --- */

/* `asks`: the terminal may be asked. */
void pace_start(bool asks);
/* Whether what was sent has not arrived yet, so that a picture is better made later. */
bool pace_behind(void);
/* A picture of so many changed cells was sent. */
void pace_sent(size_t cells);
/* The terminal answered. */
void pace_answered(void);
/* Answers may have been lost: waits for none of them. */
void pace_forget(void);
/* An answer will come. */
bool pace_waits(void);
/* A picture was held back, and may be sent now. */
bool pace_due(void);
/* Milliseconds until one is due without an answer; −1: none was held back. */
int pace_timeout(void);

struct termios;
/* Whether XON and XOFF stay the line's business, with these settings before. */
bool pace_keeps_flow(const struct termios *before, bool serial);

/* --- term_wait.c --- */

int64_t wait_clock(void); /* milliseconds, monotonic */

/* --- term_keys.c: bytes to keys --- */

void keys_start(void);
void keys_stop(void);
/* A key that is there now, or 0. Sequences of unknown meaning are swallowed whole. */
uint32_t keys_read(void);
/* Reads what is there, for keys_read to give later, as far as there is room. */
void keys_collect(void);
/* Whether a key is there; it stays for keys_read. */
bool keys_pending(void);
void keys_forget(void);

/* --- term_signals.c: what must happen whatever the program is doing --- */

/* `leave` is what puts the screen back, as bytes; the settings of `fd` now are what a crash restores. False:
 * no pipe, no signals. */
bool signals_start(int fd, const char *leave, size_t len);
void signals_stop(void);
/* Ignores, until signals_stop, what keyboards and shells send. */
void signals_hold(void);
/* Opens the way out for a crash now, because later nothing can be opened. */
void signals_confine(void);
int signals_fd(void); /* readable when one came */
/* Takes one that came: SIGTERM and SIGHUP first; 0: none. */
int signals_take(void);
/* Stops the process as ^Z in a cooked terminal would; returns when it goes on. */
void signals_suspend(void);

#endif
