/* What the wall shows: the plan and its scores, the newest figure, what the journal says of today. Made anew
 * when the file, the journal or the day is another; never while drawing.
 *
 * Nothing here opens a file: a courier brings the bytes, and while a disk holds it the wall goes on and says
 * so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/store/record.h"
#include "guatu/tui/kiosk_parts.h"

#define DAY_SECONDS 86400
#define STUCK_MS    3000 /* at the disk: then it is said, when something is said the next time */
#define REST_MS     250  /* between two looks at a file that is written without end */
#define REST_SHARE  4    /* as a multiple of what a look takes: a huge file must not take all the time */

/* ---- the file ---- */

static bool is_fixed(const struct kiosk *k)
{
  return k->options.has_as_of || k->options.has_today;
}

/* The day that is today for the picture. */
static struct date today_of(const struct kiosk *k)
{
  const struct kiosk_options *o = &k->options;
  return o->has_today ? o->today : o->has_as_of ? o->as_of : (struct date){k->now.today};
}

static struct when when_of(const struct kiosk *k, const struct plan *p)
{
  const struct kiosk_options *o = &k->options;
  if (is_fixed(k))
    return (struct when){o->has_as_of ? o->as_of : o->today, today_of(k)};
  return when_default(p, today_of(k));
}

/* The figure entered last, by its `at`; where none says when, the one of the latest day. */
static void find_newest(struct kiosk *k)
{
  struct kiosk_scene *v = &k->view;
  const struct plan *p = v->scene.plan;
  int64_t best = INT64_MIN;
  v->newest = NULL;
  v->aged = false;
  for (size_t i = 0; i < p->target_count; i++)
    for (size_t n = 0; n < p->targets[i].reading_count; n++) {
      const struct reading *r = &p->targets[i].readings[n];
      int64_t at = 0;
      bool aged = date_instant(r->at, &at);
      if (date_cmp(r->through, k->board.when.as_of) > 0 || (v->aged && !aged))
        continue;
      at = aged ? at : r->through.days;
      if (v->newest && aged == v->aged && at <= best)
        continue;
      best = at;
      v->newest = r;
      v->newest_target = i;
      v->aged = aged;
    }
}

void kiosk_score(struct kiosk *k)
{
  struct scene *s = &k->view.scene;
  const struct plan *p = session_plan(k->session);
  if (!p)
    return;
  s->plan = p;
  board_release(&k->board);
  board_make(&k->board, p, when_of(k, p));
  s->board = &k->board;
  scene_rows(s);
  scene_behind(s, &k->view.behind, KIOSK_BEHIND_MOST);
  find_newest(k);
  kiosk_times(k);
  kiosk_repaginate(k);
}

/* "2021-07-13T10:02", so long ago. */
static void time_before(const struct kiosk *k, int64_t ms, char out[20])
{
  int64_t minutes = (int64_t)k->now.today * 1440 + k->now.minute - ms / 60000;
  minutes = minutes < 0 ? 0 : minutes;
  struct date day = {(int)(minutes / 1440)};
  date_format(day, out, 20);
  snprintf(out + 10, 10, "T%02u:%02u", (unsigned)(minutes / 60 % 24), (unsigned)(minutes % 60));
}

static void set_trouble(struct kiosk *k)
{
  bool said = k->file.told || (k->file.trouble && !k->view.scene.plan);
  if (k->view.trouble && !said && !*k->stuck)
    k->redraw = true; /* it has healed */
  k->view.trouble = *k->stuck ? k->stuck : said ? k->file.line : NULL;
}

static void take_file(struct kiosk *k, const struct courier_piece *piece)
{
  struct problems problems = {.lang = k->view.scene.look.lang};
  struct clock_now after;
  char time[20];
  bool changed = false;
  enum err err = piece->kind == COURIER_REFUSED
                     ? problem_fail(&problems, ERR_FILE, "%s", piece->body->data ? piece->body->data : "")
                     : session_offer(k->session, piece->body, &changed, &problems);
  k->clock(k->clock_context, &after);
  int64_t took = (after.ms - k->now.ms) * REST_SHARE;
  k->now = after;
  k->file.rest_ms = took > REST_MS ? took < 60000 ? (int)took : 60000 : REST_MS;
  time_before(k, 0, time);
  follow_looked(&k->file, err, &problems, k->now.ms, time);
  if (changed)
    kiosk_score(k);
  set_trouble(k);
  problems_release(&problems);
}

/* ---- time ---- */

static void set_stuck(struct kiosk *k)
{
  int64_t ms = courier_stuck_ms(k->courier);
  char began[20], now[20], since[16];
  time_before(k, ms, began);
  time_before(k, 0, now);
  follow_since(since, began, now);
  if (ms < STUCK_MS)
    k->stuck[0] = '\0';
  else
    snprintf(k->stuck, sizeof k->stuck,
             TR(k->view.scene.look.lang, "the disk with the data has not answered since %s",
                "数据所在的磁盘没有响应（%s 起）"),
             since);
  set_trouble(k);
}

void kiosk_times(struct kiosk *k)
{
  struct kiosk_scene *v = &k->view;
  char time[20];
  int64_t at = 0, now = k->now.seconds - (int64_t)(k->now.today - today_of(k).days) * DAY_SECONDS;
  time_before(k, 0, time);
  memcpy(v->clock, time + 11, 6);
  v->aged = v->newest && date_instant(v->newest->at, &at);
  v->age_s = now - at;
  set_stuck(k);
}

/* ---- what changed today ---- */

static void clear_changes(struct kiosk *k)
{
  for (size_t i = 0; i < k->view.change_count; i++) {
    struct kiosk_change *c = &k->view.changes[i];
    free(c->target);
    free(c->old);
    free(c->now);
    free(c->who);
    free(c->note);
  }
  k->view.change_count = k->view.change_total = 0;
}

/* The journal's texts come from a file that anybody may have written. */
static char *clean(const char *text)
{
  struct buf out = {0};
  text_clean(&out, text, strlen(text));
  buf_puts(&out, "");
  return out.data;
}

static char *figure_of(bool has, const struct reading *r)
{
  struct buf out = {0};
  if (!has)
    return NULL;
  record_figure(&out, r);
  return out.data;
}

struct collecting {
  struct kiosk *k;
  char day[16];
};

static void collect(void *context, const struct journal_line *l, size_t line, enum ledger_standing standing)
{
  struct collecting *c = context;
  struct kiosk_scene *v = &c->k->view;
  (void)line;
  if (standing != LEDGER_STANDS || !l->target[0] || strlen(l->time) < 16 || strncmp(l->time, c->day, 10) != 0)
    return;
  v->change_total++;
  if (!v->changes)
    v->changes = mem_alloc(KIOSK_CHANGES_MOST * sizeof *v->changes);
  if (v->change_count == KIOSK_CHANGES_MOST) { /* the oldest gives way */
    struct kiosk_change oldest = v->changes[0];
    memmove(v->changes, v->changes + 1, (KIOSK_CHANGES_MOST - 1) * sizeof *v->changes);
    v->changes[KIOSK_CHANGES_MOST - 1] = oldest;
    free(oldest.target);
    free(oldest.old);
    free(oldest.now);
    free(oldest.who);
    free(oldest.note);
    v->change_count--;
  }
  struct kiosk_change *n = &v->changes[v->change_count++];
  *n = (struct kiosk_change){.target = clean(l->target),
                             .through = l->through,
                             .old = figure_of(l->has_old, &l->old),
                             .now = figure_of(l->has_new, &l->new),
                             .who = clean(l->what == JOURNAL_OUTSIDE ? "" : l->user),
                             .note = clean(l->has_new ? l->new.note : ""),
                             .what = l->what};
  char *time = clean(l->time);
  snprintf(n->time, sizeof n->time, "%.5s", time + 11);
  free(time);
}

static void take_journal(struct kiosk *k, const struct courier_piece *piece)
{
  struct collecting c = {.k = k};
  size_t before = k->view.change_count;
  date_format(k->day, c.day, sizeof c.day);
  if (piece->anew) {
    ledger_release(&k->ledger);
    buf_release(&k->lines);
    clear_changes(k);
  }
  buf_add(&k->lines, piece->body->data, piece->body->len);
  ledger_feed(&k->ledger, &k->lines, collect, &c);
  if (before != k->view.change_count)
    kiosk_repaginate(k);
}

/* A day that begins is read from the journal's beginning: what is of today now may have been passed over, or
 * taken for another day's, while the clock was wrong. */
void kiosk_day(struct kiosk *k)
{
  struct date day = today_of(k);
  if (date_cmp(day, k->day) == 0)
    return;
  k->day = day;
  k->anew = true;
  clear_changes(k);
  k->again = k->again || k->file.trouble; /* that began on another day now */
}

/* ---- the courier ---- */

void kiosk_send(struct kiosk *k, bool now)
{
  if (follow_rest(&k->file, k->now.ms) > 0)
    return;
  bool at_once = now || k->again || k->anew;
  courier_send(k->courier, at_once ? COURIER_NOW : COURIER_CHANGE, k->view.scene.look.lang, k->anew);
  k->again = k->anew = false;
}

void kiosk_take(struct kiosk *k)
{
  struct courier_piece piece;
  while (courier_take(k->courier, &piece))
    switch (piece.kind) {
    case COURIER_DATASET:
    case COURIER_REFUSED:
      take_file(k, &piece);
      break;
    case COURIER_JOURNAL:
      take_journal(k, &piece);
      break;
    case COURIER_BACK:
      break;
    }
}

/* ---- pages ---- */

/* The page shown stays, or the one nearest to it. */
void kiosk_repaginate(struct kiosk *k)
{
  struct kiosk_scene *v = &k->view;
  struct kiosk_page was = v->page < v->pages.count ? v->pages.list[v->page] : (struct kiosk_page){0};
  size_t found = SIZE_MAX;
  kiosk_paginate(v, k->rows, k->cols, &v->pages);
  for (size_t i = 0; i < v->pages.count; i++) {
    const struct kiosk_page *p = &v->pages.list[i];
    if (p->kind == was.kind && p->pane == was.pane && (found == SIZE_MAX || p->part <= was.part))
      found = i;
  }
  if (found != SIZE_MAX)
    v->page = found;
  else if (v->page >= v->pages.count)
    v->page = 0;
}

void kiosk_data_release(struct kiosk *k)
{
  clear_changes(k);
  free(k->view.changes);
  free(k->view.behind.targets);
  free(k->view.pages.list);
  scene_release(&k->view.scene);
  board_release(&k->board);
  ledger_release(&k->ledger);
  buf_release(&k->lines);
  session_close(k->session);
}
