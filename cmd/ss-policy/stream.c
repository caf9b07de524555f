// SPDX-License-Identifier: BSD-2-Clause
#include "stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "stream_impl.h"

static int flush(struct stream *s)
{
	int err = s->unwritable ? 0 : ss_out_flush(&s->out);

	if (err && err != -EPIPE) {
		s->failed = s->unwritable = true;
		ss_error(err, "%s", ss_out_why(err, "cannot write decisions"));
	}
	return err;
}

/* Of a line that is no JSON: its text is one row, of which the column is told. */
static void bad_line(struct stream *s, const struct ss_line *line, const char *why)
{
	char text[256];

	if (!strncmp(why, "1:", 2)) {
		snprintf(text, sizeof(text), "column %s", why + 2);
		why = text;
	}
	ss_feed_bad(&s->feed, line, why);
}

/* A place in the answer is empty, or has what an entry is. */
static bool says(struct rego_val place)
{
	struct rego_val v = rego_len(place) ? place.array->items[0] : rego_null();

	if (v.kind == REGO_SET || v.kind == REGO_ARRAY)
		return rego_len(v) > 0;
	return v.kind != REGO_NULL && !rego_is_false(v);
}

/* The answer is a list with one place for each entry, in it what the entry is, if it is defined. */
static bool says_anything(const struct stream *s, struct rego_val answer)
{
	bool any = false;

	for (size_t i = 0; i < s->entry_count && !any; i++)
		any = says(answer.array->items[i]);
	return any;
}

static int write_all(struct stream *s, struct rego_val answer, const struct ss_line *line,
		     uint64_t latency_ns)
{
	/* What is said of the event is copied from its text. */
	int err = ss_json_parse(s->doc, line->data, line->len, NULL);

	if (err == -ENOMEM)
		return ss_error(err, "line %llu", (unsigned long long)line->number);
	for (size_t i = 0; i < s->entry_count; i++) {
		struct rego_val place = answer.array->items[i];

		if (says(place))
			decision_write(s, &s->entries[i], place.array->items[0],
				       ss_json_root(s->doc), latency_ns);
	}
	return s->scratch.err ? s->scratch.err : s->out.buf.err;
}

/* An event of which it is not known that nothing is to be said. */
static int judge(struct stream *s, const struct ss_line *line)
{
	struct rego_eval *e = s->engine.eval;
	uint64_t start = ss_clock_mono();
	struct rego_result result;
	struct rego_val input;
	const char *error;

	input = rego_eval_input(e, line->data, line->len, &error);
	if (!rego_defined(input)) {
		bad_line(s, line, error ? error : "no JSON");
		return 0;
	}
	rego_eval_env(e)->now_ns = 0;
	s->events++;
	if (rego_eval_run(e, s->engine.query, input, &result)) {
		bad_line(s, line, result.error);
		return 0;
	}
	if (result.count && says_anything(s, result.answers[0].values[0].value))
		return write_all(s, result.answers[0].values[0].value, line,
				 ss_clock_mono() - start);
	quiet_learn(&s->engine.quiet, e, input);
	return 0;
}

static int take(void *arg, const struct ss_line *line)
{
	struct stream *s = arg;
	int err = 0;

	rego_eval_reset(s->engine.eval);
	if (quiet_event(&s->engine.quiet, s->engine.eval, line->data, line->len)) {
		s->events++;
		s->quiet++;
	} else {
		err = judge(s, line);
	}
	if (s->o->max_events && s->events == s->o->max_events)
		ss_feed_stop(&s->feed);
	return err ? err : ss_out_maybe_flush(&s->out);
}

static void pass(void *arg, const struct ss_line *line)
{
	struct stream *s = arg;

	ss_strbuf_add(&s->out.buf, line->data, line->size);
}

static int settle(void *arg)
{
	struct stream *s = arg;
	int err = flush(s);

	return err ? err : s->feed.over ? STREAM_OVER : 0;
}

static int on_end(void *arg)
{
	(void)arg;
	return STREAM_OVER;
}

static int set_up(struct stream *s)
{
	int err;

	if (gethostname(s->host, sizeof(s->host) - 1))
		return ss_error(-errno, "cannot start");
	s->loop = ss_loop_new();
	s->doc = ss_json_doc_new();
	if (!s->loop || !s->doc)
		return ss_error(-errno, "cannot start");
	ss_out_init(&s->out, STDOUT_FILENO, ss_loop_signal_fd(s->loop));
	s->end = ss_loop_add_timer(s->loop, on_end, s);
	if (!s->end)
		return ss_error(-errno, "cannot start");
	err = reload_start(s);
	if (!err && s->o->duration_ns)
		err = ss_timer_set(s->end, s->o->duration_ns, 0);
	s->feed = (struct ss_feed){
		.arg = s,
		.take = take,
		.settle = settle,
		.pass = s->o->pass ? pass : NULL,
		.strict = s->o->strict,
	};
	if (!err)
		err = ss_feed_open(&s->feed, s->loop);
	return err ? ss_error(err, "cannot start") : 0;
}

static int finish(struct stream *s, int err)
{
	int flushed = err == -EPIPE ? 0 : flush(s);

	ss_feed_tell_bad(&s->feed, "could not be judged");
	ss_info("events: %llu (%llu by their type alone), bad lines: %llu, findings: %llu, of them "
		"deny: %llu",
		(unsigned long long)s->events, (unsigned long long)s->quiet,
		(unsigned long long)s->feed.bad, (unsigned long long)s->findings,
		(unsigned long long)s->denied);
	if (err && err != STREAM_OVER)
		return err;
	if (flushed)
		return flushed;
	if (s->failed || s->feed.bad)
		return SS_EXIT_FAILURE;
	return s->o->fail && s->denied ? SS_EXIT_NO : SS_EXIT_OK;
}

int stream_run(const struct stream_options *o)
{
	struct stream s = { .o = o };
	int err;

	s.out.own_fd = -1;
	err = entries_set(&s);
	/* Before the policies are read: what changes meanwhile makes them be read again. */
	if (!err)
		err = set_up(&s);
	if (!err)
		err = engine_open(&s.engine, &o->load, &o->rego, &o->limits, s.query.data);
	if (!err)
		entries_look(&s);
	err = err ? SS_EXIT_FAILURE : finish(&s, ss_loop_run(s.loop));
	reload_end(&s);
	engine_close(&s.engine);
	ss_out_fini(&s.out);
	ss_feed_close(&s.feed);
	ss_json_doc_free(s.doc);
	ss_strbuf_fini(&s.query);
	ss_strbuf_fini(&s.scratch);
	ss_loop_free(s.loop);
	return err;
}
