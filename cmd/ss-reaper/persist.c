// SPDX-License-Identifier: BSD-2-Clause
#include "persist.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/pin.h"
#include "carry.h"
#include "core/log.h"
#include "instance.h"
#include "meta.h"
#include "pins.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

struct persist {
	int lock;
	struct pins pins;
	struct ss_wire_reap_meta *there; /* NULL: there is nothing yet */
	bool done;
	const char *name;
};

static int look(struct reaper *r, struct persist *p)
{
	int err = pins_read(p->pins.live, &p->there);

	if (err) {
		p->there = NULL;
		if (pins_empty(&p->pins))
			return 0;
		return ss_error(-EEXIST, "--persist: what is in %s is not of this ss-reaper",
				p->pins.live);
	}
	if (instance_is_owned(p->there)) {
		ss_error(0,
			 "--persist: '%s' is run by process %u already (ss-reaper stop %s ends it)",
			 r->instance, p->there->owner_pid, r->instance);
		return -EBUSY;
	}
	if (!meta_is_same(r, p->there))
		return 0;
	r->adopted = pins_complete(r, p->pins.live, p->there->links);
	if (!r->adopted)
		ss_warn("pins are missing in %s: all are made anew", p->pins.live);
	return 0;
}

int persist_look(struct reaper *r, struct persist **persist)
{
	struct persist *p = *persist = calloc(1, sizeof(*p));
	int err;

	if (!p)
		return ss_error(-ENOMEM, "cannot start");
	p->name = r->instance;
	p->lock = ss_pin_lock();
	if (p->lock < 0)
		return p->lock;
	err = pins_make(&p->pins, r->instance);
	return err ? err : look(r, p);
}

static void read_limits(struct reaper *r)
{
	for (uint32_t i = 0; i < SS_REAP_RULES; i++) {
		struct ss_wire_reap_rule rule;

		if (r->config.used >> i & 1 &&
		    !bpf_map_lookup_elem(bpf_map__fd(r->skel->maps.reap_rules), &i, &rule))
			r->limits[i] = rule.limit_ns;
	}
}

static int open_survey(struct reaper *r, const struct persist *p)
{
	char path[PIN_PATH + 16];

	snprintf(path, sizeof(path), "%s/link_survey", p->pins.live);
	r->survey_link = bpf_link__open(path);
	return r->survey_link ? 0 : ss_error(-errno, "--persist: cannot open %s", path);
}

int persist_adopt(struct reaper *r, struct persist *p)
{
	struct bpf_program *program;
	int err;

	bpf_object__for_each_program (program, r->skel->obj)
		bpf_program__set_autoload(program, false);
	err = pins_take(r, &p->pins);
	if (err)
		return err;
	err = reaper_bpf__load(r->skel);
	if (err)
		return ss_bpf_error(err, "--persist: cannot take over what is pinned");
	err = open_survey(r, p);
	if (err)
		return err;
	read_limits(r);
	r->pinned = p->done = true;
	err = meta_own(r, true);
	return err ? ss_error(err, "--persist: cannot say whose it is") : 0;
}

/* From now on it acts; then it is in force; then what is known goes over, and the other goes. */
static int put_in_force(struct reaper *r, struct persist *p)
{
	int err;

	if (p->there)
		carry_counts(r, p->there);
	r->skel->bss->closed = 0;
	err = pins_swap(&p->pins);
	if (err)
		return ss_error(err, "--persist: cannot rename %s", p->pins.next);
	r->pinned = p->done = true;
	if (p->there && (err = carry_calls(r, p->there)))
		ss_error(err, "calls that are under way are not known");
	return 0;
}

int persist_commit(struct reaper *r, struct persist *p)
{
	int err = pins_tidy(r->instance);

	if (err)
		return ss_error(err, "--persist: cannot remove what an earlier one left");
	err = pins_make(&p->pins, r->instance);
	if (!err)
		err = pins_put(r, &p->pins);
	if (!err && (err = meta_set_pinned(r, r->link_count)))
		ss_error(err, "--persist: cannot say what is pinned");
	return err ? err : put_in_force(r, p);
}

void persist_free(struct persist *p)
{
	if (!p)
		return;
	if (p->lock >= 0) {
		/* Of what was not finished nothing stays; nor of what is no longer in force. */
		pins_tidy(p->name);
		close(p->lock);
	}
	free(p->there);
	free(p);
}

/* Of the calls and the time that RULE is about, what only a running command notices. */
static const char *only_while_running(const struct reaper *r, const struct ss_reap_rule *rule)
{
	for (size_t i = 0; i < r->config.target_count; i++) {
		if (!(rule->targets >> i & 1))
			continue;
		if (r->targets[i].way == REAPER_SURVEY)
			return "the age of processes is not looked at";
		if (r->targets[i].way == REAPER_KPROBE)
			return "calls are not looked at";
	}
	if (rule->steps[0].act == SS_REAP_FREEZE || rule->steps[0].act == SS_REAP_CGROUP_KILL)
		return "nothing is done";
	return rule->step_count > 1 ? "only the first step is taken" : NULL;
}

void persist_warn(const struct reaper *r)
{
	for (int i = 0; i < SS_REAP_RULES; i++) {
		const char *what;

		if (!(r->config.used >> i & 1))
			continue;
		what = only_while_running(r, &r->config.rules[i]);
		if (what)
			ss_warn("rule %s: %s while ss-reaper does not run", r->config.rules[i].name,
				what);
	}
}
