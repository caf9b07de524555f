/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the events of files have in common:
 *
 *	struct ss_wire_file *r = file_begin(SS_EVENT_X, &e);
 *	if (!r)
 *		return 0;		counted as filtered or lost
 *	put_inode(), add_given(), add_path() ...
 *	file_end(ctx, &e, r);
 */
#ifndef SS_FILE_BPF_H
#define SS_FILE_BPF_H

#include <bpf/bpf_tracing.h>

#include "event.bpf.h"
#include "nr.bpf.h"
#include "rules_file.bpf.h"
#include "wire_file.h"

#define AT_FDCWD (-100)

/* An event on its way to the ring. */
struct file_event {
	struct scratch *s;
	u64 rules;
	u32 slot, kind;
};

static __always_inline struct ss_wire_file *file_begin(u32 kind, struct file_event *e)
{
	struct ss_wire_file *r;

	e->kind = kind;
	e->rules = event_rules(kind);
	if (!e->rules)
		return NULL;
	e->s = scratch_get(&e->slot);
	if (!e->s) {
		count(lost[kind]);
		return NULL;
	}
	r = (void *)e->s->rec;
	__builtin_memset(r, 0, sizeof(*r));
	event_begin(&r->head, &r->actor, kind);
	return r;
}

/* Where rules about paths have their say: all of them are in the record, nothing is shipped. */
static __always_inline bool file_passes(const struct file_event *e, struct ss_wire_file *r)
{
	u64 rules = rules_file(e->rules, e->s, e->slot, r->error);

	if (!event_passes(e->kind, rules))
		return false;
	rules_mark(&r->head, rules);
	return true;
}

static __always_inline void file_end(void *ctx, struct file_event *e, struct ss_wire_file *r)
{
	u64 size = (u64)r->given_len + r->path_len + r->given2_len + r->path2_len;

	if (file_passes(e, r)) {
		if (size <= 2 * (SS_WIRE_PATH_MAX + SS_WIRE_FILE_PATH_MAX))
			ship_bulk(ctx, &r->head, e->kind, sizeof(*r) + size);
		else
			count(lost[e->kind]);
	}
	scratch_put(e->s);
}

static __always_inline void put_inode(struct ss_wire_file *r, struct inode *inode)
{
	if (!inode)
		return;
	r->head.flags |= SS_WIRE_INODE;
	r->inode = BPF_CORE_READ(inode, i_ino);
	r->dev = BPF_CORE_READ(inode, i_sb, s_dev);
	r->mode = BPF_CORE_READ(inode, i_mode);
}

/*
 * As in task.bpf.h, the functions that are not static take only numbers.  A
 * string of at most SS_WIRE_PATH_MAX bytes at byte AT of the record; its length
 * without the NUL, cut and marked with the flag CUT.
 */
__noinline u32 put_user_string(u32 slot, u32 at, u64 from, u32 cut)
{
	struct scratch *s = scratch_at(slot);
	long n;

	if (!s || at > SCRATCH_AT_MAX || !from)
		return 0;
	n = read_user_str(s->rec + at, SS_WIRE_PATH_MAX, from);
	if (n == SS_WIRE_PATH_MAX)
		((struct ss_wire_head *)s->rec)->flags |= cut;
	return n > 0 && n <= SS_WIRE_PATH_MAX ? n - 1 : 0;
}

__noinline u32 put_kernel_string(u32 slot, u32 at, u64 from, u32 cut)
{
	struct scratch *s = scratch_at(slot);
	long n;

	if (!s || at > SCRATCH_AT_MAX || !from)
		return 0;
	n = bpf_probe_read_kernel_str(s->rec + at, SS_WIRE_PATH_MAX, (void *)from);
	if (n == SS_WIRE_PATH_MAX)
		((struct ss_wire_head *)s->rec)->flags |= cut;
	return n > 0 && n <= SS_WIRE_PATH_MAX ? n - 1 : 0;
}

/* The name LEAF with its NUL. */
__noinline u32 put_leaf(u32 slot, u32 at, u64 leaf)
{
	struct scratch *s = scratch_at(slot);
	long n;

	if (!s || at > SCRATCH_AT_MAX)
		return 0;
	n = bpf_probe_read_kernel_str(s->rec + at, 256, (void *)leaf);
	return n > 0 && n <= 256 ? n : 0;
}

static __always_inline u64 task_root(void)
{
	struct task_struct *t = (void *)bpf_get_current_task();

	return (u64)&BPF_CORE_READ(t, fs)->root;
}

/* The directory that the name at byte GIVEN is relative to: nothing for one that begins with '/'.
 */
__noinline u32 put_base(u32 slot, u32 at, u32 given, s32 dirfd, u32 cut)
{
	struct task_struct *t = (void *)bpf_get_current_task();
	struct scratch *s = scratch_at(slot);
	struct file *dir;
	u64 path;

	if (!s || given > SCRATCH_AT_MAX || (given < at && s->rec[given] == '/'))
		return 0;
	if (dirfd == AT_FDCWD) {
		path = (u64)&BPF_CORE_READ(t, fs)->pwd;
	} else {
		dir = file_of_fd(dirfd);
		if (!dir)
			return 0;
		path = (u64)&dir->f_path;
	}
	return put_path(slot, at, path, task_root(), cut);
}

/* The path of FILE, and what it is. */
static __always_inline void add_file(const struct file_event *e, struct ss_wire_file *r,
				     struct file *file)
{
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);

	put_inode(r, BPF_CORE_READ(file, f_inode));
	/* A memory file never had a name to lose. */
	if (!BPF_CORE_READ(file, f_inode, i_nlink) && BPF_CORE_READ(dentry, d_parent) != dentry)
		r->head.flags |= SS_WIRE_DELETED;
	r->path_len = put_path(e->slot, sizeof(*r) + r->given_len, (u64)&file->f_path, task_root(),
			       SS_WIRE_PATH_CUT);
}

/* A name as the caller gave it, and what that is relative to.  NAME 0: the descriptor itself. */
static __always_inline void add_named(const struct file_event *e, struct ss_wire_file *r, s32 dirfd,
				      u64 name)
{
	r->head.flags |= SS_WIRE_LEXICAL;
	r->given_len = put_user_string(e->slot, sizeof(*r), name, SS_WIRE_GIVEN_CUT);
	r->path_len =
		put_base(e->slot, sizeof(*r) + r->given_len, sizeof(*r), dirfd, SS_WIRE_PATH_CUT);
}

static __always_inline void add_named2(const struct file_event *e, struct ss_wire_file *r,
				       s32 dirfd, u64 name)
{
	u32 at = sizeof(*r) + r->given_len + r->path_len;

	r->head.flags |= SS_WIRE_LEXICAL2;
	r->given2_len = put_user_string(e->slot, at, name, SS_WIRE_GIVEN2_CUT);
	r->path2_len = put_base(e->slot, at + r->given2_len, at, dirfd, SS_WIRE_PATH2_CUT);
}

/* A name as it was given, for a path that is added otherwise. */
static __always_inline void add_given(const struct file_event *e, struct ss_wire_file *r, u64 name)
{
	r->given_len = put_user_string(e->slot, sizeof(*r), name, SS_WIRE_GIVEN_CUT);
}

static __always_inline void add_path(const struct file_event *e, struct ss_wire_file *r, u64 path)
{
	r->path_len =
		put_path(e->slot, sizeof(*r) + r->given_len, path, task_root(), SS_WIRE_PATH_CUT);
}

/*
 * Failures that the hook on the object has told: the one on the return of the
 * system call, which sees those that came before there was an object, is silent
 * about them.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u32);
} told SEC(".maps");

static __always_inline void tell(long error, u32 kind)
{
	u64 id = bpf_get_current_pid_tgid();

	if (error < 0)
		bpf_map_update_elem(&told, &id, &kind, BPF_ANY);
}

/* Is this the return of a call that failed, and untold? */
static __always_inline bool untold(long ret, u32 kind)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 *known;

	if (ret >= 0 || is_restart(ret))
		return false;
	known = bpf_map_lookup_elem(&told, &id);
	if (!known || *known != kind)
		return true;
	bpf_map_delete_elem(&told, &id);
	return false;
}

/* On the return of a system call's function: RETURNED(ctx, regs, nr, ret) for failures not told. */
#define FAILED(program, kind, returned)                                                            \
	SEC("?fexit") int program(u64 *ctx)                                                        \
	{                                                                                          \
		struct pt_regs *regs = regs_of(ctx);                                               \
		long ret = ctx[1];                                                                 \
                                                                                                   \
		if (untold((int)ret, kind))                                                        \
			returned(ctx, regs, syscall_nr(regs), (int)ret);                           \
		return 0;                                                                          \
	}

/* The return of any of several system calls. */
#define RETURNED(program, returned)                                                                \
	SEC("?tp") int program(struct trace_event_raw_sys_exit *ctx)                               \
	{                                                                                          \
		long ret = ctx->ret, nr = returned_nr(ctx);                                        \
                                                                                                   \
		if (!is_restart(ret))                                                              \
			returned(ctx, current_regs(), nr, ret);                                    \
		return 0;                                                                          \
	}

#endif
