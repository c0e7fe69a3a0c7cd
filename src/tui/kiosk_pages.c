/* From a size to the wall's rectangles and pages. Pure arithmetic, like layout.c: nothing overlaps, nothing
 * leaves the screen, every line of every list is on exactly one page. */
#include <stdlib.h>
#include <string.h>

#include "guatu/tui/kiosk_parts.h"
#include "guatu/tui/parts.h"

enum {
  TINY_ROWS = 4,
  TINY_COLS = 20,
  SHIFT_ROWS = 12, /* less is too little to give a line or a column away */
  SHIFT_COLS = 40,
  RULE_ROWS = 16,
  CLOCK_ROWS = 34, /* from here on the clock is large */
  CLOCK_ROWS_LARGER = 56,
  CLOCK_COLS = 90
};

/* The picture is one line and one column smaller than the screen, and moves about in it. */
static struct rect place(int shift, int rows, int cols)
{
  bool down = rows >= SHIFT_ROWS, across = cols >= SHIFT_COLS;
  /* One step at a time: → ↓ ← ↑ */
  return (struct rect){down && shift >= 2, across && (shift == 1 || shift == 2), rows - down, cols - across};
}

static int clock_scale(const struct kiosk_scene *s, int rows, int cols)
{
  int scale = rows < CLOCK_ROWS || cols < CLOCK_COLS ? 0 : rows < CLOCK_ROWS_LARGER ? 1 : 2;
  return s->scene.look.ascii && scale < 2 ? 0 : scale;
}

struct kiosk_frame kiosk_frame(const struct kiosk_scene *s, int rows, int cols)
{
  struct kiosk_frame f = {.tiny = rows < TINY_ROWS || cols < TINY_COLS};
  if (f.tiny)
    return f;
  struct rect r = place(s->shift, rows, cols);
  f.rules = rows >= RULE_ROWS;
  f.clock = clock_scale(s, rows, cols);
  int head = (f.clock > 0 ? large_lines(f.clock) : 1) + f.rules, foot = 1 + f.rules;
  f.header = (struct rect){r.row, r.col, head, r.cols};
  f.footer = (struct rect){r.row + r.rows - foot, r.col, foot, r.cols};
  f.body = (struct rect){r.row + head, r.col, r.rows - head - foot, r.cols};
  return f;
}

bool kiosk_list_headed(int body_rows)
{
  return body_rows >= 3;
}

int kiosk_list_room(int body_rows)
{
  /* Which list; a blank line and the columns' names. */
  int head = !kiosk_list_headed(body_rows) ? 0 : body_rows < 10 ? 1 : 3;
  return body_rows - head > 0 ? body_rows - head : 1;
}

static void add_page(struct kiosk_pages *out, const struct kiosk_page *page)
{
  if (out->count == out->room) {
    out->room = out->room ? 2 * out->room : 16;
    out->list = mem_resize(out->list, out->room, sizeof *out->list);
  }
  out->list[out->count++] = *page;
}

/* A list on as few pages as hold it, each about as full as the others. */
static void add_list(struct kiosk_pages *out, struct kiosk_page page, size_t lines, int room)
{
  page.parts = lines > (size_t)room ? (lines + (size_t)room - 1) / (size_t)room : 1;
  for (page.part = 1; page.part <= page.parts; page.part++) {
    page.first = lines * (page.part - 1) / page.parts;
    page.count = lines * page.part / page.parts - page.first;
    add_page(out, &page);
  }
}

void kiosk_paginate(const struct kiosk_scene *s, int rows, int cols, struct kiosk_pages *out)
{
  struct kiosk_frame f = kiosk_frame(s, rows, cols);
  int room = kiosk_list_room(f.body.rows);
  out->count = 0;
  if (!s->scene.plan)
    return;
  add_page(out, &(struct kiosk_page){.kind = KIOSK_OVERVIEW, .part = 1, .parts = 1});
  if (f.tiny)
    return;
  for (size_t i = 0; i < s->scene.row_lists; i++)
    add_list(out, (struct kiosk_page){.kind = KIOSK_PANE, .pane = i}, s->scene.rows[i].count, room);
  if (s->behind.count > 0)
    add_list(out, (struct kiosk_page){.kind = KIOSK_BEHIND}, s->behind.count, room);
  if (s->change_count > 0)
    add_list(out, (struct kiosk_page){.kind = KIOSK_CHANGES}, s->change_count, room);
}
