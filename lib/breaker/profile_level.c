// SPDX-License-Identifier: BSD-2-Clause
/* What is done with each class at each level: the map "levels". */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/clock.h"
#include "core/parse.h"

#define DRAIN_NS   (30 * SS_NS_PER_SEC)
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* The first two, which are refused with a reason, and those that there are. */
static const char *const keys[] = { "infrastructure", "management", "heartbeat", "essential",
				    "telemetry",      "default",    "fragment",	 "malformed",
				    "drain",	      NULL };

int ss_profile_time(struct ss_profile_draft *d, const struct ss_node *node, bool may_be_0,
		    uint64_t *ns)
{
	const char *text;
	int err = ss_config_text(d->file, node, &text);

	if (err)
		return err;
	if (ss_parse_duration(text, ns) || *ns > UINT64_C(3650) * 86400 * SS_NS_PER_SEC)
		return ss_config_error(d->file, node, SHOWN " is not a time, as 500ms or 2m", text);
	if (!*ns && !may_be_0)
		return ss_config_error(d->file, node, "it cannot be 0");
	return 0;
}

static int set_drain(struct ss_profile_draft *d, const struct ss_node *node)
{
	struct ss_breaker_level *level = &d->p->table.levels[d->level];

	if (node->kind == SS_NODE_SCALAR && !strcmp(node->text, "forever")) {
		level->drain_ns = SS_BREAKER_DRAIN_FOREVER;
		return 0;
	}
	return ss_profile_time(d, node, true, &level->drain_ns);
}

static int set_policy(struct ss_profile_draft *d, enum ss_breaker_class class,
		      const struct ss_node *node)
{
	const char *text;
	int err = ss_config_text(d->file, node, &text);

	if (err)
		return err;
	err = ss_profile_policy(text, &d->p->table.levels[d->level].classes[class]);
	if (err == -ERANGE)
		return ss_config_error(d->file, node,
				       SHOWN ": a rate is from 1 to 100G packets or bytes "
					     "(800Gbit) a second, a burst at most 1000000 "
					     "packets or 1T bytes",
				       text);
	if (err)
		return ss_config_error(d->file, node,
				       SHOWN " is neither pass nor drop nor a rate, as 100/s, "
					     "100/s burst 20 or 64kbit/s",
				       text);
	return 0;
}

/* What a level does not say is as in the one before; what is nothing known, as the default. */
static int set_classes(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_breaker_level *level = &d->p->table.levels[d->level];
	bool own_default = ss_node_get(map, "default");
	int err = 0;

	for (int c = SS_BREAKER_HEARTBEAT; c <= SS_BREAKER_MALFORMED && !err; c++) {
		const struct ss_node *node = ss_node_get(map, ss_breaker_class_names[c]);

		if (node)
			err = ss_profile_go_on(d, set_policy(d, c, node));
		else if (own_default && c > SS_BREAKER_DEFAULT)
			level->classes[c] = level->classes[SS_BREAKER_DEFAULT];
	}
	return err;
}

static bool passes_all(const struct ss_breaker_level *level)
{
	for (int c = 0; c < SS_BREAKER_CLASSES; c++)
		if (level->classes[c].action != SS_BREAKER_PASS)
			return false;
	return true;
}

static int check_name(struct ss_profile_draft *d, const struct ss_node *key)
{
	size_t len = strlen(key->text);

	if (!len || len >= sizeof(d->p->table.levels[0].name) ||
	    strspn(key->text, NAME_CHARS) != len)
		return ss_config_error(d->file, key,
				       SHOWN " is no name of a level: letters, digits, - and _, at "
					     "most %zu of them",
				       key->text, sizeof(d->p->table.levels[0].name) - 1);
	if (!strcmp(key->text, "auto"))
		return ss_config_error(d->file, key, "a level cannot be called 'auto'");
	return 0;
}

/* Nothing can be said about what an interface cannot live without, nor its administrator. */
static int check_keys(struct ss_profile_draft *d, const struct ss_node *map)
{
	static const char *const why[] = {
		[SS_BREAKER_INFRASTRUCTURE] = "so that links and addresses stay alive: leave it "
					      "out here",
		[SS_BREAKER_MANAGEMENT] = "so that nobody is locked out: leave it out here; what "
					  "is of it stands under 'classes'",
	};
	int first = SS_BREAKER_HEARTBEAT, err = 0;

	for (int c = 0; c < SS_BREAKER_HEARTBEAT && !err; c++) {
		const struct ss_node *node = ss_node_get(map, ss_breaker_class_names[c]);

		if (!node)
			continue;
		first = 0;
		err = ss_profile_go_on(d, ss_config_error(d->file, node->key,
							  "'%s' always passes, at every level, %s",
							  ss_breaker_class_names[c], why[c]));
	}
	return err ? err : ss_profile_go_on(d, ss_config_keys(d->file, map, keys + first));
}

/* What can be said of each alone. */
static int set_level(struct ss_profile_draft *d, const struct ss_node *map)
{
	const struct ss_node *drain = ss_node_get(map, "drain");
	int err = check_keys(d, map);

	if (!err && drain)
		err = ss_profile_go_on(d, set_drain(d, drain));
	return err ? err : set_classes(d, map);
}

static int check_level(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_breaker_level *l = &d->p->table.levels[d->level];
	const char *wrong = ss_breaker_level_wrong(l);

	if (wrong)
		return ss_config_error(d->file, map, "%s", wrong);
	if (!d->level && !passes_all(l))
		return ss_config_error(d->file, map->key,
				       "the first level passes everything: it is the one to begin "
				       "with, and to fall back to");
	return 0;
}

/* As the one before, which has no mistakes. */
static void begin_level(struct ss_profile_draft *d, const char *name)
{
	struct ss_breaker_level *l = &d->p->table.levels[d->level];

	*l = d->level ? l[-1] : (struct ss_breaker_level){ 0 };
	if (d->level == 1)
		l->drain_ns = DRAIN_NS;
	snprintf(l->name, sizeof(l->name), "%s", name);
}

static int level(struct ss_profile_draft *d, const struct ss_node *map)
{
	unsigned int before = d->mistakes;
	int err;

	begin_level(d, map->key->text);
	if (ss_node_is_null(map))
		return 0;
	err = set_level(d, map);
	if (!err && d->mistakes == before)
		err = ss_profile_go_on(d, check_level(d, map));
	if (d->mistakes != before)
		begin_level(d, map->key->text);
	return err;
}

int ss_profile_levels(struct ss_profile_draft *d, const struct ss_node *map)
{
	int err = ss_config_want(d->file, map, SS_NODE_MAP);
	bool named = true;

	if (err)
		return err;
	d->level = 0;
	for (const struct ss_node *n = map->first; n && !err; n = n->next) {
		if (d->level == SS_BREAKER_LEVELS) {
			ss_config_error(d->file, n->key, "more than %d levels", SS_BREAKER_LEVELS);
			return -E2BIG;
		}
		err = check_name(d, n->key);
		named &= !err;
		err = ss_profile_go_on(d, err);
		if (!err)
			err = level(d, n);
		d->level++;
	}
	if (!err && d->level < 2)
		err = ss_config_error(d->file, map, "a breaker has at least two levels");
	d->p->table.level_count = err || !named ? 0 : d->level;
	return err;
}
