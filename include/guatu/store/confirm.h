/* libconfig has the last word on values: what our scan read must be what libconfig reads. */
#ifndef GUATU_STORE_CONFIRM_H
#define GUATU_STORE_CONFIRM_H

#include "guatu/base/err.h"
#include "guatu/store/doc.h"

/* Hands the scanned text to libconfig and compares both trees: names, types, numbers, strings. The text is given in one piece up to 1 MiB and
 * setting by setting beyond, so that memory stays bounded. A difference is an error at its place. Only for a doc that scanned clean. */
enum err confirm_doc(const struct doc *d, struct problems *p);

#endif
