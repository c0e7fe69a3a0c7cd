/* What may be read after the door is shut: the time zone, which a long-lived program reads again when it
 * changes, and, where this process reads its dataset itself, the folder of that and those that symbolic links
 * lead through. */
#include "guatu/tui/confine.h"

#include <stdlib.h>

#include "guatu/base/mem.h"
#include "guatu/base/sandbox.h"
#include "guatu/store/watch.h"
#include "guatu/tui/term.h"

#define PLACES_MOST 64

struct places {
  char *list[PLACES_MOST]; /* owned */
  size_t count;
};

static void add_place(void *context, const char *path)
{
  struct places *p = context;
  if (p->count < PLACES_MOST)
    p->list[p->count++] = mem_text(path);
}

enum err confine_check(struct problems *p)
{
  static const struct words halves[] = {{"Landlock", "Landlock"}, {"seccomp", "seccomp"}};
  unsigned lacks = SANDBOX_WHOLE & ~sandbox_offered();
  if (lacks == 0)
    return OK;
  return problem_fail(p, ERR_NO,
                      TR(p->lang, "this kernel offers no %s%s%s: the sandbox has less than its two halves",
                         "内核不提供 %s%s%s：沙箱不完整"),
                      words_in(&halves[lacks == SANDBOX_CALLS], p->lang),
                      lacks == SANDBOX_WHOLE ? TR(p->lang, " and no ", " 和 ") : "",
                      lacks == SANDBOX_WHOLE ? words_in(&halves[1], p->lang) : "");
}

bool confine(const char *path, bool stops)
{
  struct places p = {0};
  if (path)
    watch_folders(path, add_place, &p);
  add_place(&p, "/etc/localtime");
  add_place(&p, "/usr/share/zoneinfo");
  term_confine();
  unsigned stands = sandbox_enter(
      &(struct sandbox_options){.readable = (const char *const *)p.list, .count = p.count, .stops = stops});
  for (size_t i = 0; i < p.count; i++)
    free(p.list[i]);
  return stands == SANDBOX_WHOLE;
}
