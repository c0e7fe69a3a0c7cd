/* A dataset that is open for work: its path, its present text and plan, and what this session has done to it.
 * The one road back from a figure to the file: entry → change → splice → commit → the new plan. */
#ifndef GUATU_EDIT_SESSION_H
#define GUATU_EDIT_SESSION_H

#include "guatu/base/err.h"
#include "guatu/edit/news.h"
#include "guatu/model/plan.h"
#include "guatu/store/change.h"

struct session;

/* How a session is opened. */
enum session_how {
  SESSION_READ,  /* to look only */
  SESSION_WRITE, /* for editing; when the file can't be saved the session is read-only and session_read_only
                    says why */
  SESSION_LOOK_EARLY, /* the same two for who shows the plan at once, and goes on with session_work */
  SESSION_WRITE_EARLY
};

/* Opens and loads. On errors NULL is stored and the problems tell everything found; *text (may be NULL) gets
 * the file's text for printing them, when there are any. */
enum err session_open(struct session **out, const char *path, enum session_how how, struct buf *text,
                      struct problems *p);
/* A read-only session of a file that perhaps can't be read yet, or is wrong: there is no plan until
 * session_reload is OK. */
struct session *session_expect(const char *path);
void session_close(struct session *s); /* NULL is fine */

/* Borrowed, with everything that hangs on it, until the next entry, undo, redo or reload. NULL: see
 * session_expect. */
const struct plan *session_plan(const struct session *s);
size_t session_bytes(const struct session *s); /* of the text: how much a save writes */
const char *session_path(const struct session *s);
const char *session_read_only(const struct session *s); /* NULL: may edit; else why not */

/* ---- entering ---- */

/* A figure to be entered. An empty `by` becomes the person at the keyboard, an empty `at` now. */
struct entered {
  const char *target; /* id */
  struct reading reading;
};

/* Saves one reading for `target` (id). The reading seen in session_plan is what is replaced; ERR_NO when the
 * file has another by then: the problem names both, session_conflicts has them, and the session has read the
 * file again, so that the same call once more is an answer to that. Problems have no place. */
enum err session_enter(struct session *s, const char *target, const struct reading *r, struct problems *p);
/* The same for many, as an import: one save, all or nothing, one undo. */
enum err session_enter_all(struct session *s, const struct entered *list, size_t count, struct problems *p);

/* The figures for which the latest call was refused because another had changed them: `old` is what the file
 * says, `new` what was to be entered. Borrowed until the next call. */
const struct change *session_conflicts(const struct session *s, size_t *count);

/* Takes back, or does again, the latest save; through the same save. ERR_NO with a sentence when there is
 * nothing, or when somebody else has changed one of its figures since; nothing is taken back then. *target
 * (may be NULL) gets the id of the (first) target it was about, borrowed until the next call. */
enum err session_undo(struct session *s, const char **target, struct problems *p);
enum err session_redo(struct session *s, const char **target, struct problems *p);
size_t session_undo_count(const struct session *s);
size_t session_redo_count(const struct session *s);
/* How many figures the latest save, or the one just taken back or done again, was about. */
size_t session_latest_figures(const struct session *s);

/* What the latest entry, undo, redo or reload made of the plan, others' changes included: each of these
 * targets is another than it was, and nothing else is, while session_generation stays. A target may be listed
 * more than once, with what it was first before what it was later. */
const struct target_change *session_changed(const struct session *s, size_t *count);
/* Forgets them: who keeps something beside the plan has moved it along. */
void session_changed_seen(struct session *s);
/* A number that becomes another when session_plan is another plan altogether. */
unsigned session_generation(const struct session *s);

/* ---- others ---- */

/* Reads the file again. *changed (may be NULL) says whether its bytes differ. On errors the last good plan
 * stays; ERR_NO: what is in the file is wrong, and the problem begins with the line; ERR_FILE: it can't be
 * read. */
enum err session_reload(struct session *s, bool *changed, struct problems *p);
/* The same with what somebody else read: `text` is taken when it is good and another; never ERR_FILE. Only
 * for a read-only session, which knows nothing of the file's state then. */
enum err session_offer(struct session *s, struct buf *text, bool *changed, struct problems *p);
/* Does for about a millisecond what was put off: libconfig's second reading of a text that was loaded early,
 * and the reading of the journal. *more: there was something to do. ERR_NO: libconfig reads the text
 * otherwise; the problem names file, line and column. Until the file is another, each reload and each save
 * says so again, and nothing is written. */
enum err session_work(struct session *s, bool *more, struct problems *p);

/* What others had changed meanwhile in what the latest entry, undo, redo or reload has brought in. Borrowed
 * until the next. */
const struct news *session_news(const struct session *s);

/* The figures that were saved here or by others with guatu and that another program has overwritten since
 * (an editor that had the old text), as the journal tells: `old` is what the file says now, `new` what was
 * saved. None in a read-only session. Borrowed until the next call. What session_work has not found out yet
 * is found out first; of `p` only the progress is used. */
const struct change *session_lost(struct session *s, size_t *count, struct problems *p);
/* Enters them again, in one save that can be undone; or lets them stand as they are, which the journal keeps.
 * ERR_NO when the file has changed again meanwhile. */
enum err session_restore(struct session *s, struct problems *p);
enum err session_accept(struct session *s, struct problems *p);

#endif
