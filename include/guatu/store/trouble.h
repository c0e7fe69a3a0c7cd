/* Why a save failed and what a person can do about it, for every error the system gives. */
#ifndef GUATU_STORE_TROUBLE_H
#define GUATU_STORE_TROUBLE_H

#include "guatu/base/err.h"

/* Adds "nothing was saved: the disk is full. Free some space …" for the errno `error`; returns ERR_FILE.
 * Which file it is about says who prints it. */
enum err trouble_report(struct problems *p, int error);

#endif
