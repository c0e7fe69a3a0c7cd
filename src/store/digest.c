/* nettle does the work; nothing else here knows it. It takes the processor's own SHA-256 instructions where
 * there are any, and a save of a large dataset is mostly this; its start costs nothing that could be
 * measured.
 */
#include "guatu/store/digest.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/mem.h"

static void digest_raw(const char *bytes, size_t len, unsigned char out[SHA256_DIGEST_SIZE])
{
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, len, (const unsigned char *)bytes);
  sha256_digest(&context, SHA256_DIGEST_SIZE, out);
}

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[SHA256_DIGEST_SIZE];
  digest_raw(bytes, len, raw);
  for (size_t i = 0; i < sizeof raw; i++) {
    out[2 * i] = digits[raw[i] >> 4];
    out[2 * i + 1] = digits[raw[i] & 15];
  }
  out[2 * sizeof raw] = '\0';
}

bool digest_fingerprint(const char *base64, size_t len, char out[DIGEST_FINGERPRINT])
{
  struct base64_decode_ctx context;
  unsigned char *blob = mem_alloc(BASE64_DECODE_LENGTH(len));
  size_t blob_len = 0;
  unsigned char raw[SHA256_DIGEST_SIZE];
  char text[BASE64_ENCODE_RAW_LENGTH(sizeof raw) + 1] = "";

  base64_decode_init(&context);
  bool good = base64_decode_update(&context, &blob_len, blob, len, base64) && base64_decode_final(&context) &&
              blob_len > 0;
  if (good) {
    digest_raw((const char *)blob, blob_len, raw);
    base64_encode_raw(text, sizeof raw, raw);
    snprintf(out, DIGEST_FINGERPRINT, "SHA256:%.*s", (int)strcspn(text, "="), text);
  }
  free(blob);
  return good;
}

bool digest_is(const char *s)
{
  return strlen(s) == DIGEST_SIZE - 1 && strspn(s, "0123456789abcdef") == DIGEST_SIZE - 1;
}
