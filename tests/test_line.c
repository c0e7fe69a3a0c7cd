/* What a slow line has to carry: the bytes of every key, of another's change and of the wall's pages, on the
 * terminals and at the sizes that people have. At 9,600 baud a second carries 960. Bytes are counted, not
 * seconds: they come out the same on every machine.
 *
 * A budget is what the picture costs and a tenth more. Where one is exceeded, look first for what is sent
 * although it had not changed; UPDATE=1 prints what everything costs now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "support_console.h"
#include "support_run.h"

enum { TERMS = 4, SIZES = 3, COLUMNS = TERMS * SIZES };

static const char *const terms[TERMS] = {"xterm-256color", "screen", "linux", "vt220"};
static const int sizes[SIZES][2] = {{24, 80}, {36, 120}, {60, 200}};

struct step {
  const char *what, *keys; /* NULL: opening; "!": another enters a figure; a blank: answered first */
  int most[COLUMNS];       /* by terminal, then by size */
};

/* On the demo plan in Chinese, as on 13 October 2021. */
static const struct step console_steps[] = {
    {"opening", NULL, {4550, 6470, 27520, 3300, 5010, 22340, 2980, 4290, 16290, 2330, 3400, 14270}},
    {"a pane down", "<Down>", {2950, 4580, 1910, 2320, 3670, 1780, 1720, 2800, 1040, 1600, 2560, 950}},
    {"the next pane", "<Tab>", {2910, 4930, 2300, 2270, 4060, 2160, 1770, 2940, 1390, 1590, 2660, 1270}},
    {"its rows",
     "<Tab> <Tab> <Enter>",
     {7590, 14590, 5800, 6010, 12650, 5360, 4790, 9580, 3740, 4250, 8360, 3370}},
    {"a row down", "j", {190, 220, 240, 160, 180, 190, 150, 160, 170, 130, 150, 150}},
    {"a page down", "<PgDn>", {180, 200, 210, 160, 180, 190, 140, 150, 160, 120, 130, 140}},
    {"the first row", "g", {220, 240, 250, 160, 180, 190, 140, 150, 160, 130, 140, 150}},
    {"a letter sought", "/ r", {1270, 1240, 4500, 1080, 1110, 4270, 1040, 1210, 4410, 960, 1120, 4290}},
    {"more letters", "o a d s", {3920, 8190, 8400, 3190, 6440, 7520, 3030, 5490, 7120, 2600, 4660, 6410}},
    {"found", "<Enter>", {260, 440, 480, 190, 330, 350, 220, 370, 450, 170, 280, 340}},
    {"a digit", "2", {680, 980, 1080, 520, 740, 820, 530, 670, 770, 450, 510, 610}},
    {"a second digit", "5", {550, 610, 750, 410, 450, 560, 310, 370, 430, 270, 320, 390}},
    {"erased", "<BS>", {560, 650, 790, 420, 460, 590, 330, 410, 470, 280, 330, 380}},
    {"dropped", "<C-c>", {760, 1330, 1470, 510, 980, 1090, 610, 910, 1110, 490, 700, 860}},
    {"a figure", "25", {390, 620, 630, 320, 490, 480, 340, 440, 530, 310, 360, 430}},
    {"a question", "<Enter>", {210, 210, 210, 170, 170, 170, 260, 180, 180, 230, 160, 160}},
    {"saved", "<Enter>", {2590, 1060, 1090, 2090, 820, 840, 2010, 770, 960, 1750, 640, 760}},
    {"another's change", "!", {180, 310, 330, 150, 240, 260, 250, 260, 280, 220, 200, 220}},
    {"details", "<Enter>", {1780, 2280, 2730, 1610, 1960, 2760, 1120, 1580, 2060, 1050, 1440, 1880}},
    {"the next target", "j", {1260, 2260, 2340, 1070, 1830, 1910, 670, 1480, 1510, 670, 1470, 1500}},
    {"back", "h", {5400, 11340, 27720, 3950, 8720, 22360, 3780, 7290, 17010, 3040, 5930, 14490}},
    {"a month earlier", "[", {330, 410, 400, 240, 310, 320, 270, 280, 300, 220, 240, 240}},
    {"a month later", "]", {330, 380, 370, 240, 290, 290, 340, 290, 290, 260, 220, 220}},
    {"help", "?", {2030, 4800, 7640, 1810, 4610, 8390, 1850, 4280, 8480, 1630, 3870, 7690}},
    {"help closed", "q", {5510, 11580, 27930, 4040, 8840, 22680, 3800, 7580, 17270, 3070, 6200, 14720}},
    {"200 rows down",
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj",
     {2330, 1950, 250, 1860, 1400, 210, 1660, 1220, 190, 1440, 1080, 170}},
    {"all anew", "<C-l>", {5850, 11780, 28420, 4330, 9040, 22850, 4020, 7810, 17530, 3270, 6370, 14960}},
    {"the other language", "L", {1780, 7460, 21860, 1430, 5520, 16210, 260, 110, 110, 210, 100, 100}},
};

/* Its pages turned one by one, the dearest. */
static const struct step wall_steps[] = {
    {"opening", NULL, {3440, 7020, 12680, 2880, 6290, 11830, 2030, 3820, 9510, 1450, 2380, 5420}},
    {"a page", "<Right>", {2760, 5880, 14760, 2270, 5110, 13990, 2090, 3530, 11550, 1910, 3170, 6580}},
};

static int written(struct world *w)
{
  size_t len = 0;
  (void)pty_output(w->pty, &len);
  return (int)len;
}

/* Waits for the answer: everything that is pressed here has one. */
static void answered(struct world *w, int before)
{
  int tries = 0;
  do
    assert_true(pty_settle(w->pty));
  while (written(w) <= before && ++tries < 1000);
}

static void press(struct world *w, const char *keys)
{
  char *all = mem_text(keys), *rest = NULL;
  for (char *key = strtok_r(all, " ", &rest); key; key = strtok_r(NULL, " ", &rest)) {
    int before = written(w);
    pty_keys(w->pty, key);
    answered(w, before);
  }
  free(all);
}

static void another_enters(struct world *w)
{
  int before = written(w);
  struct ran r =
      run("set", w->path, "dead-end-roads", "26", "--through", "2021-09-30", "--today", "2021-10-13", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  answered(w, before);
}

/* The bytes written for a step. */
static int cost(struct world *w, const char *keys)
{
  int before = keys ? written(w) : 0;
  if (!keys)
    answered(w, 0);
  else if (strcmp(keys, "!") == 0)
    another_enters(w);
  else
    press(w, keys);
  return written(w) - before;
}

static void opens(struct world *w, int column, const char *verb)
{
  struct buf term = {0};
  size_t len = 0;
  char *demo = pty_read_file("conf/demo-2021.conf", &len);
  assert_non_null(demo);
  pty_write_file(w->path, demo, len);
  free(demo);
  buf_printf(&term, "TERM=%s", terms[column / SIZES]);
  const char *env[] = {term.data, NULL};
  console_open(
      w, &(struct opening){.rows = sizes[column % SIZES][0],
                           .cols = sizes[column % SIZES][1],
                           .env = env,
                           .options = {verb, "--lang=zh", *verb == 'k' ? "--every=600" : "--glyphs=auto"}});
  assert_true(pty_wait(w->pty, *verb == 'k' ? "1/" : "Enter"));
  buf_release(&term);
}

static void closes(struct world *w)
{
  pty_end(w->pty);
  w->pty = NULL;
}

/* Measures every step in every column, and holds it against its budget. */
static void account(const struct step *steps, size_t count, int (*costs)[COLUMNS])
{
  int over = 0;
  for (size_t i = 0; i < count; i++) {
    if (getenv("UPDATE"))
      printf("%-16s", steps[i].what);
    for (int column = 0; column < COLUMNS; column++) {
      if (getenv("UPDATE"))
        printf(" %6d", costs[i][column]);
      else if (costs[i][column] > steps[i].most[column] && ++over)
        fprintf(stderr, "%s on %s, %d×%d: %d bytes, of %d\n", steps[i].what, terms[column / SIZES],
                sizes[column % SIZES][1], sizes[column % SIZES][0], costs[i][column], steps[i].most[column]);
    }
    if (getenv("UPDATE"))
      printf("\n");
  }
  assert_int_equal(over, 0);
}

#define COUNT(steps) (sizeof steps / sizeof *steps)

static void test_the_console_on_a_slow_line(void **state)
{
  struct world *w = *state;
  static int costs[COUNT(console_steps)][COLUMNS];
  for (int column = 0; column < COLUMNS; column++) {
    opens(w, column, "--today=2021-10-13");
    for (size_t i = 0; i < COUNT(console_steps); i++)
      costs[i][column] = cost(w, console_steps[i].keys);
    closes(w);
  }
  account(console_steps, COUNT(console_steps), costs);
}

static void test_the_wall_on_a_slow_line(void **state)
{
  struct world *w = *state;
  static int costs[COUNT(wall_steps)][COLUMNS];
  for (int column = 0; column < COLUMNS; column++) {
    opens(w, column, "kiosk");
    for (size_t i = 0; i < COUNT(wall_steps); i++)
      for (int page = 0; page < (wall_steps[i].keys ? 16 : 1); page++) {
        int bytes = cost(w, wall_steps[i].keys);
        costs[i][column] = bytes > costs[i][column] ? bytes : costs[i][column];
      }
    closes(w);
  }
  account(wall_steps, COUNT(wall_steps), costs);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CONSOLE_TEST(test_the_console_on_a_slow_line),
      CONSOLE_TEST(test_the_wall_on_a_slow_line),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
