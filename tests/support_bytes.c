/* A state machine over the raw bytes: controls first, then UTF-8, then classes of characters. What a terminfo
 * entry has is remembered as the introducers and final bytes of its sequences, because parameters differ. */
#include "support_bytes.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <curses.h>
#include <term.h>

struct machine {
  const struct bytes_allowed *allowed;
  bool csi[4][128]; /* by private mark ("", "?", ">", "="), by final byte */
  bool esc[2][128]; /* ESC and one byte; ESC, "(" or ")", and one byte */
  bool controls[32];
  const char *reason;
  int marks; /* on the character before; −1: there is none */
};

/* ---- what a terminal has ---- */

static size_t mark_of(char c)
{
  return c == '?' ? 1 : c == '>' ? 2 : c == '=' ? 3 : 0;
}

/* Capabilities that ask, reset, print, or write a status line are no business of a console's. */
static bool unwanted(const char *name)
{
  static const char *const starts[] = {"u",   "mc",  "rs", "is",  "init", "tsl",
                                       "fsl", "dsl", "pf", "rmm", "smm",  "k"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (strncmp(name, starts[i], strlen(starts[i])) == 0)
      return true;
  return false;
}

/* The capability without its "%" language, so that digits, ";" and final bytes are left. */
static void strip(const char *capability, char *out, size_t size)
{
  size_t len = 0;
  for (const char *at = capability; *at && len + 1 < size; at++) {
    if (*at != '%') {
      out[len++] = *at;
      continue;
    }
    at++;
    if (*at == '{')
      at += strcspn(at, "}");
    else if (*at == '\'')
      at += at[1] && at[2] ? 2 : 0;
    else if (*at == 'p' || *at == 'P' || *at == 'g')
      at += at[1] != '\0';
    else if (*at && strchr(":.0123456789", *at))
      at += strcspn(at, "doxXsc");
    if (!*at)
      break;
  }
  out[len] = '\0';
}

static void learn(struct machine *m, const char *capability)
{
  char text[2048];
  strip(capability, text, sizeof text);
  for (const char *at = text; *at; at++) {
    if (*at > 0 && *at < 0x20 && *at != 033)
      m->controls[(int)*at] = true;
    if (*at != 033)
      continue;
    at++;
    if (*at == '[') {
      size_t mark = mark_of(at[1]);
      at += 1 + (mark > 0);
      at += strspn(at, "0123456789;");
      m->csi[mark][(int)*at & 0x7f] = true;
    } else if (*at == '(' || *at == ')') {
      at++;
      m->esc[1][(int)*at & 0x7f] = true;
    } else {
      m->esc[0][(int)*at & 0x7f] = true;
    }
    if (!*at)
      return;
  }
}

static void learn_terminal(struct machine *m, const char *term)
{
  int found = 0;
  if (setupterm(term, 1, &found) != 0) {
    m->reason = "no such terminal here";
    return;
  }
  for (size_t i = 0; strnames[i]; i++) {
    const char *capability = tigetstr(strnames[i]);
    if (capability && capability != (char *)-1 && !unwanted(strnames[i]))
      learn(m, capability);
  }
  /* whatever an entry has: these answer, or take a string */
  m->csi[0]['c'] = m->csi[2]['c'] = m->csi[0]['n'] = m->csi[1]['n'] = false;
  m->esc[0]['P'] = m->esc[0][']'] = m->esc[0]['X'] = m->esc[0]['^'] = m->esc[0]['_'] = m->esc[0]['c'] = false;
  m->controls[7] = false;
  del_curterm(cur_term);
}

/* ---- sequences ---- */

/* The length of the sequence at an ESC, or 0 when it is none that is allowed. */
static size_t sequence(struct machine *m, const char *s, size_t len)
{
  m->reason = "an escape sequence";
  if (len < 2)
    return 0;
  /* What the program asks the terminal after a picture: whether it is well. */
  if (m->allowed->term && len > 3 && memcmp(s + 1, "[5n", 3) == 0)
    return 4;
  if (s[1] == '[') {
    size_t mark = len > 2 ? mark_of(s[2]) : 0, at = 2 + (mark > 0);
    while (at < len && ((s[at] >= '0' && s[at] <= '9') || s[at] == ';'))
      at++;
    if (at >= len || s[at] < 0x40 || s[at] > 0x7e)
      return 0;
    bool colour = mark == 0 && s[at] == 'm' && m->allowed->colours;
    return colour || m->csi[mark][(int)s[at]] ? at + 1 : 0;
  }
  if (s[1] == '(' || s[1] == ')')
    return len > 2 && s[2] > 0 && m->esc[1][(int)s[2]] ? 3 : 0;
  /* Linux's own, which no string follows: its palette as it was, and its character set */
  if (m->allowed->term && strncmp(m->allowed->term, "linux", 5) == 0 && len > 2 &&
      (memcmp(s + 1, "]R", 2) == 0 || memcmp(s + 1, "%G", 2) == 0))
    return 3;
  return s[1] > 0 && m->esc[0][(int)s[1]] ? 2 : 0;
}

/* ---- characters ---- */

static const uint32_t banned[][2] = {
    {0x80, 0xA0},       {0xAD, 0xAD},       {0x34F, 0x34F},      {0x378, 0x379},   {0x61C, 0x61C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},    {0x2007, 0x2007}, {0x200B, 0x200F},
    {0x2028, 0x202F},   {0x2060, 0x206F},   {0x3164, 0x3164},    {0xD800, 0xF8FF}, {0xFDD0, 0xFDEF},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},    {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF},
    {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0xE0000, 0x10FFFF},
};

static const uint32_t marks[][2] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},  {0x1AB0, 0x1AFF},
                                    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}};

static bool within(const uint32_t (*ranges)[2], size_t count, uint32_t cp)
{
  for (size_t i = 0; i < count; i++)
    if (cp >= ranges[i][0] && cp <= ranges[i][1])
      return true;
  return false;
}

/* The length of a well-formed character, or 0. */
static size_t character(const unsigned char *s, size_t len, uint32_t *cp)
{
  size_t n = s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
  if (n == 0 || n > len)
    return 0;
  *cp = s[0] & (0x7Fu >> n);
  for (size_t i = 1; i < n; i++) {
    if ((s[i] & 0xC0) != 0x80)
      return 0;
    *cp = *cp << 6 | (s[i] & 0x3F);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return *cp >= least[n] ? n : 0;
}

static size_t beyond_ascii(struct machine *m, const char *s, size_t len)
{
  uint32_t cp = 0;
  size_t n = character((const unsigned char *)s, len, &cp);
  bool block = m->allowed->blocks && (cp == 0x2588 || cp == 0x2591 || cp == 0x2592);
  bool mark = within(marks, sizeof marks / sizeof *marks, cp);
  m->reason = n == 0                        ? "no UTF-8"
              : m->allowed->ascii && !block ? "not ASCII"
              : within(banned, sizeof banned / sizeof *banned, cp)
                  ? "a character that shows nothing, or does more"
              : mark && m->marks < 0  ? "a combining mark without a letter"
              : mark && m->marks >= 2 ? "a third combining mark"
                                      : NULL;
  m->marks = mark ? m->marks + 1 : 0;
  return m->reason ? 0 : n;
}

static size_t step(struct machine *m, const char *s, size_t len)
{
  unsigned char c = (unsigned char)*s;
  if (c >= 0x80)
    return beyond_ascii(m, s, len);
  if (c >= 0x20 && c != 0x7f) {
    m->marks = 0;
    return 1;
  }
  m->marks = -1;
  if (c == 033)
    return sequence(m, s, len);
  m->reason = "a control character";
  return c == '\n' || c == '\r' || (c == '\t' && m->allowed->tabs) || (c < 0x20 && m->controls[c]) ? 1 : 0;
}

/* ---- the whole ---- */

static void show_around(const char *bytes, size_t len, size_t at, const char *reason)
{
  size_t from = at > 60 ? at - 60 : 0, to = at + 40 < len ? at + 40 : len;
  fprintf(stderr, "byte %zu is %s: …", at, reason);
  for (size_t i = from; i < to; i++)
    fprintf(stderr, bytes[i] >= 0x20 && bytes[i] < 0x7f ? "%c" : "<%02X>", (unsigned char)bytes[i]);
  fprintf(stderr, "…\n");
}

bool bytes_fit(const char *bytes, size_t len, const struct bytes_allowed *allowed)
{
  struct machine m = {.allowed = allowed, .marks = -1};
  if (allowed->term)
    learn_terminal(&m, allowed->term);
  if (m.reason) {
    fprintf(stderr, "%s: %s\n", allowed->term, m.reason);
    return false;
  }
  for (size_t at = 0, n; at < len; at += n) {
    n = step(&m, bytes + at, len - at);
    if (n == 0) {
      show_around(bytes, len, at, m.reason);
      return false;
    }
  }
  return true;
}
