/* SHA-256 (FIPS 180-4) as people compare it: 64 hexadecimal digits, what `sha256sum` prints. */
#ifndef GUATU_STORE_DIGEST_H
#define GUATU_STORE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define DIGEST_SIZE        65 /* with its NUL */
#define DIGEST_FINGERPRINT 51 /* "SHA256:", 43 characters, NUL */

struct pieces;

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE]);
/* The fingerprint of an SSH key, as `ssh-keygen -l` prints it; the key is given by its base64 (RFC 4253
 * §6.6), which need not end in NUL. False when that is no base64 or nothing: `out` is not touched. */
bool digest_fingerprint(const char *base64, size_t len, char out[DIGEST_FINGERPRINT]);
void digest_pieces(const struct pieces *text, char out[DIGEST_SIZE]);
/* Whether `s` is 64 small hexadecimal digits. */
bool digest_is(const char *s);

#endif
