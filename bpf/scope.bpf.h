/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rules about descent and about the file that is run: what they say of a process
 * is found out once for each image, and inherited.  Neither can be read at any
 * time: parents go, and the file with the memory.
 */
#ifndef SS_SCOPE_BPF_H
#define SS_SCOPE_BPF_H

#include "rules_path.bpf.h"

#define SCOPED (asked(by_tree) || asked(by_exe))

/* In scope.unknown. */
#define SCOPE_TREE (1u << 0)
#define SCOPE_EXE  (1u << 1)

/* By tgid. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1); /* raised when SCOPED */
	__type(key, u32);
	__type(value, struct scope);
} scopes SEC(".maps");

/* Of those that have gone, for what is still done in their name. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1); /* raised when SCOPED */
	__type(key, u32);
	__type(value, struct scope);
} scopes_gone SEC(".maps");

/* The process and its ancestors, as far as they are there. */
__noinline int scope_tree(u32 slot, u64 task)
{
	struct task_struct *t = (void *)task;
	struct scratch *s = scratch_at(slot);

	for (int i = 0; i < 64 && s; i++) {
		u32 tgid = BPF_CORE_READ(t, tgid);
		struct ss_wire_hits *hits = bpf_map_lookup_elem(&tree_roots, &tgid);

		hits_join(&s->scope.tree, hits);
		if (tgid <= 1)
			break;
		t = BPF_CORE_READ(t, real_parent);
	}
	return 0;
}

/* The exe whose LEN bytes of names are at byte AT, not all of them if CUT. */
static __always_inline void scope_exe(struct scratch *s, u32 slot, u32 at, u32 len, u32 cut)
{
	paths_begin(s);
	if (text_names(slot, at, len))
		text_look(slot, 1, cut);
	else
		s->text.unsure = 1;
	s->scope.exe = s->text.hits;
	if (s->text.unsure)
		s->scope.unknown |= SCOPE_EXE;
}

static __always_inline void scope_exe_of(struct scratch *s, u32 slot, struct task_struct *t)
{
	struct file *exe = BPF_CORE_READ(t, mm, exe_file);
	struct ss_wire_head *h = (void *)s->rec;
	u32 len;

	if (!exe) {
		if (!(BPF_CORE_READ(t, flags) & PF_KTHREAD))
			s->scope.unknown |= SCOPE_EXE;
		return;
	}
	h->flags = 0;
	len = put_path(slot, IMAGE_DATA, (u64)&exe->f_path, (u64)&BPF_CORE_READ(t, fs)->root,
		       SS_WIRE_EXE_CUT);
	scope_exe(s, slot, IMAGE_DATA, len, h->flags & SS_WIRE_EXE_CUT);
}

/* Begin a scope in the slot: descent stays what it was. */
static __always_inline void scope_begin(struct scratch *s, u32 slot, struct task_struct *t)
{
	u32 tgid = BPF_CORE_READ(t, tgid);
	struct scope *old = bpf_map_lookup_elem(&scopes, &tgid);

	__builtin_memset(&s->scope, 0, sizeof(s->scope));
	s->scope.start_ns = BPF_CORE_READ(t, group_leader, start_boottime);
	s->scope.exec = exec_count(t);
	if (!asked(by_tree))
		return;
	if (old && old->start_ns == s->scope.start_ns) {
		s->scope.tree = old->tree;
		s->scope.unknown = old->unknown & SCOPE_TREE;
		return;
	}
	scope_tree(slot, (u64)t);
	/* It has left its parent already, who is not to be found any more. */
	if (BPF_CORE_READ(t, flags) & PF_EXITING)
		s->scope.unknown |= SCOPE_TREE;
}

/* Of a process that is not known, or runs another file than when it was looked at. */
__noinline int scope_learn(u64 task)
{
	struct task_struct *t = (void *)task;
	u32 slot, tgid = BPF_CORE_READ(t, tgid);
	struct scratch *s = scratch_get(&slot);

	if (!s)
		return 0;
	scope_begin(s, slot, t);
	if (asked(by_exe))
		scope_exe_of(s, slot, t);
	bpf_map_update_elem(&scopes, &tgid, &s->scope, BPF_ANY);
	scratch_put(s);
	return 0;
}

static __always_inline struct scope *scope_known(u32 tgid, u64 start_ns, u32 exec)
{
	struct scope *s = bpf_map_lookup_elem(&scopes, &tgid);

	if (s && s->start_ns == start_ns && s->exec == exec)
		return s;
	return NULL;
}

/* NULL: not known. */
static __always_inline struct scope *scope_find(u32 tgid, u64 start_ns, u32 exec, u64 task)
{
	struct scope *s = scope_known(tgid, start_ns, exec);

	if (s)
		return s;
	s = bpf_map_lookup_elem(&scopes_gone, &tgid);
	if (s && s->start_ns == start_ns)
		return s;
	scope_learn(task);
	return scope_known(tgid, start_ns, exec);
}

static __always_inline struct scope *scope_of(struct task_struct *t)
{
	return scope_find(BPF_CORE_READ(t, tgid), BPF_CORE_READ(t, group_leader, start_boottime),
			  exec_count(t), (u64)t);
}

static __always_inline struct scope *scope_current(u32 tgid)
{
	struct task_struct *t = (void *)bpf_get_current_task();

	if (has_typed_task()) {
		struct task_struct *typed = bpf_get_current_task_btf();

		return scope_find(tgid, typed->group_leader->start_boottime, typed->self_exec_id,
				  (u64)t);
	}
	return scope_of(t);
}

/* A child is what its creator is, and perhaps a root itself. */
static __always_inline void scope_inherit(struct scope *child, struct task_struct *creator,
					  const struct ss_wire_id *id)
{
	struct scope *s = scope_of(creator);
	struct ss_wire_hits *hits = bpf_map_lookup_elem(&tree_roots, &id->tgid);
	struct scope unknown = { .unknown = SCOPE_TREE | SCOPE_EXE };

	*child = s ? *s : unknown;
	child->start_ns = id->start_ns;
	child->exec = id->exec;
	hits_join(&child->tree, hits);
	if (s)
		bpf_map_update_elem(&scopes, &id->tgid, child, BPF_ANY);
}

/* After an exec: the slot's record has the names of the file it runs now. */
static __always_inline void scope_exec(struct scratch *s, u32 slot, struct task_struct *t, u32 len,
				       u32 cut)
{
	u32 tgid = BPF_CORE_READ(t, tgid);

	scope_begin(s, slot, t);
	if (asked(by_exe))
		scope_exe(s, slot, IMAGE_DATA, len, cut);
	bpf_map_update_elem(&scopes, &tgid, &s->scope, BPF_ANY);
}

/*
 * Of a process that is going: of one never looked at nothing is known.  False: so it is.
 * An entry of an image before this one, or of somebody else, goes too.
 */
static __always_inline bool scope_take(struct scope *out, const struct ss_wire_id *id)
{
	struct scope *s = scope_known(id->tgid, id->start_ns, id->exec);

	if (s) {
		*out = *s;
		bpf_map_update_elem(&scopes_gone, &id->tgid, out, BPF_ANY);
	}
	bpf_map_delete_elem(&scopes, &id->tgid);
	return s;
}

#endif
