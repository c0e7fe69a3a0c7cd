/* The two languages of the console and of every message. */
#ifndef GUATU_BASE_LANG_H
#define GUATU_BASE_LANG_H

enum lang { LANG_EN, LANG_ZH };

/* One text in both languages; tables of labels are made of these. */
struct words {
  const char *en;
  const char *zh;
};

/* Picks a literal. A conditional between two literals, so that the compiler checks both as formats. */
#define TR(lang, en, zh) ((lang) == LANG_ZH ? (zh) : (en))

/* The entry of `w` in `lang`; borrowed, lives as long as the table. */
static inline const char *words_in(const struct words *w, enum lang lang)
{
  return lang == LANG_ZH ? w->zh : w->en;
}

/* The language that the environment asks for: the first set of LC_ALL, LC_MESSAGES and LANG, by its text
 * alone, because a host often lacks the locale that a client names. "zh…" is Chinese, unless it names another
 * character set than UTF-8; everything else is English. */
enum lang lang_from_environment(void);

#endif
