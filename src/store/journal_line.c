/* Lines between bytes and struct journal_line; JSON is jansson's work. Figures are texts in the entry
 * grammar ("17", "708/720"), because a JSON number would pass through a binary float.
 *
 * The hash is over the very bytes of the line up to the comma before "hash", so that it does not depend on
 * how JSON is read. */
#include "guatu/store/journal_line.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/store/record.h"

#define HASH_MEMBER ",\"hash\":\""
#define HASH_TAIL   (sizeof HASH_MEMBER - 1 + DIGEST_SIZE - 1 + 2) /* … and "}" after its quote */

const struct journal_word journal_words[JOURNAL_COUNT] = {
    [JOURNAL_SET] = {"set", {"entered", "录入"}},
    [JOURNAL_UNDO] = {"undo", {"taken back", "撤销"}},
    [JOURNAL_REDO] = {"redo", {"entered again", "重做"}},
    [JOURNAL_IMPORT] = {"import", {"imported", "导入"}},
    [JOURNAL_MERGE] = {"merge", {"merged", "合并"}},
    [JOURNAL_RESTORE] = {"restore", {"restored", "恢复"}},
    [JOURNAL_OUTSIDE] = {"outside", {"by another program", "被其他程序改动"}},
    [JOURNAL_ACCEPT] = {"accept", {"that change accepted", "认可该改动"}},
    [JOURNAL_SAVED] = {"saved", {"saved", "已保存"}},
    [JOURNAL_DROPPED] = {"dropped", {"not saved", "未保存"}},
};

bool journal_is_change(enum journal_what what)
{
  return what < JOURNAL_OUTSIDE;
}

/* ---- writing ---- */

/* Text that is not UTF-8 can't be JSON: a dataset may hold it nowhere, an environment may. */
static void put_text(json_t *object, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_new(object, name, json_string(text));
}

static json_t *reading_json(bool there, const struct reading *r)
{
  if (!there)
    return json_null();
  struct buf figure = {0};
  json_t *object = json_object();
  record_figure(&figure, r);
  put_text(object, "figure", figure.data);
  put_text(object, "by", r->by);
  put_text(object, "at", r->at);
  put_text(object, "note", r->note);
  buf_release(&figure);
  return object;
}

void journal_line_write(struct buf *out, const struct journal_line *l, const char *prev,
                        char hash[DIGEST_SIZE])
{
  char day[16];
  json_t *object = json_object();
  json_object_set_new(object, "seq", json_integer((json_int_t)l->seq));
  if (l->save != 0)
    json_object_set_new(object, "save", json_integer((json_int_t)l->save));
  put_text(object, "what", journal_words[l->what].id);
  put_text(object, "time", l->time);
  put_text(object, "user", l->user);
  put_text(object, "account", l->account);
  put_text(object, "key", l->key);
  put_text(object, "from", l->from);
  if (l->target[0] != '\0') {
    put_text(object, "target", l->target);
    put_text(object, "through", date_format(l->through, day, sizeof day));
    json_object_set_new(object, "old", reading_json(l->has_old, &l->old));
    json_object_set_new(object, "new", reading_json(l->has_new, &l->new));
  }
  put_text(object, "before", l->before);
  put_text(object, "after", l->after);
  put_text(object, "prev", prev);
  char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
  size_t len = text != NULL ? strlen(text) - 1 : 0; /* without its "}" */
  digest_text(text != NULL ? text : "", len, hash);
  buf_add(out, text != NULL ? text : "", len);
  buf_printf(out, "%s%s\"}\n", HASH_MEMBER, hash);
  free(text);
  json_decref(object);
}

/* ---- reading ---- */

static const char *text_of(const json_t *object, const char *name, struct arena *a)
{
  const char *text = json_string_value(json_object_get(object, name));
  return text != NULL ? arena_text(a, text, strlen(text)) : "";
}

static bool read_figure(const char *s, struct reading *r)
{
  const char *slash = strchr(s, '/');
  if (slash == NULL)
    return decimal_parse(s, strlen(s), &r->value, NULL) == DECIMAL_OK;
  char *end = NULL;
  r->count = strtoll(s, &end, 10);
  bool good = end == slash;
  r->of = strtoll(slash + 1, &end, 10);
  good = good && *end == '\0' && r->of > 0;
  if (good)
    reading_set_count(r, r->count, r->of);
  return good;
}

/* Null, or an object with a figure. */
static bool read_reading(const json_t *value, struct arena *a, struct date through, bool *there,
                         struct reading *r)
{
  *r = (struct reading){.through = through, .by = "", .at = "", .note = ""};
  *there = json_is_object(value);
  if (!*there)
    return json_is_null(value);
  r->by = text_of(value, "by", a);
  r->at = text_of(value, "at", a);
  r->note = text_of(value, "note", a);
  return read_figure(text_of(value, "figure", a), r);
}

static bool read_what(const char *id, enum journal_what *out)
{
  for (int i = 0; i < JOURNAL_COUNT; i++)
    if (strcmp(journal_words[i].id, id) == 0) {
      *out = (enum journal_what)i;
      return true;
    }
  return false;
}

static uint64_t number_of(const json_t *object, const char *name)
{
  json_int_t n = json_integer_value(json_object_get(object, name));
  return n > 0 ? (uint64_t)n : 0;
}

static bool read_members(const json_t *object, struct arena *a, struct journal_line *l)
{
  *l = (struct journal_line){.seq = number_of(object, "seq"), .save = number_of(object, "save")};
  l->time = text_of(object, "time", a);
  l->user = text_of(object, "user", a);
  l->account = text_of(object, "account", a);
  l->key = text_of(object, "key", a);
  l->from = text_of(object, "from", a);
  l->target = text_of(object, "target", a);
  l->before = text_of(object, "before", a);
  l->after = text_of(object, "after", a);
  l->prev = text_of(object, "prev", a);
  l->hash = text_of(object, "hash", a);
  if (l->seq == 0 || !digest_is(l->after) || !digest_is(l->prev) ||
      !read_what(text_of(object, "what", a), &l->what))
    return false;
  if (journal_is_change(l->what) && (l->save == 0 || !digest_is(l->before)))
    return false;
  if (l->target[0] == '\0')
    return true;
  const char *day = text_of(object, "through", a);
  return date_parse(day, strlen(day), &l->through) &&
         read_reading(json_object_get(object, "old"), a, l->through, &l->has_old, &l->old) &&
         read_reading(json_object_get(object, "new"), a, l->through, &l->has_new, &l->new);
}

/* Whether the hash at the line's end is that of what stands before it. */
static bool hash_holds(const char *text, size_t len)
{
  char hash[DIGEST_SIZE];
  if (len <= HASH_TAIL || memcmp(text + len - HASH_TAIL, HASH_MEMBER, sizeof HASH_MEMBER - 1) != 0 ||
      memcmp(text + len - 2, "\"}", 2) != 0)
    return false;
  digest_text(text, len - HASH_TAIL, hash);
  return memcmp(hash, text + len - 2 - (DIGEST_SIZE - 1), DIGEST_SIZE - 1) == 0;
}

bool journal_line_read(const char *text, size_t len, struct arena *a, struct journal_line *out,
                       const struct words **why)
{
  static const struct words no_line = {"it is no line of a journal", "不是流水账的记录"};
  static const struct words altered = {"it was altered: its hash is another", "内容被改动：校验值不符"};
  json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
  bool good = json_is_object(object) && read_members(object, a, out);
  json_decref(object);
  *why = !good ? &no_line : !hash_holds(text, len) ? &altered : NULL;
  return good;
}
