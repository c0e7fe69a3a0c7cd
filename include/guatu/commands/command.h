/* The verbs of the command line. Each lives in a file of its own with its table entry at the top; help, the
 * manual and the completions are printed from these tables. */
#ifndef GUATU_COMMANDS_COMMAND_H
#define GUATU_COMMANDS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "guatu/base/err.h"
#include "guatu/base/lang.h"
#include "guatu/score/score.h"

struct term_options;

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum glyphs_when { GLYPHS_AUTO, GLYPHS_UNICODE, GLYPHS_ASCII };

/* One option of a verb, or one common to all. */
struct option_entry {
  const char *name;     /* "as-of" */
  const char *argument; /* "DATE", or NULL for a switch */
  struct words help;
};

#define OPTION_MAX 16

/* What was called: common options understood, the verb's own by their place in its table. */
struct call {
  enum lang lang;               /* as asked for: of files, and of the screen */
  enum lang lang_out, lang_err; /* of what is printed: English on a terminal that shows only ASCII */
  enum color_when color;
  enum glyphs_when glyphs;
  bool has_as_of, has_today;
  struct date as_of, today;
  const char *values[OPTION_MAX]; /* by index into the verb's options: the argument, "" for a switch, NULL
                                     when not given */
  char **args;                    /* operands */
  int arg_count;
};

struct command {
  const char *name;       /* NULL for the console */
  const char *operands;   /* "FILE TARGET VALUE" */
  int min_args, max_args; /* max −1: any number */
  struct words summary;
  const struct option_entry *options;  /* ends with a NULL name */
  int (*run)(const struct call *call); /* exit status */
};

extern const struct command command_console, command_show, command_set, command_import, command_check,
    command_export, command_log, command_merge, command_kiosk;
extern const struct command *const commands[]; /* all, NULL-terminated, the console first */
extern const struct option_entry common_options[];

/* main's whole work: finds the verb, reads the options, runs it. */
int command_main(int argc, char **argv);

/* Helpers for verbs. */
const char *call_file(const struct call *c,
                      int index); /* the operand, or $GUATU_FILE, or the installed example */
const char *call_option(const struct call *c, const struct command *cmd,
                        const char *name); /* NULL when not given */
/* The dates asked for, or when_default. No verb is run with as_of > today. */
struct when call_when(const struct call *c, const struct plan *p);
/* The day that figures are entered on: none for a later day is taken. */
struct date call_today(const struct call *c);
/* Whether output may be UTF-8: Chinese was asked for, as from cron, which has no locale, or the locale's name
 * (LC_ALL, LC_CTYPE, LANG: the first that is set) says so. By its name alone: a host often lacks the locale
 * that a client names. */
bool call_utf8(const struct call *c);
/* Finds out what the terminals behind standard output and standard error show, by TERM, the locale's name,
 * --lang and
 * --glyphs: sets lang_out and lang_err, and has print.h spell what goes to one of ASCII. */
void call_streams(struct call *c);
/* Whether signs beyond ASCII stay out of what goes to standard output: as --glyphs says, else unless
 * call_utf8() and its terminal shows them. */
bool call_ascii(const struct call *c);
/* What the console and the wall are told of their terminal; see tui/term.h. */
struct term_options call_terminal(const struct call *c);
int exit_status(enum err e); /* 0 1 2 3 */

#endif
