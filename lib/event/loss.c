// SPDX-License-Identifier: BSD-2-Clause
#include "event/loss.h"

#define RECORD_BYTES 512 /* for a type of which none came through */

/* These go through the ring of processes' lives, at least those that succeed. */
static bool of_life(int type)
{
	return type == SS_EVENT_FORK || type == SS_EVENT_EXEC || type == SS_EVENT_EXIT ||
	       type == SS_EVENT_CREDS ||
	       (type >= SS_EVENT_MODULE_LOAD && type <= SS_EVENT_IO_URING);
}

static uint64_t bytes_of(const struct ss_loss *l, int type)
{
	uint64_t each = l->records[type] ? l->bytes[type] / l->records[type] : RECORD_BYTES;

	return l->lost[type] * (each + 8); /* and the ring's own header */
}

/* A power of two that holds SIZE and LOST; 0 if there is none. */
static uint64_t large_enough(uint64_t size, uint64_t lost, uint64_t max)
{
	uint64_t want = size;

	while (want < size + lost && want < max)
		want *= 2;
	return lost && want >= size + lost ? want : 0;
}

void ss_loss_sizes(const struct ss_loss *l, uint64_t *life, uint64_t *bulk)
{
	uint64_t of[2] = { l->quiet_lost * RECORD_BYTES, 0 };

	for (int i = 0; i < SS_EVENT_TYPES; i++)
		of[l->bulk.size && !of_life(i)] += bytes_of(l, i);
	*life = large_enough(l->life.size, of[0], l->size_max);
	*bulk = l->bulk.size ? large_enough(l->bulk.size, of[1], l->size_max) : 0;
}

int ss_loss_most(const struct ss_loss *l, unsigned *percent)
{
	uint64_t total = 0;
	int most = -1;

	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		total += l->bytes[i];
		if (l->bytes[i] && (most < 0 || l->bytes[i] > l->bytes[most]))
			most = i;
	}
	*percent = most < 0 ? 0 : 100 * l->bytes[most] / total;
	return most;
}

static unsigned percent_of(const struct ss_loss_ring *r)
{
	uint64_t p = r->size ? 100 * r->peak / r->size : 0;

	return p > 100 ? 100 : p;
}

void ss_loss_write(struct ss_json *w, const struct ss_loss *l)
{
	uint64_t life, bulk;
	unsigned percent;
	int most = ss_loss_most(l, &percent);

	ss_loss_sizes(l, &life, &bulk);
	ss_json_object(w, "fill");
	if (l->bulk.size) {
		ss_json_u64(w, "ring_percent", percent_of(&l->life));
		ss_json_u64(w, "bulk_percent", percent_of(&l->bulk));
	}
	if (most >= 0) {
		ss_json_cstr(w, "most", ss_event_names[most]);
		ss_json_u64(w, "most_percent", percent);
	}
	ss_json_end_object(w);
	if (!life && !bulk)
		return;
	ss_json_object(w, "advice");
	if (life)
		ss_json_u64(w, "ring_size", life);
	if (bulk)
		ss_json_u64(w, "bulk_size", bulk);
	ss_json_end_object(w);
}

static void put_size(struct ss_strbuf *b, const char *option, uint64_t size)
{
	if (size >= 1 << 20)
		ss_strbuf_printf(b, "%s=%lluM", option, (unsigned long long)size >> 20);
	else
		ss_strbuf_printf(b, "%s=%lluk", option, (unsigned long long)size >> 10);
}

void ss_loss_text(const struct ss_loss *l, struct ss_strbuf *b)
{
	uint64_t life, bulk;
	unsigned percent;
	int most = ss_loss_most(l, &percent);

	ss_loss_sizes(l, &life, &bulk);
	ss_strbuf_str(b, "the reader is too slow");
	if (l->bulk.size)
		ss_strbuf_printf(b, " (ring %u %% full, bulk ring %u %%", percent_of(&l->life),
				 percent_of(&l->bulk));
	if (most >= 0)
		ss_strbuf_printf(b, "%s%u %% of it %s", l->bulk.size ? "; " : " (", percent,
				 ss_event_names[most]);
	ss_strbuf_str(b, l->bulk.size || most >= 0 ? "): " : ": ");
	if (life || bulk) {
		if (life)
			put_size(b, "--ring-size", life);
		if (life && bulk)
			ss_strbuf_str(b, " and ");
		if (bulk)
			put_size(b, "--bulk-size", bulk);
		ss_strbuf_str(b, " would have held them; ");
	}
	ss_strbuf_str(b, "a filter, ");
	if (most >= 0)
		ss_strbuf_printf(b, "--rate %s=N/s, ", ss_event_names[most]);
	ss_strbuf_str(b, "--sample or --count makes fewer");
}
