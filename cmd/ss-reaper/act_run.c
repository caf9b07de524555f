// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: lines in, lines out, and the end of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "act.h"
#include "core/json_line.h"
#include "core/log.h"

#define BAD_TOLD 5		      /* bad lines that are told one by one */
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

int act_batch_end(struct act *a)
{
	int err = flush(a);

	if (!err && a->over && !a->waiting && !ss_hooks_running(a->hooks))
		err = ACT_OVER;
	return err;
}

static void stop_reading(struct act *a)
{
	if (!a->over)
		ss_loop_remove_fd(a->loop, a->input.fd);
	a->over = true;
}

static void bad_line(struct act *a, const struct ss_line *line, const char *why)
{
	if (a->bad++ < BAD_TOLD)
		ss_error(-EINVAL, "line %llu: %s", (unsigned long long)line->number, why);
	a->failed = true;
	if (a->opt->strict)
		stop_reading(a);
}

static int take_line(struct act *a, const struct ss_line *line, uint64_t read_ns)
{
	const char *why;
	int err;

	if (ss_line_is_blank(line))
		return 0;
	err = ss_json_parse_line(a->doc, line, &why);
	if (err == -ENOMEM)
		return ss_error(err, "cannot read line %llu", (unsigned long long)line->number);
	if (err) {
		bad_line(a, line, why);
		return 0;
	}
	if (!ss_request_is(ss_json_root(a->doc), &a->room))
		return 0;
	err = act_request(a, ss_json_root(a->doc), read_ns);
	if (++a->requests == a->opt->max_events)
		stop_reading(a);
	return err;
}

static void pass(struct act *a, const struct ss_line *line)
{
	if (a->opt->pass)
		ss_strbuf_add(&a->out.buf, line->data, line->size);
	a->mid_line = a->opt->pass && line->size == line->len;
}

/* A part of one that is too long; the others of it have the same number. */
static void take_part(struct act *a, const struct ss_line *line)
{
	pass(a, line);
	if (a->long_line != line->number)
		bad_line(a, line, "too long");
	a->long_line = line->number;
}

/* One call reads at most once: what else is to be done has its turn in between. */
static int on_input(void *arg)
{
	struct act *a = arg;
	uint64_t read_ns = 0;
	int n, err = 0;

	do {
		struct ss_line line;

		n = ss_ndjson_next(a->in, &line);
		if (!read_ns)
			read_ns = ss_clock_mono();
		if (n == -EMSGSIZE) {
			take_part(a, &line);
		} else if (n == 1) {
			pass(a, &line);
			err = take_line(a, &line, read_ns);
		}
		act_release(a);
	} while (!err && !a->over && (n == 1 || n == -EMSGSIZE) && ss_ndjson_pending(a->in));
	if (!n)
		stop_reading(a);
	else if (n < 0 && n != -EAGAIN && n != -EMSGSIZE)
		return ss_error(n, "cannot read standard input");
	return err ? err : act_batch_end(a);
}

static int on_end(void *arg)
{
	struct act *a = arg;

	stop_reading(a);
	return act_batch_end(a);
}

static int on_hook_end(void *arg)
{
	return act_batch_end(arg);
}

static int set_up(struct act *a)
{
	int err = ss_input_open(&a->input);

	if (err)
		return err;
	a->loop = ss_loop_new();
	a->doc = ss_json_doc_new();
	a->in = ss_ndjson_new(a->input.fd, 0);
	if (a->opt->mass)
		a->times = calloc(a->opt->mass, sizeof(*a->times));
	if (!a->loop || !a->doc || !a->in || (a->opt->mass && !a->times))
		return -errno;
	a->hooks = ss_hooks_new(a->loop, on_hook_end, a);
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
	return err ? err : ss_loop_add_fd(a->loop, a->input.fd, on_input, a);
}

static int status(const struct act *a)
{
	const uint64_t *n = a->results;

	if (a->failed || n[ACT_FAILED] || n[ACT_UNKILLABLE])
		return SS_EXIT_FAILURE;
	return n[ACT_GUARDED] || n[ACT_REFUSED] ? SS_EXIT_NO : SS_EXIT_OK;
}

/* However it ended, each request that was read has its result. */
static int finish(struct act *a, int err)
{
	int flushed;

	if (a->bad > BAD_TOLD)
		ss_error(0, "%llu lines are no JSON objects", (unsigned long long)a->bad);
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
	ss_ndjson_free(a.in);
	ss_json_doc_free(a.doc);
	ss_strbuf_fini(&a.room);
	ss_strbuf_fini(&a.held);
	ss_file_ids_fini(&a.services);
	free(a.times);
	ss_loop_free(a.loop);
	ss_input_close(&a.input);
	return err;
}
