/* From figures to the file. An edit is never made on the session's text but on the file's,
 * inside commit_file: when that is another by then, it is loaded first, as a reload would, and what the
 * person saw travels along in the change, so that a figure somebody else entered meanwhile is noticed.
 *
 * A change touches one target's group. So the new text is the old one with other bytes in some groups, and
 * the new plan the old one with those targets read again: a save costs what it changes, not what there is. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/base/who.h"
#include "guatu/edit/session_parts.h"
#include "guatu/store/commit.h"
#include "guatu/store/load.h"
#include "guatu/store/patch.h"

static void job_clear(struct job *job)
{
  for (size_t i = 0; i < job->part_count; i++) {
    splice_release(&job->parts[i].splice);
    buf_release(&job->parts[i].before);
  }
  free(job->parts);
  free(job->made);
  job->parts = NULL;
  job->made = NULL;
  job->part_count = job->made_count = 0;
}

/* ---- the edit ---- */

/* Nothing is written that libconfig has not read. */
static enum err confirm(struct session *s, const char *text, size_t len, struct problems *p)
{
  return session_confirm(s, text, len, TR(p->lang, "Nothing was saved: ", "没有保存："), p);
}

/* Makes the plan that of the file's text when somebody has changed it since. */
static enum err catch_up(struct job *job, const char *text, size_t len, struct commit_made *made,
                         struct problems *p)
{
  struct session *s = job->s;
  struct problems q = {.lang = p->lang, .progress = p->progress};
  enum err err = OK;
  if (text == s->text.data)
    return OK;
  made->taken = session_catch_up(s, text, len, &q) == OK;
  if (made->taken)
    err = confirm(s, text, len, p);
  else
    err = session_hidden(&q, text, len, 0,
                         "Nothing was saved: the file has a mistake now: ", "没有保存：文件现在有错误：", p);
  problems_release(&q);
  return err;
}

/* The bytes to put back, and those that must stand there, for the part of a revision. */
static const struct revision_part *back_of(const struct job *job, const char *target)
{
  for (size_t i = 0; job->back != NULL && i < job->back->count; i++)
    if (strcmp(job->back->parts[i].target, target) == 0)
      return &job->back->parts[i];
  return NULL;
}

static enum err edit_part(struct job *job, struct part *part, const char *text, const struct change *list,
                          size_t count, struct problems *p)
{
  const struct target *t = &job->s->plan->targets[part->target];
  const struct revision_part *back = back_of(job, t->id);
  size_t start = t->offset, end = t->offset + t->length;
  if (back != NULL && splice_back(text, start, end, job->forward ? &back->before : &back->after,
                                  job->forward ? &back->after : &back->before, &part->splice) == OK) {
    part->splice.made = mem_alloc(count * sizeof *list);
    memcpy(part->splice.made, list, count * sizeof *list);
    part->splice.made_count = count;
    return OK;
  }
  return splice_target(text, start, end, list, count, &part->splice, p);
}

/* Reads the target again; refuses what could not be loaded again. */
static enum err read_part(struct job *job, struct part *part, const char *text, struct problems *p)
{
  struct plan *plan = job->s->plan;
  const struct target *t = &plan->targets[part->target];
  struct problems q = {.lang = p->lang};
  struct buf whole = {0};
  enum err err =
      plan_target_from_group(plan, t, part->splice.group.data, part->splice.group.len, &part->now, &q);
  if (err != OK) {
    buf_add(&whole, text, t->offset);
    buf_add(&whole, part->splice.group.data, part->splice.group.len);
    err = session_hidden(
        &q, whole.data, whole.len, t->offset,
        "Nothing was saved, because the file would be wrong then: ", "没有保存，否则文件将有错误：", p);
  }
  buf_release(&whole);
  problems_release(&q);
  return err;
}

/* The part for changes[from…], which are of one target; *to gets where the next target's begin. */
static enum err make_part(struct job *job, size_t from, size_t *to, const char *text, struct problems *p)
{
  const struct plan *plan = job->s->plan;
  const struct change *c = &job->changes[from];
  const struct target *t = plan_find(plan, c->target);
  for (*to = from + 1; *to < job->count && strcmp(job->changes[*to].target, c->target) == 0;)
    ++*to;
  if (t == NULL)
    return problem_fail(p, ERR_NO,
                        TR(p->lang, "Nothing was saved: the file has no target '%s' any more.",
                           "没有保存：文件中已没有“%s”这个目标。"),
                        c->target);
  struct part *part = &job->parts[job->part_count++];
  part->target = (size_t)(t - plan->targets);
  enum err err = edit_part(job, part, text, c, *to - from, p);
  return err == OK ? read_part(job, part, text, p) : err;
}

static int by_place(const void *a, const void *b)
{
  const struct part *x = a, *y = b;
  return x->target < y->target ? -1 : x->target > y->target;
}

/* Puts the parts together: what gives way to what in the text. */
static void join(struct job *job, const char *text, struct commit_made *made)
{
  const struct plan *plan = job->s->plan;
  size_t count = 0;
  qsort(job->parts, job->part_count, sizeof *job->parts, by_place);
  for (size_t i = 0; i < job->part_count; i++) {
    struct part *part = &job->parts[i];
    const struct target *t = &plan->targets[part->target];
    buf_add(&part->before, text + t->offset, t->length);
    patch_put(&made->patch, t->offset, t->offset + t->length, part->splice.group.data,
              part->splice.group.len);
    count += part->splice.made_count;
  }
  job->made = mem_alloc((count + 1) * sizeof *job->made);
  for (size_t i = 0; i < job->part_count; i++) {
    const struct splice *s = &job->parts[i].splice;
    if (s->made_count > 0) /* nothing, when the file said it all already */
      memcpy(job->made + job->made_count, s->made, s->made_count * sizeof *s->made);
    job->made_count += s->made_count;
  }
  made->list = job->made;
  made->count = job->made_count;
  made->before = plan;
}

static enum err job_edit(void *context, const char *text, size_t len, struct commit_made *made,
                         struct problems *p)
{
  struct job *job = context;
  job_clear(job);
  enum err err = catch_up(job, text, len, made, p);
  bool others = false; /* a conflict is said of every figure; whatever else is wrong ends the matter */
  job->parts = mem_alloc((job->count + 1) * sizeof *job->parts);
  for (size_t i = 0, next; i < job->count && (err == OK || others); i = next) {
    enum err one = make_part(job, i, &next, text, p);
    others =
        one == OK ? others : job->part_count > 0 && job->parts[job->part_count - 1].splice.refused_count > 0;
    err = err == OK ? one : err;
  }
  if (err == OK)
    join(job, text, made);
  return err;
}

/* ---- the save ---- */

/* The plan's targets that were read again, and where all of them stand now. */
static void take_parts(struct session *s, struct job *job)
{
  struct plan *plan = s->plan;
  size_t next = 0, moved = 0; /* unsigned wrap-around: a group may have become shorter */
  for (size_t i = 0; i < plan->target_count; i++) {
    struct target *t = &plan->targets[i];
    size_t offset = t->offset + moved, length = t->length;
    if (next < job->part_count && job->parts[next].target == i) {
      session_replace(s, i, &job->parts[next].now);
      t->length = job->parts[next].splice.group.len;
      moved += t->length - length;
      next++;
    }
    t->offset = offset;
  }
}

/* What was refused, for whoever asks. The session has the file as it is now, which is what the next try
 * starts from.
 */
static void take_refusal(struct session *s, struct job *job)
{
  for (size_t i = 0; i < job->part_count; i++)
    for (size_t k = 0; k < job->parts[i].splice.refused_count; k++)
      change_list_add(&s->conflicts, &job->parts[i].splice.refused[k]);
}

/* What undo needs of the save: each target's bytes before and after. */
static void remember(const struct session *s, struct job *job, struct revision *r)
{
  const struct plan *plan = s->plan;
  for (size_t i = 0; i < job->part_count; i++) {
    struct part *part = &job->parts[i];
    const struct target *t = &plan->targets[part->target];
    struct buf after = {0};
    if (part->splice.made_count == 0)
      continue;
    buf_add(&after, part->splice.group.data, part->splice.group.len);
    revision_add(r, t->id, &part->before, &after, part->splice.made, part->splice.made_count);
  }
}

enum err session_save(struct session *s, struct job *job, enum journal_what what, struct revision *r,
                      struct problems *p)
{
  change_list_release(&s->conflicts);
  s->changed.count = 0;
  news_clear(&s->news);
  if (s->read_only != NULL)
    return problem_fail(p, ERR_FILE, TR(p->lang, "This session is read-only: %s", "本次只能查看：%s"),
                        s->read_only);
  job->s = s;
  enum err err = confirm(s, s->text.data, s->text.len, p); /* before anybody has to wait for a lock */
  if (err == OK)
    err = commit_file(s->path,
                      &(struct commit){.edit = job_edit,
                                       .context = job,
                                       .what = what,
                                       .text = &s->text,
                                       .hash = s->hash,
                                       .figures = &s->figures},
                      p);
  if (err == OK) {
    remember(s, job, r);
    take_parts(s, job);
    s->latest = job->made_count;
  } else {
    take_refusal(s, job);
  }
  memset(&s->st, 0, sizeof s->st); /* not known: the next reload tells */
  job_clear(job);
  return err;
}

/* ---- entering ---- */

static enum err unknown_target(const struct session *s, const char *target, struct problems *p)
{
  const char *near[1];
  if (plan_suggest(s->plan, target, near, 1) == 0)
    return problem_fail(p, ERR_USAGE, TR(p->lang, "There is no target '%s'.", "没有“%s”这个目标。"), target);
  return problem_fail(
      p, ERR_USAGE,
      TR(p->lang, "There is no target '%s'; did you mean '%s'?", "没有“%s”这个目标；是不是“%s”？"), target,
      near[0]);
}

/* A figure as a change of what the plan has; by and at are those of the person who enters it now. */
static struct change change_of(const struct target *t, const struct reading *r, const char *user,
                               const char *stamp)
{
  const struct reading *old = target_reading(t, r->through);
  struct change c = {
      .target = t->id, .through = r->through, .has_old = old != NULL, .has_new = true, .new = *r};
  if (old != NULL)
    c.old = *old;
  if (r->by[0] == '\0')
    c.new.by = user;
  if (r->at[0] == '\0')
    c.new.at = stamp;
  return c;
}

static int by_target(const void *a, const void *b)
{
  const struct change *x = a, *y = b;
  int order = strcmp(x->target, y->target);
  return order != 0 ? order : date_cmp(x->through, y->through);
}

enum err session_save_new(struct session *s, struct change_list *list, enum journal_what what,
                          struct problems *p)
{
  struct job job = {.changes = list->list, .count = list->count};
  struct revision made = {0};
  qsort(list->list, list->count, sizeof *list->list, by_target);
  enum err err = session_save(s, &job, what, &made, p);
  if (err == OK && made.count > 0) {
    revisions_push(&s->undo, &made);
    revisions_release(&s->redo);
  }
  revision_release(&made);
  return err;
}

static enum err enter_list(struct session *s, const struct entered *entered, size_t count,
                           enum journal_what what, struct problems *p)
{
  char user[80], stamp[48];
  struct change_list list = {0};
  enum err err = OK;
  who_user(user, sizeof user);
  clock_stamp(stamp, sizeof stamp);
  for (size_t i = 0; i < count; i++) {
    const struct target *t = plan_find(s->plan, entered[i].target);
    if (t == NULL) {
      err = unknown_target(s, entered[i].target, p);
      continue;
    }
    struct change c = change_of(t, &entered[i].reading, user, stamp);
    change_list_add(&list, &c);
  }
  if (err == OK)
    err = session_save_new(s, &list, what, p);
  change_list_release(&list);
  return err;
}

enum err session_enter(struct session *s, const char *target, const struct reading *r, struct problems *p)
{
  return enter_list(s, &(struct entered){target, *r}, 1, JOURNAL_SET, p);
}

enum err session_enter_all(struct session *s, const struct entered *list, size_t count, struct problems *p)
{
  return enter_list(s, list, count, JOURNAL_IMPORT, p);
}
