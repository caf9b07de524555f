// SPDX-License-Identifier: BSD-2-Clause
#include "event/rate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/parse.h"

#define QUIET_NS SS_NS_PER_SEC

static uint64_t unit_of(const char *word)
{
	if (!strcmp(word, "s"))
		return SS_NS_PER_SEC;
	if (!strcmp(word, "m"))
		return 60 * SS_NS_PER_SEC;
	return strcmp(word, "h") ? 0 : 3600 * SS_NS_PER_SEC;
}

int ss_rate_parse(const char *option, const char *text, struct ss_rate *rate)
{
	const char *slash = strchr(text, '/');
	char number[16];
	uint64_t n, unit;

	if (!slash || (size_t)(slash - text) >= sizeof(number))
		goto bad;
	memcpy(number, text, slash - text);
	number[slash - text] = 0;
	unit = unit_of(slash + 1);
	if (!unit || ss_parse_u64(number, 1, SS_RATE_MAX, &n))
		goto bad;
	*rate = (struct ss_rate){ .every_ns = unit / n, .burst_ns = unit };
	return 0;
bad:
	return ss_error(-EINVAL, "%s: '%s' is no rate like 100/s, 10/m or 5/h (1 to %d)", option,
			text, SS_RATE_MAX);
}

/* What stands before the '=': types as bits, 0 after a complaint. */
static uint64_t types_of(const char *option, const char *text, size_t len)
{
	uint64_t types = 0;

	while (true) {
		size_t n = strcspn(text, ",=");
		uint64_t more = ss_types_named(text, n < len ? n : len, NULL);

		if (!more) {
			ss_error(-EINVAL, "%s: unknown event type '%.*s'", option, (int)n, text);
			return 0;
		}
		types |= more;
		if (n >= len)
			return types;
		text += n + 1;
		len -= n + 1;
	}
}

int ss_rates_limit(struct ss_rates *r, const char *text)
{
	const char *equals = strchr(text, '=');
	struct ss_rate rate;
	uint64_t types;

	if (!equals)
		return ss_error(-EINVAL, "--rate: '%s' is not TYPE=N/s", text);
	types = types_of("--rate", text, equals - text);
	if (!types || ss_rate_parse("--rate", equals + 1, &rate))
		return -EINVAL;
	r->rated |= types;
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (types & SS_TYPE_BIT(i))
			r->type[i] = rate;
	return 0;
}

int ss_rates_sample(struct ss_rates *r, const char *text)
{
	const char *equals = strchr(text, '='), *part = equals ? equals + 1 : text;
	uint64_t types = ~0ull, n;

	if (equals)
		types = types_of("--sample", text, equals - text);
	if (!types)
		return -EINVAL;
	if (strncmp(part, "1/", 2) != 0 || ss_parse_u64(part + 2, 1, SS_SAMPLE_MAX, &n))
		return ss_error(-EINVAL, "--sample: '%s' is no part like 1/10", part);
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (types & SS_TYPE_BIT(i)) {
			r->sample[i] = n > 1 ? n : 0;
			r->sampled |= SS_TYPE_BIT(i);
		}
	return 0;
}

bool ss_throttle_look(struct ss_throttle *t, const uint64_t held[SS_EVENT_TYPES], uint64_t now_ns,
		      bool last, struct ss_throttle_news *news)
{
	*news = (struct ss_throttle_news){ 0 };
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		uint64_t bit = SS_TYPE_BIT(i);

		if (held[i] != t->seen[i]) {
			news->started |= ~t->on & bit;
			t->seen[i] = held[i];
			t->seen_ns[i] = now_ns;
			t->on |= bit;
		}
		if (t->on & bit && (last || now_ns - t->seen_ns[i] >= QUIET_NS))
			news->ended |= bit;
	}
	t->on &= ~news->ended;
	if (!news->started && !news->ended)
		return false;
	for (int i = 0; i < SS_EVENT_TYPES; i++) {
		news->held[i] = t->seen[i] - t->told[i];
		t->told[i] = t->seen[i];
	}
	return true;
}

static void write_types(struct ss_json *w, const char *key, uint64_t types)
{
	if (!types)
		return;
	ss_json_array(w, key);
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (types & SS_TYPE_BIT(i))
			ss_json_cstr(w, NULL, ss_event_names[i]);
	ss_json_end_array(w);
}

void ss_throttle_write(struct ss_json *w, const struct ss_throttle_news *news)
{
	write_types(w, "started", news->started);
	write_types(w, "ended", news->ended);
	ss_json_object(w, "throttled");
	for (int i = 0; i < SS_EVENT_TYPES; i++)
		if (news->held[i])
			ss_json_u64(w, ss_event_names[i], news->held[i]);
	ss_json_end_object(w);
}

static int flood_order(const void *a, const void *b)
{
	const struct ss_flood *x = a, *y = b;

	if (x->tgid != y->tgid)
		return x->tgid < y->tgid ? -1 : 1;
	return (x->start_ns > y->start_ns) - (x->start_ns < y->start_ns);
}

void ss_floods_sort(struct ss_flood *floods, size_t count)
{
	if (count)
		qsort(floods, count, sizeof(*floods), flood_order);
}

size_t ss_floods_top(const struct ss_flood *before, size_t before_count, const struct ss_flood *now,
		     size_t now_count, struct ss_flood top[SS_FLOODS_TOLD])
{
	size_t n = 0;

	for (size_t i = 0; i < now_count; i++) {
		const struct ss_flood *old = before_count ? bsearch(&now[i], before, before_count,
								    sizeof(*before), flood_order)
							  : NULL;
		struct ss_flood f = now[i];
		size_t at = n;

		/* Forgotten by the kernel and come again, it begins anew. */
		if (old && old->held <= f.held)
			f.held -= old->held;
		if (!f.held)
			continue;
		while (at && top[at - 1].held < f.held)
			at--;
		if (at == SS_FLOODS_TOLD)
			continue;
		if (n < SS_FLOODS_TOLD)
			n++;
		memmove(top + at + 1, top + at, (n - at - 1) * sizeof(*top));
		top[at] = f;
	}
	return n;
}
