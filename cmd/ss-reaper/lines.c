// SPDX-License-Identifier: BSD-2-Clause
/* Lines on their way out, and those about the watch itself. */
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

#include "bpf/progstat.h"
#include "core/log.h"
#include "reaper.h"
#include "reaper.skel.h"
#include "wire_reaper.h"

int reaper_fail(struct reaper *r, int err, const char *what)
{
	if (err < 0 && err != -EPIPE && !r->reported) {
		r->reported = true;
		ss_error(err, "%s", what);
	}
	return err;
}

int reaper_flush(struct reaper *r)
{
	int err = ss_out_flush(&r->out);

	return reaper_fail(r, err, ss_out_why(err, "cannot write events"));
}

int reaper_settle(struct reaper *r)
{
	int err = reaper_flush(r);

	return err ? err : r->done ? REAPER_DONE : 0;
}

int reaper_line(struct reaper *r, size_t start)
{
	return reaper_fail(r, ss_view_line(&r->view, &r->out.buf, start), "cannot show an event");
}

void reaper_count(struct reaper *r)
{
	if (++r->events == r->opt->max_events)
		r->done = true;
}

static size_t begin(struct reaper *r, struct ss_json *w, const char *type)
{
	size_t start = r->out.buf.len;

	ss_json_init(w, &r->out.buf);
	ss_stream_begin(&r->stream, w, type, 0);
	return start;
}

static void end(struct reaper *r, struct ss_json *w, size_t start)
{
	ss_json_end_line(w);
	reaper_line(r, start);
}

static void put_target(struct ss_json *w, const struct reaper *r, size_t i)
{
	const char *name = r->target_names[i];

	if (name)
		ss_json_bytes(w, "target", name, strlen(name));
	ss_json_cstr(w, "kind", ss_reap_kind_names[r->kinds[i]]);
	ss_json_bytes(w, "hook", r->targets[i].hook, strlen(r->targets[i].hook));
}

void reaper_meta_start(struct reaper *r)
{
	struct utsname u;
	struct ss_json w;
	size_t start = begin(r, &w, "meta.start");

	uname(&u);
	ss_json_object(&w, "tool");
	ss_json_cstr(&w, "name", "ss-reaper");
	ss_json_cstr(&w, "version", SS_VERSION);
	ss_json_u64(&w, "pid", r->skel->bss->self_tgid);
	ss_json_cstr(&w, "kernel", u.release);
	ss_json_cstr(&w, "boot_id", r->stream.boot.id);
	ss_json_u64(&w, "calls_max", bpf_map__max_entries(r->skel->maps.calls));
	ss_json_cstr(&w, "instance", r->instance);
	if (r->adopted)
		ss_json_bool(&w, "adopted", true);
	ss_json_end_object(&w);
	ss_json_array(&w, "watched");
	for (size_t i = 0; i < r->config.target_count; i++) {
		ss_json_object(&w, NULL);
		put_target(&w, r, i);
		ss_json_end_object(&w);
	}
	ss_json_end_array(&w);
	end(r, &w, start);
}

/* What the programs counted of target I, over all processors. */
static struct ss_wire_reap_target sum_of(struct reaper *r, uint32_t i)
{
	static struct ss_wire_reap_target per_cpu[1024];
	struct ss_wire_reap_target sum = { 0 };
	int cpus = libbpf_num_possible_cpus();

	if (cpus > 1024 || bpf_map__lookup_elem(r->skel->maps.reap_targets, &i, sizeof(i), per_cpu,
						sizeof(per_cpu[0]) * cpus, 0))
		return sum;
	for (int cpu = 0; cpu < cpus; cpu++) {
		sum.calls += per_cpu[cpu].calls;
		sum.late += per_cpu[cpu].late;
		sum.untracked += per_cpu[cpu].untracked;
		sum.nested += per_cpu[cpu].nested;
	}
	return sum;
}

void reaper_meta_stop(struct reaper *r, const char *reason)
{
	struct ss_json w;
	size_t start = begin(r, &w, "meta.stop");
	uint64_t missed = ss_progstat_misses(r->skel->obj);

	ss_json_cstr(&w, "reason", reason);
	ss_json_array(&w, "watched");
	for (size_t i = 0; i < r->config.target_count; i++) {
		struct ss_wire_reap_target sum = sum_of(r, i);

		ss_json_object(&w, NULL);
		put_target(&w, r, i);
		ss_json_u64(&w, "calls", sum.calls);
		ss_json_u64(&w, "late", sum.late);
		ss_json_u64(&w, "overdue", r->overdue[i]);
		if (sum.untracked)
			ss_json_u64(&w, "untracked", sum.untracked);
		if (sum.nested)
			ss_json_u64(&w, "nested", sum.nested);
		ss_json_end_object(&w);
	}
	ss_json_end_array(&w);
	ss_json_u64(&w, "records_lost", r->skel->bss->lost);
	if (missed)
		ss_json_u64(&w, "missed", missed);
	end(r, &w, start);
}
