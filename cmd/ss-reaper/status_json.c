// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "event/event.h"
#include "reaper/rule.h"
#include "status.h"

static void put_string(struct ss_json *w, const char *key, const char *s)
{
	if (s)
		ss_json_str(w, key, s, strlen(s));
}

static void put_time(struct ss_json *w, const char *key, const struct ss_stream *s,
		     uint64_t boot_ns)
{
	char text[SS_RFC3339_SIZE];

	ss_clock_rfc3339(ss_clock_wall_of(&s->clock, boot_ns), text);
	ss_json_cstr(w, key, text);
}

static void put_rule(struct ss_json *w, const struct ss_stream *s, const struct status_rule *rule)
{
	ss_json_object(w, NULL);
	put_string(w, "rule", rule->name);
	put_string(w, "action", rule->action);
	if (rule->limit_ns)
		ss_json_u64(w, "limit_ns", rule->limit_ns);
	ss_json_bool(w, "automatic", rule->automatic);
	for (int i = 0; i < SS_REAP_VERDICTS; i++)
		/* A key has no dash. */
		ss_json_u64(w, i == SS_REAP_DRY ? "dry_run" : ss_reap_verdict_names[i],
			    rule->verdicts[i]);
	/* Of the monotonic clock, which stood still while the machine slept. */
	if (rule->last_ns)
		put_time(w, "last", s, ss_clock_boot() - (ss_clock_mono() - rule->last_ns));
	ss_json_end_object(w);
}

static void put_target(struct ss_json *w, const struct status_target *t)
{
	int first, last;

	ss_json_object(w, NULL);
	put_string(w, "kind", t->kind);
	put_string(w, "target", t->name);
	put_string(w, "hook", t->hook);
	ss_json_u64(w, "calls", t->calls);
	ss_json_u64(w, "late", t->late);
	ss_json_u64(w, "untracked", t->untracked);
	ss_json_u64(w, "nested", t->nested);
	ss_json_u64(w, "under_way", t->under_way);
	if (t->under_way)
		ss_json_u64(w, "oldest_ns", t->oldest_ns);
	ss_json_array(w, "buckets");
	status_range(t, &first, &last);
	for (int i = first; i <= last; i++) {
		ss_json_object(w, NULL);
		ss_json_u64(w, "from_ns", status_octave_from(i));
		ss_json_u64(w, "to_ns", status_octave_from(i + 1));
		ss_json_u64(w, "calls", t->octaves[i]);
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
	ss_json_end_object(w);
}

static void put_line(struct ss_stream *stream, const struct status *s, struct ss_strbuf *out)
{
	struct ss_json w;

	ss_json_init(&w, out);
	ss_stream_begin(stream, &w, "reaper.status", 0);
	ss_json_object(&w, "instance");
	ss_json_cstr(&w, "name", s->name);
	if (s->pid)
		ss_json_u64(&w, "pid", s->pid);
	ss_json_bool(&w, "pinned", s->pinned);
	put_time(&w, "since", stream, s->began_boot_ns);
	ss_json_u64(&w, "lost", s->lost);
	ss_json_u64(&w, "missed", s->missed);
	ss_json_end_object(&w);
	ss_json_array(&w, "rules");
	for (size_t i = 0; i < s->rule_count; i++)
		put_rule(&w, stream, &s->rules[i]);
	ss_json_end_array(&w);
	ss_json_array(&w, "targets");
	for (size_t i = 0; i < s->target_count; i++)
		put_target(&w, &s->targets[i]);
	ss_json_end_array(&w);
	ss_json_end_line(&w);
}

int status_json(const struct status_list *list, struct ss_strbuf *out)
{
	struct ss_stream stream = { 0 };
	int err = ss_stream_init(&stream, 1);

	if (err)
		return err;
	for (size_t i = 0; i < list->count; i++)
		put_line(&stream, &list->all[i], out);
	ss_stream_fini(&stream);
	return out->err;
}
