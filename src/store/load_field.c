/* One reader for every group of the schema. A field is right or it is reported, exactly once: what the scan
 * reported already (NODE_BAD, damaged parts) is passed over in silence, and in a damaged group nothing is
 * called missing. */
#include "guatu/store/load_field.h"

#include <stdarg.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/store/doc_check.h"

#define LOAD_ERRORS_MAX 200 /* more are not listed: nobody reads them */

static enum lang lang_of(const struct loader *l)
{
  return l->problems->lang;
}

static const struct node *node_of(const struct loader *l, uint32_t node)
{
  return &l->doc->nodes[node];
}

/* ---- reports ---- */

bool load_full(const struct loader *l)
{
  return l->problems->errors - l->errors_before > LOAD_ERRORS_MAX;
}

__attribute__((format(printf, 4, 0))) static void report(struct loader *l, enum problem_level level,
                                                         size_t at, const char *format, va_list args)
{
  struct buf text = {0};
  size_t errors = l->problems->errors - l->errors_before;

  if (load_full(l) || (level == PROBLEM_WARNING && ++l->warnings > LOAD_ERRORS_MAX))
    return;
  if (l->where)
    l->where(l, &text);
  buf_vprintf(&text, format, args);
  if (errors == LOAD_ERRORS_MAX) {
    buf_clear(&text);
    buf_printf(
        &text,
        TR(lang_of(l), "more mistakes follow; these are the first %d", "后面还有错误；这里只列出前%d处"),
        LOAD_ERRORS_MAX);
  }
  if (level == PROBLEM_ERROR)
    problem_at(l->problems, at, "%s", text.data);
  else
    problem_note(l->problems, level, at, "%s", text.data);
  buf_release(&text);
}

void load_wrong(struct loader *l, uint32_t node, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  report(l, PROBLEM_ERROR, node_of(l, node)->start, format, args);
  va_end(args);
}

void load_wrong_name(struct loader *l, uint32_t node, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  report(l, PROBLEM_ERROR, node_of(l, node)->name, format, args);
  va_end(args);
}

void load_warn(struct loader *l, uint32_t node, const char *format, ...)
{
  va_list args;

  va_start(args, format);
  report(l, PROBLEM_WARNING, node_of(l, node)->start, format, args);
  va_end(args);
}

/* ---- types ---- */

/* What a node is, as a message calls it. */
static const char *type_name(const struct loader *l, uint32_t node)
{
  static const struct words names[] = {
      [NODE_GROUP] = {"a group { }", "组 { }"},
      [NODE_LIST] = {"a list ( )", "列表 ( )"},
      [NODE_ARRAY] = {"an array [ ]", "数组 [ ]"},
      [NODE_STRING] = {"a text in quotation marks", "双引号里的文字"},
      [NODE_INT] = {"a whole number", "整数"},
      [NODE_FLOAT] = {"a number with a point", "小数"},
      [NODE_BOOL] = {"true or false", "true/false"},
      [NODE_BAD] = {"no value", "无效的值"},
  };
  return words_in(&names[node_of(l, node)->type], lang_of(l));
}

static const struct words *field_type_name(enum field_type type)
{
  static const struct words names[] = {
      [FIELD_TEXT] = {"a text in quotation marks", "双引号里的文字"},
      [FIELD_ID] = {"an id in quotation marks", "双引号里的代号"},
      [FIELD_NAME] = {"a text, or { zh = \"…\"; en = \"…\"; }", "文字，或 { zh = \"…\"; en = \"…\"; }"},
      [FIELD_DATE] = {"a date in quotation marks, as in \"2021-06-30\"",
                      "双引号里的日期，例如 \"2021-06-30\""},
      [FIELD_NUMBER] = {"a number without quotation marks", "不带引号的数"},
      [FIELD_INT] = {"a whole number without quotation marks", "不带引号的整数"},
      [FIELD_COUNT] = {"a whole number without quotation marks", "不带引号的整数"},
      [FIELD_BOOL] = {"true or false", "true 或 false"},
      [FIELD_WORD] = {"a word in quotation marks", "双引号里的词"},
      [FIELD_GROUP] = {"a group { }", "组 { }"},
      [FIELD_LIST] = {"a list ( )", "列表 ( )"},
      [FIELD_ANY] = {"a value", "值"},
  };
  return &names[type];
}

static bool type_fits(enum field_type type, enum node_type node)
{
  static const uint8_t fits[] = {
      [FIELD_TEXT] = 1 << NODE_STRING,
      [FIELD_ID] = 1 << NODE_STRING,
      [FIELD_DATE] = 1 << NODE_STRING,
      [FIELD_WORD] = 1 << NODE_STRING,
      [FIELD_NAME] = 1 << NODE_STRING | 1 << NODE_GROUP,
      [FIELD_NUMBER] = 1 << NODE_INT | 1 << NODE_FLOAT,
      [FIELD_INT] = 1 << NODE_INT,
      [FIELD_COUNT] = 1 << NODE_INT,
      [FIELD_BOOL] = 1 << NODE_BOOL,
      [FIELD_GROUP] = 1 << NODE_GROUP,
      [FIELD_LIST] = 1 << NODE_LIST | 1 << NODE_ARRAY,
      [FIELD_ANY] = UINT8_MAX,
  };
  return (fits[type] >> node & 1) != 0;
}

bool load_is_group(struct loader *l, uint32_t node, struct words what)
{
  const struct node *n = node_of(l, node);

  if (n->type != NODE_GROUP && n->type != NODE_BAD)
    load_wrong(l, node, TR(lang_of(l), "%s should be a group { }, not %s", "%s应是组 { }，而不是%s"),
               words_in(&what, lang_of(l)), type_name(l, node));
  return n->type == NODE_GROUP;
}

size_t load_count(const struct loader *l, uint32_t node)
{
  size_t count = 0;

  for (uint32_t i = node_of(l, node)->child; i != 0; i = node_of(l, i)->next)
    count++;
  return count;
}

/* ---- values ---- */

/* The string of a node as it is in the file, in l->scratch. */
static const char *raw_text(struct loader *l, uint32_t node)
{
  buf_clear(&l->scratch);
  buf_puts(&l->scratch, "");
  doc_string(l->doc, node, &l->scratch);
  return l->scratch.data ? l->scratch.data : "";
}

/* A text that is clean as it stands, on the plan's arena: the one that is there already where it is the same.
 */
static const char *keep_text(struct loader *l, const char *text, size_t len)
{
  size_t i = len % LOAD_TEXTS;

  if (!l->texts[i].text || l->texts[i].len != len || memcmp(l->texts[i].text, text, len) != 0) {
    l->texts[i].text = arena_text(&l->plan->arena, text, len);
    l->texts[i].len = len;
  }
  return l->texts[i].text;
}

const char *load_text(struct loader *l, uint32_t node)
{
  const struct node *n = node_of(l, node);
  const char *text = l->doc->text + n->start + 1; /* without its quotes */
  size_t len = n->end - n->start - 2;

  if (n->plain || (n->bare && text_is_clean(text, len)))
    return keep_text(l, text, len);
  text = raw_text(l, node);
  len = l->scratch.len;
  buf_clear(&l->clean);
  if (text_clean(&l->clean, text, len) && !n->damaged && text_invalid(text, len) == len)
    load_warn(l, node,
              TR(lang_of(l),
                 "characters that a screen must not get are left out or shown as U+FFFD or a blank: %s",
                 "有不宜送上屏幕的字符，已略去或显示为 U+FFFD、空格：%s"),
              l->clean.data);
  return arena_text(&l->plan->arena, l->clean.data, l->clean.len);
}

static bool read_id(struct loader *l, uint32_t node, const char **into)
{
  const char *id = raw_text(l, node);
  size_t len = l->scratch.len;

  if (len < 1 || len > 64 || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != len) {
    load_wrong(l, node,
               TR(lang_of(l), "\"%s\" is no id; an id has 1 to 64 of a-z 0-9 and -",
                  "“%s”不能作代号；代号是1至64个 a-z 0-9 或 -"),
               id);
    return false;
  }
  *into = arena_text(&l->plan->arena, id, len);
  return true;
}

static bool read_name(struct loader *l, uint32_t node, const struct field *f, struct words *into)
{
  static const struct field languages[] = {
      {.name = "zh", .type = FIELD_TEXT, .offset = offsetof(struct words, zh)},
      {.name = "en", .type = FIELD_TEXT, .offset = offsetof(struct words, en)},
  };
  static const struct schema schema = {languages, 2};
  struct words name = {NULL, NULL};

  if (node_of(l, node)->type == NODE_STRING) {
    name.en = name.zh = load_text(l, node);
  } else {
    struct fields found = load_fields(l, node, &schema, &name);
    if (found.node[0] == 0 && found.node[1] == 0 && node_of(l, node)->child == 0 &&
        !node_of(l, node)->damaged)
      load_wrong(
          l, node,
          TR(lang_of(l), "a name needs zh = \"…\" or en = \"…\"", "名称要有 zh = \"…\" 或 en = \"…\""));
  }
  if (!name.en && !name.zh)
    return false;
  into->en = name.en ? name.en : name.zh;
  into->zh = name.zh ? name.zh : name.en;
  if (f->required && (*into->en == '\0' || *into->zh == '\0'))
    load_wrong(l, node, TR(lang_of(l), "%s is empty", "%s是空的"), f->name);
  return true;
}

static bool read_date(struct loader *l, uint32_t node, struct date *into)
{
  const struct node *n = node_of(l, node);

  if (n->plain && date_parse(l->doc->text + n->start + 1, n->end - n->start - 2, into))
    return true;
  const char *text = raw_text(l, node);
  if (date_parse(text, l->scratch.len, into))
    return true;
  load_wrong(l, node,
             TR(lang_of(l), "\"%s\" is no day; a date is written \"YYYY-MM-DD\", as in \"2021-06-30\"",
                "“%s”不是日期；日期写作 \"2021-06-30\""),
             text);
  return false;
}

static bool read_number(struct loader *l, uint32_t node, const struct field *f, struct decimal *into)
{
  const struct node *n = node_of(l, node);
  const char *text = l->doc->text + n->start;
  size_t len = n->end - n->start;
  struct decimal value;

  if (n->type == NODE_INT)
    value = decimal_of(doc_integer(text, len));
  else if (decimal_parse(text, len, &value, NULL) != DECIMAL_OK)
    return false; /* the scan reported it */
  if (f->max > f->min &&
      (decimal_cmp(value, decimal_of(f->min)) < 0 || decimal_cmp(value, decimal_of(f->max)) > 0)) {
    load_wrong(l, node,
               TR(lang_of(l), "%s should be between %d and %d, not %.*s", "%s应在%d与%d之间，而不是%.*s"),
               f->name, f->min, f->max, (int)len, text);
    return false;
  }
  if (f->max < f->min && value.micros < 0) {
    load_wrong(l, node, TR(lang_of(l), "%s can't be negative: %.*s", "%s不能是负数：%.*s"), f->name, (int)len,
               text);
    return false;
  }
  *into = value;
  return true;
}

static bool read_integer(struct loader *l, uint32_t node, const struct field *f, int64_t *into)
{
  const struct node *n = node_of(l, node);
  int64_t low = f->type == FIELD_INT ? f->min : 0;
  int64_t high = f->type == FIELD_INT ? f->max : INT64_MAX;

  *into = doc_integer(l->doc->text + n->start, n->end - n->start);
  if (*into >= low && *into <= high)
    return true;
  if (f->type == FIELD_COUNT)
    load_wrong(l, node, TR(lang_of(l), "%s can't be negative", "%s不能是负数"), f->name);
  else
    load_wrong(l, node, TR(lang_of(l), "%s should be between %d and %d", "%s应在%d与%d之间"), f->name, f->min,
               f->max);
  return false;
}

/* "cumulative, rate, …": the words that a field takes. */
static void list_words(const struct field *f, struct buf *out)
{
  for (size_t i = 0; i < f->word_count; i++)
    buf_printf(out, "%s%s", i > 0 ? ", " : "", f->words[i].id);
}

static bool read_word(struct loader *l, uint32_t node, const struct field *f, int *into)
{
  const char *word = raw_text(l, node);
  struct buf all = {0};
  int found = term_find(f->words, f->word_count, word);

  if (found >= 0) {
    *into = found;
    return true;
  }
  list_words(f, &all);
  load_wrong(l, node, TR(lang_of(l), "%s \"%s\" is not one of %s", "%s “%s”无效，应是以下之一：%s"), f->name,
             word, all.data);
  buf_release(&all);
  return false;
}

bool load_value(struct loader *l, uint32_t node, const struct field *f, void *into)
{
  const struct node *n = node_of(l, node);
  int64_t whole;

  if (n->type == NODE_BAD || (doc_is_scalar(n) && n->damaged))
    return false;
  if (!type_fits(f->type, (enum node_type)n->type)) {
    load_wrong(l, node, TR(lang_of(l), "%s should be %s, not %s", "%s应是%s，而不是%s"), f->name,
               words_in(field_type_name(f->type), lang_of(l)), type_name(l, node));
    return false;
  }
  switch (f->type) {
  case FIELD_TEXT:
    *(const char **)into = load_text(l, node);
    return true;
  case FIELD_ID:
    return read_id(l, node, into);
  case FIELD_NAME:
    return read_name(l, node, f, into);
  case FIELD_DATE:
    return read_date(l, node, into);
  case FIELD_NUMBER:
    return read_number(l, node, f, into);
  case FIELD_INT:
    if (!read_integer(l, node, f, &whole))
      return false;
    *(int *)into = (int)whole;
    return true;
  case FIELD_COUNT:
    return read_integer(l, node, f, into);
  case FIELD_BOOL:
    *(bool *)into = (l->doc->text[n->start] | 0x20) == 't';
    return true;
  case FIELD_WORD:
    return read_word(l, node, f, into);
  case FIELD_GROUP:
  case FIELD_LIST:
  case FIELD_ANY:
    *(uint32_t *)into = node;
    return true;
  }
  return false;
}

/* ---- groups ---- */

/* From the one on that is expected: mostly settings stand in the schema's order. */
static size_t find_field(const struct loader *l, uint32_t node, const struct schema *schema, size_t expected)
{
  for (size_t i = expected; i < schema->count; i++)
    if (doc_named(l->doc, node, schema->fields[i].name))
      return i;
  for (size_t i = 0; i < expected && i < schema->count; i++)
    if (doc_named(l->doc, node, schema->fields[i].name))
      return i;
  return schema->count;
}

/* Reports a name that the schema lacks. Returns the index of the field that it may have been meant to be, or
 * schema->count. */
static size_t unknown_name(struct loader *l, uint32_t node, const struct schema *schema)
{
  const struct node *n = node_of(l, node);
  const char *known[SCHEMA_FIELDS_MAX];
  char name[64];

  for (size_t i = 0; i < schema->count; i++)
    known[i] = schema->fields[i].name;
  size_t len = n->name_len < sizeof name ? n->name_len : sizeof name - 1;
  memcpy(name, l->doc->text + n->name, len);
  name[len] = '\0';
  const char *near = text_nearest(name, known, schema->count);
  if (near)
    load_wrong_name(
        l, node, TR(lang_of(l), "unknown setting '%s'; did you mean '%s'?", "没有“%s”这个设置；是不是“%s”？"),
        name, near);
  else
    load_wrong_name(l, node, TR(lang_of(l), "unknown setting '%s'", "没有“%s”这个设置"), name);
  for (size_t i = 0; i < schema->count; i++)
    if (known[i] == near)
      return i;
  return schema->count;
}

/* Whether a name that does not belong here belongs to the text's own settings: in a damaged group that is
 * where a lost bracket put it. */
static bool strayed(const struct loader *l, uint32_t group, uint32_t node)
{
  static const char *const top[] = {"format", "plan", "panes", "id", "targets", "title", "period"};

  if (!node_of(l, group)->damaged)
    return false;
  for (size_t i = 0; i < sizeof top / sizeof *top; i++)
    if (doc_named(l->doc, node, top[i]))
      return true;
  return false;
}

static void missing(struct loader *l, uint32_t node, const struct field *f)
{
  struct buf what = {0};

  if (f->type == FIELD_WORD)
    list_words(f, &what);
  else
    buf_puts(&what, words_in(field_type_name(f->type), lang_of(l)));
  load_wrong(l, node, TR(lang_of(l), "'%s' is missing: %s", "缺少“%s”：%s"), f->name, what.data);
  buf_release(&what);
}

/* Reports what a group lacks. Returns whether it lacks nothing. */
static bool check_missing(struct loader *l, uint32_t node, const struct schema *schema,
                          const struct fields *found, const bool *meant)
{
  bool whole = true;

  for (size_t i = 0; i < schema->count; i++)
    if (schema->fields[i].required && found->node[i] == 0) {
      whole = false;
      if (!meant[i] && !node_of(l, node)->damaged)
        missing(l, node, &schema->fields[i]);
    }
  return whole;
}

struct fields load_fields(struct loader *l, uint32_t node, const struct schema *schema, void *record)
{
  struct fields found = {.good = 0};
  bool meant[SCHEMA_FIELDS_MAX + 1] = {false}; /* a misspelt name stands for it: it is not missing */
  bool alike = node_of(l, node)->alike && node == l->behind;
  uint32_t count = 0, last = 0;

  for (uint32_t i = node_of(l, node)->child, expected = 0; i != 0; last = i, i = node_of(l, i)->next) {
    size_t index = alike ? l->order[count] : find_field(l, i, schema, expected);
    expected = (uint32_t)index + 1;
    if (count < SCHEMA_FIELDS_MAX)
      l->order[count++] = (uint8_t)index;
    if (index == schema->count) {
      if (!strayed(l, node, i) && node_of(l, i)->name_len > 0)
        meant[unknown_name(l, i, schema)] = true;
      continue;
    }
    if (found.node[index] != 0)
      continue; /* set twice: the scan reported it */
    found.node[index] = i;
    if (load_value(l, i, &schema->fields[index], (char *)record + schema->fields[index].offset))
      found.good |= 1u << index;
  }
  bool whole = alike || check_missing(l, node, schema, &found, meant);
  l->behind = whole && count < SCHEMA_FIELDS_MAX ? last + 1 : 0;
  return found;
}
