/* The terminal: the only unit that knows curses. What term_start does, term_stop undoes in the opposite
 * order; a crash, a hang-up and an exit from anywhere leave the terminal sane (PLATFORM §4.1, 5, 6). */
#ifndef GUATU_TUI_TERM_H
#define GUATU_TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "guatu/base/err.h"
#include "guatu/tui/canvas.h"

enum theme { THEME_ANY, THEME_DARK, THEME_LIGHT, THEME_COLOUR_BLIND, THEME_MONO, THEME_COUNT };
extern const struct words theme_words[THEME_COUNT];

struct term_options {
  bool mono;        /* NO_COLOR, --color never */
  bool force_ascii; /* --glyphs ascii */
  bool letters;     /* Chinese is wanted, also with glyphs of ASCII, where the terminal has it */
  bool force_unicode;
  enum theme theme;
};

/* The theme for the terminal's background, as far as COLORFGBG or TERM tells; else the one for any. */
enum theme term_theme_guess(void);

/* Sets the locale (C.UTF-8 where the host lacks the one named; ASCII on terminals of old), opens the terminal
 * (falling back over unknown TERM names, with a note), raw mode, keypad, handlers. ERR_USAGE with a sentence
 * when there is no terminal or it cannot place a cursor. */
enum err term_start(const struct term_options *o, struct problems *p);
void term_stop(void);   /* also called at exit; a second call does nothing */
bool term_ascii(void);  /* only ASCII glyphs should be drawn */
bool term_latin(void);  /* and no other letters: Chinese can't be shown */
bool term_blocks(void); /* although term_ascii(), it has █ ▒ ░: the Linux console */
bool term_mono(void);   /* there are no colours to choose themes of */
void term_size(int *rows, int *cols);
/* Draws and flushes; ncurses sends only what differs. While the terminal has not taken the pictures before,
 * nothing is drawn: TERM_DRAW comes when it is time to make the picture anew. */
void term_show(const struct canvas *c);
void term_redraw(void); /* everything anew at the next show */
void term_theme(enum theme t);
/* From here on no signal that a keyboard or a shell sends stops or ends the program: INT, QUIT, TSTP, TTIN,
 * TTOU, PIPE. For a wall, after term_start. */
void term_hold(void);
/* Opens and loads what would be needed later and can't be had in a sandbox. */
void term_confine(void);
void term_suspend(void); /* gives the terminal back, stops the process, returns when it goes on */

enum term_event {
  TERM_KEY,
  TERM_RESIZE,
  TERM_TIMEOUT,
  TERM_FILE,
  TERM_DRAW, /* the terminal is ready for the picture that was held back */
  TERM_END   /* hang-up, SIGTERM */
};
/* Waits for the next event: a key (*key), a change of size, `timeout_ms` (−1: never), readable `watch_fd`
 * (−1: none). TERM_RESIZE is also what follows when the process was stopped and goes on. Keys come as in
 * keys.h; SIGINT and SIGTSTP from outside come as ^C and ^Z. */
enum term_event term_wait(uint32_t *key, int timeout_ms, int watch_fd);
/* A key that is already there, without waiting; false when none: so that many keys are answered by one
 * picture. */
bool term_pending(void);
/* Forgets what was typed ahead, so that no key answers a question that was not yet on the screen. */
void term_forget_keys(void);

#endif
