/* How many targets show each light, as text and as a bar. This is the headline of a plan and of a pane: what
 * is behind stands out by a mark of its own and is the last to give way, and what nobody reported is as long
 * in the bar as it is in the plan. */
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/parts.h"

const enum light light_order[LIGHT_COUNT] = {
    LIGHT_DONE,     LIGHT_DONE_LATE,      LIGHT_AHEAD,     LIGHT_ON_TRACK, LIGHT_BEHIND,
    LIGHT_CRITICAL, LIGHT_CEILING_BROKEN, LIGHT_MISSED,    LIGHT_STALE,    LIGHT_NO_DATA,
    LIGHT_WAIVED,   LIGHT_NOT_STARTED,    LIGHT_CANCELLED,
};

/* Which counts give way first where there is no room for all: never a bad one before a good one. */
static const enum light giving[LIGHT_COUNT] = {
    LIGHT_CANCELLED, LIGHT_NOT_STARTED, LIGHT_WAIVED,         LIGHT_DONE_LATE, LIGHT_DONE,
    LIGHT_AHEAD,     LIGHT_ON_TRACK,    LIGHT_NO_DATA,        LIGHT_STALE,     LIGHT_BEHIND,
    LIGHT_MISSED,    LIGHT_CRITICAL,    LIGHT_CEILING_BROKEN,
};

/* ---- as text ---- */

bool light_calls(enum light l)
{
  enum role role = light_role(l);
  return role == ROLE_BEHIND || role == ROLE_CRITICAL || role == ROLE_STALE;
}

/* The light's name, where the wording asks for it; NULL: no name. */
static const char *count_name(enum light l, enum wording wording, const struct look *look)
{
  /* A stale figure is not a state to note but a report to make. */
  static const struct words stale = {"Stale: report", "陈旧待报"};
  if (wording != WORDING_ALL && (wording != WORDING_CALLS || !light_calls(l)))
    return NULL;
  return words_in(l == LIGHT_STALE ? &stale : &light_words[l].name, look->lang);
}

/* "■4", or "■4 严重滞后". */
static void text_count(struct buf *out, enum light l, size_t count, enum wording wording,
                       const struct look *look)
{
  const char *name = count_name(l, wording, look);
  buf_puts(out, light_glyph(l, look->ascii));
  buf_number(out, count);
  if (name) {
    buf_putc(out, ' ');
    buf_puts(out, name);
  }
}

/* Blanks between two counts; on a narrow line the signs alone part them. */
static int blanks(enum wording wording)
{
  return wording == WORDING_TIGHT ? 0 : wording == WORDING_NONE ? 1 : 2;
}

/* Of text_count; asked many times until a line fits. */
static int count_cols(enum light l, size_t count, enum wording wording, const struct look *look)
{
  const char *name = count_name(l, wording, look);
  int cols = text_cols(light_glyph(l, look->ascii)) + (name ? 1 + text_cols(name) : 0);
  for (cols++; count > 9; count /= 10)
    cols++;
  return cols;
}

int counts_cols(const size_t *counts, enum wording wording, const struct look *look)
{
  int cols = 0;
  for (int l = 0; l < LIGHT_COUNT; l++)
    if (counts[l] > 0)
      cols += (cols > 0 ? blanks(wording) : 0) + count_cols((enum light)l, counts[l], wording, look);
  return cols;
}

/* Takes counts away until the others fit into `room`, with the mark that says so: the mark gives way only to
 * what is critical. Returns whether any had to go. */
static bool fit_counts(size_t *shown, int room, enum wording wording, const struct look *look)
{
  enum { MARK = 2, ALARMS = 3 };
  bool cut = false;
  for (int i = 0; i < LIGHT_COUNT; i++) {
    int mark = cut && i < LIGHT_COUNT - ALARMS ? MARK : 0;
    if (counts_cols(shown, wording, look) + mark <= room)
      break;
    cut = cut || shown[giving[i]] > 0;
    shown[giving[i]] = 0;
  }
  return cut;
}

int draw_counts(struct area a, int row, int col, const size_t *counts, enum wording wording,
                const struct look *look)
{
  size_t shown[LIGHT_COUNT];
  int start = col;
  memcpy(shown, counts, sizeof shown);
  if (counts_cols(shown, wording, look) > a.cols - col)
    wording = WORDING_TIGHT;
  bool cut = fit_counts(shown, a.cols - col, wording, look);
  for (int i = 0; i < LIGHT_COUNT; i++) {
    enum light l = light_order[i];
    struct buf text = {0};
    if (shown[l] == 0)
      continue;
    text_count(&text, l, shown[l], wording, look);
    enum role role = light_role(l);
    if (col > start)
      col += blanks(wording);
    if (role == ROLE_CRITICAL) {
      role = ROLE_ALARM;
      if (wording != WORDING_TIGHT) /* the blanks beside it make it a slab */
        area_fill(a, row, col - 1, 1, text_cols(text.data) + 2, role);
    }
    col = area_put(a, row, col, role, text.data);
    buf_release(&text);
  }
  if (cut && col + 2 <= a.cols) {
    area_cell(a, row, col + 1, ROLE_DIM, look->ascii ? '~' : 0x2026);
    col += 2;
  }
  return col;
}

void counts_calling(const size_t *counts, size_t *calling)
{
  for (int l = 0; l < LIGHT_COUNT; l++)
    calling[l] = light_calls((enum light)l) ? counts[l] : 0;
}

/* ---- as a bar ---- */

enum { FAMILIES = 7 };

/* The families of lights, good to bad to silent. Where there are no colours to tell segments apart, each is
 * filled with its light's sign. */
static const struct family {
  enum role role;
  uint32_t fill;
  enum light sign;
} families[FAMILIES] = {
    {ROLE_DONE, 0x2588, LIGHT_DONE},         {ROLE_AHEAD, 0x2588, LIGHT_AHEAD},
    {ROLE_ON_TRACK, 0x2588, LIGHT_ON_TRACK}, {ROLE_BEHIND, 0x2588, LIGHT_BEHIND},
    {ROLE_CRITICAL, 0x2588, LIGHT_CRITICAL}, {ROLE_STALE, 0x2588, LIGHT_STALE},
    {ROLE_SILENT, 0x2591, LIGHT_NO_DATA},
};

/* Shares `cols` cells out: as near to the counts as whole cells come, and none that occurs without a cell. */
static void share_cells(const size_t *counts, size_t total, int cols, int *cells)
{
  int sum = 0;
  for (int i = 0; i < FAMILIES; i++) {
    cells[i] = (int)((int128)counts[i] * cols / (int128)total);
    if (counts[i] > 0 && cells[i] == 0)
      cells[i] = 1;
    sum += cells[i];
  }
  while (sum != cols) {
    int by = sum < cols ? 1 : -1, best = -1;
    int128 most = 0;
    for (int i = 0; i < FAMILIES; i++) {
      int128 lack = ((int128)counts[i] * cols - (int128)cells[i] * (int128)total) * by;
      if (counts[i] > 0 && cells[i] + by > 0 && (best < 0 || lack > most)) {
        best = i;
        most = lack;
      }
    }
    if (best < 0)
      return; /* fewer cells than families */
    cells[best] += by;
    sum += by;
  }
}

void draw_distribution(struct area a, int row, int col, int cols, const size_t *counts,
                       const struct look *look)
{
  size_t sums[FAMILIES] = {0}, total = 0;
  int cells[FAMILIES], end = col + cols;
  for (int l = 0; l < LIGHT_COUNT; l++)
    for (int i = 0; i < FAMILIES && l != LIGHT_CANCELLED; i++)
      if (light_role((enum light)l) == families[i].role) {
        sums[i] += counts[l];
        total += counts[l];
      }
  if (total == 0 || cols < 1)
    return;
  share_cells(sums, total, cols, cells);
  for (int i = 0; i < FAMILIES; i++) {
    uint32_t fill = families[i].fill;
    if (look->ascii || look->mono) {
      const char *sign = light_glyph(families[i].sign, look->ascii);
      (void)text_decode(sign, strlen(sign), &fill, NULL);
    }
    for (int k = 0; k < cells[i] && col < end; k++)
      area_cell(a, row, col++, families[i].role, fill);
  }
}
