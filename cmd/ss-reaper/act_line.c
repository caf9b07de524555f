// SPDX-License-Identifier: BSD-2-Clause
/* ss-reaper act: the line action.result. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "reaper/rule.h"

const char *const act_result_names[ACT_RESULTS] = {
	[ACT_DONE] = "done",	   [ACT_GONE] = "gone",
	[ACT_STALE] = "stale",	   [ACT_GUARDED] = "guarded",
	[ACT_REFUSED] = "refused", [ACT_FAILED] = "failed",
	[ACT_DRY_RUN] = "dry-run", [ACT_UNKILLABLE] = "unkillable",
};

void act_reason(struct act_case *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(c->reason, sizeof(c->reason), fmt, args);
	va_end(args);
}

static void raw(struct ss_json *w, const char *key, const char *json)
{
	if (*json)
		ss_json_raw(w, key, json, strlen(json));
}

static void write_request(struct ss_json *w, const struct ss_request *r)
{
	if (!*r->seq && !*r->name)
		return;
	ss_json_object(w, "request");
	raw(w, "seq", r->seq);
	raw(w, "id", r->name);
	ss_json_end_object(w);
}

static void write_target(struct ss_json *w, const struct act_case *c)
{
	const struct ss_request *r = &c->request;
	char start[SS_RFC3339_SIZE];

	if (!r->pid)
		return;
	ss_json_object(w, "target");
	if (*r->id)
		ss_json_cstr(w, "id", r->id);
	ss_json_u64(w, "pid", r->pid);
	if (r->start_ns) {
		ss_clock_rfc3339(ss_clock_wall_of(&c->act->stream.clock, r->start_ns), start);
		ss_json_cstr(w, "start", start);
	}
	if (c->exe)
		ss_json_bytes(w, "exe", c->exe, strlen(c->exe));
	if (c->facts.pid)
		ss_json_bytes(w, "comm", c->facts.comm, strlen(c->facts.comm));
	if (c->cgroup.fd >= 0)
		ss_json_bytes(w, "cgroup", c->cgroup.path.data, c->cgroup.path.len);
	ss_json_end_object(w);
}

static void write_outcome(struct ss_json *w, const struct act_case *c)
{
	int signal;
	const char *name = act_signal(c->request.act, &signal);
	char state[2] = { c->state, 0 };

	ss_json_cstr(w, "result", act_result_names[c->result]);
	if (*c->reason)
		ss_json_cstr(w, "reason", c->reason);
	if (c->guard)
		ss_json_cstr(w, "guard", ss_guard_names[c->guard]);
	if (name && c->done_ns)
		ss_json_cstr(w, "signal", name);
	if (*state)
		ss_json_cstr(w, "state", state);
	if (*c->wchan)
		ss_json_cstr(w, "wchan", c->wchan);
}

static void write_line(struct act_case *c)
{
	struct act *a = c->act;
	struct ss_json w;

	ss_json_init(&w, &a->held);
	ss_stream_begin(&a->stream, &w, "action.result", 0);
	if (c->request.act < SS_REQUEST_ACTS)
		ss_json_cstr(&w, "action", ss_request_names[c->request.act]);
	else
		raw(&w, "action", c->request.action);
	write_outcome(&w, c);
	if (c->done_ns)
		ss_json_u64(&w, "latency_ns", c->done_ns - c->read_ns);
	if (c->gone_ns)
		ss_json_u64(&w, "gone_ns", c->gone_ns - c->read_ns);
	write_target(&w, c);
	write_request(&w, &c->request);
	ss_json_end_line(&w);
}

void act_finish(struct act_case *c)
{
	struct act *a = c->act;

	write_line(c);
	a->results[c->result]++;
	if (c->result != ACT_DRY_RUN && c->done_ns)
		act_hook(c, a->opt->after);
	ss_victim_close(&c->victim);
	ss_cgroup_close(&c->cgroup);
	free(c->exe);
	free(c);
}

void act_release(struct act *a)
{
	if (!a->held.len || (a->feed.mid_line && !a->feed.over))
		return;
	if (a->feed.mid_line)
		ss_strbuf_char(&a->out.buf, '\n');
	a->feed.mid_line = false;
	ss_strbuf_add(&a->out.buf, a->held.data, a->held.len);
	ss_strbuf_clear(&a->held);
}
