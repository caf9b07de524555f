// SPDX-License-Identifier: BSD-2-Clause
#include "check.h"
#include "event/loss.h"

#define M (UINT64_C(1) << 20)

static struct ss_loss loss;

static void reset(void)
{
	loss = (struct ss_loss){ .life = { 4 * M, 4 * M },
				 .bulk = { 4 * M, M },
				 .size_max = 1024 * M };
}

static bool sizes(uint64_t life, uint64_t bulk)
{
	uint64_t l, b;

	ss_loss_sizes(&loss, &l, &b);
	return l == life && b == bulk;
}

static void room(void)
{
	reset();
	check(sizes(0, 0));
	loss.lost[SS_EVENT_EXEC] = 10;
	loss.records[SS_EVENT_EXEC] = 2;
	loss.bytes[SS_EVENT_EXEC] = 2000;
	check(sizes(8 * M, 0));
	loss.lost[SS_EVENT_EXEC] = 10000; /* of 1008 bytes: 14.1 MB with what there is */
	check(sizes(16 * M, 0));
	loss.lost[SS_EVENT_FILE_OPEN] = 1; /* of which none came through */
	check(sizes(16 * M, 8 * M));
	loss.bulk.size = 0;
	check(sizes(16 * M, 0));
	loss.lost[SS_EVENT_EXEC] = 10000000; /* no ring can be so large */
	check(sizes(0, 0));
}

static void most(void)
{
	unsigned percent;

	reset();
	check(ss_loss_most(&loss, &percent) == -1 && percent == 0);
	loss.bytes[SS_EVENT_FORK] = 100;
	loss.bytes[SS_EVENT_FILE_OPEN] = 300;
	check(ss_loss_most(&loss, &percent) == SS_EVENT_FILE_OPEN && percent == 75);
}

static void json(const char *want)
{
	struct ss_strbuf b = { 0 };
	struct ss_json w;

	ss_json_init(&w, &b);
	ss_json_object(&w, NULL);
	ss_loss_write(&w, &loss);
	ss_json_end_object(&w);
	check_str(b.data, want);
	ss_strbuf_fini(&b);
}

static void text(const char *want)
{
	struct ss_strbuf b = { 0 };

	ss_loss_text(&loss, &b);
	check_str(b.data, want);
	ss_strbuf_fini(&b);
}

static void words(void)
{
	reset();
	loss.lost[SS_EVENT_FILE_OPEN] = 5;
	loss.records[SS_EVENT_FILE_OPEN] = 1;
	loss.bytes[SS_EVENT_FILE_OPEN] = 200;
	json("{\"fill\":{\"ring_percent\":100,\"bulk_percent\":25,\"most\":\"file.open\","
	     "\"most_percent\":100},\"advice\":{\"bulk_size\":8388608}}");
	text("the reader is too slow (ring 100 % full, bulk ring 25 %; 100 % of it file.open): "
	     "--bulk-size=8M would have held them; a filter, --rate file.open=N/s, --sample or "
	     "--count makes fewer");
	loss.bulk = (struct ss_loss_ring){ 0 }; /* a perf buffer */
	loss.life.size = 8192;
	json("{\"fill\":{\"most\":\"file.open\",\"most_percent\":100},"
	     "\"advice\":{\"ring_size\":16384}}");
	text("the reader is too slow (100 % of it file.open): --ring-size=16k would have held "
	     "them; a filter, --rate file.open=N/s, --sample or --count makes fewer");
	loss = (struct ss_loss){ 0 };
	json("{\"fill\":{}}");
	text("the reader is too slow: a filter, --sample or --count makes fewer");
}

static const struct check_case cases[] = {
	{ "rings that would have been large enough", room },
	{ "what filled them", most },
	{ "what is said", words },
};
CHECK_MAIN(cases)
