/* The parts that views are put together from: marks, bars, counts, tables. Internal to src/tui/. */
#ifndef GUATU_TUI_PARTS_H
#define GUATU_TUI_PARTS_H

#include "guatu/tui/view.h"

/* Lights from good to bad to silent: the order in which counts are shown. */
extern const enum light light_order[LIGHT_COUNT];
const char *light_glyph(enum light l, bool ascii);

/* What a bar shows: a filled share, and where the calendar says it should be. */
struct bar {
  struct ratio fill, expected;
  bool has_fill, has_expected;
};
struct bar bar_of(const struct score *s);
/* The bar of a whole pane or plan: its mean in 10^-9 against the period. */
struct bar bar_of_tally(const struct tally *t, struct ratio elapsed);
void draw_share(struct area a, int row, int col, int cols, unsigned style, const struct bar *b, bool ascii);

/* A pane's or plan's completion over its coverage: as much of the bar as has figures, and in it the filled
 * share and the tick; the rest is dots, so that a pane with 2 of 28 figures in never looks finished. */
void draw_coverage(struct area a, int row, int col, int cols, const struct tally *t, struct ratio elapsed,
                   bool ascii);

/* Which lights have their words beside their counts. */
enum wording { WORDING_TIGHT /* nor blanks */, WORDING_NONE, WORDING_CALLS, WORDING_ALL };
/* Whether a light calls for somebody to act: behind, critical, stale. */
bool light_calls(enum light l);
/* Counts per light, "★2 ●14 ◆7", only lights that occur; where the area is too narrow first
 * the blanks give way, then the good and the silent ones, and a mark says that some did. Returns the column
 * after. */
int draw_counts(struct area a, int row, int col, const size_t *counts, enum wording wording,
                const struct look *look);
/* The columns of it when nothing gives way. */
int counts_cols(const size_t *counts, enum wording wording, const struct look *look);
/* Of LIGHT_COUNT counts those that call. */
void counts_calling(const size_t *counts, size_t *calling);
/* A bar of all targets by family of lights, good to bad to silent. */
void draw_distribution(struct area a, int row, int col, int cols, const size_t *counts,
                       const struct look *look);

/* "41.3%" or "—" of a tally. */
void text_completion(struct buf *out, const struct tally *t, bool ascii);
/* "+0.6": the change of completion between two tallies in points; "" when one has none. */
void text_change(struct buf *out, const struct tally *from, const struct tally *to, bool ascii);
/* A day as the last column shows it: "6月"/"Jun" for a month end, "06-15" for another day, "2020-12" outside
 * the plan's year. */
void text_day(struct buf *out, const struct plan *p, struct date d, enum lang lang);
/* The title with DEMO where the plan is one; a pane's number and name. */
void text_pane(struct buf *out, const struct scene *s, size_t pane);

/* Numbers of the parts that are kept. */
enum { PART_IDENTITY, PART_STANDING, PART_SIDE, PART_CHART = PART_SIDE + LAYOUT_PANES, PART_ROWS };
/* What everything depends on that is kept: the version, the dates shown. */
uint64_t scene_looks(const struct scene *s);

/* Which target shows a figure that is not saved yet, or SIZE_MAX. */
size_t scene_previewed(const struct scene *s);
/* The target, with the figure being typed in it while there is one. */
const struct target *scene_shown(const struct scene *s, size_t target);
/* Whether the keys go to the rows of the open pane. */
bool scene_in_rows(const struct scene *s);

/* The columns of one pane's table. */
enum column {
  COLUMN_FIGURE,
  COLUMN_AIM,
  COLUMN_UNIT,
  COLUMN_BAR,
  COLUMN_DONE,
  COLUMN_GAP,
  COLUMN_SPARK,
  COLUMN_DATE,
  COLUMN_COUNT
};

enum { NAME_WIDEST = 64 };

/* How wide the names are: a few long ones must not take the room of all figures. */
struct names {
  size_t count, of[NAME_WIDEST + 1]; /* how many of each width, the last: or wider */
  int widest;
};

/* The widths of a list's rows, without a figure that is being typed: formatting every figure of a pane again
 * at each key would cost as much as all the rest of a picture. */
struct measured {
  bool known;
  struct look look; /* for which this holds */
  size_t top;       /* the same, where only the rows around the screen are measured */
  int mark, width[COLUMN_COUNT];
  struct names names;
};

struct table {
  int mark, name;          /* columns of the light with its blanks, and of the name */
  int width[COLUMN_COUNT]; /* 0: it has given way */
  int start[COLUMN_COUNT]; /* where it begins */
  int cols;                /* of the whole row */
  bool tight;              /* columns stand closer: "17/≥32" */
};

/* Measures the rows of the panes [first, last) and fits the columns into `cols`. */
struct table table_make(const struct scene *s, size_t first, size_t last, int cols);
void table_headings(const struct table *t, const struct scene *s, struct area a, int row);
/* One target's row as it stands; then what lies over it: whether it was searched for, whether it is under the
 * cursor (`flags`: STYLE_SELECTED, STYLE_CHOSEN or 0), and the field for a figure that is typed in it. */
void table_row(const struct table *t, const struct scene *s, struct area a, int row, size_t target);
void table_mark(const struct table *t, const struct scene *s, struct area a, int row, size_t target,
                unsigned flags);

/* The whole areas; each draws only inside its own. */
void view_header(const struct scene *s, struct area a);
void view_footer(const struct scene *s, const struct layout *l, struct area screen);
void view_side(const struct scene *s, struct area a);
void view_tabs(const struct scene *s, struct area a);
void view_wall(const struct scene *s, struct area screen, const struct layout *l);
void view_overview(const struct scene *s, struct area screen, const struct layout *l);
/* A page longer than the screen: written line by line on a canvas of its own, then shown from any line on. */
struct page {
  struct canvas canvas;
  struct area area; /* of the canvas */
  int row;          /* the next line */
};
void page_begin(struct page *p, int cols);
/* Makes `rows` lines and returns the first; the canvas grows as needed. */
int page_lines(struct page *p, int rows);
/* Writes a text in lines of at most `cols` columns, broken between words, and between any two Chinese
 * characters. */
void page_wrap(struct page *p, int col, int cols, unsigned style, const char *text);
/* How many lines it would write. */
int page_wrap_lines(int cols, const char *text);
/* Bytes of the first line of `text`: as many as fit, back to a blank when that would part a word. */
size_t wrap_bytes(const char *text, int cols);
/* A section's heading, after a blank line. */
void page_heading(struct page *p, const char *text);
/* The first line shown of `lines` in `rows` when `top` is asked for: as near as leaves no blank lines at the
 * end. */
size_t page_first(size_t top, int lines, int rows);
/* Shows it from there; then frees it. */
void page_show(struct page *p, struct area a, size_t top, const struct look *look);
/* Marks where a page of `lines` goes on beyond the area, which has it from line `first`. */
void page_ends(struct area a, int first, int lines, const struct look *look);

/* The scrolling views, and how many lines they have at this width. */
void view_detail(const struct scene *s, struct area a, size_t top);
void view_help(const struct scene *s, struct area a, size_t top);
void view_listing(const struct scene *s, struct area a, size_t top);
int view_detail_lines(const struct scene *s, int cols);
int view_help_lines(const struct scene *s, int cols);
int view_listing_lines(const struct scene *s, int cols);
/* Readings, stages and items of a target, as sections of its detail, from line `row` of the area on, which
 * may be above it; and how many lines they are. */
void detail_tables(const struct scene *s, struct area a, int row, size_t target);
int detail_tables_lines(const struct target *t);
/* The field in which a figure is typed, its caret at the cursor. */
void draw_entry(const struct scene *s, struct area a, int row, int col, int cols);
/* Large figures: digits and . % - + / : in blocks. Scale 1 is three lines high, in half blocks; every second
 * scale does without those. `full` is the whole block. Returns the column after. */
int draw_large(struct area a, int row, int col, unsigned style, const char *text, int scale, uint32_t full);
int large_lines(int scale);
int large_cols(const char *text, int scale);
/* The largest scale that fits, 0: none. */
int large_fit(const char *text, int rows, int cols, bool ascii);
/* A chart of a target's readings against its plan line. */
void draw_chart(const struct scene *s, struct area a, size_t target, unsigned style);

#endif
