// SPDX-License-Identifier: BSD-2-Clause
#include "hooks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/probe.h"
#include "bpf/tracepoint.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"

static const struct hook_domain *const domains[] = { &process_hooks,  &file_hooks, &net_hooks,
						     &security_hooks, &call_hooks, &uprobe_hooks };

/* Without these nobody knows who does what; records of those that are not selected are quiet. */
#define ALWAYS                                                                                     \
	(SS_TYPE_BIT(SS_EVENT_FORK) | SS_TYPE_BIT(SS_EVENT_EXEC) | SS_TYPE_BIT(SS_EVENT_EXIT))

#define DOMAINS (sizeof(domains) / sizeof(domains[0]))

static const enum ss_probe probes[] = {
	[HOOK_TP_BTF] = SS_PROBE_TP_BTF,   [HOOK_FEXIT] = SS_PROBE_FEXIT,
	[HOOK_LSM] = SS_PROBE_LSM,	   [HOOK_POINT] = SS_PROBE_TRACEPOINT,
	[HOOK_CALL] = SS_PROBE_SYSCALL_TP, [HOOK_CGROUP] = SS_PROBE_CGROUP_SKB,
	[HOOK_UPROBE] = SS_PROBE_UPROBE,
};

/* NULL: the kernel has it.  Each is tried once. */
static const char *refusal(struct trace *t, enum hook_need need)
{
	struct hook_trial *trial = &t->trials[need];
	struct ss_probe_result r = { 0 };

	if (!trial->done) {
		ss_probe_run(probes[need], &r);
		trial->done = true;
		trial->why = r.works ? NULL : r.why;
	}
	return trial->why;
}

static const char *const not_here = "not in this kernel";

/* Why a program of the way was struck off; NULL if none was. */
static const char *struck(const struct trace *t, const struct hook_way *way)
{
	for (const struct hook_use *u = way->uses; u < way->uses + HOOK_USES && u->program; u++)
		for (size_t i = 0; i < t->struck_count; i++)
			if (!strcmp(t->struck[i].program, u->program))
				return t->struck[i].why;
	return NULL;
}

struct bpf_program *hooks_program(const struct trace *t, const struct hook_use *use)
{
	return bpf_object__find_program_by_name(t->skel->obj, use->program);
}

bool hooks_on_point(const struct bpf_program *p)
{
	return bpf_program__type(p) == BPF_PROG_TYPE_TRACEPOINT;
}

/* Has this kernel none of the way's tracepoints, or not one that it must have? */
static bool pointless(const struct trace *t, const struct hook_way *way)
{
	size_t points = 0, there = 0;

	for (const struct hook_use *u = way->uses; u < way->uses + HOOK_USES && u->program; u++) {
		bool optional = u->target && u->target[0] == '?';

		if (!hooks_on_point(hooks_program(t, u)))
			continue;
		points++;
		if (ss_tracepoint_id(u->target + optional) != -ENOENT)
			there++;
		else if (!optional)
			return true;
	}
	return points && !there;
}

/*
 * Can this way be gone?  If not, *why says it.  The first reason is kept, but for
 * that of a way the kernel should have taken: that one can be mended.
 */
static bool open_to(struct trace *t, const struct hook_way *way, const char **why)
{
	const char *no = struck(t, way);

	if (!no && way->asked && !(t->opt->asked & SS_TYPE_BIT(way->type)))
		no = "a system call tracepoint costs every call, so only on request by name";
	if (!no)
		no = refusal(t, way->need);
	if (!no && pointless(t, way))
		no = not_here;
	if (no && (!*why || struck(t, way)))
		*why = no;
	return !no;
}

/* Bytes of a way's name that say which part it gives, colon included. */
static size_t part_len(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 - name : 0;
}

static struct trace_part *part_of(struct trace_hook *h, const char *name)
{
	size_t len = part_len(name);

	for (size_t i = 0; i < h->part_count; i++)
		if (part_len(h->parts[i].name) == len && !strncmp(h->parts[i].name, name, len))
			return &h->parts[i];
	h->parts[h->part_count] = (struct trace_part){ .name = name };
	return &h->parts[h->part_count++];
}

/* "tp_btf/inet_sock_set_state, UDP: cgroup/connect4"; of what is lacking "UDP: why; ...". */
static void name_parts(struct trace_hook *h)
{
	size_t n = 0, m = 0;

	for (size_t i = 0; i < h->part_count; i++) {
		const struct trace_part *p = &h->parts[i];

		if (p->way)
			n += snprintf(h->hook_text + n, sizeof(h->hook_text) - n, "%s%s",
				      n ? ", " : "", p->way->name);
		else
			m += snprintf(h->why_text + m, sizeof(h->why_text) - m, "%s%.*s%s%s",
				      m ? "; " : "", (int)part_len(p->name), p->name,
				      part_len(p->name) ? " " : "", p->why_not);
		if (n >= sizeof(h->hook_text) || m >= sizeof(h->why_text))
			break;
	}
	h->hook = n ? h->hook_text : NULL;
	h->why_not = m ? h->why_text : NULL;
}

static void choose(struct trace *t, enum ss_event_type type)
{
	struct trace_hook *h = &t->hooks[type];

	*h = (struct trace_hook){ 0 };
	for (size_t d = 0; d < DOMAINS; d++)
		for (size_t i = 0; i < domains[d]->count; i++) {
			const struct hook_way *way = &domains[d]->ways[i];
			struct trace_part *part;

			if (way->type != type)
				continue;
			part = part_of(h, way->name);
			if (!part->way && open_to(t, way, &part->why_not))
				part->way = way;
		}
	name_parts(h);
}

/* Is there this function, or tracepoint?  Asked before all is loaded in vain; that of the section
 * if not named. */
static bool aim(struct bpf_program *p, const char *target)
{
	const char *slash = strchr(bpf_program__section_name(p), '/');

	if (!target && slash)
		target = slash + 1;
	return !target || !bpf_program__set_attach_target(p, 0, target + (target[0] == '?'));
}

/* The name as it stands in a table of ways. */
static const char *known(const char *program)
{
	for (size_t d = 0; d < DOMAINS; d++)
		for (size_t i = 0; i < domains[d]->count; i++)
			for (size_t u = 0; u < HOOK_USES; u++) {
				const char *name = domains[d]->ways[i].uses[u].program;

				if (name && !strcmp(name, program))
					return name;
			}
	return NULL;
}

static bool strike(struct trace *t, const char *program, const char *why)
{
	const char *name = program ? known(program) : NULL;

	if (!name || t->struck_count == TRACE_STRUCK_MAX)
		return false;
	ss_debug("%s cannot be had: %s", name, why);
	t->struck[t->struck_count++] = (struct trace_struck){ .program = name, .why = why };
	return true;
}

bool hooks_strike(struct trace *t, const char *program)
{
	return strike(t, program, "this kernel refuses its programs");
}

static void load_programs(struct trace *t, const struct hook_way *way)
{
	for (const struct hook_use *u = way->uses; u < way->uses + HOOK_USES && u->program; u++) {
		struct bpf_program *p = hooks_program(t, u);
		bool there = bpf_program__type(p) != BPF_PROG_TYPE_TRACING || aim(p, u->target);

		bpf_program__set_autoload(p, there);
		if (!there && (!u->target || u->target[0] != '?'))
			strike(t, u->program, not_here);
	}
}

void hooks_choose(struct trace *t)
{
	struct bpf_program *p;
	size_t before = t->struck_count;

	bpf_object__for_each_program (p, t->skel->obj) {
		bpf_program__set_autoattach(p, false);
		bpf_program__set_autoload(p, p == t->skel->progs.snapshot);
	}
	for (int type = 0; type < SS_EVENT_TYPES; type++) {
		if (!((t->opt->selected | ALWAYS) & SS_TYPE_BIT(type)))
			continue;
		choose(t, type);
		for (size_t i = 0; i < t->hooks[type].part_count; i++)
			if (t->hooks[type].parts[i].way)
				load_programs(t, t->hooks[type].parts[i].way);
	}
	/* A function that this kernel does not have: choose again without it. */
	if (t->struck_count > before)
		hooks_choose(t);
}

int hooks_prepare(struct trace *t)
{
	int err = 0;

	for (size_t d = 0; d < DOMAINS && !err; d++)
		if (domains[d]->prepare)
			err = domains[d]->prepare(t);
	return err;
}

bool hooks_use(const struct trace *t, const char *program)
{
	return bpf_program__autoload(bpf_object__find_program_by_name(t->skel->obj, program));
}
