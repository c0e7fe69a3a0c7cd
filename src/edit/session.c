/* The open dataset. Text and plan always belong together and are always what the file was at one moment: they
 * are replaced as a pair, when a save has succeeded or a reload was good. An edit is never made on this text
 * but on the file's, inside commit_file; what the person saw travels along in the change, so that a figure
 * somebody else entered meanwhile is noticed. */
#include "guatu/edit/session.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/clock.h"
#include "guatu/base/who.h"
#include "guatu/edit/revision.h"
#include "guatu/store/commit.h"
#include "guatu/store/file.h"
#include "guatu/store/load.h"
#include "guatu/store/splice.h"

struct session {
  char *path;
  char *read_only; /* NULL: may edit */
  struct buf text;
  struct plan *plan;
  struct revisions undo, redo;
  struct news news; /* of the latest change of `plan` */
};

/* ---- opening ---- */

/* Why the session may not edit; NULL when it may. */
static char *read_only_reason(const char *path, bool writable, enum lang lang)
{
  struct problems q = {.lang = lang};
  char *why = NULL;
  if (!writable)
    why = mem_text(TR(lang, "opened read-only", "以只读方式打开"));
  else if (commit_possible(path, &q) != OK)
    why = mem_text(problems_first(&q));
  problems_release(&q);
  return why;
}

enum err session_open(struct session **out, const char *path, bool writable, struct buf *text,
                      struct problems *p)
{
  struct session *s = mem_alloc(sizeof *s);
  *out = NULL;
  s->path = mem_text(path);
  enum err err = file_read(path, &s->text, NULL, p);
  if (text != NULL) {
    buf_clear(text);
    buf_add(text, s->text.len > 0 ? s->text.data : "", s->text.len);
  }
  if (err == OK)
    err = plan_from_text(s->text.len > 0 ? s->text.data : "", s->text.len, &s->plan, p);
  if (err != OK) {
    session_close(s);
    return err;
  }
  s->read_only = read_only_reason(path, writable, p->lang);
  *out = s;
  return OK;
}

void session_close(struct session *s)
{
  if (s == NULL)
    return;
  revisions_release(&s->undo);
  revisions_release(&s->redo);
  news_release(&s->news);
  plan_free(s->plan);
  buf_release(&s->text);
  free(s->read_only);
  free(s->path);
  free(s);
}

const struct plan *session_plan(const struct session *s)
{
  return s->plan;
}

const char *session_path(const struct session *s)
{
  return s->path;
}

const char *session_read_only(const struct session *s)
{
  return s->read_only;
}

size_t session_undo_count(const struct session *s)
{
  return s->undo.count;
}

size_t session_redo_count(const struct session *s)
{
  return s->redo.count;
}

/* ---- saving ---- */

/* What commit_file calls back with the file's fresh text. */
struct job {
  const struct change *change;
  const struct revision *back; /* NULL, or: put these bytes back if the target still has the others */
  bool forward;                /* of `back`: from before to after (redo) */
  struct plan *plan;           /* of the new text */
  struct revision made;        /* the target's bytes and readings on both sides */
};

/* The problems of a text that nobody sees, as one sentence with the line of the first. */
static enum err report_hidden(const struct problems *hidden, const struct buf *text, const char *en,
                              const char *zh, struct problems *p)
{
  size_t line = 0, column = 0;
  for (size_t i = 0; i < hidden->count && line == 0; i++)
    if (hidden->list[i].level == PROBLEM_ERROR && hidden->list[i].offset != PROBLEM_NOWHERE)
      problem_place(text->data, text->len, hidden->list[i].offset, &line, &column);
  if (line == 0)
    return problem_fail(p, ERR_NO, "%s%s", TR(p->lang, en, zh), problems_first(hidden));
  return problem_fail(p, ERR_NO, TR(p->lang, "%sline %zu: %s", "%s第 %zu 行：%s"), TR(p->lang, en, zh), line,
                      problems_first(hidden));
}

static enum err edit_text(struct job *job, const char *text, size_t len, struct buf *out, struct problems *p)
{
  const struct revision *back = job->back;
  if (back != NULL) {
    const struct buf *was = job->forward ? &back->before : &back->after,
                     *now = job->forward ? &back->after : &back->before;
    if (splice_target(text, len, back->target, was, now, out, p) == OK)
      return OK;
  }
  return splice_change(text, len, job->change, out, p);
}

/* The target's bytes on both sides. An edit touches nothing outside of its target's group, so the group
 * begins where it began and ends as far from the text's end. */
static void take_sides(struct job *job, const char *text, size_t len, const struct doc *new)
{
  size_t start, end;
  buf_clear(&job->made.before);
  buf_clear(&job->made.after);
  if (!splice_target_span(new, job->change->target, &start, &end))
    return;
  buf_add(&job->made.after, new->text + start, end - start);
  buf_add(&job->made.before, text + start, len - (new->len - end) - start);
}

/* Edits, and refuses what could not be loaded again. May run several times for one save. libconfig has
 * confirmed the edited text already. */
static enum err job_edit(void *context, const char *text, size_t len, struct buf *out, struct problems *p)
{
  struct job *job = context;
  struct problems q = {.lang = p->lang};
  struct doc new = {0};
  plan_free(job->plan);
  job->plan = NULL;
  enum err err = edit_text(job, text, len, out, p);
  if (err != OK)
    return err;
  if (doc_scan(&new, out->data, out->len, &q) != OK || plan_from_doc(&new, &job->plan, &q) != OK)
    err = report_hidden(&q, out, "Nothing was saved, because the file would be wrong then: ",
                        "没有保存，否则文件将有错误：", p);
  else
    take_sides(job, text, len, &new);
  problems_release(&q);
  doc_release(&new);
  return err;
}

/* Saves and, when it went well, makes the new text and plan the session's. */
static enum err save(struct session *s, struct job *job, struct problems *p)
{
  struct buf saved = {0};
  if (s->read_only != NULL)
    return problem_fail(p, ERR_FILE, TR(p->lang, "This session is read-only: %s", "本次只能查看：%s"),
                        s->read_only);
  enum err err = commit_file(s->path, job_edit, job, &saved, p);
  if (err == OK) {
    news_between(&s->news, s->plan, job->plan, (struct own){job->change->target, job->change->through});
    plan_free(s->plan);
    s->plan = job->plan;
    buf_release(&s->text);
    s->text = saved;
    return OK;
  }
  plan_free(job->plan);
  buf_release(&saved);
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

enum err session_enter(struct session *s, const char *target, const struct reading *r, struct problems *p)
{
  char user[80], stamp[48];
  const struct target *t = plan_find(s->plan, target);
  news_clear(&s->news);
  if (t == NULL)
    return unknown_target(s, target, p);
  const struct reading *old = target_reading(t, r->through);
  struct change c = {
      .target = t->id, .through = r->through, .has_old = old != NULL, .has_new = true, .new = *r};
  if (old != NULL)
    c.old = *old;
  if (r->by[0] == '\0') {
    who_user(user, sizeof user);
    c.new.by = user;
  }
  if (r->at[0] == '\0') {
    clock_stamp(stamp, sizeof stamp);
    c.new.at = stamp;
  }
  struct job job = {.change = &c};
  struct revision made;
  revision_begin(&made, t->id, r->through, old);
  enum err err = save(s, &job, p);
  bool changed =
      job.made.before.len != job.made.after.len ||
      (job.made.after.len > 0 && memcmp(job.made.before.data, job.made.after.data, job.made.after.len) != 0);
  if (err == OK && changed) {
    const struct target *now = plan_find(s->plan, made.target);
    revision_end(&made, &job.made, now != NULL ? target_reading(now, made.through) : NULL);
    revisions_push(&s->undo, &made);
    revisions_release(&s->redo);
  }
  revision_release(&made);
  revision_release(&job.made);
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

/* Moves one revision from one stack to the other: its bytes if nobody touched the target, else its figure by
 * itself. */
static enum err turn(struct session *s, bool forward, const char **target, struct problems *p)
{
  news_clear(&s->news);
  if (target != NULL)
    *target = NULL;
  struct revisions *from = forward ? &s->redo : &s->undo, *to = forward ? &s->undo : &s->redo;
  if (from->count == 0)
    return nothing_left(forward, p);
  struct revision r = from->list[from->count - 1];
  const struct reading *was = forward ? revision_old(&r) : revision_new(&r);
  const struct reading *now = forward ? revision_new(&r) : revision_old(&r);
  struct change c = {.target = r.target,
                     .through = r.through,
                     .has_old = was != NULL,
                     .has_new = now != NULL,
                     .exact = true};
  if (was != NULL)
    c.old = *was;
  if (now != NULL)
    c.new = *now;
  struct job job = {.change = &c, .back = &r, .forward = forward};
  enum err err = save(s, &job, p);
  if (err == OK) {
    from->count--;
    revision_bytes(&r, forward ? &job.made.before : &job.made.after,
                   forward ? &job.made.after : &job.made.before);
    revisions_push(to, &r);
  }
  if (target != NULL) {
    const struct revisions *held = err == OK ? to : from;
    *target = held->list[held->count - 1].target;
  }
  revision_release(&job.made);
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

/* ---- reading again ---- */

enum err session_reload(struct session *s, bool *changed, struct problems *p)
{
  struct buf text = {0};
  struct problems q = {.lang = p->lang};
  struct plan *plan = NULL;
  news_clear(&s->news);
  if (changed != NULL)
    *changed = false;
  enum err err = file_read(s->path, &text, NULL, p);
  bool same = err == OK && text.len == s->text.len && memcmp(text.data, s->text.data, text.len) == 0;
  if (err == OK && !same) {
    if (plan_from_text(text.len > 0 ? text.data : "", text.len, &plan, &q) != OK)
      err = report_hidden(&q, &text, "", "", p);
  }
  if (changed != NULL)
    *changed = err == OK && !same;
  if (err == OK && !same) {
    news_between(&s->news, s->plan, plan, (struct own){0});
    plan_free(s->plan);
    s->plan = plan;
    buf_release(&s->text);
    s->text = text;
    text = (struct buf){0};
  }
  problems_release(&q);
  buf_release(&text);
  return err;
}

const struct news *session_news(const struct session *s)
{
  return &s->news;
}
