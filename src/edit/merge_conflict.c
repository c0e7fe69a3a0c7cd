/* What is in conflict, written down while the clean text is made, and marked in it afterwards.
 *
 * A mark has its line for itself, so a place within a line is broken up into lines. Where both sides have the
 * part, its comma stays outside or in both versions; where one side took it out, one comma is inside with it,
 * so that the text is whole whichever side is kept. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

#define SAYS_MAX 60

/* ---- writing down ---- */

static struct merge_conflict *add(struct merge_work *w, enum merge_what what)
{
  struct merge *m = w->out;
  if (m->conflict_count == w->conflict_room) {
    w->conflict_room = w->conflict_room * 2 + 8;
    m->conflicts = mem_resize(m->conflicts, w->conflict_room, sizeof *m->conflicts);
  }
  struct merge_conflict *c = &m->conflicts[m->conflict_count++];
  *c = (struct merge_conflict){.what = what,
                               .pane = "",
                               .target = "",
                               .setting = "",
                               .ours = {.by = "", .at = "", .note = ""},
                               .theirs = {.by = "", .at = "", .note = ""},
                               .ours_says = "",
                               .theirs_says = ""};
  return c;
}

static const char *keep(struct merge_work *w, const char *text)
{
  return arena_text(&w->out->arena, text, strlen(text));
}

/* A value on one line, cut short between two characters. */
static const char *says(struct merge_work *w, const struct merge_view *v, enum merge_side side)
{
  if (v->node[side] == MERGE_NONE)
    return "";
  const struct node *n = &v->doc[side]->nodes[v->node[side]];
  const char *bytes = v->doc[side]->text + n->start;
  size_t len = n->end - n->start;
  struct buf line = {0};
  for (size_t i = 0; i < len && line.len < SAYS_MAX; i++) {
    bool blank = strchr(" \t\r\n", bytes[i]) != NULL;
    if (!blank)
      buf_putc(&line, bytes[i]);
    else if (line.data[line.len - 1] != ' ')
      buf_putc(&line, ' ');
  }
  if (line.len == SAYS_MAX) { /* maybe within a character */
    while (((unsigned char)line.data[line.len - 1] & 0xC0) == 0x80)
      line.len--;
    line.len -= (unsigned char)line.data[line.len - 1] >= 0xC0;
    line.data[line.len] = '\0';
    buf_puts(&line, "…");
  }
  const char *text = keep(w, line.data);
  buf_release(&line);
  return text;
}

enum merge_side merge_conflict_shown(const struct merge_view *v)
{
  return v->node[MERGE_OURS] != MERGE_NONE ? MERGE_OURS : MERGE_THEIRS;
}

void merge_conflict_setting(struct merge_work *w, const struct merge_where *at, const char *name,
                            const struct merge_view *v)
{
  struct buf path = {0};
  buf_printf(&path, "%s%s", at->path, name);
  struct merge_conflict *c = add(w, MERGE_SETTING);
  c->pane = keep(w, at->target[0] == '\0' ? at->pane : "");
  c->target = keep(w, at->target);
  c->setting = keep(w, path.data);
  c->has_ours = v->node[MERGE_OURS] != MERGE_NONE;
  c->has_theirs = v->node[MERGE_THEIRS] != MERGE_NONE;
  c->ours_says = says(w, v, MERGE_OURS);
  c->theirs_says = says(w, v, MERGE_THEIRS);
  buf_release(&path);
}

static struct reading keep_reading(struct merge_work *w, const struct reading *r)
{
  struct reading copy = *r;
  copy.by = keep(w, r->by);
  copy.at = keep(w, r->at);
  copy.note = keep(w, r->note);
  return copy;
}

void merge_conflict_reading(struct merge_work *w, const char *target, const struct reading *ours,
                            const struct reading *theirs)
{
  struct merge_conflict *c = add(w, MERGE_READING);
  c->target = keep(w, target);
  c->through = ours != NULL ? ours->through : theirs->through;
  c->has_ours = ours != NULL;
  c->has_theirs = theirs != NULL;
  if (ours != NULL)
    c->ours = keep_reading(w, ours);
  if (theirs != NULL)
    c->theirs = keep_reading(w, theirs);
}

void merge_conflict_element(struct merge_work *w, enum merge_what what, const char *id,
                            const struct merge_view *v)
{
  struct merge_conflict *c = add(w, what);
  if (what == MERGE_PANE)
    c->pane = keep(w, id);
  else
    c->target = keep(w, id);
  c->has_ours = v->node[MERGE_OURS] != MERGE_NONE;
  c->has_theirs = v->node[MERGE_THEIRS] != MERGE_NONE;
}

/* ---- marking ---- */

/* A conflict with its place in the clean text. */
struct mark {
  struct merge_conflict conflict;
  uint32_t node, before; /* in the clean text; before: of an element, the one before it, or 0 */
  uint32_t theirs;       /* in THEIRS, or MERGE_NONE */
  bool lone;             /* an element that only one side has */
  bool followed;         /* … and after it comes, maybe after others of this sort, one that both have */
  bool gives;            /* the next one is lone and has no other comma to take than the one between */
};

/* The text with marks, while it is written from the clean one. */
struct marker {
  const struct doc *d;
  const struct doc *theirs;
  const char *eol;
  struct buf *out;
  size_t at;          /* how far the clean text was copied */
  size_t given;       /* the latest comma that was left out for the next element */
  size_t skip;        /* a comma that was written already: it is left out */
  uint32_t first_run; /* the latest of the lone elements with which a list begins */
};

/* What a mark stands around: [start, end) with the part in [value, value_end), maybe a comma before or after
 * it, and the rest of its line when that is nothing but a comment. */
struct unit {
  size_t start, value, value_end, end;
  const char *before, *after; /* a comma that is moved here */
  bool bare;                  /* what stands between value_end and end is left out */
};

static void copy_to(struct marker *m, size_t to)
{
  if (to <= m->at)
    return;
  if (m->skip >= m->at && m->skip < to) {
    buf_add(m->out, m->d->text + m->at, m->skip - m->at);
    m->at = m->skip + 1;
  }
  buf_add(m->out, m->d->text + m->at, to - m->at);
  m->at = to;
}

static struct unit unit_of_setting(const struct doc *d, uint32_t node)
{
  const struct node *n = &d->nodes[node];
  return (struct unit){n->name, n->name, n->term_end, n->term_end, "", "", false};
}

/* Takes the comma after an element into its unit, or out of the text when the next one brings it. */
static void take_comma_after(struct marker *m, const struct mark *mark, struct unit *u)
{
  const struct node *n = &m->d->nodes[mark->node];
  size_t comma = layout_gap(m->d->text, n->end, m->d->nodes[n->next].start).comma;
  if (layout_blank(m->d->text, n->end, comma)) {
    u->end = comma + 1;
    u->bare = mark->gives;
    m->given = mark->gives ? comma : m->given;
  } else if (mark->lone) {
    u->after = ",";
    m->skip = comma;
  }
}

/* An element that only one side has takes a comma along, so that the list is whole with it and without it:
 * the one after it when an element follows that is certain to stay, else the one before it. */
static struct unit unit_of_element(struct marker *m, const struct mark *mark)
{
  const struct doc *d = m->d;
  const struct node *n = &d->nodes[mark->node];
  struct unit u = {n->start, n->start, n->end, n->end, "", "", false};
  size_t comma = mark->before != 0 ? layout_gap(d->text, d->nodes[mark->before].end, n->start).comma : 0;
  bool given = mark->before != 0 && comma == m->given;
  bool there = mark->before != 0 && comma >= m->at && comma != m->skip;
  bool first = mark->lone && (mark->before == 0 || mark->before == m->first_run);
  if (first)
    m->first_run = mark->node;
  /* a comma that is left out before this element is dealt with before another may be */
  bool past = mark->before == 0 || comma == m->skip;
  copy_to(m, past ? n->start : d->nodes[mark->before].end);
  if (there && !first && layout_starts_line(d->text, comma) && layout_blank(d->text, comma + 1, n->start)) {
    u.start = comma;
  } else if (n->next != 0 && (!mark->lone || mark->followed)) {
    take_comma_after(m, mark, &u);
  } else if (mark->lone && (there || given)) {
    u.before = ", ";
    m->skip = given ? m->skip : comma;
    if (mark->gives)
      take_comma_after(m, mark, &u);
  }
  return u;
}

/* One version of the part, with what belongs to the place. */
static void put_version(struct marker *m, const struct unit *u, const struct buf *indent,
                        const struct buf *value)
{
  const char *text = m->d->text;
  buf_add(m->out, indent->len > 0 ? indent->data : "", indent->len);
  buf_puts(m->out, u->before);
  buf_add(m->out, text + u->start, u->value - u->start);
  buf_add(m->out, value->data, value->len);
  if (!u->bare)
    buf_add(m->out, text + u->value_end, u->end - u->value_end);
  buf_puts(m->out, u->after);
}

/* The part as THEIRS has it, as it would stand here. */
static void take_theirs(struct marker *m, const struct mark *mark, const struct buf *indent, struct buf *out)
{
  const struct node *n = &m->theirs->nodes[mark->theirs];
  bool setting = mark->conflict.what == MERGE_SETTING;
  merge_carry_span(out, m->theirs, setting ? n->name : n->start, n->end, indent, m->eol);
  if (setting)
    buf_putc(out, ';');
}

static void put_mark(struct marker *m, const char *mark)
{
  buf_puts(m->out, mark);
  buf_puts(m->out, m->eol);
}

/* Begins a line for the first mark. */
static void break_line(struct marker *m)
{
  struct buf *out = m->out;
  while (out->len > 0 && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\t'))
    out->data[--out->len] = '\0';
  if (out->len > 0 && out->data[out->len - 1] != '\n')
    buf_puts(out, m->eol);
}

static void put_block(struct marker *m, const struct mark *mark)
{
  const struct merge_conflict *c = &mark->conflict;
  bool setting = c->what == MERGE_SETTING;
  struct unit u = setting ? unit_of_setting(m->d, mark->node) : unit_of_element(m, mark);
  struct buf indent = {0}, here = {0}, theirs = {0};
  size_t next = u.end;
  layout_indent(m->d->text, u.start, &indent);
  bool ends = layout_ends_line(m->d->text, m->d->len, u.end, &next, NULL);
  copy_to(m, u.start);
  break_line(m);
  buf_add(&here, m->d->text + u.value, u.value_end - u.value);
  if (c->has_theirs && c->has_ours && mark->theirs != MERGE_NONE)
    take_theirs(m, mark, &indent, &theirs);
  else
    buf_add(&theirs, here.data, here.len);
  put_mark(m, "<<<<<<< ours");
  for (int side = MERGE_OURS; side <= MERGE_THEIRS; side++) {
    bool shown = side == MERGE_OURS || !c->has_ours;
    if (side == MERGE_OURS ? c->has_ours : c->has_theirs) {
      put_version(m, &u, &indent, side == MERGE_OURS ? &here : &theirs);
      if (ends && shown)
        buf_add(m->out, m->d->text + u.end, next - u.end);
      else
        buf_puts(m->out, m->eol);
    }
    put_mark(m, side == MERGE_OURS ? "=======" : ">>>>>>> theirs");
  }
  m->at = next;
  if (!ends) {
    while (m->at < m->d->len && (m->d->text[m->at] == ' ' || m->d->text[m->at] == '\t'))
      m->at++;
    buf_add(m->out, indent.len > 0 ? indent.data : "", indent.len);
  }
  buf_release(&indent);
  buf_release(&here);
  buf_release(&theirs);
}

static int compare_marks(const void *a, const void *b)
{
  const struct mark *x = a, *y = b;
  return x->node < y->node ? -1 : x->node > y->node;
}

/* Finds the places of all conflicts, and puts them in the order of the text. */
static struct mark *find_marks(const struct merge_work *w, const struct merge_source *s)
{
  const struct merge *m = w->out;
  struct mark *marks = mem_alloc(m->conflict_count * sizeof *marks);
  for (size_t i = 0; i < m->conflict_count; i++) {
    const struct merge_conflict *c = &m->conflicts[i];
    marks[i] = (struct mark){.conflict = *c,
                             .node = merge_source_find(s, c),
                             .theirs = merge_source_find(&w->side[MERGE_THEIRS], c),
                             .lone = c->what != MERGE_SETTING && c->has_ours != c->has_theirs};
    marks[i].before = merge_source_before(s, c, marks[i].node);
  }
  qsort(marks, m->conflict_count, sizeof *marks, compare_marks);
  for (size_t i = m->conflict_count; i-- > 0;) {
    uint32_t next = marks[i].node != MERGE_NONE ? s->doc.nodes[marks[i].node].next : 0;
    bool more = i + 1 < m->conflict_count && marks[i + 1].lone && marks[i + 1].node == next;
    marks[i].followed = more ? marks[i + 1].followed : next != 0;
    marks[i].gives = more && !marks[i + 1].followed;
  }
  return marks;
}

void merge_marks(struct merge_work *w, const struct merge_source *s, struct buf *out)
{
  struct merge *m = w->out;
  struct mark *marks = find_marks(w, s);
  struct marker marker = {
      .d = &s->doc, .theirs = &w->side[MERGE_THEIRS].doc, .eol = w->eol, .out = out, .skip = SIZE_MAX};
  for (size_t i = 0; i < m->conflict_count; i++) {
    m->conflicts[i] = marks[i].conflict;
    if (marks[i].node != MERGE_NONE && s->doc.nodes[marks[i].node].start >= marker.at)
      put_block(&marker, &marks[i]);
  }
  copy_to(&marker, s->doc.len);
  free(marks);
}
