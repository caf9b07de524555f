// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker act: lines in, lines out, and the end of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "act.h"
#include "core/cli.h"
#include "core/clock.h"
#include "core/json_line.h"
#include "core/log.h"

#define NO_TABLE 1

static int flush(struct act *a)
{
	int err;

	act_carry_out(a);
	act_put(a);
	err = ss_out_flush(&a->out);
	if (err && err != -EPIPE) {
		a->failed = true;
		ss_error(err, "%s", ss_out_why(err, "cannot write results"));
	}
	return err;
}

static int settle(void *arg)
{
	struct act *a = arg;
	int err = flush(a);

	return err ? err : a->feed.over ? ACT_OVER : 0;
}

/* A line of somebody else is none of our business. */
static int take_line(void *arg, const struct ss_line *line)
{
	struct act *a = arg;
	enum ss_block_act what;
	const char *why;
	int err = ss_json_parse_line(a->doc, line, &why);

	if (err == -ENOMEM)
		return ss_error(err, "cannot read line %llu", (unsigned long long)line->number);
	if (err) {
		ss_feed_bad(&a->feed, line, why);
	} else if (ss_block_is(ss_json_root(a->doc), &what, &a->room)) {
		act_take(a, ss_json_root(a->doc), what, a->feed.read_ns);
		if (++a->requests == a->opt->max_events)
			ss_feed_stop(&a->feed);
	}
	return a->count == ACT_BATCH || a->passed.len > SS_OUT_BATCH ? flush(a) : 0;
}

static void pass(void *arg, const struct ss_line *line)
{
	struct act *a = arg;

	ss_strbuf_add(&a->passed, line->data, line->size);
}

static int on_end(void *arg)
{
	struct act *a = arg;

	ss_feed_stop(&a->feed);
	return settle(a);
}

static int set_up(struct act *a)
{
	int err;

	a->loop = ss_loop_new();
	a->doc = ss_json_doc_new();
	if (!a->loop || !a->doc)
		return -errno;
	a->end = ss_loop_add_timer(a->loop, on_end, a);
	if (!a->end)
		return -errno;
	ss_out_init(&a->out, STDOUT_FILENO, ss_loop_signal_fd(a->loop));
	err = ss_stream_init(&a->stream, NO_TABLE);
	if (!err && a->opt->duration_ns)
		err = ss_timer_set(a->end, a->opt->duration_ns, 0);
	a->feed = (struct ss_feed){
		.arg = a,
		.take = take_line,
		.settle = settle,
		.pass = a->opt->pass ? pass : NULL,
		.strict = a->opt->strict,
	};
	return err ? err : ss_feed_open(&a->feed, a->loop);
}

static int finish(struct act *a, int err)
{
	const uint64_t *n = a->results;

	ss_feed_tell_bad(&a->feed, "are no JSON objects");
	if (err && err != ACT_OVER)
		return err;
	err = flush(a);
	if (err)
		return err;
	if (a->failed || a->feed.bad || n[ACT_FAILED])
		return SS_EXIT_FAILURE;
	return n[ACT_GUARDED] || n[ACT_REFUSED] ? SS_EXIT_NO : SS_EXIT_OK;
}

int act_run(const struct act_options *opt)
{
	struct act *a = calloc(1, sizeof(*a));
	int err;

	if (!a)
		return ss_error(-ENOMEM, "cannot start");
	a->opt = opt;
	a->out.own_fd = -1;
	err = set_up(a);
	if (err)
		ss_error(err, "cannot start");
	else
		err = finish(a, ss_loop_run(a->loop));
	ss_stream_fini(&a->stream);
	ss_out_fini(&a->out);
	ss_feed_close(&a->feed);
	ss_json_doc_free(a->doc);
	ss_strbuf_fini(&a->room);
	ss_strbuf_fini(&a->passed);
	ss_loop_free(a->loop);
	free(a);
	return err;
}
