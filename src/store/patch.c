/* A list of replacements, sorted when applied. An edit is planned against one unchanging text and then made
 * in one pass, so no step has to know how far an earlier one moved the bytes. */
#include "guatu/store/patch.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void patch_put(struct patch *p, size_t start, size_t end, const char *bytes, size_t len)
{
  p->list = mem_resize(p->list, p->count + 1, sizeof *p->list);
  struct patch_edit *e = &p->list[p->count++];
  *e = (struct patch_edit){.start = start, .end = end, .bytes = mem_alloc(len + 1), .len = len};
  if (len > 0)
    memcpy(e->bytes, bytes, len);
}

void patch_insert(struct patch *p, size_t at, const struct buf *bytes)
{
  patch_put(p, at, at, bytes->data, bytes->len);
}

void patch_cut(struct patch *p, size_t start, size_t end)
{
  patch_put(p, start, end, "", 0);
}

/* Whether `a` goes before `b` although it was planned later: what is put in before what gives way there. */
static bool goes_before(const struct patch_edit *a, const struct patch_edit *b)
{
  return a->start < b->start || (a->start == b->start && a->end == a->start && b->end > b->start);
}

/* Insertion sort: stable, and a patch has a handful of edits. */
static void patch_sort(struct patch *p)
{
  for (size_t i = 1; i < p->count; i++) {
    struct patch_edit e = p->list[i];
    size_t j = i;
    for (; j > 0 && goes_before(&e, &p->list[j - 1]); j--)
      p->list[j] = p->list[j - 1];
    p->list[j] = e;
  }
}

void patch_apply(struct patch *p, const char *text, size_t len, struct buf *out)
{
  size_t at = 0;
  buf_clear(out);
  patch_sort(p);
  for (size_t i = 0; i < p->count; i++) {
    const struct patch_edit *e = &p->list[i];
    assert(e->start >= at && e->start <= e->end && e->end <= len);
    buf_add(out, text + at, e->start - at);
    buf_add(out, e->bytes, e->len);
    at = e->end;
  }
  buf_add(out, text + at, len - at);
}

void patch_apply_to(struct patch *p, struct buf *text)
{
  size_t growth = 0, most = 0; /* of the text up to here; unsigned wrap-around where it shrinks */
  patch_sort(p);
  for (size_t i = 0; i < p->count; i++) {
    growth += p->list[i].len - (p->list[i].end - p->list[i].start);
    if ((ptrdiff_t)growth > (ptrdiff_t)most)
      most = growth;
  }
  if (p->count == 0)
    return;
  /* What comes behind is moved out of the way first, so that nothing is written over before it has been read.
   */
  size_t to = p->list[0].start, from = to + most, end = text->len + most;
  buf_room(text, most);
  memmove(text->data + from, text->data + to, text->len - to);
  for (size_t i = 0; i < p->count; i++) {
    const struct patch_edit *e = &p->list[i];
    size_t kept = e->start + most - from;
    memmove(text->data + to, text->data + from, kept);
    if (e->len > 0)
      memcpy(text->data + to + kept, e->bytes, e->len);
    to += kept + e->len;
    from = e->end + most;
  }
  memmove(text->data + to, text->data + from, end - from);
  text->len = to + (end - from);
  text->data[text->len] = '\0';
}

bool patch_is_idle(const struct patch *p, const char *text)
{
  for (size_t i = 0; i < p->count; i++) {
    const struct patch_edit *e = &p->list[i];
    if (e->len != e->end - e->start || (e->len > 0 && memcmp(e->bytes, text + e->start, e->len) != 0))
      return false;
  }
  return true;
}

void patch_release(struct patch *p)
{
  for (size_t i = 0; i < p->count; i++)
    free(p->list[i].bytes);
  free(p->list);
  *p = (struct patch){0};
}

/* ---- in pieces ---- */

static void add_piece(struct pieces *out, const char *bytes, size_t len)
{
  if (len == 0)
    return;
  out->list[out->count++] = (struct piece){bytes, len};
  out->len += len;
}

struct pieces patch_pieces(struct patch *p, const char *text, size_t len)
{
  struct pieces out = {.list = mem_alloc((2 * p->count + 1) * sizeof *out.list)};
  size_t at = 0;
  patch_sort(p);
  for (size_t i = 0; i < p->count; i++) {
    const struct patch_edit *e = &p->list[i];
    assert(e->start >= at && e->start <= e->end && e->end <= len);
    add_piece(&out, text + at, e->start - at);
    add_piece(&out, e->bytes, e->len);
    at = e->end;
  }
  add_piece(&out, text + at, len - at);
  return out;
}

struct piece pieces_next(struct pieces_at *at, size_t most)
{
  if (at->piece == at->of->count)
    return (struct piece){0};
  const struct piece *p = &at->of->list[at->piece];
  struct piece next = {p->bytes + at->offset, p->len - at->offset};
  next.len = next.len < most ? next.len : most;
  at->offset += next.len;
  if (at->offset == p->len) {
    at->piece++;
    at->offset = 0;
  }
  return next;
}

bool pieces_match(struct pieces_at *at, const char *bytes, size_t len)
{
  while (len > 0) {
    struct piece next = pieces_next(at, len);
    if (next.len == 0 || memcmp(next.bytes, bytes, next.len) != 0)
      return false;
    bytes += next.len;
    len -= next.len;
  }
  return true;
}
