/* The JSON export. The names, their order and their meaning are fixed: others read it. What is undefined is
 * null, never missing and never 0. Figures are the exact decimals of the dataset; shares are fractions; gaps
 * are percentage points with one decimal. */
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/report/json.h"
#include "guatu/report/json_write.h"

static void number_or_null(struct emitter *j, const char *name, bool has, struct decimal d)
{
  if (has)
    emit_number(j, name, d);
  else
    emit_null(j, name);
}

static void share_or_null(struct emitter *j, const char *name, bool has, struct ratio r)
{
  if (has)
    emit_nanos(j, name, ratio_nanos(r));
  else
    emit_null(j, name);
}

static void points_or_null(struct emitter *j, const char *name, bool has, struct decimal d)
{
  if (has)
    emit_points(j, name, d);
  else
    emit_null(j, name);
}

static void nanos_or_null(struct emitter *j, const char *name, bool has, int64_t nanos)
{
  if (has)
    emit_nanos(j, name, nanos);
  else
    emit_null(j, name);
}

static void date_or_null(struct emitter *j, const char *name, bool has, struct date d)
{
  if (has)
    emit_date(j, name, d);
  else
    emit_null(j, name);
}

static void put_lights(struct emitter *j, const struct tally *t)
{
  emit_open_inline(j, "lights", '{');
  for (int i = 0; i < LIGHT_COUNT; i++)
    emit_count(j, light_words[i].id, t->lights[i]);
  emit_close(j, '}');
}

/* The aim: a number, two for a range, null for a milestone, which has none. */
static void put_aim(struct emitter *j, const struct target *t)
{
  if (t->kind == KIND_MILESTONE) {
    emit_null(j, "target");
    return;
  }
  if (t->sense != SENSE_BETWEEN) {
    emit_number(j, "target", t->target);
    return;
  }
  emit_open_inline(j, "target", '[');
  emit_number(j, NULL, t->target);
  emit_number(j, NULL, t->high);
  emit_close(j, ']');
}

static void put_rule(struct emitter *j, const struct target *t, enum lang lang)
{
  emit_text(j, "id", t->id);
  emit_text(j, "name", words_in(&t->name, lang));
  emit_text(j, "kind", kind_words[t->kind].id);
  emit_text(j, "sense", sense_words[t->sense].id);
  put_aim(j, t);
  number_or_null(j, "stretch", t->has_stretch, t->stretch);
  number_or_null(j, "baseline", t->has_baseline, t->baseline);
  emit_text(j, "unit", words_in(&t->unit, lang));
  emit_count(j, "decimals", (size_t)t->decimals);
  emit_open_inline(j, "owners", '[');
  for (size_t i = 0; i < t->owner_count; i++)
    emit_text(j, NULL, t->owners[i]);
  emit_close(j, ']');
  emit_date(j, "due", t->due);
  emit_number(j, "weight", t->weight);
}

static void put_score(struct emitter *j, const struct plan *p, const struct target *t, const struct score *s)
{
  struct forecast f = score_forecast(p, t, s);
  const struct reading *r = s->reading;
  number_or_null(j, "value", r, r ? r->value : (struct decimal){0});
  date_or_null(j, "through", r, r ? r->through : (struct date){0});
  share_or_null(j, "completion", s->has_completion, s->completion);
  share_or_null(j, "elapsed", s->has_elapsed, s->elapsed);
  points_or_null(j, "gap", s->has_gap, s->gap);
  share_or_null(j, "pace", s->has_pace, s->pace);
  number_or_null(j, "expected", s->has_expected, s->expected);
  number_or_null(j, "headroom", s->has_headroom, s->headroom);
  emit_text(j, "light", light_words[s->light].id);
  date_or_null(j, "met_on", s->has_met_on, s->met_on);
  emit_open_inline(j, "forecast", '{');
  number_or_null(j, "linear", f.has_linear, f.linear);
  number_or_null(j, "recent", f.has_recent, f.recent);
  emit_text(j, "verdict", f.verdict == VERDICT_NONE ? NULL : verdict_words[f.verdict].id);
  emit_close(j, '}');
  number_or_null(j, "needed", f.has_needed, f.needed);
}

static void put_readings(struct emitter *j, const struct target *t)
{
  emit_open(j, "readings", '[');
  for (size_t i = 0; i < t->reading_count; i++) {
    const struct reading *r = &t->readings[i];
    emit_open_inline(j, NULL, '{');
    emit_date(j, "through", r->through);
    emit_number(j, "value", r->value);
    emit_text(j, "by", r->by);
    emit_text(j, "at", r->at);
    emit_text(j, "note", r->note);
    emit_close(j, '}');
  }
  emit_close(j, ']');
}

static void put_tally(struct emitter *j, const struct tally *t, bool with_pace)
{
  int64_t nanos = 0;
  bool has = tally_completion(t, &nanos);
  nanos_or_null(j, "completion", has, nanos);
  if (with_pace) {
    has = tally_pace(t, &nanos);
    nanos_or_null(j, "pace", has, nanos);
  }
  emit_count(j, "measured", t->measured);
  emit_count(j, "count", t->count);
}

static void put_pane(struct emitter *j, const struct plan *p, const struct board *b, size_t index,
                     enum lang lang)
{
  const struct pane *pane = &p->panes[index];
  emit_open(j, NULL, '{');
  emit_text(j, "id", pane->id);
  emit_text(j, "name", words_in(&pane->name, lang));
  put_lights(j, &b->panes[index]);
  put_tally(j, &b->panes[index], true);
  emit_open(j, "targets", '[');
  for (size_t i = pane->first; i < pane->first + pane->count; i++) {
    emit_open(j, NULL, '{');
    put_rule(j, &p->targets[i], lang);
    put_score(j, p, &p->targets[i], board_score(b, i));
    put_readings(j, &p->targets[i]);
    emit_close(j, '}');
  }
  emit_close(j, ']');
  emit_close(j, '}');
}

/* Made-up readings say so in the title, also where its author forgot. */
static void put_title(struct emitter *j, const struct plan *p, enum lang lang)
{
  const char *title = words_in(&p->title, lang);
  struct buf marked = {0};
  if (p->demo && !strstr(title, "DEMO"))
    buf_puts(&marked, "DEMO ");
  buf_puts(&marked, title);
  emit_text(j, "title", marked.data);
  buf_release(&marked);
}

void report_json(const struct plan *p, const struct board *b, enum lang lang, FILE *out)
{
  struct emitter j = {.out = out, .first = true};
  emit_open(&j, NULL, '{');
  emit_count(&j, "format", 1);
  emit_open_inline(&j, "plan", '{');
  put_title(&j, p, lang);
  emit_date(&j, "from", p->from);
  emit_date(&j, "to", p->to);
  emit_close(&j, '}');
  emit_date(&j, "as_of", b->when.as_of);
  emit_date(&j, "today", b->when.today);
  emit_nanos(&j, "elapsed", ratio_nanos(b->elapsed));
  put_lights(&j, &b->plan);
  put_tally(&j, &b->plan, false);
  emit_open(&j, "panes", '[');
  for (size_t i = 0; i < p->pane_count; i++)
    put_pane(&j, p, b, i, lang);
  emit_close(&j, ']');
  emit_close(&j, '}');
  emit_end(&j);
}
