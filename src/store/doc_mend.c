/* Going on after a mistake. The aim is one message for one mistake, at the place where a person would put it
 * right:
 *
 * - a sign of a Chinese input method is reported and then read as the ASCII sign it was meant to be;
 * - after a line that makes no sense, nothing more is reported on that line, and reading goes on where the
 * next setting begins;
 * - a string over several lines whose closing quote is followed by nonsense was left open on its first line,
 * and ends there;
 * - a closing bracket that does not fit closes what its indentation says, else what the next bracket says.
 *
 * Guesses steer only which messages are given: a text with any mistake is refused as a whole. */
#include "guatu/store/doc_scan.h"

#include <stdio.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/store/doc_check.h"

static size_t line_begin(const struct scan *s, size_t at)
{
  const char *newline = at > 0 ? memrchr(s->lexer.text, '\n', at) : NULL;
  return newline ? (size_t)(newline - s->lexer.text) + 1 : 0;
}

static size_t line_end(const struct scan *s, size_t at)
{
  const char *newline = at < s->lexer.len ? memchr(s->lexer.text + at, '\n', s->lexer.len - at) : NULL;
  return newline ? (size_t)(newline - s->lexer.text) : s->lexer.len;
}

static size_t line_number(const struct scan *s, size_t at)
{
  size_t line, column;

  problem_place(s->lexer.text, s->lexer.len, at, &line, &column);
  return line;
}

static void damage_all(struct scan *s)
{
  for (size_t i = 0; i <= s->depth; i++)
    s->doc->nodes[s->frames[i].node].damaged = true;
}

static void damage_top(struct scan *s)
{
  s->doc->nodes[s->frames[s->depth].node].damaged = true;
}

void mend_quiet(struct scan *s)
{
  size_t end = line_end(s, s->token.start);
  if (end > s->quiet_until)
    s->quiet_until = end;
}

const char *mend_quote(const struct scan *s, char *out, size_t size)
{
  enum lang lang = s->problems->lang;
  const char *text = s->lexer.text + s->token.start;
  size_t len = s->token.end - s->token.start;
  const char *newline = memchr(text, '\n', len);
  bool cut = newline != NULL;

  if (s->token.type == TOKEN_END)
    return TR(lang, "the end of the text", "文件末尾");
  if (newline)
    len = (size_t)(newline - text);
  if (len > 24) {
    for (len = 24; len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80;)
      len--;
    cut = true;
  }
  snprintf(out, size, TR(lang, "'%.*s%s'", "“%.*s%s”"), (int)len, text, cut ? "…" : "");
  return out;
}

/* ---- tokens ---- */

static void mend_wide(struct scan *s)
{
  struct token *t = &s->token;

  s->token_damaged = true;
  if (!scan_speaks(s) || t->start < s->wide_until)
    return;
  s->wide_until = line_end(s, t->start);
  if (t->type == TOKEN_STRING)
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "Chinese quotation marks do not hold a text; write \"…\"",
                  "中文引号不能用来括住文字；请用英文双引号 \"…\""));
  else if (t->sign == ' ')
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "a full-width blank stands here; write an ordinary one",
                  "这里是全角空格；请用半角空格"));
  else
    problem_at(
        s->problems, t->start,
        TR(s->problems->lang, "'%.*s' is a full-width sign; write '%c'", "“%.*s”是全角符号；请用半角的 %c"),
        (int)(t->end - t->start), s->lexer.text + t->start, t->sign);
}

/* Text without quotes after "=": it is taken as a text up to the next sign that could end it. */
static bool bare_text(struct scan *s)
{
  struct token *t = &s->token;

  if (s->last_type != TOKEN_ASSIGN || (signed char)s->lexer.text[t->start] >= 0)
    return false;
  if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "text stands in quotation marks, as in \"…\"",
                  "文字要放在英文双引号里，例如 \"…\""));
  t->end = t->start + 1;
  while (t->end < s->lexer.len && !memchr(";,})\n\r", s->lexer.text[t->end], 6))
    t->end++;
  t->type = TOKEN_STRING;
  t->wide = true;
  s->token_damaged = true;
  return true;
}

void mend_token(struct scan *s)
{
  struct token *t = &s->token;
  char quote[64];

  if (t->type == TOKEN_COMMENT) {
    if (scan_speaks(s))
      problem_at(s->problems, t->start,
                 TR(s->problems->lang, "this comment is never closed: '*/' is missing",
                    "这段注释没有结束：缺少 */"));
    s->stopped = true;
    *t = (struct token){.type = TOKEN_END, .start = s->lexer.len, .end = s->lexer.len};
    return;
  }
  if (t->wide) {
    mend_wide(s);
    return;
  }
  if (t->type == TOKEN_BAD && bare_text(s))
    return;
  if (scan_speaks(s) && t->type == TOKEN_INCLUDE)
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "@include is refused: a dataset is one file; put the settings here",
                  "不接受 @include：数据必须在同一个文件里；请把内容写到这里"));
  else if (scan_speaks(s) && s->last_type == TOKEN_NAME && t->start == s->last_end)
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "%s can't stand in a name: only A-Z a-z 0-9 - _ and * can",
                  "名字里不能有%s：只能用 A-Z a-z 0-9 - _ *"),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "%s can't stand here; texts need quotation marks, comments begin with #",
                  "这里不能有%s；文字要加英文双引号，注释以 # 开头"),
               mend_quote(s, quote, sizeof quote));
  damage_top(s);
  mend_quiet(s);
}

/* ---- strings ---- */

/* Whether what follows a string of several lines is what may follow a string. */
static bool makes_sense(const struct scan *s)
{
  struct token next = token_read(&s->lexer, s->token.end);

  switch (next.type) {
  case TOKEN_END:
  case TOKEN_SEMICOLON:
  case TOKEN_COMMA:
  case TOKEN_CLOSE:
  case TOKEN_COMMENT:
    return true;
  case TOKEN_NAME:
    return token_read(&s->lexer, next.end).type == TOKEN_ASSIGN;
  case TOKEN_STRING: /* `"";` on the next line: the quotes were paired the wrong way */
    return !next.wide && (next.start > s->token.end || (next.closed && !next.spans));
  case TOKEN_BOOL:
  case TOKEN_INT:
  case TOKEN_FLOAT:
  case TOKEN_ASSIGN:
  case TOKEN_OPEN:
  case TOKEN_INCLUDE:
  case TOKEN_BAD:
    return false;
  }
  return false;
}

/* Where a string that was left open is taken to end: before the terminators and the brackets that end its
 * line, as far as they close what this line opened. */
static size_t string_cut(const struct scan *s)
{
  size_t begin = line_begin(s, s->token.start);
  size_t end = line_end(s, s->token.start);
  size_t frame = s->depth;

  for (; end > s->token.start + 1; end--) {
    char c = s->lexer.text[end - 1];
    if (strchr(" \t\r;,", c))
      continue;
    if (frame == 0 || s->frames[frame].close != c || s->frames[frame].open < begin)
      break;
    frame--;
  }
  return end;
}

/* Whether a string that ends on its line swallowed the beginning of the next one: its closing quote touches a
 * word, and the quotes from here to the end of the line do not pair up. */
static bool mispaired(const struct scan *s)
{
  struct token next = token_read(&s->lexer, s->token.end);
  bool word = next.type == TOKEN_NAME || next.type == TOKEN_INT || next.type == TOKEN_BAD;
  size_t quotes = 0;

  if (!word || next.start != s->token.end || token_read(&s->lexer, next.end).type == TOKEN_ASSIGN)
    return false;
  for (size_t at = s->token.start, end = line_end(s, at); at < end; at++) {
    quotes += s->lexer.text[at] == '"';
    at += s->lexer.text[at] == '\\';
  }
  return quotes % 2 == 1;
}

void mend_string(struct scan *s)
{
  struct token *t = &s->token;
  bool inside = t->closed && !t->spans && scan_speaks(s) && mispaired(s);

  if (t->closed && !inside && (!t->spans || makes_sense(s)))
    return;
  if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "this text is never closed: a '\"' is missing in this line",
                  "这段文字没有结束：本行缺少一个双引号"));
  if (t->end > s->lexer.no_span)
    s->lexer.no_span = t->end;
  size_t cut = t->start + 1;
  while (inside && cut < t->end && !strchr(";,", s->lexer.text[cut]))
    cut++;
  t->end = inside && cut < t->end ? cut : string_cut(s);
  t->closed = false;
  s->token_damaged = true;
}

/* ---- skipping ---- */

void mend_balanced(struct scan *s)
{
  size_t open = 0;

  do {
    if (s->token.type == TOKEN_OPEN)
      open++;
    if (s->token.type == TOKEN_CLOSE)
      open--;
    scan_advance(s);
  } while (open > 0 && s->token.type != TOKEN_END);
}

void mend_skip(struct scan *s)
{
  size_t open = 0; /* brackets of the senseless line itself */

  while (s->token.type != TOKEN_END) {
    bool line = s->token.start < s->quiet_until;
    if (s->token.type == TOKEN_CLOSE && open == 0)
      return;
    if ((s->token.type == TOKEN_SEMICOLON || s->token.type == TOKEN_COMMA) && (open == 0 || !line))
      return;
    if (!line && s->token.type == TOKEN_NAME && scan_peek(s).type == TOKEN_ASSIGN)
      return;
    if (!line && s->token.type == TOKEN_OPEN) {
      if (!s->frames[s->depth].group)
        return;
      mend_balanced(s);
      continue;
    }
    if (s->token.type == TOKEN_OPEN)
      open++;
    if (s->token.type == TOKEN_CLOSE)
      open--;
    scan_advance(s);
  }
}

/* ---- brackets ---- */

static size_t indent_of(const struct scan *s, size_t at)
{
  size_t begin = line_begin(s, at);
  size_t i = begin;

  while (i < s->lexer.len && (s->lexer.text[i] == ' ' || s->lexer.text[i] == '\t'))
    i++;
  return i - begin;
}

/* Whether the present closing bracket stands where the one of `f` would: in the same line, or first on its
 * line with the same indent. */
static bool fits(const struct scan *s, const struct frame *f)
{
  size_t begin = line_begin(s, s->token.start);

  if (f->open >= begin)
    return true;
  size_t indent = indent_of(s, s->token.start);
  return begin + indent == s->token.start && indent == indent_of(s, f->open);
}

/* Whether the next bracket after the present one, looking past terminators, closes the innermost frame. */
static bool next_closes(const struct scan *s)
{
  struct token t = scan_peek(s);

  while (t.type == TOKEN_SEMICOLON || t.type == TOKEN_COMMA)
    t = token_read(&s->lexer, t.end);
  return t.type == TOKEN_CLOSE && t.sign == s->frames[s->depth].close;
}

static void stray(struct scan *s)
{
  const struct frame *f = &s->frames[s->depth];

  if (scan_speaks(s))
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "'%c' closes nothing here; take it out, or open a bracket before it",
                  "这里的 %c 没有对应的左括号；请删去，或补上左括号"),
               s->token.sign);
  damage_top(s);
  scan_advance(s);
  if (s->token.type == TOKEN_SEMICOLON ||
      (s->token.type == TOKEN_COMMA && (f->group || f->want != WANT_COMMA)))
    scan_advance(s);
}

static void wrong_kind(struct scan *s)
{
  const struct frame *f = &s->frames[s->depth];

  if (scan_speaks(s))
    problem_at(s->problems, s->token.start,
               TR(s->problems->lang, "'%c' does not fit '%c' of line %zu; write '%c'",
                  "%c 不能与 %c（第%zu行）配对；请写 %c"),
               s->token.sign, s->lexer.text[f->open], line_number(s, f->open), f->close);
  size_t end = s->token.end;
  scan_advance(s);
  scan_pop(s, end);
}

void mend_unclosed(struct scan *s)
{
  const struct frame *f = &s->frames[s->depth];

  if (!f->implied && scan_speaks(s))
    problem_at(s->problems, f->open,
               TR(s->problems->lang, "'%c' is never closed: '%c' is missing before line %zu",
                  "%c 没有结束：缺少 %c，应在第%zu行之前"),
               s->lexer.text[f->open], f->close, line_number(s, s->token.start));
  damage_all(s);
}

void mend_close(struct scan *s)
{
  size_t match = s->depth;

  if (s->frames[s->depth].implied) {
    scan_pop(s, s->last_end);
    return;
  }
  while (match > 0 && s->frames[match].close != s->token.sign)
    match--;
  bool outer = match > 0 && fits(s, &s->frames[match]);
  bool inner = s->depth > 0 && fits(s, &s->frames[s->depth]);
  if (!outer && inner) {
    wrong_kind(s);
  } else if (match == 0 || (!outer && next_closes(s))) {
    stray(s);
  } else {
    mend_unclosed(s);
    while (s->depth > match)
      scan_pop(s, s->last_end);
  }
}

void mend_end(struct scan *s)
{
  size_t real = s->depth;

  while (real > 0 && s->frames[real].implied)
    real--;
  if (real > 0 && !s->stopped) {
    const struct frame *f = &s->frames[real];
    problem_at(s->problems, f->open,
               TR(s->problems->lang, "'%c' is never closed: the text ends before '%c'",
                  "%c 没有结束：到文件末尾也没有 %c"),
               s->lexer.text[f->open], f->close);
  }
  if (s->depth > 0 || s->stopped)
    damage_all(s);
  while (s->depth > 0)
    scan_pop(s, s->last_end);
  if (s->stopped)
    return;
  doc_check_names(s->doc, 0, s->problems);
  if (s->doc->nodes[0].child == 0 && s->problems->errors == s->errors_before)
    problem_at(s->problems, 0, TR(s->problems->lang, "the dataset is empty", "数据文件是空的"));
}
