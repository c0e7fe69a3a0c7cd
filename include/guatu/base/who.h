/* Who is at the keyboard, and from where: what a figure and the journal say of it. */
#ifndef GUATU_BASE_WHO_H
#define GUATU_BASE_WHO_H

#include <stddef.h>

/* The person: GUATU_USER when set (several people share an account), else the key, else the account. Cleaned,
 * at most 64 bytes; a buffer of the caller, as below. */
void who_user(char *out, size_t size);
/* The fingerprint of the SSH key that let the person in, GUATU_KEY; "" where nobody asked for it
 * (guatu/store/person.h). */
void who_key(char *out, size_t size);
/* The account's name, else "uid-N". */
void who_account(char *out, size_t size);
/* The address of the SSH client, "" when there is none or it is no address. */
void who_from(char *out, size_t size);

#endif
