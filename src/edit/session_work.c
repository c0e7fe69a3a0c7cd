/* What is put off until somebody needs it or nothing else happens, and is done in short pieces then.
 *
 * What libconfig says of a text that was loaded early, without it: the first picture does not wait for the
 * second opinion, whatever is written does. A session that was not opened early has it before it has a plan.
 * Where libconfig differs, the words and the place are those that opening would have said, because the whole
 * text is asked about in the same way; the session says so at every reload and every save, and writes
 * nothing, until the file is another.
 *
 * What the journal says: no picture waits for it, however long it has become; who asks which figures were
 * lost does. After a reload only its new lines are read. */
#include <string.h>

#include "guatu/edit/session_parts.h"
#include "guatu/store/confirm.h"
#include "guatu/store/file.h"

#define FIGURES_STEP 512 /* looked for in the plan at a time: a fraction of a millisecond */

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

/* ---- figures that were lost ---- */

/* When the journal has been read to its end the file's state is looked at: when that is still what it was
 * when the text was read, every save that the journal confirms is in the text. */
static void read_journal(struct session *s, struct problems *p)
{
  struct problems ignored = {0};
  struct stat now;
  bool more = false;
  bool good = figures_step(&s->figures, s->path, &more, &ignored) == OK;
  problems_release(&ignored);
  if (more) {
    progress_at(p->progress, (size_t)s->figures.ledger.offset, (size_t)s->figures.ledger.st.st_size);
    return;
  }
  change_list_release(&s->lost);
  s->looked = 0;
  good = good && stat(s->path, &now) == 0 && file_same(&now, &s->st);
  s->looks = good ? LOST_FIGURES : LOST_KNOWN;
}

/* Of a save that is not confirmed yet its figures are left alone: they are as they were before it, or as it
 * made them. */
static void look_for_lost(struct session *s)
{
  for (size_t i = 0; i < FIGURES_STEP && s->looked < s->figures.count; i++, s->looked++) {
    const struct figure *f = &s->figures.list[s->looked];
    const struct reading *is;
    if (!figure_lost(f, s->plan, &is) || figures_pending(&s->figures, f->target, f->through))
      continue;
    struct change c = {
        .target = f->target, .through = f->through, .has_old = is != NULL, .has_new = true, .new = f->saved};
    if (is != NULL)
      c.old = *is;
    change_list_add(&s->lost, &c);
  }
  if (s->looked >= s->figures.count) /* a save may have read another journal meanwhile, with fewer */
    s->looks = LOST_KNOWN;
}

/* False: nothing is left to do. */
static bool find_lost(struct session *s, struct problems *p)
{
  if (s->read_only != NULL || s->looks == LOST_KNOWN)
    return false;
  if (s->looks == LOST_JOURNAL)
    read_journal(s, p);
  else
    look_for_lost(s);
  return true;
}

const struct change *session_lost(struct session *s, size_t *count, struct problems *p)
{
  progress_part(p->progress, 0, 100);
  while (find_lost(s, p))
    ;
  *count = s->lost.count;
  return s->lost.list;
}

/* ---- a piece of either ---- */

enum err session_work(struct session *s, bool *more, struct problems *p)
{
  *more = true;
  if (!s->refused && s->confirmed != CONFIRMED_WHOLE)
    return piece(s, s->text.data, s->text.len, "", p);
  *more = find_lost(s, p);
  return OK;
}
