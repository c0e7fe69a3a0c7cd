/* `guatu merge`: what two sites did to one plan, in one file. Used by hand, and by git as a merge driver,
 * which gives the three versions as temporary files, takes the result from the second, and goes by the exit
 * status.
 *
 * OURS is merged as it is at the moment of the save, so that a figure entered meanwhile is not lost. */
#include <stdio.h>
#include <string.h>

#include "guatu/base/print.h"
#include "guatu/commands/command.h"
#include "guatu/edit/merge.h"
#include "guatu/store/commit.h"
#include "guatu/store/file.h"
#include "guatu/store/record.h"

static const struct option_entry merge_options[] = {
    {"name",
     "TEXT",
     {"what messages call the file; %P in a git merge driver", "提示中使用的文件名；git 合并驱动用 %P"}},
    {NULL, NULL, {NULL, NULL}},
};

static int run_merge(const struct call *c);

const struct command command_merge = {
    .name = "merge",
    .operands = "BASE OURS THEIRS",
    .min_args = 3,
    .max_args = 3,
    .summary = {"merge two versions of a dataset into OURS", "把两个版本合并到 OURS"},
    .options = merge_options,
    .run = run_merge,
};

/* The three texts, and what became of them. */
struct job {
  struct buf texts[MERGE_SIDES];
  struct merge merge; /* of the latest attempt */
};

/* ---- in words ---- */

static void put_value(struct buf *out, bool there, const char *value, enum lang lang)
{
  buf_puts(out, there ? value : TR(lang, "nothing", "没有这一项"));
}

static void put_element(struct buf *out, const struct merge_conflict *c, enum lang lang)
{
  if (c->has_ours && c->has_theirs)
    buf_puts(out, TR(lang, "in another pane on either side", "双方把它移到了不同的板块"));
  else if (c->has_ours)
    buf_puts(out, TR(lang, "ours changed it, theirs took it out", "本方改动，对方删除"));
  else
    buf_puts(out, TR(lang, "ours took it out, theirs changed it", "本方删除，对方改动"));
}

/* "dead-end-roads 2021-06-30: ours 17 (li, …), theirs 18 (wang, …)" */
static void put_conflict(struct buf *out, const struct merge_conflict *c, enum lang lang)
{
  const char *colon = TR(lang, ": ", "："), *ours = TR(lang, "ours ", "本方 "),
             *theirs = TR(lang, ", theirs ", "，对方 ");
  char day[16];
  if (c->pane[0] != '\0')
    buf_printf(out, TR(lang, "pane %s", "板块 %s"), c->pane);
  buf_puts(out, c->target);
  switch (c->what) {
  case MERGE_READING:
    buf_printf(out, " %s%s%s", date_format(c->through, day, sizeof day), colon, ours);
    record_describe(out, c->has_ours ? &c->ours : NULL, lang);
    buf_puts(out, theirs);
    record_describe(out, c->has_theirs ? &c->theirs : NULL, lang);
    return;
  case MERGE_SETTING:
    buf_printf(out, "%s%s%s%s", c->pane[0] != '\0' || c->target[0] != '\0' ? " " : "", c->setting, colon,
               ours);
    put_value(out, c->has_ours, c->ours_says, lang);
    buf_puts(out, theirs);
    put_value(out, c->has_theirs, c->theirs_says, lang);
    return;
  case MERGE_TARGET:
  case MERGE_PANE:
    buf_puts(out, colon);
    put_element(out, c, lang);
    return;
  }
}

/* One line, with the name that was given for the file. */
static void say(const struct call *c, const struct buf *words)
{
  const char *name = call_option(c, &command_merge, "name");
  struct buf line = {0};
  if (name != NULL) {
    buf_puts(&line, name);
    buf_puts(&line, TR(c->lang_out, ": ", "："));
  }
  buf_puts(&line, words->data);
  print_line(stdout, line.data);
  buf_release(&line);
}

static void print_answer(const struct call *c, const struct merge *m)
{
  struct buf words = {0};
  for (size_t i = 0; i < m->conflict_count; i++) {
    buf_clear(&words);
    put_conflict(&words, &m->conflicts[i], c->lang_out);
    say(c, &words);
  }
  buf_clear(&words);
  buf_printf(&words, TR(c->lang_out, "merged: %zu figure%s taken over, ", "已合并：采用对方 %zu 个数，%.0s"),
             m->change_count, m->change_count == 1 ? "" : "s");
  if (m->conflict_count == 0)
    buf_puts(&words, TR(c->lang_out, "no conflict", "没有冲突"));
  else
    buf_printf(&words, TR(c->lang_out, "%zu conflict%s", "%zu 处冲突%.0s"), m->conflict_count,
               m->conflict_count == 1 ? "" : "s");
  say(c, &words);
  buf_release(&words);
}

/* What is wrong with one of the three files, at its places there. */
static void print_problems(const struct call *c, const struct job *job, enum merge_side side,
                           const struct problems *p)
{
  static const struct words sides[MERGE_SIDES] = {{"base", "共同祖先"}, {"ours", "本方"}, {"theirs", "对方"}};
  const char *name = call_option(c, &command_merge, "name");
  struct buf label = {0};
  if (name != NULL)
    buf_printf(&label, TR(p->lang, "%s (%s)", "%s（%s）"), name, words_in(&sides[side], p->lang));
  else
    buf_puts(&label, c->args[side]);
  problems_print(p, label.data, job->texts[side].data, job->texts[side].len, stderr);
  buf_release(&label);
}

/* ---- work ---- */

static enum err edit_ours(void *context, const char *text, size_t len, struct commit_made *made,
                          struct problems *p)
{
  struct job *job = context;
  struct merge_text texts[MERGE_SIDES];
  buf_clear(&job->texts[MERGE_OURS]);
  buf_add(&job->texts[MERGE_OURS], text, len);
  for (int i = 0; i < MERGE_SIDES; i++)
    texts[i] = (struct merge_text){job->texts[i].data, job->texts[i].len};
  merge_release(&job->merge);
  enum err err = merge_texts(&job->merge, texts, p->lang);
  if (err == OK)
    patch_put(&made->patch, 0, len, job->merge.text.data, job->merge.text.len);
  made->list = job->merge.changes;
  made->count = job->merge.change_count;
  return err;
}

/* Replaces OURS with what the merge makes of it. A dataset that people work on has a journal, and is saved
 * like any other entry; git's temporary file has none, and must not get one. */
static enum err save_ours(const char *path, struct job *job, struct problems *p)
{
  return commit_file(
      path,
      &(struct commit){
          .edit = edit_ours, .context = job, .what = JOURNAL_MERGE, .alone = !commit_has_journal(path)},
      p);
}

static enum err read_side(const struct call *c, struct job *job, enum merge_side side)
{
  struct problems problems = {.lang = c->lang_err};
  enum err err = file_read(c->args[side], &job->texts[side], NULL, &problems);
  print_problems(c, job, side, &problems);
  problems_release(&problems);
  return err;
}

static int run_merge(const struct call *c)
{
  struct problems problems = {.lang = c->lang_err};
  struct job job = {0};
  enum err err = read_side(c, &job, MERGE_BASE);
  if (err == OK)
    err = read_side(c, &job, MERGE_THEIRS);
  if (err == OK)
    err = save_ours(c->args[MERGE_OURS], &job, &problems);
  for (int i = 0; i < MERGE_SIDES; i++)
    if (job.merge.wrong[i].errors > 0) /* warnings are for guatu check */
      print_problems(c, &job, (enum merge_side)i, &job.merge.wrong[i]);
  print_problems(c, &job, MERGE_OURS, &job.merge.problems);
  print_problems(c, &job, MERGE_OURS, &problems);
  if (err == OK)
    print_answer(c, &job.merge);
  if (err == OK && job.merge.conflict_count > 0)
    err = ERR_NO;
  for (int i = 0; i < MERGE_SIDES; i++)
    buf_release(&job.texts[i]);
  merge_release(&job.merge);
  problems_release(&problems);
  return exit_status(err);
}
