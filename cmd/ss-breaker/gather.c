// SPDX-License-Identifier: BSD-2-Clause
/* What is known of instances: the kernel's maps, and what run writes beside them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/json_read.h"
#include "core/log.h"
#include "live.h"
#include "status.h"

#define LIVE_SIZE (64u << 10)

struct gather {
	struct status_list *list;
	struct ss_json_doc *doc;
};

static void take_text(struct ss_json_val v, const char *key, char *to, size_t size)
{
	struct ss_json_val member = ss_json_path(v, key);
	char buf[512];
	const char *text;
	size_t len;

	*to = 0;
	ss_json_text(member, &text, &len);
	if (ss_json_type(member) == SS_JSON_STRING && len <= sizeof(buf) &&
	    ss_json_get_str(member, buf, &text, &len))
		snprintf(to, size, "%.*s", (int)len, text);
}

static void take_source(struct status *s, struct ss_json_val v)
{
	struct status_source *to = &s->sources[s->source_count++];
	uint64_t at = 0;

	take_text(v, "source", to->name, sizeof(to->name));
	take_text(v, "kind", to->kind, sizeof(to->kind));
	take_text(v, "health", to->health, sizeof(to->health));
	take_text(v, "level", to->level, sizeof(to->level));
	take_text(v, "reason", to->reason, sizeof(to->reason));
	to->sampled = ss_json_get_double(ss_json_path(v, "value"), &to->value);
	ss_json_get_bool(ss_json_path(v, "idle"), &to->idle);
	ss_json_get_u64(ss_json_path(v, "sampled_ns"), &at);
	to->age_ns = at && at < s->now_ns ? s->now_ns - at : 0;
}

/* Of a process that is no more it says nothing. */
static void take_live(struct gather *g, struct status *s, const char *text, size_t len)
{
	struct ss_json_val root;
	uint64_t pid = 0;

	if (ss_json_parse(g->doc, text, len, NULL))
		return;
	root = ss_json_root(g->doc);
	if (!ss_json_get_u64(ss_json_path(root, "pid"), &pid) || (int)pid != s->info.owner_pid)
		return;
	ss_json_get_u64(ss_json_path(root, "transitions"), &s->transitions);
	ss_for_each_json (v, ss_json_path(root, "sources"))
		if (s->source_count < SS_SOURCES_MAX)
			take_source(s, v);
}

static void read_live(struct gather *g, struct status *s)
{
	char path[200], *text = malloc(LIVE_SIZE);
	ssize_t n = -1;
	int fd = -1;

	if (text && !live_path(s->info.name, path, sizeof(path)))
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		n = read(fd, text, LIVE_SIZE);
		close(fd);
	}
	if (n > 0)
		take_live(g, s, text, n);
	free(text);
}

static int count_block(void *arg, const struct plane_block *block)
{
	(void)block;
	++*(size_t *)arg;
	return 0;
}

static int read_plane(struct plane *p, struct status *s)
{
	int err = plane_state(p, &s->state);

	if (!err)
		err = plane_counts(p, &s->counts);
	return err ? err : plane_blocks(p, count_block, &s->block_count);
}

/* One that cannot be read does not hide the others. */
static int gather(void *arg, struct plane *p, const struct plane_info *info)
{
	struct gather *g = arg;
	struct status *all = reallocarray(g->list->all, g->list->count + 1, sizeof(*all));
	struct status *s;
	int err;

	if (!all)
		return -ENOMEM;
	g->list->all = all;
	s = &all[g->list->count];
	*s = (struct status){ .info = *info, .now_ns = ss_clock_mono() };
	err = read_plane(p, s);
	if (err) {
		g->list->failed = true;
		ss_error(err, "cannot read the state of '%s'", info->name);
		return 0;
	}
	s->state.draining &= !s->state.stale || info->hold; /* everything passes: nothing ends */
	s->info.text = info->text ? strdup(info->text) : NULL;
	g->list->count++;
	if (s->info.owner_pid)
		read_live(g, s);
	return 0;
}

int status_gather(struct status_list *list, const char *name)
{
	struct gather g = { .list = list, .doc = ss_json_doc_new() };
	int err = g.doc ? planes_each(name, gather, &g) : -ENOMEM;

	ss_json_doc_free(g.doc);
	return err ? ss_error(err, "cannot look for instances") : 0;
}

void status_sum(const struct status *s, int dir, int class, uint64_t *passed, uint64_t *dropped)
{
	for (int o = 0; o < SS_BREAKER_OUTCOMES; o++)
		*(ss_breaker_outcome_drops(o) ? dropped : passed) +=
			s->counts.by[dir][class][o].packets;
}

static void sum_all(const struct status *s, uint64_t *passed, uint64_t *dropped)
{
	*passed = *dropped = 0;
	for (int dir = 0; dir < SS_BREAKER_DIRS; dir++)
		for (int c = 0; c < SS_BREAKER_CLASSES; c++)
			status_sum(s, dir, c, passed, dropped);
}

static double rate(uint64_t now, uint64_t before, uint64_t ns)
{
	return now > before && ns ? (now - before) * 1e9 / ns : 0;
}

static void follow(struct status *s, const struct status *before)
{
	uint64_t passed, dropped, passed0, dropped0, ns = s->now_ns - before->now_ns;
	size_t keep = before->points < STATUS_HISTORY - 1 ? before->points : STATUS_HISTORY - 1;

	memcpy(s->history, before->history + (before->points - keep), keep * sizeof(s->history[0]));
	sum_all(s, &passed, &dropped);
	sum_all(before, &passed0, &dropped0);
	s->history[keep] = (struct status_point){
		.level = s->state.level,
		.passed = rate(passed, passed0, ns),
		.dropped = rate(dropped, dropped0, ns),
	};
	s->points = keep + 1;
}

void status_follow(struct status_list *list, const struct status_list *before)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t n = 0; n < before->count; n++)
			if (!strcmp(list->all[i].info.name, before->all[n].info.name))
				follow(&list->all[i], &before->all[n]);
}

void status_free(struct status_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free((char *)list->all[i].info.text);
	free(list->all);
	*list = (struct status_list){ 0 };
}
