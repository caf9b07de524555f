// SPDX-License-Identifier: BSD-2-Clause
/* The lines policy.decision and action.request. */
#include <string.h>

#include "core/clock.h"
#include "stream_impl.h"

static void begin(struct stream *s, struct ss_json *w, const char *type)
{
	char ts[SS_RFC3339_SIZE];

	ss_clock_rfc3339(ss_clock_wall(), ts);
	ss_json_init(w, &s->out.buf);
	ss_json_object(w, NULL);
	ss_json_u64(w, "v", 1);
	ss_json_cstr(w, "type", type);
	ss_json_cstr(w, "ts", ts);
	ss_json_id(w, "seq", ++s->seq);
	ss_json_cstr(w, "host", s->host);
}

/* The line may end inside the last one that was passed on. */
static void end(struct stream *s, struct ss_json *w)
{
	ss_json_end_line(w);
	s->findings++;
}

/* KEY of the event as it stands there. */
static void copy(struct ss_json *w, const char *key, struct ss_json_val from)
{
	const char *text;
	size_t len;

	if (!ss_json_exists(from))
		return;
	ss_json_text(from, &text, &len);
	ss_json_raw(w, key, text, len);
}

/* Which event, and whose: what ties the finding to it, not all of it. */
static void write_event(struct ss_json *w, struct ss_json_val event)
{
	static const char *const whose[] = { "id", "pid", "exe", "comm", "uid", "user" };
	struct ss_json_val process = ss_json_path(event, "process");

	if (ss_json_type(event) != SS_JSON_OBJECT)
		return;
	ss_json_object(w, "event");
	copy(w, "type", ss_json_path(event, "type"));
	copy(w, "ts", ss_json_path(event, "ts"));
	copy(w, "seq", ss_json_path(event, "seq"));
	ss_json_end_object(w);
	if (ss_json_type(process) == SS_JSON_OBJECT) {
		ss_json_object(w, "process");
		for (size_t i = 0; i < sizeof(whose) / sizeof(whose[0]); i++)
			copy(w, whose[i], ss_json_get(process, whose[i], strlen(whose[i])));
		ss_json_end_object(w);
	}
	copy(w, "container", ss_json_path(event, "container"));
}

static void write_value(struct stream *s, struct ss_json *w, const char *key, struct rego_val v)
{
	ss_strbuf_clear(&s->scratch);
	rego_json_write(&s->scratch, v);
	ss_json_raw(w, key, s->scratch.data ? s->scratch.data : "null", s->scratch.len);
}

/* A string of the finding under one of two names; false: there is none. */
static bool write_text(struct ss_json *w, struct rego_val finding, const char *key,
		       const char *other)
{
	struct rego_val v = rego_get_text(finding, key);

	if (!rego_defined(v) && other)
		v = rego_get_text(finding, other);
	if (v.kind != REGO_STRING)
		return false;
	ss_json_str(w, key, rego_text(v), rego_len(v));
	return true;
}

static bool is_known(struct rego_val key)
{
	static const char *const known[] = { "rule", "severity", "technique", "message", "msg" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (key.kind == REGO_STRING && !strcmp(rego_text(key), known[i]))
			return true;
	return false;
}

/* What else the finding says, as it says it. */
static void write_details(struct stream *s, struct ss_json *w, struct rego_val finding)
{
	struct rego_builder rest = { .arena = rego_eval_arena(s->engine.eval) };

	for (uint32_t i = 0; i < finding.object->count; i++)
		if (!is_known(finding.object->pairs[i].key))
			rego_add_pair(&rest, finding.object->pairs[i].key,
				      finding.object->pairs[i].value);
	if (rest.count)
		write_value(s, w, "details", rego_build_object(&rest));
}

static void write_finding(struct stream *s, struct ss_json *w, struct rego_val finding)
{
	if (finding.kind == REGO_OBJECT) {
		write_text(w, finding, "rule", NULL);
		write_text(w, finding, "severity", NULL);
		write_text(w, finding, "technique", NULL);
		write_text(w, finding, "message", "msg");
		write_details(s, w, finding);
	} else if (finding.kind == REGO_STRING) {
		ss_json_str(w, "message", rego_text(finding), rego_len(finding));
	} else if (finding.kind != REGO_BOOL) {
		write_value(s, w, "details", finding);
	}
}

static void decision(struct stream *s, const struct entry *e, struct rego_val finding,
		     struct ss_json_val event, uint64_t latency_ns)
{
	struct ss_json w;

	begin(s, &w, "policy.decision");
	ss_json_object(&w, "policy");
	ss_json_cstr(&w, "verdict", e->verdict);
	ss_json_cstr(&w, "entry", e->path);
	write_finding(s, &w, finding);
	if (s->engine.loaded.revision.len)
		ss_json_str(&w, "revision", s->engine.loaded.revision.data,
			    s->engine.loaded.revision.len);
	ss_json_u64(&w, "latency_ns", latency_ns);
	ss_json_end_object(&w);
	write_event(&w, event);
	end(s, &w);
	s->denied += !strcmp(e->verdict, "deny");
}

/* The request's own cause, with the event it is about. */
static void write_cause(struct stream *s, struct ss_json *w, struct rego_val cause,
			struct ss_json_val event)
{
	ss_json_object(w, "cause");
	if (cause.kind == REGO_OBJECT)
		for (uint32_t i = 0; i < cause.object->count; i++) {
			struct rego_val key = cause.object->pairs[i].key;

			if (key.kind == REGO_STRING && strcmp(rego_text(key), "seq"))
				write_value(s, w, rego_text(key), cause.object->pairs[i].value);
		}
	copy(w, "seq", ss_json_path(event, "seq"));
	ss_json_end_object(w);
}

/* A request without an action and a target would be one to do nothing to nobody. */
static void request(struct stream *s, struct rego_val action, struct ss_json_val event)
{
	struct rego_val what = rego_get_text(action, "action");
	struct rego_val whom = rego_get_text(action, "target");
	struct ss_json w;

	if (what.kind != REGO_STRING || !rego_defined(whom))
		return;
	begin(s, &w, "action.request");
	ss_json_str(&w, "action", rego_text(what), rego_len(what));
	write_value(s, &w, "target", whom);
	for (uint32_t i = 0; i < action.object->count; i++) {
		const char *key = action.object->pairs[i].key.kind == REGO_STRING
					  ? rego_text(action.object->pairs[i].key)
					  : "action";

		if (strcmp(key, "action") && strcmp(key, "target") && strcmp(key, "cause"))
			write_value(s, &w, key, action.object->pairs[i].value);
	}
	write_cause(s, &w, rego_get_text(action, "cause"), event);
	end(s, &w);
}

static void one(struct stream *s, const struct entry *e, struct rego_val finding,
		struct ss_json_val event, uint64_t latency_ns)
{
	if (finding.kind == REGO_NULL || rego_is_false(finding))
		return;
	/* Behind the line that caused it, which may have had no newline. */
	if (s->feed.mid_line)
		ss_strbuf_char(&s->out.buf, '\n');
	s->feed.mid_line = false;
	if (e->actions && finding.kind == REGO_OBJECT)
		request(s, finding, event);
	else if (!e->actions)
		decision(s, e, finding, event, latency_ns);
}

void decision_write(struct stream *s, const struct entry *e, struct rego_val value,
		    struct ss_json_val event, uint64_t latency_ns)
{
	if (value.kind == REGO_SET)
		for (uint32_t i = 0; i < value.set->count; i++)
			one(s, e, value.set->items[i], event, latency_ns);
	else if (value.kind == REGO_ARRAY)
		for (uint32_t i = 0; i < value.array->count; i++)
			one(s, e, value.array->items[i], event, latency_ns);
	else
		one(s, e, value, event, latency_ns);
}
