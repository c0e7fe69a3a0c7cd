/* Bytes that somebody else chose never drive a terminal: a dataset, a journal, a lock, a draft, a sheet, file
 * names, arguments and the environment hold every class of what is dangerous, and whatever the real program
 * writes of them, to terminals and pipes, on the screen and beside it, is judged byte by byte
 * (support_bytes.c). */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/base/mem.h"
#include "guatu/base/text.h"
#include "guatu/base/who.h"
#include "guatu/store/digest.h"
#include "guatu/store/journal_line.h"
#include "guatu/store/lock.h"
#include "support_bytes.h"
#include "support_pty.h"
#include "support_run.h"

/* What a dataset may hold and a screen must not get. */
static const char *const soft[] = {
    "\u202Egnp.exe\u202C",                                       /* right to left */
    "\u2066x\u2069\u200F\u061C",                                 /* isolates, marks */
    "a\u200Bb\u200Dc\u2060d\uFEFFe",                             /* nothing to see */
    "\U000E0041\U000E007F\U000E0001",                            /* tags */
    "\uFE0F\uFE0E\U000E0100\u180B",                              /* variation selectors */
    "so\u00ADft",                                                /* soft hyphen */
    "\uE000\uF8FF\U000F0000\U0010FFFD",                          /* private use */
    "\uFFFE\uFDD0\U0001FFFE",                                    /* noncharacters */
    "\u0378\u2065",                                              /* unassigned */
    "\u0301\u0302lead",                                          /* marks without a letter */
    "Za\u0300\u0301\u0302\u0303\u0304\u0305\u0306l",             /* too many of them */
    "nb\u00A0sp\u202F\u2007.",                                   /* blanks that are none */
    "ls\u2028ps\u2029.",                                         /* lines that are none */
    "t\tn\nq",                                                   /* and those that are */
    "\u115F\u3164\uFFA0\u034F",                                  /* fillers */
    "\uFFF9\uFFFA\uFFFB",                                        /* annotations */
    "中文指标°µ²éÄ",                                             /* to be shown as it is */
    "👨\u200D👩\u200D👧 ❤\uFE0F 👍🏽 1\uFE0F\u20E3", /* to be readable */
};
#define SOFT_COUNT (sizeof soft / sizeof *soft)

/* What only arguments, names, broken files and the environment may hold. No "/" and under 255 bytes: it is a
 * file's name. */
#define HARD                                                                                                 \
  "H\033]0;T\007\033[2J\033[31m\x9b"                                                                         \
  "31m\xc2\x9b"                                                                                              \
  "5C\033P+q\033\\\b\b\r\x7f\xff\xc0\x80\xed\xa0\x80\xe6\x96\x0e\x0f\n\t\v\f\033c\033_x\033\\\xc2\x9d"       \
  "0;T\xc2\x9c\u202Ee\u2066\u200B\U000E0041\uFE0F\u00AD\uE000\uFFFE\u0301\u2028\u00A0Za\u0300\u0301\u0302"   \
  "\u0303中%s%n\033"

struct place {
  const char *lang, *term;
  bool ascii;        /* what is printed to such a terminal */
  bool ascii_screen; /* what is drawn there */
  bool unnamed;      /* only because its locale names no character set: who asks for Chinese knows better */
  const char *entry; /* the terminfo entry that it is driven by; NULL: the console says that it can't */
};

static const struct place places[] = {
    {"LANG=C.UTF-8", "TERM=xterm-256color", false, false, false, "xterm-256color"},
    /* not a locale of this host */
    {"LANG=zh_CN.UTF-8", "TERM=xterm-256color", false, false, false, "xterm-256color"},
    /* the console goes by the terminal's age */
    {"LANG=C", "TERM=xterm-256color", true, false, true, "xterm-256color"},
    {"LANG=zh_CN.GBK", "TERM=xterm", true, true, false, "xterm"},
    {"LANG=zh_CN.UTF-8", "TERM=vt100", true, true, false, "vt100"},
    {"LANG=zh_CN.UTF-8", "TERM=vt220", true, true, false, "vt220"},
    {"LANG=zh_CN.UTF-8", "TERM=linux", true, true, false, "linux"},
    {"LANG=zh_CN.UTF-8", "TERM=screen", false, false, false, "screen"},
    {"LANG=" HARD, "TERM=" HARD, true, true, true, "vt220"},
    {"LANG=C.UTF-8", "TERM=", true, true, false, NULL},
    {"LANG=C.UTF-8", "TERM=dumb", true, true, false, NULL},
};
#define PLACE_COUNT (sizeof places / sizeof *places)

/* The environment of every run: `lang` and `term` go first. */
#define ENV_REST                                                                                             \
  "GUATU_USER=" HARD, "GUATU_KEY=" HARD, "USER=" HARD, "LOGNAME=" HARD, "SSH_CLIENT=" HARD,                  \
      "SSH_CONNECTION=" HARD, "TZ=" HARD, "COLORTERM=" HARD, "COLUMNS=" HARD, "GUATU_FILE=" HARD

static struct files {
  char *folder;
  char plan[512], broken[512], missing[512], loop[512], sheet[512], theirs[512], base[512], inside[400];
} files;

/* ---- making them ---- */

/* A string of a dataset: quoted, what libconfig needs escaped. */
static void put_string(struct buf *out, const char *text)
{
  buf_putc(out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      buf_putc(out, '\\');
    buf_putc(out, *text);
  }
  buf_putc(out, '"');
}

static void put_field(struct buf *out, const char *name, const char *text)
{
  buf_printf(out, " %s = ", name);
  put_string(out, text);
  buf_putc(out, ';');
}

static void put_target(struct buf *out, size_t i, const char *text, const char *figure)
{
  static const char *const kinds[] = {"cumulative", "level", "milestone", "rate"};
  size_t kind = i % 4;
  buf_printf(out, "%s{ id = \"t%zu\"; kind = \"%s\";%s", i > 0 ? ",\n  " : "", i, kinds[kind],
             kind == 2 ? "" : " target = 32;");
  put_field(out, "name", text);
  if (kind != 2)
    put_field(out, "unit", text);
  put_field(out, "note", text);
  buf_puts(out, " owners = (");
  put_string(out, text);
  buf_puts(out, ");");
  if (kind == 2) {
    buf_puts(out, " stages = ( {");
    put_field(out, "name", text);
    buf_puts(out, " }, { name = \"b\"; } );");
  } else if (kind == 0) {
    buf_puts(out, " items = ( {");
    put_field(out, "name", text);
    buf_puts(out, " done = \"2021-03-20\"; }, { name = \"b\"; } );");
  }
  if (i % 5 == 1) {
    buf_puts(out, " waived = { until = \"2021-09-30\";");
    put_field(out, "reason", text);
    buf_puts(out, " };");
  }
  buf_printf(out, " readings = ( { through = \"2021-03-31\"; value = %s;", figure);
  put_field(out, "by", text);
  put_field(out, "at", text);
  put_field(out, "note", text);
  buf_puts(out, " } ); }");
}

/* Two panes of the same; `extra` stands in the middle, where a string may be broken. */
static void write_plan(const char *path, const char *figure, const char *extra)
{
  struct buf out = {0};
  buf_puts(&out, "format = 1;\nplan = { title = { zh = ");
  put_string(&out, soft[0]);
  buf_puts(&out, "; en = ");
  put_string(&out, soft[10]);
  buf_puts(&out, "; }; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\npanes = ( { id = \"p\"; "
                 "name = ");
  put_string(&out, soft[2]);
  buf_puts(&out, "; targets = ( ");
  for (size_t i = 0; i < SOFT_COUNT; i++)
    put_target(&out, i, soft[i], figure);
  buf_printf(&out, " ); },%s\n { id = \"q\"; name = ", extra);
  put_string(&out, soft[10]);
  buf_puts(&out, "; targets = ( { id = \"long\"; kind = \"cumulative\"; target = 10; name = \"");
  for (int i = 0; i < 3000; i++)
    buf_puts(&out, i % 3 == 0 ? "长" : i % 3 == 1 ? "e\u0301" : "x");
  buf_puts(&out, "\"; unit = \"");
  for (int i = 0; i < 10000; i++)
    buf_puts(&out, "u");
  buf_puts(&out, "\"; readings = ( { through = \"2021-03-31\"; value = 3; } ); } ); } );\n");
  pty_write_file(path, out.data, out.len);
  buf_release(&out);
}

/* Every kind of mistake whose message quotes the file. */
static void write_broken(const char *path)
{
  struct buf out = {0};
  char noise[512];
  snprintf(noise, sizeof noise, "%s", HARD);
  buf_printf(&out,
             "format = 1;\nplan = { title = \"%s\"; period = { from = \"%s\"; to = \"\u202E\"; reports = "
             "\"\u202E\u200B\"; }; };\n",
             noise, noise);
  buf_printf(&out,
             "%s = 1;\npanes = ( { id = \"\u202Ex\"; name = \"\"; targets = ( { id = \"a\"; kind = "
             "\"\u2066\u200B%s\"; name = 3; "
             "sense = \"\uE000\"; readings = ( { through = \"\u2028%s\"; value = \"%s\"; } ); } ); } "
             ");\n@include \"%s\"\n",
             noise, noise, noise, noise, noise);
  buf_printf(&out, "q = \"");
  for (int i = 0; i < 20000; i++)
    buf_puts(&out, "\u202Ez");
  pty_write_file(path, out.data, out.len);
  buf_release(&out);
}

static void write_sheet(const char *path)
{
  struct buf out = {0};
  buf_printf(&out,
             "id,%s,value,through,note\nt0,x,17,2021-06,%s\n%s,x,%s,%s,\nt1,x,\"%s\"\"\n\",2021-13,\u202E\n",
             HARD, soft[0], HARD, HARD, HARD, HARD);
  pty_write_file(path, out.data, out.len);
  buf_release(&out);
}

/* A chain that holds, of texts that only a hand can have written, and a last line that does not. */
static void write_journal(const char *plan)
{
  struct buf out = {0}, path = {0};
  char prev[DIGEST_SIZE], hash[DIGEST_SIZE], before[DIGEST_SIZE], day[32];
  memset(prev, '0', sizeof prev - 1);
  prev[sizeof prev - 1] = '\0';
  digest_text("x", 1, before);
  for (size_t i = 0; i < SOFT_COUNT + 1; i++) {
    char text[400], id[16];
    snprintf(text, sizeof text,
             "%s\033[2J\033]0;T\007\r\n\xc2\x9b"
             "5C",
             i < SOFT_COUNT ? soft[i] : "");
    snprintf(id, sizeof id, "t%zu", i);
    snprintf(day, sizeof day, "2021-07-13T10:0%zu:00+08:00", i % 10);
    const struct reading now = {.value = {3000000}, .through = {18717}, .by = text, .at = text, .note = text};
    const struct journal_line set = {.seq = 2 * i + 1,
                                     .save = 2 * i + 1,
                                     .what = JOURNAL_SET,
                                     .time = i % 2 ? text : day,
                                     .user = text,
                                     .account = text,
                                     .key = text,
                                     .from = text,
                                     .target = i % 3 ? id : text,
                                     .through = {18717},
                                     .has_new = true,
                                     .new = now,
                                     .before = before,
                                     .after = before};
    struct journal_line saved = {.seq = 2 * i + 2,
                                 .save = 2 * i + 1,
                                 .what = JOURNAL_SAVED,
                                 .time = day,
                                 .user = text,
                                 .account = "",
                                 .from = "",
                                 .target = "",
                                 .before = "",
                                 .after = before};
    journal_line_write(&out, &set, prev, hash);
    memcpy(prev, hash, sizeof prev);
    journal_line_write(&out, &saved, prev, hash);
    memcpy(prev, hash, sizeof prev);
  }
  buf_printf(&out, "{\"seq\":%s\n", HARD);
  buf_printf(&path, "%s.journal", plan);
  pty_write_file(path.data, out.data, out.len);
  buf_release(&path);
  buf_release(&out);
}

static int setup(void **state)
{
  (void)state;
  files.folder = pty_folder();
  snprintf(files.inside, sizeof files.inside, "%s/%s", files.folder, HARD);
  assert_int_equal(mkdir(files.inside, 0700), 0);
  snprintf(files.plan, sizeof files.plan, "%s/plan.conf", files.inside);
  snprintf(files.base, sizeof files.base, "%s/base.conf", files.inside);
  snprintf(files.theirs, sizeof files.theirs, "%s/theirs.conf", files.inside);
  snprintf(files.broken, sizeof files.broken, "%s/broken.conf", files.inside);
  snprintf(files.missing, sizeof files.missing, "%s/missing", files.inside);
  snprintf(files.loop, sizeof files.loop, "%s/loop", files.inside);
  snprintf(files.sheet, sizeof files.sheet, "%s/sheet.csv", files.inside);
  write_plan(files.plan, "1", "");
  write_plan(files.base, "2", "");
  write_plan(files.theirs, "3", "");
  write_broken(files.broken);
  write_sheet(files.sheet);
  write_journal(files.plan);
  assert_int_equal(symlink(files.loop, files.loop), 0);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  pty_folder_remove(files.folder);
  return 0;
}

/* ---- the verbs ---- */

struct call {
  const char *args[10];
  bool colours; /* it may paint on a terminal */
  bool painted; /* and in a pipe */
  bool screen;  /* it would take a terminal's screen */
  bool tabs;
  bool chinese; /* is asked for */
};

static const struct call calls[] = {
    {.args = {"check", files.plan}},
    {.args = {"check", "--explain", files.plan}},
    {.args = {"check", files.broken}},
    {.args = {"check", files.missing, files.inside, files.loop, "/dev/null", HARD}},
    {.args = {"check"}}, /* GUATU_FILE */
    {.args = {"show", files.plan}, .colours = true},
    {.args = {"show", "--lang", "zh", files.plan}, .colours = true, .chinese = true},
    {.args = {"show", "--color=always", files.plan}, .colours = true, .painted = true},
    {.args = {"show", "--pane", HARD, files.plan}},
    {.args = {"show", files.broken}},
    {.args = {"show", "--as-of", HARD, files.plan}},
    {.args = {"set", files.plan, HARD, "1"}},
    {.args = {"set", files.plan, "t0", HARD}},
    {.args = {"set", files.plan, "t0", "3 # " HARD}},
    {.args = {"set", files.plan, "t0", "3", "--through", HARD}},
    {.args = {"set", files.plan, "t0", "3", "--note", HARD}},
    {.args = {"set", files.plan, "t0", "4", "--today", "2021-07-13"}},
    {.args = {"set", files.plan, "long", "5", "--today", "2021-07-13", "--lang", "zh"}, .chinese = true},
    {.args = {"set", files.broken, "t0", "3"}},
    {.args = {"import", files.plan, files.sheet}},
    {.args = {"import", "--dry-run", "--through", HARD, files.plan, files.sheet}},
    {.args = {"import", "--note", HARD, files.plan, files.sheet}},
    {.args = {"import", files.plan, files.missing}},
    {.args = {"import", files.plan, files.broken}},
    {.args = {"export", files.plan}},
    {.args = {"export", "--format", HARD, files.plan}},
    {.args = {"export", "-o", files.plan, files.plan}},
    {.args = {"export", "-o", files.inside, files.plan}},
    {.args = {"log", files.plan}},
    {.args = {"log", "--lang=zh", files.plan}, .chinese = true},
    {.args = {"log", "--format=json", files.plan}},
    {.args = {"log", "--verify", files.plan}},
    {.args = {"log", "--target", HARD, "--user", HARD, files.plan}},
    {.args = {"log", "--since", HARD, files.plan}},
    {.args = {"log", "--format", HARD, files.plan}},
    {.args = {"log", files.missing}},
    {.args = {"merge", files.base, files.plan, files.theirs}}, /* conflicts, marked from here on */
    {.args = {"check", files.plan}},
    {.args = {"merge", "--name", HARD, files.base, files.base, files.broken}},
    {.args = {"merge", "--name", HARD, files.base, files.base, files.theirs}},
    {.args = {"merge", files.missing, files.loop, files.inside}},
    {.args = {HARD}},
    {.args = {HARD, "set"}},
    {.args = {files.plan, HARD}},
    {.args = {"--" HARD}},
    {.args = {"-" HARD}},
    {.args = {"--lang", HARD}},
    {.args = {"--lang=zh", "--" HARD}, .chinese = true},
    {.args = {"--color=" HARD}},
    {.args = {"--help=" HARD}},
    {.args = {"kiosk", "--every", HARD, files.plan}},
    {.args = {"kiosk", HARD, HARD}},
    {.args = {files.missing}},
    {.args = {files.broken}},
    {.args = {"__complete", "--", "set", files.base, ""}, .tabs = true},
    {.args = {"__complete", "--", HARD}, .tabs = true},
    {.args = {"__complete", "--", "show", "--pane", "", files.base, HARD}, .tabs = true},
    {.args = {"__tables", HARD}},
    {.args = {"--help"}},
    {.args = {"--help", "--lang=zh"}, .chinese = true},
    {.args = {"set", "--help", "--lang=zh"}, .chinese = true},
    {.args = {"--version"}},
    {.args = {files.base}, .screen = true},
    {.args = {"kiosk", files.base}, .screen = true},
};

static void fail_at(const struct place *place, const struct call *call, const char *where)
{
  fprintf(stderr, "guatu");
  for (size_t i = 0; call->args[i]; i++)
    fprintf(stderr, " %s", strstr(call->args[i], "\033") ? "HARD" : call->args[i]);
  fail_msg("%s, place %zu", where, (size_t)(place - places));
}

static bool has_colours(const struct place *place)
{
  return !strstr(place->term, "=vt") && !strstr(place->term, "=dumb") && place->term[strlen("TERM=")];
}

static void test_to_a_terminal(void **state)
{
  (void)state;
  for (size_t p = 0; p < PLACE_COUNT; p++)
    for (size_t c = p % 2; c < sizeof calls / sizeof *calls; c += 2) { /* each at every other place */
      if (calls[c].screen)
        continue;
      const char *const env[] = {places[p].lang, places[p].term, ENV_REST, NULL};
      struct bytes_allowed allowed = {.ascii = places[p].ascii && !(places[p].unnamed && calls[c].chinese),
                                      .colours =
                                          calls[c].painted || (calls[c].colours && has_colours(&places[p])),
                                      .tabs = calls[c].tabs};
      struct pty *pty = pty_start(&(struct pty_options){.args = calls[c].args, .env = env});
      bool ended = WIFEXITED(pty_status(pty));
      size_t len = 0;
      const char *bytes = pty_output(pty, &len);
      bool fit = bytes_fit(bytes, len, &allowed);
      pty_end(pty);
      if (!ended || !fit)
        fail_at(&places[p], &calls[c], "to a terminal");
    }
}

static void test_to_a_pipe(void **state)
{
  (void)state;
  for (size_t p = 0; p < PLACE_COUNT; p += 4)
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
      const char *argv[32] = {"env", "-u", "LC_ALL", places[p].lang, places[p].term, ENV_REST};
      size_t n = 0;
      while (argv[n])
        n++;
      argv[n++] = pty_guatu();
      for (size_t i = 0; calls[c].args[i]; i++)
        argv[n++] = calls[c].args[i];
      struct ran r = run_program(argv);
      struct bytes_allowed allowed = {.colours = calls[c].painted, .tabs = calls[c].tabs};
      bool fit = r.status < 4 && bytes_fit(r.out, strlen(r.out), &allowed) &&
                 bytes_fit(r.err, strlen(r.err), &allowed);
      ran_release(&r);
      if (!fit)
        fail_at(&places[p], &calls[c], "to a pipe");
    }
}

/* What stands on the terminal after a call with these words. */
static bool says(const char *term, const char *const *args, const char *words)
{
  const char *const env[] = {"LANG=zh_CN.UTF-8", term, NULL};
  struct pty *pty = pty_start(&(struct pty_options){.args = args, .env = env});
  bool said = pty_wait(pty, words);
  (void)pty_status(pty);
  pty_end(pty);
  return said;
}

/* Chinese spelt in ASCII would be a row of question marks. */
static void test_a_terminal_of_ascii_gets_english(void **state)
{
  (void)state;
  static const char *const check[] = {"check", "conf/gaoxin-2021.conf", NULL},
                           *const wrong[] = {"set", "--wrong", "--lang=zh", NULL},
                           *const help[] = {"--help", NULL},
                           *const forced[] = {"check", "--glyphs=unicode", "conf/gaoxin-2021.conf", NULL};
  assert_true(says("TERM=xterm", check, "93 项目标"));
  assert_true(says("TERM=xterm", wrong, "没有选项“--wrong”"));
  assert_true(says("TERM=vt220", check, "93 targets"));
  assert_true(says("TERM=vt220", wrong, "unknown option '--wrong'"));
  assert_true(says("TERM=linux", help, "Options of all of them"));
  assert_true(says("TERM=vt220", forced, "93 项目标"));
}

/* Each stream by itself: a file gets what was asked for, whatever terminal the words go to. */
static void test_a_file_gets_what_was_asked_for(void **state)
{
  (void)state;
  char command[512];
  static const char *const env[] = {"LANG=zh_CN.UTF-8", "TERM=vt220", NULL};
  snprintf(command, sizeof command, "'%s' check conf/gaoxin-2021.conf '%s' >'%s/out'; echo end", pty_guatu(),
           "no such", files.folder);
  const char *const args[] = {"-c", command, NULL};
  struct pty *pty = pty_start(&(struct pty_options){.program = "sh", .args = args, .env = env});
  assert_true(pty_wait(pty, "no such file; check its name"));
  assert_true(pty_wait(pty, "end"));
  pty_end(pty);
  snprintf(command, sizeof command, "%s/out", files.folder);
  char *out = pty_read_file(command, NULL);
  assert_non_null(out);
  assert_non_null(strstr(out, "93 项目标"));
  free(out);
}

/* ---- beside the verbs ---- */

static void test_the_holder_of_a_lock(void **state)
{
  (void)state;
  struct lock lock = {.fd = -1};
  struct problems p = {.lang = LANG_EN};
  struct stat st;
  char path[600];
  int dir = open(files.inside, O_RDONLY | O_DIRECTORY);
  snprintf(path, sizeof path, "%s/.plan.conf.lock", files.inside);
  pty_write_file(path, HARD, strlen(HARD));
  int fd = open(path, O_RDWR);
  assert_int_equal(flock(fd, LOCK_EX), 0);
  assert_int_equal(stat(files.plan, &st), 0);
  assert_int_equal(lock_take(&lock, dir, "plan.conf", &st, 0, &p), ERR_FILE);
  FILE *f = tmpfile();
  char said[4096];
  problems_print(&p, HARD, NULL, 0, f);
  rewind(f);
  size_t len = fread(said, 1, sizeof said, f);
  assert_true(len > 0);
  assert_true(bytes_fit(said, len, &(struct bytes_allowed){0}));
  fclose(f);
  close(fd);
  close(dir);
  unlink(path);
  problems_release(&p);
}

/* Whatever the names and units are, no line of the picture is longer than was asked for. */
static void test_the_picture_keeps_its_width(void **state)
{
  static const int widths[] = {20, 21, 39, 40, 79, 80, 100, 133, 200};
  (void)state;
  for (size_t i = 0; i < 2 * sizeof widths / sizeof *widths; i++) {
    char columns[32];
    int width = widths[i / 2];
    snprintf(columns, sizeof columns, "COLUMNS=%d", width);
    const char *const argv[] = {"env",      columns, pty_guatu(), "show", i % 2 ? "--lang=zh" : "--lang=en",
                                files.base, NULL};
    struct ran r = run_program(argv);
    assert_int_equal(r.status, 0);
    for (char *line = strtok(r.out, "\n"); line; line = strtok(NULL, "\n"))
      if (text_cols(line) > width)
        fail_msg("%d columns for %d: %s", text_cols(line), width, line);
    ran_release(&r);
  }
}

/* Nor does a long unit take the room of the other columns. */
static void test_a_long_unit_takes_no_other_column(void **state)
{
  (void)state;
  static const char *const argv[] = {"env",      "COLUMNS=100", NULL,       "show",
                                     "--pane=q", "--lang=en",   files.base, NULL};
  const char *words[8];
  memcpy(words, argv, sizeof words);
  words[2] = pty_guatu();
  struct ran r = run_program(words);
  assert_non_null(strstr(r.out, "As of"));
  assert_non_null(strstr(r.out, "/ ≥10  uuuuuuuuuuuuuuu… "));
  ran_release(&r);
}

static void assert_lines_short(char *text)
{
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    assert_true(text_cols(line) < 1400);
}

/* One long name does not make every line of a table as long. */
static void test_no_cell_widens_a_whole_table(void **state)
{
  (void)state;
  struct buf out = {0};
  char prev[DIGEST_SIZE], before[DIGEST_SIZE], *name = mem_alloc(20001);
  memset(prev, '0', sizeof prev - 1);
  prev[sizeof prev - 1] = '\0';
  memset(name, 'n', 20000);
  digest_text("x", 1, before);
  for (uint64_t i = 0; i < 4; i++) {
    const struct journal_line line = {.seq = i + 1,
                                      .what = JOURNAL_ACCEPT,
                                      .time = "2021-07-13T10:00:00+08:00",
                                      .user = i == 2 ? name : "li",
                                      .account = "",
                                      .from = "",
                                      .target = "",
                                      .before = "",
                                      .after = before};
    journal_line_write(&out, &line, prev, prev);
  }
  char *path = scratch_file("wide.conf.journal", out.data);
  path[strlen(path) - strlen(".journal")] = '\0';
  struct ran r = run("log", path, NULL);
  size_t lines = 0;
  for (char *line = strtok(r.out, "\n"); line; line = strtok(NULL, "\n"), lines++)
    if (strlen(line) > 300)
      assert_non_null(strstr(line, name));
  assert_int_equal(lines, 4);
  ran_release(&r);
  scratch_remove();
  free(path);
  free(name);
  buf_release(&out);
}

/* A message that quotes a megabyte keeps its beginning and its end. */
static void test_no_message_floods_the_terminal(void **state)
{
  (void)state;
  struct ran r = run("check", files.broken, NULL);
  assert_lines_short(r.err);
  ran_release(&r);
  char *word = mem_alloc(100001);
  memset(word, 'x', 100000);
  r = run("set", files.base, word, "1", NULL);
  assert_int_equal(r.status, 2);
  assert_non_null(strstr(r.err, "there is no target 'xxx"));
  assert_non_null(strstr(r.err, "xxx'; 'guatu check --explain' lists all"));
  assert_lines_short(r.err);
  ran_release(&r);
  free(word);
}

/* ---- the screen ---- */

static struct pty *open_screen(const struct place *place, const char *state_home, const char *const *args)
{
  const char *const env[] = {place->lang, place->term, state_home, ENV_REST, NULL};
  return pty_start(&(struct pty_options){.rows = 30, .cols = 100, .args = args, .env = env});
}

static void type(struct pty *pty, const char *keys)
{
  pty_keys(pty, keys);
  assert_true(pty_settle(pty));
}

static void judge(struct pty *pty, const struct place *place)
{
  size_t len = 0;
  const char *bytes = pty_output(pty, &len);
  struct bytes_allowed allowed = {
      .ascii = place->ascii_screen, .blocks = place->ascii_screen, .term = place->entry};
  bool fit = bytes_fit(bytes, len, &allowed);
  if (!fit)
    fail_msg("on the screen of place %zu", (size_t)(place - places));
}

/* What was being typed for `target` when a session was cut off, as somebody may have left it. */
static void write_draft(const char *home, const char *target)
{
  struct buf path = {0}, key = {0}, text = {0};
  char hash[DIGEST_SIZE], user[80], *real = realpath(files.plan, NULL);
  setenv("GUATU_USER", HARD, 1);
  who_user(user, sizeof user);
  setenv("GUATU_USER", "tester", 1);
  buf_printf(&key, "%s\n%s", real, user);
  digest_text(key.data, key.len, hash);
  buf_printf(&path, "%s/guatu", home);
  (void)mkdir(home, 0700);
  (void)mkdir(path.data, 0700);
  buf_printf(&path, "/draft-%.32s-0", hash);
  char noise[] = HARD;
  for (char *c = noise; *c; c++)
    *c = *c == '\n' ? ' ' : *c;
  buf_printf(&text, "x\n%s\n%s\n17 # %s\n", target, noise, noise);
  pty_write_file(path.data, text.data, text.len);
  free(real);
  buf_release(&path);
  buf_release(&key);
  buf_release(&text);
}

/* Through everything that shows texts of others. */
static void roam(struct pty *pty)
{
  type(pty, "<Esc>"); /* the draft */
  for (int pane = 0; pane < 2; pane++) {
    type(pty, pane ? "<Esc>2<Enter>" : "1<Enter>"); /* its rows */
    for (int row = 0; row < (pane ? 1 : (int)SOFT_COUNT); row++)
      type(pty, "<Enter>x<PgDn><PgDn><PgUp>x<Esc><Down>");
  }
  type(pty, "e");
  pty_keys(pty, "<Paste>");
  pty_bytes(pty, HARD, strlen(HARD));
  type(pty, "</Paste>");
  type(pty, "<Esc><Esc>/");
  pty_keys(pty, "<Paste>");
  pty_bytes(pty, HARD, strlen(HARD));
  type(pty, "</Paste><Enter>");
  type(pty, "<Esc>c<PgDn><Esc>");
  type(pty, "o<PgDn><Esc>");
  type(pty, "i");
  pty_keys(pty, "<Paste>");
  pty_bytes(pty, files.sheet, strlen(files.sheet));
  type(pty, "</Paste><Enter>");
  type(pty, "<PgDn><Esc><Esc><Esc>");
  pty_keys(pty, "<Paste>");
  pty_bytes(pty, "t0\t" HARD "\n", strlen("t0\t" HARD "\n"));
  type(pty, "</Paste>");
  type(pty, "<Esc><Esc>L?<PgDn><Esc>[.]f");
  static const short sizes[][2] = {{60, 200}, {12, 45}, {24, 81}, {5, 20}, {42, 151}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    pty_resize(pty, sizes[i][0], sizes[i][1]);
    type(pty, "<Enter><Enter><Esc><Esc>");
  }
}

static void test_the_console(void **state)
{
  (void)state;
  for (size_t p = 0; p < PLACE_COUNT; p++) {
    char home[500], home_env[600];
    if (!places[p].entry)
      continue;
    snprintf(home, sizeof home, "%s/state", files.folder);
    snprintf(home_env, sizeof home_env, "XDG_STATE_HOME=%s", home);
    write_plan(files.plan, "1", "");
    write_journal(files.plan);
    write_draft(home, p % 2 ? "t0" : HARD);
    const char *const args[] = {"--today=2021-07-13", files.plan, NULL};
    struct pty *pty = open_screen(&places[p], home_env, args);
    assert_true(pty_settle(pty));
    assert_true(pty_running(pty));
    roam(pty);
    write_broken(files.plan);
    type(pty, "<C-l>");
    write_plan(files.plan, "4", "");
    type(pty, "<C-l>");
    type(pty, "<Esc><Esc><Esc><Esc>q");
    int status = pty_status(pty);
    judge(pty, &places[p]);
    pty_end(pty);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

/* It was typed where it could be judged: what a draft holds is shown as text, and can be saved. */
static void test_a_draft_is_shown_clean(void **state)
{
  (void)state;
  char home[500], home_env[600];
  snprintf(home, sizeof home, "%s/clean", files.folder);
  snprintf(home_env, sizeof home_env, "XDG_STATE_HOME=%s", home);
  write_plan(files.plan, "1", "");
  write_draft(home, "t0");
  const char *const args[] = {"--today=2021-07-13", files.plan, NULL};
  struct pty *pty = open_screen(&places[0], home_env, args);
  assert_true(pty_wait(pty, "was being typed"));
  type(pty, "<Enter>");
  judge(pty, &places[0]);
  assert_true(pty_wait(pty, "%s%n\uFFFD"));
  assert_true(pty_wait(pty, "Enter saves 17"));
  type(pty, "<Esc><Esc><Esc><Esc>q");
  assert_int_equal(pty_status(pty), 0);
  pty_end(pty);
}

static void test_the_wall(void **state)
{
  (void)state;
  for (size_t p = 0; p < PLACE_COUNT; p++) {
    if (!places[p].entry)
      continue;
    write_plan(files.plan, "1", "");
    write_journal(files.plan);
    const char *const args[] = {"kiosk", "--today=2021-07-13", "--every=86400", files.plan, NULL};
    struct pty *pty = open_screen(&places[p], "XDG_STATE_HOME", args);
    assert_true(pty_settle(pty));
    for (int page = 0; page < 14; page++)
      type(pty, page == 7 ? "L<Right>" : "<Right>");
    pty_resize(pty, 12, 50);
    type(pty, "<Right>");
    pty_resize(pty, 50, 180);
    type(pty, "<Right>");
    write_broken(files.plan);
    assert_true(pty_wait(pty, ":"));
    type(pty, "<Right><Right>");
    assert_true(pty_running(pty));
    pty_signal(pty, SIGTERM);
    (void)pty_status(pty);
    judge(pty, &places[p]);
    pty_end(pty);
  }
}

static void test_the_wall_without_its_file(void **state)
{
  (void)state;
  const char *const args[] = {"kiosk", "--every=86400", files.missing, NULL};
  struct pty *pty = open_screen(&places[0], "XDG_STATE_HOME", args);
  assert_true(pty_wait(pty, "missing"));
  pty_signal(pty, SIGTERM);
  (void)pty_status(pty);
  judge(pty, &places[0]);
  pty_end(pty);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_to_a_pipe),
      cmocka_unit_test(test_to_a_terminal),
      cmocka_unit_test(test_a_terminal_of_ascii_gets_english),
      cmocka_unit_test(test_a_file_gets_what_was_asked_for),
      cmocka_unit_test(test_the_holder_of_a_lock),
      cmocka_unit_test(test_the_picture_keeps_its_width),
      cmocka_unit_test(test_a_long_unit_takes_no_other_column),
      cmocka_unit_test(test_no_cell_widens_a_whole_table),
      cmocka_unit_test(test_no_message_floods_the_terminal),
      cmocka_unit_test(test_a_draft_is_shown_clean),
      cmocka_unit_test(test_the_console),
      cmocka_unit_test(test_the_wall),
      cmocka_unit_test(test_the_wall_without_its_file),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
