/* Brackets that are lost, too many or of the wrong kind. What one of them was meant to be is guessed from the
 * brackets after it — the guess after which they fit longest — and, when they do not tell, from the layout: a
 * bracket first on its line closes what opened in a line with the same indent. */
#include "guatu/store/doc_scan.h"

#include "guatu/store/doc_check.h"

#define LOOKAHEAD 2000 /* tokens that a guess about a bracket looks at */

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

static size_t indent_of(const struct scan *s, size_t at)
{
  size_t begin = mend_line_begin(s, at);
  size_t i = begin;

  while (i < s->lexer.len && (s->lexer.text[i] == ' ' || s->lexer.text[i] == '\t'))
    i++;
  return i - begin;
}

/* Whether the present closing bracket stands where the one of `f` would: in the same line, or first on its
 * line with the same indent. */
static bool fits(const struct scan *s, const struct frame *f)
{
  size_t begin = mend_line_begin(s, s->token.start);

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
  mend_damage_top(s);
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

bool mend_ends_setting(const struct scan *s)
{
  const struct frame *parent = &s->frames[s->depth - 1];
  struct token next = scan_peek(s);

  if (!parent->group)
    return false;
  if (next.type == TOKEN_CLOSE)
    return next.sign != s->frames[s->depth].close && next.sign == parent->close;
  return next.type == TOKEN_NAME && token_read(&s->lexer, next.end).type == TOKEN_ASSIGN;
}

/* How many tokens after the present one go by until a bracket does not fit, when the frames up to `depth` are
 * open. */
static size_t fits_ahead(const struct scan *s, size_t depth)
{
  char open[SCAN_DEPTH_MAX];
  size_t count = 0;
  struct token t = s->token;

  for (size_t ahead = 0; ahead < LOOKAHEAD; ahead++) {
    t = token_read(&s->lexer, t.end);
    if (t.type == TOKEN_END || t.type == TOKEN_COMMENT)
      return depth == 0 && count == 0 ? LOOKAHEAD : ahead;
    if (t.type == TOKEN_OPEN && count < sizeof open)
      open[count++] = t.sign == '{' ? '}' : t.sign == '(' ? ')' : ']';
    if (t.type != TOKEN_CLOSE)
      continue;
    if (t.sign != (count > 0 ? open[count - 1] : s->frames[depth].close))
      return ahead;
    if (count > 0)
      count--;
    else
      depth--;
  }
  return LOOKAHEAD;
}

/* What a closing bracket that does not fit may be. */
enum guess { GUESS_STRAY, GUESS_WRONG, GUESS_UNCLOSED };

/* The guess after which the following brackets fit longest; when they say nothing, what the layout says.
 * `match` is the frame that the bracket would close, 0 for none. */
static enum guess guess_close(const struct scan *s, size_t match)
{
  bool outer = match > 0 && fits(s, &s->frames[match]);
  bool inner = s->depth > 0 && fits(s, &s->frames[s->depth]);
  enum guess layout = match == 0 ? GUESS_STRAY : GUESS_UNCLOSED;
  size_t ahead[3] = {0, 0, 0};

  if (!scan_speaks(s))
    return layout;
  ahead[GUESS_STRAY] = fits_ahead(s, s->depth);
  ahead[GUESS_WRONG] = s->depth > 0 ? fits_ahead(s, s->depth - 1) : 0;
  ahead[GUESS_UNCLOSED] = match > 0 ? fits_ahead(s, match - 1) : 0;
  if (!outer && inner)
    layout = GUESS_WRONG;
  else if (!outer && next_closes(s))
    layout = GUESS_STRAY;
  enum guess best = layout;
  for (int i = GUESS_STRAY; i <= GUESS_UNCLOSED; i++)
    if (ahead[i] > ahead[best])
      best = (enum guess)i;
  return best;
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
  switch (guess_close(s, match)) {
  case GUESS_STRAY:
    stray(s);
    return;
  case GUESS_WRONG:
    wrong_kind(s);
    return;
  case GUESS_UNCLOSED:
    mend_unclosed(s);
    while (s->depth > match)
      scan_pop(s, s->last_end);
    return;
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
  if (s->frames[0].twice)
    doc_check_names(s->doc, 0, s->problems);
  if (s->doc->nodes[0].child == 0 && s->problems->errors == s->errors_before)
    problem_at(s->problems, 0, TR(s->problems->lang, "the dataset is empty", "数据文件是空的"));
}
