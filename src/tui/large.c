/* Large figures, to be read from across a room, drawn as blocks. There are only the signs that figures,
 * percentages and a clock are made of; others are left out.
 *
 * A sign is three by five dots. At scale n a dot is n columns wide and n half lines high, which a terminal
 * shows as a square; half lines are drawn with half blocks, so that a terminal without them has the even
 * scales only. */
#include "guatu/tui/parts.h"

enum { DOTS_ACROSS = 3, DOTS_DOWN = 5, SCALE_MOST = 12 };

static const struct sign {
  char sign;
  unsigned char wide; /* dots */
  unsigned char rows[DOTS_DOWN];
} large[] = {
    {'0', 3, {7, 5, 5, 5, 7}}, {'1', 3, {2, 6, 2, 2, 7}}, {'2', 3, {7, 1, 7, 4, 7}},
    {'3', 3, {7, 1, 7, 1, 7}}, {'4', 3, {5, 5, 7, 1, 1}}, {'5', 3, {7, 4, 7, 1, 7}},
    {'6', 3, {7, 4, 7, 5, 7}}, {'7', 3, {7, 1, 1, 1, 1}}, {'8', 3, {7, 5, 7, 5, 7}},
    {'9', 3, {7, 5, 7, 1, 7}}, {'.', 1, {0, 0, 0, 0, 4}}, {'%', 3, {5, 1, 2, 4, 5}},
    {'-', 3, {0, 0, 7, 0, 0}}, {'+', 3, {0, 2, 7, 2, 0}}, {'/', 3, {1, 1, 2, 4, 4}},
    {':', 1, {0, 4, 0, 4, 0}},
};

static const struct sign *sign_of(char c)
{
  for (size_t i = 0; i < sizeof large / sizeof *large; i++)
    if (large[i].sign == c)
      return &large[i];
  return NULL;
}

int large_lines(int scale)
{
  return (DOTS_DOWN * scale + 1) / 2;
}

int large_cols(const char *text, int scale)
{
  int cols = 0;
  for (; *text; text++) {
    const struct sign *s = sign_of(*text);
    cols += s ? (s->wide + 1) * scale : 0;
  }
  return cols > 0 ? cols - scale : 0; /* no gap after the last */
}

int large_fit(const char *text, int rows, int cols, bool ascii)
{
  for (int scale = SCALE_MOST; scale > 0; scale--)
    if (!(ascii && scale % 2) && large_lines(scale) <= rows && large_cols(text, scale) <= cols)
      return scale;
  return 0;
}

/* Whether the sign has a dot at this half line and column. */
static bool is_set(const struct sign *s, int half, int col, int scale)
{
  int down = half / scale, across = col / scale;
  return down < DOTS_DOWN && (s->rows[down] >> (DOTS_ACROSS - 1 - across) & 1);
}

int draw_large(struct area a, int row, int col, unsigned style, const char *text, int scale, uint32_t full)
{
  const uint32_t half[4] = {' ', 0x2584, 0x2580, full}; /* lower 1, upper 2 */
  for (; *text; text++) {
    const struct sign *s = sign_of(*text);
    for (int r = 0; s && r < large_lines(scale); r++)
      for (int c = 0; c < s->wide * scale; c++) {
        int upper = is_set(s, 2 * r, c, scale), lower = is_set(s, 2 * r + 1, c, scale);
        if (upper || lower)
          area_cell(a, row + r, col + c, style, half[upper * 2 + lower]);
      }
    col += s ? (s->wide + 1) * scale : 0;
  }
  return col;
}
