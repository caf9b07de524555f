// SPDX-License-Identifier: BSD-2-Clause
/* The life of a watch: read the rules, load, attach, run, settle. */
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auto.h"
#include "bpf/probe.h"
#include "chase.h"
#include "core/clock.h"
#include "core/log.h"
#include "gone.h"
#include "guards.h"
#include "hooks.h"
#include "mass.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

#define PROCESSES_MAX 4096

static int take_gone(struct reaper *r, const void *data, size_t size)
{
	struct ss_reap_end end;
	int err = ss_reap_gone_read(data, size, &end);

	if (err)
		return err;
	chase_gone(r, &end);
	hooks_after(r, &end);
	return ss_reap_end_write(&r->stream, &r->names, &end, &r->out.buf);
}

/* By the guard against a mass, in the kernel. */
static bool is_spared(const void *data, size_t size)
{
	const struct ss_wire_overdue *o = data;

	return size >= sizeof(*o) && o->head.kind == SS_WIRE_OVERDUE && o->verdict == SS_REAP_MASS;
}

static int take(struct reaper *r, const void *data, size_t size)
{
	const struct ss_wire_head *head = data;
	size_t start;
	int err = -EBADMSG;

	if (size >= sizeof(*head) && head->kind == SS_WIRE_MET)
		return reaper_fail(r, auto_met(r, data, size), "cannot follow a program");
	if (is_spared(data, size))
		mass_held(r);
	start = r->out.buf.len;
	if (size >= sizeof(*head) && head->kind == SS_WIRE_GONE)
		err = take_gone(r, data, size);
	else if (size >= sizeof(*head))
		err = ss_reap_take(&r->stream, &r->names, data, size, &r->out.buf);
	if (err)
		return reaper_fail(r, err, "a record from the kernel makes no sense");
	err = reaper_line(r, start);
	reaper_count(r);
	if (!err && head->kind == SS_WIRE_OVERDUE)
		err = chase_record(r, data);
	return err;
}

int reaper_drain(struct reaper *r)
{
	const void *data;
	size_t size;
	int err = 0;

	while (!err && !r->done && ss_ringbuf_peek(&r->ring, &data, &size) == SS_RINGBUF_RECORD) {
		err = take(r, data, size);
		ss_ringbuf_take(&r->ring, size);
	}
	ss_ringbuf_tell(&r->ring);
	return err;
}

static int on_ring(void *arg)
{
	struct reaper *r = arg;
	int err = reaper_drain(r);

	return err ? err : reaper_settle(r);
}

static int on_deadline(void *arg)
{
	(void)arg;
	return REAPER_DONE;
}

static int start_timers(struct reaper *r)
{
	struct ss_timer *deadline = ss_loop_add_timer(r->loop, on_deadline, r);
	int err = deadline ? 0 : -errno;

	if (!err && r->opt->duration_ns)
		err = ss_timer_set(deadline, r->opt->duration_ns, 0);
	if (!err)
		err = ss_loop_add_fd(r->loop, bpf_map__fd(r->skel->maps.reaps), on_ring, r);
	if (!err)
		err = guards_watch(r);
	if (!err)
		err = chase_start(r);
	if (!err)
		err = seed_calls(r);
	if (!err)
		err = mass_start(r);
	if (!err)
		err = hooks_start(r);
	if (!err)
		err = sweep_start(r);
	if (!err)
		err = life_start(r);
	return err ? ss_error(err, "cannot set up the event loop") : 0;
}

static int read_rules(struct reaper *r)
{
	struct ss_reap_config *c = &r->config;
	int err = ss_reap_config_init(c);
	bool in_file;

	for (size_t i = 0; i < r->opt->configs.count && !err; i++)
		err = ss_reap_config_file(c, r->opt->configs.items[i]);
	in_file = err;
	if (!err)
		err = ss_filter_add(&r->opt->scope, c->scope, SS_BY_PATH);
	if (!err)
		err = ss_reap_config_options(c, &r->opt->rule);
	if (!err)
		err = ss_reap_config_finish(c);
	if (err > 0)
		return err; /* it has been said */
	if (err == -EINVAL) {
		ss_error(err, "%s", c->why.data ? c->why.data : c->scope->why.data);
		return in_file ? SS_EXIT_USAGE : ss_cli_try_help();
	}
	if (err)
		return ss_error(err, "%s", c->why.data ? c->why.data : "cannot read the rules");
	for (size_t i = 0; i < c->warning_count; i++)
		ss_warn("%s", c->warnings[i]);
	gone_warn(c);
	hooks_warn(r);
	return 0;
}

/* Process ids are the kernel's own, which a PID namespace shows otherwise. */
static void warn_of_namespace(void)
{
	struct ss_probe_result pid_ns;

	ss_probe_run(SS_PROBE_PID_NS, &pid_ns);
	if (pid_ns.err == -EXDEV)
		ss_warn("not in the initial PID namespace: only what the kernel does at once is "
			"done; whoever has to be met from here is not found");
}

/* On a machine that is busy with what has to be ended, we are not to wait for our turn. */
static void take_priority(const struct reaper *r)
{
	const struct sched_param param = { .sched_priority = 1 };

	if (!r->opt->priority && sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param))
		ss_info("no real-time priority: %s", strerror(errno));
}

static int start(struct reaper *r)
{
	int err = reaper_load(r);

	if (!err)
		err = start_timers(r);
	if (err)
		return err;
	warn_of_namespace();
	take_priority(r);
	reaper_meta_start(r);
	err = reaper_fail(r, auto_start(r), "cannot follow what calls take");
	if (err)
		return err;
	malloc_trim(0);
	return reaper_flush(r);
}

static int watch(struct reaper *r)
{
	int err = ss_loop_run(r->loop);
	const char *why = ss_loop_signal(r->loop) ? "signal" : r->done ? "count" : "duration";

	r->skel->bss->closed = !r->pinned;
	if (err && err != REAPER_DONE)
		return err;
	if (!r->done)
		err = on_ring(r);
	if (err && err != REAPER_DONE)
		return err;
	mass_stop(r);
	reaper_meta_stop(r, why);
	return reaper_flush(r);
}

/* One that is not to be found again needs no name of its own. */
static void name_instance(struct reaper *r)
{
	if (r->opt->name)
		snprintf(r->instance, sizeof(r->instance), "%s", r->opt->name);
	else if (r->opt->persist)
		strcpy(r->instance, "default");
	else
		snprintf(r->instance, sizeof(r->instance), "%d", getpid());
}

int reaper_run(const struct reaper_options *opt)
{
	struct reaper r = { .opt = opt };
	int err = read_rules(&r);

	name_instance(&r);
	if (err)
		goto out;
	r.loop = ss_loop_new();
	if (!r.loop) {
		err = ss_error(-errno, "cannot set up the event loop");
		goto out;
	}
	ss_out_init(&r.out, STDOUT_FILENO, ss_loop_signal_fd(r.loop));
	err = ss_view_init(&r.view, opt->format, NULL, opt->color);
	if (!err)
		err = ss_stream_init(&r.stream, PROCESSES_MAX);
	if (err)
		ss_error(err, "cannot start");
	if (!err)
		err = names_init(&r);
	if (!err)
		err = start(&r);
	if (!err)
		err = reaper_fail(&r, watch(&r), "cannot go on watching");
	chase_fini(&r);
	hooks_fini(&r);
	auto_fini(&r);
	reaper_unload(&r);
	told_fini(&r.told);
	told_fini(&r.told_lives);
	ss_file_ids_fini(&r.services);
	names_fini(&r);
	ss_stream_fini(&r.stream);
	ss_view_fini(&r.view);
	ss_out_fini(&r.out);
	ss_loop_free(r.loop);
out:
	ss_reap_config_fini(&r.config);
	return err;
}
