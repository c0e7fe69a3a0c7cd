/* Eight bytes of a text looked at together, as one number: what a dataset mostly consists of — blanks,
 * printable ASCII — goes by in an eighth of the steps. The first byte is the lowest, whatever the machine. */
#ifndef GUATU_BASE_BYTES_H
#define GUATU_BASE_BYTES_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BYTES_EACH(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte)) /* eight of the same */
#define BYTES_HIGH       BYTES_EACH(0x80)

/* The eight bytes at `s`, all of which must be there. */
static inline uint64_t bytes_eight(const char *s)
{
  uint64_t eight;

  memcpy(&eight, s, sizeof eight);
  return le64toh(eight);
}

/* Marks: a high bit set in each byte that is meant, up to the first. Behind it some may be set in others. */
static inline uint64_t bytes_equal(uint64_t eight, char c)
{
  uint64_t other = eight ^ BYTES_EACH(c);
  return (other - BYTES_EACH(1)) & ~other & BYTES_HIGH;
}

/* Marks of what is not printable ASCII. */
static inline uint64_t bytes_unprintable(uint64_t eight)
{
  return ((eight - BYTES_EACH(0x20)) | eight | (eight + BYTES_EACH(1))) & BYTES_HIGH;
}

/* How many bytes stand before the first that is marked; there is one. */
static inline size_t bytes_before(uint64_t marks)
{
  return (size_t)__builtin_ctzll(marks) / 8;
}

#endif
