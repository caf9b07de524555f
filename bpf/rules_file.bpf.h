/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rules about what happens to files: the paths that the line will tell, of one or two files. */
#ifndef SS_RULES_FILE_BPF_H
#define SS_RULES_FILE_BPF_H

#include "rules_event.bpf.h"
#include "rules_path.bpf.h"
#include "wire_file.h"

/* One of the files, as it lies in the record; at is its given's byte. */
struct file_named {
	u32 at, given_len, path_len;
	u32 lexical, cut; /* cut: of either */
};

/* A name in a directory that was none, or one that could not be read, is no path. */
static __always_inline bool no_path(const struct scratch *s, const struct ss_wire_file *r,
				    const struct file_named *n)
{
	if (!n->lexical)
		return !n->path_len && !n->cut && !(r->head.flags & SS_WIRE_INODE);
	if (!r->error)
		return false;
	if (!n->given_len)
		return true;
	return r->error == -9 /* EBADF */ && n->at <= SCRATCH_AT_MAX && s->rec[n->at] != '/';
}

static __always_inline void add_file_path(struct scratch *s, u32 slot, const struct ss_wire_file *r,
					  const struct file_named *n)
{
	u32 path = n->at + n->given_len;

	if (no_path(s, r, n))
		return;
	if (n->lexical)
		paths_given(slot, path, n->path_len, n->at, n->given_len, n->cut);
	else
		paths_names(slot, path, n->path_len, n->cut);
}

/* 0 if they are looked up. */
__noinline int file_paths(u32 slot)
{
	struct scratch *s = scratch_at(slot);
	struct file_named n;
	struct ss_wire_file *r;
	u32 flags;

	if (!s)
		return 0;
	paths_begin(s);
	r = (void *)s->rec;
	flags = r->head.flags;
	n.at = sizeof(*r);
	n.given_len = r->given_len;
	n.path_len = r->path_len;
	n.lexical = flags & SS_WIRE_LEXICAL;
	n.cut = flags & (SS_WIRE_PATH_CUT | (n.lexical ? SS_WIRE_GIVEN_CUT : 0));
	if (!(flags & (SS_WIRE_SYMBOLIC | SS_WIRE_ANONYMOUS)))
		add_file_path(s, slot, r, &n);
	n.at += n.given_len + n.path_len;
	n.given_len = r->given2_len;
	n.path_len = r->path2_len;
	n.lexical = flags & SS_WIRE_LEXICAL2;
	n.cut = flags & (SS_WIRE_PATH2_CUT | (n.lexical ? SS_WIRE_GIVEN2_CUT : 0));
	if (n.lexical || n.path_len)
		add_file_path(s, slot, r, &n);
	return 0;
}

static __always_inline u64 rules_file(u64 rules, const struct scratch *s, u32 slot, s32 error)
{
	rules = rules_errno(rules, error);
	if (!asked(by_path))
		return rules;
	file_paths(slot);
	return rules_paths(rules, s);
}

#endif
