/* libmd does the work; nothing else here knows it. */
#include "guatu/store/digest.h"

#include <sha2.h>
#include <string.h>

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[SHA256_DIGEST_LENGTH];
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, (const unsigned char *)bytes, len);
  SHA256Final(raw, &context);
  for (size_t i = 0; i < sizeof raw; i++) {
    out[2 * i] = digits[raw[i] >> 4];
    out[2 * i + 1] = digits[raw[i] & 15];
  }
  out[2 * sizeof raw] = '\0';
}

bool digest_is(const char *s)
{
  return strlen(s) == DIGEST_SIZE - 1 && strspn(s, "0123456789abcdef") == DIGEST_SIZE - 1;
}
