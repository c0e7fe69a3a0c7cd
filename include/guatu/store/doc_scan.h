/* The state of a scan, shared by the parser (doc_scan.c, doc_value.c, doc_alike.c) and its recovery from
 * mistakes (doc_mend.c, doc_brackets.c). Nobody else includes this. */
#ifndef GUATU_STORE_DOC_SCAN_H
#define GUATU_STORE_DOC_SCAN_H

#include "guatu/store/doc.h"
#include "guatu/store/doc_tokens.h"

#define SCAN_DEPTH_MAX 64
#define SCAN_NODES_MAX (32u << 20) /* 1 GiB of nodes */
#define SCAN_PROGRESS  (64u << 10) /* bytes after which who waits is told */

/* What a list waits for. */
enum scan_want {
  WANT_FIRST, /* an element or the closing bracket */
  WANT_COMMA, /* a comma or the closing bracket */
  WANT_ITEM   /* an element: a comma stands before */
};

/* A bracket that is open. frames[0] is the text itself. */
struct frame {
  uint32_t node;
  uint32_t last;    /* its last part so far; 0: none */
  uint32_t members; /* of a group */
  uint64_t names;   /* of a group: a bit for each, which others may share */
  bool twice;       /* one may be there twice */
  size_t open;      /* where its bracket stands */
  char close;       /* the bracket that ends it; 0 for the text itself */
  bool group;
  bool implied;        /* its opening bracket is missing, which was reported */
  enum scan_want want; /* lists and arrays */
  size_t comma;        /* the last comma of a list, or the comma that ended a group's last setting; 0: none */
};

struct scan {
  struct lexer lexer;
  struct doc *doc;
  size_t cap; /* of doc->nodes */
  struct problems *problems;
  size_t errors_before;
  struct frame frames[SCAN_DEPTH_MAX + 1];
  size_t depth;       /* the innermost frame */
  struct token token; /* the present token; never TOKEN_BAD or TOKEN_INCLUDE */
  bool token_damaged;
  size_t last_start; /* the token before */
  size_t last_end;
  enum token_type last_type;
  size_t wide_until;  /* full-width signs before this were reported with the first on their line */
  size_t quiet_until; /* no more reports for tokens before this: the rest of a line that made no sense */
  bool conflict;      /* inside a mark of an unresolved merge */
  bool stopped;       /* given up: too many mistakes, or a comment swallowed the rest */
};

/* doc_scan.c */
void scan_advance(struct scan *s);            /* goes to the next token, reporting what begins none */
struct token scan_peek(const struct scan *s); /* the token after the present one */
/* Whether to report now: not in the rest of a line that made no sense already, and not after giving up. */
bool scan_speaks(const struct scan *s);

/* doc_value.c */
/* What a token that is a scalar makes. */
static inline enum node_type scan_type(enum token_type type)
{
  return type == TOKEN_STRING  ? NODE_STRING
         : type == TOKEN_INT   ? NODE_INT
         : type == TOKEN_FLOAT ? NODE_FLOAT
                               : NODE_BOOL;
}
void scan_room(struct scan *s, size_t more); /* makes room for so many nodes */
/* Adds a part to the innermost frame; `name` is NULL for an element. Returns its index, or 0 when it is one
 * too many. */
uint32_t scan_add(struct scan *s, enum node_type type, const struct token *name);
void scan_value(struct scan *s,
                const struct token *name); /* reads the value at the present token, which can begin one */
/* After a whole value that ends at `end`: a setting's terminator, or a list's next state. `node` may be 0. */
void scan_after(struct scan *s, uint32_t node, size_t end);
void scan_push(struct scan *s, uint32_t node, bool implied); /* opens a frame at the present token */
void scan_pop(struct scan *s, size_t end); /* closes the innermost frame, whose text ends at `end` */

/* doc_alike.c */
/* Reads the elements from the present token on that are written like the one before them, and goes to the
 * token behind. False, and nothing is done: this one is not. */
bool scan_alike(struct scan *s);

/* doc_mend.c */
void mend_token(struct scan *s); /* reports a token that begins nothing, or a full-width one */
void mend_string(
    struct scan *s); /* decides whether the present string was left open, and cuts it at its line then */
void mend_quiet(struct scan *s);    /* no more reports on the present token's line */
void mend_skip(struct scan *s);     /* skips to where a setting or element may begin or end */
void mend_balanced(struct scan *s); /* skips from an opening bracket to behind its closing one */
size_t mend_line_begin(const struct scan *s, size_t at);
void mend_damage_top(struct scan *s); /* the innermost frame's node is damaged */
/* The present token as it is written, cut short, for a message. */
const char *mend_quote(const struct scan *s, char *out, size_t size);

/* doc_brackets.c */
void mend_close(struct scan *s);    /* a closing bracket that does not fit the innermost frame */
void mend_unclosed(struct scan *s); /* reports the innermost frame as never closed and marks what holds it */
void mend_end(struct scan *s);      /* the text ends while brackets are open */
/* Whether a list's ";" ends the setting that holds the list, whose closing bracket is missing then. */
bool mend_ends_setting(const struct scan *s);

#endif
