/* The command line as people and scripts use it: the real program, run with pipes. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "guatu/commands/command.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

#define assert_says(text, part) check_says(text, part, __LINE__)

static void check_says(const char *text, const char *part, int line)
{
  if (!strstr(text, part))
    fail_msg("line %d: not said: \"%s\"\n  in: %s", line, part, text);
}

/* Runs, and expects a status and a word on stderr; nothing may be on stdout. */
static void expect_refusal(int status, const char *said, const char *const *words)
{
  struct ran r = run_to(TO_PIPE, words);
  if (r.status != status)
    fail_msg("status %d instead of %d: %s", r.status, status, r.err);
  assert_string_equal(r.out, "");
  assert_says(r.err, said);
  ran_release(&r);
}
#define REFUSED(status, said, ...) expect_refusal(status, said, (const char *const[]){__VA_ARGS__, NULL})

/* ---- help ---- */

static void help_names_every_verb_in_both_languages(void **state)
{
  (void)state;
  for (int zh = 0; zh < 2; zh++) {
    struct ran r = run("--help", "--lang", zh ? "zh" : "en", NULL);
    assert_int_equal(r.status, 0);
    assert_string_equal(r.err, "");
    for (const struct command *const *c = commands; *c; c++) {
      assert_says(r.out, (*c)->name ? (*c)->name : "guatu [");
      assert_says(r.out, words_in(&(*c)->summary, zh ? LANG_ZH : LANG_EN));
    }
    for (const struct option_entry *o = common_options; o->name; o++)
      assert_says(r.out, o->name);
    assert_null(strstr(r.out, "__")); /* the hidden ones */
    ran_release(&r);
  }
}

static void help_of_a_verb_names_its_options(void **state)
{
  (void)state;
  for (const struct command *const *c = commands; *c; c++) {
    if (!(*c)->name)
      continue;
    struct ran r = run((*c)->name, "--help", "--lang=zh", NULL);
    assert_int_equal(r.status, 0);
    assert_says(r.out, (*c)->operands);
    for (const struct option_entry *o = (*c)->options; o && o->name; o++) {
      assert_says(r.out, o->name);
      assert_says(r.out, words_in(&o->help, LANG_ZH));
    }
    ran_release(&r);
  }
}

static void version_is_one_line(void **state)
{
  (void)state;
  struct ran r = run("--version", NULL);
  assert_int_equal(r.status, 0);
  assert_int_equal(strncmp(r.out, "guatu ", 6), 0);
  assert_ptr_equal(strchr(r.out, '\n'), r.out + strlen(r.out) - 1);
  assert_null(strstr(r.out, "unknown"));
  ran_release(&r);
}

static void every_text_of_the_tables_is_in_both_languages(void **state)
{
  (void)state;
  for (const struct command *const *c = commands; *c; c++) {
    assert_true((*c)->summary.en && *(*c)->summary.en && (*c)->summary.zh && *(*c)->summary.zh);
    assert_string_not_equal((*c)->summary.en, (*c)->summary.zh);
    int count = 0;
    for (const struct option_entry *o = (*c)->options; o && o->name; o++, count++)
      assert_true(o->help.en && *o->help.en && o->help.zh && *o->help.zh);
    assert_true(count <= OPTION_MAX);
  }
}

/* ---- wrong calls ---- */

static void an_unknown_option_gets_a_suggestion(void **state)
{
  (void)state;
  REFUSED(2, "did you mean '--through'?", "set", "--thruogh", "2021-06-30", PLAN, "x", "1");
  REFUSED(2, "did you mean '--lang'?", "--lnag", "zh");
  REFUSED(2, "unknown option '-z'", "check", "-z", PLAN);
  REFUSED(2, "没有选项", "--lang=zh", "check", "--wrong", PLAN);
  REFUSED(2, "Try 'guatu check --help'", "check", "-z");
}

static void an_unknown_verb_gets_a_suggestion(void **state)
{
  (void)state;
  REFUSED(2, "did you mean 'guatu check'?", "chekc");
  REFUSED(2, "did you mean 'guatu --help'?", "help");
  REFUSED(2, "did you mean 'guatu export'?", "exprot", PLAN);
  REFUSED(2, "the verb goes first: guatu check " PLAN, PLAN, "check");
}

static void operands_are_counted(void **state)
{
  (void)state;
  REFUSED(2, "it takes FILE TARGET VALUE", "set", PLAN, "dead-end-roads");
  REFUSED(2, "'4' is too much", "set", PLAN, "a", "3", "4");
  REFUSED(2, "is too much", "export", PLAN, PLAN);
}

static void arguments_of_options_are_checked(void **state)
{
  (void)state;
  REFUSED(2, "'fr' is not one of zh|en", "check", "--lang", "fr", PLAN);
  REFUSED(2, "'always?' is not one of", "check", "--color", "always?", PLAN);
  REFUSED(2, "'asci' is not one of", "check", "--glyphs=asci", PLAN);
  REFUSED(2, "'2021-02-30' is not a day", "export", "--as-of", "2021-02-30", PLAN);
  REFUSED(2, "'2021-6-30' is not a day", "export", "--today", "2021-6-30", PLAN);
  REFUSED(2, "'--lang' needs an argument", "check", PLAN, "--lang");
  REFUSED(2, "takes no argument", "check", "--explain=yes", PLAN);
  REFUSED(2, "--as-of is later than --today", "export", PLAN, "--as-of", "2021-07-01", "--today",
          "2021-06-30");
  REFUSED(2, "there is no format 'csv'; json", "export", PLAN, "--format", "csv");
}

static void a_negative_figure_is_not_an_option(void **state)
{
  (void)state;
  char *file = scratch_copy("negative.conf", PLAN);
  struct ran r = run("set", "--today", "2021-07-10", file, "gdp-growth", "-5.5", "--note=fell", NULL);
  if (r.status != 0)
    fail_msg("%s", r.err);
  char *text = read_text(file);
  assert_says(text, "value = -5.5;");
  assert_says(text, "note = \"fell\";");
  free(text);
  ran_release(&r);
  free(file);
}

static void words_after_two_dashes_are_operands(void **state)
{
  (void)state;
  REFUSED(3, "--lang", "check", "--", "--lang");
  setenv("GUATU_FILE", PLAN, 1);
  REFUSED(2, "export", "--", "export"); /* a file of that name, were there one */
  unsetenv("GUATU_FILE");
}

static void nothing_from_the_command_line_commands_the_terminal(void **state)
{
  (void)state;
  static const char *const evil = "\033[31m\302\233"
                                  "5C\342\200\256x\a";
  const char *const calls[][6] = {
      {evil},
      {"check", evil},
      {"check", evil, evil},
      {"export", "--format", evil},
      {"set", PLAN, evil, "1"},
      {"--lang", evil},
      {"set", evil, "a", "1"},
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    struct ran r = run_to(TO_PIPE, calls[i]);
    assert_true(r.status >= 1 && r.status <= 3);
    for (const char *c = r.err; *c; c++)
      assert_true(*c == '\n' || (unsigned char)*c >= 0x20);
    assert_null(strstr(r.err, "\302\233"));
    assert_null(strstr(r.err, "\342\200\256"));
    ran_release(&r);
  }
}

/* ---- language ---- */

static void the_environment_chooses_the_language(void **state)
{
  (void)state;
  setenv("LC_ALL", "zh_CN.UTF-8", 1); /* whether this machine has it or not */
  struct ran r = run("check", PLAN, NULL);
  assert_says(r.out, "93 项目标");
  ran_release(&r);
  r = run("check", PLAN, "--lang", "en", NULL);
  assert_says(r.out, "93 targets");
  ran_release(&r);
  REFUSED(2, "没有选项", "check", "--wrong");
  REFUSED(2, "unknown option", "check", "--wrong", "--lang=en");
  static const char *const english[] = {"C.UTF-8", "zh_CN.GB18030"}; /* no UTF-8 where another set is shown */
  for (size_t i = 0; i < sizeof english / sizeof *english; i++) {
    setenv("LC_ALL", english[i], 1);
    r = run("check", PLAN, NULL);
    assert_says(r.out, "93 targets");
    ran_release(&r);
  }
  setenv("LC_ALL", "C.UTF-8", 1);
}

/* ---- files and streams ---- */

static void a_file_that_is_not_there_is_status_3(void **state)
{
  (void)state;
  REFUSED(3, "no-such.conf", "check", "no-such.conf");
  REFUSED(3, "no-such.conf", "export", "no-such.conf");
  REFUSED(3, "no-such.conf", "set", "no-such.conf", "a", "1");
  REFUSED(3, "conf", "check", "conf");
  char *fifo = scratch_path("fifo");
  assert_int_equal(mkfifo(fifo, 0600), 0);
  REFUSED(3, "fifo", "check", fifo);
  free(fifo);
}

static void a_verb_wins_over_a_file_of_its_name(void **state)
{
  (void)state;
  char *file = scratch_copy("check", PLAN);
  char *cwd = getcwd(NULL, 0);
  setenv("GUATU_FILE", file, 1);
  assert_int_equal(chdir(scratch()), 0);
  struct ran r = run("check", "--lang=en", NULL);
  assert_int_equal(chdir(cwd), 0);
  unsetenv("GUATU_FILE");
  assert_int_equal(r.status, 0);
  assert_says(r.out, "93 targets, 0 problems");
  ran_release(&r);
  free(cwd);
  free(file);
}

static void output_that_does_not_arrive_is_status_3(void **state)
{
  (void)state;
  const char *const calls[][4] = {
      {"export", PLAN}, {"check", PLAN}, {"--help"}, {"show", PLAN}, {"--version"}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    struct ran r = run_to(TO_FULL, calls[i]);
    assert_int_equal(r.status, 3);
    assert_says(r.err, "can't be written");
    ran_release(&r);
    r = run_to(TO_NOBODY, calls[i]);
    assert_int_equal(r.status, 3);
    assert_string_equal(r.err, ""); /* it went away because it had enough */
    ran_release(&r);
    r = run_to(TO_CLOSED, calls[i]);
    assert_int_equal(r.status, 3);
    ran_release(&r);
  }
}

static void a_closed_output_does_no_harm_to_the_dataset(void **state)
{
  (void)state;
  char *file = scratch_copy("closed.conf", PLAN);
  const char *const words[] = {"set", file, "dead-end-roads", "17", "--through", "2021-06-30", NULL};
  struct ran r = run_to(TO_CLOSED, words);
  assert_int_equal(r.status, 3);
  int before, now;
  diff_lines(PLAN, file, &before, &now);
  assert_int_equal(before, 0);
  assert_true(now > 0);
  ran_release(&r);
  r = run("check", file, NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  free(file);
}

/* ---- check ---- */

static void check_counts_targets_and_problems(void **state)
{
  (void)state;
  struct ran r = run("check", PLAN, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.out, PLAN ": 93 targets, 0 problems\n");
  assert_string_equal(r.err, "");
  ran_release(&r);
}

static void check_reports_every_file(void **state)
{
  (void)state;
  char *text = read_text(PLAN);
  char *sense = strstr(text, "sense = \"about\"");
  assert_non_null(sense);
  memcpy(sense, "sense = \"abuut\"", 15);
  char *file = scratch_file("wrong.conf", text);
  struct ran r = run("check", file, PLAN, "no-such.conf", NULL);
  assert_int_equal(r.status, 3); /* the worst of them */
  assert_says(r.out, "wrong.conf: 1 problem\n");
  assert_says(r.out, PLAN ": 93 targets, 0 problems\n");
  assert_says(r.err, "abuut");
  assert_says(r.err, "no-such.conf");
  ran_release(&r);

  /* The line and the column of the wrong word. */
  char place[64];
  int line = 1;
  for (const char *c = text; c < sense; c++)
    line += *c == '\n';
  snprintf(place, sizeof place, "wrong.conf:%d:", line);
  r = run("check", file, NULL);
  assert_int_equal(r.status, 1);
  assert_says(r.err, place);
  ran_release(&r);
  free(text);
  free(file);
}

static void check_explains_every_target(void **state)
{
  (void)state;
  struct ran r = run("check", "--explain", PLAN, NULL);
  assert_int_equal(r.status, 0);
  int lines = 0;
  for (const char *c = r.out; *c; c++)
    lines += *c == '\n';
  assert_int_equal(lines, 94);
  assert_says(r.out, "dead-end-roads: ");
  ran_release(&r);
}

static void check_warns_of_a_reading_in_the_future(void **state)
{
  (void)state;
  static const char *const text =
      "format = 1;\n"
      "plan = { title = \"t\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; };\n"
      "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
      "  { id = \"a\"; name = \"A\"; kind = \"cumulative\"; target = 10; readings = (\n"
      "    { through = \"2021-03-31\"; value = 1; },\n"
      "    { through = \"2021-06-30\"; value = 2; }\n"
      "  ); } ); } );\n";
  char *file = scratch_file("future.conf", text);
  struct ran r = run("check", "--today", "2021-05-01", file, NULL);
  assert_int_equal(r.status, 0);
  assert_says(r.err, "future.conf:6:17: warning: ");
  assert_null(strstr(r.err, ":5:"));
  assert_says(r.out, "1 target, 0 problems, 1 warning\n");
  ran_release(&r);
  r = run("check", "--today", "2021-07-01", file, NULL);
  assert_string_equal(r.err, "");
  ran_release(&r);
  free(file);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(help_names_every_verb_in_both_languages),
      cmocka_unit_test(help_of_a_verb_names_its_options),
      cmocka_unit_test(version_is_one_line),
      cmocka_unit_test(every_text_of_the_tables_is_in_both_languages),
      cmocka_unit_test(an_unknown_option_gets_a_suggestion),
      cmocka_unit_test(an_unknown_verb_gets_a_suggestion),
      cmocka_unit_test(operands_are_counted),
      cmocka_unit_test(arguments_of_options_are_checked),
      cmocka_unit_test(a_negative_figure_is_not_an_option),
      cmocka_unit_test(words_after_two_dashes_are_operands),
      cmocka_unit_test(nothing_from_the_command_line_commands_the_terminal),
      cmocka_unit_test(the_environment_chooses_the_language),
      cmocka_unit_test(a_file_that_is_not_there_is_status_3),
      cmocka_unit_test(a_verb_wins_over_a_file_of_its_name),
      cmocka_unit_test(output_that_does_not_arrive_is_status_3),
      cmocka_unit_test(a_closed_output_does_no_harm_to_the_dataset),
      cmocka_unit_test(check_counts_targets_and_problems),
      cmocka_unit_test(check_reports_every_file),
      cmocka_unit_test(check_explains_every_target),
      cmocka_unit_test(check_warns_of_a_reading_in_the_future),
  };
  unsetenv("GUATU_FILE");
  setenv("LC_ALL", "C.UTF-8", 1);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
