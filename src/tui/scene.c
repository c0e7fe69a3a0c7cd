/* What the console shows, made ready for the views: which targets, in which order. Sorting and filtering
 * happen here, once after each change, never while drawing. Sorting is by a key a target, ties in the file's
 * order, so that a list never jumps for no reason. */
#include "guatu/tui/scene.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/tui/order.h"
#include "guatu/tui/parts.h"

#define SORT_AT_ONCE 2048 /* targets that are sorted while somebody waits */

const struct words sort_words[SORT_COUNT] = {
    [SORT_FILE] = {"file order", "原序"},
    [SORT_GAP] = {"furthest behind first", "差距最大在前"},
    [SORT_COMPLETION] = {"least complete first", "完成最低在前"},
    [SORT_DATE] = {"oldest figure first", "最久未报在前"},
};

const struct words filter_words[FILTER_COUNT] = {
    [FILTER_NONE] = {"all", "全部"},          [FILTER_BEHIND] = {"behind or worse", "落后"},
    [FILTER_NO_DATA] = {"no data", "未填报"}, [FILTER_DUE] = {"due now", "应报"},
    [FILTER_DONE] = {"done", "已完成"},
};

size_t scene_target(const struct scene *s)
{
  if (s->pane >= s->row_lists || s->rows[s->pane].cursor >= s->rows[s->pane].count)
    return SIZE_MAX;
  return s->rows[s->pane].targets[s->rows[s->pane].cursor];
}

const struct board *scene_board(const struct scene *s)
{
  return s->preview ? s->preview : s->board;
}

uint64_t scene_looks(const struct scene *s)
{
  return kept_looks_of(kept_looks(0, s->version), &scene_board(s)->when, sizeof scene_board(s)->when);
}

size_t scene_previewed(const struct scene *s)
{
  return s->preview && s->entry.valid ? s->entry.target : SIZE_MAX;
}

const struct target *scene_shown(const struct scene *s, size_t target)
{
  return scene_previewed(s) == target ? &s->entry.preview_target : &s->plan->targets[target];
}

bool scene_in_rows(const struct scene *s)
{
  enum context where = s->context & (IN_PANES | IN_ROWS | IN_DETAIL) ? s->context : s->under;
  return where != IN_PANES || (s->context & IN_TYPING);
}

static unsigned char small_letter(char c)
{
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
}

/* `part`: not "". */
static bool holds(const char *text, const char *part)
{
  unsigned char first = small_letter(*part);
  for (; *text; text++) {
    size_t i = small_letter(*text) == first;
    while (i > 0 && part[i] && small_letter(text[i]) == small_letter(part[i]))
      i++;
    if (i > 0 && !part[i])
      return true;
  }
  return false;
}

bool scene_match(const struct scene *s, size_t target)
{
  const struct target *t = &s->plan->targets[target];
  if (!*s->find || holds(t->id, s->find) || holds(t->name.zh, s->find) || holds(t->name.en, s->find))
    return true;
  for (size_t i = 0; i < t->owner_count; i++)
    if (holds(t->owners[i], s->find))
      return true;
  return false;
}

bool scene_due(const struct scene *s, size_t target)
{
  return board_is(s->board, target, BOARD_DUE);
}

/* The marks that let a target through; 0: all of them do. */
static unsigned filter_marks(enum filter_by filter)
{
  static const unsigned marks[FILTER_COUNT] = {[FILTER_BEHIND] = BOARD_BEHIND,
                                               [FILTER_NO_DATA] = BOARD_NO_DATA,
                                               [FILTER_DUE] = BOARD_DUE,
                                               [FILTER_DONE] = BOARD_DONE};
  return marks[filter];
}

size_t scene_row(const struct scene *s, const struct row_list *list, size_t target)
{
  size_t nearest = SIZE_MAX, at = orders_place(s, list->targets, list->count, target);
  if (s->sort == SORT_FILE || (at < list->count && list->targets[at] == target))
    return at;
  at = list->count;
  for (size_t i = 0; i < list->count; i++)
    if (list->targets[i] >= target && list->targets[i] < nearest) {
      nearest = list->targets[i];
      at = i;
    }
  return at;
}

/* Puts the cursor on its target; where the filter hides that, on the next one in the file, or the last. */
static void rows_place(const struct scene *s, struct row_list *list)
{
  size_t at = scene_row(s, list, list->home);
  list->cursor = at < list->count ? at : list->count > 0 ? list->count - 1 : 0;
}

/* The pane's targets that the filter lets through, in their order. What is being typed stays, whatever
 * becomes of it. */
static void rows_choose(const struct scene *s, const struct pane *from, struct row_list *list)
{
  const uint32_t *order = orders_of(s);
  uint32_t *targets = list->targets;
  size_t first = from->first, count = from->count;
  unsigned marks = filter_marks(s->filter);
  if (order)
    order += first;
  if (marks != 0)
    count = board_choose(s->board, first, count, order, marks,
                         s->context & IN_TYPING ? s->entry.target : SIZE_MAX, targets);
  else if (order)
    memcpy(targets, order, count * sizeof *order);
  else
    for (size_t i = 0; i < count; i++)
      targets[i] = (uint32_t)(first + i);
  list->count = count;
}

static void rows_build(struct scene *s, size_t pane, struct row_list *list)
{
  const struct pane *from = &s->plan->panes[pane];
  if (list->cursor < list->count)
    list->home = list->targets[list->cursor];
  list->targets = mem_resize(list->targets, from->count + 1, sizeof *list->targets);
  rows_choose(s, from, list);
  rows_place(s, list);
  if (!list->measured)
    list->measured = mem_alloc(sizeof *list->measured);
  list->measured->known = false;
}

static void release_lists(struct scene *s)
{
  for (size_t i = 0; i < s->row_lists; i++) {
    free(s->rows[i].targets);
    free(s->rows[i].measured);
  }
  free(s->rows);
  s->rows = NULL;
  s->row_lists = 0;
}

void scene_rows(struct scene *s)
{
  if (s->row_lists != s->plan->pane_count) {
    release_lists(s);
    s->row_lists = s->plan->pane_count;
    s->rows = mem_alloc((s->row_lists + 1) * sizeof *s->rows);
  }
  while (s->plan->target_count <= SORT_AT_ONCE && !scene_is_sorted(s))
    (void)scene_sort_step(s, SORT_AT_ONCE);
  for (size_t i = 0; i < s->row_lists; i++)
    rows_build(s, i, &s->rows[i]);
  if (s->pane >= s->row_lists)
    s->pane = 0;
}

void scene_moved(struct scene *s, size_t target)
{
  size_t pane = s->plan->targets[target].pane;
  orders_move(s, target);
  if (pane < s->row_lists)
    s->rows[pane].measured->known = false;
}

void scene_release(struct scene *s)
{
  release_lists(s);
  orders_release(s);
}
