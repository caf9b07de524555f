// SPDX-License-Identifier: BSD-2-Clause
#include "read_profile.h"

#include <errno.h>
#include <string.h>

#include "core/cli.h"
#include "core/log.h"

static void tell_mistakes(const char *why)
{
	while (*why) {
		int len = strcspn(why, "\n");

		ss_error(0, "%.*s", len, why);
		why += len + (why[len] == '\n');
	}
}

int read_profile(struct ss_profile *p, const char *path, const char *supply)
{
	int err = path ? ss_profile_file(p, path) : 0;

	if (!err)
		err = ss_profile_finish(p, supply);
	if (err == -EINVAL && p->why.data) {
		tell_mistakes(p->why.data);
		return SS_EXIT_USAGE;
	}
	return err ? ss_error(err, "%s", p->why.data ? p->why.data : "cannot read what is built in")
		   : 0;
}
