// SPDX-License-Identifier: BSD-2-Clause
/* What the rules mean, for people. */
#include <inttypes.h>
#include <string.h>

#include "reaper/rule_impl.h"

/* The largest unit that leaves no rest. */
static void put_time(struct ss_strbuf *b, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {
		{ 86400 * SS_NS_PER_SEC, "d" },
		{ 3600 * SS_NS_PER_SEC, "h" },
		{ 60 * SS_NS_PER_SEC, "m" },
		{ SS_NS_PER_SEC, "s" },
		{ 1000000, "ms" },
		{ 1000, "us" },
		{ 1, "ns" },
	};
	size_t i = 0;

	while (ns % units[i].ns)
		i++;
	ss_strbuf_printf(b, "%" PRIu64 "%s", ns / units[i].ns, units[i].name);
}

/* "99.9" of 999000 and 10000 */
static void put_decimal(struct ss_strbuf *b, uint32_t n, uint32_t unit)
{
	ss_strbuf_printf(b, "%u", n / unit);
	if (n % unit)
		ss_strbuf_char(b, '.');
	for (n %= unit; n; n %= unit) {
		unit /= 10;
		ss_strbuf_char(b, '0' + n / unit);
	}
}

/* Text of people's, in which nothing moves the cursor. */
static void put_bytes(struct ss_strbuf *b, const uint8_t *bytes, size_t len, bool backwards)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = bytes[backwards ? len - 1 - i : i];

		ss_strbuf_char(b, byte < 0x20 || byte == 0x7f ? '?' : byte);
	}
}

static void put_value(struct ss_strbuf *b, enum ss_criterion by, const struct ss_rule_value *v)
{
	uint64_t n = 0;

	switch (by) {
	case SS_BY_PID:
	case SS_BY_TREE:
	case SS_BY_UID:
	case SS_BY_CGROUP: /* its id: the path is not kept */
		memcpy(&n, v->key, v->bits / 8);
		ss_strbuf_printf(b, "%" PRIu64, n);
		return;
	default:
		if (v->match == SS_MATCH_SUFFIX)
			ss_strbuf_char(b, '*');
		n = v->bits / 8;
		put_bytes(b, v->key, by == SS_BY_COMM ? strnlen((char *)v->key, n) : n,
			  v->match == SS_MATCH_SUFFIX);
		if (v->match == SS_MATCH_PREFIX)
			ss_strbuf_char(b, '*');
	}
}

/* Longer prefixes have the rules of the shorter: is V one of RULE only by another? */
static bool is_implied(const struct ss_rule_table *t, const struct ss_rule_value *v, uint64_t rule,
		       bool negated)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct ss_rule_value *p = &t->values[i];

		if ((negated ? p->neg : p->pos) & rule && p->match == v->match &&
		    p->match != SS_MATCH_EXACT && p->bits < v->bits &&
		    !memcmp(p->key, v->key, p->bits / 8))
			return true;
	}
	return false;
}

/* "uid 33|34" */
static void put_criterion(struct ss_strbuf *b, const struct ss_rules *scope, enum ss_criterion by,
			  uint64_t rule, bool negated)
{
	const struct ss_rule_table *t = &scope->by[by];
	bool any = false;

	for (size_t i = 0; i < t->count; i++) {
		const struct ss_rule_value *v = &t->values[i];

		if (!((negated ? v->neg : v->pos) & rule) || is_implied(t, v, rule, negated))
			continue;
		if (any)
			ss_strbuf_char(b, '|');
		else
			ss_strbuf_printf(b, "%s%s ", negated ? "not " : "", ss_criterion_names[by]);
		put_value(b, by, v);
		any = true;
	}
}

void ss_reap_describe_scope(const struct ss_rules *scope, int r, struct ss_strbuf *b)
{
	const uint64_t rule = UINT64_C(1) << r;
	bool any = false;

	for (int i = 0; i < 2 * SS_BY_WHO; i++) {
		bool negated = i >= SS_BY_WHO;
		const struct ss_rule_table *t = &scope->by[i % SS_BY_WHO];

		if (!((negated ? t->neg_used : t->pos_used) & rule))
			continue;
		if (any)
			ss_strbuf_str(b, ", ");
		put_criterion(b, scope, i % SS_BY_WHO, rule, negated);
		any = true;
	}
}

/* "syscall read, fsync; oncpu" */
static void put_targets(struct ss_strbuf *b, const struct ss_reap_config *c,
			const struct ss_reap_rule *rule)
{
	enum ss_reap_kind before = SS_REAP_KINDS;

	for (enum ss_reap_kind kind = 0; kind < SS_REAP_KINDS; kind++)
		for (size_t i = 0; i < c->target_count; i++) {
			const struct ss_reap_target *t = &c->targets[i];

			if (t->kind != kind || !(rule->targets >> i & 1))
				continue;
			if (before == kind)
				ss_strbuf_str(b, ", ");
			else
				ss_strbuf_printf(b, "%s%s%s", before == SS_REAP_KINDS ? "" : "; ",
						 ss_reap_kind_names[kind], t->name ? " " : "");
			ss_strbuf_str(b, t->name ? t->name : "");
			before = kind;
		}
}

static void put_limit(struct ss_strbuf *b, const struct ss_reap_limit *l)
{
	ss_strbuf_str(b, "over ");
	if (l->ns) {
		put_time(b, l->ns);
		return;
	}
	put_decimal(b, l->times_milli, 1000);
	ss_strbuf_str(b, " times the p");
	put_decimal(b, l->quantile_ppm, 10000);
	ss_strbuf_str(b, l->per_exe ? " of the same exe in " : " of ");
	put_time(b, l->window_ns);
	ss_strbuf_str(b, ", at least ");
	put_time(b, l->floor_ns);
	if (l->ceiling_ns) {
		ss_strbuf_str(b, " and at most ");
		put_time(b, l->ceiling_ns);
	}
	ss_strbuf_printf(b, ", after %" PRIu64 " calls", l->samples);
}

static void put_steps(struct ss_strbuf *b, const struct ss_reap_rule *rule)
{
	for (size_t i = 0; i < rule->step_count; i++) {
		if (i) {
			ss_strbuf_str(b, ", after ");
			put_time(b, rule->steps[i - 1].wait_ns);
			ss_strbuf_char(b, ' ');
		}
		ss_strbuf_str(b, ss_reap_act_names[rule->steps[i].act]);
	}
	if (rule->return_report)
		ss_strbuf_str(b, "; when it has returned, report");
	if (rule->rate) {
		ss_strbuf_printf(b, "; at most %u in ", rule->rate);
		put_time(b, rule->rate_ns);
	}
	if (rule->cooldown_ns) {
		ss_strbuf_str(b, "; then none for ");
		put_time(b, rule->cooldown_ns);
	}
}

static void put_rule(struct ss_strbuf *b, const struct ss_reap_config *c,
		     const struct ss_reap_rule *rule)
{
	ss_strbuf_printf(b, "rule %s: ", rule->name);
	put_targets(b, c, rule);
	ss_strbuf_str(b, " (");
	if (rule->scoped)
		ss_reap_describe_scope(c->scope, rule - c->rules, b);
	else
		ss_strbuf_str(b, "of everybody");
	ss_strbuf_str(b, "): ");
	put_limit(b, &rule->limit);
	ss_strbuf_str(b, ": ");
	put_steps(b, rule);
	ss_strbuf_char(b, '\n');
}

void ss_reap_describe(const struct ss_reap_config *c, struct ss_strbuf *out)
{
	for (int r = 0; r < SS_REAP_RULES; r++)
		if (c->used >> r & 1)
			put_rule(out, c, &c->rules[r]);
	for (int r = 0; r < SS_REAP_RULES; r++) {
		if (!(c->protects >> r & 1))
			continue;
		ss_strbuf_str(out, "protected: ");
		ss_reap_describe_scope(c->scope, r, out);
		ss_strbuf_char(out, '\n');
	}
	if (c->mass) {
		ss_strbuf_printf(out, "more than %u within ", c->mass);
		put_time(out, c->mass_ns);
		ss_strbuf_str(out, ": only report\n");
	}
}
