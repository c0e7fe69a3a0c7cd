/* What must hold whatever the bytes are: of the scan, the load, the edits, the merges and
 * the journal. libFuzzer calls
 * LLVMFuzzerTestOneInput with inputs that it makes up (`make fuzz`); `make check` calls it with the seeds and
 * with every input that once found a mistake (test_fuzz.c).
 *
 * An input is a line of choices and then a text. The line's first letter is the part that is tried, see
 * `parts`; its other bytes decide what is done with the text, one after the other, and count as 0 when they
 * are used up. So a seed can be read and written in an editor, and a part that needs more choices takes more
 * bytes. A new part is a function and a line in the table. */
#include "fuzz.h"

#include <fcntl.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/text.h"
#include "guatu/edit/merge.h"
#include "guatu/store/confirm.h"
#include "guatu/store/figures.h"
#include "guatu/store/load.h"
#include "guatu/store/patch.h"
#include "guatu/store/splice.h"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifdef ASAN
/* Of <sanitizer/allocator_interface.h>, which gcc does not come with. */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));
#endif

/* ---- an input ---- */

struct input {
  const uint8_t *pick, *pick_end; /* choices that are left */
  const char *text;               /* a block of exactly its size, so that reading beyond it is noticed */
  size_t len;
  struct arena arena; /* of the texts that were picked */
};

/* The next choice: below `count`, which is at most 256. */
static size_t pick(struct input *in, size_t count)
{
  return in->pick < in->pick_end ? *in->pick++ % count : 0;
}

/* Something between −32768 and 32767. */
static int64_t pick_wide(struct input *in)
{
  int64_t high = (int64_t)pick(in, 256);
  return (high << 8 | (int64_t)pick(in, 256)) - (high < 128 ? 0 : 65536);
}

static void scratch_remove(void);

__attribute__((format(printf, 2, 3))) static void expect(bool holds, const char *format, ...)
{
  va_list args;
  if (holds)
    return;
  va_start(args, format);
  fputs("fuzz: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  scratch_remove();
  abort();
}

/* ---- scan and load ---- */

/* Offsets in the text, and no way round in circles; in a text without mistakes each part lies in its whole,
 * behind the part before. */
static void check_tree(const struct doc *d, bool good)
{
  for (uint32_t i = 0; i < d->count; i++) {
    const struct node *n = &d->nodes[i];
    expect(n->start <= n->end && n->end <= n->term_end && n->term_end <= d->len,
           "node %u has no span: %u-%u-%u of %zu", i, n->start, n->end, n->term_end, d->len);
    expect(n->child == 0 || n->child > i, "node %u holds an earlier one", i);
    expect(n->next == 0 || n->next > i, "an earlier node follows node %u", i);
    size_t at = n->start;
    for (uint32_t k = good ? n->child : 0; k != 0; k = d->nodes[k].next) {
      const struct node *part = &d->nodes[k];
      expect((part->name_len > 0 ? part->name : part->start) >= at && part->term_end <= n->end,
             "node %u is not where its whole is", k);
      at = part->term_end;
    }
  }
}

/* Every problem has words, a place in the text, and nothing that a terminal would take for a command. */
static void check_problems(const struct problems *p, const char *text, size_t len)
{
  char *printed = NULL;
  size_t size = 0;
  for (size_t i = 0; i < p->count; i++) {
    expect(p->list[i].text[0] != '\0', "a problem without a word");
    expect(p->list[i].offset == PROBLEM_NOWHERE || p->list[i].offset <= len, "a problem outside the text");
  }
  FILE *f = open_memstream(&printed, &size);
  problems_print(p, "x", text, len, f);
  fclose(f);
  for (char *line = printed, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
    expect(text_is_clean(line, (size_t)(end - line)), "not clean: %.*s", (int)(end - line), line);
  free(printed);
}

/* How the messages begin for which we refuse what libconfig would read: because it would read it wrong, or
 * because nobody could have meant it (PLATFORM §1.2 and 1.4). */
static const char *const strict_reasons[] = {
    "a zero byte stands here",
    "byte 0x",
    "this is UTF-16",
    "this escape stands for the control character",
    "the control character",
    "this escape makes no UTF-8",
    "this number is beyond",
    "this integer does not fit 32 bits",
    "this is no number; write digits on both sides",
    "this number has more than six decimals",
    "brackets are nested more than",
    "this comment is never closed",
    "this text is never closed", /* also two adjacent ones, of which the second goes over lines */
    "this name is longer than",
    "this group has more than",
    "the dataset is empty",
};

static bool strict(const struct problems *p)
{
  for (size_t i = 0; i < p->count; i++)
    for (size_t k = 0; k < sizeof strict_reasons / sizeof *strict_reasons; k++)
      if (strncmp(p->list[i].text, strict_reasons[k], strlen(strict_reasons[k])) == 0)
        return true;
  return false;
}

#ifdef ASAN
/* libconfig 1.5 loses the strings of a text that it refuses. What it asked for and did not give back is given
 * back for it, or the fuzzer would take it for our leak and run out of memory. */
static struct {
  bool on;
  size_t count;
  const volatile void *blocks[1 << 14];
} lost;

static void on_malloc(const volatile void *block, size_t size)
{
  (void)size;
  if (lost.on && lost.count < sizeof lost.blocks / sizeof *lost.blocks)
    lost.blocks[lost.count++] = block;
}

static void on_free(const volatile void *block)
{
  for (size_t i = lost.on ? lost.count : 0; i > 0; i--)
    if (lost.blocks[i - 1] == block) {
      lost.blocks[i - 1] = lost.blocks[--lost.count];
      return;
    }
}

static void watch_lost(bool on)
{
  static bool ready;
  if (!ready)
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
  ready = true;
  lost.on = on;
  for (; !on && lost.count > 0; lost.count--)
    free((void *)(uintptr_t)lost.blocks[lost.count - 1]);
}
#else
static void watch_lost(bool on)
{
  (void)on;
}
#endif

/* What we refuse for its grammar, libconfig refuses too. It is never shown an "@include": it would read that
 * file, or end the process. */
static void check_refusal(const struct doc *d, const struct problems *p)
{
  struct buf text = {0};
  config_t config;
  size_t bom = d->nodes[0].start;
  if (strict(p) || memmem(d->text, d->len, "@include", 8) != NULL)
    return;
  buf_add(&text, d->text + bom, d->len - bom);
  buf_putc(&text, '\n'); /* as confirm_doc does */
  watch_lost(true);
  config_init(&config);
  bool accepts = config_read_string(&config, text.data) == CONFIG_TRUE;
  config_destroy(&config);
  watch_lost(false);
  expect(!accepts, "libconfig reads what the scan refuses: %s", problems_first(p));
  buf_release(&text);
}

static void compare_targets(const struct plan *x, const struct target *a, const struct plan *y,
                            const struct target *b);

/* A target read from its group alone is the one that was read with the whole text. */
static void check_groups(struct plan *plan, const char *text)
{
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    struct target again;
    struct problems p = {0};
    expect(plan_target_from_group(plan, t, text + t->offset, t->length, &again, &p) == OK,
           "'%s' can't be read from its group: %s", t->id, problems_first(&p));
    expect(again.offset == t->offset && again.length == t->length, "'%s' is somewhere else", t->id);
    compare_targets(plan, t, plan, &again);
    problems_release(&p);
  }
}

/* Nothing of a plan could do more than stand on a screen; cleaning it once more changes nothing. */
static void expect_clean(const char *id, const char *text)
{
  bool plain = text_is_clean(text, strlen(text));
  for (const char *c = text; *c; c++)
    plain = plain && (unsigned char)*c >= 0x20 && *c != 0x7F;
  expect(plain, "'%s' has a text that no screen may get", id);
}

static void expect_clean_words(const char *id, const struct words *words)
{
  expect_clean(id, words->en);
  expect_clean(id, words->zh);
}

static void check_clean(const struct plan *plan)
{
  expect_clean_words("plan", &plan->title);
  for (size_t i = 0; i < plan->pane_count; i++)
    expect_clean_words(plan->panes[i].id, &plan->panes[i].name);
  for (size_t i = 0; i < plan->target_count; i++) {
    const struct target *t = &plan->targets[i];
    expect_clean(t->id, t->id);
    expect_clean_words(t->id, &t->name);
    expect_clean_words(t->id, &t->unit);
    expect_clean_words(t->id, &t->note);
    if (t->waived_reason != NULL)
      expect_clean(t->id, t->waived_reason);
    for (size_t k = 0; k < t->owner_count; k++)
      expect_clean(t->id, t->owners[k]);
    for (size_t k = 0; k < t->stage_count; k++)
      expect_clean_words(t->id, &t->stages[k].name);
    for (size_t k = 0; k < t->item_count; k++)
      expect_clean_words(t->id, &t->items[k].name);
    for (size_t k = 0; k < t->reading_count; k++) {
      expect_clean(t->id, t->readings[k].by);
      expect_clean(t->id, t->readings[k].at);
      expect_clean(t->id, t->readings[k].note);
    }
  }
}

static void fuzz_scan(struct input *in)
{
  struct problems p = {.lang = pick(in, 2) == 0 ? LANG_EN : LANG_ZH};
  struct doc d;
  struct plan *plan = NULL;
  bool good = doc_scan(&d, in->text, in->len, &p) == OK;
  expect(good == (p.errors == 0), "the scan said one thing and reported another");
  check_tree(&d, good);
  if (good)
    expect(confirm_doc(&d, &p) == OK, "libconfig and the scan differ: %s", problems_first(&p));
  else if (p.lang == LANG_EN)
    check_refusal(&d, &p);
  bool loads = plan_from_doc(&d, &plan, &p) == OK && good;
  expect(!good || loads == (p.errors == 0), "the load said one thing and reported another");
  problems_sort(&p);
  check_problems(&p, in->text, in->len);
  if (loads) {
    check_clean(plan);
    check_groups(plan, in->text);
  }
  plan_free(plan);
  doc_release(&d);
  problems_release(&p);
}

/* ---- plans that must be the same ---- */

#define SAME(member)      expect(a->member == b->member, "'%s' has another " #member, a->id)
#define SAME_TEXT(member) expect(strcmp(a->member, b->member) == 0, "'%s' has another " #member, a->id)
#define SAME_WORDS(member)                                                                                   \
  expect(strcmp(a->member.en, b->member.en) == 0 && strcmp(a->member.zh, b->member.zh) == 0,                 \
         "'%s' has another " #member, a->id)

static void compare_readings(const char *id, const struct reading *a, const struct reading *b)
{
  char day[16];
  date_format(a->through, day, sizeof day);
  bool same = b != NULL && date_cmp(a->through, b->through) == 0 && a->value.micros == b->value.micros &&
              a->count == b->count && a->of == b->of && strcmp(a->by, b->by) == 0 &&
              strcmp(a->at, b->at) == 0 && strcmp(a->note, b->note) == 0;
  expect(same, "'%s' says something else at %s", id, day);
}

/* All but the readings and the place in the text. */
static void compare_fields(const struct target *a, const struct target *b)
{
  SAME_TEXT(id);
  SAME_WORDS(name);
  SAME_WORDS(unit);
  SAME_WORDS(note);
  SAME(kind);
  SAME(sense);
  SAME(status);
  SAME(clock);
  SAME(target.micros);
  SAME(high.micros);
  SAME(stretch.micros);
  SAME(baseline.micros);
  SAME(tolerance.micros);
  SAME(weight.micros);
  SAME(has_stretch);
  SAME(has_baseline);
  SAME(has_tolerance);
  SAME(decimals);
  SAME(start.days);
  SAME(due.days);
  SAME(waived);
  SAME(waived_until.days);
  SAME_TEXT(waived_reason);
  SAME(owner_count);
  for (size_t i = 0; i < a->owner_count; i++)
    SAME_TEXT(owners[i]);
  SAME(point_count);
  for (size_t i = 0; i < a->point_count; i++) {
    SAME(points[i].through.days);
    SAME(points[i].share.micros);
  }
  SAME(stage_count);
  for (size_t i = 0; i < a->stage_count; i++) {
    SAME_WORDS(stages[i].name);
    SAME(stages[i].weight.micros);
    SAME(stages[i].due.days);
  }
  SAME(item_count);
  for (size_t i = 0; i < a->item_count; i++) {
    SAME_WORDS(items[i].name);
    SAME(items[i].done);
    SAME(items[i].done_on.days);
  }
}

static void compare_targets(const struct plan *x, const struct target *a, const struct plan *y,
                            const struct target *b)
{
  compare_fields(a, b);
  expect(strcmp(x->panes[a->pane].id, y->panes[b->pane].id) == 0, "'%s' is in another pane", a->id);
  SAME(reading_count);
  for (size_t i = 0; i < a->reading_count; i++)
    compare_readings(a->id, &a->readings[i], &b->readings[i]);
}

static void compare_heads(const struct plan *a, const struct plan *b)
{
  bool same = strcmp(a->title.en, b->title.en) == 0 && strcmp(a->title.zh, b->title.zh) == 0 &&
              date_cmp(a->from, b->from) == 0 && date_cmp(a->to, b->to) == 0 && a->reports == b->reports &&
              a->lag == b->lag && a->grace == b->grace && a->demo == b->demo &&
              memcmp(&a->rules, &b->rules, sizeof a->rules) == 0 && a->pane_count == b->pane_count &&
              a->target_count == b->target_count;
  expect(same, "the plan's head has changed");
  for (size_t i = 0; i < a->pane_count; i++)
    expect(strcmp(a->panes[i].id, b->panes[i].id) == 0 && a->panes[i].first == b->panes[i].first &&
               a->panes[i].count == b->panes[i].count,
           "a pane has changed");
}

/* ---- edits ---- */

#define CHANGES_MAX 3 /* in one edit */
#define EDITS_MAX   4 /* one after the other */

/* A dataset that loads. */
struct copy {
  char *text; /* of exactly its size */
  size_t len;
  struct plan *plan;
};

/* An edit of one target under way. */
struct edit {
  struct copy *before;
  size_t target;
  struct change changes[CHANGES_MAX];
  bool stale[CHANGES_MAX]; /* the person saw something else than the file says */
  size_t count;
  struct splice splice;
};

static void copy_release(struct copy *c)
{
  free(c->text);
  plan_free(c->plan);
  *c = (struct copy){0};
}

static struct date pick_day(struct input *in, const struct plan *plan, const struct target *t)
{
  size_t how = pick(in, 4);
  if (how < 2 && t->reading_count > 0)
    return t->readings[pick(in, t->reading_count < 256 ? t->reading_count : 256)].through;
  if (how < 3)
    return date_add(plan->from, (int)pick(in, 256) * 2);
  return date_add(plan->from, (int)pick_wide(in) * 64);
}

/* Any bytes without a zero, or something that has been awkward before. */
static const char *pick_text(struct input *in)
{
  static const char *const texts[] = {"",           "li",          "王", "2021-07-13T10:02:11+08:00",
                                      "o'\"neil\\", "#, } ) ; \"", "\n", "a\tb",
                                      "\\x41\\n",   "\xC2\x85",    "*/", "\r"};
  size_t count = sizeof texts / sizeof *texts, which = pick(in, count + 4);
  size_t len = which < count ? 0 : 1 + pick(in, 12);
  if (which < count)
    return texts[which];
  char *text = arena_alloc(&in->arena, len + 1);
  for (size_t i = 0; i < len; i++)
    text[i] = (char)(1 + pick(in, 255));
  return text;
}

static void pick_figure(struct input *in, struct reading *r)
{
  static const int64_t edges[] = {0,
                                  1,
                                  -1,
                                  DECIMAL_MAX,
                                  DECIMAL_MAX + 1,
                                  -DECIMAL_MAX,
                                  INT32_MAX * DECIMAL_ONE,
                                  (INT64_C(1) + INT32_MAX) * DECIMAL_ONE,
                                  INT32_MIN * DECIMAL_ONE,
                                  (INT64_C(-1) + INT32_MIN) * DECIMAL_ONE,
                                  500000,
                                  DECIMAL_ONE + 1};
  switch (pick(in, 5)) {
  case 0:
    r->value.micros = (int64_t)pick(in, 256) * DECIMAL_ONE;
    break;
  case 1:
    r->value.micros = pick_wide(in) * (DECIMAL_ONE / 100);
    break;
  case 2:
    r->value.micros = edges[pick(in, sizeof edges / sizeof *edges)];
    break;
  default:
    r->of = 1 + (int64_t)pick(in, 256) * (pick(in, 2) == 0 ? 1 : INT64_C(3906250000));
    reading_set_count(r, (int64_t)pick(in, 256) * r->of / 255, r->of);
    break;
  }
}

static struct reading pick_reading(struct input *in, struct date day)
{
  struct reading r = {.through = day};
  pick_figure(in, &r);
  r.by = pick_text(in);
  r.at = pick_text(in);
  r.note = pick_text(in);
  return r;
}

/* One more change of the target, for a day that has none yet. */
static void pick_change(struct input *in, struct edit *e)
{
  const struct plan *plan = e->before->plan;
  const struct target *t = &plan->targets[e->target];
  struct change *c = &e->changes[e->count];
  *c = (struct change){.target = t->id, .through = pick_day(in, plan, t)};
  for (size_t i = 0; i < e->count; i++)
    if (date_cmp(e->changes[i].through, c->through) == 0)
      return;
  size_t how = pick(in, 16);
  const struct reading *old = target_reading(t, c->through);
  c->has_old = old != NULL;
  if (old != NULL)
    c->old = *old;
  c->has_new = (how & 3) != 3;
  if (c->has_new)
    c->new = pick_reading(in, c->through);
  c->exact = (how & 4) != 0;
  e->stale[e->count] = how >= 14;
  if (e->stale[e->count]) {
    c->has_old = pick(in, 2) == 0;
    c->old = c->has_old ? pick_reading(in, c->through) : (struct reading){0};
  }
  e->count++;
}

static bool changed(const struct edit *e, struct date day)
{
  for (size_t i = 0; i < e->count; i++)
    if (date_cmp(e->changes[i].through, day) == 0)
      return true;
  return false;
}

static void expect_text(const char *id, const char *what, const char *is, const char *should)
{
  struct buf clean = {0};
  text_clean(&clean, should, strlen(should));
  expect(strcmp(is, clean.len > 0 ? clean.data : "") == 0, "'%s' has another %s", id, what);
  buf_release(&clean);
}

/* What was asked for is what the text says now. When somebody else had entered the very figure, it may have
 * stayed theirs. */
static void check_change(const struct change *c, bool stale, const struct target *before,
                         const struct target *after)
{
  const struct reading *now = target_reading(after, c->through), *was = target_reading(before, c->through);
  char day[16];
  date_format(c->through, day, sizeof day);
  expect((now != NULL) == c->has_new, "'%s' at %s: %s", c->target, day,
         now != NULL ? "still there" : "not there");
  if (now == NULL)
    return;
  expect(now->of == c->new.of &&
             (now->of > 0 ? now->count == c->new.count : now->value.micros == c->new.value.micros),
         "'%s' at %s has another figure", c->target, day);
  if (stale)
    return;
  bool keeps = !c->exact && c->new.note[0] == '\0' && was != NULL;
  expect_text(c->target, "by", now->by, c->new.by);
  expect_text(c->target, "at", now->at, c->new.at);
  expect_text(c->target, "note", now->note, keeps ? was->note : c->new.note);
}

static void check_edited(const struct edit *e, const struct target *before, const struct target *after)
{
  compare_fields(before, after);
  for (size_t i = 0; i < before->reading_count; i++)
    if (!changed(e, before->readings[i].through))
      compare_readings(before->id, &before->readings[i], target_reading(after, before->readings[i].through));
  for (size_t i = 0; i < after->reading_count; i++)
    expect(changed(e, after->readings[i].through) ||
               target_reading(before, after->readings[i].through) != NULL,
           "'%s' has a reading that nobody entered", after->id);
  for (size_t i = 0; i < e->count; i++)
    check_change(&e->changes[i], e->stale[i], before, after);
}

/* The whole text with the group in its place. */
static struct copy join(const struct edit *e)
{
  const struct target *t = &e->before->plan->targets[e->target];
  struct copy c = {0};
  struct patch patch = {0};
  struct buf text = {0};
  patch_put(&patch, t->offset, t->offset + t->length, e->splice.group.data, e->splice.group.len);
  patch_apply(&patch, e->before->text, e->before->len, &text);
  patch_release(&patch);
  c.len = text.len;
  c.text = mem_alloc(text.len + (text.len == 0));
  memcpy(c.text, text.data, text.len);
  buf_release(&text);
  return c;
}

/* The plan says what it did before, but for the edited target; every byte outside of that is as it was. */
static void check_copy(const struct edit *e, const struct copy *now)
{
  const struct copy *was = e->before;
  const struct target *t = &was->plan->targets[e->target];
  size_t end = t->offset + t->length, moved = e->splice.group.len - t->length;
  expect(now->len == was->len + moved && memcmp(now->text, was->text, t->offset) == 0 &&
             memcmp(now->text + (end + moved), was->text + end, was->len - end) == 0,
         "bytes outside '%s' have changed", t->id);
  compare_heads(was->plan, now->plan);
  for (size_t i = 0; i < now->plan->target_count; i++) {
    const struct target *a = &was->plan->targets[i], *b = &now->plan->targets[i];
    expect(b->offset == a->offset + (i > e->target ? moved : 0), "'%s' has moved", a->id);
    expect(b->length == (i == e->target ? e->splice.group.len : a->length), "'%s' has another length", a->id);
    if (i == e->target)
      check_edited(e, a, b);
    else
      compare_targets(was->plan, a, now->plan, b);
  }
}

/* Undo by bytes gives back the bytes. */
static void check_back(const struct edit *e, const struct copy *now)
{
  const struct target *t = &e->before->plan->targets[e->target];
  struct buf old = {0};
  struct splice back = {0};
  buf_add(&old, e->before->text + t->offset, t->length);
  expect(splice_back(now->text, t->offset, t->offset + e->splice.group.len, &e->splice.group, &old, &back) ==
             OK,
         "the bytes of '%s' can't be put back", t->id);
  expect(back.group.len == old.len && memcmp(back.group.data, old.data, old.len) == 0,
         "'%s' got other bytes back", t->id);
  splice_release(&back);
  buf_release(&old);
}

/* Undo by figures, as when somebody has edited the target since, gives back what they said; unless a layout
 * does not allow it, which is said. */
static void check_turn(const struct edit *e, const struct copy *now)
{
  const struct target *t = &e->before->plan->targets[e->target], *is = &now->plan->targets[e->target];
  struct change turned[CHANGES_MAX];
  struct splice back = {0};
  struct problems p = {0};
  struct target again;
  for (size_t i = 0; i < e->splice.made_count; i++) {
    const struct change *c = &e->splice.made[i];
    turned[i] = (struct change){.target = c->target,
                                .through = c->through,
                                .has_old = c->has_new,
                                .old = c->new,
                                .has_new = c->has_old,
                                .new = c->old,
                                .exact = true};
  }
  if (splice_target(now->text, is->offset, is->offset + is->length, turned, e->splice.made_count, &back,
                    &p) != OK) {
    expect(p.errors > 0 && back.refused_count == 0, "'%s' was not taken back", t->id);
  } else {
    expect(plan_target_from_group(now->plan, is, back.group.data, back.group.len, &again, &p) == OK,
           "'%s' can't be read after undo: %s", t->id, problems_first(&p));
    compare_targets(e->before->plan, t, now->plan, &again);
  }
  splice_release(&back);
  problems_release(&p);
}

/* The group alone is good exactly when the whole text is, and says the same; which is why a save may look at
 * the group alone. */
static bool check_alone(const struct edit *e, struct copy *now)
{
  struct plan *plan = e->before->plan;
  struct problems p = {0}, whole = {0};
  struct target alone;
  bool good = plan_target_from_group(plan, &plan->targets[e->target], e->splice.group.data,
                                     e->splice.group.len, &alone, &p) == OK;
  bool loads = plan_from_text(now->text, now->len, &now->plan, &whole) == OK;
  expect(good == (p.errors == 0) && (good || p.count > 0), "a group said one thing and reported another");
  check_problems(&p, e->splice.group.data, e->splice.group.len);
  expect(loads == good, "the group is %s, the text is %s: %s", good ? "good" : "wrong",
         loads ? "good" : "wrong", problems_first(good ? &whole : &p));
  if (loads)
    compare_targets(plan, &alone, now->plan, &now->plan->targets[e->target]);
  problems_release(&p);
  problems_release(&whole);
  return loads;
}

/* Makes one edit and goes on from its text; false when there was none to make. */
static bool edit_once(struct input *in, struct copy *copy)
{
  struct plan *plan = copy->plan;
  struct edit e = {.before = copy};
  struct problems p = {0};
  struct copy now = {0};
  e.target = pick(in, plan->target_count < 256 ? plan->target_count : 256);
  for (size_t n = 1 + pick(in, CHANGES_MAX); n > 0; n--)
    pick_change(in, &e);
  const struct target *t = &plan->targets[e.target];
  bool made =
      splice_target(copy->text, t->offset, t->offset + t->length, e.changes, e.count, &e.splice, &p) == OK;
  bool stale = false;
  for (size_t i = 0; i < e.count; i++)
    stale = stale || e.stale[i];
  expect(made == (p.errors == 0), "an edit said one thing and reported another");
  expect(made || e.splice.group.len == 0, "an edit was refused and made");
  expect(stale || e.splice.refused_count == 0, "a conflict with nobody: %s", problems_first(&p));
  if (made) {
    now = join(&e);
    made = check_alone(&e, &now);
  }
  if (made) {
    check_copy(&e, &now);
    check_back(&e, &now);
    check_turn(&e, &now);
    copy_release(copy);
    *copy = now;
    now = (struct copy){0};
  }
  check_problems(&p, NULL, 0);
  problems_release(&p);
  splice_release(&e.splice);
  copy_release(&now);
  return made;
}

static void fuzz_edit(struct input *in)
{
  struct copy copy = {.len = in->len};
  struct problems p = {0};
  if (plan_from_text(in->text, in->len, &copy.plan, &p) == OK && copy.plan->target_count > 0) {
    copy.text = mem_alloc(in->len);
    memcpy(copy.text, in->text, in->len);
    for (int i = 0; i < EDITS_MAX && (i == 0 || in->pick < in->pick_end); i++)
      if (!edit_once(in, &copy))
        break;
  }
  copy_release(&copy);
  problems_release(&p);
}

/* ---- merges ---- */

static struct copy copy_of(const char *text, size_t len)
{
  struct copy c = {.text = mem_alloc(len + 1), .len = len};
  struct problems p = {0};
  memcpy(c.text, text, len);
  (void)plan_from_text(c.text, c.len, &c.plan, &p);
  problems_release(&p);
  return c;
}

/* A piece taken out, or doubled: other definitions, comments, targets, and often no dataset any more. */
static void change_bytes(struct input *in, struct copy *c)
{
  size_t from = c->len > 0 ? (pick(in, 256) << 8 | pick(in, 256)) % c->len : 0;
  size_t size = 1 + pick(in, 64);
  bool doubled = pick(in, 2) == 1;
  struct buf out = {0};
  size = size > c->len - from ? c->len - from : size;
  buf_add(&out, c->text, from);
  for (int i = 0; doubled && i < 2; i++)
    buf_add(&out, c->text + from, size);
  buf_add(&out, c->text + from + size, c->len - from - size);
  copy_release(c);
  *c = copy_of(out.data, out.len);
  buf_release(&out);
}

/* What one side made of the base: figures, other things, or nothing. */
static struct copy pick_side(struct input *in)
{
  struct copy c = copy_of(in->text, in->len);
  if (pick(in, 4) == 1)
    change_bytes(in, &c);
  for (size_t n = pick(in, 3); n > 0 && c.plan != NULL && c.plan->target_count > 0; n--)
    if (!edit_once(in, &c))
      break;
  return c;
}

static enum err merge(struct merge *m, const char *base, size_t len, const struct copy *ours,
                      const struct copy *theirs)
{
  const struct merge_text texts[MERGE_SIDES] = {
      {base, len}, {ours->text, ours->len}, {theirs->text, theirs->len}};
  *m = (struct merge){0};
  enum err err = merge_texts(m, texts, LANG_EN);
  size_t errors = m->problems.errors;
  for (int i = 0; i < MERGE_SIDES; i++) {
    errors += m->wrong[i].errors;
    check_problems(&m->wrong[i], texts[i].data, texts[i].len);
  }
  check_problems(&m->problems, NULL, 0);
  expect((err == OK) == (errors == 0), "a merge said one thing and reported another");
  expect(err == OK || m->text.len == 0, "a merge was refused and made");
  return err;
}

/* A merged text is a dataset, or has marks that the scan points at. */
static void check_merged(const struct merge *m)
{
  struct problems p = {0};
  struct doc d = {0};
  bool clean = doc_scan(&d, m->text.data, m->text.len, &p) == OK;
  expect(clean == (m->conflict_count == 0), "%zu conflicts, and the scan finds %zu mistakes",
         m->conflict_count, p.errors);
  doc_release(&d);
  problems_release(&p);
}

static void same_plans(const char *what, const struct buf *a, const struct buf *b)
{
  struct copy x = copy_of(a->data, a->len), y = copy_of(b->data, b->len);
  expect(x.plan != NULL && y.plan != NULL, "%s: a merged text does not load", what);
  expect(x.plan->target_count == y.plan->target_count, "%s: other targets", what);
  for (size_t i = 0; i < x.plan->target_count; i++) {
    const struct target *t = &x.plan->targets[x.plan->by_id[i]], *u = plan_find(y.plan, t->id);
    expect(u != NULL, "%s: '%s' is missing", what, t->id);
    compare_targets(x.plan, t, y.plan, u);
  }
  copy_release(&x);
  copy_release(&y);
}

/* Merging is the same from either side, and merging with what nobody changed changes nothing. */
static void fuzz_merge(struct input *in)
{
  struct copy ours = pick_side(in), theirs = pick_side(in), base = copy_of(in->text, in->len);
  struct merge one, other;
  bool made = merge(&one, in->text, in->len, &ours, &theirs) == OK;
  bool turned = merge(&other, in->text, in->len, &theirs, &ours) == OK;
  expect(made == turned, "a merge is made from one side only");
  if (made) {
    check_merged(&one);
    check_merged(&other);
    expect((one.conflict_count == 0) == (other.conflict_count == 0), "a conflict from one side only");
    if (one.conflict_count == 0)
      same_plans("from either side", &one.text, &other.text);
  }
  merge_release(&one);
  merge_release(&other);
  if (made && in->len > 0 && merge(&one, in->text, in->len, &ours, &base) == OK) {
    expect(one.conflict_count == 0 && one.text.len == ours.len &&
               memcmp(one.text.data, ours.text, ours.len) == 0,
           "nobody changed anything, and ours is another");
    merge_release(&one);
  }
  copy_release(&ours);
  copy_release(&theirs);
  copy_release(&base);
}

/* ---- the journal ---- */

/* A folder of this process with an empty dataset; the journal lies beside it. */
static struct {
  char folder[256], dataset[272], journal[288];
} scratch;

static void scratch_remove(void)
{
  if (scratch.folder[0] == '\0')
    return;
  unlink(scratch.journal);
  unlink(scratch.dataset);
  rmdir(scratch.folder);
}

static void scratch_make(void)
{
  const char *tmp = getenv("TMPDIR");
  if (scratch.folder[0] != '\0')
    return;
  snprintf(scratch.folder, sizeof scratch.folder, "%.200s/guatu-fuzz-XXXXXX", tmp != NULL ? tmp : "/tmp");
  expect(mkdtemp(scratch.folder) != NULL, "no scratch folder: %s", scratch.folder);
  snprintf(scratch.dataset, sizeof scratch.dataset, "%s/x", scratch.folder);
  snprintf(scratch.journal, sizeof scratch.journal, "%s/x.journal", scratch.folder);
  int fd = open(scratch.dataset, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  expect(fd >= 0, "no scratch file: %s", scratch.dataset);
  close(fd);
  atexit(scratch_remove);
}

/* Makes the journal longer, or begins it. */
static void journal_put(const char *text, size_t len, bool anew)
{
  int fd = open(scratch.journal, O_WRONLY | O_CREAT | O_CLOEXEC | (anew ? O_TRUNC : O_APPEND), 0600);
  expect(fd >= 0 && write(fd, text, len) == (ssize_t)len, "can't write %s", scratch.journal);
  close(fd);
}

static void follow(struct figures *f)
{
  struct problems p = {0};
  expect(figures_follow(f, scratch.dataset, &p) == OK, "the journal can't be read: %s", problems_first(&p));
  problems_release(&p);
}

static bool same_reading(bool there, const struct reading *a, bool there_too, const struct reading *b)
{
  return there == there_too && (!there || (a->value.micros == b->value.micros && a->count == b->count &&
                                           a->of == b->of && strcmp(a->by, b->by) == 0 &&
                                           strcmp(a->at, b->at) == 0 && strcmp(a->note, b->note) == 0));
}

static void compare_figures(const struct figures *a, const struct figures *b)
{
  expect(a->count == b->count && a->ledger.seq == b->ledger.seq && a->ledger.broken == b->ledger.broken &&
             a->ledger.line == b->ledger.line && a->ledger.pending_count == b->ledger.pending_count,
         "a journal read in two goes is another");
  for (size_t i = 0; i < a->count; i++) {
    const struct figure *x = &a->list[i], *y = &b->list[i];
    expect(strcmp(x->target, y->target) == 0 && date_cmp(x->through, y->through) == 0 &&
               x->answered == y->answered && same_reading(x->has_first, &x->first, y->has_first, &y->first) &&
               same_reading(x->has_last, &x->last, y->has_last, &y->last) &&
               same_reading(x->has_saved, &x->saved, y->has_saved, &y->saved),
           "a figure read in two goes is another: %s", x->target);
    expect(figures_find(a, x->target, x->through) == x, "a figure is not found: %s", x->target);
  }
}

/* A plan that knows the target "a", for the figures to be compared with. */
static const struct plan *small_plan(void)
{
  static const char text[] =
      "format = 1; plan = { title = \"T\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
      "panes = ( { id = \"p\"; name = \"P\"; targets = ( { id = \"a\"; name = \"A\"; kind = \"cumulative\"; "
      "target = 32; readings = ( { through = \"2021-06-30\"; value = 17; by = \"li\"; at = "
      "\"2021-07-13T10:02:11+08:00\"; } ); } ); } );\n";
  static struct plan *plan;
  struct problems p = {0};
  if (plan == NULL)
    expect(plan_from_text(text, sizeof text - 1, &plan, &p) == OK, "%s", problems_first(&p));
  return plan;
}

static void count_visit(void *context, const struct journal_line *l, size_t line,
                        enum ledger_standing standing)
{
  size_t *visits = context;
  expect(line > 0 && l->what < JOURNAL_COUNT && standing <= LEDGER_PENDING, "a visit of no line");
  expect(l->target[0] == '\0' || !l->has_new || l->new.of >= 0, "a share of less than nothing");
  ++*visits;
}

/* Reads it as a whole, and in two goes with a cut at any byte: a writer may be in the middle of a line. */
static void read_journal(const char *text, size_t len, size_t cut)
{
  struct figures whole = {0}, parts = {0};
  journal_put(text, cut, true);
  follow(&parts);
  journal_put(text + cut, len - cut, false);
  follow(&parts);
  follow(&whole);
  compare_figures(&whole, &parts);
  for (size_t i = 0; i < whole.count; i++) {
    const struct reading *now;
    figure_lost(&whole.list[i], small_plan(), &now);
    figure_differs(&whole.list[i], small_plan(), &now);
  }
  figures_release(&whole);
  figures_release(&parts);
}

/* Reads it line by line. */
static void walk_journal(const char *text, size_t len)
{
  struct ledger ledger = {0};
  struct problems p = {0};
  size_t visits = 0;
  journal_put(text, len, true);
  expect(ledger_follow(&ledger, scratch.dataset, count_visit, &visits, NULL, &p) == OK, "no journal");
  ledger_end(&ledger, count_visit, &visits);
  expect(visits <= ledger.line && ledger.broken <= ledger.line, "more lines than there are");
  ledger_release(&ledger);
  problems_release(&p);
}

/* Each line with the hash that it should have, following the line before: what is made up can't get that
 * right, and without it a line counts for nothing. */
static void seal(const char *text, size_t len, struct buf *out)
{
  char prev[DIGEST_SIZE];
  memset(prev, '0', sizeof prev - 1);
  prev[sizeof prev - 1] = '\0';
  while (len > 0) {
    const char *newline = memchr(text, '\n', len);
    size_t line = newline != NULL ? (size_t)(newline - text) : len, start = out->len;
    const char *link = memmem(text, line, "\"prev\":\"", 8), *hash = memmem(text, line, ",\"hash\":\"", 9);
    size_t end = hash != NULL ? (size_t)(hash - text) : line > 0 ? line - 1 : 0;
    size_t head = link != NULL && (size_t)(link - text) + 8 <= end ? (size_t)(link - text) + 8 : end;
    buf_add(out, text, head);
    if (head < end)
      buf_puts(out, prev);
    if (head + DIGEST_SIZE - 1 <= end)
      buf_add(out, text + head + DIGEST_SIZE - 1, end - head - (DIGEST_SIZE - 1));
    digest_text(out->data + start, out->len - start, prev);
    buf_printf(out, ",\"hash\":\"%s\"}\n", prev);
    text += line + (newline != NULL);
    len -= line + (newline != NULL);
  }
}

static void fuzz_journal(struct input *in)
{
  struct buf sealed = {0};
  size_t cut = pick(in, 256);
  scratch_make();
  walk_journal(in->text, in->len);
  seal(in->text, in->len, &sealed);
  if (sealed.len > 0)
    read_journal(sealed.data, sealed.len, cut * sealed.len / 255);
  buf_release(&sealed);
}

/* A text that a line may hold. */
static const char *pick_clean(struct input *in)
{
  const char *text = pick_text(in);
  size_t len = strlen(text), good = text_invalid(text, len);
  return good == len ? text : arena_text(&in->arena, text, good);
}

static struct reading pick_noted(struct input *in, struct date day)
{
  struct reading r = {.through = day};
  pick_figure(in, &r);
  if (r.value.micros > DECIMAL_MAX)
    r.value.micros = DECIMAL_MAX;
  r.by = pick_clean(in);
  r.at = pick_clean(in);
  r.note = pick_clean(in);
  return r;
}

static struct journal_line pick_line(struct input *in, const char *hash)
{
  struct journal_line l = {.seq = 1 + pick(in, 256) * pick(in, 256) * pick(in, 256),
                           .save = 1 + pick(in, 256),
                           .what = (enum journal_what)pick(in, JOURNAL_COUNT)};
  l.through = date_add(date_of(2021, 6, 30), (int)pick_wide(in) * 64);
  l.time = pick_clean(in);
  l.user = pick_clean(in);
  l.account = pick_clean(in);
  l.from = pick_clean(in);
  l.target = pick_clean(in);
  l.has_old = l.target[0] != '\0' && pick(in, 2) == 0;
  l.has_new = l.target[0] != '\0' && pick(in, 2) == 0;
  if (l.has_old)
    l.old = pick_noted(in, l.through);
  if (l.has_new)
    l.new = pick_noted(in, l.through);
  l.before = journal_is_change(l.what) || pick(in, 2) == 0 ? hash : "";
  l.after = hash;
  l.key = pick_clean(in);
  return l;
}

/* A line that was written is read as it was, and written again it is the same. */
static void fuzz_line(struct input *in)
{
  char hash[DIGEST_SIZE], again[DIGEST_SIZE], prev[DIGEST_SIZE];
  struct buf line = {0}, twice = {0};
  struct journal_line got;
  const struct words *why = NULL;
  digest_text(in->text, in->len, prev);
  struct journal_line l = pick_line(in, prev);
  journal_line_write(&line, &l, prev, hash);
  expect(line.len > 0 && memchr(line.data, '\n', line.len) == line.data + line.len - 1, "no whole line");
  expect(journal_line_read(line.data, line.len - 1, &in->arena, &got, &why), "not read: %s", line.data);
  expect(why == NULL, "read, but %s: %s", why != NULL ? why->en : "", line.data);
  bool same = got.seq == l.seq && got.save == l.save && got.what == l.what && strcmp(got.time, l.time) == 0 &&
              strcmp(got.user, l.user) == 0 && strcmp(got.account, l.account) == 0 &&
              strcmp(got.key, l.key) == 0 && strcmp(got.from, l.from) == 0 && strcmp(got.target, l.target) == 0 &&
              strcmp(got.before, l.before) == 0 && strcmp(got.after, l.after) == 0 &&
              strcmp(got.prev, prev) == 0 && strcmp(got.hash, hash) == 0 &&
              (l.target[0] == '\0' || date_cmp(got.through, l.through) == 0) &&
              same_reading(got.has_old, &got.old, l.has_old, &l.old) &&
              same_reading(got.has_new, &got.new, l.has_new, &l.new);
  expect(same, "read as something else: %s", line.data);
  journal_line_write(&twice, &got, got.prev, again);
  expect(twice.len == line.len && memcmp(twice.data, line.data, line.len) == 0, "written differently: %s%s",
         line.data, twice.data);
  buf_release(&line);
  buf_release(&twice);
  if (journal_line_read(in->text, in->len, &in->arena, &got, &why))
    expect(got.seq > 0 && digest_is(got.after) && digest_is(got.prev), "read, but it is no line");
  else
    expect(why != NULL, "not read, without a reason");
}

/* ---- all of them ---- */

static const struct {
  char letter;
  void (*run)(struct input *in);
} parts[] = {
    {'s', fuzz_scan},    /* s: any bytes */
    {'e', fuzz_edit},    /* e: a dataset, and what is entered */
    {'m', fuzz_merge},   /* m: a dataset, and what two sides make of it */
    {'j', fuzz_journal}, /* j: any bytes as a journal */
    {'l', fuzz_line},    /* l: any bytes as a journal's line, and the line that the choices make */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const uint8_t *newline = size > 0 ? memchr(data, '\n', size) : NULL;
  if (newline == NULL)
    return 0;
  struct input in = {.pick = data + 1, .pick_end = newline, .len = size - (size_t)(newline + 1 - data)};
  char *text = malloc(in.len > 0 ? in.len : 1);
  expect(text != NULL, "no memory");
  memcpy(text, newline + 1, in.len);
  in.text = text;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i].letter == (char)data[0])
      parts[i].run(&in);
  arena_free(&in.arena);
  free(text);
  return 0;
}
