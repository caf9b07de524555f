// SPDX-License-Identifier: BSD-2-Clause
/* The rules, put where the kernel looks. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire_rules.h"

#define PLACES_MAX	4096  /* cgroups whose verdict is remembered */
#define SCOPES_MAX	65536 /* processes: more than these, and a filter lets them through */
#define SCOPES_GONE_MAX 4096

#define TYPES(first, last) ((2 * SS_TYPE_BIT(last)) - SS_TYPE_BIT(first))

/* The types that have what these criteria ask for; the others are decided here. */
static const uint64_t has[SS_CRITERIA] = {
	[SS_BY_PATH] = TYPES(SS_EVENT_FILE_OPEN, SS_EVENT_MPROTECT_EXEC),
	[SS_BY_PORT] = TYPES(SS_EVENT_NET_CONNECT, SS_EVENT_TLS_HELLO),
	[SS_BY_ADDR] = TYPES(SS_EVENT_NET_CONNECT, SS_EVENT_TLS_HELLO),
	[SS_BY_ERRNO] = SS_TYPE_BIT(SS_EVENT_EXEC_FAILED) | SS_TYPE_BIT(SS_EVENT_PTRACE) |
			TYPES(SS_EVENT_FILE_OPEN, SS_EVENT_NET_CLOSE) |
			TYPES(SS_EVENT_MODULE_LOAD, SS_EVENT_SYSCALL),
};

_Static_assert(sizeof(((struct ss_wire_counts *)0)->seen) / 8 == SS_EVENT_TYPES, "one each");

/* A table and the maps that hold it.  Without tries all its values are whole. */
struct place {
	const struct ss_rule_table *table;
	__u64 *masks; /* two of the programs' constants */
	struct bpf_map *map;
	struct bpf_map *ends;
};

#define PLACES SS_CRITERIA

static void places_of(const struct trace *t, struct place places[PLACES])
{
	struct trace_bpf *s = t->skel;
	const struct place p[PLACES] = {
		[SS_BY_PID] = { .masks = s->rodata->by_pid, .map = s->maps.pids },
		[SS_BY_TREE] = { .masks = s->rodata->by_tree, .map = s->maps.tree_roots },
		[SS_BY_UID] = { .masks = s->rodata->by_uid, .map = s->maps.uids },
		[SS_BY_COMM] = { .masks = s->rodata->by_comm, .map = s->maps.comms },
		[SS_BY_EXE] = { .masks = s->rodata->by_exe,
				.map = s->maps.exe_begins,
				.ends = s->maps.exe_ends },
		[SS_BY_CGROUP] = { .masks = s->rodata->by_cgroup, .map = s->maps.cgroups },
		[SS_BY_CONTAINER] = { .masks = s->rodata->by_container, .map = s->maps.containers },
		[SS_BY_PATH] = { .masks = s->rodata->by_path,
				 .map = s->maps.path_begins,
				 .ends = s->maps.path_ends },
		[SS_BY_PORT] = { .masks = s->rodata->by_port, .map = s->maps.ports },
		[SS_BY_ADDR] = { .masks = s->rodata->by_addr, .map = s->maps.addrs },
		[SS_BY_ERRNO] = { .masks = s->rodata->by_errno, .map = s->maps.errnos },
	};

	memcpy(places, p, sizeof(p));
	for (int by = 0; by < PLACES; by++)
		places[by].table = &t->rules->by[by];
}

static size_t count_of(const struct ss_rule_table *table, bool ends)
{
	size_t n = 0;

	for (size_t i = 0; i < table->count; i++)
		n += (table->values[i].match == SS_MATCH_SUFFIX) == ends;
	return n;
}

static int size_map(struct bpf_map *map, size_t count)
{
	int err = count ? bpf_map__set_max_entries(map, count) : 0;

	return err ? ss_error(err, "cannot size the map %s", bpf_map__name(map)) : 0;
}

static int size_tables(struct place places[PLACES])
{
	int err = 0;

	for (int by = 0; by < PLACES && !err; by++) {
		struct place *p = &places[by];

		p->masks[0] = p->table->pos_used;
		p->masks[1] = p->table->neg_used;
		err = size_map(p->map, count_of(p->table, false));
		if (!err && p->ends)
			err = size_map(p->ends, count_of(p->table, true));
	}
	return err;
}

/* What the programs remember of processes and cgroups. */
static int size_caches(struct trace *t)
{
	const struct ss_rule_table *by = t->rules->by;
	int err = 0;

	if (by[SS_BY_TREE].count || by[SS_BY_EXE].count) {
		err = size_map(t->skel->maps.scopes, SCOPES_MAX);
		if (!err)
			err = size_map(t->skel->maps.scopes_gone, SCOPES_GONE_MAX);
	}
	if (!err && (by[SS_BY_CGROUP].count || by[SS_BY_CONTAINER].count))
		err = size_map(t->skel->maps.places, PLACES_MAX);
	return err;
}

/* The rules that say something about success. */
static struct ss_wire_hits success(const struct ss_rule_table *table)
{
	const uint32_t none = 0;

	for (size_t i = 0; i < table->count; i++)
		if (!memcmp(table->values[i].key, &none, sizeof(none)))
			return (struct ss_wire_hits){ table->values[i].pos, table->values[i].neg };
	return (struct ss_wire_hits){ 0 };
}

/* What criteria say of a TYPE of events that has nothing for them. */
static uint64_t decided(const struct ss_rules *r, int type)
{
	uint64_t rules = r->applies[type];

	for (int by = SS_BY_PATH; by < SS_CRITERIA; by++) {
		const struct ss_rule_table *table = &r->by[by];
		struct ss_wire_hits hits = { 0 };

		if (has[by] & SS_TYPE_BIT(type))
			continue;
		if (by == SS_BY_ERRNO) /* what can not fail is a success */
			hits = success(table);
		rules &= (hits.pos | ~table->pos_used) & ~hits.neg;
	}
	return rules;
}

/* The rules that have a criterion that is decided only when the event is looked at. */
static uint64_t undecided(const struct ss_rules *r, int type)
{
	uint64_t rules = 0;

	for (int by = SS_BY_PATH; by < SS_CRITERIA; by++)
		if (has[by] & SS_TYPE_BIT(type))
			rules |= r->by[by].pos_used | r->by[by].neg_used;
	return rules;
}

int filter_prepare(struct trace *t)
{
	const struct ss_rules *r = t->rules;
	struct trace_bpf *skel = t->skel;
	struct place places[PLACES];
	int err;

	for (int type = 0; type < SS_EVENT_TYPES; type++) {
		uint64_t rules = decided(r, type);

		skel->rodata->applies[type] = rules;
		skel->rodata->keeps[type] = r->applies[type] & r->keep;
		skel->rodata->drop_early[type] = rules & r->drop & ~undecided(r, type);
	}
	skel->rodata->drop_rules = r->drop;
	skel->rodata->exe_begin = count_of(&r->by[SS_BY_EXE], false);
	skel->rodata->exe_end = count_of(&r->by[SS_BY_EXE], true);
	skel->rodata->path_begin = count_of(&r->by[SS_BY_PATH], false);
	skel->rodata->path_end = count_of(&r->by[SS_BY_PATH], true);
	places_of(t, places);
	err = size_tables(places);
	return err ? err : size_caches(t);
}

/* A whole path finds only itself in the trie: it has to have what its beginnings have. */
static void inherit(const struct ss_rule_table *table, const struct ss_rule_value *v,
		    struct ss_wire_hits *hits)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct ss_rule_value *begin = &table->values[i];

		if (begin->match != SS_MATCH_PREFIX || begin->bits > v->bits ||
		    memcmp(begin->key, v->key, begin->bits / 8) != 0)
			continue;
		hits->pos |= begin->pos;
		hits->neg |= begin->neg;
	}
}

/* A key of a path's trie: see ss_wire_path_key. */
static int put_path(const struct place *p, const struct ss_rule_value *v)
{
	struct bpf_map *map = v->match == SS_MATCH_SUFFIX ? p->ends : p->map;
	struct ss_wire_hits hits = { v->pos, v->neg };
	struct ss_wire_path_key key = { .bits = v->bits };

	memcpy(key.bytes, v->key, v->bits / 8);
	if (v->match == SS_MATCH_EXACT) {
		key.bits += 8;
		inherit(p->table, v, &hits);
	}
	return bpf_map_update_elem(bpf_map__fd(map), &key, &hits, BPF_ANY);
}

static int put_value(const struct place *p, const struct ss_rule_value *v)
{
	struct ss_wire_hits hits = { v->pos, v->neg };
	struct ss_wire_addr_key key = { .bits = v->bits }; /* that of a port is shorter */

	if (p->ends)
		return put_path(p, v);
	if (bpf_map__type(p->map) == BPF_MAP_TYPE_HASH)
		return bpf_map_update_elem(bpf_map__fd(p->map), v->key, &hits, BPF_ANY);
	memcpy(key.bytes, v->key, (v->bits + 7) / 8);
	return bpf_map_update_elem(bpf_map__fd(p->map), &key, &hits, BPF_ANY);
}

int filter_fill(struct trace *t)
{
	struct place places[PLACES];

	places_of(t, places);
	for (int by = 0; by < PLACES; by++)
		for (size_t i = 0; i < places[by].table->count; i++)
			if (put_value(&places[by], &places[by].table->values[i]))
				return ss_error(-errno, "cannot fill the map %s",
						bpf_map__name(places[by].map));
	return 0;
}
