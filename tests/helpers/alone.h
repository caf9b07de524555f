/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the core ours alone?  Where two hardware threads share one, and the other computes (for
 * another machine perhaps, of which this kernel sees nothing), code that needs the core's units
 * takes up to twice as long, and code that waits for its own results as long as ever.  So the
 * time of additions that wait for nothing, over that of a chain of multiplications, tells it;
 * a slower clock would change both.
 */
#ifndef ALONE_H
#define ALONE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

static inline uint64_t alone_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

static inline uint64_t alone_chain(void)
{
	uint64_t start = alone_now(), x = 3;

	for (int i = 0; i < 2000; i++) {
		x *= x;
		__asm__ volatile("" : "+r"(x));
	}
	return alone_now() - start;
}

static inline uint64_t alone_units(void)
{
	uint64_t start = alone_now(), a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;

	for (int i = 0; i < 4000; i++) {
		a++, b++, c++, d++, e++, f++;
		__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
	}
	return alone_now() - start;
}

/* In about 15 us.  The least of three, because of interrupts. */
static inline double core_strain(void)
{
	uint64_t chain = UINT64_MAX, units = UINT64_MAX;

	for (int i = 0; i < 3; i++) {
		uint64_t c = alone_chain(), u = alone_units();

		chain = c < chain ? c : chain;
		units = u < units ? u : units;
	}
	return (double)units / chain;
}

static inline int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/*
 * The strain of a core of our own, from N that were taken over a long time, and are
 * sorted by this: * if somebody else computed all the while, it is too great, and all is taken for alone.  Not the
 * least, as a chain may be interrupted.
 */
static inline double core_calm(double *strains, size_t n)
{
	qsort(strains, n, sizeof(double), by_value);
	return strains[n / 50];
}

static inline bool core_alone(double strain, double calm)
{
	return strain <= calm * 1.15;
}

#endif
