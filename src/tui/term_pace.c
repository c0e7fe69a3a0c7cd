/* Keeping pace with the line: no picture is sent while the terminal has not taken those before it.
 *
 * Between the program and a slow terminal lie buffers that nobody here can look into: a pseudo-terminal's
 * holds 64 kB and tells nobody how full it is (TIOCOUTQ is 0 there), sshd's and the network's hold megabytes.
 * Two hundred keys held down would be two hundred pictures in them, half a minute on a line of 9,600 baud,
 * and a client that froze would thaw into a film of everything it missed. So after what is worth it the
 * terminal is asked whether it is well (DSR, "ESC [ 5 n"; every terminal since the vt100 answers "ESC [ 0
 * n"), and when that answer is back, all that was sent before it has arrived. A picture that is held back
 * meanwhile is not kept: when its turn comes it is made anew, and shows how things are then.
 *
 * A little more than nothing may be on its way, so that a key's answer need not wait for the one before where
 * the line is long but quick. A terminal that never answered is sent everything at once, as if nobody had
 * asked; when an answer was lost, waiting ends by itself. While it waits the program writes nothing, which
 * lets sshd find out that a client is gone. */
#include "guatu/tui/term_parts.h"

#include <termios.h>

#define ASK        "\033[5n"
#define ASK_BYTES  128 /* below that it is not worth it: the wall's minutes */
#define AHEAD      512 /* bytes that may be on their way when a picture is sent */
#define CELL_BYTES 3   /* what a cell that changed costs, about */
#define ASKED_MOST 8

#define GIVE_UP_MS      30000 /* the largest picture takes as long at 9,600 baud */
#define GIVE_UP_MOST_MS 600000

static struct {
  bool asks, answers, owes;
  size_t asked[ASKED_MOST]; /* bytes before each question without an answer, the oldest first */
  int count;
  size_t since;     /* bytes after the latest question */
  int64_t began_ms; /* when the oldest question became the oldest */
  int64_t give_up_ms;
} state;

static void ask(void)
{
  if (!state.asks || state.count == ASKED_MOST)
    return;
  if (state.count == 0)
    state.began_ms = wait_clock();
  state.asked[state.count++] = state.since;
  state.since = 0;
  screen_write(ASK);
}

void pace_start(bool asks)
{
  state.asks = asks;
  state.answers = state.owes = false;
  state.count = 0;
  state.since = 0;
  state.give_up_ms = GIVE_UP_MS;
  ask();
}

void pace_forget(void)
{
  state.count = 0;
  state.since = 0;
}

void pace_answered(void)
{
  if (!state.answers && state.count == ASKED_MOST)
    state.count = 1; /* it comes late: who knows which question it answers */
  state.answers = true;
  state.give_up_ms = GIVE_UP_MS;
  for (int i = 1; i < state.count; i++)
    state.asked[i - 1] = state.asked[i];
  if (state.count > 0)
    state.count--;
  state.began_ms = wait_clock();
}

bool pace_waits(void)
{
  return state.answers && state.count > 0;
}

/* Milliseconds for which an answer is still hoped for. */
static int64_t hope_ms(void)
{
  return state.began_ms + state.give_up_ms - wait_clock();
}

static bool is_behind(void)
{
  size_t bytes = state.since;
  for (int i = 0; i < state.count; i++)
    bytes += state.asked[i];
  return pace_waits() && bytes > AHEAD;
}

bool pace_behind(void)
{
  if (is_behind() && hope_ms() <= 0) {
    pace_forget();
    state.give_up_ms = state.give_up_ms * 2 < GIVE_UP_MOST_MS ? state.give_up_ms * 2 : GIVE_UP_MOST_MS;
  }
  state.owes = is_behind();
  return state.owes;
}

void pace_sent(size_t cells)
{
  state.since += cells * CELL_BYTES;
  if (state.since >= ASK_BYTES)
    ask();
}

bool pace_due(void)
{
  return state.owes && (!is_behind() || hope_ms() <= 0);
}

int pace_timeout(void)
{
  int64_t left = hope_ms();
  return !state.owes ? -1 : left > 0 ? (int)left : 0;
}

/* A terminal on a serial line says with ^S that its buffer is full and with ^Q that it goes on. Where a line
 * is set to obey that and has no wires for it, a program that takes the two for keys loses what comes too
 * fast. Everywhere else somebody pressed them, and raw mode hands them over. */
bool pace_keeps_flow(const struct termios *before, bool serial)
{
  return serial && (before->c_iflag & IXON) && !(before->c_cflag & CRTSCTS);
}
