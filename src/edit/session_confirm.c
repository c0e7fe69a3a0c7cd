/* What libconfig says of a text that was loaded early, without it: the first picture does not wait for the
 * second opinion, whatever is written does. It is taken in short pieces while nothing happens, and the rest
 * of them at once by who is about to save. A session that was not opened early has it before it has a plan.
 *
 * Where libconfig differs, the words and the place are those that opening would have said, because the whole
 * text is asked about in the same way; the session says so at every reload and every save, and writes
 * nothing, until the file is another. */
#include <string.h>

#include "guatu/edit/session_parts.h"
#include "guatu/store/confirm.h"

/* The first of what libconfig says, with its place; OK: the text as a whole is fine after all. */
static enum err objection(struct session *s, const char *text, size_t len, const char *before,
                          struct problems *p)
{
  struct problems q = {.lang = p->lang, .progress = p->progress};
  struct doc d;
  const char *slash = strrchr(s->path, '/');
  size_t line, column;
  progress_part(p->progress, 0, 100);
  enum err err = doc_scan(&d, text, len, &q);
  if (err == OK)
    err = confirm_doc(&d, &q);
  doc_release(&d);
  if (err != OK && q.count > 0) {
    problem_place(text, len, q.list[0].offset, &line, &column);
    err = problem_fail(p, ERR_NO, "%s%s:%zu:%zu: %s", before, slash != NULL ? slash + 1 : s->path, line,
                       column, q.list[0].text);
  }
  problems_release(&q);
  return err;
}

static enum err piece(struct session *s, const char *text, size_t len, const char *before, struct problems *p)
{
  if (!s->refused && confirm_next(text, len, s->plan, &s->confirmed))
    return OK;
  s->refused = objection(s, text, len, before, p) != OK;
  if (!s->refused)
    s->confirmed = CONFIRMED_WHOLE;
  return s->refused ? ERR_NO : OK;
}

enum err session_confirm(struct session *s, const char *text, size_t len, const char *before,
                         struct problems *p)
{
  enum err err = OK;
  progress_part(p->progress, 0, 100);
  while (err == OK && s->confirmed != CONFIRMED_WHOLE) {
    err = piece(s, text, len, before, p);
    progress_at(p->progress, s->confirmed, s->plan->target_count + 1);
  }
  return err;
}

enum err session_work(struct session *s, bool *more, struct problems *p)
{
  *more = !s->refused && s->confirmed != CONFIRMED_WHOLE;
  return *more ? piece(s, s->text.data, s->text.len, "", p) : OK;
}
