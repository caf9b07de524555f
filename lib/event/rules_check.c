// SPDX-License-Identifier: BSD-2-Clause
/* The rules applied to a line. */
#include <string.h>

#include "event/rules_impl.h"

/* Do BYTES end in the reversed text of KEY, as far as both go? */
static bool ends_alike(const struct ss_rule_value *v, struct ss_rule_bytes b)
{
	size_t n = v->bits / 8 < b.len ? v->bits / 8 : b.len;

	for (size_t i = 0; i < n; i++)
		if (v->key[i] != (uint8_t)b.data[b.len - 1 - i])
			return false;
	return true;
}

static bool matches(const struct ss_rule_value *v, struct ss_rule_bytes b)
{
	size_t bits = 8 * b.len;

	switch (v->match) {
	case SS_MATCH_EXACT: return v->bits == bits && !memcmp(v->key, b.data, b.len);
	case SS_MATCH_PREFIX:
		return v->bits <= bits && ss_bits_equal(v->key, (const uint8_t *)b.data, v->bits);
	default: return v->bits <= bits && ends_alike(v, b);
	}
}

/* Could it match if what is missing were known?  Only paths are ever cut. */
static bool could_match(const struct ss_rule_value *v, struct ss_rule_bytes b)
{
	size_t len = v->bits / 8;

	switch (v->match) {
	case SS_MATCH_EXACT: return len > b.len && !memcmp(v->key + len - b.len, b.data, b.len);
	case SS_MATCH_PREFIX: return true;
	default: return ends_alike(v, b);
	}
}

void ss_rule_see(struct ss_rule_look *l, struct ss_rule_bytes b)
{
	for (size_t i = 0; i < l->table->count; i++) {
		const struct ss_rule_value *v = &l->table->values[i];
		bool sure = matches(v, b) && !(b.cut && v->match != SS_MATCH_SUFFIX);

		if (!sure && !(b.cut && could_match(v, b)))
			continue;
		l->maybe.pos |= v->pos;
		l->maybe.neg |= v->neg;
		l->sure.pos |= sure ? v->pos : 0;
		l->sure.neg |= sure ? v->neg : 0;
	}
}

static bool kernel_knows_better(int by)
{
	return by == SS_BY_TREE || by == SS_BY_CGROUP || by == SS_BY_CONTAINER;
}

/* Its number, or SS_EVENT_TYPES. */
static int type_of(struct ss_json_val line)
{
	const char *text;
	size_t len;
	int i;

	ss_json_text(ss_json_get(line, "type", 4), &text, &len);
	for (i = 0; i < SS_EVENT_TYPES; i++)
		if (len == strlen(ss_event_names[i]) + 2 &&
		    !memcmp(text + 1, ss_event_names[i], len - 2))
			break;
	return i;
}

/* KEPT holds the rules that match, DROPPED too; they differ in what is not certain. */
static bool passes(const struct ss_rules *r, uint64_t applies, uint64_t kept, uint64_t dropped)
{
	return (kept & SS_RULE_CMDLINE) && (!(applies & r->keep) || (kept & r->keep)) &&
	       !(dropped & r->drop);
}

enum ss_verdict ss_rules_check(const struct ss_rules *r, struct ss_json_val line,
			       const uint64_t *kernel, struct ss_strbuf *room)
{
	int type = type_of(line);
	uint64_t may, must;

	if (type == SS_EVENT_TYPES)
		return SS_PASSES;
	may = must = r->applies[type] & (kernel ? *kernel : UINT64_MAX);
	for (int by = 0; by < SS_CRITERIA; by++) {
		struct ss_rule_look l = { .table = &r->by[by], .line = line, .room = room };

		if (!l.table->count || (kernel && kernel_knows_better(by)))
			continue;
		ss_rule_looks[by](&l);
		may &= (l.maybe.pos | ~l.table->pos_used) & ~l.sure.neg;
		must &= (l.sure.pos | ~l.table->pos_used) & ~l.maybe.neg;
	}
	if (passes(r, r->applies[type], must, may))
		return SS_PASSES;
	return passes(r, r->applies[type], may, must) ? SS_UNSURE : SS_FILTERED;
}
