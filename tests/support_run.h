/* Runs the real program with pipes and keeps what it said. */
#ifndef GUATU_TESTS_SUPPORT_RUN_H
#define GUATU_TESTS_SUPPORT_RUN_H

#include <stdbool.h>
#include <stddef.h>

struct ran {
  int status; /* exit status; 128 + signal when killed; 124 after half a minute */
  char *out;  /* what it printed, NUL-terminated; owned */
  char *err;
};

/* Where the program's output goes when not into `out`. */
enum output_to {
  TO_PIPE,
  TO_FULL /* a full disk */,
  TO_CLOSED /* no such descriptor */,
  TO_NOBODY /* a pipe that nobody reads */
};

/* Runs the program with these words, ended by NULL. */
struct ran run(const char *first, ...) __attribute__((sentinel));
struct ran run_to(enum output_to to, const char *const *words);
/* Runs another program, found in $PATH, which may run guatu; 127 when there is none. */
struct ran run_program(const char *const *argv);
void ran_release(struct ran *r);

/* A folder of the test's own, and files in it. */
const char *scratch(void);                              /* made at the first call */
char *scratch_path(const char *name);                   /* owned by the caller */
char *scratch_file(const char *name, const char *text); /* writes it; returns its path, owned by the caller */
char *scratch_copy(const char *name, const char *source); /* of a file of the repository */
void scratch_remove(void);
char *read_text(const char *path); /* owned by the caller; fails the test when it can't be read */

/* How many lines only one of two files has, as diff counts them. */
void diff_lines(const char *path_a, const char *path_b, int *only_a, int *only_b);

#endif
