// SPDX-License-Identifier: BSD-2-Clause
/* Which the old rules and targets are now, and what was counted and learnt of them. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "carry.h"
#include "carry_impl.h"
#include "core/json_read.h"
#include "meta.h"
#include "reaper.h"
#include "reaper.skel.h"

static bool is_string(struct ss_json_val v, const char *s)
{
	char buf[512];
	const char *text;
	size_t len;

	if (!s)
		return !ss_json_exists(v);
	ss_json_text(v, &text, &len);
	return len <= sizeof(buf) && ss_json_get_str(v, buf, &text, &len) && len == strlen(s) &&
	       !memcmp(text, s, len);
}

static int find_rule(const struct reaper *r, struct ss_json_val rule)
{
	for (int i = 0; i < SS_REAP_RULES; i++)
		if (r->config.used >> i & 1 &&
		    is_string(ss_json_path(rule, "name"), r->rule_names[i]))
			return i;
	return -1;
}

static int find_target(const struct reaper *r, struct ss_json_val target)
{
	for (size_t i = 0; i < r->config.target_count; i++)
		if (is_string(ss_json_path(target, "hook"), r->targets[i].hook) &&
		    is_string(ss_json_path(target, "name"), r->config.targets[i].name))
			return i;
	return -1;
}

/* Is the limit of an old rule what it would be made of now?  Of another thing it would be wrong. */
static bool is_learnt(const struct carry *c, struct ss_json_val was, int now)
{
	char learns[META_LEARNS];

	if (now < 0 || c->r->config.rules[now].limit.ns || c->r->config.rules[now].limit.per_exe)
		return false;
	meta_learns(c->r, now, learns);
	return is_string(ss_json_path(was, "learns"), learns);
}

static void match(struct carry *c, struct ss_json_val root)
{
	uint32_t n = 0;

	ss_for_each_json (target, ss_json_path(root, "targets")) {
		if (n < SS_REAP_TARGETS)
			c->targets[n++] = find_target(c->r, target);
	}
	ss_for_each_json (rule, ss_json_path(root, "rules")) {
		uint64_t i;

		if (!ss_json_get_u64(ss_json_path(rule, "rule"), &i) || i >= SS_REAP_RULES)
			continue;
		c->rules[i] = find_rule(c->r, rule);
		if (is_learnt(c, rule, c->rules[i]))
			c->learnt |= 1ull << i;
	}
}

int carry_init(struct carry *c, struct reaper *r, const struct ss_wire_reap_meta *old)
{
	struct ss_json_doc *doc = ss_json_doc_new();
	int err = doc ? ss_json_parse(doc, old->text, old->text_len, NULL) : -ENOMEM;

	*c = (struct carry){ .r = r, .old = old };
	memset(c->fds, -1, sizeof(c->fds));
	memset(c->rules, -1, sizeof(c->rules));
	memset(c->targets, -1, sizeof(c->targets));
	if (!err)
		match(c, ss_json_root(doc));
	ss_json_doc_free(doc);
	return err;
}

void carry_fini(struct carry *c)
{
	for (int i = 0; i < SS_REAP_MAPS; i++)
		if (c->fds[i] >= 0)
			close(c->fds[i]);
}

static bool has_form(int fd, const struct bpf_map *map)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &len) && info.type == bpf_map__type(map) &&
	       info.key_size == bpf_map__key_size(map) &&
	       info.value_size == bpf_map__value_size(map);
}

int carry_open(struct carry *c, enum ss_wire_reap_map which, const struct bpf_map *now)
{
	int fd = bpf_map_get_fd_by_id(c->old->maps[which]);

	if (fd < 0)
		return -errno;
	if (!has_form(fd, now)) {
		close(fd);
		return -EBADMSG;
	}
	return c->fds[which] = fd;
}

/* Element MAP[i] of each array becomes the one of its new number. */
static void carry_array(struct carry *c, enum ss_wire_reap_map which, const struct bpf_map *now,
			const int *map, uint32_t count)
{
	int from = carry_open(c, which, now), cpus = libbpf_num_possible_cpus();
	bool per_cpu = bpf_map__type(now) == BPF_MAP_TYPE_PERCPU_ARRAY;
	void *value = calloc(per_cpu ? cpus : 1, (bpf_map__value_size(now) + 7) & ~7u);

	for (uint32_t i = 0; i < count && from >= 0 && value; i++) {
		uint32_t to = map[i];

		if (map[i] >= 0 && !bpf_map_lookup_elem(from, &i, value))
			bpf_map_update_elem(bpf_map__fd(now), &to, value, BPF_ANY);
	}
	free(value);
}

/* What is learnt anew otherwise, until when there would be no limit. */
static void carry_limit(struct carry *c, int from, uint32_t i)
{
	int fd = bpf_map__fd(c->r->skel->maps.reap_rules);
	struct ss_wire_reap_rule was, is;
	uint32_t to = c->rules[i];

	if (bpf_map_lookup_elem(from, &i, &was) || bpf_map_lookup_elem(fd, &to, &is) ||
	    is.limit_ns || !was.limit_ns)
		return;
	is.limit_ns = c->r->limits[to] = was.limit_ns;
	bpf_map_update_elem(fd, &to, &is, BPF_ANY);
}

void carry_counts(struct reaper *r, const struct ss_wire_reap_meta *old)
{
	struct carry c;
	int from;

	if (carry_init(&c, r, old))
		goto out;
	carry_array(&c, SS_REAP_MAP_STATES, r->skel->maps.reap_states, c.rules, SS_REAP_RULES);
	carry_array(&c, SS_REAP_MAP_DONE, r->skel->maps.reap_done, c.rules, SS_REAP_RULES);
	carry_array(&c, SS_REAP_MAP_TARGETS, r->skel->maps.reap_targets, c.targets,
		    SS_REAP_TARGETS);
	from = carry_open(&c, SS_REAP_MAP_RULES, r->skel->maps.reap_rules);
	for (uint32_t i = 0; i < SS_REAP_RULES && from >= 0; i++)
		if (c.learnt >> i & 1)
			carry_limit(&c, from, i);
	limits_tell(r);
out:
	carry_fini(&c);
}
