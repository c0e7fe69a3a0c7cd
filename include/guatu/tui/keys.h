/* The key table: every key, where it means something, what it does, and its words. The footer, the help screen and the manual are
 * printed from it; nothing else in the program names a key. */
#ifndef GUATU_TUI_KEYS_H
#define GUATU_TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guatu/tui/scene.h"

/* A key: a code point (controls included), or one of these. */
enum key {
  KEY_BASE = 0x200000,
  K_UP, K_DOWN, K_LEFT, K_RIGHT, K_HOME, K_END, K_PAGE_UP, K_PAGE_DOWN, K_BACKSPACE, K_DELETE, K_TAB, K_BACK_TAB, K_ENTER, K_ESCAPE,
  K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10,
  K_RESIZE, K_PASTE_START, K_PASTE_END,
  K_ALT = 0x400000 /* added to a code point */
};

enum action {
  ACT_NONE, ACT_QUIT, ACT_SUSPEND, ACT_REDRAW, ACT_HELP, ACT_BACK,
  ACT_UP, ACT_DOWN, ACT_PAGE_UP, ACT_PAGE_DOWN, ACT_TOP, ACT_BOTTOM,
  ACT_NEXT_PANE, ACT_PREVIOUS_PANE, ACT_PANE /* digit */, ACT_OPEN, ACT_INTO_ROWS,
  ACT_ENTER_FIGURE, ACT_TYPE_FIGURE /* the digit itself starts it */, ACT_SAVE, ACT_DROP, ACT_CONFIRM,
  ACT_ERASE, ACT_DELETE, ACT_CARET_LEFT, ACT_CARET_RIGHT, ACT_CARET_HOME, ACT_CARET_END, ACT_ERASE_ALL,
  ACT_UNDO, ACT_REDO, ACT_LANGUAGE, ACT_THEME, ACT_EXPLAIN, ACT_FIND, ACT_FIND_NEXT, ACT_FIND_PREVIOUS, ACT_FILTER, ACT_SORT,
  ACT_EARLIER, ACT_LATER, ACT_NOW, ACT_RELOAD,
  ACT_THEIRS, ACT_MINE, ACT_LOST, ACT_RESTORE, ACT_ACCEPT, ACT_CHANGES,
  ACT_IMPORT, ACT_ENTER_SHEET, ACT_RESUME,
  ACT_PAUSE,
  ACT_COUNT
};

struct binding {
  enum action action;
  unsigned contexts;      /* mask of enum context */
  bool writes;            /* refused in a read-only session, in one place: the dispatcher */
  int footer;             /* place in the footer, 1 first; 0: not shown there */
  const char *keys;       /* as people read it: "Enter →", "j ↓" */
  struct words label;     /* two or three words for the footer */
  struct words sentence;  /* what it does, for help and the manual */
  uint32_t codes[8];      /* keys, 0-terminated; CODE_… stand for several */
};
#define CODE_DIGITS     0x7fffffffu /* 1…9 */
#define CODE_FIGURE     0x7ffffffeu /* what may begin a figure: digits and signs, full-width ones too */
#define CODE_ALT_DIGITS 0x7ffffffdu /* Alt with 1…9 */

extern const struct binding key_table[]; /* ends with ACT_NONE */

/* The binding for a key here, or NULL: the key means nothing here (while text is typed, it is text). */
const struct binding *key_find(uint32_t key, enum context context);
/* Whether a code of a binding stands for this key. */
bool key_is(uint32_t code, uint32_t key);

#endif
