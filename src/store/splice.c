/* Changes of one target's readings, as edits of its group's text. The plan of an edit may be as clever about
 * layout as it likes, because nothing is believed: the new group is scanned again, libconfig reads it again,
 * and both trees must be the same but for the one reading, which must say exactly what was asked for.
 * Otherwise nothing comes out.
 *
 * The group is worked on by itself, as a setting `x = { … }` behind the blanks of its line: what stands
 * around a pair of brackets can't change what is between them. So an edit costs what its target costs,
 * however large the dataset is. */
#include "guatu/store/splice.h"

#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/store/amend.h"
#include "guatu/store/confirm.h"
#include "guatu/store/layout.h"
#include "guatu/store/place.h"
#include "guatu/store/record.h"
#include "guatu/store/same.h"
#include "guatu/store/splice_parts.h"

#define SETTING "x=" /* what makes the group a dataset's only setting */
#define TARGET  SPLICE_TARGET

/* Where a target's readings stand in one document. */
struct site {
  uint32_t target, list, prev,
      next;            /* list: the setting; prev, next: the neighbours of the day in the list; 0: none */
  struct record found; /* the reading of the day; found.node 0: none */
};

/* Walks through the list; what it reads on the way hangs on `passing`. False when the list holds something
 * that is no reading. Newest-first lists are kept so. */
static bool walk(const struct doc *d, struct date day, struct site *s, struct arena *passing)
{
  uint32_t last = 0, below = 0, above = 0;
  bool falling = false;
  struct date before = {0};
  for (uint32_t i = s->list != 0 ? d->nodes[s->list].child : 0; i != 0; i = d->nodes[i].next) {
    struct record r;
    if (!record_read(d, i, passing, &r))
      return false;
    int order = date_cmp(r.reading.through, day);
    if (order == 0) {
      s->found = r;
      s->prev = last;
      s->next = d->nodes[i].next;
      return true;
    }
    if (last != 0)
      falling = date_cmp(r.reading.through, before) < 0;
    if (order > 0 && above == 0)
      above = i;
    if (order < 0 && below == 0)
      below = i;
    before = r.reading.through;
    last = i;
  }
  s->next = falling ? below : above;
  s->prev = s->next == 0 ? last : 0;
  if (s->next != 0)
    for (uint32_t i = d->nodes[s->list].child; i != s->next; i = d->nodes[i].next)
      s->prev = i;
  return true;
}

static bool find_place(const struct doc *d, struct date day, struct site *s, struct arena *a)
{
  struct arena passing = {0};
  bool good = walk(d, day, s, &passing);
  if (good && s->found.node != 0)
    good = record_read(d, s->found.node, a, &s->found);
  arena_free(&passing);
  return good;
}

static bool find_site(const struct doc *d, const struct change *c, struct site *s, struct arena *a)
{
  *s = (struct site){.target = TARGET, .list = doc_member(d, TARGET, "readings")};
  return (s->list == 0 || d->nodes[s->list].type == NODE_LIST) && find_place(d, c->through, s, a);
}

static enum err conflict(const struct change *c, const struct reading *theirs, struct problems *p)
{
  char day[16];
  struct buf now = {0}, seen = {0}, mine = {0};
  record_describe(&now, theirs, p->lang);
  record_describe(&seen, c->has_old ? &c->old : NULL, p->lang);
  record_describe(&mine, c->has_new ? &c->new : NULL, p->lang);
  date_format(c->through, day, sizeof day);
  enum err err =
      problem_fail(p, ERR_NO,
                   TR(p->lang,
                      "'%s' at %s was changed by somebody else: the file now says %s; you saw %s and entered "
                      "%s. Nothing was "
                      "saved: look at the new figure, then enter yours again if it is still right.",
                      "“%s” %s 的数已被别人改动：文件中现在是 %s；您看到的是 %s，录入的是 %s。"
                      "没有保存：请看过新的数，仍需更改时再录入一次。"),
                   c->target, day, now.data, seen.data, mine.data);
  buf_release(&now);
  buf_release(&seen);
  buf_release(&mine);
  return err;
}

/* Whether the file's text is the one that was seen: as the file has it, or cleaned, as the plan has it. */
static bool same_text(const char *raw, const char *seen)
{
  struct buf b = {0};
  if (strcmp(raw, seen) == 0)
    return true;
  text_clean(&b, raw, strlen(raw));
  bool same = strcmp(b.len > 0 ? b.data : "", seen) == 0;
  buf_release(&b);
  return same;
}

/* When the file says already what was entered there is nothing to argue about. */
enum standing splice_judge(const struct change *c, const struct record *found)
{
  const struct reading *theirs = &found->reading;
  bool there = found->node != 0;
  bool as_seen = there == c->has_old && (!there || record_same_figure(theirs, &c->old));
  if (as_seen && there && c->exact)
    as_seen = same_text(theirs->at, c->old.at) && same_text(theirs->by, c->old.by);
  if (as_seen)
    return !there && !c->has_new ? STANDING_SETTLED : STANDING_GO;
  if (there != c->has_new || (there && !record_same_figure(theirs, &c->new)))
    return STANDING_CONFLICT;
  bool noted = there && c->new.note[0] != '\0' && strcmp(theirs->note, c->new.note) != 0;
  return noted ? STANDING_GO : STANDING_SETTLED;
}

void splice_write(const struct doc *d, uint32_t neighbour, struct arena *a, const struct reading *r,
                  struct buf *out)
{
  struct record_style style = record_style_plain();
  struct record near;
  if (neighbour != 0 && record_read(d, neighbour, a, &near))
    style = record_style_of(d, &near);
  else
    record_assign(d, d->nodes[TARGET].child, style.assign);
  record_write(out, &style, r);
}

static void plan_add(const struct doc *d, const struct change *c, const struct site *s, struct arena *a,
                     struct patch *out)
{
  struct buf body = {0};
  uint32_t neighbour = s->prev != 0 ? s->prev : s->next;
  splice_write(d, neighbour, a, &c->new, &body);
  if (s->list == 0)
    place_list(d, s->target, &body, out);
  else if (neighbour == 0)
    place_first(d, s->list, &body, out);
  else
    place_elements(d, s->list, s->prev, s->next, &body, 1, out);
  buf_release(&body);
}

static void plan_remove(const struct doc *d, const struct site *s, struct patch *out)
{
  const struct node *list = &d->nodes[s->list], *n = &d->nodes[s->found.node];
  bool alone = s->prev == 0 && s->next == 0;
  if (alone && !layout_gap(d->text, list->start + 1u, n->start).comment &&
      !layout_gap(d->text, n->end, list->end - 1u).comment)
    place_setting_out(d, s->target, s->list, out);
  else
    place_out(d, s->prev, s->found.node, out);
}

bool splice_says(const struct record *is, const struct change *c, const struct record *was)
{
  const struct reading *r = &is->reading;
  bool keeps = !c->exact && c->new.note[0] == '\0' && was->node != 0;
  const char *note = keeps ? was->reading.note : c->new.note;
  return record_same_figure(r, &c->new) && strcmp(r->by, c->new.by) == 0 && strcmp(r->at, c->new.at) == 0 &&
         strcmp(r->note, note) == 0;
}

/* Whether the new document is the old one with exactly this change. */
static bool proven(const struct doc *old, const struct site *was, const struct doc *new,
                   const struct change *c, struct arena *a)
{
  struct site is;
  if (!find_site(new, c, &is, a) || (is.found.node != 0) != c->has_new)
    return false;
  uint32_t skip_old = was->found.node, skip_new = is.found.node;
  if (was->list == 0)
    skip_new = is.list;
  if (is.list == 0)
    skip_old = was->list;
  bool lone = (is.prev | is.next) == 0 && (was->prev | was->next) == 0;
  if ((was->list == 0 || is.list == 0) && !lone)
    return false;
  if (!doc_same(old, skip_old, new, skip_new))
    return false;
  return !c->has_new || splice_says(&is.found, c, &was->found);
}

/* ---- the group by itself ---- */

bool splice_readable(struct doc *d, const struct buf *text, bool known)
{
  struct problems q = {0};
  doc_release(d);
  bool good = doc_scan(d, text->data, text->len, &q) == OK && (known || confirm_doc(d, &q) == OK) &&
              d->count > 1 && d->nodes[TARGET].type == NODE_GROUP && d->nodes[TARGET].next == 0;
  problems_release(&q);
  return good;
}

/* The group at [start, end) as a document. */
static void isolate(struct buf *out, const char *text, size_t start, const char *group, size_t len)
{
  buf_clear(out);
  layout_indent(text, start, out);
  buf_puts(out, SETTING);
  buf_add(out, group, len);
}

static enum err refuse_layout(struct edit *e, const struct change *c, size_t where)
{
  size_t line = 0, column = 0, begin = e->doc.nodes[TARGET].start;
  enum lang lang = e->problems->lang;
  /* Earlier changes have moved what is inside: then the target's own line is the one that is known. */
  size_t at = e->start + (e->out->made_count == 0 ? where - begin : 0);
  problem_place(e->file, at, at, &line, &column);
  return problem_fail(e->problems, ERR_NO,
                      TR(lang,
                         "'%s' was not saved: around line %zu the file is laid out in a way that guatu can't "
                         "edit without touching more than "
                         "the figure; change it in an editor.",
                         "“%s”没有保存：文件第 %zu 行附近的写法，程序无法只改这一个数；请用编辑器修改。"),
                      c->target, line);
}

/* ---- results ---- */

static struct change *add(struct change **list, size_t *count, const struct change *c)
{
  *list = mem_resize(*list, *count + 1, sizeof **list);
  (*list)[*count] = *c;
  return &(*list)[(*count)++];
}

void splice_note(struct splice *s, const struct change *c, const struct record *found)
{
  struct change *made = add(&s->made, &s->made_count, c);
  made->has_old = found->node != 0;
  if (made->has_old)
    made->old = found->reading;
  if (made->has_old && made->has_new && !c->exact && c->new.note[0] == '\0')
    made->new.note = found->reading.note;
}

static void note_refused(struct splice *s, const struct change *c, const struct record *found)
{
  struct change *refused = add(&s->refused, &s->refused_count, c);
  refused->has_old = found->node != 0;
  if (refused->has_old)
    refused->old = found->reading;
}

void splice_take(struct edit *e, struct buf *text, struct doc *doc)
{
  struct buf was = e->text;
  struct doc old = e->doc;
  e->text = *text;
  e->doc = *doc;
  *text = was;
  *doc = old;
}

/* ---- one change ---- */

/* Plans the edit, makes it and proves it. */
static enum err edit_one(struct edit *e, const struct change *c)
{
  struct arena *a = &e->out->arena;
  struct patch patch = {0};
  struct buf text = {0};
  struct doc again = {0};
  struct site s;
  if (!find_site(&e->doc, c, &s, a))
    return refuse_layout(e, c, e->doc.nodes[s.list != 0 ? s.list : TARGET].start);
  enum standing standing = splice_judge(c, &s.found);
  if (standing == STANDING_SETTLED)
    return OK;
  if (standing == STANDING_CONFLICT) {
    note_refused(e->out, c, &s.found);
    return conflict(c, s.found.node != 0 ? &s.found.reading : NULL, e->problems);
  }
  size_t where = e->doc.nodes[TARGET].start;
  bool can = true;
  if (s.found.node == 0)
    plan_add(&e->doc, c, &s, a, &patch);
  else if (c->has_new)
    can = amend_record(&e->doc, &s.found, &c->new, c->exact, &patch, &where);
  else
    plan_remove(&e->doc, &s, &patch);
  if (can)
    patch_apply(&patch, e->text.data, e->text.len, &text);
  can = can && splice_readable(&again, &text, false) && proven(&e->doc, &s, &again, c, a);
  enum err err = can ? OK : refuse_layout(e, c, where);
  if (can) {
    splice_note(e->out, c, &s.found);
    splice_take(e, &text, &again);
  }
  buf_release(&text);
  doc_release(&again);
  patch_release(&patch);
  return err;
}

/* ---- all changes ---- */

static enum err edit_each(struct edit *e, const struct change *list, size_t count)
{
  enum err err = OK;
  for (size_t i = 0; i < count && (err == OK || e->out->refused_count > 0); i++) {
    enum err one = edit_one(e, &list[i]);
    err = err == OK ? one : err;
  }
  return err;
}

/* First what is there, so that what is new is written like what its neighbours say in the end. */
static bool edit_together(struct edit *e, const struct change *list, size_t count, enum err *err)
{
  size_t first = SIZE_MAX;
  if (count < 2 || !splice_many(e, list, count, true, &first))
    return false;
  if (splice_many(e, list, count, false, &first))
    return true;
  if (first < count)
    *err = edit_one(e, &list[first]);
  return first < count && (*err != OK || splice_many(e, list, count, false, &first));
}

/* The target as it is in the file. */
static bool begin(struct edit *e, size_t end)
{
  isolate(&e->text, e->file, e->start, e->file + e->start, end - e->start);
  e->out->made_count = 0;
  return splice_readable(&e->doc, &e->text, true);
}

enum err splice_target(const char *text, size_t start, size_t end, const struct change *list, size_t count,
                       struct splice *out, struct problems *p)
{
  struct edit e = {.out = out, .problems = p, .file = text, .start = start};
  enum err err = OK;
  if (!begin(&e, end)) /* can't be in a dataset that loads */
    err = problem_fail(p, ERR_NO,
                       TR(p->lang, "'%s' was not saved: its place in the file can't be read.",
                          "“%s”没有保存：文件中它的位置无法读取。"),
                       count > 0 ? list[0].target : "");
  if (err == OK && !edit_together(&e, list, count, &err))
    err = out->made_count == 0 || begin(&e, end) ? edit_each(&e, list, count) : ERR_NO;
  buf_clear(&out->group);
  if (err == OK)
    buf_add(&out->group, e.text.data + e.doc.nodes[TARGET].start, e.text.len - e.doc.nodes[TARGET].start);
  doc_release(&e.doc);
  buf_release(&e.text);
  return err;
}

enum err splice_back(const char *text, size_t start, size_t end, const struct buf *was, const struct buf *now,
                     struct splice *out)
{
  struct buf alone = {0};
  struct doc d = {0};
  bool can = end - start == was->len && memcmp(text + start, was->data, was->len) == 0;
  if (can) {
    isolate(&alone, text, start, now->data, now->len);
    can = splice_readable(&d, &alone, false) && d.nodes[TARGET].end == alone.len;
  }
  buf_clear(&out->group);
  if (can)
    buf_add(&out->group, now->data, now->len);
  buf_release(&alone);
  doc_release(&d);
  return can ? OK : ERR_NO;
}

bool splice_is_group(const char *group, size_t len)
{
  struct buf alone = {0};
  struct doc d = {0};
  isolate(&alone, "", 0, group, len);
  bool can = splice_readable(&d, &alone, false) && d.nodes[TARGET].end == alone.len;
  buf_release(&alone);
  doc_release(&d);
  return can;
}

void splice_release(struct splice *s)
{
  buf_release(&s->group);
  free(s->made);
  free(s->refused);
  arena_free(&s->arena);
  *s = (struct splice){0};
}
