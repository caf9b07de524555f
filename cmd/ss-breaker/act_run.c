// SPDX-License-Identifier: BSD-2-Clause
/* ss-breaker act: lines in, lines out, and the end of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "act.h"
#include "core/cli.h"
#include "core/clock.h"
#include "core/json_line.h"
#include "core/log.h"
#include "datapath.h"
#include "reaper/request.h"

#define NO_TABLE 1
#define TOLD	 5  /* unknown actions that are told one by one */
#define SHOWN	 40 /* bytes of one */

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

static bool is_request(struct act *a, struct ss_json_val root)
{
	return ss_json_type(root) == SS_JSON_OBJECT &&
	       ss_json_is(ss_json_get(root, "type", 4), "action.request", &a->room);
}

/* What is asked for is neither ours nor of ss-reaper: likely a word that is misspelt. */
static void see_unknown(struct act *a, const struct ss_line *line, struct ss_json_val root)
{
	struct ss_json_val action = ss_json_get(root, "action", 6);
	const char *word = "that is not named";
	size_t len = strlen(word);

	for (int i = 0; i < SS_REQUEST_ACTS; i++)
		if (ss_json_is(action, ss_request_names[i], &a->room))
			return;
	if (a->unknown++ >= TOLD)
		return;
	if (ss_json_exists(action))
		ss_json_text(action, &word, &len);
	ss_warn("line %llu: nobody knows the action %.*s", (unsigned long long)line->number,
		len < SHOWN ? (int)len : SHOWN, word);
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
	} else if (is_request(a, ss_json_root(a->doc))) {
		see_unknown(a, line, ss_json_root(a->doc));
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

/* A name that is misspelt, and nothing that was asked for, must not look as if all were well. */
static int look_for_it(struct act *a)
{
	int found = a->opt->name ? act_finds(a) : 1;

	if (found < 0)
		return ss_error(found, "cannot look for instances");
	a->found |= found;
	return 0;
}

/* At the beginning, as who waits for requests may wait for long. */
static int begin(struct act *a)
{
	int err = look_for_it(a);

	if (err)
		return err;
	if (!a->found && !planes_tell_strange(a->opt->name))
		ss_warn("there is no instance '%s' yet", a->opt->said);
	return ss_loop_run(a->loop);
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
	if (a->unknown > TOLD)
		ss_warn("%llu requests were for actions that nobody knows",
			(unsigned long long)a->unknown);
	if (a->failed || a->feed.bad || n[ACT_FAILED])
		return SS_EXIT_FAILURE;
	if (n[ACT_GUARDED] || n[ACT_REFUSED] || a->unknown)
		return SS_EXIT_NO;
	err = look_for_it(a);
	if (err || a->found || n[ACT_DONE] || n[ACT_GONE])
		return err;
	ss_error(0, "there is no instance '%s'", a->opt->said);
	return SS_EXIT_NO;
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
		err = finish(a, begin(a));
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
