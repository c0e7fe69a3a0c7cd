/* Bytes to keys. ncurses knows the sequences of the terminal that TERM names; this file adds what operators'
 * terminals send beyond that.
 *
 * Bytes above 127 are decoded here as UTF-8 whatever the locale is, and a character that arrives in two
 * pieces is waited for. An Escape followed at once by "[" or "O" is a sequence: those that every terminal
 * means alike are understood, the rest is swallowed whole. Taken byte by byte it would be Escape, then keys
 * that jump about and begin a figure. The number block in application mode (PuTTY) types its digits.
 *
 * Keys are read from a pad, because wgetch on a window would refresh it behind our back. */
#include "guatu/tui/term_parts.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/keys.h"

#include <curses.h>

#define REST_MS    50 /* how long the rest of a sequence or character may take */
#define QUEUE_MOST 64
#define OWN_CODES  2000 /* beyond KEY_MAX and the codes ncurses gives to extended capabilities */

static const struct {
  int code; /* curses' */
  uint32_t key;
} codes[] = {
    {KEY_UP, K_UP},
    {KEY_DOWN, K_DOWN},
    {KEY_LEFT, K_LEFT},
    {KEY_RIGHT, K_RIGHT},
    {KEY_SR, K_UP},
    {KEY_SF, K_DOWN},
    {KEY_SLEFT, K_LEFT},
    {KEY_SRIGHT, K_RIGHT},
    {KEY_SHOME, K_HOME},
    {KEY_SEND, K_END},
    {KEY_SPREVIOUS, K_PAGE_UP},
    {KEY_SNEXT, K_PAGE_DOWN},
    {KEY_SDC, K_DELETE},
    {KEY_HELP, K_F1},
    {KEY_HOME, K_HOME},
    {KEY_END, K_END},
    {KEY_PPAGE, K_PAGE_UP},
    {KEY_NPAGE, K_PAGE_DOWN},
    {KEY_DC, K_DELETE},
    {KEY_BACKSPACE, K_BACKSPACE},
    {KEY_BTAB, K_BACK_TAB},
    {KEY_ENTER, K_ENTER},
    {KEY_FIND, K_HOME},
    {KEY_SELECT, K_END},
    {KEY_F(1), K_F1},
    {KEY_F(2), K_F2},
    {KEY_F(3), K_F3},
    {KEY_F(4), K_F4},
    {KEY_F(5), K_F5},
    {KEY_F(6), K_F6},
    {KEY_F(7), K_F7},
    {KEY_F(8), K_F8},
    {KEY_F(9), K_F9},
    {KEY_F(10), K_F10},
};

/* Sequences that ncurses is told about: code OWN_CODES + place in the table. */
static const struct {
  const char *sequence;
  uint32_t key;
} own[] = {
    {"\033[200~", K_PASTE_START},
    {"\033[201~", K_PASTE_END},
    {"\033Op", '0'},
    {"\033Oq", '1'},
    {"\033Or", '2'},
    {"\033Os", '3'},
    {"\033Ot", '4'},
    {"\033Ou", '5'},
    {"\033Ov", '6'},
    {"\033Ow", '7'},
    {"\033Ox", '8'},
    {"\033Oy", '9'},
    {"\033On", '.'},
    {"\033Om", '-'},
    {"\033Ok", '+'},
    {"\033Ol", ','},
    {"\033Oo", '/'},
    {"\033OM", K_ENTER},
};
#define OWN_COUNT ((int)(sizeof own / sizeof *own))

static struct {
  WINDOW *pad;
  int back;                   /* a byte or code to be read again; ERR: none */
  uint32_t queue[QUEUE_MOST]; /* keys that were read before anybody asked for them */
  int queued;
} state = {.back = ERR};

void keys_start(void)
{
  state.pad = newpad(1, 1);
  state.back = ERR;
  state.queued = 0;
  keypad(state.pad, TRUE);
  for (int i = 0; i < OWN_COUNT; i++)
    define_key(own[i].sequence, OWN_CODES + i);
  /* A control character is itself, whatever an entry makes of it: some call Backspace Delete, linux has a key
   * of its own for ^Z. */
  for (int c = 1; c < 0x80; c++)
    if ((c < 0x20 && c != 0x1b) || c == 0x7f)
      define_key((const char[]){(char)c, '\0'}, 0);
  /* Reports of a mouse that another program left switched on: read_sequence takes them whole, ncurses only
   * their beginning. */
  define_key("\033[<", 0);
  define_key("\033[M", 0);
}

void keys_stop(void)
{
  if (state.pad)
    delwin(state.pad);
  state.pad = NULL;
}

static int next_byte(int wait_ms)
{
  int byte = state.back;
  if (byte != ERR) {
    state.back = ERR;
    return byte;
  }
  wtimeout(state.pad, wait_ms);
  return wgetch(state.pad);
}

/* Keys with modifiers are extended capabilities, "kDN5" for Ctrl-Down: here they mean the same as without. */
static uint32_t key_of_name(const char *name)
{
  static const struct {
    const char *prefix;
    uint32_t key;
  } names[] = {{"kUP", K_UP},       {"kDN", K_DOWN},       {"kLFT", K_LEFT},
               {"kRIT", K_RIGHT},   {"kHOM", K_HOME},      {"kEND", K_END},
               {"kPRV", K_PAGE_UP}, {"kNXT", K_PAGE_DOWN}, {"kDC", K_DELETE}};
  for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
    if (strncmp(name, names[i].prefix, strlen(names[i].prefix)) == 0)
      return names[i].key;
  return 0;
}

static uint32_t key_of_code(int code)
{
  if (code >= OWN_CODES && code < OWN_CODES + OWN_COUNT)
    return own[code - OWN_CODES].key;
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (codes[i].code == code)
      return codes[i].key;
  return code > KEY_MAX ? key_of_name(keyname(code)) : 0;
}

/* The key of a control sequence with this first parameter and final byte; modifiers are ignored. */
static uint32_t key_of_sequence(int parameter, int final)
{
  static const struct {
    char final;
    short parameter; /* 0: any */
    uint32_t key;
  } known[] = {
      {'A', 0, K_UP},          {'B', 0, K_DOWN},     {'C', 0, K_RIGHT},  {'D', 0, K_LEFT},
      {'a', 1, K_UP}, /* rxvt's with Shift or Ctrl */
      {'b', 1, K_DOWN},        {'c', 1, K_RIGHT},    {'d', 1, K_LEFT},   {'H', 0, K_HOME},
      {'F', 0, K_END},         {'Z', 0, K_BACK_TAB}, {'~', 1, K_HOME},   {'~', 7, K_HOME},
      {'~', 4, K_END},         {'~', 8, K_END},      {'~', 3, K_DELETE}, {'~', 5, K_PAGE_UP},
      {'~', 6, K_PAGE_DOWN},   {'~', 11, K_F1},      {'~', 12, K_F2},    {'~', 13, K_F3},
      {'~', 14, K_F4},         {'~', 15, K_F5},      {'~', 17, K_F6},    {'~', 18, K_F7},
      {'~', 19, K_F8},         {'~', 20, K_F9},      {'~', 21, K_F10},   {'P', 1, K_F1},
      {'Q', 1, K_F2},          {'R', 1, K_F3},       {'S', 1, K_F4},     {'~', 200, K_PASTE_START},
      {'~', 201, K_PASTE_END},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].final == final && (known[i].parameter == 0 || known[i].parameter == parameter))
      return known[i].key;
  return 0;
}

/* After "ESC [": reads to the final byte. 0: it means nothing here, or was cut off. */
static uint32_t read_sequence(void)
{
  int parameter = 0, parameters = 0;
  for (int count = 0; count < 64; count++) {
    int byte = next_byte(REST_MS);
    if (byte == '[' && count == 0) { /* the Linux console's F1 … F5 */
      byte = next_byte(REST_MS);
      return byte >= 'A' && byte <= 'E' ? K_F1 + (uint32_t)(byte - 'A') : 0;
    }
    if (byte == 'M' && count == 0) { /* a mouse report: three bytes of any value */
      for (int rest = 0; rest < 3; rest++)
        (void)next_byte(REST_MS);
      return 0;
    }
    if (byte < 0x20 || byte > 0x7e) {
      state.back = byte; /* broken off; ERR does no harm */
      return 0;
    }
    if (byte == 'n' && parameters == 0 && parameter < 10) { /* "ESC [ 0 n": it is well */
      pace_answered();
      return 0;
    }
    if (byte >= 0x40)
      return key_of_sequence(parameter == 0 && byte != '~' ? 1 : parameter, byte);
    if (byte == ';')
      parameters++;
    else if (parameters == 0 && byte >= '0' && byte <= '9' && parameter < 1000)
      parameter = parameter * 10 + byte - '0';
    else if (byte < '0' || byte > '9')
      parameter = 9999; /* private: a report that nobody asked for */
  }
  return 0;
}

/* After "ESC O": as "ESC [ 1" would be: F1 … F4, arrows. */
static uint32_t read_single_shift(void)
{
  int byte = next_byte(REST_MS);
  return byte == ERR ? 0 : key_of_sequence(1, byte);
}

static uint32_t read_escape(void)
{
  int byte = next_byte(0);
  if (byte == '[')
    return read_sequence();
  if (byte == 'O')
    return read_single_shift();
  if (byte >= '0' && byte <= '9')
    return K_ALT + (uint32_t)byte;
  state.back = byte;
  return K_ESCAPE;
}

/* The rest of a UTF-8 character; 0 when it is none. */
static uint32_t read_character(int first)
{
  char bytes[4] = {(char)first};
  size_t want = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  for (size_t i = 1; i < want; i++) {
    int byte = next_byte(REST_MS);
    if (byte < 0x80 || byte > 0xbf) {
      state.back = byte;
      return 0;
    }
    bytes[i] = (char)byte;
  }
  uint32_t cp;
  bool valid;
  text_decode(bytes, want, &cp, &valid);
  return valid ? cp : 0;
}

static uint32_t key_of_byte(int byte)
{
  switch (byte) {
  case '\r':
  case '\n':
    return K_ENTER;
  case '\t':
    return K_TAB;
  case '\b':
  case 0x7f:
    return K_BACKSPACE;
  case 0x1b:
    return read_escape();
  case 0x9b: /* what "ESC [" and "ESC O" are to a vt220 that sends 8-bit controls */
    return read_sequence();
  case 0x8f:
    return read_single_shift();
  }
  if (byte >= 0xc2 && byte <= 0xf4)
    return read_character(byte);
  return byte < 0x80 ? (uint32_t)byte : 0;
}

/* A key from the line, or 0. */
static uint32_t read_line(void)
{
  uint32_t key = 0;
  while (key == 0) {
    int byte = next_byte(0);
    if (byte == ERR)
      return 0;
    key = byte > 0xff ? key_of_code(byte) : key_of_byte(byte);
  }
  return key;
}

uint32_t keys_read(void)
{
  if (state.queued == 0)
    return read_line();
  uint32_t key = state.queue[0];
  state.queued--;
  for (int i = 0; i < state.queued; i++)
    state.queue[i] = state.queue[i + 1];
  return key;
}

void keys_collect(void)
{
  for (uint32_t key; (key = read_line()) != 0;)
    if (state.queued < QUEUE_MOST)
      state.queue[state.queued++] = key;
}

bool keys_pending(void)
{
  if (state.queued == 0 && (state.queue[0] = read_line()) != 0)
    state.queued = 1;
  return state.queued > 0;
}

void keys_forget(void)
{
  state.queued = 0;
  state.back = ERR;
  flushinp();
  pace_forget(); /* an answer may be among what is thrown away */
}
