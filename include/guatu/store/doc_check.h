/* What the scan refuses beyond the grammar: bytes, texts, numbers and names that libconfig would take and
 * then misread or that have no place in a dataset (PLATFORM §1.2, 1.4). */
#ifndef GUATU_STORE_DOC_CHECK_H
#define GUATU_STORE_DOC_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/err.h"
#include "guatu/store/doc.h"
#include "guatu/store/doc_tokens.h"

#define DOC_NAME_MAX    255
#define DOC_ERRORS_MAX  200  /* more are not listed: nobody reads them */
#define DOC_MEMBERS_MAX 4096 /* libconfig searches a group's names one by one */

/* Reports zero bytes and bytes that are not UTF-8: each once, with how many lines have them.
 * False when the text is of another kind altogether (UTF-16), so that reading on makes no sense. */
bool doc_check_text(const char *text, size_t len, struct problems *p);
/* One string, quotes included: control characters, written or escaped, and escapes that make no UTF-8. False
 * when reported. */
bool doc_check_string(const char *text, size_t start, size_t end, struct problems *p);
/* One number, whose token is TOKEN_INT or TOKEN_FLOAT: what does not fit, or is finer than six decimals.
 * False when reported. */
bool doc_check_number(const char *text, const struct token *number, struct problems *p);
/* Names set twice in a group. */
void doc_check_names(const struct doc *d, uint32_t group, struct problems *p);
/* The value of an integer literal, decimal or hex, with or without "L"; saturates at ±INT64_MAX. */
int64_t doc_integer(const char *s, size_t len);

#endif
