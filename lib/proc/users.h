/* SPDX-License-Identifier: BSD-2-Clause */
/* User names from /etc/passwd alone: no name service that could block or answer from a network. */
#ifndef SS_USERS_H
#define SS_USERS_H

#include <stdint.h>

struct ss_users; /* read again when the file changes, looked at most once a second */

struct ss_users *ss_users_new(const char *passwd_path); /* NULL + errno: no memory */
void ss_users_free(struct ss_users *u);
/* The name, valid until the next call; NULL if there is none. */
const char *ss_users_name(struct ss_users *u, uint32_t uid);

#endif
