/* Random layouts: every choice that people and editors make (line ends, indents, commas, comments,
 * terminators, blanks), made at random. */
#include "support_edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/store/doc.h"
#include "guatu/store/load.h"
#include "guatu/store/splice.h"

void edit_figure(const char *figure, struct reading *r)
{
  const char *slash = strchr(figure, '/');
  if (slash != NULL) {
    r->count = atoll(figure);
    r->of = atoll(slash + 1);
  } else {
    assert_int_equal(decimal_parse(figure, strlen(figure), &r->value, NULL), DECIMAL_OK);
  }
}

struct plan *edit_load(const struct buf *text)
{
  struct problems p = {0};
  struct plan *plan = NULL;
  enum err err = plan_from_text(text->data, text->len, &plan, &p);
  if (err != OK) {
    problems_print(&p, "text", text->data, text->len, stderr);
    fail_msg("this does not load:\n%s", text->data);
  }
  problems_release(&p);
  return plan;
}

int edit_pick(struct edit_random *r, int count)
{
  r->state = r->state * 1664525u + 1013904223u;
  return (int)((r->state >> 8) % (uint32_t)count);
}

/* How one dataset, and one target in it, is written. */
struct layout {
  struct edit_random *r;
  struct buf *out;
  const char *eol;
  const char *indent;
  const char *assign;
  const char *end;
  bool lines; /* the target over several lines */
  int manner; /* 0 one line, 1 trailing, 2 leading */
  bool comments;
};

static const char *one_of(struct layout *l, const char *const *words, int count)
{
  return words[edit_pick(l->r, count)];
}

static void put_string(struct buf *out, const char *s)
{
  buf_putc(out, '"');
  for (; *s != '\0'; s++)
    if (*s == '"' || *s == '\\')
      buf_printf(out, "\\%c", *s);
    else if (*s == '\t')
      buf_puts(out, "\\t");
    else
      buf_putc(out, *s);
  buf_putc(out, '"');
}

static void comment(struct layout *l)
{
  static const char *const comments[] = {" # c, } ) \"", " // c", " /* , */", "  ##"};
  if (l->comments && edit_pick(l->r, 3) == 0)
    buf_puts(l->out, one_of(l, comments, 4));
}

static void line(struct layout *l, int depth)
{
  buf_puts(l->out, l->eol);
  for (int i = 0; i < depth; i++)
    buf_puts(l->out, l->indent);
}

/* The beginning of a setting; `first` in its group. */
static void name(struct layout *l, const char *text, bool first)
{
  if (!first)
    buf_puts(l->out, l->end[0] == '\0' ? " " : l->end);
  if (!first && l->end[0] != '\0' && edit_pick(l->r, 4) != 0)
    buf_putc(l->out, ' ');
  buf_printf(l->out, "%s%s", text, l->assign);
}

static void number(struct layout *l, const struct reading *r)
{
  char text[32];
  decimal_print(r->value, text, sizeof text);
  buf_puts(l->out, text);
  if (strchr(text, '.') == NULL) {
    bool wide = r->value.micros / DECIMAL_ONE > INT32_MAX || r->value.micros / DECIMAL_ONE < INT32_MIN;
    int how = edit_pick(l->r, 4);
    buf_puts(l->out, wide ? "L" : how == 0 ? ".0" : how == 1 ? "L" : "");
  }
}

static void figure(struct layout *l, const struct reading *r, bool first)
{
  if (r->of == 0) {
    name(l, "value", first);
    number(l, r);
    return;
  }
  bool turned = edit_pick(l->r, 3) == 0;
  name(l, turned ? "of" : "count", first);
  buf_printf(l->out, "%lld", (long long)(turned ? r->of : r->count));
  name(l, turned ? "count" : "of", false);
  buf_printf(l->out, "%lld", (long long)(turned ? r->count : r->of));
}

static void reading(struct layout *l, const struct reading *r)
{
  char day[16];
  bool late = edit_pick(l->r, 4) == 0;
  const char *pad = edit_pick(l->r, 4) == 0 ? "" : " ";
  buf_printf(l->out, "{%s", pad);
  if (late)
    figure(l, r, true);
  name(l, "through", !late);
  put_string(l->out, date_format(r->through, day, sizeof day));
  if (r->note[0] != '\0' && edit_pick(l->r, 3) == 0) {
    name(l, "note", false);
    put_string(l->out, r->note);
  } else if (r->note[0] != '\0') {
    if (!late)
      figure(l, r, false);
    name(l, "note", false);
    put_string(l->out, r->note);
    late = true;
  }
  if (!late)
    figure(l, r, false);
  if (r->by[0] != '\0') {
    name(l, "by", false);
    put_string(l->out, r->by);
  }
  if (r->at[0] != '\0') {
    name(l, "at", false);
    put_string(l->out, r->at);
  }
  buf_printf(l->out, "%s%s}", edit_pick(l->r, 4) == 0 ? "" : l->end, pad);
}

static void readings(struct layout *l, int days, const struct reading *figures, const bool *has)
{
  bool first = true, falling = edit_pick(l->r, 5) == 0, tight = edit_pick(l->r, 4) == 0;
  buf_puts(l->out, tight ? "(" : "( ");
  for (int i = 0; i < days; i++) {
    int d = falling ? days - 1 - i : i;
    if (!has[d])
      continue;
    if (l->manner == 1 && !first)
      buf_putc(l->out, ',');
    bool broken = l->manner != 0 && !(first && tight);
    if (broken)
      comment(l);
    if (broken)
      line(l, l->manner == 2 && !first ? 3 : 4);
    if (l->manner == 2 && !first)
      buf_puts(l->out, ", ");
    if (l->manner == 0 && !first)
      buf_puts(l->out, tight ? "," : " , ");
    reading(l, &figures[d]);
    first = false;
  }
  bool own = l->manner != 0 && !(tight && edit_pick(l->r, 2) == 0);
  if (own)
    comment(l);
  if (own)
    line(l, 3);
  buf_puts(l->out, " )");
}

static void target(struct layout *l, int number_of, int days, const struct reading *figures, const bool *has)
{
  bool any = false, empty = edit_pick(l->r, 3) == 0;
  for (int d = 0; d < days; d++)
    any = any || has[d];
  buf_printf(l->out, "{%s", edit_pick(l->r, 4) == 0 ? "" : " ");
  name(l, "id", true);
  buf_printf(l->out, "\"t%d\"", number_of);
  name(l, "name", false);
  put_string(l->out, "n \" } )");
  if (any || empty) {
    if (edit_pick(l->r, 2) == 0) {
      name(l, "weight", false);
      buf_puts(l->out, "1");
    }
    if (l->lines) {
      buf_puts(l->out, l->end);
      comment(l);
      line(l, 3);
      buf_printf(l->out, "readings%s", l->assign);
    } else {
      name(l, "readings", false);
    }
    readings(l, days, figures, has);
  }
  if (l->lines) {
    buf_puts(l->out, l->end);
    comment(l);
    line(l, 3);
    buf_printf(l->out, "kind%s\"%s\"", l->assign, number_of % 2 == 0 ? "coverage" : "rate");
  } else {
    name(l, "kind", false);
    put_string(l->out, number_of % 2 == 0 ? "coverage" : "rate");
  }
  name(l, "target", false);
  buf_puts(l->out, "100");
  if (edit_pick(l->r, 2) == 0)
    buf_puts(l->out, l->end);
  if (l->lines)
    comment(l);
  if (l->lines && edit_pick(l->r, 2) == 0)
    line(l, 2);
}

/* A comment that runs to the end of the line must not swallow what follows. */
static void close_line_comment(struct layout *l)
{
  size_t at = l->out->len;
  while (at > 0 && l->out->data[at - 1] != '\n')
    at--;
  const char *last = l->out->data + at;
  if (strstr(last, " # c") != NULL || strstr(last, "// c") != NULL || strstr(last, "##") != NULL)
    line(l, 1);
}

void edit_layout(struct edit_random *r, struct buf *out, int targets, int days, const struct reading *figures,
                 const bool *has)
{
  static const char *const indents[] = {"  ", "\t", "", "    "};
  static const char *const assigns[] = {" = ", "=", ": ", " : "};
  static const char *const ends[] = {";", ";", ";", ",", ""};
  struct layout l = {.r = r, .out = out};
  l.eol = edit_pick(r, 3) == 0 ? "\r\n" : "\n";
  l.indent = one_of(&l, indents, 4);
  l.comments = edit_pick(r, 2) == 0;
  buf_clear(out);
  if (edit_pick(r, 4) == 0)
    buf_puts(out, "\xef\xbb\xbf");
  buf_printf(out,
             "# c%sformat = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = "
             "\"2021-12-31\"; }; };%s",
             l.eol, l.eol);
  buf_puts(out, "panes = ( { id = \"p\"; name = \"P\"; targets = (");
  for (int t = 0; t < targets; t++) {
    l.assign = one_of(&l, assigns, 4);
    l.end = one_of(&l, ends, 5);
    l.lines = edit_pick(r, 3) != 0;
    l.manner = edit_pick(r, 3);
    line(&l, 2);
    target(&l, t, days, figures + t * days, has + t * days);
    close_line_comment(&l);
    buf_puts(out, t + 1 < targets ? "}," : "}");
    comment(&l);
  }
  line(&l, 0);
  buf_printf(out, ") } );%s", edit_pick(r, 2) == 0 ? l.eol : "");
}

/* ---- one change of a text ---- */

bool edit_span(const struct buf *text, const char *id, size_t *start, size_t *end)
{
  struct problems p = {0};
  struct doc d = {0};
  struct buf name = {0};
  assert_int_equal(doc_scan(&d, text->data, text->len, &p), OK);
  bool found = false;
  for (uint32_t i = 1; i < d.count && !found; i++) {
    uint32_t node = d.nodes[i].type == NODE_GROUP ? doc_member(&d, i, "id") : 0;
    buf_clear(&name);
    if (node != 0 && doc_member(&d, i, "kind") != 0)
      doc_string(&d, node, &name);
    found = name.len > 0 && strcmp(name.data, id) == 0;
    *start = d.nodes[i].start;
    *end = d.nodes[i].end;
  }
  buf_release(&name);
  doc_release(&d);
  return found;
}

enum err edit_apply(const struct buf *text, const struct change *c, struct buf *out, struct problems *p)
{
  struct splice s = {0};
  size_t start = 0, end = 0;
  assert_true(edit_span(text, c->target, &start, &end));
  buf_clear(out);
  enum err err = splice_target(text->data, start, end, c, 1, &s, p);
  if (err == OK) {
    buf_add(out, text->data, start);
    buf_add(out, s.group.data, s.group.len);
    buf_add(out, text->data + end, text->len - end);
  }
  splice_release(&s);
  return err;
}
