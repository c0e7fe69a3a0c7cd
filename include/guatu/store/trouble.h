/* Why a save failed and what a person can do about it, for every error the system gives. */
#ifndef GUATU_STORE_TROUBLE_H
#define GUATU_STORE_TROUBLE_H

#include "guatu/base/err.h"

/* Adds "NAME was not saved: the disk is full. Free some space …" for the errno `error`; returns ERR_FILE. */
enum err trouble_report(struct problems *p, const char *name, int error);

#endif
