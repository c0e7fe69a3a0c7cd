/* Support for tests of the store. */
#include "support_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/store/file.h"
#include "guatu/store/load.h"

void store_read(const char *path, struct buf *out)
{
  struct problems p = {.lang = LANG_EN};

  if (file_read(path, out, NULL, &p) != OK)
    fail_msg("%s", problems_first(&p));
  problems_release(&p);
}

void store_print(const struct problems *p, const char *text, size_t len, struct buf *out)
{
  char *lines = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&lines, &size);

  assert_non_null(stream);
  problems_print(p, "x", text, len, stream);
  assert_int_equal(fclose(stream), 0);
  buf_add(out, lines, size);
  buf_puts(out, "");
  free(lines);
}

struct plan *store_load(const char *text, size_t len, enum lang lang, struct buf *printed)
{
  struct problems p = {.lang = lang};
  struct plan *plan = NULL;

  enum err err = plan_from_text(text, len, &plan, &p);
  assert_int_equal(err != OK, plan == NULL);
  assert_int_equal(err != OK, p.errors > 0);
  if (printed)
    store_print(&p, text, len, printed);
  problems_release(&p);
  return plan;
}

void store_golden(const char *path, const struct buf *got)
{
  struct buf want = {0};

  if (getenv("UPDATE")) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(got->data, 1, got->len, file), got->len);
    assert_int_equal(fclose(file), 0);
  }
  store_read(path, &want);
  assert_string_equal(got->data, want.data);
  buf_release(&want);
}
