/* The JSON export (issue: names and meanings are fixed). Written by our own small emitter, not jansson,
 * because figures are exact decimals and jansson prints binary doubles. */
#ifndef GUATU_REPORT_JSON_H
#define GUATU_REPORT_JSON_H

#include <stdio.h>

#include "guatu/base/lang.h"
#include "guatu/score/board.h"

/* Writes the plan and its scores; names and units in `lang`. Control, bidi and C1 characters are \u-escaped.
 */
void report_json(const struct plan *p, const struct board *b, enum lang lang, FILE *out);

#endif
