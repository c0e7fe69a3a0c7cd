/* guatu log, through the program: what a person asks, what a program reads, and words without escape
 * sequences whoever wrote them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

static char *path;

static void set(const char *user, const char *from, const char *target, const char *figure, const char *note)
{
  setenv("GUATU_USER", user, 1);
  if (from)
    setenv("SSH_CLIENT", from, 1);
  else
    unsetenv("SSH_CLIENT");
  struct ran r = run("set", path, target, figure, "--through", "2021-06-30", "--note", note, NULL);
  if (r.status != 0)
    fail_msg("%s", r.err);
  ran_release(&r);
}

static int setup(void **state)
{
  (void)state;
  unsetenv("SSH_CONNECTION");
  path = scratch_copy("x.conf", PLAN);
  return 0;
}

static int teardown(void **state)
{
  (void)state;
  free(path);
  scratch_remove();
  setenv("GUATU_USER", "tester", 1);
  unsetenv("SSH_CLIENT");
  return 0;
}

static int lines_of(const char *text)
{
  int count = 0;
  for (; *text; text++)
    count += *text == '\n';
  return count;
}

static void three(void)
{
  set("li", NULL, "dead-end-roads", "17", "");
  set("wang", "10.1.2.3 50022 22", "dead-end-roads", "18", "from the statistics bureau");
  set("li", NULL, "danjiang-water-conversion", "62", "");
}

static void test_what_a_person_asks(void **state)
{
  char today[16];
  time_t now = time(NULL);
  struct tm day;
  (void)state;
  three();
  struct ran r = run("log", "--lang", "en", path, NULL);
  assert_int_equal(r.status, 0);
  assert_int_equal(lines_of(r.out), 3);
  assert_non_null(strstr(r.out, "dead-end-roads"));
  assert_non_null(strstr(r.out, "17 → 18"));
  assert_non_null(strstr(r.out, "# from the statistics bureau"));
  assert_non_null(strstr(r.out, "from 10.1.2.3"));
  assert_true(strstr(r.out, "— → 17") < strstr(r.out, "17 → 18")); /* the latest last */
  assert_string_equal(r.err, "");
  ran_release(&r);
  r = run("log", path, "--target", "dead-end-roads", NULL);
  assert_int_equal(lines_of(r.out), 2);
  ran_release(&r);
  r = run("log", path, "--user", "wang", NULL);
  assert_int_equal(lines_of(r.out), 1);
  ran_release(&r);
  r = run("log", path, "--user", getpwuid(getuid())->pw_name, NULL); /* the account they share */
  assert_int_equal(lines_of(r.out), 3);
  ran_release(&r);
  localtime_r(&now, &day);
  strftime(today, sizeof today, "%Y-%m-%d", &day);
  r = run("log", path, "--since", today, NULL);
  assert_int_equal(lines_of(r.out), 3);
  ran_release(&r);
  r = run("log", path, "--since", "9999-01-01", NULL);
  assert_int_equal(lines_of(r.out), 0);
  ran_release(&r);
  r = run("log", "--lang", "zh", path, NULL);
  assert_non_null(strstr(r.out, "录入"));
  ran_release(&r);
  r = run("log", "--glyphs", "ascii", "--lang", "en", path, "--target", "dead-end-roads", NULL);
  assert_non_null(strstr(r.out, "17 -> 18"));
  ran_release(&r);
}

static void test_what_a_program_reads(void **state)
{
  (void)state;
  three();
  struct ran r = run("log", "--format", "json", path, NULL);
  assert_int_equal(r.status, 0);
  json_t *list = json_loads(r.out, 0, NULL);
  assert_int_equal(json_array_size(list), 3);
  const json_t *second = json_array_get(list, 1);
  const char *const members[][2] = {
      {"what", "set"},      {"standing", "saved"},        {"user", "wang"},
      {"from", "10.1.2.3"}, {"target", "dead-end-roads"}, {"through", "2021-06-30"}};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++)
    assert_string_equal(json_string_value(json_object_get(second, members[i][0])), members[i][1]);
  assert_string_equal(json_string_value(json_object_get(second, "account")), getpwuid(getuid())->pw_name);
  assert_string_equal(json_string_value(json_object_get(json_object_get(second, "old"), "figure")), "17");
  assert_string_equal(json_string_value(json_object_get(json_object_get(second, "new"), "note")),
                      "from the statistics bureau");
  json_decref(list);
  ran_release(&r);
  /* the file itself is JSON by the line, for any other program */
  char *journal = scratch_path("x.conf.journal"), *text = read_text(journal);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_is_object(object));
    json_decref(object);
  }
  free(text);
  free(journal);
}

static void test_calls_that_are_wrong(void **state)
{
  (void)state;
  struct ran r = run("log", "--lang", "en", path, NULL);
  assert_int_equal(r.status, 0);
  assert_non_null(strstr(r.err, "there is no journal yet"));
  ran_release(&r);
  r = run("log", "--verify", path, NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  three();
  r = run("log", path, "--since", "yesterday", NULL);
  assert_int_equal(r.status, 2);
  ran_release(&r);
  r = run("log", path, "--format", "xml", NULL);
  assert_int_equal(r.status, 2);
  ran_release(&r);
  r = run("log", "--lang", "en", path, "--target", "dead-end-road", NULL);
  assert_int_equal(r.status, 0);
  assert_non_null(strstr(r.err, "near it: dead-end-roads"));
  ran_release(&r);
}

/* The journal outlives its dataset, broken or gone. */
static void test_without_its_dataset(void **state)
{
  (void)state;
  three();
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs("format = ;\n", f);
  assert_int_equal(fclose(f), 0);
  struct ran r = run("log", path, NULL);
  assert_int_equal(r.status, 0);
  assert_int_equal(lines_of(r.out), 3);
  ran_release(&r);
  assert_int_equal(unlink(path), 0);
  r = run("log", path, NULL);
  assert_int_equal(r.status, 3);
  assert_int_equal(lines_of(r.out), 3);
  ran_release(&r);
}

/* Somebody's name or note is never a command for the terminal. */
static void test_no_escape_sequence_comes_out(void **state)
{
  (void)state;
  three();
  char *journal = scratch_path("x.conf.journal");
  FILE *f = fopen(journal, "a");
  assert_non_null(f);
  fputs("{\"seq\":7,\"save\":7,\"what\":\"outside\",\"time\":\"2021-07-13T10:02:11+08:00\",\"user\":"
        "\"\\u001b[2J\","
        "\"target\":\"a\\u001b]0;x\\u0007b\",\"through\":\"2021-06-30\",\"old\":null,\"new\":{\"figure\":"
        "\"1\",\"note\":\"\\u202ex\"},"
        "\"after\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"prev\":"
        "\"0000000000000000000000000000000000000000000000000000000000000000\",\"hash\":\"\"}\n",
        f);
  assert_int_equal(fclose(f), 0);
  static const char *const modes[] = {"text", "json"};
  for (int i = 0; i < 2; i++) {
    struct ran r = run("log", "--format", modes[i], path, NULL);
    assert_null(strchr(r.out, '\033'));
    assert_null(strchr(r.out, '\a'));
    assert_null(strchr(r.err, '\033'));
    ran_release(&r);
  }
  free(journal);
}

/* Figures of a demonstration are never taken for real. */
static void test_demo_is_marked(void **state)
{
  (void)state;
  free(path);
  path = scratch_copy("demo.conf", "conf/demo-2021.conf");
  three();
  struct ran r = run("log", path, NULL);
  assert_int_equal(r.status, 0);
  assert_int_equal(strncmp(r.out, "DEMO ", 5), 0);
  ran_release(&r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(test_what_a_person_asks),           TEST(test_what_a_program_reads),
      TEST(test_calls_that_are_wrong),         TEST(test_without_its_dataset),
      TEST(test_no_escape_sequence_comes_out), TEST(test_demo_is_marked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
