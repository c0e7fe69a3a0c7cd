/* Memory: checked allocation, an arena that is freed at once, and a growing byte buffer.
 *
 * Running out of memory is not reported to callers: the hook set with mem_on_failure (the terminal's restore)
 * is called, a line goes to stderr, and the process exits with status 3. */
#ifndef GUATU_BASE_MEM_H
#define GUATU_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Once, at the start: what is freed of up to a megabyte is used for what comes next, as the scan of a dataset
 * is for the screen. The C library would give it back to the system and ask for other pages. */
void mem_start(void);
void *mem_alloc(size_t size); /* zeroed; free() it */
/* realloc to count·size bytes, overflow checked; new bytes are not zeroed */
void *mem_resize(void *old, size_t count, size_t size);
char *mem_text(const char *text);           /* strdup; NULL stays NULL */
void mem_on_failure(void (*restore)(void)); /* called before the exit; NULL for none */

/* An arena: many small allocations with one lifetime. Zero-initialise with {0}. */
struct arena {
  struct arena_block *blocks;
  size_t used, end; /* what is free in the first block, in bytes: [used, end) */
};
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for anything; lives until arena_free */
char *arena_text(struct arena *a, const char *bytes, size_t len); /* a NUL-terminated copy */
void arena_free(struct arena *a); /* everything; the arena may be used again */

/* A growing byte buffer, always NUL-terminated once anything was added. Zero-initialise with {0}. */
struct buf {
  char *data; /* NULL while empty */
  size_t len; /* bytes, without the NUL */
  size_t cap;
};
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *text);
void buf_putc(struct buf *b, char c);
void buf_number(struct buf *b,
                uint64_t n); /* in decimal: a screenful of figures, ten times as quick as printf */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
void buf_room(struct buf *b, size_t more); /* exactly so much more fits without moving it again */
void buf_clear(struct buf *b);             /* empties, keeps the memory */
void buf_release(struct buf *b);           /* frees; {0} again */

#endif
