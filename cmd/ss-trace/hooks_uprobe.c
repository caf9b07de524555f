// SPDX-License-Identifier: BSD-2-Clause
/* --uprobe: places in programs and libraries. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/object.h"
#include "core/cli.h"
#include "core/log.h"
#include "hooks.h"
#include "trace.h"
#include "trace.skel.h"

#define CALLS_MAX 16384 /* functions that have not returned */

static const struct hook_way ways[] = {
	{ .type = SS_EVENT_UPROBE, .need = HOOK_UPROBE, .name = "uprobe" },
};

/* The one process it is about, or 0. */
static pid_t only_pid(const struct trace_options *opt)
{
	const struct ss_strlist *pids = &opt->filter.by[SS_BY_PID];

	return pids->count == 1 ? atoi(pids->items[0]) : 0;
}

static int find_place(const struct trace_options *opt, const struct ss_uprobe *u,
		      struct ss_uprobe_place *place)
{
	char path[PATH_MAX];
	int err = ss_uprobe_find(u->target, only_pid(opt), path, sizeof(path));

	if (err)
		return ss_error(err, "--uprobe: cannot find '%s'", u->target);
	place->probe = u;
	place->file = strdup(path);
	place->offset = u->offset;
	if (!place->file)
		return -ENOMEM;
	if (u->provider || !u->symbol)
		return 0;
	err = ss_uprobe_function(path, u->symbol, &place->offset);
	if (err == -ENOENT)
		return ss_error(-EINVAL, "--uprobe: '%s' has no function '%s'", path, u->symbol);
	place->offset += u->offset;
	return err ? ss_error(err, "--uprobe: '%s'", path) : 0;
}

int uprobes_find(struct trace *t)
{
	const struct ss_strlist *list = &t->opt->uprobes;
	char why[SS_UPROBE_WHY_SIZE];
	int err = 0;

	if (list->count > SS_UPROBES_MAX)
		ss_cli_usage("--uprobe: at most %d", SS_UPROBES_MAX);
	for (size_t i = 0; i < list->count; i++) {
		err = ss_uprobe_parse(&t->probes[i], list->items[i], why);
		if (err == -EINVAL)
			ss_cli_usage("--uprobe '%s': %s", list->items[i], why);
		if (err)
			return ss_error(err, "--uprobe '%s'", list->items[i]);
	}
	for (size_t i = 0; i < list->count && !err; i++)
		err = find_place(t->opt, &t->probes[i], &t->places[i]);
	t->stream.uprobes = t->places;
	t->stream.uprobe_count = list->count;
	return err;
}

void uprobes_free(struct trace *t)
{
	for (size_t i = 0; i < SS_UPROBES_MAX; i++) {
		free((char *)t->places[i].file);
		ss_uprobe_fini(&t->probes[i]);
	}
}

static struct bpf_program *program(const struct trace *t, size_t i, bool at_return)
{
	char name[32];

	snprintf(name, sizeof(name), "on_%sprobe_%zu", at_return ? "uret" : "u", i);
	return bpf_object__find_program_by_name(t->skel->obj, name);
}

/* At the entry there is something to do unless only the result is wanted. */
static bool at_entry(const struct ss_uprobe *u)
{
	return !u->at_return || u->arg_count;
}

static struct ss_uprobe_spec spec_of(const struct ss_uprobe *u)
{
	struct ss_uprobe_spec spec = { .at_return = u->at_return };

	for (int i = 0; i < u->arg_count; i++)
		if (u->args[i].kind == SS_UPROBE_STR)
			spec.grab[i] = u->args[i].len_arg ? u->args[i].len_arg : SS_UPROBE_GRAB_STR;
	if (u->result == SS_UPROBE_STR)
		spec.result = SS_UPROBE_GRAB_STR;
	return spec;
}

static int prepare(struct trace *t)
{
	bool keeps = false, usdt = false;
	int err;

	if (t->opt->uprobes.count && !t->hooks[SS_EVENT_UPROBE].hook)
		return ss_error(-EOPNOTSUPP, "--uprobe: %s", t->hooks[SS_EVENT_UPROBE].why_not);
	for (size_t i = 0; i < t->opt->uprobes.count; i++) {
		const struct ss_uprobe *u = &t->probes[i];
		struct ss_uprobe_spec spec = spec_of(u);

		memcpy((void *)&t->skel->rodata->uprobe_specs[i], &spec, sizeof(spec));
		keeps |= u->at_return && at_entry(u);
		usdt |= u->provider != NULL;
		if (u->provider)
			continue;
		bpf_program__set_autoload(program(t, i, true), u->at_return);
		bpf_program__set_autoload(program(t, i, false), at_entry(u));
	}
	bpf_program__set_autoload(t->skel->progs.on_usdt, usdt);
	err = keeps ? bpf_map__set_max_entries(t->skel->maps.uprobe_calls, CALLS_MAX) : 0;
	return err ? ss_bpf_error(err, "cannot set up the BPF maps") : 0;
}

static int add_link(struct trace *t, struct bpf_link *link)
{
	static const struct hook_use use = { "on_uprobe", "uprobe" };

	if (!link)
		return -errno;
	t->links[t->link_count++] =
		(struct trace_link){ .link = link, .use = &use, .slow = true, .event = -1 };
	return 0;
}

static int attach_one(struct trace *t, size_t i)
{
	const struct ss_uprobe_place *place = &t->places[i];
	const struct ss_uprobe *u = place->probe;
	LIBBPF_OPTS(bpf_usdt_opts, cookie, .usdt_cookie = i);
	pid_t pid = only_pid(t->opt);
	int err = 0;

	pid = pid ? pid : -1;
	if (u->provider)
		return add_link(t,
				bpf_program__attach_usdt(t->skel->progs.on_usdt, pid, place->file,
							 u->provider, u->symbol, &cookie));
	if (at_entry(u))
		err = add_link(t, bpf_program__attach_uprobe(program(t, i, false), false, pid,
							     place->file, place->offset));
	if (!err && u->at_return)
		err = add_link(t, bpf_program__attach_uprobe(program(t, i, true), true, pid,
							     place->file, place->offset));
	return err;
}

int uprobes_attach(struct trace *t)
{
	int err = 0;

	for (size_t i = 0; i < t->opt->uprobes.count && !err; i++) {
		err = attach_one(t, i);
		if (err == -ENOTSUP && t->probes[i].provider)
			return ss_error(err,
					"--uprobe: a USDT probe without --pid needs Linux 5.15");
		if (err == -ENOENT && t->probes[i].provider)
			return ss_error(err, "--uprobe: no such USDT probe in '%s'",
					t->places[i].file);
		if (err)
			return ss_bpf_error(err, "cannot attach a uprobe");
	}
	return err;
}

const struct hook_domain uprobe_hooks = { ways, 1, prepare };
