// SPDX-License-Identifier: BSD-2-Clause
#include "auto.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "reaper/window.h"
#include "wire_reaper.h"

#define LOOK_MAX SS_NS_PER_SEC /* between two looks at the durations */
#define LOOK_MIN (SS_NS_PER_SEC / 50)

/* The durations of a rule, or of one file under it, and the limit made of them. */
struct reaper_auto {
	struct reaper_auto *next;
	struct ss_wire_reap_whose whose;
	char *exe; /* NULL: all, or its name did not get through */
	struct ss_reap_auto its;
	uint64_t calls, called_ns; /* how many there were, and when there was another one */
};

/* A program whose name did not get through is named by its file. */
static char *name_of(const struct ss_wire_reap_whose *whose)
{
	char *text;
	int n = asprintf(&text, "inode %llu of device %llu:%llu", whose->inode, whose->dev >> 20,
			 whose->dev & 0xfffff);

	return n < 0 ? NULL : text;
}

/* What the programs counted on all processors; nothing, if they have not begun. */
static struct ss_reap_hist counters(struct reaper *r, const struct ss_wire_reap_whose *whose)
{
	size_t cpus = libbpf_num_possible_cpus();
	struct ss_wire_reap_hist *each = r->auto_room;
	struct ss_reap_hist sum = { 0 };

	if (bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.durations), whose, each))
		return sum;
	for (size_t cpu = 0; cpu < cpus; cpu++)
		for (int i = 0; i < SS_REAP_BUCKETS; i++)
			sum.count[i] += each[cpu].count[i];
	return sum;
}

static int tell(struct reaper *r, const struct reaper_auto *a)
{
	size_t start = r->out.buf.len;
	const struct ss_reap_limit *rule = &r->config.rules[a->whose.rule].limit;
	struct ss_reap_learnt learnt = {
		.rule = a->whose.rule,
		.target = __builtin_ctzll(r->config.rules[a->whose.rule].targets),
		.exe = a->exe,
		.limit_ns = a->its.limit_ns,
		.quantile_ppm = rule->quantile_ppm,
		.quantile_ns = a->its.quantile_ns,
		.samples = a->its.samples,
		.need = rule->samples,
	};
	int err = ss_reap_learnt_write(&r->stream, &r->names, &learnt, &r->out.buf);

	return err ? err : reaper_line(r, start);
}

/* The limit of a rule; where each file has its own, the least of them: who is below it is in time.
 */
static uint64_t limit_of(const struct reaper *r, uint32_t rule)
{
	uint64_t least = 0;

	for (const struct reaper_auto *a = r->autos; a; a = a->next)
		if (a->whose.rule == rule && a->its.limit_ns && (!least || a->its.limit_ns < least))
			least = a->its.limit_ns;
	return least;
}

static int put_in_force(struct reaper *r, const struct reaper_auto *a)
{
	int fd = bpf_map__fd(r->skel->maps.exe_limits);

	if (a->whose.inode && bpf_map_update_elem(fd, &a->whose, &a->its.limit_ns, BPF_ANY))
		return -errno;
	return limits_set(r, a->whose.rule, limit_of(r, a->whose.rule));
}

/* One that the maps may know already: SO_FAR is what was counted before the window. */
static struct reaper_auto *add(struct reaper *r, const struct ss_wire_reap_whose *whose,
			       const struct ss_reap_hist *so_far)
{
	struct reaper_auto *a = calloc(1, sizeof(*a));
	struct ss_wire_reap_rule rule;
	uint64_t limit = 0;

	if (!a)
		return NULL;
	a->whose = *whose;
	a->called_ns = ss_clock_mono();
	ss_reap_auto_init(&a->its, &r->config.rules[whose->rule].limit);
	if (whose->inode)
		bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.exe_limits), whose, &limit);
	else if (!bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.reap_rules), &whose->rule, &rule))
		limit = rule.limit_ns;
	if (limit)
		ss_reap_auto_restore(&a->its, limit);
	ss_reap_window_add(&a->its.window, so_far, a->called_ns);
	a->next = r->autos;
	r->autos = a;
	return a;
}

static struct reaper_auto *find(const struct reaper *r, const struct ss_wire_reap_whose *whose)
{
	struct reaper_auto *a = r->autos;

	while (a && memcmp(&a->whose, whose, sizeof(*whose)) != 0)
		a = a->next;
	return a;
}

int auto_met(struct reaper *r, const void *data, size_t size)
{
	const struct ss_wire_met *record = data;
	const struct ss_reap_hist none = { 0 };
	struct reaper_auto *a;
	char *exe;
	int err = ss_reap_met_read(data, size, &exe);

	if (err)
		return err;
	a = find(r, &record->whose);
	if (!a)
		a = add(r, &record->whose, &none);
	if (!a || a->exe) {
		free(exe);
		return a ? 0 : -ENOMEM;
	}
	a->exe = exe;
	return tell(r, a);
}

/* Those that have not been called for a window, when others want their room. */
static void make_room(struct reaper *r, uint64_t now)
{
	uint64_t left_out = r->skel->bss->left_out;

	if (left_out == r->left_out)
		return;
	if (!r->left_out)
		ss_warn("there are more programs than limits are made for (%u): the others have "
			"none",
			bpf_map__max_entries(r->skel->maps.durations));
	r->left_out = left_out;
	for (struct reaper_auto **at = &r->autos, *a; (a = *at);) {
		if (!a->whose.inode || now - a->called_ns < a->its.rule.window_ns) {
			at = &a->next;
			continue;
		}
		bpf_map_delete_elem(bpf_map__fd(r->skel->maps.durations), &a->whose);
		bpf_map_delete_elem(bpf_map__fd(r->skel->maps.exe_limits), &a->whose);
		*at = a->next;
		free(a->exe);
		free(a);
	}
}

static int update(struct reaper *r, struct reaper_auto *a, uint64_t now)
{
	struct ss_reap_hist h = counters(r, &a->whose);
	uint64_t calls = ss_reap_hist_total(&h);
	int err;

	if (calls != a->calls)
		a->called_ns = now;
	a->calls = calls;
	if (!ss_reap_auto_update(&a->its, &h, now))
		return 0;
	if (a->whose.inode && !a->exe && !(a->exe = name_of(&a->whose)))
		return -ENOMEM;
	err = put_in_force(r, a);
	return err ? err : tell(r, a);
}

static int look(struct reaper *r)
{
	uint64_t now = ss_clock_mono();
	int err = 0;

	make_room(r, now);
	for (struct reaper_auto *a = r->autos; a && !err; a = a->next)
		err = update(r, a, now);
	return err ? err : reaper_flush(r);
}

static int on_time(void *arg)
{
	return reaper_fail(arg, look(arg), "cannot follow what calls take");
}

/* The name of a program that an earlier run has met. */
static int name_adopted(void *arg, const struct ss_wire_survey *s)
{
	struct reaper *r = arg;
	char path[PATH_MAX], link[64];
	ssize_t n;

	for (struct reaper_auto *a = r->autos; a; a = a->next) {
		if (a->exe || a->whose.inode != s->inode || a->whose.dev != s->dev)
			continue;
		snprintf(link, sizeof(link), "/proc/%u/exe", s->task.id.tgid);
		n = readlink(link, path, sizeof(path));
		if (n > 0)
			a->exe = strndup(path, n);
	}
	return 0;
}

/* All that an earlier run has met. */
static int adopt(struct reaper *r)
{
	struct ss_reap_hist h;
	int fd = bpf_map__fd(r->skel->maps.durations);
	struct ss_wire_reap_whose key, next;
	bool first = true;

	while (!bpf_map_get_next_key(fd, first ? NULL : &key, &next)) {
		h = counters(r, &next);
		if (next.rule < SS_REAP_RULES && !find(r, &next) && !add(r, &next, &h))
			return -ENOMEM;
		key = next;
		first = false;
	}
	return first || !r->skel->rodata->exe_rules ? 0 : reaper_survey(r, name_adopted, r);
}

static int begin(struct reaper *r, uint64_t *every)
{
	int err = 0;

	for (uint32_t i = 0; i < SS_REAP_RULES && !err; i++) {
		struct ss_wire_reap_whose all = { .rule = i };
		const struct ss_reap_limit *limit = &r->config.rules[i].limit;
		struct ss_reap_hist h;
		struct reaper_auto *a;

		if (!(r->skel->rodata->auto_rules >> i & 1))
			continue;
		if (limit->window_ns / SS_REAP_SLICES < *every)
			*every = limit->window_ns / SS_REAP_SLICES;
		if (limit->per_exe)
			continue;
		h = counters(r, &all);
		a = add(r, &all, &h);
		err = a ? tell(r, a) : -ENOMEM;
	}
	return err;
}

int auto_start(struct reaper *r)
{
	uint64_t every = LOOK_MAX;
	struct ss_timer *timer;
	int err;

	if (!r->skel->rodata->auto_rules)
		return 0;
	r->auto_room = calloc(libbpf_num_possible_cpus(), sizeof(struct ss_wire_reap_hist));
	timer = ss_loop_add_timer(r->loop, on_time, r);
	if (!r->auto_room || !timer)
		return -ENOMEM;
	err = begin(r, &every);
	if (!err)
		err = adopt(r);
	for (struct reaper_auto *a = r->autos; a && !err; a = a->next)
		if (a->its.limit_ns)
			err = put_in_force(r, a);
	if (every < LOOK_MIN)
		every = LOOK_MIN;
	return err ? err : ss_timer_set(timer, every, every);
}

void auto_fini(struct reaper *r)
{
	for (struct reaper_auto *a = r->autos, *next; a; a = next) {
		next = a->next;
		free(a->exe);
		free(a);
	}
	free(r->auto_room);
}
