/* Spelling text in ASCII, for a terminal (or a locale) that shows nothing else. Signs of the program and of
 * measurement come from a table; everything else is asked of Unicode's compatibility decompositions: "é" is
 * an "e" with a mark, "％" is a wide "%", "㎡" is "m2". */
#include "guatu/base/text.h"

#include <string.h>
#include <utf8proc.h>

#define PARTS_MAX 32 /* the longest decomposition of Unicode has 18 */

/* All code points of [first, last] are spelt alike. */
struct spelling {
  uint32_t first;
  uint32_t last;
  const char *ascii;
};

/* The first match holds. Drawing signs keep their single column, so that a picture stays a picture. */
static const struct spelling spellings[] = {
    /* measurement and mathematics */
    {0x338, 0x338, "/"}, /* a stroke negates a sign: it may not get lost */
    {0xB0, 0xB0, "deg"},
    {0xB1, 0xB1, "+-"},
    {0xB5, 0xB5, "u"},
    {0x3BC, 0x3BC, "u"},
    {0x394, 0x394, "d"},
    {0x3C3, 0x3C3, "s"},
    {0x3A3, 0x3A3, "sum"},
    {0x2211, 0x2211, "sum"},
    {0xD7, 0xD7, "x"},
    {0xF7, 0xF7, "/"},
    {0x2030, 0x2030, "o/oo"},
    {0x2044, 0x2044, "/"},
    {0x2212, 0x2212, "-"},
    {0x221E, 0x221E, "inf"},
    {0x2248, 0x2248, "~"},
    {0x2260, 0x2260, "!="},
    {0x2264, 0x2264, "<="},
    {0x2265, 0x2265, ">="},
    {0x2190, 0x2190, "<-"},
    {0x2192, 0x2192, "->"},
    {0x2191, 0x2191, "^"},
    {0x2193, 0x2193, "v"},
    /* money */
    {0xA3, 0xA3, "GBP"},
    {0xA5, 0xA5, "Y"},
    {0x20AC, 0x20AC, "EUR"},
    /* letters that no decomposition takes apart */
    {0xC6, 0xC6, "AE"},
    {0xD8, 0xD8, "O"},
    {0xDF, 0xDF, "ss"},
    {0xE6, 0xE6, "ae"},
    {0xF8, 0xF8, "o"},
    {0x131, 0x131, "i"},
    {0x141, 0x141, "L"},
    {0x142, 0x142, "l"},
    {0x152, 0x152, "OE"},
    {0x153, 0x153, "oe"},
    /* punctuation */
    {0xA6, 0xA6, "|"},
    {0xA9, 0xA9, "(c)"},
    {0xAB, 0xAB, "<<"},
    {0xAE, 0xAE, "(R)"},
    {0xB7, 0xB7, "."},
    {0xBB, 0xBB, ">>"},
    {0x2010, 0x2015, "-"},
    {0x2018, 0x2019, "'"},
    {0x201C, 0x201D, "\""},
    {0x2022, 0x2022, "*"},
    {0x2032, 0x2032, "'"},
    {0x2033, 0x2033, "\""},
    {0x3001, 0x3001, ","},
    {0x3002, 0x3002, "."},
    {0x3008, 0x3008, "<"},
    {0x3009, 0x3009, ">"},
    {0x300A, 0x300A, "<<"},
    {0x300B, 0x300B, ">>"},
    {0x300C, 0x300F, "\""},
    {0x3010, 0x3010, "["},
    {0x3011, 0x3011, "]"},
    {0x3014, 0x3014, "["},
    {0x3015, 0x3015, "]"},
    {0x301C, 0x301C, "~"},
    {0x30FB, 0x30FB, "."},
    /* box drawing: lines, then everything where lines meet */
    {0x2500, 0x2501, "-"},
    {0x2502, 0x2503, "|"},
    {0x2504, 0x2505, "-"},
    {0x2506, 0x2507, "|"},
    {0x2508, 0x2509, "-"},
    {0x250A, 0x250B, "|"},
    {0x254C, 0x254D, "-"},
    {0x254E, 0x254F, "|"},
    {0x2550, 0x2550, "="},
    {0x2551, 0x2551, "|"},
    {0x2500, 0x257F, "+"},
    /* blocks, shades and braille */
    {0x2581, 0x2583, "_"},
    {0x2584, 0x2586, "="},
    {0x2587, 0x258C, "#"},
    {0x258D, 0x2590, "|"},
    {0x2591, 0x2591, "."},
    {0x2592, 0x2592, ":"},
    {0x2593, 0x259F, "#"},
    {0x2800, 0x2800, " "},
    {0x2801, 0x28FF, ":"},
    /* the lights, as their table spells them, and other shapes */
    {0x25A0, 0x25A0, "#"},
    {0x25A3, 0x25A3, "%"},
    {0x25B2, 0x25B2, "^"},
    {0x25B6, 0x25B8, ">"},
    {0x25BC, 0x25BE, "v"},
    {0x25C0, 0x25C2, "<"},
    {0x25C6, 0x25C6, "<"},
    {0x25C7, 0x25C7, "~"},
    {0x25CB, 0x25CB, "."},
    {0x25CC, 0x25CC, "-"},
    {0x25CF, 0x25CF, "o"},
    {0x25D0, 0x25D0, "?"},
    {0x2605, 0x2605, "*"},
    {0x2606, 0x2606, "+"},
    {0x2713, 0x2714, "v"},
    {0x2717, 0x2717, "X"},
};

static const char *spell(uint32_t cp)
{
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
    if (cp >= spellings[i].first && cp <= spellings[i].last)
      return spellings[i].ascii;
  return NULL;
}

/* One part of a decomposition: its own ASCII, its spelling, nothing for a mark, or NULL if it has none. */
static const char *spell_part(uint32_t cp, char self[2])
{
  if (cp >= 0x80) {
    const char *sign = spell(cp);
    return !sign && cp >= 0x300 && text_cp_cols(cp) == 0 ? "" : sign;
  }
  self[0] = (char)cp;
  self[1] = '\0';
  return self;
}

/* Appends the spelling of a code point that the table lacks; all of it, or one '?'. */
static void spell_parts(struct buf *out, uint32_t cp)
{
  utf8proc_int32_t parts[PARTS_MAX];
  int boundary = 0;
  size_t before = out->len;
  utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, PARTS_MAX,
                                                   UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
  bool known = count > 0 && count <= PARTS_MAX;

  for (utf8proc_ssize_t i = 0; known && i < count; i++) {
    char self[2];
    const char *text = spell_part((uint32_t)parts[i], self);
    known = text;
    buf_puts(out, known ? text : "");
  }
  if (!known || out->len == before) { /* nothing but marks is no spelling either */
    out->len = before;
    buf_putc(out, '?');
  }
}

void text_ascii(struct buf *out, const char *s)
{
  size_t len = strlen(s);

  buf_add(out, "", 0);
  for (size_t at = 0, step; at < len; at += step) {
    uint32_t cp;
    step = text_decode(s + at, len - at, &cp, NULL);
    char self[2];
    const char *known = spell_part(cp, self); /* a mark leaves the letter before it alone */
    if (cp < 0x20 || cp == 0x7F)
      buf_putc(out, '?');
    else if (known)
      buf_puts(out, known);
    else
      spell_parts(out, cp);
  }
}
