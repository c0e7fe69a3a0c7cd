/* Starting, stopping, drawing. What a start does is undone by stop in the opposite order; both are
 * guarded, so that any exit may call it. */
#include "guatu/tui/term_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/serial.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "guatu/base/charset.h"
#include "guatu/base/mem.h"

#include <curses.h>
#include <term.h>
#include <wchar.h>

#define ESCAPE_MS 100 /* a sequence may arrive in pieces 50 ms apart */
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define UTF8_ON   "\033%G"
#define ANSWER_MS 1000 /* for which an answer of the terminal is waited for at the end */

static struct {
  bool started, at_exit, blocks, mono, paste;
  bool ascii; /* nothing else can be shown */
  bool plain; /* signs are ASCII, letters may be others */
  bool cursor_always;
  int spare_cols; /* at the right edge, where nothing is ever drawn */
  SCREEN *screen;
  enum theme theme;
} term;

/* Said once the locale is known: the note is shown on this very terminal. */
static void note_entry(struct problems *p, const char *name, const char *entry)
{
  (void)problem_note(p, PROBLEM_NOTE, PROBLEM_NOWHERE,
                     TR(term.ascii ? LANG_EN : p->lang,
                        "The terminal '%s' is not known here; it is driven as %s.",
                        "本机不认识终端“%s”，按 %s 驱动。"),
                     name, entry);
}

static void note_charset(struct problems *p)
{
  char name[24];
  snprintf(name, sizeof name, "%s", charset_other());
  (void)problem_note(p, PROBLEM_NOTE, PROBLEM_NOWHERE,
                     "The locale names %s: ASCII only. Chinese needs UTF-8 there and in the terminal.", name);
}

/* --- start and stop --- */

void screen_write(const char *bytes)
{
  for (size_t len = strlen(bytes); len > 0;) {
    ssize_t n = write(STDOUT_FILENO, bytes, len);
    if (n < 0 && errno != EINTR)
      return;
    if (n > 0) {
      bytes += n;
      len -= (size_t)n;
    }
  }
}

static struct buf leaving; /* while leave_bytes runs: tputs takes a function without a context */

static int leaving_put(int c)
{
  buf_putc(&leaving, (char)c);
  return c;
}

/* What a crash writes to give the screen back: the cursor, plain attributes, the keypad, the ordinary screen.
 */
static void leave_bytes(struct buf *out)
{
  static const char *const names[] = {"rmkx", "cnorm", "sgr0", "rmcup"};
  leaving = (struct buf){0};
  if (term.paste)
    buf_puts(&leaving, PASTE_OFF);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *capability = tigetstr(names[i]);
    if (capability && capability != (char *)-1)
      tputs(capability, 1, leaving_put);
  }
  buf_puts(&leaving, "\r\n");
  *out = leaving;
}

void screen_measure(void)
{
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
      (size.ws_row != LINES || size.ws_col != COLS)) {
    resizeterm(size.ws_row, size.ws_col);
    cells_forget();
  }
}

/* raw() with the line's own flow control, if it is a line that has some; pseudo-terminals and consoles know
 * no TIOCGSERIAL. */
static void enter_raw(void)
{
  struct termios t;
  struct serial_struct serial;
  bool keeps =
      tcgetattr(STDIN_FILENO, &t) == 0 && pace_keeps_flow(&t, ioctl(STDIN_FILENO, TIOCGSERIAL, &serial) == 0);
  raw();
  if (!keeps || tcgetattr(STDIN_FILENO, &t) != 0)
    return;
  t.c_iflag |= IXON;
  tcsetattr(STDIN_FILENO, TCSANOW, &t);
  def_prog_mode();
}

static void enter_modes(void)
{
  refresh();
  clearok(curscr, TRUE); /* from nothing, a picture is shorter than from blanks that are known to be there */
  enter_raw();
  noecho();
  nonl();
  set_escdelay(ESCAPE_MS);
  typeahead(-1); /* keys that wait are looked for before a picture is made, not in the middle of it */
  curs_set(0);
  if (has_colors())
    start_color();
  theme_apply(term.theme, term.mono);
}

/* Of terminals whose cursor goes to the next line by itself after the last column, half of the programs that
 * are called so (TERM=ansi) wait with that until the next character, and the entry can't tell which: nothing
 * is put there; views leave no more than a frame's edge there. */
static void learn_edges(void)
{
  term.spare_cols = auto_right_margin && !eat_newline_glitch ? 1 : 0;
}

/* A cursor that can't be hidden stands on the row that keys go to; so it does where nothing else could show
 * that row (vt52 has no reverse video). */
static void learn_cursor(void)
{
  term.cursor_always = !cursor_invisible || !(enter_reverse_mode || enter_standout_mode);
}

/* Until a screen has once been left and entered again, ncurses 6.4 takes it for one that is still being set
 * up and writes at every movement of the cursor, twenty times a picture, and each write wakes who reads. So
 * it is left once where nobody sees it, and enter_modes enters it. */
static void buffer_output(void)
{
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC), kept = dup(STDOUT_FILENO);
  if (nowhere >= 0 && kept >= 0) {
    dup2(nowhere, STDOUT_FILENO);
    endwin();
    dup2(kept, STDOUT_FILENO);
  }
  if (nowhere >= 0)
    close(nowhere);
  if (kept >= 0)
    close(kept);
}

/* Terminals that are placed by ANSI sequences know the question as well. */
static bool may_ask(void)
{
  return cursor_address && strncmp(cursor_address, "\033[", 2) == 0;
}

/* An answer that came after us would be typed at the next program. */
static void await_answers(void)
{
  int64_t end = wait_clock() + ANSWER_MS;
  struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
  while (pace_waits() && wait_clock() < end) {
    keys_collect();
    if (pace_waits() && (poll(&fd, 1, (int)(end - wait_clock())) <= 0 || fd.revents != POLLIN))
      break; /* nothing came, or nobody is there any more */
  }
}

static void draw_anew(void)
{
  clearok(curscr, TRUE);
  cells_forget();
}

/* Opens the screen with every signal held back, so that none finds the terminal half started. Our handlers
 * come first: ncurses installs its own only where there are none. */
static bool open_screen(const char *entry)
{
  struct buf leave = {0};
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  leave_bytes(&leave); /* of entry_choose's cur_term */
  del_curterm(cur_term);
  if (signals_start(STDIN_FILENO, leave.data, leave.len)) {
    term.screen = newterm(entry, stdout, stdin);
    if (!term.screen)
      signals_stop();
  }
  buf_release(&leave);
  if (term.screen) {
    learn_edges();
    learn_cursor();
    buffer_output();
    enter_modes();
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  return term.screen != NULL;
}

/* Systems that were installed without a UTF-8 locale put the Linux console into an 8-bit mode at every boot,
 * where a block would be three letters. To one that is in UTF-8 already this says nothing. */
static void speak_utf8(void)
{
  if (term.blocks)
    screen_write(UTF8_ON);
}

enum err term_start(const struct term_options *o, struct problems *p)
{
  if (term.started)
    return OK;
  const char *name = getenv("TERM"), *entry;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang,
                           "the console needs a terminal; `guatu show` prints the same picture as text",
                           "控制台需要终端；可用 guatu show 输出同样的文字画面"));
  if (!name || !*name)
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang,
                           "TERM does not say which terminal this is: try `TERM=vt220 guatu`; `guatu show` "
                           "prints the same picture as text",
                           "环境变量 TERM 没有说明终端类型：可试 TERM=vt220 guatu；也可用 guatu show "
                           "输出同样的文字画面"));
  enum err err = entry_choose(name, &entry, p);
  if (err != OK)
    return err;
  term.ascii = entry_locale(entry, o->force_ascii && !o->letters, o->force_unicode);
  term.plain = term.ascii || o->force_ascii;
  term.blocks = term.ascii && !o->force_ascii && entry_blocks(entry);
  term.mono = o->mono;
  term.theme = o->theme;
  term.paste = !charset_old_terminal(entry);
  if (!open_screen(entry))
    return problem_fail(p, ERR_USAGE,
                        TR(p->lang,
                           "the terminal '%s' can't be opened; `guatu show` prints the same picture as text",
                           "无法打开终端“%s”；可用 guatu show 输出同样的文字画面"),
                        name);
  if (strcmp(entry, name) != 0)
    note_entry(p, name, entry);
  else if (term.ascii && !o->force_ascii && !charset_old_terminal(entry) && charset_other())
    note_charset(p);
  term.started = true;
  keys_start();
  cells_start(term.ascii, term.blocks, term.plain);
  screen_measure();
  speak_utf8();
  if (term.paste)
    screen_write(PASTE_ON);
  pace_start(may_ask());
  mem_on_failure(term_stop);
  if (!term.at_exit)
    term.at_exit = atexit(term_stop) == 0; /* libconfig may leave through exit(2) */
  return OK;
}

void term_stop(void)
{
  if (!term.started)
    return;
  term.started = false;
  mem_on_failure(NULL);
  await_answers();
  if (term.paste)
    screen_write(PASTE_OFF);
  keys_stop();
  endwin();
  signals_stop();
  delscreen(term.screen);
  term.screen = NULL;
  cells_stop();
}

bool term_ascii(void)
{
  return term.plain;
}

bool term_latin(void)
{
  return term.ascii;
}

bool term_blocks(void)
{
  return term.blocks;
}

void term_hold(void)
{
  signals_hold();
}

void term_confine(void)
{
  char bytes[MB_LEN_MAX];
  mbstate_t state = {0};
  (void)wcrtomb(bytes, L'x', &state); /* a character set's tables are loaded when they are first used */
  signals_confine();
}

void term_size(int *rows, int *cols)
{
  *rows = LINES;
  *cols = COLS;
}

void term_theme(enum theme t)
{
  term.theme = t;
  theme_apply(t, term.mono);
  draw_anew(); /* pairs changed under cells that look the same */
}

bool term_mono(void)
{
  return term.mono || theme_colourless();
}

/* --- drawing --- */

/* The first cell of the row that keys go to. */
static bool find_chosen(const struct canvas *c, int rows, int cols, int *row, int *col)
{
  for (*row = 0; *row < rows; ++*row)
    for (*col = 0; *col < cols; ++*col)
      if (c->cells[(size_t)*row * (size_t)c->cols + (size_t)*col].style & STYLE_SELECTED)
        return true;
  return false;
}

void term_show(const struct canvas *c)
{
  if (!term.started || pace_behind())
    return;
  int rows = c->rows < LINES ? c->rows : LINES, room = COLS - term.spare_cols;
  int cols = c->cols < room ? c->cols : room;
  size_t changed = cells_put(c, rows, cols);
  int row = c->cursor_row, col = c->cursor_col;
  bool wanted = row >= 0 && row < rows && col >= 0 && col < cols;
  bool led = !wanted && term.cursor_always && find_chosen(c, rows, cols, &row, &col);
  leaveok(stdscr, !wanted && !term.cursor_always); /* hidden, it may stay where it is */
  curs_set(wanted ? 1 : 0);
  if (wanted || led)
    move(row, col);
  else
    move(LINES - 1, 0); /* where it is least in the way */
  refresh();
  pace_sent(changed);
}

void term_redraw(void)
{
  speak_utf8(); /* somebody may have run setupcon */
  draw_anew();
}

void screen_continue(void)
{
  reset_prog_mode();
  speak_utf8();
  if (term.paste)
    screen_write(PASTE_ON);
  pace_start(may_ask());
  screen_measure();
  draw_anew();
}

void term_suspend(void)
{
  await_answers();
  if (term.paste)
    screen_write(PASTE_OFF);
  endwin();
  signals_suspend();
  screen_continue();
}
