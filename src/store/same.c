/* Two trees walked side by side. Scalars are compared as they are spelt, which is stricter than by value: an
 * edit that respelt a figure it had no business with would be found. Depth is bounded by the scan (64). */
#include "guatu/store/same.h"

#include <string.h>

struct pair {
  const struct doc *a, *b;
  uint32_t skip_a, skip_b;
};

static bool same_bytes(const struct pair *p, size_t a, size_t b, size_t len)
{
  return memcmp(p->a->text + a, p->b->text + b, len) == 0;
}

static bool same_node(const struct pair *p, uint32_t a, uint32_t b);

/* The parts of two groups, lists or arrays, in order. */
static bool same_parts(const struct pair *p, uint32_t a, uint32_t b)
{
  while (a != 0 || b != 0) {
    bool out_a = a != 0 && a == p->skip_a;
    bool out_b = b != 0 && b == p->skip_b;
    if (p->skip_a != 0 && p->skip_b != 0 && out_a != out_b)
      return false;
    if (!out_a && !out_b && (a == 0 || b == 0 || !same_node(p, a, b)))
      return false;
    bool both = out_a == out_b;
    if (both || out_a)
      a = p->a->nodes[a].next;
    if (both || out_b)
      b = p->b->nodes[b].next;
  }
  return true;
}

static bool same_node(const struct pair *p, uint32_t a, uint32_t b)
{
  const struct node *x = &p->a->nodes[a];
  const struct node *y = &p->b->nodes[b];
  if (x->type != y->type || x->name_len != y->name_len || !same_bytes(p, x->name, y->name, x->name_len))
    return false;
  if (doc_is_scalar(x) || x->type == NODE_BAD)
    return x->end - x->start == y->end - y->start && same_bytes(p, x->start, y->start, x->end - x->start);
  return same_parts(p, x->child, y->child);
}

bool doc_same(const struct doc *a, uint32_t skip_a, const struct doc *b, uint32_t skip_b)
{
  struct pair p = {a, b, skip_a, skip_b};
  return same_node(&p, 0, 0);
}

bool doc_same_node(const struct doc *a, uint32_t x, const struct doc *b, uint32_t y)
{
  struct pair p = {a, b, 0, 0};
  return same_node(&p, x, y);
}
