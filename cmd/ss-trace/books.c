// SPDX-License-Identifier: BSD-2-Clause
/* The books: what was seen, emitted, filtered, held back and lost, and the lines that say so. */
#include <stdio.h>
#include <sys/utsname.h>

#include "core/clock.h"
#include "core/log.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire.h"

#define LOOK_EVERY (SS_NS_PER_SEC / 10)

void books_read(struct trace *t)
{
	for (int type = 0; type < SS_EVENT_TYPES; type++) {
		struct ss_tally *tally = &t->tally[type];

		tally->seen = tally->filtered = 0;
		tally->throttled = t->dropped[type];
		tally->lost = t->unread[type];
		for (int cpu = 0; cpu < t->cpus; cpu++) {
			const volatile struct ss_wire_counts *c = &t->counts[cpu];

			tally->seen += c->seen[type];
			tally->filtered += c->filtered[type];
			tally->throttled += c->throttled[type];
			tally->lost += c->lost[type];
		}
	}
}

static uint64_t quiet_lost(const struct trace *t)
{
	uint64_t n = 0;

	for (int cpu = 0; cpu < t->cpus; cpu++)
		n += ((const volatile struct ss_wire_counts *)t->counts)[cpu].quiet_lost;
	return n;
}

static size_t begin(struct trace *t, struct ss_json *w, const char *type)
{
	ss_json_init(w, &t->out.buf);
	size_t start = t->out.buf.len;

	ss_stream_begin(&t->stream, w, type, 0);
	return start;
}

static void end(struct trace *t, struct ss_json *w, size_t start)
{
	ss_json_end_line(w);
	trace_line(t, start);
}

void meta_start(struct trace *t)
{
	struct utsname u;
	struct ss_json w;
	size_t start = begin(t, &w, "meta.start");

	uname(&u);
	ss_json_object(&w, "tool");
	ss_json_cstr(&w, "name", "ss-trace");
	ss_json_cstr(&w, "version", SS_VERSION);
	ss_json_u64(&w, "pid", t->skel->bss->self_tgid);
	ss_json_cstr(&w, "kernel", u.release);
	ss_json_cstr(&w, "boot_id", t->stream.boot.id);
	ss_json_cstr(&w, "buffer", t->perf ? "perf" : "ring");
	ss_json_u64(&w, "buffer_bytes", t->opt->ring_size);
	ss_json_u64(&w, "args_max", t->skel->rodata->args_max);
	ss_json_end_object(&w);
	ss_json_object(&w, "hooks");
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (t->hooks[i].hook && (t->opt->selected & SS_TYPE_BIT(i)))
			ss_json_cstr(&w, ss_event_names[i], t->hooks[i].hook);
	ss_json_end_object(&w);
	ss_json_object(&w, "not_hooked");
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (t->hooks[i].why_not)
			ss_json_cstr(&w, ss_event_names[i], t->hooks[i].why_not);
	ss_json_end_object(&w);
	end(t, &w, start);
}

void meta_loss(struct trace *t)
{
	uint64_t now = ss_clock_mono(), quiet = quiet_lost(t), total = 0;
	struct ss_json w;
	size_t start;

	if (now - t->loss_looked_ns < LOOK_EVERY)
		return;
	t->loss_looked_ns = now;
	books_read(t);
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		total += t->tally[i].lost - t->reported_lost[i];
	if (!total && quiet == t->reported_quiet_lost)
		return;
	start = begin(t, &w, "meta.loss");
	ss_json_object(&w, "lost");
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		if (t->tally[i].lost > t->reported_lost[i])
			ss_json_u64(&w, ss_event_names[i], t->tally[i].lost - t->reported_lost[i]);
		t->reported_lost[i] = t->tally[i].lost;
	}
	ss_json_end_object(&w);
	if (quiet > t->reported_quiet_lost)
		ss_json_u64(&w, "table_lost", quiet - t->reported_quiet_lost);
	t->reported_quiet_lost = quiet;
	end(t, &w, start);
	if (total)
		ss_warn("%llu events lost: the reader is too slow; try --ring-size or a filter",
			(unsigned long long)total);
}

/* "recursion_misses:" of a program, which fdinfo tells without any right.  Since 5.12. */
static uint64_t misses_of(int fd)
{
	char path[64], line[128];
	unsigned long long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "re");
	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "recursion_misses: %llu", &n) == 1)
			break;
	fclose(f);
	return n;
}

/* Runs the kernel skipped because the program was already running on that processor. */
static uint64_t missed(const struct trace *t)
{
	struct bpf_program *p;
	uint64_t n = 0;

	bpf_object__for_each_program (p, t->skel->obj) {
		if (p != t->skel->progs.snapshot && bpf_program__fd(p) >= 0)
			n += misses_of(bpf_program__fd(p));
	}
	return n;
}

void meta_stop(struct trace *t, const char *reason)
{
	struct ss_tally sum = { 0 };
	struct ss_json w;
	size_t start = begin(t, &w, "meta.stop");
	uint64_t misses = missed(t), evicted = ss_proc_table_evicted(t->stream.table);

	ss_json_cstr(&w, "reason", reason);
	ss_json_object(&w, "counts");
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		const struct ss_tally *tally = &t->tally[i];

		if (!t->hooks[i].hook || !(t->opt->selected & SS_TYPE_BIT(i)))
			continue;
		ss_json_object(&w, ss_event_names[i]);
		ss_tally_write(&w, tally);
		ss_json_end_object(&w);
		sum.seen += tally->seen;
		sum.emitted += tally->emitted;
		sum.filtered += tally->filtered;
		sum.throttled += tally->throttled;
		sum.lost += tally->lost;
	}
	ss_json_end_object(&w);
	ss_json_object(&w, "total");
	ss_tally_write(&w, &sum);
	ss_json_end_object(&w);
	ss_json_bool(&w, "exact",
		     sum.seen == sum.emitted + sum.filtered + sum.throttled + sum.lost && !misses);
	if (misses)
		ss_json_u64(&w, "missed", misses);
	if (evicted)
		ss_json_u64(&w, "evicted", evicted);
	end(t, &w, start);
}
