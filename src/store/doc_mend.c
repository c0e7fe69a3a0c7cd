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

size_t mend_line_begin(const struct scan *s, size_t at)
{
  const char *newline = at > 0 ? memrchr(s->lexer.text, '\n', at) : NULL;
  return newline ? (size_t)(newline - s->lexer.text) + 1 : 0;
}

static size_t line_end(const struct scan *s, size_t at)
{
  const char *newline = at < s->lexer.len ? memchr(s->lexer.text + at, '\n', s->lexer.len - at) : NULL;
  return newline ? (size_t)(newline - s->lexer.text) : s->lexer.len;
}

void mend_damage_top(struct scan *s)
{
  s->doc->nodes[s->frames[s->depth].node].damaged = true;
}

void mend_quiet(struct scan *s)
{
  if (s->token.start >= s->quiet_until)
    s->quiet_until = line_end(s, s->token.start);
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
               TR(s->problems->lang, "a full-width or no-break blank stands here; write an ordinary one",
                  "这里是全角空格或不间断空格；请用半角空格"));
  else
    problem_at(
        s->problems, t->start,
        TR(s->problems->lang, "'%.*s' is a full-width sign; write '%c'", "“%.*s”是全角符号；请用半角的 %c"),
        (int)(t->end - t->start), s->lexer.text + t->start, t->sign);
}

/* Whether a full-width digit stands there: ０ to ９ are EF BC 90 to EF BC 99. */
static bool wide_digit(const struct scan *s, size_t at)
{
  const unsigned char *c = (const unsigned char *)s->lexer.text + at;
  return s->lexer.len - at >= 3 && c[0] == 0xEF && c[1] == 0xBC && c[2] >= 0x90 && c[2] <= 0x99;
}

/* Text without quotes after "=": it is taken as a text up to the next sign that could end it. */
static bool bare_text(struct scan *s)
{
  struct token *t = &s->token;

  if (s->last_type != TOKEN_ASSIGN || (signed char)s->lexer.text[t->start] >= 0)
    return false;
  if (scan_speaks(s) && wide_digit(s, t->start))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "these are full-width digits; write 10, not １０",
                  "这是全角数字；请用半角，写 10，不写 １０"));
  else if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "text stands in quotation marks, as in \"…\"",
                  "文字要放在英文双引号里，例如 \"…\""));
  size_t open = 0;
  for (t->end = t->start; t->end < s->lexer.len; t->end++) {
    char c = s->lexer.text[t->end];
    if (memchr(";,\n\r", c, 4) || (open == 0 && memchr(")}", c, 2)))
      break;
    open += c == '(' || c == '{';
    open -= c == ')' || c == '}';
  }
  t->type = TOKEN_STRING;
  t->wide = true;
  s->token_damaged = true;
  return true;
}

/* A mark of a merge that git could not finish. One message for each conflict; the second side is passed over.
 */
static void mend_conflict(struct scan *s)
{
  struct token *t = &s->token;
  char sign = s->lexer.text[t->start];

  if (!s->conflict && scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "git left a merge unfinished here; keep one side and take the marks out",
                  "这里有未解决的git合并冲突；请保留一方并删去标记"));
  if (s->conflict && (sign == '=' || sign == '|')) {
    const char *end = memmem(s->lexer.text + t->end, s->lexer.len - t->end, "\n>>>>>>>", 8);
    if (end)
      t->end = line_end(s, (size_t)(end - s->lexer.text) + 1);
  }
  s->conflict = sign == '<';
  mend_damage_top(s);
}

/* "12%", "3万": something that touches a number. */
static bool after_number(const struct scan *s)
{
  bool number = s->last_type == TOKEN_INT || s->last_type == TOKEN_FLOAT;
  return number && s->token.start == s->last_end;
}

/* Bytes that begin nothing: a letter of another script in a name, a text without quotation marks, a slip of
 * the finger. */
static void mend_bad(struct scan *s)
{
  const struct token *t = &s->token;
  struct token next = token_read(&s->lexer, t->end);
  bool name = (s->last_type == TOKEN_NAME && t->start == s->last_end) || next.type == TOKEN_ASSIGN ||
              (next.type == TOKEN_NAME && next.start == t->end && s->lexer.text[t->start] != '\'');
  char quote[64];

  if (scan_speaks(s) && name)
    problem_at(s->problems, t->start,
               TR(s->problems->lang,
                  "%s can't stand in a name: only A-Z a-z 0-9 - _ and * can, a letter first",
                  "名字里不能有%s：只能用 A-Z a-z 0-9 - _ *，以字母开头"),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s) && after_number(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang,
                  "%s can't stand in a number: only 0-9 and one point can; a unit goes into unit = \"…\";",
                  "数里不能有%s：只能用 0-9 和一个小数点；单位写在 unit = \"…\"; 里"),
               mend_quote(s, quote, sizeof quote));
  else if (scan_speaks(s) && s->lexer.text[t->start] == '\'')
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "a text stands in double quotation marks, as in \"…\"; not in '…'",
                  "文字要放在英文双引号里，例如 \"…\"；不能用单引号"));
  else if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang,
                  "%s can't stand here; a text needs quotation marks \"…\", a comment begins with #",
                  "这里不能有%s；文字要加英文双引号，注释以 # 开头"),
               mend_quote(s, quote, sizeof quote));
  mend_damage_top(s);
  mend_quiet(s);
}

void mend_token(struct scan *s)
{
  struct token *t = &s->token;

  if (t->wide) {
    mend_wide(s);
  } else if (t->type == TOKEN_COMMENT) {
    if (scan_speaks(s))
      problem_at(s->problems, t->start,
                 TR(s->problems->lang, "this comment is never closed: '*/' is missing",
                    "这段注释没有结束：缺少 */"));
    s->stopped = true;
    *t = (struct token){.type = TOKEN_END, .start = s->lexer.len, .end = s->lexer.len};
  } else if (t->type == TOKEN_CONFLICT) {
    mend_conflict(s);
  } else if (t->type == TOKEN_INCLUDE) {
    if (scan_speaks(s))
      problem_at(s->problems, t->start,
                 TR(s->problems->lang, "@include is refused: a dataset is one file; put the settings here",
                    "不接受 @include：数据必须在同一个文件里；请把内容写到这里"));
    mend_damage_top(s);
  } else if (!bare_text(s)) {
    mend_bad(s);
  }
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
  case TOKEN_CONFLICT:
  case TOKEN_BAD:
    return false;
  }
  return false;
}

/* Where a string that was left open is taken to end: before the terminators and the brackets that end its
 * line, as far as they close what this line opened. */
static size_t string_cut(const struct scan *s)
{
  size_t begin = mend_line_begin(s, s->token.start);
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

/* What is wrong with a string whose closing quote stands on its line. */
enum pairing {
  PAIRED,
  PAIRED_WRONG, /* it swallowed the beginning of the next one: the quotes up to the end of the line do not
                   pair up */
  PAIRED_INSIDE /* a quote inside the text ended it */
};

static enum pairing pairing(const struct scan *s)
{
  char c = s->token.end < s->lexer.len ? s->lexer.text[s->token.end] : ' ';
  if (c == ';' || c == ',' || c == ' ' || c == '\n' || c == '\r')
    return PAIRED; /* nearly always */
  struct token next = token_read(&s->lexer, s->token.end);
  bool word = next.type == TOKEN_NAME || next.type == TOKEN_INT || next.type == TOKEN_BAD;
  size_t quotes = 0;

  if (!word || next.start != s->token.end || token_read(&s->lexer, next.end).type == TOKEN_ASSIGN)
    return PAIRED;
  for (size_t at = s->token.start, end = line_end(s, at); at < end; at++) {
    quotes += s->lexer.text[at] == '"';
    at += s->lexer.text[at] == '\\';
  }
  return quotes % 2 == 1 ? PAIRED_WRONG : PAIRED_INSIDE;
}

/* Ends a string that was left open: at the first terminator inside it when it swallowed what follows on its
 * line, else with its line. */
static void cut_string(struct scan *s, bool inside)
{
  struct token *t = &s->token;
  size_t cut = t->start + 1;

  if (t->end > s->lexer.no_span)
    s->lexer.no_span = t->end;
  while (inside && cut < t->end && !strchr(";,", s->lexer.text[cut]))
    cut++;
  t->end = inside && cut < t->end ? cut : string_cut(s);
  t->closed = false;
  s->token_damaged = true;
}

void mend_string(struct scan *s)
{
  struct token *t = &s->token;
  enum pairing pair = t->closed && !t->spans && scan_speaks(s) ? pairing(s) : PAIRED;

  if (pair == PAIRED && t->closed && (!t->spans || makes_sense(s)))
    return;
  if (pair == PAIRED_INSIDE) {
    problem_at(s->problems, t->end - 1,
               TR(s->problems->lang, "this quotation mark ends the text; one inside it is written \\\"",
                  "这个引号使文字到此结束；文字里的引号要写成 \\\""));
    s->token_damaged = true;
    mend_quiet(s);
    return;
  }
  if (scan_speaks(s))
    problem_at(s->problems, t->start,
               TR(s->problems->lang, "this text is never closed: a '\"' is missing in this line",
                  "这段文字没有结束：本行缺少一个双引号"));
  cut_string(s, pair == PAIRED_WRONG);
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
