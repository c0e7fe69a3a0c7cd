/* The JSON export: the agreed names and no others, exact figures, and the real plan as it was published.
 * jansson reads what we write. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "guatu/base/mem.h"
#include "guatu/report/json_write.h"
#include "support_bytes.h"
#include "support_run.h"

#define PLAN "conf/gaoxin-2021.conf"

static json_t *parse(const char *text)
{
  json_error_t error;
  json_t *j = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!j)
    fail_msg("%d:%d: %s\n%s", error.line, error.column, error.text, text);
  return j;
}

static json_t *export_of(const char *file)
{
  struct ran r = run("export", file, "--lang", "en", "--today", "2021-07-15", NULL);
  if (r.status != 0)
    fail_msg("%s", r.err);
  json_t *j = parse(r.out);
  ran_release(&r);
  return j;
}

static const char *word(const json_t *j, const char *name)
{
  const char *s = json_string_value(json_object_get(j, name));
  return s ? s : "";
}

/* ---- names ---- */

/* The keys of an object, in their order, with blanks between. */
static void assert_keys(const json_t *object, const char *expected)
{
  struct buf keys = {0};
  const char *key;
  json_t *value;
  assert_true(json_is_object(object));
  json_object_foreach((json_t *)(uintptr_t)object, key, value)
  {
    buf_printf(&keys, "%s%s", keys.len ? " " : "", key);
  }
  assert_string_equal(keys.data, expected);
  buf_release(&keys);
}

static const char tiny[] =
    "format = 1;\n"
    "plan = { title = \"t\"; period = { from = \"2021-01-01\"; to = \"2021-12-31\"; }; demo = true; };\n"
    "panes = ( { id = \"p\"; name = \"P\"; targets = (\n"
    "  { id = \"range\"; name = \"A\"; kind = \"rate\"; sense = \"between\"; target = [4.0, 5.5]; unit = "
    "\"%\";\n"
    "    owners = ( \"One\", \"Two\" ); weight = 2.5;\n"
    "    readings = ( { through = \"2021-06-30\"; value = 4.20; by = \"li\"; at = "
    "\"2021-07-13T10:02:11+08:00\"; note = \"n\"; } ); },\n"
    "  { id = \"mile\"; name = \"B\"; kind = \"milestone\"; },\n"
    "  { id = \"cover\"; name = \"C\"; kind = \"coverage\"; readings = ( { through = \"2021-06-30\"; count = "
    "708; of = 720; } ); },\n"
    "  { id = \"big\"; name = \"D\"; kind = \"cumulative\"; target = 999999999999.5; baseline = 0.1;\n"
    "    readings = ( { through = \"2021-06-30\"; value = 0.000001; } ); } ); } );\n";

static void the_names_are_exactly_those_agreed(void **state)
{
  (void)state;
  static const char lights[] =
      "cancelled done done-late missed not-started no-data stale ceiling-broken waived ahead on-track behind "
      "critical";
  char *file = scratch_file("tiny.conf", tiny);
  json_t *j = export_of(file);
  assert_keys(j, "format plan as_of today elapsed lights completion measured count panes");
  assert_keys(json_object_get(j, "plan"), "title from to");
  assert_keys(json_object_get(j, "lights"), lights);
  json_t *pane = json_array_get(json_object_get(j, "panes"), 0);
  assert_keys(pane, "id name lights completion pace measured count targets");
  assert_keys(json_object_get(pane, "lights"), lights);
  size_t i;
  json_t *target;
  json_array_foreach(json_object_get(pane, "targets"), i, target)
  {
    assert_keys(target, "id name kind sense target stretch baseline unit decimals owners due weight value "
                        "through completion elapsed "
                        "gap pace expected headroom light met_on forecast needed readings");
    assert_keys(json_object_get(target, "forecast"), "linear recent verdict");
  }
  target = json_array_get(json_object_get(pane, "targets"), 0);
  assert_keys(json_array_get(json_object_get(target, "readings"), 0), "through value by at note");
  json_decref(j);
  free(file);
}

static void what_is_undefined_is_null(void **state)
{
  (void)state;
  char *file = scratch_file("tiny.conf", tiny);
  json_t *j = export_of(file);
  json_t *targets = json_object_get(json_array_get(json_object_get(j, "panes"), 0), "targets");
  json_t *mile = json_array_get(targets, 1);
  static const char *const undefined[] = {"target",  "stretch",    "baseline", "unit", "value",
                                          "through", "completion", "gap",      "pace"};
  for (size_t i = 0; i < sizeof undefined / sizeof *undefined; i++)
    assert_true(json_is_null(json_object_get(mile, undefined[i])));
  assert_int_equal(json_array_size(json_object_get(mile, "readings")), 0);
  assert_int_equal(json_array_size(json_object_get(mile, "owners")), 0);
  assert_string_equal(word(mile, "light"), "no-data");
  json_t *range = json_array_get(targets, 0);
  assert_true(json_number_value(json_array_get(json_object_get(range, "target"), 0)) == 4.0);
  assert_true(json_number_value(json_array_get(json_object_get(range, "target"), 1)) == 5.5);
  assert_int_equal(json_array_size(json_object_get(range, "owners")), 2);
  json_decref(j);
  free(file);
}

static void figures_are_written_as_they_are(void **state)
{
  (void)state;
  char *file = scratch_file("tiny.conf", tiny);
  struct ran r = run("export", file, "--today", "2021-07-15", NULL);
  assert_non_null(strstr(r.out, "\"target\": 999999999999.5,"));
  assert_non_null(strstr(r.out, "\"baseline\": 0.1,"));
  assert_non_null(strstr(r.out, "\"value\": 0.000001,"));
  assert_non_null(strstr(r.out, "\"value\": 98.333333,"));
  assert_non_null(strstr(r.out, "\"weight\": 2.5,"));
  assert_non_null(strstr(r.out, "\"completion\": 0.983333333,"));
  assert_non_null(strstr(r.out, "\"gap\": 48.3,"));
  assert_non_null(strstr(r.out, "\"title\": \"DEMO t\""));
  ran_release(&r);
  free(file);
}

/* ---- the plan as published ---- */

/* The next field of a CSV line, with quotes taken off, into `out`. */
static const char *csv_field(const char *at, char *out, size_t size)
{
  size_t n = 0;
  bool quoted = *at == '"';
  at += quoted;
  while (*at && (quoted || (*at != ',' && *at != '\n'))) {
    if (quoted && *at == '"') {
      if (at[1] != '"')
        break;
      at++;
    }
    assert_true(n + 1 < size);
    out[n++] = *at++;
  }
  out[n] = '\0';
  at += quoted;
  return at + (*at == ',');
}

enum field { ID, AREA, KIND, SENSE, TARGET, UNIT_ZH, UNIT_EN, NAME_ZH, NAME_EN, NOTE, FIELDS };

static void compare_target(const json_t *t, const char *pane, char fields[FIELDS][256])
{
  assert_string_equal(word(t, "id"), fields[ID]);
  assert_string_equal(pane, fields[AREA]);
  assert_string_equal(word(t, "kind"), fields[KIND]);
  assert_string_equal(word(t, "sense"), fields[SENSE]);
  assert_string_equal(word(t, "unit"), fields[UNIT_ZH]);
  assert_string_equal(word(t, "name"), fields[NAME_ZH]);
  const json_t *aim = json_object_get(t, "target");
  if (*fields[TARGET])
    assert_true(json_number_value(aim) == strtod(fields[TARGET], NULL));
  else
    assert_true(json_is_null(aim));
}

static void the_real_plan_is_the_published_one(void **state)
{
  (void)state;
  struct ran r = run("export", "--format", "json", PLAN, "--lang=zh", NULL);
  assert_int_equal(r.status, 0);
  json_t *j = parse(r.out);
  ran_release(&r);
  json_t *panes = json_object_get(j, "panes");
  assert_int_equal(json_array_size(panes), 5);
  assert_int_equal(json_integer_value(json_object_get(j, "count")), 93);
  assert_int_equal(json_integer_value(json_object_get(j, "measured")), 0);
  assert_true(json_is_null(json_object_get(j, "completion")));

  char *csv = read_text("tests/data/targets.csv");
  const char *line = strchr(csv, '\n') + 1; /* after the header */
  size_t pane = 0, row = 0, count = 0;
  for (; *line; count++) {
    char fields[FIELDS][256];
    for (int f = 0; f < FIELDS; f++)
      line = csv_field(line, fields[f], sizeof fields[f]);
    line += strcspn(line, "\n");
    line += *line == '\n';
    while (row >= json_array_size(json_object_get(json_array_get(panes, pane), "targets"))) {
      pane++;
      row = 0;
      assert_true(pane < 5);
    }
    json_t *p = json_array_get(panes, pane);
    compare_target(json_array_get(json_object_get(p, "targets"), row++), word(p, "id"), fields);
  }
  assert_int_equal(count, 93);
  free(csv);
  json_decref(j);
}

/* ---- where it goes ---- */

static void a_file_is_replaced_in_one_step(void **state)
{
  (void)state;
  char *out = scratch_file("out.json", "old");
  char *link_path = scratch_path("link.json");
  assert_int_equal(chmod(out, 0640), 0);
  assert_int_equal(symlink("out.json", link_path), 0);
  struct stat before, now;
  assert_int_equal(stat(out, &before), 0);

  struct ran straight = run("export", PLAN, NULL);
  struct ran dash = run("export", PLAN, "-o", "-", NULL);
  assert_string_equal(dash.out, straight.out);
  struct ran r = run("export", PLAN, "-o", link_path, NULL);
  assert_int_equal(r.status, 0);
  assert_string_equal(r.out, "");
  assert_string_equal(r.err, "");
  char *text = read_text(out);
  assert_string_equal(text, straight.out);
  assert_int_equal(lstat(link_path, &now), 0);
  assert_true(S_ISLNK(now.st_mode));
  assert_int_equal(stat(out, &now), 0);
  assert_int_equal(now.st_mode & 07777, 0640);
  assert_true(now.st_ino != before.st_ino); /* another file took its place */

  struct buf command = {0};
  buf_printf(&command, "ls -A '%s' | grep -c 'json\\.'", scratch());
  assert_int_not_equal(system(command.data), 0); /* no temporary file */
  buf_release(&command);
  free(text);
  ran_release(&r);
  ran_release(&dash);
  ran_release(&straight);
  free(link_path);
  free(out);
}

static void an_output_that_can_not_be_written_is_said(void **state)
{
  (void)state;
  char *file = scratch_copy("source.conf", PLAN);
  char *nowhere = scratch_path("no-folder/x.json");
  const char *const places[] = {nowhere, scratch()};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    struct ran r = run("export", file, "-o", places[i], NULL);
    assert_int_equal(r.status, 3);
    assert_non_null(strstr(r.err, "can't be written"));
    ran_release(&r);
  }
  struct ran r = run("export", file, "-o", file, NULL);
  assert_int_equal(r.status, 2);
  ran_release(&r);
  int removed, added;
  diff_lines(PLAN, file, &removed, &added);
  assert_int_equal(removed + added, 0);
  free(nowhere);
  free(file);
}

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
  struct buf command = {0};
  va_list args;
  va_start(args, format);
  buf_vprintf(&command, format, args);
  va_end(args);
  assert_int_equal(system(command.data), 0);
  buf_release(&command);
}

/* Never tried on a device of the machine: a program that got it wrong would take it away. */
static void a_pipe_is_written_and_not_replaced(void **state)
{
  (void)state;
  char *fifo = scratch_path("fifo");
  struct stat st;
  shell("mkfifo '%s' && { cat '%s' >'%s/got' & }", fifo, fifo, scratch());
  struct ran straight = run("export", PLAN, NULL);
  struct ran r = run("export", PLAN, "-o", fifo, NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  assert_int_equal(stat(fifo, &st), 0);
  assert_true(S_ISFIFO(st.st_mode));
  shell("cd '%s' && until [ \"$(wc -c <got)\" -ge %zu ]; do :; done", scratch(), strlen(straight.out));
  char *got_path = scratch_path("got");
  char *got = read_text(got_path);
  assert_string_equal(got, straight.out);
  ran_release(&straight);

  /* A reader that goes away is a failure here: somebody named this file. */
  shell("head -c 10 '%s' >'%s/got' &", fifo, scratch());
  r = run("export", PLAN, "-o", fifo, NULL);
  assert_int_equal(r.status, 3);
  assert_non_null(strstr(r.err, "can't be written"));
  ran_release(&r);
  free(got);
  free(got_path);
  free(fifo);
}

/* ---- the emitter ---- */

static void texts_are_escaped(void **state)
{
  (void)state;
  static const char text[] =
      "a\"b\\c\033[31m\n\t\177\302\233\342\200\256\342\200\213\357\273\277\342\200\250 中\360\237\230\200";
  char *out = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&out, &size);
  struct emitter j = {.out = f, .first = true};
  emit_open(&j, NULL, '[');
  emit_text(&j, NULL, text);
  emit_text(&j, NULL, "broken \377 byte");
  emit_close(&j, ']');
  emit_end(&j);
  fclose(f);
  json_t *read = parse(out);
  assert_string_equal(json_string_value(json_array_get(read, 0)), text);
  assert_string_equal(json_string_value(json_array_get(read, 1)), "broken \357\277\275 byte");
  for (const char *c = out; *c; c++)
    assert_true(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
  assert_null(strstr(out, "\302\233"));
  assert_null(strstr(out, "\342\200\256"));
  json_decref(read);
  free(out);
}

/* What a screen must not get is escaped, and nothing is lost by it; CJK and emoji stand as they are. */
static void what_no_screen_may_get_is_escaped(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "\U000E0041\U000E007F", "x\uFE0F",  "\uE000\U0010FFFD",  "\u0378", "\uFFFE", "\u00A0", "\u0301x",
      "a\u0301\u0302\u0303",  "中\u3164", "👨\u200D👩é中e\u0301"};
  char *out = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&out, &size);
  struct emitter j = {.out = f, .first = true};
  emit_open(&j, NULL, '[');
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    emit_text(&j, NULL, texts[i]);
  emit_close(&j, ']');
  emit_end(&j);
  fclose(f);
  json_t *read = parse(out);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_string_equal(json_string_value(json_array_get(read, i)), texts[i]);
  assert_non_null(strstr(out, "\"\\udb40\\udc41\\udb40\\udc7f\""));
  assert_non_null(strstr(out, "\"\\u0301x\""));
  assert_non_null(strstr(out, "\"a\u0301\u0302\\u0303\""));
  assert_non_null(strstr(out, "\"👨\\u200d👩é中e\u0301\""));
  assert_true(bytes_fit(out, strlen(out), &(struct bytes_allowed){0}));
  json_decref(read);
  free(out);
}

static void shares_are_trimmed_and_points_have_one_decimal(void **state)
{
  (void)state;
  char *out = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&out, &size);
  struct emitter j = {.out = f, .first = true};
  emit_open_inline(&j, NULL, '[');
  emit_nanos(&j, NULL, 531250000);
  emit_nanos(&j, NULL, 0);
  emit_nanos(&j, NULL, 1000000000);
  emit_nanos(&j, NULL, -1);
  emit_nanos(&j, NULL, -2500000000);
  emit_nanos(&j, NULL, INT64_MIN);
  emit_points(&j, NULL, (struct decimal){3125000});
  emit_points(&j, NULL, (struct decimal){-3150000});
  emit_points(&j, NULL, (struct decimal){3000000});
  emit_close(&j, ']');
  emit_end(&j);
  fclose(f);
  assert_string_equal(out, "[0.53125, 0, 1, -0.000000001, -2.5, -9223372036.854775808, 3.1, -3.2, 3.0]\n");
  free(out);
}

static void empty_and_nested_parts_are_json(void **state)
{
  (void)state;
  char *out = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&out, &size);
  struct emitter j = {.out = f, .first = true};
  emit_open(&j, NULL, '{');
  emit_open(&j, "none", '[');
  emit_close(&j, ']');
  emit_open_inline(&j, "line", '{');
  emit_open(&j, "deep", '[');
  emit_count(&j, NULL, 1);
  emit_count(&j, NULL, 2);
  emit_close(&j, ']');
  emit_null(&j, "last");
  emit_close(&j, '}');
  emit_open(&j, "after", '[');
  emit_null(&j, NULL);
  emit_close(&j, ']');
  emit_close(&j, '}');
  emit_end(&j);
  fclose(f);
  assert_string_equal(out, "{\n  \"none\": [],\n  \"line\": {\"deep\": [1, 2], \"last\": null},\n  "
                           "\"after\": [\n    null\n  ]\n}\n");
  free(out);
}

static void a_link_that_leads_nowhere_yet_stays_a_link(void **state)
{
  (void)state;
  char *link_path = scratch_path("early.json"), *out = scratch_path("late.json");
  struct stat st;
  assert_int_equal(symlink("late.json", link_path), 0);
  struct ran r = run("export", PLAN, "-o", link_path, NULL);
  assert_int_equal(r.status, 0);
  assert_int_equal(lstat(link_path, &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  assert_int_equal(lstat(out, &st), 0);
  assert_true(S_ISREG(st.st_mode));
  ran_release(&r);
  free(link_path);
  free(out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_link_that_leads_nowhere_yet_stays_a_link),
      cmocka_unit_test(the_names_are_exactly_those_agreed),
      cmocka_unit_test(what_is_undefined_is_null),
      cmocka_unit_test(figures_are_written_as_they_are),
      cmocka_unit_test(the_real_plan_is_the_published_one),
      cmocka_unit_test(a_file_is_replaced_in_one_step),
      cmocka_unit_test(an_output_that_can_not_be_written_is_said),
      cmocka_unit_test(a_pipe_is_written_and_not_replaced),
      cmocka_unit_test(texts_are_escaped),
      cmocka_unit_test(what_no_screen_may_get_is_escaped),
      cmocka_unit_test(shares_are_trimmed_and_points_have_one_decimal),
      cmocka_unit_test(empty_and_nested_parts_are_json),
  };
  unsetenv("GUATU_FILE");
  setenv("LC_ALL", "C.UTF-8", 1);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  scratch_remove();
  return failed;
}
