// SPDX-License-Identifier: BSD-2-Clause
#include "breaker/profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/nearest.h"

_Static_assert(SS_LEVELS_MAX == SS_BREAKER_LEVELS, "level.h knows no more of packets than this");

#define TCP	      6
#define MISTAKES_TOLD 20 /* of one file */

/* What of a document is taken. */
enum { LEVELS = 1, CLASSES = 2, SOURCES = 4, DWELL = 8 };

void ss_profile_fini(struct ss_profile *p)
{
	for (int i = 0; i < SS_SOURCES_MAX; i++) {
		free(p->sources[i].name);
		free(p->sources[i].what);
		free(p->sources[i].key);
	}
	ss_breaker_table_fini(&p->table);
	ss_strbuf_fini(&p->why);
	memset(p, 0, sizeof(*p));
}

int ss_profile_level(const struct ss_profile *p, const char *name)
{
	for (size_t i = 0; i < p->table.level_count; i++)
		if (!strcmp(p->table.levels[i].name, name))
			return i;
	return -1;
}

const char *ss_profile_level_near(const struct ss_profile *p, const char *name)
{
	const char *names[SS_BREAKER_LEVELS + 1] = { NULL };

	for (size_t i = 0; i < p->table.level_count; i++)
		names[i] = p->table.levels[i].name;
	return ss_nearest(name, names);
}

/* Take over what the file's reader has said. */
static void keep_mistake(struct ss_profile_draft *d)
{
	struct ss_strbuf *why = &d->p->why;

	if (!d->file->why.len || d->mistakes++ >= MISTAKES_TOLD)
		return;
	ss_strbuf_printf(why, "%s%s", why->len ? "\n" : "", d->file->why.data);
	ss_strbuf_clear(&d->file->why);
}

int ss_profile_go_on(struct ss_profile_draft *d, int err)
{
	if (err != -EINVAL)
		return err;
	keep_mistake(d);
	return 0;
}

/* All that is wrong, after -EINVAL; or in which file it was. */
static int sum_up(struct ss_profile_draft *d, int err, const char *name)
{
	struct ss_strbuf *why = &d->p->why;

	if (err == -EINVAL || err == -E2BIG)
		keep_mistake(d);
	if (err == -E2BIG || (!err && d->mistakes))
		err = -EINVAL;
	if (d->mistakes > MISTAKES_TOLD)
		ss_strbuf_printf(why, "\n%s: %u more mistakes", name, d->mistakes - MISTAKES_TOLD);
	if (err && err != -EINVAL) {
		ss_strbuf_clear(why);
		ss_strbuf_str(why, name);
	}
	return why->err ? why->err : err;
}

/* The parts PARTS of a document. */
static int take(struct ss_profile_draft *d, unsigned int parts)
{
	const struct ss_node *root = d->file->root, *node;
	int err = 0;

	if ((parts & LEVELS) && (node = ss_node_get(root, "levels")))
		err = ss_profile_go_on(d, ss_profile_levels(d, node));
	if (!err && (parts & CLASSES) && (node = ss_node_get(root, "classes")))
		err = ss_profile_go_on(d, ss_profile_classes(d, node));
	/* The names of levels have to be known before sources are about them. */
	if (!err && (parts & SOURCES) && d->p->table.level_count &&
	    (node = ss_node_get(root, "sources")))
		err = ss_profile_go_on(d, ss_profile_sources(d, node));
	if (!err && (parts & DWELL) && (node = ss_node_get(root, "dwell")))
		err = ss_profile_go_on(d, ss_profile_time(d, node, true, &d->p->rules.dwell_ns));
	d->p->rules.levels = d->p->table.level_count;
	return err;
}

static int builtin(struct ss_profile *p, unsigned int parts)
{
	struct ss_config file = { 0 };
	/* A class that a file has named has the file's rules alone. */
	struct ss_profile_draft d = { .p = p, .file = &file, .skip = p->classes };
	int err =
		ss_config_parse(&file, "built-in", ss_profile_builtin, strlen(ss_profile_builtin));

	if (!err)
		err = take(&d, parts);
	err = sum_up(&d, err, "built-in");
	ss_config_fini(&file);
	return err;
}

static int all(struct ss_profile_draft *d)
{
	static const char *const keys[] = { "levels", "classes", "sources", "dwell", NULL };
	const struct ss_node *root = d->file->root, *levels = ss_node_get(root, "levels");
	struct ss_profile *p = d->p;
	int err;

	if (ss_node_is_null(root) || !*(root->text ? root->text : "x"))
		return ss_config_error(d->file, root, "it says nothing");
	err = ss_profile_go_on(d, ss_config_keys(d->file, root, keys));
	p->has_sources = ss_node_get(root, "sources");
	p->has_dwell = ss_node_get(root, "dwell");
	if (!err && levels && !p->has_sources)
		err = ss_profile_go_on(
			d, ss_config_error(d->file, levels->key,
					   "levels of its own need sources of its own: 'sources: "
					   "[]' for none"));
	if (!err && !levels)
		err = builtin(p, LEVELS);
	return err ? err : take(d, LEVELS | CLASSES | SOURCES | DWELL);
}

static int read_all(struct ss_profile *p, struct ss_config *file, const char *name, int err)
{
	struct ss_profile_draft d = { .p = p, .file = file };

	ss_strbuf_clear(&p->why);
	if (!err)
		err = all(&d);
	err = sum_up(&d, err, name);
	ss_config_fini(file);
	return err;
}

int ss_profile_file(struct ss_profile *p, const char *path)
{
	struct ss_config file = { 0 };

	return read_all(p, &file, path, ss_config_read(&file, path));
}

int ss_profile_text(struct ss_profile *p, const char *name, const char *text, size_t len)
{
	struct ss_config file = { 0 };

	return read_all(p, &file, name, ss_config_parse(&file, name, text, len));
}

static int refuse(struct ss_profile *p, const char *text)
{
	ss_strbuf_clear(&p->why);
	ss_strbuf_str(&p->why, text);
	return p->why.err ? p->why.err : -EINVAL;
}

/* --supply: the battery that is meant, by the bounds there are, or those built in. */
static int set_supply(struct ss_profile *p, const char *supply)
{
	int i = 0;

	while (i < p->rules.sources && p->sources[i].kind != SS_SOURCE_BATTERY)
		i++;
	if (i == p->rules.sources) {
		if (ss_profile_level(p, "warning") < 1 || ss_profile_level(p, "critical") < 1)
			return refuse(p,
				      "--supply: there is no source 'battery', and what is built "
				      "in knows no levels but warning and critical");
		if (i == SS_SOURCES_MAX)
			return refuse(p, "--supply: there are too many sources already");
		if (builtin(p, SOURCES))
			return -ENOMEM;
	}
	free(p->sources[i].what);
	p->sources[i].what = strdup(supply);
	return p->sources[i].what ? 0 : -ENOMEM;
}

int ss_profile_finish(struct ss_profile *p, const char *supply)
{
	unsigned int parts = CLASSES;
	int err;

	if (!p->table.level_count)
		parts |= LEVELS;
	if (!p->has_sources)
		parts |= SOURCES;
	if (!p->has_dwell)
		parts |= DWELL;
	err = builtin(p, parts);
	if (!err && supply)
		err = set_supply(p, supply);
	return err;
}

int ss_profile_from_stdin(struct ss_profile *p)
{
	for (int i = 0; i < p->rules.sources; i++) {
		struct ss_profile_source *s = &p->sources[i];

		if (s->what || (s->kind != SS_SOURCE_BATTERY && s->kind != SS_SOURCE_THERMAL))
			continue;
		s->percent = s->kind == SS_SOURCE_BATTERY;
		s->kind = SS_SOURCE_STDIN;
		s->every_ns = 0;
		s->what = strdup(s->name);
		if (!s->what)
			return -ENOMEM;
		if (p->rules.source[i].stale_ns < SS_PROFILE_QUIET)
			p->rules.source[i].stale_ns = SS_PROFILE_QUIET;
	}
	return 0;
}

int ss_profile_manage(struct ss_profile *p, uint16_t port, const char *address)
{
	struct ss_breaker_rule r = {
		.class = SS_BREAKER_MANAGEMENT,
		.has_proto = true,
		.proto = TCP,
		.has_ports = true,
		.port_low = port,
		.port_high = port,
	};

	if (address && ss_profile_prefix(address, &r))
		return -EINVAL;
	return ss_breaker_table_add(&p->table, &r);
}

bool ss_profile_has_management(const struct ss_profile *p)
{
	for (size_t i = 0; i < p->table.rule_count; i++)
		if (p->table.rules[i].class == SS_BREAKER_MANAGEMENT)
			return true;
	return false;
}

const char *ss_profile_locks_out_at(const struct ss_profile *p)
{
	for (size_t i = 0; i < p->table.level_count; i++)
		if (p->table.levels[i].classes[SS_BREAKER_DEFAULT].action != SS_BREAKER_PASS)
			return p->table.levels[i].name;
	return NULL;
}
