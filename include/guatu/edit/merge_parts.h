/* What the parts of the merge share. Nobody else includes this.
 *
 * One of the two sides is the host: its text is edited. A decision is always made between ours and theirs,
 * whichever of them is the host. The merge happens in two steps. First a clean text is made, in which a
 * conflict stands as ours has it (as theirs has it, where ours took it out); it is proven. Then the marks are
 * put around what is in conflict. So commas and layout are one problem, and marks another. */
#ifndef GUATU_EDIT_MERGE_PARTS_H
#define GUATU_EDIT_MERGE_PARTS_H

#include <stdint.h>

#include "guatu/edit/merge.h"
#include "guatu/store/doc.h"
#include "guatu/store/patch.h"
#include "guatu/store/record.h"

#define MERGE_NONE UINT32_MAX /* no such node: 0 is the root */

/* One text, read. */
struct merge_source {
  struct doc doc;
  struct plan *plan;     /* NULL: an empty base */
  uint32_t *target_node; /* the groups of plan->targets */
  uint32_t *pane_node;   /* the groups of plan->panes */
};

/* The same part on the three sides. */
struct merge_view {
  const struct doc *doc[MERGE_SIDES];
  uint32_t node[MERGE_SIDES]; /* MERGE_NONE: that side lacks it */
};

/* Where in the plan a group is. */
struct merge_where {
  const char *pane, *target, *path; /* "" at the top; the path is "name." and the like */
};

struct merge_work {
  struct merge_source side[MERGE_SIDES];
  enum merge_side host, other;
  const char *eol; /* of the host's text */
  struct merge *out;
  size_t conflict_room;
  const char *stuck; /* the id of a target whose layout can't take the edit; NULL: none */
};

/* ---- merge_source.c: texts, read and compared ---- */

/* Scans and loads. libconfig is asked about what comes out, not about each of what goes in: merge.c. */
enum err merge_source_read(struct merge_source *s, const struct merge_text *text, struct problems *p);
void merge_source_release(struct merge_source *s);
/* The group of the target or pane with this id, or MERGE_NONE. */
uint32_t merge_source_target(const struct merge_source *s, const char *id);
uint32_t merge_source_pane(const struct merge_source *s, const char *id);
/* The id of the pane that holds the target, or NULL when there is no such target. */
const char *merge_source_pane_of(const struct merge_source *s, const char *target);
/* Where a conflict's part stands in a text, or MERGE_NONE. */
uint32_t merge_source_find(const struct merge_source *s, const struct merge_conflict *c);
/* The element before that one in its list, or 0. */
uint32_t merge_source_before(const struct merge_source *s, const struct merge_conflict *c, uint32_t node);
uint32_t merge_member(const struct doc *d, uint32_t group, const char *name);
/* The members named `name` of three groups. */
struct merge_view merge_view_member(const struct merge_view *v, const char *name);
struct merge_view merge_view_target(const struct merge_work *w, const char *id);
struct merge_view merge_view_pane(const struct merge_work *w, const char *id);
/* Whether both say the same, however it is spelt. */
bool merge_same(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y);
bool merge_view_same(const struct merge_view *v, enum merge_side a, enum merge_side b);
bool merge_same_bytes(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y);

/* ---- merge_decide.c: who is right ---- */

enum merge_pick { PICK_OURS, PICK_THEIRS, PICK_BOTH /* both changed it, differently */ };
enum merge_pick merge_pick(const struct merge_view *v);
/* For readings; NULL: none. Of two with the same figure the later one is picked. */
enum merge_pick merge_pick_reading(const struct reading *base, const struct reading *ours,
                                   const struct reading *theirs);
/* For the pane of a target; NULL: the target is not there. */
enum merge_pick merge_pick_pane(const char *base, const char *ours, const char *theirs);
bool merge_same_reading(const struct reading *a, const struct reading *b);

/* ---- merge_conflict.c ---- */

/* The side whose version of a conflict stands in the clean text. */
enum merge_side merge_conflict_shown(const struct merge_view *v);
void merge_conflict_setting(struct merge_work *w, const struct merge_where *at, const char *name,
                            const struct merge_view *v);
void merge_conflict_reading(struct merge_work *w, const char *target, const struct reading *ours,
                            const struct reading *theirs);
void merge_conflict_element(struct merge_work *w, enum merge_what what, const char *id,
                            const struct merge_view *v);
/* Puts the marks around what is in conflict in the clean text `s`; the result goes to `out`. */
void merge_marks(struct merge_work *w, const struct merge_source *s, struct buf *out);

/* ---- merge_text.c: bytes carried from one text to another ---- */

const char *merge_eol(const char *text, size_t len);
/* Appends the bytes with the line ends `eol`; lines that begin with the blanks `from` begin with `to`
 * instead. Strings stay as they are. */
void merge_carry(struct buf *out, const char *bytes, size_t len, const struct buf *from, const struct buf *to,
                 const char *eol);
/* The same for the span [start, end) of a text, which has its line's indent. */
void merge_carry_span(struct buf *out, const struct doc *d, size_t start, size_t end, const struct buf *to,
                      const char *eol);
/* Whether the edits can be made: none reaches into another. */
bool merge_patch_fits(const struct patch *p, size_t len);

/* ---- merge_group.c, merge_elements.c, merge_list.c, merge_target.c: the edits ---- */

/* Plans the merge of a group that the host has. */
void merge_group(struct merge_work *w, const struct merge_where *at, const struct merge_view *v,
                 struct patch *out);
/* Plans the merge of the list of panes, and of a pane's list of targets. */
void merge_panes(struct merge_work *w, uint32_t list, struct patch *out);
void merge_targets(struct merge_work *w, const char *pane, uint32_t list, struct patch *out);
/* The merged group of a target that the host and the other have, laid out for the host's place. False when
 * the host's bytes stay. */
bool merge_target(struct merge_work *w, const char *id, struct buf *out);
/* A text of its own with one target's group, while both sides' changes are put into it. */
struct merge_piece {
  struct buf text;
  size_t before, after; /* bytes around the group */
  bool read;            /* doc and group are of this text */
  struct doc doc;
  uint32_t group;
};
/* Scans it, if it has changed. False when it makes no sense. */
bool merge_piece_read(struct merge_piece *p);
/* Makes the edits. False when they can't be made. */
bool merge_piece_edit(struct merge_piece *p, struct patch *patch);
/* merge_readings.c. False when the layout can't take it. */
bool merge_readings(struct merge_work *w, const char *id, const struct merge_view *v, struct merge_piece *p);

/* An element of a list in the host's text, and what becomes of it. */
struct merge_element {
  uint32_t node;
  bool gone;
  bool changed;     /* its bytes give way to `text` */
  struct buf text;  /* owned */
  size_t new_first; /* the new elements that follow it */
  size_t new_count;
};

struct merge_list {
  struct merge_element *elements; /* elements[0] stands for the list's beginning */
  size_t count;                   /* without elements[0] */
  struct buf *news;               /* texts of new elements, in the order of the elements they follow */
  size_t new_count;
};

/* The blanks before an element of the list that is put in at its own line. */
void merge_list_indent(const struct doc *d, uint32_t list, struct buf *out);
void merge_list_edit(const struct doc *d, uint32_t list, const struct merge_list *l, const char *eol,
                     struct patch *out);

/* ---- merge_proof.c, merge_roles.c ---- */

/* Whether `s` says exactly what the three sides make of it, worked out again from their plans and trees. */
bool merge_proven(const struct merge_work *w, const struct merge_source *s);
/* Which side's text is edited. */
enum merge_side merge_host(const struct merge_work *w);
/* Fills in what changed between OURS and the merged text. */
void merge_note_changes(struct merge_work *w, const struct merge_source *s);

#endif
