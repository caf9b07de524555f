// SPDX-License-Identifier: BSD-2-Clause
/* Which packets are of which class: the map "classes". */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/nearest.h"

enum { KEY_PROTO, KEY_PORT, KEY_SPORT, KEY_DPORT, KEY_ICMP, KEY_PREFIX, KEY_DSCP, KEY_ETHER, KEYS };
static const char *const keys[] = {
	[KEY_PROTO] = "proto",	   [KEY_PORT] = "port",	      [KEY_SPORT] = "source-port",
	[KEY_DPORT] = "dest-port", [KEY_ICMP] = "icmp",	      [KEY_PREFIX] = "prefix",
	[KEY_DSCP] = "dscp",	   [KEY_ETHER] = "ethertype", [KEYS] = NULL,
};

/* One map of the file: each of its values may be a list, and every combination is a rule. */
struct combo {
	struct ss_profile_draft *d;
	const struct ss_node *at, *of[KEYS];
};

/* TEXT is not what it should be. */
static int refuse(struct ss_profile_draft *d, const struct ss_node *node, const char *text,
		  const char *what, const char *const *words)
{
	const char *near = words ? ss_nearest(text, words) : NULL;

	if (near)
		return ss_config_error(d->file, node, SHOWN " is not %s (did you mean '%s'?)", text,
				       what, near);
	return ss_config_error(d->file, node, SHOWN " is not %s", text, what);
}

int ss_profile_add_rule(struct ss_profile_draft *d, const struct ss_breaker_rule *rule,
			const struct ss_node *node)
{
	struct ss_breaker_rule r = *rule;
	const char *wrong;
	int err;

	r.line = node->line;
	wrong = ss_breaker_rule_wrong(&r);
	if (wrong)
		return ss_config_error(d->file, node, "%s", wrong);
	err = ss_breaker_table_add(&d->p->table, &r);
	if (err == -E2BIG)
		ss_config_error(d->file, node,
				"more than %d rules, each combination of a list's values counting "
				"as one",
				SS_BREAKER_RULES);
	return err == -EINVAL ? ss_config_error(d->file, node, "this cannot be a rule") : err;
}

static int each_prefix(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;
	struct ss_breaker_rule r = c->d->rule;
	int err = ss_profile_prefix(text, &r);

	if (err == -EDOM)
		return ss_config_error(c->d->file, node, SHOWN " has bits behind its length", text);
	if (err)
		return refuse(c->d, node, text, "an address or a prefix, as 10.0.0.0/8", NULL);
	return ss_profile_add_rule(c->d, &r, c->at);
}

static int with_prefix(struct combo *c)
{
	if (c->of[KEY_PREFIX])
		return ss_config_each(c->d->file, c->of[KEY_PREFIX], each_prefix, c);
	return ss_profile_add_rule(c->d, &c->d->rule, c->at);
}

static int each_dscp(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;

	if (ss_profile_dscp(text, &c->d->rule.dscp))
		return refuse(c->d, node, text, "a DSCP, as cs1, ef or 46", ss_profile_dscp_words);
	return 0;
}

/* All code points are in one rule. */
static int with_dscp(struct combo *c)
{
	int err = 0;

	if (c->of[KEY_DSCP]) {
		c->d->rule.has_dscp = true;
		c->d->rule.dscp = 0;
		err = ss_config_each(c->d->file, c->of[KEY_DSCP], each_dscp, c);
	}
	return err ? err : with_prefix(c);
}

static int each_port(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;
	struct ss_breaker_rule *r = &c->d->rule;

	if (ss_profile_ports(text, &r->port_low, &r->port_high))
		return refuse(c->d, node, text, "a port or a range of them, as 53 or 5000-5100",
			      NULL);
	r->has_ports = true;
	return with_dscp(c);
}

static int each_icmp(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;

	if (ss_profile_icmp(text, &c->d->rule))
		return refuse(c->d, node, text, "a type of ICMP, as echo-request or 8",
			      ss_profile_icmp_words);
	return with_dscp(c);
}

static int with_port(struct combo *c)
{
	static const enum ss_breaker_side sides[] = {
		[KEY_PORT] = SS_BREAKER_EITHER,
		[KEY_SPORT] = SS_BREAKER_SRC,
		[KEY_DPORT] = SS_BREAKER_DST,
	};

	for (int k = KEY_PORT; k <= KEY_DPORT; k++)
		if (c->of[k]) {
			c->d->rule.side = sides[k];
			return ss_config_each(c->d->file, c->of[k], each_port, c);
		}
	if (c->of[KEY_ICMP])
		return ss_config_each(c->d->file, c->of[KEY_ICMP], each_icmp, c);
	return with_dscp(c);
}

static int each_proto(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;
	struct ss_breaker_rule *r = &c->d->rule;
	bool all;

	if (ss_profile_proto(text, &r->proto, &all))
		return refuse(c->d, node, text, "a protocol, as tcp, udp or 112",
			      ss_profile_proto_words);
	if (all)
		return refuse(c->d, node, text, "a protocol: leave proto out for any", NULL);
	r->has_proto = true;
	return with_port(c);
}

/* Without a protocol a port is of TCP and of UDP, and a type of ICMP of both versions. */
static int any_proto(struct combo *c)
{
	static const uint8_t with_ports[] = { 6, 17 }, with_types[] = { 1, 58 };
	bool icmp = c->of[KEY_ICMP],
	     ports = c->of[KEY_PORT] || c->of[KEY_SPORT] || c->of[KEY_DPORT];
	int err = 0;

	if (!icmp && !ports)
		return with_port(c);
	c->d->rule.has_proto = true;
	for (int i = 0; i < 2 && !err; i++) {
		c->d->rule.proto = icmp ? with_types[i] : with_ports[i];
		err = with_port(c);
	}
	return err;
}

static int each_ethertype(void *ctx, const struct ss_node *node, const char *text)
{
	struct combo *c = ctx;

	if (ss_profile_ethertype(text, &c->d->rule.ethertype))
		return refuse(c->d, node, text, "an ethertype, as 0x88f7",
			      ss_profile_ethertype_words);
	c->d->rule.has_ethertype = true;
	return ss_profile_add_rule(c->d, &c->d->rule, c->at);
}

static int check_combo(struct combo *c)
{
	int ports = 0, given = 0;

	for (int k = 0; k < KEYS; k++)
		given += c->of[k] != NULL;
	for (int k = KEY_PORT; k <= KEY_DPORT; k++)
		ports += c->of[k] != NULL;
	if (!given)
		return ss_config_error(c->d->file, c->at, "a rule that says nothing");
	if (c->of[KEY_ETHER] && given > 1)
		return ss_config_error(c->d->file, c->of[KEY_ETHER],
				       "nothing else can be said with an ethertype");
	if (ports > 1)
		return ss_config_error(c->d->file, c->at,
				       "only one of port, source-port and dest-port");
	if (ports && c->of[KEY_ICMP])
		return ss_config_error(c->d->file, c->of[KEY_ICMP], "ICMP has no ports");
	return 0;
}

static int rule_map(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct combo c = { .d = d, .at = map };
	int err = ss_config_keys(d->file, map, keys);

	if (err)
		return err;
	for (int k = 0; k < KEYS; k++)
		c.of[k] = ss_node_get(map, keys[k]);
	err = check_combo(&c);
	if (err)
		return err;
	if (c.of[KEY_ETHER])
		return ss_config_each(d->file, c.of[KEY_ETHER], each_ethertype, &c);
	if (c.of[KEY_PROTO])
		return ss_config_each(d->file, c.of[KEY_PROTO], each_proto, &c);
	return any_proto(&c);
}

/* "udp/514", "port/53", "vrrp", "10.0.0.0/8" */
static int rule_text(struct ss_profile_draft *d, const struct ss_node *node)
{
	static const char wanted[] = "a rule, as tcp/22, vrrp, or 10.0.0.0/8";
	const char *text, *slash;
	char proto[16];
	bool all;
	int err = ss_config_text(d->file, node, &text);

	if (err)
		return err;
	slash = strchr(text, '/');
	if ((slash ? (size_t)(slash - text) : strlen(text)) < sizeof(proto)) {
		snprintf(proto, sizeof(proto), "%.*s",
			 (int)(slash ? slash - text : (ptrdiff_t)strlen(text)), text);
		d->rule.has_proto = !ss_profile_proto(proto, &d->rule.proto, &all) && !all;
	}
	if (!d->rule.has_proto) {
		err = ss_profile_prefix(text, &d->rule);
		if (err == -EDOM)
			return ss_config_error(d->file, node, SHOWN " has bits behind its length",
					       text);
		return err ? refuse(d, node, text, wanted, ss_profile_proto_words)
			   : ss_profile_add_rule(d, &d->rule, node);
	}
	if (slash) {
		if (ss_profile_ports(slash + 1, &d->rule.port_low, &d->rule.port_high))
			return refuse(d, node, text, wanted, NULL);
		d->rule.has_ports = true;
	}
	return ss_profile_add_rule(d, &d->rule, node);
}

static int rule(struct ss_profile_draft *d, enum ss_breaker_class class, const struct ss_node *node)
{
	d->rule = (struct ss_breaker_rule){ .class = class, .side = SS_BREAKER_EITHER };
	return node->kind == SS_NODE_MAP ? rule_map(d, node) : rule_text(d, node);
}

static int class_rules(struct ss_profile_draft *d, enum ss_breaker_class class,
		       const struct ss_node *node)
{
	int err = 0;

	if (ss_node_is_null(node))
		return 0; /* none, instead of those that are built in */
	if (node->kind != SS_NODE_LIST)
		return rule(d, class, node);
	for (const struct ss_node *n = node->first; n && !err; n = n->next)
		err = ss_profile_go_on(d, rule(d, class, n));
	return err;
}

int ss_profile_classes(struct ss_profile_draft *d, const struct ss_node *map)
{
	const char *known[] = { ss_breaker_class_names[SS_BREAKER_MANAGEMENT],
				ss_breaker_class_names[SS_BREAKER_HEARTBEAT],
				ss_breaker_class_names[SS_BREAKER_ESSENTIAL],
				ss_breaker_class_names[SS_BREAKER_TELEMETRY], NULL };
	int err = ss_profile_go_on(d, ss_config_keys(d->file, map, known));

	for (int i = 0; known[i] && !err; i++) {
		const struct ss_node *node = ss_node_get(map, known[i]);

		if (!node || d->skip >> (SS_BREAKER_MANAGEMENT + i) & 1)
			continue;
		d->p->classes |= 1u << (SS_BREAKER_MANAGEMENT + i);
		err = ss_profile_go_on(d, class_rules(d, SS_BREAKER_MANAGEMENT + i, node));
	}
	return err;
}
