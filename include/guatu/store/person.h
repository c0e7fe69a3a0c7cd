/* Who it is on an account that several people enter over SSH, each with a key of their own (guatu(1),
 * "Several people on one account").
 *
 * The administrator names a list of keys in GUATU_KEYS, the one that sshd lets people in by
 * (AuthorizedKeysFile, sshd(8)); "%u" in it is the account. sshd writes down which key was used, in the file
 * that SSH_USER_AUTH names (ExposeAuthInfo, sshd_config(5)). The comment of that key in the list is the
 * person; a key without one, or in another list, is its own fingerprint, as `ssh-keygen -l` prints it. */
#ifndef GUATU_STORE_PERSON_H
#define GUATU_STORE_PERSON_H

#include "guatu/base/err.h"

/* Finds the person, once, before anything else is done: sshd takes its file away at the end. What was found
 * is put where who.h looks, GUATU_USER and GUATU_KEY, whatever they were. Without GUATU_KEYS nothing is
 * asked, and there is no key. Where it can't be told who this is, a problem says why: nobody should enter
 * figures then. */
enum err person_find(struct problems *p);

#endif
