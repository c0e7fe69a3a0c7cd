/* The key table as a whole: what no reader of it could check by eye. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "guatu/base/text.h"
#include "guatu/tui/keys.h"

static const enum context contexts[] = {IN_PANES, IN_ROWS,   IN_DETAIL,   IN_HELP, IN_ENTRY,
                                        IN_ASK,   IN_FIND,   IN_CONFLICT, IN_LOST, IN_CHANGES,
                                        IN_PATH,  IN_IMPORT, IN_RESUME,   IN_KIOSK};
#define CONTEXT_COUNT (sizeof contexts / sizeof *contexts)

/* Every key there is: all of the BMP's first half and full-width forms, our own codes, Alt with ASCII. */
static bool each_key(uint32_t *key)
{
  ++*key;
  if (*key == 0x3000)
    *key = 0xff00;
  else if (*key == 0x10000)
    *key = KEY_BASE + 1;
  else if (*key == K_PASTE_END + 1)
    *key = K_ALT;
  return *key < K_ALT + 0x80;
}

static size_t meanings(uint32_t key, enum context context)
{
  size_t count = 0;
  for (const struct binding *b = key_table; b->action != ACT_NONE; b++)
    for (size_t i = 0; i < 8 && b->codes[i]; i++)
      if ((b->contexts & context) && key_is(b->codes[i], key))
        count++;
  return count;
}

static void test_no_key_means_two_things(void **state)
{
  (void)state;
  for (uint32_t key = 0; each_key(&key);)
    for (size_t i = 0; i < CONTEXT_COUNT; i++)
      if (meanings(key, contexts[i]) > 1)
        fail_msg("key %#x means two things in context %u", key, (unsigned)contexts[i]);
}

static void test_every_action_is_reachable(void **state)
{
  (void)state;
  bool seen[ACT_COUNT] = {false};
  for (uint32_t key = 0; each_key(&key);)
    for (size_t i = 0; i < CONTEXT_COUNT; i++) {
      const struct binding *b = key_find(key, contexts[i]);
      if (b)
        seen[b->action] = true;
    }
  for (int action = ACT_NONE + 1; action < ACT_COUNT; action++)
    if (!seen[action])
      fail_msg("no key leads to action %d", action);
}

static void test_every_entry_has_words(void **state)
{
  (void)state;
  for (const struct binding *b = key_table; b->action != ACT_NONE; b++) {
    const char *const words[] = {b->keys, b->label.en, b->label.zh, b->sentence.en, b->sentence.zh};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      assert_non_null(words[i]);
      assert_true(*words[i] != '\0');
      assert_true(text_is_clean(words[i], strlen(words[i])));
    }
    assert_true(b->contexts != 0);
    assert_true(b->codes[0] != 0);
    assert_true(text_cols(b->label.en) <= 20);
    assert_true(text_cols(b->label.zh) <= 20);
  }
}

static void test_arrows_work_everywhere(void **state)
{
  (void)state;
  static const uint32_t arrows[] = {K_UP, K_DOWN, K_LEFT, K_RIGHT};
  for (size_t i = 0; i < CONTEXT_COUNT; i++)
    for (size_t k = 0; k < 4; k++)
      if (!key_find(arrows[k], contexts[i]))
        fail_msg("arrow %zu does nothing in context %u", k, (unsigned)contexts[i]);
}

static void test_enter_and_escape_work_everywhere(void **state)
{
  (void)state;
  for (size_t i = 0; i < CONTEXT_COUNT; i++) {
    if (contexts[i] == IN_KIOSK)
      continue; /* there is nothing to leave */
    assert_non_null(key_find(K_ENTER, contexts[i]));
    assert_non_null(key_find(K_ESCAPE, contexts[i]));
    assert_int_equal(key_find(0x1a, contexts[i])->action, ACT_SUSPEND);
    assert_int_equal(key_find(0x0c, contexts[i])->action, ACT_REDRAW);
  }
}

/* What is text must stay text: no printable character is a command while an entry or a search is typed. */
static void test_text_is_never_a_command(void **state)
{
  (void)state;
  for (uint32_t key = 0x20; key < 0x10000; key++) {
    if (key == 0x7f)
      continue;
    assert_null(key_find(key, IN_ENTRY));
    assert_null(key_find(key, IN_FIND));
    assert_null(key_find(key, IN_PATH));
  }
}

/* The footer shows the most useful first: places are different within a context, and each context has some.
 */
static void test_footer_places(void **state)
{
  (void)state;
  for (size_t i = 0; i < CONTEXT_COUNT; i++) {
    unsigned places = 0;
    for (const struct binding *b = key_table; b->action != ACT_NONE; b++) {
      if (!(b->contexts & contexts[i]) || b->footer == 0)
        continue;
      assert_in_range(b->footer, 1, 31);
      if (places & (1u << b->footer))
        fail_msg("two bindings share place %d of the footer in context %u", b->footer, (unsigned)contexts[i]);
      places |= 1u << b->footer;
    }
    assert_true(places & 2u);
  }
}

/* Only what changes the dataset is marked so; the dispatcher refuses exactly these in a read-only session. */
static void test_what_writes(void **state)
{
  (void)state;
  for (const struct binding *b = key_table; b->action != ACT_NONE; b++) {
    bool writes = b->action == ACT_ENTER_FIGURE || b->action == ACT_TYPE_FIGURE || b->action == ACT_SAVE ||
                  b->action == ACT_UNDO || b->action == ACT_REDO || b->action == ACT_MINE ||
                  b->action == ACT_LOST || b->action == ACT_RESTORE || b->action == ACT_ACCEPT ||
                  b->action == ACT_IMPORT || b->action == ACT_RESUME || b->action == ACT_ENTER_SHEET ||
                  (b->action == ACT_CONFIRM && b->contexts == IN_ASK);
    assert_int_equal(b->writes, writes);
  }
}

/* The wall's mask: whoever widens it has to widen this. */
static void test_a_wall_hears_this_and_nothing_else(void **state)
{
  static const enum action may[] = {ACT_PAGE_DOWN, ACT_PAGE_UP, ACT_PANE, ACT_PAUSE, ACT_LANGUAGE, ACT_THEME};
  (void)state;
  size_t heard = 0;
  for (uint32_t key = 0; each_key(&key);) {
    const struct binding *b = key_find(key, IN_KIOSK);
    bool allowed = !b;
    for (size_t i = 0; b && i < sizeof may / sizeof *may; i++)
      allowed = allowed || b->action == may[i];
    if (!allowed || (b && b->writes))
      fail_msg("key %#x does something on a wall", key);
    heard += b != NULL;
  }
  assert_int_equal(heard, 4 + 3 + 9 + 2 + 2 + 1);
  static const uint32_t deaf[] = {0x03, 0x04, 0x0c, 0x11, 0x13,     0x1a,  0x1c,    'q',
                                  'Q',  ':',  '!',  '?',  K_ESCAPE, K_F10, K_RESIZE};
  for (size_t i = 0; i < sizeof deaf / sizeof *deaf; i++)
    assert_null(key_find(deaf[i], IN_KIOSK));
}

static void test_meanings_people_rely_on(void **state)
{
  (void)state;
  assert_int_equal(key_find('3', IN_PANES)->action, ACT_PANE);
  assert_int_equal(key_find('3', IN_ROWS)->action, ACT_TYPE_FIGURE);
  assert_int_equal(key_find(0xff13, IN_ROWS)->action, ACT_TYPE_FIGURE);
  assert_int_equal(key_find(K_ALT + '3', IN_ROWS)->action, ACT_PANE);
  assert_null(key_find('0', IN_PANES));
  assert_int_equal(key_find(0x03, IN_ROWS)->action, ACT_QUIT);
  assert_int_equal(key_find(0x03, IN_ENTRY)->action, ACT_DROP);
  assert_int_equal(key_find('q', IN_HELP)->action, ACT_BACK);
  assert_null(key_find(0, IN_ROWS));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_key_means_two_things),
      cmocka_unit_test(test_every_action_is_reachable),
      cmocka_unit_test(test_every_entry_has_words),
      cmocka_unit_test(test_arrows_work_everywhere),
      cmocka_unit_test(test_enter_and_escape_work_everywhere),
      cmocka_unit_test(test_text_is_never_a_command),
      cmocka_unit_test(test_footer_places),
      cmocka_unit_test(test_what_writes),
      cmocka_unit_test(test_a_wall_hears_this_and_nothing_else),
      cmocka_unit_test(test_meanings_people_rely_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
