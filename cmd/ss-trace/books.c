// SPDX-License-Identifier: BSD-2-Clause
/* The books: what was seen, emitted, filtered, held back and lost, and the lines that say so. */
#include <sys/utsname.h>

#include "bpf/progstat.h"
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

		tally->seen = tally->counted = 0;
		tally->filtered = t->refused[type];
		tally->throttled = t->dropped[type];
		tally->lost = t->unread[type];
		for (int cpu = 0; cpu < t->cpus; cpu++) {
			const volatile struct ss_wire_counts *c = &t->counts[cpu];

			tally->seen += c->seen[type] + c->refused[type];
			tally->filtered += c->filtered[type] + c->refused[type];
			tally->throttled += c->throttled[type] + c->sampled[type];
			tally->counted += c->counted[type];
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
	if (!t->perf)
		ss_json_u64(&w, "bulk_bytes", t->opt->bulk_size);
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

/* What LOST says of the time since the last line; how many in all. */
static uint64_t new_losses(struct trace *t)
{
	uint64_t total = 0;

	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		t->loss.lost[i] = t->tally[i].lost - t->reported_lost[i];
		t->reported_lost[i] = t->tally[i].lost;
		total += t->loss.lost[i];
	}
	return total;
}

static void write_loss(struct trace *t, uint64_t quiet)
{
	struct ss_json w;
	size_t start = begin(t, &w, "meta.loss");

	ss_json_object(&w, "lost");
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (t->loss.lost[i])
			ss_json_u64(&w, ss_event_names[i], t->loss.lost[i]);
	ss_json_end_object(&w);
	if (quiet)
		ss_json_u64(&w, "table_lost", quiet);
	ss_loss_write(&w, &t->loss);
	end(t, &w, start);
}

static void warn_of_loss(const struct trace *t, uint64_t total)
{
	struct ss_strbuf why = { 0 };

	ss_loss_text(&t->loss, &why);
	ss_warn("%llu events lost: %s", (unsigned long long)total, why.err ? "" : why.data);
	ss_strbuf_fini(&why);
}

void meta_loss(struct trace *t)
{
	uint64_t now = ss_clock_mono(), quiet = quiet_lost(t), total;

	if (now - t->loss_looked_ns < LOOK_EVERY)
		return;
	t->loss_looked_ns = now;
	books_read(t);
	total = new_losses(t);
	quiet -= t->reported_quiet_lost;
	ss_ring_peaks(t->ring, &t->loss.life.peak, &t->loss.bulk.peak);
	if (total || quiet) {
		t->loss.life.size = t->opt->ring_size;
		t->loss.bulk.size = t->perf ? 0 : t->opt->bulk_size;
		t->loss.quiet_lost = quiet;
		t->loss.size_max = RING_MAX;
		write_loss(t, quiet);
	}
	if (total)
		warn_of_loss(t, total);
	t->reported_quiet_lost += quiet;
	t->loss = (struct ss_loss){ 0 };
}

void meta_stop(struct trace *t, const char *reason)
{
	struct ss_tally sum = { 0 };
	struct ss_json w;
	size_t start = begin(t, &w, "meta.stop");
	uint64_t misses = ss_progstat_misses(t->skel->obj),
		 evicted = ss_proc_table_evicted(t->stream.table);
	bool exact = !misses;

	ss_json_cstr(&w, "reason", reason);
	ss_json_object(&w, "counts");
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		const struct ss_tally *tally = &t->tally[i];

		if (!t->hooks[i].hook || !(t->opt->selected & SS_TYPE_BIT(i)))
			continue;
		ss_json_object(&w, ss_event_names[i]);
		ss_tally_write(&w, tally);
		ss_json_end_object(&w);
		exact &= ss_tally_exact(tally); /* the sum may be right by chance */
		sum.seen += tally->seen;
		sum.emitted += tally->emitted;
		sum.filtered += tally->filtered;
		sum.throttled += tally->throttled;
		sum.counted += tally->counted;
		sum.lost += tally->lost;
	}
	ss_json_end_object(&w);
	ss_json_object(&w, "total");
	ss_tally_write(&w, &sum);
	ss_json_end_object(&w);
	ss_json_bool(&w, "exact", exact);
	if (misses)
		ss_json_u64(&w, "missed", misses);
	if (evicted)
		ss_json_u64(&w, "evicted", evicted);
	end(t, &w, start);
}
