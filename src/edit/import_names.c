/* Targets by what people call them: the id, or the name in either language. A spreadsheet has thousands of
 * rows and a plan may have as many targets, so the names are sorted once. */
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/edit/import_parts.h"

struct name {
  const char *text;
  const struct target *t;
};

/* Looking for something near compares with every id; a file that is all wrong needs no more than these. */
enum { SUGGEST_ROWS = 50, SUGGEST_IDS = 3 };

static int by_text(const void *a, const void *b)
{
  const struct name *x = a, *y = b;
  int order = strcmp(x->text, y->text);
  return order != 0 ? order : (x->t > y->t) - (x->t < y->t);
}

void names_init(struct names *n, const struct plan *plan)
{
  *n = (struct names){.plan = plan};
  n->list = mem_resize(NULL, 2 * plan->target_count + 1, sizeof *n->list);
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    n->list[n->count++] = (struct name){t->name.zh, t};
    if (strcmp(t->name.zh, t->name.en) != 0)
      n->list[n->count++] = (struct name){t->name.en, t};
  }
  qsort(n->list, n->count, sizeof *n->list, by_text);
}

void names_release(struct names *n)
{
  free(n->list);
  *n = (struct names){0};
}

const struct target *names_find(const struct names *n, const char *text, const struct target **other)
{
  const struct target *t = plan_find(n->plan, text);
  *other = NULL;
  if (t != NULL)
    return t;
  size_t low = 0, high = n->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(n->list[middle].text, text) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == n->count || strcmp(n->list[low].text, text) != 0)
    return NULL;
  if (low + 1 < n->count && strcmp(n->list[low + 1].text, text) == 0)
    *other = n->list[low + 1].t;
  return n->list[low].t;
}

/* An id is looked for among the ids; a name by a part of it, or all of it with something more. */
void names_suggest(struct names *n, const char *text, struct buf *out)
{
  const char *near[SUGGEST_IDS];
  if (n->suggested++ >= SUGGEST_ROWS || text[0] == '\0')
    return;
  size_t count = plan_suggest(n->plan, text, near, SUGGEST_IDS);
  for (size_t i = 0; i < n->plan->target_count && count == 0; i++) {
    const struct words *name = &n->plan->targets[i].name;
    if (strstr(name->zh, text) != NULL || strstr(name->en, text) != NULL || strstr(text, name->zh) != NULL ||
        strstr(text, name->en) != NULL)
      near[count++] = n->plan->targets[i].id;
  }
  for (size_t i = 0; i < count; i++)
    buf_printf(out, "%s%s", i > 0 ? ", " : "", near[i]);
}
