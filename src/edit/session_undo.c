/* Going back: undo and redo of this session's saves, and figures that another program overwrote. Each goes
 * through the same save as an entry, with what it expects to find: what somebody else has changed since is
 * never overwritten. */
#include <string.h>

#include "guatu/edit/session_parts.h"
#include "guatu/store/commit.h"

/* ---- what another program overwrote ---- */

enum err session_restore(struct session *s, struct problems *p)
{
  struct change_list list = {0};
  size_t count;
  const struct change *lost = session_lost(s, &count, p);
  for (size_t i = 0; i < count; i++) {
    struct change c = lost[i];
    c.exact = true; /* as it was: its note, or none */
    change_list_add(&list, &c);
  }
  enum err err = session_save_new(s, &list, JOURNAL_RESTORE, p);
  change_list_release(&list);
  s->looks = LOST_JOURNAL;
  return err;
}

enum err session_accept(struct session *s, struct problems *p)
{
  struct change_list list = {0};
  size_t count;
  const struct change *lost = session_lost(s, &count, p);
  for (size_t i = 0; i < count; i++) {
    struct change c = {.target = lost[i].target,
                       .through = lost[i].through,
                       .has_old = lost[i].has_new,
                       .old = lost[i].new,
                       .has_new = lost[i].has_old,
                       .new = lost[i].old};
    change_list_add(&list, &c);
  }
  enum err err = commit_accept(s->path, list.list, list.count, &s->figures, p);
  change_list_release(&list);
  s->looks = LOST_JOURNAL;
  return err;
}

/* ---- undo and redo ---- */

static enum err nothing_left(bool forward, struct problems *p)
{
  if (forward)
    return problem_fail(p, ERR_NO, "%s",
                        TR(p->lang, "There is nothing to do again.", "没有可以重做的录入。"));
  return problem_fail(p, ERR_NO, "%s",
                      TR(p->lang, "There is nothing to undo: this session has entered nothing.",
                         "没有可以撤销的录入：本次还没有录入过。"));
}

/* A revision's changes in the direction that is asked for. */
static void changes_of(const struct revision *r, bool forward, struct change_list *out)
{
  for (size_t i = 0; i < r->count; i++)
    for (size_t k = 0; k < r->parts[i].count; k++) {
      struct change c = r->parts[i].changes[k], d = c;
      if (!forward) {
        d.has_old = c.has_new;
        d.old = c.new;
        d.has_new = c.has_old;
        d.new = c.old;
      }
      d.exact = true;
      change_list_add(out, &d);
    }
}

/* The bytes that this undo or redo found and left, for the way back. */
static void turn_bytes(struct revision *r, struct revision *made, bool forward)
{
  for (size_t i = 0; i < made->count; i++)
    for (size_t k = 0; k < r->count; k++) {
      struct revision_part *from = &made->parts[i], *to = &r->parts[k];
      if (strcmp(from->target, to->target) != 0)
        continue;
      struct buf was = to->before, is = to->after;
      to->before = forward ? from->before : from->after;
      to->after = forward ? from->after : from->before;
      from->before = was;
      from->after = is;
    }
}

/* Moves one revision from one stack to the other: its bytes where nobody touched the target, else its figures
 * by themselves. */
static enum err turn(struct session *s, bool forward, const char **target, struct problems *p)
{
  struct revisions *from = forward ? &s->redo : &s->undo, *to = forward ? &s->undo : &s->redo;
  struct change_list list = {0};
  struct revision made = {0};
  if (target != NULL)
    *target = NULL;
  if (from->count == 0) {
    news_clear(&s->news);
    return nothing_left(forward, p);
  }
  struct revision *r = &from->list[from->count - 1];
  changes_of(r, forward, &list);
  struct job job = {.changes = list.list, .count = list.count, .back = r, .forward = forward};
  enum err err = session_save(s, &job, forward ? JOURNAL_REDO : JOURNAL_UNDO, &made, p);
  if (err == OK) {
    turn_bytes(r, &made, forward);
    struct revision moved = *r;
    from->count--;
    revisions_push(to, &moved);
    r = &to->list[to->count - 1];
  }
  if (target != NULL)
    *target = r->parts[0].target;
  revision_release(&made);
  change_list_release(&list);
  return err;
}

enum err session_undo(struct session *s, const char **target, struct problems *p)
{
  return turn(s, false, target, p);
}

enum err session_redo(struct session *s, const char **target, struct problems *p)
{
  return turn(s, true, target, p);
}

size_t session_undo_count(const struct session *s)
{
  return s->undo.count;
}

size_t session_redo_count(const struct session *s)
{
  return s->redo.count;
}

size_t session_latest_figures(const struct session *s)
{
  return s->latest;
}
