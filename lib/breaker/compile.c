// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/compile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/compile_impl.h"
#include "core/clock.h"

#define BYTES_MAX (4u << 20) /* of labels, trie and combinations: Linux 5.10's limit of one element */

enum part { TRANSPORT, ADDRESS, MARK, PARTS };

/* Of a rule that combines parts: the number of its condition in each, or -1. */
struct combined {
	int condition[PARTS];
	uint8_t rank;
};

struct compile {
	const struct ss_breaker_table *table;
	struct ss_breaker_image *image;
	struct labels labels[PARTS];
	struct prefix *prefixes;
	size_t prefix_count;
	struct combined *combined; /* by rule; rank 0: it has only one part */
};

static uint8_t rank_of(const struct ss_breaker_rule *r)
{
	if (r->class == SS_BREAKER_MANAGEMENT && r->has_prefix)
		return SS_BREAKER_RANK_SAFE;
	return r->class + 1;
}

static bool has_transport(const struct ss_breaker_rule *r)
{
	return r->has_ethertype || r->has_proto;
}

static bool is_combined(const struct ss_breaker_rule *r)
{
	return has_transport(r) + r->has_prefix + r->has_dscp > 1;
}

/* --- transports: what is where in the labels ------------------------------------------- */

static bool in_low(const struct ss_breaker_rule *r)
{
	return !r->has_ports || r->side != SS_BREAKER_SRC;
}

static bool in_high(const struct ss_breaker_rule *r)
{
	return !r->has_ports || r->side != SS_BREAKER_DST;
}

/* What a label becomes.  Labels that stand side by side are mostly the same. */
struct step {
	int from, to;
};

static int next_label(struct compile *c, struct step *step, int old, const struct combined *how)
{
	if (step->from != old) {
		step->from = old;
		step->to = labels_with(&c->labels[TRANSPORT], old, how->condition[TRANSPORT],
				       how->rank);
	}
	return step->to;
}

/* Add a condition or a rank to the labels FIRST to LAST. */
static int mark_labels(struct compile *c, const struct ss_breaker_rule *r, uint32_t first,
		       uint32_t last, const struct combined *how)
{
	struct step lows = { -1, 0 }, highs = { -1, 0 };
	uint32_t *all = c->image->labels;

	for (uint32_t i = first; i <= last; i++) {
		int low = all[i] & 0xffff, high = all[i] >> 16;

		if (in_low(r))
			low = next_label(c, &lows, low, how);
		if (in_high(r))
			high = next_label(c, &highs, high, how);
		if (low < 0 || high < 0)
			return low < 0 ? low : high;
		all[i] = (uint32_t)high << 16 | (uint32_t)low;
	}
	return 0;
}

static int mark_ports(struct compile *c, const struct ss_breaker_rule *r, uint32_t at,
		      const struct combined *how)
{
	uint32_t low = r->has_ports ? r->port_low : 0, high = r->has_ports ? r->port_high : 65535;

	return mark_labels(c, r, at + low, at + high, how);
}

static int mark_types(struct compile *c, const struct ss_breaker_rule *r, uint32_t at,
		      const struct combined *how)
{
	if (r->has_types)
		return mark_labels(c, r, at + r->type, at + r->type, how);
	return mark_labels(c, r, at, at + 255, how);
}

/* Where packets of a rule's transport look. */
static int mark_transport(struct compile *c, const struct ss_breaker_rule *r,
			  const struct combined *how)
{
	uint32_t alone = SS_BREAKER_AT_PROTO + r->proto;
	int err = 0;

	if (r->has_ethertype) {
		alone = SS_BREAKER_AT_ETHER + r->ethertype;
		return mark_labels(c, r, alone, alone, how);
	}
	switch (r->proto) {
	case 1: err = mark_types(c, r, SS_BREAKER_AT_ICMP, how); break;
	case 6: err = mark_ports(c, r, SS_BREAKER_AT_TCP, how); break;
	case 17: err = mark_ports(c, r, SS_BREAKER_AT_UDP, how); break;
	case 58: err = mark_types(c, r, SS_BREAKER_AT_ICMP6, how); break;
	case 132: err = mark_ports(c, r, SS_BREAKER_AT_SCTP, how); break;
	default: break;
	}
	if (!err && !r->has_ports && !r->has_types)
		err = mark_labels(c, r, alone, alone, how);
	return err;
}

/* What keeps a link and an address alive, besides DHCP and what is known by its MAC. */
static int mark_infrastructure(struct compile *c)
{
	static const uint16_t ethertypes[] = { 0x0806, 0x8035, 0x888e, 0x88c7, 0x8809, 0x88cc };
	static const uint8_t types4[] = { 3, 9, 10, 11, 12 };
	static const uint8_t types6[] = { 1,   2,   3,	 4,   130, 131, 132, 133, 134,
					  135, 136, 137, 141, 142, 143, 148, 149 };
	const struct combined how = { .condition = { -1, -1, -1 },
				      .rank = SS_BREAKER_RANK_INFRASTRUCTURE };
	struct ss_breaker_rule r = { .has_ethertype = true };
	int err = 0;

	for (size_t i = 0; i < sizeof(ethertypes) / sizeof(ethertypes[0]) && !err; i++) {
		r.ethertype = ethertypes[i];
		err = mark_transport(c, &r, &how);
	}
	r = (struct ss_breaker_rule){ .has_proto = true, .proto = 2 };
	if (!err)
		err = mark_transport(c, &r, &how);
	r = (struct ss_breaker_rule){ .has_proto = true, .proto = 1, .has_types = true };
	for (size_t i = 0; i < sizeof(types4) && !err; i++) {
		r.type = types4[i];
		err = mark_transport(c, &r, &how);
	}
	r.proto = 58;
	for (size_t i = 0; i < sizeof(types6) && !err; i++) {
		r.type = types6[i];
		err = mark_transport(c, &r, &how);
	}
	return err;
}

/* --- addresses ------------------------------------------------------------------------- */

static void to_prefix(const struct ss_breaker_rule *r, struct prefix *p)
{
	p->family = r->family;
	p->length = r->length;
	p->high = p->low = 0;
	for (int i = 0; i < 8; i++) {
		p->high = p->high << 8 | r->addr[i];
		p->low = p->low << 8 | (r->family == 6 ? r->addr[8 + i] : 0);
	}
	if (r->family == 4)
		p->high = p->high >> 32 << 32;
}

static int compare(const void *one, const void *other)
{
	const struct prefix *a = one, *b = other;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->high != b->high)
		return a->high < b->high ? -1 : 1;
	if (a->low != b->low)
		return a->low < b->low ? -1 : 1;
	return (int)a->length - (int)b->length;
}

static bool covers(const struct prefix *a, const struct prefix *b)
{
	uint64_t high, low;

	prefix_mask(a->length, &high, &low);
	return a->family == b->family && a->length <= b->length && !((a->high ^ b->high) & high) &&
	       !((a->low ^ b->low) & low);
}

/* All prefixes that rules name, once each, in order. */
static int gather_prefixes(struct compile *c)
{
	const struct ss_breaker_table *t = c->table;
	size_t n = 0, kept = 0;

	c->prefixes = calloc(t->rule_count + 1, sizeof(*c->prefixes));
	if (!c->prefixes)
		return -ENOMEM;
	for (size_t i = 0; i < t->rule_count; i++)
		if (t->rules[i].has_prefix)
			to_prefix(&t->rules[i], &c->prefixes[n++]);
	qsort(c->prefixes, n, sizeof(*c->prefixes), compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || compare(&c->prefixes[kept - 1], &c->prefixes[i]))
			c->prefixes[kept++] = c->prefixes[i];
	c->prefix_count = kept;
	c->image->has_prefixes = kept > 0;
	return 0;
}

/* A rule holds of its prefix and of all that lie within it, which stand behind it. */
static int mark_prefix(struct compile *c, const struct ss_breaker_rule *r,
		       const struct combined *how)
{
	struct prefix wanted = { 0 }, *p;
	int label;

	to_prefix(r, &wanted);
	p = bsearch(&wanted, c->prefixes, c->prefix_count, sizeof(*p), compare);
	for (; p < c->prefixes + c->prefix_count && covers(&wanted, p); p++) {
		label = labels_with(&c->labels[ADDRESS], p->label, how->condition[ADDRESS],
				    how->rank);
		if (label < 0)
			return label;
		p->label = label;
	}
	return 0;
}

/* --- marks ----------------------------------------------------------------------------- */

static int mark_dscp(struct compile *c, const struct ss_breaker_rule *r, const struct combined *how)
{
	for (int i = 0; i < 64; i++) {
		int label;

		if (!(r->dscp >> i & 1))
			continue;
		label = labels_with(&c->labels[MARK], c->image->dscp[i], how->condition[MARK],
				    how->rank);
		if (label < 0 || label > UINT8_MAX)
			return label < 0 ? label : -E2BIG;
		c->image->dscp[i] = label;
	}
	return 0;
}

/* --- all together ---------------------------------------------------------------------- */

static int mark_rule(struct compile *c, size_t number)
{
	const struct ss_breaker_rule *r = &c->table->rules[number];
	struct combined how = { .condition = { -1, -1, -1 }, .rank = rank_of(r) };
	struct combined *kept = &c->combined[number];
	int err = 0;

	if (is_combined(r)) {
		/* Its parts alone give no rank. */
		how.condition[TRANSPORT] = has_transport(r) ? (int)number : -1;
		how.condition[ADDRESS] = r->has_prefix ? (int)number : -1;
		how.condition[MARK] = r->has_dscp ? (int)number : -1;
		*kept = how;
		how.rank = SS_BREAKER_RANK_DEFAULT;
	}
	if (has_transport(r))
		err = mark_transport(c, r, &how);
	if (!err && r->has_prefix)
		err = mark_prefix(c, r, &how);
	if (!err && r->has_dscp)
		err = mark_dscp(c, r, &how);
	return err;
}

static uint8_t lesser(uint8_t a, uint8_t b)
{
	return a < b ? a : b;
}

static void fill_singles(struct compile *c)
{
	const struct labels *t = &c->labels[TRANSPORT], *m = &c->labels[MARK];
	uint8_t *combo = c->image->combos;

	for (size_t a = 0; a < c->labels[ADDRESS].count; a++)
		for (size_t i = 0; i < t->count; i++)
			for (size_t k = 0; k < m->count; k++)
				*combo++ = lesser(c->labels[ADDRESS].ranks[a],
						  lesser(t->ranks[i], m->ranks[k]));
}

static bool holds(const struct compile *c, enum part part, size_t label, int condition)
{
	return condition < 0 || labels_has(&c->labels[part], label, condition);
}

static void fill_combined(struct compile *c, const struct combined *r)
{
	const struct labels *t = &c->labels[TRANSPORT], *m = &c->labels[MARK];

	for (size_t a = 0; a < c->labels[ADDRESS].count; a++) {
		if (!holds(c, ADDRESS, a, r->condition[ADDRESS]))
			continue;
		for (size_t i = 0; i < t->count; i++) {
			uint8_t *combo = c->image->combos + (a * t->count + i) * m->count;

			if (!holds(c, TRANSPORT, i, r->condition[TRANSPORT]))
				continue;
			for (size_t k = 0; k < m->count; k++)
				if (holds(c, MARK, k, r->condition[MARK]))
					combo[k] = lesser(combo[k], r->rank);
		}
	}
}

/* On the way to the last labels others were made that nothing has any more. */
static int forget_unused(struct compile *c)
{
	uint32_t *used[PARTS] = { 0 }, *all = c->image->labels;
	bool made = true;

	for (int i = 0; i < PARTS; i++) {
		used[i] = calloc(c->labels[i].count, sizeof(*used[i]));
		made = made && used[i];
	}
	if (made) {
		for (size_t i = 0; i < SS_BREAKER_LABELS; i++)
			used[TRANSPORT][all[i] & 0xffff] = used[TRANSPORT][all[i] >> 16] = 1;
		for (size_t i = 0; i < c->prefix_count; i++)
			used[ADDRESS][c->prefixes[i].label] = 1;
		for (int i = 0; i < 64; i++)
			used[MARK][c->image->dscp[i]] = 1;
		for (int i = 0; i < PARTS; i++)
			labels_compact(&c->labels[i], used[i]);
		for (size_t i = 0; i < SS_BREAKER_LABELS; i++)
			all[i] = used[TRANSPORT][all[i] >> 16] << 16 |
				 used[TRANSPORT][all[i] & 0xffff];
		for (size_t i = 0; i < c->prefix_count; i++)
			c->prefixes[i].label = used[ADDRESS][c->prefixes[i].label];
		for (int i = 0; i < 64; i++)
			c->image->dscp[i] = used[MARK][c->image->dscp[i]];
	}
	for (int i = 0; i < PARTS; i++)
		free(used[i]);
	return made ? 0 : -ENOMEM;
}

static int fill_combos(struct compile *c)
{
	struct ss_breaker_image *image = c->image;
	uint64_t all;

	image->addresses = c->labels[ADDRESS].count;
	image->transports = c->labels[TRANSPORT].count;
	image->marks = c->labels[MARK].count;
	all = (uint64_t)image->addresses * image->transports * image->marks;
	if (all + (SS_BREAKER_LABELS + image->trie_size) * sizeof(uint32_t) > BYTES_MAX)
		return -E2BIG;
	image->combo_count = all;
	image->combos = calloc(all, 1);
	if (!image->combos)
		return -ENOMEM;
	fill_singles(c);
	for (size_t i = 0; i < c->table->rule_count; i++)
		if (c->combined[i].rank)
			fill_combined(c, &c->combined[i]);
	return 0;
}

static int compile_rules(struct compile *c)
{
	const struct ss_breaker_table *t = c->table;
	int err = 0;

	c->image->labels = calloc(SS_BREAKER_LABELS, sizeof(uint32_t));
	c->combined = calloc(t->rule_count + 1, sizeof(*c->combined));
	if (!c->image->labels || !c->combined)
		return -ENOMEM;
	for (int i = 0; i < PARTS && !err; i++)
		err = labels_init(&c->labels[i], t->rule_count);
	if (!err)
		err = gather_prefixes(c);
	if (!err)
		err = mark_infrastructure(c);
	for (size_t i = 0; i < t->rule_count && !err; i++)
		err = ss_breaker_rule_wrong(&t->rules[i]) ? -EINVAL : mark_rule(c, i);
	if (!err)
		err = forget_unused(c);
	if (!err)
		err = trie_build(c->image, c->prefixes, c->prefix_count);
	return err ? err : fill_combos(c);
}

/* --- levels ---------------------------------------------------------------------------- */

/* A burst of more than a year is as one for ever: products stay below 64 bits. */
#define BURST_NS_MAX (1ull << 55)

static void compile_limit(const struct ss_breaker_policy *p, uint64_t tick_ns, unsigned int batches,
			  struct ss_wire_breaker_limit *l)
{
	uint64_t burst = p->burst ? p->burst : p->rate / 10, batch;

	if (p->action != SS_BREAKER_LIMIT || !p->rate)
		return;
	if (!burst)
		burst = 1;
	l->cost = (SS_NS_PER_SEC * 256 + p->rate / 2) / p->rate;
	if (!l->cost)
		l->cost = 1;
	if (burst > BURST_NS_MAX / l->cost * 256)
		burst = BURST_NS_MAX / l->cost * 256;
	/* Time comes in ticks: what is earned in one must not go over the brim. */
	l->burst_ns = burst * l->cost / 256 + tick_ns;
	batch = burst / 2 / batches;
	l->batch = batch > UINT32_MAX ? UINT32_MAX : batch;
	l->bytes = p->bytes;
}

static uint64_t compile_drain(uint64_t drain_ns, uint64_t tick_ns)
{
	if (drain_ns == SS_BREAKER_DRAIN_FOREVER)
		return UINT64_MAX;
	return drain_ns / tick_ns + (drain_ns % tick_ns != 0);
}

static void compile_level(const struct ss_breaker_table *t, size_t number, uint64_t tick_ns,
			  unsigned int batches, struct ss_breaker_image *image)
{
	const struct ss_breaker_level *level = &t->levels[number];
	bool drains = ss_breaker_level_drains(level);
	uint64_t word = number;

	if (drains)
		word |= SS_BREAKER_F_DRAIN << SS_BREAKER_WORD_FLAGS;
	for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
		const struct ss_breaker_policy *p = &level->classes[c];

		word |= (uint64_t)p->action
			<< (SS_BREAKER_WORD_ACTIONS + SS_BREAKER_ACTION_BITS * c);
		compile_limit(p, tick_ns, batches, &image->limits[number][c]);
	}
	image->words[number] = word;
	image->drain_ticks[number] = drains ? compile_drain(level->drain_ns, tick_ns) : 0;
}

int ss_breaker_compile(const struct ss_breaker_table *t, uint64_t tick_ns, unsigned int batches,
		       struct ss_breaker_image *image)
{
	struct compile c = { .table = t, .image = image };
	int err = 0;

	memset(image, 0, sizeof(*image));
	if (!t->level_count || t->level_count > SS_BREAKER_LEVELS || !tick_ns || !batches)
		return -EINVAL;
	for (size_t i = 0; i < t->level_count && !err; i++) {
		if (ss_breaker_level_wrong(&t->levels[i]))
			err = -EINVAL;
		compile_level(t, i, tick_ns, batches, image);
	}
	if (!err)
		err = compile_rules(&c);
	for (int i = 0; i < PARTS; i++)
		labels_fini(&c.labels[i]);
	free(c.prefixes);
	free(c.combined);
	if (err)
		ss_breaker_image_fini(image);
	return err;
}

void ss_breaker_image_fini(struct ss_breaker_image *image)
{
	free(image->labels);
	free(image->trie);
	free(image->tails);
	free(image->combos);
	memset(image, 0, sizeof(*image));
}
