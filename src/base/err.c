/* Problems in words, with their places. Messages are kept as they were given and cleaned only when printed,
 * because a cleaned text could not be searched for, while nothing that was read from a file may ever reach a
 * terminal as it is. */
#include "guatu/base/err.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/base/print.h"
#include "guatu/base/text.h"

#define MESSAGE_COLS 1000

__attribute__((format(printf, 4, 0))) static void
problem_vadd(struct problems *p, enum problem_level level, size_t offset, const char *format, va_list args)
{
  struct buf text = {0};

  buf_vprintf(&text, format, args);
  p->list = mem_resize(p->list, p->count + 1, sizeof *p->list);
  p->list[p->count++] = (struct problem){.level = level, .offset = offset, .text = text.data};
  p->errors += level == PROBLEM_ERROR;
}

enum err problem_at(struct problems *p, size_t offset, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  problem_vadd(p, PROBLEM_ERROR, offset, format, args);
  va_end(args);
  return ERR_NO;
}

enum err problem_note(struct problems *p, enum problem_level level, size_t offset, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  problem_vadd(p, level, offset, format, args);
  va_end(args);
  return OK;
}

enum err problem_fail(struct problems *p, enum err err, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  problem_vadd(p, PROBLEM_ERROR, PROBLEM_NOWHERE, format, args);
  va_end(args);
  return err;
}

/* A stable merge sort of list[0 … count) with `spare` of the same size: qsort() promises no order among
 * equals. */
static void sort_range(struct problem *list, struct problem *spare, size_t count)
{
  if (count < 2)
    return;
  size_t half = count / 2;
  sort_range(list, spare, half);
  sort_range(list + half, spare, count - half);

  size_t i = 0;
  size_t j = half;
  for (size_t k = 0; k < count; k++) {
    bool left = i < half && (j == count || list[i].offset <= list[j].offset);
    spare[k] = left ? list[i++] : list[j++];
  }
  memcpy(list, spare, count * sizeof *list);
}

void problems_sort(struct problems *p)
{
  if (p->count < 2)
    return;
  struct problem *spare = mem_resize(NULL, p->count, sizeof *spare);
  sort_range(p->list, spare, p->count); /* PROBLEM_NOWHERE is the greatest offset: it comes last */
  free(spare);
}

/* A way through a text: the next place is looked for from the last one on, where it is not before it. */
struct way {
  const char *text;
  size_t len;
  size_t at; /* how far it has come */
  size_t line, column;
};

static void way_go(struct way *w, size_t offset)
{
  if (offset > w->len)
    offset = w->len;
  if (offset < w->at || w->line == 0)
    *w = (struct way){.text = w->text, .len = w->len, .line = 1, .column = 1};
  size_t from = w->at;
  for (const char *end; from < offset && (end = memchr(w->text + from, '\n', offset - from));) {
    from = w->at = (size_t)(end - w->text) + 1;
    ++w->line;
    w->column = 1;
  }
  while (w->at < offset) {
    size_t next = w->at + text_decode(w->text + w->at, w->len - w->at, NULL, NULL);
    if (next > offset) /* an offset in the middle of a character is that character's column */
      break;
    w->at = next;
    ++w->column;
  }
}

void problem_place(const char *text, size_t len, size_t offset, size_t *line, size_t *column)
{
  struct way w = {.text = text, .len = len};
  way_go(&w, offset);
  *line = w.line;
  *column = w.column;
}

static const char *level_label(enum problem_level level, enum lang lang)
{
  switch (level) {
  case PROBLEM_ERROR:
    return "";
  case PROBLEM_WARNING:
    return TR(lang, "warning: ", "警告：");
  case PROBLEM_NOTE:
    return TR(lang, "note: ", "提示：");
  }
  return "";
}

/* A message quotes what it is about, and that may be a megabyte; its beginning says what is wrong and its end
 * what would be right, so the middle goes. */
static void put_message(struct buf *line, const char *text)
{
  struct buf clean = {0};

  text_clean(&clean, text, strlen(text));
  int cols = text_cols(clean.data);
  if (cols > MESSAGE_COLS) {
    buf_add(line, clean.data, text_fit(clean.data, MESSAGE_COLS / 2, NULL));
    buf_puts(line, " […] ");
    buf_puts(line, clean.data + text_fit(clean.data, cols - MESSAGE_COLS / 2, NULL));
  } else {
    buf_puts(line, clean.data);
  }
  buf_release(&clean);
}

/* `place` is "7:16:", "7:" or "". */
static void print_one(const struct problem *one, enum lang lang, const char *name, const char *place,
                      FILE *out)
{
  struct buf line = {0};

  if (name && *name)
    buf_printf(&line, "%s:%s ", name, place);
  buf_puts(&line, level_label(one->level, lang));
  put_message(&line, one->text);
  print_line(out, line.data);
  buf_release(&line);
}

void problems_print(const struct problems *p, const char *name, const char *text, size_t len, FILE *out)
{
  struct way w = {.text = text, .len = len};
  for (size_t i = 0; i < p->count; i++) {
    char place[48] = "";
    if (text && p->list[i].offset != PROBLEM_NOWHERE) {
      way_go(&w, p->list[i].offset);
      snprintf(place, sizeof place, "%zu:%zu:", w.line, w.column);
    }
    print_one(&p->list[i], p->lang, name, place, out);
  }
}

void problems_print_lines(const struct problems *p, const char *name, FILE *out)
{
  for (size_t i = 0; i < p->count; i++) {
    char place[24] = "";
    if (p->list[i].offset != PROBLEM_NOWHERE)
      snprintf(place, sizeof place, "%zu:", p->list[i].offset);
    print_one(&p->list[i], p->lang, name, place, out);
  }
}

const char *problems_first(const struct problems *p)
{
  for (size_t i = 0; i < p->count; i++)
    if (p->list[i].level == PROBLEM_ERROR)
      return p->list[i].text;
  return "";
}

void problems_release(struct problems *p)
{
  for (size_t i = 0; i < p->count; i++)
    free(p->list[i].text);
  free(p->list);
  *p = (struct problems){.lang = p->lang, .progress = p->progress};
}
