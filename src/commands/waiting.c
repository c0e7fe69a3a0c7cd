/* One line on standard error, written over as it grows and taken away at the end: it never gets into a pipe
 * or a log. The terminal is as the shell left it, so that ^C ends the program as ever; the line says so. */
#include "guatu/commands/waiting.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guatu/base/print.h"
#include "guatu/base/text.h"

enum { BAR = 24, LINE_MOST = 79 };

/* Blanks over what stands there. Nothing here is said by escape sequences: not every terminal knows them. */
static void wipe(struct waiting *w)
{
  if (w->cols > 0)
    w->cols = print_over(stderr, "", w->cols);
}

static void tell(void *context, unsigned percent)
{
  struct waiting *w = context;
  struct buf line = {0}, name = {0};
  const char *slash = strrchr(w->path, '/');
  (void)text_clean(&name, slash ? slash + 1 : w->path, strlen(slash ? slash + 1 : w->path));
  for (unsigned i = 0; i < BAR; i++)
    buf_puts(&line, i * 100 < percent * BAR ? (w->ascii ? "#" : "█") : w->ascii ? "." : "░");
  buf_printf(&line, TR(w->lang, " %3u%%  reading %s (^C stops)", " %3u%%  正在读取 %s（^C 停止）"), percent,
             name.len > 0 ? name.data : "");
  if (text_cols(line.data) > LINE_MOST) /* a line that is broken can't be written over */
    line.data[strcspn(line.data, "%") + 1] = '\0';
  w->cols = print_over(stderr, line.data, w->cols);
  buf_release(&line);
  buf_release(&name);
}

void waiting_begin(struct waiting *w, const struct call *c, const char *path, struct problems *p)
{
  *w = (struct waiting){.path = path, .lang = c->lang, .ascii = call_ascii(c)};
  if (!isatty(STDERR_FILENO))
    return;
  if (w->ascii)
    w->lang = LANG_EN;
  progress_begin(&w->progress, tell, w);
  p->progress = &w->progress;
}

void waiting_end(struct waiting *w, struct problems *p)
{
  wipe(w);
  p->progress = NULL;
}

enum err waiting_open(const struct call *c, struct session **out, const char *path, enum session_how how,
                      struct buf *text, struct problems *p)
{
  struct waiting w;
  waiting_begin(&w, c, path, p);
  enum err err = session_open(out, path, how, text, p);
  waiting_end(&w, p);
  return err;
}
