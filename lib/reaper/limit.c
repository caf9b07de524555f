// SPDX-License-Identifier: BSD-2-Clause
/* Limits, as people write them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/nearest.h"
#include "core/parse.h"
#include "reaper/rule_impl.h"

#define QUANTILE_PLACES 4	/* ppm: "99.9" per cent is 999000 */
#define TIMES_PLACES	3	/* thousandths */
#define TIMES_MAX	1000000 /* of them */
#define SAMPLES_MAX	UINT32_MAX

enum part { QUANTILE, FLOOR, CEILING, WINDOW, SAMPLES, PER, PARTS };

static const char *const part_names[PARTS + 1] = {
	[QUANTILE] = "p99",  [FLOOR] = "floor",	    [CEILING] = "ceiling",
	[WINDOW] = "window", [SAMPLES] = "samples", [PER] = "per",
};

/* "99.95" in units of 10^-PLACES.  False: that is no such number. */
static bool decimal(const char *text, unsigned int places, uint64_t *out)
{
	size_t whole = strspn(text, "0123456789"), part = 0;
	uint64_t n = 0;

	if (text[whole] == '.')
		part = strspn(text + whole + 1, "0123456789");
	if (!whole || whole > 6 || part > places || text[whole + (part ? part + 1 : 0)])
		return false;
	for (size_t i = 0; i < whole + places; i++) {
		/* The point is passed over, and what is not written is 0. */
		size_t at = i < whole ? i : i + 1;

		n = 10 * n + (i < whole + part ? text[at] - '0' : 0);
	}
	*out = n;
	return true;
}

/* "p99.9" or "p99.9*4" */
static int set_quantile(struct ss_reap_limit *l, char *word, struct ss_strbuf *why)
{
	char *times = strchr(word, '*');
	uint64_t n;

	if (times)
		*times++ = 0;
	if (!decimal(word + 1, QUANTILE_PLACES, &n) || !n || n >= 1000000)
		return ss_reap_refuse(why, SHOWN " is not p with a percentage below 100, as p99.9",
				      word);
	l->quantile_ppm = n;
	if (!times)
		return 0;
	if (!decimal(times, TIMES_PLACES, &n) || n < 1000 || n > TIMES_MAX)
		return ss_reap_refuse(why, "'*%.80s' is not * with a factor from 1 to %d", times,
				      TIMES_MAX / 1000);
	l->times_milli = n;
	return 0;
}

static int set_window(struct ss_reap_limit *l, const char *text, struct ss_strbuf *why)
{
	int err = ss_reap_time_parse("window: ", text, &l->window_ns, why);

	if (!err && (l->window_ns < SS_NS_PER_SEC || l->window_ns > 86400 * SS_NS_PER_SEC))
		err = ss_reap_refuse(why, "window: " SHOWN " is not 1s to 1d", text);
	return err;
}

static int set_value(struct ss_reap_limit *l, enum part part, const char *text,
		     struct ss_strbuf *why)
{
	switch (part) {
	case FLOOR: return ss_reap_time_parse("floor: ", text, &l->floor_ns, why);
	case CEILING: return ss_reap_time_parse("ceiling: ", text, &l->ceiling_ns, why);
	case WINDOW: return set_window(l, text, why);
	case SAMPLES:
		if (ss_parse_u64(text, 1, SAMPLES_MAX, &l->samples))
			return ss_reap_refuse(why, "samples: " SHOWN " is not a number from 1 on",
					      text);
		return 0;
	default:
		l->per_exe = !strcmp(text, "exe");
		return l->per_exe ? 0
				  : ss_reap_refuse(why, "per: " SHOWN " is not exe, the only thing",
						   text);
	}
}

static int unknown_part(const char *word, struct ss_strbuf *why)
{
	const char *meant = ss_nearest(word, part_names);

	if (meant)
		return ss_reap_refuse(why, "unknown part " SHOWN " of auto (did you mean '%s'?)",
				      word, meant);
	return ss_reap_refuse(why,
			      "unknown part " SHOWN " of auto (there are p99*4, floor=, "
			      "ceiling=, window=, samples=, per=exe)",
			      word);
}

static int add_part(struct ss_reap_limit *l, char *word, unsigned int *given, struct ss_strbuf *why)
{
	bool quantile = word[0] == 'p' && strchr("0123456789.", word[1]) && word[1];
	char *value = strchr(word, '=');
	int part = QUANTILE;

	if (value && !quantile)
		*value++ = 0;
	for (; !quantile && part < PARTS && strcmp(word, part_names[part]);)
		part++;
	if (part == PARTS)
		return unknown_part(word, why);
	if (*given & 1u << part)
		return ss_reap_refuse(why, "%s stands there twice",
				      quantile ? "a quantile" : part_names[part]);
	*given |= 1u << part;
	if (quantile)
		return set_quantile(l, word, why);
	if (!value)
		return ss_reap_refuse(why, "%s needs a value: %s=...", word, word);
	return set_value(l, part, value, why);
}

static int parse_auto(struct ss_reap_limit *l, const char *text, struct ss_strbuf *why)
{
	char *copy = strdup(text), *rest = copy, *word;
	unsigned int given = 0;
	int err = copy ? 0 : -ENOMEM;

	*l = (struct ss_reap_limit){
		.quantile_ppm = 990000,
		.times_milli = 4000,
		.floor_ns = 5000000,
		.window_ns = 60 * SS_NS_PER_SEC,
		.samples = 1000,
	};
	while (!err && (word = strsep(&rest, ",")))
		err = *word ? add_part(l, word, &given, why)
			    : ss_reap_refuse(why, "a part is missing in 'auto:%.80s'", text);
	free(copy);
	if (!err && l->ceiling_ns && l->ceiling_ns < l->floor_ns)
		err = ss_reap_refuse(why, "the ceiling is below the floor%s",
				     given & 1u << FLOOR ? "" : " of 5ms");
	return err;
}

int ss_reap_limit_parse(struct ss_reap_limit *l, const char *text, struct ss_strbuf *why)
{
	*l = (struct ss_reap_limit){ 0 };
	if (!strncmp(text, "auto:", 5))
		return parse_auto(l, text + 5, why);
	if (!strcmp(text, "auto"))
		return parse_auto(l, "p99", why);
	if (*text < '0' || *text > '9')
		return ss_reap_refuse(why, SHOWN " is neither a time, as 50ms, nor auto", text);
	return ss_reap_time_parse("", text, &l->ns, why);
}
