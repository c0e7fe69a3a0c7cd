/* The same text, read by libconfig, must be the same tree. Our scan supplies places and messages; this check
 * makes libconfig the authority on what a dataset says, at the price of reading it twice.
 *
 * libconfig needs about thirteen times the text in memory and goes through a group's names one by one, so a
 * long text is handed over in pieces: the longest runs of neighbouring settings or elements that stay below a
 * mebibyte. What holds a longer part is entered, and only its parts are handed over; that it is a group or
 * list is plain from its bracket.
 *
 * Never config_lookup_float or auto-convert (PLATFORM §1.2); a fresh config_t for each piece, because a used
 * one keeps old trees and old errors. libconfig switches the numeric locale by itself; the caller's is the
 * global one. */
#include "guatu/store/confirm.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/model/decimal.h"
#include "guatu/store/doc_check.h"

#define PIECE_MAX   (1u << 20)
#define SHORT_PIECE ((size_t)8 << 10) /* about a millisecond */

struct confirm {
  const struct doc *doc;
  struct problems *problems;
  struct buf piece;
  struct buf string;
};

static enum err differs(struct confirm *c, uint32_t node)
{
  return problem_at(c->problems, c->doc->nodes[node].start,
                    TR(c->problems->lang, "libconfig reads this value differently; write it in a plainer way",
                       "libconfig 读出的值与此不同；请换一种简单的写法"));
}

static bool same_type(const struct node *n, int type)
{
  switch ((enum node_type)n->type) {
  case NODE_GROUP:
    return type == CONFIG_TYPE_GROUP;
  case NODE_LIST:
    return type == CONFIG_TYPE_LIST;
  case NODE_ARRAY:
    return type == CONFIG_TYPE_ARRAY;
  case NODE_STRING:
    return type == CONFIG_TYPE_STRING;
  case NODE_INT:
    return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
  case NODE_FLOAT:
    return type == CONFIG_TYPE_FLOAT;
  case NODE_BOOL:
    return type == CONFIG_TYPE_BOOL;
  case NODE_BAD:
    return false;
  }
  return false;
}

/* A binary float can't hold a decimal exactly; it is the same number when it is the nearest, give or take its
 * last digits. */
static bool same_float(double theirs, struct decimal ours)
{
  long double exact = (long double)ours.micros / DECIMAL_ONE;
  long double off = (long double)theirs - exact;
  long double size = exact < 0 ? -exact : exact;

  return (off < 0 ? -off : off) <= size * 1e-15L + 1e-12L;
}

static bool same_scalar(struct confirm *c, uint32_t node, const config_setting_t *theirs)
{
  const struct node *n = &c->doc->nodes[node];
  const char *text = c->doc->text + n->start;
  size_t len = n->end - n->start;
  struct decimal exact;

  if (n->type == NODE_BOOL)
    return config_setting_get_bool(theirs) == ((text[0] | 0x20) == 't');
  if (n->type == NODE_FLOAT)
    return decimal_parse(text, len, &exact, NULL) == DECIMAL_OK &&
           same_float(config_setting_get_float(theirs), exact);
  if (n->type == NODE_INT && config_setting_type(theirs) == CONFIG_TYPE_INT)
    return config_setting_get_int(theirs) == doc_integer(text, len);
  if (n->type == NODE_INT)
    return config_setting_get_int64(theirs) == doc_integer(text, len);
  const char *string = config_setting_get_string(theirs);
  buf_clear(&c->string);
  doc_string(c->doc, node, &c->string);
  return string && strlen(string) == c->string.len &&
         (c->string.len == 0 || memcmp(string, c->string.data, c->string.len) == 0);
}

static int count_parts(const struct doc *d, uint32_t first, uint32_t stop)
{
  int count = 0;

  for (; first != stop; first = d->nodes[first].next)
    count++;
  return count;
}

static bool same_name(struct confirm *c, uint32_t node, const config_setting_t *theirs)
{
  const char *name = config_setting_name(theirs);
  return c->doc->nodes[node].name_len == 0 || (name && doc_named(c->doc, node, name));
}

/* Compares the siblings [node, stop) and all below with the parts of `theirs`. The scan bounds the depth. */
static enum err compare(struct confirm *c, uint32_t node, uint32_t stop, const config_setting_t *theirs)
{
  unsigned count = 0;

  for (; node != stop; node = c->doc->nodes[node].next, count++) {
    const struct node *n = &c->doc->nodes[node];
    const config_setting_t *part = config_setting_get_elem(theirs, count);
    if (!part || !same_type(n, config_setting_type(part)) || !same_name(c, node, part))
      return differs(c, node);
    if (doc_is_scalar(n)) {
      if (!same_scalar(c, node, part))
        return differs(c, node);
      continue;
    }
    enum err err = compare(c, n->child, 0, part);
    if (err != OK)
      return err;
    if (config_setting_length(part) != count_parts(c->doc, n->child, 0))
      return differs(c, node);
  }
  return OK;
}

/* The text's offset of the line that libconfig complains about, counted from `start`. */
static size_t line_offset(const struct doc *d, size_t start, int line)
{
  for (; line > 1; line--) {
    const char *newline = memchr(d->text + start, '\n', d->len - start);
    if (!newline)
      break;
    start = (size_t)(newline - d->text) + 1;
  }
  return start;
}

/* Hands c->piece to libconfig: the parts [first, stop) of `container`, whose text begins at `start`. */
static enum err confirm_piece(struct confirm *c, uint32_t container, uint32_t first, uint32_t stop,
                              size_t start)
{
  config_t config;
  enum err err = OK;

  config_init(&config);
  if (config_read_string(&config, c->piece.data) != CONFIG_TRUE) {
    const char *text = config_error_text(&config);
    err = problem_at(c->problems, line_offset(c->doc, start, config_error_line(&config)),
                     TR(c->problems->lang, "libconfig refuses this line: %s", "libconfig 不接受这一行：%s"),
                     text ? text : "?");
  } else {
    const config_setting_t *theirs = config_root_setting(&config);
    if (c->doc->nodes[container].type != NODE_GROUP)
      theirs = config_setting_get_elem(theirs, 0);
    err = compare(c, first, stop, theirs);
    if (err == OK && config_setting_length(theirs) != count_parts(c->doc, first, stop))
      err = differs(c, first);
  }
  config_destroy(&config);
  return err;
}

/* Where the text of a part begins and ends, as a piece takes it. */
static size_t part_start(const struct node *n)
{
  return n->name_len > 0 ? n->name : n->start;
}

/* One run of parts as a text of its own: settings as they are, elements with brackets around them. */
static enum err confirm_run(struct confirm *c, uint32_t container, uint32_t first, uint32_t last)
{
  const struct doc *d = c->doc;
  enum node_type type = (enum node_type)d->nodes[container].type;
  size_t start = part_start(&d->nodes[first]);
  size_t end = type == NODE_GROUP ? d->nodes[last].term_end : d->nodes[last].end;

  buf_clear(&c->piece);
  buf_puts(&c->piece, type == NODE_GROUP ? "" : type == NODE_LIST ? "v = (" : "v = [");
  buf_add(&c->piece, d->text + start, end - start);
  buf_puts(&c->piece, type == NODE_GROUP ? "\n" : type == NODE_LIST ? "\n);\n" : "\n];\n");
  return confirm_piece(c, container, first, d->nodes[last].next, start);
}

/* The parts of a container that is too long for one piece. */
static enum err confirm_parts(struct confirm *c, uint32_t container)
{
  const struct doc *d = c->doc;
  enum err err = OK;
  uint32_t first = d->nodes[container].child;

  while (first != 0 && err == OK) {
    const struct node *n = &d->nodes[first];
    if (n->end - part_start(n) > PIECE_MAX && !doc_is_scalar(n)) {
      err = confirm_parts(c, first);
      first = n->next;
      continue;
    }
    uint32_t last = first;
    for (uint32_t i = n->next; i != 0 && d->nodes[i].end - part_start(n) <= PIECE_MAX; i = d->nodes[i].next)
      last = i;
    err = confirm_run(c, container, first, last);
    progress_at(c->problems->progress, d->nodes[last].end, d->len);
    first = d->nodes[last].next;
  }
  return err;
}

enum err confirm_doc(const struct doc *d, struct problems *p)
{
  struct confirm c = {.doc = d, .problems = p};
  size_t bom = d->nodes[0].start;
  enum err err;

  if (d->len - bom > PIECE_MAX) {
    err = confirm_parts(&c, 0);
  } else {
    buf_add(&c.piece, d->text + bom, d->len - bom);
    buf_puts(&c.piece, "\n"); /* a comment on the last line needs it in 1.5 */
    err = confirm_piece(&c, 0, d->nodes[0].child, 0, bom);
  }
  buf_release(&c.piece);
  buf_release(&c.string);
  return err;
}

/* ---- piece by piece ---- */

static bool agrees(const struct buf *piece)
{
  struct problems ignored = {0};
  struct doc d;
  bool same = doc_scan(&d, piece->data, piece->len, &ignored) == OK && confirm_doc(&d, &ignored) == OK;
  doc_release(&d);
  problems_release(&ignored);
  return same;
}

/* All but the targets: for those of a pane stands a 0. */
static void put_around(struct buf *out, const char *text, size_t len, const struct plan *plan)
{
  size_t at = 0;
  for (size_t i = 0; i < plan->pane_count; i++) {
    const struct pane *pane = &plan->panes[i];
    if (pane->count == 0)
      continue;
    const struct target *first = &plan->targets[pane->first], *last = first + pane->count - 1;
    buf_add(out, text + at, first->offset - at);
    buf_puts(out, "0");
    at = last->offset + last->length;
  }
  buf_add(out, text + at, len - at);
}

/* Targets of one pane from `first` on, and what stands between them and the next, for which stands a 0. What
 * stands around a pair of brackets can't change what is between them. Returns the next. */
static size_t put_targets(struct buf *out, const char *text, const struct plan *plan, size_t first)
{
  const struct target *t = plan->targets;
  const struct pane *pane = &plan->panes[t[first].pane];
  size_t stop = pane->first + pane->count, start = t[first].offset, next = first + 1;
  while (next < stop && t[next].offset + t[next].length - start <= SHORT_PIECE)
    next++;
  bool more = next < stop;
  size_t end = more ? t[next].offset : t[next - 1].offset + t[next - 1].length;
  buf_puts(out, "x = (");
  buf_add(out, text + start, end - start);
  buf_puts(out, more ? "0);" : ");");
  return next;
}

bool confirm_next(const char *text, size_t len, const struct plan *plan, size_t *done)
{
  struct buf piece = {0};
  size_t next = 0;
  if (*done == 0)
    put_around(&piece, text, len, plan);
  else
    next = put_targets(&piece, text, plan, *done - 1);
  bool same = agrees(&piece);
  if (same)
    *done = next < plan->target_count ? next + 1 : CONFIRMED_WHOLE;
  buf_release(&piece);
  return same;
}
