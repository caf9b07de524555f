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

#define BAD_TOLD 5 /* bad lines that are told one by one */
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
	enum ss_block_act what;
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
	if (!ss_block_is(ss_json_root(a->doc), &what, &a->room))
		return 0;
	act_take(a, ss_json_root(a->doc), what, read_ns);
	if (++a->requests == a->opt->max_events)
		stop_reading(a);
	return 0;
}

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
		if ((n == 1 || n == -EMSGSIZE) && a->opt->pass)
			ss_strbuf_add(&a->passed, line.data, line.size);
		if (n == -EMSGSIZE && a->long_line != line.number) {
			a->long_line = line.number;
			bad_line(a, &line, "too long");
		} else if (n == 1) {
			err = take_line(a, &line, read_ns);
		}
	} while (!err && !a->over && a->count < ACT_BATCH && (n == 1 || n == -EMSGSIZE) &&
		 a->passed.len < SS_OUT_BATCH && ss_ndjson_pending(a->in));
	if (!n)
		stop_reading(a);
	else if (n < 0 && n != -EAGAIN && n != -EMSGSIZE)
		return ss_error(n, "cannot read standard input");
	if (!err)
		err = flush(a);
	return err ? err : a->over ? ACT_OVER : 0;
}

static int on_end(void *arg)
{
	struct act *a = arg;

	stop_reading(a);
	return ACT_OVER;
}

static int set_up(struct act *a)
{
	int err = ss_input_open(&a->input);

	if (err)
		return err;
	a->loop = ss_loop_new();
	a->doc = ss_json_doc_new();
	a->in = ss_ndjson_new(a->input.fd, 0);
	if (!a->loop || !a->doc || !a->in)
		return -errno;
	a->end = ss_loop_add_timer(a->loop, on_end, a);
	if (!a->end)
		return -errno;
	ss_out_init(&a->out, STDOUT_FILENO, ss_loop_signal_fd(a->loop));
	err = ss_stream_init(&a->stream, NO_TABLE);
	if (!err && a->opt->duration_ns)
		err = ss_timer_set(a->end, a->opt->duration_ns, 0);
	return err ? err : ss_loop_add_fd(a->loop, a->input.fd, on_input, a);
}

static int finish(struct act *a, int err)
{
	const uint64_t *n = a->results;

	if (a->bad > BAD_TOLD)
		ss_error(0, "%llu lines are no JSON objects", (unsigned long long)a->bad);
	if (err && err != ACT_OVER)
		return err;
	err = flush(a);
	if (err)
		return err;
	if (a->failed || n[ACT_FAILED])
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
	ss_ndjson_free(a->in);
	ss_json_doc_free(a->doc);
	ss_strbuf_fini(&a->room);
	ss_strbuf_fini(&a->passed);
	ss_loop_free(a->loop);
	ss_input_close(&a->input);
	free(a);
	return err;
}
