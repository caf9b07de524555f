// SPDX-License-Identifier: BSD-2-Clause
/* The BPF object: sized, told what to do, loaded, attached. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auto.h"
#include "bpf/object.h"
#include "core/log.h"
#include "filter/maps.h"
#include "guards.h"
#include "meta.h"
#include "persist.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define RING_SIZE (4u << 20)
#define CALLS_MIN 16384 /* each takes a hundred bytes of the kernel's memory, used or not */
#define CALLS_MAX (1u << 20)

/* How many targets are of a kind up to LAST; up to SS_REAP_UPROBE they are calls. */
static size_t watched(const struct reaper *r, enum ss_reap_kind last)
{
	size_t n = 0;

	for (size_t i = 0; i < r->config.target_count; i++)
		n += r->config.targets[i].kind <= last;
	return n;
}

/* Four times the threads of now: an entry stays with its thread, a sweep walks through all. */
static uint64_t room_for_calls(const struct reaper *r)
{
	uint64_t threads = 0, room;
	FILE *f;

	if (r->opt->calls)
		return r->opt->calls;
	f = fopen("/proc/loadavg", "re");
	if (f && fscanf(f, "%*f %*f %*f %*u/%lu", &threads) != 1)
		threads = 0;
	if (f)
		fclose(f);
	room = 4 * threads * watched(r, SS_REAP_UPROBE);
	return room < CALLS_MIN ? CALLS_MIN : room > CALLS_MAX ? CALLS_MAX : room;
}

static int size_maps(struct reaper *r)
{
	struct reaper_bpf *s = r->skel;
	int cpus = libbpf_num_possible_cpus(), err;
	uint32_t scratch = bpf_map__value_size(s->maps.scratches);

	err = bpf_map__set_max_entries(s->maps.calls, room_for_calls(r));
	if (!err)
		err = bpf_map__set_max_entries(s->maps.scratches, 2 * cpus);
	if (!err)
		err = meta_size(r);
	if (!err)
		err = bpf_map__set_value_size(s->maps.scratches,
					      scratch - SS_WIRE_ARGS_MAX + SS_REAP_ARGS);
	if (!err)
		err = bpf_map__set_max_entries(s->maps.reaps, RING_SIZE);
	return err ? ss_bpf_error(err, "cannot set up the BPF maps") : 0;
}

/* The rules about each target; and what each of them is told. */
static void tell_rules(struct reaper *r)
{
	struct reaper_bpf *s = r->skel;
	const struct ss_reap_config *c = &r->config;

	s->rodata->known_rules = c->used | c->protects;
	s->rodata->protects = c->protects;
	s->rodata->drop_rules = ~c->protects; /* what is not known of them protects */
	s->rodata->target_count = c->target_count;
	s->rodata->dry_run = r->opt->dry_run;
	s->rodata->mass_max = c->mass;
	s->rodata->mass_ns = c->mass_ns;
	for (int i = 0; i < SS_REAP_RULES; i++)
		for (size_t t = 0; t < c->target_count; t++)
			if (c->used >> i & 1 && c->rules[i].targets >> t & 1)
				s->rodata->target_rules[t] |= 1ull << i;
}

static struct ss_wire_reap_rule wire_rule(const struct ss_reap_rule *rule)
{
	enum ss_reap_act first = rule->steps[0].act;

	return (struct ss_wire_reap_rule){
		.limit_ns = rule->limit.ns,
		.targets = rule->targets,
		.cooldown_ns = rule->cooldown_ns,
		.rate_ns = rule->rate_ns,
		.rate = rule->rate,
		.signal = ss_reap_signal(first),
		.rank = first,
		.flags = rule->return_report ? SS_REAP_RETURN_REPORT : 0,
	};
}

static int fill_rules(struct reaper *r)
{
	int fd = bpf_map__fd(r->skel->maps.reap_rules);

	for (uint32_t i = 0; i < SS_REAP_RULES; i++) {
		struct ss_wire_reap_rule rule;

		if (!(r->config.used >> i & 1))
			continue;
		rule = wire_rule(&r->config.rules[i]);
		if (bpf_map_update_elem(fd, &i, &rule, BPF_ANY))
			return ss_error(-errno, "cannot fill the map of rules");
	}
	return 0;
}

static void choose_programs(struct reaper *r)
{
	struct reaper_bpf *s = r->skel;
	bool calls = watched(r, SS_REAP_UPROBE);
	struct bpf_program *p;

	bpf_object__for_each_program (p, s->obj)
		bpf_program__set_autoload(p, false);
	bpf_program__set_autoload(s->progs.reap_survey, true);
	bpf_program__set_autoload(s->progs.reap_exit, true);
	bpf_program__set_autoload(s->progs.reap_exec, watched(r, SS_REAP_ONCPU));
	bpf_program__set_autoload(s->progs.reap_switch, calls);
	bpf_program__set_autoload(s->progs.reap_fork, r->config.scope->by[SS_BY_TREE].count != 0);
}

static int attach_life(struct reaper *r)
{
	struct bpf_program *const life[] = { r->skel->progs.reap_exit, r->skel->progs.reap_exec,
					     r->skel->progs.reap_fork, r->skel->progs.reap_switch };

	for (size_t i = 0; i < sizeof(life) / sizeof(life[0]); i++) {
		struct bpf_link *link;

		if (!bpf_program__autoload(life[i]))
			continue;
		link = bpf_program__attach(life[i]);
		if (!link)
			return ss_bpf_error(-errno, "cannot attach the BPF programs");
		r->links[r->link_count++] = link;
	}
	return 0;
}

static int open_object(struct reaper *r)
{
	int err;

	r->skel = reaper_bpf__open();
	if (!r->skel)
		return ss_bpf_error(-errno, "cannot open the BPF object");
	err = meta_describe(r);
	return err ? ss_error(err, "cannot describe the rules") : 0;
}

static int load(struct reaper *r)
{
	struct ss_filter_maps maps;
	int err;

	choose_programs(r);
	tell_rules(r);
	maps = (struct ss_filter_maps){ SS_FILTER_WHO(r->skel) };
	err = targets_prepare(r);
	if (!err)
		err = auto_prepare(r);
	if (!err)
		err = size_maps(r);
	if (!err)
		err = ss_filter_size(&maps, r->config.scope);
	if (err)
		return err;
	err = reaper_bpf__load(r->skel);
	if (err)
		return ss_bpf_error(err, "cannot load the BPF programs");
	r->skel->bss->closed = r->opt->persist; /* until all of it is pinned */
	limits_tell(r);
	err = fill_rules(r);
	return err ? err : ss_filter_fill(&maps, r->config.scope);
}

int reaper_load_survey(struct reaper *r, uint64_t *without)
{
	struct ss_filter_maps maps;
	struct bpf_program *p;
	int err;

	r->skel = reaper_bpf__open();
	if (!r->skel)
		return ss_bpf_error(-errno, "cannot open the BPF object");
	*without = targets_try(r);
	bpf_object__for_each_program (p, r->skel->obj)
		bpf_program__set_autoload(p, p == r->skel->progs.reap_survey);
	tell_rules(r);
	maps = (struct ss_filter_maps){ SS_FILTER_WHO(r->skel) };
	err = size_maps(r);
	if (!err)
		err = ss_filter_size(&maps, r->config.scope);
	if (err)
		return err;
	err = reaper_bpf__load(r->skel);
	if (err)
		return ss_bpf_error(err, "cannot load the BPF programs");
	err = ss_filter_fill(&maps, r->config.scope);
	return err ? err : guards_fill(r);
}

/* A look at all processes tells the programs who we are, before they are attached. */
static int nobody(void *arg, const struct ss_wire_survey *s)
{
	(void)arg;
	(void)s;
	return 0;
}

/* What is needed whether the programs are new or were there. */
static int look_around(struct reaper *r)
{
	int err = guards_fill(r);

	if (!err && (err = reaper_survey(r, nobody, NULL)))
		ss_error(err, "cannot look at the processes there are");
	if (!err && (err = ss_ringbuf_open(&r->ring, bpf_map__fd(r->skel->maps.reaps), RING_SIZE)))
		ss_error(err, "cannot open the ring buffer");
	r->ring_open = !err;
	return err;
}

static int load_and_attach(struct reaper *r)
{
	int err = load(r);

	if (!err)
		err = look_around(r);
	if (!err)
		err = attach_life(r);
	if (!err)
		err = targets_attach(r);
	if (!err && (err = meta_write(r)))
		ss_error(err, "cannot say what this is");
	return err;
}

static int persist(struct reaper *r)
{
	struct persist *p = NULL;
	int err = persist_look(r, &p);

	if (!err)
		err = r->adopted ? persist_adopt(r, p) : load_and_attach(r);
	if (!err)
		err = r->adopted ? look_around(r) : persist_commit(r, p);
	persist_free(p);
	if (!err)
		persist_warn(r);
	return err;
}

int reaper_load(struct reaper *r)
{
	int err = targets_choose(r);

	if (!err)
		err = open_object(r);
	if (err)
		return err;
	return r->opt->persist ? persist(r) : load_and_attach(r);
}

/* What is pinned stays attached: its links are only let go of. */
void reaper_unload(struct reaper *r)
{
	if (r->pinned) {
		r->skel->bss->self_tgid = 0;
		meta_own(r, false);
	}
	for (size_t i = r->link_count; i-- > 0;) {
		if (r->pinned)
			bpf_link__disconnect(r->links[i]);
		bpf_link__destroy(r->links[i]);
	}
	r->link_count = 0;
	bpf_link__destroy(r->survey_link);
	if (r->ring_open)
		ss_ringbuf_close(&r->ring);
	reaper_bpf__destroy(r->skel);
	for (size_t i = 0; i < SS_REAP_TARGETS; i++)
		free(r->targets[i].binary);
	ss_strbuf_fini(&r->meta_text);
}
