// SPDX-License-Identifier: BSD-2-Clause
#include "reaper/window.h"

#include <stdlib.h>

#include "check.h"

#define MS UINT64_C(1000000)
#define S  SS_NS_PER_SEC

/* The same numbers in every run. */
static uint64_t draw(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

static void test_buckets(void)
{
	uint32_t last = ss_reap_bucket(UINT64_MAX);

	check(last < SS_REAP_BUCKETS);
	check(ss_reap_bucket_low(0) == 0 && ss_reap_bucket_high(last) == UINT64_MAX);
	for (uint32_t i = 0; i <= last; i++) {
		uint64_t low = ss_reap_bucket_low(i), high = ss_reap_bucket_high(i);

		/* Nothing is between two, and none is wider than a quarter of its least. */
		check(low <= high && (!i || low == ss_reap_bucket_high(i - 1) + 1));
		check(ss_reap_bucket(low) == i && ss_reap_bucket(high) == i);
		check(high - low <= low / 4);
	}
	for (int i = 0; i < 100000; i++) {
		uint64_t ns = draw() >> draw() % 64;
		uint32_t b = ss_reap_bucket(ns);

		if (!check(ns >= ss_reap_bucket_low(b) && ns <= ss_reap_bucket_high(b)))
			return;
	}
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Of many sets: it is in the bucket of the sample that sorting finds. */
static void test_quantiles(void)
{
	static const uint32_t ppms[] = { 1, 10000, 500000, 900000, 990000, 999000, 999999 };
	static uint64_t ns[3000];

	for (int round = 0; round < 200; round++) {
		struct ss_reap_hist h = { 0 };
		size_t n = draw() % 3000 + 1;
		int width = draw() % 64;

		for (size_t i = 0; i < n; i++) {
			ns[i] = draw() >> (draw() % 8 + width > 63 ? 63 : width);
			h.count[ss_reap_bucket(ns[i])]++;
		}
		qsort(ns, n, sizeof(ns[0]), by_size);
		check(ss_reap_hist_total(&h) == n);
		for (size_t i = 0; i < sizeof(ppms) / sizeof(ppms[0]); i++) {
			size_t rank = (n * ppms[i] + 999999) / 1000000;
			uint64_t got = ss_reap_hist_quantile(&h, ppms[i]);

			if (!check(ss_reap_bucket(got) == ss_reap_bucket(ns[rank - 1])))
				return;
		}
	}
}

/* Where calls are spread evenly in a bucket, what comes between is right too. */
static void test_interpolation(void)
{
	struct ss_reap_hist h = { 0 };

	check(!ss_reap_hist_quantile(&h, 990000));
	for (uint64_t ns = 1024; ns < 1280; ns++)
		h.count[ss_reap_bucket(ns)]++;
	check(h.count[ss_reap_bucket(1024)] == 256);
	for (uint32_t ppm = 100000; ppm < 1000000; ppm += 100000) {
		uint64_t got = ss_reap_hist_quantile(&h, ppm), want = 1024 + 256 * ppm / 1000000;

		check(got + 1 >= want && got <= want + 1);
	}
	h = (struct ss_reap_hist){ 0 };
	h.count[3] = UINT64_MAX / 2;
	check(ss_reap_hist_quantile(&h, 999999) == 3 && ss_reap_hist_quantile(&h, 1) == 3);
}

/* N more calls that take NS. */
static void count(struct ss_reap_hist *counters, uint64_t ns, uint64_t n)
{
	counters->count[ss_reap_bucket(ns)] += n;
}

static uint64_t in_window(const struct ss_reap_window *w)
{
	struct ss_reap_hist sum;

	return ss_reap_window_sum(w, &sum);
}

static void test_window(void)
{
	struct ss_reap_hist counters = { 0 };
	struct ss_reap_window w;

	ss_reap_window_init(&w, 8 * S, 0);
	count(&counters, MS, 500);
	ss_reap_window_add(&w, &counters, 100 * S);
	check(in_window(&w) == 0); /* of before */
	for (int i = 1; i <= 30; i++) {
		count(&counters, MS, 10);
		ss_reap_window_add(&w, &counters, 100 * S + i * S / 2);
		check(in_window(&w) == (uint64_t)10 * (i < 16 ? i : i % 2 ? 16 : 15));
	}
	/* A whole window without calls leaves none, however long it was. */
	ss_reap_window_add(&w, &counters, 125 * S);
	check(in_window(&w) == 0);
	count(&counters, MS, 1);
	ss_reap_window_add(&w, &counters, 1000000 * S);
	check(in_window(&w) == 1);
	/* The counters have begun anew; the clock that does not move is no matter. */
	counters = (struct ss_reap_hist){ 0 };
	count(&counters, MS, 3);
	ss_reap_window_add(&w, &counters, 1000000 * S);
	check(in_window(&w) == 4);
}

/* What has few calls is judged by older ones too; of these what is rare is not forgotten first. */
static void test_poor_window(void)
{
	struct ss_reap_hist counters = { 0 }, sum;
	struct ss_reap_window w;
	uint64_t n = 0;

	ss_reap_window_init(&w, 8 * S, 100);
	ss_reap_window_add(&w, &counters, 0);
	for (int i = 1; i <= 1000; i++) {
		count(&counters, i % 80 ? MS : 64 * MS, 1);
		ss_reap_window_add(&w, &counters, i * S);
		n = ss_reap_window_sum(&w, &sum);
		check(n >= (i < 50 ? (uint64_t)i : 50) && n <= 110);
		check(i < 80 || ss_reap_hist_quantile(&sum, 999999) > 50 * MS);
	}
	check(ss_reap_hist_quantile(&sum, 500000) < 2 * MS);
	/* Calls in plenty: what was before does not count. */
	count(&counters, 8 * MS, 1000);
	ss_reap_window_add(&w, &counters, 1000 * S + 1);
	n = ss_reap_window_sum(&w, &sum);
	check(n == 1008);
}

static const struct ss_reap_limit rule = {
	.quantile_ppm = 990000,
	.times_milli = 4000,
	.floor_ns = 5 * MS,
	.ceiling_ns = 10 * S,
	.window_ns = 8 * S,
	.samples = 100,
};

/* N calls of NS within the next second. */
static bool second(struct ss_reap_auto *a, struct ss_reap_hist *counters, uint64_t *now,
		   uint64_t ns, uint64_t n)
{
	count(counters, ns, n);
	*now += S;
	return ss_reap_auto_update(a, counters, *now);
}

static bool is_near(uint64_t a, uint64_t b)
{
	return a > b - b / 4 && a < b + b / 4;
}

static void test_learning(void)
{
	struct ss_reap_hist counters = { 0 };
	struct ss_reap_auto a;
	uint64_t now = S;

	ss_reap_auto_init(&a, &rule);
	check(!ss_reap_auto_update(&a, &counters, now));
	for (int i = 1; i < 10; i++) {
		check(!second(&a, &counters, &now, 20 * MS, 10));
		check(!a.limit_ns && a.samples == (uint64_t)i * 10);
	}
	check(second(&a, &counters, &now, 20 * MS, 10));
	check(is_near(a.limit_ns, 80 * MS) && is_near(a.quantile_ns, 20 * MS));
	/* Silence changes nothing, nor does what is about the same. */
	for (int i = 0; i < 100; i++)
		check(!second(&a, &counters, &now, 20 * MS, i < 50 ? 0 : 100));
}

static void test_bounds(void)
{
	struct ss_reap_hist counters = { 0 };
	struct ss_reap_auto a;
	uint64_t now = S;

	ss_reap_auto_init(&a, &rule);
	second(&a, &counters, &now, 0, 0);
	check(second(&a, &counters, &now, 1000, 1000) && a.limit_ns == 5 * MS);
	check(second(&a, &counters, &now, 3600 * S, 1000) && a.limit_ns == 10 * S);
	ss_reap_auto_init(&a, &rule);
	a.rule.ceiling_ns = 0;
	second(&a, &counters, &now, 0, 0);
	check(second(&a, &counters, &now, UINT64_MAX, 1000));
	check(a.limit_ns == UINT64_C(3650) * 86400 * S);
}

static void test_hysteresis(void)
{
	struct ss_reap_hist counters = { 0 };
	struct ss_reap_auto a;
	uint64_t now = S, high;
	int seconds = 0, changes = 0;

	ss_reap_auto_init(&a, &rule);
	second(&a, &counters, &now, 0, 0);
	check(second(&a, &counters, &now, 20 * MS, 100));
	/* Up at once. */
	check(second(&a, &counters, &now, 100 * MS, 100));
	high = a.limit_ns;
	check(is_near(high, 400 * MS));
	/* Down when the slow calls have left the window, and a window more. */
	while (seconds++ < 100 && !second(&a, &counters, &now, 20 * MS, 100))
		check(a.limit_ns == high);
	check(seconds >= 15 && seconds <= 18 && is_near(a.limit_ns, 80 * MS));
	/* From one to the other and back: it stays up. */
	for (int i = 0; i < 200; i++)
		changes += second(&a, &counters, &now, i % 14 ? 20 * MS : 100 * MS, 100);
	check(changes == 1 && is_near(a.limit_ns, 400 * MS));
}

static void test_restore(void)
{
	struct ss_reap_hist counters = { 0 };
	struct ss_reap_auto a;
	uint64_t now = S;

	count(&counters, 3600 * S, 1000); /* of an earlier run */
	ss_reap_auto_init(&a, &rule);
	ss_reap_auto_restore(&a, 80 * MS);
	check(!ss_reap_auto_update(&a, &counters, now) && a.limit_ns == 80 * MS);
	check(!second(&a, &counters, &now, 20 * MS, 99) && a.limit_ns == 80 * MS);
	check(second(&a, &counters, &now, 40 * MS, 1000) && is_near(a.limit_ns, 160 * MS));
}

static const struct check_case cases[] = {
	{ "buckets leave no gap", test_buckets },
	{ "quantiles are those of sorted samples", test_quantiles },
	{ "within a bucket", test_interpolation },
	{ "the window slides", test_window },
	{ "a window with few calls", test_poor_window },
	{ "no limit before enough calls are known", test_learning },
	{ "floor and ceiling", test_bounds },
	{ "up at once, down after a window", test_hysteresis },
	{ "a limit of an earlier run", test_restore },
};

CHECK_MAIN(cases)
