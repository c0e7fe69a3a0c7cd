/* How a dataset is laid out around a span: lines, indents, comments, commas. All offsets are bytes into the
 * text; blanks are " " and
 * "\t"; a line ends at "\n", and "\r" before it belongs to the line's end. Spans start and end at tokens,
 * never inside a string. */
#ifndef GUATU_STORE_LAYOUT_H
#define GUATU_STORE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/mem.h"

size_t layout_line(const char *text, size_t at); /* where the line with `at` begins */
/* Only blanks stand before `at` on its line. */
bool layout_starts_line(const char *text, size_t at);
/* Only blanks and comments follow `at` on its line; *next gets the beginning of the next line, *comment (may
 * be NULL) whether there was a comment. False at the end of the text. */
bool layout_ends_line(const char *text, size_t len, size_t at, size_t *next, bool *comment);
/* Whether [start, end) has its lines for itself, without a comment; *from and *to get the whole lines. */
bool layout_own_lines(const char *text, size_t len, size_t start, size_t end, size_t *from, size_t *to);
/* The leading blanks of the line with `at`, appended to `out`. */
void layout_indent(const char *text, size_t at, struct buf *out);
/* "\r\n" or "\n": how the line that ends right before `next` ends. */
const char *layout_eol(const char *text, size_t next);
/* One level deeper: a tab after a tab, else two blanks. One level less is its inverse; what has no level
 * stays. */
void layout_deeper(struct buf *indent);
void layout_shallower(struct buf *indent);

/* What stands between two elements of a list. */
struct layout_gap {
  size_t comma;                 /* its offset, or the gap's end when there is none */
  bool line_before, line_after; /* a line ends before, after the comma (comments looked through) */
  bool comment;
};
struct layout_gap layout_gap(const char *text, size_t from, size_t to);
/* Appends the blanks [from, to) when there is nothing else there, else one blank. */
void layout_glue(const char *text, size_t from, size_t to, struct buf *out);
/* Whether [from, to) holds nothing but blanks. */
bool layout_blank(const char *text, size_t from, size_t to);

#endif
