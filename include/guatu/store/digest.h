/* SHA-256 (FIPS 180-4) as people compare it: 64 hexadecimal digits, what `sha256sum` prints. */
#ifndef GUATU_STORE_DIGEST_H
#define GUATU_STORE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_SIZE 65 /* with its NUL */

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE]);
/* Whether `s` is 64 small hexadecimal digits. */
bool digest_is(const char *s);

#endif
