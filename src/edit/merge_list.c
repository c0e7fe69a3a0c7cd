/* Elements put into a list of panes or targets and taken out of it, any number at once, each in the manner of
 * its neighbours (store/place.c does the same for one reading).
 *
 * The elements that stay cut the list into regions: before the first, between two, after the last. In each
 * region the removed elements and all commas but one go, and new elements come with a comma each. Lines that
 * held nothing else go with them; comments stay. New ones are planned before the cuts that may begin at the
 * same byte. */
#include <stdlib.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/layout.h"

enum manner { MANNER_INLINE, MANNER_TRAILING, MANNER_LEADING };

/* One region: the elements between `first` and `last`, exclusive, go; elements[0] is no element, and count +
 * 1 stands for the end. */
struct region {
  const struct doc *d;
  uint32_t list;
  const struct merge_list *l;
  size_t first, last;
  const char *eol;
  struct patch *out;
};

static const struct node *element(const struct region *r, size_t i)
{
  return &r->d->nodes[r->l->elements[i].node];
}

static struct layout_gap gap_after(const struct region *r, size_t i)
{
  return layout_gap(r->d->text, element(r, i)->end, element(r, i + 1)->start);
}

static enum manner manner_of(const struct region *r)
{
  size_t count = r->l->count, i = r->first;
  if (count == 0)
    return MANNER_INLINE;
  if (count == 1)
    return layout_starts_line(r->d->text, element(r, 1)->start) ? MANNER_TRAILING : MANNER_INLINE;
  if (i == count)
    i--;
  struct layout_gap gap = gap_after(r, i > 0 ? i : 1);
  return gap.line_before ? MANNER_LEADING : gap.line_after ? MANNER_TRAILING : MANNER_INLINE;
}

void merge_list_indent(const struct doc *d, uint32_t list, struct buf *out)
{
  uint32_t found = 0;
  for (uint32_t i = d->nodes[list].child; i != 0 && found == 0; i = d->nodes[i].next)
    if (layout_starts_line(d->text, d->nodes[i].start))
      found = i;
  size_t closer = d->nodes[list].end - 1u;
  layout_indent(d->text, found != 0 ? d->nodes[found].start : closer, out);
  if (found == 0 && d->nodes[list].child == 0)
    layout_deeper(out);
}

static void add(struct buf *out, const struct buf *part)
{
  buf_add(out, part->len > 0 ? part->data : "", part->len);
}

/* What new elements are surrounded with. */
struct dress {
  const char *before_all, *before, *after, *after_all; /* after_all: after the last, in place of `after` */
  bool lines;                                          /* each on a line of its own … */
  bool ended;                                          /* … which ends after the last one, too */
};

static void put_news(const struct region *r, size_t at, const struct dress *s)
{
  const struct merge_element *e = &r->l->elements[r->first];
  struct buf bytes = {0}, indent = {0};
  if (s->lines && s->before[0] == ',' && r->l->count > 1)
    layout_indent(r->d->text, gap_after(r, r->first > 1 ? r->first - 1 : 1).comma, &indent);
  else
    merge_list_indent(r->d, r->list, &indent);
  buf_puts(&bytes, s->before_all);
  for (size_t i = 0; i < e->new_count; i++) {
    bool last = i + 1 == e->new_count;
    if (s->lines)
      add(&bytes, &indent);
    buf_puts(&bytes, s->before);
    add(&bytes, &r->l->news[e->new_first + i]);
    buf_puts(&bytes, last ? s->after_all : s->after);
    if (s->lines && (s->ended || !last))
      buf_puts(&bytes, r->eol);
  }
  patch_insert(r->out, at, &bytes);
  buf_release(&bytes);
  buf_release(&indent);
}

/* Nothing stays: as into an empty list. */
static void news_alone(const struct region *r)
{
  const struct node *n = &r->d->nodes[r->list];
  size_t closer = n->end - 1u, at = layout_line(r->d->text, closer);
  if (layout_starts_line(r->d->text, closer) && at > n->start)
    put_news(r, at, &(struct dress){"", "", ",", "", true, true});
  else
    put_news(r, n->start + 1u, &(struct dress){" ", "", ", ", " ", false, false});
}

static void news_first(const struct region *r, enum manner manner)
{
  size_t at = 0, opener = r->d->nodes[r->list].start + 1u, start = element(r, r->last)->start;
  if (manner == MANNER_TRAILING && layout_starts_line(r->d->text, start) &&
      layout_ends_line(r->d->text, r->d->len, opener, &at, NULL))
    put_news(r, at, &(struct dress){"", "", ",", ",", true, true});
  else
    put_news(r, start, &(struct dress){"", "", ", ", ", ", false, false});
}

static void news_last(const struct region *r, enum manner manner)
{
  size_t end = element(r, r->first)->end, closer = r->d->nodes[r->list].end - 1u;
  bool own = layout_starts_line(r->d->text, closer) && layout_line(r->d->text, closer) > end;
  bool leading = manner == MANNER_LEADING;
  if (manner == MANNER_INLINE) {
    put_news(r, end, &(struct dress){"", ", ", "", "", false, false});
    return;
  }
  if (!own) {
    struct buf line = {0};
    buf_printf(&line, "%s%s", leading ? "" : ",", r->eol);
    put_news(r, end, &(struct dress){line.data, leading ? ", " : "", leading ? "" : ",", "", true, false});
    buf_release(&line);
    return;
  }
  struct buf comma = {0};
  buf_putc(&comma, ',');
  if (!leading)
    patch_insert(r->out, end, &comma);
  buf_release(&comma);
  put_news(r, layout_line(r->d->text, closer),
           &(struct dress){"", leading ? ", " : "", leading ? "" : ",", "", true, true});
}

static void news_between(const struct region *r, enum manner manner)
{
  size_t end = element(r, r->first)->end, at = end;
  struct layout_gap gap = gap_after(r, r->first);
  if (manner == MANNER_TRAILING && layout_ends_line(r->d->text, r->d->len, gap.comma + 1, &at, NULL))
    put_news(r, at, &(struct dress){"", "", ",", ",", true, true});
  else if (manner == MANNER_LEADING && layout_ends_line(r->d->text, r->d->len, end, &at, NULL))
    put_news(r, at, &(struct dress){"", ", ", "", "", true, true});
  else
    put_news(r, end, &(struct dress){"", ", ", "", "", false, false});
}

/* Cuts [start, end) with its line when nothing else stands there, else with the blanks before it. */
static void cut(const struct region *r, size_t start, size_t end)
{
  size_t from, to;
  if (layout_own_lines(r->d->text, r->d->len, start, end, &from, &to)) {
    patch_cut(r->out, from, to);
    return;
  }
  if (!layout_starts_line(r->d->text, start))
    while (r->d->text[start - 1] == ' ' || r->d->text[start - 1] == '\t')
      start--;
  patch_cut(r->out, start, end);
}

/* A comma that is in nobody's line: a blank takes its place where the line begins with it. */
static void cut_comma(const struct region *r, size_t comma)
{
  if (layout_starts_line(r->d->text, comma))
    patch_put(r->out, comma, comma + 1, " ", 1);
  else
    patch_cut(r->out, comma, comma + 1);
}

/* An element with the comma before it. */
static void cut_with_before(const struct region *r, size_t i)
{
  const struct node *n = element(r, i);
  size_t comma = i > 1 ? gap_after(r, i - 1).comma : 0;
  if (i > 1 && layout_blank(r->d->text, comma + 1, n->start)) {
    cut(r, comma, n->end);
    return;
  }
  if (i > 1)
    cut_comma(r, comma);
  cut(r, n->start, n->end);
}

/* An element with the comma after it. */
static void cut_with_after(const struct region *r, size_t i)
{
  const struct node *n = element(r, i);
  size_t comma = i < r->l->count ? gap_after(r, i).comma : 0;
  if (i < r->l->count && layout_blank(r->d->text, n->end, comma)) {
    cut(r, n->start, comma + 1);
    return;
  }
  cut(r, n->start, n->end);
  if (i < r->l->count)
    cut_comma(r, comma);
}

static void cut_gone(const struct region *r, enum manner manner)
{
  bool none_before = r->first == 0, none_after = r->last > r->l->count;
  bool with_before = manner == MANNER_LEADING || (none_after && manner == MANNER_INLINE);
  if (!with_before && none_after && !none_before && r->last - r->first > 1)
    cut_comma(r, gap_after(r, r->first).comma);
  for (size_t i = r->first + 1; i < r->last; i++) {
    if (with_before)
      cut_with_before(r, i);
    else
      cut_with_after(r, i);
  }
  if (with_before && none_before && !none_after && r->last > 1)
    cut_comma(r, gap_after(r, r->last - 1).comma);
}

void merge_list_edit(const struct doc *d, uint32_t list, const struct merge_list *l, const char *eol,
                     struct patch *out)
{
  struct region r = {d, list, l, 0, 1, eol, out};
  for (; r.first <= l->count; r.first = r.last) {
    const struct merge_element *e = &l->elements[r.first];
    for (r.last = r.first + 1; r.last <= l->count && l->elements[r.last].gone;)
      r.last++;
    if (r.first > 0 && e->changed)
      patch_put(out, d->nodes[e->node].start, d->nodes[e->node].end, e->text.data, e->text.len);
    if (e->new_count == 0 && r.last == r.first + 1)
      continue;
    enum manner manner = manner_of(&r);
    bool none_before = r.first == 0, none_after = r.last > l->count;
    if (e->new_count > 0 && none_before && none_after)
      news_alone(&r);
    else if (e->new_count > 0 && none_before)
      news_first(&r, manner);
    else if (e->new_count > 0 && none_after)
      news_last(&r, manner);
    else if (e->new_count > 0)
      news_between(&r, manner);
    cut_gone(&r, manner);
  }
}
