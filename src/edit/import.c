/* All rows of a text. When they are understood one by one (import_row.c), rows of one target are held against
 * each other: the same day twice, a "+5" after a new figure, doubts. */
#include "guatu/edit/import.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/entry.h"
#include "guatu/edit/import_parts.h"

/* After so many the file is the wrong one. */
enum { ERRORS_MAX = 10000 };

/* ---- all rows ---- */

/* Two columns pasted without a header: the first tells a target. */
static bool is_headless(struct import_reader *r, const struct cells *row)
{
  const struct target *other;
  if (!r->ask->paste || row->count != 2 || columns_any(row))
    return false;
  return names_find(&r->names, cells_at(row, 0), &other) != NULL;
}

static bool read_row(void *context, const struct cells *row)
{
  struct import_reader *r = context;
  if (!r->has_header) {
    r->has_header = true;
    if (!is_headless(r, row))
      return columns_find(&r->columns, row, r->p);
    r->columns = (struct columns){.target_count = 1, .count = 2};
    for (int kind = 0; kind < IMPORT_COLUMNS; kind++)
      r->columns.at[kind] = COLUMN_NONE;
    r->columns.at[IMPORT_TARGET] = 0;
    r->columns.at[IMPORT_VALUE] = 1;
  }
  import_take_row(r, row);
  if (r->p->errors - r->errors < ERRORS_MAX)
    return true;
  (void)problem_note(r->p, PROBLEM_NOTE, row->line, "%s",
                     TR(r->p->lang, "too many errors; the rest was not read", "错误太多，其余部分未读"));
  return false;
}

/* ---- rows against each other ---- */

static int by_target_and_day(const void *a, const void *b, void *rows)
{
  const struct import_row *x = (const struct import_row *)rows + *(const size_t *)a;
  const struct import_row *y = (const struct import_row *)rows + *(const size_t *)b;
  if (x->target != y->target)
    return x->target < y->target ? -1 : 1;
  int order = date_cmp(x->reading.through, y->reading.through);
  return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void put_in_order(struct import *im)
{
  im->order = mem_resize(NULL, im->count + 1, sizeof *im->order);
  for (size_t i = 0; i < im->count; i++)
    im->order[i] = i;
  if (im->count > 1)
    qsort_r(im->order, im->count, sizeof *im->order, by_target_and_day, im->rows);
}

static void check_pair(struct import_reader *r, const struct import_row *before, const struct import_row *row)
{
  char day[16];
  const struct target *t = row->target;
  if (before->target != t)
    return;
  if (date_cmp(before->reading.through, row->reading.through) == 0) {
    import_error(r->p, row->line, t,
                 TR(r->p->lang, "line %zu has a figure for %s too: keep one of them",
                    "第 %zu 行也有 %s 的数：请只保留一个"),
                 before->line, date_format(row->reading.through, day, sizeof day));
    return;
  }
  const struct reading *base = target_effective(t, row->reading.through);
  if (row->adds && !before->there && base != NULL && date_cmp(before->reading.through, base->through) >= 0)
    import_error(r->p, row->line, t,
                 TR(r->p->lang,
                    "the change would be added to the plan's figure, and line %zu has a newer one: type the "
                    "whole figure",
                    "增减以计划中的数为基数，而第 %zu 行另有更新的数：请填写完整的数"),
                 before->line);
}

static void ask(void *context, size_t row, const struct target *before, const struct target *after)
{
  struct import_reader *r = context;
  const struct import_row *one = &r->out->rows[row];
  struct buf doubts = {0};
  char *rest = NULL;
  (void)after;
  if (entry_doubts(r->ask->plan, before, &one->reading, r->p->lang, &doubts) > 0)
    for (char *line = strtok_r(doubts.data, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
      (void)problem_note(r->p, PROBLEM_WARNING, one->line, "%s: %s", one->target->id, line);
  buf_release(&doubts);
}

/* The readings that are entered already, of the target that rows are walked of. */
struct entered_list {
  struct reading *list;
  size_t count, next; /* next: of the plan's readings, the first after the last day that was entered */
};

static void begin_target(struct entered_list *e, const struct import *im, size_t first)
{
  const struct target *t = im->rows[im->order[first]].target;
  size_t last = first;
  while (last < im->count && im->rows[im->order[last]].target == t)
    last++;
  e->list = mem_resize(e->list, t->reading_count + (last - first), sizeof *e->list);
  e->count = e->next = 0;
}

/* The target with all rows until this one, which comes after them. The list of what was entered grows, the
 * plan's readings after it are where they are: a row costs the same in the longest list. */
static struct target enter_row(struct entered_list *e, const struct import_row *row)
{
  const struct target *t = row->target;
  struct target after = target_with(t, &row->reading);
  size_t rest = t->reading_count - (after.reading_count - after.at - 1);
  for (; e->next < after.at; e->next++)
    e->list[e->count++] = t->readings[e->next];
  e->next = rest;
  after.readings = e->list;
  after.at = e->count;
  after.reading_count = e->count + 1 + (t->reading_count - rest);
  e->list[e->count++] = row->reading;
  return after;
}

void import_walk(const struct import *im,
                 void (*step)(void *context, size_t row, const struct target *before,
                              const struct target *after),
                 void *context)
{
  struct entered_list entered = {0};
  struct target before = {0};
  const struct target *of = NULL;
  for (size_t i = 0; i < im->count; i++) {
    const struct import_row *row = &im->rows[im->order[i]];
    if (row->there)
      continue;
    if (row->target != of) {
      before = *row->target;
      begin_target(&entered, im, i);
    }
    of = row->target;
    struct target after = enter_row(&entered, row);
    step(context, im->order[i], &before, &after);
    before = after;
  }
  free(entered.list);
}

/* ---- the text ---- */

/* Refuses what is no text, or not ours, with the way out. */
static bool check_text(const char *text, size_t len, struct problems *p)
{
  size_t line, column, wrong = text_invalid(text, len);
  const char *nul = memchr(text, '\0', len);
  if (nul != NULL && (size_t)(nul - text) < wrong)
    wrong = (size_t)(nul - text);
  if (wrong == len)
    return true;
  problem_place(text, len, wrong, &line, &column);
  bool workbook = len > 3 && memcmp(text, "PK\3\4", 4) == 0;
  bool wide = len > 1 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
  const char *what = workbook ? TR(p->lang, "this is a workbook", "这是工作簿文件")
                     : wide   ? TR(p->lang, "this is UTF-16", "这是UTF-16编码")
                     : nul    ? TR(p->lang, "here is a NUL byte", "此处有空字节（NUL）")
                           : TR(p->lang, "this is not UTF-8, perhaps GBK", "不是UTF-8编码，可能是GBK");
  (void)problem_at(p, line,
                   TR(p->lang,
                      "%s: in Excel or WPS choose Save As and the type \"CSV UTF-8 (Comma delimited)\"",
                      "%s：请在Excel或WPS中另存为“CSV UTF-8（逗号分隔）”"),
                   what);
  return false;
}

enum err import_read(struct import *out, const char *text, size_t len, const struct import_ask *how,
                     struct problems *p)
{
  struct import_reader r = {.ask = how, .out = out, .p = p, .errors = p->errors};
  *out = (struct import){0};
  if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) { /* as Excel marks UTF-8 */
    text += 3;
    len -= 3;
  }
  if (!check_text(text, len, p))
    return ERR_NO;
  names_init(&r.names, how->plan);
  r.separator = columns_separator(text, len, how->paste);
  cells_read(text, len, r.separator, read_row, &r, p);
  if (!r.has_header && p->errors == r.errors)
    (void)problem_at(p, 1, "%s",
                     TR(p->lang,
                        "nothing is in it; the first line says what stands where, such as target,value",
                        "内容为空；首行应说明各列内容，例如 目标,数值"));
  put_in_order(out);
  for (size_t i = 1; i < out->count; i++)
    check_pair(&r, &out->rows[out->order[i - 1]], &out->rows[out->order[i]]);
  if (p->errors == r.errors)
    import_walk(out, ask, &r);
  problems_sort(p);
  names_release(&r.names);
  return p->errors == r.errors ? OK : ERR_NO;
}

void import_release(struct import *im)
{
  arena_free(&im->arena);
  free(im->rows);
  free(im->order);
  *im = (struct import){0};
}
