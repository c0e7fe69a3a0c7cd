/* One change of one reading, as an edit of the text. The plan of the edit may be as clever about layout as it
 * likes, because nothing is believed: the result is scanned again, libconfig reads it again, and both trees
 * must be the same but for the one reading, which must say exactly what was asked for. Otherwise nothing
 * comes out. */
#include "guatu/store/splice.h"

#include <string.h>

#include "guatu/base/text.h"
#include "guatu/store/amend.h"
#include "guatu/store/confirm.h"
#include "guatu/store/layout.h"
#include "guatu/store/place.h"
#include "guatu/store/record.h"
#include "guatu/store/same.h"

/* Where a target's readings stand in one document. */
struct site {
  uint32_t target, list, prev,
      next;            /* list: the setting; prev, next: the neighbours of the day in the list; 0: none */
  struct record found; /* the reading of the day; found.node 0: none */
};

static uint32_t find_target(const struct doc *d, const char *id)
{
  struct buf name = {0};
  uint32_t panes = doc_member(d, 0, "panes"), found = 0;
  for (uint32_t p = panes != 0 ? d->nodes[panes].child : 0; p != 0 && found == 0; p = d->nodes[p].next) {
    uint32_t list = doc_member(d, p, "targets");
    for (uint32_t t = list != 0 ? d->nodes[list].child : 0; t != 0 && found == 0; t = d->nodes[t].next) {
      uint32_t node = doc_member(d, t, "id");
      if (node == 0 || d->nodes[node].type != NODE_STRING)
        continue;
      buf_clear(&name);
      doc_string(d, node, &name);
      if (name.len > 0 && strcmp(name.data, id) == 0)
        found = t;
    }
  }
  buf_release(&name);
  return found;
}

/* False when the list holds something that is no reading. Newest-first lists are kept so. */
static bool find_place(const struct doc *d, struct date day, struct site *s, struct arena *a)
{
  uint32_t last = 0, below = 0, above = 0;
  bool falling = false;
  struct date before = {0};
  for (uint32_t i = s->list != 0 ? d->nodes[s->list].child : 0; i != 0; i = d->nodes[i].next) {
    struct record r;
    if (!record_read(d, i, a, &r))
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

static bool find_site(const struct doc *d, const struct change *c, struct site *s, struct arena *a)
{
  *s = (struct site){.target = find_target(d, c->target)};
  if (s->target == 0)
    return false;
  s->list = doc_member(d, s->target, "readings");
  return (s->list == 0 || d->nodes[s->list].type == NODE_LIST) && find_place(d, c->through, s, a);
}

static void describe(struct buf *out, const struct reading *r, enum lang lang)
{
  if (r == NULL) {
    buf_puts(out, TR(lang, "nothing", "没有数"));
    return;
  }
  record_figure(out, r);
  if (r->by[0] == '\0' && r->at[0] == '\0')
    return;
  buf_puts(out, TR(lang, " (", "（"));
  buf_printf(out, "%s%s%s", r->by, r->by[0] != '\0' && r->at[0] != '\0' ? TR(lang, ", ", "，") : "", r->at);
  buf_puts(out, TR(lang, ")", "）"));
}

static enum err conflict(const struct change *c, const struct reading *theirs, struct problems *p)
{
  char day[16];
  struct buf now = {0}, seen = {0}, mine = {0};
  describe(&now, theirs, p->lang);
  describe(&seen, c->has_old ? &c->old : NULL, p->lang);
  describe(&mine, c->has_new ? &c->new : NULL, p->lang);
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

/* A cleaned copy, as the plan has it. */
static bool same_when_clean(const char *raw, const char *clean)
{
  struct buf b = {0};
  text_clean(&b, raw, strlen(raw));
  bool same = strcmp(b.len > 0 ? b.data : "", clean) == 0;
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
    as_seen = same_when_clean(theirs->at, c->old.at) && same_when_clean(theirs->by, c->old.by);
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
  if (!c->has_new)
    return true;
  const struct reading *r = &is.found.reading;
  bool keeps = !c->exact && c->new.note[0] == '\0' && was->found.node != 0;
  const char *note = keeps ? was->found.reading.note : c->new.note;
  return record_same_figure(r, &c->new) && strcmp(r->by, c->new.by) == 0 && strcmp(r->at, c->new.at) == 0 &&
         strcmp(r->note, note) == 0;
}

/* Scans `text`, and lets libconfig `confirm` it; false with the first problem, and its line, in `why`. */
static bool readable(struct doc *d, const char *text, size_t len, bool confirm, struct buf *why,
                     enum lang lang)
{
  struct problems q = {.lang = lang};
  bool good = doc_scan(d, text, len, &q) == OK && (!confirm || confirm_doc(d, &q) == OK);
  if (!good) {
    size_t line = 0, column = 0;
    for (size_t i = 0; i < q.count; i++)
      if (q.list[i].level == PROBLEM_ERROR && line == 0 && q.list[i].offset != PROBLEM_NOWHERE)
        problem_place(text, len, q.list[i].offset, &line, &column);
    buf_printf(why, TR(lang, "line %zu: %s", "第 %zu 行：%s"), line, problems_first(&q));
  }
  problems_release(&q);
  return good;
}

static enum err refuse_layout(const struct change *c, const char *text, size_t len, size_t where,
                              struct problems *p)
{
  size_t line = 0, column = 0;
  problem_place(text, len, where, &line, &column);
  return problem_fail(p, ERR_NO,
                      TR(p->lang,
                         "'%s' was not saved: around line %zu the file is laid out in a way that guatu can't "
                         "edit without touching more than "
                         "the figure; change it in an editor.",
                         "“%s”没有保存：文件第 %zu 行附近的写法，程序无法只改这一个数；请用编辑器修改。"),
                      c->target, line);
}

/* Plans the edit on a document that scanned clean, makes it and proves it. */
static enum err edit(const struct doc *d, const struct change *c, struct buf *out, struct arena *a,
                     struct problems *p)
{
  struct site s;
  struct patch patch = {0};
  struct doc again = {0};
  struct buf why = {0};
  if (!find_site(d, c, &s, a)) {
    if (s.target == 0)
      return problem_fail(p, ERR_NO,
                          TR(p->lang, "Nothing was saved: the file has no target '%s' any more.",
                             "没有保存：文件中已没有“%s”这个目标。"),
                          c->target);
    return refuse_layout(c, d->text, d->len, d->nodes[s.list != 0 ? s.list : s.target].start, p);
  }
  enum standing standing = judge(c, &s.found);
  if (standing == STANDING_CONFLICT)
    return conflict(c, s.found.node != 0 ? &s.found.reading : NULL, p);
  size_t where = d->nodes[s.target].start;
  bool can = true;
  if (standing == STANDING_GO && s.found.node == 0)
    plan_add(d, c, &s, a, &patch);
  else if (standing == STANDING_GO && c->has_new)
    can = amend_record(d, &s.found, &c->new, c->exact, &patch, &where);
  else if (standing == STANDING_GO)
    plan_remove(d, &s, &patch);
  if (can)
    patch_apply(&patch, d->text, d->len, out);
  if (can && standing == STANDING_GO)
    can = readable(&again, out->data, out->len, true, &why, p->lang) && proven(d, &s, &again, c, a);
  enum err err = can ? OK : refuse_layout(c, d->text, d->len, where, p);
  if (!can)
    buf_clear(out);
  doc_release(&again);
  buf_release(&why);
  patch_release(&patch);
  return err;
}

enum err splice_change(const char *text, size_t len, const struct change *c, struct buf *out,
                       struct problems *p)
{
  struct doc d = {0};
  struct buf why = {0};
  struct arena a = {0};
  enum err err;
  buf_clear(out);
  if (readable(&d, text, len, false, &why, p->lang))
    err = edit(&d, c, out, &a, p);
  else
    err = problem_fail(
        p, ERR_NO,
        TR(p->lang, "Nothing was saved: the file has a mistake now: %s", "没有保存：文件现在有错误：%s"),
        why.data);
  arena_free(&a);
  buf_release(&why);
  doc_release(&d);
  return err;
}

bool splice_target_span(const struct doc *d, const char *target, size_t *start, size_t *end)
{
  uint32_t node = find_target(d, target);
  if (node == 0)
    return false;
  *start = d->nodes[node].start;
  *end = d->nodes[node].end;
  return true;
}

enum err splice_target(const char *text, size_t len, const char *target, const struct buf *was,
                       const struct buf *now, struct buf *out, struct problems *p)
{
  struct doc d = {0}, again = {0};
  struct buf why = {0};
  struct patch patch = {0};
  size_t start = 0, end = 0;
  enum err err = ERR_NO;
  buf_clear(out);
  if (readable(&d, text, len, false, &why, p->lang) && splice_target_span(&d, target, &start, &end) &&
      end - start == was->len && memcmp(text + start, was->data, was->len) == 0) {
    patch_put(&patch, start, end, now->data, now->len);
    patch_apply(&patch, text, len, out);
    if (readable(&again, out->data, out->len, true, &why, p->lang) &&
        doc_same(&d, find_target(&d, target), &again, find_target(&again, target)))
      err = OK;
  }
  if (err != OK)
    buf_clear(out);
  doc_release(&d);
  doc_release(&again);
  buf_release(&why);
  patch_release(&patch);
  return err;
}
