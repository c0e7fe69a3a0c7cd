/* What the units of the session share; private to src/edit/session*.c. */
#ifndef GUATU_EDIT_SESSION_PARTS_H
#define GUATU_EDIT_SESSION_PARTS_H

#include "guatu/edit/revision.h"
#include "guatu/edit/session.h"
#include "guatu/store/figures.h"
#include "guatu/store/journal_line.h"
#include "guatu/store/splice.h"

/* Figures in short, with their texts. */
struct change_list {
  struct change *list;
  size_t count;
  struct arena arena;
};

struct session {
  char *path;
  char *read_only;  /* NULL: may edit */
  bool early;       /* a text is shown before libconfig has read it */
  bool refused;     /* libconfig differs in what comes next */
  size_t confirmed; /* so far, by confirm_next */
  struct buf text;
  struct stat st;         /* of the file when it was read */
  char hash[DIGEST_SIZE]; /* of the text; "": not known */
  struct plan *plan;
  struct revisions undo, redo;
  struct news news;             /* of the latest change of `plan` */
  struct change_list conflicts; /* of the latest save */
  struct figures figures;       /* the journal replayed, so far */
  struct change_list lost;      /* so far: */
  enum {
    LOST_JOURNAL,
    LOST_FIGURES,
    LOST_KNOWN
  } looks;       /* what is gone through to find them; since the last reload */
  size_t looked; /* of the figures */
  struct {
    struct target_change *list;
    size_t count;
  } changed;           /* by the latest save or reload */
  unsigned generation; /* of `plan` */
  size_t grown;        /* bytes of it that were read again since it was read as a whole */
  size_t latest;       /* figures of the latest save */
};

/* One target's part of a save. */
struct part {
  size_t target;     /* index into the plan's targets */
  struct target now; /* read again from its new bytes */
  struct splice splice;
  struct buf before; /* its bytes in the file */
};

/* A save under way: what commit_file calls back with. session_save fills in what stands below. */
struct job {
  struct session *s;
  const struct change *changes; /* those of one target stand together */
  size_t count;
  const struct revision *back; /* undo, redo: put these bytes back if the target still has the others */
  bool forward;                /* of `back`: from before to after (redo) */
  /* made anew by each call */
  struct part *parts;
  size_t part_count;
  struct change *made; /* borrowed from the parts */
  size_t made_count;
};

/* Copies a change to the list's end. */
void change_list_add(struct change_list *l, const struct change *c);
void change_list_release(struct change_list *l);

/* The problems of a text that nobody sees, as one sentence with the line of the first; `base` is added to
 * offsets. */
enum err session_hidden(const struct problems *hidden, const char *text, size_t len, size_t base,
                        const char *en, const char *zh, struct problems *p);
/* Makes the plan that of `text`, which is the file's and about to be the session's; notes the news and what
 * changed. On errors nothing is another than before. */
enum err session_catch_up(struct session *s, const char *text, size_t len, struct problems *p);
/* Has libconfig read what it has not yet of the plan's text. ERR_NO: it differs, in words that begin with
 * `before`. */
enum err session_confirm(struct session *s, const char *text, size_t len, const char *before,
                         struct problems *p);
/* Puts a target in place of the plan's, and notes that; where it stands in the text is for the caller to say.
 */
void session_replace(struct session *s, size_t index, const struct target *now);
/* Saves the job's changes and, when it went well, makes the new text and plan the session's; `r` gets what
 * was done. What was refused is in s->conflicts then. */
enum err session_save(struct session *s, struct job *job, enum journal_what what, struct revision *r,
                      struct problems *p);
/* The same for new figures, sorted here, which undo takes back. The list's texts must be its own: the plan
 * may go while they are saved. */
enum err session_save_new(struct session *s, struct change_list *list, enum journal_what what,
                          struct problems *p);

#endif
