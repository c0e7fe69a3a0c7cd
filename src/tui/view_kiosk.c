/* The wall's frame: what this is and what time it is at the top, the newest figure or the trouble with the
 * file at the foot, the page between. While nothing could be read, what is wrong stands in its place. */
#include <stdio.h>
#include <string.h>

#include "guatu/base/text.h"
#include "guatu/score/display.h"
#include "guatu/tui/kiosk_parts.h"
#include "guatu/tui/parts.h"

#define BLOCK        0x2588u
#define WAITING_ROWS 4 /* with so many lines the middle says what is wrong while there is no plan */

void kiosk_large(const struct kiosk_scene *s, struct area a, int row, int col, unsigned style,
                 const char *text, int scale)
{
  draw_large(a, row, col, style, text, scale, s->scene.look.ascii && !s->blocks ? '#' : BLOCK);
}

void kiosk_blocks(const struct kiosk_scene *s, struct area a, int row, int col, int cols)
{
  static const struct {
    uint32_t ascii, block;
  } table[] = {{'#', BLOCK}, {'=', 0x2592}, {'-', 0x2592}, {'.', 0x2591}};
  struct area bar = area_part(a, row, col, 1, cols);
  if (!s->blocks || bar.rows < 1)
    return;
  struct cell *cells = &bar.canvas->cells[(size_t)bar.row * (size_t)bar.canvas->cols + (size_t)bar.col];
  for (int i = 0; i < bar.cols; i++)
    for (size_t k = 0; k < sizeof table / sizeof *table; k++)
      if (cells[i].text[0] == table[k].ascii) {
        cells[i].text[0] = table[k].block;
        break;
      }
}

static const char *text_of(const struct buf *b)
{
  return b->data ? b->data : "";
}

static void draw_rule(const struct kiosk_scene *s, struct area a, int row)
{
  for (int i = 0; i < a.cols; i++)
    area_cell(a, row, i, ROLE_BORDER, s->scene.look.ascii ? '-' : 0x2500);
}

/* ---- the head ---- */

static void text_as_of(struct buf *out, const struct kiosk_scene *s)
{
  const struct scene *scene = &s->scene;
  char day[16];
  if (scene->plan)
    buf_printf(out, "%s%s", TR(scene->look.lang, "as of ", "截至 "),
               date_format_month(scene->board->when.as_of, day, sizeof day));
}

/* Title, DEMO, as of, clock; the last gives way never, the DEMO mark neither. Where the clock is large, the
 * date stands under the title. */
static void draw_header(const struct kiosk_scene *s, struct area a, const struct kiosk_frame *f)
{
  const struct scene *scene = &s->scene;
  bool ascii = scene->look.ascii;
  const char *title = scene->plan ? words_in(&scene->plan->title, scene->look.lang) : "guatu";
  int demo = scene->plan && scene->plan->demo ? 7 : 0, wide = text_cols(title), right = a.cols;
  struct buf as_of = {0};
  text_as_of(&as_of, s);
  if (f->clock > 0) {
    right -= large_cols(s->clock, f->clock);
    kiosk_large(s, a, 0, right, ROLE_HEADER, s->clock, f->clock);
    area_put(a, 1, 0, ROLE_DIM, text_of(&as_of));
  } else {
    right -= text_cols(s->clock);
    area_put(a, 0, right, ROLE_HEADER, s->clock);
    int cols = text_cols(text_of(&as_of));
    if (as_of.len > 0 && right - 3 - cols >= (wide < 12 ? wide : 12) + demo + 2) {
      right -= 3 + cols;
      area_put(a, 0, right, ROLE_DIM, text_of(&as_of));
    }
  }
  int room = right - 2 - demo;
  int col = area_clip(a, 0, 0, wide < room ? wide : room, ROLE_TITLE, title, ascii);
  if (demo)
    area_put(a, 0, col > 0 ? col + 1 : 0, ROLE_DEMO, " DEMO ");
  if (f->rules)
    draw_rule(s, a, a.rows - 1);
  buf_release(&as_of);
}

/* ---- the foot ---- */

/* "3 分钟前"; "10-12" when it is older than that is of use, or from a clock that was ahead. */
static void text_age(struct buf *out, const struct kiosk_scene *s)
{
  enum lang lang = s->scene.look.lang;
  long long minutes = (long long)s->age_s / 60, hours = minutes / 60, days = hours / 24;
  if (!s->aged)
    return;
  if (s->age_s < 0 || days >= 60)
    buf_printf(out, "%.10s", s->newest->at);
  else if (minutes < 1)
    buf_puts(out, TR(lang, "just now", "刚刚"));
  else if (hours < 1)
    buf_printf(out, TR(lang, "%lld min ago", "%lld 分钟前"), minutes);
  else if (days < 1)
    buf_printf(out, TR(lang, "%lld h ago", "%lld 小时前"), hours);
  else
    buf_printf(out,
               days == 1 ? TR(lang, "%lld day ago", "%lld 天前") : TR(lang, "%lld days ago", "%lld 天前"),
               days);
}

/* "打通断头路 24 条（9月） · li · 3 分钟前" */
static void text_newest(struct buf *out, const struct kiosk_scene *s)
{
  const struct scene *scene = &s->scene;
  enum lang lang = scene->look.lang;
  bool ascii = scene->look.ascii;
  const char *apart = ascii ? " - " : " · ";
  if (!s->newest) {
    buf_puts(out, TR(lang, "no figures yet", "还没有数据"));
    return;
  }
  const struct target *t = &scene->plan->targets[s->newest_target];
  const char *unit = words_in(&t->unit, lang);
  buf_printf(out, "%s%s ", TR(lang, "latest: ", "最新："), words_in(&t->name, lang));
  display_value(out, t, s->newest, lang, ascii);
  if (*unit && s->newest->of == 0 && t->kind != KIND_MILESTONE)
    buf_printf(out, "%s%s", strcmp(unit, "%") == 0 ? "" : " ", unit);
  buf_puts(out, TR(lang, " (", "（"));
  text_day(out, scene->plan, s->newest->through, lang);
  buf_puts(out, TR(lang, ")", "）"));
  if (s->newest->by[0])
    buf_printf(out, "%s%s", apart, s->newest->by);
  if (s->aged)
    buf_puts(out, apart);
  text_age(out, s);
}

static void text_number(struct buf *out, const struct kiosk_scene *s)
{
  if (s->paused)
    buf_printf(out, "%s%s ", s->scene.look.ascii ? "|| " : "‖ ", TR(s->scene.look.lang, "paused", "已暂停"));
  buf_printf(out, "%zu/%zu", s->pages.count ? s->page + 1 : 0, s->pages.count);
}

/* Which list the page shows, where it is too low for a heading. Of a pane the completion never stands without
 * its coverage, and both are whole or not there. */
static void draw_list_name(const struct kiosk_scene *s, struct area a, int cols,
                           const struct kiosk_page *page)
{
  struct buf name = {0}, total = {0};
  bool ascii = s->scene.look.ascii;
  kiosk_list_name(&name, s, page);
  if (page->kind == KIOSK_PANE) {
    const struct tally *t = &s->scene.board->panes[page->pane];
    text_completion(&total, t, ascii);
    buf_printf(&total, " %zu/%zu", t->measured, t->count);
  }
  int wide = text_cols(text_of(&total)), room = cols - (wide > 0 ? wide + 1 : 0);
  if (room < 1) {
    buf_clear(&total);
    room = cols;
  }
  if (page->kind == KIOSK_PANE && room < 6) {
    buf_clear(&name);
    buf_printf(&name, "%zu", page->pane + 1);
  }
  int names = text_cols(text_of(&name));
  int end = area_clip(a, a.rows - 1, 0, names < room ? names : room, ROLE_TITLE, text_of(&name), ascii);
  area_put(a, a.rows - 1, end + 1, ROLE_TITLE, text_of(&total));
  buf_release(&name);
  buf_release(&total);
}

static void draw_footer(const struct kiosk_scene *s, struct area a, const struct kiosk_frame *f,
                        const struct kiosk_page *page)
{
  struct buf left = {0}, right = {0};
  int row = a.rows - 1;
  bool ascii = s->scene.look.ascii;
  bool told = s->trouble && (s->scene.plan || f->body.rows < WAITING_ROWS);
  bool names = !told && page && page->kind != KIOSK_OVERVIEW && !kiosk_list_headed(f->body.rows);
  unsigned role = told ? ROLE_ERROR : ROLE_DIM;
  if (told)
    buf_puts(&left, s->trouble);
  else if (s->scene.plan && !names)
    text_newest(&left, s);
  if (s->pages.count > 0)
    text_number(&right, s);
  int cols = text_cols(text_of(&right)), room = a.cols - (cols > 0 ? cols + 2 : 0);
  if (f->rules)
    draw_rule(s, a, 0);
  if (told)
    area_fill(a, row, 0, 1, room, role);
  if (names)
    draw_list_name(s, a, room, page);
  int wide = text_cols(text_of(&left));
  area_clip(a, row, told ? 1 : 0, wide < room - 1 ? wide : room - 1, role, text_of(&left), ascii);
  area_put(a, row, a.cols - cols, s->paused ? ROLE_KEY : ROLE_DIM, text_of(&right));
  buf_release(&left);
  buf_release(&right);
}

/* ---- the middle ---- */

/* Nothing was good yet: what is wrong, with which file, and that nobody need do anything here. */
static void draw_waiting(const struct kiosk_scene *s, struct area a)
{
  enum lang lang = s->scene.look.lang;
  struct page page;
  int cols = a.cols > 76 ? 72 : a.cols - 4;
  if (a.rows < 1 || cols < 4)
    return;
  page_begin(&page, cols);
  page_wrap(&page, 0, cols, ROLE_TITLE, TR(lang, "No data to show yet", "暂时没有数据可显示"));
  if (a.rows > 4)
    page_lines(&page, 1);
  page_wrap(&page, 0, cols, ROLE_TEXT, s->path);
  if (s->trouble)
    page_wrap(&page, 0, cols, ROLE_ERROR, s->trouble);
  if (a.rows > 6) {
    page_lines(&page, 1);
    page_wrap(&page, 0, cols, ROLE_DIM,
              TR(lang, "The wall shows it as soon as the file is good.", "文件恢复正常后会自动显示。"));
  }
  int row = a.rows > page.row ? (a.rows - page.row) / 2 : 0;
  page_show(&page, area_part(a, row, (a.cols - cols) / 2, a.rows - row, cols), 0, &s->scene.look);
}

static void draw_tiny(const struct kiosk_scene *s, struct area a)
{
  const char *text = TR(s->scene.look.lang, "too small", "窗口太小");
  area_clip(a, a.rows / 2, 0, text_cols(text) < a.cols ? text_cols(text) : a.cols, ROLE_TEXT, text,
            s->scene.look.ascii);
  if (s->scene.plan && s->scene.plan->demo && a.rows > 1)
    area_clip(a, a.rows / 2 > 0 ? 0 : 1, 0, a.cols < 4 ? a.cols : 4, ROLE_DEMO, "DEMO", s->scene.look.ascii);
}

static struct area part_of(struct area a, const struct rect *r)
{
  return area_part(a, r->row, r->col, r->rows, r->cols);
}

void view_kiosk(const struct kiosk_scene *s, struct canvas *c)
{
  struct area screen = canvas_area(c);
  struct kiosk_frame f = kiosk_frame(s, c->rows, c->cols);
  canvas_clear(c);
  if (screen.rows < 1 || screen.cols < 1)
    return;
  if (f.tiny) {
    draw_tiny(s, screen);
    return;
  }
  draw_header(s, part_of(screen, &f.header), &f);
  const struct kiosk_page *page = s->page < s->pages.count ? &s->pages.list[s->page] : NULL;
  draw_footer(s, part_of(screen, &f.footer), &f, page);
  struct area body = part_of(screen, &f.body);
  if (!page)
    draw_waiting(s, body);
  else if (page->kind == KIOSK_OVERVIEW)
    view_kiosk_overview(s, body);
  else
    view_kiosk_list(s, body, page);
}
