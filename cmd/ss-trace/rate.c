// SPDX-License-Identifier: BSD-2-Clause
/* --rate, --rate-process and --sample: put where the kernel looks, and what they hold back. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "event/rate.h"
#include "trace.h"
#include "trace.skel.h"
#include "wire_count.h"

#define FLOODS_MAX 16384
#define LOOK_EVERY (SS_NS_PER_SEC / 10)

struct trace_rate {
	struct ss_throttle throttle;
	struct ss_flood *before;
	size_t before_count;
	uint64_t looked_ns;
};

static int parse(const struct trace_options *opt, struct ss_rates *rates)
{
	int err = 0;

	*rates = (struct ss_rates){ 0 };
	for (size_t i = 0; i < opt->rate.count && !err; i++)
		err = ss_rates_limit(rates, opt->rate.items[i]);
	for (size_t i = 0; i < opt->sample.count && !err; i++)
		err = ss_rates_sample(rates, opt->sample.items[i]);
	if (!err && opt->rate_process)
		err = ss_rate_parse("--rate-process", opt->rate_process, &rates->process);
	return err;
}

int rate_check(const struct trace_options *opt)
{
	struct ss_rates rates;

	if (parse(opt, &rates))
		return ss_cli_try_help(); /* why, it has said itself */
	if (rates.rated && !(rates.rated & opt->selected))
		ss_warn("--rate: none of its types is selected");
	return 0;
}

int rate_prepare(struct trace *t)
{
	struct trace_bpf *skel = t->skel;
	struct ss_rates rates;
	int err = parse(t->opt, &rates);

	if (err)
		return err;
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		skel->rodata->rate_every[i] = rates.type[i].every_ns;
		skel->rodata->rate_burst[i] = rates.type[i].burst_ns;
		skel->rodata->sample_of[i] = t->stream.sample[i] = rates.sample[i];
	}
	skel->rodata->process_every = rates.process.every_ns;
	skel->rodata->process_burst = rates.process.burst_ns;
	if (!rates.rated && !rates.process.every_ns)
		return 0;
	if (!t->rate)
		t->rate = calloc(1, sizeof(*t->rate));
	err = t->rate ? bpf_map__set_max_entries(skel->maps.floods, FLOODS_MAX) : -ENOMEM;
	return err ? ss_error(err, "cannot set up the rate limits") : 0;
}

void rate_free(struct trace *t)
{
	if (t->rate)
		free(t->rate->before);
	free(t->rate);
}

/* All processes that were held back, sorted; the caller's to free. */
static struct ss_flood *read_floods(struct trace *t, size_t *count)
{
	uint32_t *tgids = calloc(FLOODS_MAX, sizeof(*tgids)), n = FLOODS_MAX, batch;
	struct ss_wire_flood *values = calloc(FLOODS_MAX, sizeof(*values));
	struct ss_flood *floods = calloc(FLOODS_MAX, sizeof(*floods));

	*count = 0;
	if (tgids && values && floods &&
	    (!bpf_map_lookup_batch(bpf_map__fd(t->skel->maps.floods), NULL, &batch, tgids, values,
				   &n, NULL) ||
	     errno == ENOENT))
		for (uint32_t i = 0; i < n; i++)
			if (values[i].held)
				floods[(*count)++] = (struct ss_flood){ values[i].start_ns,
									values[i].held, tgids[i] };
	free(tgids);
	free(values);
	if (floods)
		ss_floods_sort(floods, *count);
	return floods;
}

static void write_processes(struct trace *t, struct ss_json *w, const struct ss_flood *top,
			    size_t count)
{
	if (!count)
		return;
	ss_json_array(w, "processes");
	for (size_t i = 0; i < count; i++) {
		ss_json_object(w, NULL);
		ss_process_name(&t->stream, w, top[i].tgid, top[i].start_ns);
		ss_json_u64(w, "throttled", top[i].held);
		ss_json_end_object(w);
	}
	ss_json_end_array(w);
}

static int say(struct trace *t, const struct ss_throttle_news *news)
{
	struct ss_flood top[SS_FLOODS_TOLD], *floods;
	size_t count, tops, start = t->out.buf.len;
	struct ss_json w;

	floods = read_floods(t, &count);
	tops = ss_floods_top(t->rate->before, t->rate->before_count, floods, count, top);
	free(t->rate->before);
	t->rate->before = floods;
	t->rate->before_count = count;
	ss_json_init(&w, &t->out.buf);
	ss_stream_begin(&t->stream, &w, "meta.throttle", 0);
	ss_throttle_write(&w, news);
	write_processes(t, &w, top, tops);
	ss_json_end_line(&w);
	return trace_line(t, start);
}

int meta_throttle(struct trace *t, bool last)
{
	uint64_t now = ss_clock_mono(), held[SS_EVENT_TYPES] = { 0 };
	struct ss_throttle_news news;

	if (!t->rate || (!last && now - t->rate->looked_ns < LOOK_EVERY))
		return 0;
	t->rate->looked_ns = now;
	for (int cpu = 0; cpu < t->cpus; cpu++)
		for (int i = 0; i < SS_EVENT_TYPES; i++)
			held[i] += ((const volatile struct ss_wire_counts *)t->counts)[cpu]
					   .throttled[i];
	if (!ss_throttle_look(&t->rate->throttle, held, now, last, &news))
		return 0;
	return say(t, &news);
}
