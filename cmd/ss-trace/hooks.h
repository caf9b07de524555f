/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How each type of event can be had: an ordered list of ways, each a set of
 * programs on hooks.  What a kernel allows is found by trying: a way whose
 * program does not load or attach is struck off and the next one taken.
 */
#ifndef SS_HOOKS_H
#define SS_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event/types.h"

struct bpf_program;
struct trace;
struct trace_options;

/* What a way needs of the kernel: probed once, before any program of it is loaded. */
enum hook_need {
	HOOK_TP_BTF, /* SEC("?tp_btf/NAME") */
	HOOK_FEXIT,  /* SEC("?fexit/FUNCTION") or fentry */
	HOOK_LSM,    /* SEC("?lsm/HOOK") */
	HOOK_POINT,  /* SEC("?tp"): classic tracepoints, each use names one */
	HOOK_CALL,   /* the same on a system call: it taxes every call of the machine */
	HOOK_CGROUP, /* SEC("?cgroup...") or cgroup_skb, on the root of cgroup v2 */
	HOOK_UPROBE, /* SEC("?uprobe"), which hooks_uprobe.c attaches */
	HOOK_NEEDS
};

#define HOOK_USES 32

/* A program and where it goes. */
struct hook_use {
	const char *program; /* its name in the object; NULL ends the list */
	/*
	 * For SEC("?tp"): "syscalls/sys_exit_open".  For the others a function or
	 * tracepoint other than that of the program's section; may be NULL.  A '?'
	 * before it: only where there is one.
	 */
	const char *target;
};

struct hook_way {
	enum ss_event_type type;
	enum hook_need need; /* of its programs, besides HOOK_TP_BTF */
	bool asked;	     /* only for a type that was asked for by name */
	/*
	 * For meta.start: "fexit/do_filp_open".  "UDP: cgroup/connect4" gives only a
	 * part of the events, which is had independent of the others.
	 */
	const char *name;
	struct hook_use uses[HOOK_USES];
};

/* One row for each file of events; in the order of preference for each type. */
struct hook_domain {
	const struct hook_way *ways;
	size_t count;
	/* NULL, or: before load, when the ways have been chosen.  Errors are reported. */
	int (*prepare)(struct trace *t);
};

extern const struct hook_domain process_hooks, file_hooks, net_hooks, security_hooks, call_hooks,
	uprobe_hooks;

/* hooks_call.c: which ways there are to the calls that OPT names.  Before the first choice. */
void call_hooks_plan(const struct trace_options *opt);

/* Switch on the programs of the first way there is for each selected type; keep why there is none.
 */
void hooks_choose(struct trace *t);
/* hooks_net.c: learn whose the sockets are that are there.  Errors are reported. */
int net_seed(struct trace *t);
/* Each domain's prepare(). */
int hooks_prepare(struct trace *t);
/* Does one of the chosen ways use PROGRAM? */
bool hooks_use(const struct trace *t, const char *program);
/* A use's program, and whether that goes on a classic tracepoint. */
struct bpf_program *hooks_program(const struct trace *t, const struct hook_use *use);
bool hooks_on_point(const struct bpf_program *p);
/* hooks_attach.c: attach what was chosen.  0 or -errno; *failed is the program then. */
int hooks_attach(struct trace *t, const char **failed);
/* Detach what the kernel does at once; the rest, slow, is still there. */
void hooks_detach_quick(struct trace *t);
void hooks_detach(struct trace *t);
/* When all else is gone: let go of what the kernel takes long to close. */
void hooks_leave(struct trace *t);
/* Never again: PROGRAM cannot be had.  False if no way used it. */
bool hooks_strike(struct trace *t, const char *program);

#endif
