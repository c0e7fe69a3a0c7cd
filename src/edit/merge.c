/* The merge as a whole: read the three texts, edit one of them, prove the result, mark what is left to
 * decide. Nothing comes out that was not proven; a text with marks is a proven text with the other side's
 * bytes put beside some of its own. */
#include "guatu/edit/merge.h"

#include <stdlib.h>

#include "guatu/edit/merge_parts.h"
#include "guatu/store/confirm.h"

static enum err read_sides(struct merge_work *w, const struct merge_text texts[MERGE_SIDES])
{
  struct problems *wrong = w->out->wrong;
  enum err worst = OK;
  for (int i = 0; i < MERGE_SIDES; i++) {
    if (i == MERGE_BASE && texts[i].len == 0) {
      struct problems empty = {0}; /* the scan would complain of it */
      (void)doc_scan(&w->side[i].doc, "", 0, &empty);
      problems_release(&empty);
      continue;
    }
    enum err err = merge_source_read(&w->side[i], &texts[i], &wrong[i]);
    worst = err != OK ? err : worst;
  }
  return worst;
}

/* Has libconfig read an input; true when it reads what we read. */
static bool confirm_side(struct merge_work *w, enum merge_side side)
{
  return w->side[side].plan == NULL || confirm_doc(&w->side[side].doc, &w->out->wrong[side]) == OK;
}

/* Reads the result. When that fails, an input that libconfig reads differently is the reason to give. */
static bool read_result(struct merge_work *w, struct merge_source *s, const struct buf *text,
                        struct problems *q)
{
  bool good = merge_source_read(s, &(struct merge_text){text->data, text->len}, q) == OK &&
              confirm_doc(&s->doc, q) == OK;
  for (int i = 0; i < MERGE_SIDES && !good; i++)
    (void)confirm_side(w, (enum merge_side)i);
  return good;
}

static bool any_wrong(const struct merge *m)
{
  size_t errors = 0;
  for (int i = 0; i < MERGE_SIDES; i++)
    errors += m->wrong[i].errors;
  return errors > 0;
}

/* The result can't be read: with the first mistake and its line in it, which are not in anybody's file. */
static enum err refuse_text(const struct problems *q, const struct buf *text, struct problems *p)
{
  size_t line = 0, column = 0;
  for (size_t i = 0; i < q->count && line == 0; i++)
    if (q->list[i].level == PROBLEM_ERROR && q->list[i].offset != PROBLEM_NOWHERE)
      problem_place(text->data, text->len, q->list[i].offset, &line, &column);
  return problem_fail(p, ERR_NO,
                      TR(p->lang,
                         "nothing was merged, because both sides together would make a wrong dataset "
                         "(line %zu of it): %s",
                         "没有合并：双方的改动合在一起会使数据有错误（合并后的第 %zu 行）：%s"),
                      line, problems_first(q));
}

static enum err refuse_layout(const struct merge_work *w, struct problems *p)
{
  if (w->stuck != NULL)
    return problem_fail(p, ERR_NO,
                        TR(p->lang,
                           "nothing was merged: target '%s' is laid out in a way that guatu can't edit "
                           "without touching more than was changed; merge it in an editor.",
                           "没有合并：目标“%s”的写法，程序无法只改动过的部分；请用编辑器合并。"),
                        w->stuck);
  return problem_fail(p, ERR_NO,
                      TR(p->lang,
                         "nothing was merged: the result could not be proven to say what both sides say; "
                         "merge it in an editor.",
                         "没有合并：无法证明合并结果与双方一致；请用编辑器合并。"));
}

/* The host's text with all edits; conflicts stand in it as one side has them. */
static bool edit_host(struct merge_work *w, struct buf *out)
{
  const struct doc *d = &w->side[w->host].doc;
  struct merge_where top = {.pane = "", .target = "", .path = ""};
  struct merge_view root = {.node = {0}};
  struct patch patch = {0};
  for (int i = 0; i < MERGE_SIDES; i++)
    root.doc[i] = &w->side[i].doc;
  merge_group(w, &top, &root, &patch);
  bool good = w->stuck == NULL && merge_patch_fits(&patch, d->len);
  if (good)
    patch_apply(&patch, d->text, d->len, out);
  patch_release(&patch);
  return good;
}

enum err merge_texts(struct merge *m, const struct merge_text texts[MERGE_SIDES], enum lang lang)
{
  *m = (struct merge){.problems = {.lang = lang}};
  struct merge_work w = {.out = m};
  struct merge_source result = {0};
  struct problems q = {.lang = lang};
  struct buf clean = {0};
  for (int i = 0; i < MERGE_SIDES; i++)
    m->wrong[i].lang = lang;
  enum err err = read_sides(&w, texts);
  if (err != OK)
    goto out;
  w.host = merge_host(&w);
  w.other = w.host == MERGE_OURS ? MERGE_THEIRS : MERGE_OURS;
  w.eol = merge_eol(texts[w.host].data, texts[w.host].len);
  if (!edit_host(&w, &clean))
    err = refuse_layout(&w, &m->problems);
  else if (!read_result(&w, &result, &clean, &q))
    err = any_wrong(m) ? ERR_NO : refuse_text(&q, &clean, &m->problems);
  else if (!merge_proven(&w, &result))
    err = refuse_layout(&w, &m->problems);
  else if (m->conflict_count > 0 && !confirm_side(&w, MERGE_THEIRS))
    err = ERR_NO;
  if (err != OK)
    goto out;
  if (m->conflict_count > 0) {
    merge_marks(&w, &result, &m->text);
  } else {
    m->text = clean;
    clean = (struct buf){0};
  }
  merge_note_changes(&w, &result);
out:
  if (err != OK)
    m->conflict_count = 0;
  merge_source_release(&result);
  for (int i = 0; i < MERGE_SIDES; i++)
    merge_source_release(&w.side[i]);
  problems_release(&q);
  buf_release(&clean);
  return err;
}

void merge_release(struct merge *m)
{
  for (int i = 0; i < MERGE_SIDES; i++)
    problems_release(&m->wrong[i]);
  problems_release(&m->problems);
  buf_release(&m->text);
  free(m->conflicts);
  free(m->changes);
  arena_free(&m->arena);
  *m = (struct merge){0};
}
