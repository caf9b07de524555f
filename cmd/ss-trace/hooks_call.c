// SPDX-License-Identifier: BSD-2-Clause
/* How system calls are seen: each by a hook of its own, or all by one. */
#include <stdio.h>
#include <string.h>

#include "bpf/object.h"
#include "core/log.h"
#include "hooks.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire_syscall.h"

#if defined(__x86_64__)
#define FUNCTION "__x64_sys_"
#elif defined(__aarch64__)
#define FUNCTION "__arm64_sys_"
#endif

/*
 * Each tracepoint of one call takes the kernel some time to attach, and a tenth of
 * a second to detach; but the generic one costs every call of the machine more.
 */
#define POINTS_MAX    16
#define FUNCTIONS_MAX 8
#define BEGINS_MAX    32768 /* threads that are inside of calls */

/* The ways, and the names in them, as the options want them. */
static struct {
	char function[FUNCTIONS_MAX][64], program[FUNCTIONS_MAX][24];
	char enter[POINTS_MAX][64], exit[POINTS_MAX][64];
	char function_name[256], point_name[512];
	uint32_t numbers[FUNCTIONS_MAX];
} plan;

enum { BY_FUNCTION, BY_POINT, BY_ALL, WAYS };

static struct hook_way ways[WAYS];

_Static_assert(2 * POINTS_MAX <= HOOK_USES, "entry and exit of each");

static bool timing(const struct trace_options *opt)
{
	return opt->slower_than_ns != TRACE_ANY_TIME;
}

/* It never returns: there is neither a result nor a time. */
static bool is_exit(uint32_t nr)
{
	const char *name = ss_syscall_name(nr);

	return !strcmp(name, "exit") || !strcmp(name, "exit_group");
}

/* Could such a call be an event at all? */
static bool exits_count(const struct trace_options *opt)
{
	return !opt->failed_calls && (!timing(opt) || !opt->slower_than_ns);
}

/* "fexit/__x64_sys_read", or behind a brace "{read,write}". */
static void add_name(char *text, size_t size, const char *prefix, const char *name, size_t i)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s%s", i ? "," : prefix, name);
}

static void plan_point(const struct trace_options *opt, uint32_t nr, size_t i,
		       struct hook_use **use)
{
	const char *name = ss_syscall_tracepoint(nr);

	snprintf(plan.enter[i], sizeof(plan.enter[i]), "syscalls/sys_enter_%s", name);
	snprintf(plan.exit[i], sizeof(plan.exit[i]), "syscalls/sys_exit_%s", name);
	if (is_exit(nr) ? exits_count(opt) : timing(opt))
		*(*use)++ = (struct hook_use){ "on_call_enter", plan.enter[i] };
	if (!is_exit(nr))
		*(*use)++ = (struct hook_use){ "on_call_exit", plan.exit[i] };
	add_name(plan.point_name, sizeof(plan.point_name), "tracepoint/syscalls/sys_exit_", name,
		 i);
}

static void plan_function(uint32_t nr, size_t i)
{
	const char *name = ss_syscall_tracepoint(nr);

	snprintf(plan.program[i], sizeof(plan.program[i]), "on_call_return_%zu", i);
	snprintf(plan.function[i], sizeof(plan.function[i]), FUNCTION "%s", name);
	ways[BY_FUNCTION].uses[i] = (struct hook_use){ plan.program[i], plan.function[i] };
	plan.numbers[i] = nr;
	add_name(plan.function_name, sizeof(plan.function_name), "fexit/" FUNCTION, name, i);
}

/* All calls by one hook; those that do not return by their own, if nothing else is at the entry. */
static void plan_generic(const struct trace_options *opt)
{
	const struct trace_calls *calls = &opt->calls;
	struct hook_use *use = ways[BY_ALL].uses;

	*use++ = (struct hook_use){ "on_any_exit", NULL };
	if (timing(opt)) {
		*use++ = (struct hook_use){ "on_any_enter", NULL };
		return;
	}
	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX && exits_count(opt); nr++)
		if (ss_syscall_name(nr) && is_exit(nr) &&
		    (calls->all || trace_call_wanted(calls, nr)))
			*use++ = (struct hook_use){ "on_call_enter",
						    !strcmp(ss_syscall_name(nr), "exit")
							    ? "syscalls/sys_enter_exit"
							    : "syscalls/sys_enter_exit_group" };
}

/* A way of no type is none. */
static void set_way(int i, bool there, enum hook_need need, const char *name)
{
	ways[i].type = there ? SS_EVENT_SYSCALL : SS_EVENT_TYPES;
	ways[i].need = need;
	ways[i].name = name;
}

void call_hooks_plan(const struct trace_options *opt)
{
	const struct trace_calls *calls = &opt->calls;
	bool few = !calls->all && calls->count <= POINTS_MAX;
	bool fewer = few && calls->count <= FUNCTIONS_MAX && !timing(opt);
	struct hook_use *use = ways[BY_POINT].uses;
	size_t i = 0;

	memset(&plan, 0, sizeof(plan));
	memset(ways, 0, sizeof(ways));
	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX && few; nr++) {
		if (!trace_call_wanted(calls, nr))
			continue;
		fewer = fewer && !is_exit(nr);
		if (fewer)
			plan_function(nr, i);
		plan_point(opt, nr, i++, &use);
	}
	plan_generic(opt);
	set_way(BY_FUNCTION, fewer, HOOK_FEXIT, plan.function_name);
	set_way(BY_POINT, few, HOOK_CALL, plan.point_name);
	set_way(BY_ALL, true, HOOK_TP_BTF, "tp_btf/sys_exit");
}

/* What the programs are to bring of each call. */
static void put_specs(struct trace_bpf *skel)
{
	struct ss_syscall_spec *spec = (void *)skel->rodata->syscall_specs;
	uint64_t *more = (void *)skel->rodata->calls_with_more;

	for (uint32_t nr = 0; nr < SS_SYSCALL_MAX; nr++) {
		bool any;

		ss_syscall_spec(nr, &spec[nr]);
		any = spec[nr].result;
		for (int i = 0; i < SS_SYSCALL_ARGS; i++)
			any |= spec[nr].arg[i] != SS_GRAB_NONE;
		more[nr / 64] |= (uint64_t)any << nr % 64;
	}
}

static int prepare(struct trace *t)
{
	const struct trace_options *opt = t->opt;
	struct trace_bpf *skel = t->skel;
	int err = 0;

	skel->rodata->syscall_bytes = opt->syscall_bytes;
	if (!(opt->selected & SS_TYPE_BIT(SS_EVENT_SYSCALL)))
		return 0;
	if (!t->hooks[SS_EVENT_SYSCALL].hook)
		return ss_error(-EOPNOTSUPP, "--syscall: %s", t->hooks[SS_EVENT_SYSCALL].why_not);
	put_specs(skel);
	memcpy((void *)skel->rodata->calls_wanted, opt->calls.wanted, sizeof(opt->calls.wanted));
	memcpy((void *)skel->rodata->call_function_nrs, plan.numbers, sizeof(plan.numbers));
	skel->rodata->all_calls = opt->calls.all;
	skel->rodata->failed_only = opt->failed_calls;
	skel->rodata->timing = timing(opt);
	if (timing(opt)) {
		skel->rodata->slower_than_ns = opt->slower_than_ns;
		err = bpf_map__set_max_entries(skel->maps.call_begins, BEGINS_MAX);
	}
	return err ? ss_bpf_error(err, "cannot set up the BPF maps") : 0;
}

const struct hook_domain call_hooks = { ways, WAYS, prepare };
