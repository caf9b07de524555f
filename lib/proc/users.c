// SPDX-License-Identifier: BSD-2-Clause
#include "proc/users.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/clock.h"

struct user {
	uint32_t uid;
	char name[33];
};

struct ss_users {
	const char *path;
	struct user *users; /* by uid, the first of several in the file first */
	size_t count;
	struct timespec read_mtime;
	uint64_t looked_ns;
};

struct ss_users *ss_users_new(const char *passwd_path)
{
	struct ss_users *u = calloc(1, sizeof(*u));

	if (u)
		u->path = passwd_path;
	return u;
}

void ss_users_free(struct ss_users *u)
{
	if (!u)
		return;
	free(u->users);
	free(u);
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = ((const struct user *)a)->uid, y = ((const struct user *)b)->uid;

	return x < y ? -1 : x > y;
}

/* Keep the old names if the new file cannot be read to its end. */
static void reload(struct ss_users *u)
{
	FILE *f = fopen(u->path, "re");
	struct user *users = NULL;
	size_t count = 0;
	struct passwd *pw;

	if (!f)
		return;
	while ((pw = fgetpwent(f))) {
		struct user *more = realloc(users, (count + 1) * sizeof(*users));

		if (!more)
			break;
		users = more;
		users[count].uid = pw->pw_uid;
		snprintf(users[count++].name, sizeof(users->name), "%s", pw->pw_name);
	}
	fclose(f);
	if (pw) {
		free(users);
		return;
	}
	if (count)
		qsort(users, count, sizeof(*users), by_uid);
	free(u->users);
	u->users = users;
	u->count = count;
}

static void refresh(struct ss_users *u)
{
	uint64_t now = ss_clock_mono();
	struct stat st;

	if (u->looked_ns && now - u->looked_ns < SS_NS_PER_SEC)
		return;
	u->looked_ns = now;
	if (stat(u->path, &st) || (st.st_mtim.tv_sec == u->read_mtime.tv_sec &&
				   st.st_mtim.tv_nsec == u->read_mtime.tv_nsec))
		return;
	u->read_mtime = st.st_mtim;
	reload(u);
}

const char *ss_users_name(struct ss_users *u, uint32_t uid)
{
	struct user key = { .uid = uid }, *found;

	refresh(u);
	found = u->count ? bsearch(&key, u->users, u->count, sizeof(key), by_uid) : NULL;
	return found ? found->name : NULL;
}
