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
	uint32_t order; /* in the file: the first name of a uid counts */
	char name[33];
};

struct ss_users {
	char *path;
	struct user *users; /* by uid, one of each */
	size_t count;
	struct timespec read_mtime;
	uint64_t looked_ns;
};

struct ss_users *ss_users_new(const char *passwd_path)
{
	struct ss_users *u = calloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->path = strdup(passwd_path);
	if (!u->path) {
		free(u);
		return NULL;
	}
	return u;
}

void ss_users_free(struct ss_users *u)
{
	if (!u)
		return;
	free(u->users);
	free(u->path);
	free(u);
}

static int by_uid(const void *a, const void *b)
{
	uint32_t x = ((const struct user *)a)->uid, y = ((const struct user *)b)->uid;

	return x < y ? -1 : x > y;
}

static int by_uid_and_order(const void *a, const void *b)
{
	const struct user *x = a, *y = b;

	return x->uid != y->uid ? by_uid(a, b) : x->order < y->order ? -1 : x->order > y->order;
}

/* All names of the file as they stand in it.  0 or -errno, and nothing is kept. */
static int read_names(FILE *f, struct user **users, size_t *count)
{
	struct passwd *pw;

	while ((pw = fgetpwent(f))) {
		struct user *more;

		/* Half a name would be somebody else's; nobody is (uid_t)-1. */
		if (strlen(pw->pw_name) >= sizeof(more->name) || pw->pw_uid == UINT32_MAX)
			continue;
		more = realloc(*users, (*count + 1) * sizeof(**users));
		if (!more)
			return -ENOMEM;
		*users = more;
		more[*count].uid = pw->pw_uid;
		more[*count].order = *count;
		strcpy(more[(*count)++].name, pw->pw_name);
	}
	return ferror(f) ? -EIO : 0;
}

/* Sorted, each uid once. */
static size_t sort(struct user *users, size_t count)
{
	size_t kept = 0;

	if (count)
		qsort(users, count, sizeof(*users), by_uid_and_order);
	for (size_t i = 0; i < count; i++)
		if (!kept || users[i].uid != users[kept - 1].uid)
			users[kept++] = users[i];
	return kept;
}

/* Keep the old names if the new file cannot be read to its end. */
static int reload(struct ss_users *u)
{
	FILE *f = fopen(u->path, "re");
	struct user *users = NULL;
	size_t count = 0;
	int err;

	if (!f)
		return -errno;
	err = read_names(f, &users, &count);
	fclose(f);
	if (err) {
		free(users);
		return err;
	}
	free(u->users);
	u->users = users;
	u->count = sort(users, count);
	return 0;
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
	if (!reload(u))
		u->read_mtime = st.st_mtim;
}

const char *ss_users_name(struct ss_users *u, uint32_t uid)
{
	struct user key = { .uid = uid }, *found;

	refresh(u);
	found = u->count ? bsearch(&key, u->users, u->count, sizeof(key), by_uid) : NULL;
	return found ? found->name : NULL;
}
