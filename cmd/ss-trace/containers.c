// SPDX-License-Identifier: BSD-2-Clause
/* --container-names: what runtimes call the containers, joined when it is known. */
#include <errno.h>

#include "core/log.h"
#include "proc/container_names.h"
#include "trace.h"

int containers_open(struct trace *t)
{
	const char *root = t->opt->container_root;

	if (!t->opt->container_names)
		return 0;
	t->stream.names = ss_container_names_new(root ? root : "/");
	return t->stream.names ? 0 : ss_error(-errno, "cannot look up names of containers");
}

static int on_answers(void *names)
{
	ss_container_names_take(names);
	return 0;
}

int containers_start(struct trace *t)
{
	struct ss_container_names *names = t->stream.names;
	int err;

	if (!names)
		return 0;
	err = ss_loop_add_fd(t->loop, ss_container_names_fd(names), on_answers, names);
	if (!err)
		err = ss_container_names_start(names);
	return err ? ss_error(err, "cannot look up names of containers") : 0;
}

void containers_close(struct trace *t)
{
	ss_container_names_free(t->stream.names);
	t->stream.names = NULL;
}
