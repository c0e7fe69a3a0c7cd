/* What is being typed, kept on disk while it is typed: a connection that drops, or a kill, takes no
 * half-typed figure away. It is never entered by itself, but offered the next time.
 *
 * Drafts lie under $XDG_STATE_HOME/guatu (else ~/.local/state/guatu), readable by their owner alone, one for
 * a dataset, a person and a session. Where that can't be written there is no draft. */
#ifndef GUATU_EDIT_DRAFT_H
#define GUATU_EDIT_DRAFT_H

#include <stdbool.h>

#include "guatu/base/mem.h"

struct draft;

/* Never fails. `user` tells people apart who share an account. */
struct draft *draft_open(const char *dataset, const char *user);
void draft_close(struct draft *d); /* what was written stays; NULL is fine, as below */

/* A draft that a session left which is no more: its target (id), the day it was for ("2021-06-30") and the
 * text. It is this session's then. */
bool draft_take(struct draft *d, struct buf *target, struct buf *through, struct buf *text);
/* Keeps the text typed for a target and day so far. */
void draft_write(struct draft *d, const char *target, const char *through, const char *text);
/* It was saved or dropped. */
void draft_clear(struct draft *d);

#endif
