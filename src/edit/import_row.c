/* One row into one figure, as an entry typed in the console would be understood. A row is never taken in
 * part, and nothing is guessed: what can be read in two ways is refused with both. */
#include <stdarg.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/entry.h"
#include "guatu/edit/import_parts.h"

/* Cells that can be no figure, day or name any more, and notes that are a text of their own: mostly the sign
 * of a wrong quotation mark far above. */
enum { CELL_MAX = 400, NOTE_MAX = 4000 };

/* What a row says, in the text's words. */
struct said {
  size_t line;
  const struct target *t;
  const char *through, *note;
  struct buf figure;
};

#define ROW_ERROR(r, s, en, zh, ...)                                                                         \
  import_error((r)->p, (s)->line, (s)->t, TR((r)->p->lang, en, zh), __VA_ARGS__)
#define ROW_SAYS(r, s, en, zh) import_error((r)->p, (s)->line, (s)->t, "%s", TR((r)->p->lang, en, zh))

bool import_error(struct problems *p, size_t line, const struct target *t, const char *format, ...)
{
  struct buf text = {0};
  va_list args;
  va_start(args, format);
  buf_vprintf(&text, format, args);
  va_end(args);
  (void)problem_at(p, line, "%s%s%s", t != NULL ? t->id : "", t != NULL ? ": " : "", text.data);
  buf_release(&text);
  return false;
}

/* ---- the target of a row ---- */

static bool unknown_target(struct import_reader *r, const struct said *s, const char *word)
{
  struct buf near = {0}, shown = {0};
  cells_say(&shown, word);
  names_suggest(&r->names, word, &near);
  if (near.len > 0)
    ROW_ERROR(r, s, "there is no target \"%s\"; near it: %s", "没有目标“%s”；相近的有：%s", shown.data,
              near.data);
  else
    ROW_ERROR(r, s, "there is no target \"%s\"; give its id, or its whole name",
              "没有目标“%s”；请填写编号或完整名称", shown.data);
  buf_release(&near);
  buf_release(&shown);
  return false;
}

/* The first cell that tells a target decides; one beside it may be a name in other words, but must not be
 * another target. */
static bool find_target(struct import_reader *r, struct said *s, const struct cells *row)
{
  const char *unknown = NULL, *shared = NULL;
  const struct target *one = NULL, *two = NULL, *found = NULL;
  for (size_t i = 0; i < r->columns.target_count; i++) {
    const struct target *other;
    struct buf word = {0};
    const char *cell = cells_at(row, r->columns.targets[i]);
    if (cell[0] == '\0')
      continue;
    text_clean(&word, cell, strlen(cell));
    const struct target *t = names_find(&r->names, word.data, &other);
    buf_release(&word);
    unknown = unknown == NULL && t == NULL ? cell : unknown;
    if (other != NULL) {
      shared = cell;
      one = t;
      two = other;
    } else if (t != NULL && found != NULL && t != found) {
      return ROW_ERROR(r, s, "the row names two targets, %s and %s", "该行写了两个目标：%s 和 %s", found->id,
                       t->id);
    } else if (t != NULL) {
      found = t;
    }
  }
  s->t = found;
  if (found != NULL)
    return true;
  if (shared != NULL)
    return ROW_ERROR(r, s, "\"%s\" is the name of %s and of %s: give the id",
                     "“%s”是 %s 和 %s 共同的名称：请填写编号", shared, one->id, two->id);
  if (unknown != NULL)
    return unknown_target(r, s, unknown);
  return ROW_SAYS(r, s, "a figure without a target", "有数值而没有目标");
}

/* ---- the figure of a row ---- */

static const char *cell_of(const struct import_reader *r, const struct cells *row,
                           enum import_column_kind kind)
{
  return r->columns.at[kind] == COLUMN_NONE ? "" : cells_at(row, r->columns.at[kind]);
}

/* Whether a count is one; the entry grammar would take "5 # a" for a figure with a note. */
static bool is_count(const char *cell)
{
  struct buf narrow = {0};
  bool good =
      entry_narrow(&narrow, cell, strlen(cell)) && narrow.data[strspn(narrow.data, "0123456789, ")] == '\0';
  buf_release(&narrow);
  return good;
}

/* The figure's words: the cell, or "count/of". */
static bool find_figure(struct import_reader *r, struct said *s, const struct cells *row)
{
  const char *value = cell_of(r, row, IMPORT_VALUE);
  const char *count = cell_of(r, row, IMPORT_COUNT), *of = cell_of(r, row, IMPORT_OF);
  if (count[0] == '\0' && of[0] == '\0') {
    buf_puts(&s->figure, value);
    return true;
  }
  if (value[0] != '\0')
    return ROW_SAYS(r, s, "a figure and a count in one row: keep one of them",
                    "同一行既有数值又有已完成数/总数：请只保留一种");
  if (count[0] == '\0' || of[0] == '\0')
    return ROW_SAYS(r, s, "how many of how many: one of the two is blank", "已完成数与总数须同时填写");
  if (!is_count(count) || !is_count(of))
    return ROW_ERROR(r, s, "\"%s\" of \"%s\": give two whole numbers", "“%s”/“%s”：请填写两个整数", count,
                     of);
  buf_printf(&s->figure, "%s/%s", count, of);
  return true;
}

/* The day in the row's own column, or else what rows without one get. *own says whether it is the row's. */
static bool find_day(struct import_reader *r, const struct said *s, struct date *day, bool *own)
{
  int of_month;
  *own = s->through[0] != '\0';
  if (!*own) {
    *day = r->ask->through != NULL ? *r->ask->through : target_report_day(r->ask->plan, s->t, r->ask->today);
    return true;
  }
  if (!entry_day_of(r->ask->plan, s->t, s->through, day))
    return ROW_ERROR(r, s, "\"%s\" is not a day: write 2021-06-30, 2021-06 or 6",
                     "“%s”不是日期：应写作 2021-06-30、2021-06 或 6", s->through);
  date_civil(*day, NULL, NULL, &of_month);
  if (of_month == 1) /* what spreadsheets make of 2021-06 */
    (void)problem_note(r->p, PROBLEM_WARNING, s->line,
                       TR(r->p->lang, "%s: \"%s\" is the first day of a month: is its end meant?",
                          "%s: “%s”是月初第一天：是否指当月月末？"),
                       s->t->id, s->through);
  return true;
}

static bool find_note(struct import_reader *r, const struct said *s, struct reading *reading)
{
  struct problems q = {.lang = r->p->lang};
  if (s->note[0] != '\0' && reading->note[0] != '\0')
    return ROW_SAYS(r, s, "two notes, one of them behind the figure: keep one",
                    "有两个说明（其一在数值之后）：请只保留一个");
  if (s->note[0] != '\0' && entry_note(s->note, strlen(s->note), &r->out->arena, &reading->note, &q) != OK)
    import_error(r->p, s->line, s->t, "%s", problems_first(&q));
  else if (reading->note[0] == '\0' && r->ask->note != NULL)
    reading->note = r->ask->note;
  bool good = q.errors == 0;
  problems_release(&q);
  return good;
}

/* Growth is written with its sign, and so is what may be below zero: that is no change of the last figure. */
static bool is_change(const struct said *s, const struct reading *reading)
{
  struct buf narrow = {0};
  (void)entry_narrow(&narrow, s->figure.data, s->figure.len);
  char sign = narrow.data[0];
  buf_release(&narrow);
  return s->t->kind != KIND_RATE && (sign == '+' || (sign == '-' && reading->value.micros >= 0));
}

static void add_row(struct import_reader *r, const struct said *s, const struct reading *reading)
{
  struct import *im = r->out;
  if (im->count == r->cap) {
    r->cap = r->cap > 0 ? r->cap * 2 : 64;
    im->rows = mem_resize(im->rows, r->cap, sizeof *im->rows);
  }
  bool there = entry_is_there(s->t, reading);
  im->unchanged += there;
  im->rows[im->count++] = (struct import_row){
      .line = s->line, .target = s->t, .reading = *reading, .there = there, .adds = is_change(s, reading)};
}

/* What entry_parse had to say, with the cell where it does not show it itself. */
static void refuse_figure(struct import_reader *r, const struct said *s, const char *why)
{
  struct buf cell = {0};
  buf_puts(&cell, TR(r->p->lang, "\"", "“"));
  cells_say(&cell, s->figure.data);
  buf_puts(&cell, TR(r->p->lang, "\"", "”"));
  bool told = strstr(why, cell.data) != NULL;
  import_error(r->p, s->line, s->t, "%s%s%s", told ? "" : cell.data, told ? "" : TR(r->p->lang, ": ", "："),
               why);
  buf_release(&cell);
}

static void take_figure(struct import_reader *r, const struct said *s)
{
  struct problems q = {.lang = r->p->lang};
  struct reading reading;
  struct date day;
  bool own;
  if (!find_day(r, s, &day, &own))
    return;
  if (entry_parse(r->ask->plan, s->t, s->figure.data, day, r->ask->today, &r->out->arena, &reading, &q) != OK)
    refuse_figure(r, s, problems_first(&q));
  else if (own && date_cmp(reading.through, day) != 0)
    ROW_ERROR(r, s, "two days: \"%s\", and another one in \"%s\"", "有两个日期：“%s”与“%s”中的不同",
              s->through, s->figure.data);
  else if (find_note(r, s, &reading))
    add_row(r, s, &reading);
  problems_release(&q);
}

/* ---- the row ---- */

/* A line that is one cell, and would be a target and more with another separator. */
static bool is_parted_otherwise(struct import_reader *r, const struct said *s, const struct cells *row)
{
  const char *line = cells_at(row, 0), *by = NULL;
  for (int i = 0; i < SEPARATORS && by == NULL && row->count == 1; i++) {
    const char *end = i != (int)r->separator ? strstr(line, import_separators[i]) : NULL;
    const struct target *other;
    struct buf first = {0};
    buf_add(&first, line, end != NULL ? (size_t)(end - line) : 0);
    if (end != NULL && names_find(&r->names, first.data, &other) != NULL)
      by = import_separators[i];
    buf_release(&first);
  }
  if (by == NULL)
    return false;
  const char *tab = TR(r->p->lang, "tab", "制表符"), *header = import_separators[r->separator];
  ROW_ERROR(r, s, "the cells are parted by \"%s\" here, and by \"%s\" in the header",
            "该行以“%s”分隔，而首行以“%s”分隔", by[0] == '\t' ? tab : by, header[0] == '\t' ? tab : header);
  return true;
}

/* "2,100" without quotation marks is two cells, and 2 a figure that looks right. */
static bool is_too_wide(struct import_reader *r, const struct said *s, const struct cells *row)
{
  for (size_t i = r->columns.count; i < row->count; i++) {
    if (cells_at(row, i)[0] == '\0')
      continue;
    return !ROW_ERROR(
        r, s, "more cells than the %zu of the header: put a cell with \"%s\" in it in quotation marks",
        "单元格多于首行的 %zu 个：含“%s”的单元格请加引号", r->columns.count, import_separators[r->separator]);
  }
  return false;
}

static bool fits(struct import_reader *r, const struct said *s, const struct cells *row)
{
  for (int kind = 0; kind < IMPORT_COLUMNS; kind++) {
    size_t most = kind == IMPORT_NOTE ? NOTE_MAX : CELL_MAX;
    const char *cell = cell_of(r, row, (enum import_column_kind)kind);
    struct buf shown = {0};
    bool good = strlen(cell) <= most;
    cells_say(&shown, cell);
    if (!good)
      ROW_ERROR(r, s, "a cell of %zu bytes, more than %zu: \"%s\"", "单元格有 %zu 字节，超过 %zu：“%s”",
                strlen(cell), most, shown.data);
    buf_release(&shown);
    if (!good)
      return false;
  }
  return true;
}

void import_take_row(struct import_reader *r, const struct cells *row)
{
  struct said s = {
      .line = row->line, .through = cell_of(r, row, IMPORT_THROUGH), .note = cell_of(r, row, IMPORT_NOTE)};
  if (cell_of(r, row, IMPORT_VALUE)[0] == '\0' && cell_of(r, row, IMPORT_COUNT)[0] == '\0' &&
      cell_of(r, row, IMPORT_OF)[0] == '\0') {
    r->out->blank += !is_parted_otherwise(r, &s, row);
    return;
  }
  if (!is_too_wide(r, &s, row) && fits(r, &s, row) && find_target(r, &s, row) && find_figure(r, &s, row))
    take_figure(r, &s);
  buf_release(&s.figure);
}
