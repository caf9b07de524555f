// SPDX-License-Identifier: BSD-2-Clause
#include "filter/maps.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "core/log.h"
#include "wire_rules.h"

#define PLACES_MAX	4096  /* cgroups whose verdict is remembered */
#define SCOPES_MAX	65536 /* processes: of more than these nothing is known */
#define SCOPES_GONE_MAX 4096

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

static int size_table(const struct ss_filter_place *p, const struct ss_rule_table *table)
{
	int err;

	p->masks[0] = table->pos_used;
	p->masks[1] = table->neg_used;
	err = size_map(p->map, count_of(table, false));
	return err || !p->ends ? err : size_map(p->ends, count_of(table, true));
}

static int size_tables(const struct ss_filter_maps *m, const struct ss_rules *r)
{
	int err = 0;

	for (int by = 0; by < SS_CRITERIA && !err; by++) {
		if (m->by[by].map)
			err = size_table(&m->by[by], &r->by[by]);
		else if (r->by[by].count)
			err = ss_error(-EOPNOTSUPP, "the programs do not ask for %s",
				       ss_criterion_names[by]);
	}
	return err;
}

/* What the programs remember of processes and cgroups. */
static int size_caches(const struct ss_filter_maps *m, const struct ss_rules *r)
{
	const struct ss_rule_table *by = r->by;
	int err = 0;

	if (by[SS_BY_TREE].count || by[SS_BY_EXE].count) {
		err = size_map(m->scopes, SCOPES_MAX);
		if (!err)
			err = size_map(m->scopes_gone, SCOPES_GONE_MAX);
	}
	if (!err && (by[SS_BY_CGROUP].count || by[SS_BY_CONTAINER].count))
		err = size_map(m->places, PLACES_MAX);
	return err;
}

int ss_filter_size(const struct ss_filter_maps *m, const struct ss_rules *r)
{
	int err = size_tables(m, r);

	if (m->by[SS_BY_EXE].map) {
		*m->exe_begin = count_of(&r->by[SS_BY_EXE], false);
		*m->exe_end = count_of(&r->by[SS_BY_EXE], true);
	}
	if (m->by[SS_BY_PATH].map) {
		*m->path_begin = count_of(&r->by[SS_BY_PATH], false);
		*m->path_end = count_of(&r->by[SS_BY_PATH], true);
	}
	return err ? err : size_caches(m, r);
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
static int put_path(const struct ss_filter_place *p, const struct ss_rule_table *table,
		    const struct ss_rule_value *v)
{
	struct bpf_map *map = v->match == SS_MATCH_SUFFIX ? p->ends : p->map;
	struct ss_wire_hits hits = { v->pos, v->neg };
	struct ss_wire_path_key key = { .bits = v->bits };

	memcpy(key.bytes, v->key, v->bits / 8);
	if (v->match == SS_MATCH_EXACT) {
		key.bits += 8;
		inherit(table, v, &hits);
	}
	return bpf_map_update_elem(bpf_map__fd(map), &key, &hits, BPF_ANY);
}

static int put_value(const struct ss_filter_place *p, const struct ss_rule_table *table,
		     const struct ss_rule_value *v)
{
	struct ss_wire_hits hits = { v->pos, v->neg };
	struct ss_wire_addr_key key = { .bits = v->bits }; /* that of a port is shorter */

	if (p->ends)
		return put_path(p, table, v);
	if (bpf_map__type(p->map) == BPF_MAP_TYPE_HASH)
		return bpf_map_update_elem(bpf_map__fd(p->map), v->key, &hits, BPF_ANY);
	memcpy(key.bytes, v->key, (v->bits + 7) / 8);
	return bpf_map_update_elem(bpf_map__fd(p->map), &key, &hits, BPF_ANY);
}

int ss_filter_fill(const struct ss_filter_maps *m, const struct ss_rules *r)
{
	for (int by = 0; by < SS_CRITERIA; by++)
		for (size_t i = 0; i < r->by[by].count; i++)
			if (put_value(&m->by[by], &r->by[by], &r->by[by].values[i]))
				return ss_error(-errno, "cannot fill the map %s",
						bpf_map__name(m->by[by].map));
	return 0;
}
