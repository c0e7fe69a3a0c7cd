/* Values: nodes added to the tree, brackets opened and closed, and the checks of each number and string as it
 * is read. */
#include "guatu/store/doc_scan.h"

#include "guatu/store/doc_check.h"

static struct frame *top(struct scan *s)
{
  return &s->frames[s->depth];
}

static struct node *top_node(struct scan *s)
{
  return &s->doc->nodes[top(s)->node];
}

void scan_room(struct scan *s, size_t more)
{
  if (s->doc->count + more <= s->cap)
    return;
  s->cap += s->cap / 2 + more;
  s->doc->nodes = mem_resize(s->doc->nodes, s->cap, sizeof *s->doc->nodes);
}

/* Notes a name of a frame: two that share a bit may be the same. The names of a dataset's schema do not. */
static void note_name(struct frame *f, const char *name, size_t len)
{
  const unsigned char *s = (const unsigned char *)name;
  uint64_t bit = UINT64_C(1) << ((len + 6u * s[0] + s[len / 2] + 2u * s[len - 1]) % 64);

  f->twice |= (f->names & bit) != 0;
  f->names |= bit;
}

uint32_t scan_add(struct scan *s, enum node_type type, const struct token *name)
{
  struct doc *d = s->doc;
  struct frame *f = top(s);

  if (f->group && ++f->members > DOC_MEMBERS_MAX) {
    if (f->members == DOC_MEMBERS_MAX + 1)
      problem_at(s->problems, name ? name->start : s->token.start,
                 TR(s->problems->lang, "this group has more than %d settings", "这一组的设置超过%d个"),
                 DOC_MEMBERS_MAX);
    return 0;
  }
  if (d->count >= SCAN_NODES_MAX) {
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "the dataset has more than %u values", "数据超过%u个值"),
               SCAN_NODES_MAX);
    s->stopped = true;
    return 0;
  }
  scan_room(s, 1);
  uint32_t index = (uint32_t)d->count++;
  size_t start = s->token.start;
  d->nodes[index] = (struct node){.type = (uint8_t)type,
                                  .depth = (uint8_t)(s->depth + 1),
                                  .name_len = name ? (uint16_t)(name->end - name->start) : 0,
                                  .name = (uint32_t)(name ? name->start : start),
                                  .start = (uint32_t)start,
                                  .end = (uint32_t)s->token.end,
                                  .term_end = (uint32_t)s->token.end};
  if (name)
    note_name(f, s->lexer.text + name->start, name->end - name->start);
  if (f->last != 0)
    d->nodes[f->last].next = index;
  else
    d->nodes[f->node].child = index;
  f->last = index;
  return index;
}

void scan_after(struct scan *s, uint32_t node, size_t end)
{
  struct frame *f = top(s);

  if (node != 0) {
    struct node *n = &s->doc->nodes[node];
    n->end = n->term_end = end > n->start ? (uint32_t)end : n->start; /* nothing stood there: an empty span */
  }
  f->want = WANT_COMMA;
  f->comma = 0;
  if (!f->group || (s->token.type != TOKEN_SEMICOLON && s->token.type != TOKEN_COMMA))
    return;
  if (node != 0)
    s->doc->nodes[node].term_end = (uint32_t)s->token.end;
  f->comma = s->token.type == TOKEN_COMMA ? s->token.start : 0;
  scan_advance(s);
}

void scan_pop(struct scan *s, size_t end)
{
  struct frame *f = top(s);
  uint32_t node = f->node;

  if (f->twice && s->doc->nodes[node].type == NODE_GROUP && f->members <= DOC_MEMBERS_MAX && !s->stopped)
    doc_check_names(s->doc, node, s->problems);
  s->depth--;
  scan_after(s, node, end);
}

void scan_push(struct scan *s, uint32_t node, bool implied)
{
  char sign = implied ? '{' : s->token.sign;
  struct frame f = {.node = node, .open = s->token.start, .group = sign == '{', .implied = implied};

  f.close = sign == '{' ? '}' : sign == '(' ? ')' : ']';
  s->frames[++s->depth] = f;
}

/* A value that begins with a bracket. */
static void open_value(struct scan *s, const struct token *name)
{
  char sign = s->token.sign;
  uint32_t node = scan_add(s, sign == '{' ? NODE_GROUP : sign == '(' ? NODE_LIST : NODE_ARRAY, name);

  if (node != 0 && s->depth < SCAN_DEPTH_MAX) {
    scan_push(s, node, false);
    scan_advance(s);
    return;
  }
  if (node != 0) {
    if (scan_speaks(s))
      problem_at(s->problems, s->token.start,
                 TR(s->problems->lang, "brackets are nested more than %d deep", "括号嵌套超过%d层"),
                 SCAN_DEPTH_MAX);
    s->doc->nodes[node].type = NODE_BAD;
    s->doc->nodes[node].damaged = true;
  }
  mend_balanced(s);
  scan_after(s, node, s->last_end);
}

/* Adjacent strings are one value. */
static void string_value(struct scan *s, uint32_t node)
{
  size_t begin = s->token.start, end = s->token.end;
  bool damaged = false, bare = true, plain = true;

  while (s->token.type == TOKEN_STRING) {
    bool bad = s->token_damaged;
    if (s->token.odd && !bad && scan_speaks(s))
      bad = !doc_check_string(s->lexer.text, s->token.start, s->token.end, s->problems);
    damaged = damaged || bad;
    bare = s->token.closed && !s->token.odd && s->token.start == begin;
    plain = bare && s->token.plain;
    if (s->token.wide && node != 0)
      s->doc->nodes[node].type = NODE_BAD;
    end = s->token.end;
    scan_advance(s);
  }
  if (node != 0) {
    s->doc->nodes[node].damaged |= damaged;
    s->doc->nodes[node].bare = bare && !damaged;
    s->doc->nodes[node].plain = plain && !damaged;
  }
  scan_after(s, node, end);
}

static void number_value(struct scan *s, uint32_t node)
{
  size_t end = s->token.end;

  if (scan_speaks(s) && !doc_check_number(s->lexer.text, &s->token, s->problems) && node != 0) {
    s->doc->nodes[node].damaged = true;
    s->doc->nodes[node].type = NODE_BAD;
  }
  scan_advance(s);
  scan_after(s, node, end);
}

/* An array holds scalars of one kind; libconfig refuses the whole file otherwise. An "L" makes another kind.
 */
static void check_array(struct scan *s, uint32_t first, uint32_t node)
{
  const struct node *a = &s->doc->nodes[first];
  const struct node *b = &s->doc->nodes[node];

  if (!scan_speaks(s) || a->type == NODE_BAD)
    return;
  bool wide_a = a->type == NODE_INT && s->lexer.text[a->end - 1] == 'L';
  bool wide_b = b->type == NODE_INT && s->token.end > b->start && s->lexer.text[s->token.end - 1] == 'L';
  if (a->type != b->type || wide_a != wide_b)
    problem_at(s->problems, b->start,
               TR(s->problems->lang,
                  "[ ] holds values of one kind only; write ( ), or give all of them a point as in 1.0",
                  "[ ] 里的值必须同类；请改用 ( )，或都写成小数如 1.0"));
}

void scan_value(struct scan *s, const struct token *name)
{
  uint32_t container = top(s)->node;

  if (s->token.type == TOKEN_OPEN) {
    if (top_node(s)->type == NODE_ARRAY && scan_speaks(s))
      problem_at(s->problems, s->token.start,
                 TR(s->problems->lang, "[ ] holds plain values only; write ( ) around lists and groups",
                    "[ ] 里只能放单个的值；放列表或组请用 ( )"));
    open_value(s, name);
    return;
  }
  uint32_t node = scan_add(s, scan_type(s->token.type), name);
  if (node != 0 && s->doc->nodes[container].type == NODE_ARRAY && s->doc->nodes[container].child != node)
    check_array(s, s->doc->nodes[container].child, node);
  if (s->token.type == TOKEN_STRING) {
    string_value(s, node);
  } else if (s->token.type == TOKEN_BOOL) {
    size_t end = s->token.end;
    scan_advance(s);
    scan_after(s, node, end);
  } else {
    number_value(s, node);
  }
}
