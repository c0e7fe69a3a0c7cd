/* The one road by which words reach standard output and standard error outside the screen: messages, answers,
 * tables, help. Whatever texts they were made from, what arrives is clean (text_clean), and ASCII where the
 * stream's terminal shows nothing else. Only this unit sends a line's end, a colour, or a tab to a stream.
 *
 * Data that is read by programs has writers of its own (report/json_write.h), which escape instead. */
#ifndef GUATU_BASE_PRINT_H
#define GUATU_BASE_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Which of the two streams go to a terminal that shows only ASCII: what is printed there is spelt out.
 * Neither, until this is called at the program's start. */
void print_spell(bool out, bool err);
/* Whether what is printed to this stream is spelt out. */
bool print_spelt(const FILE *to);

/* One line, with its end. A line's end within `text` is a blank. */
void print_line(FILE *to, const char *text);
/* Several: each "\n" ends one. */
void print_lines(FILE *to, const char *text);
/* The same as print_line, with a tab between the fields. */
void print_fields(FILE *to, const char *const *fields, size_t count);
/* A part of a line. */
void print_part(FILE *to, const char *text);
/* A line that will be written over, at the beginning of the one the cursor is in: blanks fill what stood
 * there, `cols` columns, and the cursor goes back. Returns the columns that stand there now. */
int print_over(FILE *to, const char *text, int cols);
/* Changes the ink of the parts that follow: SGR parameters ("1;32"), NULL for plain. Anything but digits and
 * ";" is a programming error. */
void print_ink(FILE *to, const char *sgr);

#endif
