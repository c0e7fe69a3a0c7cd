/* The wall on a terminal. Everything that it will ever need is open before its sandbox closes behind it. */
#include <stdio.h>

#include "guatu/base/sandbox.h"
#include "guatu/tui/confine.h"
#include "guatu/tui/kiosk_parts.h"

#define KEYS_AT_ONCE 64   /* then a picture, however many keys wait */
#define FIRST_MS     1000 /* the first picture waits so long for the data */

/* What this terminal makes of the options. */
static void init_look(struct kiosk *k)
{
  struct look *look = &k->view.scene.look;
  struct kiosk_options *o = &k->options;
  k->colours = !o->term.mono && !term_mono();
  if (!k->colours)
    o->term.theme = THEME_MONO;
  look->ascii = term_ascii();
  look->latin = term_latin();
  if (look->latin)
    o->lang = LANG_EN; /* there are no letters for Chinese */
  k->theme = o->term.theme;
  look->mono = !k->colours;
  look->lang = o->lang;
  k->view.blocks = term_blocks();
}

static void resize(struct kiosk *k, struct canvas *c)
{
  int rows, cols;
  term_size(&rows, &cols);
  canvas_resize(c, rows, cols);
  kiosk_resize(k, rows, cols);
}

static void draw(struct kiosk *k, struct canvas *c)
{
  if (k->theme_chosen)
    term_theme(k->theme);
  if (k->redraw)
    term_redraw();
  k->theme_chosen = k->redraw = false;
  view_kiosk(&k->view, c);
  term_show(c);
}

/* Nothing of it is taken back when only a half stands: that is still better than none. */
static enum err shut_in(const struct kiosk *k, struct problems *p)
{
  if (confine(NULL, false) || !k->options.require_sandbox)
    return OK;
  return problem_fail(p, ERR_NO,
                      TR(p->lang, "the kernel refused a part of the sandbox", "内核拒绝了沙箱的一部分"));
}

/* False: it is over. */
static bool handle(struct kiosk *k, struct canvas *c)
{
  uint32_t key = 0;
  enum term_event event = term_wait(&key, kiosk_timeout(k), kiosk_fd(k));
  kiosk_wake(k);
  switch (event) {
  case TERM_KEY:
    kiosk_key(k, key);
    break;
  case TERM_RESIZE:
    resize(k, c);
    break;
  case TERM_TIMEOUT:
  case TERM_FILE:
  case TERM_DRAW:
    break;
  case TERM_END:
    return false;
  }
  return !kiosk_lost(k);
}

static void loop(struct kiosk *k, struct canvas *c)
{
  for (;;) {
    int keys = 0;
    draw(k, c);
    do
      if (!handle(k, c))
        return;
    while (++keys < KEYS_AT_ONCE && term_pending());
  }
}

/* What the sandbox lacks is said where it can be read: before the screen is taken. */
static enum err check(const struct kiosk_options *o, struct problems *p)
{
  struct problems lacks = {.lang = p->lang};
  enum err err = confine_check(&lacks);
  if (err != OK && o->require_sandbox)
    (void)problem_fail(p, err, "%s", problems_first(&lacks));
  else if (err != OK)
    problems_print(&lacks, "guatu kiosk", NULL, 0, stderr);
  problems_release(&lacks);
  return o->require_sandbox ? err : OK;
}

/* The first picture has the data on it, if they are there in a moment. */
static enum err show(struct kiosk *k, struct problems *p)
{
  struct canvas c;
  term_hold();
  init_look(k); /* before the courier goes: what it can't read it says in that language */
  canvas_init(&c, 0, 0);
  resize(k, &c);
  kiosk_settle(k, FIRST_MS);
  draw(k, &c);
  enum err err = shut_in(k, p);
  if (err == OK)
    loop(k, &c);
  canvas_release(&c);
  if (err != OK || !kiosk_lost(k))
    return err;
  return problem_fail(p, ERR_FILE,
                      TR(p->lang, "the process that reads the data is gone; start the wall again",
                         "读取数据的进程已退出；请重新启动挂屏"));
}

enum err kiosk_run(const char *path, const struct kiosk_options *o, struct problems *p)
{
  struct kiosk k;
  sandbox_close_inherited();
  enum err err = check(o, p);
  if (err == OK)
    err = kiosk_open(&k, path, o, NULL, NULL, p);
  if (err != OK)
    return err;
  err = term_start(&o->term, p);
  if (err == OK)
    err = show(&k, p);
  term_stop();
  kiosk_close(&k);
  return err;
}
