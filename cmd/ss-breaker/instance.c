// SPDX-License-Identifier: BSD-2-Clause
#include "instance.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/cli.h"
#include "core/log.h"

/* bpffs keeps the dot for itself, as of eth0.5.  Cut off, it would be the name of another. */
void instance_name(const char *ifname, char name[static SS_BREAKER_INSTANCE_MAX])
{
	if (strlen(ifname) >= SS_BREAKER_INSTANCE_MAX)
		ss_cli_usage("'%s' is too long for a name of an instance, which has at most %d "
			     "letters",
			     ifname, SS_BREAKER_INSTANCE_MAX - 1);
	snprintf(name, SS_BREAKER_INSTANCE_MAX, "%s", ifname);
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
			*c = '_';
}

struct count {
	int found;
	char first[SS_BREAKER_INSTANCE_MAX];
};

static int count(void *arg, struct plane *p, const struct plane_info *info)
{
	struct count *c = arg;

	(void)p;
	if (!c->found++)
		snprintf(c->first, sizeof(c->first), "%s", info->name);
	return 0;
}

int instance_do(const char *name, plane_fn fn, void *arg)
{
	char clean[SS_BREAKER_INSTANCE_MAX];
	struct count c = { 0 };
	int err;

	if (name)
		instance_name(name, clean);
	err = planes_each(name ? clean : NULL, count, &c);
	if (err < 0)
		return ss_error(err, "cannot look for instances");
	if (!c.found && planes_tell_strange(name ? clean : NULL))
		return SS_EXIT_NO;
	if (!c.found) {
		ss_error(0, name ? "there is no instance '%s'" : "there is no instance", name);
		return SS_EXIT_NO;
	}
	if (c.found > 1 && !name) {
		ss_error(0, "there are several instances: name one (ss-breaker status shows them)");
		return SS_EXIT_NO;
	}
	err = planes_each(c.first, fn, arg);
	return err;
}
