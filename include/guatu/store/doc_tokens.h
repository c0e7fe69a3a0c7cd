/* The words of a dataset: libconfig's tokens as Debian's 1.5 reads them (PLATFORM §1.1), with the places
 * where they stand. Nothing is reported here and nothing is kept: reading a token is a pure function of the
 * text and an offset, so a parser may look ahead. */
#ifndef GUATU_STORE_DOC_TOKENS_H
#define GUATU_STORE_DOC_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/base/mem.h"

enum token_type {
  TOKEN_BAD,      /* bytes that begin nothing */
  TOKEN_INCLUDE,  /* "@include", to the end of its line */
  TOKEN_CONFLICT, /* a mark of an unresolved git merge, to the end of its line */
  TOKEN_BOOL,     /* from here to TOKEN_OPEN: what begins a value */
  TOKEN_INT,
  TOKEN_FLOAT,
  TOKEN_STRING,
  TOKEN_OPEN,
  TOKEN_CLOSE,
  TOKEN_NAME,
  TOKEN_ASSIGN,
  TOKEN_SEMICOLON,
  TOKEN_COMMA,
  TOKEN_COMMENT, /* a comment that is never closed: to the end of the text */
  TOKEN_END
};

struct token {
  enum token_type type;
  size_t start, end; /* [start, end) in the text */
  char sign;         /* the ASCII sign of a one-character token: = : ; , ( ) [ ] { } or a blank */
  bool wide;   /* written as a full-width sign of a Chinese input method, which libconfig does not know */
  bool closed; /* a string: its closing quote is there */
  bool spans;  /* a string: goes over the end of a line */
  bool odd;    /* a string: may hold an escape or a control character */
  bool plain;  /* a string: printable ASCII without an escape */
};

struct lexer {
  const char *text;
  size_t len;
  size_t no_span; /* a string that begins before this offset ends with its line, whether closed or not */
};

/* The first token at or after `at`. */
struct token token_read(const struct lexer *l, size_t at);
/* A string or a number at t->start with ";" behind it, as nearly all are: a string without a line's end,
 * escape or control character, at most nine digits, at most six more after a point. No check can find
 * anything wrong with one. False: it is none of these. */
bool token_read_plain(const struct lexer *l, struct token *t);
/* `name = "text";` or `name = 12.5;` on one line, which is what a dataset consists of, at or after `at`, in
 * one go: its name and such a value. False: what stands there is none. */
bool token_read_setting(const struct lexer *l, size_t at, struct token *name, struct token *value);
/* Whether the token is none of the grammar's and is passed over: TOKEN_BAD, TOKEN_INCLUDE, TOKEN_CONFLICT. */
static inline bool token_is_noise(const struct token *t)
{
  return t->type <= TOKEN_CONFLICT;
}
/* Whether the token can begin a value. */
static inline bool token_is_value(const struct token *t)
{
  return t->type >= TOKEN_BOOL && t->type <= TOKEN_OPEN;
}

/* One character of a string's content: where it is written, what it means, and whether an escape wrote it. */
struct string_char {
  size_t at;
  unsigned char byte;
  bool escaped;
};
/* Reads the character at *at, inside the quotes of a string that ends at `end` (the closing quote); false at
 * the end. */
bool string_next(const char *text, size_t *at, size_t end, struct string_char *out);

#endif
