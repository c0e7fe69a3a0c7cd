/* Takes readings out: the inverse of place.c, so that a figure entered and taken back leaves the bytes there
 * were. Where a comment stands beside the reading only the reading and one comma go; the comment is
 * somebody's. */
#include "guatu/store/place.h"

#include "guatu/store/layout.h"

/* Cuts [start, end) with its whole line when nothing else stands on it. */
static bool cut_lines(const struct doc *d, size_t start, size_t end, struct patch *out)
{
  size_t from, to;
  if (!layout_own_lines(d->text, d->len, start, end, &from, &to))
    return false;
  patch_cut(out, from, to);
  return true;
}

/* Not the first: its comma stands between `prev` and it. */
static void out_after(const struct doc *d, uint32_t prev, uint32_t node, struct patch *out)
{
  const struct node *n = &d->nodes[node];
  size_t from = d->nodes[prev].end;
  struct layout_gap gap = layout_gap(d->text, from, n->start);
  size_t after_comma = n->next != 0 ? layout_gap(d->text, n->end, d->nodes[n->next].start).comma : 0;
  bool leading = gap.line_before && layout_blank(d->text, gap.comma + 1, n->start);
  bool trailing = gap.line_after && !gap.line_before;
  if (leading && cut_lines(d, gap.comma, n->end, out))
    return;
  if (trailing && n->next != 0 && layout_blank(d->text, n->end, after_comma) &&
      cut_lines(d, n->start, after_comma + 1, out))
    return;
  if (trailing && n->next == 0 && cut_lines(d, n->start, n->end, out)) {
    patch_cut(out, gap.comma, gap.comma + 1);
    return;
  }
  size_t next;
  bool comment = false;
  layout_ends_line(d->text, d->len, n->end, &next, &comment);
  bool one_line = !gap.line_before && !gap.line_after; /* what comments the line goes on commenting it */
  if (!gap.comment && (!comment || one_line)) {
    patch_cut(out, from, n->end);
    return;
  }
  patch_cut(out, gap.comma, gap.comma + 1);
  patch_cut(out, n->start, n->end);
}

/* The first of several: the comma after it goes with it. */
static void out_first(const struct doc *d, uint32_t node, struct patch *out)
{
  const struct node *n = &d->nodes[node];
  size_t to = d->nodes[n->next].start;
  struct layout_gap gap = layout_gap(d->text, n->end, to);
  if (gap.line_after && !gap.line_before && layout_blank(d->text, n->end, gap.comma) &&
      cut_lines(d, n->start, gap.comma + 1, out))
    return;
  if (gap.line_before && layout_starts_line(d->text, gap.comma) && cut_lines(d, n->start, n->end, out)) {
    size_t indent = n->start - layout_line(d->text, n->start);
    bool deeper =
        indent >= gap.comma - layout_line(d->text, gap.comma) + 2; /* the next one moves to its place */
    bool one = gap.comma + 2 == to && d->text[gap.comma + 1] == ' ';
    patch_put(out, gap.comma, one ? to : gap.comma + 1, "  ", one && deeper ? 2 : 0);
    return;
  }
  if (!gap.comment) {
    patch_cut(out, n->start, to);
    return;
  }
  patch_cut(out, n->start, n->end);
  patch_cut(out, gap.comma, gap.comma + 1);
}

void place_out(const struct doc *d, uint32_t prev, uint32_t node, struct patch *out)
{
  const struct node *n = &d->nodes[node];
  if (prev != 0)
    out_after(d, prev, node, out);
  else if (n->next != 0)
    out_first(d, node, out);
  else if (!cut_lines(d, n->start, n->end, out))
    patch_cut(out, n->start, n->end);
}

void place_setting_out(const struct doc *d, uint32_t group, uint32_t setting, struct patch *out)
{
  const struct node *n = &d->nodes[setting];
  size_t from = n->name;
  if (cut_lines(d, n->name, n->term_end, out))
    return;
  for (uint32_t i = d->nodes[group].child; i != setting; i = d->nodes[i].next)
    if (d->nodes[i].next == setting && layout_blank(d->text, d->nodes[i].term_end, n->name))
      from = d->nodes[i].term_end;
  patch_cut(out, from, n->term_end);
}
