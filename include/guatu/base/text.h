/* Text: UTF-8 in memory, measured and cut in terminal columns, and made safe for a screen.
 *
 * Three units never share a variable: `_len` is bytes, `_cols` is columns, code points are uint32_t. Widths
 * come from utf8proc's tables, corrected to what curses finds in a UTF-8 locale, so that they need no locale:
 * views are tested without one. */
#ifndef GUATU_BASE_TEXT_H
#define GUATU_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/base/mem.h"

#define TEXT_REPLACEMENT 0xFFFDu

/* Decodes one code point of at most `len` bytes. Returns how many bytes it took (≥ 1 when len ≥ 1); an
 * invalid byte takes 1 and gives TEXT_REPLACEMENT with *valid false. `valid` may be NULL. */
size_t text_decode(const char *s, size_t len, uint32_t *cp, bool *valid);
/* Encodes one code point (< 0x110000) into `out` (≥ 4 bytes); returns the bytes written. */
size_t text_encode(uint32_t cp, char *out);
/* The offset of the first invalid UTF-8 byte, or len. */
size_t text_invalid(const char *s, size_t len);

/* Columns of one clean code point: 0 combining, 1, or 2. */
int text_cp_cols(uint32_t cp);
/* Columns of a clean NUL-terminated text. */
int text_cols(const char *s);
/* Bytes of the longest prefix of `s` that takes at most `cols` columns; never cuts a character or parts it
 * from its combining marks. *used (may be NULL) gets the columns it takes. */
size_t text_fit(const char *s, int cols, int *used);
/* Appends `s` cut to `cols` columns, ending in "…" ("~" when `ascii`) where cut, and padded with blanks to
 * exactly `cols` when `pad`. */
void text_clip(struct buf *out, const char *s, int cols, bool ascii, bool pad);
/* ASCII for a terminal that shows nothing else: known signs are spelt out (≥ to ">=", ² to "2"), the rest
 * becomes '?'. */
void text_ascii(struct buf *out, const char *s);

/* The one sanitiser (PLATFORM §5.3): appends `s` made safe and measurable. Controls, C1, bidi controls,
 * zero-width characters, tags, variation selectors, private use, unassigned and invalid bytes become U+FFFD,
 * one column each; newline, tab and no-break space become a blank; at most two combining marks stay on a
 * base (the rest is dropped) and a leading one becomes U+FFFD. Emoji stay readable: their joiner, skin and
 * variation selector, and that of a Chinese character, are left out. Returns true when anything changed. */
bool text_clean(struct buf *out, const char *s, size_t len);
/* Whether text_clean would leave it as it is. */
bool text_is_clean(const char *s, size_t len);

/* Whether text_clean lets this code point through; a combining mark, behind a base. */
bool text_cp_safe(uint32_t cp);

/* Edit distance (insertions, deletions, replacements, swaps) of two short ASCII words, for "did you mean"; 99
 * beyond 64 bytes. */
int text_distance(const char *a, const char *b);
/* The nearest of `count` words within a distance of 3 (and less than half the word), or NULL. */
const char *text_nearest(const char *word, const char *const *words, size_t count);

#endif
