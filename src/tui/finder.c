/* Which letters a target's texts hold is kept as bits: most targets are refused by them without a look at
 * their texts, and a single ASCII letter is found by them alone. A longer text looks only where the text it
 * continues was found. */
#include "guatu/tui/finder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"

enum { WORD = 64, LOOKED = 1, TEXT_EFFORT = 200 };

void finder_lists(struct finder *f)
{
  while (f->depth > 0)
    free(f->levels[--f->depth].hits);
}

void finder_release(struct finder *f)
{
  finder_lists(f);
  for (size_t i = 0; i < FIND_PLANES; i++)
    free(f->letters[i]);
  *f = (struct finder){0};
}

/* ---- letters ---- */

/* ASCII has a bit a character, capitals the small letters'; other characters share the rest. */
static void add_letters(uint64_t bits[FIND_PLANES], const char *text)
{
  unsigned wide = 0;
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    unsigned bit = *c >= 'A' && *c <= 'Z' ? *c + 0x20u : *c;
    if (*c >= 0x80) {
      wide = *c >= 0xc0 ? *c : wide * 31 + *c;
      if ((c[1] & 0xc0) == 0x80)
        continue; /* it goes on */
      bit = 128 + wide % 128;
    }
    bits[bit / WORD] |= (uint64_t)1 << bit % WORD;
  }
}

static void look(struct finder *f, const struct plan *p, size_t target)
{
  const struct target *t = &p->targets[target];
  uint64_t bits[FIND_PLANES] = {LOOKED};
  add_letters(bits, t->id);
  add_letters(bits, t->name.zh);
  add_letters(bits, t->name.en);
  for (size_t i = 0; i < t->owner_count; i++)
    add_letters(bits, t->owners[i]);
  for (size_t i = 0; i < FIND_PLANES; i++)
    f->letters[i][target] = bits[i];
}

static void open_letters(struct finder *f, const struct plan *p)
{
  if (f->letters[0])
    return;
  f->targets = p->target_count;
  for (size_t i = 0; i < FIND_PLANES; i++)
    f->letters[i] = mem_alloc((f->targets + 1) * sizeof *f->letters[i]);
}

void finder_changed(struct finder *f, size_t target)
{
  if (target < f->targets)
    f->letters[0][target] = 0;
  if (target < f->looked)
    f->looked = target;
  finder_lists(f);
}

bool finder_prepare(struct finder *f, const struct plan *p, size_t most)
{
  open_letters(f, p);
  for (; most > 0 && f->looked < f->targets; f->looked++, most--)
    if (!(f->letters[0][f->looked] & LOOKED))
      look(f, p, f->looked);
  return f->looked < f->targets;
}

/* ---- rows ---- */

/* A row of a list, and the way through all of them. */
struct spot {
  size_t pane, row;
};

static void spot_forward(const struct scene *s, struct spot *at, size_t by)
{
  at->row += by;
  while (at->row >= s->rows[at->pane].count) {
    at->row -= s->rows[at->pane].count;
    at->pane = (at->pane + 1) % s->row_lists;
  }
}

/* The cursor's place among the rows of all lists. */
static size_t cursor_place(const struct scene *s)
{
  size_t place = 0;
  for (size_t i = 0; i < s->pane && i < s->row_lists; i++)
    place += s->rows[i].count;
  return s->pane < s->row_lists ? place + s->rows[s->pane].cursor : 0;
}

/* ---- searching ---- */

/* The level of scene.find: one that is there, or a new one above what it continues. */
static struct find_level *level_of(struct finder *f, const struct scene *s)
{
  size_t len = strlen(s->find), same = 0;
  while (same < len && f->text[same] == s->find[same])
    same++;
  while (f->depth > 0 && f->levels[f->depth - 1].len > same)
    free(f->levels[--f->depth].hits);
  memcpy(f->text, s->find, sizeof f->text);
  if (f->depth == 0) {
    f->rows = 0;
    for (size_t i = 0; i < s->row_lists; i++)
      f->rows += s->rows[i].count;
    f->origin = f->rows > 0 ? cursor_place(s) % f->rows : 0;
  }
  if (f->depth == 0 || f->levels[f->depth - 1].len < len)
    f->levels[f->depth++] =
        (struct find_level){.len = len, .hits = mem_alloc((f->rows / WORD + 1) * sizeof(uint64_t))};
  return &f->levels[f->depth - 1];
}

/* What is asked of each row. */
struct search {
  struct finder *f;
  const struct scene *s;
  uint64_t need[FIND_PLANES];
  bool letter; /* its bit says all */
};

static struct search search_of(struct finder *f, const struct scene *s)
{
  struct search q = {.f = f, .s = s, .letter = s->find[1] == '\0'};
  open_letters(f, s->plan);
  add_letters(q.need, s->find);
  return q;
}

/* Whether a target has the text; takes from `effort` what that costs. */
static bool has_text(const struct search *q, size_t target, size_t *effort)
{
  size_t cost = 1;
  bool has = true;
  if (!(q->f->letters[0][target] & LOOKED)) {
    look(q->f, q->s->plan, target);
    cost = TEXT_EFFORT;
  }
  for (size_t i = 0; i < FIND_PLANES && has; i++)
    has = q->need[i] == 0 || (q->f->letters[i][target] & q->need[i]) == q->need[i];
  if (has && !q->letter) {
    has = scene_match(q->s, target);
    cost += TEXT_EFFORT;
  }
  *effort = *effort > cost ? *effort - cost : 0;
  return has;
}

bool finder_scan(struct finder *f, const struct scene *s, size_t effort)
{
  struct find_level *level = level_of(f, s);
  const struct find_level *under = f->depth > 1 ? level - 1 : NULL;
  struct search q = search_of(f, s);
  struct spot at = {0, 0};
  if (level->scanned < f->rows)
    spot_forward(s, &at, (f->origin + level->scanned) % f->rows);
  while (level->scanned < f->rows && effort > 0) {
    size_t i = level->scanned, step = 1;
    uint64_t bit = (uint64_t)1 << i % WORD;
    bool before = under && i < under->scanned;
    if (before && i % WORD == 0 && i + WORD <= under->scanned && under->hits[i / WORD] == 0)
      step = WORD;
    else if ((!before || (under->hits[i / WORD] & bit)) &&
             has_text(&q, s->rows[at.pane].targets[at.row], &effort)) {
      level->hits[i / WORD] |= bit;
      level->count++;
    }
    effort -= effort > 0;
    level->scanned += step;
    if (level->scanned < f->rows)
      spot_forward(s, &at, step);
  }
  return level->scanned >= f->rows;
}

size_t finder_count(const struct finder *f)
{
  return f->depth > 0 ? f->levels[f->depth - 1].count : 0;
}

/* The first bit that is set of [from, to), or `to`. */
static size_t first_set(const uint64_t *bits, size_t from, size_t to)
{
  for (size_t i = from; i < to; i = (i / WORD + 1) * WORD) {
    uint64_t word = bits[i / WORD] >> i % WORD;
    if (word != 0) {
      size_t found = i + (size_t)__builtin_ctzll(word);
      return found < to ? found : to;
    }
  }
  return to;
}

/* The last, or `to`. */
static size_t last_set(const uint64_t *bits, size_t from, size_t to)
{
  for (size_t i = to; i-- > from;) {
    if (bits[i / WORD] == 0)
      i -= i % WORD;
    else if (bits[i / WORD] >> i % WORD & 1)
      return i;
  }
  return to;
}

bool finder_next(const struct finder *f, const struct scene *s, bool forward, bool here, size_t *pane,
                 size_t *row)
{
  const struct find_level *level = f->depth > 0 ? &f->levels[f->depth - 1] : NULL;
  if (!level || level->count == 0)
    return false;
  size_t scanned = level->scanned, whole = f->rows;
  size_t cursor = (cursor_place(s) % whole + whole - f->origin) % whole, found;
  if (cursor >= scanned)
    cursor = scanned; /* not there yet: nothing is known of what follows it */
  if (forward) {
    bool on_row = s->rows[s->pane].count > 0; /* else the cursor's place is that of the row after it */
    size_t from = here || !on_row || cursor == scanned ? cursor : cursor + 1;
    found = first_set(level->hits, from, scanned);
    if (found == scanned && scanned == whole)
      found = first_set(level->hits, 0, from);
    else if (found == scanned)
      return false;
  } else {
    found = last_set(level->hits, 0, cursor);
    if (found == cursor)
      found = last_set(level->hits, cursor, scanned);
  }
  struct spot at = {0, 0};
  spot_forward(s, &at, (f->origin + found) % whole);
  *pane = at.pane;
  *row = at.row;
  return true;
}
