/* A real sshd on loopback with the snippets of conf/ssh, for tests: word for word, on a machine of its own
 * made of namespaces (accounts, /etc/ssh, /srv/guatu, network), of which nothing is left when the test ends,
 * however it ends.
 *
 * For root the accounts have uids of their own. An ordinary user's namespaces know one uid only, so there all
 * accounts are this user under their names, and PAM is left out. Where no namespaces are permitted, sshd lets
 * in the user who runs the test, with the account's name and the paths in the snippets replaced; that is said
 * in the output.
 *
 * sshd's own settings, which the snippets have to win against, permit everything there is. */
#ifndef GUATU_TESTS_SUPPORT_SSH_H
#define GUATU_TESTS_SUPPORT_SSH_H

#include <stdbool.h>
#include <stddef.h>

#include "support_pty.h"
#include "support_run.h"

/* The accounts of the snippets: "kiosk"; "li" of guatu-operators; "finance" of guatu-shared. */
#define SSH_KEYS 3 /* key pairs: 0 and 1 are two persons', 2 a stranger's */

/* First in main, before there is anything else: true in the process that runs the tests, which is a child
 * where there are namespaces; else they ran, and *status is what main returns. */
bool ssh_enter(int *status);

/* Starts sshd with the snippets for one account; `first` are settings that win over the snippets' (NULL:
 * none). Its programs are written down where strace is there. A fresh copy of the demo is the dataset. Skips
 * the test, saying why, where no sshd can be started. */
void ssh_begin(const char *account, const char *first);
/* Ends it and what it started. Fails the test where a guatu is left, or anything was run but the shell of the
 * snippets' command and guatu. For cmocka's teardown, too. */
void ssh_end(void);
void ssh_leave_nothing(void); /* once, when all tests are over */
bool ssh_alone(void);         /* on a machine of its own */
const char *ssh_why(void);    /* not alone: why; borrowed */

/* The words of a call, for pty_options.args and (with the program first) for run_program; both lists end with
 * NULL, NULL is none. Valid until the next call. */
const char *const *ssh_words(const char *program, int key, const char *const *options,
                             const char *const *command);
/* Opens a terminal of 30×100 with it. */
struct pty *ssh_open(int key, const char *const *options, const char *const *env);

const char *ssh_plan(void);    /* the dataset, a copy of the demo */
const char *ssh_program(void); /* guatu, where the snippets have it */
const char *ssh_user(void);    /* who logs in: the account, or the user who runs the test */
const char *ssh_home(void);    /* of the account (li, finance) */
const char *ssh_folder(void);  /* a place for files of the test */
int ssh_port(void);
const char *ssh_print(int key);  /* the fingerprint, by ssh-keygen */
const char *ssh_public(int key); /* "ssh-ed25519 AAAA…" */
/* What lets people in: lines of authorized_keys. */
void ssh_let_in(const char *lines);

/* What sshd makes of its settings for the account, one a line, in small letters; free() it. */
char *ssh_settings(void);
/* Asks for everything but a terminal, and fails the test where it gets any of it. `who` begins the line that
 * the program prints. */
void ssh_refuse_all(const char *who);
/* Says all kinds of things in the environment, and looks at what came of it once the screen holds `seen`. */
void ssh_refuse_environment(const char *seen);
/* Asks for a second screen on a connection that has one. */
void ssh_refuse_second(const char *seen);

/* How many guatu of this place have a terminal of sshd's. */
int ssh_screens(void);
/* Waits until no process of guatu is left here; false: some stay. */
bool ssh_wait_ended(void);
/* The environment of the one that runs, '\n' instead of NUL; free() it. */
char *ssh_environment(void);
/* Takes the network away, and gives it back; alone only. */
void ssh_link(bool up);

#endif
