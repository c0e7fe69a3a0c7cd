/* Plain bookkeeping: a revision owns copies, because the plan it was made on is gone after the next save. */
#include "guatu/edit/revision.h"

#include <stdlib.h>

static struct reading reading_copy(const struct reading *r)
{
  struct reading copy = *r;
  copy.by = mem_text(r->by);
  copy.at = mem_text(r->at);
  copy.note = mem_text(r->note);
  return copy;
}

static void reading_drop(struct reading *r)
{
  free((char *)r->by);
  free((char *)r->at);
  free((char *)r->note);
  *r = (struct reading){0};
}

void revision_begin(struct revision *r, const char *target, struct date through, const struct reading *old)
{
  *r = (struct revision){.target = mem_text(target), .through = through, .has_old = old != NULL};
  if (old != NULL)
    r->old = reading_copy(old);
}

void revision_end(struct revision *r, struct revision *sides, const struct reading *now)
{
  revision_bytes(r, &sides->before, &sides->after);
  r->has_new = now != NULL;
  if (now != NULL)
    r->new = reading_copy(now);
}

void revision_bytes(struct revision *r, struct buf *before, struct buf *after)
{
  buf_release(&r->before);
  buf_release(&r->after);
  r->before = *before;
  r->after = *after;
  *before = (struct buf){0};
  *after = (struct buf){0};
}

void revision_release(struct revision *r)
{
  free(r->target);
  buf_release(&r->before);
  buf_release(&r->after);
  reading_drop(&r->old);
  reading_drop(&r->new);
  *r = (struct revision){0};
}

const struct reading *revision_old(const struct revision *r)
{
  return r->has_old ? &r->old : NULL;
}

const struct reading *revision_new(const struct revision *r)
{
  return r->has_new ? &r->new : NULL;
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
