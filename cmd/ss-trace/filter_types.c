// SPDX-License-Identifier: BSD-2-Clause
/* What the rules say of each type of events, and the rules in the kernel. */
#include <string.h>

#include "filter/maps.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire_rules.h"

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
	const struct ss_filter_maps maps = { SS_FILTER_ALL(t->skel) };
	const struct ss_rules *r = t->rules;

	for (int type = 0; type < SS_EVENT_TYPES; type++) {
		uint64_t rules = decided(r, type);

		t->skel->rodata->applies[type] = rules;
		t->skel->rodata->keeps[type] = r->applies[type] & r->keep;
		t->skel->rodata->drop_early[type] = rules & r->drop & ~undecided(r, type);
	}
	t->skel->rodata->drop_rules = r->drop;
	return ss_filter_size(&maps, r);
}

int filter_fill(struct trace *t)
{
	const struct ss_filter_maps maps = { SS_FILTER_ALL(t->skel) };

	return ss_filter_fill(&maps, t->rules);
}
