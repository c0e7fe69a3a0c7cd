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

#define SETTING "x=" /* what makes the group a dataset's only setting */
#define TARGET  1u   /* its node */

/* Where a target's readings stand in one document. */
struct site {
  uint32_t target, list, prev,
      next;            /* list: the setting; prev, next: the neighbours of the day in the list; 0: none */
  struct record found; /* the reading of the day; found.node 0: none */
};

/* The edit of one target under way. */
struct edit {
  struct buf text; /* the group as a document */
  struct doc doc;  /* of it */
  struct splice *out;
  struct problems *problems;
  const char *file; /* the text around, and where the group begins in it: for messages */
  size_t start;
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

enum standing { STANDING_GO, STANDING_SETTLED, STANDING_CONFLICT };

/* Compares the file's reading with the one the person saw. When it says already what was entered there is
 * nothing to argue about. */
static enum standing judge(const struct change *c, const struct record *found)
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

static void plan_add(const struct doc *d, const struct change *c, const struct site *s, struct arena *a,
                     struct patch *out)
{
  struct buf body = {0};
  struct record_style style = record_style_plain();
  struct record near;
  uint32_t neighbour = s->prev != 0 ? s->prev : s->next;
  if (neighbour != 0 && record_read(d, neighbour, a, &near))
    style = record_style_of(d, &near);
  else
    record_assign(d, d->nodes[s->target].child, style.assign);
  record_write(&body, &style, &c->new);
  if (s->list == 0)
    place_list(d, s->target, &body, out);
  else if (neighbour == 0)
    place_first(d, s->list, &body, out);
  else
    place_element(d, s->list, s->prev, s->next, &body, out);
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

/* Whether a reading says what was asked for; `was` is the old one. */
static bool says(const struct record *is, const struct change *c, const struct record *was)
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
  return !c->has_new || says(&is.found, c, &was->found);
}

/* ---- the group by itself ---- */

/* `known`: libconfig has read the group already, with the whole dataset. */
static bool readable(struct doc *d, const struct buf *text, bool known)
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

/* Notes what is carried out: the file's reading, and what it becomes. */
static void note_made(struct splice *s, const struct change *c, const struct record *found)
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

/* The edited text is what is worked on now; the old one is left in its place. */
static void take_text(struct edit *e, struct buf *text, struct doc *doc)
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
  enum standing standing = judge(c, &s.found);
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
  can = can && readable(&again, &text, false) && proven(&e->doc, &s, &again, c, a);
  enum err err = can ? OK : refuse_layout(e, c, where);
  if (can) {
    note_made(e->out, c, &s.found);
    take_text(e, &text, &again);
  }
  buf_release(&text);
  doc_release(&again);
  patch_release(&patch);
  return err;
}

/* ---- many changes ---- */

/* The readings of a target for the days of all changes, one each; false when one is missing, or when it is
 * not so simple. */
static bool find_all(const struct doc *d, uint32_t list, const struct change *changes, size_t count,
                     struct record *found, struct arena *a)
{
  size_t there = 0;
  for (size_t i = 0; i < count; i++)
    if (!changes[i].has_new || (i > 0 && date_cmp(changes[i - 1].through, changes[i].through) >= 0))
      return false;
  if (list == 0 || d->nodes[list].type != NODE_LIST)
    return false;
  for (uint32_t node = d->nodes[list].child; node != 0; node = d->nodes[node].next) {
    struct record r;
    size_t low = 0, high = count;
    if (!record_read(d, node, a, &r))
      return false;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (date_cmp(changes[middle].through, r.reading.through) < 0)
        low = middle + 1;
      else
        high = middle;
    }
    if (low == count || date_cmp(changes[low].through, r.reading.through) != 0)
      continue;
    there += found[low].node == 0;
    found[low] = r;
  }
  return there == count;
}

/* Whether the new document is the old one but for these readings, which say what was asked for. */
static bool all_proven(const struct doc *old, const struct doc *new, const struct change *changes,
                       const struct record *found, size_t count, struct arena *a)
{
  uint32_t x = doc_member(old, TARGET, "readings"), y = doc_member(new, TARGET, "readings");
  struct record *now = mem_alloc((count + 1) * sizeof *now);
  bool *changed = mem_alloc(old->count + 1u); /* by node */
  bool good = y != 0 && doc_same(old, x, new, y) && find_all(new, y, changes, count, now, a);
  for (size_t i = 0; i < count && good; i++) {
    good = says(&now[i], &changes[i], &found[i]);
    changed[found[i].node] = true;
  }
  x = old->nodes[x].child;
  y = new->nodes[y].child;
  for (; good && x != 0 && y != 0; x = old->nodes[x].next, y = new->nodes[y].next)
    good = changed[x] || doc_same_node(old, x, new, y);
  free(changed);
  free(now);
  return good && x == 0 && y == 0;
}

/* Keeps of the changes those that are not in the file already; false when one meets a conflict. */
static bool keep_open(struct change *changes, struct record *found, size_t *count)
{
  size_t kept = 0;
  for (size_t i = 0; i < *count; i++) {
    enum standing standing = judge(&changes[i], &found[i]);
    if (standing == STANDING_CONFLICT)
      return false;
    changes[kept] = changes[i];
    found[kept] = found[i];
    kept += standing == STANDING_GO;
  }
  *count = kept;
  return true;
}

static bool amend_found(struct edit *e, const struct change *changes, const struct record *found,
                        size_t count)
{
  struct patch patch = {0};
  struct buf text = {0};
  struct doc again = {0};
  size_t where;
  bool can = true;
  for (size_t i = 0; i < count && can; i++)
    can = amend_record(&e->doc, &found[i], &changes[i].new, changes[i].exact, &patch, &where);
  if (can)
    patch_apply(&patch, e->text.data, e->text.len, &text);
  can = can && readable(&again, &text, false) &&
        all_proven(&e->doc, &again, changes, found, count, &e->out->arena);
  for (size_t i = 0; i < count && can; i++)
    note_made(e->out, &changes[i], &found[i]);
  if (can)
    take_text(e, &text, &again);
  doc_release(&again);
  buf_release(&text);
  patch_release(&patch);
  return can;
}

/* Changes of readings that are there, all made and proven at once: that costs what one costs. False when it
 * can't be done so, and nothing has happened then. */
static bool amend_all(struct edit *e, const struct change *list, size_t count)
{
  struct change *changes = mem_alloc((count + 1) * sizeof *changes);
  struct record *found = mem_alloc((count + 1) * sizeof *found);
  memcpy(changes, list, count * sizeof *changes);
  bool can =
      find_all(&e->doc, doc_member(&e->doc, TARGET, "readings"), changes, count, found, &e->out->arena) &&
      keep_open(changes, found, &count) && (count == 0 || amend_found(e, changes, found, count));
  free(changes);
  free(found);
  return can;
}

enum err splice_target(const char *text, size_t start, size_t end, const struct change *list, size_t count,
                       struct splice *out, struct problems *p)
{
  struct edit e = {.out = out, .problems = p, .file = text, .start = start};
  enum err err = OK;
  isolate(&e.text, text, start, text + start, end - start);
  if (!readable(&e.doc, &e.text, true)) /* can't be in a dataset that loads */
    err = problem_fail(p, ERR_NO,
                       TR(p->lang, "'%s' was not saved: its place in the file can't be read.",
                          "“%s”没有保存：文件中它的位置无法读取。"),
                       count > 0 ? list[0].target : "");
  bool done = err == OK && count > 1 && amend_all(&e, list, count);
  for (size_t i = 0; i < count && !done && (err == OK || out->refused_count > 0); i++) {
    enum err one = edit_one(&e, &list[i]);
    err = err == OK ? one : err;
  }
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
    can = readable(&d, &alone, false) && d.nodes[TARGET].end == alone.len;
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
  bool can = readable(&d, &alone, false) && d.nodes[TARGET].end == alone.len;
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
