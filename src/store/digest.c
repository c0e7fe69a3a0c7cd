/* nettle does the work; nothing else here knows it. It takes the processor's own SHA-256 instructions where
 * there are any, and a save of a large dataset is mostly this; its start costs nothing that could be measured.
 */
#include "guatu/store/digest.h"

#include <nettle/sha2.h>
#include <string.h>

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[SHA256_DIGEST_SIZE];
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, len, (const unsigned char *)bytes);
  sha256_digest(&context, sizeof raw, raw);
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
