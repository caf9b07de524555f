// SPDX-License-Identifier: BSD-2-Clause
/* Sets of files, by what they are and not by what they are called. */
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proc/victim.h"

/* One file that is every program: to have it in a set says nothing. */
static bool is_multicall(const char *path)
{
	static const char *const names[] = { "busybox", "toybox", "coreutils" };
	char real[PATH_MAX];
	const char *name = realpath(path, real) ? strrchr(real, '/') : NULL;

	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name + 1, names[i]))
			return true;
	return false;
}

bool ss_file_ids_have(const struct ss_file_ids *set, uint64_t dev, uint64_t ino)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->ids[i].ino == ino && set->ids[i].dev == dev)
			return true;
	return false;
}

static int add(struct ss_file_ids *set, const char *path)
{
	struct ss_file_id *ids;
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || is_multicall(path) ||
	    ss_file_ids_have(set, st.st_dev, st.st_ino))
		return 0;
	ids = reallocarray(set->ids, set->count + 1, sizeof(*ids));
	if (!ids)
		return -ENOMEM;
	set->ids = ids;
	ids[set->count++] = (struct ss_file_id){ .dev = st.st_dev, .ino = st.st_ino };
	return 0;
}

int ss_file_ids_add(struct ss_file_ids *set, const char *const *patterns)
{
	int err = 0;

	for (; *patterns && !err; patterns++) {
		glob_t found;
		int n = glob(*patterns, GLOB_NOSORT, NULL, &found);

		if (n == GLOB_NOSPACE)
			return -ENOMEM;
		if (n)
			continue; /* none, or a directory that cannot be read */
		for (size_t i = 0; i < found.gl_pathc && !err; i++)
			err = add(set, found.gl_pathv[i]);
		globfree(&found);
	}
	return err;
}

void ss_file_ids_fini(struct ss_file_ids *set)
{
	free(set->ids);
	*set = (struct ss_file_ids){ 0 };
}
