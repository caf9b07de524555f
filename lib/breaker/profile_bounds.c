// SPDX-License-Identifier: BSD-2-Clause
/* At which values of a source a level is entered and left. */
#include <string.h>

#include "breaker/profile_impl.h"

#define PERCENT_MAX 100000
#define STEP	    5000 /* thousandths that a value has to be better by, where that is not said */

static int level_of(struct ss_profile_draft *d, const struct ss_node *at, const char *name)
{
	int level = ss_profile_level(d->p, name);
	const char *near = ss_profile_level_near(d->p, name);

	if (level > 0)
		return level;
	if (!level)
		return ss_config_error(d->file, at,
				       SHOWN " is the first level, where nothing is "
					     "called for",
				       name);
	return ss_config_error(d->file, at, "there is no level " SHOWN "%s%s%s", name,
			       near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

static int value_of(struct ss_profile_draft *d, const struct ss_node *node, int64_t *value)
{
	const char *text;
	int err = ss_config_text(d->file, node, &text);

	if (err)
		return err;
	if (ss_profile_value(text, value))
		return ss_config_error(d->file, node, SHOWN " is not a value, as 20 or 85.5", text);
	return 0;
}

/* {warning: 20, critical: 5} */
static int bounds(struct ss_profile_draft *d, const struct ss_node *map, int64_t *of)
{
	int err = ss_config_want(d->file, map, SS_NODE_MAP);

	for (const struct ss_node *n = map->first; n && !err; n = n->next) {
		int level = level_of(d, n->key, n->key->text);

		err = level < 0 ? level : value_of(d, n, &of[level]);
	}
	return err;
}

static int urgent(void *ctx, const struct ss_node *node, const char *text)
{
	struct ss_profile_draft *d = ctx;
	int level;

	if (!strcmp(text, "none"))
		return 0;
	level = level_of(d, node, text);
	if (level < 0)
		return level;
	d->p->rules.source[d->source].urgent |= 1u << level;
	return 0;
}

/* What grows worse with the value can be told from two of them. */
static int direction(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_level_source *l = &d->p->rules.source[d->source];
	const struct ss_node *worse = ss_node_get(map, "worse"), *enter = ss_node_get(map, "enter");
	enum ss_source_kind kind = d->p->sources[d->source].kind;
	int first = 0, last = 0;

	for (int i = 1; i < SS_LEVELS_MAX; i++)
		if (l->enter[i] != SS_PROFILE_UNSAID) {
			first = first ? first : i;
			last = i;
		}
	if (worse) {
		const char *text;
		int err = ss_config_text(d->file, worse, &text);

		if (err)
			return err;
		l->falling = !strcmp(text, "below");
		if (!l->falling && strcmp(text, "above") != 0)
			return ss_config_error(d->file, worse, SHOWN " is neither below nor above",
					       text);
	} else if (kind >= SS_SOURCE_FILE) {
		if (first == last || l->enter[first] == l->enter[last])
			return ss_config_error(d->file, enter ? enter : map,
					       "is less worse, or more?  Say 'worse: below' or "
					       "'worse: above'");
		l->falling = l->enter[first] > l->enter[last];
	}
	return 0;
}

/* Where leave is not said: a step away, or for what can be of any size, a tenth. */
static int64_t leave_of(const struct ss_profile_source *s, bool falling, int64_t enter)
{
	int64_t step = STEP;

	if (s->kind == SS_SOURCE_PRESSURE)
		return enter / 4 * 3;
	if (s->kind >= SS_SOURCE_FILE)
		step = enter < 0 ? -enter / 10 : enter / 10;
	enter = falling ? enter + (step ? step : 1) : enter - (step ? step : 1);
	return s->kind == SS_SOURCE_BATTERY && enter > PERCENT_MAX ? PERCENT_MAX : enter;
}

static bool is_percent(const struct ss_profile_source *s)
{
	return s->kind == SS_SOURCE_BATTERY || s->kind == SS_SOURCE_PRESSURE;
}

/* What is never reached is a mistake: a level that is never left would be worse. */
static int check_percent(struct ss_profile_draft *d, const struct ss_node *map, const int64_t *of)
{
	for (int i = 1; is_percent(&d->p->sources[d->source]) && i < SS_LEVELS_MAX; i++)
		if (of[i] != SS_PROFILE_UNSAID && (of[i] < 0 || of[i] > PERCENT_MAX))
			return ss_config_error(d->file, map, "%s: not within 0 and 100 percent",
					       d->p->table.levels[i].name);
	return 0;
}

static int check_bounds(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_level_source *l = &d->p->rules.source[d->source];
	const struct ss_node *enter = ss_node_get(map, "enter"), *leave = ss_node_get(map, "leave");
	int sign = l->falling ? -1 : 1, before = 0;

	for (int i = 1; i < SS_LEVELS_MAX; i++) {
		const char *name = d->p->table.levels[i].name;

		if (l->enter[i] == SS_PROFILE_UNSAID && l->leave[i] != SS_PROFILE_UNSAID)
			return ss_config_error(d->file, leave, "%s is left, but never entered",
					       name);
		if (l->enter[i] == SS_PROFILE_UNSAID)
			continue;
		if (l->leave[i] == SS_PROFILE_UNSAID)
			l->leave[i] = leave_of(&d->p->sources[d->source], l->falling, l->enter[i]);
		if (sign * l->leave[i] >= sign * l->enter[i])
			return ss_config_error(
				d->file, leave ? leave : enter,
				"%s has to be left at %s value than it is entered at", name,
				l->falling ? "a higher" : "a lower");
		if (before && sign * l->enter[i] <= sign * l->enter[before])
			return ss_config_error(d->file, enter,
					       "%s has to be entered at %s value than %s", name,
					       l->falling ? "a lower" : "a higher",
					       d->p->table.levels[before].name);
		l->levels |= 1u << i;
		before = i;
	}
	return before ? 0
		      : ss_config_error(d->file, enter ? enter : map,
					"a source that calls for no level: 'enter' is missing");
}

int ss_profile_bounds(struct ss_profile_draft *d, const struct ss_node *map)
{
	struct ss_level_source *l = &d->p->rules.source[d->source];
	const struct ss_node *enter = ss_node_get(map, "enter"), *leave = ss_node_get(map, "leave");
	const struct ss_node *at_once = ss_node_get(map, "urgent");
	int err = enter ? bounds(d, enter, l->enter) : 0;

	if (!err && leave)
		err = bounds(d, leave, l->leave);
	if (!err && enter)
		err = check_percent(d, enter, l->enter);
	if (!err && leave)
		err = check_percent(d, leave, l->leave);
	if (!err)
		err = direction(d, map);
	if (!err)
		err = check_bounds(d, map);
	if (!err && at_once)
		err = ss_config_each(d->file, at_once, urgent, d);
	/* Heat that is critical does not wait for a second opinion. */
	if (!err && !at_once && d->p->sources[d->source].kind == SS_SOURCE_THERMAL)
		l->urgent = 1u << (31 - __builtin_clz(l->levels));
	return err;
}
