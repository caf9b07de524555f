// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/window.h"

#include <string.h>

#define PPM 1000000

uint64_t ss_reap_bucket_low(uint32_t bucket)
{
	return bucket < 8 ? bucket : (uint64_t)(4 + bucket % 4) << (bucket / 4 - 1);
}

/* The buckets behind the last that a duration can have are empty. */
uint64_t ss_reap_bucket_high(uint32_t bucket)
{
	return bucket < ss_reap_bucket(UINT64_MAX) ? ss_reap_bucket_low(bucket + 1) - 1
						   : UINT64_MAX;
}

uint64_t ss_reap_hist_total(const struct ss_reap_hist *h)
{
	uint64_t n = 0;

	for (int i = 0; i < SS_REAP_BUCKETS; i++)
		n += h->count[i];
	return n;
}

/* PART of WHOLE of N, rounded up, without overflow: PART <= WHOLE. */
static uint64_t share(uint64_t n, uint64_t part, uint64_t whole)
{
	return (uint64_t)(((unsigned __int128)n * part + whole - 1) / whole);
}

uint64_t ss_reap_hist_quantile(const struct ss_reap_hist *h, uint32_t ppm)
{
	uint64_t rank = share(ss_reap_hist_total(h), ppm, PPM), low;

	for (int i = 0; i < SS_REAP_BUCKETS && rank; i++) {
		if (rank > h->count[i]) {
			rank -= h->count[i];
			continue;
		}
		low = ss_reap_bucket_low(i);
		return low + share(ss_reap_bucket_high(i) - low, rank, h->count[i]);
	}
	return 0;
}

static void add(struct ss_reap_hist *to, const struct ss_reap_hist *h)
{
	for (int i = 0; i < SS_REAP_BUCKETS; i++)
		to->count[i] += h->count[i];
}

void ss_reap_window_init(struct ss_reap_window *w, uint64_t window_ns, uint64_t samples)
{
	*w = (struct ss_reap_window){ .slice_ns = window_ns / SS_REAP_SLICES, .samples = samples };
}

/* Halved until it is few enough; rounded up, so that what is rare and slow stays. */
static void fade(struct ss_reap_hist *h, uint64_t samples)
{
	uint64_t n = ss_reap_hist_total(h), before = n + 1;

	for (; n > samples && n < before; n = ss_reap_hist_total(h)) {
		before = n;
		for (int i = 0; i < SS_REAP_BUCKETS; i++)
			h->count[i] -= h->count[i] / 2;
	}
}

/* The oldest slice leaves the window and begins anew. */
static void turn(struct ss_reap_window *w)
{
	w->newest = (w->newest + 1) % SS_REAP_SLICES;
	add(&w->before, &w->slices[w->newest]);
	fade(&w->before, w->samples);
	w->slices[w->newest] = (struct ss_reap_hist){ 0 };
	w->since_ns += w->slice_ns;
}

static bool is_over(const struct ss_reap_window *w, uint64_t now)
{
	return now >= w->since_ns && now - w->since_ns >= w->slice_ns;
}

static void turn_to(struct ss_reap_window *w, uint64_t now)
{
	for (int i = 0; i < SS_REAP_SLICES && is_over(w, now); i++)
		turn(w);
	/* More than a whole window later: all of it is empty now. */
	if (is_over(w, now))
		w->since_ns = now;
}

void ss_reap_window_add(struct ss_reap_window *w, const struct ss_reap_hist *counters, uint64_t now)
{
	if (!w->begun)
		w->since_ns = now;
	turn_to(w, now);
	for (int i = 0; i < SS_REAP_BUCKETS && w->begun; i++) {
		uint64_t is = counters->count[i], was = w->last.count[i];

		w->slices[w->newest].count[i] += is >= was ? is - was : is;
	}
	w->last = *counters;
	w->begun = true;
}

uint64_t ss_reap_window_sum(const struct ss_reap_window *w, struct ss_reap_hist *sum)
{
	uint64_t n;

	*sum = (struct ss_reap_hist){ 0 };
	for (int i = 0; i < SS_REAP_SLICES; i++)
		add(sum, &w->slices[i]);
	n = ss_reap_hist_total(sum);
	if (n >= w->samples)
		return n;
	add(sum, &w->before);
	return ss_reap_hist_total(sum);
}
