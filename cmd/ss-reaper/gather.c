// SPDX-License-Identifier: BSD-2-Clause
/* What the maps of instances say. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/progstat.h"
#include "core/clock.h"
#include "core/json_read.h"
#include "core/log.h"
#include "instance.h"
#include "reaper.skel.h"
#include "reaper/window.h"
#include "status.h"
#include "wire_reaper.h"

/* A copy; NULL: there is none. */
static char *string_of(struct ss_json_val v, const char *path)
{
	struct ss_json_val s = ss_json_path(v, path);
	const char *text, *from;
	char *copy;
	size_t len;

	if (!ss_json_exists(s))
		return NULL;
	ss_json_text(s, &text, &len);
	copy = malloc(len + 1);
	if (!copy || !ss_json_get_str(s, copy, &from, &len)) {
		free(copy);
		return NULL;
	}
	memmove(copy, from, len);
	copy[len] = '\0';
	return copy;
}

static void read_rule(struct status *s, struct ss_json_val json, const int *fds)
{
	struct status_rule *rule = &s->rules[s->rule_count++];
	struct ss_wire_reap_state state = { 0 }, done = { 0 };
	struct ss_wire_reap_rule wire = { 0 };
	uint64_t n = 0;
	uint32_t i;

	ss_json_get_u64(ss_json_path(json, "rule"), &n);
	i = n;
	rule->name = string_of(json, "name");
	rule->action = string_of(json, "action");
	ss_json_get_bool(ss_json_path(json, "auto"), &rule->automatic);
	bpf_map_lookup_elem(fds[SS_REAP_MAP_RULES], &i, &wire);
	bpf_map_lookup_elem(fds[SS_REAP_MAP_STATES], &i, &state);
	bpf_map_lookup_elem(fds[SS_REAP_MAP_DONE], &i, &done);
	rule->limit_ns = wire.limit_ns;
	rule->last_ns = done.last_ns > state.last_ns ? done.last_ns : state.last_ns;
	for (int v = 0; v < SS_REAP_VERDICTS; v++)
		rule->verdicts[v] = state.verdicts[v] + done.verdicts[v];
}

static void add_counts(struct status_target *t, const struct ss_wire_reap_target *wire)
{
	t->calls += wire->calls;
	t->late += wire->late;
	t->untracked += wire->untracked;
	t->nested += wire->nested;
	for (uint32_t b = 0; b < SS_REAP_BUCKETS; b++) {
		uint64_t low = ss_reap_bucket_low(b) | 1;

		if (!wire->buckets[b])
			continue;
		t->octaves[63 - __builtin_clzll(low)] += wire->buckets[b];
		t->timed += wire->buckets[b];
	}
}

static void read_target(struct status *s, struct ss_json_val json, int fd)
{
	uint32_t i = s->target_count;
	struct status_target *t = &s->targets[s->target_count++];
	int cpus = libbpf_num_possible_cpus();
	struct ss_wire_reap_target *per_cpu = calloc(cpus, sizeof(*per_cpu));

	t->kind = string_of(json, "kind");
	t->name = string_of(json, "name");
	t->hook = string_of(json, "hook");
	if (per_cpu && !bpf_map_lookup_elem(fd, &i, per_cpu))
		for (int cpu = 0; cpu < cpus; cpu++)
			add_counts(t, &per_cpu[cpu]);
	free(per_cpu);
}

static void read_calls(struct status *s, int fd)
{
	uint64_t key, next, now = ss_clock_mono();
	bool more = !bpf_map_get_next_key(fd, NULL, &next);
	struct ss_wire_reap_call call;

	while (more) {
		uint32_t target = (uint32_t)next;

		key = next;
		more = !bpf_map_get_next_key(fd, &key, &next);
		if (target >= s->target_count || bpf_map_lookup_elem(fd, &key, &call) ||
		    !call.since || call.since > now)
			continue;
		s->targets[target].under_way++;
		if (now - call.since > s->targets[target].oldest_ns)
			s->targets[target].oldest_ns = now - call.since;
	}
}

static void read_lost(struct status *s, const struct ss_wire_reap_meta *meta, int fd)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info), zero = 0;
	char *bss;

	if (bpf_obj_get_info_by_fd(fd, &info, &len) ||
	    meta->lost_at + sizeof(s->lost) > info.value_size)
		return;
	bss = malloc(info.value_size);
	if (bss && !bpf_map_lookup_elem(fd, &zero, bss))
		memcpy(&s->lost, bss + meta->lost_at, sizeof(s->lost));
	free(bss);
}

/* Of a map whose values have another size nothing is read. */
static int open_map(const struct ss_wire_reap_meta *meta, enum ss_wire_reap_map which, size_t size)
{
	struct bpf_map_info info = { 0 };
	uint32_t len = sizeof(info);
	int fd = bpf_map_get_fd_by_id(meta->maps[which]);

	if (fd < 0)
		return -errno;
	if (size && (bpf_obj_get_info_by_fd(fd, &info, &len) || info.value_size != size)) {
		close(fd);
		return -EBADMSG;
	}
	return fd;
}

static int open_maps(const struct ss_wire_reap_meta *meta, int *fds)
{
	static const size_t sizes[SS_REAP_MAPS] = {
		[SS_REAP_MAP_CALLS] = sizeof(struct ss_wire_reap_call),
		[SS_REAP_MAP_RULES] = sizeof(struct ss_wire_reap_rule),
		[SS_REAP_MAP_STATES] = sizeof(struct ss_wire_reap_state),
		[SS_REAP_MAP_DONE] = sizeof(struct ss_wire_reap_state),
		[SS_REAP_MAP_TARGETS] = sizeof(struct ss_wire_reap_target),
	};
	int err = 0;

	for (int i = 0; i < SS_REAP_MAPS; i++) {
		fds[i] = open_map(meta, i, sizes[i]);
		if (fds[i] < 0)
			err = fds[i];
	}
	return err;
}

static int read_maps(struct status *s, const struct ss_wire_reap_meta *meta,
		     struct ss_json_val root)
{
	int fds[SS_REAP_MAPS], err = open_maps(meta, fds);

	s->means = string_of(root, "means");
	if (!err) {
		ss_for_each_json (rule, ss_json_path(root, "rules"))
			if (s->rule_count < SS_REAP_RULES)
				read_rule(s, rule, fds);
		ss_for_each_json (target, ss_json_path(root, "targets"))
			if (s->target_count < SS_REAP_TARGETS)
				read_target(s, target, fds[SS_REAP_MAP_TARGETS]);
		read_calls(s, fds[SS_REAP_MAP_CALLS]);
		read_lost(s, meta, fds[SS_REAP_MAP_BSS]);
		s->missed = ss_progstat_misses_of(meta->maps[SS_REAP_MAP_BSS]);
	}
	for (int i = 0; i < SS_REAP_MAPS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return err;
}

/* One that goes while we look at it is left out. */
static int on_instance(void *arg, const struct ss_wire_reap_meta *meta)
{
	struct status_list *list = arg;
	struct status *all = reallocarray(list->all, list->count + 1, sizeof(*all)), *s;
	struct ss_json_doc *doc = ss_json_doc_new();

	if (all)
		list->all = all;
	if (!all || !doc) {
		ss_json_doc_free(doc);
		return -ENOMEM;
	}
	s = &all[list->count];
	memset(s, 0, sizeof(*s));
	memcpy(s->name, meta->name, sizeof(s->name));
	s->pid = instance_is_owned(meta) ? meta->owner_pid : 0;
	s->pinned = meta->pinned;
	s->began_boot_ns = meta->began_boot_ns;
	list->count++;
	if (ss_json_parse(doc, meta->text, meta->text_len, NULL) ||
	    read_maps(s, meta, ss_json_root(doc)))
		s->rule_count = s->target_count = 0;
	ss_json_doc_free(doc);
	return 0;
}

int status_gather(struct status_list *list, const char *name)
{
	int err = instances_each(name, on_instance, list);

	return err ? ss_bpf_error(err, "cannot look for instances") : 0;
}

void status_free(struct status_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct status *s = &list->all[i];

		for (size_t n = 0; n < SS_REAP_RULES; n++) {
			free(s->rules[n].name);
			free(s->rules[n].action);
		}
		for (size_t n = 0; n < SS_REAP_TARGETS; n++) {
			free(s->targets[n].kind);
			free(s->targets[n].name);
			free(s->targets[n].hook);
		}
		free(s->means);
	}
	free(list->all);
}

uint64_t status_octave_from(int octave)
{
	return octave ? UINT64_C(1) << octave : 0;
}

void status_range(const struct status_target *t, int *first, int *last)
{
	*first = OCTAVES;
	*last = -1;
	for (int i = 0; i < OCTAVES; i++) {
		if (!t->octaves[i])
			continue;
		if (*first == OCTAVES)
			*first = i;
		*last = i;
	}
}
