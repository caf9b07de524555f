// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: lines in, lines out, and the end of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "act.h"
#include "core/json_line.h"
#include "core/log.h"

#define NO_TABLE 1		      /* ids are those of the requests */
#define REFRESH	 (10 * SS_NS_PER_SEC) /* after its update a service has another file */

static int flush(struct act *a)
{
	int err;

	act_release(a);
	err = ss_out_flush(&a->out);
	if (err && err != -EPIPE) {
		a->failed = true;
		ss_error(err, "%s", ss_out_why(err, "cannot write results"));
	}
	return err;
}

int act_batch_end(void *arg)
{
	struct act *a = arg;
	int err = flush(a);

	if (!err && a->feed.over && !a->waiting && !ss_hooks_running(a->hooks))
		err = ACT_OVER;
	return err;
}

/* A line of the object's type, or somebody else's. */
static int take_line(void *arg, const struct ss_line *line)
{
	struct act *a = arg;
	const char *why;
	int err = ss_json_parse_line(a->doc, line, &why);

	if (err == -ENOMEM)
		return ss_error(err, "cannot read line %llu", (unsigned long long)line->number);
	if (err) {
		ss_feed_bad(&a->feed, line, why);
	} else if (ss_request_is(ss_json_root(a->doc), &a->room)) {
		err = act_request(a, ss_json_root(a->doc), a->feed.read_ns);
		if (++a->requests == a->opt->max_events)
			ss_feed_stop(&a->feed);
		if (err)
			return err;
	}
	act_release(a);
	return 0;
}

static void pass(void *arg, const struct ss_line *line)
{
	struct act *a = arg;

	ss_strbuf_add(&a->out.buf, line->data, line->size);
}

static int on_end(void *arg)
{
	struct act *a = arg;

	ss_feed_stop(&a->feed);
	return act_batch_end(a);
}

static int set_up(struct act *a)
{
	int err;

	a->loop = ss_loop_new();
	a->doc = ss_json_doc_new();
	if (a->opt->mass)
		a->times = calloc(a->opt->mass, sizeof(*a->times));
	if (!a->loop || !a->doc || (a->opt->mass && !a->times))
		return -errno;
	a->hooks = ss_hooks_new(a->loop, act_batch_end, a);
	a->timer = ss_loop_add_timer(a->loop, act_on_timer, a);
	a->end = ss_loop_add_timer(a->loop, on_end, a);
	a->refresh = ss_loop_add_timer(a->loop, act_on_refresh, a);
	if (!a->hooks || !a->timer || !a->end || !a->refresh)
		return -errno;
	ss_out_init(&a->out, STDOUT_FILENO, ss_loop_signal_fd(a->loop));
	err = ss_stream_init(&a->stream, NO_TABLE);
	if (!err)
		err = act_on_refresh(a);
	if (!err)
		err = ss_timer_set(a->refresh, REFRESH, REFRESH);
	if (!err && a->opt->duration_ns)
		err = ss_timer_set(a->end, a->opt->duration_ns, 0);
	a->feed = (struct ss_feed){
		.arg = a,
		.take = take_line,
		.settle = act_batch_end,
		.pass = a->opt->pass ? pass : NULL,
		.strict = a->opt->strict,
	};
	return err ? err : ss_feed_open(&a->feed, a->loop);
}

static int status(const struct act *a)
{
	const uint64_t *n = a->results;

	if (a->failed || a->feed.bad || n[ACT_FAILED] || n[ACT_UNKILLABLE])
		return SS_EXIT_FAILURE;
	return n[ACT_GUARDED] || n[ACT_REFUSED] ? SS_EXIT_NO : SS_EXIT_OK;
}

/* However it ended, each request that was read has its result. */
static int finish(struct act *a, int err)
{
	int flushed;

	ss_feed_tell_bad(&a->feed, "are no JSON objects");
	act_wait_end(a);
	flushed = err == -EPIPE ? 0 : flush(a);
	ss_info("%llu requests: %llu done", (unsigned long long)a->requests,
		(unsigned long long)a->results[ACT_DONE]);
	if (err && err != ACT_OVER)
		return err;
	return flushed ? flushed : status(a);
}

int act_run(const struct act_options *opt)
{
	struct act a = { .opt = opt };
	int err;

	a.last = &a.waiting;
	a.out.own_fd = -1;
	err = set_up(&a);
	if (err)
		ss_error(err, "cannot start");
	else
		err = finish(&a, ss_loop_run(a.loop));
	ss_hooks_free(a.hooks);
	ss_hook_env_fini(&a.env);
	ss_stream_fini(&a.stream);
	ss_out_fini(&a.out);
	ss_feed_close(&a.feed);
	ss_json_doc_free(a.doc);
	ss_strbuf_fini(&a.room);
	ss_strbuf_fini(&a.held);
	ss_file_ids_fini(&a.services);
	free(a.times);
	ss_loop_free(a.loop);
	return err;
}
