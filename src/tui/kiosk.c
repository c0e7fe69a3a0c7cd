/* The wall's state: which page, since when, and what is next. It knows no terminal and asks only the clock it
 * was given, so that a test can let a day pass in a moment.
 *
 * It wakes for the next minute, because the clock shows minutes; for the next page; for the file. All the
 * rest — midnight, a picture that moves against burn-in, everything sent anew, a pause or a language that
 * somebody left behind — is done at one of those. What keys may do stands in the key table; whatever is not
 * there for this context has no way into the dispatcher. */
#include "guatu/tui/kiosk_parts.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/tui/keys.h"

#define PAUSE_MS  (10 * 60 * 1000) /* nobody comes back to a wall to put right what a key did to it */
#define SHIFT_MS  (10 * 60 * 1000)
#define REDRAW_MS (60 * 60 * 1000)
#define PASTE_MS  1000 /* a paste whose end never came is over */

static void read_machine(void *context, struct clock_now *now)
{
  (void)context;
  clock_read(now);
}

static void read_clock(struct kiosk *k)
{
  k->clock(k->clock_context, &k->now);
}

static int64_t stay_ms(const struct kiosk *k)
{
  return (int64_t)k->options.every_s * 1000;
}

enum err kiosk_open(struct kiosk *k, const char *path, const struct kiosk_options *o, kiosk_clock *clock,
                    void *context, struct problems *p)
{
  *k = (struct kiosk){.options = *o,
                      .clock = clock ? clock : read_machine,
                      .clock_context = context,
                      .file = {.gone_ms = -1}};
  enum err err = courier_start(&k->courier, path, o->require_sandbox, p);
  if (err != OK)
    return err;
  text_clean(&k->shown, path, strlen(path));
  k->view.path = k->shown.data ? k->shown.data : "";
  k->view.scene.look.lang = o->lang;
  k->view.scene.context = k->view.scene.under = IN_PANES;
  k->session = session_expect(path);
  read_clock(k);
  kiosk_times(k);
  kiosk_day(k);
  k->turn_ms = k->now.ms + stay_ms(k);
  k->shift_ms = k->now.ms + SHIFT_MS;
  k->redraw_ms = k->now.ms + REDRAW_MS;
  return OK;
}

void kiosk_close(struct kiosk *k)
{
  courier_stop(k->courier);
  kiosk_data_release(k);
  buf_release(&k->shown);
}

void kiosk_settle(struct kiosk *k, int most_ms)
{
  int64_t end = clock_ms() + most_ms;
  kiosk_send(k, true);
  for (int64_t left = most_ms; courier_awaited(k->courier) && !kiosk_lost(k) && left > 0;
       left = end - clock_ms()) {
    (void)poll(&(struct pollfd){.fd = kiosk_fd(k), .events = POLLIN}, 1, (int)left);
    kiosk_take(k);
  }
}

void kiosk_resize(struct kiosk *k, int rows, int cols)
{
  k->rows = rows;
  k->cols = cols;
  kiosk_repaginate(k);
}

/* ---- when ---- */

int kiosk_fd(const struct kiosk *k)
{
  return courier_fd(k->courier);
}

bool kiosk_lost(const struct kiosk *k)
{
  return courier_lost(k->courier);
}

static bool turns(const struct kiosk *k)
{
  return !k->view.paused && k->view.pages.count > 1;
}

int kiosk_timeout(const struct kiosk *k)
{
  int64_t least = k->now.left_ms, turn = k->turn_ms - k->now.ms;
  int look = courier_awaited(k->courier) ? -1 : follow_timeout(&k->file, k->now.ms);
  if (turns(k) && turn < least)
    least = turn;
  if (look >= 0 && look < least)
    least = look;
  return least < 0 ? 0 : (int)least;
}

/* ---- what is due ---- */

static void go(struct kiosk *k, size_t page)
{
  k->view.page = page;
  k->turn_ms = k->now.ms + (k->view.paused ? PAUSE_MS : stay_ms(k));
}

static void step(struct kiosk *k, bool forward)
{
  size_t count = k->view.pages.count;
  if (count > 0)
    go(k, (k->view.page + (forward ? 1 : count - 1)) % count);
}

/* Whether the page's time was over. */
static bool turn(struct kiosk *k)
{
  if (k->now.ms < k->turn_ms)
    return false;
  if (!k->view.paused) {
    step(k, true);
    return true;
  }
  k->view.paused = false;
  go(k, k->view.page);
  return true;
}

static void set_language(struct kiosk *k, enum lang lang)
{
  if (k->view.scene.look.lang == lang)
    return;
  k->view.scene.look.lang = lang;
  k->again = k->file.trouble; /* to be said in the other language */
  kiosk_send(k, false);
}

static void set_theme(struct kiosk *k, enum theme theme)
{
  k->theme_chosen = k->theme_chosen || k->theme != theme;
  k->theme = theme;
  k->view.scene.look.mono = theme == THEME_MONO;
}

/* Once a minute at most: what is not worth a wake-up of its own. */
static void tick(struct kiosk *k)
{
  if (k->now.ms >= k->shift_ms) {
    k->view.shift = (k->view.shift + 1) % 4;
    k->shift_ms = k->now.ms + SHIFT_MS;
  }
  if (k->now.ms >= k->redraw_ms) {
    k->redraw = true;
    k->redraw_ms = k->now.ms + REDRAW_MS;
  }
  if (k->back_ms > 0 && k->now.ms >= k->back_ms) {
    set_language(k, k->options.lang);
    set_theme(k, k->options.term.theme);
    k->back_ms = 0;
  }
}

void kiosk_wake(struct kiosk *k)
{
  struct clock_now before = k->now;
  read_clock(k);
  kiosk_take(k);
  bool due = follow_due(&k->file, k->now.ms), minute = before.minute != k->now.minute;
  bool turned = turn(k);
  if (before.today != k->now.today) {
    kiosk_day(k);
    kiosk_score(k);
  }
  if (minute)
    tick(k);
  kiosk_times(k);
  kiosk_send(k, due || (k->file.gone && (minute || turned))); /* a disk may come back without a sign */
}

/* ---- keys ---- */

static void choose_language(struct kiosk *k)
{
  if (k->view.scene.look.latin)
    return; /* there are no letters for Chinese here */
  set_language(k, k->view.scene.look.lang == LANG_ZH ? LANG_EN : LANG_ZH);
  k->back_ms = k->now.ms + PAUSE_MS;
}

static void choose_theme(struct kiosk *k)
{
  if (!k->colours)
    return;
  set_theme(k, (enum theme)((k->theme + 1) % THEME_COUNT));
  k->back_ms = k->now.ms + PAUSE_MS;
}

/* A paste is text for somebody else. Whether the key belongs to one. */
static bool take_paste(struct kiosk *k, uint32_t key)
{
  bool over = k->pasting && k->now.ms - k->paste_ms > PASTE_MS;
  if (over)
    k->pasting = false;
  if (key == K_PASTE_START)
    k->pasting = true;
  if (!k->pasting)
    return key == K_PASTE_END;
  k->paste_ms = k->now.ms;
  if (key == K_PASTE_END)
    k->pasting = false;
  return true;
}

void kiosk_key(struct kiosk *k, uint32_t key)
{
  const struct binding *b = take_paste(k, key) ? NULL : key_find(key, IN_KIOSK);
  enum action action = b && !b->writes ? b->action : ACT_NONE;
  if (action == ACT_PAGE_DOWN || action == ACT_PAGE_UP) {
    step(k, action == ACT_PAGE_DOWN);
  } else if (action == ACT_PANE) {
    if (key - '1' < k->view.pages.count)
      go(k, key - '1');
  } else if (action == ACT_PAUSE) {
    k->view.paused = !k->view.paused && k->view.pages.count > 0;
    go(k, k->view.page);
  } else if (action == ACT_LANGUAGE) {
    choose_language(k);
  } else if (action == ACT_THEME) {
    choose_theme(k);
  }
}
