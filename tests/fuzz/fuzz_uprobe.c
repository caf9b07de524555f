// SPDX-License-Identifier: BSD-2-Clause
/*
 * A spec of a probe: what is accepted has all it needs, within its limits, and
 * what is refused has a reason of one line.  The same bytes as a linker's cache:
 * what is found there is a string inside.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "uprobe/uprobe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_spec(const struct ss_uprobe *u)
{
	must(u->target && *u->target);
	must(!u->symbol || *u->symbol);
	must(u->symbol || (u->offset < INT64_MAX && !u->provider && !u->at_return));
	must(!u->provider || (*u->provider && u->symbol && !u->at_return && !u->offset));
	must(u->arg_count <= SS_UPROBE_ARGS && u->result < SS_UPROBE_KINDS);
	for (int i = 0; i < u->arg_count; i++) {
		const struct ss_uprobe_arg *arg = &u->args[i];

		must(arg->name && *arg->name && arg->kind < SS_UPROBE_KINDS);
		must(arg->len_arg <= u->arg_count && arg->len_arg != i + 1);
		must(!arg->len_arg || arg->kind == SS_UPROBE_STR);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "libc.so.6", "libc", "a" };
	char why[SS_UPROBE_WHY_SIZE];
	char *spec = malloc(size + 1);
	struct ss_uprobe u;
	int err;

	must(spec != NULL);
	if (size)
		memcpy(spec, data, size);
	spec[size] = 0;
	err = ss_uprobe_parse(&u, spec, why);
	must(err == 0 || err == -EINVAL);
	must(!err == !*why && !strchr(why, '\n') && strlen(why) < sizeof(why));
	if (!err)
		check_spec(&u);
	must(!err || !u.text);
	ss_uprobe_fini(&u);
	free(spec);
	for (int i = 0; i < 3; i++) {
		const char *path = ss_ldcache_find((const char *)data, size, names[i]);

		must(!path || (path >= (const char *)data &&
			       path + strlen(path) < (const char *)data + size));
	}
	return 0;
}
