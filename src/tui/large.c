/* Large figures, to be read from across a room: three lines high, drawn as half blocks. There are only the
 * signs that a percentage is made of; others are left out. */
#include "guatu/tui/parts.h"

/* Three by five dots a sign, drawn as half blocks: three lines high. */
static const struct {
  char sign;
  unsigned char rows[5];
} large[] = {
    {'0', {7, 5, 5, 5, 7}}, {'1', {2, 6, 2, 2, 7}}, {'2', {7, 1, 7, 4, 7}}, {'3', {7, 1, 7, 1, 7}},
    {'4', {5, 5, 7, 1, 1}}, {'5', {7, 4, 7, 1, 7}}, {'6', {7, 4, 7, 5, 7}}, {'7', {7, 1, 1, 1, 1}},
    {'8', {7, 5, 7, 5, 7}}, {'9', {7, 5, 7, 1, 7}}, {'.', {0, 0, 0, 0, 4}}, {'%', {5, 1, 2, 4, 5}},
    {'-', {0, 0, 7, 0, 0}},
};

static const unsigned char *large_rows(char sign)
{
  for (size_t i = 0; i < sizeof large / sizeof *large; i++)
    if (large[i].sign == sign)
      return large[i].rows;
  return NULL;
}

int draw_large(struct area a, int row, int col, unsigned style, const char *text)
{
  static const uint32_t half[4] = {' ', 0x2584, 0x2580, 0x2588}; /* lower 1, upper 2 */
  for (; *text; text++) {
    const unsigned char *rows = large_rows(*text);
    for (int r = 0; rows && r < 3; r++)
      for (int c = 0; c < 3; c++) {
        int upper = rows[r * 2] >> (2 - c) & 1, lower = r < 2 ? rows[r * 2 + 1] >> (2 - c) & 1 : 0;
        if (upper || lower)
          area_cell(a, row + r, col + c, style, half[upper * 2 + lower]);
      }
    col += !rows ? 0 : *text == '.' ? 2 : 4;
  }
  return col;
}
