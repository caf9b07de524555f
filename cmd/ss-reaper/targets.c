// SPDX-License-Identifier: BSD-2-Clause
/* How each target is watched: the best way that this kernel allows. */
#include <bpf/btf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/probe.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "syscall/syscall.h"
#include "uprobe/uprobe.h"
#include "wire_reaper.h"

static bool kernel_has(enum ss_probe probe, const char **why)
{
	struct ss_probe_result result;

	ss_probe_run(probe, &result);
	*why = result.why;
	return result.works;
}

#define WHAT_SIZE 192

/* "--func", "rule slow: func": who asks for target I, and as what. */
static void say_what(const struct reaper *r, size_t i, char what[static WHAT_SIZE])
{
	const struct ss_reap_rule *rule = r->config.rules;

	while (rule < r->config.rules + SS_REAP_RULES - 1 && !(rule->targets >> i & 1))
		rule++;
	snprintf(what, WHAT_SIZE, "%s%s%s%s", rule == r->config.rules ? "--" : "rule ",
		 rule == r->config.rules ? "" : rule->name, rule == r->config.rules ? "" : ": ",
		 ss_reap_kind_names[r->config.targets[i].kind]);
}

/* What WHAT needs for NAME (NULL: it has none); why not, and what helps, is told. */
static int need(enum ss_probe probe, const char *what, const char *name)
{
	struct ss_probe_result p;

	ss_probe_run(probe, &p);
	if (p.works)
		return 0;
	ss_error(0, "%s%s%s: %s%s%s%s", what, name ? " " : "", name ? name : "", p.why,
		 p.mend ? " (" : "", p.mend ? p.mend : "", p.mend ? ")" : "");
	return -EOPNOTSUPP;
}

/* The kernel's types; NULL: it has none.  Megabytes: only where a function is asked for. */
static struct btf *kernel_types(struct reaper *r)
{
	if (!r->types)
		r->types = btf__load_vmlinux_btf();
	return r->types;
}

/* Where a function has its struct file, as the programs are told; 0: nowhere that they look. */
static uint8_t file_argument(const struct btf *types, const struct btf_type *proto)
{
	const struct btf_param *params = btf_params(proto);

	for (int i = 0; i < btf_vlen(proto) && i < 3; i++) {
		const struct btf_type *t = btf__type_by_id(types, params[i].type);

		if (!t || !btf_is_ptr(t))
			continue;
		t = btf__type_by_id(types, t->type);
		if (t && btf_is_struct(t) &&
		    !strcmp(btf__name_by_offset(types, t->name_off), "file"))
			return SS_REAP_FILE_PTR | i;
	}
	return 0;
}

/* A function that fexit can be at: known by its type, with arguments that are counted. */
static bool is_typed(struct reaper *r, struct reaper_target *t, const char *name)
{
	struct btf *types = kernel_types(r);
	int id = types ? btf__find_by_name_kind(types, name, BTF_KIND_FUNC) : -ENOENT;
	const struct btf_type *proto;
	int n;

	if (id < 0)
		return false;
	proto = btf__type_by_id(types, btf__type_by_id(types, id)->type);
	n = btf_vlen(proto);
	t->file = file_argument(types, proto);
	return !n || btf_params(proto)[n - 1].type; /* "..." has none */
}

/* Its entry is seen as soon as the kernel knows the name; a return need not be for long. */
static int choose_kprobe(struct reaper_target *t, const char *what, const char *name,
			 const char *why_not)
{
	const char *why;

	if (!kernel_has(SS_PROBE_KPROBE, &why)) {
		int err = need(SS_PROBE_SYSCALL_TP, what, name); /* of rights, not of hooks */

		if (!err)
			ss_error(0, "%s %s: neither fexit (%s) nor kprobes (%s) (%ssyscall works)",
				 what, name, why_not, why, *what == '-' ? "--" : "");
		return -EOPNOTSUPP;
	}
	t->way = REAPER_KPROBE;
	snprintf(t->hook, sizeof(t->hook), "kprobe/%s", name);
	ss_warn("%s: late calls are only seen while they go on, not when they return (fexit: %s)",
		name, why_not);
	return 0;
}

static int choose_func(struct reaper *r, struct reaper_target *t, const char *what,
		       const char *name)
{
	const char *why;

	t->slot = r->slots++;
	if (!kernel_has(SS_PROBE_FEXIT, &why))
		return choose_kprobe(t, what, name, why);
	if (!is_typed(r, t, name))
		return choose_kprobe(t, what, name,
				     "no function of that name, or not of a known type");
	t->way = REAPER_FEXIT;
	snprintf(t->hook, sizeof(t->hook), "fexit/%s", name);
	return 0;
}

static int choose_syscall(struct reaper_target *t, const char *what, const char *name)
{
	struct ss_syscall_spec spec;
	int err;

	t->nr = ss_syscall_number(name, strlen(name));
	if (t->nr < 0)
		return ss_error(-EINVAL, "%s: there is no system call '%s'", what, name);
	err = need(SS_PROBE_SYSCALL_TP, what, name);
	if (err)
		return err;
	t->way = REAPER_TRACEPOINT;
	if (ss_syscall_spec(t->nr, &spec) && SS_GRAB_WHAT(spec.arg[0]) == SS_GRAB_FD)
		t->file = SS_REAP_FILE_FD;
	snprintf(t->hook, sizeof(t->hook), "syscalls/sys_exit_%s", ss_syscall_tracepoint(t->nr));
	return 0;
}

static int find_function(struct reaper_target *t, const char *what, const char *spec)
{
	char why[SS_UPROBE_WHY_SIZE], path[PATH_MAX];
	struct ss_uprobe u = { 0 };
	int err = ss_uprobe_parse(&u, spec, why);

	if (err)
		return ss_error(err, "%s '%s': %s", what, spec, err == -EINVAL ? why : "");
	if (u.provider || u.at_return || u.arg_count)
		err = ss_error(-EINVAL, "%s '%s': only FILE:FUNCTION", what, spec);
	if (!err && (err = ss_uprobe_find(u.target, 0, path, sizeof(path))))
		ss_error(err, "%s: cannot find '%s'", what, u.target);
	t->offset = u.offset;
	if (!err && u.symbol && (err = ss_uprobe_function(path, u.symbol, &t->offset)))
		ss_error(err, "%s: '%s' has no function '%s'", what, path, u.symbol);
	if (!err && u.symbol)
		t->offset += u.offset;
	if (!err && !(t->binary = strdup(path)))
		err = -ENOMEM;
	ss_uprobe_fini(&u);
	return err;
}

static int choose_uprobe(struct reaper *r, struct reaper_target *t, const char *what,
			 const char *spec)
{
	int err = need(SS_PROBE_UPROBE, what, spec);

	if (err)
		return err;
	t->way = REAPER_UPROBE;
	t->slot = r->slots++;
	snprintf(t->hook, sizeof(t->hook), "uretprobe/%s", spec);
	return find_function(t, what, spec);
}

static int choose(struct reaper *r, size_t i)
{
	const struct ss_reap_target *target = &r->config.targets[i];
	struct reaper_target *t = &r->targets[i];
	char what[WHAT_SIZE];

	say_what(r, i, what);
	t->slot = t->nr = -1;
	switch (target->kind) {
	case SS_REAP_FUNC: return choose_func(r, t, what, target->name);
	case SS_REAP_SYSCALL: return choose_syscall(t, what, target->name);
	case SS_REAP_UPROBE: return choose_uprobe(r, t, what, target->name);
	case SS_REAP_ONCPU:
		t->way = REAPER_CLOCK;
		strcpy(t->hook, "perf_event/cpu-clock");
		return need(SS_PROBE_PERF_EVENT, what, NULL);
	default:
		t->way = REAPER_SURVEY;
		strcpy(t->hook, "iter/task");
		return 0;
	}
}

static void end_choice(struct reaper *r)
{
	ss_probe_end();
	btf__free(r->types);
	r->types = NULL;
}

int targets_choose(struct reaper *r)
{
	int err = 0;

	for (size_t i = 0; i < r->config.target_count && !err; i++)
		err = choose(r, i);
	end_choice(r);
	return err;
}

static int prepare_func(struct reaper *r, size_t i)
{
	const struct reaper_target *t = &r->targets[i];
	const char *name = r->config.targets[i].name;
	struct bpf_program *enter = target_program(r, "enter", t->slot);
	struct bpf_program *leave = target_program(r, "exit", t->slot);
	int err = bpf_program__set_attach_target(enter, 0, name);

	if (!err)
		err = bpf_program__set_attach_target(leave, 0, name);
	if (err) {
		char what[WHAT_SIZE];

		say_what(r, i, what);
		return ss_error(err, "%s: this kernel has no function '%s' to be hooked", what,
				name);
	}
	bpf_program__set_autoload(enter, true);
	bpf_program__set_autoload(leave, true);
	return 0;
}

static int prepare(struct reaper *r, size_t i)
{
	const struct reaper_target *t = &r->targets[i];
	struct reaper_bpf *s = r->skel;

	if (t->slot >= 0)
		s->rodata->slot_targets[t->slot] = i;
	s->rodata->target_files[i] = t->file;
	switch (t->way) {
	case REAPER_FEXIT: return prepare_func(r, i);
	case REAPER_TRACEPOINT:
		s->rodata->call_targets[t->nr] = i + 1;
		bpf_program__set_autoload(s->progs.reap_sys_enter, true);
		bpf_program__set_autoload(s->progs.reap_sys_exit, true);
		return 0;
	case REAPER_UPROBE:
		s->rodata->program_targets |= 1ull << i;
		bpf_program__set_autoload(target_program(r, "return", t->slot), true);
		bpf_program__set_autoload(target_program(r, "probe", t->slot), true);
		return 0;
	case REAPER_KPROBE:
		s->rodata->entry_only |= 1u << (t->slot & 31);
		bpf_program__set_autoload(target_program(r, "probe", t->slot), true);
		return 0;
	case REAPER_CLOCK:
		s->rodata->oncpu_target = i;
		bpf_program__set_autoload(s->progs.reap_oncpu, true);
		return 0;
	case REAPER_SURVEY: return 0;
	}
	return 0;
}

uint64_t targets_try(struct reaper *r)
{
	uint64_t without = 0;

	for (size_t i = 0; i < r->config.target_count; i++)
		if (choose(r, i) || prepare(r, i))
			without |= 1ull << i;
	end_choice(r);
	return without;
}

int targets_prepare(struct reaper *r)
{
	int err = 0;

	for (size_t i = 0; i < r->config.target_count && !err; i++)
		err = prepare(r, i);
	return err;
}
