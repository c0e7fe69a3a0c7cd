/* From the text that the session has to the text that the file has now.
 *
 * Mostly somebody has entered a figure: then the two differ within the groups of a few targets, and are the
 * same byte for byte around them. Those groups are found by walking both texts side by side, and only they
 * are scanned, confirmed by libconfig and loaded, each by itself, as a save does with its own (splice.c):
 * what stands around a pair of brackets can't change what is between them. Anything else — another target,
 * another pane, a mistake anywhere — is left to reading the whole text, which also finds the words for it.
 *
 * A target that is read again leaves what it was on the plan's arena. When a quarter of the text has been
 * read again like that, the whole is read: memory stays bounded for a console that is open for months, and a
 * small dataset is read as quickly as it is compared. */
#include <stdlib.h>
#include <string.h>

#include "guatu/edit/session_parts.h"
#include "guatu/store/confirm.h"
#include "guatu/store/doc_tokens.h"
#include "guatu/store/load.h"

/* ---- one target ---- */

void session_replace(struct session *s, size_t index, const struct target *now)
{
  struct plan *plan = s->plan;
  struct target *t = &plan->targets[index];
  const struct reading *had = t->reading_count > 0 ? &t->readings[t->reading_count - 1] : NULL;
  const struct reading *has = now->reading_count > 0 ? &now->readings[now->reading_count - 1] : NULL;
  bool led = had != NULL && date_cmp(had->through, plan->latest) == 0;
  if ((s->changed.count & (s->changed.count - 1)) == 0)
    s->changed.list =
        mem_resize(s->changed.list, s->changed.count > 0 ? 2 * s->changed.count : 1, sizeof *s->changed.list);
  s->changed.list[s->changed.count++] = (struct target_change){.target = index, .was = *t};
  *t = *now;
  if (led && (has == NULL || date_cmp(has->through, had->through) < 0))
    plan_look_latest(plan);
  else
    plan_raise_latest(plan, t);
}

/* ---- what differs ---- */

/* A target's group that is another in the new text. */
struct other {
  size_t target, start, len; /* of its bytes there */
  struct target now;
};

struct others {
  struct other *list;
  size_t count, bytes;
};

/* Where the group that begins at `start` ends; 0 when it has no end, or there is none. */
static size_t group_end(const char *text, size_t len, size_t start)
{
  struct lexer lexer = {.text = text, .len = len};
  size_t depth = 0, at = start;
  if (start >= len || text[start] != '{')
    return 0;
  do {
    struct token t = token_read(&lexer, at);
    if (t.type == TOKEN_END || t.type == TOKEN_COMMENT || token_is_noise(&t))
      return 0;
    depth += t.type == TOKEN_OPEN;
    depth -= t.type == TOKEN_CLOSE;
    at = t.end;
  } while (depth > 0);
  return at;
}

/* Whether `len` bytes at `a` in the session's text are those at `b` in the new one. */
static bool same_bytes(const struct session *s, size_t a, const char *text, size_t text_len, size_t b,
                       size_t len)
{
  return len <= s->text.len - a && len <= text_len - b && memcmp(s->text.data + a, text + b, len) == 0;
}

/* Lists the groups that differ; false when something else does, too. */
static bool find_others(const struct session *s, const char *text, size_t len, struct others *out)
{
  size_t a = 0, b = 0;
  for (size_t i = 0; i < s->plan->target_count; i++) {
    const struct target *t = &s->plan->targets[i];
    size_t gap = t->offset - a, end;
    if (t->offset < a || !same_bytes(s, a, text, len, b, gap))
      return false;
    a += gap + t->length;
    b += gap;
    if (same_bytes(s, t->offset, text, len, b, t->length)) {
      b += t->length;
      continue;
    }
    end = group_end(text, len, b);
    if (end == 0)
      return false;
    if ((out->count & (out->count - 1)) == 0)
      out->list = mem_resize(out->list, out->count > 0 ? 2 * out->count : 1, sizeof *out->list);
    out->list[out->count++] = (struct other){.target = i, .start = b, .len = end - b};
    out->bytes += end - b;
    b = end;
  }
  return s->text.len - a == len - b && same_bytes(s, a, text, len, b, len - b);
}

/* Reads them. What the plan does not know of them yet hangs on its arena. */
static bool read_others(struct session *s, const char *text, struct others *others)
{
  struct problems ignored = {0};
  bool good = true;
  for (size_t i = 0; i < others->count && good; i++) {
    struct other *o = &others->list[i];
    const struct target *was = &s->plan->targets[o->target];
    good = splice_is_group(text + o->start, o->len) &&
           plan_target_from_group(s->plan, was, text + o->start, o->len, &o->now, &ignored) == OK &&
           strcmp(o->now.id, was->id) == 0;
  }
  problems_release(&ignored);
  return good;
}

static void take_others(struct session *s, const struct others *others)
{
  size_t next = 0, moved = 0; /* unsigned wrap-around: a group may have become shorter */
  for (size_t i = 0; i < s->plan->target_count; i++) {
    struct target *t = &s->plan->targets[i];
    size_t offset = t->offset + moved, length = t->length;
    if (next < others->count && others->list[next].target == i) {
      session_replace(s, i, &others->list[next].now);
      t->length = others->list[next++].len;
      moved += t->length - length;
    }
    t->offset = offset;
  }
}

/* By the groups alone; false when that is not enough: nothing has changed then. */
static bool follow_groups(struct session *s, const char *text, size_t len)
{
  struct others others = {0};
  bool can = s->plan != NULL && find_others(s, text, len, &others) &&
             s->grown + others.bytes <= s->text.len / 4 && read_others(s, text, &others);
  if (s->plan != NULL)
    s->grown += others.bytes;
  if (can)
    take_others(s, &others);
  free(others.list);
  return can;
}

/* ---- the whole ---- */

enum err session_catch_up(struct session *s, const char *text, size_t len, struct problems *p)
{
  struct plan *plan = NULL;
  if (follow_groups(s, text, len)) {
    s->refused = false; /* to be asked again */
    news_of(&s->news, s->plan, s->changed.list, s->changed.count);
    return OK;
  }
  enum err err = s->early ? plan_from_text_early(text, len, &plan, p) : plan_from_text(text, len, &plan, p);
  if (err != OK)
    return err;
  if (s->plan != NULL)
    news_between(&s->news, s->plan, plan);
  plan_free(s->plan);
  s->plan = plan;
  s->confirmed = s->early ? 0 : CONFIRMED_WHOLE;
  s->refused = false;
  s->generation++;
  s->grown = 0;
  return OK;
}
