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
    {"opening", NULL, {4780, 6740, 29340, 3380, 5100, 23220, 3120, 4440, 17590, 2360, 3430, 14410}},
    {"a pane down", "<Down>", {4080, 5870, 2260, 2930, 4440, 2020, 2290, 3670, 1200, 1900, 2970, 1040}},
    {"the next pane", "<Tab>", {4020, 6240, 2630, 2860, 4790, 2410, 2420, 3710, 1550, 1910, 3060, 1360}},
    {"its rows",
     "<Tab> <Tab> <Enter>",
     {10210, 17560, 6870, 7430, 14380, 6150, 6120, 11450, 4340, 5020, 9260, 3790}},
    {"a row down", "j", {450, 630, 610, 340, 490, 480, 240, 410, 420, 190, 310, 320}},
    {"a page down", "<PgDn>", {310, 410, 410, 250, 370, 370, 190, 260, 270, 170, 240, 260}},
    {"the first row", "g", {490, 600, 590, 330, 470, 470, 230, 380, 390, 190, 290, 300}},
    {"a letter sought", "/ r", {1270, 1240, 4500, 1080, 1110, 4270, 1040, 1210, 4410, 960, 1120, 4290}},
    {"more letters", "o a d s", {4480, 9330, 9180, 3450, 7130, 8070, 3290, 6180, 7600, 2740, 4950, 6760}},
    {"found", "<Enter>", {260, 440, 480, 190, 330, 350, 220, 370, 450, 170, 280, 340}},
    {"a digit", "2", {850, 1200, 1120, 630, 880, 840, 640, 830, 800, 520, 620, 630}},
    {"a second digit", "5", {620, 940, 950, 460, 680, 690, 450, 610, 570, 370, 450, 440}},
    {"erased", "<BS>", {650, 890, 910, 480, 650, 690, 460, 600, 560, 380, 450, 450}},
    {"dropped", "<C-c>", {1000, 1650, 1540, 660, 1180, 1120, 740, 1090, 1140, 580, 790, 860}},
    {"a figure", "25", {580, 880, 710, 450, 660, 520, 480, 620, 590, 400, 470, 450}},
    {"a question", "<Enter>", {210, 210, 210, 170, 170, 170, 260, 180, 180, 230, 160, 160}},
    {"saved", "<Enter>", {2920, 1480, 1270, 2290, 1160, 1010, 2240, 1020, 1050, 1880, 830, 850}},
    {"another's change", "!", {210, 340, 330, 170, 270, 260, 280, 290, 280, 240, 220, 220}},
    {"details", "<Enter>", {1780, 2300, 2750, 1610, 1980, 2780, 1120, 1600, 2080, 1050, 1460, 1900}},
    {"the next target", "j", {1390, 2450, 2530, 1130, 1910, 2000, 780, 1600, 1630, 670, 1470, 1500}},
    {"back", "h", {5720, 12070, 29530, 4030, 8980, 23150, 3930, 7740, 18170, 3090, 6040, 14660}},
    {"a month earlier", "[", {500, 570, 420, 350, 410, 320, 350, 420, 320, 260, 300, 240}},
    {"a month later", "]", {470, 520, 380, 340, 390, 300, 430, 390, 300, 330, 280, 230}},
    {"help", "?", {2050, 4840, 7640, 1830, 4640, 8430, 1880, 4320, 8520, 1640, 3880, 7690}},
    {"help closed", "q", {5830, 12340, 29740, 4120, 9070, 23460, 3950, 8020, 18420, 3120, 6280, 14860}},
    {"200 rows down",
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj"
     "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj",
     {2460, 2300, 710, 1930, 1650, 540, 1770, 1490, 500, 1460, 1190, 380}},
    {"all anew", "<C-l>", {6190, 12590, 30300, 4420, 9350, 23680, 4180, 8330, 18740, 3320, 6490, 15120}},
    {"the other language", "L", {1780, 7460, 21860, 1430, 5520, 16210, 260, 110, 110, 210, 100, 100}},
};

/* Its pages turned one by one, the dearest. */
static const struct step wall_steps[] = {
    {"opening", NULL, {3290, 6840, 12440, 2770, 6160, 11650, 1860, 3610, 9290, 1450, 2370, 5410}},
    {"a page", "<Right>", {3210, 6410, 15550, 2470, 5360, 14340, 2430, 4030, 12200, 1970, 3240, 6640}},
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
