/* The scan: libconfig's grammar over our tokens, with a stack of open brackets instead of recursion, so that
 * a missing bracket can be put right by taking frames off. One token is looked at, at most two more are
 * looked ahead; each byte is read a bounded number of times.
 *
 * Whatever is reported damages the tree around it, and only there: a wrong number damages itself, a line
 * without sense its group, a lost bracket all that holds it. The loader does not miss anything in what is
 * damaged. */
#include "guatu/store/doc_scan.h"

#include <string.h>

#include "guatu/store/doc_check.h"

#define BOM        "\xEF\xBB\xBF"
#define NODE_BYTES 16 /* of text for a node, or more: room that is not used costs nothing */

bool scan_speaks(const struct scan *s)
{
  return !s->stopped && s->token.start >= s->quiet_until;
}

static struct frame *top(struct scan *s)
{
  return &s->frames[s->depth];
}

static struct node *top_node(struct scan *s)
{
  return &s->doc->nodes[top(s)->node];
}

void scan_advance(struct scan *s)
{
  s->last_start = s->token.start;
  s->last_end = s->token.end;
  s->last_type = s->token.type;
  size_t at = s->token.end;
  for (;;) {
    s->token = token_read(&s->lexer, at);
    s->token_damaged = false;
    if (s->problems->errors - s->errors_before >= DOC_ERRORS_MAX && !s->stopped) {
      problem_note(s->problems, PROBLEM_NOTE, s->token.start,
                   TR(s->problems->lang, "more mistakes may follow; these are the first %d",
                      "后面可能还有错误；这里只列出前%d处"),
                   DOC_ERRORS_MAX);
      s->stopped = true;
    }
    if (s->stopped)
      s->token = (struct token){.type = TOKEN_END, .start = s->lexer.len, .end = s->lexer.len};
    if (s->token.type == TOKEN_STRING && !s->token.wide)
      mend_string(s);
    if (!s->token.wide && s->token.type != TOKEN_COMMENT && !token_is_noise(&s->token))
      return;
    mend_token(s);
    if (!token_is_noise(&s->token))
      return;
    at = s->token.end;
  }
}

struct token scan_peek(const struct scan *s)
{
  struct token t = token_read(&s->lexer, s->token.end);

  while (token_is_noise(&t))
    t = token_read(&s->lexer, t.end);
  return t;
}

/* ---- settings ---- */

/* Where a value should stand there is none: a word without quotes, or nothing. */
static void no_value(struct scan *s, const struct token *name)
{
  char quote[64];
  uint32_t node = scan_add(s, NODE_BAD, name);

  if (node != 0)
    s->doc->nodes[node].damaged = true;
  if (scan_speaks(s) && s->token.type == TOKEN_NAME)
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "%s is no value; text stands in quotation marks, as in \"…\"",
                  "%s不是值；文字要放在英文双引号里，例如 \"…\""),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s))
    problem_at(s->problems, name->start, TR(s->problems->lang, "'%.*s' has no value", "“%.*s”没有值"),
               (int)(name->end - name->start), s->lexer.text + name->start);
  size_t end = s->last_end;
  if (s->token.type == TOKEN_NAME) {
    mend_quiet(s);
    mend_skip(s);
    end = s->last_end;
  }
  scan_after(s, node, end);
}

static void check_name(struct scan *s, struct token *name)
{
  if (name->end - name->start <= DOC_NAME_MAX)
    return;
  if (scan_speaks(s))
    problem_at(s->problems, name->start,
               TR(s->problems->lang, "this name is longer than %d characters", "这个名字超过%d个字符"),
               DOC_NAME_MAX);
  name->end = name->start + DOC_NAME_MAX;
}

/* `a.b`: a name that touches a number. */
static bool number_in_name(const struct scan *s, const struct token *name)
{
  return s->token.type == TOKEN_FLOAT && s->token.start == name->end;
}

/* A name without "=" and without a value: the rest of its line makes no sense. */
static void no_assign(struct scan *s, const struct token *name)
{
  const char *text = s->lexer.text + name->start;
  int len = (int)(name->end - name->start < 40 ? name->end - name->start : 40);

  if (name->start >= s->quiet_until && !s->stopped && number_in_name(s, name))
    problem_at(s->problems, name->end,
               TR(s->problems->lang, "'.' can't stand in a name: only A-Z a-z 0-9 - _ and * can",
                  "名字里不能有“.”：只能用 A-Z a-z 0-9 - _ *"));
  else if (name->start >= s->quiet_until && !s->stopped)
    problem_at(s->problems, name->start,
               TR(s->problems->lang, "'%.*s' stands where a setting should: a name, '=' and a value",
                  "“%.*s”处应是一项设置：名字、“=”和值"),
               len, text);
  top_node(s)->damaged = true;
  mend_quiet(s);
  mend_skip(s);
  scan_after(s, 0, 0);
}

/* The settings from the present token on that need no look at each of their tokens. False, and nothing is
 * done: there is none. */
static bool read_plain_settings(struct scan *s)
{
  struct token name = {0}, value = {0};
  uint32_t node = 0;
  size_t end = 0;

  for (size_t at = s->token.start; token_read_setting(&s->lexer, at, &name, &value); at = end + 1) {
    if (name.end - name.start > DOC_NAME_MAX)
      break;
    s->token = value;
    node = scan_add(s, scan_type(value.type), &name);
    end = value.end;
    if (node == 0)
      break;
    s->doc->nodes[node].bare = value.type == TOKEN_STRING;
    s->doc->nodes[node].plain = value.plain;
    s->doc->nodes[node].term_end = (uint32_t)end + 1;
  }
  if (end == 0)
    return false;
  s->token = (struct token){.type = TOKEN_SEMICOLON, .start = end, .end = end + 1, .sign = ';'};
  scan_after(s, node, end);
  return true;
}

static void read_setting(struct scan *s)
{
  struct token name = s->token;

  check_name(s, &name);
  scan_advance(s);
  if (s->token.type != TOKEN_ASSIGN && (!token_is_value(&s->token) || number_in_name(s, &name))) {
    no_assign(s, &name);
    return;
  }
  if (s->token.type != TOKEN_ASSIGN && scan_speaks(s))
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "'=' is missing after '%.*s'", "“%.*s”后面缺少“=”"),
               (int)(name.end - name.start), s->lexer.text + name.start);
  else if (s->token.type == TOKEN_ASSIGN)
    scan_advance(s);
  while (s->token.type == TOKEN_ASSIGN) {
    if (scan_speaks(s))
      problem_at(s->problems, s->token.start, TR(s->problems->lang, "one '=' is enough", "“=”多了一个"));
    scan_advance(s);
  }
  if (token_is_value(&s->token))
    scan_value(s, &name);
  else
    no_value(s, &name);
}

/* Says what is wrong with something that begins no setting, in a group. */
static void report_no_setting(struct scan *s)
{
  char quote[64];
  struct problems *p = s->problems;
  const struct frame *f = top(s);
  const struct token *t = &s->token;
  struct token next = scan_peek(s);
  bool number = t->type == TOKEN_INT || t->type == TOKEN_FLOAT;

  if (t->type == TOKEN_SEMICOLON || t->type == TOKEN_COMMA) {
    problem_at(p, t->start, TR(p->lang, "%s ends nothing here; take it out", "这里的%s是多余的；请删去"),
               mend_quote(s, quote, sizeof quote));
  } else if (t->type == TOKEN_INT && f->comma != 0 && f->comma + 1 == t->start) {
    problem_at(p, f->comma,
               TR(p->lang, "a number has no commas in it: 10000, not 10,000",
                  "数字中间不能有逗号：写 10000，不写 10,000"));
  } else if (t->type == TOKEN_INT && s->last_type == TOKEN_INT && s->last_end == t->start) {
    problem_at(p, s->last_start,
               TR(p->lang, "a date stands in quotation marks, as in \"2021-06-30\"",
                  "日期要放在英文双引号里，例如 \"2021-06-30\""));
    if (f->last != 0)
      s->doc->nodes[f->last].type = NODE_BAD;
  } else if (number && next.type == TOKEN_NAME && next.start == t->end) {
    problem_at(p, t->start,
               TR(p->lang, "a name begins with a letter, not with %s", "名字以字母开头，不能以%s开头"),
               mend_quote(s, quote, sizeof quote));
  } else if (t->type == TOKEN_STRING && next.type == TOKEN_ASSIGN) {
    problem_at(p, t->start,
               TR(p->lang, "a name stands without quotation marks: write it without those of %s",
                  "名字不加引号：请去掉%s的引号"),
               mend_quote(s, quote, sizeof quote));
  } else {
    problem_at(p, t->start,
               TR(p->lang, "%s stands where a setting should: a name, '=' and a value",
                  "%s处应是一项设置：名字、“=”和值"),
               mend_quote(s, quote, sizeof quote));
  }
}

static void no_setting(struct scan *s)
{
  if (scan_speaks(s))
    report_no_setting(s);
  top_node(s)->damaged = true;
  if (s->token.type == TOKEN_SEMICOLON || s->token.type == TOKEN_COMMA) {
    scan_advance(s);
    return;
  }
  mend_quiet(s);
  mend_skip(s);
  scan_after(s, 0, 0);
}

/* Whether the next element of the list around this group begins here. */
static bool next_element(const struct scan *s)
{
  struct token t = s->token;

  if (s->depth == 0 || s->frames[s->depth - 1].group)
    return false;
  if (t.type == TOKEN_COMMA)
    t = scan_peek(s);
  return t.type == TOKEN_OPEN && t.sign == '{';
}

static void group_step(struct scan *s)
{
  struct frame *f = top(s);

  if (s->token.type == TOKEN_CLOSE && s->token.sign == f->close) {
    size_t end = s->token.end;
    scan_advance(s);
    scan_pop(s, end);
  } else if (s->token.type == TOKEN_CLOSE) {
    mend_close(s);
  } else if (s->token.type == TOKEN_NAME) {
    if (!scan_speaks(s) || !read_plain_settings(s))
      read_setting(s);
  } else if (next_element(s)) {
    mend_unclosed(s); /* the next element of the list around this group: its closing bracket is missing */
    scan_pop(s, s->last_end);
    top(s)->want = s->token.type == TOKEN_COMMA ? WANT_COMMA : WANT_ITEM;
  } else {
    no_setting(s);
  }
}

/* ---- lists ---- */

/* After an element: a comma, or what stands in its place. */
static void list_comma(struct scan *s)
{
  struct frame *f = top(s);

  if (s->token.type == TOKEN_SEMICOLON && mend_ends_setting(s)) {
    mend_unclosed(s);
    scan_pop(s, s->last_end);
    return;
  }

  if (s->token.type == TOKEN_SEMICOLON && scan_speaks(s))
    problem_at(
        s->problems, s->token.start,
        TR(s->problems->lang, "elements of a list are parted by ',', not ';'", "列表各项之间用“,”，不用“;”"));
  if (s->token.type == TOKEN_COMMA || s->token.type == TOKEN_SEMICOLON) {
    f->comma = s->token.start;
    f->want = s->token.type == TOKEN_COMMA ? WANT_ITEM : WANT_FIRST;
    scan_advance(s);
    return;
  }
  if (scan_speaks(s))
    problem_at(s->problems, s->last_end,
               TR(s->problems->lang, "',' is missing between two elements of a list", "列表两项之间缺少“,”"));
  f->want = WANT_ITEM;
}

/* Something in a list that is no element: a setting, a word, a comma too many. */
static void list_other(struct scan *s)
{
  char quote[64];
  struct frame *f = top(s);
  bool setting = s->token.type == TOKEN_NAME && scan_peek(s).type == TOKEN_ASSIGN;

  if (setting && f->want == WANT_COMMA) {
    mend_unclosed(s);
    scan_pop(s, s->last_end);
    return;
  }
  if (scan_speaks(s) && setting)
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "'{' is missing before %s", "%s前面缺少“{”"),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s) && s->token.type == TOKEN_NAME)
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "%s is no value; text stands in quotation marks, as in \"…\"",
                  "%s不是值；文字要放在英文双引号里，例如 \"…\""),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s))
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "%s stands where an element of the list should", "%s处应是列表的一项"),
               mend_quote(s, quote, sizeof quote));
  top_node(s)->damaged = true;
  if (s->token.type == TOKEN_COMMA || s->token.type == TOKEN_SEMICOLON) {
    f->want = WANT_FIRST;
    scan_advance(s);
    return;
  }
  uint32_t node = setting && s->depth < SCAN_DEPTH_MAX ? scan_add(s, NODE_GROUP, NULL) : 0;
  if (node != 0) {
    s->doc->nodes[node].damaged = true;
    scan_push(s, node, true);
    return;
  }
  mend_quiet(s);
  scan_advance(s);
  if (s->token.type != TOKEN_CLOSE && s->token.type != TOKEN_END)
    mend_skip(s);
  f->want = WANT_COMMA;
}

static void list_step(struct scan *s)
{
  struct frame *f = top(s);

  if (s->token.type == TOKEN_CLOSE && s->token.sign == f->close) {
    if (f->want == WANT_ITEM && f->comma != 0 && scan_speaks(s))
      problem_at(s->problems, f->comma,
                 TR(s->problems->lang, "a comma stands after the last element; take it out",
                    "最后一项后面多了逗号；请删去"));
    size_t end = s->token.end;
    scan_advance(s);
    scan_pop(s, end);
  } else if (s->token.type == TOKEN_CLOSE) {
    mend_close(s);
  } else if (f->want == WANT_COMMA && s->token.type != TOKEN_NAME && s->token.type != TOKEN_ASSIGN) {
    list_comma(s);
  } else if (token_is_value(&s->token)) {
    if (!scan_alike(s))
      scan_value(s, NULL);
  } else {
    list_other(s);
  }
}

enum err doc_scan(struct doc *d, const char *text, size_t len, struct problems *p)
{
  size_t bom = len >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0 ? strlen(BOM) : 0;
  struct scan s = {.lexer = {.text = text, .len = len}, .doc = d, .problems = p, .errors_before = p->errors};

  *d = (struct doc){.text = text, .len = len};
  d->nodes = mem_resize(NULL, s.cap = 64 + len / NODE_BYTES, sizeof *d->nodes);
  d->count = 1;
  d->nodes[0] = (struct node){.type = NODE_GROUP, .start = (uint32_t)bom};
  if (len > UINT32_MAX / 2) {
    d->len = 0;
    d->nodes[0].damaged = true;
    return problem_fail(p, ERR_NO, TR(p->lang, "the dataset is too large", "数据文件太大"));
  }
  d->nodes[0].end = d->nodes[0].term_end = (uint32_t)len;
  s.frames[0] = (struct frame){.group = true};
  s.token = (struct token){.type = TOKEN_END, .end = bom};
  if (!doc_check_text(text, len, p)) {
    d->nodes[0].damaged = true;
    return ERR_NO;
  }
  scan_advance(&s);
  for (size_t told = 0; s.token.type != TOKEN_END;) {
    if (s.token.start - told > SCAN_PROGRESS)
      progress_at(p->progress, told = s.token.start, len);
    if (top(&s)->group)
      group_step(&s);
    else
      list_step(&s);
  }
  mend_end(&s);
  return p->errors > s.errors_before ? ERR_NO : OK;
}
