/* From the rows of a sheet to one save. */
#include <stdlib.h>

#include "guatu/edit/import.h"
#include "guatu/edit/session.h"

enum err import_save(const struct import *im, struct session *s, struct problems *p)
{
  size_t count = 0;
  struct entered *list = mem_alloc((im->count + 1) * sizeof *list);
  for (size_t i = 0; i < im->count; i++)
    if (!im->rows[i].there)
      list[count++] = (struct entered){im->rows[i].target->id, im->rows[i].reading};
  enum err err = count > 0 ? session_enter_all(s, list, count, p) : OK;
  free(list);
  return err;
}
