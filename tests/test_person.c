/* Who it is on an account that several people enter: the comment of the key that sshd says was used, in the
 * list that the administrator names; else the key's fingerprint. The keys and fingerprints are ssh-keygen's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pwd.h>
#include <unistd.h>

#include "guatu/base/mem.h"
#include "guatu/base/who.h"
#include "guatu/store/digest.h"
#include "guatu/store/person.h"
#include "support_run.h"

#define LI       "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnmei+IPp0JJYCNOya0iKIj9Y17EM+9b6unENi5qVuI"
#define LI_PRINT "SHA256:8fOqqCpcSfUGAa/ZcPHFeJEUfRNdK7CZ7qydxyWQotc"
#define WANG                                                                                                 \
  "ecdsa-sha2-nistp256 "                                                                                     \
  "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEJyTsSC9gc3liBnoPhrF5XFKD/"                          \
  "k59ryy2eB75TMsFknjwJqiYLWq"                                                                               \
  "8FkIzOy7x+MFJ5IvQNasn4PA/xd/4WqAoM="
#define WANG_PRINT "SHA256:KR6AUceJSCCSo/+zTFwbx+PVPKUchl00c8OeO+xRMwg"
#define OTHER      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDrpjk4VBlim5GOdtzr3kQQYrUjcUEebvt6oMMB0n2+l"

static char *list_path, *note_path;

/* The list and sshd's note, as files that the environment names; NULL: the variable is not set. */
static void given(const char *list, const char *note)
{
  free(list_path);
  free(note_path);
  list_path = list ? scratch_file("list", list) : NULL;
  note_path = note ? scratch_file("note", note) : NULL;
  unsetenv("GUATU_KEYS");
  unsetenv("SSH_USER_AUTH");
  if (list_path)
    setenv("GUATU_KEYS", list_path, 1);
  if (note_path)
    setenv("SSH_USER_AUTH", note_path, 1);
  setenv("GUATU_USER", "somebody else", 1);
  setenv("GUATU_KEY", "SHA256:chosen", 1);
}

static void expect_person(const char *user, const char *key)
{
  struct problems p = {.lang = LANG_EN};
  char name[80], print[80];
  if (person_find(&p) != OK)
    fail_msg("%s", problems_first(&p));
  who_user(name, sizeof name);
  who_key(print, sizeof print);
  assert_string_equal(name, user);
  assert_string_equal(print, key);
  problems_release(&p);
}

static void expect_nobody(enum err want, const char *words)
{
  struct problems p = {.lang = LANG_EN};
  char print[80];
  assert_int_equal(person_find(&p), want);
  if (!strstr(problems_first(&p), words))
    fail_msg("'%s' is not in: %s", words, problems_first(&p));
  who_key(print, sizeof print);
  assert_string_equal(print, "");
  problems_release(&p);
}

static int teardown(void **state)
{
  (void)state;
  given(NULL, NULL);
  unsetenv("GUATU_KEY");
  setenv("GUATU_USER", "tester", 1);
  scratch_remove();
  return 0;
}

/* ---- */

static void test_the_comment_is_the_person(void **state)
{
  static const char list[] = "# the finance department\n"
                             "\n" LI " 李雷\r\n"
                             "  " WANG "\t wang of the office \n";
  (void)state;
  given(list, "publickey " LI "\n");
  expect_person("李雷", LI_PRINT);
  given(list, "publickey " WANG "\n");
  expect_person("wang of the office", WANG_PRINT);
}

static void test_options_before_a_key(void **state)
{
  static const char *const options[] = {
      "restrict,pty",
      "from=\"10.1.0.0/16\"",
      "command=\"echo \\\"a b\\\" c\",no-pty",
      "environment=\"GUATU_USER=" OTHER "\"",
      "from=\" ssh-ed25519 \"",
  };
  (void)state;
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    struct buf list = {0};
    buf_printf(&list, "%s %s li\n%s %s other\n", options[i], LI, options[i], OTHER);
    given(list.data, "publickey " LI "\n");
    expect_person("li", LI_PRINT);
    buf_release(&list);
  }
}

static void test_a_key_without_a_name_is_its_fingerprint(void **state)
{
  static const char *const lists[] = {
      "",
      "\n\n",
      LI,
      LI "  \n",
      LI "\n" LI " too late\n",
      WANG " wang\n",
      "# " LI " commented out\n",
      "command=\"" LI " quoted\" " OTHER " other\n",
      OTHER " " LI " in a comment\n",
      "ssh-rsa "
      "AAAAC3NzaC1lZDI1NTE5AAAAIHnmei+IPp0JJYCNOya0iKIj9Y17EM+9b6unENi5qVuI another type\n",
      LI "x longer\n",
      "command=\"never closed " LI " li",
  };
  (void)state;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    given(lists[i], "publickey " LI "\n");
    expect_person(LI_PRINT, LI_PRINT);
  }
}

static void test_a_name_is_cleaned(void **state)
{
  (void)state;
  given(LI " l\033[31mi\x7f\n", "publickey " LI "\n");
  expect_person("l\uFFFD[31mi\uFFFD", LI_PRINT);
}

/* Several proofs may have been asked for (AuthenticationMethods): the first key counts. */
static void test_several_proofs(void **state)
{
  (void)state;
  given(LI " li\n" WANG " wang\n",
        "password\nkeyboard-interactive/pam\npublickey " WANG "\npublickey " LI "\n");
  expect_person("wang", WANG_PRINT);
}

static void test_the_account_in_the_lists_name(void **state)
{
  struct buf name = {0}, pattern = {0};
  (void)state;
  given("", "publickey " LI "\n");
  buf_printf(&name, "%%%s%%u.keys", getpwuid(getuid())->pw_name);
  char *path = scratch_file(name.data, LI " li\n");
  buf_printf(&pattern, "%s/%%%%%%u%%%%u.keys", scratch());
  setenv("GUATU_KEYS", pattern.data, 1);
  expect_person("li", LI_PRINT);
  free(path);
  buf_release(&name);
  buf_release(&pattern);
}

static void test_without_a_list_nothing_is_asked(void **state)
{
  (void)state;
  given(NULL, NULL);
  expect_person("somebody else", "");
  setenv("GUATU_KEYS", "", 1);
  setenv("GUATU_KEY", "SHA256:chosen", 1);
  expect_person("somebody else", "");
}

static void test_who_can_not_be_told(void **state)
{
  (void)state;
  given(LI " li\n", NULL);
  expect_nobody(ERR_NO, "'ExposeAuthInfo yes' is missing");
  setenv("SSH_USER_AUTH", "/nowhere/at/all", 1);
  expect_nobody(ERR_NO, "'ExposeAuthInfo yes' is missing");
  static const char *const notes[] = {"", "\n", "password\n", "publickeyx " LI "\n", "x publickey " LI "\n"};
  for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
    given(LI " li\n", notes[i]);
    expect_nobody(ERR_NO, "none was used");
  }
  static const char *const none[] = {"publickey\n", "publickey ssh-ed25519\n", "publickey ssh-ed25519 AAA\n",
                                     "publickey ssh-ed25519 AA=A\n", "publickey ssh-ed25519 AAA!\n"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    given(LI " li\n", none[i]);
    expect_nobody(ERR_NO, "is none");
  }
  given(LI " li\n", "publickey ssh-ed25519-cert-v01@openssh.com AAAA\n");
  expect_nobody(ERR_NO, "certificate");
  given(LI " li\n", "publickey " LI "\n");
  setenv("GUATU_KEYS", "/nowhere/%u.keys", 1);
  expect_nobody(ERR_FILE, "/nowhere/");
}

/* No verb runs then, and nothing is written. */
static void test_the_program_does_not_start(void **state)
{
  (void)state;
  given(LI " li\n", NULL);
  char *plan = scratch_copy("x.conf", "conf/gaoxin-2021.conf"), *before = read_text(plan);
  struct ran r = run("set", "--lang=en", plan, "dead-end-roads", "17", "--through", "2021-06-30", NULL);
  assert_int_equal(r.status, 1);
  assert_string_equal(r.out, "");
  assert_non_null(strstr(r.err, "guatu: who you are can't be told"));
  ran_release(&r);
  r = run("--lang=zh", plan, NULL);
  assert_int_equal(r.status, 1);
  assert_non_null(strstr(r.err, "guatu: 无法确定您是谁"));
  ran_release(&r);
  r = run("--help", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  char *after = read_text(plan);
  assert_string_equal(after, before);
  free(after);
  free(before);
  free(plan);
}

static void test_the_journal_has_the_key(void **state)
{
  (void)state;
  given(LI " li\n" WANG " wang\n", "publickey " LI "\n");
  char *plan = scratch_copy("x.conf", "conf/gaoxin-2021.conf"), *journal = scratch_path("x.conf.journal");
  struct ran r = run("set", plan, "dead-end-roads", "17", "--through", "2021-06-30", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  given(LI " li\n" WANG " wang\n", "publickey " WANG "\n");
  r = run("set", plan, "dead-end-roads", "18", "--through", "2021-06-30", NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  struct buf want = {0};
  buf_printf(&want, "\"user\":\"li\",\"account\":\"%s\",\"key\":\"" LI_PRINT "\"",
             getpwuid(getuid())->pw_name);
  char *text = read_text(journal);
  assert_non_null(strstr(text, want.data));
  free(text);
  text = read_text(plan);
  assert_non_null(strstr(text, "by = \"wang\""));
  free(text);
  given(NULL, NULL);
  r = run("log", "--verify", plan, NULL);
  assert_int_equal(r.status, 0);
  ran_release(&r);
  r = run("log", plan, "--format", "json", "--user", WANG_PRINT, NULL);
  assert_non_null(strstr(r.out, "\"key\": \"" WANG_PRINT "\""));
  assert_null(strstr(r.out, LI_PRINT));
  ran_release(&r);
  buf_release(&want);
  free(journal);
  free(plan);
}

/* What is no base64, or no whole one, is no key. */
static void test_what_is_no_key(void **state)
{
  static const char *const none[] = {"", "Zg", "Zg=", "Zg===", "Z===", "====", "Zg==Zg==", "Zm9-", "=m9v"};
  char print[DIGEST_FINGERPRINT];
  (void)state;
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    if (digest_fingerprint(none[i], strlen(none[i]), print))
      fail_msg("taken for a key: '%s'", none[i]);
}

int main(void)
{
#define PERSON(name) cmocka_unit_test_teardown(name, teardown)
  const struct CMUnitTest tests[] = {
      PERSON(test_the_comment_is_the_person),
      PERSON(test_options_before_a_key),
      PERSON(test_a_key_without_a_name_is_its_fingerprint),
      PERSON(test_a_name_is_cleaned),
      PERSON(test_several_proofs),
      PERSON(test_the_account_in_the_lists_name),
      PERSON(test_without_a_list_nothing_is_asked),
      PERSON(test_who_can_not_be_told),
      PERSON(test_the_program_does_not_start),
      PERSON(test_the_journal_has_the_key),
      cmocka_unit_test(test_what_is_no_key),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
