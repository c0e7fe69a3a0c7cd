/* A real terminal for tests: a program in a pseudo-terminal behind libvterm, driven by keys as people write
 * them ("jj<Enter>"), its screen compared "in the end": every wait reads what the program writes until the
 * condition holds, up to a cap, and never sleeps.
 *
 * The environment is pinned (LANG=C.UTF-8, TZ=Asia/Shanghai, TERM=xterm-256color, HOME and TMPDIR in an empty
 * folder, GUATU_USER=li); options add to it or override it. */
#ifndef GUATU_TESTS_SUPPORT_PTY_H
#define GUATU_TESTS_SUPPORT_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* Whether this was built with AddressSanitizer: slower, and a crash ends in its report. */
#if defined(__SANITIZE_ADDRESS__)
#define PTY_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PTY_SANITIZED 1
#endif
#endif
#ifndef PTY_SANITIZED
#define PTY_SANITIZED 0
#endif

struct pty;

struct pty_options {
  int rows, cols;          /* 0: 24×80 */
  const char *program;     /* NULL: pty_guatu() */
  const char *const *args; /* after the program's name, NULL-terminated; NULL: none */
  const char *const *env;  /* "NAME=VALUE" adds or overrides, "NAME" removes; NULL-terminated; NULL: none */
  bool mute;               /* the terminal answers no question */
};

/* The program under test: $GUATU, else `guatu` in the build folder that holds the running test. */
const char *pty_guatu(void);

/* Starts it. Fails the test when that cannot be done. End it with pty_end. */
struct pty *pty_start(const struct pty_options *o);
/* Kills what still runs and frees. NULL is fine. */
void pty_end(struct pty *p);

/* Types: characters as they are, and <Enter> <Esc> <Tab> <S-Tab> <Up> <Down> <Left> <Right> <Home> <End>
 * <PgUp> <PgDn> <BS> <Del> <Space> <lt> <F1>…<F10> <C-x> <A-x> (Escape and x), <Paste> and </Paste> (the
 * marks around a bracketed paste). */
void pty_keys(struct pty *p, const char *keys);
void pty_bytes(struct pty *p, const void *bytes, size_t len);

/* Waits until the screen holds `text` (within one row), or holds it no more; at most 10 s, 60 s under
 * sanitizers. False: it did not, and the screen was printed. */
bool pty_wait(struct pty *p, const char *text);
bool pty_wait_gone(struct pty *p, const char *text);
/* Waits until this row (0 the first; negative counts from the bottom, −1 the last) holds `text`. */
bool pty_wait_row(struct pty *p, int row, const char *text);
/* Waits until a row holds both texts, wherever it is: a target's name and its figure. */
bool pty_wait_line(struct pty *p, const char *one, const char *other);
/* Waits until the program has answered everything typed so far: it has taken all input and waits in poll
 * again. */
bool pty_settle(struct pty *p);
/* Whether the screen holds `text` now, without waiting or reading. */
bool pty_shows(struct pty *p, const char *text);

/* The screen as UTF-8, rows ended by "\n", without trailing blanks; borrowed until the next call. */
const char *pty_screen(struct pty *p);
/* Every byte the program has written; borrowed until the next wait. */
const char *pty_output(struct pty *p, size_t *len);
bool pty_alternate(struct pty *p); /* on the alternate screen */
bool pty_cursor(struct pty *p);    /* the cursor is shown */
int pty_cursor_row(struct pty *p); /* where it is */

void pty_resize(struct pty *p, int rows, int cols);
void pty_signal(struct pty *p, int signal);
/* Types `keys` again and again without reading what the program writes, though saying that it arrived, until
 * it is stuck in its output and takes no more input: what a frozen client does to it. False: that never
 * happened. */
bool pty_stall(struct pty *p, const char *keys);
/* A slow line: waits until the program has acted on all that was typed and waits again, reading nothing, or
 * is stuck in its output; then takes at most so many bytes of what it wrote. Returns how many there were. */
size_t pty_take(struct pty *p, size_t most);
/* The line is longer: answers of the terminal to questions are kept, until they are let through. */
void pty_hold_answers(struct pty *p, bool hold);
/* Waits for the end without reading. */
int pty_status_unread(struct pty *p);
/* Takes the terminal away: both ends are closed, as when a line drops. The screen can no longer change. */
void pty_hang_up(struct pty *p);
/* Waits for the end, reading on; the status as waitpid gives it, −1 when it does not end within the cap (the
 * screen is printed). */
int pty_status(struct pty *p);
bool pty_running(struct pty *p);
int pty_pid(struct pty *p);

/* The terminal's settings before the program was started, and now (also after its end). */
struct termios pty_before(struct pty *p);
struct termios pty_now(struct pty *p);
bool pty_sane(struct pty *p); /* both are the same */

/* Whether programs can be traced here. */
bool pty_has_strace(void);

/* A fresh folder for files of a test, under /tmp; removed with all in it by pty_folder_remove. */
char *pty_folder(void);
void pty_folder_remove(char *folder); /* frees the name too */
/* The whole file in memory with a NUL after it, or NULL; free() it. */
char *pty_read_file(const char *path, size_t *len);
void pty_write_file(const char *path, const void *bytes, size_t len);

#endif
