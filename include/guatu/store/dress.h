/* What a file that lies where the dataset lies, or takes its place, has in common with it: who may do what.
 */
#ifndef GUATU_STORE_DRESS_H
#define GUATU_STORE_DRESS_H

#include <stdbool.h>
#include <sys/stat.h>

/* Gives the open file `fd` the owner (root only), the group, the ACL and the permissions within `mask` of the
 * dataset `name` (state `ds`) in the folder `dir`; its user attributes too when `attributes`. 0, or an errno.
 */
int dress_like(int dir, const char *name, const struct stat *ds, int fd, mode_t mask, bool attributes);

/* Whether the open file `fd` has the same ACL as the dataset `name`, or neither has one. */
bool dress_same_acl(int dir, const char *name, int fd);

#endif
