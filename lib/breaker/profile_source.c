// SPDX-License-Identifier: BSD-2-Clause
/* What chooses the level: the list "sources". */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "breaker/profile_impl.h"
#include "core/clock.h"
#include "core/parse.h"

#define S	SS_NS_PER_SEC
#define SAMPLES 3

const char *const ss_source_kind_names[SS_SOURCE_KINDS + 1] = {
	[SS_SOURCE_BATTERY] = "battery",   [SS_SOURCE_THERMAL] = "thermal",
	[SS_SOURCE_PRESSURE] = "pressure", [SS_SOURCE_FILE] = "file",
	[SS_SOURCE_COMMAND] = "command",   [SS_SOURCE_STDIN] = "stdin",
};

static const char *const keys[] = { "battery", "thermal", "pressure", "file",	"command", "stdin",
				    "name",    "key",	  "of",	      "window", "every",   "limit",
				    "worse",   "enter",	  "leave",    "urgent", "samples", "settle",
				    "stale",   "hold",	  NULL };

int ss_profile_source_init(struct ss_profile *p, int i, enum ss_source_kind kind)
{
	static const uint64_t every[] = {
		[SS_SOURCE_BATTERY] = 10 * S, [SS_SOURCE_THERMAL] = 5 * S,
		[SS_SOURCE_PRESSURE] = 2 * S, [SS_SOURCE_FILE] = 5 * S,
		[SS_SOURCE_COMMAND] = 30 * S, [SS_SOURCE_STDIN] = 0,
	};
	struct ss_level_source *l = &p->rules.source[i];

	p->sources[i] = (struct ss_profile_source){
		.kind = kind,
		.name = strdup(ss_source_kind_names[kind]),
		.every_ns = every[kind],
		.window_ns = 2 * S,
		.limit_ns = 5 * S,
	};
	*l = (struct ss_level_source){
		.falling = kind == SS_SOURCE_BATTERY,
		.samples = SAMPLES,
		.settle_ns = 10 * S,
		.hold_ns = 120 * S,
	};
	for (int n = 0; n < SS_LEVELS_MAX; n++)
		l->enter[n] = l->leave[n] = SS_PROFILE_UNSAID;
	return p->sources[i].name ? 0 : -ENOMEM;
}

static int keep(char **to, const char *text)
{
	char *copy = strdup(text);

	free(*to);
	*to = copy;
	return copy ? 0 : -ENOMEM;
}

/* Which of several kinds it is: exactly one of their keys is there. */
static int kind_of(struct ss_profile_draft *d, const struct ss_node *map,
		   const struct ss_node **value)
{
	int kind = -1;

	for (int k = 0; k < SS_SOURCE_KINDS; k++) {
		const struct ss_node *node = ss_node_get(map, ss_source_kind_names[k]);

		if (!node)
			continue;
		if (kind >= 0)
			return ss_config_error(d->file, node->key,
					       "a source is either of '%s' or of '%s'",
					       ss_source_kind_names[kind], ss_source_kind_names[k]);
		kind = k;
		*value = node;
	}
	if (kind < 0)
		return ss_config_error(d->file, map,
				       "a source of what?  battery, thermal, pressure, file, "
				       "command or stdin");
	return kind;
}

/* "system" and "any" are what is meant without a name. */
static int set_what(struct ss_profile_draft *d, const struct ss_node *node)
{
	struct ss_profile_source *s = &d->p->sources[d->source];
	bool named = s->kind > SS_SOURCE_THERMAL;
	const char *text;
	int err;

	if (!named && ss_node_is_null(node))
		return 0;
	err = ss_config_text(d->file, node, &text);
	if (err)
		return err;
	if (!*text)
		return ss_config_error(d->file, node, "of which one?  It is empty");
	if ((s->kind == SS_SOURCE_BATTERY && !strcmp(text, "system")) ||
	    (s->kind == SS_SOURCE_THERMAL && !strcmp(text, "any")))
		return 0;
	if (s->kind == SS_SOURCE_PRESSURE && strcmp(text, "memory") && strcmp(text, "cpu") &&
	    strcmp(text, "io") && *text != '/')
		return ss_config_error(d->file, node,
				       SHOWN
				       " is none of memory, cpu and io, nor the path of such a "
				       "file of a cgroup",
				       text);
	return keep(&s->what, text);
}

/* Those that only speak when they are asked are silent in between: that is no news. */
static int check_stale(struct ss_profile_draft *d, const struct ss_node *stale)
{
	const struct ss_profile_source *s = &d->p->sources[d->source];

	if (!stale || s->kind == SS_SOURCE_FILE || s->kind == SS_SOURCE_STDIN ||
	    d->p->rules.source[d->source].stale_ns > s->every_ns)
		return 0;
	return ss_config_error(
		d->file, stale,
		"it would be silent before it is read again: 'every' has to be less");
}

static int set_times(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_profile_source *s = &d->p->sources[d->source];
	struct ss_level_source *l = &d->p->rules.source[d->source];
	const struct {
		const char *key;
		uint64_t *to;
		bool may_be_0;
	} times[] = {
		{ "every", &s->every_ns, false }, { "window", &s->window_ns, false },
		{ "limit", &s->limit_ns, false }, { "settle", &l->settle_ns, true },
		{ "stale", &l->stale_ns, false }, { "hold", &l->hold_ns, true },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]) && !err; i++) {
		const struct ss_node *node = ss_node_get(map, times[i].key);

		if (node)
			err = ss_profile_time(d, node, times[i].may_be_0, times[i].to);
	}
	if (!err && (s->window_ns < S / 2 || s->window_ns > 10 * S))
		err = ss_config_error(d->file, ss_node_get(map, "window"),
				      "a window is 500ms to 10s long");
	if (!err && s->every_ns && s->every_ns < S / 100)
		err = ss_config_error(d->file, ss_node_get(map, "every"), "at most every 10ms");
	if (!err)
		err = check_stale(d, ss_node_get(map, "stale"));
	/* One reading alone is no change, however seldom it is read. */
	if (!ss_node_get(map, "settle") && s->every_ns > l->settle_ns / 3 * 2)
		l->settle_ns = s->every_ns / 2 * 3;
	if (!l->stale_ns)
		l->stale_ns = !s->every_ns		 ? SS_PROFILE_QUIET
			      : 3 * s->every_ns < 30 * S ? 30 * S
							 : 3 * s->every_ns;
	return err;
}

static int set_samples(struct ss_profile_draft *d, const struct ss_node *node)
{
	const char *text;
	uint64_t n;
	int err = ss_config_text(d->file, node, &text);

	if (err)
		return err;
	if (ss_parse_u64(text, 1, 1000, &n))
		return ss_config_error(d->file, node, SHOWN " is not a number from 1 to 1000",
				       text);
	d->p->rules.source[d->source].samples = n;
	return 0;
}

/* What only some kinds have. */
static int set_own(struct ss_profile_draft *d, const struct ss_node *map)
{
	static const struct {
		const char *key;
		uint32_t kinds;
	} own[] = {
		{ "of", 1 << SS_SOURCE_PRESSURE },
		{ "window", 1 << SS_SOURCE_PRESSURE },
		{ "limit", 1 << SS_SOURCE_COMMAND },
		{ "key", 1 << SS_SOURCE_FILE | 1 << SS_SOURCE_COMMAND },
		{ "every", ~(1u << SS_SOURCE_STDIN) },
		/* Of the others it is known. */
		{ "worse", 1 << SS_SOURCE_FILE | 1 << SS_SOURCE_COMMAND | 1 << SS_SOURCE_STDIN },
	};
	struct ss_profile_source *s = &d->p->sources[d->source];
	const struct ss_node *key = ss_node_get(map, "key"), *of = ss_node_get(map, "of");
	const char *text;
	int err = 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		const struct ss_node *node = ss_node_get(map, own[i].key);

		if (node && !(own[i].kinds >> s->kind & 1))
			return ss_config_error(d->file, node->key, "a source of %s has no '%s'",
					       ss_source_kind_names[s->kind], own[i].key);
	}
	if (key) {
		err = ss_config_text(d->file, key, &text);
		if (!err)
			err = keep(&s->key, text);
	}
	if (!err && of) {
		err = ss_config_text(d->file, of, &text);
		s->full = !err && !strcmp(text, "full");
		if (!err && !s->full && strcmp(text, "some") != 0)
			err = ss_config_error(d->file, of, SHOWN " is neither some nor full", text);
	}
	return err;
}

static bool is_taken(const struct ss_profile *p, int i, const char *name)
{
	for (int n = 0; n < i; n++)
		if (!strcmp(p->sources[n].name, name))
			return true;
	return false;
}

/* Two of a kind that have no names of their own are told apart by a number. */
static int set_name(struct ss_profile_draft *d, const struct ss_node *node)
{
	struct ss_profile_source *s = &d->p->sources[d->source];
	const char *text;
	char name[32];
	int err = 0;

	if (node) {
		err = ss_config_text(d->file, node, &text);
		if (!err && is_taken(d->p, d->source, text))
			err = ss_config_error(d->file, node, "another source is called " SHOWN,
					      text);
		return err ? err : keep(&s->name, text);
	}
	for (int n = 2; is_taken(d->p, d->source, s->name) && !err; n++) {
		snprintf(name, sizeof(name), "%s%d", ss_source_kind_names[s->kind], n);
		err = keep(&s->name, name);
	}
	return err;
}

static int source(struct ss_profile_draft *d, const struct ss_node *map)
{
	const struct ss_node *what = NULL, *samples;
	int err = ss_config_keys(d->file, map, keys), kind;

	kind = err ? err : kind_of(d, map, &what);
	if (kind < 0)
		return kind;
	if (d->p->rules.sources == SS_SOURCES_MAX) {
		ss_config_error(d->file, map, "more than %d sources", SS_SOURCES_MAX);
		return -E2BIG;
	}
	d->source = d->p->rules.sources++;
	err = ss_profile_source_init(d->p, d->source, kind);
	if (!err)
		err = set_what(d, what);
	if (!err)
		err = set_name(d, ss_node_get(map, "name"));
	if (!err)
		err = set_own(d, map);
	if (!err)
		err = set_times(d, map);
	if (!err && (samples = ss_node_get(map, "samples")))
		err = set_samples(d, samples);
	return err ? err : ss_profile_bounds(d, map);
}

int ss_profile_sources(struct ss_profile_draft *d, const struct ss_node *list)
{
	int err = ss_config_want(d->file, list, SS_NODE_LIST);

	for (const struct ss_node *n = list->first; n && !err; n = n->next)
		err = ss_profile_go_on(d, source(d, n));
	return err;
}
