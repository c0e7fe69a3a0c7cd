/* Each part has a canvas of its size. A part is known by a number that views give out, so that the same part
 * finds its canvas again wherever it stands now. */
#include "guatu/tui/kept.h"

#include <stdlib.h>
#include <string.h>

uint64_t kept_looks(uint64_t looks, uint64_t more)
{
  looks = (looks ^ more) * UINT64_C(0x9E3779B97F4A7C15);
  return looks ^ looks >> 32;
}

uint64_t kept_looks_of(uint64_t looks, const void *bytes, size_t size)
{
  const unsigned char *from = bytes;
  for (size_t at = 0, step; at < size; at += step) {
    uint64_t word = 0;
    step = size - at < sizeof word ? size - at : sizeof word;
    memcpy(&word, from + at, step);
    looks = kept_looks(looks, word);
  }
  return looks;
}

static struct kept_part *part_of(struct kept *k, size_t part)
{
  if (part >= k->count) {
    size_t count = part + 16;
    k->parts = mem_resize(k->parts, count, sizeof *k->parts);
    memset(k->parts + k->count, 0, (count - k->count) * sizeof *k->parts);
    k->count = count;
  }
  return &k->parts[part];
}

struct area kept_begin(struct kept *k, size_t part, struct area a, uint64_t looks)
{
  if (!k || a.rows < 1 || a.cols < 1)
    return a;
  struct kept_part *kept = part_of(k, part);
  bool fits = kept->canvas.rows == a.rows && kept->canvas.cols == a.cols;
  if (fits && kept->looks == looks)
    return (struct area){&kept->canvas, 0, 0, 0, a.cols};
  if (fits)
    canvas_clear(&kept->canvas);
  else
    canvas_resize(&kept->canvas, a.rows, a.cols);
  kept->looks = looks;
  return canvas_area(&kept->canvas);
}

void kept_end(struct kept *k, size_t part, struct area a)
{
  if (k && a.rows >= 1 && a.cols >= 1)
    area_copy(a, &k->parts[part].canvas, 0);
}

void kept_release(struct kept *k)
{
  for (size_t i = 0; i < k->count; i++)
    canvas_release(&k->parts[i].canvas);
  free(k->parts);
  *k = (struct kept){0};
}
