/* libconfig has the last word on values: what our scan read must be what libconfig reads. */
#ifndef GUATU_STORE_CONFIRM_H
#define GUATU_STORE_CONFIRM_H

#include "guatu/base/err.h"
#include "guatu/model/plan.h"
#include "guatu/store/doc.h"

/* Hands the scanned text to libconfig and compares both trees: names, types, numbers, strings. The text is
 * given in one piece up to 1 MiB and setting by setting beyond, so that memory stays bounded. A difference is
 * an error at its place. Only for a doc that scanned clean. */
enum err confirm_doc(const struct doc *d, struct problems *p);

/* The same question in short pieces, for a text that is loaded already: each call hands over one more, a few
 * targets, or all that stands around them. *done counts what both read alike, from 0: the text around the
 * targets, then target by target, and is CONFIRMED_WHOLE in the end. False: they differ in the next piece,
 * and confirm_doc has the words for it. */
#define CONFIRMED_WHOLE SIZE_MAX
bool confirm_next(const char *text, size_t len, const struct plan *plan, size_t *done);

#endif
