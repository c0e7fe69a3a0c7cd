/* How inputs are changed from one try to the next. Bytes changed at random mostly leave no dataset, and what
 * does not load is never edited. So the line of choices and the text are also changed by themselves, and the
 * text token by token: laid out in another way, or with one of its own values, settings or groups in another
 * place. */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "guatu/store/doc_tokens.h"

#define TOKENS_MAX 4096

static uint64_t state;

/* The next number below `limit` (xorshift). */
static size_t roll(size_t limit)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return limit > 0 ? (size_t)(state >> 11) % limit : 0;
}

struct room {
  uint8_t *text;
  size_t len, max;
};

/* Puts other bytes in the place of [start, end), as far as there is room. `bytes` may lie in the text. */
static void put(struct room *r, size_t start, size_t end, const char *bytes, size_t len)
{
  uint8_t copy[4096];
  if (len > sizeof copy || r->len - (end - start) + len > r->max)
    return;
  memcpy(copy, bytes, len);
  memmove(r->text + start + len, r->text + end, r->len - end);
  memcpy(r->text + start, copy, len);
  r->len += len - (end - start);
}

/* ---- the text, token by token ---- */

static struct token tokens[TOKENS_MAX];
static size_t token_count;

static void read_tokens(const struct room *r)
{
  struct lexer lexer = {.text = (const char *)r->text, .len = r->len};
  token_count = 0;
  for (size_t at = 0; token_count < TOKENS_MAX; at = tokens[token_count++].end) {
    tokens[token_count] = token_read(&lexer, at);
    if (tokens[token_count].type == TOKEN_END)
      break;
  }
}

/* The token that closes the bracket `open`; token_count when there is none. */
static size_t closer(size_t open)
{
  size_t depth = 0, i = open;
  for (; i < token_count; i++) {
    depth += tokens[i].type == TOKEN_OPEN;
    if (tokens[i].type == TOKEN_CLOSE && --depth == 0)
      break;
  }
  return i;
}

/* The whole value that begins with a token, as [start, end). */
static bool whole(size_t token, size_t *start, size_t *end)
{
  size_t last = tokens[token].type == TOKEN_OPEN ? closer(token) : token;
  if (last >= token_count || !token_is_value(&tokens[token]))
    return false;
  *start = tokens[token].start;
  *end = tokens[last].end;
  return true;
}

static void other_layout(struct room *r, size_t token)
{
  static const char *const blanks[] = {
      " ", "\n", "\t", "\r\n", "\n  ", " # c\n", "/* c */", " // c\r\n", "\n\n    # }\n", "", "\n\t\t", "\f"};
  const char *blank = blanks[roll(sizeof blanks / sizeof *blanks)];
  size_t from = token > 0 ? tokens[token - 1].end : 0;
  bool adds = roll(2) == 0;
  put(r, adds ? tokens[token].start : from, tokens[token].start, blank, strlen(blank));
}

static void other_value(struct room *r, size_t token)
{
  size_t start, end, from, to, other = roll(token_count);
  if (whole(token, &start, &end) && whole(other, &from, &to))
    put(r, start, end, (const char *)r->text + from, to - from);
}

/* A sign of the grammar, or what looks like one, in a token or at its edges: what two readers of the grammar
 * are most likely to disagree about. */
static void other_sign(struct room *r, size_t token)
{
  static const char signs[] = "_-*.+eELx01a\"\\=:;,()[]{}#/@\f\v\r\t\n \x80\xA0";
  const struct token *t = &tokens[token];
  size_t at = t->start + roll(t->end - t->start + 1);
  bool instead = roll(2) == 0 && at < t->end;
  put(r, at, at + instead, &signs[roll(sizeof signs - 1)], 1);
}

/* One more element beside this one, like another one. */
static void one_more(struct room *r, size_t token)
{
  size_t start, end, from, to;
  if (tokens[token].type != TOKEN_OPEN || !whole(token, &start, &end) ||
      !whole(roll(2) == 0 ? token : roll(token_count), &from, &to))
    return;
  size_t len = r->len;
  put(r, end, end, (const char *)r->text + from, to - from);
  if (r->len > len)
    put(r, end, end, ",", 1);
}

static void without(struct room *r, size_t token)
{
  size_t start, end;
  if (!whole(token, &start, &end))
    return;
  if (token > 1 && tokens[token - 1].type == TOKEN_ASSIGN)
    start = tokens[token - 2].start;
  else if (token > 0 && tokens[token - 1].type == TOKEN_COMMA)
    start = tokens[token - 1].start;
  put(r, start, end, "", 0);
}

static void one_setting(struct room *r, size_t token)
{
  static const char *const settings[] = {
      "readings = ( );",
      "readings=({through=\"2021-03-31\" value=5})",
      "readings = (\n  { through = \"2021-03-31\"; value = 5; },\n  { through = \"2021-06-30\"; value = "
      "9.50; }\n);\n",
      "readings = (\n { through = \"2021-03-31\"; count = 5; of = 9; }\n, { value : 1L, through : "
      "\"2021-06-30\" }\n);",
      "by = \"li\" /* c */ \"wang\";",
      "note : \"n\",",
      "at=\"2021-07-13T10:02:11+08:00\"",
      "count = 708; of = 720;",
      "value = 0x1F;",
      "decimals = 2;",
      "unit = \"%\";",
      "due = \"2021-12-31\";",
  };
  const char *setting = settings[roll(sizeof settings / sizeof *settings)];
  if (tokens[token].type == TOKEN_NAME)
    put(r, tokens[token].start, tokens[token].start, setting, strlen(setting));
}

static size_t mutate_text(uint8_t *text, size_t len, size_t max)
{
  static void (*const ways[])(struct room *, size_t) = {other_layout, other_layout, other_value, other_sign,
                                                        other_sign,   one_more,     without,     one_setting};
  struct room r = {text, len, max};
  for (size_t n = 1 + roll(4); n > 0; n--) {
    read_tokens(&r);
    if (token_count == 0)
      break;
    ways[roll(sizeof ways / sizeof *ways)](&r, roll(token_count));
  }
  return r.len;
}

/* ---- an input ---- */

/* The choices without the letter before them; no newline may come among them. */
static size_t mutate_choices(uint8_t *data, size_t size, size_t head, size_t max)
{
  uint8_t choices[128];
  size_t len = head - 1 < sizeof choices ? head - 1 : sizeof choices;
  memcpy(choices, data + 1, len);
  len = LLVMFuzzerMutate(choices, len, sizeof choices);
  for (size_t i = 0; i < len; i++)
    choices[i] = choices[i] == '\n' ? 0 : choices[i];
  struct room r = {data, size, max};
  put(&r, 1, head, (const char *)choices, len);
  return r.len;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
  const uint8_t *newline = size > 0 ? memchr(data, '\n', size) : NULL;
  state = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
  size_t way = roll(8);
  if (newline == NULL || newline == data || way == 0)
    return LLVMFuzzerMutate(data, size, max);
  size_t head = (size_t)(newline - data), text = head + 1;
  if (way < 4 && data[0] != 's')
    return mutate_choices(data, size, head, max);
  if (way < 7 && (data[0] != 'j' && data[0] != 'l'))
    return text + mutate_text(data + text, size - text, max - text);
  return text + LLVMFuzzerMutate(data + text, size - text, max - text);
}
