/* What the console shows, made ready for the views: which targets, in which order. Sorting and filtering
 * happen here, once after each change, never while drawing. Sorting is by a key a target, ties in the file's
 * order, so that a list never jumps for no reason. */
#include "guatu/tui/scene.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/tui/parts.h"

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
  return kept_looks_of(s->version, &scene_board(s)->when, sizeof scene_board(s)->when);
}

size_t scene_previewed(const struct scene *s)
{
  return s->preview && s->entry.valid ? s->entry.target : SIZE_MAX;
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

struct sort_key {
  int64_t key; /* smaller first */
  size_t target;
};

/* Of a budget the share used beyond the calendar is what is bad: its gap counts the other way. */
static bool is_budget(const struct target *t)
{
  return t->kind == KIND_CUMULATIVE && (t->sense == SENSE_AT_MOST || t->sense == SENSE_LESS_THAN);
}

static int64_t key_of_gap(const struct scene *s, size_t target)
{
  const struct score *score = board_score(s->board, target);
  if (!score->has_gap)
    return INT64_MAX;
  return is_budget(&s->plan->targets[target]) ? -score->gap.micros : score->gap.micros;
}

static int64_t key_of(const struct scene *s, size_t target)
{
  const struct score *score = board_score(s->board, target);
  switch (s->sort) {
  case SORT_GAP:
    return key_of_gap(s, target);
  case SORT_COMPLETION:
    return score->has_completion ? ratio_nanos(score->completion) : INT64_MAX;
  case SORT_DATE:
    return score->reading ? score->reading->through.days : INT64_MIN;
  case SORT_FILE:
  case SORT_COUNT:
    break;
  }
  return 0;
}

static int key_cmp(const void *a, const void *b)
{
  const struct sort_key *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->target < y->target ? -1 : x->target > y->target;
}

size_t row_list_at(const struct row_list *list, size_t target, bool in_order)
{
  size_t nearest = SIZE_MAX, low = 0, high = list->count, at = list->count;
  while (in_order && low < high) {
    size_t middle = low + (high - low) / 2;
    if (list->targets[middle] < target)
      low = middle + 1;
    else
      high = middle;
  }
  if (in_order)
    return low;
  for (size_t i = 0; i < list->count; i++)
    if (list->targets[i] >= target && list->targets[i] < nearest) {
      nearest = list->targets[i];
      at = i;
    }
  return at;
}

/* Puts the cursor on its target; where the filter hides that, on the next one in the file, or the last. */
static void rows_place(struct row_list *list, bool sorted)
{
  size_t at = row_list_at(list, list->home, !sorted);
  list->cursor = at < list->count ? at : list->count > 0 ? list->count - 1 : 0;
}

/* The pane's targets that the filter lets through, in the file's order. What is being typed stays, whatever
 * becomes of it. */
static void rows_choose(const struct scene *s, const struct pane *from, struct row_list *list)
{
  unsigned marks = filter_marks(s->filter);
  size_t typed = s->context & IN_TYPING ? s->entry.target : SIZE_MAX, count = 0;
  for (size_t i = from->first; i < from->first + from->count; i++) {
    list->targets[count] = i;
    count +=
        marks == 0 || board_is(s->board, i, marks) || i == typed; /* no branch: a filter takes any share */
  }
  list->count = count;
}

static void rows_sort(const struct scene *s, struct row_list *list)
{
  struct sort_key *keys = mem_alloc((list->count + 1) * sizeof *keys);
  for (size_t i = 0; i < list->count; i++)
    keys[i] = (struct sort_key){key_of(s, list->targets[i]), list->targets[i]};
  qsort(keys, list->count, sizeof *keys, key_cmp);
  for (size_t i = 0; i < list->count; i++)
    list->targets[i] = keys[i].target;
  free(keys);
}

static void rows_build(struct scene *s, size_t pane, struct row_list *list)
{
  const struct pane *from = &s->plan->panes[pane];
  if (list->cursor < list->count)
    list->home = list->targets[list->cursor];
  list->targets = mem_resize(list->targets, from->count + 1, sizeof *list->targets);
  rows_choose(s, from, list);
  if (s->sort != SORT_FILE)
    rows_sort(s, list);
  rows_place(list, s->sort != SORT_FILE);
  if (!list->measured)
    list->measured = mem_alloc(sizeof *list->measured);
  list->measured->known = false;
}

void scene_rows(struct scene *s)
{
  if (s->row_lists != s->plan->pane_count) {
    scene_release(s);
    s->row_lists = s->plan->pane_count;
    s->rows = mem_alloc((s->row_lists + 1) * sizeof *s->rows);
  }
  for (size_t i = 0; i < s->row_lists; i++)
    rows_build(s, i, &s->rows[i]);
  if (s->pane >= s->row_lists)
    s->pane = 0;
}

/* What is critical comes before what is behind, whatever the gaps: a rate's and a count's are no one scale.
 */
static bool is_worse(const struct scene *s, const struct sort_key *a, const struct sort_key *b)
{
  bool x = board_is(s->board, a->target, BOARD_CRITICAL), y = board_is(s->board, b->target, BOARD_CRITICAL);
  return x != y ? x : key_cmp(a, b) < 0;
}

void scene_behind(const struct scene *s, struct row_list *list, size_t most)
{
  struct sort_key *best = mem_alloc((most + 1) * sizeof *best);
  size_t count = 0;
  for (size_t i = 0; i < s->plan->target_count; i++) {
    struct sort_key key = {key_of_gap(s, i), i};
    if (!board_is(s->board, i, BOARD_BEHIND) ||
        (count == most && (most == 0 || !is_worse(s, &key, &best[most - 1]))))
      continue;
    size_t at = count < most ? count++ : most - 1;
    for (; at > 0 && is_worse(s, &key, &best[at - 1]); at--)
      best[at] = best[at - 1];
    best[at] = key;
  }
  list->targets = mem_resize(list->targets, count + 1, sizeof *list->targets);
  for (size_t i = 0; i < count; i++)
    list->targets[i] = best[i].target;
  list->count = count;
  free(best);
}

void scene_remeasure(struct scene *s, size_t target)
{
  size_t pane = s->plan->targets[target].pane;
  if (pane < s->row_lists)
    s->rows[pane].measured->known = false;
}

void scene_release(struct scene *s)
{
  for (size_t i = 0; i < s->row_lists; i++) {
    free(s->rows[i].targets);
    free(s->rows[i].measured);
  }
  free(s->rows);
  s->rows = NULL;
  s->row_lists = 0;
}
