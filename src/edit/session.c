/* The open dataset. Text and plan always belong together and are always what the file was at one moment: they
 * are replaced as a pair, when a save has succeeded or a reload was good. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guatu/edit/session_parts.h"
#include "guatu/store/commit.h"
#include "guatu/store/file.h"
#include "guatu/store/load.h"

/* ---- opening ---- */

/* Why the session may not edit; NULL when it may. */
static char *read_only_reason(const char *path, enum session_how how, enum lang lang)
{
  struct problems q = {.lang = lang};
  char *why = NULL;
  if (how == SESSION_READ || how == SESSION_LOOK_EARLY)
    why = mem_text(TR(lang, "opened read-only", "以只读方式打开"));
  else if (commit_possible(path, &q) != OK)
    why = mem_text(problems_first(&q));
  problems_release(&q);
  return why;
}

enum err session_open(struct session **out, const char *path, enum session_how how, struct buf *text,
                      struct problems *p)
{
  struct session *s = mem_alloc(sizeof *s);
  *out = NULL;
  s->path = mem_text(path);
  s->early = how == SESSION_LOOK_EARLY || how == SESSION_WRITE_EARLY;
  enum err err = file_read(path, &s->text, &s->st, p);
  if (err == OK)
    err = session_catch_up(s, s->text.data, s->text.len, p);
  if (text != NULL && p->count > 0) {
    buf_clear(text);
    buf_add(text, s->text.len > 0 ? s->text.data : "", s->text.len);
  }
  if (err != OK) {
    session_close(s);
    return err;
  }
  s->read_only = read_only_reason(path, how, p->lang);
  *out = s;
  return OK;
}

struct session *session_expect(const char *path)
{
  struct session *s = mem_alloc(sizeof *s);
  s->path = mem_text(path);
  s->read_only = read_only_reason(path, SESSION_READ, LANG_EN);
  return s;
}

void session_close(struct session *s)
{
  if (s == NULL)
    return;
  revisions_release(&s->undo);
  revisions_release(&s->redo);
  news_release(&s->news);
  change_list_release(&s->conflicts);
  change_list_release(&s->lost);
  free(s->changed.list);
  figures_release(&s->figures);
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

size_t session_bytes(const struct session *s)
{
  return s->text.len;
}

const char *session_path(const struct session *s)
{
  return s->path;
}

const char *session_read_only(const struct session *s)
{
  return s->read_only;
}

const struct news *session_news(const struct session *s)
{
  return &s->news;
}

const struct target_change *session_changed(const struct session *s, size_t *count)
{
  *count = s->changed.count;
  return s->changed.list;
}

void session_changed_seen(struct session *s)
{
  s->changed.count = 0;
}

unsigned session_generation(const struct session *s)
{
  return s->generation;
}

/* ---- lists of changes ---- */

void change_list_add(struct change_list *l, const struct change *c)
{
  l->list = mem_resize(l->list, l->count + 1, sizeof *l->list);
  struct change *copy = &l->list[l->count++];
  *copy = *c;
  copy->target = arena_text(&l->arena, c->target, strlen(c->target));
  if (c->has_old)
    copy->old = reading_keep(&l->arena, &c->old);
  if (c->has_new)
    copy->new = reading_keep(&l->arena, &c->new);
}

void change_list_release(struct change_list *l)
{
  free(l->list);
  arena_free(&l->arena);
  *l = (struct change_list){0};
}

const struct change *session_conflicts(const struct session *s, size_t *count)
{
  *count = s->conflicts.count;
  return s->conflicts.list;
}

/* ---- what others do ---- */

enum err session_hidden(const struct problems *hidden, const char *text, size_t len, size_t base,
                        const char *en, const char *zh, struct problems *p)
{
  size_t line = 0, column = 0;
  for (size_t i = 0; i < hidden->count && line == 0; i++)
    if (hidden->list[i].level == PROBLEM_ERROR && hidden->list[i].offset != PROBLEM_NOWHERE)
      problem_place(text, len, base + hidden->list[i].offset, &line, &column);
  if (line == 0)
    return problem_fail(p, ERR_NO, "%s%s", TR(p->lang, en, zh), problems_first(hidden));
  return problem_fail(p, ERR_NO, TR(p->lang, "%sline %zu: %s", "%s第 %zu 行：%s"), TR(p->lang, en, zh), line,
                      problems_first(hidden));
}

enum err session_offer(struct session *s, struct buf *text, bool *changed, struct problems *p)
{
  struct problems q = {.lang = p->lang, .progress = p->progress};
  enum err err = OK;
  const char *bytes = text->len > 0 ? text->data : "";
  bool same = s->plan != NULL && text->len == s->text.len && memcmp(bytes, s->text.data, text->len) == 0;
  news_clear(&s->news);
  s->changed.count = 0;
  s->looks = LOST_JOURNAL;
  if (!same && session_catch_up(s, bytes, text->len, &q) != OK)
    err = session_hidden(&q, bytes, text->len, 0, "", "", p);
  if (changed != NULL)
    *changed = err == OK && !same;
  if (err == OK && !same) {
    buf_release(&s->text);
    s->text = *text;
    s->hash[0] = '\0';
    *text = (struct buf){0};
  }
  problems_release(&q);
  return err;
}

/* Reads the file where it is not what the session has; *same says which. */
static enum err read_again(struct session *s, struct buf *text, bool *same, struct stat *st,
                           struct problems *p)
{
  struct piece has = {s->text.data, s->text.len};
  *same = false;
  enum err err =
      s->plan != NULL ? file_compare(s->path, &(struct pieces){&has, 1, has.len}, same, st, p) : OK;
  return err == OK && !*same ? file_read(s->path, text, st, p) : err;
}

enum err session_reload(struct session *s, bool *changed, struct problems *p)
{
  struct buf text = {0};
  struct stat st;
  bool same;
  news_clear(&s->news);
  s->changed.count = 0;
  s->looks = LOST_JOURNAL;
  if (changed != NULL)
    *changed = false;
  enum err err = read_again(s, &text, &same, &st, p);
  if (err == OK && !same)
    err = session_offer(s, &text, changed, p);
  if (err == OK)
    s->st = st;
  if (err == OK && s->refused)
    err = session_confirm(s, s->text.data, s->text.len, "", p);
  buf_release(&text);
  return err;
}
