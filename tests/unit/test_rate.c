// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>

#include "capture.h"
#include "check.h"
#include "core/clock.h"
#include "event/rate.h"

static bool rate_is(const char *text, uint64_t every, uint64_t burst)
{
	struct ss_rate r = { 1, 1 };

	return !ss_rate_parse("--rate", text, &r) && r.every_ns == every && r.burst_ns == burst;
}

static void rates(void)
{
	check(rate_is("1/s", SS_NS_PER_SEC, SS_NS_PER_SEC));
	check(rate_is("100/s", SS_NS_PER_SEC / 100, SS_NS_PER_SEC));
	check(rate_is("30/m", 2 * SS_NS_PER_SEC, 60 * SS_NS_PER_SEC));
	check(rate_is("2/h", 1800 * SS_NS_PER_SEC, 3600 * SS_NS_PER_SEC));
	check(rate_is("1000000/s", 1000, SS_NS_PER_SEC));
}

struct attempt {
	int (*parse)(struct ss_rates *, const char *);
	const char *text;
};

static int attempt(void *arg)
{
	const struct attempt *a = arg;
	struct ss_rates r = { 0 };

	return a->parse(&r, a->text) == -EINVAL ? 7 : 0;
}

static bool refused(int (*parse)(struct ss_rates *, const char *), const char *text,
		    const char *why)
{
	struct attempt a = { parse, text };
	struct capture c;

	capture_run(&c, attempt, &a);
	return c.status == 7 && strstr(c.err, why);
}

static void no_rates(void)
{
	static const char *const bad[] = {
		"",	   "exec",     "exec=",	    "exec=0/s", "exec=1000001/s",	   "exec=5",
		"exec=5/", "exec=5/d", "exec=-1/s", "exec=/s",	"exec=11111111111111111/s"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(refused(ss_rates_limit, bad[i], "--rate: "));
	check(refused(ss_rates_limit, "exek=1/s", "--rate: unknown event type 'exek'"));
	check(refused(ss_rates_limit, "exec,=1/s", "unknown event type ''"));
	check(refused(ss_rates_sample, "2/3", "no part"));
	check(refused(ss_rates_sample, "1/0", "no part"));
	check(refused(ss_rates_sample, "foo=1/2", "'foo'"));
}

static void of_types(void)
{
	struct ss_rates r = { 0 };

	check(!ss_rates_limit(&r, "exec,file=10/s"));
	check(r.type[SS_EVENT_EXEC].every_ns == SS_NS_PER_SEC / 10);
	check(r.type[SS_EVENT_FILE_OPEN].every_ns == SS_NS_PER_SEC / 10);
	check(!r.type[SS_EVENT_FORK].every_ns);
	check(r.rated & SS_TYPE_BIT(SS_EVENT_FILE_RENAME));
	check(!ss_rates_sample(&r, "1/10"));
	check(!ss_rates_sample(&r, "exit=1/1"));
	check(r.sample[SS_EVENT_FORK] == 10 && r.sample[SS_EVENT_EXIT] == 0);
}

static void begins_and_ends(void)
{
	uint64_t held[SS_EVENT_TYPES] = { 0 }, now = SS_NS_PER_SEC, told = 0;
	struct ss_throttle t = { 0 };
	struct ss_throttle_news n;

	check(!ss_throttle_look(&t, held, now, false, &n));
	held[SS_EVENT_EXEC] = 5;
	check(ss_throttle_look(&t, held, now, false, &n));
	check(n.started == SS_TYPE_BIT(SS_EVENT_EXEC) && !n.ended && n.held[SS_EVENT_EXEC] == 5);
	told += n.held[SS_EVENT_EXEC];
	/* It goes on without a word, and another type's line says of it too. */
	held[SS_EVENT_EXEC] = 9;
	check(!ss_throttle_look(&t, held, now += SS_NS_PER_SEC / 10, false, &n));
	held[SS_EVENT_FORK] = 1;
	check(ss_throttle_look(&t, held, now, false, &n));
	check(n.started == SS_TYPE_BIT(SS_EVENT_FORK) && n.held[SS_EVENT_EXEC] == 4);
	told += n.held[SS_EVENT_EXEC];
	check(!ss_throttle_look(&t, held, now + SS_NS_PER_SEC - 1, false, &n));
	check(ss_throttle_look(&t, held, now += SS_NS_PER_SEC, false, &n));
	check(n.ended == (SS_TYPE_BIT(SS_EVENT_EXEC) | SS_TYPE_BIT(SS_EVENT_FORK)) && !n.started);
	/* What begins just before the end ends with it. */
	held[SS_EVENT_EXEC] = 12;
	check(ss_throttle_look(&t, held, now, true, &n));
	check(n.started == n.ended && n.held[SS_EVENT_EXEC] == 3);
	told += n.held[SS_EVENT_EXEC];
	check(told == held[SS_EVENT_EXEC]);
	check(!ss_throttle_look(&t, held, now, true, &n));
}

static void lines(void)
{
	struct ss_throttle_news n = { .started = SS_TYPE_BIT(SS_EVENT_EXEC), .held = { 0, 3 } };
	struct ss_strbuf b = { 0 };
	struct ss_json w;

	ss_json_init(&w, &b);
	ss_json_object(&w, NULL);
	ss_throttle_write(&w, &n);
	ss_json_end_object(&w);
	check_str(b.data, "{\"started\":[\"process.exec\"],\"throttled\":{\"process.exec\":3}}");
	ss_strbuf_fini(&b);
}

static void processes(void)
{
	const struct ss_flood before[] = { { 1, 100, 10 }, { 1, 50, 20 } };
	struct ss_flood now[] = {
		{ 1, 9, 50 }, { 1, 51, 20 }, { 1, 103, 10 },
		{ 2, 7, 10 }, { 1, 4, 60 },  { 1, 0, 70 },
	};
	struct ss_flood top[SS_FLOODS_TOLD];
	size_t n;

	ss_floods_sort(now, 6);
	n = ss_floods_top(before, 2, now, 6, top);
	check(n == 3);
	check(top[0].tgid == 50 && top[0].held == 9);
	check(top[1].tgid == 10 && top[1].start_ns == 2 && top[1].held == 7);
	check(top[2].tgid == 60 && top[2].held == 4);
	check(ss_floods_top(NULL, 0, NULL, 0, top) == 0);
	check(ss_floods_top(NULL, 0, before, 2, top) == 2 && top[0].held == 100);
	/* Dropped by the kernel in between: less than before is all new. */
	check(ss_floods_top(now, 6, &(struct ss_flood){ 1, 5, 50 }, 1, top) == 1);
	check(top[0].held == 5);
}

static const struct check_case cases[] = {
	{ "rates in seconds, minutes and hours", rates },
	{ "what is no rate and no sample", no_rates },
	{ "limits and samples of types and classes", of_types },
	{ "a throttle begins and ends, and its lines add up", begins_and_ends },
	{ "the line of a throttle", lines },
	{ "the processes that were held back most", processes },
};
CHECK_MAIN(cases)
