/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Changes of credentials: by commit_creds(), or between a system call's two tracepoints. */
#ifndef SS_SECURITY_CREDS_BPF_H
#define SS_SECURITY_CREDS_BPF_H

#include "security.bpf.h"

#define PR_CAPBSET_DROP	  24
#define PR_SET_SECUREBITS 28
#define PR_CAP_AMBIENT	  47

/* What a thread's credentials were when its call began; by tgid << 32 | tid. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, struct ss_wire_creds_set);
} creds_before SEC(".maps");

static __always_inline void put_creds_set(struct ss_wire_creds_set *w, const struct cred *c)
{
	w->uid = BPF_CORE_READ(c, uid.val);
	w->euid = BPF_CORE_READ(c, euid.val);
	w->suid = BPF_CORE_READ(c, suid.val);
	w->fsuid = BPF_CORE_READ(c, fsuid.val);
	w->gid = BPF_CORE_READ(c, gid.val);
	w->egid = BPF_CORE_READ(c, egid.val);
	w->sgid = BPF_CORE_READ(c, sgid.val);
	w->fsgid = BPF_CORE_READ(c, fsgid.val);
	w->securebits = BPF_CORE_READ(c, securebits);
	w->user_ns = BPF_CORE_READ(c, user_ns, ns.inum);
	bpf_core_read(&w->effective, sizeof(u64), &c->cap_effective);
	bpf_core_read(&w->permitted, sizeof(u64), &c->cap_permitted);
	bpf_core_read(&w->inheritable, sizeof(u64), &c->cap_inheritable);
	bpf_core_read(&w->ambient, sizeof(u64), &c->cap_ambient);
	bpf_core_read(&w->bounding, sizeof(u64), &c->cap_bset);
}

/* Without a branch for each member. */
static __always_inline bool creds_differ(const struct ss_wire_creds_set *a,
					 const struct ss_wire_creds_set *b)
{
	const u64 *x = (const void *)a, *y = (const void *)b;
	u64 diff = 0;

	for (u32 i = 0; i < sizeof(*a) / sizeof(*x); i++)
		diff |= x[i] ^ y[i];
	return diff;
}

static __always_inline const struct cred *current_creds(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();

	return BPF_CORE_READ(t, real_cred);
}

static __always_inline void remember_creds(void)
{
	struct ss_wire_creds_set now;
	u64 id = bpf_get_current_pid_tgid();

	put_creds_set(&now, current_creds());
	bpf_map_update_elem(&creds_before, &id, &now, BPF_ANY);
}

static __always_inline void creds_record(void *ctx, struct ss_wire_creds *r, u64 rules, u32 call,
					 u32 flags)
{
	event_begin(&r->head, &r->actor, SS_EVENT_CREDS);
	r->head.flags = flags;
	rules_mark(&r->head, rules);
	r->actor.uid = r->to.uid;
	r->actor.euid = r->to.euid;
	r->actor.gid = r->to.gid;
	r->call = call;
	r->pad = 0;
	ship_deed(ctx, &r->head, SS_EVENT_CREDS, sizeof(*r), false);
}

/* From FROM to what NEW says, if that is a change. */
static __always_inline void creds_changed(void *ctx, const struct ss_wire_creds_set *from,
					  const struct cred *new, u32 call, u32 flags)
{
	struct ss_wire_creds *r;
	struct scratch *s;
	u64 rules;
	u32 slot;

	s = scratch_get(&slot);
	if (!s) {
		event_lost(SS_EVENT_CREDS);
		return;
	}
	r = (void *)s->rec;
	r->from = *from;
	put_creds_set(&r->to, new);
	rules = creds_differ(&r->from, &r->to) ? deed_rules(SS_EVENT_CREDS, 0) : 0;
	if (rules)
		creds_record(ctx, r, rules, call, flags);
	scratch_put(s);
}

static __always_inline bool is_exec(u32 call)
{
	return call == NR_execve || call == NR_execveat;
}

/*
 * Every change there is.  That of an exec is told by on_creds_exec, once the
 * process is what it will be.
 */
SEC("?fentry/commit_creds")
int on_commit_creds(u64 *ctx)
{
	const struct cred *new = (void *)raw_arg(ctx, 0);
	struct ss_wire_creds_set from;
	u32 call = current_call();

	if (is_exec(call)) {
		remember_creds();
		return 0;
	}
	put_creds_set(&from, current_creds());
	creds_changed(ctx, &from, new, call, 0);
	return 0;
}

/* Since 6.10: an exec will succeed, and nothing of the task is changed yet. */
SEC("?tp_btf/sched_prepare_exec")
int on_prepare_exec(u64 *ctx)
{
	remember_creds();
	return 0;
}

/* An exec by a thread has made it the leader: before it had the number old_pid, the second
 * argument. */
SEC("?tp_btf/sched_process_exec")
int on_creds_exec(u64 *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), old = (id & ~0xffffffffull) | (u32)raw_arg(ctx, 1);
	struct ss_wire_creds_set *from = bpf_map_lookup_elem(&creds_before, &old);

	if (!from) {
		old = id;
		from = bpf_map_lookup_elem(&creds_before, &old);
	}
	if (!from)
		return 0;
	creds_changed(ctx, from, current_creds(), current_call(), SS_WIRE_BY_EXEC);
	bpf_map_delete_elem(&creds_before, &old);
	return 0;
}

/* Calls that change credentials, and prctl(), which seldom does. */
SEC("?tp")
int on_creds_enter(struct trace_event_raw_sys_enter *ctx)
{
	u32 option;

	if (BPF_CORE_READ(ctx, id) == NR_prctl) {
		option = BPF_CORE_READ(ctx, args[0]);
		if (option != PR_CAPBSET_DROP && option != PR_SET_SECUREBITS &&
		    option != PR_CAP_AMBIENT)
			return 0;
	}
	remember_creds();
	return 0;
}

SEC("?tp")
int on_creds_exit(struct trace_event_raw_sys_exit *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	struct ss_wire_creds_set *from = bpf_map_lookup_elem(&creds_before, &id);

	if (!from)
		return 0;
	creds_changed(ctx, from, current_creds(), BPF_CORE_READ(ctx, id), 0);
	bpf_map_delete_elem(&creds_before, &id);
	return 0;
}

#endif
