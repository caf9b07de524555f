// SPDX-License-Identifier: BSD-2-Clause
/* What ss-breaker run prints: transitions and their causes, and how it begins and ends. */
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "breaker.h"
#include "core/clock.h"
#include "core/log.h"

#define PENDING_MAX (256u << 10) /* bytes that nobody has read yet; what comes then is lost */

int run_fail(struct run *r, int err, const char *what)
{
	if (err < 0 && err != -EPIPE && !r->reported) {
		r->reported = true;
		ss_error(err, "%s", what);
	}
	return err;
}

/* A reader that stands still must not keep us from what we are here for. */
int run_flush(struct run *r)
{
	int err = r->ending ? ss_out_flush(&r->out) : ss_out_offer(&r->out);

	return run_fail(r, err, ss_out_why(err, "cannot write events"));
}

static size_t begin_at(struct run *r, struct ss_json *w, const char *type, uint64_t boot_ns)
{
	size_t start = r->out.buf.len;

	ss_json_init(w, &r->out.buf);
	ss_stream_begin(&r->stream, w, type, boot_ns);
	return start;
}

static size_t begin(struct run *r, struct ss_json *w, const char *type)
{
	return begin_at(r, w, type, 0);
}

static int end(struct run *r, struct ss_json *w, size_t start)
{
	int err;

	ss_json_end_line(w);
	err = ss_view_line(&r->view, &r->out.buf, start);
	if (!err && start > PENDING_MAX && !r->ending) {
		r->out.buf.len = start;
		r->lost++;
	}
	return run_fail(r, err, "cannot show an event");
}

static void put(struct ss_json *w, const char *key, const char *text)
{
	if (text && *text)
		ss_json_bytes(w, key, text, strlen(text));
}

/* What each line about the breaker begins with. */
static void put_instance(struct run *r, struct ss_json *w)
{
	ss_json_object(w, "breaker");
	put(w, "instance", r->name);
	put(w, "interface", r->path ? datapath_ifname(r->path) : r->opt->ifname);
	if (r->opt->dry_run)
		ss_json_bool(w, "dry_run", true);
	if (r->opt->shadow)
		ss_json_bool(w, "shadow", true);
	if (r->lost)
		ss_json_u64(w, "lost", r->lost);
}

static void put_level(struct run *r, struct ss_json *w, const char *key, int level)
{
	put(w, key, r->profile.table.levels[level].name);
}

/* One source, as it is known; its age is that at the time AT. */
static void put_source(struct run *r, struct ss_json *w, int i, uint64_t at)
{
	const struct ss_level_seen *seen = &r->level.seen[i];

	put(w, "source", r->profile.sources[i].name);
	ss_json_cstr(w, "kind", ss_source_kind_names[r->profile.sources[i].kind]);
	ss_json_cstr(w, "health", ss_level_health_names[seen->health]);
	if (seen->health != SS_LEVEL_WAITING && seen->sampled) {
		ss_profile_put_value(w, "value", seen->value);
		if (seen->idle)
			ss_json_bool(w, "idle", true);
		ss_json_u64(w, "age_ns", at > seen->sample_at ? at - seen->sample_at : 0);
	}
	put_level(r, w, "level", seen->level);
	if (seen->health > SS_LEVEL_LIVE)
		put(w, "reason", sources_why(r, i));
}

static void put_samples(struct run *r, struct ss_json *w, uint64_t at)
{
	ss_json_array(w, "samples");
	for (int i = 0; i < r->profile.rules.sources; i++) {
		ss_json_object(w, NULL);
		put_source(r, w, i, at);
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
}

int lines_transition(struct run *r, const struct ss_level_change *change, uint64_t boot_ns)
{
	struct ss_json w;
	size_t start = begin_at(r, &w, "breaker.transition", boot_ns);

	put_instance(r, &w);
	put_level(r, &w, "from", change->from);
	put_level(r, &w, "to", change->to);
	ss_json_cstr(&w, "why", ss_level_why_names[change->why]);
	if (change->source >= 0)
		put(&w, "source", r->profile.sources[change->source].name);
	ss_json_u64(&w, "lasted_ns", boot_ns > r->since_boot_ns ? boot_ns - r->since_boot_ns : 0);
	put_samples(r, &w, ss_clock_mono() - (ss_clock_boot() - boot_ns));
	ss_json_end_object(&w);
	return end(r, &w, start);
}

int lines_source(struct run *r, int source)
{
	struct ss_json w;
	size_t start = begin(r, &w, "breaker.source");

	put_instance(r, &w);
	put_source(r, &w, source, ss_clock_mono());
	ss_json_end_object(&w);
	return end(r, &w, start);
}

static void put_path(struct run *r, struct ss_json *w)
{
	if (!r->path)
		return;
	put(w, "mode", datapath_mode(r->path));
	put(w, "reason", datapath_why(r->path));
}

int lines_link(struct run *r, const char *state)
{
	struct ss_json w;
	size_t start = begin(r, &w, "breaker.link");

	put_instance(r, &w);
	ss_json_cstr(&w, "state", state);
	if (strcmp(state, "gone") != 0)
		put_path(r, &w);
	ss_json_end_object(&w);
	return end(r, &w, start);
}

int lines_confirm(struct run *r, const char *state)
{
	struct ss_json w;
	size_t start = begin(r, &w, "breaker.confirm");

	put_instance(r, &w);
	ss_json_cstr(&w, "state", state);
	if (!strcmp(state, "trial")) {
		put_level(r, &w, "level", r->profile.table.level_count - 1);
		ss_json_u64(&w, "limit_ns", r->opt->confirm_ns);
	}
	ss_json_end_object(&w);
	return end(r, &w, start);
}

int lines_start(struct run *r)
{
	struct utsname u;
	struct ss_json w;
	size_t start = begin(r, &w, "meta.start");

	uname(&u);
	ss_json_object(&w, "tool");
	ss_json_cstr(&w, "name", "ss-breaker");
	ss_json_cstr(&w, "version", SS_VERSION);
	ss_json_u64(&w, "pid", getpid());
	ss_json_cstr(&w, "kernel", u.release);
	ss_json_cstr(&w, "boot_id", r->stream.boot.id);
	ss_json_cstr(&w, "instance", r->name);
	ss_json_end_object(&w);
	put_instance(r, &w);
	put_path(r, &w);
	ss_json_array(&w, "levels");
	for (size_t i = 0; i < r->profile.table.level_count; i++)
		put_level(r, &w, NULL, i);
	ss_json_end_array(&w);
	put_level(r, &w, "level", r->level.level);
	ss_json_u64(&w, "rules", r->profile.table.rule_count);
	ss_json_u64(&w, "ttl_ns", r->opt->ttl_ns);
	ss_json_cstr(&w, "on_stale", r->opt->on_stale == ON_STALE_HOLD ? "hold" : "pass");
	ss_json_end_object(&w);
	return end(r, &w, start);
}

int lines_stop(struct run *r)
{
	struct ss_json w;
	size_t start = begin(r, &w, "meta.stop");

	ss_json_cstr(&w, "reason", r->reason);
	put_instance(r, &w);
	put_level(r, &w, "level", r->level.level);
	ss_json_u64(&w, "transitions", r->transitions);
	ss_json_end_object(&w);
	return end(r, &w, start);
}
