// SPDX-License-Identifier: BSD-2-Clause
/* --cost: how long the programs ran, and ss-trace itself. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bpf/object.h"
#include "bpf/progstat.h"
#include "core/clock.h"
#include "core/log.h"
#include "event/cost.h"
#include "trace.h"
#include "trace.skel.h"

struct cost_program {
	const struct bpf_program *program;
	const char *hook;
	struct ss_progstat before;
};

struct trace_cost {
	int stats_fd; /* while it is open the kernel measures */
	uint64_t since_ns, self_ns;
	size_t count;
	struct cost_program programs[];
};

static uint64_t self_ns(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * SS_NS_PER_SEC + ts.tv_nsec;
}

/* What it is attached to: one hook of those a program may have. */
static const char *hook_of(const struct trace *t, const struct bpf_program *p)
{
	const char *name = bpf_program__name(p);

	for (int type = 0; type < SS_EVENT_TYPES; type++)
		for (size_t i = 0; i < t->hooks[type].part_count; i++) {
			const struct hook_way *way = t->hooks[type].parts[i].way;

			for (size_t u = 0; way && u < HOOK_USES && way->uses[u].program; u++)
				if (!strcmp(way->uses[u].program, name))
					return way->uses[u].target ?: way->name;
		}
	return NULL;
}

int cost_start(struct trace *t)
{
	struct bpf_program *p;
	size_t n = 0;

	if (!t->opt->cost)
		return 0;
	bpf_object__for_each_program (p, t->skel->obj)
		n++;
	t->cost = calloc(1, sizeof(*t->cost) + n * sizeof(t->cost->programs[0]));
	if (!t->cost)
		return ss_error(-ENOMEM, "cannot measure the cost");
	t->cost->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (t->cost->stats_fd < 0)
		return ss_bpf_error(-errno, "cannot switch on BPF statistics");
	t->cost->since_ns = ss_clock_mono();
	t->cost->self_ns = self_ns();
	bpf_object__for_each_program (p, t->skel->obj) {
		const char *hook = bpf_program__fd(p) >= 0 ? hook_of(t, p) : NULL;
		struct cost_program *c = &t->cost->programs[t->cost->count];

		if (!hook)
			continue;
		*c = (struct cost_program){ .program = p, .hook = hook };
		ss_progstat_read(bpf_program__fd(p), &c->before);
		t->cost->count++;
	}
	return 0;
}

void cost_stop(struct trace *t)
{
	if (t->cost && t->cost->stats_fd >= 0)
		close(t->cost->stats_fd);
	free(t->cost);
	t->cost = NULL;
}

static int print(struct trace *t, uint64_t boot_ns, const struct ss_cost *c)
{
	size_t start = t->out.buf.len;
	struct ss_json w;

	ss_json_init(&w, &t->out.buf);
	ss_stream_begin(&t->stream, &w, "meta.cost", boot_ns);
	ss_cost_write(&w, c);
	ss_json_end_line(&w);
	return trace_line(t, start);
}

int cost_print(struct trace *t)
{
	struct trace_cost *cost = t->cost;
	uint64_t now = ss_clock_mono(), self = self_ns(), boot = ss_clock_boot();
	struct ss_cost c = { 0 };
	int err = 0;

	if (!cost)
		return 0;
	c.duration_ns = now - cost->since_ns;
	for (size_t i = 0; i < cost->count && !err; i++) {
		struct cost_program *p = &cost->programs[i];
		struct ss_progstat stat;

		if (ss_progstat_read(bpf_program__fd(p->program), &stat))
			continue;
		c.program = bpf_program__name(p->program);
		c.hook = p->hook;
		c.runs = stat.runs - p->before.runs;
		c.ns = stat.ns - p->before.ns;
		p->before = stat;
		err = print(t, boot, &c);
	}
	c = (struct ss_cost){ .program = "ss-trace",
			      .ns = self - cost->self_ns,
			      .duration_ns = c.duration_ns };
	cost->since_ns = now;
	cost->self_ns = self;
	return err ? err : print(t, boot, &c);
}
