/* A dataset's text and the spans of its settings: the lossless document. The scan is stricter than libconfig
 * (PLATFORM §1.1, 1.4) and knows where everything stands, so that errors have a line and a column and an edit
 * touches only the bytes it means.
 *
 * The scan goes on after a mistake: all mistakes of a file are reported in one run, and the settings around
 * them are still in the tree. */
#ifndef GUATU_STORE_DOC_H
#define GUATU_STORE_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/base/err.h"
#include "guatu/base/mem.h"

enum node_type { NODE_GROUP, NODE_LIST, NODE_ARRAY, NODE_STRING, NODE_INT, NODE_FLOAT, NODE_BOOL, NODE_BAD };

/* One setting, or one element of a list or array. Offsets are bytes into doc.text (which includes a
 * byte-order mark). */
struct node {
  uint8_t type;      /* enum node_type; NODE_BAD where the text makes no value */
  bool damaged;      /* something in it was reported, or a part of it may be lost: do not report what seems
                      * missing. A wrong number or text damages itself alone, a lost bracket all that holds it */
  uint8_t depth;     /* 0 for the root */
  bool bare;         /* a string: one, and means what stands between its quotes */
  bool plain;        /* the same, in printable ASCII */
  bool alike;        /* an element: a group with the names of the one before it, in their order */
  uint16_t name_len; /* 0: an element without a name */
  uint32_t name;     /* where the name begins */
  uint32_t start;    /* the value, brackets and all adjacent strings included: [start, end) */
  uint32_t end;
  uint32_t term_end; /* after the setting's ";" or ",", or `end` when it has none */
  uint32_t child;    /* index of the first part; 0: none */
  uint32_t next;     /* index of the next sibling; 0: none */
};

struct doc {
  const char *text; /* borrowed: must outlive the doc */
  size_t len;
  struct node *nodes; /* nodes[0] is the root group */
  size_t count;
};

/* Scans all of `text`. Returns ERR_NO when it reported errors; the tree holds what could be read all the
 * same. Release it in any case. */
enum err doc_scan(struct doc *d, const char *text, size_t len, struct problems *p);
void doc_release(struct doc *d);

/* The parts of a group by name: the index of the node, or 0. */
uint32_t doc_member(const struct doc *d, uint32_t group, const char *name);
/* Whether the node has this name. */
bool doc_named(const struct doc *d, uint32_t node, const char *name);
/* Decodes a string node (escapes, adjacent strings joined) into `out`. */
void doc_string(const struct doc *d, uint32_t node, struct buf *out);
static inline bool doc_is_scalar(const struct node *n)
{
  return n->type >= NODE_STRING && n->type <= NODE_BOOL;
}

#endif
