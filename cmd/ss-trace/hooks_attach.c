// SPDX-License-Identifier: BSD-2-Clause
/* The programs that were chosen, on their hooks. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bpf/mountfs.h"
#include "bpf/tracepoint.h"
#include "hooks.h"
#include "trace.h"

/* One program of several types, or on several hooks of one: each pair once. */
static bool attached(const struct trace *t, const struct hook_use *use)
{
	for (size_t i = 0; i < t->link_count; i++) {
		const struct hook_use *other = t->links[i].use;

		if (!strcmp(other->program, use->program) &&
		    (!use->target || !strcmp(other->target, use->target)))
			return true;
	}
	return false;
}

static struct bpf_link *attach_cgroup(struct bpf_program *p)
{
	int fd = ss_open_in_fs("cgroup2", ".", O_RDONLY | O_DIRECTORY);
	struct bpf_link *link;

	if (fd < 0) {
		errno = -fd;
		return NULL;
	}
	link = bpf_program__attach_cgroup(p, fd);
	close(fd);
	return link;
}

static struct bpf_link *attach(struct trace *t, const struct hook_use *use, int *event)
{
	struct bpf_program *p = hooks_program(t, use);

	switch (bpf_program__type(p)) {
	case BPF_PROG_TYPE_TRACEPOINT:
		return ss_tracepoint_attach(p, use->target + (use->target[0] == '?'), event);
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR: return attach_cgroup(p);
	default: return bpf_program__attach(p);
	}
}

static bool wanted(const struct trace *t, const struct hook_use *use)
{
	struct bpf_program *p = hooks_program(t, use);

	if (attached(t, use) || !bpf_program__autoload(p))
		return false;
	return !hooks_on_point(p) || use->target[0] != '?' ||
	       ss_tracepoint_id(use->target + 1) >= 0;
}

static int attach_way(struct trace *t, const struct hook_way *way, const char **failed)
{
	for (const struct hook_use *u = way->uses; u < way->uses + HOOK_USES && u->program; u++) {
		struct trace_link *l = &t->links[t->link_count];

		if (!wanted(t, u))
			continue;
		if (t->link_count == TRACE_LINKS_MAX)
			return -E2BIG;
		*failed = u->program;
		l->event = -1;
		l->link = attach(t, u, &l->event);
		if (!l->link)
			return -errno;
		l->use = u;
		l->slow = hooks_on_point(hooks_program(t, u));
		t->link_count++;
	}
	return 0;
}

int hooks_attach(struct trace *t, const char **failed)
{
	int err = 0;

	for (int type = 0; type < SS_EVENT_TYPES && !err; type++)
		for (size_t i = 0; i < t->hooks[type].part_count && !err; i++)
			if (t->hooks[type].parts[i].way)
				err = attach_way(t, t->hooks[type].parts[i].way, failed);
	return err;
}
