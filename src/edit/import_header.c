/* Which column is which, by the names in the first row. A name that is only near a known one is asked about:
 * a day or a note that is left out because of a slip would go unnoticed. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/entry.h"
#include "guatu/edit/import_parts.h"

const struct import_column import_columns[IMPORT_COLUMNS] = {
    [IMPORT_TARGET] = {{"the target: its id, or its name in either language", "目标：编号，或任一语言的名称"},
                       {"target", "id", "name", "目标", "指标", "编号", "名称", "指标编号", "指标名称",
                        "目标编号", "目标名称"}},
    [IMPORT_VALUE] = {{"the figure, typed as in the console", "数值：写法与录入时相同"},
                      {"value", "figure", "数值", "实际", "实际值", "完成值", "完成数"}},
    [IMPORT_THROUGH] = {{"the day that the figure covers data up to", "数据截至日"},
                        {"through", "date", "day", "month", "截至", "截止", "日期", "月份", "截至日期",
                         "截止日期"}},
    [IMPORT_NOTE] = {{"a note kept with the figure", "随数据保存的说明"}, {"note", "remark", "备注", "说明"}},
    [IMPORT_COUNT] = {{"with the next one in place of the figure: how many are done",
                       "与下一列一起代替数值：已完成的个数"},
                      {"count", "已完成"}},
    [IMPORT_OF] = {{"of how many", "总数"}, {"of", "总数", "总量"}},
};

enum { NAMED_MAX = 8 };

/* A header's cell as the table has it: narrow and in small letters. */
static void fold(struct buf *out, const char *cell)
{
  buf_clear(out);
  buf_puts(out, "");
  (void)entry_narrow(out, cell, strlen(cell));
  for (size_t i = 0; i < out->len; i++)
    if (out->data[i] >= 'A' && out->data[i] <= 'Z')
      out->data[i] = (char)(out->data[i] + ('a' - 'A'));
}

static bool is_called(int kind, const char *name)
{
  for (const char *const *known = import_columns[kind].names; *known != NULL; known++)
    if (strcmp(*known, name) == 0)
      return true;
  return false;
}

/* IMPORT_COLUMNS when no column is called so. */
static enum import_column_kind column_kind(const char *cell)
{
  struct buf name = {0};
  int kind = 0;
  fold(&name, cell);
  while (kind < IMPORT_COLUMNS && !is_called(kind, name.data))
    kind++;
  buf_release(&name);
  return (enum import_column_kind)kind;
}

/* ---- the separator ---- */

struct trial {
  size_t known, cells;
};

static bool try_row(void *context, const struct cells *row)
{
  struct trial *t = context;
  t->cells = row->count;
  for (size_t i = 0; i < row->count; i++)
    t->known += column_kind(cells_at(row, i)) != IMPORT_COLUMNS;
  return false;
}

enum import_separator columns_separator(const char *text, size_t len, bool paste)
{
  struct trial best = {0};
  enum import_separator found = SEPARATOR_COMMA;
  if (paste && len > 0 && memchr(text, '\t', len) != NULL)
    return SEPARATOR_TAB; /* a spreadsheet's clipboard; its figures may have commas */
  for (int s = 0; s < SEPARATORS; s++) {
    struct trial t = {0};
    cells_read(text, len, (enum import_separator)s, try_row, &t, NULL);
    if (t.known > best.known || (t.known == best.known && t.cells > best.cells)) {
      best = t;
      found = (enum import_separator)s;
    }
  }
  return found;
}

bool columns_any(const struct cells *header)
{
  struct trial t = {0};
  (void)try_row(&t, header);
  return t.known > 0;
}

/* ---- the columns ---- */

/* The cells for which `wanted` says so, for a message. */
static void list_cells(struct buf *out, const struct cells *header, const bool *wanted, enum lang lang)
{
  size_t named = 0, left = 0;
  buf_puts(out, "");
  for (size_t i = 0; i < header->count; i++) {
    if (cells_at(header, i)[0] == '\0' || (wanted != NULL && !wanted[i]))
      continue;
    if (named == NAMED_MAX) {
      left++;
      continue;
    }
    buf_puts(out, named++ > 0 ? TR(lang, ", ", "、") : "");
    buf_puts(out, TR(lang, "\"", "“"));
    cells_say(out, cells_at(header, i));
    buf_puts(out, TR(lang, "\"", "”"));
  }
  if (left > 0)
    buf_printf(out, TR(lang, " and %zu more", "等（另有%zu列）"), left);
}

static void missing(const struct cells *header, struct problems *p, const char *en, const char *zh)
{
  struct buf there = {0};
  list_cells(&there, header, NULL, p->lang);
  (void)problem_at(p, header->line, TR(p->lang, "%s; there are: %s", "%s；现有：%s"), TR(p->lang, en, zh),
                   there.data);
  buf_release(&there);
}

static void twice(const struct cells *header, size_t first, size_t second, struct problems *p)
{
  struct buf a = {0}, b = {0};
  cells_say(&a, cells_at(header, first));
  cells_say(&b, cells_at(header, second));
  (void)problem_at(p, header->line,
                   TR(p->lang, "columns \"%s\" and \"%s\" are about the same: keep one of them",
                      "“%s”和“%s”两列含义相同：请只保留一列"),
                   a.data, b.data);
  buf_release(&a);
  buf_release(&b);
}

static void place(struct columns *c, const struct cells *header, size_t i, bool *ignored, struct problems *p)
{
  enum import_column_kind kind = column_kind(cells_at(header, i));
  ignored[i] = kind == IMPORT_COLUMNS && cells_at(header, i)[0] != '\0';
  if (kind == IMPORT_COLUMNS)
    return;
  if (kind == IMPORT_TARGET && c->target_count < IMPORT_NAMES_MAX)
    c->targets[c->target_count++] = i;
  if (c->at[kind] == COLUMN_NONE)
    c->at[kind] = i;
  else if (kind != IMPORT_TARGET)
    twice(header, c->at[kind], i, p);
}

/* Counts stand in place of a figure: where there is one, half a pair is a column like any other. */
static void drop_half_pair(struct columns *c, bool *ignored)
{
  size_t *count = &c->at[IMPORT_COUNT], *of = &c->at[IMPORT_OF];
  if (c->at[IMPORT_VALUE] == COLUMN_NONE || (*count == COLUMN_NONE) == (*of == COLUMN_NONE))
    return;
  ignored[*count != COLUMN_NONE ? *count : *of] = true;
  *count = *of = COLUMN_NONE;
}

/* Asks about a name near one of a column that is not there; one that is there needs no second guess. */
static void ask_near(const struct columns *c, const struct cells *header, size_t i, struct problems *p)
{
  struct buf name = {0}, shown = {0};
  const char *near = NULL;
  fold(&name, cells_at(header, i));
  for (int kind = 0; kind < IMPORT_COLUMNS && near == NULL; kind++) {
    bool counts = kind == IMPORT_COUNT || kind == IMPORT_OF;
    size_t names = 0;
    while (import_columns[kind].names[names] != NULL)
      names++;
    if (c->at[kind] == COLUMN_NONE && !(counts && c->at[IMPORT_VALUE] != COLUMN_NONE))
      near = text_nearest(name.data, import_columns[kind].names, names);
  }
  cells_say(&shown, cells_at(header, i));
  if (near != NULL)
    (void)problem_at(
        p, header->line,
        TR(p->lang, "no column is called \"%s\"; did you mean \"%s\"?", "没有名为“%s”的列；是不是“%s”？"),
        shown.data, near);
  buf_release(&name);
  buf_release(&shown);
}

static void check_needed(const struct columns *c, const struct cells *header, struct problems *p)
{
  if (!columns_any(header)) {
    missing(header, p, "the first line names no column; it says what stands where, such as target,value",
            "首行没有列名；首行应说明各列内容，例如 目标,数值");
    return;
  }
  if (c->at[IMPORT_TARGET] == COLUMN_NONE)
    missing(header, p, "no column names the target: call one target, id or name (目标, 编号, 指标名称)",
            "没有指明目标的列：请将一列命名为 目标、编号或指标名称（target、id、name）");
  if (c->at[IMPORT_VALUE] != COLUMN_NONE)
    return;
  bool count = c->at[IMPORT_COUNT] != COLUMN_NONE, of = c->at[IMPORT_OF] != COLUMN_NONE;
  if (!count && !of)
    missing(header, p, "no column has the figures: call one value or figure (数值, 实际, 完成值)",
            "没有数值列：请将一列命名为 数值、实际或完成值（value、figure）");
  else if (!of)
    missing(header, p, "how many are done says nothing without the whole: add a column of (总数)",
            "只有已完成数而没有总数：请加一列 总数（of）");
  else if (!count)
    missing(header, p, "the whole says nothing without how many are done: add a column count (已完成)",
            "只有总数而没有已完成数：请加一列 已完成（count）");
}

bool columns_find(struct columns *c, const struct cells *header, struct problems *p)
{
  size_t errors = p->errors;
  *c = (struct columns){0};
  for (int kind = 0; kind < IMPORT_COLUMNS; kind++)
    c->at[kind] = COLUMN_NONE;
  bool *ignored = mem_alloc((header->count + 1) * sizeof *ignored);
  for (size_t i = 0; i < header->count; i++)
    place(c, header, i, ignored, p);
  drop_half_pair(c, ignored);
  size_t unknown = 0;
  for (size_t i = 0; i < header->count; i++) {
    unknown += ignored[i];
    c->count = cells_at(header, i)[0] != '\0' ? i + 1 : c->count;
    if (ignored[i] && column_kind(cells_at(header, i)) == IMPORT_COLUMNS)
      ask_near(c, header, i, p);
  }
  if (p->errors == errors)
    check_needed(c, header, p);
  if (p->errors == errors && unknown > 0) {
    struct buf names = {0};
    list_cells(&names, header, ignored, p->lang);
    (void)problem_note(p, PROBLEM_WARNING, header->line,
                       TR(p->lang, "columns that are not known are left out: %s", "以下列未识别，已忽略：%s"),
                       names.data);
    buf_release(&names);
  }
  free(ignored);
  return p->errors == errors;
}
