/* A revision owns copies of everything: the plan it was made from goes with the next save. */
#include "guatu/edit/revision.h"

#include <stdlib.h>
#include <string.h>

void revision_add(struct revision *r, const char *target, struct buf *before, struct buf *after,
                  const struct change *changes, size_t count)
{
  if ((r->count & (r->count - 1)) == 0)
    r->parts = mem_resize(r->parts, r->count ? 2 * r->count : 1, sizeof *r->parts);
  struct revision_part *part = &r->parts[r->count++];
  *part =
      (struct revision_part){.target = mem_text(target), .before = *before, .after = *after, .count = count};
  *before = *after = (struct buf){0};
  part->changes = mem_alloc((count + 1) * sizeof *part->changes);
  for (size_t i = 0; i < count; i++) {
    part->changes[i] = changes[i];
    part->changes[i].target = part->target;
    if (changes[i].has_old)
      part->changes[i].old = reading_keep(&r->arena, &changes[i].old);
    if (changes[i].has_new)
      part->changes[i].new = reading_keep(&r->arena, &changes[i].new);
  }
}

void revision_release(struct revision *r)
{
  for (size_t i = 0; i < r->count; i++) {
    free(r->parts[i].target);
    free(r->parts[i].changes);
    buf_release(&r->parts[i].before);
    buf_release(&r->parts[i].after);
  }
  free(r->parts);
  arena_free(&r->arena);
  *r = (struct revision){0};
}

void revisions_push(struct revisions *s, struct revision *r)
{
  s->list = mem_resize(s->list, s->count + 1, sizeof *s->list);
  s->list[s->count++] = *r;
  *r = (struct revision){0};
}

void revisions_release(struct revisions *s)
{
  for (size_t i = 0; i < s->count; i++)
    revision_release(&s->list[i]);
  free(s->list);
  *s = (struct revisions){0};
}
