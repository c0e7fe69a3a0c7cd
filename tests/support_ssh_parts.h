/* Between the two files of the harness for sshd. */
#ifndef GUATU_TESTS_SUPPORT_SSH_PARTS_H
#define GUATU_TESTS_SUPPORT_SSH_PARTS_H

#include "support_ssh.h"

enum ssh_way {
  SSH_HERE,  /* there are no namespaces for us: `why` says so */
  SSH_ALONE, /* this is the process in them */
  SSH_DONE   /* the tests have run in them */
};

/* Makes the namespaces, and waits for what runs in them. */
enum ssh_way ssh_leave(int *status, char *why, size_t size);
/* Loopback up or down. */
bool ssh_lo(bool up);

#endif
