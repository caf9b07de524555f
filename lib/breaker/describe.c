// SPDX-License-Identifier: BSD-2-Clause
/* What a profile means, for people. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/profile.h"
#include "breaker/profile_impl.h"
#include "core/clock.h"

void ss_profile_proto_text(uint8_t number, struct ss_strbuf *out)
{
	for (const char *const *word = ss_profile_proto_words; *word; word++) {
		uint8_t proto;
		bool all;

		if (!ss_profile_proto(*word, &proto, &all) && proto == number) {
			ss_strbuf_str(out, *word);
			return;
		}
	}
	ss_strbuf_printf(out, "proto %u", number);
}

static void put_ports(const struct ss_breaker_rule *r, struct ss_strbuf *out)
{
	if (r->side != SS_BREAKER_EITHER)
		ss_strbuf_str(out, r->side == SS_BREAKER_SRC ? " from" : " to");
	ss_strbuf_printf(out, "/%u", r->port_low);
	if (r->port_high != r->port_low)
		ss_strbuf_printf(out, "-%u", r->port_high);
}

static void put_dscp(const struct ss_breaker_rule *r, struct ss_strbuf *out)
{
	const char *sep = "dscp ";

	for (unsigned int n = 0; n < 64; n++) {
		const char *name = NULL;

		if (!(r->dscp >> n & 1))
			continue;
		for (const char *const *word = ss_profile_dscp_words; *word && !name; word++) {
			uint64_t bits = 0;

			if (!ss_profile_dscp(*word, &bits) && bits >> n & 1)
				name = *word;
		}
		if (name)
			ss_strbuf_printf(out, "%s%s", sep, name);
		else
			ss_strbuf_printf(out, "%s%u", sep, n);
		sep = ",";
	}
}

static void put_prefix(const struct ss_breaker_rule *r, struct ss_strbuf *out)
{
	char addr[INET6_ADDRSTRLEN] = "";

	inet_ntop(r->family == 6 ? AF_INET6 : AF_INET, r->addr, addr, sizeof(addr));
	ss_strbuf_str(out, addr);
	if (r->length != (r->family == 6 ? 128 : 32))
		ss_strbuf_printf(out, "/%u", r->length);
}

void ss_profile_rule_text(const struct ss_breaker_rule *r, struct ss_strbuf *out)
{
	size_t start = out->len;

	if (r->has_ethertype)
		ss_strbuf_printf(out, "ethertype 0x%04x", r->ethertype);
	if (r->has_proto)
		ss_profile_proto_text(r->proto, out);
	if (r->has_ports)
		put_ports(r, out);
	if (r->has_types)
		ss_strbuf_printf(out, " type %u", r->type);
	if (r->has_prefix) {
		if (out->len > start)
			ss_strbuf_char(out, ' ');
		put_prefix(r, out);
	}
	if (r->has_dscp) {
		if (out->len > start)
			ss_strbuf_char(out, ' ');
		put_dscp(r, out);
	}
}

void ss_profile_policy_text(const struct ss_breaker_policy *p, struct ss_strbuf *out)
{
	if (p->action != SS_BREAKER_LIMIT) {
		ss_strbuf_str(out, ss_breaker_action_names[p->action]);
		return;
	}
	ss_strbuf_printf(out, "%" PRIu64 "%s/s", p->rate, p->bytes ? "B" : "");
	if (p->burst)
		ss_strbuf_printf(out, " burst %" PRIu64, p->burst);
}

static void put_decimal(int64_t value, struct ss_strbuf *out)
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value, rest = size % 1000;
	int digits = 3;

	ss_strbuf_printf(out, "%s%" PRIu64, value < 0 ? "-" : "", size / 1000);
	if (!rest)
		return;
	for (; rest % 10 == 0; rest /= 10)
		digits--;
	ss_strbuf_printf(out, ".%0*" PRIu64, digits, rest);
}

void ss_profile_value_text(enum ss_source_kind kind, int64_t value, struct ss_strbuf *out)
{
	put_decimal(value, out);
	if (kind == SS_SOURCE_BATTERY || kind == SS_SOURCE_PRESSURE)
		ss_strbuf_char(out, '%');
	else if (kind == SS_SOURCE_THERMAL)
		ss_strbuf_str(out, " C");
}

/* "2m", "90s", "22.5s", "500ms" */
static void put_time(struct ss_strbuf *out, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *unit;
	} units[] = { { 3600 * SS_NS_PER_SEC, "h" },
		      { 60 * SS_NS_PER_SEC, "m" },
		      { SS_NS_PER_SEC, "s" },
		      { 1000000, "ms" },
		      { 1000, "us" },
		      { 1, "ns" } };

	if (ns > SS_NS_PER_SEC && ns % SS_NS_PER_SEC && ns % 1000000 == 0) {
		put_decimal(ns / 1000000, out);
		ss_strbuf_char(out, 's');
		return;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (ns % units[i].ns == 0) {
			ss_strbuf_printf(out, "%" PRIu64 "%s", ns / units[i].ns,
					 ns ? units[i].unit : "");
			return;
		}
}

static bool same(const struct ss_breaker_policy *a, const struct ss_breaker_policy *b)
{
	return a->action == b->action && a->rate == b->rate && a->burst == b->burst &&
	       a->bytes == b->bytes;
}

static void put_level(const struct ss_profile *p, size_t i, struct ss_strbuf *out)
{
	const struct ss_breaker_level *l = &p->table.levels[i];
	const char *sep = ": ";

	ss_strbuf_printf(out, "  %zu %s", i, l->name);
	for (int c = 0; c < SS_BREAKER_CLASSES; c++) {
		/* Those behind the default are as it is, if nothing else is said. */
		if (c > SS_BREAKER_DEFAULT ? same(&l->classes[c], &l->classes[SS_BREAKER_DEFAULT])
					   : l->classes[c].action == SS_BREAKER_PASS)
			continue;
		ss_strbuf_printf(out, "%s%s ", sep, ss_breaker_class_names[c]);
		ss_profile_policy_text(&l->classes[c], out);
		sep = ", ";
	}
	if (*sep == ':')
		ss_strbuf_str(out, ": everything passes");
	if (ss_breaker_level_drains(l)) {
		ss_strbuf_str(out, "; TCP connections that there are go on");
		if (l->drain_ns != SS_BREAKER_DRAIN_FOREVER) {
			ss_strbuf_str(out, " for ");
			put_time(out, l->drain_ns);
		}
	}
	ss_strbuf_char(out, '\n');
}

static void put_class(const struct ss_profile *p, int class, struct ss_strbuf *out)
{
	const char *sep = ": ";

	ss_strbuf_printf(out, "  %s", ss_breaker_class_names[class]);
	for (size_t i = 0; i < p->table.rule_count; i++) {
		if (p->table.rules[i].class != class)
			continue;
		ss_strbuf_str(out, sep);
		ss_profile_rule_text(&p->table.rules[i], out);
		sep = ", ";
	}
	if (*sep == ':')
		ss_strbuf_str(out, ": nothing");
	ss_strbuf_char(out, '\n');
}

static void put_source(const struct ss_profile *p, int i, struct ss_strbuf *out)
{
	const struct ss_profile_source *s = &p->sources[i];
	const struct ss_level_source *l = &p->rules.source[i];

	ss_strbuf_printf(out, "  %s", s->name);
	if (s->what)
		ss_strbuf_printf(out, " (%s %s%s)", ss_source_kind_names[s->kind], s->what,
				 s->full ? ", of full" : "");
	for (int n = 1; n < p->rules.levels; n++) {
		if (!(l->levels >> n & 1))
			continue;
		ss_strbuf_printf(out, "%s %s at ", n == __builtin_ctz(l->levels) ? ":" : ",",
				 p->table.levels[n].name);
		ss_profile_value_text(s->kind, l->enter[n], out);
		ss_strbuf_str(out, l->falling ? " or less, until " : " or more, until ");
		ss_profile_value_text(s->kind, l->leave[n], out);
		if (l->urgent >> n & 1)
			ss_strbuf_str(out, " (at once)");
	}
	ss_strbuf_str(out, "; ");
	if (s->every_ns) {
		ss_strbuf_str(out, "every ");
		put_time(out, s->every_ns);
		ss_strbuf_str(out, ", ");
	}
	ss_strbuf_printf(out, "%u in a row", l->samples);
	if (l->settle_ns) {
		ss_strbuf_str(out, " or for ");
		put_time(out, l->settle_ns);
	}
	ss_strbuf_str(out, "; silent for ");
	put_time(out, l->stale_ns);
	ss_strbuf_str(out, " it is held for ");
	put_time(out, l->hold_ns);
	ss_strbuf_char(out, '\n');
}

void ss_profile_describe(const struct ss_profile *p, struct ss_strbuf *out)
{
	ss_strbuf_str(out, "levels, the best first:\n");
	for (size_t i = 0; i < p->table.level_count; i++)
		put_level(p, i, out);
	ss_strbuf_str(out,
		      "classes, the first that fits:\n"
		      "  infrastructure: ARP, neighbour discovery, DHCP, ICMP errors, EAPOL, LACP "
		      "and STP; always passes\n");
	for (int c = SS_BREAKER_MANAGEMENT; c <= SS_BREAKER_TELEMETRY; c++)
		put_class(p, c, out);
	ss_strbuf_str(out, "  default: everything else\nsources, of which the worst counts:\n");
	for (int i = 0; i < p->rules.sources; i++)
		put_source(p, i, out);
	if (!p->rules.sources)
		ss_strbuf_str(out, "  none: only what is forced\n");
	ss_strbuf_str(out, "a level is left for a better one after ");
	put_time(out, p->rules.dwell_ns);
	ss_strbuf_str(out, " at the soonest, one step at a time\n");
}
