/* Roles × schemes: what a role looks like on 256, 16 and 8 colours and without any.
 *
 * The background stays the terminal's own, so every theme works on the colour people chose. Few terminals say
 * which that is, so the first theme is made for both: its 256-colour inks have a luminance near 0.18, which
 * stands at 3.3:1 or more on black and on white, and what matters most is the terminal's own foreground. Dark
 * and light are brighter and deeper, for who knows. The row under the cursor brings background and inks of
 * its own, never one without the other; reverse video where there are no colours. The colour-blind theme
 * tells by blue, yellow and orange, and by brightness. No state is told by colour alone: views also draw a
 * glyph and a word. */
#include "guatu/tui/term_parts.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

const struct words theme_words[THEME_COUNT] = {
    [THEME_ANY] = {"for any background", "通用"},
    [THEME_DARK] = {"dark", "深色"},
    [THEME_LIGHT] = {"light", "浅色"},
    [THEME_COLOUR_BLIND] = {"colour-blind safe", "色弱友好"},
    [THEME_MONO] = {"monochrome", "单色"},
};

/* A role's ink: foreground and background by number of colours (−1: the terminal's own), attributes with and
 * without colours. */
struct ink {
  short fg256, bg256;
  short fg16, bg16;
  short fg8, bg8;
  attr_t attributes;
};

#define PLAIN(f256, f16, f8, attrs)                                                                          \
  {                                                                                                          \
    f256, -1, f16, -1, f8, -1, attrs                                                                         \
  }

/* The terminal's own foreground, and marks that bring their own background: the same in every theme; and what
 * calls for somebody, where red can be told from green. */
/* clang-format off */
#define IN_EVERY_THEME                                             \
  [ROLE_TEXT] = PLAIN(-1, -1, -1, 0),                              \
  [ROLE_TITLE] = PLAIN(-1, -1, -1, A_BOLD),                        \
  [ROLE_HEADER] = PLAIN(-1, -1, -1, A_BOLD),                       \
  [ROLE_ENTRY] = {16, 222, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},   \
  [ROLE_NEWS] = {16, 117, 0, 14, COLOR_BLACK, COLOR_CYAN, 0}
#define ON_RED_AND_AMBER                                               \
  [ROLE_ERROR] = {231, 160, 15, 1, COLOR_WHITE, COLOR_RED, A_BOLD},    \
  [ROLE_ASK] = {16, 215, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},         \
  [ROLE_ALARM] = {231, 160, 15, 1, COLOR_WHITE, COLOR_RED, A_BOLD},    \
  [ROLE_DEMO] = {231, 127, 15, 5, COLOR_WHITE, COLOR_MAGENTA, A_BOLD}
/* clang-format on */

static const struct ink inks[THEME_MONO][ROLE_COUNT] =
    {
        [THEME_ANY] =
            {
                IN_EVERY_THEME,
                [ROLE_DIM] = PLAIN(243, 8, -1, 0),
                [ROLE_BORDER] = PLAIN(243, 8, -1, 0),
                [ROLE_FOCUS] = PLAIN(32, 12, -1, A_BOLD),
                [ROLE_DONE] = PLAIN(28, 2, COLOR_GREEN, 0),
                [ROLE_AHEAD] = PLAIN(31, 6, COLOR_CYAN, 0),
                [ROLE_ON_TRACK] = PLAIN(28, 2, COLOR_GREEN, 0),
                [ROLE_BEHIND] = PLAIN(136, 5, COLOR_MAGENTA, A_BOLD),
                [ROLE_CRITICAL] = PLAIN(196, 9, COLOR_RED, A_BOLD),
                [ROLE_STALE] = PLAIN(99, 12, -1, A_BOLD),
                [ROLE_SILENT] = PLAIN(243, 8, -1, 0),
                [ROLE_BAR_REST] = PLAIN(243, 8, -1, 0),
                [ROLE_TICK] = PLAIN(-1, -1, -1, 0),
                [ROLE_PREVIEW] = PLAIN(163, 13, COLOR_CYAN, 0),
                [ROLE_KEY] = PLAIN(32, 12, -1, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(28, 2, COLOR_GREEN, A_BOLD),
                ON_RED_AND_AMBER,
            },
        [THEME_DARK] =
            {
                IN_EVERY_THEME,
                [ROLE_DIM] = PLAIN(247, 7, -1, 0),
                [ROLE_BORDER] = PLAIN(240, 8, -1, 0),
                [ROLE_FOCUS] = PLAIN(75, 12, COLOR_CYAN, A_BOLD),
                [ROLE_DONE] = PLAIN(76, 10, COLOR_GREEN, 0),
                [ROLE_AHEAD] = PLAIN(44, 14, COLOR_CYAN, 0),
                [ROLE_ON_TRACK] = PLAIN(71, 2, COLOR_GREEN, 0),
                [ROLE_BEHIND] = PLAIN(214, 11, COLOR_YELLOW, 0),
                [ROLE_CRITICAL] = PLAIN(203, 9, COLOR_RED, A_BOLD),
                [ROLE_STALE] = PLAIN(141, 13, -1, A_BOLD),
                [ROLE_SILENT] = PLAIN(243, 7, -1, 0),
                [ROLE_BAR_REST] = PLAIN(238, 8, -1, 0),
                [ROLE_TICK] = PLAIN(255, 15, -1, 0),
                [ROLE_PREVIEW] = PLAIN(213, 13, COLOR_MAGENTA, 0),
                [ROLE_KEY] = PLAIN(75, 12, COLOR_CYAN, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(114, 10, COLOR_GREEN, A_BOLD),
                ON_RED_AND_AMBER,
            },
        [THEME_LIGHT] =
            {
                IN_EVERY_THEME,
                [ROLE_DIM] = PLAIN(241, 8, -1, 0),
                [ROLE_BORDER] = PLAIN(249, 7, -1, 0),
                [ROLE_FOCUS] = PLAIN(25, 4, COLOR_BLUE, A_BOLD),
                [ROLE_DONE] = PLAIN(22, 2, COLOR_GREEN, 0),
                [ROLE_AHEAD] = PLAIN(24, 6, COLOR_BLUE, 0),
                [ROLE_ON_TRACK] = PLAIN(28, 2, COLOR_GREEN, 0),
                [ROLE_BEHIND] = PLAIN(130, 3, COLOR_MAGENTA, 0),
                [ROLE_CRITICAL] = PLAIN(160, 1, COLOR_RED, A_BOLD),
                [ROLE_STALE] = PLAIN(55, 5, -1, A_BOLD),
                [ROLE_SILENT] = PLAIN(244, 8, -1, 0),
                [ROLE_BAR_REST] = PLAIN(252, 7, -1, 0),
                [ROLE_TICK] = PLAIN(16, 0, -1, 0),
                [ROLE_PREVIEW] = PLAIN(127, 5, COLOR_MAGENTA, 0),
                [ROLE_KEY] = PLAIN(25, 4, COLOR_BLUE, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(28, 2, COLOR_GREEN, A_BOLD),
                ON_RED_AND_AMBER,
            },
        [THEME_COLOUR_BLIND] =
            {
                IN_EVERY_THEME,
                [ROLE_DIM] = PLAIN(245, 7, -1, 0),
                [ROLE_BORDER] = PLAIN(242, 8, -1, 0),
                [ROLE_FOCUS] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_DONE] = PLAIN(33, 12, COLOR_BLUE, 0),
                [ROLE_AHEAD] = PLAIN(39, 14, COLOR_CYAN, 0),
                [ROLE_ON_TRACK] = PLAIN(74, 6, COLOR_CYAN, 0),
                [ROLE_BEHIND] = PLAIN(178, 11, COLOR_YELLOW, 0),
                [ROLE_CRITICAL] = PLAIN(166, 3, COLOR_YELLOW, A_BOLD),
                [ROLE_STALE] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_SILENT] = PLAIN(244, 7, -1, 0),
                [ROLE_BAR_REST] = PLAIN(243, 8, -1, 0),
                [ROLE_TICK] = PLAIN(-1, -1, -1, 0),
                [ROLE_PREVIEW] = PLAIN(-1, -1, -1, A_UNDERLINE),
                [ROLE_KEY] = PLAIN(33, 12, COLOR_CYAN, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(39, 14, COLOR_CYAN, A_BOLD),
                [ROLE_ERROR] = {16, 208, 0, 3, COLOR_BLACK, COLOR_YELLOW, A_BOLD},
                [ROLE_ASK] = {16, 220, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_ALARM] = {16, 208, 0, 3, COLOR_BLACK, COLOR_YELLOW, A_BOLD},
                [ROLE_DEMO] = {231, 25, 15, 4, COLOR_WHITE, COLOR_BLUE, A_BOLD},
            },
};

static const attr_t mono_inks[ROLE_COUNT] = {
    [ROLE_NEWS] = A_BOLD | A_UNDERLINE,
    [ROLE_TITLE] = A_BOLD,
    [ROLE_HEADER] = A_BOLD,
    [ROLE_FOCUS] = A_BOLD,
    [ROLE_DONE] = A_BOLD,
    [ROLE_CRITICAL] = A_BOLD,
    [ROLE_TICK] = 0,
    [ROLE_PREVIEW] = A_BOLD,
    [ROLE_ENTRY] = A_UNDERLINE,
    [ROLE_KEY] = A_BOLD,
    [ROLE_MESSAGE] = A_BOLD,
    [ROLE_ERROR] = A_BOLD,
    [ROLE_ASK] = A_BOLD,
    [ROLE_STALE] = A_BOLD,
    [ROLE_ALARM] = A_REVERSE | A_BOLD,
    [ROLE_DEMO] = A_REVERSE | A_BOLD,
};

/* The background of a row under the cursor, with focus and without, on 256, 16 and 8 colours (−1: an
 * attribute does it), and whose inks go on it: the dark theme's where it is dark, so that nothing on it
 * depends on the terminal's own colours. */
static const struct {
  short under[2][3];
  enum theme inks;
} marked[THEME_MONO] = {
    [THEME_ANY] = {{{24, 4, COLOR_BLUE}, {239, -1, -1}}, THEME_DARK},
    [THEME_DARK] = {{{24, 4, COLOR_BLUE}, {237, -1, -1}}, THEME_DARK},
    [THEME_LIGHT] = {{{153, 14, COLOR_CYAN}, {254, -1, -1}}, THEME_LIGHT},
    [THEME_COLOUR_BLIND] = {{{238, 8, COLOR_BLUE}, {-1, -1, -1}}, THEME_COLOUR_BLIND},
};

enum mark { MARK_NONE, MARK_SELECTED, MARK_CHOSEN, MARK_COUNT };

enum { PAIRS_MOST = ROLE_COUNT * MARK_COUNT, PAIRS_LEAST = 48 };

static struct {
  struct {
    attr_t attributes;
    short pair;
  } styles[MARK_COUNT][ROLE_COUNT];
  /* Pairs in use, by their colours: roles share them, because terminals of 8 colours have but 64. */
  struct {
    short fg, bg;
  } pairs[PAIRS_MOST];
  short pair_count;
} state;

enum theme term_theme_guess(void)
{
  const char *pair = getenv("COLORFGBG"); /* "15;0", "0;default;15" */
  const char *background = pair ? strrchr(pair, ';') : NULL, *term = getenv("TERM");
  if (term && strncmp(term, "linux", 5) == 0)
    return THEME_DARK; /* the console of a machine is black */
  if (!background || background[1] < '0' || background[1] > '9')
    return THEME_ANY;
  long colour = strtol(background + 1, NULL, 10);
  return colour == 7 || (colour >= 9 && colour <= 15) ? THEME_LIGHT : THEME_DARK;
}

/* 0, 1, 2 for 256, 16 and 8 colours; −1 without colours or with too few pairs. */
static int depth(void)
{
  if (!has_colors() || COLORS < 8 || COLOR_PAIRS < PAIRS_LEAST)
    return -1;
  return COLORS >= 256 ? 0 : COLORS >= 16 ? 1 : 2;
}

bool theme_colourless(void)
{
  return depth() < 0;
}

static void apply_mono(void)
{
  for (int role = 0; role < ROLE_COUNT; role++) {
    attr_t base = mono_inks[role];
    state.styles[MARK_NONE][role].attributes = base;
    state.styles[MARK_SELECTED][role].attributes = base | A_REVERSE;
    state.styles[MARK_CHOSEN][role].attributes = base | A_UNDERLINE;
    for (int mark = 0; mark < MARK_COUNT; mark++)
      state.styles[mark][role].pair = 0;
  }
}

/* The pair of these colours; the terminal's own when there are no more. */
static short pair_of(short fg, short bg)
{
  short i = 0;
  while (i < state.pair_count && (state.pairs[i].fg != fg || state.pairs[i].bg != bg))
    i++;
  if (i == state.pair_count) {
    if (i >= PAIRS_MOST || i + 1 >= COLOR_PAIRS || init_pair((short)(i + 1), fg, bg) == ERR)
      return 0;
    state.pairs[i].fg = fg;
    state.pairs[i].bg = bg;
    state.pair_count++;
  }
  return (short)(i + 1);
}

/* The ink for a mark's background: what is the terminal's own, as dark as that background or dim elsewhere
 * would drown in it. */
static short ink_on(enum theme t, int colours, short fg, short under)
{
  static const short bright[3] = {255, 15, COLOR_WHITE}, black[3] = {16, 0, COLOR_BLACK};
  if (t == THEME_LIGHT)
    return fg < 0 || fg == under ? black[colours] : fg;
  bool drowns =
      fg < 0 || fg == under || (colours == 0 && fg >= 238 && fg <= 247) || (colours == 1 && fg == 8);
  return drowns ? bright[colours] : fg;
}

/* Frames and keys are many, and bold costs a line nine bytes each time: where 256 colours tell what they are,
 * they do without. */
static bool goes_without_bold(int role, int colours, short fg)
{
  return colours == 0 && fg >= 0 && (role == ROLE_FOCUS || role == ROLE_KEY);
}

static void apply_role(enum theme t, int colours, int role, bool own_default)
{
  for (int mark = 0; mark < MARK_COUNT; mark++) {
    short under = mark == MARK_NONE ? -1 : marked[t].under[mark - MARK_SELECTED][colours];
    const struct ink *ink = &inks[under >= 0 ? marked[t].inks : t][role];
    const short fg_by[] = {ink->fg256, ink->fg16, ink->fg8}, bg_by[] = {ink->bg256, ink->bg16, ink->bg8};
    short fg = fg_by[colours], bg = bg_by[colours];
    attr_t attributes = goes_without_bold(role, colours, fg) ? 0 : ink->attributes;
    if (bg < 0 && under >= 0) {
      bg = under;
      fg = ink_on(t, colours, fg, under);
    }
    if (mark == MARK_CHOSEN && bg < 0)
      attributes |= A_UNDERLINE;
    if (!own_default) {
      fg = fg < 0 ? COLOR_WHITE : fg;
      bg = bg < 0 ? COLOR_BLACK : bg;
    }
    state.styles[mark][role].attributes = attributes;
    state.styles[mark][role].pair = pair_of(fg, bg);
  }
}

void theme_apply(enum theme t, bool mono)
{
  int colours = depth();
  bool own_default = use_default_colors() == OK; /* without it, no colour is white on black */
  if (mono || colours < 0 || t == THEME_MONO) {
    apply_mono();
    return;
  }
  state.pair_count = 0;
  for (int role = 0; role < ROLE_COUNT; role++)
    apply_role(t, colours, role, own_default);
}

void theme_style(unsigned style, unsigned *attributes, short *pair)
{
  unsigned role = style & STYLE_ROLE;
  if (role >= ROLE_COUNT)
    role = ROLE_TEXT;
  enum mark mark = style & STYLE_SELECTED ? MARK_SELECTED : style & STYLE_CHOSEN ? MARK_CHOSEN : MARK_NONE;
  *attributes = state.styles[mark][role].attributes | (style & STYLE_BOLD ? A_BOLD : 0);
  *pair = state.styles[mark][role].pair;
}

short theme_ground(unsigned style)
{
  unsigned attributes;
  short pair;
  theme_style(style, &attributes, &pair);
  if (attributes & A_UNDERLINE || (attributes & A_REVERSE && pair > 0))
    return GROUND_OWN_STYLE;
  if (attributes & A_REVERSE)
    return GROUND_REVERSE;
  return pair > 0 ? state.pairs[pair - 1].bg : GROUND_TERMINAL;
}
