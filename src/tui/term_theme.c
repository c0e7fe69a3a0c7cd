/* Roles × schemes: what a role looks like on 256, 16 and 8 colours and without any.
 *
 * The background stays the terminal's own, so every theme works on the colour people chose; dark and light
 * differ in how bright the foregrounds are. The row under the cursor gets a background where there are
 * colours, reverse video where there are none. The colour-blind theme tells by blue, yellow and orange, and
 * by brightness. No state is told by colour alone: views also draw a glyph and a word. */
#include "guatu/tui/term_parts.h"

#include <stdlib.h>
#include <string.h>

#include <curses.h>

const struct words theme_words[THEME_COUNT] = {
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

static const struct ink inks[THEME_MONO][ROLE_COUNT] =
    {
        [THEME_DARK] =
            {
                [ROLE_TEXT] = PLAIN(-1, -1, -1, 0),
                [ROLE_DIM] = PLAIN(246, 7, -1, 0),
                [ROLE_TITLE] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_HEADER] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_BORDER] = PLAIN(240, 8, -1, 0),
                [ROLE_FOCUS] = PLAIN(75, 12, COLOR_CYAN, A_BOLD),
                [ROLE_DONE] = PLAIN(76, 10, COLOR_GREEN, A_BOLD),
                [ROLE_AHEAD] = PLAIN(44, 14, COLOR_CYAN, 0),
                [ROLE_ON_TRACK] = PLAIN(71, 2, COLOR_GREEN, 0),
                [ROLE_BEHIND] = PLAIN(214, 11, COLOR_YELLOW, 0),
                [ROLE_CRITICAL] = PLAIN(203, 9, COLOR_RED, A_BOLD),
                [ROLE_SILENT] = PLAIN(243, 7, -1, 0),
                [ROLE_BAR_REST] = PLAIN(238, 8, -1, 0),
                [ROLE_TICK] = PLAIN(255, 15, -1, A_BOLD),
                [ROLE_PREVIEW] = PLAIN(213, 13, COLOR_MAGENTA, A_BOLD),
                [ROLE_ENTRY] = {16, 222, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_KEY] = PLAIN(75, 12, COLOR_CYAN, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(114, 10, COLOR_GREEN, A_BOLD),
                [ROLE_ERROR] = {231, 160, 15, 1, COLOR_WHITE, COLOR_RED, A_BOLD},
                [ROLE_ASK] = {16, 215, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_DEMO] = {231, 127, 15, 5, COLOR_WHITE, COLOR_MAGENTA, A_BOLD},
            },
        [THEME_LIGHT] =
            {
                [ROLE_TEXT] = PLAIN(-1, -1, -1, 0),
                [ROLE_DIM] = PLAIN(241, 8, -1, 0),
                [ROLE_TITLE] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_HEADER] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_BORDER] = PLAIN(249, 7, -1, 0),
                [ROLE_FOCUS] = PLAIN(25, 4, COLOR_BLUE, A_BOLD),
                [ROLE_DONE] = PLAIN(22, 2, COLOR_GREEN, A_BOLD),
                [ROLE_AHEAD] = PLAIN(24, 6, COLOR_BLUE, 0),
                [ROLE_ON_TRACK] = PLAIN(28, 2, COLOR_GREEN, 0),
                [ROLE_BEHIND] = PLAIN(130, 3, COLOR_MAGENTA, 0),
                [ROLE_CRITICAL] = PLAIN(160, 1, COLOR_RED, A_BOLD),
                [ROLE_SILENT] = PLAIN(244, 8, -1, 0),
                [ROLE_BAR_REST] = PLAIN(252, 7, -1, 0),
                [ROLE_TICK] = PLAIN(16, 0, -1, A_BOLD),
                [ROLE_PREVIEW] = PLAIN(127, 5, COLOR_MAGENTA, A_BOLD),
                [ROLE_ENTRY] = {16, 222, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_KEY] = PLAIN(25, 4, COLOR_BLUE, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(28, 2, COLOR_GREEN, A_BOLD),
                [ROLE_ERROR] = {231, 160, 15, 1, COLOR_WHITE, COLOR_RED, A_BOLD},
                [ROLE_ASK] = {16, 215, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_DEMO] = {231, 127, 15, 5, COLOR_WHITE, COLOR_MAGENTA, A_BOLD},
            },
        [THEME_COLOUR_BLIND] =
            {
                [ROLE_TEXT] = PLAIN(-1, -1, -1, 0),
                [ROLE_DIM] = PLAIN(245, 7, -1, 0),
                [ROLE_TITLE] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_HEADER] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_BORDER] = PLAIN(242, 8, -1, 0),
                [ROLE_FOCUS] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_DONE] = PLAIN(33, 12, COLOR_BLUE, A_BOLD),
                [ROLE_AHEAD] = PLAIN(39, 14, COLOR_CYAN, 0),
                [ROLE_ON_TRACK] = PLAIN(74, 6, COLOR_CYAN, 0),
                [ROLE_BEHIND] = PLAIN(178, 11, COLOR_YELLOW, 0),
                [ROLE_CRITICAL] = PLAIN(166, 3, COLOR_YELLOW, A_BOLD),
                [ROLE_SILENT] = PLAIN(244, 7, -1, 0),
                [ROLE_BAR_REST] = PLAIN(243, 8, -1, 0),
                [ROLE_TICK] = PLAIN(-1, -1, -1, A_BOLD),
                [ROLE_PREVIEW] = PLAIN(-1, -1, -1, A_BOLD | A_UNDERLINE),
                [ROLE_ENTRY] = {16, 222, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_KEY] = PLAIN(33, 12, COLOR_CYAN, A_BOLD),
                [ROLE_MESSAGE] = PLAIN(39, 14, COLOR_CYAN, A_BOLD),
                [ROLE_ERROR] = {16, 208, 0, 3, COLOR_BLACK, COLOR_YELLOW, A_BOLD},
                [ROLE_ASK] = {16, 220, 0, 11, COLOR_BLACK, COLOR_YELLOW, 0},
                [ROLE_DEMO] = {231, 25, 15, 4, COLOR_WHITE, COLOR_BLUE, A_BOLD},
            },
};

static const attr_t mono_inks[ROLE_COUNT] = {
    [ROLE_TITLE] = A_BOLD,    [ROLE_HEADER] = A_BOLD,  [ROLE_FOCUS] = A_BOLD,   [ROLE_DONE] = A_BOLD,
    [ROLE_CRITICAL] = A_BOLD, [ROLE_TICK] = A_BOLD,    [ROLE_PREVIEW] = A_BOLD, [ROLE_ENTRY] = A_UNDERLINE,
    [ROLE_KEY] = A_BOLD,      [ROLE_MESSAGE] = A_BOLD, [ROLE_ERROR] = A_BOLD,   [ROLE_ASK] = A_BOLD,
    [ROLE_DEMO] = A_BOLD,
};

/* The background of a row under the cursor, with focus and without, on 256, 16 and 8 colours (−1: an
 * attribute does it). */
static const short marked[THEME_MONO][2][3] = {
    [THEME_DARK] = {{24, 4, COLOR_BLUE}, {236, -1, -1}},
    [THEME_LIGHT] = {{153, 14, COLOR_CYAN}, {254, -1, -1}},
    [THEME_COLOUR_BLIND] = {{238, 8, COLOR_BLUE}, {-1, -1, -1}},
};

enum mark { MARK_NONE, MARK_SELECTED, MARK_CHOSEN, MARK_COUNT };

static struct {
  struct {
    attr_t attributes;
    short pair;
  } styles[MARK_COUNT][ROLE_COUNT];
} state;

enum theme term_theme_guess(void)
{
  const char *pair = getenv("COLORFGBG"); /* "15;0", "0;default;15" */
  const char *background = pair ? strrchr(pair, ';') : NULL;
  if (!background || background[1] < '0' || background[1] > '9')
    return THEME_DARK;
  long colour = strtol(background + 1, NULL, 10);
  return colour == 7 || (colour >= 9 && colour <= 15) ? THEME_LIGHT : THEME_DARK;
}

/* 0, 1, 2 for 256, 16 and 8 colours; −1 without colours or with too few pairs. */
static int depth(void)
{
  if (!has_colors() || COLORS < 8 || COLOR_PAIRS <= ROLE_COUNT * MARK_COUNT)
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

static void apply_role(enum theme t, int colours, int role, bool own_default)
{
  const struct ink *ink = &inks[t][role];
  const short fg_by[] = {ink->fg256, ink->fg16, ink->fg8}, bg_by[] = {ink->bg256, ink->bg16, ink->bg8};
  for (int mark = 0; mark < MARK_COUNT; mark++) {
    short fg = fg_by[colours], bg = bg_by[colours];
    attr_t attributes = ink->attributes;
    short under = mark == MARK_NONE ? -1 : marked[t][mark - MARK_SELECTED][colours];
    if (bg < 0)
      bg = under;
    if (mark == MARK_SELECTED && bg == under && t != THEME_LIGHT) {
      if (fg < 0 || fg == bg || (colours == 0 && fg >= 238 && fg <= 246))
        fg = colours == 0   ? 255
             : colours == 1 ? 15
                            : COLOR_WHITE; /* what is dim on black would drown in blue */
    } else if (mark == MARK_SELECTED && bg == under && (fg == bg || fg < 0)) {
      fg = colours == 0 ? 16 : COLOR_BLACK;
    }
    if (mark == MARK_CHOSEN && under < 0 && bg_by[colours] < 0)
      attributes |= A_UNDERLINE;
    if (!own_default) {
      fg = fg < 0 ? COLOR_WHITE : fg;
      bg = bg < 0 ? COLOR_BLACK : bg;
    }
    short pair = (short)(1 + role + ROLE_COUNT * mark);
    init_pair(pair, fg, bg);
    state.styles[mark][role].attributes = attributes;
    state.styles[mark][role].pair = pair;
  }
}

void theme_apply(enum theme t, bool mono)
{
  int colours = depth();
  if (mono || colours < 0 || t == THEME_MONO) {
    apply_mono();
    return;
  }
  bool own_default = use_default_colors() == OK;
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
