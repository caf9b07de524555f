// SPDX-License-Identifier: BSD-2-Clause
/* When a ring is looked into again: by how fast records come, however late we are. */
#include "bpf/look.h"
#include "check.h"

/* Looks that are LATE_NS late each, at so many records a second; the last one's answer. */
static uint64_t looks(struct ss_look *l, uint64_t rate, uint64_t late_ns, int n)
{
	uint64_t ns = SS_LOOK_NS;

	while (n--)
		ns = ss_look_next(l, rate * (ns + late_ns) / 1000000000, ns + late_ns);
	return ns;
}

static void by_rate(void)
{
	struct ss_look l = { 0 };

	check(looks(&l, 10000, 0, 10) == SS_LOOK_NS);
	check(looks(&l, 100000, 0, 10) == SS_LOOK_NS);
	check(looks(&l, 500000, 0, 10) == SS_LOOK_MAX_NS);
	check(looks(&l, 100000, 0, 1) == SS_LOOK_NS);
}

/* Two milliseconds or twenty: 100,000 a second are not more for it. */
static void late(void)
{
	struct ss_look l = { 0 };

	check(looks(&l, 100000, 2000000, 1) == SS_LOOK_NS);
	check(looks(&l, 100000, 20000000, 10) == SS_LOOK_NS);
	check(looks(&l, 500000, 20000000, 10) == SS_LOOK_MAX_NS);
}

static void quiet(void)
{
	struct ss_look l = { 0 };

	check(ss_look_next(&l, 1, 1000000000) == SS_LOOK_NS);
	check(ss_look_next(&l, 0, SS_LOOK_NS) == SS_LOOK_NS);
	check(ss_look_next(&l, 0, SS_LOOK_NS) == 0);
	check(ss_look_next(&l, 5, 1000000000) == SS_LOOK_NS);
	check(ss_look_next(&l, 0, SS_LOOK_NS) == SS_LOOK_NS);
}

static const struct check_case cases[] = {
	{ "by how fast records come", by_rate },
	{ "a late look finds many, and the next is no later for that", late },
	{ "asleep after two that find nothing", quiet },
};
CHECK_MAIN(cases)
