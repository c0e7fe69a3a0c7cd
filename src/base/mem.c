/* Checked memory. Every allocation of the program comes through here, so that nothing else has to think about
 * running out: the terminal is restored, one line is written without allocating, and the process ends with
 * status 3.
 *
 * The restore hook is the one piece of state; it is set once at the start, before anything is allocated for a
 * screen. */
#include "guatu/base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_NO_MEMORY 3
#define ARENA_FIRST    ((size_t)1 << 10) /* many arenas hold a reading or two */
#define ARENA_MOST     ((size_t)64 << 10)
#define BUF_FIRST      ((size_t)64)
#define OWN_PAGES      (1 << 20) /* bytes of an allocation that is given back to the system at once */

static void (*restore_hook)(void);

void mem_on_failure(void (*restore)(void))
{
  restore_hook = restore;
}

void mem_start(void)
{
#ifdef M_MMAP_THRESHOLD /* musl goes its own way */
  (void)mallopt(M_MMAP_THRESHOLD, OWN_PAGES);
  (void)mallopt(M_TRIM_THRESHOLD, 2 * OWN_PAGES); /* follows the other no longer by itself */
#endif
}

_Noreturn static void mem_fail(void)
{
  static const char line[] = "guatu: out of memory\n";

  if (restore_hook)
    restore_hook();
  if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
    _exit(EXIT_NO_MEMORY); /* nobody is left to tell */
  _exit(EXIT_NO_MEMORY);   /* not exit(): handlers may allocate, or write half a file */
}

void *mem_alloc(size_t size)
{
  void *p = calloc(1, size ? size : 1);

  if (!p)
    mem_fail();
  return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
  size_t bytes = 0;

  if (__builtin_mul_overflow(count, size, &bytes))
    mem_fail();
  void *p = realloc(old, bytes ? bytes : 1); /* realloc to 0 may free: never asked for */
  if (!p)
    mem_fail();
  return p;
}

char *mem_text(const char *text)
{
  if (!text)
    return NULL;
  size_t size = strlen(text) + 1;
  return memcpy(mem_alloc(size), text, size);
}

/* ---- arena ---- */

/* Records lie from the front on, texts from the back: they need no alignment. What lies between was never
 * touched. */
struct arena_block {
  struct arena_block *next;
  size_t size;
  _Alignas(max_align_t) unsigned char bytes[];
};

/* Makes sure that `size` bytes are free. */
static void arena_room(struct arena *a, size_t size)
{
  if (size <= a->end - a->used)
    return;
  size_t next = a->blocks ? 2 * a->blocks->size : ARENA_FIRST;
  size_t room = next < ARENA_MOST ? next : ARENA_MOST;
  room = size > room ? size : room;
  if (room > SIZE_MAX - sizeof(struct arena_block))
    mem_fail();
  struct arena_block *b = mem_resize(NULL, sizeof *b + room, 1);
  b->next = a->blocks;
  b->size = room;
  *a = (struct arena){.blocks = b, .end = room};
}

void *arena_alloc(struct arena *a, size_t size)
{
  const size_t align = _Alignof(max_align_t);

  if (size > SIZE_MAX - align)
    mem_fail();
  size = size ? (size + align - 1) / align * align : align; /* every allocation has an address of its own */
  arena_room(a, size);
  void *p = a->blocks->bytes + a->used;
  a->used += size;
  return memset(p, 0, size);
}

char *arena_text(struct arena *a, const char *bytes, size_t len)
{
  if (len == SIZE_MAX)
    mem_fail();
  arena_room(a, len + 1);
  a->end -= len + 1;
  char *copy = (char *)a->blocks->bytes + a->end;
  if (len)
    memcpy(copy, bytes, len);
  copy[len] = '\0';
  return copy;
}

void arena_free(struct arena *a)
{
  for (struct arena_block *b = a->blocks, *next; b; b = next) {
    next = b->next;
    free(b);
  }
  *a = (struct arena){0};
}

/* ---- buf ---- */

static void buf_reserve(struct buf *b, size_t more)
{
  if (more > SIZE_MAX / 2 - b->len - 1)
    mem_fail();
  size_t need = b->len + more + 1;
  if (need <= b->cap)
    return;
  size_t cap = b->cap ? b->cap : BUF_FIRST;
  while (cap < need)
    cap *= 2;
  b->data = mem_resize(b->data, cap, 1);
  b->cap = cap;
}

void buf_room(struct buf *b, size_t more)
{
  if (more > SIZE_MAX / 2 - b->len - 1)
    mem_fail();
  if (b->len + more + 1 <= b->cap)
    return;
  b->cap = b->len + more + 1;
  b->data = mem_resize(b->data, b->cap, 1);
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
  buf_reserve(b, len);
  if (len)
    memcpy(b->data + b->len, bytes, len);
  b->len += len;
  b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *text)
{
  buf_add(b, text, strlen(text));
}

void buf_putc(struct buf *b, char c)
{
  buf_add(b, &c, 1);
}

void buf_number(struct buf *b, uint64_t n)
{
  char digits[20]; /* of 2^64 */
  size_t at = sizeof digits;
  do
    digits[--at] = (char)('0' + n % 10);
  while (n /= 10);
  buf_add(b, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *b, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  buf_vprintf(b, format, args);
  va_end(args);
}

/* Into what room there is; what does not fit, which is rare, is printed again. */
void buf_vprintf(struct buf *b, const char *format, va_list args)
{
  enum { USUAL = 48 };
  va_list again;

  va_copy(again, args);
  buf_reserve(b, USUAL);
  int len = vsnprintf(b->data + b->len, USUAL + 1, format, args);
  if (len > USUAL) {
    buf_reserve(b, (size_t)len);
    vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
  }
  b->len += len > 0 ? (size_t)len : 0;
  b->data[b->len] = '\0';
  va_end(again);
}

void buf_clear(struct buf *b)
{
  b->len = 0;
  if (b->data)
    b->data[0] = '\0';
}

void buf_release(struct buf *b)
{
  free(b->data);
  *b = (struct buf){0};
}
