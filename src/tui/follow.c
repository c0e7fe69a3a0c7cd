/* When to look at a dataset, and what to say while it can't be shown.
 *
 * An editor takes a file away for a moment, or empties it before it writes; none of that is worth a word. So
 * when the file can't be shown, it is tried again a few times a second, and only what lasts is said, with
 * the time it began. In trouble that shows in events or in the file's state nothing more is done until those
 * change; a file that can't be read at all is tried for now and then, because a disk or a folder far above it
 * may come back without a sign.
 *
 * A file that somebody writes again and again would keep its readers reading: who sets a rest is not woken
 * within it. */
#include "guatu/tui/follow.h"

#include <stdio.h>
#include <string.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"

#define RETRY_MS   300  /* between two tries, while the trouble is young */
#define PATIENT_MS 3000 /* then it is said */

void follow_start(struct follow *f, const char *path)
{
  f->watch = watch_open(path);
}

void follow_stop(struct follow *f)
{
  watch_close(f->watch);
  f->watch = NULL;
}

/* ---- when ---- */

/* How long until the next look without an event; −1: none. */
static int pause_of(const struct follow *f)
{
  if (f->trouble && !f->told)
    return RETRY_MS;
  int timeout = f->watch ? watch_timeout(f->watch) : -1;
  return f->gone && timeout < 0 ? f->gone_ms : timeout;
}

int follow_rest(const struct follow *f, int64_t now_ms)
{
  int64_t left = f->looked_ms + f->rest_ms - now_ms;
  return f->rest_ms == 0 || left < 0 ? 0 : (int)left;
}

int follow_fd(const struct follow *f, int64_t now_ms)
{
  return follow_rest(f, now_ms) > 0 || !f->watch ? -1 : watch_fd(f->watch);
}

int follow_timeout(const struct follow *f, int64_t now_ms)
{
  int rest = follow_rest(f, now_ms);
  if (pause_of(f) < 0)
    return rest > 0 ? rest : -1;
  int64_t left = f->next_ms - now_ms;
  return left < rest ? rest : (int)left;
}

/* From now on. */
static void plan_next(struct follow *f, int64_t now_ms)
{
  int pause = pause_of(f);
  f->next_ms = now_ms + (pause < 0 ? 0 : pause);
}

bool follow_due(struct follow *f, int64_t now_ms)
{
  if (follow_rest(f, now_ms) > 0)
    return false;
  bool again = f->watch && watch_drain(f->watch), over = now_ms >= f->next_ms;
  if (over)
    plan_next(f, now_ms);
  return again || (over && ((f->trouble && !f->told) || (f->gone && f->gone_ms >= 0)));
}

/* ---- what ---- */

/* Cuts between characters. */
static void copy_line(struct follow *f, const struct buf *line)
{
  size_t len = line->len;
  if (len >= sizeof f->line)
    for (len = sizeof f->line - 1; len > 0 && ((unsigned char)line->data[len] & 0xc0) == 0x80;)
      len--;
  memcpy(f->line, line->data, len);
  f->line[len] = '\0';
}

void follow_since(char out[16], const char *since, const char *now)
{
  if (strncmp(since, now, 10) == 0)
    snprintf(out, 16, "%.5s", since + 11);
  else
    snprintf(out, 16, "%.5s %.5s", since + 5, since + 11);
}

static void trouble(struct follow *f, enum err err, const struct problems *p, int64_t now_ms,
                    const char *time)
{
  struct buf line = {0}, clean = {0};
  char since[16];
  if (!f->trouble) {
    f->trouble = true;
    f->trouble_ms = now_ms;
    snprintf(f->since, sizeof f->since, "%.16s", time);
  }
  follow_since(since, f->since, time);
  f->gone = err == ERR_FILE;
  f->told = f->told || now_ms - f->trouble_ms >= PATIENT_MS;
  if (f->gone)
    buf_printf(&line, TR(p->lang, "data unreadable since %s: %s", "数据文件读不到（%s 起）：%s"), since,
               problems_first(p));
  else
    buf_printf(&line, TR(p->lang, "data broken since %s, %s", "数据文件有误（%s 起）：%s"), since,
               problems_first(p));
  text_clean(&clean, line.data, line.len);
  copy_line(f, &clean);
  buf_release(&line);
  buf_release(&clean);
}

void follow_looked(struct follow *f, enum err err, const struct problems *p, int64_t now_ms, const char *time)
{
  f->looked_ms = now_ms;
  if (err != OK)
    trouble(f, err, p, now_ms, time);
  else
    f->trouble = f->told = f->gone = false;
  plan_next(f, now_ms);
}
