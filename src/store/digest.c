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
#include "guatu/store/patch.h"

static void finish(struct sha256_ctx *context, char out[DIGEST_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  unsigned char raw[SHA256_DIGEST_SIZE];
  sha256_digest(context, sizeof raw, raw);
  for (size_t i = 0; i < sizeof raw; i++) {
    out[2 * i] = digits[raw[i] >> 4];
    out[2 * i + 1] = digits[raw[i] & 15];
  }
  out[2 * sizeof raw] = '\0';
}

void digest_text(const char *bytes, size_t len, char out[DIGEST_SIZE])
{
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, len, (const unsigned char *)bytes);
  finish(&context, out);
}

void digest_pieces(const struct pieces *text, char out[DIGEST_SIZE])
{
  struct sha256_ctx context;
  sha256_init(&context);
  for (size_t i = 0; i < text->count; i++)
    sha256_update(&context, text->list[i].len, (const unsigned char *)text->list[i].bytes);
  finish(&context, out);
}

bool digest_fingerprint(const char *base64, size_t len, char out[DIGEST_FINGERPRINT])
{
  struct base64_decode_ctx base64_state;
  struct sha256_ctx context;
  unsigned char *blob = mem_alloc(BASE64_DECODE_LENGTH(len));
  size_t blob_len = 0;
  unsigned char raw[SHA256_DIGEST_SIZE];
  char text[BASE64_ENCODE_RAW_LENGTH(sizeof raw) + 1] = "";

  base64_decode_init(&base64_state);
  bool good = base64_decode_update(&base64_state, &blob_len, blob, len, base64) &&
              base64_decode_final(&base64_state) && blob_len > 0;
  if (good) {
    sha256_init(&context);
    sha256_update(&context, blob_len, blob);
    sha256_digest(&context, sizeof raw, raw);
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
