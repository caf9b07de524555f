/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rules about paths: a path from a record becomes a text from the root on, which
 * is looked up as it begins and as it ends.
 */
#ifndef SS_RULES_PATH_BPF_H
#define SS_RULES_PATH_BPF_H

#include "rules.bpf.h"
#include "task.bpf.h"

const volatile bool exe_begin, exe_end, path_begin, path_end; /* such patterns are in use */

const volatile __u64 by_path[2];
TRIE(path_begins, path);
TRIE(path_ends, path);

/* As in task.bpf.h, what is not static is verified on its own and takes only numbers. */

/* Names from leaf to root, LEN bytes at byte AT of the slot's record, as a text.  1 if it is. */
__noinline int text_names(u32 slot, u32 at, u32 len)
{
	struct scratch *s = scratch_at(slot);

	if (!s || at > SCRATCH_AT_MAX || len > TEXT_NAMES_MAX)
		return 0;
	s->text.bytes[0] = '/';
	s->text.len = 1 + len;
	s->text.at = 0;
	for (int i = 0; i <= MAX_NAMES; i++) {
		u64 from = s->text.at & TEXT_MASK, to, n;

		if (from >= len)
			return 1;
		n = bpf_probe_read_kernel_str(s->text.name, sizeof(s->text.name),
					      s->rec + at + from);
		barrier_var(n); /* what is compared is what is used, for old verifiers */
		if (!n || n > sizeof(s->text.name) || from + n > len)
			return 0;
		s->text.at = from + n;
		to = (1 + len - from - n) & TEXT_MASK;
		bpf_probe_read_kernel(s->text.bytes + to, n, s->text.name);
		to = (to + n - 1) & TEXT_MASK;
		s->text.bytes[to] = '/';
	}
	return 0;
}

/* The end of a name that was given.  False: it leads elsewhere. */
static __always_inline bool text_part(struct text *t)
{
	u64 to = t->len & TEXT_MASK;

	if (t->part && t->part <= 2 && t->part == t->dots)
		return false;
	if (t->part) {
		t->bytes[to] = '/';
		t->len = to + 1;
	}
	t->part = t->dots = 0;
	return true;
}

/* A name as it was given, LEN bytes at byte AT, behind the text; 0 if that is not the path. */
__noinline int text_given(u32 slot, u32 at, u32 len)
{
	struct scratch *s = scratch_at(slot);
	struct text *t;

	if (!s || at > SCRATCH_AT_MAX || len > TEXT_GIVEN_MAX)
		return 0;
	t = &s->text;
	t->at = t->part = t->dots = 0;
	for (int i = 0; i < TEXT_GIVEN_MAX; i++) {
		u64 from = t->at & TEXT_GIVEN_MAX, to = t->len & TEXT_MASK;
		char c;

		barrier(); /* all of it stays in memory */
		if (from >= len)
			break;
		c = s->rec[at + from];
		t->at = from + 1;
		if (c == '/') {
			if (!text_part(t))
				return 0;
			continue;
		}
		t->bytes[to] = c;
		t->len = to + 1;
		t->part++;
		t->dots += c == '.';
	}
	return text_part(t);
}

/* The text without its last slash, to byte END, from the last byte to the first. */
__noinline int text_reverse(u32 slot, u32 begin, u32 end)
{
	struct scratch *s = scratch_at(slot);
	struct text *t;

	if (!s)
		return 0;
	t = &s->text;
	t->at = end;
	t->key.bits = 0;
	for (u32 i = 0; i < SS_WIRE_PATTERN_MAX; i++) {
		u64 from = (t->at - 1) & TEXT_MASK;

		if (t->at <= begin)
			break;
		t->key.bytes[i] = t->bytes[from];
		t->key.bits = 8 * (i + 1);
		t->at = from;
	}
	return 0;
}

/* How the text begins, and with the NUL what it is. */
static __always_inline void text_key(struct text *t)
{
	u64 n = t->len > 1 ? t->len - 1 : 1;

	if (n > SS_WIRE_PATTERN_MAX + 1)
		n = SS_WIRE_PATTERN_MAX + 1;
	barrier_var(n);
	if (n > SS_WIRE_PATTERN_MAX + 1)
		return;
	bpf_probe_read_kernel(t->key.bytes, n, t->bytes);
	t->key.bytes[n] = 0;
	t->key.bits = 8 * (n + 1);
}

/* Look the text up among the patterns of exe or of path; CUT: it lacks its beginning. */
__noinline int text_look(u32 slot, u32 exe, u32 cut)
{
	struct scratch *s = scratch_at(slot);
	struct text *t;

	if (!s)
		return 0;
	t = &s->text;
	if (cut)
		t->unsure = 1;
	if (!cut && (exe ? exe_begin : path_begin)) {
		text_key(t);
		if (exe)
			hits_join(&t->hits, bpf_map_lookup_elem(&exe_begins, &t->key));
		else
			hits_join(&t->hits, bpf_map_lookup_elem(&path_begins, &t->key));
	}
	if (exe ? exe_end : path_end) {
		text_reverse(slot, !!cut, t->len > 1 ? t->len - 1 : 1);
		if (exe)
			hits_join(&t->hits, bpf_map_lookup_elem(&exe_ends, &t->key));
		else
			hits_join(&t->hits, bpf_map_lookup_elem(&path_ends, &t->key));
	}
	return 0;
}

/*
 * The paths of an event: begin, add each, and rules_paths() says what is left.
 * Any of them may match.
 */
static __always_inline void paths_begin(struct scratch *s)
{
	s->text.unsure = s->text.hits.pos = s->text.hits.neg = 0;
}

/* One as put_path() wrote it: LEN bytes of names at byte AT, not all of them if CUT. */
__noinline int paths_names(u32 slot, u32 at, u32 len, u32 cut)
{
	struct scratch *s = scratch_at(slot);

	if (text_names(slot, at, len))
		text_look(slot, 0, cut);
	else if (s)
		s->text.unsure = 1;
	return 0;
}

/*
 * One as it was given, GIVEN_LEN bytes at byte GIVEN, in the directory whose LEN
 * bytes of names are at byte AT.  CUT: of either there is more.
 */
static __always_inline void paths_given(u32 slot, u32 at, u32 len, u32 given, u32 given_len,
					u32 cut)
{
	struct scratch *s = scratch_at(slot);

	if (!cut && text_names(slot, at, len) && text_given(slot, given, given_len))
		text_look(slot, 0, 0);
	else if (s)
		s->text.unsure = 1;
}

static __always_inline u64 rules_paths(u64 rules, const struct scratch *s)
{
	if (!asked(by_path))
		return rules;
	if (s->text.unsure)
		return narrow_unsure(rules, by_path, &s->text.hits);
	return narrow(rules, by_path, &s->text.hits);
}

#endif
