/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Automatic limits: what the durations of the last while were, and the limit that
 * follows.  The kernel counts calls in buckets that only grow; here they are read
 * from time to time and kept as a ring of slices of the window.
 */
#ifndef SS_REAP_WINDOW_H
#define SS_REAP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "reaper/rule.h"
#include "reaper_types.h"

#define SS_REAP_SLICES 8

/* Durations, counted by ss_reap_bucket(). */
struct ss_reap_hist {
	uint64_t count[SS_REAP_BUCKETS];
};

/* The least and the greatest duration of a bucket, in ns. */
uint64_t ss_reap_bucket_low(uint32_t bucket);
uint64_t ss_reap_bucket_high(uint32_t bucket);

uint64_t ss_reap_hist_total(const struct ss_reap_hist *h);
/*
 * The duration that PPM millionths of the calls do not exceed: in the bucket where
 * that call is, so at most a quarter of it off, and further in the more of the bucket's
 * calls come before.  0 if there are no calls.
 */
uint64_t ss_reap_hist_quantile(const struct ss_reap_hist *h, uint32_t ppm);

struct ss_reap_window {
	uint64_t slice_ns, samples;
	uint64_t since_ns; /* when the newest slice began */
	unsigned int newest;
	bool begun;		  /* last is known */
	struct ss_reap_hist last; /* the kernel's counters when they were read */
	struct ss_reap_hist slices[SS_REAP_SLICES];
	struct ss_reap_hist before; /* what has left the window, for when it is too poor */
};

void ss_reap_window_init(struct ss_reap_window *w, uint64_t window_ns, uint64_t samples);
/*
 * Take the kernel's counters, read at NOW.  What they count the first time was before
 * the window.  A counter that is less than before begins anew.
 */
void ss_reap_window_add(struct ss_reap_window *w, const struct ss_reap_hist *counters,
			uint64_t now);
/*
 * The calls of the window; where these are fewer than SAMPLES, with those of earlier on,
 * which are about SAMPLES at most, and the older the fewer.  Returns how many.
 */
uint64_t ss_reap_window_sum(const struct ss_reap_window *w, struct ss_reap_hist *sum);

/*
 * The limit of one rule (or of one exe under it): TIMES the quantile of the window, at least
 * the floor and at most the ceiling.  None until as many calls are known as
 * samples says.  So that it does not flap, it follows what is wanted only when
 * that is more than an eighth away: upwards at once, for a limit that is too low
 * meets the innocent; downwards when it was so for a whole window, and then to the
 * highest that was wanted in it.  Late calls are calls too: where everything becomes
 * slow, the limit rises with it, up to the ceiling.
 */
struct ss_reap_auto {
	struct ss_reap_limit rule;
	struct ss_reap_window window;
	uint64_t limit_ns;    /* 0: none yet */
	uint64_t quantile_ns; /* as it was seen last */
	uint64_t samples;     /* calls that it was made of, or that are known so far */
	uint64_t low_since_ns, low_most_ns; /* lower ones are wanted since; the highest, or 0 */
};

void ss_reap_auto_init(struct ss_reap_auto *a, const struct ss_reap_limit *rule);
/* One that an earlier run had learnt: it is in force at once. */
void ss_reap_auto_restore(struct ss_reap_auto *a, uint64_t limit_ns);
/* Take the counters of NOW.  True: limit_ns has changed. */
bool ss_reap_auto_update(struct ss_reap_auto *a, const struct ss_reap_hist *counters, uint64_t now);

#endif
