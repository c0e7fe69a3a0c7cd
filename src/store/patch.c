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

void patch_release(struct patch *p)
{
  for (size_t i = 0; i < p->count; i++)
    free(p->list[i].bytes);
  free(p->list);
  *p = (struct patch){0};
}
